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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use madoguchi_testkit::on_both_engines;

    use crate::Database;

    on_both_engines! {
        async fn a_fact_is_what_was_last_put(database: TestDatabase) {
            let store = Database::open(database.url()).await.unwrap();
            store.migrate().await.unwrap();
            assert_eq!(store.read(|work| async move { work.fact("check").await }).await.unwrap(), None);
            for value in [[1, 2], [0, 255]] {
                store.write(|work| async move { work.put_fact("check", &value).await }).await.unwrap();
                assert_eq!(store.read(|work| async move { work.fact("check").await }).await.unwrap(), Some(value.to_vec()));
            }
        }
    }
}
