use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    insurers::Insurer,
    roster::{OPEN_END, RosterEntry},
    testing::{at, open},
};

async fn take(store: &Database, most: i64, now: i64) -> Taken {
    store.write(|work| async move { work.take_from_budget(b"bucket", most, at(now), at(now + 60)).await }).await.unwrap()
}

async fn enrol(store: &Database, insurer_id: i64, person_id: i64, acquired_on: Option<&str>, lost_on: Option<&str>, to_version: i64) {
    let day = |text: &str| Day(text.parse().unwrap());
    let text = String::new;
    let entry = &RosterEntry {
        insurer_id,
        person_id,
        from_version: 1,
        to_version,
        symbol: text(),
        number: text(),
        branch: None,
        symbol_key: text(),
        number_key: text(),
        symbol_loose: text(),
        number_loose: text(),
        kana_name: text(),
        kana_unfolded: text(),
        kana_folded: text(),
        kana_lenient: text(),
        name: text(),
        birth_date: day("1986-08-04"),
        relation: "insured".to_owned(),
        acquired_on: acquired_on.map(day),
        lost_on: lost_on.map(day),
        email: None,
        personal_key: None,
        office: None,
        postal_code: None,
        address: None,
        burden: None,
        burden_from: None,
        recognised_on: None,
        eligible_from: None,
        lost_by_import: false,
    };
    store.write(|work| async move { work.add_roster_entry(entry).await }).await.unwrap();
}

on_both_engines! {
    async fn of_200_parallel_takes_as_many_pass_as_there_may_be(database: TestDatabase) {
        let store = open(&database).await;
        let takes = (0..200).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { matches!(take(&store, 10, 0).await, Taken::Yes { .. }) })
        });
        let mut passed = 0;
        for one in takes.collect::<Vec<_>>() {
            passed += usize::from(one.await.unwrap());
        }
        assert_eq!(passed, 10);
    }

    async fn a_window_that_ended_is_followed_by_a_new_one(database: TestDatabase) {
        let store = open(&database).await;
        assert_eq!(take(&store, 1, 0).await, Taken::Yes { used: 1, window_ends_at: at(60) });
        assert_eq!(take(&store, 1, 59).await, Taken::UsedUp { until: at(60) });
        assert_eq!(take(&store, 1, 60).await, Taken::Yes { used: 1, window_ends_at: at(120) });
    }

    async fn what_is_given_back_goes_to_its_own_window_and_never_below_nothing(database: TestDatabase) {
        let store = open(&database).await;
        take(&store, 2, 0).await;
        let give_back = |window| store.write(move |work| async move { work.give_back_to_budget(b"bucket", window).await });
        give_back(at(59)).await.unwrap();
        assert_eq!(take(&store, 2, 1).await, Taken::Yes { used: 2, window_ends_at: at(60) });
        for _ in 0..3 {
            give_back(at(60)).await.unwrap();
        }
        assert_eq!(take(&store, 2, 1).await, Taken::Yes { used: 1, window_ends_at: at(60) });
    }

    async fn what_is_taken_of_a_bucket_can_be_seen_until_its_window_ends_and_be_cleared(database: TestDatabase) {
        let store = open(&database).await;
        let used = |now| store.read(move |work| async move { work.budget_used(b"bucket", at(now)).await });
        let clear = || store.write(|work| async move { work.clear_budget(b"bucket").await });
        assert_eq!((used(0).await.unwrap(), clear().await.unwrap()), (None, false));
        take(&store, 9, 0).await;
        take(&store, 9, 1).await;
        let other = store.write(|work| async move { work.take_from_budget(b"another", 9, at(0), at(60)).await }).await.unwrap();
        assert_eq!(other, Taken::Yes { used: 1, window_ends_at: at(60) });
        assert_eq!((used(59).await.unwrap(), used(60).await.unwrap()), (Some((2, at(60))), None));
        assert!(clear().await.unwrap() && !clear().await.unwrap());
        assert_eq!(used(2).await.unwrap(), None);
        let other = store.read(|work| async move { work.budget_used(b"another", at(2)).await }).await.unwrap();
        assert_eq!(other, Some((1, at(60))), "another bucket is as it was");
    }

    async fn only_counters_whose_window_ended_are_removed(database: TestDatabase) {
        let store = open(&database).await;
        take(&store, 1, 0).await;
        let remove = |now| store.write(move |work| async move { work.remove_ended_budgets(now).await });
        assert_eq!(remove(at(59)).await.unwrap(), 0);
        assert_eq!(remove(at(60)).await.unwrap(), 1);
    }

    async fn an_attempt_is_new_once_until_it_expires_or_is_forgotten(database: TestDatabase) {
        let store = open(&database).await;
        let note = |now| store.write(move |work| async move { work.note_attempt(b"digest", 1, at(now), at(now + 60)).await });
        assert!(note(0).await.unwrap());
        assert!(!note(59).await.unwrap());
        assert!(note(60).await.unwrap());
        store.write(|work| async move { work.forget_attempt(b"digest").await }).await.unwrap();
        assert!(note(61).await.unwrap());
        let remove = |now| store.write(move |work| async move { work.remove_expired_attempts(at(now)).await });
        assert_eq!(remove(120).await.unwrap(), 0);
        assert_eq!(remove(121).await.unwrap(), 1);
    }

    async fn failures_are_counted_by_hour_and_insurer_and_no_further_than_the_most(database: TestDatabase) {
        let store = open(&database).await;
        let fail = |insurer_id, hour, most| store.write(move |work| async move { work.take_failure(insurer_id, at(hour), most).await });
        assert_eq!(fail(1, 0, 2).await.unwrap(), Some(1));
        assert_eq!(fail(1, 0, 2).await.unwrap(), Some(2));
        assert_eq!(fail(1, 0, 2).await.unwrap(), None);
        assert_eq!(fail(2, 0, 2).await.unwrap(), Some(1));
        assert_eq!(fail(1, 3600, 2).await.unwrap(), Some(1));
        store.write(|work| async move { work.give_failure_back(1, at(0)).await }).await.unwrap();
        let sum = |from, until| store.read(move |work| async move { work.failures_between(1, at(from), at(until)).await });
        assert_eq!(sum(0, 3600).await.unwrap(), 1);
        assert_eq!(sum(0, 3601).await.unwrap(), 2);
        assert_eq!(sum(7200, 9000).await.unwrap(), 0);
        let alert = |step| store.write(move |work| async move { work.raise_failure_alert(1, at(0), step).await });
        assert!(alert(5).await.unwrap());
        assert!(!alert(5).await.unwrap());
        assert!(alert(20).await.unwrap());
        assert_eq!(store.write(|work| async move { work.remove_failures_before(at(3600)).await }).await.unwrap(), 2);
    }

    async fn a_budget_is_replaced_when_it_is_reckoned_anew(database: TestDatabase) {
        let store = open(&database).await;
        for (budget, reckoned_at) in [(50, at(0)), (90, at(1))] {
            let reckoned = &FailureBudget { insurer_id: 1, budget, reckoned_at };
            store.write(|work| async move { work.put_failure_budget(reckoned).await }).await.unwrap();
            assert_eq!(store.read(|work| async move { work.failure_budget(1).await }).await.unwrap().as_ref(), Some(reckoned));
        }
        assert_eq!(store.read(|work| async move { work.failure_budget(2).await }).await.unwrap(), None);
    }

    async fn the_eligible_of_a_day_are_counted_by_the_roster_in_force(database: TestDatabase) {
        let store = open(&database).await;
        for (id, code) in [(1, "sakura"), (2, "ume")] {
            let (code, name, kind) = (code.to_owned(), code.to_owned(), "kenpo".to_owned());
            let insurer = &Insurer { id, code, name, insurer_number: None, kind, roster_version: 1, created_at: at(0) };
            store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
        }
        enrol(&store, 1, 1, None, None, OPEN_END).await;
        enrol(&store, 1, 2, Some("2026-11-22"), Some("2026-11-23"), OPEN_END).await;
        enrol(&store, 1, 3, Some("2026-11-23"), None, OPEN_END).await;
        enrol(&store, 1, 4, None, Some("2026-11-22"), OPEN_END).await;
        enrol(&store, 1, 5, None, None, 1).await;
        enrol(&store, 2, 6, None, None, OPEN_END).await;
        let today = Day("2026-11-22".parse().unwrap());
        let count = |insurer_id| store.read(move |work| async move { work.count_eligible(insurer_id, today).await });
        assert_eq!((count(1).await.unwrap(), count(2).await.unwrap(), count(WHOLE_SERVICE).await.unwrap()), (2, 1, 3));
    }

    async fn a_challenge_is_spent_once_and_forgotten_when_it_expired(database: TestDatabase) {
        let store = open(&database).await;
        let spend = || store.write(|work| async move { work.spend_challenge(b"nonce", at(60)).await });
        assert!(spend().await.unwrap());
        assert!(!spend().await.unwrap());
        assert_eq!(store.write(|work| async move { work.remove_expired_challenges(at(59)).await }).await.unwrap(), 0);
        assert_eq!(store.write(|work| async move { work.remove_expired_challenges(at(60)).await }).await.unwrap(), 1);
    }
}
