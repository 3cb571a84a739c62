use madoguchi_testkit::on_both_engines;

use super::{Days, EndingPerson};
use crate::{
    Day, Work,
    announcements::Announcement,
    outbox::{MailEnd, QueuedMail},
    roster::RosterEntry,
    testing::{add_insurer, at, day, enrol, entry, open, register},
};

fn mail(id: i64, insurer_id: i64, domain: &str, second: i64) -> QueuedMail {
    QueuedMail {
        id,
        insurer_id: Some(insurer_id),
        account_id: None,
        mailing_id: None,
        kind: "sign_up_code".to_owned(),
        recipient_domain: domain.to_owned(),
        recipient_key: vec![1],
        sealed: vec![1],
        expires_at: None,
        created_at: at(second),
        due_at: at(second),
    }
}

fn days(from: &str, until: &str) -> Days {
    Days { from: day(from), until: day(until) }
}

/// The day before every other.
const NEVER: Day = Day(jiff::civil::Date::ZERO);

on_both_engines! {
    async fn mails_that_did_not_arrive_are_told_by_domain_of_one_insurer(database: TestDatabase) {
        let store = open(&database).await;
        let ends = [
            (mail(1, 7, "docomo.ne.jp", 10), Some(MailEnd::Failed)),
            (mail(2, 7, "docomo.ne.jp", 11), Some(MailEnd::Stopped)),
            (mail(3, 7, "example.jp", 12), Some(MailEnd::Expired)),
            (mail(4, 7, "example.jp", 13), Some(MailEnd::Delivered)),
            (mail(5, 7, "example.jp", 14), None),
            (mail(6, 7, "example.jp", 1), Some(MailEnd::Failed)),
            (mail(7, 8, "example.jp", 15), Some(MailEnd::Failed)),
        ];
        for (mail, end) in &ends {
            let put = |work: Work| async move {
                work.queue_mail(mail).await?;
                match end {
                    Some(end) => work.finish_mail(mail.id, *end, at(20), None).await,
                    None => Ok(()),
                }
            };
            store.write(put).await.unwrap();
        }
        let failed = store.read(|work| async move { work.failed_mails(7, at(5)).await }).await.unwrap();
        let told: Vec<_> = failed.iter().map(|of| (of.domain.as_str(), of.failed, of.expired, of.stopped, of.bounced)).collect();
        assert_eq!(told, [("docomo.ne.jp", 1, 0, 1, 0), ("example.jp", 0, 1, 0, 0)]);
    }

    async fn notices_of_the_insurer_that_run_out_are_told_by_their_last_day(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        let notice = |id: i64, insurer_id: Option<i64>, until: Option<&str>| Announcement {
            id,
            insurer_id,
            title: format!("お知らせ {id}"),
            body: String::new(),
            audience: "all".to_owned(),
            essential: false,
            from_date: day("2026-11-01"),
            until_date: until.map(day),
            created_at: at(0),
            created_by: "story".to_owned(),
            removed_at: None,
        };
        let notices = [
            notice(1, Some(7), Some("2026-11-29")),
            notice(2, Some(7), Some("2026-11-22")),
            notice(3, Some(7), Some("2026-11-30")),
            notice(4, Some(7), None),
            notice(5, None, Some("2026-11-25")),
        ];
        for notice in &notices {
            store.write(|work| async move { work.add_announcement(notice).await }).await.unwrap();
        }
        let ending = store.read(|work| async move { work.ending_notices(7, days("2026-11-22", "2026-11-29")).await }).await.unwrap();
        assert_eq!(ending.iter().map(|notice| notice.id).collect::<Vec<_>>(), [2, 1]);
    }

    async fn whose_eligibility_ends_is_counted_and_told_a_page_at_a_time(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        add_insurer(&store, 8, "kaede").await;
        let lost = |insurer_id: i64, id: i64, on: &str| RosterEntry { lost_on: Some(day(on)), ..entry(insurer_id, id) };
        let born = |id: i64, on: &str| RosterEntry { birth_date: day(on), ..entry(7, id) };
        let people = [
            lost(7, 1, "2026-12-01"),
            lost(7, 2, "2026-11-30"),
            lost(7, 3, "2027-03-01"),
            lost(8, 4, "2026-12-01"),
            RosterEntry { to_version: 1, ..lost(7, 5, "2026-12-01") },
            born(6, "1951-12-24"),
            born(7, "1951-12-24"),
            RosterEntry { lost_on: Some(day("2026-12-10")), ..born(8, "1951-12-25") },
        ];
        enrol(&store, people).await;
        register(&store, 7, 2, 0).await;
        let (losing, being_born, until) = (days("2026-11-23", "2027-01-21"), days("1951-11-23", "1952-01-21"), day("2027-01-21"));
        let read = |work: Work| async move {
            let first = work.losing(7, losing, (NEVER, 0), 1).await?;
            let rest = work.losing(7, losing, (day("2026-11-30"), 2), 9).await?;
            let born = work.born(7, being_born, until, (day("1951-12-24"), 6), 9).await?;
            Ok((work.count_losing(7, losing).await?, first, rest, work.count_born(7, being_born, until).await?, born))
        };
        let (count, first, rest, count_born, born) = store.read(read).await.unwrap();
        let ids = |people: &[EndingPerson]| people.iter().map(|person| (person.person_id, person.is_registered)).collect::<Vec<_>>();
        assert_eq!((count, ids(&first), ids(&rest)), (3, vec![(2, true)], vec![(1, false), (8, false)]));
        assert_eq!((count_born, ids(&born)), (2, vec![(7, false)]));
    }
}
