use madoguchi_rules::password::PasswordPolicy;
use madoguchi_testkit::{
    on_both_engines,
    people::{AI_AT_EZWEB, KOJI_WITH_MAIL, PASSWORD, TEPPEI, YUI, YURI_AT_DOCOMO},
};

use crate::{
    member::signup::story::{at_account, at_code, choose, register, try_code},
    testing::Story,
};

on_both_engines! {
    async fn when_too_many_passwords_wait_the_choice_is_not_taken_and_can_be_made_again(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_account(&story.client, &YUI).await;
        let crowd = story.portal.passwords.crowd();
        let busy = choose(&page, "yui.fukuda", "yui.fukuda@example.jp").await;
        assert_eq!((busy.status(), busy.header("retry-after")), (503, Some("5")));
        assert!(story.letters().await.is_empty());
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids").await, 0);
        drop(crowd);
        let page = choose(&page, "yui.fukuda", "yui.fukuda@example.jp").await;
        assert_eq!(page.location(), "/portal/signup/code");
    }

    async fn the_second_step_shows_the_birth_date_and_the_rules_by_which_it_judges(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        for (policy, length) in [("guide", "8文字以上20文字以内"), ("modern", "8文字以上128文字以内"), ("mhlw", "13文字以上128文字以内")] {
            story.set("password_policy", policy).await;
            let page = at_account(&story.client, &YUI).await;
            assert!(page.says("1986年（昭和61年）8月4日") && page.says(length) && page.says("! # - ?") && page.says("ステップ 2／3"));
            assert_eq!(page.select_texts("[data-password-rules=password] [data-rule]").len(), 4);
            assert_eq!(page.attribute("#password", "autocomplete").as_deref(), Some("new-password"));
            let rules = policy.parse::<PasswordPolicy>().unwrap().facts().passwordrules;
            assert_eq!(page.attribute("#password", "passwordrules").as_deref(), Some(rules), "what crates/rules/tests/browser_passwords.rs judges");
            assert_eq!(page.markup_errors(), Vec::<String>::new());
        }
    }
}

on_both_engines! {
    async fn everything_that_is_wrong_is_told_at_once_and_the_password_never_comes_back(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_account(&story.client, &YUI).await;
        let page = page.form().fill("ユーザーID", "はな").fill("パスワード", "abc").fill("メールアドレス", "hanako@").press("作成する").await;
        let places: Vec<String> = page.errors().into_iter().map(|error| error.field).collect();
        assert_eq!((page.status(), places.as_slice()), (422, ["user_id", "password", "email"].map(str::to_owned).as_slice()));
        assert!(page.error_on("password").contains("8文字以上") && page.error_on("password").contains("数字"));
        assert_eq!((page.value_of("user_id").as_str(), page.value_of("email").as_str(), page.value_of("password").as_str()), ("はな", "hanako@", ""));
        assert!(!page.source().contains("value=\"abc\""));

        for (password, told) in [("Hanako.2026!", "ユーザーID"), ("1986-08-04!a", "生年月日"), ("sakura!2468", "保険者"), ("Password1!", "よく使われる"), ("", "入力してください")] {
            let page = page.form().fill("ユーザーID", "hanako.2026").fill("パスワード", password).fill("メールアドレス", "h@example.jp").press("作成する").await;
            assert!(page.error_on("password").contains(told), "{password}: {}", page.error_on("password"));
        }
        assert_eq!(story.letters().await.len(), 0);
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids").await, 0);
    }
}

on_both_engines! {
    async fn a_taken_user_id_is_told_with_free_ones_like_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        story.enrol(&TEPPEI).await;
        at_code(&story.client, &YUI, "Hanako").await;
        let other = story.client.another();
        let page = choose(&at_account(&other, &TEPPEI).await, "ｈａｎａｋｏ", "teppei@example.jp").await;
        assert!(page.status() == 422 && page.error_on("user_id").contains("ほかの方"), "a flow holds it");
        let offered: Vec<String> = page.buttons().into_iter().filter(|button| button.starts_with("hanako")).collect();
        assert_eq!((offered.len(), page.markup_errors()), (3, vec![]));

        let page = page.press(&offered[1]).await;
        assert_eq!((page.status(), page.errors().len()), (200, 0));
        assert_eq!((page.value_of("user_id"), page.value_of("email").as_str()), (offered[1].clone(), "teppei@example.jp"));
        let page = page.form().fill("パスワード", PASSWORD).press("作成する").await;
        assert_eq!(page.location(), "/portal/signup/code");
    }
}

on_both_engines! {
    async fn a_user_id_is_held_as_long_as_its_flow_and_an_accounts_for_ever(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        story.enrol(&TEPPEI).await;
        at_code(&story.client, &YUI, "hanako").await;
        let other = story.client.another();
        let refused = choose(&at_account(&other, &TEPPEI).await, "HANAKO", "t@example.jp").await;
        assert_eq!(refused.status(), 422);
        story.later(jiff::SignedDuration::from_mins(30));
        register(&story, &other, &TEPPEI, "HANAKO").await;
        story.rows::<(i64,)>("UPDATE accounts SET closed_at = 1 RETURNING id").await;
        let refused = choose(&at_account(&story.client, &YUI).await, "hanako", "h@example.jp").await;
        assert!(refused.error_on("user_id").contains("ほかの方"));
    }
}

on_both_engines! {
    async fn choosing_another_user_id_gives_the_first_one_back(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        story.enrol(&TEPPEI).await;
        at_code(&story.client, &YUI, "hanako").await;
        let page = story.client.get("/portal/signup/account").await;
        assert_eq!(choose(&page, "yui.fukuda", "yui@example.jp").await.status(), 303);
        at_code(&story.client.another(), &TEPPEI, "hanako").await;
    }
}

on_both_engines! {
    async fn the_rosters_address_is_text_and_cannot_be_changed(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("support_phone", "03-0000-0000").await;
        story.enrol(&KOJI_WITH_MAIL).await;
        let page = at_account(&story.client, &KOJI_WITH_MAIL).await;
        assert!(page.says("ke***@example.jp") && !page.says(KOJI_WITH_MAIL.email) && !page.has_control("メールアドレス") && !page.has_control("email"));
        assert!(page.says("「作成する」を押す前に"), "what to do when it is dead stands before the button");
        story.set("show_roster_email", "full").await;
        let page = story.client.get("/portal/signup/account").await;
        assert!(page.says(KOJI_WITH_MAIL.email));

        let csrf = page.attribute("form[action='/portal/signup/account'] input[name=csrf]", "value").unwrap();
        let fields = [("csrf", csrf.as_str()), ("user_id", "yamashita"), ("password", PASSWORD), ("email", "thief@example.jp"), ("person_id", "1"), ("insurer_id", "2")];
        assert_eq!(story.client.post("/portal/signup/account", &fields).await.location(), "/portal/signup/code");
        let to: Vec<String> = story.letters().await.into_iter().map(|(to, _)| to).collect();
        assert_eq!(to, [KOJI_WITH_MAIL.email]);
        let flows: Vec<(String,)> = story.rows("SELECT email FROM signup_flows").await;
        assert_eq!(flows[0].0, KOJI_WITH_MAIL.email);
    }
}

on_both_engines! {
    async fn old_carrier_addresses_are_taken_and_quoted_ones_refused(database: TestDatabase) {
        let story = Story::begin(database).await;
        for person in [&YUI, &YURI_AT_DOCOMO, &AI_AT_EZWEB] {
            story.enrol(person).await;
        }
        let page = at_account(&story.client, &YUI).await;
        assert!(!choose(&page, "hanako", "\"k..9\"@docomo.ne.jp").await.error_on("email").is_empty());
        assert_eq!(choose(&page, "hanako", "k..9.@docomo.ne.jp").await.status(), 303);
        for person in [&YURI_AT_DOCOMO, &AI_AT_EZWEB] {
            let client = story.client.another();
            let page = at_account(&client, person).await;
            let user_id = format!("user.{}", person.line);
            let page = page.form().fill("ユーザーID", &user_id).fill("パスワード", PASSWORD).press("作成する").await;
            assert_eq!(page.location(), "/portal/signup/code");
        }
        let mut to: Vec<String> = story.letters().await.into_iter().map(|(to, _)| to).collect();
        to.sort();
        assert_eq!(to, [AI_AT_EZWEB.email, "k..9.@docomo.ne.jp", YURI_AT_DOCOMO.email]);
    }
}

on_both_engines! {
    async fn pressing_twice_sends_one_mail_and_another_address_gets_its_own_code(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_account(&story.client, &YUI).await;
        let (one, two) = tokio::join!(choose(&page, "hanako", "typo@example.jp"), choose(&page, "hanako", "typo@example.jp"));
        assert_eq!((one.location(), two.location()), ("/portal/signup/code", "/portal/signup/code"));
        let old = story.code().await;
        assert_eq!(story.letters().await.len(), 1);

        let page = story.client.get("/portal/signup/code").await.click("メールアドレスを直す").await;
        let page = choose(&page, "hanako", "hanako@example.jp").await.follow().await;
        assert_eq!(story.letters().await.len(), 2);
        let new = story.code_to("hanako@example.jp").await;
        if new != old {
            assert_eq!(try_code(&page, &old).await.status(), 422);
        }
        assert_eq!(try_code(&page, &new).await.location(), "/portal/");
    }
}

on_both_engines! {
    async fn a_step_out_of_order_leads_to_the_first_open_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_account(&story.client, &YUI).await;
        assert_eq!(story.client.get("/portal/signup/code").await.location(), "/portal/signup/account");
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        for address in ["/portal/signup/code", "/portal/signup/code/resend"] {
            let answer = story.client.post(address, &[("csrf", &csrf), ("code", "123456")]).await;
            assert_eq!((answer.status(), answer.location()), (303, "/portal/signup/account"));
        }
    }
}

on_both_engines! {
    async fn who_loses_eligibility_on_the_way_does_not_register(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        story.rows::<(i64,)>("UPDATE roster_entries SET lost_on = '2026-11-22' RETURNING person_id").await;
        assert_eq!(try_code(&page, &story.code().await).await.location(), "/portal/signup");
        assert_eq!(story.count("SELECT COUNT(*) FROM accounts").await, 0);
    }
}
