//! The codes that go out by letter (初回登録コード): made in batches, counting from the moment at which their batch is issued.
//!
//! Of a person's issued codes only the newest counts, so issuing ends the older ones without touching them, at one instant for a whole
//! batch however large it is.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all},
    roster::RosterEntry,
};

/// Letters that are made together.
#[derive(Clone, Debug)]
pub struct NewLetterBatch {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier.
    pub id: i64,
    /// Who makes them, as the trail names them.
    pub issued_by: String,
    /// Why; empty when nobody asked.
    pub reason: String,
    /// When it begins.
    pub begun_at: At,
    /// Until when its codes are valid.
    pub expires_at: At,
}

/// A code of a batch.
#[derive(Clone, Debug)]
pub struct NewLetterCode {
    /// The roster's person.
    pub person_id: i64,
    /// Keyed hash over insurer, person and code.
    pub code_hash: Vec<u8>,
}

/// An issued code of a person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterCodeRow {
    /// The batch.
    pub batch_id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// Keyed hash over insurer, person and code.
    pub code_hash: Vec<u8>,
    /// When it was issued.
    pub issued_at: At,
    /// Until when it is valid.
    pub expires_at: At,
    /// When an account was made with it.
    pub used_at: Option<At>,
}

/// A person of the roster in force, with what decides whether a letter goes to them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterCandidate {
    /// The person.
    #[sqlx(flatten)]
    pub person: RosterEntry,
    /// Whether they have an account.
    pub is_registered: bool,
    /// Whether they have a code that is valid still and unused.
    pub has_code: bool,
    /// Whether they are marked (支援措置, 開示注意), also as who they were before an accepted move.
    pub is_cautioned: bool,
}

/// A batch as the desk lists it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterBatch {
    /// Our own identifier.
    pub id: i64,
    /// Who made it.
    pub issued_by: String,
    /// Why; may be empty.
    pub reason: String,
    /// When it was issued.
    pub issued_at: At,
    /// Until when its codes are valid.
    pub expires_at: At,
    /// How many letters it has.
    pub letters: i64,
    /// How many of them were used to register.
    pub used: i64,
}

/// The people of the roster in force after a place, with what decides whether a letter goes to them.
macro_rules! candidates {
    () => {
        "SELECT e.*,
                 EXISTS (SELECT 1 FROM accounts a WHERE a.insurer_id = e.insurer_id AND a.closed_at IS NULL AND a.person_id = e.person_id)
                 OR EXISTS (SELECT 1 FROM possible_same_people m
                     JOIN accounts a ON a.insurer_id = m.insurer_id AND a.person_id = m.new_person_id AND a.closed_at IS NULL
                     WHERE m.insurer_id = e.insurer_id AND m.old_person_id = e.person_id AND m.accepted_at IS NOT NULL) AS is_registered,
                 EXISTS (SELECT 1 FROM letter_codes c JOIN letter_batches b ON b.insurer_id = c.insurer_id AND b.id = c.batch_id
                     WHERE c.insurer_id = e.insurer_id AND c.person_id = e.person_id AND c.used_at IS NULL
                       AND b.issued_at IS NOT NULL AND b.expires_at > $4
                       AND NOT EXISTS (SELECT 1 FROM letter_codes c2
                           JOIN letter_batches b2 ON b2.insurer_id = c2.insurer_id AND b2.id = c2.batch_id
                           WHERE c2.insurer_id = c.insurer_id AND c2.person_id = c.person_id AND b2.issued_at > b.issued_at)) AS has_code,
                 e.person_id IN (WITH RECURSIVE marked (person_id) AS (
                     SELECT k.person_id FROM cautions k WHERE k.insurer_id = $1 UNION
                     SELECT m.new_person_id FROM possible_same_people m JOIN marked ON m.old_person_id = marked.person_id
                     WHERE m.insurer_id = $1 AND m.accepted_at IS NOT NULL) SELECT person_id FROM marked) AS is_cautioned
             FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             WHERE e.insurer_id = $1 AND e.person_id > $2 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version"
    };
}

impl Work {
    /// A page of the roster in force for letters: at most `rows` people, by our own identifier, after `person_id`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn letter_candidates_after(
        &self,
        insurer_id: i64,
        person_id: i64,
        rows: i64,
        now: At,
    ) -> Result<Vec<LetterCandidate>, StoreError> {
        let sql = concat!(candidates!(), " ORDER BY e.person_id LIMIT $3");
        fetch_all!(self, LetterCandidate, sql, insurer_id, person_id, rows, now)
    }

    /// The same without who has an account, and without who has a code unless they get one `again`: where nearly everybody is passed
    /// over the database passes over them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn letters_due_after(
        &self,
        insurer_id: i64,
        person_id: i64,
        rows: i64,
        now: At,
        again: bool,
    ) -> Result<Vec<LetterCandidate>, StoreError> {
        let sql = concat!(
            "SELECT * FROM (",
            candidates!(),
            ") c WHERE NOT c.is_registered AND ($5 OR NOT c.has_code) ORDER BY c.person_id LIMIT $3"
        );
        fetch_all!(self, LetterCandidate, sql, insurer_id, person_id, rows, now, again)
    }

    /// Begins a batch. Its codes count once it is issued.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_letter_batch(&self, batch: &NewLetterBatch) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO letter_batches (insurer_id, id, issued_by, reason, begun_at, expires_at, letters) VALUES ($1, $2, $3, $4, $5, $6, 0)",
            batch.insurer_id,
            batch.id,
            &batch.issued_by,
            &batch.reason,
            batch.begun_at,
            batch.expires_at
        )?;
        Ok(())
    }

    /// Adds a code to a batch that is not issued yet.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_letter_code(&self, insurer_id: i64, batch_id: i64, code: &NewLetterCode) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO letter_codes (insurer_id, batch_id, person_id, code_hash) VALUES ($1, $2, $3, $4)",
            insurer_id,
            batch_id,
            code.person_id,
            &code.code_hash
        )?;
        Ok(())
    }

    /// Issues a batch: from now on its codes count, and the older ones of its people no more. Answers whether this call issued it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn issue_letter_batch(&self, insurer_id: i64, batch_id: i64, letters: i64, at: At) -> Result<bool, StoreError> {
        let issued = execute!(
            self,
            "UPDATE letter_batches SET issued_at = $4, letters = $3 WHERE insurer_id = $1 AND id = $2 AND issued_at IS NULL",
            insurer_id,
            batch_id,
            letters,
            at
        )?;
        Ok(issued == 1)
    }

    /// Takes a batch back that was not issued, with its codes.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_letter_batch(&self, insurer_id: i64, batch_id: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "DELETE FROM letter_codes WHERE insurer_id = $1 AND batch_id IN
                 (SELECT b.id FROM letter_batches b WHERE b.insurer_id = $1 AND b.id = $2 AND b.issued_at IS NULL)",
            insurer_id,
            batch_id
        )?;
        execute!(self, "DELETE FROM letter_batches WHERE insurer_id = $1 AND id = $2 AND issued_at IS NULL", insurer_id, batch_id)?;
        Ok(())
    }

    /// A person's issued codes, the newest first: only that one counts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn letter_codes_of_person(&self, insurer_id: i64, person_id: i64) -> Result<Vec<LetterCodeRow>, StoreError> {
        fetch_all!(
            self,
            LetterCodeRow,
            "SELECT c.batch_id, c.person_id, c.code_hash, b.issued_at, b.expires_at, c.used_at
             FROM letter_codes c JOIN letter_batches b ON b.insurer_id = c.insurer_id AND b.id = c.batch_id
             WHERE c.insurer_id = $1 AND c.person_id = $2 AND b.issued_at IS NOT NULL
             ORDER BY b.issued_at DESC, b.id DESC",
            insurer_id,
            person_id
        )
    }

    /// Uses a person's code up, once: answers whether this call was the one that used it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_letter_code(&self, insurer_id: i64, batch_id: i64, person_id: i64, at: At) -> Result<bool, StoreError> {
        let used = execute!(
            self,
            "UPDATE letter_codes SET used_at = $4 WHERE insurer_id = $1 AND batch_id = $2 AND person_id = $3 AND used_at IS NULL",
            insurer_id,
            batch_id,
            person_id,
            at
        )?;
        Ok(used == 1)
    }

    /// A page of the issued batches of an insurer, the newest first: at most `rows`, before the one with this identifier
    /// ([`i64::MAX`]: from the newest on).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn letter_batches_before(&self, insurer_id: i64, batch_id: i64, rows: i64) -> Result<Vec<LetterBatch>, StoreError> {
        fetch_all!(
            self,
            LetterBatch,
            "SELECT b.id, b.issued_by, b.reason, b.issued_at, b.expires_at, b.letters,
                 (SELECT COUNT(*) FROM letter_codes c WHERE c.insurer_id = b.insurer_id AND c.batch_id = b.id AND c.used_at IS NOT NULL) AS used
             FROM letter_batches b WHERE b.insurer_id = $1 AND b.id < $2 AND b.issued_at IS NOT NULL
             ORDER BY b.id DESC LIMIT $3",
            insurer_id,
            batch_id,
            rows
        )
    }

    /// Removes what a program left behind that died over it: batches that were begun by `by` and never issued, with their codes.
    /// Answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_unissued_letters(&self, by: At) -> Result<u64, StoreError> {
        let codes = execute!(
            self,
            "DELETE FROM letter_codes WHERE (insurer_id, batch_id) IN
                 (SELECT b.insurer_id, b.id FROM letter_batches b WHERE b.issued_at IS NULL AND b.begun_at <= $1)",
            by
        )?;
        let batches = execute!(self, "DELETE FROM letter_batches WHERE issued_at IS NULL AND begun_at <= $1", by)?;
        Ok(codes + batches)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
