//! Stories of members who call.

use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_store::Work;
use madoguchi_testkit::{
    browserless::{Client, Page},
    on_both_engines,
    people::{AOI_DEPENDANT, CHIZURU, KOJI_WITH_MAIL, Person, TEPPEI, TWINS, YUI},
};

use crate::{
    mail::Letter,
    member::signup::story::{at_code, choose, identify, identify_as, is_confirmed, try_code},
    testing::Story,
};

mod actions;
mod approvals;
mod costs;
mod finding;
mod rules;
mod seen;

/// The address of a person's page.
fn page_of(person_id: i64) -> String {
    format!("/desk/sakura/people/{person_id}")
}

/// The page of a person.
async fn look(clerk: &Client, person_id: i64) -> Page {
    let page = clerk.get(&page_of(person_id)).await;
    assert_eq!(page.status(), 200, "{}", page.text());
    assert_eq!(page.markup_errors(), Vec::<String>::new());
    page
}

/// Does something with a reason, from the person's page: the page on which that ends.
async fn act(clerk: &Client, person_id: i64, action: &str) -> Page {
    let form = look(clerk, person_id).await.click(action).await.form();
    form.fill("理由", "本人からの電話").press(&button(action)).await
}

/// The button of an action's form.
fn button(action: &str) -> String {
    match action {
        "登録を許可する（24時間）" => "許可する",
        "回数の制限を解く" => "制限を解く",
        "認証コードを送り直す" => "送り直す",
        "すべての端末をログアウトする" => "ログアウトする",
        "パスワードの再設定を案内する" => "案内を送る",
        "アカウントを止める" => "止める",
        "アカウントの停止を解く" | "メールの停止を解く" => "停止を解く",
        "初回登録コードの郵便を作る" => "文書を作る",
        "支援措置・開示注意の印を付ける" => "印を付ける",
        "支援措置・開示注意の印を外す" => "印を外す",
        other => other,
    }
    .to_owned()
}

/// What the trail has of this action.
async fn recorded(story: &Story, action: &str) -> usize {
    let events: Vec<(String,)> = story.rows("SELECT action FROM audit_events").await;
    events.iter().filter(|(known,)| known == action).count()
}

async fn fail(story: &Story, person: &Person, kana: &str) {
    assert!(!is_confirmed(&identify_as(&story.client.another(), person, |form| form.fill("氏名（カナ）", kana)).await));
}

on_both_engines! {
    async fn the_call(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&CHIZURU).await;
        let member = story.client.another();
        let misspelt = |form: madoguchi_testkit::browserless::Form| form.fill("氏名（カナ）", "もり ちずる");
        assert!(!is_confirmed(&identify_as(&member, &CHIZURU, misspelt).await));

        let clerk = story.desk_client(Role::Clerk).await;
        let list = clerk.get("/desk/sakura/people").await;
        let found = list.form().fill("さがす人", "11-3").press("さがす").await;
        assert_eq!(found.location(), page_of(person_id), "the one who is meant is shown at once");
        let page = found.follow().await;
        assert_eq!(page.select_texts(".letters dd"), ["モリチズル", "モリチヅル"]);
        assert_eq!(page.select_texts(".letters mark"), ["ズ", "ヅ"]);
        assert!(page.says("氏名（カナ）が一致しません") && page.says("4文字目が違います：入力は「ズ」、台帳は「ヅ」"));
        assert!(!page.says("生年月日が一致しません"));

        let call = page.press("通話の記録を始める").await.follow().await;
        let form = call.form().tick("「お名前を、姓と名、ふりがなも教えてください」").tick("「生年月日を教えてください」");
        let form = form.choose("用件", "初回登録で「確認できません」と出る").choose("結果", "解決した");
        let noted = form.fill("メモ", "ヅとズの違い").press("記録する").await.follow().await;
        assert!(noted.says("通話を記録しました。") && noted.says("ヅとズの違い") && noted.says("解決した"));
        let done = act(&clerk, person_id, "登録を許可する（24時間）").await.follow().await;
        assert!(done.says("登録を許可しました"));

        let page = identify_as(&member, &CHIZURU, misspelt).await;
        assert!(is_confirmed(&page), "the member gets in");
        let page = choose(&page.follow().await, "chizuru", "chizuru@example.jp").await.follow().await;
        assert_eq!(try_code(&page, &story.code_to("chizuru@example.jp").await).await.location(), "/portal/");
        assert!(look(&clerk, person_id).await.says("chizuru@example.jp"));
        let insurer_id = story.insurer.id;
        assert_eq!(story.portal.store.read(|work: Work| async move { work.open_calls(insurer_id).await }).await.unwrap(), 0);
        assert_eq!((recorded(&story, "desk.admit").await, recorded(&story, "call.noted").await), (1, 1));
        assert!(recorded(&story, "person.viewed").await >= 3, "whoever looks is in the trail");
    }
}

on_both_engines! {
    async fn whoever_is_let_in_passes_used_up_limits_and_guesses_stay_few(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&CHIZURU).await;
        story.set("source_allow_list", "127.0.0.0/8").await;
        for guess in 0..10 {
            fail(&story, &CHIZURU, &format!("モリ チ{}", "カキクケコサシスセソ".chars().nth(guess).unwrap())).await;
        }
        assert_eq!(identify(&story.client.another(), &CHIZURU).await.status(), 429, "the limit of the number is used up");
        let clerk = story.desk_client(Role::Clerk).await;
        assert!(look(&clerk, person_id).await.says("制限中"));
        act(&clerk, person_id, "登録を許可する（24時間）").await;
        for guess in 0..19 {
            let kana = format!("モリ チ{}", "アイウエオナニヌネノハヒフヘホマミムメ".chars().nth(guess).unwrap());
            fail(&story, &CHIZURU, &kana).await;
        }
        assert!(is_confirmed(&identify(&story.client.another(), &CHIZURU).await));
        fail(&story, &CHIZURU, "モリ チモ").await;
        assert_eq!(identify_as(&story.client.another(), &CHIZURU, |form| form.fill("氏名（カナ）", "モリ チヤ")).await.status(), 429);
        story.later(SignedDuration::from_hours(25));
        let misspelt = identify_as(&story.client.another(), &CHIZURU, |form| form.fill("氏名（カナ）", "もり ちずる")).await;
        assert!(!is_confirmed(&misspelt), "after a day the name must be right again");
    }
}

on_both_engines! {
    async fn a_twin_whom_the_desk_let_in_is_bound_and_the_other_is_not(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("registrants", "all").await;
        story.set("registrant_min_age", "10").await;
        let first = story.enrol(&TWINS[0]).await;
        story.enrol(&TWINS[1]).await;
        assert!(!is_confirmed(&identify(&story.client, &TWINS[0]).await));
        let clerk = story.desk_client(Role::Clerk).await;
        assert!(look(&clerk, first).await.says("同じ内容の人が複数いて"));
        act(&clerk, first, "登録を許可する（24時間）").await;
        assert!(is_confirmed(&identify(&story.client, &TWINS[0]).await));
        let flows: Vec<(i64,)> = story.rows("SELECT person_id FROM signup_flows").await;
        assert_eq!(flows, [(first,)]);
    }
}

on_both_engines! {
    async fn what_was_typed_stands_sealed_and_goes_after_thirty_days(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&YUI).await;
        fail(&story, &YUI, "フクタ ユカ").await;
        fail(&story, &YUI, "フクタ ユカ").await;
        let rows: Vec<(Vec<u8>, i64)> = story.rows("SELECT sealed, times FROM signup_tries").await;
        assert_eq!((rows.len(), rows[0].1), (1, 2));
        assert!(!String::from_utf8_lossy(&rows[0].0).contains("ユカ"));
        let clerk = story.desk_client(Role::Clerk).await;
        assert!(look(&clerk, person_id).await.says("同じ入力が2回"));
        story.rows::<(i64,)>("UPDATE signup_tries SET digest = number_hash RETURNING times").await;
        assert_eq!(clerk.get(&page_of(person_id)).await.status(), 500, "a row that was moved does not open");
        story.later(SignedDuration::from_hours(30 * 24));
        crate::jobs::cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM signup_tries").await, 0);
    }
}

on_both_engines! {
    async fn a_viewer_sees_the_roster_and_nothing_else(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol_registered(&KOJI_WITH_MAIL, "koji").await.person_id;
        let viewer = story.desk_client(Role::Viewer).await;
        let page = look(&viewer, person_id).await;
        assert!(page.says("山下 浩二") && page.says("ke***@example.jp") && !page.says("koji@example.jp") && !page.says("ken.6"), "{}", page.text());
        assert!(!page.buttons().contains(&"通話の記録を始める".to_owned()));
        assert_eq!(viewer.get(&format!("{}/do/stop", page_of(person_id))).await.status(), 404);
        let stranger = story.another_insurer("kaede").await;
        let elsewhere = story.desk_client_of(&story.staff_at(&stranger, Role::Manager, false).await).await;
        assert_eq!(elsewhere.get(&page_of(person_id)).await.status(), 404);
        assert_eq!(elsewhere.get(&format!("/desk/kaede/people/{person_id}")).await.status(), 404, "nobody of another insurer");
    }
}

on_both_engines! {
    async fn a_call_stays_open_until_it_is_settled_and_needs_a_reason(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person_id = story.enrol(&YUI).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = look(&clerk, person_id).await.press("通話の記録を始める").await.follow().await;
        let page = page.form().fill("メモ", "折り返し").press("記録する").await;
        assert_eq!(page.status(), 422);
        assert!(!page.error_on("call_reason").is_empty() && page.value_of("メモ") == "折り返し");
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        let form = page.form().choose("用件", "使い方").choose("結果", "対応中（折り返しなど）");
        form.press("記録する").await;
        let list = clerk.get("/desk/sakura/people").await;
        assert!(list.says("対応中の通話") && list.markup_errors().is_empty());
        let page = list.click("福田 結衣").await;
        assert_eq!(page.value_of("メモ"), "折り返し");
        page.form().choose("結果", "解決した").press("記録する").await;
        assert!(!clerk.get("/desk/sakura/people").await.says("対応中の通話"));
        assert_eq!(story.count("SELECT COUNT(*) FROM calls WHERE closed_at IS NULL").await, 0);
    }
}
