use madoguchi_testkit::on_both_engines;

use super::{StaffMember, grants::Grant, invitations::Invitation, sessions::NewStaffSession};
use crate::{
    Database,
    factors::Owner,
    insurers::Insurer,
    testing::{at, open},
};

fn member(id: i64, email: &str) -> StaffMember {
    StaffMember {
        id,
        email: email.to_owned(),
        email_key: email.to_owned(),
        name: "山田 花子".to_owned(),
        state: "invited".to_owned(),
        is_operator: false,
        password_hash: None,
        created_at: at(0),
        password_changed_at: None,
        last_login_at: None,
        disabled_at: None,
    }
}

fn session(staff_id: i64, id: i64) -> NewStaffSession {
    let token_hash = vec![u8::try_from(id).unwrap(); 32];
    NewStaffSession {
        token_hash,
        id,
        staff_id,
        device: String::new(),
        created_at: at(0),
        authenticated_at: at(0),
        factor_given_at: None,
        at: at(0),
    }
}

/// Two insurers, and two people who are active.
async fn with_people(database: &madoguchi_testkit::TestDatabase) -> Database {
    let store = open(database).await;
    for (id, code) in [(7, "sakura"), (8, "kaede")] {
        let insurer = &Insurer {
            id,
            code: code.to_owned(),
            name: code.to_owned(),
            insurer_number: None,
            kind: "kenpo".to_owned(),
            roster_version: 1,
            created_at: at(0),
        };
        store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
    }
    for person in &[member(1, "a@example.jp"), member(2, "b@example.jp")] {
        let add = |work: crate::Work| async move {
            work.add_staff(person).await?;
            work.activate_staff(person.id, "山田 花子", "hash", at(1)).await
        };
        assert!(store.write(add).await.unwrap());
    }
    store
}

on_both_engines! {
    async fn managers_and_deputies_who_are_active_may_approve_at_their_own_insurer(database: TestDatabase) {
        let store = with_people(&database).await;
        for person in &[member(3, "c@example.jp"), member(4, "d@example.jp")] {
            store.write(|work| async move { work.add_staff(person).await }).await.unwrap();
        }
        store.write(|work| async move { work.activate_staff(3, "山田 花子", "hash", at(1)).await }).await.unwrap();
        let grant = |staff_id, insurer_id, role: &str, is_deputy| {
            Grant { insurer_id, staff_id, role: role.to_owned(), is_deputy, granted_at: at(2), granted_by: "story".to_owned() }
        };
        let grants = [
            grant(1, 7, "clerk", false),
            grant(2, 7, "clerk", true),
            grant(3, 7, "manager", false),
            grant(4, 7, "manager", false),
            grant(1, 8, "manager", false),
        ];
        for grant in &grants {
            store.write(|work| async move { work.put_grant(grant).await }).await.unwrap();
        }
        let approvers = |insurer_id| store.read(move |work| async move { work.approvers(insurer_id).await });
        assert_eq!((approvers(7).await.unwrap(), approvers(8).await.unwrap(), approvers(9).await.unwrap()), (vec![2, 3], vec![1], vec![]));
        store.write(|work| async move { work.disable_staff(3, at(3)).await }).await.unwrap();
        assert_eq!(approvers(7).await.unwrap(), [2], "4 was only invited, 3 has no access any more");
    }

    async fn people_are_found_by_a_part_of_address_or_name_page_by_page(database: TestDatabase) {
        let store = with_people(&database).await;
        let page = async |part: &'static str, after: &'static str, most| {
            let found = store.read(|work| async move { work.staff_page(part, after, most).await }).await.unwrap();
            found.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!((page("", "", 9).await, page("", "", 1).await, page("", "a@example.jp", 9).await), (vec![1, 2], vec![1], vec![2]));
        assert_eq!((page("b@", "", 9).await, page("花子", "", 9).await, page("_", "", 9).await), (vec![2], vec![1, 2], vec![]));
    }
}

on_both_engines! {
    async fn an_address_belongs_to_one_person_and_an_invitation_is_accepted_once(database: TestDatabase) {
        let store = with_people(&database).await;
        let twin = &member(3, "a@example.jp");
        assert!(store.write(|work| async move { work.add_staff(twin).await }).await.unwrap_err().is_unique_violation());
        assert!(!store.write(|work| async move { work.activate_staff(1, "別人", "other", at(2)).await }).await.unwrap());
        let found = store.read(|work| async move { work.staff_by_email("a@example.jp").await }).await.unwrap().unwrap();
        assert_eq!((found.state.as_str(), found.password_hash.as_deref(), found.name.as_str()), ("active", Some("hash"), "山田 花子"));
        assert_eq!(store.read(|work| async move { work.all_staff().await }).await.unwrap().len(), 2);
    }

    async fn an_invitation_is_used_once_and_in_time_and_a_newer_one_replaces_it(database: TestDatabase) {
        let store = with_people(&database).await;
        let invitation = |token: u8| Invitation { staff_id: 1, token_hash: vec![token; 32], created_at: at(0), expires_at: at(100) };
        for invitation in &[invitation(1), invitation(2)] {
            store.write(|work| async move { work.put_invitation(invitation).await }).await.unwrap();
        }
        assert_eq!(store.read(|work| async move { work.live_invitation(&[1; 32], at(1)).await }).await.unwrap(), None);
        assert_eq!(store.read(|work| async move { work.live_invitation(&[2; 32], at(100)).await }).await.unwrap(), None);
        assert_eq!(store.read(|work| async move { work.live_invitation(&[2; 32], at(99)).await }).await.unwrap(), Some(invitation(2)));
        assert!(!store.write(|work| async move { work.use_invitation(&[2; 32], at(100)).await }).await.unwrap());
        assert!(store.write(|work| async move { work.use_invitation(&[2; 32], at(99)).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.use_invitation(&[2; 32], at(99)).await }).await.unwrap());
    }

    async fn a_role_is_one_per_insurer_and_goes_alone(database: TestDatabase) {
        let store = with_people(&database).await;
        let grant = |insurer_id, role: &str| Grant {
            insurer_id, staff_id: 1, role: role.to_owned(), is_deputy: false, granted_at: at(0), granted_by: "story".to_owned(),
        };
        for grant in &[grant(7, "viewer"), grant(8, "clerk"), grant(7, "manager")] {
            store.write(|work| async move { work.put_grant(grant).await }).await.unwrap();
        }
        let places = store.read(|work| async move { work.workplaces(1).await }).await.unwrap();
        let places: Vec<(&str, &str)> = places.iter().map(|place| (place.code.as_str(), place.role.as_str())).collect();
        assert_eq!(places, [("kaede", "clerk"), ("sakura", "manager")]);
        assert!(store.read(|work| async move { work.workplace(2, "sakura").await }).await.unwrap().is_none());
        assert!(store.write(|work| async move { work.remove_grant(7, 1).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.remove_grant(7, 1).await }).await.unwrap());
        assert!(store.read(|work| async move { work.workplace(1, "sakura").await }).await.unwrap().is_none());
        let colleagues = store.read(|work| async move { work.colleagues(8).await }).await.unwrap();
        assert_eq!((colleagues.len(), colleagues[0].email.as_str()), (1, "a@example.jp"));
    }

    async fn a_session_tells_whether_its_owner_has_a_factor_and_ends_with_its_owner(database: TestDatabase) {
        let store = with_people(&database).await;
        for session in &[session(1, 10), session(1, 11), session(2, 20)] {
            store.write(|work| async move { work.begin_staff_session(session).await }).await.unwrap();
        }
        let found = store.read(|work| async move { work.staff_session(&[10; 32]).await }).await.unwrap().unwrap();
        assert_eq!((found.staff_id, found.has_factor, found.factor_given_at), (1, false, None));
        let owner = Owner::Staff { id: 1 };
        store.write(|work| async move { work.put_totp_secret(owner, &[1], 0, at(0)).await }).await.unwrap();
        assert!(store.read(|work| async move { work.staff_session(&[10; 32]).await }).await.unwrap().unwrap().has_factor);
        assert!(!store.read(|work| async move { work.staff_session(&[20; 32]).await }).await.unwrap().unwrap().has_factor);
        assert!(!store.write(|work| async move { work.end_staff_session(2, 10).await }).await.unwrap(), "another's");
        assert_eq!(store.write(|work| async move { work.end_staff_sessions_but(1, Some(10)).await }).await.unwrap(), 1);
        assert!(store.write(|work| async move { work.disable_staff(1, at(5)).await }).await.unwrap());
        assert!(!store.write(|work| async move { work.disable_staff(1, at(6)).await }).await.unwrap());
        assert!(store.read(|work| async move { work.staff_session(&[10; 32]).await }).await.unwrap().is_none());
        store.write(|work| async move { work.see_staff_session(&[20; 32], at(60)).await }).await.unwrap();
        let sessions = store.read(|work| async move { work.sessions_of_staff(2).await }).await.unwrap();
        assert_eq!((sessions.len(), sessions[0].last_seen_at), (1, at(60)));
        let removed = store.write(|work| async move { work.remove_ended_staff_sessions(at(60), at(-1), at(0)).await }).await.unwrap();
        assert_eq!(removed, 1);
    }

    async fn what_is_given_once_more_is_noted_in_its_own_session(database: TestDatabase) {
        let store = with_people(&database).await;
        for session in &[session(1, 10), session(1, 11)] {
            store.write(|work| async move { work.begin_staff_session(session).await }).await.unwrap();
        }
        store.write(|work| async move {
            work.confirm_staff_session(1, 10, at(30)).await?;
            work.give_factor_in_staff_session(1, 10, at(40)).await?;
            // Somebody else's name for it is nobody's.
            work.confirm_staff_session(2, 11, at(30)).await?;
            work.give_factor_in_staff_session(2, 11, at(40)).await
        }).await.unwrap();
        let found = async |token: u8| {
            let found = store.read(|work| async move { work.staff_session(&[token; 32]).await }).await.unwrap().unwrap();
            (found.authenticated_at, found.factor_given_at)
        };
        assert_eq!(found(10).await, (at(30), Some(at(40))));
        assert_eq!(found(11).await, (at(0), None));
    }

    async fn a_password_hash_is_replaced_only_while_it_is_the_one_that_was_compared(database: TestDatabase) {
        let store = with_people(&database).await;
        let replace = async |from: &'static str, to: &'static str| {
            store.write(|work| async move { work.replace_staff_password_hash(1, from, to, Some(at(9))).await }).await.unwrap()
        };
        assert!(replace("hash", "newer").await);
        assert!(!replace("hash", "newest").await);
        store.write(|work| async move {
            work.note_staff_login(1, at(10)).await?;
            work.set_staff_operator(1, true).await
        }).await.unwrap();
        let found = store.read(|work| async move { work.staff_member(1).await }).await.unwrap().unwrap();
        assert_eq!((found.is_operator, found.last_login_at, found.password_changed_at), (true, Some(at(10)), Some(at(9))));
        store.write(|work| async move { work.invite_staff_anew(1).await }).await.unwrap();
        let found = store.read(|work| async move { work.staff_member(1).await }).await.unwrap().unwrap();
        assert_eq!((found.state.as_str(), found.password_hash), ("invited", None));
    }
}
