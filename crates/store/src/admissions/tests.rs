use madoguchi_testkit::on_both_engines;

use super::*;
use crate::testing::{add_insurer, at, enrol, of_card, open};

on_both_engines! {
    async fn an_admission_is_found_by_person_and_by_number_until_it_ends(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        enrol(&store, [of_card(1, "12", "1"), of_card(2, "12", "1"), of_card(3, "12", "2")]).await;
        let admission = |person_id, until| Admission { insurer_id: 7, person_id, admitted_at: at(0), admitted_by: "staff:1".to_owned(), until: at(until) };
        for one in &[admission(1, 5), admission(1, 100), admission(3, 100)] {
            store.write(|work| async move { work.admit(one).await }).await.unwrap();
        }
        let by_number = store.read(|work| async move { work.admissions_by_number(7, "12", "1", at(50)).await }).await.unwrap();
        assert_eq!(by_number, [admission(1, 100)]);
        assert_eq!(store.read(|work| async move { work.admission(7, 3, at(99)).await }).await.unwrap(), Some(admission(3, 100)));
        assert_eq!(store.read(|work| async move { work.admission(7, 3, at(100)).await }).await.unwrap(), None);
        assert_eq!(store.read(|work| async move { work.admission(7, 2, at(50)).await }).await.unwrap(), None);
        assert_eq!(store.write(|work| async move { work.remove_ended_admissions(at(100)).await }).await.unwrap(), 2);
    }
}
