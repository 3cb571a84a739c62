#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::SignedDuration;
use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{At, Work};
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{ICHIRO_JUST_LEFT, PASSWORD, TEPPEI, YUI},
};

use crate::{
    codes::{self, CodePurpose},
    mail::Letter,
    testing::Story,
};

const NEW_PASSWORD: &str = "Komorebi?8-tsubame";

/// The first step filled in and sent.
async fn ask(client: &Client, user_id: &str, email: &str) -> Page {
    let form = client.get("/portal/recover/password").await.form();
    form.fill("ユーザーID", user_id).fill("メールアドレス", email).press("送信する").await
}

/// At the second step.
async fn at_code(client: &Client, user_id: &str, email: &str) -> Page {
    let page = ask(client, user_id, email).await;
    assert_eq!((page.status(), page.location()), (303, "/portal/recover/password/code"));
    page.follow().await
}

/// At the third step.
async fn at_new(story: &Story, client: &Client, user_id: &str) -> Page {
    story.later(SignedDuration::from_secs(1));
    let page = at_code(client, user_id, &format!("{user_id}@example.jp")).await;
    let page = page.form().fill("認証コード", &story.code().await).press("認証する").await;
    assert_eq!((page.status(), page.location()), (303, "/portal/recover/password/new"));
    page.follow().await
}

/// A code that is not this one.
fn other_than(code: &str) -> &'static str {
    if code == "123456" { "654321" } else { "123456" }
}

/// The page without what differs from visitor to visitor and from flow to flow by chance.
fn without_chance(page: &Page) -> String {
    let mut text = page.source().to_owned();
    for name in ["csrf", "flow"] {
        if let Some(value) = page.attribute(&format!("main input[name={name}]"), "value") {
            text = text.replace(&value, name);
        }
    }
    text
}

async fn can_log_in(story: &Story, user_id: &str, password: &str) -> bool {
    let form = story.client.another().get("/portal/").await.form();
    form.fill("ユーザーID", user_id).fill("パスワード", password).press("ログイン").await.status() == 303
}

on_both_engines! {
    async fn who_knows_user_id_and_address_sets_a_new_password_by_a_code(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let page = at_code(&story.client, " ＨＡＮＡＫＯ ", "Hanako@EXAMPLE.jp").await;
        assert!(page.says("10時10分まで"));
        let (address, letter) = story.letters().await.pop().unwrap();
        assert_eq!(address, "hanako@example.jp");
        assert!(matches!(letter, Letter::RecoveryCode { .. }));

        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await.follow().await;
        assert_eq!(page.heading(), "新しいパスワードの設定");
        assert!(page.says("hanako"));
        let page = page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/"));
        assert!(story.letters().await.contains(&("hanako@example.jp".to_owned(), Letter::PasswordChanged)));
        assert!(can_log_in(&story, "hanako", NEW_PASSWORD).await);
        assert!(!can_log_in(&story, "hanako", PASSWORD).await);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.password_reset'").await, 1);
    }

    async fn a_reset_does_not_log_in_and_says_once_what_was_done(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let page = at_new(&story, &story.client, "hanako").await;
        let page = page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await.follow().await;
        assert_eq!(page.heading(), "ログイン");
        assert!(page.says("パスワードを変更しました。"));
        assert!(story.client.cookie("madoguchi-session").is_none());
        assert!(story.client.cookie("madoguchi-recovery").is_none());
        assert_eq!(story.client.get("/portal/home").await.location(), "/portal/");
        assert!(!story.client.get("/portal/").await.says("パスワードを変更しました。"));
        assert_eq!(story.client.get("/portal/recover/password/new").await.location(), "/portal/recover/password");
    }

    async fn a_reset_ends_every_session(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        let (first, second, other) = (story.logged_in("hanako").await, story.logged_in("hanako").await, story.logged_in("teppei").await);
        let page = at_new(&story, &second, "hanako").await;
        page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await;
        for client in [&first, &second] {
            assert_eq!(client.get("/portal/settings").await.location(), "/portal/");
        }
        assert_eq!(other.get("/portal/settings").await.status(), 200);
    }

    async fn the_pages_of_an_unknown_pair_are_those_of_a_known_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        let pairs = [("hanako", "hanako@example.jp"), ("hanako", "teppei@example.jp"), ("nobody", "nobody@example.jp")];
        let mut walks = Vec::new();
        for (user_id, email) in pairs {
            let client = story.client.another();
            let mut page = at_code(&client, user_id, email).await;
            let mut walk = vec![without_chance(&page)];
            for _ in 0..3 {
                page = page.form().fill("認証コード", other_than(&story.code().await)).press("認証する").await;
                walk.push(format!("{} {}", page.status(), without_chance(&page)));
            }
            page = page.form().press("認証コードを再送する").await;
            walk.push(format!("{} {}", page.status(), without_chance(&page)));
            for _ in 0..2 {
                page = page.form().fill("認証コード", other_than(&story.code().await)).press("認証する").await;
                walk.push(format!("{} {}", page.status(), without_chance(&page)));
            }
            let over = client.get("/portal/recover/password/code").await;
            walk.push(format!("{} {}", over.status(), over.location()));
            walks.push(walk);
        }
        assert_eq!(walks[0], walks[1]);
        assert_eq!(walks[0], walks[2]);
        assert_eq!(story.letters().await.len(), 1);
    }

    async fn five_wrong_tries_end_the_flow_and_the_right_code_comes_too_late(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let first = at_code(&story.client, "hanako", "hanako@example.jp").await;
        let code = story.code().await;
        let mut page = first.clone();
        for left in (1..5).rev() {
            page = page.form().fill("認証コード", other_than(&code)).press("認証する").await;
            assert_eq!(page.status(), 422);
            assert!(page.error_on("code").contains(&format!("あと{left}回")));
        }
        let page = page.form().fill("認証コード", other_than(&code)).press("認証する").await;
        assert_eq!((page.status(), page.heading().as_str()), (422, "手続きを終了しました"));
        let page = first.form().fill("認証コード", &code).press("認証する").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/recover/password"));
        assert!(can_log_in(&story, "hanako", PASSWORD).await);
    }

    async fn of_parallel_tries_five_are_judged(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let page = at_code(&story.client, "hanako", "hanako@example.jp").await;
        let code = story.code().await;
        let tries = (0..20).map(|_| tokio::spawn(page.form().fill("認証コード", other_than(&code)).press("認証する")));
        for tried in tries.collect::<Vec<_>>() {
            tried.await.unwrap();
        }
        assert_eq!(story.rows::<(i64,)>("SELECT wrong_tries FROM codes").await, [(5,)]);
        assert_eq!(story.count("SELECT COUNT(*) FROM recovery_flows WHERE ended_at IS NULL").await, 0);
    }

    async fn an_unreadable_code_costs_no_try(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = at_code(&story.client, "nobody", "nobody@example.jp").await;
        let page = page.form().fill("認証コード", "12345").press("認証する").await;
        assert_eq!(page.status(), 422);
        assert_eq!(story.rows::<(i64,)>("SELECT wrong_tries FROM codes").await, [(0,)]);
    }

    async fn a_resend_comes_after_a_minute_and_voids_the_old_code_but_gives_no_tries_back(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let page = at_code(&story.client, "hanako", "hanako@example.jp").await;
        let old = story.code().await;
        let page = page.form().fill("認証コード", other_than(&old)).press("認証する").await;
        let page = page.form().press("認証コードを再送する").await;
        assert_eq!(page.status(), 422);
        assert!(page.errors()[0].text.contains("60秒"));
        story.later(SignedDuration::from_secs(60));
        let page = page.form().press("認証コードを再送する").await.follow().await;
        assert!(page.says("10時11分まで"));
        let new = story.code().await;
        if old != new {
            let page = page.form().fill("認証コード", &old).press("認証する").await;
            assert!(page.error_on("code").contains("あと3回"));
        }
        let page = page.form().fill("認証コード", &new).press("認証する").await;
        assert_eq!(page.location(), "/portal/recover/password/new");
    }

    async fn a_code_is_good_for_ten_minutes_and_a_flow_for_thirty(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let page = at_code(&story.client, "hanako", "hanako@example.jp").await;
        story.later(SignedDuration::from_mins(10));
        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert_eq!(page.status(), 422);
        assert!(page.error_on("code").contains("有効期限"));
        story.later(SignedDuration::from_mins(20));
        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert_eq!(page.location(), "/portal/recover/password");
    }

    async fn a_code_of_another_purpose_or_flow_is_refused(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let (other, mine) = (story.client.another(), story.client.another());
        at_code(&other, "hanako", "hanako@example.jp").await;
        let code_of_other = story.code().await;
        let page = at_code(&mine, "hanako", "hanako@example.jp").await;
        if story.code().await != code_of_other {
            assert_eq!(page.form().fill("認証コード", &code_of_other).press("認証する").await.status(), 422);
        }
        let flow_id: i64 = page.attribute("input[name=flow]", "value").unwrap().parse().unwrap();
        let (portal, address) = (&story.portal, &MailAddress::parse("hanako@example.jp").unwrap());
        let now = portal.clock.now();
        let issue = |work: Work| async move { codes::issue(portal, &work, flow_id, CodePurpose::SignUp, address, now).await };
        let of_sign_up = portal.store.write(issue).await.unwrap();
        assert_eq!(page.form().fill("認証コード", &of_sign_up.code).press("認証する").await.status(), 422);
    }

    async fn a_weak_password_is_refused_and_nothing_has_changed(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let page = at_new(&story, &story.client, "hanako").await;
        for weak in ["", "short1!", "hanako-1986!", "Password1!"] {
            let page = page.form().fill("新しいパスワード", weak).press("変更する").await;
            assert_eq!(page.status(), 422, "{weak}");
            assert_eq!(page.value_of("password"), "");
            assert!(!page.error_on("password").is_empty());
        }
        assert!(can_log_in(&story, "hanako", PASSWORD).await);
        let page = page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await;
        assert_eq!(page.status(), 303);
    }

    async fn a_flow_sets_one_password_and_ends_the_other_flows_of_the_account(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let (one, other) = (story.client.another(), story.client.another());
        let page_of_other = at_new(&story, &other, "hanako").await;
        let page = at_new(&story, &one, "hanako").await;
        assert_eq!(page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await.location(), "/portal/");
        for late in [page, page_of_other] {
            let late = late.form().fill("新しいパスワード", "Asagao#5-hotaru").press("変更する").await;
            assert_eq!(late.location(), "/portal/recover/password");
        }
        assert!(can_log_in(&story, "hanako", NEW_PASSWORD).await);
    }

    async fn a_step_out_of_order_leads_to_the_open_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        for path in ["/portal/recover/password/code", "/portal/recover/password/new"] {
            assert_eq!(story.client.get(path).await.location(), "/portal/recover/password");
        }
        let page = at_code(&story.client, "hanako", "hanako@example.jp").await;
        assert_eq!(story.client.get("/portal/recover/password/new").await.location(), "/portal/recover/password/code");
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        let skipped = story.client.post("/portal/recover/password/new", &[("csrf", &csrf), ("password", NEW_PASSWORD)]).await;
        assert_eq!((skipped.status(), skipped.location()), (303, "/portal/recover/password/code"));
        page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert_eq!(story.client.get("/portal/recover/password/code").await.location(), "/portal/recover/password/new");
        assert!(can_log_in(&story, "hanako", PASSWORD).await);
    }

    async fn another_visitors_cookie_is_of_no_use_without_the_code(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        at_code(&story.client, "hanako", "hanako@example.jp").await;
        let thief = story.client.another();
        thief.put_cookie(story.client.cookie("madoguchi-recovery").unwrap());
        assert_eq!(thief.get("/portal/recover/password/new").await.location(), "/portal/recover/password/code");
        let mut forged = story.client.cookie("madoguchi-recovery").unwrap();
        forged.value = "A".repeat(43);
        thief.put_cookie(forged);
        assert_eq!(thief.get("/portal/recover/password/code").await.location(), "/portal/recover/password");
    }

    async fn the_form_of_a_tab_whose_flow_was_replaced_changes_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        let of_hanako = at_new(&story, &story.client, "hanako").await;
        let of_teppei = at_new(&story, &story.client, "teppei").await;
        let page = of_hanako.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await;
        assert_eq!(page.location(), "/portal/recover/password");
        assert!(can_log_in(&story, "hanako", PASSWORD).await && can_log_in(&story, "teppei", PASSWORD).await);
        assert_eq!(of_teppei.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await.location(), "/portal/");
        assert!(can_log_in(&story, "teppei", NEW_PASSWORD).await);
    }

    async fn fields_that_the_form_does_not_have_change_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let teppei = story.enrol_registered(&TEPPEI, "teppei").await;
        let page = at_new(&story, &story.client, "hanako").await;
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        let (flow, account) = (page.attribute("input[name=flow]", "value").unwrap(), teppei.id.to_string());
        let fields = [
            ("csrf", csrf.as_str()),
            ("flow", &flow),
            ("password", NEW_PASSWORD),
            ("account_id", &account),
            ("email", "thief@example.com"),
            ("user_id", "teppei"),
        ];
        assert_eq!(story.client.post("/portal/recover/password/new", &fields).await.location(), "/portal/");
        assert!(can_log_in(&story, "teppei", PASSWORD).await);
        assert!(can_log_in(&story, "hanako", NEW_PASSWORD).await);
        let (insurer_id, id) = (hanako.insurer_id, hanako.id);
        let now = story.portal.store.read(|work| async move { work.account(insurer_id, id).await }).await.unwrap().unwrap();
        assert_eq!((now.email, now.user_id), (hanako.email, hanako.user_id));
    }

    async fn who_left_and_may_still_read_may_reset_and_who_is_shut_out_gets_no_mail(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&ICHIRO_JUST_LEFT, "ichiro").await;
        at_code(&story.client, "ichiro", "ichiro@example.jp").await;
        assert_eq!(story.letters().await.len(), 1);
        story.set("after_leaving", "close").await;
        at_code(&story.client.another(), "ichiro", "ichiro@example.jp").await;
        assert_eq!(story.letters().await.len(), 1);
    }

    async fn a_closed_account_gets_no_mail_and_one_that_closes_meanwhile_is_not_reset(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let page = at_new(&story, &story.client, "hanako").await;
        let at = At::from(story.portal.clock.now());
        let (insurer_id, id) = (hanako.insurer_id, hanako.id);
        story.portal.store.write(|work: Work| async move { work.close_account(insurer_id, id, at).await }).await.unwrap();
        let page = page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await;
        assert_eq!(page.location(), "/portal/recover/password");
        at_code(&story.client.another(), "hanako", "hanako@example.jp").await;
        assert_eq!(story.letters().await.len(), 1);
    }

    async fn what_cannot_be_read_is_pointed_at_and_begins_no_flow(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = ask(&story.client, " ", "hanako").await;
        assert_eq!(page.status(), 422);
        assert_eq!(page.errors().len(), 2);
        assert_eq!(page.value_of("email"), "hanako");
        assert_eq!(story.count("SELECT COUNT(*) FROM recovery_flows").await, 0);
    }

    async fn the_journey_is_there_in_english(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.get("/portal/recover/password?lang=en").await;
        assert_eq!((page.language().as_str(), page.heading().as_str()), ("en", "Forgotten password"));
        let page = page.form().fill("User ID", "nobody").fill("Email address", "nobody@example.jp").press("Send").await.follow().await;
        assert_eq!(page.heading(), "Enter the code");
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
    }

    async fn five_flows_a_day_are_told_alike_for_known_and_unknown_user_ids(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let mut told = Vec::new();
        for user_id in ["hanako", "nobody"] {
            for place in 0..5 {
                at_code(&story.client.another(), user_id, &format!("{user_id}{place}@example.jp")).await;
            }
            let page = ask(&story.client, user_id, &format!("{user_id}@example.jp")).await;
            assert_eq!(page.status(), 429);
            told.push((page.header("retry-after").map(str::to_owned), without_chance(&page)));
        }
        assert_eq!(told[0], told[1]);
        assert!(story.letters().await.is_empty());
        assert!(can_log_in(&story, "hanako", PASSWORD).await);
        story.later(SignedDuration::from_hours(24));
        at_code(&story.client, "hanako", "hanako@example.jp").await;
    }

    async fn five_mails_an_hour_are_told_alike_for_known_and_unknown_addresses(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let mut told = Vec::new();
        for user_id in ["hanako", "nobody"] {
            let client = story.client.another();
            let mut page = at_code(&client, user_id, &format!("{user_id}@example.jp")).await;
            for _ in 0..4 {
                story.later(SignedDuration::from_secs(60));
                page = page.press("認証コードを再送する").await.follow().await;
            }
            let early = page.press("認証コードを再送する").await;
            assert_eq!(early.status(), 422);
            story.later(SignedDuration::from_secs(60));
            let page = page.press("認証コードを再送する").await;
            told.push((page.status(), page.header("retry-after").map(str::to_owned)));
        }
        assert_eq!(told[0].0, 429);
        assert_eq!(told[0], told[1]);
        assert_eq!(story.letters().await.len(), 5);
    }

    async fn a_reset_forgets_the_failed_logins(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        let form = client.get("/portal/settings/close").await.form();
        form.tick("confirm").fill("現在のパスワード", "wrong-1!").press("退会する").await;
        story.rows::<(i64,)>("UPDATE login_failures SET consecutive = 100 RETURNING consecutive").await;
        let form = client.get("/portal/settings/close").await.form();
        let page = form.tick("confirm").fill("現在のパスワード", PASSWORD).press("退会する").await;
        assert!(page.error_on("current_password").contains("再設定"));
        let page = at_new(&story, &story.client, "hanako").await;
        page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await;
        assert_eq!(story.count("SELECT COUNT(*) FROM login_failures").await, 0);
        assert!(can_log_in(&story, "hanako", NEW_PASSWORD).await);
    }
}
