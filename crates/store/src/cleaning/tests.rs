use madoguchi_testkit::on_both_engines;

use crate::{
    codes::FlowCode,
    testing::{at, open},
};

on_both_engines! {
    async fn only_flows_and_codes_that_ended_are_removed(database: TestDatabase) {
        let store = open(&database).await;
        let code = &FlowCode {
            flow_id: 1,
            purpose: "sign_up".to_owned(),
            code_hash: vec![1; 32],
            sent_at: at(0),
            expires_at: at(600),
            wrong_tries: 0,
            used_at: None,
        };
        store.write(|work| async move { work.put_code(code).await }).await.unwrap();
        let remove = |by| store.write(move |work| async move { work.remove_ended_flows(at(by)).await });
        assert_eq!(remove(599).await.unwrap(), 0);
        assert_eq!(remove(600).await.unwrap(), 1);
    }

    async fn only_reservations_that_ended_are_freed(database: TestDatabase) {
        let store = open(&database).await;
        for (key, flow_id) in [("ended", 1), ("taken", 2), ("alive", 3)] {
            let until = if key == "alive" { at(60) } else { at(30) };
            let reserve = |work: crate::Work| async move { work.reserve_user_id(key, 5, flow_id, until, at(0)).await };
            assert!(store.write(reserve).await.unwrap());
        }
        assert!(store.write(|work| async move { work.give_user_id("taken", 2, 7).await }).await.unwrap());
        assert_eq!(store.write(|work| async move { work.free_reserved_user_ids(at(30)).await }).await.unwrap(), 1);
    }
}
