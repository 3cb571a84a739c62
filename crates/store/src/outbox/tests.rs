use jiff::Timestamp;
use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;

fn at(second: i64) -> At {
    At::from(Timestamp::from_second(1_795_000_000 + second).unwrap())
}

async fn open(database: &TestDatabase) -> Database {
    let store = Database::open(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    store
}

async fn queue(store: &Database, id: i64, expires_at: Option<At>) {
    let mail = &QueuedMail {
        id,
        insurer_id: None,
        account_id: None,
        mailing_id: None,
        kind: "test".to_owned(),
        recipient_domain: "example.jp".to_owned(),
        recipient_key: b"key".to_vec(),
        sealed: b"sealed".to_vec(),
        expires_at,
        due_at: at(0),
        created_at: at(0),
    };
    store.write(|work| async move { work.queue_mail(mail).await }).await.unwrap();
}

async fn claim(store: &Database, now: At, until: At, most: i64) -> Vec<i64> {
    let claimed = store.write(|work| async move { work.claim_mails(now, until, most).await }).await.unwrap();
    claimed.into_iter().map(|mail| mail.id).collect()
}

async fn finish(store: &Database, id: i64, end: MailEnd, when: At) {
    store.write(|work| async move { work.finish_mail(id, end, when, Some("why")).await }).await.unwrap();
}

async fn sealed(store: &Database, id: i64) -> Option<Vec<u8>> {
    let row =
        |work: Work| async move { crate::engine::fetch_one!(work, (Option<Vec<u8>>,), "SELECT sealed FROM outbox WHERE id = $1", id) };
    store.read(row).await.unwrap().0
}

async fn listed(store: &Database) -> Vec<ListedMail> {
    store.read(|work| async move { work.mails(None, None, false, 100).await }).await.unwrap()
}

on_both_engines! {
    async fn a_claimed_mail_is_nobody_elses_until_the_claim_runs_out(database: TestDatabase) {
        let store = open(&database).await;
        queue(&store, 1, None).await;
        let due = |now: At| {
            let store = store.clone();
            async move { store.read(|work| async move { work.mail_is_due(now).await }).await.unwrap() }
        };
        assert!(due(at(0)).await);
        assert_eq!(claim(&store, at(0), at(120), 8).await, [1]);
        assert!(claim(&store, at(119), at(240), 8).await.is_empty() && !due(at(119)).await && due(at(120)).await);
        assert_eq!(claim(&store, at(120), at(240), 8).await, [1]);
    }
}

on_both_engines! {
    async fn mails_that_somebody_waits_for_are_claimed_first(database: TestDatabase) {
        let store = open(&database).await;
        queue(&store, 1, None).await;
        queue(&store, 2, Some(at(600))).await;
        assert_eq!(claim(&store, at(0), at(120), 1).await, [2]);
        assert_eq!(claim(&store, at(0), at(120), 1).await, [1]);
    }
}

on_both_engines! {
    async fn a_postponed_mail_is_due_later_or_when_it_expires_or_when_the_relay_answers(database: TestDatabase) {
        let store = open(&database).await;
        queue(&store, 1, Some(at(600))).await;
        queue(&store, 2, None).await;
        let postpone = |id: i64, relay_failed: bool| {
            let store = store.clone();
            async move { store.write(|work| async move { work.postpone_mail(id, at(3600), relay_failed, "why").await }).await.unwrap() }
        };
        assert_eq!(claim(&store, at(0), at(120), 8).await.len(), 2);
        postpone(1, false).await;
        postpone(2, true).await;
        assert!(claim(&store, at(599), at(700), 8).await.is_empty());
        assert_eq!(claim(&store, at(600), at(700), 8).await, [1]);
        store.write(|work| async move { work.relay_answers(at(610)).await }).await.unwrap();
        assert_eq!(claim(&store, at(610), at(700), 8).await, [2]);
        let lines = listed(&store).await;
        assert!(lines.iter().all(|mail| mail.attempts == 1 && mail.last_error.as_deref() == Some("why")));
    }
}

on_both_engines! {
    async fn what_a_mail_says_is_wiped_when_it_ends_but_for_a_dead_letter_without_a_code(database: TestDatabase) {
        let store = open(&database).await;
        for id in 1..=3 {
            queue(&store, id, None).await;
        }
        queue(&store, 4, Some(at(600))).await;
        queue(&store, 5, None).await;
        finish(&store, 5, MailEnd::Stopped, at(1)).await;
        finish(&store, 1, MailEnd::Delivered, at(1)).await;
        finish(&store, 2, MailEnd::Expired, at(1)).await;
        finish(&store, 3, MailEnd::Failed, at(1)).await;
        finish(&store, 4, MailEnd::Failed, at(1)).await;
        for (id, kept) in [(1, false), (2, false), (3, true), (4, false), (5, true)] {
            assert_eq!(sealed(&store, id).await.is_some(), kept, "{id}");
        }
        let again = |id: Option<i64>| {
            let store = store.clone();
            async move { store.write(|work| async move { work.retry_mails(id, at(9)).await }).await.unwrap() }
        };
        assert_eq!(again(Some(1)).await, 0);
        assert_eq!(again(Some(3)).await, 1);
        assert_eq!(again(None).await, 2);
        assert_eq!(claim(&store, at(9), at(99), 8).await, [3, 5]);
    }
}

on_both_engines! {
    async fn a_mail_that_ended_does_not_end_again(database: TestDatabase) {
        let store = open(&database).await;
        queue(&store, 1, None).await;
        finish(&store, 1, MailEnd::Delivered, at(1)).await;
        finish(&store, 1, MailEnd::Failed, at(2)).await;
        store.write(|work| async move { work.postpone_mail(1, at(9), true, "why").await }).await.unwrap();
        let lines = listed(&store).await;
        assert_eq!((lines[0].state.as_str(), lines[0].attempts, lines[0].finished_at), ("delivered", 1, Some(at(1))));
    }
}

on_both_engines! {
    async fn mails_are_counted_and_forgotten_long_after_they_ended(database: TestDatabase) {
        let store = open(&database).await;
        queue(&store, 1, None).await;
        queue(&store, 2, None).await;
        finish(&store, 2, MailEnd::Failed, at(5)).await;
        let state = store.read(|work| async move { work.outbox_state().await }).await.unwrap();
        assert_eq!(state, OutboxState { waiting: 1, oldest: Some(at(0)) });
        let domains = store.read(|work| async move { work.mails_by_domain(at(0)).await }).await.unwrap();
        let expected = DomainMails { domain: "example.jp".to_owned(), queued: 1, delivered: 0, failed: 1, expired: 0, stopped: 0, bounced: 0 };
        assert_eq!(domains, [expected]);
        assert_eq!(store.write(|work| async move { work.forget_mails(at(5)).await }).await.unwrap(), 0);
        assert_eq!(store.write(|work| async move { work.forget_mails(at(6)).await }).await.unwrap(), 1);
        assert_eq!(listed(&store).await.len(), 1);
    }
}

on_both_engines! {
    async fn the_bell_rings_for_a_committed_mail_alone(database: TestDatabase) {
        let store = open(&database).await;
        let rings = |store: Database| async move {
            tokio::select! {
                biased;
                () = store.mail_was_queued() => true,
                () = std::future::ready(()) => false,
            }
        };
        let refused: Result<(), StoreError> = store
            .write(|work| async move {
                work.rings_outbox_bell.store(true, Ordering::Relaxed);
                Err(StoreError::UnitOutlived)
            })
            .await;
        assert!(refused.is_err() && !rings(store.clone()).await);
        queue(&store, 1, None).await;
        assert!(rings(store.clone()).await);
        assert!(!rings(store).await);
    }
}

on_both_engines! {
    async fn a_mail_that_is_withdrawn_was_never_there(database: TestDatabase) {
        let store = open(&database).await;
        for id in [1, 2] {
            queue(&store, id, None).await;
        }
        store.write(|work| async move { work.withdraw_mail(1).await }).await.unwrap();
        assert_eq!(listed(&store).await.iter().map(|mail| mail.id).collect::<Vec<_>>(), [2]);
    }
}
