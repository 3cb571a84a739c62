//! Letters as the desk and the operator issue them.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use madoguchi_rules::audience::Audience;
use madoguchi_store::{At, Work, cautions::Caution};
use madoguchi_testkit::{
    on_both_engines,
    people::{AOI_DEPENDANT, CHIZURU, KOJI_WITH_MAIL, Person, SHO_LEFT, TEPPEI, YUI},
};

use super::{CAUTION, Format, IssueError, IssueOutcome, IssueRequest, OneError, Whom, issue, issue_one};
use crate::{
    imports::roster::Actor,
    testing::{Story, entry},
};

fn clerk() -> Actor {
    Actor { kind: "staff", name: "staff:7".to_owned() }
}

/// The request for everybody's letters into this file.
async fn request(story: &Story, out: &Path) -> IssueRequest {
    let id = story.insurer.id;
    let settings = story.portal.store.read(|work| async move { crate::insurer::settings(&work, id).await }).await.unwrap();
    IssueRequest {
        insurer: story.insurer.clone(),
        settings,
        whom: Whom::Audience(Audience::NotRegistered),
        most: None,
        again: false,
        out: out.to_owned(),
        format: Format::of(out).unwrap(),
        dry_run: false,
        only_due: false,
        lists: usize::MAX,
        by: clerk(),
        reason: String::new(),
    }
}

async fn issued(story: &Story, request: &IssueRequest) -> Result<IssueOutcome, IssueError> {
    issue(&story.portal, request, &mut |_, _| {}).await
}

/// Puts people on the roster who live somewhere.
async fn settle(story: &Story, people: &[&Person]) {
    for person in people {
        story.enrol(person).await;
    }
    story
        .rows::<(i64,)>("UPDATE roster_entries SET postal_code = '1000001', address = '東京都千代田区千代田1-1' RETURNING person_id")
        .await;
}

/// The lines of a CSV: header and rows.
fn lines(path: &Path) -> Vec<csv::StringRecord> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

fn files_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

on_both_engines! {
    async fn who_may_register_and_has_not_gets_a_letter(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        settle(&story, &[&YUI, &CHIZURU, &AOI_DEPENDANT, &SHO_LEFT]).await;
        story.enrol(&TEPPEI).await;
        story.enrol_registered(&KOJI_WITH_MAIL, "koji").await;
        let out = folder.path().join("letters.csv");
        let dry = IssueRequest { dry_run: true, ..request(&story, &out).await };
        let would = issued(&story, &dry).await.unwrap();
        assert!(!would.issued && would.letters == 2 && files_in(folder.path()).is_empty());
        assert_eq!(story.count("SELECT COUNT(*) FROM letter_batches").await, 0);

        let outcome = issued(&story, &request(&story, &out).await).await.unwrap();
        assert_eq!((outcome.letters, outcome.registered, outcome.not_entitled, outcome.with_code), (2, 1, 2, 0));
        assert_eq!((outcome.valid_until.as_str(), outcome.files.as_slice()), ("2026-12-12", [out.clone()].as_slice()));
        assert_eq!(outcome.left_out.iter().map(|left| left.kana_name.as_str()).collect::<Vec<_>>(), [TEPPEI.kana_name]);
        let rows = lines(&out);
        let yui = rows.iter().find(|row| &row[2] == YUI.name).unwrap();
        assert_eq!((rows.len(), &rows[0][3], &yui[0], &yui[1]), (3, "初回登録コード", "100-0001", "東京都千代田区千代田1-1"));
        assert_eq!((yui[3].chars().count(), &yui[5], &yui[7]), (10, "2026年12月12日", "sakura"));
        assert_ne!(rows[1][3], rows[2][3]);
        assert_eq!(files_in(folder.path()), ["letters.csv"]);
        assert_eq!(story.count("SELECT COUNT(*) FROM letter_codes").await, 2);
        let trail: Vec<(String, String, String)> = story.rows("SELECT actor, subject, detail FROM audit_events WHERE action = 'letters.issued'").await;
        assert_eq!((trail.len(), trail[0].0.as_str(), trail[0].1.clone()), (1, "staff:7", format!("insurer:{}", story.insurer.id)));
        assert!(trail[0].2.contains(r#""letters":2"#) && !trail[0].2.contains(&rows[1][3]));

        let nobody = issued(&story, &request(&story, &folder.path().join("more.csv")).await).await.unwrap();
        assert!(!nobody.issued && nobody.with_code == 2 && files_in(folder.path()).len() == 1, "they have a code");
        story.later(SignedDuration::from_hours(21 * 24));
        let later = issued(&story, &request(&story, &folder.path().join("later.csv")).await).await.unwrap();
        assert_eq!((later.letters, later.with_code), (2, 0), "their codes have expired");
    }
}

on_both_engines! {
    async fn the_code_stands_nowhere_but_in_the_file(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        settle(&story, &[&YUI]).await;
        let out = folder.path().join("letters.csv");
        issued(&story, &request(&story, &out).await).await.unwrap();
        let code = lines(&out)[1][3].to_owned();
        let hashes: Vec<(Vec<u8>,)> = story.rows("SELECT code_hash FROM letter_codes").await;
        assert!(hashes[0].0.len() == 32 && !hashes[0].0.windows(10).any(|bytes| bytes == code.as_bytes()));
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&out).unwrap());
        assert_eq!(mode & 0o777, 0o600, "only its owner reads it");
    }
}

on_both_engines! {
    async fn one_household_or_one_person_of_it_can_be_named(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        story.set("registrants", "all").await;
        settle(&story, &[&TEPPEI, &AOI_DEPENDANT, &YUI]).await;
        let named = |branch: Option<&str>| Whom::Number { symbol: "2".to_owned(), number: "2".to_owned(), branch: branch.map(str::to_owned) };
        let one = IssueRequest { whom: named(None), ..request(&story, &folder.path().join("1.csv")).await };
        assert_eq!(issued(&story, &one).await.unwrap().letters, 2);
        let one = IssueRequest { whom: named(Some("01")), ..request(&story, &folder.path().join("2.csv")).await };
        assert_eq!(issued(&story, &one).await.unwrap().letters, 1, "although she has a code");
        let events: Vec<(String,)> = story.rows("SELECT subject FROM audit_events WHERE action = 'letters.issued'").await;
        assert!(events.len() == 3 && events.iter().all(|(subject,)| subject.starts_with("person:")));
        let nobody = Whom::Number { symbol: "2".to_owned(), number: "3".to_owned(), branch: None };
        let nobody = IssueRequest { whom: nobody, ..request(&story, &folder.path().join("3.csv")).await };
        assert!(matches!(issued(&story, &nobody).await, Err(IssueError::NobodyThere)));
    }
}

on_both_engines! {
    async fn who_is_marked_gets_a_letter_only_when_named(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        let insurer_id = story.insurer.id;
        let teppei = story.enrol(&TEPPEI).await;
        settle(&story, &[&CHIZURU]).await;
        let mark = &Caution { kind: "support".to_owned(), note: "役所からの連絡".to_owned(), marked_at: At::from(story.portal.clock.now()), marked_by: "staff:7".to_owned() };
        story.portal.store.write(|work| async move { work.mark_caution(insurer_id, teppei, mark).await }).await.unwrap();
        let outcome = issued(&story, &request(&story, &folder.path().join("all.csv")).await).await.unwrap();
        assert_eq!((outcome.letters, outcome.left_out_for(CAUTION).map(|left| left.person_id).collect::<Vec<_>>()), (1, vec![teppei]));
        let household = Whom::Number { symbol: "2".to_owned(), number: "2".to_owned(), branch: None };
        let household = IssueRequest { whom: household, ..request(&story, &folder.path().join("household.csv")).await };
        assert!(!issued(&story, &household).await.unwrap().issued, "who names a household names nobody in it");
        let named = Whom::Number { symbol: "2".to_owned(), number: "2".to_owned(), branch: Some("00".to_owned()) };
        let named = IssueRequest { whom: named, ..request(&story, &folder.path().join("named.csv")).await };
        assert_eq!(issued(&story, &named).await.unwrap().letters, 1);
    }

    async fn an_audience_and_a_most_bound_a_batch(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        enrol_many(&story, 3).await;
        settle(&story, &[&TEPPEI]).await;
        let of = |audience: &str| Whom::Audience(audience.parse().unwrap());
        let dry = IssueRequest { whom: of("symbols=2"), dry_run: true, ..request(&story, &folder.path().join("1.csv")).await };
        assert_eq!(issued(&story, &dry).await.unwrap().letters, 1, "of one 記号");
        let dry = IssueRequest { most: Some(2), dry_run: true, ..request(&story, &folder.path().join("2.csv")).await };
        let would = issued(&story, &dry).await.unwrap();
        assert_eq!((would.letters, would.waiting), (2, 2));
        let two = IssueRequest { most: Some(2), reason: "秋のご案内".to_owned(), ..request(&story, &folder.path().join("3.csv")).await };
        assert_eq!((issued(&story, &two).await.unwrap().letters, story.count("SELECT COUNT(*) FROM letter_codes").await), (2, 2));
        let rest = IssueRequest { ..request(&story, &folder.path().join("4.csv")).await };
        assert_eq!(issued(&story, &rest).await.unwrap().letters, 2, "the others stayed due");
        let reasons: Vec<(String,)> = story.rows("SELECT reason FROM letter_batches ORDER BY reason").await;
        assert_eq!(reasons, [(String::new(),), ("秋のご案内".to_owned(),)]);
    }
}

on_both_engines! {
    async fn what_fails_leaves_neither_codes_nor_files(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        settle(&story, &[&YUI]).await;
        let out = folder.path().join("letters.csv");
        std::fs::write(&out, "codes of last week").unwrap();
        assert!(matches!(issued(&story, &request(&story, &out).await).await, Err(IssueError::FileExists { .. })));
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "codes of last week");

        let nowhere = request(&story, &folder.path().join("nowhere/letters.csv")).await;
        assert!(matches!(issued(&story, &nowhere).await, Err(IssueError::File { .. })));

        let (lease, now) = (&format!("letters:{}", story.insurer.id), story.portal.clock.now());
        let other = |work: Work| async move { work.take_lease(lease, 1, At::from(now), At::from(now + SignedDuration::from_mins(1))).await };
        assert!(story.portal.store.write(other).await.unwrap());
        let busy = request(&story, &folder.path().join("busy.csv")).await;
        assert!(matches!(issued(&story, &busy).await, Err(IssueError::Busy)));
        story.later(SignedDuration::from_mins(1));
        assert!(issued(&story, &busy).await.unwrap().issued, "the other one died");

        story.set("signup_opens", "2027-01-01").await;
        let early = IssueRequest { again: true, ..request(&story, &folder.path().join("early.csv")).await };
        assert!(matches!(issued(&story, &early).await, Err(IssueError::OpensTooLate { .. })));
        assert_eq!((files_in(folder.path()).len(), story.count("SELECT COUNT(*) FROM letter_batches").await), (2, 1));
    }
}

on_both_engines! {
    async fn a_batch_that_another_process_took_over_counts_for_nobody(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        settle(&story, &[&YUI]).await;
        issued(&story, &request(&story, &folder.path().join("1.csv")).await).await.unwrap();
        let again = IssueRequest { again: true, ..request(&story, &folder.path().join("2.csv")).await };
        let stopped = issue(&story.portal, &again, &mut |_, _| story.later(SignedDuration::from_mins(6))).await;
        assert!(matches!(stopped, Err(IssueError::Store(madoguchi_store::StoreError::LeaseLost))));
        assert_eq!((files_in(folder.path()), story.count("SELECT COUNT(*) FROM letter_codes").await), (vec!["1.csv".to_owned()], 1));
    }
}

on_both_engines! {
    async fn a_roster_of_many_pages_goes_into_one_file(database: TestDatabase) {
        let story = Story::begin(database).await;
        let folder = tempfile::tempdir().unwrap();
        enrol_many(&story, 1_100).await;
        let out = folder.path().join("letters.csv");
        let mut told = Vec::new();
        let outcome = issue(&story.portal, &request(&story, &out).await, &mut |done, total| told.push((done, total))).await.unwrap();
        assert_eq!((outcome.letters, told), (1_100, vec![(500, 1_100), (1_000, 1_100), (1_100, 1_100)]));
        let codes: std::collections::HashSet<String> = lines(&out)[1..].iter().map(|row| row[3].to_owned()).collect();
        assert_eq!(codes.len(), 1_100);
    }
}

/// So many people with addresses, each with a number of their own.
async fn enrol_many(story: &Story, count: i64) {
    let insurer_id = story.insurer.id;
    let add = |work: Work| async move {
        for number in 1..=count {
            let number_text = number.to_string();
            let mut person = entry(insurer_id, number, &YUI);
            person.number.clone_from(&number_text);
            person.number_key.clone_from(&number_text);
            person.number_loose = number_text;
            person.address = Some(format!("東京都千代田区千代田1-{number}"));
            work.add_roster_entry(&person).await?;
        }
        Ok(())
    };
    story.portal.store.write(add).await.unwrap();
}

on_both_engines! {
    async fn the_desk_hands_one_letter_over(database: TestDatabase) {
        let story = Story::begin(database).await;
        let yui = story.enrol(&YUI).await;
        let left = story.enrol(&SHO_LEFT).await;
        let koji = story.enrol_registered(&KOJI_WITH_MAIL, "koji").await.person_id;
        let one = async |person_id| issue_one(&story.portal, story.insurer.id, person_id, &clerk(), "双子のため").await;
        let letter = one(yui).await.unwrap();
        assert!(letter.pdf.starts_with(b"%PDF-") && !letter.has_address && letter.last_day.to_string() == "2026-12-12");
        assert!(matches!(one(left).await, Err(OneError::NotEntitled)));
        assert!(matches!(one(koji).await, Err(OneError::Registered)));
        assert!(matches!(one(1).await, Err(OneError::Unknown)));
        let trail: Vec<(String, String)> = story.rows("SELECT subject, detail FROM audit_events WHERE action = 'letters.issued'").await;
        assert_eq!((trail.len(), trail[0].0.clone()), (1, format!("person:{yui}")));
        assert!(trail[0].1.contains("双子のため"));
    }
}

#[test]
fn many_letters_go_to_numbered_pdfs_and_one_csv() {
    let out = Path::new("post/letters.pdf");
    assert_eq!(Format::Pdf.files(out, 250), [PathBuf::from("post/letters.pdf")]);
    assert_eq!(Format::Pdf.files(out, 251), [PathBuf::from("post/letters-1.pdf"), PathBuf::from("post/letters-2.pdf")]);
    assert_eq!(Format::Pdf.files(out, 2_501)[0], PathBuf::from("post/letters-01.pdf"));
    assert_eq!(Format::Csv.files(Path::new("letters.CSV"), 100_000).len(), 1);
    assert_eq!(
        (Format::of(Path::new("a.CSV")), Format::of(Path::new("a.docx")), Format::of(Path::new("csv"))),
        (Some(Format::Csv), None, None)
    );
}

mod long {
    use super::*;

    on_both_engines! {
        async fn more_letters_than_one_pdf_holds_go_to_two(database: TestDatabase) {
            let story = Story::begin(database).await;
            let folder = tempfile::tempdir().unwrap();
            enrol_many(&story, 252).await;
            let outcome = issued(&story, &request(&story, &folder.path().join("letters.pdf")).await).await.unwrap();
            assert_eq!((outcome.letters, files_in(folder.path())), (252, vec!["letters-1.pdf".to_owned(), "letters-2.pdf".to_owned()]));
        }
    }
}
