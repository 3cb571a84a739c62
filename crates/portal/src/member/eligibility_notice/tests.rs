use madoguchi_store::{At, Work, cautions::Caution};
use madoguchi_testkit::{
    on_both_engines,
    people::{AOI_DEPENDANT, Person, TEPPEI, YUI},
};

use crate::testing::Story;

const PATH: &str = "/portal/eligibility-notice";
/// Seventy since 10 November 2026: the share of the elderly begins with December.
const SEVENTY: Person = Person { birth_date: "1956-11-10", ..YUI };
const SEVENTY_ONE: Person = Person { birth_date: "1955-06-01", ..YUI };

async fn begin(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    story.set("services", "eligibility_notice").await;
    story
}

on_both_engines! {
    async fn a_member_reads_the_notice_and_takes_it_along_on_paper(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        let client = story.logged_in("yui.fukuda").await;
        assert_eq!(client.get("/portal/home").await.link("資格情報のお知らせ"), PATH);
        let page = client.get(PATH).await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "資格情報のお知らせ"));
        for words in ["福田 結衣 様", YUI.symbol, YUI.number, "被保険者（ご本人）", "このお知らせだけでは、医療機関等を受診できません。"] {
            assert!(page.says(words), "{words} is not on\n{}", page.text());
        }
        let sheet = page.form().press("PDFで保存する（A4・1枚）").await;
        assert_eq!((sheet.status(), sheet.header("content-type"), sheet.header("cache-control")), (200, Some("application/pdf"), Some("no-store")));
        assert_eq!(sheet.header("content-disposition"), Some("attachment; filename=\"shikaku-joho.pdf\""));
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action = 'person.eligibility_saved'").await, 1);
    }

    async fn where_the_insurer_does_not_offer_it_there_is_no_such_page(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        let client = story.logged_in("yui.fukuda").await;
        assert!(!client.get("/portal/home").await.says("資格情報のお知らせ"));
        assert_eq!(client.get(PATH).await.status(), 404);
    }

    async fn between_70_and_74_there_is_none_without_share_and_day(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol_registered(&SEVENTY_ONE, "yui.fukuda").await;
        let client = story.logged_in("yui.fukuda").await;
        for (has_share, has_day) in [(false, false), (true, false), (false, true)] {
            set_share(&story, has_share, has_day).await;
            let page = client.get(PATH).await;
            assert!(page.says("負担割合とその発効日が必要です") && !page.source().contains("PDFで保存する"), "{has_share} {has_day}: {}", page.text());
        }
        set_share(&story, true, true).await;
        let page = client.get(PATH).await;
        assert!(page.says("2割") && page.says("2025年（令和7年）7月1日"), "{}", page.text());
        let form = page.form();
        set_share(&story, false, true).await;
        let refused = form.press("PDFで保存する（A4・1枚）").await;
        assert_eq!((refused.status(), refused.location()), (303, PATH), "taken away between page and button");
    }

    async fn the_month_of_the_70th_birthday_needs_no_share_yet(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol_registered(&SEVENTY, "yui.fukuda").await;
        let client = story.logged_in("yui.fukuda").await;
        assert!(client.get(PATH).await.source().contains("PDFで保存する"));
    }

    async fn the_insured_has_the_dependants_notices_too_but_not_of_who_is_marked(database: TestDatabase) {
        let story = begin(database).await;
        story.set("registrants", "all").await;
        story.set("registrant_min_age", "0").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        let aoi = story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
        story.enrol(&YUI).await;
        let (insured, dependant) = (story.logged_in("teppei").await, story.logged_in("aoi.okada").await);
        let family = insured.get(PATH).await;
        assert!(family.says("岡田 葵 様") && !family.says("福田"), "{}", family.text());
        let own = dependant.get(PATH).await;
        assert!(own.says("岡田 葵 様") && !own.says(TEPPEI.name) && !own.says("岡田 哲平 様"), "{}", own.text());

        let caution = &Caution {
            kind: "support".to_owned(),
            note: String::new(),
            marked_at: At::from(story.portal.clock.now()),
            marked_by: "story".to_owned(),
        };
        let (insurer_id, person_id) = (story.insurer.id, aoi.person_id);
        let mark = |work: Work| async move { work.mark_caution(insurer_id, person_id, caution).await };
        story.portal.store.write(mark).await.unwrap();
        let family = insured.get(PATH).await;
        assert!(!family.says("葵") && family.says("ここに載っていないご家族"), "{}", family.text());
        let csrf = family.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(insured.post(PATH, &[("csrf", &csrf), ("person", &person_id.to_string())]).await.status(), 404);
    }

    async fn who_has_left_has_no_notice(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        let client = story.logged_in("yui.fukuda").await;
        story.rows::<(i64,)>("UPDATE roster_entries SET lost_on = '2026-11-01' RETURNING person_id").await;
        let page = client.get(PATH).await;
        assert!(page.says("今日現在、資格がないため") && !page.source().contains("PDFで保存する"), "{}", page.text());
    }
}

/// Gives everybody on the roster a share, and a day since when, or not.
async fn set_share(story: &Story, has_share: bool, has_day: bool) {
    let set = match (has_share, has_day) {
        (false, false) => "UPDATE roster_entries SET burden = NULL, burden_from = NULL RETURNING person_id",
        (true, false) => "UPDATE roster_entries SET burden = '2割', burden_from = NULL RETURNING person_id",
        (false, true) => "UPDATE roster_entries SET burden = NULL, burden_from = '2025-07-01' RETURNING person_id",
        (true, true) => "UPDATE roster_entries SET burden = '2割', burden_from = '2025-07-01' RETURNING person_id",
    };
    story.rows::<(i64,)>(set).await;
}
