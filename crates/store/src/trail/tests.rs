use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    roster::RosterEntry,
    testing::{INSURER, at, enrol, open_with_insurer, person, register},
};

async fn record(
    store: &Database,
    id: i64,
    second: i64,
    insurer_id: Option<i64>,
    (kind, actor): (&str, &str),
    (action, subject): (&str, &str),
) {
    let event = &AuditEvent {
        id,
        at: at(second),
        insurer_id,
        actor_kind: kind.to_owned(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: "{}".to_owned(),
    };
    store.write(|work| async move { work.record(event).await }).await.unwrap();
}

async fn some_events(store: &Database) {
    let (member, clerk) = (("member", "account:7"), ("staff", "staff:3"));
    record(store, 1, 10, Some(INSURER), member, ("account.logged_in", "account:7")).await;
    record(store, 2, 20, Some(INSURER), clerk, ("person.looked_at", "person:70")).await;
    record(store, 3, 20, Some(INSURER), clerk, ("roster.imported", "insurer:7")).await;
    record(store, 4, 30, Some(INSURER), ("staff", "staff:4"), ("person.corrected", "person:70")).await;
    record(store, 5, 40, Some(8), clerk, ("person.looked_at", "person:70")).await;
    record(store, 6, 50, None, clerk, ("staff.logged_in", "staff:3")).await;
    record(store, 7, 60, Some(INSURER), clerk, ("account.stopped", "account:7")).await;
}

fn everything() -> TrailFilter {
    TrailFilter {
        insurer_id: Some(INSURER),
        from: at(0),
        until: at(1000),
        actor_kind: String::new(),
        actor: String::new(),
        group: String::new(),
        subject: String::new(),
    }
}

async fn page(store: &Database, filter: &TrailFilter, after: Option<(At, i64)>, rows: i64) -> Vec<i64> {
    let events = store.read(|work| async move { work.trail_page(filter, after, rows).await }).await.unwrap();
    events.into_iter().map(|event| event.id).collect()
}

on_both_engines! {
    async fn the_trail_comes_page_by_page_the_latest_first(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        some_events(&store).await;
        assert_eq!(page(&store, &everything(), None, 3).await, [7, 4, 3]);
        assert_eq!(page(&store, &everything(), Some((at(20), 3)), 3).await, [2, 1], "two events of one instant");
        assert_eq!(page(&store, &everything(), Some((at(10), 1)), 3).await, [0; 0]);
    }

    async fn filters_narrow_the_trail(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        some_events(&store).await;
        let text = str::to_owned;
        for (filter, expected) in [
            (TrailFilter { from: at(20), until: at(30), ..everything() }, vec![3, 2]),
            (TrailFilter { actor_kind: text("member"), ..everything() }, vec![1]),
            (TrailFilter { actor: text("staff:3"), ..everything() }, vec![7, 3, 2]),
            (TrailFilter { group: text("person"), ..everything() }, vec![4, 2]),
            (TrailFilter { group: text("pers"), ..everything() }, vec![]),
            (TrailFilter { subject: text("person:70"), ..everything() }, vec![4, 2]),
            (TrailFilter { subject: text("person:70"), actor: text("staff:4"), ..everything() }, vec![4]),
            (TrailFilter { insurer_id: None, ..everything() }, vec![6]),
            (TrailFilter { insurer_id: Some(8), ..everything() }, vec![5]),
        ] {
            assert_eq!(page(&store, &filter, None, 9).await, expected, "{filter:?}");
        }
    }

    async fn a_member_learns_what_staff_did_about_them_and_nothing_else(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        some_events(&store).await;
        let about = |after: Option<(At, i64)>| {
            let store = store.clone();
            async move {
                let read = |work: Work| async move { work.staff_events_about(INSURER, ("person:70", "account:7"), after, 2).await };
                store.read(read).await.unwrap().into_iter().map(|event| event.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(about(None).await, [7, 4]);
        assert_eq!(about(Some((at(30), 4))).await, [2]);
    }

    async fn the_person_of_an_account_is_the_one_of_the_roster_in_force(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        enrol(&store, [RosterEntry { name: "福田".to_owned(), ..person(70) }]).await;
        register(&store, INSURER, 70, 0).await;
        let of = |id: i64| {
            let store = store.clone();
            async move { store.read(|work| async move { work.trail_person_of_account(INSURER, id).await }).await.unwrap() }
        };
        assert_eq!(of(70).await.unwrap().name, "福田");
        assert_eq!(of(71).await, None);
    }
}
