use madoguchi_testkit::on_both_engines;

use crate::{
    Database,
    testing::{at, open},
};

async fn take(store: &Database, holder: i64, now: i64) -> bool {
    store.write(move |work| async move { work.take_lease("seal", holder, at(now), at(now + 60)).await }).await.unwrap()
}

async fn renew(store: &Database, holder: i64, now: i64) -> bool {
    store.write(move |work| async move { work.renew_lease("seal", holder, at(now), at(now + 60)).await }).await.unwrap()
}

on_both_engines! {
    async fn one_holder_has_a_lease_until_it_runs_out_or_is_released(database: TestDatabase) {
        let store = open(&database).await;
        assert!(take(&store, 1, 0).await);
        assert!(!take(&store, 2, 59).await);
        assert!(take(&store, 1, 30).await, "its holder keeps it longer");
        assert!(!take(&store, 2, 89).await);
        assert!(take(&store, 2, 90).await, "it ran out");
        store.write(|work| async move { work.release_lease("seal", 1).await }).await.unwrap();
        assert!(!take(&store, 1, 91).await, "only its holder releases it");
        store.write(|work| async move { work.release_lease("seal", 2).await }).await.unwrap();
        assert!(take(&store, 1, 91).await);
    }

    async fn a_lease_that_ran_out_is_not_renewed(database: TestDatabase) {
        let store = open(&database).await;
        assert!(take(&store, 1, 0).await);
        assert!(renew(&store, 1, 59).await);
        assert!(!renew(&store, 2, 60).await);
        assert!(!renew(&store, 1, 119).await);
    }

    async fn of_two_servers_that_ask_at_once_one_has_it(database: TestDatabase) {
        let store = open(&database).await;
        let asks: Vec<_> = (1..=20).map(|holder| { let store = store.clone(); tokio::spawn(async move { take(&store, holder, 0).await }) }).collect();
        let mut had = 0;
        for ask in asks {
            had += usize::from(ask.await.unwrap());
        }
        assert_eq!(had, 1);
    }
}
