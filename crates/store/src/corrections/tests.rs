use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    insurers::Insurer,
    testing::{add_insurer, at, enrol, entry, open, person},
};

const INSURER: i64 = 7;

fn correction(person_id: i64, field: CorrectedField, roster: Option<&str>, corrected: &str) -> Correction {
    Correction {
        insurer_id: INSURER,
        person_id,
        field: field.name().to_owned(),
        roster_value: roster.map(str::to_owned),
        roster_kana_unfolded: None,
        roster_kana_folded: None,
        roster_kana_lenient: None,
        corrected_value: Some(corrected.to_owned()),
        reason: "電話で確認".to_owned(),
        corrected_by: "staff:1".to_owned(),
        corrected_at: at(0),
    }
}

async fn with_an_insurer(database: &TestDatabase) -> Database {
    let store = open(database).await;
    let insurer = &Insurer {
        id: INSURER,
        code: "sakura".to_owned(),
        name: "さくら健康保険組合".to_owned(),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: at(0),
    };
    store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
    store
}

async fn set(store: &Database, correction: &Correction) {
    store.write(|work| async move { work.set_correction(correction).await }).await.unwrap();
}

on_both_engines! {
    async fn a_field_has_one_correction_the_latest(database: TestDatabase) {
        let store = with_an_insurer(&database).await;
        set(&store, &correction(1, CorrectedField::Email, None, "old@example.jp")).await;
        let latest = correction(1, CorrectedField::Email, None, "new@example.jp");
        set(&store, &latest).await;
        set(&store, &correction(1, CorrectedField::Name, Some("高橋"), "髙橋")).await;
        let found = store.read(|work| async move { work.correction(INSURER, 1, CorrectedField::Email).await }).await.unwrap();
        assert!(found == Some(latest));
        let fields = store.read(|work| async move { work.corrections_of(INSURER, 1).await }).await.unwrap();
        assert_eq!(fields.iter().map(|found| found.field.as_str()).collect::<Vec<_>>(), ["email", "name"]);
        let removed = |field| store.write(move |work| async move { work.remove_correction(INSURER, 1, field).await });
        assert!(removed(CorrectedField::Email).await.unwrap());
        assert!(!removed(CorrectedField::Email).await.unwrap(), "once");
        assert!(store.read(|work| async move { work.correction(INSURER, 1, CorrectedField::Email).await }).await.unwrap().is_none());
    }

    async fn a_row_that_is_replaced_is_seen_with_the_switch_and_its_neighbours_stay(database: TestDatabase) {
        let store = with_an_insurer(&database).await;
        add_insurer(&store, 8, "ume").await;
        enrol(&store, [person(1), person(2), entry(8, 1)]).await;
        let renamed = &RosterEntry { name: "髙橋".to_owned(), ..person(1) };
        store.write(|work| async move { work.replace_roster_entry(renamed, 2).await }).await.unwrap();
        let names = async || {
            let read = |work: Work| async move {
                let mut names = Vec::new();
                for (insurer_id, person_id) in [(INSURER, 1), (INSURER, 2), (8, 1)] {
                    names.push(work.person(insurer_id, person_id).await?.unwrap().name);
                }
                Ok(names)
            };
            store.read(read).await.unwrap()
        };
        assert_eq!(names().await, ["", "", ""], "nobody sees a version that is not in force");
        assert!(store.write(|work| async move { work.switch_roster(INSURER, 2).await }).await.unwrap());
        assert_eq!(names().await, ["髙橋", "", ""]);
        let all = store.read(|work| async move { work.card_holders(INSURER, (i64::MIN, 0), 9).await }).await.unwrap();
        let versions: Vec<_> = all.iter().map(|row| (row.person_id, row.from_version, row.is_current)).collect();
        assert_eq!(versions, [(1, 1, false), (1, 2, true), (2, 1, true)], "what was before is kept");
    }

    async fn pages_go_through_all_of_an_insurer_and_through_no_others(database: TestDatabase) {
        let store = with_an_insurer(&database).await;
        for (person, field) in [(2, CorrectedField::Name), (1, CorrectedField::Name), (1, CorrectedField::Email)] {
            set(&store, &correction(person, field, Some("前"), "後")).await;
        }
        let page = |person, field: &'static str| store.read(move |work| async move { work.corrections_after(INSURER, (person, field), 2).await });
        let keys = |page: Vec<Correction>| page.into_iter().map(|found| (found.person_id, found.field)).collect::<Vec<_>>();
        assert_eq!(keys(page(i64::MIN, "").await.unwrap()), [(1, "email".to_owned()), (1, "name".to_owned())]);
        assert_eq!(keys(page(1, "name").await.unwrap()), [(2, "name".to_owned())]);
        assert_eq!(keys(page(2, "name").await.unwrap()), []);
        let others = store.read(|work| async move { work.corrections_after(INSURER + 1, (i64::MIN, ""), 2).await }).await.unwrap();
        assert!(others.is_empty());
    }
}
