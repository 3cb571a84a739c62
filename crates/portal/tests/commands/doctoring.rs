//! `madoguchi doctor`: each thing that can be wrong, found and told with what to do.

use std::{os::unix::fs::PermissionsExt, path::Path};

use jiff::{SignedDuration, Timestamp, civil::Date};
use madoguchi_portal::clock::Clock;
use madoguchi_store::{At, Work, audit::AuditEvent, outbox::QueuedMail};
use madoguchi_testkit::{Engine, on_both_engines};
use serde_json::Value;
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::machine::{Machine, certificate};

/// How something stands: the state, what was found, the remedy.
async fn found(machine: &Machine, about: &str) -> (String, String, String) {
    let outcome = machine.run(&["doctor", "--json"]).await;
    let findings: Value = serde_json::from_str(&outcome.printed).unwrap();
    let finding = findings.as_array().unwrap().iter().find(|finding| finding["about"] == about);
    let finding = finding.unwrap_or_else(|| panic!("nothing about {about}: {findings}"));
    let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let is_wrong = findings.as_array().unwrap().iter().any(|finding| finding["state"] == "wrong");
    assert_eq!(outcome.status, i32::from(is_wrong), "{findings}");
    assert!(text("state") == "good" || !text("remedy").is_empty(), "a finding says what to do: {finding}");
    (text("state"), text("found"), text("remedy"))
}

/// The finding is in this state, says this and tells to do that.
async fn assert_found(machine: &Machine, about: &str, state: &str, says: &str, remedy: &str) {
    let (is, found, told) = found(machine, about).await;
    assert_eq!(is, state, "{about}: {found}");
    assert!(found.contains(says) && told.contains(remedy), "{about}: {found} -> {told}");
}

/// The machine's clock: the doctor has no other.
fn now() -> Timestamp {
    Clock::system().now()
}

/// A certificate for localhost that is valid between these days.
fn certificate_between(folder: &Path, from: Date, until: Date) {
    let ymd = |day: Date| rcgen::date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs());
    let mut terms = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    (terms.not_before, terms.not_after) = (ymd(from), ymd(until));
    let key = rcgen::KeyPair::generate().unwrap();
    std::fs::write(folder.join("cert.pem"), terms.self_signed(&key).unwrap().pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
}

#[tokio::test]
async fn a_secret_that_is_missing_open_to_others_invented_or_anothers_is_found() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    assert_found(&machine, "secret", "good", "readable by its owner only", "").await;
    let (file, own) = (machine.secret(), std::fs::read(machine.secret()).unwrap());
    let put = |text: &[u8], mode: u32| {
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    put(&own, 0o644);
    assert_found(&machine, "secret", "wrong", "others may read it (mode 0644)", "chmod 600").await;
    for no_secret in [&b"changeme"[..], b"", &[0xFF; 43]] {
        put(no_secret, 0o600);
        assert_found(&machine, "secret", "wrong", "this is no secret", "Put back the one from your backup").await;
    }
    let other = Machine::set_up(Engine::Sqlite.fresh().await).await;
    put(&std::fs::read(other.secret()).unwrap(), 0o600);
    assert_found(&machine, "secret", "wrong", "set up with another secret", "Put back the secret that belongs to this database").await;
    std::fs::remove_file(&file).unwrap();
    assert_found(&machine, "secret", "wrong", "there is no such file", "madoguchi migrate").await;
    put(&own, 0o600);
    assert_found(&machine, "secret", "good", "", "").await;
}

on_both_engines! {
    async fn a_clock_that_is_behind_what_was_recorded_is_found(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        assert_found(&machine, "clock", "good", "", "").await;
        let event = &AuditEvent {
            id: 1,
            at: At::from(now() + SignedDuration::from_hours(1)),
            insurer_id: None,
            actor_kind: "story".to_owned(),
            actor: "story".to_owned(),
            action: "story.of_tomorrow".to_owned(),
            subject: "service".to_owned(),
            detail: "{}".to_owned(),
        };
        machine.store().await.write(|work: Work| async move { work.record(event).await }).await.unwrap();
        assert_found(&machine, "clock", "wrong", "but the trail has an event of", "Set the machine's clock").await;
    }

    async fn mails_that_wait_for_long_and_terms_and_insurers_that_are_not_there_are_found(database: TestDatabase) {
        let machine = Machine::with(database);
        machine.done(&["migrate"]).await;
        assert_found(&machine, "insurers", "warning", "there is none", "madoguchi insurer add").await;
        machine.done(&["insurer", "add", "--code", "sakura", "--name", "さくら健康保険組合"]).await;
        assert_found(&machine, "insurers", "good", "1, with version 1 of the terms in force", "").await;
        let store = machine.store().await;
        let (long_ago, at) = (At::from(now() - SignedDuration::from_mins(11)), At::from(now()));
        let mail = |id, created_at| QueuedMail {
            id,
            insurer_id: None,
            account_id: None,
            mailing_id: None,
            kind: "test".to_owned(),
            recipient_domain: "example.jp".to_owned(),
            recipient_key: b"key".to_vec(),
            sealed: b"sealed".to_vec(),
            expires_at: None,
            due_at: created_at,
            created_at,
        };
        let fresh = &mail(1, at);
        store.write(|work: Work| async move { work.queue_mail(fresh).await }).await.unwrap();
        assert_found(&machine, "outbox", "good", "1 mails wait", "").await;
        let late = &mail(2, long_ago);
        store.write(|work: Work| async move { work.queue_mail(late).await }).await.unwrap();
        assert_found(&machine, "outbox", "warning", "2 mails wait, the oldest for 11 minutes", "madoguchi mail list").await;
    }
}

#[tokio::test]
async fn a_certificate_that_is_missing_ended_ends_soon_or_is_not_valid_yet_is_found() {
    let mut machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let (folder, today) = (machine.path(""), Clock::system().today());
    let days = |count: i64| today.checked_add(SignedDuration::from_hours(24 * count)).unwrap();
    assert_found(&machine, "tls", "good", "plain http on loopback", "").await;
    machine.set("MADOGUCHI_BASE_URL", "https://localhost");
    assert_found(&machine, "tls", "good", "a proxy ends TLS", "").await;
    assert_found(&machine, "trusted_proxies", "warning", "none is trusted", "Set trusted_proxies").await;
    machine.set("MADOGUCHI_TLS_CERT", "cert.pem");
    machine.set("MADOGUCHI_TLS_KEY", "key.pem");
    assert_found(&machine, "tls", "wrong", "cert.pem", "PEM files").await;
    for (from, until, state, says, remedy) in [
        (-30, 60, "good", "own certificate, which ends on", ""),
        (-80, 10, "warning", "in 9 days", "SIGHUP"),
        (-80, -2, "wrong", "browsers refuse it", "Renew it"),
        (3, 90, "wrong", "counts from", "Check the machine's clock"),
    ] {
        certificate_between(&folder, days(from), days(until));
        assert_found(&machine, "tls", state, says, remedy).await;
    }
    std::fs::write(machine.path("key.pem"), rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
    assert_found(&machine, "tls", "wrong", "do not go together", "Check tls_cert and tls_key").await;
    certificate(&folder);
    assert_found(&machine, "tls", "good", "ends on 4096", "").await;
}

#[tokio::test]
async fn somebody_else_at_the_address_of_the_operators_machines_is_not_taken_for_nobody() {
    let mut machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let stranger = TcpListener::bind("127.0.0.1:0").await.unwrap();
    machine.set("MADOGUCHI_ADMIN_LISTEN", &stranger.local_addr().unwrap().to_string());
    let answers = tokio::spawn(async move {
        loop {
            let (mut stream, _) = stranger.accept().await.unwrap();
            stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n<h1>It works!</h1>").await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    assert_found(&machine, "server", "warning", "does not answer as this program's server does", "Set admin_listen").await;
    answers.abort();
    assert!(answers.await.unwrap_err().is_cancelled());
    assert_found(&machine, "server", "good", "none answers", "").await;
}
