use madoguchi_testkit::on_both_engines;

use super::*;
use crate::testing::{at, open};

fn kept(digest: u8, number: u8, name: u8, second: i64) -> SignupTry {
    SignupTry {
        insurer_id: 7,
        digest: vec![digest],
        number_hash: vec![number],
        name_hash: vec![name],
        sealed: vec![digest, 0],
        cause: "no_match".to_owned(),
        times: 1,
        at: at(second),
        expires_at: at(second + 100),
    }
}

on_both_engines! {
    async fn a_try_is_found_by_number_or_by_name_until_it_expires(database: TestDatabase) {
        let store = open(&database).await;
        crate::testing::add_insurer(&store, 7, "sakura").await;
        for one in &[kept(1, 10, 20, 0), kept(2, 11, 20, 1), kept(3, 10, 21, 2), kept(4, 12, 22, 3)] {
            store.write(|work| async move { work.keep_signup_try(one).await }).await.unwrap();
        }
        let found = async |now: i64| {
            let tries = store.read(|work| async move { work.signup_tries(7, &[10], &[20], at(now), 9).await }).await.unwrap();
            tries.into_iter().map(|found| found.digest[0]).collect::<Vec<_>>()
        };
        assert_eq!(found(50).await, [3, 2, 1]);
        assert_eq!(found(101).await, [3]);
        let other = store.read(|work| async move { work.signup_tries(8, &[10], &[20], at(0), 9).await }).await.unwrap();
        assert_eq!(other, []);
        assert_eq!(store.write(|work| async move { work.remove_old_signup_tries(at(101)).await }).await.unwrap(), 2);
    }

    async fn the_same_try_again_is_one_row(database: TestDatabase) {
        let store = open(&database).await;
        crate::testing::add_insurer(&store, 7, "sakura").await;
        let (first, second) = (&kept(1, 10, 20, 0), &SignupTry { cause: "ambiguous".to_owned(), sealed: vec![9], ..kept(1, 10, 20, 60) });
        for one in [first, second] {
            store.write(|work| async move { work.keep_signup_try(one).await }).await.unwrap();
        }
        let tries = store.read(|work| async move { work.signup_tries(7, &[10], &[0], at(120), 9).await }).await.unwrap();
        assert_eq!(tries, [SignupTry { times: 2, ..second.clone() }]);
    }
}
