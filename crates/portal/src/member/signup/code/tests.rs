use madoguchi_testkit::{
    on_both_engines,
    people::{PASSWORD, YUI},
};

use crate::{mail::Letter, member::signup::story::at_code, testing::Story};

on_both_engines! {
    async fn a_person_of_the_roster_registers_and_logs_in(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = at_code(&story.client, &YUI, "hanako").await;
        assert_eq!(page.heading(), "初回登録 3: 認証コード");
        assert!(page.says("ha***@example.jp") && page.says("10時10分まで"));

        let page = page.form().fill("認証コード", &story.code().await).press("認証する").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/"));
        let page = page.follow().await;
        assert!(page.says("登録が完了しました") && page.says("hanako"));
        assert_eq!(page.value_of("user_id"), "hanako");
        let letters = story.letters().await;
        assert!(letters.contains(&("hanako@example.jp".to_owned(), Letter::Registered { user_id: "hanako".to_owned() })));

        let page = page.form().fill("パスワード", PASSWORD).press("ログイン").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/home"));
    }
}
