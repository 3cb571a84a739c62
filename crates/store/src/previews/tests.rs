//! A file that was compared and kept: what its preview shows, what takes effect, and what is left of it.

use madoguchi_testkit::{TestDatabase, on_both_engines};

use super::*;
use crate::{
    Database, Day,
    accounts::NewAccount,
    corrections::{CorrectedField, Correction},
    imports::{ImportState, RosterImport},
    staging::{Counts, IncomingRow, Staging},
    testing::{INSURER, add_insurer, at, day, enrol, of_card, open_with_insurer},
};

const OTHER: i64 = 8;
const IMPORT: i64 = 50;

fn import(insurer_id: i64, id: i64) -> RosterImport {
    RosterImport {
        insurer_id,
        id,
        file_name: "roster.csv".to_owned(),
        file_sha256: vec![7; 32],
        mode: "full".to_owned(),
        actor: "story".to_owned(),
        state: ImportState::Previewed.name().to_owned(),
        base_version: 1,
        version: 2,
        rows_read: 3,
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

/// A row of a file that says of this person what the roster has.
fn row(line: i64, person: &RosterEntry) -> IncomingRow {
    IncomingRow {
        line,
        symbol: person.symbol.clone(),
        symbol_key: person.symbol_key.clone(),
        symbol_loose: person.symbol_loose.clone(),
        number: person.number.clone(),
        number_key: person.number_key.clone(),
        number_loose: person.number_loose.clone(),
        branch: person.branch.clone(),
        kana_name: person.kana_name.clone(),
        kana_unfolded: person.kana_unfolded.clone(),
        kana_folded: person.kana_folded.clone(),
        kana_lenient: person.kana_lenient.clone(),
        name: person.name.clone(),
        birth_date: person.birth_date,
        relation: Some("insured"),
        acquired_on: person.acquired_on,
        lost_on: person.lost_on,
        email: person.email.clone(),
        personal_key: person.personal_key.clone(),
        office: None,
        postal_code: None,
        address: None,
        burden: None,
        burden_from: None,
        recognised_on: None,
    }
}

/// Somebody with another name and birth date than everybody else.
fn somebody(person_id: i64, number: &str, kana: &str, born: &str) -> RosterEntry {
    RosterEntry {
        kana_name: kana.to_owned(),
        kana_unfolded: kana.to_owned(),
        kana_folded: kana.to_owned(),
        kana_lenient: kana.to_owned(),
        birth_date: day(born),
        ..of_card(person_id, "11", number)
    }
}

/// The roster: 1 stays as she is, 2 gets an address, 3 is not in the file, 4 has lost her number to somebody else.
fn roster() -> [RosterEntry; 4] {
    [
        somebody(1, "100", "フクタユイ", "1986-08-04"),
        somebody(2, "200", "タカハシケン", "1970-01-02"),
        somebody(3, "300", "サトウハナ", "1960-03-04"),
        somebody(4, "400", "スズキイチ", "1950-05-06"),
    ]
}

/// The file, in full mode, compared with version 1 of the roster.
async fn compared(store: &Database, insurer_id: i64, rows: &[IncomingRow]) -> (Staging, Counts) {
    let mut staging = Staging::open(day("2026-11-22")).unwrap();
    for row in rows {
        staging.add(row).unwrap();
    }
    staging.seal().unwrap();
    assert_eq!(staging.take_out_duplicates().unwrap(), 0);
    staging.load_current(store, insurer_id, 1).await.unwrap();
    staging.load_corrections(store, insurer_id).await.unwrap();
    staging.pair().unwrap();
    let counts = staging.decide(true, 1_000).unwrap();
    (staging, counts)
}

fn file() -> [IncomingRow; 3] {
    let [yui, ken, ..] = roster();
    [
        row(2, &yui),
        IncomingRow { email: Some("ken@example.jp".to_owned()), ..row(3, &ken) },
        row(4, &somebody(0, "400", "ワタナベメイ", "2001-07-08")),
    ]
}

/// The plan of that file, kept under [`IMPORT`], at both insurers.
async fn with_plan(database: &TestDatabase) -> Database {
    let store = open_with_insurer(database).await;
    add_insurer(&store, OTHER, "ume").await;
    for insurer_id in [INSURER, OTHER] {
        enrol(&store, roster().map(|person| RosterEntry { insurer_id, ..person })).await;
        let record = &import(insurer_id, IMPORT);
        store.write(|work| async move { work.add_roster_import(record).await }).await.unwrap();
        let (mut staging, counts) = compared(&store, insurer_id, &file()).await;
        assert_eq!((counts.added, counts.changed, counts.left, counts.unchanged), (1, 1, 2, 1));
        assert_eq!(staging.keep_chunk(&store, insurer_id, IMPORT, 1).await.unwrap(), None, "a small plan is kept at once");
    }
    store
}

async fn rows(store: &Database, kind: PlannedKind) -> Vec<PlannedRow> {
    store.read(|work| async move { work.planned_rows(INSURER, IMPORT, kind, 0, 9).await }).await.unwrap()
}

async fn count(store: &Database, insurer_id: i64, kind: PlannedKind) -> i64 {
    store.read(|work| async move { work.count_planned_rows(insurer_id, IMPORT, kind).await }).await.unwrap()
}

async fn last(store: &Database, insurer_id: i64) -> i64 {
    store.read(|work| async move { work.last_planned(insurer_id, IMPORT).await }).await.unwrap()
}

/// Number, name and 資格喪失日 of whom the roster in force shows.
async fn shown(store: &Database, insurer_id: i64) -> Vec<(i64, String, Option<Day>)> {
    let people = store.read(|work| async move { work.people_after(insurer_id, i64::MIN, 99).await }).await.unwrap();
    people.into_iter().map(|person| (person.person_id, person.number, person.lost_on)).collect()
}

/// 記号 and 番号 of a move from one person to another.
fn a_move(line: i64, (old_person_id, new_person_id): (i64, i64), is_sure: bool) -> PlannedMove {
    PlannedMove {
        line,
        old_person_id,
        new_person_id,
        kana_name: "カナ".to_owned(),
        old_symbol: "11".to_owned(),
        old_number: "100".to_owned(),
        old_branch: String::new(),
        new_symbol: "12".to_owned(),
        new_number: "200".to_owned(),
        new_branch: String::new(),
        is_sure,
        is_confirmed: false,
    }
}

async fn keep_moves(store: &Database, insurer_id: i64, moves: &[PlannedMove]) {
    let keep = |work: Work| async move {
        for found in moves {
            work.keep_move(insurer_id, IMPORT, found).await?;
        }
        Ok(())
    };
    store.write(keep).await.unwrap();
}

/// The confirmed moves of an insurer's plan, by line.
async fn confirmed(store: &Database, insurer_id: i64) -> Vec<i64> {
    let moves = store.read(|work| async move { work.planned_moves(insurer_id, IMPORT, 0, 9).await }).await.unwrap();
    moves.into_iter().filter(|found| found.is_confirmed).map(|found| found.line).collect()
}

on_both_engines! {
    async fn a_plan_shows_what_becomes_of_everybody_page_by_page(database: TestDatabase) {
        let store = with_plan(&database).await;
        let of = async |kind| rows(&store, kind).await.into_iter().map(|row| (row.next.person_id, row.line, row.changed)).collect::<Vec<_>>();
        assert_eq!(of(PlannedKind::Changed).await, [(2, Some(3), "email,".to_owned())]);
        assert_eq!(of(PlannedKind::Added).await, [(1_000, Some(4), String::new())]);
        assert_eq!((of(PlannedKind::Missing).await, of(PlannedKind::Rekeyed).await), (vec![(3, None, "lost_on,".to_owned())], vec![]));
        let replaced = rows(&store, PlannedKind::Replaced).await;
        assert_eq!((replaced[0].next.person_id, replaced[0].taken_by_line, replaced.len()), (4, Some(4), 1));
        let changed = rows(&store, PlannedKind::Changed).await;
        assert_eq!((changed[0].next.email.as_deref(), changed[0].next.from_version), (Some("ken@example.jp"), 2));
        for (kind, rows) in PlannedKind::ALL.into_iter().zip([1, 1, 1, 0, 1]) {
            assert_eq!(count(&store, INSURER, kind).await, rows, "{kind:?}");
        }
        let next = changed[0].seq;
        let after = store.read(|work| async move { work.planned_rows(INSURER, IMPORT, PlannedKind::Changed, next, 9).await }).await.unwrap();
        assert_eq!(after, [], "a page goes on after a place");
        assert_eq!((last(&store, INSURER).await, last(&store, 9).await), (4, 0));
    }

    async fn beside_a_plan_stands_how_it_was_and_who_has_the_number_now(database: TestDatabase) {
        let store = with_plan(&database).await;
        let before = async |kind| {
            let people = store.read(|work| async move { work.people_before_plan(INSURER, IMPORT, kind, (1, 9)).await }).await.unwrap();
            people.into_iter().map(|person| (person.person_id, person.email, person.insurer_id)).collect::<Vec<_>>()
        };
        assert_eq!(before(PlannedKind::Changed).await, [(2, None, INSURER)]);
        assert_eq!(before(PlannedKind::Added).await, [], "who is added was not there");
        let of_leaver = rows(&store, PlannedKind::Replaced).await[0].seq;
        let in_place = |places| store.read(move |work| async move { work.planned_in_the_place_of(INSURER, IMPORT, places).await });
        let found = in_place((of_leaver, of_leaver)).await.unwrap();
        assert_eq!((found.len(), found[0].line, found[0].next.kana_name.as_str()), (1, Some(4), "ワタナベメイ"));
        assert_eq!(in_place((of_leaver + 1, 99)).await.unwrap(), []);
    }

    async fn a_plan_takes_effect_with_the_switch_and_at_its_own_insurer_only(database: TestDatabase) {
        let store = with_plan(&database).await;
        let before = shown(&store, INSURER).await;
        let leaves_on = day("2026-11-25");
        for places in [(1, 2), (3, 4)] {
            store.write(|work| async move { work.write_planned_rows(INSURER, IMPORT, 2, places, leaves_on).await }).await.unwrap();
        }
        assert_eq!(shown(&store, INSURER).await, before, "nobody sees a version that is not in force");
        assert!(store.write(|work| async move { work.switch_roster(INSURER, 2).await }).await.unwrap());
        let of = |person_id, number: &str, lost_on| (person_id, number.to_owned(), lost_on);
        let after = [of(1, "100", None), of(2, "200", None), of(3, "300", Some(leaves_on)), of(4, "400", Some(leaves_on)), of(1_000, "400", None)];
        assert_eq!(shown(&store, INSURER).await, after, "who leaves does so on the day on which it takes effect");
        assert!(store.write(|work| async move { work.switch_roster(OTHER, 2).await }).await.unwrap());
        assert_eq!(shown(&store, OTHER).await, before, "the other insurer's plan still waits");
    }

    async fn a_plan_is_out_of_date_when_somebody_of_it_changed_or_another_import_took_effect(database: TestDatabase) {
        let store = with_plan(&database).await;
        let is_old = async |insurer_id| store.read(|work| async move { work.is_plan_out_of_date(insurer_id, IMPORT).await }).await.unwrap();
        let correct = async |person: RosterEntry, version: i64| {
            let entry = &person;
            let replace = |work: Work| async move {
                work.replace_roster_entry(entry, version).await?;
                assert!(work.switch_roster(INSURER, version).await?);
                Ok(())
            };
            store.write(replace).await.unwrap();
        };
        assert!(!is_old(INSURER).await);
        let [yui, ken, ..] = roster();
        correct(yui, 2).await;
        assert!(!is_old(INSURER).await, "nobody of the plan changed");
        correct(ken, 3).await;
        assert!(is_old(INSURER).await && !is_old(OTHER).await);
        let later = &RosterImport { state: ImportState::Applied.name().to_owned(), ..import(OTHER, 51) };
        store.write(|work| async move { work.add_roster_import(later).await }).await.unwrap();
        assert!(is_old(OTHER).await);
    }

    async fn one_old_person_goes_to_one_new_one_and_only_sure_moves_are_confirmed_together(database: TestDatabase) {
        let store = with_plan(&database).await;
        let moves = [a_move(2, (1, 1_001), true), a_move(3, (1, 1_002), false), a_move(4, (2, 1_003), true)];
        for insurer_id in [INSURER, OTHER] {
            keep_moves(&store, insurer_id, &moves).await;
        }
        let page = store.read(|work| async move { work.planned_moves(INSURER, IMPORT, 2, 1).await }).await.unwrap();
        assert_eq!(page, moves[1..2], "a page goes on after a line");
        let confirm = |line, is_confirmed| store.write(move |work| async move { work.confirm_planned_move(INSURER, IMPORT, line, is_confirmed).await });
        assert!(confirm(2, true).await.unwrap() && !confirm(9, true).await.unwrap());
        assert_eq!(confirmed(&store, INSURER).await, [2]);
        assert!(confirm(3, true).await.unwrap());
        assert_eq!(confirmed(&store, INSURER).await, [3], "the other confirmation of the same old person ends");
        assert!(confirm(3, false).await.unwrap());
        assert_eq!(store.write(|work| async move { work.confirm_sure_moves(INSURER, IMPORT).await }).await.unwrap(), 2);
        assert_eq!((confirmed(&store, INSURER).await, confirmed(&store, OTHER).await), (vec![2, 4], vec![]));
    }

    async fn the_confirmed_moves_of_a_plan_are_accepted_but_not_onto_somebody_with_an_account(database: TestDatabase) {
        let store = with_plan(&database).await;
        keep_moves(&store, INSURER, &[a_move(2, (1, 1_001), true), a_move(3, (2, 1_002), true), a_move(4, (3, 1_003), true)]).await;
        keep_moves(&store, OTHER, &[a_move(2, (1, 1_001), true)]).await;
        let registered = &NewAccount {
            insurer_id: INSURER,
            id: 1,
            person_id: 1_002,
            user_id: "new".to_owned(),
            user_key: "new".to_owned(),
            password_hash: "hash".to_owned(),
            email: "new@example.jp".to_owned(),
            at: at(0),
        };
        let publish = |work: Work| async move {
            work.create_account(registered).await?;
            work.confirm_planned_move(INSURER, IMPORT, 2, true).await?;
            work.confirm_planned_move(INSURER, IMPORT, 3, true).await?;
            work.publish_planned_moves(INSURER, IMPORT).await?;
            work.publish_planned_moves(OTHER, IMPORT).await
        };
        store.write(publish).await.unwrap();
        let accept = || store.write(|work| async move { work.accept_confirmed_moves(INSURER, IMPORT, at(5), "staff:1").await });
        assert_eq!((accept().await.unwrap(), accept().await.unwrap()), (1, 0));
        let moved = |insurer_id| store.read(move |work| async move { work.moved_people(insurer_id).await });
        assert_eq!((moved(INSURER).await.unwrap(), moved(OTHER).await.unwrap()), (vec![1], vec![]));
    }

    async fn problems_are_paged_errors_and_warnings_apart(database: TestDatabase) {
        let store = with_plan(&database).await;
        let problem = |seq, is_error| ImportProblem {
            seq,
            is_error,
            line: is_error.then_some(seq),
            column_name: is_error.then(|| "生年月日".to_owned()),
            problem: format!("問題 {seq}"),
            remedy: "直してください。".to_owned(),
        };
        let problems = [problem(1, true), problem(2, true), problem(3, false), problem(4, true)];
        for problem in &problems {
            store.write(|work| async move { work.keep_problem(INSURER, IMPORT, problem).await }).await.unwrap();
        }
        let page = |insurer_id, are_errors, after, rows| {
            store.read(move |work| async move { work.import_problems(insurer_id, IMPORT, are_errors, after, rows).await })
        };
        assert_eq!(page(INSURER, true, 0, 2).await.unwrap(), problems[..2]);
        assert_eq!(page(INSURER, true, 2, 2).await.unwrap(), problems[3..]);
        assert_eq!(page(INSURER, false, 0, 9).await.unwrap(), problems[2..3]);
        assert_eq!(page(OTHER, true, 0, 9).await.unwrap(), []);
    }

    async fn what_was_kept_is_taken_away_whole_and_another_insurers_stays(database: TestDatabase) {
        let store = with_plan(&database).await;
        for insurer_id in [INSURER, OTHER] {
            keep_moves(&store, insurer_id, &[a_move(2, (1, 1_001), true)]).await;
            let problem = &ImportProblem {
                seq: 1,
                is_error: true,
                line: None,
                column_name: None,
                problem: "問題".to_owned(),
                remedy: "直してください。".to_owned(),
            };
            let keep = |work: Work| async move {
                work.keep_problem(insurer_id, IMPORT, problem).await?;
                work.keep_end_of_correction(insurer_id, IMPORT, 2, "name").await?;
                work.keep_end_of_correction(insurer_id, IMPORT, 1, "email").await
            };
            store.write(keep).await.unwrap();
        }
        let left = async |insurer_id: i64| {
            let read = |work: Work| async move {
                let moves = work.planned_moves(insurer_id, IMPORT, 0, 9).await?.len();
                let problems = work.import_problems(insurer_id, IMPORT, true, 0, 9).await?.len();
                Ok((moves, problems, work.planned_ends_of_corrections(insurer_id, IMPORT).await?))
            };
            store.read(read).await.unwrap()
        };
        let ends = vec![(1, "email".to_owned()), (2, "name".to_owned())];
        assert_eq!(left(INSURER).await, (1, 1, ends.clone()));
        store.write(|work| async move { work.drop_planned_rows(INSURER, IMPORT, 3).await }).await.unwrap();
        assert_eq!((last(&store, INSURER).await, rows_left(&store, INSURER).await), (4, 1), "up to a place, in small transactions");
        store.write(|work| async move { work.drop_planned_rows(INSURER, IMPORT, 4).await }).await.unwrap();
        store.write(|work| async move { work.drop_rest_of_plan(INSURER, IMPORT).await }).await.unwrap();
        assert_eq!((last(&store, INSURER).await, left(INSURER).await), (0, (0, 0, vec![])));
        assert_eq!((last(&store, OTHER).await, rows_left(&store, OTHER).await, left(OTHER).await), (4, 4, (1, 1, ends)));
    }

    async fn a_file_is_compared_with_what_the_roster_itself_said_where_the_desk_corrected_it(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        // The desk wrote 髙橋 where the roster has 高橋; the file of today still has 高橋.
        let shown = RosterEntry { name: "髙橋　健".to_owned(), ..roster()[1].clone() };
        enrol(&store, [shown.clone()]).await;
        let correction = &Correction {
            insurer_id: INSURER,
            person_id: 2,
            field: CorrectedField::Name.name().to_owned(),
            roster_value: Some("高橋　健".to_owned()),
            roster_kana_unfolded: None,
            roster_kana_folded: None,
            roster_kana_lenient: None,
            corrected_value: Some("髙橋　健".to_owned()),
            reason: "電話で確認".to_owned(),
            corrected_by: "staff:1".to_owned(),
            corrected_at: at(0),
        };
        store.write(|work| async move { work.set_correction(correction).await }).await.unwrap();
        let with_name = |name: &str| [IncomingRow { name: name.to_owned(), ..row(2, &shown) }];
        let (staging, counts) = compared(&store, INSURER, &with_name("高橋　健")).await;
        assert_eq!((counts.unchanged, counts.changed), (1, 0), "the correction holds");
        assert_eq!(staging.ended_corrections().unwrap(), []);
        let (staging, counts) = compared(&store, INSURER, &with_name("高橋　健一")).await;
        assert_eq!(counts.changed, 1);
        assert_eq!(staging.ended_corrections().unwrap().len(), 1, "the roster's own value changed");
        let unknown = |work: Work| async move { crate::engine::execute!(work, "UPDATE roster_corrections SET field = 'shoe_size'") };
        store.write(unknown).await.unwrap();
        let mut staging = Staging::open(day("2026-11-22")).unwrap();
        let refused = staging.load_corrections(&store, INSURER).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unreadable { column: "roster_corrections.field", .. }), "{refused}");
    }

    async fn an_import_writes_only_while_it_has_the_lease_and_nobody_sees_it_before_the_switch(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        enrol(&store, roster()).await;
        let before = shown(&store, INSURER).await;
        let (mut staging, _) = compared(&store, INSURER, &file()).await;
        let lease = |holder| crate::staging::WriteLease { name: "roster".to_owned(), holder, until: at(99) };
        assert!(store.write(|work| async move { work.take_lease("roster", 1, at(0), at(60)).await }).await.unwrap());
        let lost = staging.write_chunk(&store, INSURER, 2, &lease(2), 1).await.unwrap_err();
        assert!(matches!(lost, StoreError::LeaseLost), "{lost}");
        assert_eq!(versions(&store).await, [1, 1, 1, 1], "nothing of the chunk is written");
        assert_eq!(staging.write_chunk(&store, INSURER, 2, &lease(1), 1).await.unwrap(), None);
        assert_eq!(shown(&store, INSURER).await, before);
        assert!(store.write(|work| async move { work.switch_roster(INSURER, 2).await }).await.unwrap());
        let today = Some(day("2026-11-22"));
        let numbers: Vec<_> = shown(&store, INSURER).await.into_iter().map(|(person_id, _, lost_on)| (person_id, lost_on)).collect();
        assert_eq!(numbers, [(1, None), (2, None), (3, today), (4, today), (1_000, None)]);
        assert!(!store.write(|work| async move { work.take_lease("roster", 2, at(98), at(120)).await }).await.unwrap(), "each chunk keeps the lease longer");
    }
}

/// How many rows an insurer's plan has left.
async fn rows_left(store: &Database, insurer_id: i64) -> i64 {
    let mut left = 0;
    for kind in PlannedKind::ALL {
        left += count(store, insurer_id, kind).await;
    }
    left
}

/// The first version of every row of the roster.
async fn versions(store: &Database) -> Vec<i64> {
    let all = store.read(|work| async move { work.card_holders(INSURER, (i64::MIN, 0), 99).await }).await.unwrap();
    all.iter().map(|row| row.from_version).collect()
}
