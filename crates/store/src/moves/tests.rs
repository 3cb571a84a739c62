use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    imports::{ImportState, RosterImport},
    roster::RosterEntry,
    testing::{INSURER, add_insurer, at, day, enrol, entry, open_with_insurer, register},
};

const OTHER: i64 = 8;

/// The record of an import in a state.
fn import(insurer_id: i64, id: i64, state: ImportState) -> RosterImport {
    RosterImport {
        insurer_id,
        id,
        file_name: "roster.csv".to_owned(),
        file_sha256: vec![7; 32],
        mode: "full".to_owned(),
        actor: "story".to_owned(),
        state: state.name().to_owned(),
        base_version: 1,
        version: 2,
        rows_read: 2,
        outcome: "{}".to_owned(),
        mapping: "[]".to_owned(),
        approval_reasons: String::new(),
        started_at: at(0),
        handed_in_by: None,
        handed_in_at: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        applied_at: None,
        resumes_as: None,
    }
}

/// The old people 1 and 3 who left, and the new people 2 and 4: 2 is eligible from the day on which 1 is not any more, 4 a month after 3.
/// Both insurers have the same, and the moves 1 → 2 and 3 → 4 were found by import 1.
async fn with_moves(database: &TestDatabase, state: ImportState) -> Database {
    let store = open_with_insurer(database).await;
    add_insurer(&store, OTHER, "ume").await;
    for insurer_id in [INSURER, OTHER] {
        let lost = |person_id, on| RosterEntry { lost_on: Some(day(on)), ..entry(insurer_id, person_id) };
        let acquired = |person_id, on| RosterEntry { acquired_on: Some(day(on)), ..entry(insurer_id, person_id) };
        enrol(&store, [lost(1, "2026-11-01"), acquired(2, "2026-11-01"), lost(3, "2026-11-01"), acquired(4, "2026-12-01")]).await;
        let record = &import(insurer_id, 1, state);
        let note = |work: Work| async move {
            work.add_roster_import(record).await?;
            work.note_possible_move(insurer_id, 1, 2, 1).await?;
            work.note_possible_move(insurer_id, 3, 4, 1).await
        };
        store.write(note).await.unwrap();
    }
    store
}

async fn accept(store: &Database, only: Option<(i64, i64)>) -> u64 {
    store.write(move |work| async move { work.accept_moves(INSURER, only, day("2026-11-22"), at(5), "story").await }).await.unwrap()
}

/// Which moves of an insurer are confirmed, by the old person; and the same as the store tells who moved.
async fn accepted(store: &Database, insurer_id: i64) -> Vec<i64> {
    let read = |work: Work| async move {
        let mut moved = work.moved_people(insurer_id).await?;
        moved.sort_unstable();
        for (old, new) in [(1, 2), (3, 4)] {
            assert_eq!(work.is_accepted_move(insurer_id, old, new).await?, moved.contains(&old));
            assert!(!work.is_accepted_move(insurer_id, new, old).await?, "a move has a direction");
        }
        Ok(moved)
    };
    store.read(read).await.unwrap()
}

async fn open_of(store: &Database, insurer_id: i64) -> (i64, Vec<(i64, i64)>) {
    let read = |work: Work| async move { Ok((work.count_open_moves(insurer_id).await?, work.open_moves(insurer_id, 9).await?)) };
    let (count, moves) = store.read(read).await.unwrap();
    (count, moves.into_iter().map(|found| (found.old_person_id, found.new_person_id)).collect())
}

on_both_engines! {
    async fn moves_of_an_import_that_took_effect_wait_until_they_are_confirmed(database: TestDatabase) {
        let store = with_moves(&database, ImportState::Applied).await;
        assert_eq!(open_of(&store, INSURER).await, (2, vec![(1, 2), (3, 4)]));
        assert_eq!(accept(&store, Some((3, 4))).await, 1);
        assert_eq!(open_of(&store, INSURER).await, (1, vec![(1, 2)]));
        assert_eq!(open_of(&store, OTHER).await, (2, vec![(1, 2), (3, 4)]), "nobody confirmed those of another insurer");
    }

    async fn moves_of_an_import_that_still_writes_do_not_count(database: TestDatabase) {
        let store = with_moves(&database, ImportState::Writing).await;
        assert_eq!(open_of(&store, INSURER).await.0, 0);
    }

    async fn only_a_move_without_a_gap_is_confirmed_unasked_and_any_by_its_pair(database: TestDatabase) {
        let store = with_moves(&database, ImportState::Applied).await;
        assert_eq!(accept(&store, None).await, 1, "3 → 4 would be without eligibility for a month");
        assert_eq!(accepted(&store, INSURER).await, [1]);
        assert_eq!(accept(&store, Some((1, 4))).await, 0, "no such move was found");
        assert_eq!(accept(&store, Some((3, 4))).await, 1);
        assert_eq!(accept(&store, Some((3, 4))).await, 0, "once");
        assert_eq!((accepted(&store, INSURER).await, accepted(&store, OTHER).await), (vec![1, 3], vec![]));
    }

    async fn who_may_be_two_people_is_confirmed_for_neither(database: TestDatabase) {
        let store = with_moves(&database, ImportState::Applied).await;
        store.write(|work| async move { work.note_possible_move(INSURER, 1, 4, 1).await }).await.unwrap();
        assert_eq!(accept(&store, None).await, 0);
        assert_eq!(accept(&store, Some((1, 2))).await, 0);
        assert_eq!(accepted(&store, INSURER).await, [0; 0]);
    }

    async fn nobody_is_moved_onto_somebody_who_has_an_account(database: TestDatabase) {
        let store = with_moves(&database, ImportState::Applied).await;
        register(&store, INSURER, 2, 1).await;
        assert_eq!((accept(&store, None).await, accept(&store, Some((1, 2))).await), (0, 0));
        store.write(|work| async move { work.close_account(INSURER, 2, at(6)).await }).await.unwrap();
        assert_eq!(accept(&store, None).await, 1, "a closed account is in nobody's way");
    }

    async fn a_confirmed_move_takes_the_account_and_the_first_day_along_and_touches_no_other_insurer(database: TestDatabase) {
        let store = with_moves(&database, ImportState::Applied).await;
        for insurer_id in [INSURER, OTHER] {
            register(&store, insurer_id, 1, 1).await;
        }
        accept(&store, None).await;
        let carry = || store.write(|work| async move { work.carry_accounts_over(INSURER).await });
        assert_eq!((carry().await.unwrap(), carry().await.unwrap()), (1, 0));
        let read = |work: Work| async move {
            let now = work.account(INSURER, 1).await?.unwrap().person_id;
            let others = work.account(OTHER, 1).await?.unwrap().person_id;
            let since = work.person(INSURER, 2).await?.unwrap().eligible_from;
            Ok((now, others, since, work.person(OTHER, 2).await?.unwrap().eligible_from))
        };
        assert_eq!(store.read(read).await.unwrap(), (2, 1, Some(day("2020-04-01")), None));
    }
}
