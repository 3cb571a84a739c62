use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_store::{At, Work, audit::AuditEvent};
use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::testing::Story;

async fn record(story: &Story, actor: (&str, &str), action: &str, subject: String) {
    put(story, actor, action, subject, r#"{"reason":"電話でのお問い合わせ"}"#).await;
}

#[test]
fn both_languages_have_words_for_the_same_facts_and_values() {
    let [ja, en] = [&crate::text::ja::TEXTS.desk_trail, &crate::text::en::TEXTS.desk_trail];
    assert!(ja.facts.iter().map(|(name, _)| name).eq(en.facts.iter().map(|(name, _)| name)));
    assert!(ja.values.iter().map(|(name, value, _)| (name, value)).eq(en.values.iter().map(|(name, value, _)| (name, value))));
}

async fn put(story: &Story, actor: (&str, &str), action: &str, subject: String, detail: &str) {
    let now = story.portal.clock.now();
    let event = &AuditEvent {
        id: story.portal.random.id(now),
        at: At::from(now),
        insurer_id: Some(story.insurer.id),
        actor_kind: actor.0.to_owned(),
        actor: actor.1.to_owned(),
        action: action.to_owned(),
        subject,
        detail: detail.to_owned(),
    };
    story.portal.store.write(|work: Work| async move { work.record(event).await }).await.unwrap();
}

on_both_engines! {
    async fn the_trail_names_who_did_what_to_whom_and_why(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let clerk = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let manager = story.desk_client(Role::Manager).await;
        record(&story, ("staff", &format!("staff:{}", clerk.id)), "person.viewed", format!("person:{}", hanako.person_id)).await;
        record(&story, ("command", "root"), "roster.imported", "insurer:1".to_owned()).await;
        record(&story, ("member", "account:1"), "something.unknown", format!("account:{}", hanako.id)).await;
        let page = manager.get("/desk/sakura/trail").await;
        let names: Vec<(String,)> = story.rows("SELECT name FROM staff ORDER BY id").await;
        assert!(names.iter().any(|(name,)| page.says(name)), "{}", page.text());
        for words in ["福田　結衣", "理由：電話でのお問い合わせ", "コマンド（root）", "something.unknown", "2026年11月22日"] {
            assert!(page.says(&words.split_whitespace().collect::<Vec<_>>().join(" ")), "{words}\n{}", page.text());
        }
        assert_eq!(page.link("福田 結衣"), format!("/desk/sakura/people/{}", hanako.person_id));
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
    }

    async fn what_the_desk_did_is_named_and_a_caution_is_not_told_to_whom_it_protects(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        for action in ["desk.address.asked", "desk.lift", "desk.caution"] {
            record(&story, ("staff", "staff:1"), action, format!("account:{}", hanako.id)).await;
        }
        let manager = story.desk_client(Role::Manager).await;
        let page = manager.get("/desk/sakura/trail?group=desk").await;
        let texts = crate::web::language::Language::Japanese { asked: true }.texts();
        let name = |action| (texts.desk_people.action)(action).name;
        use madoguchi_rules::desk_actions::DeskAction::{Address, Caution, Lift};
        for words in [format!("{} (承認の依頼)", name(Address)), name(Lift).to_owned(), name(Caution).to_owned()] {
            assert!(page.says(&words), "{words}\n{}", page.text());
        }
        let own = story.logged_in("hanako").await.get("/portal/settings/access").await;
        assert!(own.says(name(Lift)) && own.says("その他の操作") && !own.says(name(Caution)), "{}", own.text());
    }

    async fn the_facts_of_an_event_are_told_in_words_in_both_languages(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let handed_in = format!(r#"{{"handed_in_by":"staff:{}","approval_reasons":"leavers,bulk_moves","mode":"full","note":null}}"#, clerk.id);
        let told = [
            ("staff.role_changed", r#"{"from":"viewer","to":"manager","deputy":false}"#, &["変更前：閲覧", "代理承認者：いいえ"][..], "Deputy: no"),
            (
                "insurer.settings_changed",
                r#"{"changes":{"registrants":{"from":"insured","to":"all"}},"reason":"規程の変更"}"#,
                &["登録できる人：被保険者（本人）だけ → 被保険者と被扶養者", "理由：規程の変更"][..],
                "Reason: 規程の変更",
            ),
            ("call.noted", r#"{"call":"1","reason":"no_code","outcome":"settled"}"#, &["理由：認証コードが届かない", "結果：解決した"][..], "Outcome: "),
            ("account.login_refused", r#"{"reason":"stopped"}"#, &["理由：アカウントを停止中"][..], "Reason: the account is stopped"),
            ("announcement.added", r#"{"from":"2026-12-01","until":null,"audience":"all","mail":true}"#, &["掲載の始まり：2026-12-01", "対象：すべての方", "メール：はい"][..], "Mail: yes"),
            ("roster.imported", &handed_in, &["承認が必要な理由：資格を失う人が多い、記号・番号が多数変わる", "取込の方法：全件"][..], "Way of import: full"),
        ];
        for (action, detail, ..) in &told {
            put(&story, ("staff", "staff:1"), action, "insurer:1".to_owned(), detail).await;
        }
        let manager = story.desk_client(Role::Manager).await;
        let page = manager.get("/desk/sakura/trail").await;
        for (action, _, words, _) in &told {
            for words in *words {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(page.says(&words), "{action}: {words}\n{}", page.text());
            }
        }
        let names: Vec<(String,)> = story.rows("SELECT name FROM staff ORDER BY id").await;
        assert!(page.says(&format!("承認を依頼した人：{}", names[0].0)), "{}", page.text());
        let english = manager.get("/desk/sakura/trail?lang=en").await;
        for (action, .., words) in &told {
            assert!(english.says(words.trim()), "{action}: {words}\n{}", english.text());
        }
        for page in [&page, &english] {
            let facts = page.select_texts("tbody td:last-child").join(" ");
            assert!(!facts.contains('_') && !facts.contains('{'), "no names of the database: {facts}");
        }
    }

    async fn the_filter_narrows_and_keeps_what_was_asked_from_page_to_page(database: TestDatabase) {
        let story = Story::begin(database).await;
        let manager = story.desk_client(Role::Manager).await;
        for number in 0..60 {
            record(&story, ("member", "account:1"), "account.logged_in", format!("account:{number}")).await;
        }
        record(&story, ("command", "root"), "roster.imported", "insurer:1".to_owned()).await;
        let page = manager.get("/desk/sakura/trail").await;
        let only = page.form().choose("who", "会員").press("絞り込む").await;
        assert_eq!(only.select_texts("tbody tr").len(), 50);
        assert!(!only.says("コマンド"));
        let second = only.click("さらに前の記録").await;
        assert_eq!(second.select_texts("tbody tr").len(), 10);
        let rosters = page.form().choose("group", "加入者データ").press("絞り込む").await;
        assert_eq!(rosters.select_texts("tbody tr").len(), 1);
        story.later(SignedDuration::from_hours(24));
        let manager = story.desk_client(Role::Manager).await;
        let tomorrow = manager.get("/desk/sakura/trail?from=2026-11-23").await;
        assert!(!tomorrow.says("コマンド"));
        let wrong = manager.get("/desk/sakura/trail?from=2026-11-23&until=2026-11-22").await;
        assert!(wrong.status() == 422 && !wrong.error_on("until").is_empty());
        assert_eq!(manager.get("/desk/sakura/trail?from=x").await.status(), 422);
    }

    async fn what_is_shown_is_taken_out_with_a_purpose_which_is_in_the_trail(database: TestDatabase) {
        let story = Story::begin(database).await;
        let manager = story.desk_client(Role::Manager).await;
        record(&story, ("member", "account:1"), "account.logged_in", "account:1".to_owned()).await;
        record(&story, ("command", "=cmd|x"), "roster.imported", "insurer:1".to_owned()).await;
        let page = manager.get("/desk/sakura/trail?group=roster").await;
        let refused = page.form().press("ダウンロードする").await;
        assert!(refused.status() == 422 && !refused.error_on("purpose").is_empty() && refused.select_texts("tbody tr").len() == 1);
        let file = refused.form().fill("利用目的", "監査への提出のため").press("ダウンロードする").await;
        let text = file.source();
        assert!(text.contains("roster.imported,,insurer:1,理由：電話でのお問い合わせ") && !text.contains("account.logged_in"), "{text}");
        assert!(text.contains("'=cmd|x"), "a formula is none");
        let trail: Vec<(String, String)> = story.rows("SELECT subject, detail FROM audit_events WHERE action = 'data.exported'").await;
        assert!(trail.len() == 1 && trail[0].1.contains("監査への提出のため") && trail[0].0.starts_with("trail:2026-10-"), "{trail:?}");
    }

    async fn the_trail_is_for_managers_and_operators_see_the_services_own(database: TestDatabase) {
        let story = Story::begin(database).await;
        record(&story, ("member", "account:1"), "account.logged_in", "account:1".to_owned()).await;
        for role in [Role::Viewer, Role::Clerk] {
            assert_eq!(story.desk_client(role).await.get("/desk/sakura/trail").await.status(), 404);
        }
        let operator = story.operator_client().await;
        let page = operator.get("/desk/service/trail").await;
        assert!(page.status() == 200 && page.says("ログイン") && !page.says("会員 ログイン"));
        assert_eq!(operator.get("/desk/sakura/trail").await.status(), 404);
    }
}
