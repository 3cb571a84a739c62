use jiff::SignedDuration;
use madoguchi_rules::{settings::InsurerSettings, staff::Role};
use madoguchi_testkit::on_both_engines;

use crate::testing::Story;

const AT: &str = "/desk/sakura/settings";

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn settings(story: &Story) -> InsurerSettings {
    let id = story.insurer.id;
    story.portal.store.read(|work| async move { crate::insurer::settings(&work, id).await }).await.unwrap()
}

on_both_engines! {
    async fn each_setting_says_what_it_changes_and_its_default_and_is_a_link_away(database: TestDatabase) {
        let story = Story::begin(database).await;
        let manager = story.desk_client(Role::Manager).await;
        let page = manager.get(AT).await;
        let language = crate::web::language::Language::Japanese { asked: true };
        let texts = &language.texts().desk_settings;
        for (key, default) in InsurerSettings::default().entries() {
            let words = texts.words(key).unwrap();
            let default = (texts.default)(&crate::desk::settings::values::in_words(language, key, &default));
            assert!(page.says(words.label) && page.says(&one_line(words.effect)) && page.says(&one_line(&default)), "{key}: {default}");
        }
        let links = page.select_texts(".toc a");
        assert_eq!(links.len(), page.select_texts("form.settings h2").len() + 1, "and the history: {links:?}");
        for title in page.select_texts("form.settings h2") {
            assert!(links.contains(&title), "{title}");
        }
    }

    async fn a_change_counts_at_once_and_stands_in_the_history_and_the_trail_with_its_reason(database: TestDatabase) {
        let story = Story::begin(database).await;
        let manager = story.desk_client(Role::Manager).await;
        let form = manager.get(AT).await.form().fill("窓口の電話番号", "03-0000-1234").choose("登録できる人", "被保険者と被扶養者");
        let page = form.tick("医療費のお知らせ").fill("変更の理由", "電話番号の変更").press("変更する").await;
        assert_eq!((page.status(), page.location()), (303, AT));
        let now = settings(&story).await;
        assert_eq!((now.support_phone.as_str(), now.registrants.as_str(), now.services.len()), ("03-0000-1234", "all", 1));
        let page = manager.get(AT).await;
        assert!(page.says("設定を変更しました。") && page.says("電話番号の変更") && page.says("被保険者（本人）だけ"));
        assert_eq!(page.value_of("窓口の電話番号"), "03-0000-1234");
        assert_eq!(story.count("SELECT COUNT(*) FROM setting_changes").await, 3);
        let trail: Vec<(String, String)> =
            story.rows("SELECT actor_kind, detail FROM audit_events WHERE action = 'insurer.settings_changed'").await;
        assert_eq!((trail.len(), trail[0].0.as_str()), (1, "staff"));
        assert!(trail[0].1.contains("電話番号の変更") && trail[0].1.contains("\"from\":\"insured\""), "{}", trail[0].1);
    }

    async fn the_words_of_an_appeal_are_one_paragraph_wherever_their_lines_were_broken(database: TestDatabase) {
        let story = Story::begin(database).await;
        let manager = story.desk_client(Role::Manager).await;
        let form = manager.get(AT).await.form().fill("給付金支給決定通知の教示文", "審査会に、\r\n審査請求ができます。\r\n").fill("変更の理由", "教示文");
        assert_eq!(form.press("変更する").await.status(), 303);
        assert_eq!(settings(&story).await.benefits_appeal, "審査会に、審査請求ができます。");
        assert_eq!(manager.get(AT).await.value_of("給付金支給決定通知の教示文"), "審査会に、審査請求ができます。");
        let long = manager.get(AT).await.form().fill("給付金支給決定通知の教示文", &"あ".repeat(2_001)).fill("変更の理由", "教示文").press("変更する").await;
        assert!(long.status() == 422 && long.error_on("benefits_appeal").contains("設定できません"));
    }

    async fn what_the_command_refuses_is_refused_at_the_field_and_nothing_changes(database: TestDatabase) {
        let story = Story::begin(database).await;
        let manager = story.desk_client(Role::Manager).await;
        let wrong = [
            ("被扶養者が登録できる年齢", "200", "registrant_min_age"),
            ("閲覧できる月数", "forever", "after_leaving_months"),
            ("喪失になる人の上限（全件の取込）", "101", "leaver_limit_percent"),
            ("メールの返信先", "kenpo", "reply_to"),
            ("回数を数えない接続元", "192.0.2.0/24\noffice", "source_allow_list"),
            ("初回登録の開始日", "2027-02-30", "signup_opens"),
        ];
        for (label, value, field) in wrong {
            let form = manager.get(AT).await.form().fill("窓口の受付時間", "平日 9:00〜17:00").fill("変更の理由", "試し");
            let page = form.fill(label, value).press("変更する").await;
            assert_eq!(page.status(), 422, "{label}");
            assert!(page.error_on(field).contains("設定できません"), "{label}: {:?}", page.errors());
        }
        let page = manager.get(AT).await.form().fill("窓口の受付時間", "平日").press("変更する").await;
        assert_eq!(page.status(), 422);
        assert!(!page.error_on("reason").is_empty() && page.value_of("窓口の受付時間") == "平日");
        assert_eq!(settings(&story).await, InsurerSettings::default());
        assert_eq!(story.count("SELECT COUNT(*) FROM setting_changes").await, 0);
    }

    async fn an_undo_is_a_change_itself_and_takes_back_one_setting(database: TestDatabase) {
        let story = Story::begin(database).await;
        let manager = story.desk_client(Role::Manager).await;
        let form = manager.get(AT).await.form().choose("資格を失ったあとの利用", "すぐに利用を終える").fill("窓口の電話番号", "03-0000-1234");
        assert_eq!(form.fill("変更の理由", "規程の変更").press("変更する").await.status(), 303);
        story.later(SignedDuration::from_mins(1));
        let ids: Vec<(i64,)> = story.rows("SELECT id FROM setting_changes WHERE key = 'after_leaving'").await;
        let undo = format!("{AT}/undo/{}", ids[0].0);
        let page = manager.get(&undo).await;
        assert!(page.says("24か月間、閲覧だけできる") && page.says("すぐに利用を終える"));
        assert_eq!(page.form().press("元に戻す").await.status(), 422, "an undo has a reason too");
        let page = page.form().fill("変更の理由", "誤り").press("元に戻す").await;
        assert_eq!((page.status(), page.location()), (303, AT));
        let now = settings(&story).await;
        assert_eq!((now.after_leaving.to_string().as_str(), now.support_phone.as_str()), ("read_only_months:24", "03-0000-1234"));
        let undone: Vec<(i64, String)> = story.rows("SELECT undoes, new_value FROM setting_changes WHERE undoes IS NOT NULL").await;
        assert_eq!(undone, [(ids[0].0, "read_only_months:24".to_owned())]);
        assert!(manager.get(&undo).await.says("戻す必要はありません"));
        assert_eq!(manager.get(&format!("{AT}/undo/1")).await.status(), 404);
    }

    async fn who_looked_before_another_changed_something_is_told_and_overwrites_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (first, second) = (story.desk_client(Role::Manager).await, story.desk_client(Role::Manager).await);
        let old = first.get(AT).await.form();
        let form = second.get(AT).await.form().fill("窓口の電話番号", "03-0000-1234").fill("変更の理由", "移転");
        assert_eq!(form.press("変更する").await.status(), 303);
        let page = old.fill("窓口の受付時間", "平日").fill("変更の理由", "時間").press("変更する").await;
        assert_eq!(page.status(), 422);
        assert!(page.error_on("reason").contains("ほかの人が設定を変更しました"));
        assert_eq!(page.value_of("窓口の電話番号"), "03-0000-1234");
        let now = settings(&story).await;
        assert_eq!((now.support_phone.as_str(), now.support_hours.as_str()), ("03-0000-1234", ""));
    }
}
