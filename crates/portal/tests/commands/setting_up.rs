//! The first ten minutes of an operator.

use std::os::unix::fs::MetadataExt;

use madoguchi_testkit::{browserless::Client, on_both_engines};
use serde_json::json;

use crate::machine::Machine;

on_both_engines! {
    async fn from_nothing_to_a_portal_that_answers(database: TestDatabase) {
        let machine = Machine::with(database);
        let first = machine.report(&["migrate"]).await;
        assert_eq!((&first["up_to_date"], &first["secret_made"]), (&json!(true), &json!(true)));
        let again = machine.report(&["migrate"]).await;
        assert_eq!((&again["up_to_date"], &again["secret_made"]), (&json!(true), &json!(false)));
        assert_eq!(std::fs::metadata(machine.secret()).unwrap().mode() & 0o777, 0o600);

        machine.done(&["insurer", "add", "--code", "Ｓａｋｕｒａ", "--name", "さくら健康保険組合", "--number", "06139992"]).await;
        machine.done(&["insurer", "set", "sakura", "support_phone=03-0000-0000", "kana_lenient=true"]).await;
        let shown = machine.report(&["insurer", "show", "06139992"]).await;
        assert_eq!((&shown["code"], &shown["number"], &shown["kind"]), (&json!("sakura"), &json!("06139992"), &json!("kenpo")));
        assert_eq!(shown["settings"]["support_phone"], json!("03-0000-0000"));
        assert_eq!(shown["settings"]["kana_lenient"], json!("true"));
        assert_eq!(shown["settings"]["password_policy"], json!("guide"));
        let listed = machine.report(&["insurer", "list"]).await;
        assert_eq!(listed[0]["name"], json!("さくら健康保険組合"));

        let server = machine.serve().await;
        let ready = Client::at(server.admin).get("/readyz").await;
        assert_eq!(ready.status(), 200);
        let login = Client::at(server.member).get("/portal/").await;
        assert_eq!(login.heading(), "ログイン");
        server.signal("TERM").await;
        let (status, _) = server.end().await;
        assert_eq!(status, 0);
    }
}

on_both_engines! {
    async fn check_only_reports(database: TestDatabase) {
        let machine = Machine::with(database);
        let outcome = machine.run(&["migrate", "--check", "--json"]).await;
        assert_eq!(outcome.status, 1);
        assert!(outcome.printed.contains("\"up_to_date\": false"), "{}", outcome.printed);
        assert!(!machine.secret().exists());
        machine.done(&["migrate"]).await;
        assert_eq!(machine.run(&["migrate", "--check"]).await.status, 0);
    }
}

on_both_engines! {
    async fn a_refused_setting_leaves_all_of_them_as_they_were(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let before = machine.done(&["insurer", "show", "sakura"]).await;
        for (changes, expected) in [
            (["kana_lenient=true", "colour=red"], "support_phone"),
            (["kana_lenient=true", "signup_proof=maybe"], "roster_email"),
            (["kana_lenient=true", "registrants"], "KEY=VALUE"),
        ] {
            let outcome = machine.run(&["insurer", "set", "sakura", changes[0], changes[1]]).await;
            assert_eq!(outcome.status, 2, "{changes:?}");
            assert!(outcome.errors.contains(expected), "{}", outcome.errors);
        }
        assert_eq!(machine.done(&["insurer", "show", "sakura"]).await, before);
    }
}

on_both_engines! {
    async fn an_insurer_is_added_once_and_only_with_a_right_number(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let twice = machine.run(&["insurer", "add", "--code", "sakura", "--name", "もう一つ"]).await;
        assert_eq!(twice.status, 1);
        let wrong = machine.run(&["insurer", "add", "--code", "kaede", "--name", "かえで", "--number", "06139993"]).await;
        assert_eq!(wrong.status, 2);
        let unknown = machine.run(&["insurer", "show", "kaede"]).await;
        assert_eq!(unknown.status, 1);
        assert!(unknown.errors.contains("sakura"), "{}", unknown.errors);
    }
}
