use madoguchi_testkit::on_both_engines;

use super::*;
use crate::testing::{add_insurer, at, open};

fn action(id: i64, person_id: i64, account_id: Option<i64>, state: &str) -> PersonAction {
    PersonAction {
        insurer_id: 7,
        id,
        person_id,
        account_id,
        action: "release".to_owned(),
        state: state.to_owned(),
        reason: "本人からの電話".to_owned(),
        sealed: Some(vec![1]),
        asked_at: at(id),
        asked_by: "staff:1".to_owned(),
        expires_at: at(100),
        decided_at: None,
        decided_by: None,
    }
}

on_both_engines! {
    async fn who_asked_never_decides_and_one_decision_counts(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        let asked = &action(1, 10, None, "asked");
        store.write(|work| async move { work.note_person_action(asked).await }).await.unwrap();
        let decide = async |state: &'static str, by: &'static str, second: i64| {
            store.write(|work| async move { work.decide_person_action(7, 1, state, by, at(second)).await }).await.unwrap()
        };
        assert!(!decide("approved", "staff:1", 5).await, "the one who asked");
        assert!(!decide("approved", "staff:2", 100).await, "too late");
        assert!(decide("approved", "staff:2", 5).await);
        assert!(!decide("declined", "staff:3", 6).await, "decided already");
        let decided = store.read(|work| async move { work.person_action(7, 1).await }).await.unwrap().unwrap();
        assert_eq!((decided.state.as_str(), decided.decided_by.as_deref(), decided.sealed), ("approved", Some("staff:2"), None));
    }

    async fn actions_count_by_person_and_by_account_and_wait_until_they_expire(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        let actions = [action(1, 10, Some(70), "done"), action(2, 11, Some(70), "asked"), action(3, 10, None, "declined"), action(4, 12, None, "asked")];
        for one in &actions {
            store.write(|work| async move { work.note_person_action(one).await }).await.unwrap();
        }
        let with = async |person: i64, account: i64, since: i64| {
            let found = store.read(|work| async move { work.actions_with_person(7, person, account, at(since)).await }).await.unwrap();
            found.into_iter().map(|action| action.id).collect::<Vec<_>>()
        };
        assert_eq!(with(10, 70, 0).await, [2, 1]);
        assert_eq!(with(10, 0, 0).await, [1]);
        assert_eq!(with(10, 70, 2).await, [2]);
        assert_eq!(store.read(|work| async move { work.count_asked_actions(7, at(9)).await }).await.unwrap(), 2);
        let asked = store.read(|work| async move { work.asked_actions(7, at(9), 9).await }).await.unwrap();
        assert_eq!(asked.iter().map(|action| action.id).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(store.read(|work| async move { work.count_asked_actions(7, at(100)).await }).await.unwrap(), 0);
        assert_eq!(store.write(|work| async move { work.wipe_expired_actions(at(100)).await }).await.unwrap(), 2);
    }
}
