use jiff::civil::date;
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    announcements::Announcement,
    outbox::{MailEnd, QueuedMail},
    testing::{INSURER, at, open_with_insurer},
};

const TODAY: Day = Day(date(2026, 11, 22));

async fn announce(store: &Database, id: i64, from: &str) {
    let notice = &Announcement {
        id,
        insurer_id: Some(INSURER),
        title: "お知らせ".to_owned(),
        body: "本文".to_owned(),
        audience: "symbols=11".to_owned(),
        essential: true,
        from_date: Day(from.parse().unwrap()),
        until_date: None,
        created_at: at(0),
        created_by: "story".to_owned(),
        removed_at: None,
    };
    let begin = |work: Work| async move {
        work.add_announcement(notice).await?;
        work.begin_mailing(id, at(id), "story").await
    };
    assert!(store.write(begin).await.unwrap());
}

async fn queue(store: &Database, id: i64, mailing_id: Option<i64>) {
    let mail = &QueuedMail {
        id,
        insurer_id: Some(INSURER),
        account_id: Some(id),
        mailing_id,
        kind: "announcement".to_owned(),
        recipient_domain: "example.jp".to_owned(),
        recipient_key: b"key".to_vec(),
        sealed: b"sealed".to_vec(),
        expires_at: None,
        due_at: at(id),
        created_at: at(0),
    };
    store.write(|work| async move { work.queue_mail(mail).await }).await.unwrap();
}

async fn due(store: &Database) -> Vec<DueMailing> {
    store.read(|work| async move { work.due_mailings(TODAY).await }).await.unwrap()
}

async fn progress(store: &Database, id: i64) -> Option<MailingProgress> {
    store.read(|work| async move { work.mailing_progress(id).await }).await.unwrap()
}

on_both_engines! {
    async fn a_mailing_begins_once_is_due_with_its_notice_and_ends(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        announce(&store, 1, "2026-11-22").await;
        announce(&store, 2, "2026-11-23").await;
        assert!(!store.write(|work| async move { work.begin_mailing(1, at(9), "another").await }).await.unwrap());
        let going = due(&store).await;
        assert_eq!((going.len(), going[0].announcement_id, going[0].audience.as_str()), (1, 1, "symbols=11"));
        assert_eq!((going[0].insurer_id, going[0].essential, going[0].until_date), (Some(INSURER), true, None));
        store.write(|work| async move { work.finish_mailing(1, at(10)).await }).await.unwrap();
        assert!(due(&store).await.is_empty());
        assert_eq!(progress(&store, 1).await.unwrap().finished_at, Some(at(10)));
        assert_eq!(progress(&store, 9).await, None);
    }

    async fn of_two_who_move_a_mailing_on_one_is_told_that_it_did_not(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        announce(&store, 1, "2026-11-22").await;
        let stood = &due(&store).await[0];
        let advance = |to: i64| store.write(move |work| async move { work.advance_mailing(stood, (INSURER, to), 3, 1).await });
        assert!(advance(50).await.unwrap());
        assert!(!advance(60).await.unwrap());
        let now = due(&store).await.remove(0);
        assert_eq!((now.position_insurer, now.position_person), (INSURER, 50));
        let progress = progress(&store, 1).await.unwrap();
        assert_eq!((progress.made, progress.unsubscribed), (3, 1));
    }

    async fn a_mailing_that_is_withdrawn_drops_what_waits_and_keeps_what_went(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        announce(&store, 1, "2026-11-22").await;
        for id in 1..=3 {
            queue(&store, id, Some(1)).await;
        }
        queue(&store, 4, None).await;
        store.write(|work| async move { work.finish_mail(1, MailEnd::Delivered, at(5), None).await }).await.unwrap();
        assert_eq!(store.read(|work| async move { work.waiting_of_mailing(1).await }).await.unwrap(), 2);
        store.write(|work| async move { work.withdraw_mailing(1, at(6)).await }).await.unwrap();
        let after = progress(&store, 1).await.unwrap();
        assert_eq!((after.queued, after.delivered, after.expired, after.finished_at), (0, 1, 2, Some(at(6))));
        let state = store.read(|work| async move { work.outbox_state().await }).await.unwrap();
        assert_eq!(state.waiting, 1, "another's mail");
    }

    async fn what_the_outbox_forgets_stays_counted(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        announce(&store, 1, "2026-11-22").await;
        for (id, end) in [(1, MailEnd::Delivered), (2, MailEnd::Delivered), (3, MailEnd::Failed), (4, MailEnd::Stopped), (5, MailEnd::Expired)] {
            queue(&store, id, Some(1)).await;
            store.write(|work| async move { work.finish_mail(id, end, at(id), None).await }).await.unwrap();
        }
        store.write(|work| async move { work.note_bounce(1, "hard", "5.1.1", at(9)).await }).await.unwrap();
        queue(&store, 6, Some(1)).await;
        let before = progress(&store, 1).await.unwrap();
        assert_eq!((before.queued, before.delivered, before.failed, before.expired, before.stopped, before.bounced), (1, 2, 1, 1, 1, 1));
        let from = crate::At::from(jiff::Timestamp::UNIX_EPOCH).timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
        let by_day = |store: Database| async move { store.read(|work| async move { work.mails_by_day(None, from).await }).await.unwrap() };
        let days = by_day(store.clone()).await;
        for second in [3, 3, 100] {
            store.write(move |work| async move { work.forget_mails(at(second)).await }).await.unwrap();
            assert_eq!(progress(&store, 1).await.unwrap(), before);
            assert_eq!(by_day(store.clone()).await, days);
        }
        assert_eq!(days.len(), 1);
        assert_eq!((days[0].queued, days[0].delivered, days[0].bounced), (1, 2, 1));
    }

    async fn a_domain_takes_mails_one_after_the_other(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let pace = |domain: &'static str, second: i64, milliseconds: i64| {
            let store = store.clone();
            async move { store.write(move |work| async move { work.pace_mails(domain, at(second), milliseconds).await }).await.unwrap() }
        };
        assert_eq!(pace("docomo.ne.jp", 0, 5_000).await, at(5));
        assert_eq!(pace("docomo.ne.jp", 1, 5_000).await, at(10), "after what it has to take already");
        assert_eq!(pace("example.jp", 1, 1_000).await, at(2));
        assert_eq!(pace("docomo.ne.jp", 60, 1_000).await, at(61));
    }

    async fn notices_to_many_are_claimed_after_everything_else(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        announce(&store, 1, "2026-11-22").await;
        queue(&store, 1, Some(1)).await;
        queue(&store, 2, None).await;
        let claim = |most: i64| {
            let store = store.clone();
            async move { store.write(move |work| async move { work.claim_mails(at(9), at(99), most).await }).await.unwrap() }
        };
        assert_eq!(claim(1).await[0].id, 2);
        assert_eq!(claim(8).await[0].id, 1);
    }

    async fn a_mail_is_not_claimed_before_it_is_due(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        announce(&store, 1, "2026-11-22").await;
        queue(&store, 5, Some(1)).await;
        let due = |second: i64| {
            let store = store.clone();
            async move { store.read(move |work| async move { work.mail_is_due(at(second)).await }).await.unwrap() }
        };
        assert!(!due(4).await && due(5).await);
    }
}
