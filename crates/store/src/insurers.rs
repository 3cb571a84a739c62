//! The tenants and their settings.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// An insurer as the store holds it; its settings are kept apart, as key and value.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Insurer {
    /// Our own identifier, the first part of every key.
    pub id: i64,
    /// The 保険者指定コード that members type.
    pub code: String,
    /// The insurer's name.
    pub name: String,
    /// The 8-digit 保険者番号, when the operator gave one.
    pub insurer_number: Option<String>,
    /// kenpo, kyosai, kokuho, kouki or other.
    pub kind: String,
    /// The roster version that is in force.
    pub roster_version: i64,
    /// When it was added.
    pub created_at: At,
}

impl Work {
    /// Adds an insurer.
    ///
    /// # Errors
    /// A unique violation when the code or the number stands already.
    pub async fn add_insurer(&self, insurer: &Insurer) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO insurers (id, code, name, insurer_number, kind, roster_version, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            insurer.id,
            &insurer.code,
            &insurer.name,
            &insurer.insurer_number,
            &insurer.kind,
            insurer.roster_version,
            insurer.created_at
        )?;
        Ok(())
    }

    /// The insurer with this code (lower case).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_by_code(&self, code: &str) -> Result<Option<Insurer>, StoreError> {
        fetch_optional!(self, Insurer, "SELECT * FROM insurers WHERE code = $1", code)
    }

    /// The insurer with this 8-digit 保険者番号.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_by_number(&self, number: &str) -> Result<Option<Insurer>, StoreError> {
        fetch_optional!(self, Insurer, "SELECT * FROM insurers WHERE insurer_number = $1", number)
    }

    /// The insurer with this identifier.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_by_id(&self, id: i64) -> Result<Option<Insurer>, StoreError> {
        fetch_optional!(self, Insurer, "SELECT * FROM insurers WHERE id = $1", id)
    }

    /// All insurers, by code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurers(&self) -> Result<Vec<Insurer>, StoreError> {
        fetch_all!(self, Insurer, "SELECT * FROM insurers ORDER BY code")
    }

    /// The settings of an insurer that were set, as key and value.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_settings(&self, insurer_id: i64) -> Result<Vec<(String, String)>, StoreError> {
        fetch_all!(self, (String, String), "SELECT key, value FROM insurer_settings WHERE insurer_id = $1 ORDER BY key", insurer_id)
    }

    /// Sets one setting of an insurer; `actor` is who did it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_insurer_setting(&self, insurer_id: i64, key: &str, value: &str, at: At, actor: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO insurer_settings (insurer_id, key, value, set_at, set_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (insurer_id, key) DO UPDATE SET value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by",
            insurer_id,
            key,
            value,
            at,
            actor
        )?;
        Ok(())
    }
}
