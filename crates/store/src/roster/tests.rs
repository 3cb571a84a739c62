use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    testing::{INSURER, add_insurer, day, enrol, entry, of_card, open_with_insurer},
};

const OTHER: i64 = 8;

/// Version 2 is in force. Person 1 had the number 100 in version 1 and has 200 since; 2 is of version 1 and 2; 3 left the roster with
/// version 1; 4 comes with version 3, which nobody sees yet. The other insurer has a person 2 with the same card.
async fn with_people(database: &TestDatabase) -> Database {
    let store = open_with_insurer(database).await;
    add_insurer(&store, OTHER, "ume").await;
    assert!(store.write(|work| async move { work.switch_roster(INSURER, 2).await }).await.unwrap());
    let people = [
        RosterEntry { to_version: 2, ..of_card(1, "11", "100") },
        RosterEntry { from_version: 2, eligible_from: Some(day("2019-04-01")), ..of_card(1, "11", "200") },
        of_card(2, "11", "300"),
        RosterEntry { to_version: 2, ..of_card(3, "11", "100") },
        RosterEntry { from_version: 3, ..of_card(4, "11", "300") },
        RosterEntry { insurer_id: OTHER, ..of_card(2, "11", "300") },
    ];
    enrol(&store, people).await;
    store
}

fn ids(people: &[RosterEntry]) -> Vec<i64> {
    people.iter().map(|person| person.person_id).collect()
}

on_both_engines! {
    async fn a_number_finds_who_has_it_in_the_version_in_force_at_this_insurer(database: TestDatabase) {
        let store = with_people(&database).await;
        let of = async |symbol: &'static str, number: &'static str| {
            ids(&store.read(|work| async move { work.people_by_number(INSURER, symbol, number).await }).await.unwrap())
        };
        assert_eq!((of("11", "300").await, of("11", "200").await), (vec![2], vec![1]));
        assert_eq!((of("11", "100").await, of("12", "300").await), (vec![], vec![]), "earlier versions, and other symbols, are not found");
        enrol(&store, [of_card(9, "11", "300"), of_card(7, "11", "300")]).await;
        assert_eq!(of("11", "300").await, [2, 7, 9], "a household in the order of our identifiers");
    }

    async fn a_page_of_the_roster_goes_on_after_a_person(database: TestDatabase) {
        let store = with_people(&database).await;
        enrol(&store, [entry(INSURER, 7)]).await;
        let after = async |insurer_id: i64, person_id: i64| {
            ids(&store.read(|work| async move { work.people_after(insurer_id, person_id, 2).await }).await.unwrap())
        };
        assert_eq!((after(INSURER, 0).await, after(INSURER, 2).await, after(INSURER, 7).await), (vec![1, 2], vec![7], vec![]));
        assert_eq!(after(OTHER, 0).await, [2]);
    }

    async fn who_ever_had_a_card_is_told_with_whether_they_have_it_still(database: TestDatabase) {
        let store = with_people(&database).await;
        let page = async |after: (i64, i64), rows: i64| {
            let page = store.read(|work| async move { work.card_holders(INSURER, after, rows).await }).await.unwrap();
            page.into_iter().map(|holder| (holder.person_id, holder.from_version, holder.number_loose, holder.is_current)).collect::<Vec<_>>()
        };
        let all = [(1, 1, "100", false), (1, 2, "200", true), (2, 1, "300", true), (3, 1, "100", false)];
        let all = all.map(|(person, version, number, is_current)| (person, version, number.to_owned(), is_current));
        assert_eq!(page((i64::MIN, 0), 9).await, all, "version 3 is not in force, and another insurer's cards are its own");
        assert_eq!(page((i64::MIN, 0), 1).await, all[..1]);
        assert_eq!(page((1, 1), 2).await, all[1..3], "a page may end within a person");
        let since = store.read(|work| async move { work.card_holders(INSURER, (1, 1), 1).await }).await.unwrap();
        assert_eq!(since[0].acquired_on, Some(day("2019-04-01")), "who moved is eligible from the first day on");
    }
}
