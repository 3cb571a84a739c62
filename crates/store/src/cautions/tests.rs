use madoguchi_testkit::on_both_engines;

use super::*;
use crate::testing::{add_insurer, at, open};

on_both_engines! {
    async fn a_mark_stands_until_it_is_taken_away(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        let mark = |kind: &str| Caution { kind: kind.to_owned(), note: "市の通知".to_owned(), marked_at: at(1), marked_by: "staff:1".to_owned() };
        for one in &[mark("support"), mark("disclosure")] {
            store.write(|work| async move { work.mark_caution(7, 10, one).await }).await.unwrap();
        }
        assert_eq!(store.read(|work| async move { work.caution(7, 10).await }).await.unwrap(), Some(mark("disclosure")));
        assert_eq!(store.read(|work| async move { work.caution(8, 10).await }).await.unwrap(), None);
        assert!(store.write(|work| async move { work.remove_caution(7, 10).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.remove_caution(7, 10).await }).await.unwrap());
    }

    async fn a_hold_is_only_ever_made_longer(database: TestDatabase) {
        let store = open(&database).await;
        for until in [50, 40] {
            store.write(|work| async move { work.hold_recovery(7, 70, at(until)).await }).await.unwrap();
        }
        assert_eq!(store.read(|work| async move { work.recovery_held_until(7, 70, at(49)).await }).await.unwrap(), Some(at(50)));
        assert_eq!(store.read(|work| async move { work.recovery_held_until(7, 70, at(50)).await }).await.unwrap(), None);
        assert_eq!(store.write(|work| async move { work.remove_ended_holds(at(50)).await }).await.unwrap(), 1);
    }
}
