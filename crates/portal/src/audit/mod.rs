//! The audit trail: events are recorded in the transaction of the change they tell of, sealed afterwards into a chain of hashes, and
//! verified and exported by the operator.
//!
//! The chain finds events that were edited, taken out or put in. Who can rewrite the whole database can rewrite the chain with it, so
//! its head is told with every verification and every sealing in the log: an older head that somebody kept must still be in the chain.

mod export;
mod seal;
mod verify;

#[cfg(test)]
mod tests;

pub use export::{ExportError, export};
pub use seal::seal;
pub use verify::{Broken, Verification, verify};

use madoguchi_rules::audit::RowBytes;
use madoguchi_store::audit::AuditEvent;

/// The bytes of an event that its seal is over. They never change: every chain depends on them.
fn row_bytes(event: &AuditEvent) -> RowBytes {
    let insurer_id = event.insurer_id.map(|id| id.to_string());
    RowBytes::new()
        .number("id", event.id)
        .number("at", event.at.milliseconds())
        .optional_text("insurer_id", insurer_id.as_deref())
        .text("actor_kind", &event.actor_kind)
        .text("actor", &event.actor)
        .text("action", &event.action)
        .text("subject", &event.subject)
        .text("detail", &event.detail)
}
