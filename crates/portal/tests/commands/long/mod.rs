//! What takes long: big files, and processes that are killed.

mod killing;
mod killing_costs;
mod members;
mod memory;

use madoguchi_store::{Database, Work, roster::RosterEntry};
use sha2::{Digest, Sha256};

use crate::machine::Machine;

/// What everybody sees of the roster: how many people, and a checksum over all that is known of each.
type Seen = (usize, [u8; 32]);

async fn seen(store: &Database) -> Seen {
    let people = store.read(|work: Work| async move {
        let insurer = work.insurer_by_code("sakura").await?.expect("the insurer");
        work.people_after(insurer.id, 0, i64::MAX).await
    });
    let people = people.await.unwrap();
    let mut checksum = Sha256::new();
    for RosterEntry { symbol, number, branch, kana_name, name, birth_date, relation, acquired_on, lost_on, email, .. } in &people {
        let line =
            format!("{symbol}|{number}|{branch:?}|{kana_name}|{name}|{birth_date:?}|{relation}|{acquired_on:?}|{lost_on:?}|{email:?}\n");
        checksum.update(line);
    }
    (people.len(), checksum.finalize().into())
}

/// Imports a file that must be applied.
async fn load(machine: &Machine, file: &str) {
    let outcome = machine.begin(&["roster", "import", "--insurer", "sakura", file, "--mode", "full"]).end().await;
    assert_eq!(outcome.status, 0, "{}\n{}", outcome.printed, outcome.errors);
}
