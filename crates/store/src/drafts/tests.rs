use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    staff::StaffMember,
    testing::{at, open},
};

async fn with_staff(database: &madoguchi_testkit::TestDatabase) -> Database {
    let store = open(database).await;
    for id in [1, 2] {
        let staff = &StaffMember {
            id,
            email: format!("{id}@example.jp"),
            email_key: format!("{id}@example.jp"),
            name: String::new(),
            state: "active".to_owned(),
            is_operator: false,
            password_hash: None,
            created_at: at(0),
            password_changed_at: None,
            last_login_at: None,
            disabled_at: None,
        };
        store.write(|work| async move { work.add_staff(staff).await }).await.unwrap();
    }
    store
}

async fn put(store: &Database, staff_id: i64, place: &str, second: i64) {
    let draft = &StaffDraft { staff_id, place: place.to_owned(), sealed: vec![u8::try_from(second).unwrap()], saved_at: at(second) };
    store.write(|work| async move { work.put_draft(draft).await }).await.unwrap();
}

async fn saved(store: &Database, staff_id: i64, place: &str) -> Option<Vec<u8>> {
    let found = store.read(|work| async move { work.draft(staff_id, place, at(0)).await }).await.unwrap();
    found.map(|draft| draft.sealed)
}

on_both_engines! {
    async fn a_draft_is_its_writers_own_and_the_latest_counts(database: TestDatabase) {
        let store = with_staff(&database).await;
        put(&store, 1, "/desk/sakura/notices/new", 1).await;
        put(&store, 1, "/desk/sakura/notices/new", 2).await;
        put(&store, 1, "/desk/sakura/settings", 3).await;
        assert_eq!(saved(&store, 1, "/desk/sakura/notices/new").await, Some(vec![2]));
        assert_eq!(saved(&store, 2, "/desk/sakura/notices/new").await, None);
        let places = async |since| store.read(|work| async move { work.places_of_drafts(1, at(since)).await }).await.unwrap();
        assert_eq!(places(0).await, ["/desk/sakura/settings", "/desk/sakura/notices/new"]);
        assert_eq!(places(2).await, ["/desk/sakura/settings"]);
        assert!(store.read(|work| async move { work.draft(1, "/desk/sakura/settings", at(3)).await }).await.unwrap().is_none());
    }

    async fn a_draft_that_was_sent_or_is_old_is_gone(database: TestDatabase) {
        let store = with_staff(&database).await;
        for (place, second) in [("a", 1), ("b", 2), ("c", 3)] {
            put(&store, 1, place, second).await;
        }
        let remove = async || store.write(|work| async move { work.remove_draft(1, "c").await }).await.unwrap();
        assert!(remove().await && !remove().await);
        assert_eq!(store.write(|work| async move { work.remove_old_drafts(at(1)).await }).await.unwrap(), 1);
        assert_eq!((saved(&store, 1, "a").await, saved(&store, 1, "b").await, saved(&store, 1, "c").await), (None, Some(vec![2]), None));
    }
}
