//! Maintenance, as the operator begins and ends it while a server runs.

use madoguchi_testkit::{browserless::Client, on_both_engines};
use serde_json::json;

use crate::machine::{Machine, Server};

/// Asks until members are answered so. A server looks once a second and tells nobody when it has: we can only knock, and gently, because
/// nobody reads its log meanwhile.
async fn until_members_get(server: &Server, status: u16) {
    let deadline = tokio::time::Instant::now() + madoguchi_testkit::PATIENCE;
    while Client::at(server.member).get("/portal/").await.status() != status {
        assert!(tokio::time::Instant::now() < deadline, "members do not get {status}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

on_both_engines! {
    async fn a_running_server_hears_of_it_and_stays_healthy(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        assert_eq!(machine.report(&["maintenance", "status"]).await["on"], json!(false));
        let server = machine.serve().await;
        until_members_get(&server, 200).await;
        machine.done(&["maintenance", "on", "--until", "2999-01-01T06:00", "--note", "保守のため"]).await;
        until_members_get(&server, 503).await;
        assert_eq!(Client::at(server.desk).get("/desk/login").await.status(), 200, "the desk goes on");
        let admin = Client::at(server.admin);
        assert_eq!((admin.get("/healthz").await.status(), admin.get("/readyz").await.status()), (200, 200));
        let ready: serde_json::Value = serde_json::from_str(admin.get("/readyz").await.source()).unwrap();
        assert_eq!((&ready["ready"], &ready["maintenance"]["note"]), (&json!(true), &json!("保守のため")));
        assert_eq!(ready["maintenance"]["until"], json!("2998-12-31T21:00:00Z"));
        let status = machine.report(&["maintenance", "status"]).await;
        assert_eq!((&status["on"], &status["until"], &status["overdue"]), (&json!(true), &json!("2999-01-01 06:00 JST"), &json!(false)));
        assert!(machine.done(&["maintenance", "off"]).await.contains("Maintenance is off"));
        until_members_get(&server, 200).await;
        assert!(machine.done(&["maintenance", "off"]).await.contains("No maintenance was on"));
    }
}

on_both_engines! {
    async fn a_time_that_is_over_or_unreadable_begins_nothing(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        for (until, expected) in [("2020-01-01T00:00", "is over"), ("tomorrow", "06:00")] {
            let outcome = machine.run(&["maintenance", "on", "--until", until]).await;
            assert_eq!(outcome.status, 2, "{}", outcome.errors);
            assert!(outcome.errors.contains(expected), "{}", outcome.errors);
        }
        assert_eq!(machine.report(&["maintenance", "status"]).await["on"], json!(false));
    }
}
