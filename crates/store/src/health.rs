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
