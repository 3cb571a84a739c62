//! The sample rosters, and imports that are broken off.

use madoguchi_rules::dates::EraDigits;
use madoguchi_store::{At, Work, accounts::NewAccount};
use madoguchi_testkit::{on_both_engines, people, samples};

use super::*;
use crate::imports::roster::{MatchResult, match_people};

on_both_engines! {
    async fn everybody_of_the_sample_is_in_and_a_second_time_nothing_changes(database: TestDatabase) {
        let story = Story::begin(database).await;
        let request = request(&samples::roster(), ImportMode::Merge);
        let outcome = run(&story, &request).await;
        assert!(outcome.applied, "{:?}", outcome.errors);
        assert_eq!(outcome.read, 1_154);
        assert_eq!(counts(&outcome), [1_154, 0, 0, 0, 0, 0]);
        assert_eq!(outcome.errors, []);
        assert_eq!(version(&story).await, 2);
        let all = roster(&story).await;
        assert_eq!(all.len(), 1_154);
        let yui = person(&story, people::YUI.number, people::YUI.kana_name).await;
        assert_eq!((yui.name.as_str(), yui.birth_date.0.to_string().as_str()), (people::YUI.name, people::YUI.birth_date));

        let again = run(&story, &request).await;
        assert!(again.applied);
        assert_eq!(counts(&again), [0, 0, 0, 1_154, 0, 0]);
        assert_eq!(version(&story).await, 2);
        assert!(roster(&story).await == all);
    }

    async fn one_roster_in_any_dress_is_one_roster(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let text = sample_text();
        let lines = || text.lines();
        let quoted = lines().map(|line| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(","));
        let dresses = [
            ("UTF-8, LF", files.write(lines().collect::<Vec<_>>().join("\n"))),
            ("UTF-8 with a byte order mark, CRLF", files.write(format!("\u{feff}{}\r\n", lines().collect::<Vec<_>>().join("\r\n")))),
            ("tabs", files.write(text.replace(',', "\t"))),
            ("quotes", files.write(quoted.collect::<Vec<_>>().join("\r\n"))),
            ("XLSX of texts", workbook(&files, &text, |_| false)),
            ("XLSX of numbers", workbook(&files, &text, |cell| cell.parse::<u32>().is_ok())),
        ];
        for (dress, file) in dresses {
            let outcome = run(&story, &request(&file, ImportMode::Full)).await;
            assert_eq!(counts(&outcome), [0, 0, 0, 1_154, 0, 0], "{dress}: {:?}", outcome.errors);
        }
    }

    async fn a_dry_run_tells_all_and_changes_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        let outcome = run(&story, &ImportRequest { dry_run: true, ..request(&samples::roster(), ImportMode::Full) }).await;
        assert!(!outcome.applied);
        assert_eq!(counts(&outcome), [1_154, 0, 0, 0, 0, 0]);
        assert_eq!((version(&story).await, roster(&story).await.len()), (1, 0));
    }

    async fn the_full_file_of_the_next_month_comes_to_what_is_said_of_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let file = samples::roster_of_december();
        let outcome = run(&story, &request(&file, ImportMode::Full)).await;
        assert!(outcome.applied, "{:?}", outcome.errors);
        assert_eq!(outcome.read, 1_163);
        // Added: 9 joined and 6 movers under their new number. Changed: 12 with 資格喪失日 (6 leave, 6 move), 2 of the 4 names (枝番 00),
        // 4 mail addresses. Rekeyed: the 2 names of households without 枝番. Left: the 6 who are missing.
        assert_eq!(counts(&outcome), [15, 18, 2, 1_128, 6, 0]);
        assert_eq!(outcome.possible_same_person.len(), 6);
        assert!(outcome.possible_same_person.iter().all(|found| !found.accepted && found.new.symbol == "900"));
        let married = person(&story, people::RYUYA_IN_KANJI.number, "ｲﾄｳ ﾘﾕｳﾔ").await;
        assert_eq!(married.name, "伊藤　竜也");
        let left = roster(&story).await.into_iter().filter(|entry| entry.lost_by_import).count();
        assert_eq!(left, 6);

        let again = run(&story, &request(&file, ImportMode::Full)).await;
        assert_eq!(counts(&again), [0, 0, 0, 1_163, 0, 0]);
        assert_eq!((version(&story).await, again.possible_same_person.len()), (3, 6));
    }

    async fn the_account_of_a_mover_goes_along_and_works_on_every_day(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let before = person(&story, people::NAOKI_MOVER.number, people::NAOKI_MOVER.kana_name).await;
        let account = open_account(&story, before.person_id).await;
        let file = samples::roster_of_december();
        let outcome = run(&story, &ImportRequest { accept_moves: true, ..request(&file, ImportMode::Full) }).await;
        assert_eq!(outcome.possible_same_person.iter().filter(|found| found.accepted).count(), 6);
        let after = person(&story, people::NAOKI_MOVED.number, people::NAOKI_MOVED.kana_name).await;
        assert_ne!(after.person_id, before.person_id);
        assert_eq!(person_of_account(&story, account).await, after.person_id);
        // The new 資格取得日 is ahead; what was eligible stays so without a day's gap.
        for day in ["2026-11-22", "2026-11-30", "2026-12-01"] {
            assert_eq!(after.eligibility().on(day.parse().unwrap()), madoguchi_rules::eligibility::Standing::Eligible, "{day}");
        }
        let id = story.insurer.id;
        let old = before.person_id;
        let known = story.portal.store.read(|work: Work| async move { work.account_of_person(id, old).await }).await.unwrap();
        assert_eq!(known.map(|known| known.id), Some(account), "the old number is registered already");
        let again = run(&story, &ImportRequest { accept_moves: true, ..request(&file, ImportMode::Full) }).await;
        assert_eq!((counts(&again), again.possible_same_person.len()), ([0, 0, 0, 1_163, 0, 0], 0));
    }

    async fn moves_that_were_not_accepted_can_be_with_the_same_file_later(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let before = person(&story, people::NAOKI_MOVER.number, people::NAOKI_MOVER.kana_name).await;
        let account = open_account(&story, before.person_id).await;
        let file = samples::roster_of_december();
        run(&story, &request(&file, ImportMode::Full)).await;
        assert_eq!(person_of_account(&story, account).await, before.person_id);
        let later = run(&story, &ImportRequest { accept_moves: true, ..request(&file, ImportMode::Full) }).await;
        assert_eq!(later.possible_same_person.iter().filter(|found| found.accepted).count(), 6);
        let after = person(&story, people::NAOKI_MOVED.number, people::NAOKI_MOVED.kana_name).await;
        assert_eq!(person_of_account(&story, account).await, after.person_id);
        assert_eq!(version(&story).await, 3);
    }

    async fn an_import_that_was_killed_is_invisible_and_the_next_one_cleans_up(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let before = roster(&story).await;
        let (site, killed) = (story.portal.import_site(), request(&samples::roster_of_december(), ImportMode::Full));
        let task = tokio::spawn(async move {
            let mut stop_at_the_end = |progress: Progress| match progress {
                Progress::Writing { done, total } if done == total => panic!("killed before the switch"),
                _ => {}
            };
            import(&site, &killed, &mut stop_at_the_end).await
        });
        assert!(task.await.is_err());
        assert!(version(&story).await == 2 && roster(&story).await == before);

        let busy = import(&story.portal.import_site(), &request(&samples::roster(), ImportMode::Merge), &mut |_| {}).await;
        assert!(matches!(busy, Err(ImportError::Busy)), "the dead import's lease lasts a few seconds more");
        story.later(jiff::SignedDuration::from_secs(20));
        let next = run(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        assert_eq!(counts(&next), [15, 18, 2, 1_128, 6, 0]);
        assert_eq!(roster(&story).await.len(), 1_154 + 15);
        let id = story.insurer.id;
        let imports = story.portal.store.read(|work: Work| async move { work.roster_imports(id, i64::MAX, 100).await }).await.unwrap();
        let states: Vec<_> = imports.iter().map(|import| import.state.as_str()).collect();
        assert_eq!(states.iter().filter(|state| **state == "abandoned").count(), 1, "{states:?}");
        assert_eq!(states.iter().filter(|state| **state == "applied").count(), 2, "{states:?}");
    }

    async fn while_an_import_writes_readers_see_the_old_roster_whole(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let old: Vec<_> = roster(&story).await;
        let (store, id) = (story.portal.store.clone(), story.insurer.id);
        let looks = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let notes = looks.clone();
        let mut look = move |progress: Progress| {
            if matches!(progress, Progress::Writing { .. }) {
                let looked = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(seen(&store, id)));
                notes.lock().unwrap().push(looked);
            }
        };
        let outcome = import(&story.portal.import_site(), &request(&samples::roster_of_december(), ImportMode::Full), &mut look).await;
        assert!(outcome.unwrap().applied);
        let looks = std::mem::take(&mut *looks.lock().unwrap());
        assert!(looks.len() >= 2 && looks.iter().all(|looked| *looked == old));
        assert!(roster(&story).await != old);
    }

    async fn the_desk_learns_whom_a_line_identifies_or_what_fails(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let files = Files::new();
        let list = files.write(
            "記号,番号,生年月日,氏名カナ\n12,1,昭和61年8月4日,ふくだ ゆい\n３,51,H25.8.1,おの ゆうた\n12,4,2001-10-29,ハラダ ショウ\n\
             12,00001,19860804,フクダ ユカ\n12,00001,19861304,フクダ ユイ\n99,99999,19010101,ベツノ ヒト\n",
        );
        let yui = person(&story, people::YUI.number, people::YUI.kana_name).await;
        open_account(&story, yui.person_id).await;
        let insurer = InsurerCodeOrNumber::parse(people::INSURER).unwrap();
        let found = match_people(&story.portal.import_site(), &insurer, &list).await.unwrap();
        let results: Vec<_> = found.iter().map(|line| (line.line, line.result, line.failing.clone(), line.registered)).collect();
        assert_eq!(results[0], (2, MatchResult::Matched, vec![], true));
        assert_eq!(results[1], (3, MatchResult::Ambiguous, vec![], false));
        assert_eq!(results[2], (4, MatchResult::Ineligible, vec![], false));
        assert_eq!(results[3], (5, MatchResult::NoMatch, vec!["kana_name"], false));
        assert_eq!(results[4], (6, MatchResult::Invalid, vec!["birth_date"], false));
        assert_eq!(results[5], (7, MatchResult::NoMatch, vec!["symbol", "number", "birth_date", "kana_name"], false));
        let json = serde_json::to_value(&found[0]).unwrap();
        assert_eq!(json["result"], "matched");
        assert_eq!(json["person"]["relation"], "本人");
        assert_eq!(json["person"]["number"], "00001");
    }
}

on_both_engines! {
    async fn without_announced_era_digits_the_sample_is_refused_line_by_line(database: TestDatabase) {
        let story = Story::begin(database).await;
        let outcome = run(&story, &ImportRequest { era: EraDigits::Western, ..request(&samples::roster(), ImportMode::Merge) }).await;
        assert!(!outcome.applied);
        assert_eq!(outcome.refused, 1_154);
        assert_eq!((outcome.errors[0].line, outcome.errors[0].column.as_deref()), (Some(2), Some("生年月日")));
        assert!(outcome.errors[0].remedy.contains("--era"));
        assert_eq!(version(&story).await, 1);
    }
}

/// The text as the first sheet of a workbook; some cells are numbers, and lose their zeros.
fn workbook(files: &Files, text: &str, is_number: impl Fn(&str) -> bool) -> PathBuf {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0_u32..).zip(text.lines()) {
        for (column, cell) in (0_u16..).zip(line.split(',')) {
            match cell {
                "" => continue,
                number if is_number(number) => sheet.write_number(row, column, number.parse::<f64>().unwrap()).unwrap(),
                text => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
    files.write(workbook.save_to_buffer().unwrap())
}

pub(super) async fn open_account(story: &Story, person_id: i64) -> i64 {
    let now = story.portal.clock.now();
    let account = &NewAccount {
        insurer_id: story.insurer.id,
        id: story.portal.random.id(now),
        person_id,
        user_id: "naoki.h".to_owned(),
        user_key: "naoki.h".to_owned(),
        password_hash: "x".to_owned(),
        email: "naoki@example.jp".to_owned(),
        at: At::from(now),
    };
    story.portal.store.write(|work: Work| async move { work.create_account(account).await }).await.unwrap();
    account.id
}

pub(super) async fn person_of_account(story: &Story, account_id: i64) -> i64 {
    let id = story.insurer.id;
    story.portal.store.read(|work: Work| async move { work.account(id, account_id).await }).await.unwrap().unwrap().person_id
}
