//! What holds for every action: a reason, two people, a mark; and what no action does.

use madoguchi_rules::desk_actions::DeskAction;
use madoguchi_store::{accounts::NewAccount, factors::Owner};

use super::*;
use crate::factors::totp::{self, TotpSecret};

const TELEPHONE: &str = "折り返しの電話";

/// Gives a member an app as a second factor.
async fn give_factor(story: &Story, account: &NewAccount) {
    let secret = &TotpSecret::generate(story.portal.random);
    let (portal, owner) = (&story.portal, Owner::Account { insurer_id: account.insurer_id, id: account.id });
    let now = portal.clock.now();
    portal.store.write(|work: Work| async move { totp::put(portal, &work, owner, secret, 0, now).await }).await.unwrap();
}

/// The button at the end of an action's form.
async fn last_button(client: &Client, person_id: i64, action: &str) -> String {
    let page = look(client, person_id).await.click(action).await;
    assert_eq!(page.status(), 200);
    page.buttons().last().cloned().unwrap()
}

on_both_engines! {
    async fn every_action_asks_for_a_reason_and_none_for_a_password(database: TestDatabase) {
        let story = Story::begin(database).await;
        let account = story.enrol_registered(&YUI, "hanako").await;
        let clerk = story.desk_client(Role::Clerk).await;
        let csrf = look(&clerk, account.person_id).await.attribute("input[name=csrf]", "value").unwrap();
        for action in DeskAction::ALL {
            let at = format!("{}/do/{action}", page_of(account.person_id));
            let whole = [("csrf", csrf.as_str()), ("proof", TELEPHONE), ("email", "new@example.jp"), ("number", "9"), ("kind", "support")];
            let refused = clerk.post(&at, &whole).await;
            assert_eq!(refused.status(), 422, "{action}");
            assert!(!refused.error_on("reason").is_empty(), "{action}: {}", refused.text());
            assert_eq!(refused.attribute("input[type=password]", "name"), None, "{action}: nobody chooses a member's password");
        }
        let trail = story.count("SELECT COUNT(*) FROM audit_events WHERE action LIKE 'desk.%'").await;
        assert_eq!((trail, story.count("SELECT COUNT(*) FROM cautions").await), (0, 0), "nothing was done");
        let hashes: Vec<(String,)> = story.rows("SELECT password_hash FROM accounts").await;
        assert_eq!(hashes, [(account.password_hash.clone(),)]);
        assert!(!look(&clerk, account.person_id).await.source().contains("$argon2"));
    }

    async fn a_reset_of_the_second_factor_is_told_to_both_addresses_and_counts_for_recovery_three_days_later(database: TestDatabase) {
        let story = Story::begin(database).await;
        let account = story.enrol_registered(&KOJI_WITH_MAIL, "koji").await;
        give_factor(&story, &account).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = look(&clerk, account.person_id).await;
        assert!(page.says("設定済み"));
        let form = page.click("二段階認証を取り消す").await.form().fill("理由", "電話機をなくした");
        let refused = form.clone().press("取り消す").await;
        assert!(refused.status() == 422 && !refused.error_on("proof").is_empty(), "the proof is noted");
        let done = form.fill("本人であることを確かめた方法", TELEPHONE).press("取り消す").await.follow().await;
        assert!(done.says("二段階認証を取り消しました。") && done.says("2026年11月25日 10時00分まではできません"), "{}", done.text());
        let mut letters = story.letters().await;
        letters.sort_by(|one, other| one.0.cmp(&other.0));
        let told = |to: &str| (to.to_owned(), Letter::FactorsReset);
        assert_eq!(letters, [told("ken.6@example.jp"), told("koji@example.jp")]);
        let details: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'desk.factors'").await;
        assert!(details[0].0.contains(TELEPHONE) && details[0].0.contains("電話機をなくした"));
        let recover = async || {
            let form = story.client.another().get("/portal/recover/password").await.form();
            form.fill("ユーザーID", "koji").fill("メールアドレス", "koji@example.jp").press("送信する").await;
            story.letters().await.into_iter().filter(|(_, letter)| matches!(letter, Letter::RecoveryCode { .. })).count()
        };
        assert_eq!(recover().await, 0);
        story.later(SignedDuration::from_hours(72));
        assert_eq!(recover().await, 1);
    }

    async fn any_two_openings_of_an_account_within_a_week_take_two_people(database: TestDatabase) {
        let story = Story::begin(database).await;
        let people = [(&YUI, "yui.f"), (&TEPPEI, "teppei.o"), (&CHIZURU, "chizuru.m"), (&KOJI_WITH_MAIL, "koji.y")];
        let clerk = story.desk_client(Role::Clerk).await;
        let openings = [
            ("パスワードの再設定を案内する", "案内を送る"),
            ("アカウントのメールアドレスを直す", "直す"),
            ("二段階認証を取り消す", "取り消す"),
            ("台帳のメールアドレスを直す", "直す"),
        ];
        for ((person, user_id), (first, button)) in people.into_iter().zip(openings) {
            let account = story.enrol_registered(person, user_id).await;
            give_factor(&story, &account).await;
            let person_id = account.person_id;
            let mut form = look(&clerk, person_id).await.click(first).await.form().fill("理由", "電話");
            if first != "パスワードの再設定を案内する" {
                form = form.fill("本人であることを確かめた方法", TELEPHONE);
            }
            if first.contains("メールアドレス") {
                form = form.fill("新しいメールアドレス", "new@example.jp");
            }
            assert_eq!(form.press(button).await.status(), 303, "{first} alone");
            let page = look(&clerk, person_id).await;
            for second in ["アカウントのメールアドレスを直す", "あらためて登録できるようにする", "二段階認証を取り消す", "パスワードの再設定を案内する"] {
                if second != first && page.has_link(second) {
                    assert_eq!(last_button(&clerk, person_id, second).await, "承認を依頼する", "{first}, then {second}");
                }
            }
            assert_eq!(last_button(&clerk, person_id, "アカウントを止める").await, "止める", "to shut an account takes one");
        }
    }

    async fn with_a_marked_person_a_clerk_lets_nobody_in_and_changes_no_address(database: TestDatabase) {
        let story = Story::begin(database).await;
        let account = story.enrol_registered(&KOJI_WITH_MAIL, "koji").await;
        give_factor(&story, &account).await;
        let newcomer = story.enrol(&YUI).await;
        let (clerk, manager) = (story.desk_client(Role::Clerk).await, story.desk_client(Role::Manager).await);
        for person_id in [account.person_id, newcomer] {
            act(&clerk, person_id, "支援措置・開示注意の印を付ける").await;
        }
        let guarded = [
            (account.person_id, "アカウントのメールアドレスを直す", "直す"),
            (account.person_id, "台帳のメールアドレスを直す", "直す"),
            (account.person_id, "パスワードの再設定を案内する", "案内を送る"),
            (account.person_id, "二段階認証を取り消す", "取り消す"),
            (account.person_id, "あらためて登録できるようにする", "終了して登録できるようにする"),
            (account.person_id, "新しい記号・番号へ移す", "移す"),
            (newcomer, "登録を許可する（24時間）", "許可する"),
        ];
        for (person_id, action, alone) in guarded {
            assert_eq!(last_button(&clerk, person_id, action).await, "承認を依頼する", "{action}");
            assert_eq!(last_button(&manager, person_id, action).await, alone, "{action}");
        }
        let form = look(&clerk, account.person_id).await.click("アカウントのメールアドレスを直す").await.form();
        let form = form.fill("新しいメールアドレス", "new@example.jp").fill("理由", "機種変更").fill("本人であることを確かめた方法", TELEPHONE);
        assert_eq!(form.press("承認を依頼する").await.status(), 303);
        let emails: Vec<(String,)> = story.rows("SELECT email FROM accounts").await;
        assert_eq!(emails, [("koji@example.jp".to_owned(),)], "nothing has changed");
        assert!(look(&manager, account.person_id).await.press("承認して行う").await.follow().await.says("new@example.jp"));
        let refused = act(&clerk, newcomer, "初回登録コードの郵便を作る").await;
        assert!(refused.status() == 422 && refused.error_on("reason").contains("管理者"), "{}", refused.text());
        let seen = look(&clerk, account.person_id).await;
        assert!(seen.says("電話では何も開示しないでください"));
        for hidden in ["koji", "ken.6", "new@example.jp"] {
            assert!(!seen.text().contains(hidden), "what a clerk does not see they cannot tell on the telephone: {hidden}");
        }
    }
}
