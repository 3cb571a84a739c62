use madoguchi_testkit::on_both_engines;

use crate::{
    terms::TermsVersion,
    testing::{add_insurer, at, day, open, register},
};

on_both_engines! {
    async fn open_accounts_that_agreed_are_counted_by_version_and_insurer(database: TestDatabase) {
        let store = open(&database).await;
        let terms = |version: i64| TermsVersion {
            version,
            body: String::new(),
            body_sha256: vec![1],
            effective_on: day("2026-11-22"),
            published_at: at(0),
            published_by: "story".to_owned(),
        };
        for version in &[terms(1), terms(2)] {
            store.write(|work| async move { work.publish_terms(version).await }).await.unwrap();
        }
        for (id, code) in [(7, "sakura"), (8, "kaede")] {
            add_insurer(&store, id, code).await;
        }
        for (insurer_id, account_id, version) in [(7, 1, 1), (7, 1, 2), (7, 2, 1), (8, 3, 1)] {
            let terms = &terms(version);
            if version == 1 {
                register(&store, insurer_id, account_id, 0).await;
            }
            let agree = |work: crate::Work| async move { work.agree_to_terms(insurer_id, account_id, terms, at(1)).await };
            store.write(agree).await.unwrap();
        }
        store.write(|work| async move { work.close_account(7, 2, at(2)).await }).await.unwrap();
        for (insurer_id, second) in [(7, 5), (8, 6), (7, 9)] {
            let counts = &store.read(|work| async move { work.count_agreements(insurer_id, at(second)).await }).await.unwrap();
            let keep = |work: crate::Work| async move {
                for count in counts {
                    work.put_agreed(insurer_id, count).await?;
                }
                Ok(())
            };
            store.write(keep).await.unwrap();
        }
        let told = |insurer_id: Option<i64>| {
            let store = store.clone();
            async move {
                let agreed = store.read(|work| async move { work.agreements(insurer_id).await }).await.unwrap();
                agreed.iter().map(|agreed| (agreed.version, agreed.agreed, agreed.counted_at)).collect::<Vec<_>>()
            }
        };
        assert_eq!(told(Some(7)).await, [(2, 1, at(9)), (1, 1, at(9))]);
        assert_eq!(told(None).await, [(2, 1, at(6)), (1, 2, at(6))]);
    }
}
