//! Facts about this database that every server must agree on.

use crate::{
    StoreError, Work,
    engine::{execute, fetch_optional},
};

impl Work {
    /// A fact by its name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn fact(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let found: Option<(Vec<u8>,)> = fetch_optional!(self, (Vec<u8>,), "SELECT value FROM service_facts WHERE name = $1", name)?;
        Ok(found.map(|(value,)| value))
    }

    /// Writes a fact down; one of that name is replaced.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_fact(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO service_facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value
        )?;
        Ok(())
    }
}
