//! Health data at the desk: for a reason, by who may, and told to whom it belongs to.

use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber, statements::StatementKind};
use madoguchi_testkit::people::{INSURER, PASSWORD};

use super::*;
use crate::imports::{
    roster::Actor,
    statements::{StatementMode, StatementRequest, import},
    table::Encoding,
};

const HEADER: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月,医療機関名,診療区分,日数,医療費総額,保険者負担額,公費負担額,自己負担額,食事療養費,付加給付額";
const JUNE: &str = "202606,ひまわり薬局,調剤,1,10000,7000,0,3000,0,0";
const AUGUST: &str = "202608,中央総合病院,医科入院,3,347400,243180,0,104220,4410,79220";

/// Brings lines of costs, released today.
async fn bring(story: &Story, lines: &[(&Person, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let line = |(person, rest): &(&Person, &str)| {
        let birth = person.birth_date.replace('-', "");
        format!("{},{},{},{},{birth},{rest}", person.symbol, person.number, person.branch, person.kana_name)
    };
    let lines: Vec<String> = [HEADER.to_owned()].into_iter().chain(lines.iter().map(line)).collect();
    let path = folder.path().join("costs.csv");
    std::fs::write(&path, lines.join("\r\n")).unwrap();
    let request = StatementRequest {
        kind: StatementKind::Costs,
        insurer: InsurerCodeOrNumber::parse(INSURER).unwrap(),
        path,
        file_name: None,
        encoding: Encoding::Auto,
        era: EraDigits::Receipt,
        mode: StatementMode::Add,
        release: None,
        dry_run: false,
        allow_removals: false,
        mapping: Vec::new(),
        report: None,
        patience: std::time::Duration::ZERO,
        actor: Actor { kind: "command", name: "story".to_owned() },
    };
    assert!(import(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap().applied);
}

const LOOK: &str = "医療費を見る";
const REASON: &str = "7月の薬局の金額について、ご本人からの電話";

/// Says why and opens the pages.
async fn open(client: &Client, person_id: i64, reason: &str) -> Page {
    let form = look(client, person_id).await.click(LOOK).await;
    assert_eq!(form.markup_errors(), Vec::<String>::new());
    form.form().fill("見る理由", reason).press("医療費を表示する").await
}

async fn looks(story: &Story) -> Vec<(String, String, String)> {
    story.rows("SELECT actor_kind, subject, detail FROM audit_events WHERE action = 'costs.viewed' ORDER BY id").await
}

on_both_engines! {
    async fn costs_are_shown_for_a_reason_that_the_trail_keeps_and_the_member_sees_that_somebody_looked(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "yui.fukuda").await.person_id;
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, JUNE), (&YUI, AUGUST)]).await;
        let person = story.staff_at(&story.insurer, Role::Clerk, false).await;
        let clerk = story.desk_client_of(&person).await;
        let (asks, shown) = (format!("{}/costs", page_of(person_id)), format!("{}/costs/shown", page_of(person_id)));
        for direct in [shown.clone(), format!("{shown}/2026-08")] {
            assert_eq!(clerk.get(&direct).await.location(), asks, "nothing is shown before a reason is given");
        }
        for reason in ["", "電話", "　　　　　"] {
            let refused = open(&clerk, person_id, reason).await;
            assert!(refused.status() == 422 && !refused.error_on("reason").is_empty(), "{reason:?}");
        }
        assert!(looks(&story).await.is_empty());

        let year = open(&clerk, person_id, REASON).await.follow().await;
        assert_eq!((year.status(), year.address()), (200, shown.as_str()), "{}", year.text());
        assert!(year.says("107,220円") && year.says(REASON) && year.says("福田 結衣"), "{}", year.text());
        assert_eq!(year.markup_errors(), Vec::<String>::new());
        assert!(!year.has_link("マイページへ") && !year.source().contains("/portal/sharing"), "what only the member does is not there");
        let month = year.click("2026年8月診療分の明細（1件）").await;
        assert!(month.status() == 200 && month.address().starts_with(&shown) && month.says("中央総合病院"), "{}", month.text());
        let trail = looks(&story).await;
        assert_eq!(trail.len(), 2, "each page");
        for (kind, subject, detail) in &trail {
            assert_eq!((kind.as_str(), subject.as_str()), ("staff", format!("person:{person_id}").as_str()));
            assert!(detail.contains(REASON), "{detail}");
        }
        let colleague = story.desk_client(Role::Manager).await;
        assert_eq!(colleague.get(&shown).await.location(), asks, "a reason is the own one of who looks");

        let own = story.logged_in("yui.fukuda").await.get("/portal/settings/access").await;
        assert_eq!(own.select_texts("tbody tr").iter().filter(|row| row.contains("医療費のお知らせの閲覧")).count(), 2, "{}", own.text());
        assert!(!own.text().contains(REASON));

        story.later(SignedDuration::from_mins(15));
        let clerk = story.desk_client_of(&person).await;
        assert_eq!(clerk.get(&shown).await.location(), asks, "and is asked for again");
        crate::jobs::cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM health_looks").await, 0);
    }

    async fn viewers_and_operators_never_see_costs_whatever_else_they_are(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&YUI, "yui.fukuda").await.person_id;
        let clerk = story.desk_client(Role::Clerk).await;
        let (asks, shown) = (format!("{}/costs", page_of(person_id)), format!("{}/costs/shown", page_of(person_id)));
        assert!(!look(&clerk, person_id).await.has_link(LOOK) && clerk.get(&asks).await.status() == 404, "where costs are not offered");
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, JUNE)]).await;
        let both = story.staff(true).await;
        story.grant(&story.insurer, &both, Role::Manager).await;
        let kaede = story.another_insurer("kaede").await;
        let elsewhere = story.staff_at(&kaede, Role::Manager, false).await;
        let others = [
            story.desk_client(Role::Viewer).await,
            story.operator_client().await,
            story.desk_client_of(&both).await,
            story.desk_client_of(&elsewhere).await,
        ];
        for (number, client) in others.iter().enumerate() {
            for address in [&asks, &shown, &format!("{shown}/2026-06")] {
                assert_eq!(client.get(address).await.status(), 404, "{number} {address}");
            }
            let csrf = client.get("/desk/account").await.attribute("input[name=csrf]", "value").unwrap();
            assert_eq!(client.post(&asks, &[("csrf", &csrf), ("reason", REASON)]).await.status(), 404, "{number}");
        }
        assert!(!look(&others[2], person_id).await.has_link(LOOK), "an operator with a seat sees the roster only");
        assert_eq!(others[3].get(&format!("/desk/kaede/people/{person_id}/costs")).await.status(), 404);
        assert!(looks(&story).await.is_empty());
    }

    async fn the_costs_of_a_marked_person_are_for_a_manager_and_stay_off_the_households_pages(database: TestDatabase) {
        let story = Story::begin(database).await;
        let insured = story.enrol_registered(&TEPPEI, "teppei.o").await.person_id;
        let dependant = story.enrol(&AOI_DEPENDANT).await;
        story.set("services", "costs").await;
        story.set("cost_visibility", "household").await;
        bring(&story, &[(&TEPPEI, JUNE), (&AOI_DEPENDANT, AUGUST)]).await;
        let (clerk, manager) = (story.desk_client(Role::Clerk).await, story.desk_client(Role::Manager).await);
        let household = open(&clerk, insured, REASON).await.follow().await;
        assert!(household.says("中央総合病院"), "{}", household.text());
        assert!(open(&clerk, dependant, REASON).await.follow().await.says("中央総合病院"));

        act(&clerk, dependant, "支援措置・開示注意の印を付ける").await;
        assert!(!clerk.get(household.address()).await.text().contains("中央総合病院"), "the household's view stops");
        let member = story.client.another();
        let form = member.get("/portal/").await.form().fill("ユーザーID", "teppei.o").fill("パスワード", PASSWORD);
        form.press("ログイン").await;
        assert!(!member.get("/portal/costs").await.text().contains("中央総合病院"), "on the insured's own pages too");
        let asks = format!("{}/costs", page_of(dependant));
        assert_eq!(clerk.get(&format!("{asks}/shown")).await.location(), asks, "the reason of a moment ago does not help");
        let page = clerk.get(&asks).await;
        assert!(page.says("管理者におつなぎください") && !page.has_control("見る理由"), "{}", page.text());
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(clerk.post(&asks, &[("csrf", &csrf), ("reason", REASON)]).await.status(), 422);
        assert!(open(&manager, dependant, REASON).await.follow().await.says("中央総合病院"));
    }
}
