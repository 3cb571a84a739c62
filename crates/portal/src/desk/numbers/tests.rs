use std::io::Cursor;

use calamine::{Data, Reader};
use jiff::SignedDuration;
use madoguchi_rules::{mail_address::MailAddress, staff::Role};
use madoguchi_store::{At, Work, calls::CallNote};
use madoguchi_testkit::{
    on_both_engines,
    people::{Person, YUI},
};

use crate::{
    mail::{self, Addressee, Letter},
    testing::Story,
};

async fn some_numbers(story: &Story) {
    story.enrol_registered(&YUI, "hanako").await;
    story.enrol(&Person { number: "77", ..YUI }).await;
    story.enrol(&Person { number: "78", symbol: "99", ..YUI }).await;
    let (portal, now) = (&story.portal, story.portal.clock.now());
    let address = MailAddress::parse("hanako@docomo.ne.jp").unwrap();
    let to = &Addressee { address, insurer_id: Some(story.insurer.id), account_id: None, language: "ja" };
    let (insurer_id, at) = (story.insurer.id, At::from(now));
    let note = &CallNote {
        verified: String::new(),
        reason: "no_code".to_owned(),
        outcome: "settled".to_owned(),
        note: String::new(),
        at,
        by: "staff:1".to_owned(),
        closes: true,
    };
    let fill = |work: Work| async move {
        mail::queue(portal, &work, to, &Letter::PasswordChanged, now).await?;
        work.open_call(insurer_id, 1, 7, "staff:1", at).await?;
        work.note_call(insurer_id, 1, note).await
    };
    assert!(portal.store.write(fill).await.unwrap());
    story.later(SignedDuration::from_mins(1));
}

on_both_engines! {
    async fn the_numbers_are_shown_as_tables_with_drawings_that_say_the_same(database: TestDatabase) {
        let story = Story::begin(database).await;
        let viewer = story.desk_client(Role::Viewer).await;
        let empty = viewer.get("/desk/sakura/numbers").await;
        assert!(empty.says("対象の方がいません。") && empty.says("この30日間に書かれたメールはありません。"));
        some_numbers(&story).await;
        let page = viewer.get("/desk/sakura/numbers").await;
        let cells = |css: &str| page.select_texts(css);
        assert_eq!(cells("section[aria-labelledby=by-symbol] tbody td"), ["1", "2", "50.0%", "0", "1", "0.0%"]);
        assert_eq!(cells("section[aria-labelledby=by-symbol] tbody th")[1], "99");
        assert_eq!(cells("section[aria-labelledby=by-office] tbody th"), ["（なし）"]);
        assert_eq!(cells("section[aria-labelledby=months] tbody tr")[0], "2026年11月 1 0 1");
        assert_eq!(cells("section[aria-labelledby=calls] tbody tr"), ["1. 認証コードが届かない 1 100.0%"]);
        assert_eq!(cells("section[aria-labelledby=mails] tbody tr"), ["docomo.ne.jp 0 1 0 0 0"]);
        assert!(page.attribute("svg[role=img]", "aria-labelledby").is_some());
        assert!(page.markup_errors().is_empty(), "{:?}", page.markup_errors());
        assert!(!page.buttons().contains(&"ダウンロードする".to_owned()), "a viewer takes nothing out");
    }

    async fn each_table_is_taken_out_as_a_file_and_what_for_is_in_the_trail(database: TestDatabase) {
        let story = Story::begin(database).await;
        some_numbers(&story).await;
        let clerk = story.desk_client(Role::Clerk).await;
        let page = clerk.get("/desk/sakura/numbers").await;
        let refused = page.form().choose("data", "月別の登録").press("ダウンロードする").await;
        assert!(refused.status() == 422 && !refused.error_on("purpose").is_empty());
        let take = async |data: &str| {
            page.form().choose("data", data).fill("利用目的", "理事会への報告のため").press("ダウンロードする").await
        };
        let symbols = take("記号別の登録").await;
        assert!(symbols.source().contains(&format!("{},1,2,50.0,1,2,50.0\r\n", YUI.symbol)), "{}", symbols.source());
        assert!(take("月別の登録").await.source().ends_with("2026-11,1,0,1\r\n"));
        assert!(take("日別・宛先別のメール").await.source().ends_with("2026-11-22,docomo.ne.jp,0,1,0,0,0,0\r\n"));
        assert!(take("電話の用件（この30日間）").await.source().ends_with("認証コードが届かない,1\r\n"));
        let offices = page.form().choose("data", "事業所別の登録").choose("kind", "Excel（XLSX）").fill("利用目的", "理事会への報告のため");
        let offices = offices.press("ダウンロードする").await;
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(offices.bytes().to_vec())).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(sheet.get_value((1, 2)), Some(&Data::Float(3.0)));
        let trail: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'data.exported'").await;
        assert_eq!(trail.len(), 5);
        assert!(trail.iter().all(|(detail,)| detail.contains("理事会への報告のため")), "{trail:?}");
        assert!(trail.iter().any(|(detail,)| detail.contains("numbers.symbols")), "{trail:?}");
    }

    async fn nobody_sees_another_insurers_numbers(database: TestDatabase) {
        let story = Story::begin(database).await;
        some_numbers(&story).await;
        let kaede = story.another_insurer("kaede").await;
        let manager = story.desk_client_of(&story.staff_at(&kaede, Role::Manager, false).await).await;
        assert_eq!(manager.get("/desk/sakura/numbers").await.status(), 404);
        let own = manager.get("/desk/kaede/numbers").await;
        assert!(own.says("対象の方がいません。") && !own.says("docomo.ne.jp"));
        story.later(SignedDuration::from_hours(24 * 31));
        let later = story.desk_client(Role::Viewer).await.get("/desk/sakura/numbers").await;
        assert!(later.says("この30日間に書かれたメールはありません。"));
    }
}
