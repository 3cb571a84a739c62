#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::SignedDuration;
use madoguchi_store::accounts::{Account, NewAccount};
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{ICHIRO_JUST_LEFT, PASSWORD, TEPPEI, YUI},
};

use crate::{mail::Letter, member::signup::story, testing::Story};

const NEW_PASSWORD: &str = "Komorebi?8-tsubame";

async fn change_password(client: &Client, current: &str, new: &str) -> Page {
    let form = client.get("/portal/settings/password").await.form();
    form.fill("現在のパスワード", current).fill("新しいパスワード", new).press("変更する").await
}

async fn change_email(client: &Client, current: &str, email: &str) -> Page {
    let form = client.get("/portal/settings/email").await.form();
    form.fill("現在のパスワード", current).fill("新しいメールアドレス", email).press("変更する").await
}

async fn close(client: &Client, current: &str) -> Page {
    let form = client.get("/portal/settings/close").await.form();
    form.tick("confirm").fill("現在のパスワード", current).press("退会する").await
}

async fn is_logged_in(client: &Client) -> bool {
    client.get("/portal/settings/sessions").await.status() == 200
}

async fn stored(story: &Story, account: &NewAccount) -> Account {
    let (insurer_id, id) = (account.insurer_id, account.id);
    story.portal.store.read(|work| async move { work.account(insurer_id, id).await }).await.unwrap().unwrap()
}

async fn can_log_in(story: &Story, user_id: &str, password: &str) -> bool {
    let form = story.client.another().get("/portal/").await.form();
    form.fill("ユーザーID", user_id).fill("パスワード", password).press("ログイン").await.status() == 303
}

fn other_than(code: &str) -> &'static str {
    if code == "123456" { "654321" } else { "123456" }
}

on_both_engines! {
    async fn the_overview_shows_the_user_id_and_the_address_masked(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        let page = client.get("/portal/settings").await;
        assert_eq!(page.heading(), "ご登録内容");
        assert!(page.says("hanako") && page.says("ha***@example.jp") && !page.says("hanako@example.jp"));
        for (link, heading) in [
            ("パスワードの変更", "パスワードの変更"),
            ("メールアドレスの変更", "メールアドレスの変更"),
            ("二つ目の認証手段（二要素認証）", "二つ目の認証手段の登録"),
            ("ログイン中の端末", "ログイン中の端末"),
            ("退会", "退会"),
        ] {
            let page = page.click(link).await;
            assert_eq!(page.heading(), heading);
            assert!(page.buttons().contains(&"ログアウト".to_owned()));
            assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        }
    }

    async fn nobody_reaches_the_settings_without_logging_in(database: TestDatabase) {
        let story = Story::begin(database).await;
        for path in ["", "/password", "/email", "/email/code", "/sessions", "/close"] {
            let page = story.client.get(&format!("/portal/settings{path}")).await;
            assert_eq!((page.status(), page.location()), (303, "/portal/"));
        }
    }

    async fn a_password_change_ends_the_other_sessions_and_renews_this_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let (here, elsewhere) = (story.logged_in("hanako").await, story.logged_in("hanako").await);
        let old = here.cookie("madoguchi-session").unwrap();
        let page = change_password(&here, PASSWORD, NEW_PASSWORD).await;
        assert_eq!((page.status(), page.location()), (303, "/portal/settings"));
        let page = page.follow().await;
        assert!(page.says("パスワードを変更しました。"));
        assert!(is_logged_in(&here).await && !is_logged_in(&elsewhere).await);
        assert_ne!(here.cookie("madoguchi-session").unwrap().value, old.value);
        let thief = story.client.another();
        thief.put_cookie(old);
        assert!(!is_logged_in(&thief).await);
        assert!(can_log_in(&story, "hanako", NEW_PASSWORD).await && !can_log_in(&story, "hanako", PASSWORD).await);
        assert_eq!(story.letters().await, [("hanako@example.jp".to_owned(), Letter::PasswordChanged)]);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.password_changed'").await, 1);
    }

    async fn a_password_or_address_change_ends_open_recovery_flows(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let here = story.logged_in("hanako").await;
        let recover = async || {
            let form = story.client.another().get("/portal/recover/password").await.form();
            form.fill("ユーザーID", "hanako").fill("メールアドレス", "hanako@example.jp").press("送信する").await.follow().await
        };
        let open = recover().await;
        change_password(&here, PASSWORD, NEW_PASSWORD).await;
        assert_eq!(open.form().fill("認証コード", "123456").press("認証する").await.location(), "/portal/recover/password");
        let open = recover().await;
        let page = change_email(&here, NEW_PASSWORD, "yui@example.jp").await.follow().await;
        story.later(SignedDuration::from_secs(60));
        let page = page.form().press("認証コードを再送する").await.follow().await;
        page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert_eq!(open.form().fill("認証コード", "123456").press("認証する").await.location(), "/portal/recover/password");
    }

    async fn a_wrong_current_password_is_refused_at_its_field_everywhere(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        let before = stored(&story, &hanako).await;
        for page in [
            change_password(&client, "wrong-1!", NEW_PASSWORD).await,
            change_email(&client, "wrong-1!", "yui@example.jp").await,
            close(&client, "wrong-1!").await,
        ] {
            assert_eq!(page.status(), 422);
            assert_eq!(page.errors().len(), 1);
            assert!(page.error_on("current_password").contains("現在のパスワード"));
            assert_eq!(page.value_of("current_password"), "");
        }
        assert_eq!(stored(&story, &hanako).await, before);
        assert!(story.letters().await.is_empty());
    }

    async fn a_new_password_is_judged_and_differs_from_the_old_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        for refused in ["", "short1!", "hanako-1986!", PASSWORD] {
            let page = change_password(&client, PASSWORD, refused).await;
            assert_eq!(page.status(), 422);
            assert!(!page.error_on("password").is_empty());
        }
        story.set("password_policy", "mhlw").await;
        assert!(client.get("/portal/settings/password").await.says("13文字以上128文字以内"));
        assert_eq!(change_password(&client, PASSWORD, "Hotaru!77-as").await.status(), 422);
    }

    async fn the_address_changes_when_the_code_from_the_new_one_is_given(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        let page = change_email(&client, PASSWORD, "Ｙui@Example.jp").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/settings/email/code"));
        let page = page.follow().await;
        assert!(page.says("Yui@example.jp"));
        assert_eq!(stored(&story, &hanako).await.email, "hanako@example.jp");
        assert_eq!(story.letters().await.len(), 1);
        assert_eq!(story.letters().await[0].0, "Yui@example.jp");

        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/settings"));
        assert!(page.follow().await.says("メールアドレスを変更しました。"));
        assert_eq!(stored(&story, &hanako).await.email, "Yui@example.jp");
        let letters = story.letters().await;
        for address in ["hanako@example.jp", "Yui@example.jp"] {
            assert!(letters.contains(&(address.to_owned(), Letter::EmailChanged)));
        }
        assert_eq!(client.get("/portal/settings/email/code").await.location(), "/portal/settings/email");
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.email_changed'").await, 1);
    }

    async fn five_wrong_codes_end_the_change_and_the_address_stays(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        let first = change_email(&client, PASSWORD, "yui@example.jp").await.follow().await;
        let code = story.code().await;
        let mut page = first.clone();
        for _ in 0..5 {
            page = page.form().fill("認証コード", other_than(&code)).press("認証する").await;
            assert_eq!(page.status(), 422);
        }
        assert_eq!(page.heading(), "手続きを終了しました");
        let page = first.form().fill("認証コード", &code).press("認証する").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/settings/email"));
        assert_eq!(stored(&story, &hanako).await.email, "hanako@example.jp");
    }

    async fn the_code_of_an_earlier_change_or_of_another_member_is_refused(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        let (client, other) = (story.logged_in("hanako").await, story.logged_in("teppei").await);
        change_email(&client, PASSWORD, "first@example.jp").await;
        let first = story.code().await;
        story.later(SignedDuration::from_secs(1));
        change_email(&other, PASSWORD, "second@example.jp").await;
        let of_other = story.code().await;
        story.later(SignedDuration::from_secs(1));
        let page = change_email(&client, PASSWORD, "second@example.jp").await.follow().await;
        let mine = story.code().await;
        for code in [first, of_other].iter().filter(|code| **code != mine) {
            assert_eq!(page.form().fill("認証コード", code).press("認証する").await.status(), 422);
        }
        assert_eq!(stored(&story, &hanako).await.email, "hanako@example.jp");
    }

    async fn the_same_or_an_unreadable_address_is_refused(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        for address in ["HANAKO@example.jp", "hanako", "a@example.jp,b@example.jp", ""] {
            let page = change_email(&client, PASSWORD, address).await;
            assert_eq!(page.status(), 422);
            assert!(!page.error_on("email").is_empty());
        }
        assert!(story.letters().await.is_empty());
    }

    async fn a_member_sees_the_devices_and_ends_one_of_them(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let here = story.logged_in("hanako").await;
        story.later(SignedDuration::from_mins(5));
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile/15E148 Safari/604.1";
        let phone = story.client.another().with_header("user-agent", iphone);
        let form = phone.get("/portal/").await.form();
        form.fill("ユーザーID", "hanako").fill("パスワード", PASSWORD).press("ログイン").await;

        let page = here.get("/portal/settings/sessions").await;
        assert_eq!(page.select_texts("main h2").len(), 2);
        assert!(page.says("iPhoneのSafari") && page.says("この端末") && page.says("2026年11月22日 10時05分"));
        let page = page.form().press("終了する").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/settings/sessions"));
        let page = page.follow().await;
        assert!(page.says("ほかにログイン中の端末はありません。"));
        assert!(is_logged_in(&here).await && !is_logged_in(&phone).await);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'session.ended'").await, 1);
    }

    async fn a_member_ends_all_other_sessions(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        let clients = [story.logged_in("hanako").await, story.logged_in("hanako").await, story.logged_in("hanako").await];
        let other_member = story.logged_in("teppei").await;
        clients[0].get("/portal/settings/sessions").await.press("ほかの端末をすべて終了する").await;
        assert!(is_logged_in(&clients[0]).await && is_logged_in(&other_member).await);
        assert!(!is_logged_in(&clients[1]).await && !is_logged_in(&clients[2]).await);
    }

    async fn another_members_session_is_not_found(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let teppei = story.enrol_registered(&TEPPEI, "teppei").await;
        let (hanako, other) = (story.logged_in("hanako").await, story.logged_in("teppei").await);
        let (insurer_id, id) = (teppei.insurer_id, teppei.id);
        let theirs = story.portal.store.read(|work| async move { work.sessions_of_account(insurer_id, id).await }).await.unwrap();
        let csrf = hanako.get("/portal/settings/sessions").await.attribute("input[name=csrf]", "value").unwrap();
        let named = theirs[0].id.to_string();
        for session in [named.as_str(), "1", "", "x"] {
            let page = hanako.post("/portal/settings/sessions", &[("csrf", &csrf), ("session", session), ("account_id", &id.to_string())]).await;
            assert_eq!(page.status(), 404);
        }
        assert!(is_logged_in(&other).await);
    }

    async fn a_session_that_ended_by_itself_is_not_listed(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        story.logged_in("hanako").await;
        story.later(SignedDuration::from_mins(31));
        let client = story.logged_in("hanako").await;
        assert!(client.get("/portal/settings/sessions").await.says("ほかにログイン中の端末はありません。"));
    }

    async fn who_closes_the_account_is_out_for_good(database: TestDatabase) {
        let story = Story::begin(database).await;
        let hanako = story.enrol_registered(&YUI, "hanako").await;
        let (here, elsewhere) = (story.logged_in("hanako").await, story.logged_in("hanako").await);
        let page = here.get("/portal/settings/close").await;
        assert!(page.says("元に戻すことはできません"));
        let page = page.form().fill("現在のパスワード", PASSWORD).press("退会する").await;
        assert_eq!(page.status(), 422);
        assert!(page.error_on("confirm").contains("チェック"));
        let page = close(&here, PASSWORD).await;
        assert_eq!((page.status(), page.location()), (303, "/portal/"));
        assert!(page.header("clear-site-data").is_some());
        assert!(page.follow().await.says("退会の手続きが完了しました。"));
        assert!(!is_logged_in(&here).await && !is_logged_in(&elsewhere).await);
        assert!(!can_log_in(&story, "hanako", PASSWORD).await);
        assert!(stored(&story, &hanako).await.closed_at.is_some());
        assert_eq!(story.letters().await, [("hanako@example.jp".to_owned(), Letter::AccountClosed)]);
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'account.closed'").await, 1);
    }

    async fn who_closed_the_account_may_register_again_but_nobody_gets_the_old_user_id(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        close(&story.logged_in("hanako").await, PASSWORD).await;
        let page = story::at_account(&story.client, &YUI).await;
        let taken = story::choose(&page, "Hanako", "yui@example.jp").await;
        assert_eq!(taken.status(), 422);
        assert!(!taken.error_on("user_id").is_empty());
        let page = story::choose(&page, "yui-again", "yui@example.jp").await.follow().await;
        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert_eq!(page.location(), "/portal/");
        assert!(can_log_in(&story, "yui-again", PASSWORD).await);
    }

    async fn who_left_changes_the_password_and_sees_the_sessions_and_nothing_else(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&ICHIRO_JUST_LEFT, "ichiro").await;
        let client = story.logged_in("ichiro").await;
        let page = client.get("/portal/settings").await;
        assert!(page.has_link("パスワードの変更") && !page.has_link("メールアドレスの変更") && !page.has_link("退会"));
        for path in ["email", "email/code", "close"] {
            assert_eq!(client.get(&format!("/portal/settings/{path}")).await.location(), "/portal/home");
        }
        assert!(is_logged_in(&client).await);
        assert_eq!(change_password(&client, PASSWORD, NEW_PASSWORD).await.location(), "/portal/settings");
    }

    async fn the_settings_are_there_in_english(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        for (path, heading) in [
            ("", "Account settings"),
            ("/password", "Change the password"),
            ("/email", "Change the email address"),
            ("/sessions", "Devices that are logged in"),
            ("/close", "Close the account"),
        ] {
            assert_eq!(client.get(&format!("/portal/settings{path}?lang=en")).await.heading(), heading);
        }
    }

    async fn wrong_current_passwords_use_up_the_logins_of_the_account(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        for _ in 0..4 {
            assert_eq!(change_password(&client, "wrong-1!", NEW_PASSWORD).await.status(), 422);
        }
        assert_eq!(change_email(&client, PASSWORD, "yui@example.jp").await.status(), 303, "the right one clears them");
        for _ in 0..10 {
            assert_eq!(change_password(&client, "wrong-1!", NEW_PASSWORD).await.status(), 422);
        }
        let page = change_password(&client, PASSWORD, NEW_PASSWORD).await;
        assert_eq!((page.status(), page.header("retry-after")), (429, Some("60")));
        story.later(SignedDuration::from_secs(60));
        assert_eq!(change_password(&client, PASSWORD, NEW_PASSWORD).await.status(), 303);
    }

    async fn an_address_gets_five_codes_an_hour(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "hanako").await;
        let client = story.logged_in("hanako").await;
        for _ in 0..5 {
            assert_eq!(change_email(&client, PASSWORD, "yui@example.jp").await.status(), 303);
        }
        assert_eq!(change_email(&client, PASSWORD, "YUI@example.jp").await.status(), 429);
        assert_eq!(story.letters().await.len(), 5);
    }
}
