use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    staff::StaffMember,
    testing::{at, open_with_insurer},
};

fn look(person_id: i64, reason: &str, second: i64) -> HealthLook {
    HealthLook { insurer_id: 7, staff_id: 1, person_id, reason: reason.to_owned(), given_at: at(second) }
}

on_both_engines! {
    async fn a_reason_holds_for_its_person_and_time_and_the_latest_counts(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let clerk = &StaffMember {
            id: 1,
            email: "1@example.jp".to_owned(),
            email_key: "1@example.jp".to_owned(),
            name: String::new(),
            state: "active".to_owned(),
            is_operator: false,
            password_hash: None,
            created_at: at(0),
            password_changed_at: None,
            last_login_at: None,
            disabled_at: None,
        };
        store.write(|work| async move { work.add_staff(clerk).await }).await.unwrap();
        for one in [look(10, "first", 1), look(10, "second", 5), look(11, "other", 2)] {
            let one = &one;
            store.write(|work| async move { work.note_health_look(one).await }).await.unwrap();
        }
        let found = async |staff_id, person_id, since| {
            store.read(|work| async move { work.health_look(7, staff_id, person_id, at(since)).await }).await.unwrap()
        };
        assert_eq!(found(1, 10, 4).await, Some(look(10, "second", 5)));
        assert_eq!((found(1, 10, 5).await, found(2, 10, 0).await, found(1, 12, 0).await), (None, None, None));
        assert_eq!(store.write(|work| async move { work.remove_old_health_looks(at(2)).await }).await.unwrap(), 1);
        assert_eq!((found(1, 11, 0).await, found(1, 10, 0).await.is_some()), (None, true));
    }
}
