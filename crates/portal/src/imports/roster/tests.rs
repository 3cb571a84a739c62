//! Stories of rosters, on both engines. The sample files are of 2026-11-22.

mod corrections;
mod identity;
mod members;
mod previews;
mod refusals;
mod samples;

use std::path::{Path, PathBuf};

use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber};
use madoguchi_store::{Database, Work, roster::RosterEntry};
use madoguchi_testkit::people;
use tempfile::TempDir;

use super::{Actor, Approval, ImportError, ImportMode, ImportOutcome, ImportRequest, Progress, import};
use crate::{imports::table::Encoding, testing::Story};

/// The header line that the stories write their files under.
const HEADER: &str = "記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,資格喪失日,メールアドレス";

fn request(path: &Path, mode: ImportMode) -> ImportRequest {
    ImportRequest {
        insurer: InsurerCodeOrNumber::parse(people::INSURER).unwrap(),
        path: path.to_owned(),
        file_name: None,
        encoding: Encoding::Auto,
        era: EraDigits::Receipt,
        mode,
        dry_run: false,
        accept_moves: false,
        allow_leavers: false,
        mapping: Vec::new(),
        report: None,
        approval: Approval::Asked,
        patience: std::time::Duration::ZERO,
        actor: Actor { kind: "command", name: "story".to_owned() },
    }
}

async fn run(story: &Story, request: &ImportRequest) -> ImportOutcome {
    let outcome = import(&story.portal.import_site(), request, &mut |_| {}).await.unwrap();
    let sum = outcome.added + outcome.changed + outcome.rekeyed + outcome.unchanged + outcome.refused;
    assert_eq!(outcome.read, sum, "every row read is counted once: {outcome:?}");
    outcome
}

/// added, changed, rekeyed, unchanged, left, refused.
fn counts(outcome: &ImportOutcome) -> [i64; 6] {
    [outcome.added, outcome.changed, outcome.rekeyed, outcome.unchanged, outcome.left, outcome.refused]
}

/// Files of a story, in a folder that goes with it.
struct Files(TempDir);

impl Files {
    fn new() -> Files {
        Files(tempfile::tempdir().unwrap())
    }

    fn write(&self, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(format!("{}.csv", std::fs::read_dir(self.0.path()).unwrap().count()));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A file of these lines under the usual header.
    fn roster(&self, lines: &[&str]) -> PathBuf {
        self.write([&[HEADER], lines].concat().join("\r\n"))
    }
}

/// Everybody whom the roster in force shows, by our own identifier, as a reader sees them: without the marks of versions.
async fn roster(story: &Story) -> Vec<RosterEntry> {
    seen(&story.portal.store, story.insurer.id).await
}

async fn seen(store: &Database, insurer_id: i64) -> Vec<RosterEntry> {
    let mut people = store.read(|work: Work| async move { work.people_after(insurer_id, 0, 1_000_000).await }).await.unwrap();
    people.iter_mut().for_each(|entry| (entry.from_version, entry.to_version) = (0, 0));
    people
}

/// The one person of the roster in force with this number and name in kana.
async fn person(story: &Story, number: &str, kana: &str) -> RosterEntry {
    let mut found: Vec<_> = roster(story).await.into_iter().filter(|entry| entry.number == number && entry.kana_name == kana).collect();
    assert_eq!(found.len(), 1, "{number} {kana}");
    found.remove(0)
}

async fn version(story: &Story) -> i64 {
    let id = story.insurer.id;
    story.portal.store.read(|work: Work| async move { work.insurer_by_id(id).await }).await.unwrap().unwrap().roster_version
}

/// The sample roster as text.
fn sample_text() -> String {
    let bytes = std::fs::read(madoguchi_testkit::samples::roster()).unwrap();
    encoding_rs::SHIFT_JIS.decode(&bytes).0.into_owned()
}
