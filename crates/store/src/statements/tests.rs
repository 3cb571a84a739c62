mod calendar;
mod others;

use madoguchi_testkit::on_both_engines;

use super::{mailings::ReleaseMailing, *};
use crate::{
    costs::CostLine,
    staging::{IncomingCost, Staging, Whose, WriteLease},
    testing::{INSURER, at, day, open_with_insurer},
};

const COSTS: StatementKind = StatementKind::Costs;
const SAVINGS: StatementKind = StatementKind::Savings;

fn import(version: i64) -> StatementImport {
    StatementImport {
        insurer_id: INSURER,
        kind: COSTS.to_string(),
        id: version,
        file_name: "costs.csv".to_owned(),
        file_sha256: vec![7; 32],
        mode: "add".to_owned(),
        actor: "story".to_owned(),
        state: "writing".to_owned(),
        version,
        rows_read: 1,
        outcome: "{}".to_owned(),
        started_at: at(0),
        applied_at: None,
    }
}

fn set(version: i64, month: &str, replaces: bool, release_on: &str) -> StatementSet {
    StatementSet { care_month: month.to_owned(), version, replaces, release_on: day(release_on), lines: 1 }
}

/// Begins an import of these sets, each with one line of person 1 that costs its version, and lets it take effect.
async fn bring(store: &crate::Database, version: i64, sets: &[StatementSet]) {
    begin(store, version, sets).await;
    let finish = |work: Work| async move {
        assert!(work.switch_statements(INSURER, COSTS, version).await?);
        work.finish_statement_import(&import(version), at(1)).await
    };
    store.write(finish).await.unwrap();
}

async fn begin(store: &crate::Database, version: i64, sets: &[StatementSet]) {
    let import = &import(version);
    let unit = |work: Work| async move {
        work.begin_statement_import(import, sets).await?;
        for set in sets {
            execute!(
                work,
                "INSERT INTO cost_lines VALUES ($1, $2, 1, $3, 1, 'dental', 'みどり歯科医院', 1, $3, 0, 0, $3, 0, 0)",
                INSURER,
                &set.care_month,
                version
            )?;
        }
        Ok(())
    };
    store.write(unit).await.unwrap();
}

const ALL: Months<'static> = Months { from: "2020-01", until: "2030-12" };

/// What the lines that person 1 sees on this day cost.
async fn seen(store: &crate::Database, on: &str) -> Vec<i64> {
    let lines = store.read(|work| async move { work.cost_lines(INSURER, 1, ALL, day(on)).await }).await.unwrap();
    lines.into_iter().map(|line| line.total).collect()
}

on_both_engines! {
    async fn the_version_in_force_is_the_last_that_was_switched_to(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        crate::testing::add_insurer(&store, 8, "ume").await;
        let version = |insurer_id| store.read(move |work| async move { work.statement_version(insurer_id, COSTS).await });
        assert_eq!(version(INSURER).await.unwrap(), 0);
        begin(&store, 1, &[set(1, "2026-06", false, "2026-09-05")]).await;
        assert_eq!(version(INSURER).await.unwrap(), 0, "what is being written is not in force");
        assert!(store.write(|work| async move { work.switch_statements(INSURER, COSTS, 1).await }).await.unwrap());
        bring(&store, 2, &[set(2, "2026-07", false, "2026-09-05")]).await;
        assert_eq!((version(INSURER).await.unwrap(), version(8).await.unwrap()), (2, 0));
    }
}

on_both_engines! {
    async fn nothing_is_seen_before_its_release_or_before_the_switch(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        begin(&store, 1, &[set(1, "2026-06", false, "2026-09-05")]).await;
        assert!(seen(&store, "2026-12-01").await.is_empty(), "the import has not taken effect");
        assert!(store.write(|work| async move { work.switch_statements(INSURER, COSTS, 1).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.switch_statements(INSURER, COSTS, 1).await }).await.unwrap(), "a switch is made once");
        assert_eq!(seen(&store, "2026-09-04").await, Vec::<i64>::new());
        assert_eq!(seen(&store, "2026-09-05").await, [1]);
        let next = store.read(|work| async move { work.next_statement_release(INSURER, COSTS, day("2026-09-04")).await }).await.unwrap();
        assert_eq!(next, Some(day("2026-09-05")));
        let none = store.read(|work| async move { work.next_statement_release(INSURER, COSTS, day("2026-09-05")).await }).await.unwrap();
        assert_eq!(none, None);
    }
}

on_both_engines! {
    async fn a_replaced_month_is_seen_until_the_new_one_is_released(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        bring(&store, 1, &[set(1, "2026-06", false, "2026-09-05"), set(1, "2026-07", false, "2026-09-05")]).await;
        bring(&store, 2, &[set(2, "2026-06", true, "2026-10-05")]).await;
        bring(&store, 3, &[set(3, "2026-06", false, "2026-10-05")]).await;
        assert_eq!(seen(&store, "2026-10-04").await, [1, 1]);
        assert_eq!(seen(&store, "2026-10-05").await, [2, 3, 1]);
        let sets = store.read(|work| async move { work.released_statement_sets(INSURER, COSTS, ALL, day("2026-10-05")).await }).await.unwrap();
        assert_eq!(sets.iter().map(|set| set.version).collect::<Vec<_>>(), [2, 3, 1]);
        assert_eq!(store.read(|work| async move { work.statement_sets(INSURER, COSTS).await }).await.unwrap().len(), 4);
    }
}

on_both_engines! {
    async fn what_a_killed_import_wrote_is_taken_away_and_nothing_else(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        bring(&store, 1, &[set(1, "2026-06", false, "2026-09-05")]).await;
        begin(&store, 2, &[set(2, "2026-06", false, "2026-09-05")]).await;
        let broken = store.read(|work| async move { work.broken_statement_imports(INSURER, COSTS).await }).await.unwrap();
        assert_eq!(broken.iter().map(|import| import.version).collect::<Vec<_>>(), [2]);
        assert_eq!(store.read(|work| async move { work.months_of_statement_version(INSURER, COSTS, 2).await }).await.unwrap(), ["2026-06"]);
        let broken = &broken[0];
        let unit = |work: Work| async move {
            assert_eq!(work.statement_person_after((INSURER, COSTS), "2026-06", 0, 0).await?, Some(1));
            assert_eq!(work.remove_statement_lines((INSURER, COSTS), "2026-06", (0, i64::MAX), Some(2)).await?, 1);
            work.abandon_statement_import(broken).await
        };
        store.write(unit).await.unwrap();
        assert!(store.read(|work| async move { work.broken_statement_imports(INSURER, COSTS).await }).await.unwrap().is_empty());
        assert_eq!(seen(&store, "2026-12-01").await, [1]);
    }
}

on_both_engines! {
    async fn old_months_go_with_their_sets(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        bring(&store, 1, &[set(1, "2023-12", false, "2024-03-05"), set(1, "2026-06", false, "2026-09-05")]).await;
        assert_eq!(store.read(|work| async move { work.insurers_with_statements().await }).await.unwrap(), [INSURER]);
        assert_eq!(store.read(|work| async move { work.statement_months_before(INSURER, COSTS, "2024-01").await }).await.unwrap(), ["2023-12"]);
        let unit = |work: Work| async move {
            assert_eq!(work.remove_statement_sets(INSURER, COSTS, "2023-12").await?, 0, "its lines are there");
            assert_eq!(work.remove_statement_lines((INSURER, COSTS), "2023-12", (0, i64::MAX), None).await?, 1);
            work.remove_statement_sets(INSURER, COSTS, "2023-12").await
        };
        assert_eq!(store.write(unit).await.unwrap(), 1);
        assert_eq!(seen(&store, "2026-12-01").await, [1]);
        assert_eq!(store.read(|work| async move { work.statement_sets(INSURER, COSTS).await }).await.unwrap().len(), 1);
    }
}

on_both_engines! {
    async fn costs_of_confirmed_earlier_numbers_are_the_persons_own(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let unit = |work: Work| async move {
            work.note_possible_move(INSURER, 1, 2, 1).await?;
            work.note_possible_move(INSURER, 2, 3, 1).await?;
            work.note_possible_move(INSURER, 8, 3, 1).await?;
            execute!(work, "UPDATE possible_same_people SET accepted_at = 1 WHERE old_person_id <> 8")
        };
        store.write(unit).await.unwrap();
        assert_eq!(store.read(|work| async move { work.one_and_the_same(INSURER, 3).await }).await.unwrap(), [1, 2, 3]);
        assert_eq!(store.read(|work| async move { work.one_and_the_same(INSURER, 1).await }).await.unwrap(), [1]);
    }
}

on_both_engines! {
    async fn a_decision_about_a_person_holds_under_a_new_number_until_it_is_taken_back(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let unit = |work: Work| async move {
            work.note_possible_move(INSURER, 1, 2, 1).await?;
            execute!(work, "UPDATE possible_same_people SET accepted_at = 1")?;
            work.choose_for_statements(INSURER, 1, Choice::HiddenByDesk, at(0), "staff:1").await?;
            work.choose_for_statements(INSURER, 1, Choice::HiddenByDesk, at(1), "staff:1").await?;
            work.choose_for_statements(INSURER, 2, Choice::Agreed(COSTS), at(1), "account:2").await
        };
        store.write(unit).await.unwrap();
        let of = |person_id: i64| store.read(move |work: Work| async move { work.statement_choices(INSURER, person_id).await });
        assert_eq!(of(2).await.unwrap(), [Choice::HiddenByDesk, Choice::Agreed(COSTS)]);
        assert_eq!(of(1).await.unwrap(), [Choice::HiddenByDesk]);
        store.write(|work| async move { work.take_back_for_statements(INSURER, 2, Choice::HiddenByDesk).await }).await.unwrap();
        assert_eq!(of(2).await.unwrap(), [Choice::Agreed(COSTS)]);
    }
}

/// A line of person `person_id` that costs so much.
fn line(line: i64, person_id: i64, month: &str, total: i64) -> IncomingCost {
    let cost = CostLine {
        care_month: month.to_owned(),
        kind: "dental".to_owned(),
        institution: "みどり歯科医院".to_owned(),
        days: 1,
        total,
        insurer_share: 0,
        public_share: 0,
        own_share: total,
        meals: 0,
        additional: 0,
    };
    IncomingCost { line, person_id, cost }
}

/// A file of costs, as it was read.
fn file(lines: &[IncomingCost]) -> Staging {
    let mut staging = Staging::for_statements(COSTS, day("2026-11-22")).unwrap();
    for line in lines {
        staging.add_cost(line).unwrap();
    }
    staging.seal_statements().unwrap();
    staging
}

async fn write(store: &crate::Database, staging: &mut Staging, version: i64, holder: i64) -> Result<Option<i64>, crate::StoreError> {
    let lease = WriteLease { name: "costs".to_owned(), holder, until: at(99) };
    staging.write_statements(store, (INSURER, COSTS, version), &lease, 1).await
}

on_both_engines! {
    async fn a_file_is_compared_with_its_own_months_versions_people_and_insurer(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        crate::testing::add_insurer(&store, 8, "ume").await;
        bring(&store, 1, &[set(1, "2026-06", false, "2026-09-05"), set(1, "2026-07", false, "2026-09-05")]).await;
        bring(&store, 2, &[set(2, "2026-06", false, "2026-09-05")]).await;
        let others = |work: Work| async move {
            execute!(work, "INSERT INTO cost_lines SELECT 8, care_month, person_id, version, seq, kind, institution, days, total, insurer_share,
                public_share, own_share, meals, additional FROM cost_lines")?;
            execute!(work, "INSERT INTO cost_lines SELECT insurer_id, care_month, 2, version, seq, kind, institution, days, total, insurer_share,
                public_share, own_share, meals, additional FROM cost_lines WHERE insurer_id = $1", INSURER)
        };
        store.write(others).await.unwrap();
        // In force of June: person 1 and person 2 with a line of version 1 and one of version 2 each. The file has person 1 only.
        let loaded = async |everybody: bool, versions: (i64, i64)| {
            let mut staging = file(&[line(2, 1, "2026-06", 1), line(3, 1, "2026-06", 1)]);
            staging.load_statements(&store, (INSURER, COSTS), ("2026-06", if everybody { Whose::Everybody } else { Whose::OfMonth }), versions).await.unwrap();
            let plan = staging.plan_statements(COSTS, everybody).unwrap();
            (plan[0].existing, plan[0].known, plan[0].planned)
        };
        assert_eq!(loaded(false, (0, 2)).await, (2, 1, 1), "one of the two equal lines is there already: a multiset");
        assert_eq!(loaded(true, (0, 2)).await, (4, 1, 2), "a replacement is compared with everybody and brings every line");
        assert_eq!(loaded(false, (2, 2)).await, (1, 0, 2), "versions before a replacement do not count");
        assert_eq!(loaded(false, (3, 9)).await, (0, 0, 2));
    }

    async fn costs_are_written_under_the_lease_only_and_seen_with_the_switch(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let mut staging = file(&[line(2, 1, "2026-06", 700), line(3, 2, "2026-06", 800)]);
        staging.plan_statements(COSTS, false).unwrap();
        let record = &import(1);
        let sets = &[set(1, "2026-06", false, "2026-09-05")];
        let begin = |work: Work| async move {
            assert!(work.take_lease("costs", 1, at(0), at(60)).await?);
            work.begin_statement_import(record, sets).await
        };
        store.write(begin).await.unwrap();
        let lost = write(&store, &mut staging, 1, 2).await.unwrap_err();
        assert!(matches!(lost, crate::StoreError::LeaseLost), "{lost}");
        let lines = |work: Work| async move { fetch_all!(work, (i64, i64), "SELECT person_id, total FROM cost_lines ORDER BY person_id") };
        assert_eq!(store.read(lines).await.unwrap(), []);
        assert_eq!(write(&store, &mut staging, 1, 1).await.unwrap(), None);
        assert_eq!(store.read(lines).await.unwrap(), [(1, 700), (2, 800)]);
        assert_eq!(seen(&store, "2026-12-01").await, [0; 0], "the switch has not come");
        assert!(store.write(|work| async move { work.switch_statements(INSURER, COSTS, 1).await }).await.unwrap());
        assert_eq!(seen(&store, "2026-12-01").await, [700]);
    }
}

on_both_engines! {
    async fn a_release_is_told_of_once_to_who_has_lines_in_it(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        bring(store, 1, &[set(1, "2026-08", false, "2026-11-01")]).await;
        bring(store, 2, &[set(2, "2026-09", false, "2026-12-01")]).await;
        begin(store, 3, &[set(3, "2026-07", false, "2026-11-01")]).await;
        let has = |on: &'static str| async move { store.read(|work| async move { work.has_untold_statements(INSURER, COSTS, day(on)).await }).await.unwrap() };
        assert!(!has("2026-10-31").await && has("2026-11-01").await);
        let tell = |id: i64, on: &'static str| async move {
            store.write(|work| async move { work.begin_release_mailing(INSURER, &[COSTS, SAVINGS], id, day(on), at(5)).await }).await.unwrap()
        };
        assert!(!tell(70, "2026-10-31").await, "nothing is released yet");
        assert!(tell(71, "2026-11-01").await);
        assert!(!tell(72, "2026-11-01").await && !has("2026-11-01").await, "nobody is told twice");
        let due = || async move { store.read(|work| async move { work.due_release_mailings().await }).await.unwrap() };
        let mailing = due().await.remove(0);
        assert_eq!(mailing, ReleaseMailing { insurer_id: INSURER, id: 71, position_person: 0, made: 0, unsubscribed: 0 });
        let told = |person_id: i64, on: &'static str| {
            let mailing = mailing.clone();
            async move {
                let mailing = &mailing;
                store.read(|work| async move { work.has_lines_of_mailing(mailing, COSTS, person_id, day(on)).await }).await.unwrap()
            }
        };
        assert!(told(1, "2026-11-01").await && !told(2, "2026-11-01").await);
        assert!(tell(73, "2026-12-01").await, "the next release");
        assert_eq!(due().await.len(), 2);
    }

    async fn lines_that_a_released_set_replaces_are_not_told_of(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        bring(store, 1, &[set(1, "2026-08", false, "2026-11-01")]).await;
        store.write(|work| async move { work.begin_release_mailing(INSURER, &[COSTS], 71, day("2026-11-01"), at(5)).await }).await.unwrap();
        bring(store, 2, &[set(2, "2026-08", true, "2026-11-02")]).await;
        let mailing = &store.read(|work| async move { work.due_release_mailings().await }).await.unwrap().remove(0);
        let told = |on: &'static str| async move { store.read(|work| async move { work.has_lines_of_mailing(mailing, COSTS, 1, day(on)).await }).await.unwrap() };
        assert!(told("2026-11-01").await && !told("2026-11-02").await);
    }

    async fn a_mailing_of_a_release_goes_on_where_it_stood_and_ends(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        bring(store, 1, &[set(1, "2026-08", false, "2026-11-01")]).await;
        store.write(|work| async move { work.begin_release_mailing(INSURER, &[COSTS], 71, day("2026-11-01"), at(5)).await }).await.unwrap();
        let start = &store.read(|work| async move { work.due_release_mailings().await }).await.unwrap().remove(0);
        let advance = |to: i64| async move { store.write(|work| async move { work.advance_release_mailing(start, to, 2, 1).await }).await.unwrap() };
        assert!(advance(40).await && !advance(50).await, "another server was faster");
        let now = store.read(|work| async move { work.due_release_mailings().await }).await.unwrap().remove(0);
        assert_eq!((now.position_person, now.made, now.unsubscribed), (40, 2, 1));
        store.write(|work| async move { work.finish_release_mailing(INSURER, 71, at(9)).await }).await.unwrap();
        assert!(store.read(|work| async move { work.due_release_mailings().await }).await.unwrap().is_empty());
    }
}
