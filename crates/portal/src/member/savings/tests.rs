use madoguchi_rules::statements::StatementKind;
use madoguchi_testkit::{
    on_both_engines,
    people::{AOI_DEPENDANT, TEPPEI, YUI},
};

use crate::testing::Story;

const HEADER: &str = "薬局名,先発医薬品名,数量,現在の自己負担額,後発に変えた場合の削減可能額";

on_both_engines! {
    async fn savings_add_up_by_medicine_by_month_and_in_all(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "savings").await;
        let lines = [
            (&YUI, "202606", "ひまわり薬局,先発医薬品Ａ錠 5mg,28錠,1200,400"),
            (&YUI, "202608", "ひまわり薬局,先発医薬品Ａ錠 5mg,28錠,1200,400"),
            (&YUI, "202608", ",先発医薬品Ｂ錠 10mg,,2330,910"),
        ];
        story.bring(StatementKind::Savings, HEADER, &lines, None).await;
        let client = story.logged_in("yui.fukuda").await;
        let home = client.get("/portal/home").await;
        assert_eq!(home.link("ジェネリック医薬品のお知らせ"), "/portal/savings");
        let page = client.get("/portal/savings").await;
        for words in ["1,710円", "1,310円", "3,530円", "先発医薬品Ｂ錠 10mg", "福田 結衣", "ジェネリック医薬品とは", "今のお薬を続けることもできます"] {
            assert!(page.says(words), "{words} is not on\n{}", page.text());
        }
        let months = page.select_texts("h2");
        let place = |month: &str| months.iter().position(|title| title == month).unwrap();
        assert!(place("2026年8月診療分") < place("2026年6月診療分"), "the latest first: {months:?}");
    }

    async fn who_does_not_want_it_is_shown_nothing_nor_is_anybody_else_and_may_have_it_again(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
        for (key, value) in [("services", "savings"), ("registrants", "all"), ("registrant_min_age", "0"), ("savings_visibility", "household")] {
            story.set(key, value).await;
        }
        let line = "東薬局,先発医薬品Ｃ錠 20mg,14錠,2330,910";
        story.bring(StatementKind::Savings, HEADER, &[(&AOI_DEPENDANT, "202608", line)], None).await;
        let (insured, aoi) = (story.logged_in("teppei").await, story.logged_in("aoi.okada").await);
        let sees = async |client: &madoguchi_testkit::browserless::Client| client.get("/portal/savings").await.says("910円");
        assert!(sees(&insured).await && sees(&aoi).await);
        let told = aoi.get("/portal/savings").await.form().press("このお知らせを希望しない").await;
        assert_eq!(told.status(), 303);
        let page = told.follow().await;
        assert!(page.says("ご希望により停止しています") && page.says("ご希望を、変更しました"), "{}", page.text());
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        assert!(!sees(&insured).await && !sees(&aoi).await);
        story.later(jiff::SignedDuration::from_hours(5));
        assert_eq!(crate::announcements::releases::run(&story.portal).await.unwrap(), 0, "and no mail tells of it");
        let aoi = story.logged_in("aoi.okada").await;
        aoi.get("/portal/savings").await.form().press("お知らせを再開する").await;
        assert!(sees(&aoi).await);
        let events = story.rows::<(String,)>("SELECT detail FROM audit_events WHERE action = 'savings.wish_changed' ORDER BY id").await;
        assert_eq!(events, [("{\"stopped\":true}".to_owned(),), ("{\"stopped\":false}".to_owned(),)]);
    }
}
