use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_store::{At, Work, outbox::MailEnd, roster::RosterEntry};
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{Person, YUI},
};

use crate::{
    announcements::mailing,
    testing::{Story, entry},
};

const TITLE: &str = "予防接種の補助について";

async fn write(client: &Client, audience: &str, fill: &[(&str, &str)], ticks: &[&str]) -> Page {
    let form = client.get("/desk/sakura/notices").await.click("お知らせを書く").await.form();
    let mut form = form.fill("件名", TITLE).fill("本文", "**12月1日**から受け付けます。").choose("audience", audience);
    for (label, text) in fill {
        form = form.fill(label, text);
    }
    for name in ticks {
        form = form.tick(name);
    }
    form.press("プレビューを見る").await
}

async fn publish(client: &Client, audience: &str, ticks: &[&str]) -> Page {
    write(client, audience, &[], ticks).await.press("この内容で掲載する").await.follow().await
}

on_both_engines! {
    async fn a_clerk_sees_the_notice_as_members_will_and_publishes_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        story.enrol(&Person { number: "77", ..YUI }).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let preview = write(&clerk, "すべての方", &[("掲載を終える日", "2026年12月31日")], &["mail"]).await;
        assert_eq!((preview.status(), preview.heading().as_str()), (200, "お知らせのプレビュー"));
        assert_eq!(preview.select_texts("article strong"), ["12月1日"]);
        assert!(preview.says("2026年11月22日から2026年12月31日まで") && preview.says("今日の対象は1通です") && preview.says("今日の時点で1人です"));
        assert!(preview.markup_errors().is_empty(), "{:?}", preview.markup_errors());
        assert_eq!(story.count("SELECT COUNT(*) FROM announcements").await, 0, "a preview adds nothing");
        let form = preview.press("内容を直す").await;
        assert_eq!((form.value_of("件名").as_str(), form.value_of("掲載を終える日").as_str()), (TITLE, "2026年12月31日"));
        let preview = form.form().fill("件名", "予防接種の補助").press("プレビューを見る").await;
        let page = preview.press("この内容で掲載する").await.follow().await;
        assert!(page.says("お知らせを掲載しました。") && page.says("作成中です") && page.says("予防接種の補助"));
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        assert!(story.client.get("/portal/?insurer=sakura").await.says("予防接種の補助"));
        assert_eq!(mailing::run(&story.portal).await.unwrap(), 1);
        let list = clerk.get("/desk/sakura/notices").await;
        assert!(list.says("掲載中") && list.says("すべての方") && list.says("1通"));
        assert!(list.markup_errors().is_empty(), "{:?}", list.markup_errors());
        let trail: Vec<(String, String)> = story.rows("SELECT actor_kind, detail FROM audit_events WHERE action = 'announcement.added'").await;
        assert!(trail.len() == 1 && trail[0].0 == "staff" && trail[0].1.contains("\"mail\":true"));
    }

    async fn what_cannot_be_is_told_at_its_field_and_nothing_is_lost(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        for (audience, fill, ticks, field) in [
            ("すべての方", &[("件名", "")][..], &[][..], "title"),
            ("すべての方", &[("本文", " ")], &[], "body"),
            ("すべての方", &[("掲載をはじめる日", "13月1日")], &[], "from"),
            ("すべての方", &[("掲載をはじめる日", "2026-12-02"), ("掲載を終える日", "2026-12-01")], &[], "until"),
            ("すべての方", &[("掲載をはじめる日", "2026-11-01"), ("掲載を終える日", "2026-11-21")], &[], "until"),
            ("記号で選ぶ", &[], &[], "symbols"),
            ("年齢で選ぶ", &[("age_from", "50"), ("age_until", "40")], &[], "age_from"),
            ("登録がまだの方", &[], &["mail"], "mail"),
            ("すべての方", &[], &["essential"], "essential"),
        ] {
            let page = write(&clerk, audience, fill, ticks).await;
            assert_eq!(page.status(), 422, "{field}");
            assert!(!page.error_on(field).is_empty(), "{field}");
            assert!(field == "body" || page.value_of("本文").contains("12月1日"), "{field}");
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM announcements").await, 0);
        let english = clerk.get("/desk/sakura/notices/new?lang=en").await;
        let page = english.form().fill("Title", "x").press("See a preview").await;
        assert!(page.error_on("body").starts_with("Enter a text"));
    }

    async fn a_button_that_is_pressed_twice_adds_one_notice(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let preview = write(&clerk, "すべての方", &[], &["mail"]).await;
        let first = preview.press("この内容で掲載する").await;
        assert_eq!(preview.press("この内容で掲載する").await.location(), first.location());
        assert_eq!(story.count("SELECT COUNT(*) FROM announcements").await, 1);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'announcement.added'").await, 1);
    }

    async fn a_notice_goes_out_by_mail_later_and_once(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = publish(&clerk, "登録した方", &[]).await;
        assert!(!page.says("作成中です"));
        let page = page.press("メールを送りはじめる").await.follow().await;
        assert!(page.says("メールの送信をはじめました。") && page.says("作成中です"));
        assert!(!page.buttons().contains(&"メールを送りはじめる".to_owned()));
        mailing::run(&story.portal).await.unwrap();
        assert_eq!(story.letters().await.len(), 1);
        let removed = clerk.get(page.address()).await.press("取り下げる").await;
        assert!(removed.location() == "/desk/sakura/notices" && removed.follow().await.says("お知らせを取り下げました。"));
        assert!(story.letters().await.is_empty(), "what had not gone is dropped");
        assert_eq!(clerk.get(page.address()).await.status(), 404);
    }

    async fn the_page_tells_how_far_the_mails_are_and_what_came_back(database: TestDatabase) {
        let story = Story::begin(database).await;
        for (number, user_id) in [("71", "one.member"), ("72", "two.member"), ("73", "three.member")] {
            story.enrol_registered(&Person { number, ..YUI }, user_id).await;
        }
        let clerk = story.desk_client(Role::Clerk).await;
        let page = publish(&clerk, "登録した方", &["mail"]).await;
        let count = |page: &Page, words: &str| {
            let place = page.select_texts("dl.facts dt").iter().position(|label| label == words).unwrap_or_else(|| panic!("{words}"));
            page.select_texts("dl.facts dd")[place].clone()
        };
        let texts = &crate::web::language::Language::Japanese { asked: true }.texts().desk_notices;
        assert_eq!((count(&page, texts.made), count(&page, texts.queued)), ("0".to_owned(), "0".to_owned()));
        mailing::run(&story.portal).await.unwrap();
        let page = clerk.get(page.address()).await;
        assert_eq!((count(&page, texts.made), count(&page, texts.queued)), ("3".to_owned(), "3".to_owned()));
        let mails: Vec<(i64,)> = story.rows("SELECT id FROM outbox WHERE mailing_id IS NOT NULL ORDER BY id").await;
        let at = At::from(story.portal.clock.now());
        for (number, end) in [(0, MailEnd::Delivered), (1, MailEnd::Delivered), (2, MailEnd::Failed)] {
            let id = mails[number].0;
            story.portal.store.write(|work: Work| async move { work.finish_mail(id, end, at, None).await }).await.unwrap();
        }
        let bounced = mails[1].0;
        story.portal.store.write(|work: Work| async move { work.note_bounce(bounced, "hard", "5.1.1", at).await }).await.unwrap();
        let page = clerk.get(page.address()).await;
        let told = [texts.queued, texts.delivered, texts.failed, texts.bounced].map(|words| count(&page, words));
        assert_eq!(told, ["0", "2", "1", "1"], "of those handed over one came back: {}", page.text());
    }

    async fn the_addresses_for_paper_are_taken_out_with_a_purpose(database: TestDatabase) {
        let story = Story::begin(database).await;
        let id = story.portal.random.id(story.portal.clock.now());
        let person = &RosterEntry {
            postal_code: Some("100-0001".to_owned()),
            address: Some("千代田区𠮷ビル".to_owned()),
            ..entry(story.insurer.id, id, &YUI)
        };
        story.portal.store.write(|work: Work| async move { work.add_roster_entry(person).await }).await.unwrap();
        let clerk = story.desk_client(Role::Clerk).await;
        let page = publish(&clerk, "すべての方", &[]).await;
        let refused = page.form().fill("利用目的", "送る").press("ダウンロードする").await;
        assert!(refused.status() == 422 && !refused.error_on("purpose").is_empty());
        let file = page.form().fill("利用目的", "お知らせの郵送のため").press("ダウンロードする").await;
        assert_eq!(file.status(), 200);
        assert!(file.source().contains("100-0001,千代田区𠮷ビル"));
        assert!(file.header("content-disposition").unwrap().starts_with("attachment;"));
        let gaps = page.form().choose("kind", "CSV（Shift_JIS／CP932）").fill("利用目的", "お知らせの郵送のため").press("ダウンロードする").await;
        assert!(gaps.says("Shift_JISで表せない文字があります") && gaps.select_texts("td") == ["2", "住所", "𠮷"]);
        assert!(gaps.markup_errors().is_empty(), "{:?}", gaps.markup_errors());
        let trail = "SELECT detail FROM audit_events WHERE action = 'data.exported'";
        let so_far: Vec<(String,)> = story.rows(trail).await;
        assert_eq!(so_far.len(), 1, "what was not taken is not in the trail");
        assert!(so_far[0].0.contains("お知らせの郵送のため") && so_far[0].0.contains("\"rows\":1"));
        let file = gaps.press("「〓」に置き換えてダウンロードする").await;
        assert_eq!(file.header("content-type"), Some("text/csv; charset=Shift_JIS; header=present"));
        assert_eq!(story.rows::<(String,)>(trail).await.len(), 2);
    }

    async fn a_viewer_reads_and_the_services_notices_are_the_operators(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let own = publish(&clerk, "すべての方", &[]).await;
        let operator = story.operator_client().await;
        let form = operator.get("/desk/service/notices/new").await.form();
        let preview = form.fill("件名", "全体へのお知らせ").fill("本文", "文").press("プレビューを見る").await;
        let of_service = preview.press("この内容で掲載する").await.follow().await;
        let number = of_service.address().rsplit('/').next().unwrap().to_owned();

        let viewer = story.desk_client(Role::Viewer).await;
        let list = viewer.get("/desk/sakura/notices").await;
        assert!(list.says(TITLE) && list.says("全体へのお知らせ") && list.says("サービス全体のお知らせ") && !list.has_link("お知らせを書く"));
        assert!(!viewer.get(own.address()).await.buttons().contains(&"取り下げる".to_owned()));
        assert_eq!(viewer.get("/desk/sakura/notices/new").await.status(), 404);

        let seen = clerk.get(&format!("/desk/sakura/notices/{number}")).await;
        assert!(seen.says("全体へのお知らせ") && !seen.buttons().contains(&"取り下げる".to_owned()));
        assert!(seen.buttons().contains(&"ダウンロードする".to_owned()), "its own people's addresses");
        let csrf = seen.attribute("input[name=csrf]", "value").unwrap();
        let answer = clerk.post(&format!("/desk/sakura/notices/{number}/remove"), &[("csrf", &csrf)]).await;
        assert_eq!(answer.status(), 404);
        assert!(!operator.get("/desk/service/notices").await.says(TITLE));
        assert!(story.client.get("/portal/").await.says("全体へのお知らせ"));
    }

    async fn another_insurers_notice_does_not_exist(database: TestDatabase) {
        let story = Story::begin(database).await;
        let own = publish(&story.desk_client(Role::Clerk).await, "すべての方", &[]).await;
        let kaede = story.another_insurer("kaede").await;
        let stranger = story.desk_client_of(&story.staff_at(&kaede, Role::Manager, false).await).await;
        let there = own.address().replace("sakura", "kaede");
        assert_eq!((stranger.get(&there).await.status(), stranger.get(own.address()).await.status()), (404, 404));
        assert_eq!(stranger.get("/desk/kaede/notices/nonsense").await.status(), 404);
    }

    async fn a_long_list_comes_page_by_page(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        for _ in 0..21 {
            publish(&clerk, "登録した方", &[]).await;
            story.later(SignedDuration::from_secs(1));
        }
        let first = clerk.get("/desk/sakura/notices").await;
        assert_eq!(first.select_texts("tbody tr").len(), 20);
        let second = first.click("さらに前のお知らせ").await;
        assert_eq!(second.select_texts("tbody tr").len(), 1);
        assert!(!second.has_link("さらに前のお知らせ"));
        assert_eq!(clerk.get("/desk/sakura/notices?after=nonsense").await.select_texts("tbody tr").len(), 20);
    }
}
