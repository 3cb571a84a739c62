use jiff::civil::date;
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    testing::{INSURER, add_insurer, at, enrol, open_with_insurer, person, register},
};

async fn page(store: &Database, after: i64, rows: i64) -> Vec<Addressed> {
    let on = Day(date(2026, 11, 22));
    store.read(|work| async move { work.addressed_after(INSURER, after, on, rows).await }).await.unwrap()
}

fn day(text: &str) -> Option<Day> {
    Some(Day(text.parse().unwrap()))
}

on_both_engines! {
    async fn the_eligible_come_page_by_page_with_their_live_accounts(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        enrol(&store, [
            person(1),
            RosterEntry { acquired_on: None, ..person(2) },
            RosterEntry { acquired_on: day("2026-11-23"), ..person(3) },
            RosterEntry { acquired_on: day("2026-11-23"), eligible_from: day("2020-04-01"), ..person(4) },
            RosterEntry { lost_on: day("2026-11-22"), ..person(5) },
            RosterEntry { lost_on: day("2026-11-23"), ..person(6) },
            RosterEntry { to_version: 1, from_version: 0, ..person(7) },
            RosterEntry { from_version: 2, ..person(8) },
        ]).await;
        add_insurer(&store, 8, "ume").await;
        enrol(&store, [RosterEntry { insurer_id: 8, ..person(1) }]).await;
        register(&store, INSURER, 2, 5).await;
        register(&store, INSURER, 4, 5).await;
        store.write(|work| async move { work.close_account(INSURER, 4, at(6)).await }).await.unwrap();
        register(&store, 8, 1, 5).await;

        let first = page(&store, 0, 3).await;
        let found: Vec<_> = first.iter().map(|one| (one.entry.person_id, one.account_id)).collect();
        assert_eq!(found, [(1, None), (2, Some(2)), (4, None)]);
        assert_eq!((first[1].account_email.as_deref(), first[1].notice_mails), (Some("2@example.jp"), Some(true)));
        assert_eq!((first[1].entry.email.as_deref(), first[1].last_login_at, first[1].stopped_at), (None, None, None));
        let second: Vec<_> = page(&store, 4, 3).await.iter().map(|one| one.entry.person_id).collect();
        assert_eq!(second, [6]);
    }

    async fn who_wants_no_notices_is_remembered(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        enrol(&store, [person(1)]).await;
        register(&store, INSURER, 1, 0).await;
        let set = |id: i64, wanted: bool| {
            let store = store.clone();
            async move { store.write(|work| async move { work.set_notice_mails(INSURER, id, wanted).await }).await.unwrap() }
        };
        assert!(set(1, false).await && !set(9, false).await);
        assert_eq!(page(&store, 0, 9).await[0].notice_mails, Some(false));
        let account = store.read(|work| async move { work.account(INSURER, 1).await }).await.unwrap().unwrap();
        assert!(!account.notice_mails);
        assert!(set(1, true).await);
        assert_eq!(page(&store, 0, 9).await[0].notice_mails, Some(true));
    }

    async fn insurers_come_one_after_the_other(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add_insurer(&store, 9, "ume").await;
        let from = |id: i64| {
            let store = store.clone();
            async move { store.read(|work| async move { work.insurer_from(id).await }).await.unwrap() }
        };
        assert_eq!((from(0).await, from(7).await, from(8).await, from(10).await), (Some(7), Some(7), Some(9), None));
    }
}
