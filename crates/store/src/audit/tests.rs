use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    testing::{at, open},
};

async fn record(store: &Database, id: i64, insurer_id: Option<i64>) -> AuditEvent {
    let event = AuditEvent {
        id,
        at: at(id),
        insurer_id,
        actor_kind: "service".to_owned(),
        actor: "test".to_owned(),
        action: "test.ran".to_owned(),
        subject: "test:1".to_owned(),
        detail: "{}".to_owned(),
    };
    let recorded = &event;
    store.write(|work| async move { work.record(recorded).await }).await.unwrap();
    event
}

fn link(seq: i64, event_id: i64) -> AuditSeal {
    AuditSeal { seq, event_id, hash: vec![7; 32], sealed_at: at(100) }
}

async fn add(store: &Database, seal: &AuditSeal) -> Result<(), StoreError> {
    store.write(|work| async move { work.add_seal(seal).await }).await
}

on_both_engines! {
    async fn an_event_waits_until_it_is_sealed(database: TestDatabase) {
        let store = open(&database).await;
        let (second, first) = (record(&store, 2, None).await, record(&store, 1, Some(5)).await);
        assert_eq!(store.read(|work| async move { work.unsealed_events(9).await }).await.unwrap(), [first.clone(), second]);
        assert_eq!(store.read(|work| async move { work.last_seal().await }).await.unwrap(), None);
        add(&store, &link(1, 1)).await.unwrap();
        assert_eq!(store.read(|work| async move { work.count_unsealed_events().await }).await.unwrap(), 1);
        assert_eq!(store.read(|work| async move { work.last_seal().await }).await.unwrap(), Some(link(1, 1)));
        let page = store.read(|work| async move { work.sealed_events_after(0, 9).await }).await.unwrap();
        assert_eq!((page.len(), &page[0].seal, page[0].event.as_ref()), (1, &link(1, 1), Some(&first)));
        assert!(store.read(|work| async move { work.sealed_events_after(1, 9).await }).await.unwrap().is_empty());
    }

    async fn the_chain_never_forks(database: TestDatabase) {
        let store = open(&database).await;
        record(&store, 1, None).await;
        record(&store, 2, None).await;
        add(&store, &link(1, 1)).await.unwrap();
        assert!(add(&store, &link(1, 2)).await.unwrap_err().is_unique_violation());
        assert!(add(&store, &link(2, 1)).await.unwrap_err().is_unique_violation());
        assert_eq!(store.read(|work| async move { work.count_unsealed_events().await }).await.unwrap(), 1);
    }

    async fn recorded_events_are_neither_strays_nor_lost(database: TestDatabase) {
        let store = open(&database).await;
        record(&store, 1, None).await;
        record(&store, 2, None).await;
        add(&store, &link(1, 1)).await.unwrap();
        assert_eq!(store.read(|work| async move { work.first_stray_event().await }).await.unwrap(), None);
        assert_eq!(store.read(|work| async move { work.first_lost_event().await }).await.unwrap(), None);
        // A link to an event that never stood takes it out of the queue of nobody; an event taken out of the queue is a stray.
        store.write(|work| async move { execute!(work, "DELETE FROM audit_queue WHERE event_id = 2") }).await.unwrap();
        assert_eq!(store.read(|work| async move { work.first_stray_event().await }).await.unwrap(), Some(2));
        store.write(|work| async move { execute!(work, "INSERT INTO audit_queue (event_id) VALUES (3)") }).await.unwrap();
        assert_eq!(store.read(|work| async move { work.first_lost_event().await }).await.unwrap(), Some(3));
    }

    async fn a_filter_means_its_insurer_and_its_period(database: TestDatabase) {
        let store = open(&database).await;
        for (id, insurer_id) in [(1, Some(5)), (2, Some(5)), (3, None), (4, Some(5)), (5, Some(5))] {
            record(&store, id, insurer_id).await;
        }
        let ids = |filter: EventFilter, after, most| {
            let store = store.clone();
            async move {
                let found = store.read(|work| async move { work.events_after(&filter, after, most).await }).await.unwrap();
                found.iter().map(|exported| exported.event.id).collect::<Vec<_>>()
            }
        };
        let of_one = EventFilter { insurer_id: Some(5), from: at(2), until: at(5) };
        assert_eq!(ids(of_one, 0, 9).await, [2, 4]);
        let of_all = EventFilter { insurer_id: None, from: at(0), until: at(9) };
        assert_eq!(ids(of_all, 1, 3).await, [2, 3, 4]);
    }
}
