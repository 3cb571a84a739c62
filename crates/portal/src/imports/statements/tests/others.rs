//! The kinds beside costs: their own columns, and what they have in common.

use madoguchi_store::statements::{AdviceLine, BenefitDecision, Content, SavingsLine, StatementLine};

use super::*;

const PERSON: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月";
const OF_YUI: &str = "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804";

const SAVINGS: &str = "薬局名,先発医薬品名,数量,現在の自己負担額,後発に変えた場合の削減可能額";
const ADVICE: &str = "種別,医療機関名・薬局名,対象,回数,留意事項";
const BENEFITS: &str = "決定番号,決定年月日,給付種別,対象期間開始,対象期間終了,支給額,不支給理由,支払予定日,支払方法";

/// A file of a kind: each line the month of a line of Yui, and what it says.
fn file(files: &Files, header: &str, lines: &[(&str, &str)]) -> PathBuf {
    let head = format!("{PERSON},{header}");
    let lines: Vec<String> = lines.iter().map(|(month, rest)| format!("{OF_YUI},{month},{rest}")).collect();
    files.write(&[&[head.as_str()], &lines.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat())
}

fn of(kind: StatementKind, path: &Path) -> StatementRequest {
    StatementRequest { kind, ..request(path) }
}

async fn begin(database: madoguchi_testkit::TestDatabase) -> (Story, Files) {
    let (story, files) = (Story::begin(database).await, Files::new());
    load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
    (story, files)
}

/// What Yui sees of a kind on a day.
async fn seen<T: Content + Send>(story: &Story, on: &str) -> Vec<StatementLine<T>> {
    let (id, day) = (story.insurer.id, Day(on.parse().unwrap()));
    let read = |work: Work| async move {
        let everybody = work.people_after(id, 0, 100).await?;
        work.statement_lines(id, everybody[0].person_id, ALL, day).await
    };
    story.portal.store.read(read).await.unwrap()
}

/// Line, column and problem of everything that is wrong.
fn wrong(outcome: &StatementOutcome) -> Vec<(u64, &str)> {
    assert!(!outcome.applied);
    assert!(outcome.errors.iter().all(|error| !error.problem.is_empty() && !error.remedy.is_empty()), "{:?}", outcome.errors);
    outcome.errors.iter().map(|error| (error.line.unwrap_or(0), error.column.as_deref().unwrap_or(""))).collect()
}

on_both_engines! {
    async fn savings_are_brought_once_replaced_by_month_and_seen_from_their_release(database: TestDatabase) {
        let (story, files) = begin(database).await;
        let savings = |lines: &[(&str, &str)]| of(StatementKind::Savings, &file(&files, SAVINGS, lines));
        let (a, b) = (("202608", "ひまわり薬局,先発医薬品Ａ錠 5mg,28錠,1200,\"４００円\""), ("令和8年8月", ",先発医薬品Ｂ錠 10mg,,900,300"));
        let first = savings(&[a, b, b]);
        let outcome = run(&story, &first).await;
        assert_eq!(counts(&outcome), (true, [3, 0, 0, 0, 1]), "{:?}", outcome.errors);
        assert_eq!(counts(&run(&story, &first).await), (true, [0, 3, 0, 0, 0]));
        let saved = |lines: Vec<StatementLine<SavingsLine>>| lines.iter().map(|line| line.content.saving).collect::<Vec<_>>();
        assert_eq!(saved(seen(&story, "2026-11-22").await), [400, 300, 300]);

        let fewer = StatementRequest { mode: StatementMode::Replace(CareMonth::named("2026-08").unwrap()), ..savings(&[a]) };
        assert!(!run(&story, &fewer).await.applied, "a released month would lose more than a tenth");
        let fewer = StatementRequest { allow_removals: true, release: Some(date(2026, 12, 5)), ..fewer };
        assert_eq!(counts(&run(&story, &fewer).await), (true, [0, 1, 2, 0, 1]));
        assert_eq!(saved(seen(&story, "2026-12-04").await), [400, 300, 300]);
        assert_eq!(saved(seen(&story, "2026-12-05").await), [400]);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action = 'savings.imported'").await, 2);
        assert_eq!(story.count("SELECT version FROM statement_versions WHERE kind = 'savings'").await, 2);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM cost_lines").await, 0);
    }

    async fn savings_that_cannot_be_are_refused_with_line_and_column(database: TestDatabase) {
        let (story, files) = begin(database).await;
        let long = format!("薬局,{},28錠,1200,400", "あ".repeat(201));
        let lines = [("202608", "薬局,,28錠,1200,400"), ("202608", "薬局,薬Ａ,28錠,,400"), ("202608", "薬局,薬Ａ,28錠,100,101"), ("202608", &long), ("202608", "薬局,薬Ａ,28錠,-5,x")];
        let outcome = run(&story, &of(StatementKind::Savings, &file(&files, SAVINGS, &lines))).await;
        let (drug, cost, saving) = ("先発医薬品名", "現在の自己負担額", "後発に変えた場合の削減可能額");
        assert_eq!(wrong(&outcome), [(2, drug), (3, cost), (3, saving), (4, saving), (5, drug), (6, cost), (6, saving)]);
        let without = run(&story, &of(StatementKind::Savings, &file(&files, "薬局名,数量", &[("202608", "薬局,28錠")]))).await;
        assert_eq!(wrong(&without), [(1, drug), (1, cost), (1, saving)]);
    }

    async fn advice_is_read_in_the_words_of_insurers_and_another_kind_is_refused(database: TestDatabase) {
        let (story, files) = begin(database).await;
        let lines = [("202608", "頻回受診,東整形外科,,18,"), ("202608", "併用禁忌,,先発医薬品Ａ錠 5mg,,医師・薬剤師にご相談ください。"), ("202607", "多剤投与,,,8,")];
        let outcome = run(&story, &of(StatementKind::Advice, &file(&files, ADVICE, &lines))).await;
        assert_eq!(counts(&outcome), (true, [3, 0, 0, 0, 1]), "{:?}", outcome.errors);
        let kinds: Vec<(String, Option<i64>)> =
            seen::<AdviceLine>(&story, "2026-11-22").await.into_iter().map(|line| (line.content.kind, line.content.times)).collect();
        let expected = [("many_medicines", Some(8)), ("frequent_visits", Some(18)), ("interaction", None)];
        assert_eq!(kinds, expected.map(|(kind, times)| (kind.to_owned(), times)));
        let long = format!("頻回受診,,,3,{}", "あ".repeat(401));
        let wrong_lines = [("202608", "受診,,,18,"), ("202608", "重複受診,,,1000,"), ("202608", &long)];
        let outcome = run(&story, &of(StatementKind::Advice, &file(&files, ADVICE, &wrong_lines))).await;
        assert_eq!(wrong(&outcome), [(2, "種別"), (3, "回数"), (4, "留意事項")]);
    }

    async fn a_decision_on_a_benefit_is_whole_and_has_its_own_number(database: TestDatabase) {
        let (story, files) = begin(database).await;
        let granted = ("202608", "K-001,2026/10/01,高額療養費,,,52000,,2026/11/25,口座振込");
        let refused = ("202609", "K-002,令和8年10月2日,傷病手当金,20260901,20260930,0,労務不能と認められないため,,");
        let benefits = |lines: &[(&str, &str)]| of(StatementKind::Benefits, &file(&files, BENEFITS, lines));
        let outcome = run(&story, &benefits(&[granted, refused])).await;
        assert_eq!(counts(&outcome), (true, [2, 0, 0, 0, 1]), "{:?}", outcome.errors);
        let decided = seen::<BenefitDecision>(&story, "2026-11-22").await;
        assert_eq!(decided[0].content.pays_on, Some(date(2026, 11, 25)));
        assert_eq!((decided[1].content.amount, decided[1].content.from, decided[1].content.decided_on), (0, Some(date(2026, 9, 1)), date(2026, 10, 2)));
        assert_eq!(counts(&run(&story, &benefits(&[granted, refused])).await), (true, [0, 2, 0, 0, 0]));

        let other = ("202609", "K-001,2026/10/01,高額療養費,,,52000,,,");
        assert_eq!(wrong(&run(&story, &benefits(&[refused, other])).await), [(3, "決定番号")], "the number is taken, in another month");
        let corrected = ("202608", "K-001,2026/10/01,高額療養費,,,60000,,2026/11/25,口座振込");
        assert_eq!(wrong(&run(&story, &benefits(&[corrected])).await), [(2, "決定番号")]);
        story.set("bad_row_limit_percent", "100").await;
        assert!(!run(&story, &benefits(&[corrected, ("202613", "K-9,2026/10/01,療養費,,,1,,,")])).await.applied, "no share of bad rows lets it in");
        let replacing = StatementRequest { mode: StatementMode::Replace(CareMonth::named("2026-08").unwrap()), ..benefits(&[corrected]) };
        assert_eq!(counts(&run(&story, &replacing).await), (true, [1, 0, 1, 0, 1]));
        assert_eq!(seen::<BenefitDecision>(&story, "2026-11-22").await[0].content.amount, 60_000);
    }

    async fn decisions_that_cannot_be_are_refused_with_line_and_column(database: TestDatabase) {
        let (story, files) = begin(database).await;
        let lines = [
            ("202608", "K-1,20261001,療養費,,,1000,,,"),
            ("202608", "K-1,20261001,療養費,,,1000,,,"),
            ("202608", ",,,,,,,,"),
            ("202608", "K-4,20261001,療養費,,,0,,,"),
            ("202608", "K-5,20261001,療養費,,,500,理由,,"),
            ("202608", "K-6,20261201,療養費,20260930,20260901,500,,2026-13-01,"),
            ("202608", "K-7,99999999,療養費,,,x,,,"),
        ];
        let outcome = run(&story, &of(StatementKind::Benefits, &file(&files, BENEFITS, &lines))).await;
        let expected = [
            (3, "決定番号"),
            (4, "決定番号"),
            (4, "決定年月日"),
            (4, "給付種別"),
            (4, "支給額"),
            (5, "不支給理由"),
            (6, "不支給理由"),
            (7, "決定年月日"),
            (7, "対象期間終了"),
            (7, "支払予定日"),
            (8, "決定年月日"),
            (8, "支給額"),
        ];
        assert_eq!(wrong(&outcome), expected);
    }

    async fn old_months_of_every_kind_are_deleted(database: TestDatabase) {
        let (story, files) = begin(database).await;
        for (kind, header, rest) in [
            (StatementKind::Savings, SAVINGS, "薬局,薬Ａ,28錠,1200,400"),
            (StatementKind::Advice, ADVICE, "頻回受診,,,18,"),
        ] {
            let path = file(&files, header, &[("202312", rest), ("202608", rest)]);
            assert!(run(&story, &of(kind, &path)).await.applied);
        }
        assert_eq!(remove_old_months(&story.portal).await.unwrap(), 2);
        let left = story.rows::<(String, String)>("SELECT kind, care_month FROM statement_sets ORDER BY kind").await;
        assert_eq!(left, [("advice".to_owned(), "2026-08".to_owned()), ("savings".to_owned(), "2026-08".to_owned())]);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_lines").await, 2);
    }

    async fn what_a_killed_import_of_one_kind_wrote_is_taken_away_by_its_next_one(database: TestDatabase) {
        let (story, files) = begin(database).await;
        let id = story.insurer.id;
        let leave = |work: Work| async move {
            let import = madoguchi_store::statements::StatementImport {
                insurer_id: id,
                kind: "savings".to_owned(),
                id: 1,
                file_name: "a.csv".to_owned(),
                file_sha256: vec![1; 32],
                mode: "add".to_owned(),
                actor: "story".to_owned(),
                state: "writing".to_owned(),
                version: 1,
                rows_read: 1,
                outcome: "{}".to_owned(),
                started_at: madoguchi_store::At::from(jiff::Timestamp::UNIX_EPOCH),
                applied_at: None,
            };
            let set = madoguchi_store::statements::StatementSet {
                care_month: "2026-07".to_owned(),
                version: 1,
                replaces: false,
                release_on: Day(date(2026, 1, 1)),
                lines: 1,
            };
            work.begin_statement_import(&import, &[set]).await
        };
        story.portal.store.write(leave).await.unwrap();
        assert!(run(&story, &of(StatementKind::Advice, &file(&files, ADVICE, &[("202608", "頻回受診,,,18,")]))).await.applied);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_sets WHERE kind = 'savings'").await, 1, "not of its kind");
        assert!(run(&story, &of(StatementKind::Savings, &file(&files, SAVINGS, &[("202608", "薬局,薬Ａ,28錠,1200,400")]))).await.applied);
        let sets = story.rows::<(String,)>("SELECT care_month FROM statement_sets WHERE kind = 'savings'").await;
        assert_eq!(sets, [("2026-08".to_owned(),)]);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_imports WHERE state = 'abandoned'").await, 1);
    }

    async fn a_mapping_of_columns_is_kept_for_its_kind(database: TestDatabase) {
        let (story, files) = begin(database).await;
        let path = file(&files, "店,先発医薬品名,現在の自己負担額,得", &[("202608", "薬局,薬Ａ,1200,400")]);
        assert!(!run(&story, &of(StatementKind::Savings, &path)).await.applied);
        let told = StatementRequest { mapping: vec![("得".to_owned(), "後発に変えた場合の削減可能額".to_owned())], ..of(StatementKind::Savings, &path) };
        assert!(run(&story, &told).await.applied);
        assert_eq!(counts(&run(&story, &of(StatementKind::Savings, &path)).await), (true, [0, 1, 0, 0, 0]), "kept");
        let unknown = StatementRequest { mapping: vec![("得".to_owned(), "医療費総額".to_owned())], ..of(StatementKind::Savings, &path) };
        assert!(import(&story.portal.import_site(), &unknown, &mut |_| {}).await.is_err(), "a field of costs is none of savings");
    }
}
