//! That something was released is told by mail.

use super::*;
use crate::{announcements::releases, mail::Letter};

/// To whom mails of a release went, in order.
async fn told(story: &Story) -> Vec<String> {
    let letters = story.letters().await.into_iter();
    let mut to: Vec<String> = letters.filter(|(_, letter)| matches!(letter, Letter::StatementsReleased { .. })).map(|(to, _)| to).collect();
    to.sort();
    to
}

/// From 10:00, when stories begin, to the hour of the mails.
const UNTIL_THREE: SignedDuration = SignedDuration::from_hours(5);

on_both_engines! {
    async fn who_has_lines_gets_one_mail_at_three_in_the_afternoon_of_the_release(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.enrol_registered(&TEPPEI, "teppei").await;
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, JUNE), (&YUI, AUGUST)], Some(jiff::civil::date(2026, 11, 23))).await;
        story.later(UNTIL_THREE);
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0, "the day before");
        story.later(SignedDuration::from_hours(23));
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0, "at two");
        story.later(SignedDuration::from_hours(1));
        assert_eq!(releases::run(&story.portal).await.unwrap(), 1);
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0);
        assert_eq!(told(&story).await, ["yui.fukuda@example.jp"]);
        story.later(DAY);
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0, "nothing new");
    }

    async fn what_comes_after_the_hour_is_told_on_the_next_day(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "costs").await;
        story.set("release_mail_hour", "9").await;
        bring(&story, &[(&YUI, JUNE)], None).await;
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0, "it is ten");
        story.later(SignedDuration::from_hours(23));
        assert_eq!(releases::run(&story.portal).await.unwrap(), 1);
    }

    async fn who_wants_no_notices_by_mail_and_who_is_not_served_gets_none(database: TestDatabase) {
        let story = Story::begin(database).await;
        let account = story.enrol_registered(&YUI, "yui.fukuda").await;
        let (insurer_id, account_id) = (story.insurer.id, account.id);
        bring(&story, &[(&YUI, JUNE)], None).await;
        story.later(UNTIL_THREE);
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0, "the insurer does not offer it");
        story.set("services", "costs").await;
        story.portal.store.write(|work| async move { work.set_notice_mails(insurer_id, account_id, false).await }).await.unwrap();
        assert_eq!(releases::run(&story.portal).await.unwrap(), 0);
        let counts = story.rows::<(i64, i64)>("SELECT made, unsubscribed FROM release_mailings WHERE finished_at IS NOT NULL").await;
        assert_eq!(counts, [(0, 1)]);
    }

    async fn the_insured_is_told_of_a_relatives_lines_but_not_of_hidden_ones(database: TestDatabase) {
        for (setting, hidden, expected) in [
            ("self", false, vec!["aoi.okada@example.jp"]),
            ("household", false, vec!["aoi.okada@example.jp", "teppei@example.jp"]),
            ("household", true, vec!["aoi.okada@example.jp"]),
            ("household_with_consent", false, vec!["aoi.okada@example.jp"]),
        ] {
            let story = Story::begin(database.engine().fresh().await).await;
            story.enrol_registered(&TEPPEI, "teppei").await;
            let aoi = story.enrol_registered(&AOI_DEPENDANT, "aoi.okada").await;
            for (key, value) in [("services", "costs"), ("registrants", "all"), ("registrant_min_age", "0"), ("cost_visibility", setting)] {
                story.set(key, value).await;
            }
            bring(&story, &[(&AOI_DEPENDANT, JUNE)], None).await;
            if hidden {
                let (insurer_id, person_id, at) = (story.insurer.id, aoi.person_id, At::from(story.portal.clock.now()));
                let hide = |work: Work| async move { work.choose_for_statements(insurer_id, person_id, Choice::HiddenBySelf(StatementKind::Costs), at, "story").await };
                story.portal.store.write(hide).await.unwrap();
            }
            story.later(UNTIL_THREE);
            releases::run(&story.portal).await.unwrap();
            assert_eq!(told(&story).await, expected, "{setting}, hidden: {hidden}");
        }
    }

    async fn the_mail_holds_no_medical_fact_and_has_its_way_out(database: TestDatabase) {
        let sink = Sink::start().await;
        let url = sink.url();
        let story = Story::begin_with(database, |config| config.smtp_url = Some(url)).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        story.set("services", "costs").await;
        bring(&story, &[(&YUI, AUGUST)], None).await;
        story.later(UNTIL_THREE);
        assert_eq!(releases::run(&story.portal).await.unwrap(), 1);
        worker::run_once(&story.portal, &Mailer::open(&story.portal.config).unwrap()).await.unwrap();
        let mail = sink.mail_to("yui.fukuda@example.jp").await;
        assert_eq!(mail.subject(), "さくら健康保険組合：医療費などのお知らせを掲載しました");
        for fact in ["福田", "中央総合病院", "104,220", "104220", "2026年8月", "入院"] {
            assert!(!mail.text().contains(fact), "{fact} in\n{}", mail.text());
        }
        assert!(mail.header("List-Unsubscribe").unwrap().contains("/portal/unsubscribe?token="));
        assert!(mail.text().contains("/portal/settings/notices"), "{}", mail.text());
    }
}
