//! Versions of the terms of use, and who agreed to which.

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_one, fetch_optional},
};

/// A published version of the terms of use.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TermsVersion {
    /// 1, 2, 3 …
    pub version: i64,
    /// The text, Markdown.
    pub body: String,
    /// SHA-256 of the text: what a consent refers to.
    pub body_sha256: Vec<u8>,
    /// In force from this day on, 00:00 JST.
    pub effective_on: Day,
    /// When it was published.
    pub published_at: At,
    /// Who published it.
    pub published_by: String,
}

impl Work {
    /// Publishes a version.
    ///
    /// # Errors
    /// A unique violation when the version stands already.
    pub async fn publish_terms(&self, terms: &TermsVersion) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO terms_versions (version, body, body_sha256, effective_on, published_at, published_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
            terms.version,
            &terms.body,
            &terms.body_sha256,
            terms.effective_on,
            terms.published_at,
            &terms.published_by
        )?;
        Ok(())
    }

    /// All versions, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn terms_versions(&self) -> Result<Vec<TermsVersion>, StoreError> {
        fetch_all!(self, TermsVersion, "SELECT * FROM terms_versions ORDER BY version")
    }

    /// The version in force on a day: the highest that took effect by then.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn terms_in_force(&self, on: Day) -> Result<Option<TermsVersion>, StoreError> {
        fetch_optional!(self, TermsVersion, "SELECT * FROM terms_versions WHERE effective_on <= $1 ORDER BY version DESC LIMIT 1", on)
    }

    /// Whether the account agreed to the version in force on a day. Where no terms are in force there is nothing to agree to.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_agreed_to_terms(&self, insurer_id: i64, account_id: i64, on: Day) -> Result<bool, StoreError> {
        let (open,): (i64,) = fetch_one!(
            self,
            (i64,),
            "SELECT COUNT(*) FROM terms_versions t
             WHERE t.version = (SELECT MAX(version) FROM terms_versions WHERE effective_on <= $3)
               AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.insurer_id = $1 AND c.account_id = $2 AND c.version = t.version)",
            insurer_id,
            account_id,
            on
        )?;
        Ok(open == 0)
    }

    /// The latest version that the account agreed to.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_agreed_version(&self, insurer_id: i64, account_id: i64) -> Result<Option<i64>, StoreError> {
        let (version,): (Option<i64>,) = fetch_one!(
            self,
            (Option<i64>,),
            "SELECT MAX(version) FROM consents WHERE insurer_id = $1 AND account_id = $2",
            insurer_id,
            account_id
        )?;
        Ok(version)
    }

    /// Records that an account agreed to a version; agreeing twice keeps the first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn agree_to_terms(&self, insurer_id: i64, account_id: i64, terms: &TermsVersion, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO consents (insurer_id, account_id, version, body_sha256, agreed_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (insurer_id, account_id, version) DO NOTHING",
            insurer_id,
            account_id,
            terms.version,
            &terms.body_sha256,
            at
        )?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
