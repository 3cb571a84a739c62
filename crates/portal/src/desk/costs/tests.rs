use jiff::{SignedDuration, civil::date};
use madoguchi_rules::{identifiers::InsurerCodeOrNumber, staff::Role, statements::StatementKind};
use madoguchi_store::{
    Day, Work,
    statements::{StatementImport, StatementSet},
};
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{self, YUI},
    samples,
};

use crate::{
    desk::uploads::testing::{arrive, counts, press, settled},
    imports::{
        roster::{self, Actor, Approval, ImportMode, ImportRequest, PATIENCE},
        statements::{self, StatementMode, StatementRequest},
        table::Encoding,
    },
    testing::Story,
};

const AT: &str = "/desk/sakura/costs";
const HEADER: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月,医療機関名,診療区分,日数,医療費総額,保険者負担額,公費負担額,自己負担額,食事療養費,付加給付額";

/// A file of Yui's lines.
fn file(lines: &[&str]) -> String {
    let born = YUI.birth_date.replace('-', "");
    let line = |rest: &&str| format!("{},{},{},{},{born},{rest}", YUI.symbol, YUI.number, YUI.branch, YUI.kana_name);
    [HEADER.to_owned()].into_iter().chain(lines.iter().map(line)).collect::<Vec<_>>().join("\r\n")
}

/// So many lines of June, each of its own.
fn june(lines: std::ops::Range<usize>) -> String {
    let lines: Vec<String> = lines.map(|number| format!("202606,ひまわり薬局,調剤,1,{},7000,0,3000,0,0", 10_000 + number)).collect();
    file(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

const AUGUST: &str = "202608,中央総合病院,医科入院,3,347400,243180,0,104220,4410,79220";

/// How a file is sent, beside its name and content.
#[derive(Clone, Copy)]
struct How<'a> {
    kind: &'a str,
    month: Option<&'a str>,
    release: &'a str,
}

const ADDED: How<'static> = How { kind: "costs", month: None, release: "" };
const JUNE: How<'static> = How { month: Some("2026-06"), ..ADDED };

async fn send(client: &Client, name: &str, content: impl Into<Vec<u8>>, how: How<'_>) -> Page {
    let sent = form(client, name, content, how).await;
    if sent.status() == 303 { arrive(client, sent).await } else { sent }
}

async fn form(client: &Client, name: &str, content: impl Into<Vec<u8>>, how: How<'_>) -> Page {
    let form =
        client.get(&format!("{AT}/new")).await.form().choose("kind", how.kind).choose("era", "receipt").attach("file", name, content);
    let form = form.choose("mode", if how.month.is_some() { "replace" } else { "add" });
    let form = form.fill("置き換える診療年月", how.month.unwrap_or_default()).fill("公開日", how.release);
    form.press("送って内容を確認する").await
}

/// The same file by command.
async fn command(story: &Story, content: &str, mode: StatementMode) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content).unwrap();
    let request = StatementRequest {
        kind: StatementKind::Costs,
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path: file.path().to_owned(),
        file_name: Some("command.csv".to_owned()),
        encoding: Encoding::Auto,
        era: "receipt".parse().unwrap(),
        mode,
        release: None,
        dry_run: false,
        allow_removals: false,
        mapping: Vec::new(),
        report: None,
        patience: std::time::Duration::ZERO,
        actor: Actor { kind: "command", name: "root".to_owned() },
    };
    assert!(statements::import(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap().applied);
}

async fn load_roster(story: &Story, path: std::path::PathBuf) {
    let request = ImportRequest {
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path,
        file_name: None,
        encoding: Encoding::Auto,
        era: "receipt".parse().unwrap(),
        mode: ImportMode::Merge,
        dry_run: false,
        accept_moves: false,
        allow_leavers: false,
        mapping: Vec::new(),
        report: None,
        approval: Approval::Waived,
        patience: PATIENCE,
        actor: Actor { kind: "command", name: "root".to_owned() },
    };
    assert!(roster::import(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap().applied);
}

async fn with_yui(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    story.enrol_registered(&YUI, "yui.fukuda").await;
    story.set("services", "costs").await;
    story
}

async fn version(story: &Story) -> i64 {
    let id = story.insurer.id;
    story.portal.store.read(|work: Work| async move { work.statement_version(id, StatementKind::Costs).await }).await.unwrap()
}

async fn lines(story: &Story) -> i64 {
    story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM cost_lines").await
}

/// The cells of a month's row: added, unchanged, removed, release.
fn month(page: &Page, name: &str) -> Vec<String> {
    let rows = page.select_texts("table.months tbody th");
    let place = rows.iter().position(|row| row == name).unwrap_or_else(|| panic!("{name} in {rows:?}"));
    page.select_texts("table.months tbody td")[4 * place..4 * place + 4].to_vec()
}

on_both_engines! {
    async fn a_clerk_sends_a_file_looks_at_it_and_members_see_it_on_the_day(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), How { release: "2026-11-24", ..ADDED }).await;
        assert!(looked.heading().starts_with("取込の内容"), "{}", looked.text());
        assert_eq!((version(&story).await, lines(&story).await), (0, 0), "nothing changes before it takes effect");
        assert_eq!((counts(&looked, "ファイルの行").0, counts(&looked, "何かが変わる人").0), ("1".to_owned(), "1".to_owned()));
        assert_eq!(month(&looked, "2026年8月"), ["1", "0", "0", "2026年11月24日"]);
        for secret in ["中央総合病院", "104,220", "104220", "フクダ", "福田", "ﾌｸﾀﾞ"] {
            assert!(!looked.source().contains(secret), "{secret} of a person is on the page");
        }
        let done = press(&clerk, &looked, "確定する").await;
        assert!(done.says("明細を確定しました。") && done.says("取込済み"), "{}", done.text());
        assert_eq!((version(&story).await, lines(&story).await), (1, 1));
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_preview_parts").await, 0, "the file is not kept any longer");
        let history = clerk.get(AT).await;
        assert!(history.says("8月.csv") && history.says("取込済み") && history.says("加わる明細 1"), "{}", history.text());
        let member = story.logged_in("yui.fukuda").await;
        assert!(!member.get("/portal/costs").await.text().contains("中央総合病院"));
        story.later(SignedDuration::from_hours(48));
        let member = story.logged_in("yui.fukuda").await;
        assert!(member.get("/portal/costs").await.says("中央総合病院"));
        let again = send(&story.desk_client(Role::Clerk).await, "8月.csv", file(&[AUGUST]), ADDED).await;
        assert_eq!(counts(&again, "加わる明細"), ("0".to_owned(), "1".to_owned()), "beside the last time");
        assert_eq!(month(&again, "2026年8月")[..3], ["0", "1", "0"]);
    }

    async fn the_sample_files_are_taken_as_they_are_beside_the_roster_of_their_time(database: TestDatabase) {
        let story = Story::begin(database).await;
        load_roster(&story, samples::roster()).await;
        let clerk = story.desk_client(Role::Clerk).await;
        for (sample, number) in [("2026-06", 1), ("2026-07", 2), ("2026-08", 3)] {
            let content = std::fs::read(samples::costs(sample)).unwrap();
            let looked = send(&clerk, &format!("{sample}.csv"), content, ADDED).await;
            assert_eq!(counts(&looked, "読み取れない行").0, "0", "{}", looked.text());
            assert!(looked.select_texts("table.months tbody tr").len() == 1, "{}", looked.text());
            press(&clerk, &looked, "確定する").await;
            assert_eq!(version(&story).await, number);
        }
        let today = clerk.get("/desk/sakura/").await;
        assert!(today.says("最近の取込（医療費など）") && today.click("2026-08.csv").await.heading().starts_with("取込の内容"));
        let calendar = clerk.get(&format!("{AT}/calendar")).await;
        assert_eq!(calendar.select_texts("tbody tr").len(), 3);
        assert!(calendar.says("公開中") && calendar.says("窓口 "), "{}", calendar.text());
    }

    async fn a_month_that_loses_much_waits_for_a_second_person_who_is_never_the_same(database: TestDatabase) {
        let story = with_yui(database).await;
        command(&story, &june(0..20), StatementMode::Add).await;
        let manager = story.desk_client(Role::Manager).await;
        let few = send(&manager, "6月.csv", june(0..19), JUNE).await;
        assert!(!few.says("反映には、もう一人の承認が必要です"), "5 % is one person's word: {}", few.text());
        let looked = send(&manager, "6月.csv", june(0..10), JUNE).await;
        assert!(looked.says("公開中の2026年6月の明細が、20行から10行に減ります") && looked.says("承認できる人が、ほかにいません。"), "{}", looked.text());
        assert_eq!(month(&looked, "2026年6月")[..3], ["0", "10", "10"]);
        let (at, csrf) = (looked.address().to_owned(), looked.attribute("input[name=csrf]", "value").unwrap());
        let alone = settled(&manager, manager.post(&format!("{at}/apply"), &[("csrf", &csrf)]).await).await;
        assert!(alone.says("この取込には、ほかの人の承認が必要です。"), "{}", alone.text());
        let (deputy, clerk) = (story.deputy_client().await, story.desk_client(Role::Clerk).await);
        let handed_in = press(&manager, &manager.get(&at).await, "承認を依頼する").await;
        assert!(handed_in.says("承認待ち"), "{}", handed_in.text());
        let own = settled(&manager, manager.post(&format!("{at}/approve"), &[("csrf", &csrf)]).await).await;
        assert!(own.says("承認を依頼した人は、承認できません。"), "{}", own.text());
        let csrf = clerk.get(&at).await.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(clerk.post(&format!("{at}/approve"), &[("csrf", &csrf)]).await.status(), 404);
        assert_eq!((version(&story).await, lines(&story).await), (1, 20));
        assert!(deputy.get("/desk/sakura/").await.says("承認待ちの取込 1件"));
        let page = deputy.get(AT).await.click("6月.csv").await;
        let unsaid = page.form().press("承認しない").await;
        assert!(unsaid.status() == 422 && unsaid.says("承認しない理由を入力してください。"));
        let done = press(&deputy, &page, "承認して確定する").await;
        assert!(done.says("取込済み"), "{}", done.text());
        assert_eq!((version(&story).await, lines(&story).await), (2, 30), "the old month stays for who looks back");
        let detail: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'costs.imported' AND actor_kind = 'staff'").await;
        assert!(detail[0].0.contains(r#""approval_reasons":"removals""#) && detail[0].0.contains("brought_by"), "{detail:?}");
    }

    async fn what_was_handed_in_is_declined_or_taken_back_and_what_was_looked_at_thrown_away(database: TestDatabase) {
        let story = with_yui(database).await;
        command(&story, &june(0..20), StatementMode::Add).await;
        let (clerk, manager) = (story.desk_client(Role::Clerk).await, story.desk_client(Role::Manager).await);
        let handed_in = press(&clerk, &send(&clerk, "6月.csv", june(0..10), JUNE).await, "承認を依頼する").await;
        let page = manager.get(handed_in.address()).await;
        let declined = page.form().fill("承認しない理由", "月の途中までのファイルです").press("承認しない").await;
        let declined = arrive(&manager, declined).await;
        assert!(declined.says("承認されませんでした") && declined.says("月の途中までのファイルです"), "{}", declined.text());
        let again = press(&clerk, &send(&clerk, "6月.csv", june(0..10), JUNE).await, "承認を依頼する").await;
        assert!(press(&clerk, &again, "依頼を取り下げる").await.says("取込を取りやめました。"));
        assert!(press(&clerk, &send(&clerk, "6月.csv", june(0..10), JUNE).await, "取りやめる").await.says("取りやめ"));
        assert_eq!((version(&story).await, story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_preview_parts").await), (1, 0));
        let actions = story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action IN ('statement.declined', 'statement.discarded', 'statement.handed_in', 'statement.previewed')").await;
        assert_eq!(actions, 1 + 1 + 1 + 2 + 3);
    }

    async fn statements_or_a_roster_that_moved_since_refuse_the_preview(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), ADDED).await;
        command(&story, &june(0..1), StatementMode::Add).await;
        let answer = press(&clerk, &looked, "確定する").await;
        assert!(answer.says("確認したあとで明細か加入者データが変わったため、確定できません。"), "{}", answer.text());
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), ADDED).await;
        load_roster(&story, samples::roster()).await;
        let answer = press(&clerk, &looked, "確定する").await;
        assert!(answer.says("ファイルをもう一度送って"), "{}", answer.text());
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), ADDED).await;
        story.set("kana_lenient", "true").await;
        assert!(press(&clerk, &looked, "確定する").await.says("取込済み"), "a setting that changes nothing of it is no matter");
        assert_eq!((version(&story).await, lines(&story).await), (2, 2));
    }

    async fn a_broken_file_tells_line_column_and_remedy_and_nothing_of_a_person(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let wrong = file(&[AUGUST, "202608,みどり歯科医院,歯科,1,98765円だ,0,0,0,0,0"]);
        let refused = send(&clerk, "8月.csv", format!("{wrong}\r\n1,99,00,ﾏﾎﾞﾛｼ ｹﾝ,19900101,{AUGUST}"), ADDED).await;
        assert!(refused.says("ファイルを受け付けませんでした。"), "{}", refused.text());
        let rows = refused.select_texts("#list ~ .table-frame tbody tr");
        assert!(rows.len() == 2 && rows[0].starts_with("3") && rows[0].contains("医療費総額") && rows[1].starts_with("4") && rows[1].contains("番号"), "{rows:?}");
        let csv = refused.form().fill("利用目的", "ファイルを直すため").choose("kind", "csv").press("ダウンロードする").await;
        assert!(csv.status() == 200 && csv.source().contains("読み取れない行,3,医療費総額,"), "{}", csv.source());
        for secret in ["98765", "ﾏﾎﾞﾛｼ", "みどり歯科", "104220"] {
            assert!(!refused.source().contains(secret) && !csv.source().contains(secret), "{secret}");
        }
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_preview_parts").await, 0, "what is refused is not kept");
        for (how, name, content, says) in [
            (ADDED, "", "", "ファイルを選んでください。"),
            (How { month: Some(""), ..ADDED }, "8.csv", "x", "置き換える診療年月を入力してください。"),
            (How { month: Some("2027-01"), ..ADDED }, "8.csv", "x", "今月より先です"),
            (How { release: "2026-11-21", ..ADDED }, "8.csv", "x", "2026年11月22日から2027年11月23日までの日"),
            (How { release: "あした", ..ADDED }, "8.csv", "x", "日付として読み取れません"),
        ] {
            let page = form(&clerk, name, content, how).await;
            assert!(page.status() == 422 && page.says(says), "{says}: {}", page.text());
        }
        let strange = send(&clerk, "見出しなし.csv", file(&[AUGUST]).lines().last().unwrap().to_owned(), ADDED).await;
        assert!(strange.says("見出しの行が見つかりません。") && !strange.source().contains("104220"), "a line is never shown as columns: {}", strange.text());
    }

    async fn unknown_columns_are_asked_for_without_a_value_and_known_the_next_time(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let content = file(&[AUGUST]).replace("自己負担額", "患者さんの分");
        let asked = send(&clerk, "8月.csv", content.clone(), ADDED).await;
        assert_eq!(asked.heading(), "列の対応", "{}", asked.text());
        assert!(asked.source().contains("患者さんの分") && !asked.source().contains("104220") && !asked.source().contains("中央総合病院"));
        let sent = asked.form().choose("自己負担額", "患者さんの分").press("この対応で読み取る").await;
        let looked = arrive(&clerk, sent).await;
        assert_eq!(counts(&looked, "加わる明細").0, "1", "{}", looked.text());
        assert!(press(&clerk, &looked, "確定する").await.says("取込済み"));
        let next = send(&clerk, "8月.csv", content, ADDED).await;
        assert_eq!(counts(&next, "すでにある明細").0, "1", "{}", next.text());
        let events = story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_events WHERE action = 'statement.columns_settled'").await;
        assert_eq!(events, 1);
    }

    async fn the_day_of_release_is_moved_while_nobody_sees_the_lines(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), How { release: "2026-12-05", ..ADDED }).await;
        press(&clerk, &looked, "確定する").await;
        let calendar = clerk.get(&format!("{AT}/calendar")).await;
        assert!(calendar.says("2026年12月5日") && calendar.says("公開前") && calendar.says("8月.csv"), "{}", calendar.text());
        let page = calendar.click("公開日を変える").await;
        let unsaid = page.form().fill("公開日", "2026-12-01").press("公開日を変える").await;
        assert!(unsaid.status() == 422 && unsaid.says("公開日を変える理由を入力してください。"));
        let past = page.form().fill("公開日", "2026-11-01").fill("理由", "まちがえて").press("公開日を変える").await;
        assert!(past.status() == 422 && past.says("2026年11月22日から"), "{}", past.text());
        let viewer = story.desk_client(Role::Viewer).await;
        assert!(!viewer.get(&format!("{AT}/calendar")).await.says("公開日を変える") && viewer.get(page.address()).await.status() == 404);
        let moved = page.form().fill("公開日", "2026-11-23").fill("理由", "早く知らせるため").press("公開日を変える").await.follow().await;
        assert!(moved.says("公開日を変えました。") && moved.says("2026年11月23日"), "{}", moved.text());
        story.later(SignedDuration::from_hours(24));
        assert!(story.logged_in("yui.fukuda").await.get("/portal/costs").await.says("中央総合病院"));
        let clerk = story.desk_client(Role::Clerk).await;
        let late = clerk.get(page.address()).await;
        assert!(late.says("すでに公開されているため、公開日は変えられません。"), "{}", late.text());
        let csrf = clerk.get(&format!("{AT}/new")).await.attribute("input[name=csrf]", "value").unwrap();
        let forced = clerk.post(page.address(), &[("csrf", &csrf), ("release", "2026-12-05"), ("reason", "x")]).await;
        assert!(forced.status() == 422 && forced.says("すでに公開されているため"), "{}", forced.text());
        let detail: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'statement.release_changed'").await;
        assert!(detail.len() == 1 && detail[0].0.contains("2026-12-05") && detail[0].0.contains("早く知らせるため"), "{detail:?}");
    }

    async fn an_addition_is_never_released_before_the_replacement_that_it_was_compared_with(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        press(&clerk, &send(&clerk, "置換.csv", june(0..3), How { release: "2026-12-05", ..JUNE }).await, "確定する").await;
        let looked = send(&clerk, "追加.csv", june(3..4), ADDED).await;
        assert_eq!(month(&looked, "2026年6月")[3], "2026年12月5日", "it waits for its replacement");
        press(&clerk, &looked, "確定する").await;
        let address = |version: i64| format!("{AT}/calendar/costs/2026-06/{version}");
        let to = |version: i64, day: &'static str| {
            let (clerk, address) = (&clerk, address(version));
            async move { clerk.get(&address).await.form().fill("公開日", day).fill("理由", "日程の変更").press("公開日を変える").await }
        };
        assert!(to(2, "2026-12-01").await.says("この月の置き換えが2026年12月5日に公開されます。"));
        assert!(to(1, "2026-12-10").await.says("この置き換えに加えた明細が2026年12月5日に公開されます。"));
        assert_eq!(to(2, "2026-12-10").await.status(), 303);
        assert_eq!(to(1, "2026-12-10").await.status(), 303);
        assert_eq!(clerk.get(&address(3)).await.status(), 404);
    }

    async fn every_kind_is_sent_in_the_same_way(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let person = format!("{},{},{},{},{}", YUI.symbol, YUI.number, YUI.branch, YUI.kana_name, YUI.birth_date.replace('-', ""));
        let head = "記号,番号,枝番,氏名カナ,生年月日,診療年月";
        for (kind, name, header, line) in [
            ("savings", "ジェネリック医薬品差額", "薬局名,先発医薬品名,数量,現在の自己負担額,後発に変えた場合の削減可能額", "202608,ひまわり薬局,イロハ錠,30,1200,400"),
            ("advice", "適正受診", "種別,医療機関名・薬局名,対象,回数,留意事項", "202608,頻回受診,みどり医院,,12,"),
            ("benefits", "給付金支給決定", "決定番号,決定年月日,給付種別,支給額", "202608,1234,20261101,高額療養費,12000"),
        ] {
            let looked = send(&clerk, &format!("{kind}.csv"), format!("{head},{header}\r\n{person},{line}"), How { kind, ..ADDED }).await;
            assert_eq!(counts(&looked, "加わる明細").0, "1", "{kind}: {}", looked.text());
            assert!(looked.says(name) && press(&clerk, &looked, "確定する").await.says("取込済み"), "{kind}");
        }
        assert_eq!(clerk.get(&format!("{AT}/calendar")).await.select_texts("tbody tr").len(), 3);
        let told = story.desk_client(Role::Manager).await.get("/desk/sakura/trail?group=statement").await;
        assert!(told.says("通知のファイルの確認") && told.says("種類：給付金支給決定"), "{}", told.text());
    }

    async fn another_insurer_sees_none_of_it_and_viewers_only_read(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), ADDED).await;
        let at = looked.address().to_owned();
        let viewer = story.desk_client(Role::Viewer).await;
        let page = viewer.get(&at).await;
        assert!(page.status() == 200 && !page.says("確定する") && !page.says("ダウンロードする"), "{}", page.text());
        assert_eq!(viewer.get(&format!("{AT}/new")).await.status(), 404);
        let csrf = viewer.get("/desk/account").await.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(viewer.post(&format!("{at}/apply"), &[("csrf", &csrf)]).await.status(), 404);
        let kaede = story.another_insurer("kaede").await;
        let other = story.desk_client_of(&story.staff_at(&kaede, Role::Manager, false).await).await;
        let there = at.replace("sakura", "kaede");
        assert_eq!((other.get(&at).await.status(), other.get(&there).await.status()), (404, 404));
        let csrf = other.get("/desk/kaede/costs/new").await.attribute("input[name=csrf]", "value").unwrap();
        for step in ["apply", "hand-in", "discard", "approve", "decline", "export"] {
            let answer = other.post(&format!("{there}/{step}"), &[("csrf", &csrf), ("note", "x"), ("purpose", "ためしに取り出す"), ("kind", "csv")]).await;
            assert_eq!(answer.status(), 404, "{step}");
        }
        assert!(other.get("/desk/kaede/costs").await.says("取り込んだファイルはまだありません。"));
        assert!(press(&clerk, &clerk.get(&at).await, "確定する").await.says("取込済み"), "what others tried changed nothing");
        let again = press(&clerk, &looked, "確定する").await;
        assert!(again.says("この取込は、すでに反映されたか、取りやめられています。"), "{}", again.text());
    }

    async fn what_a_killed_server_left_is_taken_away_and_the_same_preview_takes_effect(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), ADDED).await;
        // As a server leaves it that was killed while it wrote: version 1 with lines that nobody sees.
        let (insurer_id, at) = (story.insurer.id, madoguchi_store::At::from(story.portal.clock.now()));
        let record = &StatementImport {
            insurer_id,
            kind: "costs".to_owned(),
            id: 1,
            file_name: "8月.csv".to_owned(),
            file_sha256: vec![1],
            mode: "add".to_owned(),
            actor: "staff:1".to_owned(),
            state: "writing".to_owned(),
            version: 1,
            rows_read: 1,
            outcome: "{}".to_owned(),
            started_at: at,
            applied_at: None,
        };
        let set = StatementSet { care_month: "2026-08".to_owned(), version: 1, replaces: false, release_on: Day(date(2026, 11, 22)), lines: 1 };
        let sets = &[set];
        story.portal.store.write(|work: Work| async move { work.begin_statement_import(record, sets).await }).await.unwrap();
        let page = clerk.get(looked.address()).await;
        assert!(page.says("確定する"), "the preview waits as before: {}", page.text());
        assert!(press(&clerk, &page, "確定する").await.says("取込済み"));
        assert_eq!((version(&story).await, lines(&story).await), (1, 1));
        assert!(story.logged_in("yui.fukuda").await.get("/portal/costs").await.says("中央総合病院"));
    }

    async fn a_server_that_starts_again_has_the_file_and_what_nobody_decides_on_is_void(database: TestDatabase) {
        let story = with_yui(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "8月.csv", file(&[AUGUST]), ADDED).await;
        let forgotten = send(&clerk, "9月.csv", file(&[&AUGUST.replace("202608", "202609")]), ADDED).await;
        let restarted = Client::over(crate::desk_side(story.restarted().await).0).at_base("http://localhost:8082");
        clerk.cookies().into_iter().for_each(|cookie| restarted.put_cookie(cookie));
        let done = press(&restarted, &restarted.get(looked.address()).await, "確定する").await;
        assert!(done.says("取込済み"), "{}", done.text());
        story.later(SignedDuration::from_hours(7 * 24 + 1));
        statements::expire_old_previews(&story.portal.import_site()).await.unwrap();
        let page = story.desk_client(Role::Clerk).await.get(forgotten.address()).await;
        assert!(page.says("期限切れ") && !page.says("確定する"), "{}", page.text());
        assert_eq!(story.count("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_preview_parts").await, 0);
    }
}
