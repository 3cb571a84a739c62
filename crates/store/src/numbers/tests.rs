use jiff::{SignedDuration, Timestamp, civil::date};
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    outbox::{MailEnd, QueuedMail},
    roster::RosterEntry,
    testing::{INSURER, add_insurer, at, enrol, open_with_insurer, person, register},
};

const TODAY: Day = Day(date(2026, 11, 22));

fn numbers(name: &str, eligible: i64, registered: i64, insured: i64, registered_insured: i64) -> GroupNumbers {
    GroupNumbers { name: name.to_owned(), eligible, registered, insured, registered_insured }
}

fn moment(text: &str) -> At {
    At::from(text.parse::<Timestamp>().unwrap())
}

on_both_engines! {
    async fn registrations_are_counted_by_symbol_and_by_office_among_the_eligible(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let of = |id: i64, symbol: &str, office: Option<&str>| RosterEntry {
            symbol: symbol.to_owned(), office: office.map(str::to_owned), ..person(id)
        };
        enrol(&store, [
            of(1, "11", Some("本社")),
            of(2, "11", Some("工場")),
            RosterEntry { relation: "dependant".to_owned(), ..of(3, "11", Some("本社")) },
            of(4, "2", None),
            RosterEntry { lost_on: Some(Day(date(2026, 1, 1))), ..of(5, "11", Some("本社")) },
        ]).await;
        add_insurer(&store, 8, "ume").await;
        enrol(&store, [RosterEntry { insurer_id: 8, ..person(1) }]).await;
        for id in [1, 3, 5] {
            register(&store, INSURER, id, 0).await;
        }
        register(&store, INSURER, 4, 0).await;
        store.write(|work| async move { work.close_account(INSURER, 4, at(1)).await }).await.unwrap();
        let by_symbol = store.read(|work| async move { work.registrations_by_symbol(INSURER, TODAY).await }).await.unwrap();
        assert_eq!(by_symbol, [numbers("2", 1, 0, 1, 0), numbers("11", 3, 2, 2, 1)]);
        let by_office = store.read(|work| async move { work.registrations_by_office(INSURER, TODAY).await }).await.unwrap();
        assert_eq!(by_office, [numbers("", 1, 0, 1, 0), numbers("工場", 1, 0, 1, 0), numbers("本社", 2, 2, 1, 1)]);
    }

    async fn accounts_are_counted_by_the_day_in_tokyo_on_which_they_were_made_and_closed(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let seconds = |text: &str| (text.parse::<Timestamp>().unwrap() - SignedDuration::from_secs(1_795_000_000)).as_second();
        enrol(&store, (1..=4).map(person)).await;
        for (id, made) in [(1, "2026-11-21T14:59:59Z"), (2, "2026-11-21T15:00:00Z"), (3, "2026-11-22T14:59:59Z"), (4, "2026-11-25T00:00:00Z")] {
            register(&store, INSURER, id, seconds(made)).await;
        }
        let closed = moment("2026-11-22T15:00:00Z");
        store.write(|work| async move { work.close_account(INSURER, 1, closed).await }).await.unwrap();
        let since = moment("2026-11-01T00:00:00Z");
        let days = store.read(|work| async move { work.registrations_by_day(INSURER, since).await }).await.unwrap();
        let found: Vec<_> = days.iter().map(|day| (day.day.day(), day.made, day.closed)).collect();
        assert_eq!(found, [(21, 1, 0), (22, 2, 0), (23, 0, 1), (25, 1, 0)]);
        let before = |text: &'static str| {
            let store = store.clone();
            async move { store.read(|work| async move { work.accounts_before(INSURER, moment(text)).await }).await.unwrap() }
        };
        assert_eq!((before("2026-11-21T14:59:59Z").await, before("2026-11-22T15:00:00Z").await), (0, 3));
        assert_eq!((before("2026-11-22T15:00:01Z").await, before("2026-12-01T00:00:00Z").await), (2, 3));
    }

    async fn mails_are_counted_by_day_and_domain_of_one_insurer_or_of_all(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let queue = |id: i64, insurer_id: Option<i64>, domain: &str, written: &str| {
            let mail = QueuedMail {
                id, insurer_id, account_id: None, mailing_id: None, kind: "test".to_owned(),
                recipient_domain: domain.to_owned(), recipient_key: Vec::new(), sealed: Vec::new(),
                expires_at: None, due_at: moment(written), created_at: moment(written),
            };
            let store: Database = store.clone();
            async move {
                let mail = &mail;
                store.write(|work| async move { work.queue_mail(mail).await }).await.unwrap();
            }
        };
        queue(1, Some(INSURER), "docomo.ne.jp", "2026-11-21T14:59:59Z").await;
        queue(2, Some(INSURER), "docomo.ne.jp", "2026-11-21T15:00:00Z").await;
        queue(3, Some(INSURER), "example.jp", "2026-11-21T15:00:00Z").await;
        queue(4, None, "example.jp", "2026-11-21T15:00:00Z").await;
        let finish = |work: Work| async move {
            work.finish_mail(2, MailEnd::Delivered, moment("2026-11-21T15:00:09Z"), None).await?;
            work.finish_mail(3, MailEnd::Failed, moment("2026-11-21T15:00:09Z"), None).await
        };
        store.write(finish).await.unwrap();
        let days = |insurer_id: Option<i64>, from: Date| {
            let store = store.clone();
            async move {
                let days = store.read(|work| async move { work.mails_by_day(insurer_id, from).await }).await.unwrap();
                let facts = |day: MailDay| (day.day.day(), day.domain, [day.queued, day.delivered, day.failed]);
                days.into_iter().map(facts).collect::<Vec<_>>()
            }
        };
        let docomo = "docomo.ne.jp".to_owned();
        let example = "example.jp".to_owned();
        let expected = [(22, docomo.clone(), [0, 1, 0]), (22, example.clone(), [0, 0, 1]), (21, docomo.clone(), [1, 0, 0])];
        assert_eq!(days(Some(INSURER), date(2026, 11, 21)).await, expected);
        assert_eq!(days(None, date(2026, 11, 22)).await, [(22, docomo, [0, 1, 0]), (22, example, [1, 0, 1])]);
    }
}
