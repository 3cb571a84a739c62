use madoguchi_rules::{identifiers::InsurerCodeOrNumber, staff::Role};
use madoguchi_store::Work;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines, samples,
};
use sha2::{Digest, Sha256};

use crate::{
    desk::uploads::testing::{arrive, counts, press, settled},
    imports::roster::{Actor, Approval, ImportMode, ImportOutcome, ImportRequest, PATIENCE as LEASE_PATIENCE, import},
    imports::table::Encoding,
    testing::Story,
};

const AT: &str = "/desk/sakura/roster";
const HEADER: &str = "記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,資格喪失日,メールアドレス";

fn december() -> Vec<u8> {
    std::fs::read(samples::roster_of_december()).unwrap()
}

/// The sample, without most of its rows.
fn cut_off() -> Vec<u8> {
    let bytes = std::fs::read(samples::roster()).unwrap();
    bytes.split(|byte| *byte == b'\n').take(600).collect::<Vec<_>>().join(&b'\n')
}

/// An import as the command does it.
async fn command(story: &Story, path: std::path::PathBuf, mode: ImportMode, allow_leavers: bool) -> ImportOutcome {
    let request = ImportRequest {
        insurer: InsurerCodeOrNumber::parse("sakura").unwrap(),
        path,
        file_name: None,
        encoding: Encoding::Auto,
        era: "receipt".parse().unwrap(),
        mode,
        dry_run: false,
        accept_moves: false,
        allow_leavers,
        mapping: Vec::new(),
        report: None,
        approval: Approval::Asked,
        patience: LEASE_PATIENCE,
        actor: Actor { kind: "command", name: "root".to_owned() },
    };
    import(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap()
}

async fn with_the_sample(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    assert!(command(&story, samples::roster(), ImportMode::Merge, false).await.applied);
    story
}

/// Sends a file and follows to where it leads, past the page that tells how far it is.
async fn send(client: &Client, name: &str, content: impl Into<Vec<u8>>, mode: &str) -> Page {
    let form = client.get(&format!("{AT}/new")).await.form();
    let sent = form.choose("mode", mode).choose("era", "receipt").attach("file", name, content).press("送って内容を確認する").await;
    assert_eq!(sent.status(), 303, "{}", sent.text());
    arrive(client, sent).await
}

async fn version(story: &Story) -> i64 {
    let id = story.insurer.id;
    story.portal.store.read(|work: Work| async move { work.insurer_by_id(id).await }).await.unwrap().unwrap().roster_version
}

on_both_engines! {
    async fn a_clerk_sends_a_file_looks_at_it_and_lets_it_take_effect(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "名簿12月.csv", december(), "full").await;
        assert!(looked.heading().starts_with("取込の内容"), "{}", looked.text());
        assert_eq!(version(&story).await, 2, "nothing changes before it takes effect");
        assert_eq!(counts(&looked, "ファイルの行"), ("1,163".to_owned(), String::new()));
        assert_eq!(counts(&looked, "新しく加わる人").0, "15");
        assert_eq!(counts(&looked, "ファイルになく、資格を失う人").0, "6");
        assert_eq!(counts(&looked, "記号番号の変更と思われる人").0, "6");
        let changed = clerk.get(&format!("{}?list=changed", looked.address())).await;
        assert_eq!(changed.select_texts("#list ~ .table-frame tbody tr").len(), 18);
        assert!(changed.says("資格喪失日：（空欄） → 2026年12月1日"), "{}", changed.text());
        let csv = looked.form().fill("利用目的", "取込の前の確認").choose("kind", "csv").press("ダウンロードする").await;
        assert_eq!((csv.status(), csv.source().lines().filter(|line| line.starts_with("新しく加わる人,")).count()), (200, 15), "before it takes effect");
        assert!(csv.source().contains("資格喪失日,,2026年12月1日"), "{}", csv.source());
        let done = press(&clerk, &looked, "台帳に反映する").await;
        assert!(done.says("加入者データを反映しました。") && done.says("取込済み"), "{}", done.text());
        assert_eq!(version(&story).await, 3);
        let history = clerk.get(AT).await;
        assert!(history.says("名簿12月.csv") && history.says("窓口 "), "{}", history.text());
        assert_eq!(history.select_texts("section[aria-labelledby=history] tbody tr").len(), 2);
        let hash: String = Sha256::digest(december()).iter().map(|byte| format!("{byte:02x}")).collect();
        let newest = &history.select_texts("section[aria-labelledby=history] tbody tr")[0];
        for words in ["2026年11月22日 10時00分", "1,163", &hash[..12]] {
            assert!(newest.contains(words), "{words}: {newest}");
        }
        assert!(done.says(&hash), "the whole hash on its own page");
        let again = send(&clerk, "名簿12月.csv", december(), "full").await;
        assert_eq!(counts(&again, "変わらない人"), ("1,163".to_owned(), "1,128".to_owned()), "beside the last time");
        let today = clerk.get("/desk/sakura/").await;
        assert!(today.click("名簿12月.csv").await.heading().starts_with("取込の内容"));
    }

    async fn moves_are_confirmed_one_by_one_or_all_before_it_takes_effect(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "12.csv", december(), "full").await;
        let moves = clerk.get(&format!("{}?list=moves", looked.address())).await;
        assert_eq!(moves.select_texts("#list ~ .table-frame tbody tr").len(), 6);
        assert!(!moves.says("確認済み"));
        let line = moves.attribute("input[name=line]", "value").unwrap();
        let address = format!("{}/moves", looked.address());
        let csrf = moves.attribute("input[name=csrf]", "value").unwrap();
        let one = clerk.post(&address, &[("csrf", &csrf), ("line", &line), ("confirmed", "yes")]).await;
        let one = clerk.get(one.location()).await;
        assert_eq!(one.select_texts("td .chip--good"), ["確認済み"]);
        let back = press(&clerk, &one, "確認を取り消す").await;
        assert!(back.select_texts("td .chip--good").is_empty());
        let all = press(&clerk, &back, "問題のない人をまとめて確認する").await;
        assert_eq!(all.select_texts("td .chip--good").len(), 6);
        press(&clerk, &all, "台帳に反映する").await;
        assert_eq!(story.count("SELECT COUNT(*) FROM possible_same_people WHERE accepted_at IS NOT NULL").await, 6);
        let late = clerk.post(&address, &[("csrf", &csrf), ("line", &line), ("confirmed", "no")]).await;
        assert_eq!(late.status(), 422);
    }

    async fn many_leavers_wait_for_a_second_person_who_is_never_the_same(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let manager = story.desk_client(Role::Manager).await;
        let looked = send(&manager, "短い.csv", cut_off(), "full").await;
        assert!(looked.says("反映には、もう一人の承認が必要です") && looked.says("設定の上限 10％"));
        assert!(looked.says("承認できる人が、ほかにいません。"), "{}", looked.text());
        let (at, csrf) = (looked.address().to_owned(), looked.attribute("input[name=csrf]", "value").unwrap());
        let alone = settled(&manager, manager.post(&format!("{at}/apply"), &[("csrf", &csrf)]).await).await;
        assert!(alone.says("この取込には、ほかの人の承認が必要です。"));
        let (deputy, clerk) = (story.deputy_client().await, story.desk_client(Role::Clerk).await);
        let handed_in = press(&manager, &manager.get(&at).await, "承認を依頼する").await;
        assert!(handed_in.says("承認待ち") && handed_in.says("ほかの管理者か代理承認者が承認すると反映されます。"));
        let own = settled(&manager, manager.post(&format!("{at}/approve"), &[("csrf", &csrf)]).await).await;
        assert!(own.says("承認を依頼した人は、承認できません。"), "{}", own.text());
        let page = clerk.get(&at).await;
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        assert_eq!(clerk.post(&format!("{at}/approve"), &[("csrf", &csrf)]).await.status(), 404);
        assert_eq!(clerk.post(&format!("{at}/decline"), &[("csrf", &csrf), ("note", "x")]).await.status(), 404);
        assert_eq!(version(&story).await, 2);
        let listed = deputy.get(AT).await;
        assert!(listed.says("承認待ちの取込"));
        let page = listed.click("短い.csv").await;
        let unsaid = page.form().press("承認しない").await;
        assert!(unsaid.status() == 422 && unsaid.says("承認しない理由を入力してください。"));
        let done = press(&deputy, &page, "承認して台帳に反映する").await;
        assert!(done.says("取込済み"), "{}", done.text());
        assert_eq!(version(&story).await, 3);
    }

    async fn what_was_handed_in_is_declined_with_a_reason_or_taken_back(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let (clerk, manager) = (story.desk_client(Role::Clerk).await, story.desk_client(Role::Manager).await);
        let looked = send(&clerk, "短い.csv", cut_off(), "full").await;
        let handed_in = press(&clerk, &looked, "承認を依頼する").await;
        let page = manager.get(handed_in.address()).await;
        let declined = page.form().fill("承認しない理由", "ファイルが途中で切れています").press("承認しない").await;
        let declined = arrive(&manager, declined).await;
        assert!(declined.says("承認されませんでした") && declined.says("ファイルが途中で切れています"), "{}", declined.text());
        let again = press(&clerk, &send(&clerk, "短い.csv", cut_off(), "full").await, "承認を依頼する").await;
        let back = press(&clerk, &again, "依頼を取り下げる").await;
        assert!(back.says("取込を取りやめました。"), "{}", back.text());
        let discarded = press(&clerk, &send(&clerk, "短い.csv", cut_off(), "full").await, "取りやめる").await;
        assert!(discarded.says("取りやめ"));
        assert_eq!((version(&story).await, story.count("SELECT COUNT(*) FROM roster_plan_rows").await), (2, 0));
    }

    async fn an_import_by_the_command_that_needs_two_is_approved_at_the_desk(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let (manager, _deputy) = (story.desk_client(Role::Manager).await, story.deputy_client().await);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), cut_off()).unwrap();
        let refused = command(&story, file.path().to_owned(), ImportMode::Full, false).await;
        assert!(!refused.applied && refused.awaiting_approval.is_none(), "without a word nothing waits");
        let waiting = command(&story, file.path().to_owned(), ImportMode::Full, true).await;
        assert!(!waiting.applied && waiting.awaiting_approval.is_some());
        let listed = manager.get(AT).await;
        assert_eq!(listed.select_texts("section[aria-labelledby=awaiting] tbody tr").len(), 1);
        let name = file.path().file_name().unwrap().to_string_lossy().into_owned();
        let page = listed.click(&name).await;
        assert!(page.says("root"), "who brought it");
        assert_eq!(version(&story).await, 2);
        let done = press(&manager, &page, "承認して台帳に反映する").await;
        assert!(done.says("取込済み"), "{}", done.text());
        assert_eq!(version(&story).await, 3);
    }

    async fn a_roster_that_moved_since_refuses_the_preview(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "12.csv", december(), "full").await;
        assert!(command(&story, samples::roster_of_december(), ImportMode::Full, true).await.applied);
        let answer = press(&clerk, &looked, "台帳に反映する").await;
        assert!(answer.says("確認したあとで台帳が変わったため、反映できません。"), "{}", answer.text());
        assert_eq!(version(&story).await, 3);
    }

    async fn a_workbook_is_as_good_as_text_and_another_person_under_an_old_number_is_told(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let row = "12,00001,,カトウ アイ,加藤　愛,1990-01-01,本人,2026-12-01,,aoi@example.jp";
        for (row, line) in (0_u32..).zip([HEADER, row]) {
            for (column, cell) in (0_u16..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        let looked = send(&clerk, "名簿.xlsx", workbook.save_to_buffer().unwrap(), "merge").await;
        assert_eq!((counts(&looked, "ファイルの行").0, counts(&looked, "新しく加わる人").0), ("1".to_owned(), "1".to_owned()), "{}", looked.text());
        let replaced = clerk.get(&format!("{}?list=replaced", looked.address())).await;
        let told = replaced.select_texts("#list ~ .table-frame tbody tr").join("");
        assert!(told.contains("福田") && told.contains("加藤") && told.contains("1990年1月1日"), "{}", replaced.text());
        press(&clerk, &looked, "台帳に反映する").await;
        let found = clerk.get("/desk/sakura/people").await.form().fill("さがす人", "12-00001").press("さがす").await;
        let found = if found.status() == 303 { found.follow().await } else { found };
        assert!(found.says("加藤 愛"), "{}", found.text());
    }

    async fn unknown_columns_are_asked_for_once_and_known_the_next_time(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let file = "加入者一覧,,,,\nメンバー№,枝番,ヨミ,生年月日,備考\n1,00,カトウ アイ,1990-01-01,x\n";
        let asked = send(&clerk, "名簿.csv", file, "merge").await;
        assert_eq!(asked.heading(), "列の対応");
        assert_eq!(asked.select_texts("#columns-title ~ .table-frame td")[0], "1", "an example of each");
        let refused = asked.form().press("この対応で読み取る").await;
        assert_eq!((refused.status(), refused.error_on("number").as_str()), (422, "この項目の列を選んでください。"));
        let twice = asked.form().choose("番号", "メンバー№").choose("氏名カナ", "メンバー№").press("この対応で読み取る").await;
        assert_eq!(twice.error_on("kana_name"), "「番号」と同じ列です。別の列を選んでください。");
        let sent = asked.form().choose("番号", "メンバー№").choose("氏名カナ", "ヨミ").press("この対応で読み取る").await;
        let looked = arrive(&clerk, sent).await;
        assert_eq!(counts(&looked, "新しく加わる人").0, "1", "{}", looked.text());
        let next = send(&clerk, "名簿.csv", file, "merge").await;
        assert_eq!(counts(&next, "新しく加わる人").0, "1", "known though nothing has taken effect: {}", next.text());
        assert_eq!(clerk.get(&format!("{AT}/new")).await.attribute("#era option[selected]", "value").as_deref(), Some("receipt"), "and so are era digits");
        press(&clerk, &looked, "台帳に反映する").await;
        let next = send(&clerk, "名簿.csv", file, "merge").await;
        assert_eq!(counts(&next, "変わらない人").0, "1", "the columns are known now: {}", next.text());
        let form = clerk.get(&format!("{AT}/new")).await.form().tick("列の対応を確かめる（前回と列が変わったとき）");
        let asked = arrive(&clerk, form.attach("file", "名簿.csv", file).press("送って内容を確認する").await).await;
        assert_eq!(asked.heading(), "列の対応", "and can be looked at again");
    }

    async fn a_broken_file_tells_line_column_and_remedy_and_changes_nothing(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let file = format!("{HEADER}\n1,1,00,カトウ アイ,加藤　愛,1990-13-01,本人,2020-04-01,,\n");
        let refused = send(&clerk, "=1+1.csv", file, "merge").await;
        assert!(refused.says("ファイルを受け付けませんでした。") && refused.says("受け付けませんでした"));
        let cells = refused.select_texts("#list ~ .table-frame tbody tr > *");
        assert!(cells.len() == 4 && cells[..2] == ["2", "生年月日"] && cells[2..].iter().all(|cell| cell.len() > 10), "{cells:?}");
        let csv = refused.form().fill("利用目的", "直すため").choose("kind", "csv").press("ダウンロードする").await;
        assert_eq!(csv.status(), 422, "a purpose of four characters is too short");
        let csv = refused.form().fill("利用目的", "ファイルを直すため").choose("kind", "csv").press("ダウンロードする").await;
        assert!(csv.status() == 200 && csv.source().contains("読み取れない行,2,"), "{}", csv.source());
        for (name, content, says) in [
            ("", Vec::new(), "ファイルを選んでください。"),
            ("空.csv", Vec::new(), "ファイルの中身が空です。"),
        ] {
            let form = clerk.get(&format!("{AT}/new")).await.form();
            let page = form.attach("file", name, content).press("送って内容を確認する").await;
            assert!(page.status() == 422 && page.says(says), "{name}: {}", page.text());
        }
        let picture = send(&clerk, "写真.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "merge").await;
        assert!(picture.says("ファイルを受け付けませんでした。"), "{}", picture.text());
        assert_eq!(version(&story).await, 2);
    }

    async fn a_file_that_is_too_large_or_without_the_token_is_not_taken(database: TestDatabase) {
        let story = Story::begin_with(database, |config| config.max_import_bytes = 1_024).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let form = || async { clerk.get(&format!("{AT}/new")).await.form() };
        let page = form().await.attach("file", "大.csv", vec![b'1'; 2_000]).press("送って内容を確認する").await;
        assert!(page.status() == 422 && page.says("ファイルが大きすぎます。1 KBまで"), "{}", page.text());
        let page = form().await.attach("file", "大.csv", vec![b'1'; 2_000_000]).press("送って内容を確認する").await;
        assert_eq!(page.status(), 413, "and nothing more of it is read");
        let old = form().await.attach("file", "名簿.csv", HEADER);
        clerk.forget_cookies(Some("desk_session"));
        assert_eq!(old.press("送って内容を確認する").await.status(), 303, "logged out: to the login");
        let another = story.desk_client(Role::Clerk).await;
        let stranger = form_of(&another, &story.desk_client(Role::Clerk).await).await;
        assert_eq!(stranger.status(), 403);
    }

    async fn another_insurer_sees_none_of_it_and_viewers_only_read(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let looked = send(&clerk, "12.csv", december(), "full").await;
        let at = looked.address().to_owned();
        let viewer = story.desk_client(Role::Viewer).await;
        let page = viewer.get(&at).await;
        assert!(page.status() == 200 && !page.says("台帳に反映する") && !page.says("ダウンロードする"));
        let emails = viewer.get(&format!("{at}?list=changed")).await;
        assert!(emails.source().contains("***@") && viewer.get(&format!("{AT}/new")).await.status() == 404);
        let kaede = story.another_insurer("kaede").await;
        let other = story.desk_client_of(&story.staff_at(&kaede, Role::Manager, false).await).await;
        assert_eq!(other.get(&at).await.status(), 404);
        let there = at.replace("sakura", "kaede");
        assert_eq!(other.get(&there).await.status(), 404);
        let csrf = other.get("/desk/kaede/roster/new").await.attribute("input[name=csrf]", "value").unwrap();
        for step in ["apply", "hand-in", "discard", "approve", "decline", "moves", "export"] {
            let answer = other.post(&format!("{there}/{step}"), &[("csrf", &csrf), ("note", "x"), ("purpose", "ためしに取り出す"), ("kind", "csv")]).await;
            assert_eq!(answer.status(), 404, "{step}");
        }
        assert!(other.get("/desk/kaede/roster").await.says("取り込んだファイルはまだありません。"));
        let done = press(&clerk, &clerk.get(&at).await, "台帳に反映する").await;
        assert!(done.says("取込済み"), "what others tried changed nothing: {}", done.text());
    }

    async fn a_task_is_told_to_the_script_and_is_the_insurers_own(database: TestDatabase) {
        let story = Story::begin(database).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let asked = send(&clerk, "名簿.csv", "メンバー№,枝番,ヨミ,生年月日\n1,00,カトウ アイ,1990-01-01\n", "merge").await;
        let at = asked.address().to_owned();
        let state = clerk.get(&format!("{at}/state")).await;
        let state: serde_json::Value = serde_json::from_str(state.source()).unwrap();
        assert_eq!(state["next"], at.as_str(), "the columns are asked for on the same page");
        assert!(clerk.get(AT).await.says("処理中のファイル"));
        let kaede = story.another_insurer("kaede").await;
        let other = story.desk_client_of(&story.staff_at(&kaede, Role::Clerk, false).await).await;
        for page in ["", "/state"] {
            assert_eq!(other.get(&format!("{}{page}", at.replace("sakura", "kaede"))).await.status(), 404);
        }
        // Another server, or the same one started again, does not have the file: that is told, and what was said about it is kept.
        let restarted = Client::over(crate::desk_side(story.restarted().await).0).at_base("http://localhost:8082");
        clerk.cookies().into_iter().for_each(|cookie| restarted.put_cookie(cookie));
        let form = restarted.get(&at).await.form().choose("番号", "メンバー№").choose("氏名カナ", "ヨミ");
        let gone = form.press("この対応で読み取る").await;
        assert!(gone.status() == 422 && gone.says("ファイルがなくなりました。列の対応は保存しました。"), "{}", gone.text());
        let again = send(&clerk, "名簿.csv", "メンバー№,枝番,ヨミ,生年月日\n1,00,カトウ アイ,1990-01-01\n", "merge").await;
        assert!(again.heading().starts_with("取込の内容"), "{}", again.text());
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events WHERE action = 'roster.columns_settled'").await, 1);
    }
}

/// What somebody is answered who sends a file with the token of somebody else.
async fn form_of(victim: &Client, thief: &Client) -> Page {
    let form = thief.get(&format!("{AT}/new")).await.form().attach("file", "名簿.csv", HEADER);
    thief.forget_cookies(None);
    victim.cookies().into_iter().for_each(|cookie| thief.put_cookie(cookie));
    form.press("送って内容を確認する").await
}
