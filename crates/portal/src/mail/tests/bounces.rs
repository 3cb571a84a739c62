use base64::{Engine as _, engine::general_purpose::STANDARD};
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::mail::{
    bounces::{BounceError, NoReport, Noted, maildir::take_in_new, take_in},
    operator::Retry,
    reference,
    stops::{self, Actor},
};

const POSTFIX: &str = include_str!("../bounces/samples/postfix.eml");
const EXIM: &str = include_str!("../bounces/samples/exim.eml");
const EXCHANGE: &str = include_str!("../bounces/samples/exchange.eml");
const AU: &str = include_str!("../bounces/samples/au.eml");
const ABSENCE: &str = include_str!("../bounces/samples/absence.eml");

const UNKNOWN: &str = "550 5.1.1 no such mailbox";

/// A mail that the relay took: its reference, as the recipient's side reads it.
async fn delivered(story: &Story, sink: &Sink, address: &str) -> String {
    queue(story, address, &Letter::PasswordChanged).await;
    assert_eq!(run_once(story).await, DELIVERED);
    let smtp_form = MailAddress::parse(address).unwrap().smtp_form();
    let message_id = sink.mail_to(&smtp_form).await.header("Message-ID").unwrap();
    message_id.trim_matches(['<', '>']).split('@').next().unwrap().to_owned()
}

/// A sample about that mail.
fn written(sample: &str, reference: &str, address: &str, facts: &[(&str, &str)]) -> String {
    let smtp_form = MailAddress::parse(address).unwrap().smtp_form();
    let returned = format!("Message-ID: <{reference}@kenpo.example.jp>\r\nTo: {smtp_form}\r\n\r\ntext\r\n");
    let defaults = [("ACTION", "failed"), ("STATUS", "5.1.1"), ("SAID", UNKNOWN), ("SENTENCE", "The user(s) account is disabled.")];
    let own = [("REFERENCE", reference), ("ADDRESS", &*smtp_form), ("RETURNED_IN_BASE64", &*STANDARD.encode(returned))];
    let mut text = sample.replace('\n', "\r\n");
    for (name, value) in facts.iter().chain(&own).chain(&defaults) {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

async fn report(story: &Story, message: &str) -> Result<Option<Noted>, BounceError> {
    take_in(&story.portal, message.as_bytes(), &Actor::command("story")).await
}

async fn noted(story: &Story, message: &str) -> (&'static str, String, bool) {
    let noted = report(story, message).await.unwrap().unwrap();
    (noted.bounce, noted.status, noted.stopped)
}

async fn is_stopped(story: &Story, address: &str) -> bool {
    let key = &stops::key_of(&story.portal, &MailAddress::parse(address).unwrap());
    story.portal.store.read(|work| async move { work.mail_stop(key).await }).await.unwrap().is_some()
}

on_both_engines! {
    async fn a_hard_bounce_stops_what_the_service_sends_by_itself_but_not_a_code(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let reference = delivered(&story, &sink, "ken@example.jp").await;
        let message = written(POSTFIX, &reference, "ken@example.jp", &[]);
        assert_eq!(noted(&story, &message).await, ("hard", "5.1.1".to_owned(), true));
        let line = &lines(&story).await[0];
        assert_eq!((line.state.as_str(), line.bounce.as_deref()), ("delivered", Some("hard 5.1.1")));

        queue(&story, "KEN@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, STOPPED);
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await, DELIVERED);
        queue(&story, "ken@example.jp", &Letter::UserIdReminder { user_id: "ken".to_owned() }).await;
        assert_eq!(run_once(&story).await, DELIVERED);
        queue(&story, "aya@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, DELIVERED);
        let trail: Vec<(String, String)> = story.rows("SELECT actor, detail FROM audit_events WHERE action = 'mail.bounced'").await;
        assert_eq!(trail.len(), 1);
        assert!(trail[0].0 == "story" && trail[0].1.contains("5.1.1") && !trail[0].1.contains("ken@"));
    }

    async fn reports_of_exim_and_exchange_find_their_mail_and_their_status(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let reference = delivered(&story, &sink, "ken@example.jp").await;
        let exim = written(EXIM, &reference, "ken@example.jp", &[("SAID", "552 5.2.2 mailbox full")]);
        assert_eq!(noted(&story, &exim).await, ("soft", "5.2.2".to_owned(), false), "the diagnosis says more than 5.0.0");
        let reference = delivered(&story, &sink, "aya@example.jp").await;
        let said = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found";
        let exchange = written(EXCHANGE, &reference, "aya@example.jp", &[("STATUS", "5.1.10"), ("SAID", said)]);
        assert_eq!(noted(&story, &exchange).await, ("hard", "5.1.10".to_owned(), true), "it was sent on, and names where from");
        let reference = delivered(&story, &sink, "jun@example.jp").await;
        let only_in_the_part = written(EXCHANGE, &reference, "jun@example.jp", &[]).replacen(&reference, "x", 2);
        assert_eq!(noted(&story, &only_in_the_part).await.0, "hard", "its mail is found in a part that is encoded");
    }

    async fn carriers_are_read_as_they_write(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let docomo = "k..131@docomo.ne.jp";
        let said = "host mfsmax.docomo.ne.jp[203.0.113.9] said: 550 Unknown user k..131@docomo.ne.jp (in reply to end of DATA command)";
        let reference = delivered(&story, &sink, docomo).await;
        let quoted = written(POSTFIX, &reference, docomo, &[("STATUS", "5.0.0"), ("SAID", said)]);
        let bare = quoted.replace("\"k..131\"@", "k..131@");
        assert_eq!(noted(&story, &bare).await, ("hard", "5.0.0".to_owned(), true));
        assert!(!report(&story, &quoted).await.unwrap().unwrap().new);

        let au = [
            ("ken@ezweb.ne.jp", "The user(s) account is disabled.", ("hard", "5.2.1", true)),
            ("au.19.@ezweb.ne.jp", "The user(s) account is temporarily over quota.", ("soft", "4.2.2", false)),
            ("jun@ezweb.ne.jp", "Each of the following recipients was rejected by a remote\r\nmail server.", ("hard", "5.1.1", true)),
        ];
        for (address, sentence, (bounce, status, stopped)) in au {
            let reference = delivered(&story, &sink, address).await;
            let message = written(AU, &reference, address, &[("SENTENCE", sentence), ("SAID", "")]);
            assert_eq!(noted(&story, &message).await, (bounce, status.to_owned(), stopped), "{sentence}");
        }
        let reference = delivered(&story, &sink, "new@au.com").await;
        let unknown = written(AU, &reference, "new@au.com", &[("SENTENCE", "Something that nobody has documented.")]);
        assert!(matches!(report(&story, &unknown).await, Err(BounceError::NoReport(NoReport::AnotherMail))));
    }

    async fn five_soft_bounces_in_fourteen_days_stop_an_address_and_four_do_not(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let full = async |address: &str| {
            let reference = delivered(&story, &sink, address).await;
            noted(&story, &written(POSTFIX, &reference, address, &[("STATUS", "5.2.2"), ("SAID", "552 5.2.2 full")])).await.2
        };
        for _ in 0..4 {
            assert!(!full("ken@example.jp").await);
            assert!(!full("aya@example.jp").await);
        }
        assert!(full("ken@example.jp").await);
        story.later(SignedDuration::from_hours(15 * 24));
        assert!(!full("aya@example.jp").await, "the four are too long ago");
        assert!(is_stopped(&story, "ken@example.jp").await && !is_stopped(&story, "aya@example.jp").await);
    }

    async fn who_does_not_want_us_says_nothing_about_the_mailbox(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        for _ in 0..6 {
            let reference = delivered(&story, &sink, "ken@example.jp").await;
            let message = written(POSTFIX, &reference, "ken@example.jp", &[("STATUS", "5.7.26"), ("SAID", "550 5.7.26 DMARC")]);
            assert_eq!(noted(&story, &message).await, ("policy", "5.7.26".to_owned(), false));
        }
    }

    async fn answers_and_reports_of_others_are_refused_and_change_nothing(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let reference = &delivered(&story, &sink, "ken@example.jp").await;
        let forged = &format!("{}.0123456789abcdef", reference.split('.').next().unwrap());
        let forgotten = &reference::of(&story.portal, 1);
        let report_of = |reference: &str, address: &str| written(POSTFIX, reference, address, &[]);
        let refusals = [
            (written(ABSENCE, reference, "ken@example.jp", &[]), "automatic answer"),
            (written(ABSENCE, reference, "ken@example.jp", &[]).replace("Auto-Submitted", "X-A").replace("Precedence", "X-P"), "no delivery report"),
            (report_of(forged, "ken@example.jp"), "no mail that this outbox remembers"),
            (report_of(forgotten, "ken@example.jp"), "no mail that this outbox remembers"),
            (report_of(reference, "victim@example.jp"), "another recipient"),
            (report_of(reference, "ken@example.jp").replace("Final-Recipient", "X-Final"), "names no recipient"),
            (report_of(reference, "ken@example.jp").replace("5.1.1", "unknown"), "names no recipient"),
            (String::new(), "no mail"),
        ];
        for (message, why) in refusals {
            let refused = report(&story, &message).await.unwrap_err().to_string();
            assert!(refused.contains(why), "{refused}");
        }
        for action in ["delayed", "relayed", "delivered"] {
            let late = written(POSTFIX, reference, "ken@example.jp", &[("ACTION", action), ("STATUS", "4.4.1")]);
            assert_eq!(report(&story, &late).await.unwrap(), None, "{action}");
        }
        assert!(!is_stopped(&story, "ken@example.jp").await && !is_stopped(&story, "victim@example.jp").await);
        assert_eq!(lines(&story).await[0].bounce, None);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'mail.bounced'").await, 0);
    }

    async fn no_message_however_broken_ends_the_reader(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let reference = delivered(&story, &sink, "ken@example.jp").await;
        for sample in [POSTFIX, EXIM, EXCHANGE, AU] {
            let whole = written(sample, &reference, "someone.else@example.jp", &[]).into_bytes();
            for end in (0..whole.len()).step_by(7) {
                let outcome = take_in(&story.portal, &whole[..end], &Actor::command("story")).await;
                assert!(!matches!(outcome, Ok(Some(_))), "cut at {end}");
            }
        }
    }

    async fn with_a_bounce_address_the_reference_stands_in_the_envelope(database: TestDatabase) {
        let sink = Sink::start().await;
        let url = sink.url();
        let story = Story::begin_with(database, |config| {
            config.smtp_url = Some(url);
            config.mail_from = "no-reply@kenpo.example.jp".to_owned();
            config.bounce_address = Some("bounce@kenpo.example.jp".to_owned());
        })
        .await;
        let reference = delivered(&story, &sink, "ken@ezweb.ne.jp").await;
        let mail = sink.mail_to("ken@ezweb.ne.jp").await;
        assert_eq!(mail.from, format!("bounce+{reference}@kenpo.example.jp"));
        assert_eq!(mail.header("From").unwrap(), "さくら健康保険組合 <no-reply@kenpo.example.jp>");
        let returned_to_it = written(AU, "x", "ken@ezweb.ne.jp", &[]).replace("To: no-reply@kenpo", &format!("To: bounce+{reference}@kenpo"));
        assert_eq!(noted(&story, &returned_to_it).await.0, "hard");
    }

    async fn a_relay_that_knows_at_once_stops_the_address_until_it_is_lifted(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        sink.refuse_with("ken@example.jp", UNKNOWN);
        queue(&story, "ken@example.jp", &Letter::PasswordChanged).await;
        assert_eq!(run_once(&story).await, FAILED);
        sink.behave();
        let line = lines(&story).await.remove(0);
        assert_eq!((line.state.as_str(), line.bounce.as_deref()), ("failed", Some("hard 5.1.1")));
        let retry = async || {
            crate::mail::retry(&story.portal, Retry::One(line.id), "operator").await.unwrap();
            run_once(&story).await
        };
        assert_eq!(retry().await, STOPPED);
        let (portal, by, now) = (&story.portal, &Actor::command("operator"), story.portal.clock.now());
        let lift = |work: Work| async move {
            let mail = work.sent_mail(line.id).await?.unwrap();
            stops::lift_of_mail(portal, &work, &mail, by, now).await
        };
        assert!(portal.store.write(lift).await.unwrap() && !portal.store.write(lift).await.unwrap());
        assert_eq!(retry().await, DELIVERED);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'mail.stop_lifted'").await, 1);
    }

    async fn a_maildir_is_taken_in_once_and_what_was_refused_is_flagged(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let reference = delivered(&story, &sink, "ken@example.jp").await;
        let directory = tempfile::tempdir().unwrap();
        let maildir = directory.path();
        let take = async || take_in_new(&story.portal, maildir, &Actor::command("story")).await;
        assert!(take().await.unwrap_err().to_string().contains("new and cur"));
        for folder in ["new", "cur", "tmp"] {
            std::fs::create_dir(maildir.join(folder)).unwrap();
        }
        let put = |name: &str, message: String| std::fs::write(maildir.join("new").join(name), message).unwrap();
        put("1.report", written(POSTFIX, &reference, "ken@example.jp", &[]));
        put("2.absence", written(ABSENCE, &reference, "ken@example.jp", &[]));
        put("3.again", written(EXIM, &reference, "ken@example.jp", &[]));
        let taken = take().await.unwrap();
        let stopped = |noted: &Option<Noted>| noted.as_ref().map(|noted| (noted.new, noted.stopped));
        let outcomes: Vec<_> = taken.iter().map(|one| (one.file.as_str(), stopped(&one.noted), one.refused.is_some())).collect();
        assert_eq!(outcomes, [("1.report", Some((true, true)), false), ("2.absence", None, true), ("3.again", Some((false, false)), false)]);
        for name in ["1.report:2,S", "2.absence:2,FS", "3.again:2,S"] {
            assert!(maildir.join("cur").join(name).exists(), "{name}");
        }
        assert!(take().await.unwrap().is_empty());
    }
}
