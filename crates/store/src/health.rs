//! What a monitor and `doctor` ask the database.

use crate::{
    At, Database, StoreError, Work,
    engine::{Engine, fetch_one},
};

impl Database {
    /// The database server's own clock; `None` for a database that is a file on this machine.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn server_clock(&self) -> Result<Option<jiff::Timestamp>, StoreError> {
        let Engine::Postgres(pool) = &self.engine else { return Ok(None) };
        let sql = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        let (milliseconds,): (i64,) = sqlx::query_as(sql).fetch_one(pool).await?;
        Ok(jiff::Timestamp::from_millisecond(milliseconds).ok())
    }
}

impl Work {
    /// When the last event of the trail was recorded: the clock was at least there once.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_event_at(&self) -> Result<Option<At>, StoreError> {
        let (last,): (Option<At>,) = fetch_one!(self, (Option<At>,), "SELECT MAX(at) FROM audit_events")?;
        Ok(last)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use madoguchi_testkit::{Engine, on_both_engines};

    use crate::{At, Database, audit::AuditEvent};

    on_both_engines! {
        async fn the_last_event_is_the_latest_one(database: TestDatabase) {
            let store = Database::open(database.url()).await.unwrap();
            store.migrate().await.unwrap();
            assert_eq!(store.read(|work| async move { work.last_event_at().await }).await.unwrap(), None);
            for (id, at) in [(1, 2_000), (2, 5_000), (3, 3_000)] {
                let event = &AuditEvent {
                    id,
                    at: At::from(jiff::Timestamp::from_millisecond(at).unwrap()),
                    insurer_id: None,
                    actor_kind: "command".to_owned(),
                    actor: "story".to_owned(),
                    action: "story.told".to_owned(),
                    subject: "story".to_owned(),
                    detail: "{}".to_owned(),
                };
                store.write(|work| async move { work.record(event).await }).await.unwrap();
            }
            let last = store.read(|work| async move { work.last_event_at().await }).await.unwrap();
            assert_eq!(last.map(At::milliseconds), Some(5_000));
        }
    }

    on_both_engines! {
        async fn only_a_database_server_has_a_clock_of_its_own(database: TestDatabase) {
            let store = Database::open(database.url()).await.unwrap();
            assert_eq!(store.server_clock().await.unwrap().is_some(), database.engine() == Engine::Postgres);
        }
    }
}
