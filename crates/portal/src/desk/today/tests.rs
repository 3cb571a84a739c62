use jiff::{SignedDuration, ToSpan, civil::date};
use madoguchi_rules::staff::Role;
use madoguchi_store::{
    At, Day, Work,
    announcements::Announcement,
    imports::RosterImport,
    outbox::{MailEnd, QueuedMail},
    registration::CountedDay,
};
use madoguchi_testkit::{
    on_both_engines,
    people::{Person, YUI},
};

use crate::{jobs::figures, testing::Story};

const AT: &str = "/desk/sakura/";

on_both_engines! {
    async fn the_share_of_the_registered_is_that_of_the_last_count(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        let viewer = story.desk_client(Role::Viewer).await;
        assert!(viewer.get(AT).await.says("1人／1人（100.0％）"), "before the first count it is counted at once");
        figures::run_once(&story.portal).await.unwrap();
        story.enrol(&Person { number: "77", ..YUI }).await;
        assert!(viewer.get(AT).await.says("1人／1人（100.0％）"));
        figures::run_once(&story.portal).await.unwrap();
        let page = viewer.get(AT).await;
        assert!(page.says("1人／2人（50.0％）") && page.says("2026年11月22日 10時00分"), "{}", page.text());
    }

    async fn the_weeks_are_drawn_with_a_table_beside_them(database: TestDatabase) {
        let story = Story::begin(database).await;
        let insurer_id = story.insurer.id;
        for week in 0..3 {
            let count = &CountedDay {
                insurer_id,
                day: Day(date(2026, 11, 8).saturating_add((7 * week).days())),
                eligible: 2_000,
                registered: 500 * (week + 1),
                insured_eligible: 1_000,
                insured_registered: 100 * (week + 1),
                accounts: 0,
                counted_at: At::from(story.portal.clock.now()),
            };
            story.portal.store.write(|work: Work| async move { work.put_registration_day(count).await }).await.unwrap();
        }
        let viewer = story.desk_client(Role::Viewer).await;
        let page = viewer.get(AT).await;
        assert_eq!(page.select_texts("figure table tbody tr th"), ["2026年11月22日", "2026年11月15日", "2026年11月8日"]);
        assert_eq!(page.select_texts("figure table tbody tr:first-child td"), ["300", "1,000", "30.0%"], "only the insured may register");
        assert_eq!(page.attribute("figure svg", "role").as_deref(), Some("img"));
        assert!(page.source().contains("100人から300人になりました。"));
    }

    async fn mails_that_failed_and_notices_that_run_out_are_told(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (now, insurer_id) = (story.portal.clock.now(), story.insurer.id);
        let mail = &QueuedMail {
            id: 1,
            insurer_id: Some(insurer_id),
            account_id: None,
            mailing_id: None,
            kind: "sign_up_code".to_owned(),
            recipient_domain: "docomo.ne.jp".to_owned(),
            recipient_key: vec![1],
            sealed: vec![1],
            expires_at: None,
            created_at: At::from(now),
            due_at: At::from(now),
        };
        let notice = &Announcement {
            id: 1,
            insurer_id: Some(insurer_id),
            title: "年末の受付時間".to_owned(),
            body: String::new(),
            audience: "all".to_owned(),
            essential: false,
            from_date: Day(date(2026, 11, 1)),
            until_date: Some(Day(date(2026, 11, 29))),
            created_at: At::from(now),
            created_by: "story".to_owned(),
            removed_at: None,
        };
        let put = |work: Work| async move {
            work.queue_mail(mail).await?;
            work.finish_mail(1, MailEnd::Failed, At::from(now), Some("550")).await?;
            work.add_announcement(notice).await
        };
        story.portal.store.write(put).await.unwrap();
        let viewer = story.desk_client(Role::Viewer).await;
        let page = viewer.get(AT).await;
        assert!(page.says("docomo.ne.jp") && page.says("年末の受付時間") && page.says("2026年11月29日まで"));
        story.later(SignedDuration::from_hours(24 * 8));
        let page = story.desk_client(Role::Viewer).await.get(AT).await;
        assert!(page.says("届かなかったメールはありません。") && page.says("掲載が終わるお知らせはありません。"));
    }

    async fn people_whose_eligibility_ends_soon_are_listed_with_the_day(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&Person { lost: "2026-12-31", ..YUI }).await;
        story.enrol(&Person { number: "91", birth_date: "1952-01-10", kana_name: "サクラ ハナ", lost: "", ..YUI }).await;
        story.enrol(&Person { number: "92", birth_date: "1953-01-10", lost: "", ..YUI }).await;
        let viewer = story.desk_client(Role::Viewer).await;
        let page = viewer.get(AT).await;
        assert_eq!(page.select_texts("#ending-title ~ dl dd"), ["1人", "1人"]);
        let lost = viewer.get("/desk/sakura/ending?why=lost").await;
        assert_eq!(lost.select_texts("tbody td:first-child"), ["2026年12月31日"]);
        let turning = lost.click("60日以内に75歳になる人").await;
        assert_eq!(turning.select_texts("tbody th"), ["サクラ ハナ"]);
        assert_eq!(turning.select_texts("tbody td:first-child"), ["2027年1月10日"]);
    }

    async fn what_waits_for_somebody_is_told_while_it_waits(database: TestDatabase) {
        let story = Story::begin(database).await;
        let viewer = story.desk_client(Role::Viewer).await;
        assert!(viewer.get(AT).await.says("対応中の通話 0件") && !viewer.get(AT).await.says("承認待ちの取込"));
        let (insurer_id, at, person_id) = (story.insurer.id, At::from(story.portal.clock.now()), story.enrol(&YUI).await);
        let import = &RosterImport {
            insurer_id,
            id: 1,
            actor: "staff:1".to_owned(),
            state: "awaiting_approval".to_owned(),
            ..crate::desk::today::imports::sample(at)
        };
        let wait = |work: Work| async move {
            work.open_call(insurer_id, 1, person_id, "staff:1", at).await?;
            work.add_roster_import(import).await
        };
        story.portal.store.write(wait).await.unwrap();
        let page = viewer.get(AT).await;
        assert!(page.says("対応中の通話 1件") && page.says("承認待ちの取込 1件"), "{}", page.text());
    }
}
