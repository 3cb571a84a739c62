//! Each server says every few seconds that it runs, so that operators see how many do.

use std::time::Duration;

use jiff::SignedDuration;
use madoguchi_store::{At, nodes::Node};
use tokio::{sync::watch, time::sleep};

use crate::portal::Portal;

/// The pause between two beats.
const EVERY: Duration = Duration::from_secs(10);
/// A server that was not heard for so long has probably ended.
pub const SILENT: SignedDuration = SignedDuration::from_secs(60);

/// Says that the server `id` runs, until it is told to stop.
pub async fn run(portal: Portal, id: i64, mut shutdown: watch::Receiver<bool>) {
    let started_at = At::from(portal.clock.now());
    let name = format!("{} {}", machine(), portal.config.listen);
    while !*shutdown.borrow() {
        let seen_at = At::from(portal.clock.now());
        let node = &Node { id, name: name.clone(), version: env!("CARGO_PKG_VERSION").to_owned(), started_at, seen_at };
        if let Err(error) = portal.store.write(|work| async move { work.beat(node).await }).await {
            tracing::warn!(%error, "the database does not answer");
        }
        tokio::select! {
            () = sleep(EVERY) => {}
            changed = shutdown.changed() => if changed.is_err() { break },
        }
    }
    if let Err(error) = portal.store.write(|work| async move { work.remove_node(id).await }).await {
        tracing::warn!(%error, "this server stays in the list of servers for a while");
    }
}

/// The machine's name, as its kernel has it.
fn machine() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}
