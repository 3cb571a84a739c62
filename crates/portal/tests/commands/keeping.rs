//! Keeping an installation: mail, backups, the doctor.

use std::os::unix::fs::MetadataExt;

use madoguchi_testkit::{Engine, on_both_engines, smtp::Sink};
use serde_json::{Value, json};

use crate::machine::Machine;

/// The finding about one thing.
fn about<'a>(findings: &'a Value, name: &str) -> &'a Value {
    findings
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["about"] == name)
        .unwrap_or_else(|| panic!("nothing about {name}: {findings}"))
}

async fn doctor(machine: &Machine) -> (i32, Value) {
    let outcome = machine.run(&["doctor", "--json"]).await;
    (outcome.status, serde_json::from_str(&outcome.printed).unwrap())
}

on_both_engines! {
    async fn a_test_mail_goes_to_the_relay_and_says_what_it_answered(database: TestDatabase) {
        let mut machine = Machine::set_up(database).await;
        let sink = Sink::start().await;
        machine.set("MADOGUCHI_SMTP_URL", &sink.url());
        machine.set("MADOGUCHI_MAIL_FROM", "no-reply@example.jp");
        machine.done(&["mail", "test", "operator@example.jp"]).await;
        sink.mail_to("operator@example.jp").await;
        assert_eq!(machine.report(&["mail", "list"]).await, json!([]));
        assert_eq!(machine.report(&["mail", "list", "--domains"]).await, json!([]));
        assert_eq!(machine.run(&["mail", "retry", "1"]).await.status, 1);
        assert_eq!(machine.run(&["mail", "retry"]).await.status, 2);
        assert_eq!(machine.run(&["mail", "test", "nobody"]).await.status, 2);
    }
}

const LATE: &str = "From: MAILER-DAEMON@example.jp\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
    --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.jp\n\n\
    Final-Recipient: rfc822; ken@example.jp\nAction: delayed\nStatus: 4.4.1\n\n--b--\n";

on_both_engines! {
    async fn a_report_by_pipe_or_maildir_is_refused_with_a_reason_when_it_is_about_no_mail_of_ours(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let late = machine.run_with(&["mail", "bounce"], LATE.as_bytes()).await;
        assert_eq!((late.status, late.printed.contains("no failure")), (0, true));
        let failed = LATE.replace("delayed", "failed");
        let refused = machine.run_with(&["mail", "bounce"], failed.as_bytes()).await;
        assert_eq!((refused.status, refused.errors.contains("names no mail")), (1, true), "{}", refused.errors);
        for garbage in [b"".as_slice(), b"\xff\x00\xfe", b"Subject: hello\n\nAre you there?\n"] {
            let refused = machine.run_with(&["mail", "bounce"], garbage).await;
            assert_eq!((refused.status, refused.errors.starts_with("madoguchi: this is no")), (1, true), "{}", refused.errors);
        }
        assert_eq!(machine.run(&["mail", "bounce", "--maildir", "bounces"]).await.status, 1);
        for folder in ["bounces/new", "bounces/cur"] {
            std::fs::create_dir_all(machine.path(folder)).unwrap();
        }
        assert_eq!(machine.report(&["mail", "bounce", "--maildir", "bounces"]).await, json!([]));
        std::fs::write(machine.path("bounces/new/1"), &failed).unwrap();
        let refused = machine.run(&["mail", "bounce", "--maildir", "bounces"]).await;
        assert!(refused.status == 1 && refused.printed.starts_with("1: refused: the report names no mail"), "{}", refused.printed);
        assert!(machine.path("bounces/cur/1:2,FS").exists());
        assert_eq!(machine.run(&["mail", "lift", "1"]).await.status, 1);
        assert_eq!(machine.report(&["mail", "list", "--bounced"]).await, json!([]));
    }
}

on_both_engines! {
    async fn the_doctor_finds_nothing_wrong_where_nothing_is(database: TestDatabase) {
        let mut machine = Machine::set_up(database).await;
        let sink = Sink::start().await;
        machine.set("MADOGUCHI_SMTP_URL", &sink.url());
        machine.set("MADOGUCHI_MAIL_FROM", "no-reply@example.jp");
        let (status, findings) = doctor(&machine).await;
        assert_eq!(status, 0, "{findings}");
        assert!(findings.as_array().unwrap().iter().all(|finding| finding["state"] == "good"), "{findings}");
    }
}

on_both_engines! {
    async fn the_doctor_names_what_is_wrong_and_how_to_mend_it(database: TestDatabase) {
        let mut machine = Machine::with(database);
        machine.set("MADOGUCHI_SMTP_URL", "smtp://127.0.0.1:1");
        machine.set("MADOGUCHI_TRUSTED_PROXIES", "0.0.0.0/0");
        let (status, findings) = doctor(&machine).await;
        assert_eq!(status, 1);
        assert_eq!(about(&findings, "database")["remedy"], "Run: madoguchi migrate");
        assert_eq!(about(&findings, "mail")["state"], "wrong");
        assert_eq!(about(&findings, "trusted_proxies")["state"], "wrong");
        machine.set("MADOGUCHI_BASE_URL", "http://portal.example.jp");
        machine.set("MADOGUCHI_SIGNUP_ALIASES", "/portal/home");
        let (status, findings) = doctor(&machine).await;
        assert_eq!(status, 1);
        let configuration = about(&findings, "configuration").to_string();
        assert!(configuration.contains("base_url") && configuration.contains("/portal/home"), "{findings}");
    }
}

on_both_engines! {
    async fn every_change_by_a_command_is_in_the_trail_under_its_actor(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        machine.done(&["insurer", "set", "sakura", "kana_lenient=true", "--actor", "窓口の山田"]).await;
        let verified = machine.report(&["audit", "verify"]).await;
        assert_eq!(verified["holds"], true, "{verified}");

        let lines = machine.done(&["audit", "export", "--insurer", "sakura"]).await;
        let events: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let done: Vec<(&str, &str)> = events.iter().map(|event| (event["action"].as_str().unwrap(), event["actor_kind"].as_str().unwrap())).collect();
        assert_eq!(done, [("insurer.added", "command"), ("insurer.settings_changed", "command"), ("audit.exported", "command")]);
        assert_eq!(events[1]["actor"], "窓口の山田");
        assert_eq!(events[1]["detail"], json!({ "changes": { "kana_lenient": { "from": "false", "to": "true" } }, "reason": "" }));
        assert_ne!(events[0]["actor"], "", "the operating system's user");

        machine.done(&["audit", "export", "--until", "2000-01-01", "--out", "old.jsonl"]).await;
        assert_eq!(std::fs::read_to_string(machine.path("old.jsonl")).unwrap(), "");
        assert_eq!(machine.run(&["audit", "export", "--out", "old.jsonl"]).await.status, 1);
        assert_eq!(machine.run(&["audit", "export", "--from", "2026-12-02", "--until", "2026-12-01"]).await.status, 2);
    }
}

#[tokio::test]
async fn the_doctor_tells_what_the_running_server_warns_of() {
    let mut machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let server = machine.serve().await;
    madoguchi_testkit::browserless::Client::at(server.member).with_header("x-forwarded-for", "192.0.2.1").get("/portal/").await;
    machine.set("MADOGUCHI_ADMIN_LISTEN", &server.admin.to_string());
    let (status, findings) = doctor(&machine).await;
    assert_eq!(status, 0, "{findings}");
    assert!(about(&findings, "server").to_string().contains("trusted_proxies"), "{findings}");
}

#[tokio::test]
async fn the_configuration_is_printed_without_its_passwords() {
    let mut machine = Machine::with(Engine::Sqlite.fresh().await);
    machine.set("MADOGUCHI_SMTP_URL", "smtps://portal:hush@relay.example.jp:465");
    let printed = machine.done(&["doctor", "--print-config"]).await;
    assert!(printed.contains("smtp_url = \"smtps://portal:****@relay.example.jp:465\"") && !printed.contains("hush"), "{printed}");
    std::fs::write(machine.path("printed.toml"), printed).unwrap();
    machine.done(&["--config", "printed.toml", "migrate"]).await;
}

#[tokio::test]
async fn a_backup_made_while_the_server_runs_is_restored() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let server = machine.serve().await;
    let said = machine.done(&["backup", "copy.db"]).await;
    assert!(said.contains("The secret is not inside"), "{said}");
    assert_eq!(std::fs::metadata(machine.path("copy.db")).unwrap().mode() & 0o777, 0o600);
    assert_eq!(machine.run(&["backup", "copy.db"]).await.status, 1);

    machine.done(&["insurer", "add", "--code", "kaede", "--name", "かえで共済組合"]).await;
    let busy = machine.run(&["restore", "copy.db"]).await;
    assert_eq!(busy.status, 1);
    assert!(busy.errors.contains("Stop it"), "{}", busy.errors);
    server.signal("TERM").await;
    assert_eq!(server.end().await.0, 0);

    let damaged = std::fs::read(machine.path("copy.db")).unwrap();
    std::fs::write(machine.path("damaged.db"), &damaged[..damaged.len() / 2]).unwrap();
    std::fs::write(machine.path("other.db"), "no database").unwrap();
    for file in ["damaged.db", "other.db", "missing.db"] {
        let refused = machine.run(&["restore", file]).await;
        assert_eq!(refused.status, 1, "{file}");
        assert!(refused.errors.contains(file), "{}", refused.errors);
        assert_eq!(machine.report(&["insurer", "list"]).await.as_array().unwrap().len(), 2, "{file}");
    }
    machine.done(&["restore", "copy.db"]).await;
    let insurers = machine.report(&["insurer", "list"]).await;
    assert_eq!(insurers.as_array().unwrap().len(), 1);
    machine.serve().await;
}

// SQLite would play what a lost database left beside it into the one that takes its place.
#[tokio::test]
async fn what_is_left_of_a_lost_database_is_put_aside_before_a_restore() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    machine.done(&["backup", "copy.db"]).await;
    machine.done(&["insurer", "add", "--code", "kaede", "--name", "かえで共済組合"]).await;
    let database = machine.database_file();
    let beside = |ending: &str| std::path::PathBuf::from(format!("{}{ending}", database.display()));
    std::fs::remove_file(&database).unwrap();
    std::fs::write(beside("-wal"), "left of another database").unwrap();
    let said = machine.done(&["restore", "copy.db"]).await;
    assert!(said.contains("-wal was left of a database whose file is gone"), "{said}");
    assert!(!beside("-wal").exists() || std::fs::read(beside("-wal")).unwrap() != b"left of another database");
    assert_eq!(machine.report(&["insurer", "list"]).await.as_array().unwrap().len(), 1);
    machine.serve().await;
}

#[tokio::test]
async fn on_postgres_the_tools_of_postgres_are_named() {
    let machine = Machine::set_up(Engine::Postgres.fresh().await).await;
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let outcome = machine.run(&[command, "copy.db"]).await;
        assert_eq!(outcome.status, 1);
        assert!(outcome.errors.contains(tool), "{}", outcome.errors);
    }
}
