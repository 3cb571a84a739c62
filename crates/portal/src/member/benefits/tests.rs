mod household;
mod paper;

use jiff::{SignedDuration, civil::Date};
use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber, staff::Role};
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{self, Person, TEPPEI, YUI},
};

use crate::{
    imports::{
        roster::Actor,
        statements::{StatementMode, StatementOutcome, StatementRequest, import},
        table::Encoding,
    },
    testing::Story,
};

const LIST: &str = "/portal/benefits";
const HEADER: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月,決定番号,決定年月日,給付種別,対象期間開始,対象期間終了,支給額,不支給理由,支払予定日,支払方法";
const GRANTED: &str = "202608,K-0815,20261110,高額療養費,,,57180,,20261130,事業主経由";
const REFUSED: &str = "202608,K-0902,20261118,傷病手当金,20260801,20260831,0,労務不能と認められる期間ではないため,,";
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How a month is brought.
#[derive(Clone, Copy)]
struct Brought {
    mode: StatementMode,
    release: Option<Date>,
}

const NOW: Brought = Brought { mode: StatementMode::Add, release: None };

/// What an insurer's file with these lines comes to, each line after the person's own items.
async fn import_of(story: &Story, lines: &[(&Person, &str)], brought: Brought) -> StatementOutcome {
    let folder = tempfile::tempdir().unwrap();
    let line = |(person, rest): &(&Person, &str)| {
        let birth = person.birth_date.replace('-', "");
        format!("{},{},{},{},{birth},{rest}", person.symbol, person.number, person.branch, person.kana_name)
    };
    let lines: Vec<String> = [HEADER.to_owned()].into_iter().chain(lines.iter().map(line)).collect();
    let path = folder.path().join("benefits.csv");
    std::fs::write(&path, lines.join("\r\n")).unwrap();
    let request = StatementRequest {
        kind: madoguchi_rules::statements::StatementKind::Benefits,
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path,
        file_name: None,
        encoding: Encoding::Auto,
        era: EraDigits::Receipt,
        mode: brought.mode,
        release: brought.release,
        dry_run: false,
        allow_removals: true,
        mapping: Vec::new(),
        report: None,
        patience: std::time::Duration::ZERO,
        actor: Actor { kind: "command", name: "story".to_owned() },
    };
    import(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap()
}

async fn bring(story: &Story, lines: &[(&Person, &str)], brought: Brought) {
    let outcome = import_of(story, lines, brought).await;
    assert!(outcome.applied, "{outcome:?}");
}

/// An insurer with the service, and Yui with an account.
async fn begin(database: madoguchi_testkit::TestDatabase) -> Story {
    begin_at("kenpo", database).await
}

async fn begin_at(kind: &str, database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin_at(kind, database).await;
    story.enrol_registered(&YUI, "yui.fukuda").await;
    story.set("services", "benefits").await;
    story
}

/// The cells of the list, a row each.
fn rows(page: &Page) -> Vec<String> {
    page.select_texts("main tbody tr")
}

/// Opens the decision of this day from the list.
async fn open(client: &Client, day: &str) -> Page {
    client.get(LIST).await.click(day).await
}

async fn noted(story: &Story, action: &'static str) -> usize {
    let rows: Vec<(String,)> = story.rows("SELECT action FROM audit_events ORDER BY id").await;
    rows.iter().filter(|(noted,)| noted == action).count()
}

on_both_engines! {
    async fn a_decision_goes_from_the_insurers_file_to_the_members_page(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED), (&YUI, REFUSED)], NOW).await;
        let client = story.logged_in("yui.fukuda").await;
        let home = client.get("/portal/home").await;
        assert!(home.says("まだ開いていない通知が2件あります。"), "{}", home.text());
        assert_eq!(home.link("給付金支給決定通知"), LIST);
        assert_eq!(noted(&story, "benefits.listed").await, 0, "to count them is no look");

        let list = client.get(LIST).await;
        assert_eq!((list.status(), list.heading().as_str(), list.markup_errors()), (200, "給付金支給決定通知", Vec::new()));
        let both = rows(&list);
        assert!(both[0].contains("2026年11月18日") && both[0].contains("傷病手当金") && both[0].contains("不支給"), "the latest first: {both:?}");
        assert!(both[1].contains("57,180円") && both[1].contains("2026年8月") && both[1].contains("福田 結衣"), "{both:?}");
        assert!(both.iter().all(|row| row.contains("未開封")));
        assert_eq!(noted(&story, "benefits.listed").await, 1);
        assert_eq!((noted(&story, "benefits.viewed").await, noted(&story, "benefits.opened").await), (0, 0), "the list opens nothing");
        assert!(!list.source().contains("K-0815"), "no address has the number");

        let page = list.click("2026年11月10日").await;
        assert_eq!((page.status(), page.heading().as_str(), page.markup_errors()), (200, "給付金支給決定通知書", Vec::new()));
        for words in [
            "福田 結衣 様", "K-0815", "高額療養費", "57,180円", "2026年11月30日", "事業主経由", "実際に受け取る日が異なることがあります",
            "社会保険審査官に審査請求をすることができます", "審査請求ができるのは2027年2月22日までです",
        ] {
            assert!(page.says(words), "{words} is not on\n{}", page.text());
        }
        assert!(!page.says("支給しない理由"));
        let address = page.address().to_owned();
        assert!(address.starts_with("/portal/benefits/") && !address.contains("K-0815") && !address.contains("福田"), "{address}");
        assert!(rows(&client.get(LIST).await)[1].contains("2026年11月22日に開封"));
        assert!(client.get("/portal/home").await.says("まだ開いていない通知が1件あります。"));

        let refused = open(&client, "2026年11月18日").await;
        assert_eq!(refused.heading(), "給付金不支給決定通知書");
        assert!(refused.says("労務不能と認められる期間ではないため") && refused.says("2026年8月1日から2026年8月31日まで"), "{}", refused.text());
        assert!(!refused.says("実際に受け取る日"), "nothing is paid");
        assert!(client.get("/portal/home").await.says("まだ開いていない通知はありません。"));
        assert_eq!((noted(&story, "benefits.viewed").await, noted(&story, "benefits.opened").await), (2, 2));
        let details: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action LIKE 'benefits.%' AND action <> 'benefits.imported'").await;
        assert!(details.iter().all(|(detail,)| !detail.contains("K-0") && !detail.contains("57180")), "nothing of the decision: {details:?}");
    }

    async fn the_day_of_the_first_opening_never_changes_also_when_the_month_is_brought_anew(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let first = open(&story.logged_in("yui.fukuda").await, "2026年11月10日").await;
        let address = first.address().to_owned();
        story.later(DAY * 3);
        let corrected = GRANTED.replace("57180", "57280");
        let month = madoguchi_rules::costs::CareMonth::named("2026-08").unwrap();
        bring(&story, &[(&YUI, &corrected)], Brought { mode: StatementMode::Replace(month), release: None }).await;
        let client = story.logged_in("yui.fukuda").await;
        let again = client.get(&address).await;
        assert!(again.says("57,280円") && again.says("2026年11月22日") && again.says("2027年2月22日まで"), "{}", again.text());
        assert!(rows(&client.get(LIST).await)[0].contains("2026年11月22日に開封"));
        assert_eq!((noted(&story, "benefits.viewed").await, noted(&story, "benefits.opened").await), (2, 1));
        let kept: Vec<(i64, i64)> = story.rows("SELECT o.opened_by - a.person_id, o.account_id - a.id FROM benefit_openings o, accounts a").await;
        assert_eq!(kept, [(0, 0)], "once, with who opened it and by which account");
    }

    async fn nobody_sees_a_decision_before_its_release(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED)], Brought { release: Some(jiff::civil::date(2026, 11, 24)), ..NOW }).await;
        let client = story.logged_in("yui.fukuda").await;
        let list = client.get(LIST).await;
        assert!(list.says("掲載している通知は、まだありません。") && list.says("次回の掲載：2026年11月24日"), "{}", list.text());
        assert!(client.get("/portal/home").await.says("掲載している通知は、まだありません。"));
        story.later(DAY * 2);
        let client = story.logged_in("yui.fukuda").await;
        assert!(rows(&client.get(LIST).await)[0].contains("57,180円"));
    }

    async fn a_refusal_without_a_reason_never_comes_in(database: TestDatabase) {
        let story = begin(database).await;
        let without = REFUSED.replace("労務不能と認められる期間ではないため", "");
        assert!(!import_of(&story, &[(&YUI, &without)], NOW).await.applied);
        assert!(story.logged_in("yui.fukuda").await.get(LIST).await.says("掲載している通知は、まだありません。"));
    }

    async fn anothers_decisions_and_those_of_an_insurer_that_shows_none_are_not_there(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let (yui, teppei) = (story.logged_in("yui.fukuda").await, story.logged_in("teppei").await);
        let page = open(&yui, "2026年11月10日").await;
        let (address, paper) = (page.address().to_owned(), page.link("通知書をPDFで保存する"));
        for other in [&address, &paper, "/portal/benefits/x", "/portal/benefits/confirm/x"] {
            assert_eq!(teppei.get(other).await.status(), 404, "{other}");
        }
        assert!(teppei.get(LIST).await.says("掲載している通知は、まだありません。"));
        assert_eq!(noted(&story, "benefits.opened").await, 1, "only by Yui");
        story.set("services", "").await;
        for own in [LIST, &address, &paper, &address.replace("benefits/", "benefits/confirm/")] {
            assert_eq!(yui.get(own).await.status(), 404, "{own}");
        }
        assert!(!yui.get("/portal/home").await.says("給付金支給決定通知"));
    }

    async fn no_decision_is_shown_without_the_words_of_its_appeal(database: TestDatabase) {
        let story = begin_at("kyosai", database).await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let client = story.logged_in("yui.fukuda").await;
        assert_eq!(client.get(LIST).await.status(), 404, "whose law asks for other words than ours");
        assert!(!client.get("/portal/home").await.says("給付金支給決定通知"));
        story.set("benefits_appeal", "この決定に不服があるときは、共済組合の審査会に審査請求をすることができます。").await;
        let page = open(&client, "2026年11月10日").await;
        assert!(page.says("共済組合の審査会に審査請求をすることができます。") && !page.says("社会保険審査官"), "{}", page.text());
        assert!(page.says("2026年11月22日") && !page.says("2027年2月22日"), "no time is told that is not ours to tell");
    }

    async fn each_law_has_its_own_body_of_appeal(database: TestDatabase) {
        for (kind, body) in [("kokuho", "国民健康保険審査会"), ("kouki", "後期高齢者医療審査会")] {
            let story = begin_at(kind, database.engine().fresh().await).await;
            bring(&story, &[(&YUI, GRANTED)], NOW).await;
            let page = open(&story.logged_in("yui.fukuda").await, "2026年11月10日").await;
            assert!(page.says(body) && !page.says("社会保険審査官"), "{}", page.text());
        }
        drop(database);
    }

    async fn in_english_the_words_are_translated_and_what_the_insurer_wrote_stays_japanese(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let client = story.logged_in("yui.fukuda").await;
        let address = open(&client, "2026年11月10日").await.address().to_owned();
        let page = client.get(&format!("{address}?lang=en")).await;
        assert_eq!((page.heading().as_str(), page.markup_errors()), ("Decision: a benefit is paid", Vec::new()));
        assert!(page.says("within three months") && page.says("The Japanese text on the paper counts."), "{}", page.text());
        story.set("benefits_appeal", "審査会に審査請求ができます。").await;
        let page = client.get(&address).await;
        assert!(page.source().contains("<p lang=\"ja\">審査会に審査請求ができます。</p>") && !page.says("translation"), "{}", page.text());
    }

    async fn a_second_factor_is_asked_for_where_the_insurer_wants_one(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let client = story.logged_in("yui.fukuda").await;
        story.set("member_second_factor", "required").await;
        assert_eq!(client.get(LIST).await.location(), "/portal/settings/second-factor");
    }

    async fn the_desk_reads_when_a_decision_was_opened_for_a_reason_and_opens_none(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED), (&YUI, REFUSED)], NOW).await;
        open(&story.logged_in("yui.fukuda").await, "2026年11月10日").await;
        let person = story.rows::<(i64,)>("SELECT person_id FROM accounts").await[0].0;
        let clerk = story.desk_client(Role::Clerk).await;
        let shown = format!("/desk/sakura/people/{person}/benefits/shown");
        assert_eq!(clerk.get(&shown).await.location(), format!("/desk/sakura/people/{person}/benefits"), "nothing before a reason");
        let form = clerk.get(&format!("/desk/sakura/people/{person}")).await.click("給付金支給決定通知を見る").await;
        assert_eq!(form.markup_errors(), Vec::<String>::new());
        let list = form.form().fill("見る理由", "開封日についてのお問い合わせ").press("通知の一覧を表示する").await.follow().await;
        assert_eq!((list.status(), list.address(), list.markup_errors()), (200, shown.as_str(), Vec::new()));
        let both = rows(&list);
        assert!(both[0].contains("未開封") && both[1].contains("2026年11月22日に開封"), "{both:?}");
        assert!(!list.source().contains("/portal/benefits"), "the desk opens nothing");
        assert_eq!(noted(&story, "benefits.opened").await, 1);
        let looks: Vec<(String, String, String)> =
            story.rows("SELECT actor_kind, subject, detail FROM audit_events WHERE action = 'benefits.listed' ORDER BY id").await;
        let last = looks.last().unwrap();
        assert_eq!((last.0.as_str(), last.1.as_str()), ("staff", format!("person:{person}").as_str()));
        assert!(last.2.contains("開封日についてのお問い合わせ"), "{}", last.2);
        let own = story.logged_in("yui.fukuda").await.get("/portal/settings/access").await;
        assert!(own.says("給付金支給決定通知の一覧の閲覧") && !own.text().contains("お問い合わせ先へ開封日"), "{}", own.text());
        assert_eq!(story.desk_client(Role::Viewer).await.get(&shown).await.status(), 404);
        assert_eq!(story.operator_client().await.get(&shown).await.status(), 404);
    }
}
