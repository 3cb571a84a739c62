use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    testing::{at, open},
};

async fn take(store: &Database, bucket: &'static [u8], most: i64, now: i64) -> LoginTry {
    store.write(move |work| async move { work.take_login_try(bucket, b"owner", most, at(now)).await }).await.unwrap()
}

on_both_engines! {
    async fn tries_are_taken_up_to_the_most_and_then_refused_for_good(database: TestDatabase) {
        let store = open(&database).await;
        assert_eq!(take(&store, b"a", 2, 0).await, LoginTry::Taken { consecutive: 1 });
        assert_eq!(take(&store, b"a", 2, 0).await, LoginTry::Taken { consecutive: 2 });
        assert!(matches!(take(&store, b"a", 2, 999).await, LoginTry::Refused(LoginFailures { consecutive: 2, .. })));
        assert_eq!(take(&store, b"b", 2, 0).await, LoginTry::Taken { consecutive: 1 });
    }

    async fn a_blocked_bucket_opens_when_its_time_comes(database: TestDatabase) {
        let store = open(&database).await;
        take(&store, b"a", 9, 0).await;
        store.write(|work| async move { work.block_login(b"a", at(60)).await }).await.unwrap();
        assert_eq!(take(&store, b"a", 9, 59).await, LoginTry::Refused(LoginFailures { consecutive: 1, blocked_until: at(60) }));
        assert_eq!(take(&store, b"a", 9, 60).await, LoginTry::Taken { consecutive: 2 });
    }

    async fn a_try_that_is_given_back_was_never_taken(database: TestDatabase) {
        let store = open(&database).await;
        take(&store, b"a", 9, 0).await;
        store.write(|work| async move { work.block_login(b"a", at(60)).await }).await.unwrap();
        store.write(|work| async move { work.give_login_try_back(b"a").await }).await.unwrap();
        assert_eq!(take(&store, b"a", 9, 0).await, LoginTry::Taken { consecutive: 1 });
    }

    async fn failures_are_forgotten_by_bucket_or_by_owner(database: TestDatabase) {
        let store = open(&database).await;
        take(&store, b"a", 1, 0).await;
        take(&store, b"b", 1, 0).await;
        store.write(|work| async move { work.clear_login_failures(b"a").await }).await.unwrap();
        assert_eq!(take(&store, b"a", 1, 0).await, LoginTry::Taken { consecutive: 1 });
        assert!(matches!(take(&store, b"b", 1, 0).await, LoginTry::Refused(_)));
        store.write(|work| async move { work.clear_login_failures_of(b"owner").await }).await.unwrap();
        assert_eq!(take(&store, b"b", 1, 0).await, LoginTry::Taken { consecutive: 1 });
    }

    async fn of_an_owners_buckets_the_fullest_is_told(database: TestDatabase) {
        let store = open(&database).await;
        let worst = |owner: &'static [u8]| store.read(move |work| async move { work.login_failures_of(owner).await });
        assert_eq!(worst(b"owner").await.unwrap(), None);
        take(&store, b"device", 9, 0).await;
        take(&store, b"unknown", 9, 0).await;
        take(&store, b"unknown", 9, 0).await;
        store.write(|work| async move { work.block_login(b"device", at(999)).await }).await.unwrap();
        store.write(|work| async move { work.block_login(b"unknown", at(60)).await }).await.unwrap();
        assert_eq!(worst(b"owner").await.unwrap(), Some(LoginFailures { consecutive: 2, blocked_until: at(60) }));
        assert_eq!(worst(b"somebody else").await.unwrap(), None);
    }

    async fn old_failures_are_removed_but_for_the_many(database: TestDatabase) {
        let store = open(&database).await;
        take(&store, b"few", 9, 0).await;
        take(&store, b"many", 9, 0).await;
        take(&store, b"many", 9, 0).await;
        let remove = |before| store.write(move |work| async move { work.remove_login_failures_before(at(before), 2).await });
        assert_eq!(remove(0).await.unwrap(), 0);
        assert_eq!(remove(1).await.unwrap(), 1);
    }
}
