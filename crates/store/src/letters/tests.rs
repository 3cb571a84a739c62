use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database, Day,
    insurers::Insurer,
    roster::OPEN_END,
    testing::{at, open},
};

const SAKURA: i64 = 7;

/// A store with an insurer and these people on its roster.
async fn with_people(database: &madoguchi_testkit::TestDatabase, people: &[i64]) -> Database {
    let store = open(database).await;
    let insurer = &Insurer {
        id: SAKURA,
        code: "sakura".to_owned(),
        name: "さくら健康保険組合".to_owned(),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: at(0),
    };
    store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
    for person in people {
        let entry = &entry(*person);
        store.write(|work| async move { work.add_roster_entry(entry).await }).await.unwrap();
    }
    store
}

fn entry(person_id: i64) -> RosterEntry {
    let text = String::new;
    RosterEntry {
        insurer_id: SAKURA,
        person_id,
        from_version: 1,
        to_version: OPEN_END,
        symbol: text(),
        number: person_id.to_string(),
        branch: None,
        symbol_key: text(),
        number_key: person_id.to_string(),
        symbol_loose: text(),
        number_loose: person_id.to_string(),
        kana_name: "フクダ ユイ".to_owned(),
        kana_unfolded: text(),
        kana_folded: text(),
        kana_lenient: text(),
        name: "福田　結衣".to_owned(),
        birth_date: Day("1986-08-04".parse().unwrap()),
        relation: "insured".to_owned(),
        acquired_on: None,
        lost_on: None,
        email: None,
        personal_key: None,
        office: None,
        postal_code: Some("100-0001".to_owned()),
        address: Some("東京都千代田区千代田1-1".to_owned()),
        burden: None,
        burden_from: None,
        recognised_on: None,
        eligible_from: None,
        lost_by_import: false,
    }
}

/// A batch with one code for each of these people, begun at this second and valid for a hundred.
async fn begin(store: &Database, id: i64, people: &[i64], second: i64) {
    let batch = &NewLetterBatch {
        insurer_id: SAKURA,
        id,
        issued_by: "story".to_owned(),
        reason: String::new(),
        begun_at: at(second),
        expires_at: at(second + 100),
    };
    let begin = |work: Work| async move {
        work.begin_letter_batch(batch).await?;
        for person_id in people {
            let code = NewLetterCode { person_id: *person_id, code_hash: vec![u8::try_from(id).unwrap(); 32] };
            work.add_letter_code(SAKURA, id, &code).await?;
        }
        Ok(())
    };
    store.write(begin).await.unwrap();
}

async fn issue(store: &Database, id: i64, letters: i64, second: i64) -> bool {
    store.write(|work| async move { work.issue_letter_batch(SAKURA, id, letters, at(second)).await }).await.unwrap()
}

async fn codes(store: &Database, person_id: i64) -> Vec<LetterCodeRow> {
    store.read(|work| async move { work.letter_codes_of_person(SAKURA, person_id).await }).await.unwrap()
}

async fn has_code(store: &Database, second: i64) -> Vec<bool> {
    let found = store.read(|work| async move { work.letter_candidates_after(SAKURA, 0, 10, at(second)).await }).await.unwrap();
    found.iter().map(|candidate| candidate.has_code).collect()
}

on_both_engines! {
    async fn the_codes_of_a_batch_count_from_the_moment_it_is_issued(database: TestDatabase) {
        let store = with_people(&database, &[1, 2]).await;
        begin(&store, 10, &[1], 0).await;
        assert!(codes(&store, 1).await.is_empty());
        assert!(issue(&store, 10, 1, 5).await && !issue(&store, 10, 1, 6).await);
        let found = codes(&store, 1).await;
        assert_eq!(found, [LetterCodeRow { batch_id: 10, person_id: 1, code_hash: vec![10; 32], issued_at: at(5), expires_at: at(100), used_at: None }]);
        assert_eq!((has_code(&store, 99).await, has_code(&store, 100).await), (vec![true, false], vec![false, false]));
    }

    async fn of_a_persons_codes_the_newest_comes_first(database: TestDatabase) {
        let store = with_people(&database, &[1]).await;
        begin(&store, 10, &[1], 0).await;
        begin(&store, 11, &[1], 1).await;
        assert!(issue(&store, 11, 1, 2).await && issue(&store, 10, 1, 3).await);
        let ids: Vec<i64> = codes(&store, 1).await.iter().map(|code| code.batch_id).collect();
        assert_eq!(ids, [10, 11], "the one that was issued last");
    }

    async fn a_code_is_used_once_and_ends_the_older_ones_with_it(database: TestDatabase) {
        let store = with_people(&database, &[1]).await;
        for id in [10, 11] {
            begin(&store, id, &[1], id).await;
            issue(&store, id, 1, id).await;
        }
        let take = async || store.write(|work| async move { work.use_letter_code(SAKURA, 11, 1, at(20)).await }).await.unwrap();
        assert!(take().await && !take().await);
        assert_eq!(codes(&store, 1).await[0].used_at, Some(at(20)));
        assert_eq!(has_code(&store, 21).await, [false], "an older code counts no more");
    }

    async fn a_batch_that_is_dropped_leaves_nothing_and_one_that_is_issued_stays(database: TestDatabase) {
        let store = with_people(&database, &[1]).await;
        begin(&store, 10, &[1], 0).await;
        begin(&store, 11, &[1], 0).await;
        issue(&store, 11, 1, 1).await;
        for id in [10, 11] {
            store.write(|work| async move { work.drop_letter_batch(SAKURA, id).await }).await.unwrap();
        }
        assert!(!issue(&store, 10, 1, 2).await);
        assert_eq!(codes(&store, 1).await.len(), 1);
        begin(&store, 12, &[1], 3).await;
        let remove = async |by| store.write(|work| async move { work.remove_unissued_letters(at(by)).await }).await.unwrap();
        assert_eq!((remove(2).await, remove(3).await, remove(3).await), (0, 2, 0));
        assert_eq!(codes(&store, 1).await.len(), 1);
    }

    async fn candidates_are_paged_and_tell_who_is_registered(database: TestDatabase) {
        let store = with_people(&database, &[1, 2, 3]).await;
        let account = &crate::accounts::NewAccount {
            insurer_id: SAKURA,
            id: 100,
            person_id: 2,
            user_id: "hanako".to_owned(),
            user_key: "hanako".to_owned(),
            password_hash: "hash".to_owned(),
            email: "h@example.jp".to_owned(),
            at: at(0),
        };
        store.write(|work| async move { work.create_account(account).await }).await.unwrap();
        let page = async |after, rows| store.read(|work| async move { work.letter_candidates_after(SAKURA, after, rows, at(1)).await }).await.unwrap();
        let first = page(0, 2).await;
        let told: Vec<_> = first.iter().map(|found| (found.person.person_id, found.is_registered)).collect();
        assert_eq!(told, [(1, false), (2, true)]);
        assert_eq!(page(2, 2).await[0].person, entry(3));
        begin(&store, 10, &[3], 0).await;
        issue(&store, 10, 1, 1).await;
        let due = async |after, again| {
            let found = store.read(|work| async move { work.letters_due_after(SAKURA, after, 10, at(1), again).await }).await.unwrap();
            found.iter().map(|found| found.person.person_id).collect::<Vec<_>>()
        };
        assert_eq!((due(0, false).await, due(0, true).await, due(1, true).await), (vec![1], vec![1, 3], vec![3]));
        store.write(|work| async move { work.close_account(SAKURA, 100, at(2)).await }).await.unwrap();
        assert!(!page(1, 1).await[0].is_registered);
    }

    async fn batches_are_listed_with_what_became_of_their_letters(database: TestDatabase) {
        let store = with_people(&database, &[1, 2]).await;
        for id in [10, 11, 12] {
            begin(&store, id, &[1, 2], id).await;
        }
        assert!(issue(&store, 10, 2, 20).await && issue(&store, 11, 2, 21).await);
        store.write(|work| async move { work.use_letter_code(SAKURA, 10, 2, at(30)).await }).await.unwrap();
        let listed = async |before, rows| store.read(|work| async move { work.letter_batches_before(SAKURA, before, rows).await }).await.unwrap();
        let all = listed(i64::MAX, 10).await;
        assert_eq!(all.iter().map(|batch| (batch.id, batch.letters, batch.used)).collect::<Vec<_>>(), [(11, 2, 0), (10, 2, 1)]);
        assert_eq!(listed(11, 10).await.len(), 1);
        assert_eq!(listed(i64::MAX, 1).await.len(), 1);
    }
}
