use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    insurers::Insurer,
    testing::{at, open},
};

const INSURER: i64 = 7;

fn import(id: i64, state: ImportState) -> RosterImport {
    RosterImport {
        insurer_id: INSURER,
        id,
        file_name: "roster.csv".to_owned(),
        file_sha256: vec![7; 32],
        mode: "full".to_owned(),
        actor: "staff:1".to_owned(),
        state: state.name().to_owned(),
        base_version: 1,
        version: 2,
        rows_read: 10,
        outcome: "{}".to_owned(),
        mapping: "[]".to_owned(),
        approval_reasons: "leavers".to_owned(),
        started_at: at(id),
        handed_in_by: None,
        handed_in_at: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        applied_at: None,
        resumes_as: None,
    }
}

async fn with_imports(database: &TestDatabase, imports: &[(i64, ImportState)]) -> Database {
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
    for (id, state) in imports {
        let record = &import(*id, *state);
        store.write(|work| async move { work.add_roster_import(record).await }).await.unwrap();
    }
    store
}

async fn state(store: &Database, id: i64) -> String {
    store.read(|work| async move { work.roster_import(INSURER, id).await }).await.unwrap().unwrap().state
}

on_both_engines! {
    async fn the_history_is_paged_from_the_latest_on(database: TestDatabase) {
        let store = with_imports(&database, &[1, 2, 3].map(|id| (id, ImportState::Applied))).await;
        let page = |before, rows| store.read(move |work| async move { work.roster_imports(INSURER, before, rows).await });
        let ids = |page: Vec<RosterImport>| page.into_iter().map(|import| import.id).collect::<Vec<_>>();
        assert_eq!(ids(page(i64::MAX, 2).await.unwrap()), [3, 2]);
        assert_eq!(ids(page(2, 2).await.unwrap()), [1]);
        let found = store.read(|work| async move { work.roster_import(INSURER, 2).await }).await.unwrap();
        assert_eq!(found, Some(import(2, ImportState::Applied)));
    }

    async fn a_state_changes_only_from_the_state_that_is_expected(database: TestDatabase) {
        let store = with_imports(&database, &[(1, ImportState::Previewing)]).await;
        let change = |from, to| store.write(move |work| async move { work.change_import_state(INSURER, 1, from, to).await });
        assert!(!change(ImportState::Previewed, ImportState::Applied).await.unwrap());
        assert!(change(ImportState::Previewing, ImportState::Previewed).await.unwrap());
        let hand_in = || store.write(|work| async move { work.hand_in_import(INSURER, 1, "staff:1", at(5)).await });
        assert!(hand_in().await.unwrap() && !hand_in().await.unwrap());
        let waiting = store.read(|work| async move { work.roster_imports_in(INSURER, ImportState::AwaitingApproval).await }).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].handed_in_by.as_deref(), waiting[0].handed_in_at), (1, Some("staff:1"), Some(at(5))));
        let decision = Decision { by: "staff:2", at: at(6), note: "いいえ" };
        let decline = |from| store.write(move |work| async move { work.decide_on_import(INSURER, 1, (from, ImportState::Declined), decision).await });
        assert!(!decline(ImportState::Previewed).await.unwrap() && decline(ImportState::AwaitingApproval).await.unwrap());
        let declined = store.read(|work| async move { work.roster_import(INSURER, 1).await }).await.unwrap().unwrap();
        assert_eq!((declined.decided_by.as_deref(), declined.decision_note.as_deref()), (Some("staff:2"), Some("いいえ")));
    }

    async fn a_kept_import_that_was_killed_waits_again_and_another_one_is_abandoned(database: TestDatabase) {
        let store = with_imports(&database, &[(1, ImportState::AwaitingApproval), (2, ImportState::Writing), (3, ImportState::Applied)]).await;
        let begin = |from| store.write(move |work| async move { work.begin_kept_import(INSURER, 1, from, 9).await });
        assert!(!begin(ImportState::Previewed).await.unwrap() && begin(ImportState::AwaitingApproval).await.unwrap());
        assert!(store.read(|work| async move { work.has_broken_import(INSURER).await }).await.unwrap());
        store.write(|work| async move { work.abandon_broken_imports(INSURER).await }).await.unwrap();
        assert!(!store.read(|work| async move { work.has_broken_import(INSURER).await }).await.unwrap());
        assert_eq!([state(&store, 1).await, state(&store, 2).await, state(&store, 3).await], ["awaiting_approval", "abandoned", "applied"]);
        assert!(begin(ImportState::AwaitingApproval).await.unwrap());
        let finish = |work: Work| async move {
            work.finish_roster_import(INSURER, 1, at(7)).await?;
            work.note_decision(INSURER, 1, Decision { by: "staff:2", at: at(7), note: "" }).await
        };
        store.write(finish).await.unwrap();
        let done = store.read(|work| async move { work.last_roster_import(INSURER, "full").await }).await.unwrap().unwrap();
        assert_eq!((done.id, done.version, done.applied_at, done.resumes_as), (1, 9, Some(at(7)), None));
    }

    async fn old_imports_on_which_nobody_decided_expire_and_decided_ones_stay(database: TestDatabase) {
        let states = [(1, ImportState::Previewed), (2, ImportState::Applied), (3, ImportState::AwaitingApproval), (9, ImportState::Previewed)];
        let store = with_imports(&database, &states).await;
        let old = || store.read(|work| async move { work.imports_with_old_plans(at(5)).await });
        assert_eq!(old().await.unwrap(), [(INSURER, 1), (INSURER, 3)]);
        for id in [1, 2, 3] {
            store.write(|work| async move { work.expire_import(INSURER, id).await }).await.unwrap();
        }
        assert_eq!(old().await.unwrap(), []);
        assert_eq!([state(&store, 1).await, state(&store, 2).await, state(&store, 9).await], ["expired", "applied", "previewed"]);
    }

    async fn the_last_time_is_the_import_of_the_same_mode_before_this_one(database: TestDatabase) {
        let states = [(1, ImportState::Applied), (2, ImportState::Refused), (3, ImportState::Declined), (4, ImportState::Previewed)];
        let store = with_imports(&database, &states).await;
        let before = async |mode: &str, id: i64, version: i64| {
            let asked = &RosterImport { mode: mode.to_owned(), version, ..import(id, ImportState::Previewed) };
            let found = store.read(|work| async move { work.roster_import_before(asked).await }).await.unwrap();
            found.map(|import| import.id)
        };
        assert_eq!((before("full", 4, 3).await, before("full", 3, 2).await), (Some(1), Some(1)));
        assert_eq!((before("full", 4, 1).await, before("merge", 4, 3).await), (None, None));
    }
}
