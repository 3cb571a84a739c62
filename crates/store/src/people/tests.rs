use jiff::Timestamp;
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    At, Database,
    accounts::NewAccount,
    testing::{add_insurer, enrol, of_card, open},
};

/// Four people of insurer 7: two of one name, one whose name is written with a rare letter, one with an address.
async fn people(store: &Database) {
    add_insurer(store, 7, "sakura").await;
    let mut entries = vec![of_card(1, "12", "1"), of_card(2, "12", "2"), of_card(3, "3", "1"), of_card(4, "4", "9")];
    let names = [("フクタユイ", "福田　結衣"), ("フクタユイ", "福田 由衣"), ("タカハシケン", "髙橋　健"), ("ミツキコウタ", "三月　浩太")];
    for (entry, (kana, name)) in entries.iter_mut().zip(names) {
        (entry.kana_folded, entry.kana_lenient, entry.name) = (kana.to_owned(), kana.replace('ツ', "ス"), name.to_owned());
    }
    entries[3].email = Some("Kota@example.jp".to_owned());
    enrol(store, entries).await;
    let account = &NewAccount {
        insurer_id: 7,
        id: 70,
        person_id: 1,
        user_id: "Yui".to_owned(),
        user_key: "yui".to_owned(),
        password_hash: String::new(),
        email: "yui@example.jp".to_owned(),
        at: At::from(Timestamp::UNIX_EPOCH),
    };
    let register = |work: Work| async move {
        work.reserve_user_id("yui", 7, 5, account.at, account.at).await?;
        work.create_account(account).await?;
        work.give_user_id("yui", 5, 70).await
    };
    assert!(store.write(register).await.unwrap());
}

fn ids(found: &[ListedPerson]) -> Vec<i64> {
    found.iter().map(|person| person.person_id).collect()
}

on_both_engines! {
    async fn people_are_listed_by_kana_page_after_page(database: TestDatabase) {
        let store = open(&database).await;
        people(&store).await;
        let page = async |from: Place, until: &str, most: i64| {
            let from = &from;
            store.read(|work| async move { work.people_by_kana(7, from, until, most).await }).await.unwrap()
        };
        assert_eq!(ids(&page(Place::before(""), AFTER_ALL, 9).await), [3, 1, 2, 4]);
        let first = page(Place::before("フクタ"), &end_of("フクタ"), 1).await;
        assert_eq!((ids(&first), first[0].is_registered), (vec![1], true));
        assert_eq!(ids(&page(Place::after(&first[0]), &end_of("フクタ"), 9).await), [2]);
        assert_eq!(ids(&page(Place::before("フクタユカ"), &end_of("フクタユカ"), 9).await), [0_i64; 0]);
        let other = store.read(|work| async move { work.people_by_kana(8, &Place::before(""), AFTER_ALL, 9).await }).await.unwrap();
        assert_eq!(other, []);
    }

    async fn people_are_found_by_sound_by_name_and_by_card(database: TestDatabase) {
        let store = open(&database).await;
        people(&store).await;
        let sound = store.read(|work| async move { work.people_by_sound(7, &Place::before("ミス"), &end_of("ミス"), 9).await }).await.unwrap();
        assert_eq!(ids(&sound), [4]);
        let name = async |text: &'static str| {
            ids(&store.read(|work| async move { work.people_by_name(7, &Place::before(text), &end_of(text), 9).await }).await.unwrap())
        };
        assert_eq!((name("福田").await, name("福田由").await, name("高橋健").await), (vec![2, 1], vec![2], vec![3]));
        let card = async |symbol: Option<&'static str>, number: &'static str| {
            let from = Place::before(symbol.unwrap_or_default());
            let from = &from;
            ids(&store.read(|work| async move { work.people_by_card(7, number, symbol, from, 9).await }).await.unwrap())
        };
        assert_eq!((card(None, "1").await, card(Some("12"), "1").await, card(Some("1"), "1").await), (vec![1, 3], vec![1], vec![]));
    }

    async fn people_are_found_by_address_and_by_user_id(database: TestDatabase) {
        let store = open(&database).await;
        people(&store).await;
        let by_email = async |key: &'static str| ids(&store.read(|work| async move { work.people_by_email(7, key, 9).await }).await.unwrap());
        assert_eq!((by_email("kota@example.jp").await, by_email("yui@example.jp").await), (vec![4], vec![1]));
        let by_id = async |insurer: i64| store.read(|work| async move { work.person_by_user_id(insurer, "yui").await }).await.unwrap();
        assert_eq!(by_id(7).await.map(|person| person.person_id), Some(1));
        assert_eq!(by_id(8).await, None, "another insurer's member is not found");
    }
}
