//! How SQLite looks things up. It has no statistics of a new database, and an index that looks helpful can lead every request through
//! the whole roster; PostgreSQL keeps statistics by itself.

use madoguchi_testkit::{Engine, TestDatabase};
use rusqlite::{Connection, params_from_iter, types::Null};

use crate::{
    costs,
    moves::OPEN_MOVES,
    numbers::MAILS_OF_INSURER,
    people,
    previews::{BEFORE_PLAN, effect::OUT_OF_DATE},
    roster,
    sessions::SESSION,
    statements,
    testing::open,
    trail::STAFF_EVENTS,
};

/// The look-ups of requests and imports, and the columns by which each finds its rows of the roster.
const LOOK_UPS: [(&str, &str, &str); 12] = [
    ("a person", roster::BY_PERSON, "person_id=?"),
    ("a 記号・番号", roster::BY_NUMBER, "number_loose=? AND symbol_loose=?"),
    ("a session", SESSION, "person_id=?"),
    ("open moves", OPEN_MOVES, "person_id=?"),
    ("people before a plan", BEFORE_PLAN, "person_id=?"),
    ("people who changed since a plan", OUT_OF_DATE, "person_id=?"),
    ("a list by kana", people::BY_KANA, "(kana_folded,birth_date,person_id)>(?,?,?) AND kana_folded<?"),
    ("a list by sound", people::BY_SOUND, "(kana_lenient,birth_date,person_id)>(?,?,?) AND kana_lenient<?"),
    ("a list by name", people::BY_NAME, "<expr>>? AND <expr><?"),
    ("a list by card", people::BY_CARD, "number_loose=? AND (symbol_loose,person_id)>(?,?) AND symbol_loose<?"),
    ("people by address", people::BY_EMAIL, "roster_entries_by_email (insurer_id=? AND <expr>=?)"),
    ("a person of a list", people::ONE, "person_id=?"),
];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_looked_up_by_walking_through_the_roster() {
    let (_database, connection) = database().await;
    for (what, sql, columns) in LOOK_UPS {
        let steps = steps(&connection, sql);
        let is_of_roster = |step: &&String| ["SEARCH e ", "SEARCH n ", "SEARCH o ", "SCAN "].iter().any(|start| step.starts_with(start));
        let of_roster: Vec<&String> = steps.iter().filter(is_of_roster).filter(|step| *step != "SCAN CONSTANT ROW").collect();
        assert!(!of_roster.is_empty(), "{what}: {steps:?}");
        assert!(of_roster.iter().all(|step| step.contains(columns)), "{what}: {steps:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_staff_did_about_one_person_is_not_looked_for_in_the_whole_trail() {
    let (_database, connection) = database().await;
    let steps = steps(&connection, STAFF_EVENTS);
    assert!(steps.iter().any(|step| step.contains("audit_events_by_subject (insurer_id=? AND subject=?)")), "{steps:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mails_of_one_insurer_are_not_counted_in_the_whole_outbox() {
    let (_database, connection) = database().await;
    let steps = steps(&connection, MAILS_OF_INSURER);
    assert!(steps.iter().any(|step| step.contains("outbox_by_insurer (insurer_id=? AND created_at>?)")), "{steps:?}");
    assert!(!steps.iter().any(|step| step.starts_with("SCAN outbox")), "{steps:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_a_person_are_found_month_by_month_and_never_through_a_whole_month() {
    let (_database, connection) = database().await;
    let (costs, others) = ("(insurer_id=? AND care_month=?", "(insurer_id=? AND kind=? AND care_month=?");
    let look_ups = [
        (costs::SEEN_LINES, costs),
        (statements::mailings::TOLD_OF_COSTS, costs),
        (statements::lines::SEEN_STATEMENTS, others),
        (statements::mailings::TOLD_OF, others),
    ];
    for (sql, key) in look_ups {
        let steps = steps(&connection, sql);
        let lines: Vec<&String> = steps.iter().filter(|step| step.contains(" l ")).collect();
        let by = format!("USING PRIMARY KEY {key} AND person_id=? AND version=?)");
        assert!(!lines.is_empty() && lines.iter().all(|step| step.contains(&by)), "{steps:?}");
        assert!(!steps.iter().any(|step| step.starts_with("SCAN") && !step.starts_with("SCAN found")), "{steps:?}");
    }
}

/// A database up to date, and a look into it.
async fn database() -> (TestDatabase, Connection) {
    let database = Engine::Sqlite.fresh().await;
    open(&database).await.close().await;
    let connection = Connection::open(database.url().trim_start_matches("sqlite://")).unwrap();
    (database, connection)
}

/// How SQLite would find the rows of a query.
fn steps(connection: &Connection, sql: &str) -> Vec<String> {
    let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nothing = params_from_iter(vec![Null; explained.parameter_count()]);
    explained.query_map(nothing, |row| row.get(3)).unwrap().map(Result::unwrap).collect()
}
