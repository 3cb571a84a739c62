//! What the desk does for a person.

use madoguchi_testkit::people::PASSWORD;

use super::*;

/// Whether a member can log in.
async fn logs_in(story: &Story, user_id: &str) -> bool {
    let form = story.client.another().get("/portal/").await.form();
    form.fill("ユーザーID", user_id).fill("パスワード", PASSWORD).press("ログイン").await.status() == 303
}

on_both_engines! {
    async fn limits_are_lifted(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&YUI).await;
        for guess in "アカサタナハマラワヤ".chars() {
            fail(&story, &YUI, &format!("フクタ ユ{guess}")).await;
        }
        assert_eq!(identify(&story.client.another(), &YUI).await.status(), 429);
        let clerk = story.desk_client(Role::Clerk).await;
        let done = act(&clerk, person_id, "回数の制限を解く").await.follow().await;
        assert!(done.says("回数の制限を解きました") && done.says("数えられている失敗はありません"));
        assert!(is_confirmed(&identify(&story.client.another(), &YUI).await));
        assert_eq!(recorded(&story, "desk.lift").await, 1);
    }

    async fn the_code_is_sent_again_and_never_shown(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&YUI).await;
        let member = at_code(&story.client, &YUI, "hanako").await;
        let first = story.code().await;
        let clerk = story.desk_client(Role::Clerk).await;
        let early = act(&clerk, person_id, "認証コードを送り直す").await;
        assert!(early.status() == 422 && early.error_on("reason").contains("60秒"));
        story.later(SignedDuration::from_secs(60));
        let done = act(&clerk, person_id, "認証コードを送り直す").await.follow().await;
        let second = story.code().await;
        assert!(done.says("新しい認証コードを送りました") && done.says("ha***@example.jp"), "{}", done.text());
        assert!(!done.source().contains(&second));
        if first != second {
            assert_eq!(try_code(&member, &first).await.status(), 422);
        }
        assert_eq!(try_code(&member, &second).await.location(), "/portal/");
    }

    async fn sessions_end_and_a_stopped_account_stays_out_until_it_is_restored(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let member = story.logged_in("hanako").await;
        let clerk = story.desk_client(Role::Clerk).await;
        act(&clerk, person_id, "すべての端末をログアウトする").await;
        assert_eq!(member.get("/portal/home").await.status(), 303);
        let member = story.logged_in("hanako").await;
        act(&clerk, person_id, "アカウントを止める").await;
        assert_eq!(member.get("/portal/home").await.status(), 303);
        assert!(!logs_in(&story, "hanako").await);
        let page = act(&clerk, person_id, "アカウントの停止を解く").await.follow().await;
        assert!(page.says("利用中"));
        assert!(logs_in(&story, "hanako").await);
    }

    async fn a_recovery_is_started_by_a_mail_to_the_accounts_address(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        act(&clerk, person_id, "パスワードの再設定を案内する").await;
        let offered = Letter::RecoveryOffered { user_id: "hanako".to_owned() };
        assert_eq!(story.letters().await, [("hanako@example.jp".to_owned(), offered)]);
    }

    async fn a_released_person_registers_anew_and_the_old_id_is_never_given_again(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        let form = look(&clerk, person_id).await.click("あらためて登録できるようにする").await.form();
        let refused = form.clone().fill("理由", "アドレスもパスワードもわからない").press("終了して登録できるようにする").await;
        assert!(refused.status() == 422 && !refused.error_on("proof").is_empty() && refused.markup_errors().is_empty());
        let form = refused.form().fill("本人であることを確かめた方法", "折り返しの電話");
        let done = form.press("終了して登録できるようにする").await.follow().await;
        assert!(done.says("あらためて初回登録ができます") && done.says("終了（"));
        assert_eq!(story.letters().await, [("hanako@example.jp".to_owned(), Letter::AccountReleased)]);
        assert!(!logs_in(&story, "hanako").await);
        let page = identify(&story.client, &YUI).await;
        assert!(is_confirmed(&page));
        let taken = choose(&page.follow().await, "hanako", "new@example.jp").await;
        assert!(taken.status() == 422 && !taken.error_on("user_id").is_empty(), "not even to the same person");
        let details: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'desk.release'").await;
        assert!(details[0].0.contains("折り返しの電話"));
    }

    async fn a_new_address_is_told_to_both_and_counts_for_recovery_three_days_later(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "hanako").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        let form = look(&clerk, person_id).await.click("アカウントのメールアドレスを直す").await.form();
        let form = form.fill("新しいメールアドレス", "new@example.jp").fill("理由", "機種変更").fill("本人であることを確かめた方法", "住所と生年月日");
        let page = form.press("直す").await.follow().await;
        assert!(page.says("new@example.jp") && page.says("2026年11月25日 10時00分まではできません"));
        let told = |to: &str| (to.to_owned(), Letter::AddressCorrected);
        let mut letters = story.letters().await;
        letters.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(letters, [told("hanako@example.jp"), told("new@example.jp")]);
        let recover = async || {
            let form = story.client.another().get("/portal/recover/password").await.form();
            form.fill("ユーザーID", "hanako").fill("メールアドレス", "new@example.jp").press("送信する").await;
            story.letters().await.into_iter().filter(|(_, letter)| matches!(letter, Letter::RecoveryCode { .. })).count()
        };
        assert_eq!(recover().await, 0, "nothing tells that it is held");
        story.later(SignedDuration::from_hours(72));
        assert_eq!(recover().await, 1);
    }

    async fn the_rosters_address_is_corrected_and_told_to_both(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&KOJI_WITH_MAIL).await;
        story.set("signup_proof", "roster_email").await;
        let clerk = story.desk_client(Role::Clerk).await;
        let form = look(&clerk, person_id).await.click("台帳のメールアドレスを直す").await.form();
        let form = form.fill("理由", "書き誤り").fill("本人であることを確かめた方法", "住所と生年月日");
        let same = form.clone().fill("新しいメールアドレス", "ken.6@example.jp").press("直す").await;
        assert!(same.error_on("email").contains("同じ"));
        let page = form.fill("新しいメールアドレス", "koji@example.jp").press("直す").await.follow().await;
        assert!(page.says("台帳のメールアドレスを直しました") && page.says("koji@example.jp"), "{}", page.text());
        let mut letters = story.letters().await;
        letters.sort_by(|one, other| one.0.cmp(&other.0));
        let told = |to: &str| (to.to_owned(), Letter::RosterAddressCorrected);
        assert_eq!(letters, [told("ken.6@example.jp"), told("koji@example.jp")]);
        assert_eq!((recorded(&story, "roster.corrected").await, recorded(&story, "desk.roster").await), (1, 1));
        let page = identify(&story.client, &KOJI_WITH_MAIL).await.follow().await;
        let page = page.form().fill("ユーザーID", "koji").fill("パスワード", PASSWORD).press("作成する").await.follow().await;
        assert_eq!(try_code(&page, &story.code_to("koji@example.jp").await).await.location(), "/portal/", "sign-up sees it at once");
    }

    async fn an_account_moves_to_the_new_number_of_the_same_person_only(database: TestDatabase) {
        let story = Story::begin(database).await;
        let old = story.enrol_registered(&YUI, "hanako").await.person_id;
        let new = story.enrol(&Person { symbol: "77", number: "9", ..YUI }).await;
        story.enrol(&CHIZURU).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let form = look(&clerk, old).await.click("新しい記号・番号へ移す").await.form();
        let to = |symbol: &str, number: &str| form.clone().fill("新しい記号", symbol).fill("新しい番号", number).fill("理由", "転職").press("移す");
        assert!(to("11", "3").await.error_on("number").contains("生年月日"));
        assert!(to("5", "5").await.error_on("number").contains("加入者データにいません"));
        assert_eq!(to("77", "9").await.status(), 303);
        let accounts: Vec<(i64,)> = story.rows("SELECT person_id FROM accounts").await;
        assert_eq!(accounts, [(new,)]);
        assert!(look(&clerk, new).await.says("hanako@example.jp"));
        assert!(logs_in(&story, "hanako").await);
    }

    async fn a_letter_is_made_as_a_file_and_only_for_who_has_not_registered(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&YUI).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let letter = look(&clerk, person_id).await.click("初回登録コードの郵便を作る").await.form().fill("理由", "電話での依頼").press("文書を作る").await;
        assert_eq!((letter.status(), letter.header("content-type")), (200, Some("application/pdf")));
        assert!(letter.bytes().starts_with(b"%PDF"));
        assert_eq!(recorded(&story, "letters.issued").await, 1);
        let registered = story.enrol_registered(&TEPPEI, "teppei").await.person_id;
        assert!(!look(&clerk, registered).await.has_link("初回登録コードの郵便を作る"));
    }

    async fn of_a_marked_person_a_clerk_sees_no_address_and_a_manager_does(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&KOJI_WITH_MAIL, "koji").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = act(&clerk, person_id, "支援措置・開示注意の印を付ける").await.follow().await;
        assert!(page.says("支援措置の対象です") && page.says("管理者におつなぎください"));
        assert!(!page.says("koji@example.jp") && !page.says("ken.6@example.jp"));
        let manager = story.desk_client(Role::Manager).await;
        assert!(look(&manager, person_id).await.says("koji@example.jp"));
        let form = look(&clerk, person_id).await.click("支援措置・開示注意の印を外す").await.form();
        let asked = form.fill("理由", "市からの通知").press("承認を依頼する").await.follow().await;
        assert!(asked.says("承認を依頼しました") && asked.says("支援措置の対象です"));
        act(&manager, person_id, "支援措置・開示注意の印を外す").await;
        assert!(!look(&clerk, person_id).await.says("支援措置の対象です"));
    }
}
