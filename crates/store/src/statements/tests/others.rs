//! Kinds that share a table.

use jiff::civil::date;

use super::{bring as bring_costs, *};
use crate::staging::IncomingStatement;

const BENEFITS: StatementKind = StatementKind::Benefits;

fn saving(saving: i64) -> SavingsLine {
    SavingsLine {
        pharmacy: "ひまわり薬局".to_owned(),
        medicine: "先発医薬品Ａ錠 5mg".to_owned(),
        quantity: "28錠".to_owned(),
        own_share: 1_000,
        saving,
    }
}

fn decision(number: &str, amount: i64) -> BenefitDecision {
    BenefitDecision {
        number: number.to_owned(),
        decided_on: date(2026, 10, 1),
        benefit: "高額療養費".to_owned(),
        from: None,
        until: None,
        amount,
        refusal: String::new(),
        pays_on: Some(date(2026, 11, 25)),
        pays_by: "口座振込".to_owned(),
    }
}

fn line<T: Content>(line: i64, person_id: i64, month: &str, content: &T) -> IncomingStatement {
    IncomingStatement { line, person_id, care_month: month.to_owned(), content: content.to_text().unwrap() }
}

fn file(kind: StatementKind, lines: &[IncomingStatement]) -> Staging {
    let mut staging = Staging::for_statements(kind, day("2026-11-22")).unwrap();
    for line in lines {
        staging.add_statement(line).unwrap();
    }
    staging.seal_statements().unwrap();
    staging
}

/// Brings the lines as the next version of their kind, released on 5 September, a set a month.
async fn bring(store: &crate::Database, kind: StatementKind, version: i64, lines: &[IncomingStatement]) {
    let mut staging = file(kind, lines);
    let months = staging.plan_statements(kind, false).unwrap();
    let record = &StatementImport { kind: kind.to_string(), ..import(version) };
    let sets = &months.iter().map(|month| set(version, &month.care_month, false, "2026-09-05")).collect::<Vec<_>>();
    let begin = |work: Work| async move {
        work.take_lease("statements", 1, at(0), at(60)).await?;
        work.begin_statement_import(record, sets).await
    };
    store.write(begin).await.unwrap();
    let lease = WriteLease { name: "statements".to_owned(), holder: 1, until: at(99) };
    assert_eq!(staging.write_statements(store, (INSURER, kind, version), &lease, 1).await.unwrap(), None);
    let switch = |work: Work| async move {
        assert!(work.switch_statements(INSURER, kind, version).await?);
        work.finish_statement_import(record, at(1)).await
    };
    store.write(switch).await.unwrap();
}

async fn savings(store: &crate::Database, person_id: i64, on: &str) -> Vec<(String, i64)> {
    let unit = |work: Work| async move {
        let lines: Vec<StatementLine<SavingsLine>> = work.statement_lines(INSURER, person_id, ALL, day(on)).await?;
        Ok(lines.into_iter().map(|line| (line.care_month, line.content.saving)).collect())
    };
    store.read(unit).await.unwrap()
}

on_both_engines! {
    async fn kinds_have_their_own_versions_sets_and_lines(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        bring_costs(&store, 1, &[set(1, "2026-06", false, "2026-09-05")]).await;
        bring(&store, SAVINGS, 1, &[line(2, 1, "2026-06", &saving(300)), line(3, 2, "2026-06", &saving(400))]).await;
        bring(&store, SAVINGS, 2, &[line(2, 1, "2026-07", &saving(500))]).await;
        bring(&store, BENEFITS, 1, &[line(2, 1, "2026-06", &decision("A-1", 9_000))]).await;
        assert_eq!(savings(&store, 1, "2026-09-04").await, []);
        assert_eq!(savings(&store, 1, "2026-09-05").await, [("2026-06".to_owned(), 300), ("2026-07".to_owned(), 500)]);
        assert_eq!(seen(&store, "2026-09-05").await, [1], "costs are as they were");
        let decided: Vec<StatementLine<BenefitDecision>> =
            store.read(|work| async move { work.statement_lines(INSURER, 1, ALL, day("2026-09-05")).await }).await.unwrap();
        assert_eq!(decided, [StatementLine { care_month: "2026-06".to_owned(), content: decision("A-1", 9_000) }]);
        let version = |kind| store.read(move |work| async move { work.statement_version(INSURER, kind).await });
        assert_eq!((version(SAVINGS).await.unwrap(), version(StatementKind::Advice).await.unwrap()), (2, 0));
        let sets = |kind| store.read(move |work| async move { work.released_statement_sets(INSURER, kind, ALL, day("2026-09-05")).await });
        assert_eq!((sets(SAVINGS).await.unwrap().len(), sets(BENEFITS).await.unwrap().len(), sets(StatementKind::Advice).await.unwrap().len()), (2, 1, 0));

        let clean = |work: Work| async move {
            assert_eq!(work.statement_person_after((INSURER, SAVINGS), "2026-06", 1, 0).await?, Some(2));
            assert_eq!(work.remove_statement_sets(INSURER, SAVINGS, "2026-06").await?, 0, "its lines are there");
            assert_eq!(work.remove_statement_lines((INSURER, SAVINGS), "2026-06", (0, i64::MAX), None).await?, 2);
            work.remove_statement_sets(INSURER, SAVINGS, "2026-06").await
        };
        assert_eq!(store.write(clean).await.unwrap(), 1);
        assert_eq!(savings(&store, 1, "2026-12-01").await, [("2026-07".to_owned(), 500)]);
        assert_eq!(seen(&store, "2026-12-01").await, [1]);
    }

    async fn a_file_of_a_shared_table_is_compared_with_its_own_kind_as_a_multiset(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        bring(&store, SAVINGS, 1, &[line(2, 1, "2026-06", &saving(300)), line(3, 2, "2026-06", &saving(300))]).await;
        bring(&store, BENEFITS, 1, &[line(2, 1, "2026-06", &decision("A-1", 9_000))]).await;
        for (whose, existing) in [(Whose::OfMonth, 1), (Whose::OfFile, 1), (Whose::Everybody, 2)] {
            let mut staging = file(SAVINGS, &[line(2, 1, "2026-06", &saving(300)), line(3, 1, "2026-06", &saving(300)), line(4, 1, "2026-07", &saving(1))]);
            staging.load_statements(&store, (INSURER, SAVINGS), ("2026-06", whose), (0, 1)).await.unwrap();
            let plan = staging.plan_statements(SAVINGS, whose == Whose::Everybody).unwrap();
            assert_eq!((plan[0].existing, plan[0].known, plan[0].lines, plan[1].known), (existing, 1, 2, 0), "{whose:?}");
            assert_eq!(staging.lines_with_taken_numbers(SAVINGS, false).unwrap(), [0_i64; 0], "savings have no numbers");
        }
    }

    async fn the_number_of_a_decision_is_its_persons_only_one(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        bring(&store, BENEFITS, 1, &[line(2, 1, "2026-06", &decision("A-1", 9_000)), line(3, 1, "2026-05", &decision("A-0", 1))]).await;
        let taken = async |lines: &[IncomingStatement], replaces: bool| {
            let mut staging = file(BENEFITS, lines);
            for month in ["2026-05", "2026-06"] {
                staging.load_statements(&store, (INSURER, BENEFITS), (month, Whose::OfFile), (0, 1)).await.unwrap();
            }
            staging.plan_statements(BENEFITS, replaces).unwrap();
            staging.lines_with_taken_numbers(BENEFITS, replaces).unwrap()
        };
        let corrected = [line(2, 1, "2026-06", &decision("A-1", 9_500)), line(3, 2, "2026-06", &decision("A-1", 9_000))];
        assert_eq!(taken(&corrected, false).await, [2], "another person may have the number");
        assert_eq!(taken(&corrected, true).await, [0_i64; 0], "the month is replaced");
        assert_eq!(taken(&[line(2, 1, "2026-06", &decision("A-1", 9_000))], false).await, [0_i64; 0], "the very same decision");
        assert_eq!(taken(&[line(2, 1, "2026-07", &decision("A-1", 9_000))], false).await, [2], "in another month");
        assert_eq!(taken(&[line(2, 1, "2026-06", &decision("A-0", 1))], true).await, [2], "of a month that stays");
    }

    async fn one_mailing_tells_of_every_kind_that_is_shown(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        bring_costs(store, 1, &[set(1, "2026-06", false, "2026-09-05")]).await;
        bring(store, SAVINGS, 1, &[line(2, 2, "2026-06", &saving(300))]).await;
        bring(store, BENEFITS, 1, &[line(2, 3, "2026-06", &decision("A-1", 9_000))]).await;
        let begin = |work: Work| async move { work.begin_release_mailing(INSURER, &[COSTS, SAVINGS], 71, day("2026-09-05"), at(5)).await };
        assert!(store.write(begin).await.unwrap());
        let mailing = &store.read(|work| async move { work.due_release_mailings().await }).await.unwrap().remove(0);
        let told = |kind: StatementKind, person_id: i64| async move {
            store.read(|work| async move { work.has_lines_of_mailing(mailing, kind, person_id, day("2026-09-05")).await }).await.unwrap()
        };
        assert!(told(COSTS, 1).await && told(SAVINGS, 2).await);
        assert!(!told(COSTS, 2).await && !told(SAVINGS, 1).await && !told(BENEFITS, 3).await);
        let untold = |work: Work| async move { work.has_untold_statements(INSURER, BENEFITS, day("2026-09-05")).await };
        assert!(store.read(untold).await.unwrap(), "what is not shown yet is told of later");
    }

    async fn what_is_chosen_for_one_kind_does_not_hold_for_another(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let choose = |work: Work| async move {
            work.choose_for_statements(INSURER, 1, Choice::Stopped(SAVINGS), at(0), "account:1").await?;
            work.choose_for_statements(INSURER, 1, Choice::HiddenBySelf(BENEFITS), at(0), "account:1").await?;
            work.take_back_for_statements(INSURER, 1, Choice::Stopped(COSTS)).await?;
            work.statement_choices(INSURER, 1).await
        };
        assert_eq!(store.write(choose).await.unwrap(), [Choice::HiddenBySelf(BENEFITS), Choice::Stopped(SAVINGS)]);
    }
}
