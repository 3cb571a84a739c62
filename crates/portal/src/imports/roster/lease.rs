//! One import per insurer at a time, over all processes and servers of one database.

use std::time::Duration;

use jiff::SignedDuration;
use madoguchi_store::{At, StoreError, staging::WriteLease};
use tokio::task::JoinHandle;

use super::{ImportError, ImportSite, Progress};

/// How long a lease outlives a process that died with it.
const LASTS: SignedDuration = SignedDuration::from_secs(15);
/// How often a living process renews it.
const RENEWED_EVERY: Duration = Duration::from_secs(4);
/// How often whoever waits for it looks again.
const LOOKS_EVERY: Duration = Duration::from_millis(500);
/// How long to wait for the lease of an import that may have been killed: longer than it outlives its process.
pub const PATIENCE: Duration = Duration::from_secs(18);

/// The name of the lease of an insurer's roster.
pub fn name(insurer_id: i64) -> String {
    format!("roster-import:{insurer_id}")
}

/// When a lease that is taken now runs out unless it is kept.
pub fn runs_out(now: At) -> At {
    At::from(now.timestamp() + LASTS)
}

/// The right to change an insurer's roster. It is renewed in the background until it is released or dropped.
pub struct Lease {
    site: ImportSite,
    name: String,
    holder: i64,
    renewal: JoinHandle<()>,
}

impl Lease {
    /// Takes the lease of an insurer's roster.
    ///
    /// # Errors
    /// [`ImportError::Busy`] while another import has it.
    pub async fn take(site: &ImportSite, insurer_id: i64) -> Result<Lease, ImportError> {
        let now = site.clock.now();
        let (name, holder) = (name(insurer_id), site.random.id(now));
        let taken = &name;
        let taken = site.store.write(|work| async move { work.take_lease(taken, holder, At::from(now), At::from(now + LASTS)).await });
        if !taken.await? {
            return Err(ImportError::Busy);
        }
        let renewal = tokio::spawn(keep(site.clone(), name.clone(), holder));
        Ok(Lease { site: site.clone(), name, holder, renewal })
    }

    /// Takes the lease, waiting for another import to end or for the lease of a killed one to run out.
    ///
    /// # Errors
    /// [`ImportError::Busy`] when another import still has it after `patience`.
    pub async fn wait_for(
        site: &ImportSite,
        insurer_id: i64,
        patience: Duration,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Lease, ImportError> {
        let mut waited = Duration::ZERO;
        loop {
            match Lease::take(site, insurer_id).await {
                Err(ImportError::Busy) if waited < patience => {
                    progress(Progress::Waiting);
                    tokio::time::sleep(LOOKS_EVERY).await;
                    waited += LOOKS_EVERY;
                }
                taken => return taken,
            }
        }
    }

    /// The lease as a transaction that writes keeps it.
    pub fn for_writing(&self) -> WriteLease {
        WriteLease { name: self.name.clone(), holder: self.holder, until: At::from(self.site.clock.now() + LASTS) }
    }

    /// Gives it back.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn release(self) -> Result<(), StoreError> {
        let (name, holder) = (&self.name, self.holder);
        self.renewal.abort();
        self.site.store.write(|work| async move { work.release_lease(name, holder).await }).await
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewal.abort();
    }
}

async fn keep(site: ImportSite, name: String, holder: i64) {
    loop {
        tokio::time::sleep(RENEWED_EVERY).await;
        let (name, until) = (&name, At::from(site.clock.now() + LASTS));
        let kept = site.store.write(|work| async move { work.keep_lease(name, holder, until).await }).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "the lease of an import could not be renewed");
        }
    }
}
