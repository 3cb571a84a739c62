use std::os::unix::fs::PermissionsExt;

use madoguchi_store::At;
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::mail::{Mailer, operator::Retry, worker::CLAIM};

on_both_engines! {
    async fn a_mail_goes_from_the_outbox_to_the_relay_once(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await, DELIVERED);
        assert_eq!(run_once(&story).await, NOTHING);
        assert_eq!(sink.mail_to("ken@example.jp").await.code(), "123456");
        assert_eq!(sink.received().len(), 1);
        let line = &lines(&story).await[0];
        assert_eq!((line.state.as_str(), line.attempts, line.kind.as_str()), ("delivered", 1, "sign_up_code"));
        assert_eq!((line.insurer.as_deref(), line.domain.as_str()), (Some("sakura"), "example.jp"));
    }
}

on_both_engines! {
    async fn the_running_job_hands_over_what_is_committed_and_ends_when_told(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let mailer = Mailer::open(&story.portal.config).unwrap();
        let job = tokio::spawn(worker::run(story.portal.clone(), mailer, async { stopped.await.unwrap_or_default() }));
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        sink.mail_to("ken@example.jp").await;
        queue(&story, "aya@example.jp", &Letter::PasswordChanged).await;
        sink.mail_to("aya@example.jp").await;
        stop.send(()).unwrap();
        job.await.unwrap();
        queue(&story, "late@example.jp", &Letter::PasswordChanged).await;
        let waiting: Vec<_> = lines(&story).await.into_iter().filter(|line| line.state == "queued").collect();
        assert_eq!(waiting.len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_the_relay_closed_is_replaced() {
    let sink = Sink::start().await;
    let config = crate::config::Config { smtp_url: Some(sink.url()), ..Default::default() };
    let mailer = Mailer::open(&config).unwrap();
    let mail = super::wire::outgoing("ken@example.jp", "さくら");
    for _ in 0..2 {
        mailer.hand_over(1, &mail, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        sink.close().await;
        sink.open();
    }
    assert_eq!(sink.received().len(), 2);
}

on_both_engines! {
    async fn two_workers_deliver_each_mail_once(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        for number in 0..40 {
            queue(&story, &format!("member{number}@example.jp"), &Letter::PasswordChanged).await;
        }
        let mailer = || Mailer::open(&story.portal.config).unwrap();
        let (one, other) = (mailer(), mailer());
        let (one, other) = tokio::join!(worker::run_once(&story.portal, &one), worker::run_once(&story.portal, &other));
        run_once(&story).await;
        assert!(one.unwrap().delivered + other.unwrap().delivered > 0);
        let mut recipients: Vec<_> = sink.received().into_iter().flat_map(|mail| mail.to).collect();
        recipients.sort();
        recipients.dedup();
        assert_eq!((recipients.len(), sink.received().len()), (40, 40));
    }
}

on_both_engines! {
    async fn a_mail_whose_holder_was_killed_is_handed_over_when_the_claim_runs_out(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        let now = story.portal.clock.now();
        let claim = |work: Work| async move { work.claim_mails(At::from(now), At::from(now + CLAIM), 8).await };
        assert_eq!(story.portal.store.write(claim).await.unwrap().len(), 1);
        assert_eq!(run_once(&story).await, NOTHING);
        story.later(CLAIM);
        assert_eq!(run_once(&story).await, DELIVERED);
    }
}

on_both_engines! {
    async fn without_a_relay_a_mail_is_a_file_that_only_its_owner_reads(database: TestDatabase) {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("var/mail");
        let story = Story::begin_with(database, |config| config.mail_dir = folder.clone()).await;
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await, DELIVERED);
        let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
        let [file] = files.as_slice() else { panic!("one file: {files:?}") };
        assert!(file.extension().unwrap() == "eml");
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::read_to_string(file).unwrap().contains("To: ken@example.jp\r\n"));
    }
}

on_both_engines! {
    async fn a_test_mail_answers_what_the_relay_said(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let address = MailAddress::parse("operator@example.jp").unwrap();
        assert!(crate::mail::test(&story.portal, &address).await.unwrap().starts_with("250 "));
        assert!(sink.mail_to("operator@example.jp").await.subject().starts_with("けんぽの窓口"));
        sink.refuse_with("operator@example.jp", "550 5.7.1 not from you");
        let refused = crate::mail::test(&story.portal, &address).await.unwrap_err().to_string();
        assert!(refused.contains("not from you"), "{refused}");
    }
}

on_both_engines! {
    async fn an_operator_sends_a_dead_letter_again_and_the_trail_tells(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.refuse_with("ken@example.jp", "550 5.7.1 not from you");
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, FAILED);
        sink.behave();
        let id = lines(&story).await[0].id;
        assert_eq!(crate::mail::retry(&story.portal, Retry::One(id), "operator").await.unwrap(), 1);
        assert_eq!(run_once(&story).await, DELIVERED);
        assert_eq!(crate::mail::retry(&story.portal, Retry::All, "operator").await.unwrap(), 0);
        let counted = crate::mail::domains(&story.portal, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!((counted[0].domain.as_str(), counted[0].delivered), ("example.jp", 1));
    }
}
