//! People on their way through the first login, for the stories of every step.

use madoguchi_testkit::{
    browserless::{Client, Form, Page},
    people::{INSURER, PASSWORD, Person},
};

use crate::testing::Story;

/// The first step with a person's five items typed.
pub async fn identify(client: &Client, person: &Person) -> Page {
    identify_as(client, person, |form| form).await
}

/// The same, with something typed otherwise.
pub async fn identify_as(client: &Client, person: &Person, otherwise: impl FnOnce(Form) -> Form) -> Page {
    let form = client.get("/portal/signup?again=1").await.form();
    let form = form.fill("保険者指定コード", INSURER).fill("記号", person.symbol).fill("番号", person.number);
    let form = form.fill("生年月日", person.birth_date).fill("氏名（カナ）", person.kana_name);
    otherwise(form).press("認証").await
}

/// Whether the first step leads on to the second.
pub fn is_confirmed(page: &Page) -> bool {
    match page.status() {
        303 => page.location() == "/portal/signup/account",
        _ => {
            assert_eq!((page.status(), page.heading().as_str()), (422, "入力された内容では確認できませんでした"));
            false
        }
    }
}

/// Identified, and at the second step.
pub async fn at_account(client: &Client, person: &Person) -> Page {
    let page = identify(client, person).await;
    assert!(is_confirmed(&page));
    page.follow().await
}

/// The second step filled in and sent, with an address of one's own.
pub async fn choose(page: &Page, user_id: &str, email: &str) -> Page {
    page.form().fill("ユーザーID", user_id).fill("パスワード", PASSWORD).fill("メールアドレス", email).press("作成する").await
}

/// At the third step, with the address `USER_ID@example.jp`.
pub async fn at_code(client: &Client, person: &Person, user_id: &str) -> Page {
    let page = choose(&at_account(client, person).await, user_id, &format!("{user_id}@example.jp")).await;
    assert_eq!((page.status(), page.location()), (303, "/portal/signup/code"));
    page.follow().await
}

/// The third step with this code.
pub async fn try_code(page: &Page, code: &str) -> Page {
    page.form().fill("認証コード", code).press("認証する").await
}

/// A code that is not this one.
pub fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// The whole journey.
pub async fn register(story: &Story, client: &Client, person: &Person, user_id: &str) -> Page {
    let page = at_code(client, person, user_id).await;
    let page = try_code(&page, &story.code_to(&format!("{user_id}@example.jp")).await).await;
    assert_eq!((page.status(), page.location()), (303, "/portal/"));
    page.follow().await
}

/// Registered, and logged in for the first time: the page on which that ends.
pub async fn logged_in(story: &Story, person: &Person, user_id: &str) -> Page {
    assert!(register(story, &story.client, person, user_id).await.says("登録が完了しました"));
    log_in(story, user_id).await
}

/// Logged in: the page on which that ends.
pub async fn log_in(story: &Story, user_id: &str) -> Page {
    let page = story.client.get("/portal/").await;
    page.form().fill("ユーザーID", user_id).fill("パスワード", PASSWORD).press("ログイン").await.follow().await
}

/// Issues a letter to a person; answers its code, as the person reads it on the paper.
pub async fn letter_for(story: &Story, person_id: i64) -> String {
    use crate::letters::codes;
    use madoguchi_store::{
        At, Work,
        letters::{NewLetterBatch, NewLetterCode},
    };
    let (portal, insurer_id, now) = (&story.portal, story.insurer.id, story.portal.clock.now());
    let code = crate::codes::draw_on_paper(portal.random);
    let batch = &NewLetterBatch {
        insurer_id,
        id: portal.random.id(now),
        issued_by: "story".to_owned(),
        reason: String::new(),
        begun_at: At::from(now),
        expires_at: At::from(now + madoguchi_rules::limits::LETTER_LIFETIME),
    };
    let new = &NewLetterCode { person_id, code_hash: codes::hash(portal, insurer_id, person_id, &code) };
    let issue = |work: Work| async move {
        work.begin_letter_batch(batch).await?;
        work.add_letter_code(insurer_id, batch.id, new).await?;
        work.issue_letter_batch(insurer_id, batch.id, 1, batch.begun_at).await
    };
    assert!(portal.store.write(issue).await.unwrap());
    code.as_str().to_owned()
}
