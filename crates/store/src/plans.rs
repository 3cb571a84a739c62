//! How SQLite looks things up. It has no statistics of a new database, and an index that looks helpful can lead every request through
//! the whole roster; PostgreSQL keeps statistics by itself.

use madoguchi_testkit::Engine;
use rusqlite::{Connection, params_from_iter, types::Null};

use crate::{
    moves::OPEN_MOVES,
    people,
    previews::{BEFORE_PLAN, effect::OUT_OF_DATE},
    roster,
    sessions::SESSION,
    testing::open,
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
    let database = Engine::Sqlite.fresh().await;
    open(&database).await.close().await;
    let connection = Connection::open(database.url().trim_start_matches("sqlite://")).unwrap();
    for (what, sql, columns) in LOOK_UPS {
        let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = params_from_iter(vec![Null; explained.parameter_count()]);
        let steps: Vec<String> = explained.query_map(nothing, |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        let is_scan = |step: &str| step.starts_with("SCAN ") && step != "SCAN CONSTANT ROW";
        let is_search = |step: &str| ["SEARCH e ", "SEARCH n ", "SEARCH o "].iter().any(|start| step.starts_with(start));
        let is_of_roster = |step: &&String| is_scan(step) || is_search(step);
        let of_roster: Vec<&String> = steps.iter().filter(is_of_roster).collect();
        assert!(!of_roster.is_empty(), "{what}: {steps:?}");
        assert!(of_roster.iter().all(|step| step.contains(columns)), "{what}: {steps:?}");
    }
}
