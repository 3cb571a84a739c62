//! People on their way through the first login, for the stories of every step.

use crate::testing::Story;
use madoguchi_testkit::{
    browserless::{Client, Page},
    people::{INSURER, PASSWORD, Person},
};

/// The birth date as people type it today.
pub fn birth_date(person: &Person) -> String {
    person.birth_date.replace('-', "/")
}

/// The first step with a person's five items typed.
pub async fn identify(client: &Client, person: &Person) -> Page {
    identify_as(client, person, |form| form).await
}

/// The same, with something typed otherwise.
pub async fn identify_as(
    client: &Client,
    person: &Person,
    otherwise: impl FnOnce(madoguchi_testkit::browserless::Form) -> madoguchi_testkit::browserless::Form,
) -> Page {
    let form = client.get("/portal/signup?again=1").await.form();
    let form = form.fill("保険者指定コード", INSURER).fill("記号", person.symbol).fill("番号", person.number);
    let form = form.fill("生年月日", &birth_date(person)).fill("氏名（カナ）", person.kana_name);
    otherwise(form).press("認証").await
}

/// Identified, and at the second step.
pub async fn at_account(client: &Client, person: &Person) -> Page {
    let page = identify(client, person).await;
    assert_eq!((page.status(), page.location()), (303, "/portal/signup/account"));
    page.follow().await
}

/// The second step filled in and sent, with an address of one's own.
pub async fn choose(page: &Page, user_id: &str, email: &str) -> Page {
    page.form().fill("ユーザーID", user_id).fill("パスワード", PASSWORD).fill("メールアドレス", email).press("作成する").await
}

/// At the third step.
pub async fn at_code(client: &Client, person: &Person, user_id: &str) -> Page {
    let page = choose(&at_account(client, person).await, user_id, &format!("{user_id}@example.jp")).await;
    assert_eq!((page.status(), page.location()), (303, "/portal/signup/code"));
    page.follow().await
}

/// Registered, and logged in for the first time: the page on which that ends.
pub async fn logged_in(story: &Story, person: &Person, user_id: &str) -> Page {
    let page = at_code(&story.client, person, user_id).await;
    let page = page.form().fill("認証コード", &story.code().await).press("認証する").await.follow().await;
    assert!(page.says("登録が完了しました"));
    log_in(story, user_id).await
}

/// Logged in: the page on which that ends.
pub async fn log_in(story: &Story, user_id: &str) -> Page {
    let page = story.client.get("/portal/").await;
    page.form().fill("ユーザーID", user_id).fill("パスワード", PASSWORD).press("ログイン").await.follow().await
}
