use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    testing::{INSURER, add_insurer, at, day, open_with_insurer},
};

fn version(version: i64, effective_on: &str) -> TermsVersion {
    TermsVersion {
        version,
        body: format!("第{version}版"),
        body_sha256: vec![version.try_into().unwrap(); 32],
        effective_on: day(effective_on),
        published_at: at(version),
        published_by: "story".to_owned(),
    }
}

/// Versions 1 (from November on) and 2 (from December on).
async fn with_terms(database: &TestDatabase) -> Database {
    let store = open_with_insurer(database).await;
    add_insurer(&store, 8, "ume").await;
    for terms in &[version(1, "2026-11-01"), version(2, "2026-12-01")] {
        store.write(|work| async move { work.publish_terms(terms).await }).await.unwrap();
    }
    store
}

async fn agree(store: &Database, account_id: i64, number: i64, second: i64) {
    let terms = &version(number, "2026-11-01");
    store.write(|work| async move { work.agree_to_terms(INSURER, account_id, terms, at(second)).await }).await.unwrap();
}

async fn has_agreed(store: &Database, insurer_id: i64, account_id: i64, on: &'static str) -> bool {
    store.read(|work| async move { work.has_agreed_to_terms(insurer_id, account_id, day(on)).await }).await.unwrap()
}

async fn last(store: &Database, insurer_id: i64, account_id: i64) -> Option<i64> {
    store.read(|work| async move { work.last_agreed_version(insurer_id, account_id).await }).await.unwrap()
}

on_both_engines! {
    async fn a_version_is_in_force_from_its_day_on_until_the_next_one_is(database: TestDatabase) {
        let store = with_terms(&database).await;
        let in_force = async |on: &'static str| {
            store.read(|work| async move { work.terms_in_force(day(on)).await }).await.unwrap().map(|terms| terms.version)
        };
        assert_eq!((in_force("2026-10-31").await, in_force("2026-11-01").await), (None, Some(1)));
        assert_eq!((in_force("2026-11-30").await, in_force("2026-12-01").await), (Some(1), Some(2)));
        let all = store.read(|work| async move { work.terms_versions().await }).await.unwrap();
        assert_eq!(all, [version(1, "2026-11-01"), version(2, "2026-12-01")]);
        let again = &version(2, "2027-01-01");
        let refused = store.write(|work| async move { work.publish_terms(again).await }).await.unwrap_err();
        assert!(refused.is_unique_violation(), "what was agreed to is never replaced: {refused}");
    }

    async fn who_agreed_to_the_version_in_force_has_agreed_until_the_next_one(database: TestDatabase) {
        let store = with_terms(&database).await;
        assert!(has_agreed(&store, INSURER, 1, "2026-10-31").await, "where no terms are in force there is nothing to agree to");
        assert!(!has_agreed(&store, INSURER, 1, "2026-11-22").await);
        agree(&store, 1, 1, 5).await;
        assert!(has_agreed(&store, INSURER, 1, "2026-11-30").await && !has_agreed(&store, INSURER, 1, "2026-12-01").await);
        for (insurer_id, account_id) in [(INSURER, 2), (8, 1)] {
            assert!(!has_agreed(&store, insurer_id, account_id, "2026-11-22").await, "nobody agrees for another");
            assert_eq!(last(&store, insurer_id, account_id).await, None);
        }
        agree(&store, 1, 2, 6).await;
        assert!(has_agreed(&store, INSURER, 1, "2026-12-01").await);
        assert_eq!(last(&store, INSURER, 1).await, Some(2));
    }

    async fn agreeing_twice_keeps_when_it_was_done_first(database: TestDatabase) {
        let store = with_terms(&database).await;
        agree(&store, 1, 1, 5).await;
        agree(&store, 1, 1, 9).await;
        let kept = |work: Work| async move { fetch_all!(work, (Vec<u8>, At), "SELECT body_sha256, agreed_at FROM consents WHERE account_id = 1") };
        assert_eq!(store.read(kept).await.unwrap(), [(vec![1; 32], at(5))]);
    }
}
