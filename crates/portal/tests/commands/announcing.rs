//! Notices, terms and the guide, as the operator makes them and members see them.

use madoguchi_testkit::{browserless::Client, on_both_engines};
use serde_json::json;

use crate::machine::Machine;

fn write(machine: &Machine, name: &str, text: &str) {
    std::fs::write(machine.path(name), text).unwrap();
}

on_both_engines! {
    async fn a_notice_is_shown_from_its_day_on_until_it_is_removed(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        write(&machine, "notice.md", "12月に**メンテナンス**を行います。\n");
        let notice = ["announce", "add", "--title", "メンテナンスのお知らせ", "--body-file", "notice.md"];
        let added = machine.report(&notice).await;
        machine.done(&[&notice[..], &["--from", "2999-01-01"]].concat()).await;
        machine.done(&[&notice[..], &["--insurer", "sakura", "--until", "2999-01-01"]].concat()).await;

        let listed = machine.report(&["announce", "list"]).await;
        let states: Vec<_> = listed.as_array().unwrap().iter().map(|notice| (&notice["state"], &notice["insurer"])).collect();
        assert_eq!(states, [(&json!("ahead"), &json!(null)), (&json!("shown"), &json!("sakura")), (&json!("shown"), &json!(null))]);
        assert_eq!(machine.report(&["announce", "list", "--insurer", "sakura"]).await.as_array().unwrap().len(), 1);

        let server = machine.serve().await;
        let client = Client::at(server.member);
        assert!(client.get("/portal/").await.says("メンテナンスのお知らせ"));
        machine.done(&["announce", "remove", added["id"].as_str().unwrap()]).await;
        assert!(!client.get("/portal/").await.says("メンテナンスのお知らせ"));
        assert_eq!(machine.run(&["announce", "remove", added["id"].as_str().unwrap()]).await.status, 1);
    }
}

on_both_engines! {
    async fn a_refused_notice_says_where_and_why(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        std::fs::write(machine.path("sjis.md"), b"ok\n\x83\x41\n").unwrap();
        write(&machine, "notice.md", "本文");
        let refused = [
            (vec!["--title", "題", "--body-file", "missing.md"], 1, "missing.md"),
            (vec!["--title", "題", "--body-file", "sjis.md"], 1, "line 2"),
            (vec!["--title", "題\n名", "--body-file", "notice.md"], 2, "one line"),
            (vec!["--title", "題", "--body-file", "notice.md", "--from", "2026-13-01"], 2, "2026-12-01"),
            (vec!["--title", "題", "--body-file", "notice.md", "--from", "2026-12-02", "--until", "2026-12-01"], 2, "before"),
            (vec!["--title", "題", "--body-file", "notice.md", "--insurer", "kaede"], 1, "sakura"),
        ];
        for (arguments, status, expected) in refused {
            let outcome = machine.run(&[&["announce", "add"], &arguments[..]].concat()).await;
            assert_eq!(outcome.status, status, "{arguments:?}: {}", outcome.errors);
            assert!(outcome.errors.contains(expected), "{}", outcome.errors);
        }
        assert_eq!(machine.report(&["announce", "list"]).await, json!([]));
    }
}

on_both_engines! {
    async fn the_first_terms_are_there_and_a_new_version_follows(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let first = machine.report(&["terms", "list"]).await;
        assert_eq!((&first[0]["version"], &first[0]["state"]), (&json!(1), &json!("in force")));

        write(&machine, "terms.md", "# 利用規約\n\n## 第1条（新しい条）\n\n<!-- lang: en -->\n\n# Terms\n\n## Article 1 (A new one)\n");
        let ahead = machine.report(&["terms", "publish", "terms.md", "--effective", "2999-01-01"]).await;
        assert_eq!((&ahead["version"], &ahead["state"]), (&json!(2), &json!("ahead")));
        assert_eq!(machine.run(&["terms", "publish", "terms.md"]).await.status, 1, "the same text again");
        write(&machine, "terms.md", "# 利用規約\n");
        let earlier = machine.run(&["terms", "publish", "terms.md"]).await;
        assert_eq!(earlier.status, 1);
        assert!(earlier.errors.contains("2999-01-01"), "{}", earlier.errors);
        assert_eq!(machine.run(&["terms", "publish", "terms.md", "--effective", "2020-01-01"]).await.status, 2);

        let server = machine.serve().await;
        let client = Client::at(server.member);
        let terms = client.get("/portal/terms-of-use").await;
        assert!(terms.says("第8条（準拠法および裁判所）") && !terms.says("Article"));
        let terms = client.get("/portal/terms-of-use?lang=en").await;
        assert!(terms.says("Article 8 (Law and court)") && !terms.says("第8条"));
        assert_eq!(terms.attribute("article", "lang").as_deref(), Some("en"));
    }
}

on_both_engines! {
    async fn the_guide_is_written_as_pdf(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        machine.done(&["guide", "--insurer", "sakura", "--out", "guide.pdf"]).await;
        assert!(std::fs::read(machine.path("guide.pdf")).unwrap().starts_with(b"%PDF-"));
        assert_eq!(machine.run(&["guide", "--insurer", "kaede", "--out", "other.pdf"]).await.status, 1);
        assert!(!machine.path("other.pdf").exists());
    }
}
