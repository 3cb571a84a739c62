//! Lines that name no one: refused, or set aside where the insurer says so.

use super::*;

const GOOD: &str = "12,1,00,ﾌｸﾀﾞ ﾕｲ,19860804,202606,ひまわり薬局,調剤,1,1000,700,0,300,0,0";
const NOBODY: &str = "12,9,00,ﾀﾅｶ ｲﾁﾛｳ,19860804,202606,中央総合病院,調剤,1,1000,700,0,999,0,0";
const OTHER_NAME: &str = "12,1,00,ﾌｸﾀﾞ ﾕｷ,19860804,202606,中央総合病院,調剤,1,1000,700,0,999,0,0";

on_both_engines! {
    async fn lines_that_name_no_one_are_set_aside_where_the_insurer_says_so(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        let path = files.costs(&[GOOD, NOBODY, OTHER_NAME]);
        let refused = run(&story, &request(&path)).await;
        assert_eq!((refused.applied, refused.refused, refused.set_aside), (false, 2, 0), "the default");

        story.set("unknown_lines", "set_aside").await;
        let report = files.0.path().join("report.txt");
        let outcome = run(&story, &StatementRequest { report: Some(report.clone()), ..request(&path) }).await;
        assert_eq!(counts(&outcome), (true, [1, 0, 0, 0, 1]));
        assert_eq!((outcome.set_aside, outcome.errors_found), (2, 0));
        let told: Vec<_> = outcome.warnings.iter().map(|warning| (warning.line.unwrap(), warning.column.as_deref().unwrap())).collect();
        assert_eq!(told, [(3, "番号"), (4, "氏名カナ")]);
        assert!(outcome.warnings[0].problem.ends_with("この行は取り込みませんでした。"), "{}", outcome.warnings[0].problem);
        assert_eq!(std::fs::read_to_string(report).unwrap().matches("この行は取り込みませんでした。").count(), 2);
        let detail = &story.rows::<(String,)>("SELECT detail FROM audit_events WHERE action = 'costs.imported'").await[0].0;
        assert!(detail.contains("\"set_aside\":2"), "{detail}");
        for table in ["audit_events", "statement_imports"] {
            let column = if table == "audit_events" { "detail" } else { "outcome" };
            let kept = story.rows::<(String,)>(if column == "detail" { "SELECT detail FROM audit_events" } else { "SELECT outcome FROM statement_imports" }).await;
            assert!(kept.iter().all(|(text,)| !text.contains("中央総合病院") && !text.contains("ﾀﾅｶ")), "{table}");
        }
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM cost_lines").await, 1, "nothing of them is kept");
    }

    async fn a_line_that_is_wrong_besides_is_a_bad_row_still(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        story.set("unknown_lines", "set_aside").await;
        let path = files.costs(&[GOOD, &NOBODY.replace("202606", "202613")]);
        let outcome = run(&story, &request(&path)).await;
        assert_eq!((outcome.applied, outcome.refused, outcome.set_aside), (false, 1, 0));
    }

    async fn in_a_replacement_a_line_that_is_set_aside_counts_as_lost(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        load_roster(&story, files.write(&[ROSTER, YUI]), ImportMode::Merge).await;
        story.set("unknown_lines", "set_aside").await;
        let second = GOOD.replace("東", "西").replace("300", "400");
        assert!(run(&story, &request(&files.costs(&[GOOD, &second]))).await.applied);
        let half = files.costs(&[GOOD, NOBODY]);
        assert!(!run(&story, &replacing(&half, "2026-06")).await.applied, "half of the month would go");
        let none = StatementRequest { allow_removals: true, ..replacing(&files.costs(&[NOBODY, OTHER_NAME]), "2026-06") };
        let outcome = run(&story, &none).await;
        assert!(!outcome.applied && outcome.errors[0].problem.contains("1行も残りません"), "{:?}", outcome.errors);
        let allowed = run(&story, &StatementRequest { allow_removals: true, ..replacing(&half, "2026-06") }).await;
        assert_eq!((counts(&allowed), allowed.set_aside), ((true, [0, 1, 1, 0, 1]), 1));
        assert_eq!(paid(&story, "ﾌｸﾀﾞ ﾕｲ", "2026-11-22").await, [300]);
    }
}
