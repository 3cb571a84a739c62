use madoguchi_rules::statements::StatementKind;
use madoguchi_testkit::{on_both_engines, people::YUI};

use crate::testing::Story;

const HEADER: &str = "種別,医療機関名・薬局名,対象,回数,留意事項";

on_both_engines! {
    async fn advice_explains_the_kinds_that_are_shown_and_accuses_nobody(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "advice").await;
        story.bring(StatementKind::Advice, HEADER, &[(&YUI, "202606", "頻回受診,東整形外科,,18,")], None).await;
        let client = story.logged_in("yui.fukuda").await;
        let page = client.get("/portal/advice").await;
        for words in ["頻回受診", "東整形外科", "治療のために必要な通院のこともあります", "必要な受診や服薬を控えていただくものではありません"] {
            assert!(page.says(words), "{words} is not on\n{}", page.text());
        }
        assert!(!page.says("お薬は、ご自分の判断でやめないでください") && !page.says("多剤服薬"), "only what is shown is explained");
        let medicines = (&YUI, "202608", "併用禁忌,,先発医薬品Ａ錠 5mg,,主治医にご相談ください。");
        story.bring(StatementKind::Advice, HEADER, &[medicines], None).await;
        let page = client.get("/portal/advice").await;
        for words in ["併用注意", "お薬は、ご自分の判断でやめないでください", "主治医にご相談ください。"] {
            assert!(page.says(words), "{words} is not on\n{}", page.text());
        }
    }
}
