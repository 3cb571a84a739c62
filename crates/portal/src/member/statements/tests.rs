//! What holds for every kind but costs, which have their own stories: who sees whose, and what the mail says.

use jiff::{SignedDuration, civil::date};
use madoguchi_rules::{staff::Role, statements::StatementKind};
use madoguchi_testkit::{
    TestDatabase, on_both_engines,
    people::{AOI_DEPENDANT, TEPPEI, YUI},
    smtp::Sink,
};

use crate::{
    announcements::releases,
    mail::{Letter, Mailer, worker},
    testing::Story,
};

/// A kind: its service, its page, its columns, and a line of June and one of August.
struct Kind {
    kind: StatementKind,
    visibility: &'static str,
    page: &'static str,
    header: &'static str,
    june: &'static str,
    august: &'static str,
    /// What only the line of August says.
    fact: &'static str,
    control: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        kind: StatementKind::Savings,
        visibility: "savings_visibility",
        page: "/portal/savings",
        header: "薬局名,先発医薬品名,数量,現在の自己負担額,後発に変えた場合の削減可能額",
        june: "ひまわり薬局,先発医薬品Ａ錠 5mg,28錠,1200,400",
        august: "東薬局,先発医薬品Ｃ錠 20mg,14錠,2330,910",
        fact: "先発医薬品Ｃ錠 20mg",
        control: "私のジェネリック医薬品のお知らせを被保険者に表示する",
    },
    Kind {
        kind: StatementKind::Advice,
        visibility: "advice_visibility",
        page: "/portal/advice",
        header: "種別,医療機関名・薬局名,対象,回数,留意事項",
        june: "頻回受診,東整形外科,,18,",
        august: "重複服薬,東薬局,先発医薬品Ｃ錠 20mg,2,お薬手帳をお見せください。",
        fact: "先発医薬品Ｃ錠 20mg",
        control: "私の適正受診・適正服薬のお知らせを被保険者に表示する",
    },
];

/// Teppei, insured, and Aoi of his household, each with an account; a third household has lines in every month.
async fn household(database: TestDatabase, kind: &Kind, lines_of_aoi: bool) -> Story {
    let story = Story::begin(database).await;
    story.enrol_registered(&TEPPEI, "teppei").await;
    story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
    story.enrol(&YUI).await;
    for (key, value) in [("services", kind.kind.as_str()), ("registrants", "all"), ("registrant_min_age", "0")] {
        story.set(key, value).await;
    }
    let mut lines = vec![(&TEPPEI, "202606", kind.june), (&YUI, "202606", kind.june), (&YUI, "202608", kind.june)];
    if lines_of_aoi {
        lines.extend([(&AOI_DEPENDANT, "202608", kind.august), (&AOI_DEPENDANT, "202606", kind.august)]);
    }
    story.bring(kind.kind, kind.header, &lines, None).await;
    story
}

/// A page and マイページ but for what is made anew for each visitor, byte for byte.
async fn pages(story: &Story, kind: &Kind, user_id: &str) -> Vec<String> {
    let client = story.logged_in(user_id).await;
    let mut seen = Vec::new();
    for address in [kind.page, &format!("{}?year=2026", kind.page), "/portal/home"] {
        let html = client.get(address).await.source().to_owned();
        let without_token = html.split("name=\"csrf\" value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
        seen.push(without_token.collect::<String>());
    }
    seen
}

async fn says(story: &Story, kind: &Kind, user_id: &str) -> bool {
    story.logged_in(user_id).await.get(kind.page).await.says(kind.fact)
}

on_both_engines! {
    async fn what_is_hidden_leaves_no_trace_on_any_page_of_the_insured(database: TestDatabase) {
        for kind in &KINDS {
            let engine = database.engine();
            let without = household(engine.fresh().await, kind, false).await;
            let story = household(engine.fresh().await, kind, true).await;
            assert_eq!(pages(&story, kind, "teppei").await, pages(&without, kind, "teppei").await, "self: everybody their own");
            assert!(says(&story, kind, "aoi.okada").await, "Aoi sees her own");
            assert_eq!(story.logged_in("aoi.okada").await.get("/portal/sharing").await.status(), 404, "there is nothing to choose");

            for story in [&story, &without] {
                story.set(kind.visibility, "household").await;
            }
            let alone = pages(&without, kind, "teppei").await;
            assert!(says(&story, kind, "teppei").await && pages(&story, kind, "teppei").await != alone);

            let client = story.logged_in("aoi.okada").await;
            let hide = client.get("/portal/sharing").await.form().untick(kind.control).press("変更する").await;
            assert_eq!(hide.status(), 303);
            assert_eq!(pages(&story, kind, "teppei").await, alone, "hidden by herself");
            assert!(says(&story, kind, "aoi.okada").await, "she sees her own still");
            client.get("/portal/sharing").await.form().tick(kind.control).press("変更する").await;
            assert_ne!(pages(&story, kind, "teppei").await, alone);

            let aoi = story.rows::<(i64,)>("SELECT person_id FROM accounts WHERE user_id = 'aoi.okada'").await[0].0;
            let desk = story.desk_client(Role::Clerk).await;
            let form = desk.get(&format!("/desk/sakura/people/{aoi}/do/hide-costs")).await.form();
            assert_eq!(form.fill("reason", "ご本人の申し出").press("表示しない").await.status(), 303);
            assert_eq!(pages(&story, kind, "teppei").await, alone, "hidden at the desk, of every kind");
        }
    }

    async fn with_consent_only_who_agreed_to_this_kind_is_shown(database: TestDatabase) {
        for kind in &KINDS {
            let story = household(database.engine().fresh().await, kind, true).await;
            story.set("services", &format!("costs, {}", kind.kind)).await;
            story.set("cost_visibility", "household_with_consent").await;
            story.set(kind.visibility, "household_with_consent").await;
            assert!(!says(&story, kind, "teppei").await, "nobody asked Aoi yet");
            let client = story.logged_in("aoi.okada").await;
            let form = client.get("/portal/sharing").await.form();
            assert_eq!(form.tick("私の医療費を被保険者に表示する").press("変更する").await.status(), 303);
            assert!(!says(&story, kind, "teppei").await, "what holds for costs does not hold for {}", kind.kind);
            let form = client.get("/portal/sharing").await.form();
            assert_eq!(form.tick(kind.control).press("変更する").await.status(), 303);
            assert!(says(&story, kind, "teppei").await);
        }
    }

    async fn nobody_sees_anything_before_the_release_and_every_look_is_in_the_trail(database: TestDatabase) {
        for kind in &KINDS {
            let story = Story::begin(database.engine().fresh().await).await;
            let yui = story.enrol_registered(&YUI, "yui.fukuda").await;
            let client = story.logged_in("yui.fukuda").await;
            assert_eq!(client.get(kind.page).await.status(), 404, "not offered");
            story.set("services", kind.kind.as_str()).await;
            assert_eq!(client.get(kind.page).await.status(), 200, "before the first file");
            story.bring(kind.kind, kind.header, &[(&YUI, "202606", kind.june)], None).await;
            story.bring(kind.kind, kind.header, &[(&YUI, "202608", kind.august)], Some(date(2026, 11, 23))).await;
            let page = client.get(kind.page).await;
            assert!(page.says("2026年6月診療分から2026年6月診療分まで") && page.says("次回の掲載：2026年11月23日"), "{}", page.text());
            assert!(!page.text().contains(kind.fact));
            assert_eq!(page.markup_errors(), Vec::<String>::new());
            story.later(SignedDuration::from_hours(24));
            let client = story.logged_in("yui.fukuda").await;
            let page = client.get(kind.page).await;
            assert!(page.says("2026年6月診療分から2026年8月診療分まで") && page.says(kind.fact), "{}", page.text());
            assert_eq!(page.markup_errors(), Vec::<String>::new());
            for year in ["2025", "x"] {
                assert_eq!(client.get(&format!("{}?year={year}", kind.page)).await.status(), 404);
            }
            assert!(client.get("/portal/home").await.says("最新：2026年8月診療分"));
            let looks = story.rows::<(String, String)>("SELECT actor, subject FROM audit_events WHERE action LIKE '%.viewed'").await;
            assert_eq!(looks.len(), 3, "each page");
            assert!(looks.iter().all(|look| *look == (format!("account:{}", yui.id), format!("person:{}", yui.person_id))), "{looks:?}");
            let english = client.get(&format!("{}?lang=en", kind.page)).await;
            assert_eq!((english.status(), english.markup_errors()), (200, Vec::<String>::new()));
        }
    }

    async fn one_mail_a_day_tells_of_whatever_was_released_and_of_no_fact(database: TestDatabase) {
        let sink = Sink::start().await;
        let url = sink.url();
        let story = Story::begin_with(database, |config| config.smtp_url = Some(url)).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        story.set("services", "savings, advice").await;
        for kind in &KINDS {
            story.bring(kind.kind, kind.header, &[(&YUI, "202608", kind.august)], None).await;
        }
        story.later(SignedDuration::from_hours(5));
        assert_eq!(releases::run(&story.portal).await.unwrap(), 1, "one mail for both");
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0);
        worker::run_once(&story.portal, &Mailer::open(&story.portal.config).unwrap()).await.unwrap();
        let mail = sink.mail_to("yui.fukuda@example.jp").await;
        assert_eq!(mail.subject(), "さくら健康保険組合：医療費などのお知らせを掲載しました");
        for fact in ["福田", "先発医薬品", "重複", "服薬", "適正", "ジェネリック", "薬局", "910", "2026年8月"] {
            assert!(!mail.text().contains(fact), "{fact} in\n{}", mail.text());
        }
        assert!(mail.header("List-Unsubscribe").unwrap().contains("/portal/unsubscribe?token="));
    }

    async fn the_mail_goes_to_who_sees_the_lines_by_the_setting_of_their_kind(database: TestDatabase) {
        for kind in &KINDS {
            for (setting, expected) in [("self", vec!["aoi.okada@example.jp"]), ("household", vec!["aoi.okada@example.jp", "teppei@example.jp"])] {
                let story = Story::begin(database.engine().fresh().await).await;
                story.enrol_registered(&TEPPEI, "teppei").await;
                story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
                for (key, value) in [("services", kind.kind.as_str()), ("registrants", "all"), ("registrant_min_age", "0"), (kind.visibility, setting)] {
                    story.set(key, value).await;
                }
                story.bring(kind.kind, kind.header, &[(&AOI_DEPENDANT, "202608", kind.august)], None).await;
                story.later(SignedDuration::from_hours(5));
                releases::run(&story.portal).await.unwrap();
                let letters = story.letters().await.into_iter();
                let mut to: Vec<String> = letters.filter(|(_, letter)| matches!(letter, Letter::StatementsReleased { .. })).map(|(to, _)| to).collect();
                to.sort();
                assert_eq!(to, expected, "{} {setting}", kind.kind);
            }
        }
    }

    async fn the_desk_sees_every_kind_for_a_reason(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "yui.fukuda").await.person_id;
        story.set("services", "savings, advice").await;
        for kind in &KINDS {
            story.bring(kind.kind, kind.header, &[(&YUI, "202608", kind.august)], None).await;
        }
        let clerk = story.desk_client(Role::Clerk).await;
        for kind in &KINDS {
            let asks = format!("/desk/sakura/people/{person_id}/{}", kind.kind);
            assert!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM health_looks").await > 0 || clerk.get(&format!("{asks}/shown")).await.location() == asks);
            let form = clerk.get(&asks).await.form().fill("見る理由", "ご本人からのお問い合わせ");
            let shown = form.press("お知らせを表示する").await.follow().await;
            assert_eq!(shown.address(), format!("{asks}/shown"));
            assert!(shown.says(kind.fact) && shown.says("ご本人からのお問い合わせ"), "{}", shown.text());
            assert!(!shown.source().contains("/portal/savings/stop") && !shown.source().contains("/portal/sharing"), "what only the member does");
            assert_eq!(shown.markup_errors(), Vec::<String>::new());
        }
        let looks = story.rows::<(String,)>("SELECT action FROM audit_events WHERE actor_kind = 'staff' AND action IN ('savings.viewed', 'advice.viewed') ORDER BY id").await;
        assert_eq!(looks.iter().map(|(action,)| action.as_str()).collect::<Vec<_>>(), ["savings.viewed", "advice.viewed"]);
        assert_eq!(story.operator_client().await.get(&format!("/desk/sakura/people/{person_id}/savings")).await.status(), 404);
    }
}
