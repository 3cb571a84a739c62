//! `madoguchi demo`.

use std::net::TcpListener;

use madoguchi_testkit::{
    Engine,
    browserless::{Client, Page},
};

use crate::machine::Machine;

/// Ports that are free now; the demo's own address is made of them.
async fn demo_machine() -> (Machine, u16) {
    let mut machine = Machine::with(Engine::Sqlite.fresh().await);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    machine.set("MADOGUCHI_LISTEN", &format!("127.0.0.1:{port}"));
    (machine, port)
}

async fn identify(client: &Client, code: &str, [symbol, number, birth, kana]: [&str; 4]) -> Page {
    let page = client.get("/portal/signup").await;
    let form = page.form().fill("保険者指定コード", code).fill("記号", symbol).fill("番号", number);
    form.fill("生年月日", birth).fill("氏名（カナ）", kana).press("認証").await
}

#[tokio::test]
async fn the_people_that_it_prints_do_what_it_says_of_them() {
    let (machine, port) = demo_machine().await;
    let demo = machine.start(&["demo", "--people", "40"]).await;
    assert!(demo.greeting.contains("オガワ ミサキ") && demo.greeting.contains("/demo/mailbox"), "{}", demo.greeting);
    let client = Client::at(demo.member).at_base(&format!("http://localhost:{port}"));
    let login = client.get("/portal/").await;
    for notice in [
        "サイトからのお知らせ",
        "ご利用いただけるブラウザについて",
        "定期メンテナンスのお知らせ",
        "Chrome、Edge、Firefox、Safari の新しい版",
        "毎月第3日曜日の午前2時から午前5時まで",
    ] {
        assert!(login.says(notice), "{notice} is told on the login page: {}", login.text());
    }
    let of_kaede = "被扶養者の方もご登録いただけます";
    assert!(!login.says(of_kaede), "an insurer's own notice waits until the insurer is known");
    assert!(client.get("/portal/?insurer=kaede").await.says(of_kaede) && !client.get("/portal/?insurer=sakura").await.says(of_kaede));
    assert_eq!(client.get("/demo/mailbox").await.status(), 200);

    let plain = identify(&client, "sakura", ["１２", "1001", "昭和61年4月12日", "おがわみさき"]).await;
    assert_eq!(plain.location(), "/portal/signup/account");
    let listed = identify(&client.another(), "sakura", ["12", "1002", "19750930", "フジタケンイチ"]).await.follow().await;
    assert!(!listed.has_control("メールアドレス"));
    for [symbol, number, birth, kana] in [["12", "1004", "19681103", "ニシムラケイコ"], ["健３", "1005", "19990821", "ヤマグチリョウ"]]
    {
        assert_eq!(identify(&client.another(), "sakura", [symbol, number, birth, kana]).await.status(), 422, "{kana}");
    }
    for twin in ["オカモトジュン", "オカモトシュン"] {
        assert_eq!(identify(&client.another(), "kaede", ["21", "2001", "20080707", twin]).await.status(), 422, "{twin}");
    }
    assert_eq!(identify(&client.another(), "kaede", ["21", "2001", "19790516", "オカモトナオキ"]).await.status(), 303);
}

#[tokio::test]
async fn stopped_and_started_again_it_goes_on_with_what_is_there() {
    let (mut machine, _) = demo_machine().await;
    machine.set("MADOGUCHI_DATABASE_URL", "sqlite://var/demo/madoguchi.db");
    machine.set("MADOGUCHI_SECRET_FILE", "var/demo/secret");
    for _ in 0..2 {
        let demo = machine.start(&["demo", "--people", "40"]).await;
        demo.signal("INT").await;
        let (status, errors) = demo.end().await;
        assert_eq!((status, errors.as_str()), (0, ""));
    }
    assert_eq!(machine.report(&["insurer", "list"]).await.as_array().unwrap().len(), 2);
    assert_eq!(machine.report(&["announce", "list"]).await.as_array().unwrap().len(), 3);
    assert_eq!(machine.report(&["audit", "verify"]).await["holds"], true);
}

#[tokio::test]
async fn it_is_for_this_machine_only() {
    let (mut machine, _) = demo_machine().await;
    machine.set("MADOGUCHI_LISTEN", "0.0.0.0:8080");
    let outcome = machine.run(&["demo"]).await;
    assert_eq!(outcome.status, 1);
    assert!(outcome.errors.contains("this machine only"), "{}", outcome.errors);
}
