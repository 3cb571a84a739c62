//! What the contract tests of the rooms share.

use jiff::{Timestamp, civil::date};
use madoguchi_testkit::TestDatabase;

use crate::{
    At, Database, Day,
    accounts::NewAccount,
    insurers::Insurer,
    roster::{OPEN_END, RosterEntry},
};

/// A database up to date.
pub(crate) async fn open(database: &TestDatabase) -> Database {
    let store = Database::open(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// So many seconds into the story.
pub(crate) fn at(second: i64) -> At {
    At::from(Timestamp::from_second(1_795_000_000 + second).unwrap())
}

/// The insurer of the stories, `sakura`.
pub(crate) const INSURER: i64 = 7;

/// A database up to date with the insurer [`INSURER`], roster version 1.
pub(crate) async fn open_with_insurer(database: &TestDatabase) -> Database {
    let store = open(database).await;
    add_insurer(&store, INSURER, "sakura").await;
    store
}

/// Adds an insurer whose roster is of version 1.
pub(crate) async fn add_insurer(store: &Database, id: i64, code: &str) {
    let insurer = &Insurer {
        id,
        code: code.to_owned(),
        name: format!("{code}健康保険組合"),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: at(0),
    };
    store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
}

/// An eligible, insured person of [`INSURER`] with the 記号 11.
pub(crate) fn person(person_id: i64) -> RosterEntry {
    RosterEntry {
        insurer_id: INSURER,
        person_id,
        from_version: 1,
        to_version: OPEN_END,
        symbol: "11".to_owned(),
        number: person_id.to_string(),
        branch: None,
        symbol_key: "11".to_owned(),
        number_key: person_id.to_string(),
        symbol_loose: "11".to_owned(),
        number_loose: person_id.to_string(),
        kana_name: "カナ".to_owned(),
        kana_unfolded: "カナ".to_owned(),
        kana_folded: "カナ".to_owned(),
        kana_lenient: "カナ".to_owned(),
        name: String::new(),
        birth_date: Day(date(1986, 8, 4)),
        relation: "insured".to_owned(),
        acquired_on: Some(Day(date(2020, 4, 1))),
        lost_on: None,
        email: None,
        personal_key: None,
        office: None,
        postal_code: None,
        address: None,
        burden: None,
        burden_from: None,
        recognised_on: None,
        eligible_from: None,
        lost_by_import: false,
    }
}

/// Puts people on the roster.
pub(crate) async fn enrol(store: &Database, people: impl IntoIterator<Item = RosterEntry>) {
    for entry in people {
        let entry = &entry;
        store.write(|work| async move { work.add_roster_entry(entry).await }).await.unwrap();
    }
}

/// Gives a person of an insurer an account of the same number, made at that second.
pub(crate) async fn register(store: &Database, insurer_id: i64, person_id: i64, second: i64) {
    let account = &NewAccount {
        insurer_id,
        id: person_id,
        person_id,
        user_id: format!("user{insurer_id}-{person_id}"),
        user_key: format!("user{insurer_id}-{person_id}"),
        password_hash: "hash".to_owned(),
        email: format!("{person_id}@example.jp"),
        at: at(second),
    };
    store.write(|work| async move { work.create_account(account).await }).await.unwrap();
}

/// The same person at any insurer.
pub(crate) fn entry(insurer_id: i64, person_id: i64) -> RosterEntry {
    RosterEntry { insurer_id, ..person(person_id) }
}

/// A day.
pub(crate) fn day(text: &str) -> Day {
    Day(text.parse().unwrap())
}

/// The same with this 記号 and 番号, and a name.
pub(crate) fn of_card(person_id: i64, symbol: &str, number: &str) -> RosterEntry {
    RosterEntry {
        symbol: symbol.to_owned(),
        number: number.to_owned(),
        symbol_key: symbol.to_owned(),
        number_key: number.to_owned(),
        symbol_loose: symbol.to_owned(),
        number_loose: number.to_owned(),
        name: "福田　結衣".to_owned(),
        ..person(person_id)
    }
}
