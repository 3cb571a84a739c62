//! Finding people.

use super::*;

async fn search(clerk: &Client, typed: &str) -> Page {
    let page = clerk.get("/desk/sakura/people").await;
    let page = page.form().fill("さがす人", typed).press("さがす").await;
    assert_eq!(page.status(), 303);
    let address = page.location().to_owned();
    assert!(!address.contains(typed) && !address.contains("%E3"), "nothing personal stands in an address: {address}");
    page.follow().await
}

fn rows(page: &Page) -> Vec<String> {
    assert_eq!(page.markup_errors(), Vec::<String>::new());
    let mut names = page.select_texts("tbody th");
    names.sort();
    names
}

on_both_engines! {
    async fn one_field_finds_by_whatever_is_typed(database: TestDatabase) {
        let story = Story::begin(database).await;
        let yui = story.enrol(&YUI).await;
        let (teppei, aoi) = (story.enrol_registered(&TEPPEI, "teppei").await.person_id, story.enrol(&AOI_DEPENDANT).await);
        let koji = story.enrol(&KOJI_WITH_MAIL).await;
        let clerk = story.desk_client(Role::Clerk).await;
        for (typed, person) in [
            ("１２－００００１", yui), ("記号12番号1", yui), ("ふくた", yui), ("ﾌｸﾀﾞ ﾕｲ", yui), ("福田結衣", yui), ("福", yui),
            ("TEPPEI", teppei), ("teppei@example.jp", teppei), ("ken.6@EXAMPLE.jp", koji), ("100-7", koji), ("おかだ あおい", aoi),
        ] {
            let found = search(&clerk, typed).await;
            assert_eq!(found.address(), page_of(person), "{typed}");
        }
        assert_eq!(rows(&search(&clerk, "2-2").await), ["岡田 哲平", "岡田 葵"], "a household has one number");
        assert!(search(&clerk, "鈴木").await.says("見つかりませんでした"));
    }

    async fn a_name_that_sounds_alike_is_found_when_no_other_is(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&CHIZURU).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = search(&clerk, "もりちず").await;
        assert!(page.says("読みが同じに聞こえる名前") && rows(&page) == ["森 千鶴"]);
        assert_eq!(page.value_of("さがす人"), "もりちず");
    }

    async fn single_items_are_found_and_refused_at_their_field(database: TestDatabase) {
        let story = Story::begin(database).await;
        let yui = story.enrol(&YUI).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = clerk.get("/desk/sakura/people").await;
        let refused = page.form().fill("記号", "12").press("さがす").await;
        assert!(refused.status() == 422 && !refused.error_on("number").is_empty() && refused.markup_errors().is_empty());
        let found = page.form().fill("記号", "12").fill("番号", "1").press("さがす").await;
        assert_eq!(found.location(), page_of(yui));
        let kanji = page.form().fill("氏名（カナ）", "福田").press("さがす").await;
        assert!(kanji.status() == 422 && !kanji.error_on("kana").is_empty());
    }

    async fn the_list_goes_on_page_after_page_and_an_address_is_of_use_to_nobody_else(database: TestDatabase) {
        let story = Story::begin(database).await;
        for _ in 0..51 {
            story.enrol(&YUI).await;
        }
        story.enrol(&CHIZURU).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let first = clerk.get("/desk/sakura/people").await;
        assert_eq!(rows(&first).len(), 50);
        let second = first.click("次の50人").await;
        assert_eq!(rows(&second), ["森 千鶴", "福田 結衣"]);
        let other = story.desk_client(Role::Clerk).await;
        assert_eq!(rows(&other.get(second.address()).await).len(), 50, "the whole list from its beginning");
        let found = search(&clerk, "フクタ").await;
        assert_eq!(rows(&found.click("次の50人").await), ["福田 結衣"]);
    }
}
