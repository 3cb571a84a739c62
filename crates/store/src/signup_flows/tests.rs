use jiff::{SignedDuration, Timestamp};
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{Database, accounts::NewAccount, codes::FlowCode, insurers::Insurer};

const PERSON: i64 = 70;

fn at(minute: i64) -> At {
    At::from(Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute))
}

async fn open(url: &str) -> Database {
    let store = Database::open(url).await.unwrap();
    store.migrate().await.unwrap();
    let insurer = &Insurer {
        id: 7,
        code: "sakura".to_owned(),
        name: "さくら健康保険組合".to_owned(),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: at(0),
    };
    store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
    store
}

fn flow(id: i64, person_id: i64, minute: i64) -> NewSignupFlow {
    let token_hash = vec![u8::try_from(id).unwrap(); 32];
    NewSignupFlow {
        id,
        token_hash,
        insurer_id: 7,
        person_id,
        is_ambiguous: false,
        letter_batch_id: None,
        at: at(minute),
        expires_at: at(minute + 30),
    }
}

fn choice(user_id: &str) -> SignupChoice {
    SignupChoice {
        user_id: user_id.to_owned(),
        user_key: user_id.to_lowercase(),
        password_hash: "hash".to_owned(),
        email: "h@example.jp".to_owned(),
    }
}

fn account(id: i64, person_id: i64, user_id: &str) -> NewAccount {
    NewAccount {
        insurer_id: 7,
        id,
        person_id,
        user_id: user_id.to_owned(),
        user_key: user_id.to_lowercase(),
        password_hash: "hash".to_owned(),
        email: "h@example.jp".to_owned(),
        at: at(1),
    }
}

async fn begin(store: &Database, flow: &NewSignupFlow) {
    store.write(|work| async move { work.open_signup_flow(flow).await }).await.unwrap();
}

async fn found(store: &Database, id: i64, minute: i64) -> Option<SignupFlow> {
    let hash = &[u8::try_from(id).unwrap(); 32];
    store.read(|work| async move { work.signup_flow(hash, at(minute)).await }).await.unwrap()
}

async fn reserve(store: &Database, key: &str, flow_id: i64, minute: i64) -> bool {
    store.write(|work| async move { work.reserve_user_id(key, 7, flow_id, at(minute + 30), at(minute)).await }).await.unwrap()
}

async fn is_taken(store: &Database, key: &str, flow_id: i64, minute: i64) -> bool {
    store.read(|work| async move { work.user_id_is_taken(key, flow_id, at(minute)).await }).await.unwrap()
}

on_both_engines! {
    async fn the_live_flow_of_a_person_is_found_and_no_other(database: TestDatabase) {
        let store = open(database.url()).await;
        begin(&store, &flow(1, PERSON, 0)).await;
        begin(&store, &flow(2, 71, 0)).await;
        let live = async |insurer_id: i64, person_id: i64, minute: i64| {
            let found = store.read(|work| async move { work.signup_flow_of_person(insurer_id, person_id, at(minute)).await }).await.unwrap();
            found.map(|flow| flow.id)
        };
        assert_eq!((live(7, PERSON, 29).await, live(7, 71, 29).await, live(7, 72, 0).await), (Some(1), Some(2), None));
        assert_eq!((live(7, PERSON, 30).await, live(8, PERSON, 0).await), (None, None), "its time is over; another insurer's person");
        begin(&store, &flow(3, PERSON, 1)).await;
        assert_eq!(live(7, PERSON, 1).await, Some(3), "a newer one takes its place");
        store.write(|work| async move { work.end_signup_flow(3, None, at(2)).await }).await.unwrap();
        assert_eq!((live(7, PERSON, 2).await, live(7, 71, 2).await), (None, Some(2)));
    }

    async fn a_flow_is_found_by_its_token_until_its_time_is_over(database: TestDatabase) {
        let store = open(database.url()).await;
        begin(&store, &flow(1, PERSON, 0)).await;
        let kept = found(&store, 1, 29).await.unwrap();
        assert_eq!((kept.id, kept.person_id, kept.user_id, kept.ended_at), (1, PERSON, None, None));
        assert!(found(&store, 1, 30).await.is_none() && found(&store, 2, 0).await.is_none());
    }

    async fn a_newer_flow_of_a_person_takes_the_place_of_the_older_one(database: TestDatabase) {
        let store = open(database.url()).await;
        begin(&store, &flow(1, PERSON, 0)).await;
        begin(&store, &flow(2, 71, 0)).await;
        assert!(reserve(&store, "hanako", 1, 0).await);
        let chosen = &choice("hanako");
        store.write(|work| async move { work.keep_signup_choice(1, chosen).await }).await.unwrap();
        begin(&store, &flow(3, PERSON, 1)).await;
        assert!(found(&store, 1, 1).await.is_none() && found(&store, 2, 1).await.is_some());
        let newer = found(&store, 3, 1).await.unwrap();
        assert_eq!((newer.user_id, newer.password_hash, newer.email), (None, None, None));
        assert!(!is_taken(&store, "hanako", 3, 1).await, "what the older one held is free");
        assert!(!store.write(|work| async move { work.hold_signup_flow(1, at(1)).await }).await.unwrap());
    }

    async fn of_many_flows_at_once_one_lives(database: TestDatabase) {
        let store = open(database.url()).await;
        let begun = (1..=30).map(|id| {
            let store = store.clone();
            tokio::spawn(async move { begin(&store, &flow(id, PERSON, 0)).await })
        });
        for one in begun.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        let mut alive = 0;
        for id in 1..=30 {
            alive += usize::from(found(&store, id, 1).await.is_some());
        }
        assert_eq!(alive, 1);
    }

    async fn only_a_live_flow_can_be_held(database: TestDatabase) {
        let store = open(database.url()).await;
        begin(&store, &flow(1, PERSON, 0)).await;
        let held = async |minute: i64| store.write(|work| async move { work.hold_signup_flow(1, at(minute)).await }).await.unwrap();
        assert!(held(29).await && !held(30).await);
        store.write(|work| async move { work.end_signup_flow(1, None, at(2)).await }).await.unwrap();
        assert!(!held(3).await);
    }

    async fn an_ambiguous_flow_is_nobodys_until_a_letter_tells_whose_it_is(database: TestDatabase) {
        let store = open(database.url()).await;
        let ambiguous = |id| NewSignupFlow { is_ambiguous: true, ..flow(id, PERSON, 0) };
        begin(&store, &flow(1, PERSON, 0)).await;
        begin(&store, &ambiguous(2)).await;
        begin(&store, &ambiguous(3)).await;
        assert!(found(&store, 1, 1).await.is_some() && found(&store, 2, 1).await.is_some());
        assert!(reserve(&store, "hanako", 1, 0).await);

        let second = &found(&store, 2, 1).await.unwrap();
        store.write(|work| async move { work.bind_signup_flow(second, 71, 500, at(1)).await }).await.unwrap();
        let bound = found(&store, 2, 1).await.unwrap();
        assert_eq!((bound.person_id, bound.is_ambiguous, bound.letter_batch_id), (71, false, Some(500)));
        assert!(found(&store, 1, 1).await.unwrap().ended_at.is_none(), "it is another's");

        let third = &found(&store, 3, 1).await.unwrap();
        store.write(|work| async move { work.bind_signup_flow(third, PERSON, 501, at(2)).await }).await.unwrap();
        assert_eq!(found(&store, 1, 1).await.unwrap().ended_at, Some(at(2)), "one live flow per person");
        assert!(!is_taken(&store, "hanako", 9, 2).await);
    }

    async fn of_many_tries_at_once_no_more_than_the_budget_is_taken(database: TestDatabase) {
        let store = open(database.url()).await;
        begin(&store, &flow(1, PERSON, 0)).await;
        let tries = (0..20).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.write(|work| async move { work.take_letter_try(1, 5, at(1)).await }).await.unwrap() })
        });
        let mut taken = Vec::new();
        for one in tries.collect::<Vec<_>>() {
            taken.extend(one.await.unwrap());
        }
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, 3, 4, 5]);
        begin(&store, &flow(2, PERSON, 1)).await;
        assert_eq!(store.write(|work| async move { work.take_letter_try(2, 5, at(2)).await }).await.unwrap(), Some(1), "a new flow");
        assert_eq!(store.write(|work| async move { work.take_letter_try(2, 5, at(31)).await }).await.unwrap(), None, "it is over");
    }

    async fn an_ended_flow_keeps_neither_password_nor_address_nor_code(database: TestDatabase) {
        let store = open(database.url()).await;
        begin(&store, &flow(1, PERSON, 0)).await;
        assert!(reserve(&store, "hanako", 1, 0).await);
        let chosen = &choice("hanako");
        let code = &FlowCode {
            flow_id: 1,
            purpose: "sign_up".to_owned(),
            code_hash: vec![1],
            sent_at: at(1),
            expires_at: at(11),
            wrong_tries: 0,
            used_at: None,
        };
        let end = |work: Work| async move {
            work.keep_signup_choice(1, chosen).await?;
            work.put_code(code).await?;
            work.end_signup_flow(1, None, at(2)).await?;
            work.code(1).await
        };
        assert_eq!(store.write(end).await.unwrap(), None);
        let ended = found(&store, 1, 3).await.unwrap();
        assert_eq!((ended.password_hash, ended.email, ended.account_id, ended.ended_at), (None, None, None, Some(at(2))));
        assert!(!is_taken(&store, "hanako", 9, 3).await);
    }

    async fn a_user_id_is_one_flows_until_its_reservation_ends(database: TestDatabase) {
        let store = open(database.url()).await;
        assert!(reserve(&store, "hanako", 1, 0).await && reserve(&store, "hanako", 1, 1).await);
        assert!(!reserve(&store, "hanako", 2, 1).await);
        assert!(is_taken(&store, "hanako", 2, 1).await && !is_taken(&store, "hanako", 1, 1).await);
        assert!(reserve(&store, "hanako", 2, 31).await, "the reservation of flow 1 ended");
        assert!(reserve(&store, "taro", 2, 31).await && !is_taken(&store, "hanako", 3, 31).await, "a flow holds one");
    }

    async fn a_user_id_that_was_given_is_nobody_elses_ever(database: TestDatabase) {
        let store = open(database.url()).await;
        assert!(reserve(&store, "hanako", 1, 0).await);
        let give = async |flow_id: i64, account_id: i64| {
            store.write(|work| async move { work.give_user_id("hanako", flow_id, account_id).await }).await.unwrap()
        };
        assert!(!give(2, 100).await && give(1, 100).await && !give(1, 101).await);
        assert!(!reserve(&store, "hanako", 2, 1_000_000).await && is_taken(&store, "hanako", 1, 1_000_000).await);
    }

    async fn a_person_has_one_live_account(database: TestDatabase) {
        let store = open(database.url()).await;
        let create = async |account: &NewAccount| store.write(|work| async move { work.create_account(account).await }).await;
        create(&account(100, PERSON, "Hanako")).await.unwrap();
        assert!(create(&account(101, PERSON, "other")).await.unwrap_err().is_unique_violation());
        create(&account(102, 71, "other")).await.unwrap();
        let kept = store.read(|work| async move { work.account_of_person(7, PERSON).await }).await.unwrap().unwrap();
        assert_eq!((kept.id, kept.user_id.as_str(), kept.created_at, kept.last_login_at), (100, "Hanako", at(1), None));
    }

    async fn the_turn_to_tell_that_an_account_exists_is_taken_once(database: TestDatabase) {
        let store = open(database.url()).await;
        let made = &account(100, PERSON, "hanako");
        store.write(|work| async move { work.create_account(made).await }).await.unwrap();
        let turns = (0..10).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                store.write(|work| async move { work.take_turn_to_tell_it_exists(7, 100, at(60), at(0)).await }).await.unwrap()
            })
        });
        let mut taken = 0;
        for turn in turns.collect::<Vec<_>>() {
            taken += usize::from(turn.await.unwrap());
        }
        assert_eq!(taken, 1);
        let later = |work: Work| async move { work.take_turn_to_tell_it_exists(7, 100, at(120), at(60)).await };
        assert!(store.write(later).await.unwrap());
    }
}
