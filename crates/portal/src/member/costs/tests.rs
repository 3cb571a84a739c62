use std::path::PathBuf;

use jiff::{SignedDuration, civil::Date};
use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber};
use madoguchi_testkit::{
    browserless::Page,
    on_both_engines,
    people::{self, Person, TEPPEI, YUI},
};

use crate::{
    imports::{
        costs::{CostMode, CostRequest, import},
        roster::Actor,
        table::Encoding,
    },
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

async fn bring(story: &Story, lines: &[(&Person, &str)], release: Option<Date>) {
    let folder = tempfile::tempdir().unwrap();
    let request = CostRequest {
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path: file(&folder, lines),
        file_name: None,
        encoding: Encoding::Auto,
        era: EraDigits::Receipt,
        mode: CostMode::Add,
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

const JUNE: &str = "202606,ひまわり薬局,調剤,1,10000,7000,0,3000,0,0";
const AUGUST: &str = "202608,中央総合病院,医科入院,3,347400,243180,0,104220,4410,79220";
const NAMELESS: &str = "202608,,柔道整復,4,15950,11165,0,4785,0,0";

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
        story.set("member_second_factor", "required").await;
        bring(&story, &[(&YUI, JUNE)], None).await;
        let page = looked_at(&story, "yui.fukuda", "/portal/costs").await;
        assert!(page.status() != 200 && !page.text().contains("3,000"), "{}", page.status());
    }
}
