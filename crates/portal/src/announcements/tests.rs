use std::io::Read;

use jiff::SignedDuration;
use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{mailings::MailingProgress, roster::RosterEntry};
use madoguchi_testkit::{
    on_both_engines,
    people::{Person, YUI},
    smtp::Sink,
};

use super::*;
use crate::{
    exports::Kind,
    mail::{Mailer, stops, worker},
    testing::{Story, entry},
};

/// A member with this 番号 and address; answers the account's number.
async fn member(story: &Story, number: &'static str, user_id: &str) -> i64 {
    story.enrol_registered(&Person { number, ..YUI }, user_id).await.id
}

async fn announce(story: &Story, audience: &str, essential: bool, mail: bool) -> Announcement {
    put(story, mail, Announcement { audience: audience.to_owned(), essential, ..notice(story) }).await
}

async fn announce_until(story: &Story, until: Option<Date>) -> Announcement {
    put(story, true, Announcement { until_date: until.map(Into::into), ..notice(story) }).await
}

fn notice(story: &Story) -> Announcement {
    let (now, today) = (story.portal.clock.now(), story.portal.clock.today());
    Announcement {
        id: story.portal.random.id(now),
        insurer_id: Some(story.insurer.id),
        title: "予防接種の補助".to_owned(),
        body: "**12月1日**から受け付けます。\n[手引](/portal/guide)".to_owned(),
        audience: "all".to_owned(),
        essential: false,
        from_date: today.into(),
        until_date: None,
        created_at: At::from(now),
        created_by: "story".to_owned(),
        removed_at: None,
    }
}

async fn put(story: &Story, mail: bool, notice: Announcement) -> Announcement {
    let (added, event) = (&notice, &event(story, "announcement.added"));
    story.portal.store.write(|work| async move { add(&work, added, mail, event).await }).await.unwrap();
    notice
}

fn event(story: &Story, action: &str) -> AuditEvent {
    let now = story.portal.clock.now();
    AuditEvent {
        id: story.portal.random.id(now),
        at: At::from(now),
        insurer_id: Some(story.insurer.id),
        actor_kind: "command".to_owned(),
        actor: "story".to_owned(),
        action: action.to_owned(),
        subject: "announcement:1".to_owned(),
        detail: "{}".to_owned(),
    }
}

async fn recipients(story: &Story) -> Vec<String> {
    let mut to: Vec<String> = story.letters().await.into_iter().map(|(to, _)| to).collect();
    to.sort();
    to
}

async fn progress(story: &Story, notice: &Announcement) -> MailingProgress {
    let id = notice.id;
    story.portal.store.read(|work| async move { work.mailing_progress(id).await }).await.unwrap().unwrap()
}

async fn set_notice_mails(story: &Story, account_id: i64, wanted: bool) {
    let insurer_id = story.insurer.id;
    story.portal.store.write(|work| async move { work.set_notice_mails(insurer_id, account_id, wanted).await }).await.unwrap();
}

on_both_engines! {
    async fn a_notice_is_mailed_once_to_each_who_wants_it_and_arrives_with_its_way_out(database: TestDatabase) {
        let sink = Sink::start().await;
        let url = sink.url();
        let story = Story::begin_with(database, |config| config.smtp_url = Some(url)).await;
        member(&story, "1", "ayako").await;
        let ken = member(&story, "2", "kenta").await;
        story.enrol(&Person { number: "3", ..YUI }).await;
        set_notice_mails(&story, ken, false).await;
        let notice = announce(&story, "all", false, true).await;
        assert_eq!(mailing::run(&story.portal).await.unwrap(), 1);
        assert_eq!(mailing::run(&story.portal).await.unwrap(), 0);
        assert_eq!(recipients(&story).await, ["ayako@example.jp"]);
        let so_far = progress(&story, &notice).await;
        assert_eq!((so_far.made, so_far.unsubscribed, so_far.queued), (1, 1, 1));
        assert!(so_far.finished_at.is_some());

        worker::run_once(&story.portal, &Mailer::open(&story.portal.config).unwrap()).await.unwrap();
        let came = sink.mail_to("ayako@example.jp").await;
        assert_eq!(came.subject(), "さくら健康保険組合：予防接種の補助");
        assert!(came.text().contains("12月1日から受け付けます。\n手引 <http://localhost:8080/portal/guide>"), "{}", came.text());
        assert!(came.header("List-Unsubscribe").unwrap().contains("/portal/unsubscribe?token="));
        assert_eq!(progress(&story, &notice).await.delivered, 1);
        assert!(!mail(&story.portal.store, &notice, &event(&story, "announcement.mailed")).await.unwrap(), "a notice is mailed once");
    }

    async fn an_essential_notice_goes_to_who_wants_none_and_to_a_dead_address_nothing_goes(database: TestDatabase) {
        let sink = Sink::start().await;
        let url = sink.url();
        let story = Story::begin_with(database, |config| config.smtp_url = Some(url)).await;
        let aya = member(&story, "1", "ayako").await;
        member(&story, "2", "kenta").await;
        set_notice_mails(&story, aya, false).await;
        let key = &stops::key_of(&story.portal, &MailAddress::parse("kenta@example.jp").unwrap());
        let at = At::from(story.portal.clock.now());
        story.portal.store.write(|work| async move { work.stop_mail_to(key, "hard", "5.1.1", at).await }).await.unwrap();
        let notice = announce(&story, "registered", true, true).await;
        assert_eq!(mailing::run(&story.portal).await.unwrap(), 2);
        story.later(SignedDuration::from_secs(1));
        let run = worker::run_once(&story.portal, &Mailer::open(&story.portal.config).unwrap()).await.unwrap();
        assert_eq!((run.delivered, run.stopped), (1, 1));
        assert!(sink.mail_to("ayako@example.jp").await.header("List-Unsubscribe").is_none());
        assert_eq!((progress(&story, &notice).await.delivered, progress(&story, &notice).await.stopped), (1, 1));
    }

    async fn a_large_mailing_goes_on_where_it_was_and_nobody_gets_two(database: TestDatabase) {
        let story = Story::begin(database).await;
        enrol_many(&story, 1203).await;
        let notice = announce(&story, "all", false, true).await;
        let mut seen = 0;
        let mut runs = 0;
        while progress(&story, &notice).await.finished_at.is_none() {
            // Each run is another server's, after the last one died.
            let portal = story.restarted().await;
            seen += mailing::run(&portal).await.unwrap();
            let waiting = progress(&story, &notice).await.queued;
            assert!((0..=999).contains(&waiting), "{waiting} mails wait at once");
            deliver_all(&story).await;
            runs += 1;
            assert!(runs < 10);
        }
        assert_eq!((seen, runs > 2), (1203, true));
        let rows: Vec<(i64, i64)> = story.rows("SELECT COUNT(*), COUNT(DISTINCT account_id) FROM outbox").await;
        assert_eq!(rows, [(1203, 1203)]);
        assert_eq!(progress(&story, &notice).await.made, 1203);
    }

    async fn a_domain_gets_four_mails_a_second(database: TestDatabase) {
        let story = Story::begin(database).await;
        enrol_many(&story, 20).await;
        announce(&story, "all", false, true).await;
        announce(&story, "registered", true, true).await;
        mailing::run(&story.portal).await.unwrap();
        let due: Vec<(i64,)> = story.rows("SELECT next_attempt_at FROM outbox ORDER BY next_attempt_at").await;
        assert_eq!(due.len(), 40);
        assert!(due.windows(2).all(|pair| pair[1].0 - pair[0].0 == 250), "{due:?}");
    }

    async fn a_notice_that_is_removed_or_over_is_not_mailed_any_further(database: TestDatabase) {
        let story = Story::begin(database).await;
        member(&story, "1", "ayako").await;
        let removed = announce(&story, "all", false, true).await;
        mailing::run(&story.portal).await.unwrap();
        assert_eq!(progress(&story, &removed).await.queued, 1);
        let event = &event(&story, "announcement.removed");
        assert!(remove(&story.portal.store, removed.id, story.portal.clock.now(), event).await.unwrap());
        assert!(!remove(&story.portal.store, removed.id, story.portal.clock.now(), event).await.unwrap());
        assert_eq!((progress(&story, &removed).await.queued, progress(&story, &removed).await.expired), (0, 1));

        let last_day = story.portal.clock.today();
        let over = announce_until(&story, Some(last_day)).await;
        story.later(SignedDuration::from_hours(24));
        assert_eq!(mailing::run(&story.portal).await.unwrap(), 0);
        assert!(progress(&story, &over).await.finished_at.is_some() && story.letters().await.is_empty());
    }

    async fn audiences_decide_whom_mail_and_paper_reach(database: TestDatabase) {
        let story = Story::begin(database).await;
        member(&story, "1", "ayako").await;
        member(&story, "2", "kenta").await;
        story.logged_in("kenta").await;
        story.enrol(&Person { number: "3", birth_date: "1951-01-01", ..YUI }).await;
        story.enrol(&Person { number: "4", symbol: "99", ..YUI }).await;
        story.enrol(&Person { number: "5", is_insured: false, ..YUI }).await;
        story.enrol(&Person { number: "6", lost: "2026-11-22", ..YUI }).await;
        let own = format!("symbols={}", YUI.symbol);
        for (audience, mail, paper) in [
            ("all", 2, 2),
            ("registered", 2, 0),
            ("not-registered", 0, 2),
            ("never-logged-in", 1, 0),
            (&own, 2, 1),
            ("symbols=99", 0, 1),
            ("ages=75-", 0, 1),
            ("ages=40-40", 2, 1),
        ] {
            let audience: Audience = audience.parse().unwrap();
            let reach = reach(&story.portal.store, Some(story.insurer.id), &audience, false, story.portal.clock.today()).await.unwrap();
            assert_eq!((reach.mail, reach.paper), (mail, paper), "{audience}");
        }
        story.set("registrants", "all").await;
        let everybody = reach(&story.portal.store, None, &Audience::All, false, story.portal.clock.today()).await.unwrap();
        assert_eq!(everybody.paper, 3, "dependants could register now");
    }

    async fn the_paper_batch_has_the_addresses_of_those_without_account(database: TestDatabase) {
        let story = Story::begin(database).await;
        member(&story, "1", "ayako").await;
        let id = story.portal.random.id(story.portal.clock.now());
        let person = &RosterEntry {
            postal_code: Some("100-0001".to_owned()),
            address: Some("東京都千代田区一丁目\u{20bb7}ビル".to_owned()),
            ..entry(story.insurer.id, id, &Person { number: "00002", ..YUI })
        };
        story.portal.store.write(|work: Work| async move { work.add_roster_entry(person).await }).await.unwrap();
        let notice = announce(&story, "all", false, false).await;
        let write = |kind| paper::write(&story.portal.store, story.insurer.id, &notice, kind, story.portal.clock.today());
        let mut made = write(Kind::Csv).await.unwrap();
        let mut text = String::new();
        made.file.read_to_string(&mut text).unwrap();
        let kana = "フクダ ユイ";
        assert_eq!(
            text,
            format!(
                "\u{feff}{}\r\n100-0001,東京都千代田区一丁目𠮷ビル,{},{kana},{},00002,{}\r\n",
                paper::HEADER.join(","),
                YUI.name,
                YUI.symbol,
                YUI.branch
            )
        );
        let made = write(Kind::CsvCp932).await.unwrap();
        assert_eq!((made.rows, made.unmappable[0].column.as_str(), made.unmappable[0].character), (1, "住所", '𠮷'));
    }
}

/// So many members with accounts at once.
async fn enrol_many(story: &Story, count: usize) {
    let first = &story.enrol_registered(&YUI, "first").await;
    let (portal, insurer_id) = (&story.portal, story.insurer.id);
    let fill = |work: Work| async move {
        let base = portal.random.id(portal.clock.now());
        for number in 1..count {
            let id = base + i64::try_from(number).unwrap();
            work.add_roster_entry(&RosterEntry { number: number.to_string(), ..entry(insurer_id, id, &YUI) }).await?;
            let user_id = format!("user{number}");
            let account = madoguchi_store::accounts::NewAccount {
                id,
                person_id: id,
                user_key: user_id.clone(),
                email: format!("{user_id}@example.jp"),
                user_id,
                ..first.clone()
            };
            work.create_account(&account).await?;
        }
        Ok(())
    };
    portal.store.write(fill).await.unwrap();
}

/// The relay takes whatever is in the outbox.
async fn deliver_all(story: &Story) {
    let (store, at) = (&story.portal.store, At::from(story.portal.clock.now()));
    let ids: Vec<(i64,)> = story.rows("SELECT id FROM outbox WHERE state = 'queued'").await;
    let ids = &ids;
    let deliver = |work: Work| async move {
        for (id,) in ids {
            work.finish_mail(*id, madoguchi_store::outbox::MailEnd::Delivered, at, None).await?;
        }
        Ok(())
    };
    store.write(deliver).await.unwrap();
}
