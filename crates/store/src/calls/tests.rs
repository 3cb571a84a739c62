use madoguchi_testkit::on_both_engines;

use super::*;
use crate::testing::{add_insurer, at, open};

fn note(reason: &str, closes: bool) -> CallNote {
    CallNote {
        verified: "name,birth_date".to_owned(),
        reason: reason.to_owned(),
        outcome: "solved".to_owned(),
        note: "折り返し".to_owned(),
        by: "staff:2".to_owned(),
        at: at(9),
        closes,
    }
}

on_both_engines! {
    async fn a_call_is_open_until_it_is_closed_and_counts_by_its_reason(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        for (id, person_id) in [(1, 10), (2, 10), (3, 11)] {
            store.write(|work| async move { work.open_call(7, id, person_id, "staff:1", at(id)).await }).await.unwrap();
        }
        let noted = async |id: i64, note: CallNote| {
            let note = &note;
            store.write(|work| async move { work.note_call(7, id, note).await }).await.unwrap()
        };
        assert!(noted(1, note("no_code", true)).await);
        assert!(!noted(1, note("other", true)).await, "a closed call is not noted again");
        assert!(noted(2, note("no_code", false)).await && noted(3, note("other", false)).await);
        assert_eq!(store.read(|work| async move { work.open_calls(7).await }).await.unwrap(), 2);
        let open = store.read(|work| async move { work.list_open_calls(7, 9).await }).await.unwrap();
        assert_eq!(open.iter().map(|call| call.id).collect::<Vec<_>>(), [2, 3]);
        let of_person = store.read(|work| async move { work.calls_of_person(7, 10, 9).await }).await.unwrap();
        assert_eq!(of_person.iter().map(|call| (call.id, call.closed_at)).collect::<Vec<_>>(), [(2, None), (1, Some(at(9)))]);
        let one = store.read(|work| async move { work.call(7, 1).await }).await.unwrap().unwrap();
        assert_eq!((one.verified.as_str(), one.note.as_str(), one.noted_by.as_deref()), ("name,birth_date", "折り返し", Some("staff:2")));
        let reasons = store.read(|work| async move { work.calls_by_reason(7, at(0), at(4)).await }).await.unwrap();
        assert_eq!(reasons, [("no_code".to_owned(), 2), ("other".to_owned(), 1)]);
        assert_eq!(store.read(|work| async move { work.calls_by_reason(7, at(2), at(3)).await }).await.unwrap(), [("no_code".to_owned(), 1)]);
        assert_eq!(store.read(|work| async move { work.open_calls(8).await }).await.unwrap(), 0);
    }
}
