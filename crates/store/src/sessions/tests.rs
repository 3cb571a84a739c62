use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    engine::fetch_all,
    insurers::Insurer,
    roster::{OPEN_END, RosterEntry},
    testing::{at, day, enrol, open, person, register},
};

const INSURER: i64 = 7;

/// A store with the insurer whose members log in.
async fn open_with_insurer(database: &TestDatabase) -> Database {
    let store = open(database).await;
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
    store
}

/// The token's hash of the session named so.
fn token(id: i64) -> Vec<u8> {
    id.to_be_bytes().to_vec()
}

/// A session of the account that began in this second of the story.
async fn begin(store: &Database, account_id: i64, id: i64, second: i64) {
    let session = &NewSession {
        token_hash: token(id),
        id,
        insurer_id: INSURER,
        account_id,
        device: format!("browser {id}"),
        factor_given_at: None,
        at: at(second),
    };
    store.write(|work| async move { work.begin_session(session).await }).await.unwrap();
}

async fn see(store: &Database, id: i64, second: i64) {
    let token = &token(id);
    store.write(|work| async move { work.see_session(token, at(second)).await }).await.unwrap();
}

/// The names of an account's sessions, as its owner sees them.
async fn named(store: &Database, account_id: i64) -> Vec<i64> {
    let sessions = store.read(|work| async move { work.sessions_of_account(INSURER, account_id).await }).await.unwrap();
    sessions.into_iter().map(|session| session.id).collect()
}

/// When the password and the second factor were last given in each session, by the session's name.
async fn given(store: &Database) -> Vec<(i64, At, Option<At>)> {
    let read = |work: Work| async move {
        fetch_all!(work, (i64, At, Option<At>), "SELECT id, authenticated_at, factor_given_at FROM sessions ORDER BY id")
    };
    store.read(read).await.unwrap()
}

/// What every request learns of the session named so; none when there is nothing to go on with.
async fn facts(store: &Database, id: i64) -> Option<SessionFacts> {
    let token = &token(id);
    store.read(|work| async move { work.session(token).await }).await.unwrap()
}

on_both_engines! {
    async fn a_session_tells_of_its_member_what_the_roster_in_force_says(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let gone = RosterEntry { to_version: 2, ..person(70) };
        let next = RosterEntry { from_version: 2, lost_on: Some(day("2026-12-01")), eligible_from: Some(day("2019-04-01")), ..person(70) };
        enrol(&store, [gone, next, person(71)]).await;
        for person_id in [70, 71] {
            register(&store, INSURER, person_id, 0).await;
            begin(&store, person_id, person_id, 10).await;
        }
        see(&store, 70, 20).await;
        let before = facts(&store, 70).await.unwrap();
        assert_eq!((before.account_id, before.person_id, before.user_id.as_str()), (70, 70, "user7-70"));
        assert_eq!((before.created_at, before.authenticated_at, before.last_seen_at), (at(10), at(10), at(20)));
        assert_eq!((before.acquired_on, before.lost_on, before.has_factor), (Some(day("2020-04-01")), None, false));
        assert!(store.write(|work| async move { work.switch_roster(INSURER, 2).await }).await.unwrap());
        let after = facts(&store, 70).await.unwrap();
        assert_eq!((after.acquired_on, after.lost_on), (Some(day("2019-04-01")), Some(day("2026-12-01"))), "with the next request");
        assert!(facts(&store, 72).await.is_none(), "no such token");
    }

    async fn whoever_is_stopped_closed_or_off_the_roster_has_no_session(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        for person_id in [70, 71, 72] {
            let leaves = RosterEntry { to_version: if person_id == 72 { 2 } else { OPEN_END }, ..person(person_id) };
            enrol(&store, [leaves]).await;
            register(&store, INSURER, person_id, 0).await;
            begin(&store, person_id, person_id, 10).await;
            assert!(facts(&store, person_id).await.is_some());
        }
        let stop = |since: Option<At>| store.write(move |work| async move { work.stop_account(INSURER, 70, since).await });
        assert!(stop(Some(at(11))).await.unwrap());
        assert!(facts(&store, 70).await.is_none());
        assert!(stop(None).await.unwrap());
        assert!(facts(&store, 70).await.is_some(), "what was stopped may go on");
        store.write(|work| async move { work.close_account(INSURER, 71, at(12)).await }).await.unwrap();
        assert!(facts(&store, 71).await.is_none());
        assert!(store.write(|work| async move { work.switch_roster(INSURER, 2).await }).await.unwrap());
        assert!(facts(&store, 72).await.is_none());
    }

    async fn a_password_and_a_factor_count_in_the_session_in_which_they_were_given(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        for (account_id, id) in [(1, 10), (1, 11), (2, 12)] {
            begin(&store, account_id, id, 0).await;
        }
        let give = |work: Work| async move {
            work.confirm_session(INSURER, 1, 10, at(5)).await?;
            work.give_factor_in_session(INSURER, 1, 11, at(6)).await?;
            // Nobody's password counts in the session of another, or of another insurer.
            work.confirm_session(INSURER, 1, 12, at(7)).await?;
            work.give_factor_in_session(INSURER, 1, 12, at(7)).await?;
            work.confirm_session(INSURER + 1, 1, 11, at(7)).await
        };
        store.write(give).await.unwrap();
        assert_eq!(given(&store).await, [(10, at(5), None), (11, at(0), Some(at(6))), (12, at(0), None)]);
    }

    async fn an_owner_sees_own_sessions_and_the_one_last_used_first(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        for (account_id, id, second) in [(70, 1, 10), (70, 2, 20), (71, 3, 30)] {
            begin(&store, account_id, id, second).await;
        }
        see(&store, 1, 40).await;
        assert_eq!((named(&store, 70).await, named(&store, 71).await), (vec![1, 2], vec![3]));
        let sessions = store.read(|work| async move { work.sessions_of_account(INSURER, 70).await }).await.unwrap();
        assert_eq!((sessions[0].device.as_str(), sessions[0].created_at, sessions[0].last_seen_at), ("browser 1", at(10), at(40)));
    }

    async fn of_too_many_sessions_those_that_began_last_are_kept(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        for (account_id, id, second) in [(70, 1, 10), (70, 2, 20), (70, 3, 30), (70, 4, 30), (71, 5, 1)] {
            begin(&store, account_id, id, second).await;
        }
        // Being used lately does not save the oldest.
        see(&store, 1, 50).await;
        let keep = |kept| store.write(move |work| async move { work.keep_latest_sessions(INSURER, 70, kept).await });
        assert_eq!(keep(4).await.unwrap(), 0);
        assert_eq!(keep(3).await.unwrap(), 1);
        assert_eq!(named(&store, 70).await, [4, 3, 2]);
        assert_eq!(keep(1).await.unwrap(), 2, "of two that began at one instant the one made last is kept");
        assert_eq!((named(&store, 70).await, named(&store, 71).await), (vec![4], vec![5]));
        assert_eq!(keep(0).await.unwrap(), 1);
    }

    async fn sessions_idle_or_old_by_then_are_removed_to_the_instant(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        for (id, began, seen) in [(1, 100, 200), (2, 100, 201), (3, 50, 300), (4, 51, 300)] {
            begin(&store, 70, id, began).await;
            see(&store, id, seen).await;
        }
        let remove = |seen, began| store.write(move |work| async move { work.remove_ended_sessions(at(seen), at(began)).await });
        assert_eq!(remove(199, 49).await.unwrap(), 0);
        assert_eq!(remove(200, 49).await.unwrap(), 1, "idle since");
        assert_eq!(remove(200, 50).await.unwrap(), 1, "begun at");
        assert_eq!(named(&store, 70).await, [4, 2]);
        assert_eq!(remove(300, 0).await.unwrap(), 2);
    }

    async fn one_session_or_all_others_are_ended_and_nobody_elses(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        for (account_id, id) in [(70, 1), (70, 2), (70, 3), (71, 4)] {
            begin(&store, account_id, id, id).await;
        }
        let end = |id| store.write(move |work| async move { work.end_session_of_account(INSURER, 70, id).await });
        assert!(end(1).await.unwrap());
        assert!(!end(1).await.unwrap(), "it has ended");
        assert!(!end(4).await.unwrap(), "it is another's");
        let end_others = |kept| store.write(move |work| async move { work.end_sessions_but(INSURER, 70, kept).await });
        assert_eq!(end_others(Some(3)).await.unwrap(), 1);
        assert_eq!(end_others(None).await.unwrap(), 1);
        let token = &token(4);
        store.write(|work| async move { work.end_session(token).await }).await.unwrap();
        assert_eq!(named(&store, 71).await, [0; 0]);
    }
}
