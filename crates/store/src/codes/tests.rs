use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    testing::{at, open},
};

fn code(flow_id: i64, hash: &[u8]) -> FlowCode {
    FlowCode {
        flow_id,
        purpose: "sign_up".to_owned(),
        code_hash: hash.to_vec(),
        sent_at: at(0),
        expires_at: at(600),
        wrong_tries: 0,
        used_at: None,
    }
}

async fn put(store: &Database, code: &FlowCode) {
    store.write(|work| async move { work.put_code(code).await }).await.unwrap();
}

async fn take(store: &Database, flow_id: i64) -> Option<i64> {
    store.write(move |work| async move { work.take_code_try(flow_id, 5).await }).await.unwrap()
}

async fn use_it(store: &Database, flow_id: i64) -> bool {
    store.write(move |work| async move { work.use_code(flow_id, at(1)).await }).await.unwrap()
}

/// Two flows with a code each.
async fn with_codes(database: &TestDatabase) -> Database {
    let store = open(database).await;
    put(&store, &code(1, b"one")).await;
    put(&store, &code(2, b"two")).await;
    store
}

on_both_engines! {
    async fn five_tries_are_taken_of_a_flow_and_a_resend_gives_none_back(database: TestDatabase) {
        let store = with_codes(&database).await;
        for tried in 1..=3 {
            assert_eq!(take(&store, 1).await, Some(tried));
        }
        put(&store, &code(1, b"resent")).await;
        assert_eq!((take(&store, 1).await, take(&store, 1).await, take(&store, 1).await), (Some(4), Some(5), None));
        assert_eq!((take(&store, 2).await, take(&store, 3).await), (Some(1), None), "another flow has its own; one without a code has none");
    }

    async fn of_many_tries_at_once_no_more_than_five_are_taken(database: TestDatabase) {
        let store = with_codes(&database).await;
        let tries: Vec<_> = (0..20).map(|_| store.clone()).map(|store| tokio::spawn(async move { take(&store, 1).await })).collect();
        let mut taken = Vec::new();
        for tried in tries {
            taken.extend(tried.await.unwrap());
        }
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, 3, 4, 5]);
    }

    async fn a_code_is_used_once_and_the_right_try_is_no_wrong_one(database: TestDatabase) {
        let store = with_codes(&database).await;
        assert_eq!((take(&store, 1).await, take(&store, 1).await), (Some(1), Some(2)));
        assert!(use_it(&store, 1).await && !use_it(&store, 1).await);
        let found = store.read(|work| async move { work.code(1).await }).await.unwrap().unwrap();
        assert_eq!((found.wrong_tries, found.used_at), (1, Some(at(1))));
        assert_eq!(take(&store, 1).await, None, "a used code takes no more tries");
        assert!(use_it(&store, 2).await, "another flow's code is its own");
        put(&store, &code(1, b"new")).await;
        assert!(use_it(&store, 1).await, "a new code can be used again");
    }
}
