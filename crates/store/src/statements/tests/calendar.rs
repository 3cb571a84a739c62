use super::*;

/// The import of these sets, by this actor, in force.
async fn brought(store: &crate::Database, version: i64, actor: &str, sets: &[StatementSet]) {
    let record = &StatementImport { actor: actor.to_owned(), ..import(version) };
    let unit = |work: Work| async move {
        work.begin_statement_import(record, sets).await?;
        assert!(work.switch_statements(INSURER, COSTS, version).await?);
        work.finish_statement_import(record, at(version)).await
    };
    store.write(unit).await.unwrap();
}

on_both_engines! {
    async fn the_calendar_has_what_is_in_force_with_who_brought_it(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        brought(store, 1, "story", &[set(1, "2026-05", false, "2026-09-05"), set(1, "2026-06", false, "2026-09-05")]).await;
        brought(store, 2, "staff:1", &[set(2, "2026-06", true, "2026-12-05")]).await;
        begin(store, 3, &[set(3, "2026-07", false, "2026-12-05")]).await;
        let months = |before: &'static str| async move { store.read(|work| async move { work.calendar_months(INSURER, before, 12).await }).await.unwrap() };
        assert_eq!((months("9999-99").await, months("2026-06").await), (vec!["2026-06".to_owned(), "2026-05".to_owned()], vec!["2026-05".to_owned()]));
        let sets = store.read(|work| async move { work.calendar(INSURER, "2026-05", "2026-06").await }).await.unwrap();
        let told: Vec<_> = sets.iter().map(|set| (set.care_month.as_str(), set.version, set.replaces, set.actor.as_str(), set.applied_at)).collect();
        assert_eq!(told, [("2026-06", 2, true, "staff:1", Some(at(2))), ("2026-06", 1, false, "story", Some(at(1))), ("2026-05", 1, false, "story", Some(at(1)))]);
        let by_command = store.read(|work| async move { work.imports_by_command(INSURER, i64::MAX, 10).await }).await.unwrap();
        assert!(by_command.iter().all(|import| !import.actor.starts_with("staff:")) && by_command.iter().any(|import| import.state == "applied"));
        let last = |version: i64| async move { store.read(|work| async move { work.last_statement_import(INSURER, "costs", "add", version).await }).await.unwrap() };
        assert!(last(2).await.is_some() && last(0).await.is_none());
    }

    async fn a_day_of_release_is_moved_from_where_it_stood(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        brought(store, 1, "story", &[set(1, "2026-06", false, "2026-12-05")]).await;
        let move_it = |from: &'static str, to: &'static str| async move {
            store.write(|work| async move { work.change_release(INSURER, COSTS, "2026-06", 1, (day(from), day(to))).await }).await.unwrap()
        };
        assert!(!move_it("2026-12-04", "2026-12-01").await && move_it("2026-12-05", "2026-12-01").await);
        let next = store.read(|work| async move { work.next_statement_release(INSURER, COSTS, day("2026-11-22")).await }).await.unwrap();
        assert_eq!(next, Some(day("2026-12-01")));
    }
}
