use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_store::{
    At, Work,
    nodes::Node,
    outbox::{MailEnd, QueuedMail},
};
use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::{
    jobs::{JOBS, figures, run_leased},
    testing::Story,
    web::{Principal, routes::Entry},
};

/// A mail that was given up.
async fn failed_mail(story: &Story, id: i64, has_code: bool) {
    let at = At::from(story.portal.clock.now());
    let mail = &QueuedMail {
        id,
        insurer_id: Some(story.insurer.id),
        account_id: None,
        mailing_id: None,
        kind: "account_made".to_owned(),
        recipient_domain: "example.jp".to_owned(),
        recipient_key: vec![1],
        sealed: vec![1],
        expires_at: has_code.then_some(at),
        created_at: at,
        due_at: at,
    };
    let put = |work: Work| async move {
        work.queue_mail(mail).await?;
        work.finish_mail(id, MailEnd::Failed, at, Some("550 5.1.1")).await
    };
    story.portal.store.write(put).await.unwrap();
}

on_both_engines! {
    async fn an_insurer_is_added_as_the_command_adds_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        let operator = story.operator_client().await;
        let new = operator.get("/desk/service/insurers/new").await;
        let refused = new.form().fill("保険者指定コード", "KAEDE!").fill("保険者番号", "1234").press("追加する").await;
        assert_eq!(refused.status(), 422);
        for field in ["code", "name", "number"] {
            assert!(!refused.error_on(field).is_empty(), "{field}");
        }
        let taken = new.form().fill("保険者指定コード", "sakura").fill("名称", "かえで共済組合").press("追加する").await;
        assert!(taken.error_on("code").contains("すでに使われています"));
        for reserved in crate::desk::RESERVED {
            let refused = new.form().fill("保険者指定コード", reserved).fill("名称", "かえで共済組合").press("追加する").await;
            assert!(refused.status() == 422 && refused.error_on("code").contains("使えません"), "{reserved}");
        }
        let form = new.form().fill("保険者指定コード", "kaede").fill("名称", "かえで共済組合").choose("種類", "共済組合");
        let added = form.press("追加する").await;
        assert_eq!((added.status(), added.location()), (303, "/desk/service/insurers/kaede"));
        assert!(added.follow().await.says("かえで共済組合"));
        let page = operator.get("/desk/service/insurers?q=kae").await;
        assert_eq!(page.select_texts("tbody tr th"), ["kaede"]);
        let trail: Vec<(String,)> = story.rows("SELECT actor_kind FROM audit_events WHERE action = 'insurer.added'").await;
        assert_eq!(trail, [("staff".to_owned(),)]);
    }

    async fn a_mail_that_was_given_up_is_tried_again_unless_it_carried_a_code(database: TestDatabase) {
        let story = Story::begin(database).await;
        failed_mail(&story, 1, false).await;
        failed_mail(&story, 2, true).await;
        let operator = story.operator_client().await;
        let page = operator.get("/desk/service/outbox?state=failed").await;
        assert_eq!(page.select_texts("tbody td form").len(), 1);
        assert!(page.says("550 5.1.1"));
        let token = page.attribute("tbody form input[name=csrf]", "value").unwrap();
        for id in ["2", "1"] {
            let page = operator.post("/desk/service/outbox/retry", &[("csrf", &token), ("id", id)]).await;
            assert_eq!(page.status(), 303);
        }
        let states: Vec<(i64, String)> = story.rows("SELECT id, state FROM outbox ORDER BY id").await;
        assert_eq!(states, [(1, "queued".to_owned()), (2, "failed".to_owned())]);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'mail.retried'").await, 1);
    }

    async fn health_shows_the_servers_the_jobs_and_what_is_wrong(database: TestDatabase) {
        let story = Story::begin(database).await;
        let now = At::from(story.portal.clock.now());
        let node = |id: i64, name: &str| Node { id, name: name.to_owned(), version: "0.1.0".to_owned(), started_at: now, seen_at: now };
        let (first, second) = (&node(7, "mado-1"), &node(8, "mado-2"));
        story.portal.store.write(|work: Work| async move { work.beat(first).await }).await.unwrap();
        run_leased(&story.portal, JOBS[0], 7).await.unwrap();
        story.later(SignedDuration::from_mins(5));
        let seen = &Node { seen_at: At::from(story.portal.clock.now()), ..second.clone() };
        story.portal.store.write(|work: Work| async move { work.beat(seen).await }).await.unwrap();
        let page = story.operator_client().await.get("/desk/service/health").await;
        assert_eq!(page.select_texts("#nodes ~ div tbody .chip"), ["応答なし", "稼働中"]);
        let jobs = page.select_texts("#jobs ~ div tbody .chip");
        assert_eq!((jobs[0].as_str(), jobs[1].as_str(), jobs.len()), ("要確認", "未実行", JOBS.len()));
        assert!(page.says("最新（移行"), "{}", page.text());
    }

    async fn operators_see_nobody_and_nothing_of_anybody(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        failed_mail(&story, 1, false).await;
        figures::run_once(&story.portal).await.unwrap();
        let operator = story.operator_client().await;
        let pages = crate::desk_side(story.portal.clone()).1.into_iter().filter(|entry: &Entry| {
            entry.declaration.principal == Principal::Operator && entry.method == axum::http::Method::GET
        });
        let mut seen = 0;
        for entry in pages {
            let page = operator.get(&entry.path.replace("{code}", "sakura").replace("{version}", "1")).await;
            for personal in [YUI.kana_name, YUI.name, YUI.number, YUI.birth_date, "yui.fukuda", "1986年8月4日"] {
                assert!(!page.source().contains(personal), "{} shows {personal}", entry.path);
            }
            seen += 1;
        }
        assert!(seen >= 6, "{seen}");
        for page in ["", "ending", "settings", "terms", "people", "roster"] {
            assert_eq!(operator.get(&format!("/desk/sakura/{page}")).await.status(), 404, "{page}");
        }
        let manager = story.desk_client(Role::Manager).await;
        assert_eq!(manager.get("/desk/service/health").await.status(), 404);
    }
}
