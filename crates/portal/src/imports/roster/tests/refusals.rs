//! Files that are refused whole, and guards. Nothing may change.

use madoguchi_testkit::{on_both_engines, samples};

use super::*;

/// The sample with one edit, in CP932.
fn broken(edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let bytes = std::fs::read(samples::roster()).unwrap();
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    edit(&mut lines);
    lines.join(&b'\n')
}

fn cp932(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

async fn is_refused(story: &Story, files: &Files, what: &str, bytes: Vec<u8>) -> ImportOutcome {
    let (before, version_before) = (roster(story).await, version(story).await);
    let outcome = run(story, &request(&files.write(bytes), ImportMode::Merge)).await;
    assert!(!outcome.applied, "{what}");
    assert!(!outcome.errors.is_empty(), "{what}");
    assert!(outcome.errors.iter().all(|error| !error.problem.is_empty() && !error.remedy.is_empty()), "{what}");
    assert!(version(story).await == version_before && roster(story).await == before, "{what}");
    outcome
}

/// What is broken, the file, and the line and column that the refusal must name.
type BrokenCopy = (&'static str, Vec<u8>, Option<u64>, Option<&'static str>);

on_both_engines! {
    async fn every_kind_of_broken_copy_changes_nothing_and_is_told_with_its_line(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let line = |number: usize, text: &str| {
            let text = cp932(text);
            broken(move |lines| lines[number - 1] = text)
        };
        let cases: Vec<BrokenCopy> = vec![
            ("impossible date", line(500, "1,0500,00,ｶﾄｳ ｱｲ,加藤　愛,4130230,本人,4300318,,\r"), Some(500), Some("生年月日")),
            ("error on the last line", broken(|lines| lines[1154] = cp932("7,90008,00,ﾁﾄｾ ｦﾄﾒ,千歳,4020108,友人,5060401,,\r")), Some(1_155), Some("続柄")),
            ("unclosed quote", line(600, "\"1,0500,00,ｶﾄｳ ｱｲ,加藤　愛,4130203,本人,4300318,,\r"), Some(600), None),
            ("unclosed quote on the last line", broken(|lines| lines[1154].splice(0..0, [b'"']).for_each(drop)), Some(1_155), None),
            ("lone quote", line(600, "1,0500,00,ｶﾄｳ \"ｱｲ,加藤　愛,4130203,本人,\"4300318,,\r"), Some(600), Some("氏名カナ")),
            ("a column too many", line(601, "1,0500,00,ｶﾄｳ ｱｲ,加藤　愛,4130203,本人,4300318,,,x\r"), Some(601), None),
            ("same key twice", broken(|lines| lines[40] = lines[2].clone()), Some(41), Some("番号")),
            ("same key twice, without its zeros", line(41, "2,2,00,ｵｶﾀﾞ ﾃﾂﾍﾟｲ,岡田　哲平,4080330,本人,5031114,,\r"), Some(41), Some("番号")),
            ("外字", broken(|lines| lines[99].splice(0..0, [0xf0, 0x40]).for_each(drop)), Some(100), Some("記号")),
            ("C1", broken(|lines| lines[99].splice(0..0, [0x80]).for_each(drop)), Some(100), Some("記号")),
            ("a byte that is no character", broken(|lines| lines[99].splice(0..0, [0xfd]).for_each(drop)), Some(100), Some("記号")),
            ("外字 in UTF-8", format!("{HEADER}\n1,1,00,ｶﾄｳ,加\u{e0f0}藤,1990-01-01,本人,,,\n").into_bytes(), Some(2), Some("氏名")),
            ("C1 in UTF-8", format!("{HEADER}\n1,1,00,ｶﾄｳ,加\u{85}藤,1990-01-01,本人,,,\n").into_bytes(), Some(2), Some("氏名")),
            ("a character that was lost before", format!("{HEADER}\n1,1,00,ｶﾄｳ,加\u{fffd}藤,1990-01-01,本人,,,\n").into_bytes(), Some(2), Some("氏名")),
            ("NUL", broken(|lines| lines[99].splice(0..0, [0]).for_each(drop)), Some(100), Some("記号")),
            ("UTF-8 among CP932", broken(|lines| lines[99] = "1,0500,00,カトウ アイ,加藤　愛,4130203,本人,4300318,,\r".as_bytes().to_vec()), Some(100), Some("氏名カナ")),
            ("CP932 among UTF-8", [format!("{HEADER}\n").as_bytes(), &cp932("1,1,00,ｶﾄｳ,加藤,4130203,本人,,,\n")].concat(), Some(2), Some("氏名カナ")),
            ("bad mail address", line(10, "1,0500,00,ｶﾄｳ ｱｲ,加藤　愛,4130203,本人,4300318,,a b@@x\r"), Some(10), Some("メールアドレス")),
            ("番号 with 枝番", line(10, "1,0500-01,00,ｶﾄｳ ｱｲ,加藤　愛,4130203,本人,4300318,,\r"), Some(10), Some("番号")),
            ("番号 as Excel shows it", line(10, "1,1.23E+11,00,ｶﾄｳ ｱｲ,加藤　愛,4130203,本人,4300318,,\r"), Some(10), Some("番号")),
            ("記号 as a date", line(10, "1月2日,0500,00,ｶﾄｳ ｱｲ,加藤　愛,4130203,本人,4300318,,\r"), Some(10), Some("記号")),
            ("no 番号", "記号,枝番,氏名カナ,生年月日\n1,00,カトウ,1990-01-01\n".as_bytes().to_vec(), Some(1), Some("番号")),
            ("no 氏名カナ", "番号,枝番,氏名,生年月日\n1,00,加藤,1990-01-01\n".as_bytes().to_vec(), Some(1), Some("氏名カナ")),
            ("missing column", broken(|lines| lines[0] = cp932("記号,番号,枝番,氏名カナ,氏名,何か,続柄,資格取得日,資格喪失日,メールアドレス\r")), Some(1), Some("生年月日")),
            ("doubled column", broken(|lines| lines[0] = cp932("記号,番号,枝番,氏名カナ,フリガナ,生年月日,続柄,資格取得日,資格喪失日,メールアドレス\r")), Some(1), Some("フリガナ")),
            ("個人番号", broken(|lines| lines[0] = cp932("記号,番号,枝番,氏名カナ,個人番号,生年月日,続柄,資格取得日,資格喪失日,メールアドレス\r")), Some(1), Some("個人番号")),
            ("neither 続柄 nor 枝番", "番号,氏名カナ,生年月日\n1,カトウ,1990-01-01\n".as_bytes().to_vec(), Some(1), Some("続柄")),
            ("no header", broken(|lines| drop(lines.remove(0))), None, None),
            ("header only", format!("{HEADER}\n").into_bytes(), None, None),
            ("empty", Vec::new(), None, None),
            ("UTF-16", vec![0xff, 0xfe, b'1', 0], None, None),
            ("old Excel", vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], None, None),
            ("no workbook", b"PK\x03\x04 and nothing more".to_vec(), None, None),
            ("100,000 columns", vec![b','; 100_000], Some(1), None),
            ("10,000,000 columns", vec![b','; 10_000_000], Some(1), None),
        ];
        for (what, bytes, line, column) in cases {
            let outcome = is_refused(&story, &files, what, bytes).await;
            let told = outcome.errors.iter().any(|error| error.line == line && error.column.as_deref() == column);
            assert!(told, "{what}: {:?}", outcome.errors);
        }
    }

    async fn values_that_are_my_numbers_refuse_the_file_under_any_header(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let mut lines = vec!["番号,枝番,氏名カナ,生年月日,備考".to_owned()];
        lines.extend((1..=5).map(|number| format!("{number},00,カトウ アイ,1990-01-01,1234-5678-9018")));
        let outcome = is_refused(&story, &files, "My Numbers", lines.join("\n").into_bytes()).await;
        assert_eq!(outcome.errors[0].column.as_deref(), Some("備考"));
        assert!(!format!("{outcome:?}").contains("5678"), "a My Number is never repeated");
        lines.pop();
        let four = run(&story, &request(&files.write(lines.join("\n")), ImportMode::Merge)).await;
        assert!(four.applied, "four values may be chance: {:?}", four.errors);
    }

    async fn of_very_many_problems_the_first_thousand_are_told_one_by_one_and_the_report_has_all(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let mut lines: Vec<String> = (1..=3_000).map(|number| format!("1,{number},00,カトウ アイ,加藤　愛,1990-13-01,本人,,,")).collect();
        lines.push("1,3001,00,カトウ アイ,加藤　愛,1930-01-01,本人,,,".to_owned());
        lines.push("1,3001,00,カトウ アイ,加藤　愛,1930-01-01,本人,,,".to_owned());
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let report = files.0.path().join("report.csv");
        let asked = ImportRequest { report: Some(report.clone()), ..request(&files.roster(&lines), ImportMode::Merge) };
        let outcome = run(&story, &asked).await;
        assert_eq!((outcome.errors.len(), outcome.errors_found, outcome.refused), (1_000, 3_001, 3_001));
        assert!(outcome.errors.iter().map(|error| error.line).eq((2..=1_001).map(Some)), "in the order of the file");
        let report = std::fs::read_to_string(report).unwrap();
        assert_eq!(report.lines().filter(|line| line.starts_with("エラー,")).count(), 3_001);
        assert!(report.contains("エラー,3003,,,,,,番号,3002行目と同じ"), "the doubled key too");

        let cut_off = files.roster(&[&lines[..1_500], &["\"unclosed"]].concat());
        let outcome = run(&story, &request(&cut_off, ImportMode::Merge)).await;
        assert_eq!(outcome.errors_found, 1_501, "what was found before the file became unreadable is told too");
    }

    async fn bad_rows_up_to_the_limit_stay_out_in_merge_and_refuse_in_full(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let mut lines: Vec<String> = (1..=19).map(|number| format!("1,{number},00,カトウ アイ,加藤　愛,1990-01-01,本人,,,")).collect();
        lines.push("1,20,00,カトウ アイ,加藤　愛,1990-13-01,本人,,,".to_owned());
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let file = files.roster(&lines);
        story.set("bad_row_limit_percent", "4").await;
        let outcome = run(&story, &request(&file, ImportMode::Merge)).await;
        assert!(!outcome.applied && roster(&story).await.is_empty());
        assert_eq!(counts(&outcome), [19, 0, 0, 0, 0, 1]);
        story.set("bad_row_limit_percent", "5").await;
        assert!(!run(&story, &request(&file, ImportMode::Full)).await.applied);
        let outcome = run(&story, &request(&file, ImportMode::Merge)).await;
        assert!(outcome.applied);
        assert_eq!((outcome.read, outcome.refused, outcome.errors.len(), roster(&story).await.len()), (20, 1, 1, 19));
    }

    async fn a_full_file_that_is_cut_off_or_lost_its_addresses_is_refused_unless_said(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let before = roster(&story).await;
        let cut = files.write(broken(|lines| lines.truncate(600)));
        let outcome = run(&story, &request(&cut, ImportMode::Full)).await;
        assert!(!outcome.applied && outcome.errors[0].remedy.contains("--allow-leavers"));
        assert!(outcome.left > 400 && roster(&story).await == before);
        let text = sample_text();
        let emptied: Vec<String> = text.lines().enumerate().map(|(place, line)| match line.rsplit_once(',') {
            Some((rest, _)) if place > 0 => format!("{rest},"),
            _ => line.to_owned(),
        }).collect();
        let emptied = files.write(emptied.join("\n"));
        let outcome = run(&story, &request(&emptied, ImportMode::Full)).await;
        assert!(!outcome.applied && outcome.errors[0].column.as_deref() == Some("メールアドレス"));
        let said = ImportRequest { allow_leavers: true, ..request(&cut, ImportMode::Full) };
        assert!(run(&story, &said).await.applied);
        assert!(roster(&story).await.iter().any(|entry| entry.lost_by_import));
    }

    async fn titles_totals_and_unknown_columns_are_told_and_left_out(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let file = files.write(
            "加入者一覧表,,,,,\n2026年11月分,,,,,\n\n組合員証番号,枝番号,カナ氏名,誕生日,続柄コード,血液型\n1,00,ｶﾄｳ ｱｲ,H2.1.1,1,A\n\
             2,00,ｻﾄｳ ?ｵ,S20.1.1,01,B\n,,,,,\n合計,2名,,,,\n",
        );
        let outcome = run(&story, &request(&file, ImportMode::Merge)).await;
        assert!(outcome.applied, "{:?}", outcome.errors);
        assert_eq!(counts(&outcome), [2, 0, 0, 0, 0, 0]);
        for told in ["表題", "合計", "この列は使いません", "空の行", "「?」", "75歳以上"] {
            assert!(outcome.warnings.iter().any(|warning| warning.problem.contains(told)), "{told}: {:?}", outcome.warnings);
        }
    }

    async fn a_file_with_far_fewer_rows_than_last_time_is_warned_of(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let few = |outcome: ImportOutcome| outcome.warnings.iter().any(|warning| warning.problem.contains("前回の取り込み（1154行）より大幅に少ない"));
        assert!(!few(run(&story, &request(&files.write(broken(|lines| lines.truncate(600))), ImportMode::Merge)).await));
        assert!(few(run(&story, &request(&files.write(broken(|lines| lines.truncate(500))), ImportMode::Merge)).await));
    }

    async fn without_relation_the_branch_tells_and_with_neither_only_where_all_may_register(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let by_branch = files.write("番号,枝番,氏名カナ,生年月日\n1,00,カトウ アイ,1990-01-01\n1,01,カトウ ハル,2015-01-01\n");
        run(&story, &request(&by_branch, ImportMode::Merge)).await;
        assert_eq!(person(&story, "1", "カトウ アイ").await.relation, "insured");
        assert_eq!(person(&story, "1", "カトウ ハル").await.relation, "dependant");
        let neither = files.write("番号,氏名カナ,生年月日\n2,サトウ ナオ,1990-01-01\n");
        assert!(!run(&story, &request(&neither, ImportMode::Merge)).await.applied);
        story.set("registrants", "all").await;
        assert!(run(&story, &request(&neither, ImportMode::Merge)).await.applied);
        assert_eq!(person(&story, "2", "サトウ ナオ").await.relation, "dependant");
    }

    async fn a_mapping_is_saved_for_the_insurer(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let file = files.write("メンバー№,枝,ヨミ,生年月日\n1,00,カトウ アイ,1990-01-01\n");
        assert!(!run(&story, &request(&file, ImportMode::Merge)).await.applied);
        let mapping = vec![("メンバー№".to_owned(), "番号".to_owned()), ("ヨミ".to_owned(), "氏名カナ".to_owned())];
        assert!(run(&story, &ImportRequest { mapping, ..request(&file, ImportMode::Merge) }).await.applied);
        assert!(run(&story, &request(&file, ImportMode::Merge)).await.applied);
        let wrong = ImportRequest { mapping: vec![("ヨミ".to_owned(), "よみがな".to_owned())], ..request(&file, ImportMode::Merge) };
        let wrong = import(&story.portal.import_site(), &wrong, &mut |_| {}).await;
        assert!(matches!(wrong, Err(ImportError::UnknownField { .. })));
    }

    async fn the_report_lists_problems_and_changes_and_only_its_owner_reads_it(database: TestDatabase) {
        use std::os::unix::fs::PermissionsExt;
        let (story, files) = (Story::begin(database).await, Files::new());
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        let report = files.0.path().join("report.csv");
        let december = request(&samples::roster_of_december(), ImportMode::Full);
        run(&story, &ImportRequest { report: Some(report.clone()), dry_run: true, ..december }).await;
        let text = std::fs::read_to_string(&report).unwrap();
        assert!(text.starts_with('\u{feff}'));
        let of = |kind: &str| text.lines().filter(|line| line.starts_with(&format!("{kind},"))).count();
        assert_eq!([of("追加"), of("変更"), of("番号・氏名の変更"), of("資格喪失"), of("同じ方の可能性")], [15, 18, 2, 6, 6]);
        assert_eq!(std::fs::metadata(&report).unwrap().permissions().mode() & 0o777, 0o600);
    }

    async fn every_import_is_in_the_trail_with_its_actor(database: TestDatabase) {
        let story = Story::begin(database).await;
        run(&story, &ImportRequest { allow_leavers: true, ..request(&samples::roster(), ImportMode::Full) }).await;
        run(&story, &request(&samples::roster(), ImportMode::Full)).await;
        let trail = story.portal.store.read(|work: Work| async move { work.unsealed_events(1_000).await }).await.unwrap();
        let events: Vec<_> = trail.into_iter().filter(|event| event.action == "roster.imported").collect();
        assert_eq!(events.len(), 1, "what changes nothing is no event");
        assert_eq!((events[0].actor_kind.as_str(), events[0].actor.as_str()), ("command", "story"));
        let detail: serde_json::Value = serde_json::from_str(&events[0].detail).unwrap();
        assert_eq!((&detail["added"], &detail["allow_leavers"]), (&1_154.into(), &true.into()));
    }
}
