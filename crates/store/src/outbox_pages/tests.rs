use madoguchi_testkit::on_both_engines;

use super::OutboxLine;
use crate::{
    Work,
    outbox::{MailEnd, QueuedMail},
    testing::{add_insurer, at, open},
};

on_both_engines! {
    async fn mails_of_a_state_are_paged_and_say_whether_they_can_be_tried_again(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        let mail = |id: i64, has_code: bool| QueuedMail {
            id,
            insurer_id: Some(7),
            account_id: None,
            mailing_id: None,
            kind: "sign_up_code".to_owned(),
            recipient_domain: "example.jp".to_owned(),
            recipient_key: vec![1],
            sealed: vec![1],
            expires_at: has_code.then(|| at(600)),
            created_at: at(id / 2),
            due_at: at(id / 2),
        };
        let ends = [(mail(2, false), None), (mail(3, true), Some(MailEnd::Failed)), (mail(4, false), Some(MailEnd::Failed)),
            (mail(5, false), Some(MailEnd::Failed)), (mail(6, false), Some(MailEnd::Delivered))];
        for (mail, end) in &ends {
            let put = |work: Work| async move {
                work.queue_mail(mail).await?;
                match end {
                    Some(end) => work.finish_mail(mail.id, *end, at(20 + mail.id), None).await,
                    None => work.postpone_mail(mail.id, at(30), true, "the relay does not answer").await,
                }
            };
            store.write(put).await.unwrap();
        }
        let read = |work: Work| async move {
            let first = work.outbox_page("failed", (at(i32::MAX.into()), i64::MAX), 2).await?;
            let next = work.outbox_page("failed", (at(2), 4), 2).await?;
            Ok((first, next, work.outbox_counts().await?))
        };
        let (first, next, counts) = store.read(read).await.unwrap();
        let told = |lines: &[OutboxLine]| lines.iter().map(|line| (line.id, line.can_retry)).collect::<Vec<_>>();
        assert_eq!((told(&first), told(&next)), (vec![(5, true), (4, true)], vec![(3, false)]));
        assert_eq!((counts.queued, counts.failed, counts.expired, counts.stopped, counts.relay_failed), (1, 3, 0, 0, 1));
        assert_eq!((counts.last_delivered_at, first[0].insurer_code.as_deref()), (Some(at(26)), Some("sakura")));
    }
}
