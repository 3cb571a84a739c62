use jiff::SignedDuration;
use madoguchi_testkit::{on_both_engines, smtp::Offer};

use super::*;
use crate::mail::{TroubleKind, worker::GIVE_UP_AFTER};

on_both_engines! {
    async fn a_busy_relay_delays_a_mail(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.answer_busy(1);
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        assert_eq!(run_once(&story).await, NOTHING);
        assert_eq!(lines(&story).await[0].last_error.as_deref(), Some("451 4.3.0"));
        story.later(SignedDuration::from_secs(30));
        assert_eq!(run_once(&story).await, DELIVERED);
        assert_eq!(sink.received().len(), 1);
    }
}

on_both_engines! {
    async fn a_relay_that_closes_at_once_gets_the_mail_later(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.close_service(1);
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        assert_eq!(lines(&story).await[0].last_error.as_deref(), Some("421 4.3.2"));
        story.later(SignedDuration::from_secs(30));
        assert_eq!(run_once(&story).await, DELIVERED);
        assert_eq!(sink.received().len(), 1);
    }
}

#[tokio::test]
async fn a_relay_that_closes_a_kept_connection_gets_the_mail_over_a_new_one_at_once() {
    let sink = Sink::start().await;
    let config = crate::config::Config { smtp_url: Some(sink.url()), ..Default::default() };
    let mailer = Mailer::open(&config).unwrap();
    let hand_over = async |id| mailer.hand_over(id, &super::wire::outgoing("ken@example.jp", "さくら"), jiff::Timestamp::UNIX_EPOCH).await;
    hand_over(1).await.unwrap();
    sink.close_service(1);
    hand_over(2).await.unwrap();
    assert_eq!(sink.received().len(), 2);
    sink.close_service(2);
    let trouble = hand_over(3).await.unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.summary.as_str()),
        (TroubleKind::Busy, "421 4.3.2"),
        "a new connection that is closed too is no refusal"
    );
    assert_eq!(sink.received().len(), 2);
}

on_both_engines! {
    async fn a_mailbox_that_does_not_exist_is_listed_without_its_address(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.refuse_with("nobody.here@example.jp", "550 5.1.1 <nobody.here@example.jp> unknown");
        queue(&story, "nobody.here@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, FAILED);
        let line = &lines(&story).await[0];
        assert_eq!((line.state.as_str(), line.last_error.as_deref()), ("failed", Some("550 5.1.1")));
        assert!(!format!("{line:?}").contains("nobody"));
    }
}

on_both_engines! {
    async fn a_connection_that_is_cut_loses_nothing(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.hang_up(1);
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        story.later(SignedDuration::from_secs(5));
        assert_eq!(run_once(&story).await, DELIVERED);
    }
}

on_both_engines! {
    async fn a_relay_that_was_down_gets_everything_at_its_first_answer(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.close().await;
        for number in 0..10 {
            queue(&story, &format!("member{number}@example.jp"), &Letter::PasswordChanged).await;
        }
        assert_eq!(run_once(&story).await.postponed, 10);
        story.later(SignedDuration::from_secs(30));
        assert_eq!(run_once(&story).await.postponed, 10);
        assert!(lines(&story).await.iter().all(|line| line.state == "queued" && line.attempts == 2));
        sink.open();
        queue(&story, "now@example.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await.delivered, 11);
        assert_eq!(sink.received().len(), 11);
    }
}

on_both_engines! {
    async fn a_code_that_ran_out_is_dropped_and_listed(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.close().await;
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        sink.open();
        story.later(SignedDuration::from_mins(10));
        assert_eq!(run_once(&story).await, EXPIRED);
        let line = &lines(&story).await[0];
        assert_eq!((line.state.as_str(), line.attempts), ("expired", 1));
        assert!(sink.received().is_empty());
    }
}

on_both_engines! {
    async fn after_three_days_a_mail_is_a_dead_letter(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.close().await;
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        let mut tries = 0;
        for _ in 0..GIVE_UP_AFTER.as_hours() {
            tries += run_once(&story).await.postponed;
            story.later(SignedDuration::from_hours(1));
        }
        assert_eq!(lines(&story).await[0].state, "queued");
        story.later(SignedDuration::from_hours(6));
        assert_eq!(run_once(&story).await, FAILED);
        assert_eq!(lines(&story).await[0].state, "failed");
        assert!((10..20).contains(&tries), "{tries}");
    }
}

on_both_engines! {
    async fn a_wrong_password_of_the_relay_makes_no_dead_letters(database: TestDatabase) {
        let login = Some(("relay".to_owned(), "secret".to_owned()));
        let sink = Sink::offering(Offer { login, ..Offer::default() }).await;
        let wrong = sink.url().replace("secret", "wrong");
        let story = Story::begin_with(database, |config| config.smtp_url = Some(wrong)).await;
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        assert_eq!(lines(&story).await[0].last_error.as_deref(), Some("535 5.7.8"));
    }
}

on_both_engines! {
    async fn where_tls_is_required_nothing_is_sent_without_it(database: TestDatabase) {
        let sink = Sink::start().await;
        let url = format!("{}?tls=required", sink.url());
        let story = Story::begin_with(database, |config| config.smtp_url = Some(url)).await;
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        assert!(lines(&story).await[0].last_error.as_deref().unwrap().contains("STARTTLS"));
        assert!(sink.received().is_empty());
    }
}

on_both_engines! {
    async fn a_certificate_that_nobody_vouches_for_is_refused_and_a_known_one_encrypts(database: TestDatabase) {
        let login = Some(("relay".to_owned(), "secret".to_owned()));
        let sink = Sink::offering(Offer { starttls: true, login, ..Offer::default() }).await;
        let directory = tempfile::tempdir().unwrap();
        let ca = directory.path().join("ca.pem");
        std::fs::write(&ca, sink.certificate()).unwrap();
        let unknown = format!("{}?tls=required", sink.url());
        let story = Story::begin_with(database, |config| config.smtp_url = Some(unknown.clone())).await;
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        assert!(sink.received().is_empty());
        let known = crate::config::Config { smtp_url: Some(format!("{unknown}&ca={}", ca.display())), ..story.portal.config.clone() };
        let mailer = Mailer::open(&known).unwrap();
        story.later(SignedDuration::from_secs(30));
        assert_eq!(worker::run_once(&story.portal, &mailer).await.unwrap(), DELIVERED);
        assert!(sink.received()[0].encrypted);
    }
}

on_both_engines! {
    async fn smtps_is_tls_from_the_first_byte_under_a_known_certificate_only(database: TestDatabase) {
        let login = Some(("relay".to_owned(), "secret".to_owned()));
        let sink = Sink::offering(Offer { wrapped: true, login, ..Offer::default() }).await;
        let directory = tempfile::tempdir().unwrap();
        let ca = directory.path().join("ca.pem");
        std::fs::write(&ca, sink.certificate()).unwrap();
        let unknown = sink.url();
        assert!(unknown.starts_with("smtps://relay:secret@127.0.0.1:"));
        let story = Story::begin_with(database, |config| config.smtp_url = Some(unknown.clone())).await;
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, POSTPONED);
        assert!(sink.received().is_empty());
        let known = crate::config::Config { smtp_url: Some(format!("{unknown}?ca={}", ca.display())), ..story.portal.config.clone() };
        let mailer = Mailer::open(&known).unwrap();
        story.later(SignedDuration::from_secs(30));
        assert_eq!(worker::run_once(&story.portal, &mailer).await.unwrap(), DELIVERED);
        assert!(sink.received()[0].encrypted);
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_no_refusal() {
    let sink = Sink::start().await;
    sink.close().await;
    let config = crate::config::Config { smtp_url: Some(sink.url()), ..Default::default() };
    let mailer = Mailer::open(&config).unwrap();
    let mail = super::wire::outgoing("ken@example.jp", "さくら");
    let trouble = mailer.hand_over(1, &mail, jiff::Timestamp::UNIX_EPOCH).await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Unreachable);
}

#[tokio::test]
async fn whether_mail_can_leave_is_told_without_sending_any() {
    let login = Some(("relay".to_owned(), "secret".to_owned()));
    let sink = Sink::offering(Offer { login, ..Offer::default() }).await;
    let reach = |url: String| async move {
        let config = crate::config::Config { smtp_url: Some(url), ..Default::default() };
        Mailer::open(&config).unwrap().reach().await
    };
    assert!(reach(sink.url()).await.is_ok());
    assert!(reach(sink.url().replace("secret", "wrong")).await.unwrap_err().answer.contains("535"));
    let directory = tempfile::tempdir().unwrap();
    let folder = |path: &str| crate::config::Config { mail_dir: directory.path().join(path), ..Default::default() };
    assert!(Mailer::open(&folder("mail")).unwrap().reach().await.is_ok());
    std::fs::write(directory.path().join("file"), b"").unwrap();
    assert!(Mailer::open(&folder("file/mail")).unwrap().reach().await.is_err());
    assert!(sink.received().is_empty());
}
