use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_store::{Work, factors::Owner};
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{self, TEPPEI, YUI},
};

use super::formats::lines_of_table;
use crate::{
    factors::totp::{self, TotpSecret},
    member::costs::tests::{AUGUST, JUNE, NAMELESS, bring, household},
    testing::{Story, paper::plain_text},
};

const PAGE: &str = "/portal/costs/files?year=2026";
const ANNUAL: &str = "/portal/costs/files/2026/annual.pdf";
const CONFIRM: &str = "/portal/costs/confirm/2026-annual.pdf";
const DOWNLOADS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action = 'costs.downloaded'";

async fn yui(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    story.enrol_registered(&YUI, "yui.fukuda").await;
    story.set("services", "costs").await;
    bring(&story, &[(&YUI, JUNE), (&YUI, AUGUST), (&YUI, NAMELESS)], None).await;
    story
}

async fn text_of(client: &Client, address: &str) -> String {
    let answer = client.get(address).await;
    assert_eq!(answer.status(), 200, "{address}");
    plain_text(answer.bytes())
}

async fn file(client: &Client, name: &str) -> Vec<u8> {
    let answer = client.get(&format!("/portal/costs/files/2026/{name}")).await;
    assert_eq!(answer.status(), 200, "{name}");
    answer.bytes().to_vec()
}

fn is_file(page: &Page, media_type: &str) {
    assert_eq!((page.status(), page.header("content-type")), (200, Some(media_type)));
    let headers = ["content-disposition", "cache-control", "content-security-policy"].map(|name| page.header(name).unwrap().to_owned());
    assert!(headers[0].starts_with("attachment; filename=") && headers[1] == "no-store" && headers[2].contains("sandbox"), "{headers:?}");
}

on_both_engines! {
    async fn every_file_is_offered_with_what_it_is_good_for_and_comes_at_once_after_the_login(database: TestDatabase) {
        let story = yui(database).await;
        let client = story.logged_in("yui.fukuda").await;
        let page = client.get("/portal/costs").await.click("書面・データをダウンロードする").await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "2026年の医療費の書面・データ"));
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        for words in ["確認用の書面です。確定申告には添付できません。", "国税庁の様式ではありません。", "領収書は5年間保管してください。", "病院などの名称がない行が1行あります"] {
            assert!(page.says(words), "{words} is not on\n{}", page.text());
        }
        for (button, media_type) in [
            ("PDFをダウンロード", "application/pdf"),
            ("Excelの表をダウンロード", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("CSVをダウンロード", "text/csv; charset=utf-8"),
            ("JSONをダウンロード", "application/json"),
        ] {
            is_file(&page.press(button).await, media_type);
        }
        assert_eq!(story.count(DOWNLOADS).await, 4);
        let details: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'costs.downloaded' ORDER BY id").await;
        assert_eq!(details[0].0, r#"{"kind":"pdf","year":2026}"#, "kind and year, nothing of care");
    }

    async fn a_file_waits_for_the_password_when_the_login_is_fifteen_minutes_old(database: TestDatabase) {
        let story = yui(database).await;
        let client = story.logged_in("yui.fukuda").await;
        story.later(SignedDuration::from_mins(14));
        is_file(&client.get(ANNUAL).await, "application/pdf");
        story.later(SignedDuration::from_mins(1));
        let page = client.get(ANNUAL).await;
        assert_eq!((page.status(), page.location()), (303, CONFIRM));
        let page = page.follow().await;
        assert_eq!(page.heading(), "ダウンロードの前の確認");
        assert!(page.says("ログインしたまま席を離れた間に、ほかの方が保存するのを防ぐためです。"));
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        assert_eq!(page.press("確認する").await.status(), 422);
        let wrong = page.form().fill("現在のパスワード", "Chigau!9-mono").press("確認する").await;
        assert_eq!((wrong.status(), wrong.error_on("current_password").is_empty()), (422, false));
        assert_eq!(client.get(ANNUAL).await.location(), CONFIRM, "nothing changed");
        assert_eq!(story.count(DOWNLOADS).await, 1, "what did not leave is not in the trail");

        let page = wrong.form().fill("現在のパスワード", people::PASSWORD).press("確認する").await.follow().await;
        assert_eq!((page.address(), page.header("refresh")), ("/portal/costs/files?year=2026&begin=2026-annual.pdf", Some(format!("0; url={ANNUAL}").as_str())));
        assert!(page.says("ダウンロードを始めます。"));
        assert_eq!(page.link("始まらないときは、こちらからダウンロードしてください"), ANNUAL);
        is_file(&client.get(ANNUAL).await, "application/pdf");
        story.later(SignedDuration::from_mins(15));
        assert_eq!(client.get(ANNUAL).await.location(), CONFIRM);
        assert_eq!(client.get(page.address()).await.header("refresh"), None, "an old page begins nothing");
        for page in [client.get("/portal/costs").await, client.get(PAGE).await] {
            assert_eq!(page.status(), 200, "to look needs no more than the session");
        }
    }

    async fn who_has_a_second_factor_gives_it_too(database: TestDatabase) {
        let story = yui(database).await;
        let (insurer_id, id) = story.rows::<(i64, i64)>("SELECT insurer_id, id FROM accounts").await[0];
        let (portal, secret, now) = (&story.portal, &TotpSecret::generate(story.portal.random), story.portal.clock.now());
        let put = |work: Work| async move { totp::put(portal, &work, Owner::Account { insurer_id, id }, secret, 0, now).await };
        portal.store.write(put).await.unwrap();
        let code = || secret.code_at(story.portal.clock.now());
        let client = story.client.another();
        let form = client.get("/portal/").await.form().fill("ユーザーID", "yui.fukuda").fill("パスワード", people::PASSWORD);
        assert_eq!(form.press("ログイン").await.status(), 303);
        let form = client.get("/portal/login/factor").await.form();
        assert_eq!(form.fill("認証アプリの番号", &code()).press("ログイン").await.status(), 303);
        is_file(&client.get(ANNUAL).await, "application/pdf");

        story.later(SignedDuration::from_mins(16));
        let page = client.get(&format!("{ANNUAL}?numbers=yes")).await.follow().await;
        assert_eq!(client.post(&format!("{CONFIRM}/factor"), &[("code", "000000")]).await.status(), 403, "no form of ours");
        let page = page.form().fill("現在のパスワード", people::PASSWORD).press("確認する").await.follow().await;
        assert!(page.says("続けて、登録している認証手段で確認してください。"));
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        assert_eq!(client.get(ANNUAL).await.status(), 303, "the password alone is not enough");
        let wrong = page.form().fill("認証アプリの番号", "000000").press("確認する").await;
        assert_eq!((wrong.status(), wrong.error_on("code").is_empty()), (422, false));
        let page = wrong.form().fill("認証アプリの番号", &code()).press("確認する").await.follow().await;
        assert_eq!(page.header("refresh"), Some("0; url=/portal/costs/files/2026/annual.pdf?numbers=yes"));
        is_file(&client.get(ANNUAL).await, "application/pdf");
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action = 'account.factor_failed'").await, 1);
    }

    async fn numbers_are_in_a_file_only_when_they_are_asked_for(database: TestDatabase) {
        let story = yui(database).await;
        let client = story.logged_in("yui.fukuda").await;
        assert!(!text_of(&client, ANNUAL).await.contains("記号"));
        let form = client.get(PAGE).await.form().tick("保険者番号と記号・番号・枝番も入れる");
        let asked = form.press("PDFをダウンロード").await;
        assert!(plain_text(asked.bytes()).contains("記号・番号12・00001"));
        for name in ["costs.csv", "costs.json"] {
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            assert!(!text(file(&client, name).await).contains("00001"), "{name}");
            assert!(text(file(&client, &format!("{name}?numbers=yes")).await).contains("00001"), "{name}");
        }
    }

    async fn the_paper_says_what_the_insurer_makes_it_good_for(database: TestDatabase) {
        let story = yui(database).await;
        let client = story.logged_in("yui.fukuda").await;
        let paper = text_of(&client, ANNUAL).await;
        assert!(paper.contains("確認用です") && paper.contains("福田結衣") && paper.contains("さくら健康保険組合") && paper.contains("2026年8月"), "{paper}");
        story.set("annual_pdf_use", "official").await;
        assert!(client.get(PAGE).await.says("医療費通知として添付できます。※の行は使えません。"));
        let paper = text_of(&client, ANNUAL).await;
        assert!(paper.contains("確定申告（医療費控除）に添付できます") && !paper.contains("確認用"), "{paper}");
        assert!(paper.contains("※の行を除く合計）：107,220円") && paper.contains("112,005"), "{paper}");
    }

    async fn of_who_is_marked_no_institution_leaves_on_paper_or_in_a_file(database: TestDatabase) {
        let story = yui(database).await;
        let client = story.logged_in("yui.fukuda").await;
        let person = story.rows::<(i64,)>("SELECT person_id FROM accounts").await[0].0;
        let desk = story.desk_client(Role::Clerk).await;
        let form = desk.get(&format!("/desk/sakura/people/{person}/do/caution")).await.form();
        assert_eq!(form.fill("reason", "申し出").press("印を付ける").await.status(), 303);
        let paper = text_of(&client, ANNUAL).await;
        assert!(!paper.contains("中央総合病院") && !paper.contains("ひまわり") && paper.contains("112,005"), "{paper}");
        for name in ["costs.csv", "costs.json"] {
            let text = String::from_utf8(file(&client, name).await).unwrap();
            assert!(!text.contains("中央総合病院") && !text.contains("ひまわり"), "{name}");
        }
        let book = lines_of_table(&file(&client, "table.xlsx").await);
        assert!(book.iter().flatten().all(|line| line.institution.is_empty()));
        assert!(client.get("/portal/costs/2026-08").await.says("中央総合病院"), "the member's own screen tells");
    }

    async fn what_is_not_there_is_not_found_and_nothing_is_noted(database: TestDatabase) {
        let story = yui(database).await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        let client = story.logged_in("yui.fukuda").await;
        for address in ["/portal/costs/files/2025/annual.pdf", "/portal/costs/files/x/annual.pdf", "/portal/costs/files/2026/annual.exe", "/portal/costs/files?year=2025", "/portal/costs/confirm/2026-annual.exe"] {
            assert_eq!(client.get(address).await.status(), 404, "{address}");
        }
        let other = story.logged_in("teppei").await;
        assert!(other.get(PAGE).await.says("2026年の診療分で、掲載している医療費はありません。"));
        assert_eq!(other.get(ANNUAL).await.status(), 404);
        assert_eq!(story.count(DOWNLOADS).await, 0);
        story.set("services", "").await;
        for address in [PAGE, ANNUAL, CONFIRM] {
            assert_eq!(client.get(address).await.status(), 404, "{address}");
        }
    }

    async fn who_is_in_a_file_sees_who_took_it_along(database: TestDatabase) {
        let story = household(database, true).await;
        story.set("cost_visibility", "household").await;
        let insured = story.logged_in("teppei").await;
        is_file(&insured.get(ANNUAL).await, "application/pdf");
        let own = insured.get("/portal/settings/access").await;
        assert!(own.says("医療費の書面・データのダウンロード（あなた）"), "{}", own.text());
        let aoi = story.logged_in("aoi.okada").await.get("/portal/settings/access").await;
        assert!(aoi.says("医療費の書面・データのダウンロード（被保険者の方）"), "{}", aoi.text());
        story.set("cost_visibility", "self").await;
        is_file(&insured.get(ANNUAL).await, "application/pdf");
        assert_eq!(story.logged_in("aoi.okada").await.get("/portal/settings/access").await.select_texts("tbody tr").len(), 1);
    }

    async fn a_dependants_paper_names_the_insured(database: TestDatabase) {
        let story = household(database, true).await;
        let paper = text_of(&story.logged_in("aoi.okada").await, ANNUAL).await;
        assert!(paper.contains("被保険者の氏名岡田哲平") && paper.contains("岡田葵さんの明細") && !paper.contains("岡田哲平さん"), "{paper}");
    }
}
