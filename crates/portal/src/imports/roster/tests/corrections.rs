//! What the desk corrected holds until the roster's own value changes (contract, section 6).

use madoguchi_store::corrections::CorrectedField;
use madoguchi_testkit::{browserless::Page, on_both_engines};

use super::*;
use crate::imports::roster::{CorrectionError, CorrectionOrder, RosterCorrection, correct};

const KAZUKO: &str = "1,0010,00,ﾔﾏﾀﾞ ｶｽﾞｺ,山田　和子,1960-01-01,本人,2000-04-01,,old@example.jp";

async fn try_to_correct(story: &Story, person_id: i64, correction: RosterCorrection) -> Result<(), CorrectionError> {
    let actor = Actor { kind: "staff", name: "staff:1".to_owned() };
    let order = CorrectionOrder { insurer_id: story.insurer.id, person_id, correction, reason: "電話で確認".to_owned(), actor };
    let done = correct(&story.portal.import_site(), &order).await;
    story.later(jiff::SignedDuration::from_secs(1));
    done
}

async fn set(story: &Story, person_id: i64, field: CorrectedField, typed: &str) {
    let correction = RosterCorrection::read(field, typed, "2026-11-22".parse().unwrap()).unwrap();
    try_to_correct(story, person_id, correction).await.unwrap();
}

/// What the trail says of corrections, oldest first: action and field.
async fn trail(story: &Story) -> Vec<(String, String)> {
    let events = story.portal.store.read(|work: Work| async move { work.unsealed_events(1_000).await }).await.unwrap();
    let of_corrections = events.into_iter().filter(|event| event.action.starts_with("roster.correct"));
    let field = |detail: &str| serde_json::from_str::<serde_json::Value>(detail).unwrap()["field"].as_str().unwrap().to_owned();
    of_corrections.map(|event| (event.action.clone(), field(&event.detail))).collect()
}

/// The story's one person, imported; and our own identifier of her.
async fn kazuko(story: &Story, files: &Files) -> i64 {
    run(story, &request(&files.roster(&[KAZUKO]), ImportMode::Full)).await;
    person(story, "0010", "ﾔﾏﾀﾞ ｶｽﾞｺ").await.person_id
}

async fn the_one(story: &Story) -> RosterEntry {
    let mut people = roster(story).await;
    assert_eq!(people.len(), 1);
    people.remove(0)
}

async fn sign_up(story: &Story, kana: &str) -> Page {
    let client = story.client.another();
    let form = client.get("/portal/signup?insurer=sakura").await.form().fill("記号", "1").fill("番号", "0010");
    form.fill("生年月日", "1960-01-01").fill("氏名（カナ）", kana).press("認証").await
}

on_both_engines! {
    async fn a_correction_is_in_force_at_once_and_stays_when_the_file_comes_again(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        assert_eq!(sign_up(&story, "ヤマダ カヅコ").await.status(), 422);
        set(&story, id, CorrectedField::KanaName, "ヤマダ カヅコ").await;
        assert_eq!(sign_up(&story, "ヤマダ カヅコ").await.location(), "/portal/signup/account");
        set(&story, id, CorrectedField::Email, "Kazuko@Example.JP").await;
        set(&story, id, CorrectedField::Name, "山田　かづ子").await;
        let (corrected, version_before) = (the_one(&story).await, version(&story).await);
        assert_eq!((corrected.email.as_deref(), corrected.name.as_str()), (Some("Kazuko@example.jp"), "山田　かづ子"));
        for mode in [ImportMode::Merge, ImportMode::Full] {
            let again = run(&story, &request(&files.roster(&[KAZUKO]), mode)).await;
            assert_eq!(counts(&again), [0, 0, 0, 1, 0, 0]);
        }
        assert!(the_one(&story).await == corrected && version(&story).await == version_before);
        let expected = ["kana_name", "email", "name"].map(|field| ("roster.corrected".to_owned(), field.to_owned()));
        assert_eq!(trail(&story).await, expected);
    }

    async fn another_width_of_the_same_value_is_no_change_and_other_fields_change_beside_it(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        set(&story, id, CorrectedField::KanaName, "ヤマダ カヅコ").await;
        set(&story, id, CorrectedField::Name, "山田　かづ子").await;
        set(&story, id, CorrectedField::Email, "new@example.jp").await;
        let full_width = "1,0010,00,ヤマダ　カズコ,山田 和子,1960-01-01,本人,2000-04-01,2027-01-01,OLD@example.jp";
        let outcome = run(&story, &request(&files.roster(&[full_width]), ImportMode::Full)).await;
        assert_eq!(counts(&outcome), [0, 1, 0, 0, 0, 0]);
        let seen = the_one(&story).await;
        assert_eq!((seen.kana_name.as_str(), seen.kana_folded.as_str()), ("ヤマダ カヅコ", "ヤマタカツコ"));
        assert_eq!((seen.name.as_str(), seen.email.as_deref()), ("山田　かづ子", Some("new@example.jp")));
        assert_eq!(seen.lost_on.map(|day| day.0.to_string()).as_deref(), Some("2027-01-01"), "the file's change beside it");
        assert_eq!(counts(&run(&story, &request(&files.roster(&[full_width]), ImportMode::Full)).await), [0, 0, 0, 1, 0, 0]);
    }

    async fn the_rosters_own_change_wins_and_the_correction_is_over_for_good(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        set(&story, id, CorrectedField::Email, "new@example.jp").await;
        let changed = KAZUKO.replace("old@", "third@");
        let report = files.0.path().join("report.csv");
        let request_of_change = ImportRequest { report: Some(report.clone()), ..request(&files.roster(&[&changed]), ImportMode::Merge) };
        assert_eq!(counts(&run(&story, &request_of_change).await), [0, 1, 0, 0, 0, 0]);
        assert_eq!(the_one(&story).await.email.as_deref(), Some("third@example.jp"));
        let report = std::fs::read_to_string(report).unwrap();
        assert!(report.contains("メールアドレス,窓口での訂正（メールアドレス）は"), "{report}");
        assert_eq!(trail(&story).await.pop(), Some(("roster.correction_ended".to_owned(), "email".to_owned())));
        assert_eq!(counts(&run(&story, &request(&files.roster(&[&changed]), ImportMode::Merge)).await), [0, 0, 0, 1, 0, 0]);
        run(&story, &request(&files.roster(&[KAZUKO]), ImportMode::Merge)).await;
        assert_eq!(the_one(&story).await.email.as_deref(), Some("old@example.jp"), "nothing is left of the correction");
    }

    async fn a_roster_that_comes_to_agree_ends_the_correction(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        set(&story, id, CorrectedField::Email, "new@example.jp").await;
        let agrees = files.roster(&[&KAZUKO.replace("old@", "new@")]);
        assert_eq!(counts(&run(&story, &request(&agrees, ImportMode::Merge)).await), [0, 1, 0, 0, 0, 0]);
        assert_eq!(counts(&run(&story, &request(&agrees, ImportMode::Merge)).await), [0, 0, 0, 1, 0, 0]);
        assert_eq!(trail(&story).await.len(), 2);
    }

    async fn whose_name_and_birth_date_were_both_corrected_is_still_known_to_the_file(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        set(&story, id, CorrectedField::KanaName, "ヤマダ カヅヨ").await;
        set(&story, id, CorrectedField::BirthDate, "昭和36年1月1日").await;
        assert_eq!(counts(&run(&story, &request(&files.roster(&[KAZUKO]), ImportMode::Full)).await), [0, 0, 0, 1, 0, 0]);
        let mended = "1,0010,00,ﾔﾏﾀﾞ ｶｽﾞｺ,山田　和子,1961-01-01,本人,2000-04-01,,old@example.jp";
        assert_eq!(counts(&run(&story, &request(&files.roster(&[mended]), ImportMode::Full)).await), [0, 1, 0, 0, 0, 0]);
        let seen = the_one(&story).await;
        assert_eq!((seen.person_id, seen.birth_date.0.to_string().as_str(), seen.kana_name.as_str()), (id, "1961-01-01", "ヤマダ カヅヨ"));
    }

    async fn an_address_that_the_roster_never_had_holds_and_an_absent_column_says_nothing(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let without = KAZUKO.replace("old@example.jp", "");
        run(&story, &request(&files.roster(&[&without]), ImportMode::Full)).await;
        let id = the_one(&story).await.person_id;
        set(&story, id, CorrectedField::Email, "new@example.jp").await;
        let outcome = run(&story, &request(&files.roster(&[&without]), ImportMode::Full)).await;
        assert_eq!((counts(&outcome), outcome.warnings_found), ([0, 0, 0, 1, 0, 0], 0));
        let absent = files.write("記号,番号,枝番,氏名カナ,生年月日\n1,0010,00,ﾔﾏﾀﾞ ｶｽﾞｺ,1960-01-01\n");
        assert_eq!(counts(&run(&story, &request(&absent, ImportMode::Full)).await), [0, 0, 0, 1, 0, 0]);
        assert_eq!(the_one(&story).await.email.as_deref(), Some("new@example.jp"));
    }

    async fn who_leaves_keeps_what_was_corrected(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        set(&story, id, CorrectedField::KanaName, "ヤマダ カヅコ").await;
        let others = files.roster(&["2,0020,00,ｻﾄｳ ﾅｵ,佐藤　直,1980-05-05,本人,2010-04-01,,"]);
        let outcome = run(&story, &ImportRequest { allow_leavers: true, ..request(&others, ImportMode::Full) }).await;
        assert_eq!(counts(&outcome), [1, 0, 0, 0, 1, 0]);
        let left = person(&story, "0010", "ヤマダ カヅコ").await;
        assert!(left.person_id == id && left.lost_by_import);
        let back = files.roster(&[KAZUKO, "2,0020,00,ｻﾄｳ ﾅｵ,佐藤　直,1980-05-05,本人,2010-04-01,,"]);
        assert_eq!(counts(&run(&story, &request(&back, ImportMode::Full)).await), [0, 1, 0, 1, 0, 0]);
        assert_eq!(person(&story, "0010", "ヤマダ カヅコ").await.lost_on, None);
    }

    async fn a_withdrawn_correction_gives_the_rosters_value_back(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        let before = the_one(&story).await;
        for field in CorrectedField::ALL {
            let typed = if field == CorrectedField::BirthDate { "1951-02-03" } else if field == CorrectedField::Email { "new@example.jp" } else { "カヅコ" };
            set(&story, id, field, typed).await;
            set(&story, id, field, typed).await;
            let (seen, version_before) = (the_one(&story).await, version(&story).await);
            assert!(seen != before);
            try_to_correct(&story, id, RosterCorrection::AsTheRosterSays(field)).await.unwrap();
            try_to_correct(&story, id, RosterCorrection::AsTheRosterSays(field)).await.unwrap();
            assert!(the_one(&story).await == before, "{field:?}");
            assert_eq!(version(&story).await, version_before + 1, "what changes nothing writes nothing");
        }
        assert_eq!(trail(&story).await.len(), 2 * CorrectedField::ALL.len());
        let back_to_it = trail(&story).await.pop().unwrap();
        assert_eq!(back_to_it.0, "roster.correction_withdrawn");
    }

    async fn no_correction_goes_between_the_versions_of_an_import(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let id = kazuko(&story, &files).await;
        let (site, killed) = (story.portal.import_site(), request(&files.roster(&[&KAZUKO.replace("old@", "third@")]), ImportMode::Full));
        let mut stop_at_the_end = |progress: Progress| match progress {
            Progress::Writing { done, total } if done == total => panic!("killed before the switch"),
            _ => {}
        };
        assert!(tokio::spawn(async move { import(&site, &killed, &mut stop_at_the_end).await }).await.is_err());
        let correction = || RosterCorrection::read(CorrectedField::Name, "山田　かづ子", "2026-11-22".parse().unwrap()).unwrap();
        assert!(matches!(try_to_correct(&story, id, correction()).await, Err(CorrectionError::Busy)));
        story.later(jiff::SignedDuration::from_secs(20));
        try_to_correct(&story, id, correction()).await.unwrap();
        let seen = the_one(&story).await;
        assert_eq!((seen.name.as_str(), seen.email.as_deref()), ("山田　かづ子", Some("old@example.jp")), "nothing of the killed import");
        assert!(matches!(try_to_correct(&story, id + 1, correction()).await, Err(CorrectionError::NoSuchPerson)));
    }
}

#[test]
fn what_cannot_stand_on_a_roster_is_refused_with_a_sentence() {
    let today = "2026-11-22".parse().unwrap();
    for (field, typed) in [
        (CorrectedField::KanaName, ""),
        (CorrectedField::KanaName, "山田"),
        (CorrectedField::Name, "　"),
        (CorrectedField::BirthDate, "2026-13-01"),
        (CorrectedField::Email, "a@@b"),
    ] {
        let refused = RosterCorrection::read(field, typed, today).err();
        assert!(refused.is_some_and(|problem| problem.ends_with('。') || problem.contains('。')), "{field:?} {typed:?}");
    }
    assert!(matches!(RosterCorrection::read(CorrectedField::Email, " ", today), Ok(RosterCorrection::Email(None))));
}
