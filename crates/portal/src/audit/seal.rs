//! Sealing: the events that wait are added to the chain, in the order of their identifiers.

use madoguchi_rules::audit::Seal;
use madoguchi_store::{At, StoreError, Work, audit::AuditSeal};

use super::row_bytes;
use crate::portal::Portal;

/// So many events are sealed in one transaction: short enough that nobody waits for it.
const BATCH: i64 = 500;

/// Seals every event that waits; answers how many. One server at a time does it; if two ever do, one of them fails and the chain stays
/// one.
///
/// # Errors
/// [`StoreError`]; then the events of that batch wait on.
pub async fn seal(portal: &Portal) -> Result<u64, StoreError> {
    let mut sealed = 0;
    loop {
        let at = At::from(portal.clock.now());
        let links = portal.store.write(|work| async move { seal_batch(&work, at).await }).await?;
        if let Some((seq, head)) = links.last() {
            tracing::info!(seq, head = %head, "audit trail sealed");
        }
        sealed += links.len() as u64;
        if (links.len() as i64) < BATCH {
            return Ok(sealed);
        }
    }
}

async fn seal_batch(work: &Work, at: At) -> Result<Vec<(i64, Seal)>, StoreError> {
    let (mut seq, mut head) = match work.last_seal().await? {
        Some(last) => (last.seq, read(&last)?),
        None => (0, Seal::ORIGIN),
    };
    let mut links = Vec::new();
    for event in work.unsealed_events(BATCH).await? {
        (seq, head) = (seq + 1, head.followed_by(&row_bytes(&event)));
        work.add_seal(&AuditSeal { seq, event_id: event.id, hash: head.as_bytes().to_vec(), sealed_at: at }).await?;
        links.push((seq, head));
    }
    Ok(links)
}

fn read(link: &AuditSeal) -> Result<Seal, StoreError> {
    Seal::try_from(link.hash.as_slice()).map_err(|error| StoreError::Unreadable { column: "audit_seals.hash", problem: error.to_string() })
}
