//! Taking lines away in small transactions: of an import that was killed, and of months that are no longer kept.

use madoguchi_rules::{costs::oldest_month, statements::StatementKind};
use madoguchi_store::{Database, StoreError, Work};

use crate::{clock::in_tokyo, imports::roster::ImportSite, portal::Portal};

/// How many lines go in one transaction, about.
const LINES_AT_ONCE: i64 = 5_000;

/// Takes away what an import of a kind wrote that did not come to its switch. Only under the lease of the insurer's imports.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn clean_up_after_a_broken_import(site: &ImportSite, insurer_id: i64, kind: StatementKind) -> Result<(), StoreError> {
    let store = &site.store;
    let broken = store.read(|work| async move { work.broken_statement_imports(insurer_id, kind).await }).await?;
    for import in &broken {
        tracing::info!(import = import.id, kind = kind.as_str(), "cleaning up after an import of statements that did not end");
        let version = import.version;
        let months = store.read(|work| async move { work.months_of_statement_version(insurer_id, kind, version).await }).await?;
        for month in &months {
            remove_lines(store, (insurer_id, kind), month, Some(version)).await?;
        }
        store.write(|work| async move { work.abandon_statement_import(import).await }).await?;
    }
    Ok(())
}

/// Deletes the months that no insurer keeps any more; answers how many lines went.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_old_months(portal: &Portal) -> Result<u64, StoreError> {
    let (store, today) = (&portal.store, in_tokyo(portal.clock.now()).date());
    let mut gone = 0;
    for insurer_id in store.read(|work: Work| async move { work.insurers_with_statements().await }).await? {
        let settings = store.read(|work| async move { crate::insurer::settings(&work, insurer_id).await }).await?;
        let oldest = &oldest_month(today, settings.cost_months, settings.cost_tax_years).to_string();
        for kind in StatementKind::ALL.iter().copied() {
            for month in &store.read(|work| async move { work.statement_months_before(insurer_id, kind, oldest).await }).await? {
                gone += remove_lines(store, (insurer_id, kind), month, None).await?;
                store.write(|work| async move { work.remove_statement_sets(insurer_id, kind, month).await }).await?;
            }
        }
    }
    Ok(gone)
}

/// Takes away the lines of a month: of this version, or of all.
async fn remove_lines(store: &Database, of: (i64, StatementKind), month: &str, version: Option<i64>) -> Result<u64, StoreError> {
    let (mut first, mut gone) = (i64::MIN, 0);
    loop {
        let end = store.read(|work| async move { work.statement_person_after(of, month, first, LINES_AT_ONCE).await }).await?;
        let last = end.unwrap_or(i64::MAX);
        gone += store.write(|work| async move { work.remove_statement_lines(of, month, (first, last), version).await }).await?;
        if end.is_none() {
            return Ok(gone);
        }
        first = last;
    }
}
