//! The decision on paper: what it must contain, and who gets it.

use madoguchi_testkit::people::AOI_DEPENDANT;

use super::*;
use crate::testing::paper::plain_text;

const SAVE: &str = "通知書をPDFで保存する";

fn is_file(page: &Page) {
    assert_eq!(
        (page.status(), page.header("content-type"), page.header("cache-control")),
        (200, Some("application/pdf"), Some("no-store"))
    );
    assert!(page.header("content-disposition").is_some_and(|header| header.starts_with("attachment; filename=")));
}

on_both_engines! {
    async fn the_paper_contains_the_decision_its_appeal_and_the_day_of_the_opening(database: TestDatabase) {
        let story = begin(database).await;
        story.set("support_phone", "03-0000-0000").await;
        bring(&story, &[(&YUI, GRANTED), (&YUI, REFUSED)], NOW).await;
        let client = story.logged_in("yui.fukuda").await;
        open(&client, "2026年11月10日").await;
        story.later(DAY);
        let client = story.logged_in("yui.fukuda").await;
        let granted = open(&client, "2026年11月10日").await.click(SAVE).await;
        is_file(&granted);
        let text = plain_text(granted.bytes());
        for words in [
            "給付金支給決定通知書", "福田結衣様", "決定番号K-0815", "決定年月日2026年11月10日", "高額療養費", "2026年8月", "支給額57,180円",
            "支払予定日2026年11月30日", "支払方法事業主経由", "実際に受け取る日が異なることがあります", "この通知を最初に開いた日：2026年11月22日",
            "2026年11月23日出力", "さくら健康保険組合", "電話：03-0000-0000", "この決定に不服があるとき", "3か月以内に、文書または口頭で",
            "社会保険審査官に審査請求", "2か月以内に、文書または口頭で", "社会保険審査会に再審査請求", "6か月以内に、保険者を被告として", "1年を過ぎると",
            "緊急の必要",
        ] {
            assert!(text.contains(words), "{words} is not on\n{text}");
        }
        assert!(!text.contains("支給しない理由"), "{text}");
        let refused = open(&client, "2026年11月18日").await.click(SAVE).await;
        let text = plain_text(refused.bytes());
        for words in ["給付金不支給決定通知書", "支給しない理由労務不能と認められる期間ではないため", "支給額不支給", "2026年8月1日から2026年8月31日まで"] {
            assert!(text.contains(words), "{words} is not on\n{text}");
        }
        assert_eq!(noted(&story, "benefits.downloaded").await, 2);
        let own = client.get("/portal/settings/access").await;
        assert!(own.says("給付金支給決定通知書のダウンロード（あなた）"), "{}", own.text());
    }

    async fn who_takes_the_paper_at_once_has_opened_the_decision(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let client = story.logged_in("yui.fukuda").await;
        let link = client.get(LIST).await.link("2026年11月10日");
        let paper = client.get(&format!("{link}/decision.pdf")).await;
        is_file(&paper);
        assert!(plain_text(paper.bytes()).contains("この通知を最初に開いた日：2026年11月22日"));
        assert!(rows(&client.get(LIST).await)[0].contains("2026年11月22日に開封"));
    }

    async fn the_paper_waits_for_the_password_when_the_login_is_fifteen_minutes_old(database: TestDatabase) {
        let story = begin(database).await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let client = story.logged_in("yui.fukuda").await;
        let page = open(&client, "2026年11月10日").await;
        story.later(SignedDuration::from_mins(15));
        let asked = page.click(SAVE).await;
        assert_eq!((asked.status(), asked.location()), (303, page.address().replace("benefits/", "benefits/confirm/").as_str()));
        let asked = asked.follow().await;
        assert_eq!((asked.heading().as_str(), asked.markup_errors()), ("ダウンロードの前の確認", Vec::new()));
        assert_eq!(asked.link("戻る"), page.address());
        let wrong = asked.form().fill("現在のパスワード", "Chigau!9-mono").press("確認する").await;
        assert_eq!(wrong.status(), 422);
        assert_eq!(noted(&story, "benefits.downloaded").await, 0, "what did not leave is not in the trail");
        let begun = wrong.form().fill("現在のパスワード", people::PASSWORD).press("確認する").await.follow().await;
        assert_eq!(begun.header("refresh"), Some(format!("0; url={}/decision.pdf", page.address()).as_str()));
        assert!(begun.says("ダウンロードを始めます。"));
        is_file(&begun.click(SAVE).await);
        story.later(SignedDuration::from_mins(15));
        assert_eq!(client.get(begun.address()).await.header("refresh"), None, "an old page begins nothing");
    }

    async fn the_insurers_own_words_of_appeal_stand_on_the_paper_in_place_of_ours(database: TestDatabase) {
        let story = begin_at("kyosai", database).await;
        story.set("benefits_appeal", "この決定に不服があるときは、組合の審査会に審査請求をすることができます。").await;
        bring(&story, &[(&YUI, GRANTED)], NOW).await;
        let paper = open(&story.logged_in("yui.fukuda").await, "2026年11月10日").await.click(SAVE).await;
        let text = plain_text(paper.bytes());
        assert!(text.contains("組合の審査会に審査請求をすることができます。") && !text.contains("社会保険審査官"), "{text}");
    }

    async fn a_dependants_paper_is_addressed_to_the_insured_and_has_no_day_of_opening(database: TestDatabase) {
        let story = begin(database).await;
        story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
        story.enrol(&TEPPEI).await;
        story.set("registrants", "all").await;
        story.set("registrant_min_age", "0").await;
        bring(&story, &[(&AOI_DEPENDANT, GRANTED)], NOW).await;
        let paper = open(&story.logged_in("aoi.okada").await, "2026年11月10日").await.click(SAVE).await;
        let text = plain_text(paper.bytes());
        assert!(text.contains("岡田哲平様") && text.contains("対象の方岡田葵") && text.contains("被保険者あて"), "{text}");
        assert!(!text.contains("この通知を最初に開いた日："), "{text}");
    }
}
