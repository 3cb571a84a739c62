use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    outbox::QueuedMail,
    testing::{at, open},
};

const KEY: &[u8] = b"keyed hash";

async fn sent(store: &Database, ids: impl IntoIterator<Item = i64>) {
    for id in ids {
        let mail = &QueuedMail {
            id,
            insurer_id: Some(1),
            account_id: Some(2),
            mailing_id: None,
            kind: "test".to_owned(),
            recipient_domain: "example.jp".to_owned(),
            recipient_key: KEY.to_vec(),
            sealed: b"sealed".to_vec(),
            expires_at: None,
            due_at: at(0),
            created_at: at(0),
        };
        store.write(|work| async move { work.queue_mail(mail).await }).await.unwrap();
    }
}

async fn note(store: &Database, id: i64, bounce: &'static str, second: i64) -> bool {
    store.write(move |work| async move { work.note_bounce(id, bounce, "5.1.1", at(second)).await }).await.unwrap()
}

async fn softly(store: &Database, since: i64) -> i64 {
    store.read(move |work| async move { work.soft_bounces(KEY, at(since)).await }).await.unwrap()
}

async fn stop(store: &Database, bounce: &'static str, second: i64) -> bool {
    store.write(move |work| async move { work.stop_mail_to(KEY, bounce, "5.1.1", at(second)).await }).await.unwrap()
}

async fn stopped(store: &Database) -> Option<MailStop> {
    store.read(|work| async move { work.mail_stop(KEY).await }).await.unwrap()
}

async fn lift(store: &Database, second: i64) -> bool {
    store.write(move |work| async move { work.lift_mail_stop(KEY, at(second)).await }).await.unwrap()
}

/// A mail to an address, of an account or of nobody's.
async fn sent_to(store: &Database, id: i64, insurer_id: i64, account_id: Option<i64>, key: &[u8]) {
    let mail = &QueuedMail {
        id,
        insurer_id: Some(insurer_id),
        account_id,
        mailing_id: None,
        kind: "test".to_owned(),
        recipient_domain: "example.jp".to_owned(),
        recipient_key: key.to_vec(),
        sealed: b"sealed".to_vec(),
        expires_at: None,
        due_at: at(0),
        created_at: at(id),
    };
    store.write(|work| async move { work.queue_mail(mail).await }).await.unwrap();
}

on_both_engines! {
    async fn the_desk_sees_of_a_person_the_mails_of_the_account_and_those_to_the_address_that_are_nobody_elses(database: TestDatabase) {
        let store = open(&database).await;
        // A couple shares the address: the mails of her account are not his.
        for (id, insurer_id, account_id, key) in
            [(1, 7, Some(70), KEY), (2, 7, None, KEY), (3, 7, Some(71), KEY), (4, 8, Some(70), KEY), (5, 8, None, KEY), (6, 7, Some(70), b"old"), (7, 7, None, b"other")]
        {
            sent_to(&store, id, insurer_id, account_id, key).await;
        }
        let seen = async |account_id: i64, keys: [&'static [u8]; 3], most: i64| {
            let mails = store.read(|work| async move { work.mails_to_person(7, account_id, keys, most).await }).await.unwrap();
            mails.into_iter().map(|mail| mail.id).collect::<Vec<_>>()
        };
        assert_eq!(seen(70, [KEY, b"", b""], 9).await, [6, 2, 1], "the latest first");
        assert_eq!(seen(70, [KEY, b"", b""], 2).await, [6, 2]);
        assert_eq!(seen(0, [b"", KEY, b"other"], 9).await, [7, 2], "who has no account is known by address alone");
        assert_eq!(seen(0, [b"", b"", b""], 9).await, [0; 0]);
    }

    async fn a_mail_comes_back_once_and_only_a_hard_bounce_replaces_a_milder_one(database: TestDatabase) {
        let store = open(&database).await;
        sent(&store, [1]).await;
        assert!(!note(&store, 9, "hard", 1).await, "a mail that the outbox does not know");
        assert!(note(&store, 1, "soft", 1).await);
        assert!(!note(&store, 1, "soft", 2).await && !note(&store, 1, "policy", 2).await);
        assert!(note(&store, 1, "hard", 3).await);
        assert!(!note(&store, 1, "hard", 4).await && !note(&store, 1, "soft", 4).await);
        let mail = store.read(|work| async move { work.sent_mail(1).await }).await.unwrap().unwrap();
        let expected = SentMail {
            id: 1, insurer_id: Some(1), account_id: Some(2), recipient_key: KEY.to_vec(), bounce: Some("hard".to_owned()),
        };
        assert_eq!(mail, expected);
        let listed = store.read(|work| async move { work.mails(None, None, true, 9).await }).await.unwrap();
        assert_eq!((listed.len(), listed[0].bounce.as_deref(), listed[0].bounce_status.as_deref()), (1, Some("hard"), Some("5.1.1")));
        let counted = store.read(|work| async move { work.mails_by_domain(at(0)).await }).await.unwrap();
        assert_eq!((counted[0].queued, counted[0].bounced), (1, 1));
    }

    async fn soft_bounces_count_within_their_days_and_after_the_last_lift(database: TestDatabase) {
        let store = open(&database).await;
        sent(&store, 1..=4).await;
        note(&store, 1, "soft", 10).await;
        note(&store, 2, "soft", 20).await;
        note(&store, 3, "policy", 20).await;
        assert_eq!((softly(&store, 0).await, softly(&store, 11).await, softly(&store, 21).await), (2, 1, 0));
        assert!(stop(&store, "soft", 20).await && lift(&store, 20).await);
        assert_eq!(softly(&store, 0).await, 0);
        note(&store, 4, "soft", 30).await;
        assert_eq!(softly(&store, 0).await, 1);
    }

    async fn a_stop_holds_until_it_is_lifted_and_may_come_again(database: TestDatabase) {
        let store = open(&database).await;
        assert_eq!(stopped(&store).await, None);
        assert!(!lift(&store, 0).await);
        assert!(stop(&store, "soft", 1).await);
        assert!(!stop(&store, "hard", 2).await, "it is stopped already");
        assert_eq!(stopped(&store).await, Some(MailStop { bounce: "soft".to_owned(), status: "5.1.1".to_owned(), stopped_at: at(1) }));
        assert!(lift(&store, 3).await && !lift(&store, 4).await);
        assert_eq!(stopped(&store).await, None);
        assert!(stop(&store, "hard", 5).await);
        assert_eq!(stopped(&store).await.unwrap().stopped_at, at(5));
    }
}
