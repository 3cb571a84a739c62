mod mails;

use std::path::PathBuf;

use jiff::{SignedDuration, civil::Date};
use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber, statements::StatementKind};
use madoguchi_store::{At, Work, statements::Choice};
use madoguchi_testkit::{
    browserless::Page,
    on_both_engines,
    people::{self, AOI_DEPENDANT, Person, TEPPEI, YUI},
    smtp::Sink,
};

use madoguchi_rules::staff::Role;

use crate::{
    imports::{
        roster::Actor,
        statements::{StatementMode, StatementRequest, import},
        table::Encoding,
    },
    mail::{Mailer, worker},
    testing::Story,
};

const HEADER: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月,医療機関名,診療区分,日数,医療費総額,保険者負担額,公費負担額,自己負担額,食事療養費,付加給付額";
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A file of these lines, each after the person's own items.
fn file(folder: &tempfile::TempDir, lines: &[(&Person, &str)]) -> PathBuf {
    let line = |(person, rest): &(&Person, &str)| {
        let birth = person.birth_date.replace('-', "");
        format!("{},{},{},{},{birth},{rest}", person.symbol, person.number, person.branch, person.kana_name)
    };
    let lines: Vec<String> = [HEADER.to_owned()].into_iter().chain(lines.iter().map(line)).collect();
    let path = folder.path().join("costs.csv");
    std::fs::write(&path, lines.join("\r\n")).unwrap();
    path
}

pub(super) async fn bring(story: &Story, lines: &[(&Person, &str)], release: Option<Date>) {
    let folder = tempfile::tempdir().unwrap();
    let request = StatementRequest {
        kind: StatementKind::Costs,
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path: file(&folder, lines),
        file_name: None,
        encoding: Encoding::Auto,
        era: EraDigits::Receipt,
        mode: StatementMode::Add,
        release,
        dry_run: false,
        allow_removals: false,
        mapping: Vec::new(),
        report: None,
        patience: std::time::Duration::ZERO,
        actor: Actor { kind: "command", name: "story".to_owned() },
    };
    let outcome = import(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap();
    assert!(outcome.applied, "{outcome:?}");
}

pub(super) const JUNE: &str = "202606,ひまわり薬局,調剤,1,10000,7000,0,3000,0,0";
pub(super) const AUGUST: &str = "202608,中央総合病院,医科入院,3,347400,243180,0,104220,4410,79220";
pub(super) const NAMELESS: &str = "202608,,柔道整復,4,15950,11165,0,4785,0,0";

async fn looked_at(story: &Story, user_id: &str, address: &str) -> Page {
    story.logged_in(user_id).await.get(address).await
}

on_both_engines! {
    async fn a_year_adds_up_by_month_by_person_and_by_institution(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, JUNE), (&YUI, AUGUST), (&YUI, NAMELESS)], None).await;
        let client = story.logged_in("yui.fukuda").await;
        let home = client.get("/portal/home").await;
        assert!(home.says("最新：2026年8月診療分"));
        assert_eq!(home.link("医療費のお知らせ"), "/portal/costs");
        let page = client.get("/portal/costs").await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "医療費のお知らせ"));
        for words in ["2026年6月診療分から2026年8月診療分まで", "112,005円", "373,350円", "261,345円", "79,220円", "中央総合病院", "福田　結衣", "支払った年が診療の年と違う"] {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(page.says(&words), "{words} is not on\n{}", page.text());
        }
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        assert_eq!(page.select_texts("svg .chart__bar").len(), 2, "a bar a month");
        let month = page.click("2026年8月診療分の明細（2件）").await;
        assert_eq!((month.status(), month.address()), (200, "/portal/costs/2026-08"));
        assert!(month.says("109,005円") && month.says("医科入院") && month.says("※ 申告には領収書が必要"));
        assert_eq!(month.markup_errors(), Vec::<String>::new());
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action = 'costs.viewed'").await, 2);
    }
}

on_both_engines! {
    async fn nobody_sees_anything_before_the_release(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, JUNE)], None).await;
        bring(&story, &[(&YUI, AUGUST)], Some(jiff::civil::date(2026, 11, 23))).await;
        let page = looked_at(&story, "yui.fukuda", "/portal/costs").await;
        assert!(page.says("2026年6月診療分から2026年6月診療分まで") && page.says("次回の掲載：2026年11月23日"));
        assert!(!page.text().contains("中央総合病院") && !page.text().contains("104,220"));
        assert_eq!(looked_at(&story, "yui.fukuda", "/portal/costs/2026-08").await.status(), 404);
        story.later(DAY);
        let page = looked_at(&story, "yui.fukuda", "/portal/costs").await;
        assert!(page.says("2026年6月診療分から2026年8月診療分まで") && page.says("104,220円"));
    }
}

on_both_engines! {
    async fn others_costs_are_not_seen_and_what_is_not_offered_is_not_there(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.enrol(&TEPPEI).await;
        bring(&story, &[(&TEPPEI, AUGUST)], None).await;
        let client = story.logged_in("yui.fukuda").await;
        assert_eq!(client.get("/portal/costs").await.status(), 404);
        story.set("services", "costs").await;
        let page = client.get("/portal/costs").await;
        assert!(page.says("2026年の診療分で、掲載している医療費はありません。") && !page.text().contains("104,220"));
        for address in ["/portal/costs?year=2025", "/portal/costs?year=x", "/portal/costs/2026-13", "/portal/costs/2026-07"] {
            assert_eq!(client.get(address).await.status(), 404, "{address}");
        }
    }
}

on_both_engines! {
    async fn a_second_factor_is_asked_for_where_the_insurer_wants_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, JUNE)], None).await;
        let client = story.logged_in("yui.fukuda").await;
        story.set("member_second_factor", "required").await;
        let page = client.get("/portal/costs").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/settings/second-factor"));
    }
}

/// Everything of a page but what is made anew for each visitor, and every file, byte for byte.
async fn pages(story: &Story, user_id: &str) -> Vec<Vec<u8>> {
    let client = story.logged_in(user_id).await;
    let mut seen = Vec::new();
    for address in ["/portal/costs", "/portal/costs/2026-06", "/portal/costs/2026-08", "/portal/costs/files?year=2026"] {
        let html = client.get(address).await.source().to_owned();
        let without_token = html.split("name=\"csrf\" value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
        seen.push(without_token.collect::<String>().into_bytes());
    }
    for file in ["annual.pdf", "annual.pdf?numbers=yes", "table.xlsx", "costs.csv", "costs.csv?numbers=yes", "costs.json"] {
        let answer = client.get(&format!("/portal/costs/files/2026/{file}")).await;
        assert_eq!(answer.status(), 200, "{file}");
        seen.push(answer.bytes().to_vec());
    }
    seen
}

/// Teppei, insured, and Aoi of his household, each with an account; a third household has lines in every month.
pub(super) async fn household(database: madoguchi_testkit::TestDatabase, lines_of_aoi: bool) -> Story {
    let story = Story::begin(database).await;
    story.enrol_registered(&TEPPEI, "teppei").await;
    story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
    story.enrol(&YUI).await;
    story.set("services", "costs").await;
    story.set("registrants", "all").await;
    story.set("registrant_min_age", "0").await;
    let mut lines = vec![(&TEPPEI, JUNE), (&YUI, JUNE), (&YUI, AUGUST)];
    if lines_of_aoi {
        lines.extend([(&AOI_DEPENDANT, AUGUST), (&AOI_DEPENDANT, NAMELESS)]);
    }
    bring(&story, &lines, None).await;
    story
}

on_both_engines! {
    async fn what_is_hidden_leaves_no_trace_on_any_page_of_the_insured(database: TestDatabase) {
        let other = database.engine().fresh().await;
        let without = household(other, false).await;
        let story = household(database, true).await;
        let alone = pages(&without, "teppei").await;
        assert_eq!(pages(&story, "teppei").await, alone, "self: everybody their own");
        assert!(looked_at(&story, "aoi.okada", "/portal/costs").await.says("109,005円"), "Aoi sees her own");

        story.set("cost_visibility", "household").await;
        without.set("cost_visibility", "household").await;
        let alone = pages(&without, "teppei").await;
        let seen = looked_at(&story, "teppei", "/portal/costs").await;
        assert!(seen.says("112,005円"), "{}", seen.text());
        assert!(!looked_at(&story, "aoi.okada", "/portal/costs").await.says("3,000円"), "a dependant sees only their own");

        let client = story.logged_in("aoi.okada").await;
        let page = client.get("/portal/sharing").await;
        let told = page.form().untick("私の医療費を被保険者に表示する").press("変更する").await;
        assert_eq!(told.status(), 303);
        assert_eq!(pages(&story, "teppei").await, alone, "hidden by herself");
        let page = client.get("/portal/sharing").await;
        assert_eq!(page.form().tick("私の医療費を被保険者に表示する").press("変更する").await.status(), 303);
        assert_ne!(pages(&story, "teppei").await, alone);

        let aoi = story.rows::<(i64,)>("SELECT person_id FROM accounts WHERE user_id = 'aoi.okada'").await[0].0;
        let desk = story.desk_client(Role::Clerk).await;
        let form = desk.get(&format!("/desk/sakura/people/{aoi}/do/hide-costs")).await.form();
        assert_eq!(form.fill("reason", "ご本人の申し出").press("表示しない").await.status(), 303);
        assert_eq!(pages(&story, "teppei").await, alone, "hidden at the desk");
        let form = desk.get(&format!("/desk/sakura/people/{aoi}/do/show-costs")).await.form();
        assert_eq!(form.fill("reason", "ご本人の申し出").press("非表示をやめる").await.status(), 303);
        assert_ne!(pages(&story, "teppei").await, alone);
        let form = desk.get(&format!("/desk/sakura/people/{aoi}/do/caution")).await.form();
        assert_eq!(form.fill("reason", "申し出").press("印を付ける").await.status(), 303);
        assert_eq!(pages(&story, "teppei").await, alone, "marked with 支援措置");
    }
}

on_both_engines! {
    async fn with_consent_only_who_agreed_is_shown(database: TestDatabase) {
        let story = household(database, true).await;
        story.set("cost_visibility", "household_with_consent").await;
        assert!(!looked_at(&story, "teppei", "/portal/costs").await.says("112,005円"), "nobody asked Aoi yet");
        let client = story.logged_in("aoi.okada").await;
        let form = client.get("/portal/sharing").await.form();
        assert_eq!(form.tick("私の医療費を被保険者に表示する").press("変更する").await.status(), 303);
        assert!(looked_at(&story, "teppei", "/portal/costs").await.says("112,005円"));
        assert_eq!(story.logged_in("teppei").await.get("/portal/sharing").await.buttons(), ["ログアウト"], "the insured has nothing to choose");
    }
}
