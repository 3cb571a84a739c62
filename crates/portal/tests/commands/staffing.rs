//! `madoguchi staff`.

use madoguchi_testkit::{browserless::Client, on_both_engines};

use crate::machine::Machine;

const INVITE: [&str; 8] = ["staff", "invite", "--insurer", "sakura", "--email", "hanako@example.jp", "--role", "clerk"];

on_both_engines! {
    async fn who_is_invited_gets_a_mail_and_who_is_disabled_has_no_role_left(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let invited = machine.report(&INVITE).await;
        assert_eq!(invited["state"], "invited");
        let staff = machine.report(&["staff", "list"]).await;
        assert_eq!((staff[0]["email"].as_str(), staff[0]["state"].as_str()), (Some("hanako@example.jp"), Some("invited")));
        assert_eq!(staff[0]["roles"][0]["role"], "clerk");
        assert_eq!(machine.report(&["mail", "list"]).await[0]["kind"], "staff_invitation");
        assert!(machine.done(&["staff", "disable", "Hanako@example.jp"]).await.contains("no access any more"));
        let staff = machine.report(&["staff", "list"]).await;
        assert_eq!((staff[0]["state"].as_str(), staff[0]["roles"].as_array().unwrap().len()), (Some("disabled"), 0));
        let again = machine.run(&["staff", "disable", "hanako@example.jp"]).await;
        assert_eq!((again.status, again.errors.contains("disabled already")), (1, true), "{}", again.errors);
        assert_eq!(machine.report(&["audit", "verify"]).await["holds"], true);
    }

    async fn a_fresh_installation_has_nobody_at_the_desk_until_somebody_is_invited(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        assert_eq!(machine.report(&["staff", "list"]).await.as_array().unwrap().len(), 0);
        let server = machine.serve().await;
        let desk = Client::at(server.desk).at_base("http://localhost:8082");
        assert_eq!(desk.get("/desk/").await.location(), "/desk/login");
        assert_eq!(desk.get("/portal/").await.status(), 404);
        assert_eq!(Client::at(server.member).get("/desk/login").await.status(), 404);
        machine.done(&["staff", "invite", "--operator", "--email", "ops@example.jp"]).await;
        assert_eq!(machine.report(&["staff", "list"]).await[0]["operator"], true);
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_wrong_usage() {
    let machine = Machine::set_up(madoguchi_testkit::Engine::Sqlite.fresh().await).await;
    for wrong in [
        &["staff", "invite", "--email", "a@example.jp"][..],
        &["staff", "invite", "--operator", "--insurer", "sakura", "--email", "a@example.jp", "--role", "clerk"],
        &["staff", "invite", "--insurer", "sakura", "--email", "a@example.jp", "--role", "boss"],
        &["staff", "invite", "--insurer", "sakura", "--email", "nobody", "--role", "clerk"],
        &["staff", "invite", "--insurer", "sakura", "--email", "a@example.jp", "--role", "manager", "--deputy"],
    ] {
        assert_eq!(machine.run(wrong).await.status, 2, "{wrong:?}");
    }
    assert_eq!(machine.run(&["staff", "disable", "nobody@example.jp"]).await.status, 1);
    assert_eq!(machine.run(&["insurer", "add", "--code", "service", "--name", "予約済み"]).await.status, 1);
}
