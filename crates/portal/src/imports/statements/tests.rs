//! Stories of statements, on both engines. The sample files are of 2026-11-22.

mod others;
mod unknown;

use std::path::{Path, PathBuf};

use jiff::civil::date;
use madoguchi_rules::{costs::CareMonth, dates::EraDigits, identifiers::InsurerCodeOrNumber, statements::StatementKind};
use madoguchi_store::{Day, Work, statements::Months};
use madoguchi_testkit::{on_both_engines, people};
use tempfile::TempDir;

use super::{StatementMode, StatementOutcome, StatementRequest, import, remove_old_months};
use crate::{
    imports::{
        roster::{self, Actor, Approval, ImportMode, ImportRequest},
        table::Encoding,
    },
    testing::Story,
};

const HEADER: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月,医療機関名,診療区分,日数,医療費総額,保険者負担額,公費負担額,自己負担額,食事療養費,付加給付額";
const ROSTER: &str = "記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,資格喪失日";
const YUI: &str = "12,1,00,ﾌｸﾀﾞ ﾕｲ,福田　結衣,19860804,本人,20200401,";
const ALL: Months<'static> = Months { from: "2020-01", until: "2030-12" };

struct Files(TempDir);

impl Files {
    fn new() -> Files {
        Files(tempfile::tempdir().unwrap())
    }

    fn write(&self, lines: &[&str]) -> PathBuf {
        let path = self.0.path().join(format!("{}.csv", std::fs::read_dir(self.0.path()).unwrap().count()));
        std::fs::write(&path, lines.join("\r\n")).unwrap();
        path
    }

    fn costs(&self, lines: &[&str]) -> PathBuf {
        self.write(&[&[HEADER], lines].concat())
    }
}

fn request(path: &Path) -> StatementRequest {
    StatementRequest {
        kind: StatementKind::Costs,
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path: path.to_owned(),
        file_name: None,
        encoding: Encoding::Auto,
        era: EraDigits::Receipt,
        mode: StatementMode::Add,
        release: None,
        dry_run: false,
        allow_removals: false,
        mapping: Vec::new(),
        report: None,
        patience: std::time::Duration::ZERO,
        actor: Actor { kind: "command", name: "story".to_owned() },
    }
}

fn replacing(path: &Path, month: &str) -> StatementRequest {
    StatementRequest { mode: StatementMode::Replace(CareMonth::named(month).unwrap()), ..request(path) }
}

async fn run(story: &Story, request: &StatementRequest) -> StatementOutcome {
    let outcome = import(&story.portal.import_site(), request, &mut |_| {}).await.unwrap();
    assert_eq!(
        outcome.read,
        outcome.added + outcome.unchanged + outcome.refused + outcome.set_aside,
        "every row read is counted once: {outcome:?}"
    );
    outcome
}

/// applied, added, unchanged, removed, refused, people.
fn counts(outcome: &StatementOutcome) -> (bool, [i64; 5]) {
    (outcome.applied, [outcome.added, outcome.unchanged, outcome.removed, outcome.refused, outcome.people])
}

async fn load_roster(story: &Story, path: PathBuf, mode: ImportMode) {
    let request = ImportRequest {
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path,
        file_name: None,
        encoding: Encoding::Auto,
        era: EraDigits::Receipt,
        mode,
        dry_run: false,
        accept_moves: false,
        allow_leavers: true,
        mapping: Vec::new(),
        report: None,
        approval: Approval::Waived,
        patience: std::time::Duration::ZERO,
        actor: Actor { kind: "command", name: "story".to_owned() },
    };
    let outcome = roster::import(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap();
    assert!(outcome.applied, "{outcome:?}");
}

/// What the person with this name is seen to have paid, on a day.
async fn paid(story: &Story, kana: &str, on: &str) -> Vec<i64> {
    let (id, day) = (story.insurer.id, Day(on.parse().unwrap()));
    let read = |work: Work| async move {
        let everybody = work.people_after(id, 0, 100_000).await?;
        let person = everybody.iter().find(|entry| entry.kana_name == kana).unwrap();
        work.cost_lines(id, person.person_id, ALL, day).await
    };
    story.portal.store.read(read).await.unwrap().into_iter().map(|line| line.own_share).collect()
}

on_both_engines! {
    async fn the_sample_files_load_as_they_are_and_again_change_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        load_roster(&story, madoguchi_testkit::samples::roster(), ImportMode::Merge).await;
        for (month, rows) in [("06", 1056), ("07", 1150), ("08", 1069)] {
            let path = madoguchi_testkit::samples::costs(&format!("2026-{month}"));
            let outcome = run(&story, &request(&path)).await;
            assert_eq!((outcome.applied, outcome.added, outcome.refused), (true, rows, 0), "{:?}", outcome.errors.first());
            let again = run(&story, &request(&path)).await;
            assert_eq!(counts(&again), (true, [0, rows, 0, 0, 0]));
            let whole = run(&story, &replacing(&path, &format!("2026-{month}"))).await;
            assert_eq!(counts(&whole), (true, [0, rows, 0, 0, 0]));
        }
        assert_eq!(story.count("SELECT version FROM statement_versions").await, 3);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM cost_lines").await, 1056 + 1150 + 1069);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action = 'costs.imported'").await, 3);
        let yui = paid(&story, "ﾌｸﾀﾞ ﾕｲ", "2026-11-22").await;
        assert!(yui.contains(&32760) && yui.contains(&105_360) && yui.contains(&4785), "{yui:?}");
    }
}

on_both_engines! {
    async fn lines_that_come_late_are_added_and_equal_lines_are_counted(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        let pharmacy = "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0";
        let late = "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,2026年6月,東眼科,医科・入院外,1,\"2,000\",1400,0,600,,";
        assert_eq!(counts(&run(&story, &request(&files.costs(&[pharmacy]))).await), (true, [1, 0, 0, 0, 1]));
        assert_eq!(counts(&run(&story, &request(&files.costs(&[pharmacy, pharmacy, late]))).await), (true, [2, 1, 0, 0, 1]));
        assert_eq!(paid(&story, "ﾌｸﾀﾞ ﾕｲ", "2026-11-22").await, [300, 300, 600]);
    }
}

on_both_engines! {
    async fn a_replaced_month_is_only_what_the_file_says(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        let line = |paid: i64| format!("12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202606,ひまわり薬局,調剤,1,{},0,0,{paid},0,0", paid);
        let (one, two, three, july) = (line(100), line(200), line(300), line(700).replace("202606", "202607"));
        run(&story, &request(&files.costs(&[&one, &two, &july]))).await;
        let fewer = files.costs(&[&one]);
        let refused = run(&story, &replacing(&fewer, "2026-06")).await;
        assert!(!refused.applied && refused.errors[0].remedy.contains("--allow-removals"), "{refused:?}");
        assert!(!run(&story, &replacing(&files.costs(&[&july]), "2026-06")).await.applied, "another month");
        let corrected = StatementRequest { release: Some(date(2026, 12, 5)), ..replacing(&files.costs(&[&one, &three]), "2026-06") };
        assert_eq!(counts(&run(&story, &corrected).await), (true, [1, 1, 1, 0, 1]));
        assert_eq!(paid(&story, "ﾌｸﾀﾞ ﾕｲ", "2026-12-04").await, [100, 200, 700], "the old month stays until the new one is released");
        assert_eq!(paid(&story, "ﾌｸﾀﾞ ﾕｲ", "2026-12-05").await, [100, 300, 700]);
        let late = run(&story, &request(&files.costs(&[&two]))).await;
        assert_eq!((late.applied, late.months[0].release.as_str()), (true, "2026-12-05"), "with the month to which it was compared");
        let allowed = StatementRequest { allow_removals: true, ..replacing(&fewer, "2026-06") };
        assert_eq!(counts(&run(&story, &allowed).await), (true, [0, 1, 2, 0, 1]));
        assert_eq!(paid(&story, "ﾌｸﾀﾞ ﾕｲ", "2026-12-31").await, [100, 700]);
    }
}

on_both_engines! {
    async fn a_line_that_names_no_one_refuses_the_file_with_line_and_column(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let twins = ["9,5,,ｱﾍﾞ ﾘﾝ,阿部　凛,20150101,家族,20200401,", "9,5,,ｱﾍﾞ ﾚﾝ,阿部　蓮,20150101,家族,20200401,", "9,5,,ｱﾍﾞ ｹﾝ,阿部　健,19800101,本人,20200401,20260601"];
        load_roster(&story, files.write(&[&[ROSTER, YUI], &twins[..]].concat()), ImportMode::Merge).await;
        let path = files.costs(&[
            "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
            "12,9,00,ﾌｸﾀﾞ ﾕｲ,19860804,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
            "12,1,00,ﾌｸﾀﾞ ﾕｷ,19860804,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
            "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860805,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
            "12,1,01,,,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
            "9,5,,,20150101,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
            "9,5,,ｱﾍﾞ ｹﾝ,,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
            "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202613,ひまわり薬局,謎,x,-5,700,0,,0,0",
            "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202612,ひまわり薬局,調剤,1,1000,700,0,300,0,0",
        ]);
        let outcome = run(&story, &request(&path)).await;
        assert!(!counts(&outcome).0);
        let found: Vec<_> = outcome.errors.iter().map(|error| (error.line.unwrap(), error.column.as_deref().unwrap())).collect();
        let expected = [
            (3, "番号"),
            (4, "氏名カナ"),
            (5, "生年月日"),
            (6, "枝番"),
            (7, "番号"),
            (8, "診療年月"),
            (9, "診療年月"),
            (9, "診療区分"),
            (9, "日数"),
            (9, "医療費総額"),
            (9, "自己負担額"),
            (10, "診療年月"),
        ];
        assert_eq!(found, expected);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM cost_lines").await, 0);
        story.set("bad_row_limit_percent", "100").await;
        let outcome = run(&story, &request(&path)).await;
        assert_eq!((outcome.applied, outcome.added, outcome.refused), (true, 1, 8), "set aside where the insurer says so");
    }
}

on_both_engines! {
    async fn twins_whose_names_are_one_after_folding_are_told_apart_by_the_voicing(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let twins = ["9,5,,ｱﾍﾞ ｼﾞﾕﾝ,阿部　潤,20150101,家族,20200401,", "9,5,,ｱﾍﾞ ｼﾕﾝ,阿部　駿,20150101,家族,20200401,", "9,5,,ｱﾍﾞ ｹﾝ,阿部　健,19800101,本人,20200401,"];
        load_roster(&story, files.write(&[&[ROSTER], &twins[..]].concat()), ImportMode::Merge).await;
        let line = |kana: &str, paid: i64| format!("9,5,,{kana},20150101,202606,ひまわり薬局,調剤,1,1000,0,0,{paid},0,0");
        assert!(run(&story, &request(&files.costs(&[&line("ｱﾍﾞ ｼﾞﾕﾝ", 100), &line("ｱﾍﾞ ｼﾕﾝ", 200)]))).await.applied);
        assert_eq!(paid(&story, "ｱﾍﾞ ｼﾞﾕﾝ", "2026-11-22").await, [100]);
        assert_eq!(paid(&story, "ｱﾍﾞ ｼﾕﾝ", "2026-11-22").await, [200]);
        assert!(!run(&story, &request(&files.costs(&[&line("ｱﾍﾞ ｼﾞﾕﾝ", 1).replace("ｱﾍﾞ ｼﾞﾕﾝ", "")]))).await.applied);
    }
}

on_both_engines! {
    async fn a_line_with_the_number_of_an_earlier_roster_finds_its_person(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        load_roster(&story, files.write(&[ROSTER, "12,1,01,ﾌｸﾀﾞ ﾕｲ,福田　結衣,19860804,本人,20200401,"]), ImportMode::Merge).await;
        let old = files.costs(&["12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0"]);
        assert!(run(&story, &request(&old)).await.applied);
        assert_eq!(paid(&story, "ﾌｸﾀﾞ ﾕｲ", "2026-11-22").await, [300]);
        let unsure = files.costs(&["12,1,00,,,202607,ひまわり薬局,調剤,1,1000,700,0,300,0,0"]);
        assert!(!run(&story, &request(&unsure)).await.applied);
    }
}

on_both_engines! {
    async fn a_dry_run_tells_and_changes_nothing(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        let path = files.costs(&["12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0"]);
        let outcome = run(&story, &StatementRequest { dry_run: true, release: Some(date(2026, 12, 5)), ..request(&path) }).await;
        assert_eq!(counts(&outcome), (false, [1, 0, 0, 0, 1]));
        assert_eq!((outcome.months[0].month.as_str(), outcome.months[0].release.as_str()), ("2026-06", "2026-12-05"));
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_imports").await, 0);
    }
}

on_both_engines! {
    async fn months_that_are_kept_no_longer_are_deleted_with_their_sets(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        let line = |month: &str| format!("12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,{month},ひまわり薬局,調剤,1,1000,700,0,300,0,0");
        let path = files.costs(&[&line("202312"), &line("202401"), &line("202608")]);
        assert!(run(&story, &request(&path)).await.applied);
        assert_eq!(remove_old_months(&story.portal).await.unwrap(), 1);
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_sets").await, 2);
        assert_eq!(remove_old_months(&story.portal).await.unwrap(), 0);
        story.set("cost_tax_years", "0").await;
        story.set("cost_months", "12").await;
        assert_eq!(remove_old_months(&story.portal).await.unwrap(), 1);
    }
}
