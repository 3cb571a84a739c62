use madoguchi_testkit::on_both_engines;

use super::{Owner, passkeys::Passkey};
use crate::testing::{at, open};

const CLERK: Owner = Owner::Staff { id: 1 };
const MEMBER: Owner = Owner::Account { insurer_id: 7, id: 1 };

fn passkey(id: i64, owner: Owner) -> Passkey {
    Passkey {
        id,
        credential_id: id.to_be_bytes().to_vec(),
        owner_kind: owner.kind().to_owned(),
        insurer_id: owner.insurer_id(),
        owner_id: owner.id(),
        name: "鍵".to_owned(),
        transports: 3,
        static_state: vec![1],
        dynamic_state: vec![2],
        created_at: at(id),
        last_used_at: None,
    }
}

on_both_engines! {
    async fn the_code_of_a_step_is_used_once_and_none_before_it(database: TestDatabase) {
        let store = open(&database).await;
        store.write(|work| async move { work.put_totp_secret(CLERK, &[1, 2], 5, at(0)).await }).await.unwrap();
        let use_step = async |owner, step| store.write(|work| async move { work.use_totp_step(owner, step).await }).await.unwrap();
        assert!(!use_step(CLERK, 5).await);
        assert!(use_step(CLERK, 7).await);
        assert!(!use_step(CLERK, 6).await);
        assert!(!use_step(MEMBER, 8).await, "a member with the same number has none");
        assert!(store.read(|work| async move { work.has_factor(CLERK).await }).await.unwrap());
        assert!(!store.read(|work| async move { work.has_factor(MEMBER).await }).await.unwrap());
        assert!(store.write(|work| async move { work.remove_totp_secret(CLERK).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.remove_totp_secret(CLERK).await }).await.unwrap());
    }

    async fn a_secret_is_its_owners_and_a_new_one_takes_its_place_with_its_step(database: TestDatabase) {
        let store = open(&database).await;
        let of = async |owner| {
            let row = store.read(|work| async move { work.totp_secret(owner).await }).await.unwrap();
            row.map(|row| (row.sealed, row.last_step, row.created_at))
        };
        let put = async |sealed: u8, step, second| {
            store.write(|work| async move { work.put_totp_secret(CLERK, &[sealed], step, at(second)).await }).await.unwrap();
        };
        assert_eq!(of(CLERK).await, None);
        put(1, 5, 0).await;
        assert!(store.write(|work| async move { work.use_totp_step(CLERK, 9).await }).await.unwrap());
        assert_eq!(of(CLERK).await, Some((vec![1], 9, at(0))));
        for other in [MEMBER, Owner::Staff { id: 2 }, Owner::Account { insurer_id: 7, id: 2 }, Owner::Account { insurer_id: 8, id: 1 }] {
            assert_eq!(of(other).await, None);
        }
        put(2, 7, 3).await;
        assert_eq!(of(CLERK).await, Some((vec![2], 7, at(3))), "the steps of another secret do not count");
    }

    async fn a_recovery_code_is_used_once_and_new_ones_replace_all(database: TestDatabase) {
        let store = open(&database).await;
        let codes = &[vec![1; 32], vec![2; 32]];
        for owner in [CLERK, MEMBER] {
            store.write(|work| async move { work.put_recovery_codes(owner, codes, at(0)).await }).await.unwrap();
        }
        let use_code = async |owner, code: u8| {
            store.write(|work| async move { work.use_recovery_code(owner, &[code; 32], at(1)).await }).await.unwrap()
        };
        assert!(use_code(CLERK, 1).await);
        assert!(!use_code(CLERK, 1).await);
        assert!(use_code(MEMBER, 1).await);
        assert_eq!(store.read(|work| async move { work.unused_recovery_codes(CLERK).await }).await.unwrap(), 1);
        store.write(|work| async move { work.put_recovery_codes(CLERK, &[vec![3; 32]], at(2)).await }).await.unwrap();
        assert!(!use_code(CLERK, 2).await);
        assert!(use_code(CLERK, 3).await);
        store.write(|work| async move { work.remove_recovery_codes(CLERK).await }).await.unwrap();
        assert_eq!(store.read(|work| async move { work.unused_recovery_codes(CLERK).await }).await.unwrap(), 0);
        assert_eq!(store.read(|work| async move { work.unused_recovery_codes(MEMBER).await }).await.unwrap(), 1);
    }

    async fn a_passkey_is_its_owners_and_its_state_moves_only_from_what_was_judged(database: TestDatabase) {
        let store = open(&database).await;
        for passkey in &[passkey(1, CLERK), passkey(2, CLERK), passkey(3, MEMBER)] {
            store.write(|work| async move { work.add_passkey(passkey).await }).await.unwrap();
        }
        let twin = &passkey(1, MEMBER);
        assert!(store.write(|work| async move { work.add_passkey(twin).await }).await.unwrap_err().is_unique_violation());
        let own = store.read(|work| async move { work.passkeys(CLERK).await }).await.unwrap();
        assert_eq!(own.iter().map(|passkey| passkey.id).collect::<Vec<_>>(), [1, 2]);
        let key = &1_i64.to_be_bytes();
        assert!(store.write(|work| async move { work.use_passkey(key, &[2], &[3], at(9)).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.use_passkey(key, &[2], &[4], at(9)).await }).await.unwrap());
        let found = store.read(|work| async move { work.passkey(key).await }).await.unwrap().unwrap();
        assert_eq!((found.owner(), found.dynamic_state, found.last_used_at), (Some(CLERK), vec![3], Some(at(9))));
        assert!(!store.write(|work| async move { work.remove_passkey(MEMBER, 1).await }).await.unwrap(), "another's");
        assert!(store.write(|work| async move { work.remove_passkey(CLERK, 1).await }).await.unwrap());
        store.write(|work| async move { work.remove_factors(CLERK).await }).await.unwrap();
        assert!(!store.read(|work| async move { work.has_factor(CLERK).await }).await.unwrap());
        assert!(store.read(|work| async move { work.has_factor(MEMBER).await }).await.unwrap());
    }

    async fn an_owner_keeps_the_handle_that_was_drawn_first(database: TestDatabase) {
        let store = open(&database).await;
        let handle = async |drawn: u8| store.write(|work| async move { work.passkey_handle(CLERK, &[drawn; 64]).await }).await.unwrap();
        assert_eq!(handle(1).await, vec![1; 64]);
        assert_eq!(handle(2).await, vec![1; 64]);
        assert_eq!(store.read(|work| async move { work.known_passkey_handle(MEMBER).await }).await.unwrap(), None);
    }

    async fn a_ceremony_is_answered_once_in_time_and_by_the_browser_that_began_it(database: TestDatabase) {
        let store = open(&database).await;
        let put = async |state: u8| {
            store.write(|work| async move { work.put_ceremony(b"one", "login", &[state], at(300)).await }).await.unwrap();
        };
        put(1).await;
        put(2).await;
        let take = async |by: &'static [u8], second| {
            store.write(|work| async move { work.take_ceremony(by, "login", at(second)).await }).await.unwrap()
        };
        assert_eq!(take(b"other", 1).await, None);
        assert_eq!(store.read(|work| async move { work.ceremony(b"one", "login", at(1)).await }).await.unwrap(), Some(vec![2]));
        assert_eq!(take(b"one", 1).await, Some(vec![2]));
        assert_eq!(take(b"one", 1).await, None);
        put(3).await;
        assert_eq!(take(b"one", 300).await, None);
        put(4).await;
        assert_eq!(store.write(|work| async move { work.remove_expired_ceremonies(at(300)).await }).await.unwrap(), 1);
    }
}
