use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database,
    insurers::Insurer,
    roster::RosterEntry,
    testing::{add_insurer, at, enrol, entry, open},
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

/// Whom the roster in force shows, with their names.
async fn shown(store: &Database, insurer_id: i64) -> Vec<(i64, String)> {
    let people = store.read(|work| async move { work.people_after(insurer_id, i64::MIN, 99).await }).await.unwrap();
    people.into_iter().map(|person| (person.person_id, person.name)).collect()
}

on_both_engines! {
    async fn a_roster_is_switched_to_the_next_version_and_to_no_other(database: TestDatabase) {
        let store = with_imports(&database, &[]).await;
        add_insurer(&store, 8, "ume").await;
        let switch = |next| store.write(move |work| async move { work.switch_roster(INSURER, next).await });
        assert!(!switch(1).await.unwrap() && !switch(3).await.unwrap());
        assert!(switch(2).await.unwrap() && !switch(2).await.unwrap(), "once");
        let versions = store.read(|work| async move { work.insurers().await }).await.unwrap();
        assert_eq!(versions.iter().map(|insurer| insurer.roster_version).collect::<Vec<_>>(), [2, 1]);
    }

    async fn a_lease_is_kept_by_its_holder_though_its_time_is_over_and_by_nobody_else(database: TestDatabase) {
        let store = with_imports(&database, &[]).await;
        let take = |holder, now| store.write(move |work| async move { work.take_lease("roster", holder, at(now), at(now + 60)).await });
        let keep = |holder| store.write(move |work| async move { work.keep_lease("roster", holder, at(500)).await });
        assert!(!keep(1).await.unwrap(), "nobody has it");
        assert!(take(1, 0).await.unwrap() && !keep(2).await.unwrap() && keep(1).await.unwrap());
        assert!(!take(2, 499).await.unwrap() && take(2, 500).await.unwrap());
        assert!(!keep(1).await.unwrap(), "it was taken over");
    }

    async fn what_a_header_means_is_saved_by_insurer_and_kind_of_file(database: TestDatabase) {
        let store = with_imports(&database, &[]).await;
        add_insurer(&store, 8, "ume").await;
        for (insurer_id, kind, header, field) in
            [(INSURER, "roster", "社員番号", "number"), (INSURER, "roster", "お名前", "name"), (INSURER, "roster", "社員番号", "personal_key"), (INSURER, "costs", "社員番号", "number"), (8, "roster", "お名前", "kana_name")]
        {
            store.write(|work| async move { work.set_header_mapping(insurer_id, kind, header, field).await }).await.unwrap();
        }
        let mappings = |insurer_id, kind| store.read(move |work| async move { work.header_mappings(insurer_id, kind).await });
        let pair = |(header, field): (&str, &str)| (header.to_owned(), field.to_owned());
        assert_eq!(mappings(INSURER, "roster").await.unwrap(), [("お名前", "name"), ("社員番号", "personal_key")].map(pair), "the last counts");
        assert_eq!(mappings(INSURER, "costs").await.unwrap(), [pair(("社員番号", "number"))]);
        assert_eq!(mappings(8, "roster").await.unwrap(), [pair(("お名前", "kana_name"))]);
        for (insurer_id, kind, era) in [(INSURER, "roster", "western"), (INSURER, "roster", "receipt"), (8, "roster", "nenkin")] {
            store.write(|work| async move { work.set_era_of_files(insurer_id, kind, era).await }).await.unwrap();
        }
        let era = async |insurer_id, kind| store.read(|work| async move { work.era_of_files(insurer_id, kind).await }).await.unwrap();
        let eras = (era(INSURER, "roster").await, era(8, "roster").await, era(INSURER, "costs").await);
        assert_eq!(eras, (Some("receipt".to_owned()), Some("nenkin".to_owned()), None), "the last counts here too");
    }

    async fn the_rows_of_a_broken_import_are_undone_page_by_page_and_no_other_insurers(database: TestDatabase) {
        let store = with_imports(&database, &[(1, ImportState::Writing)]).await;
        add_insurer(&store, 8, "ume").await;
        for insurer_id in [INSURER, 8] {
            // Version 2 was being written: 1 is replaced, 2 is closed, 3 stays, 4 is added.
            let of = |person_id, name: &str| RosterEntry { name: name.to_owned(), ..entry(insurer_id, person_id) };
            let rows = [
                RosterEntry { to_version: 2, ..of(1, "前") },
                RosterEntry { from_version: 2, ..of(1, "後") },
                RosterEntry { to_version: 2, ..of(2, "前") },
                of(3, "前"),
                RosterEntry { from_version: 2, ..of(4, "後") },
            ];
            enrol(&store, rows).await;
        }
        let end = |after, rows| store.read(move |work| async move { work.person_after(INSURER, after, rows).await });
        assert_eq!((end(i64::MIN, 0).await.unwrap(), end(i64::MIN, 2).await.unwrap()), (Some(1), Some(2)), "rows of any version count");
        assert_eq!((end(2, 1).await.unwrap(), end(2, 2).await.unwrap()), (Some(4), None));
        let undo = |first, last| store.write(move |work| async move { work.undo_broken_rows(INSURER, 1, first, last).await });
        undo(i64::MIN, 2).await.unwrap();
        assert_eq!(end(2, 1).await.unwrap(), Some(4), "the next page is as it was");
        undo(2, i64::MAX).await.unwrap();
        let switch = |insurer_id| store.write(move |work| async move { work.switch_roster(insurer_id, 2).await });
        let before = [(1, "前"), (2, "前"), (3, "前")].map(|(id, name)| (id, name.to_owned()));
        assert_eq!(shown(&store, INSURER).await, before);
        assert!(switch(INSURER).await.unwrap() && switch(8).await.unwrap());
        assert_eq!(shown(&store, INSURER).await, before, "nothing is left of what was written");
        assert_eq!(shown(&store, 8).await, [(1, "後"), (3, "前"), (4, "後")].map(|(id, name)| (id, name.to_owned())));
    }

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
