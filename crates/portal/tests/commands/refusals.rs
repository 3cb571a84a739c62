//! What the server does not start with.

use std::os::unix::fs::PermissionsExt;

use madoguchi_testkit::{Engine, on_both_engines};

use crate::machine::Machine;

/// `serve` ends with 1 and says this.
async fn refuses(machine: &Machine, expected: &str) {
    let outcome = machine.run(&["serve"]).await;
    assert_eq!(outcome.status, 1, "{}", outcome.errors);
    assert!(outcome.errors.contains(expected), "{}", outcome.errors);
}

on_both_engines! {
    async fn a_database_without_migrations(database: TestDatabase) {
        let machine = Machine::with(database);
        refuses(&machine, "madoguchi migrate").await;
    }
}

on_both_engines! {
    async fn another_databases_secret(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        std::fs::rename(machine.secret(), machine.path("own")).unwrap();
        refuses(&machine, "no such file").await;
        // Making a new one would only hide that the right one is lost.
        assert_eq!(machine.run(&["migrate"]).await.status, 1);
        assert!(!machine.secret().exists());

        let other = Machine::set_up(Engine::Sqlite.fresh().await).await;
        std::fs::copy(other.secret(), machine.secret()).unwrap();
        refuses(&machine, "another secret").await;
        std::fs::rename(machine.path("own"), machine.secret()).unwrap();
        machine.serve().await;
    }
}

#[tokio::test]
async fn a_secret_that_others_may_read_or_that_is_a_default() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    for mode in [0o644, 0o640] {
        std::fs::set_permissions(machine.secret(), std::fs::Permissions::from_mode(mode)).unwrap();
        refuses(&machine, "chmod 600").await;
    }
    std::fs::set_permissions(machine.secret(), std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(machine.secret(), "change-me\n").unwrap();
    refuses(&machine, "this is no secret").await;
}

#[tokio::test]
async fn an_unknown_key_or_a_value_that_does_not_go() {
    let mut machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    std::fs::write(machine.path("madoguchi.toml"), "service_name = \"窓口\"\ncolour = \"red\"\n").unwrap();
    let outcome = machine.run(&["serve"]).await;
    assert_eq!(outcome.status, 2);
    assert!(outcome.errors.contains("madoguchi.toml") && outcome.errors.contains("line 2"), "{}", outcome.errors);
    assert!(outcome.errors.contains("colour") && outcome.errors.contains("base_url"), "{}", outcome.errors);

    std::fs::write(machine.path("madoguchi.toml"), "base_url = \"http://portal.example.jp\"\ntls_cert = \"cert.pem\"\n").unwrap();
    let outcome = machine.run(&["serve"]).await;
    assert_eq!(outcome.status, 2);
    assert!(outcome.errors.contains("base_url") && outcome.errors.contains("tls_key"), "{}", outcome.errors);

    std::fs::write(machine.path("madoguchi.toml"), "").unwrap();
    machine.set("MADOGUCHI_COLOUR", "red");
    assert_eq!(machine.run(&["serve"]).await.status, 2);
}

#[tokio::test]
async fn an_alias_that_is_a_page_of_the_portal() {
    let mut machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    machine.set("MADOGUCHI_SIGNUP_ALIASES", "/old,/portal/terms");
    let outcome = machine.run(&["serve"]).await;
    assert_eq!(outcome.status, 2);
    assert!(outcome.errors.contains("signup_aliases: \"/portal/terms\" is a page of the portal itself"), "{}", outcome.errors);
}
