use madoguchi_testkit::on_both_engines;

use super::{CountedDay, Registration};
use crate::{
    roster::RosterEntry,
    testing::{add_insurer, at, day, enrol, entry, open, register},
};

on_both_engines! {
    async fn who_is_eligible_is_counted_and_who_of_them_has_an_account(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        add_insurer(&store, 8, "kaede").await;
        let people = [
            entry(7, 1),
            entry(7, 2),
            RosterEntry { relation: "dependant".to_owned(), ..entry(7, 3) },
            RosterEntry { lost_on: Some(day("2026-11-22")), ..entry(7, 4) },
            RosterEntry { acquired_on: Some(day("2026-11-23")), ..entry(7, 5) },
            RosterEntry { to_version: 1, ..entry(7, 6) },
            entry(8, 7),
        ];
        enrol(&store, people).await;
        for person_id in [1, 3, 4] {
            register(&store, 7, person_id, 0).await;
        }
        let count = store.read(|work| async move { work.count_registration(7, day("2026-11-22"), at(5)).await }).await.unwrap();
        let expected = CountedDay {
            insurer_id: 7,
            day: day("2026-11-22"),
            eligible: 3,
            registered: 2,
            insured_eligible: 2,
            insured_registered: 1,
            accounts: 3,
            counted_at: at(5),
        };
        assert_eq!(count, expected);
        assert_eq!(count.of(true), Registration { eligible: 2, registered: 1 });
    }

    async fn the_last_count_of_each_day_stays(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        let count = |on: &str, registered: i64| CountedDay {
            insurer_id: 7,
            day: day(on),
            eligible: 10,
            registered,
            insured_eligible: 8,
            insured_registered: 2,
            accounts: 3,
            counted_at: at(registered),
        };
        for count in &[count("2026-11-20", 1), count("2026-11-22", 2), count("2026-11-22", 3)] {
            store.write(|work| async move { work.put_registration_day(count).await }).await.unwrap();
        }
        let read = |work: crate::Work| async move {
            Ok((work.registration_days(7, day("2026-11-21")).await?, work.last_registration_day(7).await?, work.last_registration_day(8).await?))
        };
        let (days, last, none) = store.read(read).await.unwrap();
        assert_eq!((days, last, none), (vec![count("2026-11-22", 3)], Some(count("2026-11-22", 3)), None));
    }
}
