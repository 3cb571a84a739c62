use jiff::{SignedDuration, Timestamp};
use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{Database, insurers::Insurer};

const INSURER: i64 = 7;

fn at(minute: i64) -> At {
    At::from(Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute))
}

fn new(id: i64, person_id: i64, user_id: &str) -> NewAccount {
    NewAccount {
        insurer_id: INSURER,
        id,
        person_id,
        user_id: user_id.to_owned(),
        user_key: user_id.to_lowercase(),
        password_hash: "first".to_owned(),
        email: format!("{user_id}@example.jp"),
        at: at(0),
    }
}

async fn create(store: &Database, account: &NewAccount) -> Result<bool, StoreError> {
    let create = |work: Work| async move {
        work.reserve_user_id(&account.user_key, INSURER, account.id, at(30), at(0)).await?;
        work.create_account(account).await?;
        work.give_user_id(&account.user_key, account.id, account.id).await
    };
    store.write(create).await
}

async fn account(store: &Database, id: i64) -> Account {
    store.read(|work| async move { work.account(INSURER, id).await }).await.unwrap().unwrap()
}

/// A store with the accounts `Hanako` (70, person 1) and `teppei` (71, person 2).
async fn open(database: &TestDatabase) -> Database {
    let store = Database::open(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    let insurer = &Insurer {
        id: INSURER,
        code: "sakura".to_owned(),
        name: "さくら健康保険組合".to_owned(),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: at(0),
    };
    store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
    assert!(create(&store, &new(70, 1, "Hanako")).await.unwrap());
    assert!(create(&store, &new(71, 2, "teppei")).await.unwrap());
    store
}

on_both_engines! {
    async fn an_account_is_found_by_key_by_person_and_by_identifier(database: TestDatabase) {
        let store = open(&database).await;
        let by_key = store.read(|work| async move { work.account_by_user_key("hanako").await }).await.unwrap();
        let by_person = store.read(|work| async move { work.account_of_person(INSURER, 1).await }).await.unwrap();
        let known = account(&store, 70).await;
        assert_eq!((by_key.as_ref(), by_person.as_ref()), (Some(&known), Some(&known)));
        assert_eq!((known.user_id.as_str(), known.created_at, known.last_login_at), ("Hanako", at(0), None));
        assert_eq!(store.read(|work| async move { work.account_by_user_key("Hanako").await }).await.unwrap(), None);
    }

    async fn a_person_has_one_live_account(database: TestDatabase) {
        let store = open(&database).await;
        let second = create(&store, &new(72, 1, "again")).await;
        assert!(second.unwrap_err().is_unique_violation());
    }

    async fn a_login_becomes_the_previous_one(database: TestDatabase) {
        let store = open(&database).await;
        for minute in [1, 2] {
            store.write(|work| async move { work.note_login(INSURER, 70, at(minute)).await }).await.unwrap();
        }
        let known = account(&store, 70).await;
        assert_eq!((known.previous_login_at, known.last_login_at), (Some(at(1)), Some(at(2))));
    }

    async fn a_hash_made_anew_is_no_new_password(database: TestDatabase) {
        let store = open(&database).await;
        store.write(|work| async move { work.set_password_hash(INSURER, 70, "rehashed", None).await }).await.unwrap();
        let known = account(&store, 70).await;
        assert_eq!((known.password_hash.as_str(), known.password_changed_at), ("rehashed", at(0)));
        store.write(|work| async move { work.set_password_hash(INSURER, 70, "chosen", Some(at(5))).await }).await.unwrap();
        let known = account(&store, 70).await;
        assert_eq!((known.password_hash.as_str(), known.password_changed_at), ("chosen", at(5)));
    }

    async fn a_password_is_replaced_only_while_it_is_the_one_that_was_confirmed(database: TestDatabase) {
        let store = open(&database).await;
        let replace = |from: &'static str, to: &'static str| {
            let store = &store;
            async move { store.write(|work| async move { work.replace_password_hash(INSURER, 70, from, to, at(5)).await }).await.unwrap() }
        };
        assert!(replace("first", "second").await);
        assert!(!replace("first", "third").await);
        let known = account(&store, 70).await;
        assert_eq!((known.password_hash.as_str(), known.password_changed_at), ("second", at(5)));
        assert_eq!(account(&store, 71).await.password_hash, "first");
    }

    async fn an_address_is_set_for_one_account(database: TestDatabase) {
        let store = open(&database).await;
        store.write(|work| async move { work.set_account_email(INSURER, 70, "yui@example.jp").await }).await.unwrap();
        assert_eq!(account(&store, 70).await.email, "yui@example.jp");
        assert_eq!(account(&store, 71).await.email, "teppei@example.jp");
    }

    async fn a_closed_account_frees_its_person_and_keeps_its_user_id(database: TestDatabase) {
        let store = open(&database).await;
        assert!(store.write(|work| async move { work.close_account(INSURER, 70, at(3)).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.close_account(INSURER, 70, at(4)).await }).await.unwrap());
        assert_eq!(account(&store, 70).await.closed_at, Some(at(3)));
        assert_eq!(store.read(|work| async move { work.account_by_user_key("hanako").await }).await.unwrap(), None);
        assert_eq!(store.read(|work| async move { work.account_of_person(INSURER, 1).await }).await.unwrap(), None);
        let reserved = store.write(|work| async move { work.reserve_user_id("hanako", INSURER, 99, at(40), at(35)).await }).await.unwrap();
        assert!(!reserved);
        assert!(create(&store, &new(72, 1, "again")).await.unwrap());
    }

    async fn the_latest_account_of_a_person_is_found_though_it_is_closed(database: TestDatabase) {
        let store = open(&database).await;
        let latest = async |person_id: i64| {
            let found = store.read(|work| async move { work.latest_account_of_person(INSURER, person_id).await }).await.unwrap();
            found.map(|account| account.id)
        };
        assert_eq!((latest(1).await, latest(3).await), (Some(70), None));
        store.write(|work| async move { work.close_account(INSURER, 70, at(3)).await }).await.unwrap();
        assert_eq!(latest(1).await, Some(70));
        let again = NewAccount { at: at(4), ..new(72, 1, "again") };
        assert!(create(&store, &again).await.unwrap());
        assert_eq!((latest(1).await, latest(2).await), (Some(72), Some(71)));
        let others = store.read(|work| async move { work.latest_account_of_person(INSURER + 1, 1).await }).await.unwrap();
        assert!(others.is_none(), "another insurer's person 1 is somebody else");
    }

    async fn an_account_is_stopped_and_goes_on_once_each_and_never_when_it_is_closed(database: TestDatabase) {
        let store = open(&database).await;
        let stop = |id, since| store.write(move |work| async move { work.stop_account(INSURER, id, since).await });
        assert!(stop(70, Some(at(1))).await.unwrap() && !stop(70, Some(at(2))).await.unwrap());
        assert_eq!((account(&store, 70).await.stopped_at, account(&store, 71).await.stopped_at), (Some(at(1)), None));
        assert!(stop(70, None).await.unwrap() && !stop(70, None).await.unwrap());
        store.write(|work| async move { work.close_account(INSURER, 71, at(3)).await }).await.unwrap();
        assert!(!stop(71, Some(at(4))).await.unwrap());
        assert_eq!((account(&store, 70).await.stopped_at, account(&store, 71).await.stopped_at), (None, None));
    }

    async fn whoever_holds_an_account_makes_others_who_hold_it_wait(database: TestDatabase) {
        let store = open(&database).await;
        // Each unit reads, lets the others run, and writes what it read and one more: without the hold some would be lost.
        let count = |store: Database| async move {
            let one_more = |work: Work| async move {
                assert!(work.hold_account(INSURER, 70).await?);
                let known = work.account(INSURER, 70).await?.unwrap().email;
                tokio::task::yield_now().await;
                work.set_account_email(INSURER, 70, &format!("{known}+")).await
            };
            store.write(one_more).await.unwrap();
        };
        let units: Vec<_> = (0..10).map(|_| tokio::spawn(count(store.clone()))).collect();
        for unit in units {
            unit.await.unwrap();
        }
        assert_eq!(account(&store, 70).await.email, "Hanako@example.jp++++++++++");
        let holds = |insurer_id, id| store.write(move |work| async move { work.hold_account(insurer_id, id).await });
        store.write(|work| async move { work.close_account(INSURER, 71, at(3)).await }).await.unwrap();
        assert!(!holds(INSURER, 71).await.unwrap() && !holds(INSURER + 1, 70).await.unwrap());
    }

    async fn an_account_is_told_once_a_day_that_it_exists(database: TestDatabase) {
        let store = open(&database).await;
        let tell = |now: At, before: At| {
            let store = &store;
            async move { store.write(|work| async move { work.take_turn_to_tell_it_exists(INSURER, 70, now, before).await }).await.unwrap() }
        };
        assert!(tell(at(10), at(0)).await);
        assert!(!tell(at(20), at(9)).await);
        assert!(tell(at(30), at(10)).await);
    }
}
