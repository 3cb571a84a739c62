use madoguchi_testkit::on_both_engines;

use crate::testing::Story;

on_both_engines! {
    async fn an_unknown_user_id_is_refused_with_what_was_typed_and_no_password(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.get("/portal/").await;
        let page = page.form().fill("ユーザーID", "sakura.hanako").fill("パスワード", "wrong-1!").press("ログイン").await;
        assert_eq!(page.status(), 422);
        assert_eq!(page.value_of("user_id"), "sakura.hanako");
        assert_eq!(page.value_of("password"), "");
        assert_eq!(page.errors().len(), 1);
    }
}

on_both_engines! {
    async fn a_form_without_our_token_is_refused(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.post("/portal/", &[("user_id", "a"), ("password", "b")]).await;
        assert_eq!(page.status(), 403);
    }
}
