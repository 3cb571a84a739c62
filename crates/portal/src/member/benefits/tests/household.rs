//! Whose decisions are seen by whom, and whose opening counts.

use madoguchi_testkit::people::AOI_DEPENDANT;

use super::*;

const OF_AOI: &str = "202608,K-0777,20261112,家族療養費,,,3000,,20261130,銀行振込";

/// The link that stands on the list where somebody may decide.
const SHARING: &str = "<p><a href=\"/portal/sharing\">ご家族への表示</a></p>";

/// Teppei, insured, and Aoi of his household, each with an account.
async fn family(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    story.enrol_registered(&TEPPEI, "teppei").await;
    story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
    for (key, value) in [("services", "benefits"), ("registrants", "all"), ("registrant_min_age", "0")] {
        story.set(key, value).await;
    }
    bring(&story, &[(&TEPPEI, GRANTED)], NOW).await;
    story
}

/// The insured's home and list, without what is made anew for each visitor.
async fn pages(story: &Story) -> Vec<String> {
    let client = story.logged_in("teppei").await;
    let mut pages = Vec::new();
    for address in ["/portal/home", LIST] {
        let html = client.get(address).await.source().to_owned();
        let without_token = html.split("name=\"csrf\" value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
        pages.push(without_token.collect::<String>());
    }
    pages
}

/// The pages without that link: it is there by the insurer's setting, whoever is hidden.
fn without_link(pages: Vec<String>) -> Vec<String> {
    pages.iter().map(|page| page.replace(SHARING, "")).collect()
}

on_both_engines! {
    async fn what_is_hidden_leaves_no_trace_on_the_pages_of_the_insured(database: TestDatabase) {
        let story = family(database).await;
        pages(&story).await;
        let alone = pages(&story).await;
        bring(&story, &[(&AOI_DEPENDANT, OF_AOI)], NOW).await;
        assert_eq!(pages(&story).await, alone, "self: everybody their own");
        let own = story.logged_in("aoi.okada").await.get(LIST).await;
        assert!(rows(&own).len() == 1 && own.says("家族療養費"), "Aoi sees her own and nothing of the insured's");

        story.set("benefits_visibility", "household").await;
        assert_ne!(pages(&story).await, alone);
        let aoi = story.rows::<(i64,)>("SELECT person_id FROM accounts WHERE user_id = 'aoi.okada'").await[0].0;
        let desk = story.desk_client(Role::Clerk).await;
        let form = desk.get(&format!("/desk/sakura/people/{aoi}/do/hide-costs")).await.form();
        assert_eq!(form.fill("reason", "ご本人の申し出").press("表示しない").await.status(), 303);
        assert_eq!(without_link(pages(&story).await), alone, "hidden at the desk");
        story.set("benefits_visibility", "household_with_consent").await;
        assert_eq!(without_link(pages(&story).await), alone, "nobody asked Aoi, and the desk hides her");
    }

    async fn a_relative_decides_on_their_own_page_whether_the_insured_sees_theirs(database: TestDatabase) {
        let story = family(database).await;
        bring(&story, &[(&AOI_DEPENDANT, OF_AOI)], NOW).await;
        let aoi = story.logged_in("aoi.okada").await;
        assert!(!aoi.get(LIST).await.has_link("ご家族への表示"), "with self there is nothing to decide");
        pages(&story).await;
        let alone = pages(&story).await;
        let choice = "私の給付金支給決定のお知らせを被保険者に表示する";
        for visibility in ["household_with_consent", "household"] {
            story.set("benefits_visibility", visibility).await;
            let form = aoi.get(LIST).await.click("ご家族への表示").await.form();
            assert_eq!(form.tick(choice).press("変更する").await.status(), 303);
            assert!(rows(&story.logged_in("teppei").await.get(LIST).await).iter().any(|row| row.contains("家族療養費")), "{visibility}");
            let form = aoi.get("/portal/sharing").await.form();
            assert_eq!(form.untick(choice).press("変更する").await.status(), 303);
            assert_eq!(without_link(pages(&story).await), alone, "{visibility}");
        }
    }

    async fn the_opening_that_counts_is_the_insureds_whoever_else_reads_it(database: TestDatabase) {
        let story = family(database).await;
        story.set("benefits_visibility", "household").await;
        bring(&story, &[(&AOI_DEPENDANT, OF_AOI)], NOW).await;
        let page = open(&story.logged_in("aoi.okada").await, "2026年11月12日").await;
        assert!(page.says("岡田 哲平 様") && page.says("この通知は、被保険者あてのものです。"), "{}", page.text());
        assert!(!page.says("審査請求ができるのは") && page.says("社会保険審査官"), "{}", page.text());
        assert!(rows(&story.logged_in("aoi.okada").await.get(LIST).await)[0].contains("2026年11月22日に開封"), "her own");

        story.later(DAY);
        let teppei = story.logged_in("teppei").await;
        let row = rows(&teppei.get(LIST).await).into_iter().find(|row| row.contains("家族療養費")).unwrap();
        assert!(row.contains("未開封") && row.contains("岡田 葵"), "{row}");
        let page = open(&teppei, "2026年11月12日").await;
        assert!(page.says("2026年11月23日") && page.says("2027年2月23日まで"), "{}", page.text());
        assert_eq!(noted(&story, "benefits.opened").await, 2, "each of them once");
        let subjects: Vec<(String,)> = story.rows("SELECT DISTINCT subject FROM audit_events WHERE action = 'benefits.opened'").await;
        assert_eq!(subjects.len(), 1, "told to whose decision it is");
    }

    async fn a_dependant_never_opens_what_is_the_insureds(database: TestDatabase) {
        let story = family(database).await;
        story.set("benefits_visibility", "household").await;
        let page = open(&story.logged_in("teppei").await, "2026年11月10日").await;
        let (address, paper) = (page.address().to_owned(), page.link("通知書をPDFで保存する"));
        let aoi = story.logged_in("aoi.okada").await;
        assert_eq!((aoi.get(&address).await.status(), aoi.get(&paper).await.status()), (404, 404));
    }
}
