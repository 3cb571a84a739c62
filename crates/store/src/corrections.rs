//! What the desk corrected on the roster: it holds until the roster's own value changes (contract, section 6).

use crate::{
    At, Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
    roster::{OPEN_END, RosterEntry},
};

/// A field that the desk may correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CorrectedField {
    /// 氏名カナ.
    KanaName,
    /// 氏名.
    Name,
    /// 生年月日.
    BirthDate,
    /// メールアドレス.
    Email,
    /// 郵便番号.
    PostalCode,
    /// 住所.
    Address,
}

/// A correction in force.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Correction {
    /// The insurer.
    pub insurer_id: i64,
    /// The person.
    pub person_id: i64,
    /// [`CorrectedField::name`].
    pub field: String,
    /// What the roster's own file said when the field was first corrected; a date as ISO text.
    pub roster_value: Option<String>,
    /// The keys of a name in kana that the file gave: unfolded, folded, lenient.
    pub roster_kana_unfolded: Option<String>,
    /// See there.
    pub roster_kana_folded: Option<String>,
    /// See there.
    pub roster_kana_lenient: Option<String>,
    /// What stands on the roster instead.
    pub corrected_value: Option<String>,
    /// Why.
    pub reason: String,
    /// Who corrected it: the actor of the trail.
    pub corrected_by: String,
    /// When.
    pub corrected_at: At,
}

impl CorrectedField {
    /// Every one.
    pub const ALL: [CorrectedField; 6] = [Self::KanaName, Self::Name, Self::BirthDate, Self::Email, Self::PostalCode, Self::Address];

    /// Its name in the table and in the trail, which is its column of the roster.
    pub fn name(self) -> &'static str {
        match self {
            Self::KanaName => "kana_name",
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::Email => "email",
            Self::PostalCode => "postal_code",
            Self::Address => "address",
        }
    }

    /// The field of this name.
    pub fn named(name: &str) -> Option<CorrectedField> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The columns of the roster that it decides.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::KanaName => &["kana_name", "kana_unfolded", "kana_folded", "kana_lenient"],
            Self::Name => &["name"],
            Self::BirthDate => &["birth_date"],
            Self::Email => &["email"],
            Self::PostalCode => &["postal_code"],
            Self::Address => &["address"],
        }
    }

    /// The field that decides this column of the roster.
    pub fn of_column(column: &str) -> Option<CorrectedField> {
        Self::ALL.into_iter().find(|field| field.columns().contains(&column))
    }
}

impl Correction {
    /// The columns of the roster as the roster's own file had them, in the order of [`CorrectedField::columns`].
    pub(crate) fn roster_columns(&self, field: CorrectedField) -> Vec<Option<&str>> {
        let mut columns = vec![self.roster_value.as_deref()];
        if field == CorrectedField::KanaName {
            columns.extend([&self.roster_kana_unfolded, &self.roster_kana_folded, &self.roster_kana_lenient].map(|key| key.as_deref()));
        }
        // 氏名 is never absent on the roster, only empty.
        if field == CorrectedField::Name && self.roster_value.is_none() {
            columns[0] = Some("");
        }
        columns
    }

    /// Gives a row of the roster back what the roster's own file said.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the correction holds what no program wrote.
    pub fn undo(&self, entry: &mut RosterEntry) -> Result<(), StoreError> {
        let unreadable = |problem: &str| StoreError::Unreadable { column: "roster_corrections", problem: problem.to_owned() };
        let field = CorrectedField::named(&self.field).ok_or_else(|| unreadable("no such field"))?;
        let given = || self.roster_value.clone();
        match field {
            CorrectedField::KanaName => {
                let key = |key: &Option<String>| key.clone().ok_or_else(|| unreadable("a name in kana without its keys"));
                entry.kana_name = key(&self.roster_value)?;
                entry.kana_unfolded = key(&self.roster_kana_unfolded)?;
                entry.kana_folded = key(&self.roster_kana_folded)?;
                entry.kana_lenient = key(&self.roster_kana_lenient)?;
            }
            CorrectedField::Name => entry.name = given().unwrap_or_default(),
            CorrectedField::BirthDate => {
                let date = self.roster_value.as_deref().and_then(|text| text.parse().ok());
                entry.birth_date = Day(date.ok_or_else(|| unreadable("no date"))?);
            }
            CorrectedField::Email => entry.email = given(),
            CorrectedField::PostalCode => entry.postal_code = given(),
            CorrectedField::Address => entry.address = given(),
        }
        Ok(())
    }
}

impl Work {
    /// Notes a correction, in the place of an earlier one of the same field.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_correction(&self, correction: &Correction) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_corrections (insurer_id, person_id, field, roster_value, roster_kana_unfolded, roster_kana_folded,
                 roster_kana_lenient, corrected_value, reason, corrected_by, corrected_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (insurer_id, person_id, field) DO UPDATE SET roster_value = excluded.roster_value,
                 roster_kana_unfolded = excluded.roster_kana_unfolded, roster_kana_folded = excluded.roster_kana_folded,
                 roster_kana_lenient = excluded.roster_kana_lenient, corrected_value = excluded.corrected_value,
                 reason = excluded.reason, corrected_by = excluded.corrected_by, corrected_at = excluded.corrected_at",
            correction.insurer_id,
            correction.person_id,
            &correction.field,
            &correction.roster_value,
            &correction.roster_kana_unfolded,
            &correction.roster_kana_folded,
            &correction.roster_kana_lenient,
            &correction.corrected_value,
            &correction.reason,
            &correction.corrected_by,
            correction.corrected_at
        )?;
        Ok(())
    }

    /// Ends a correction; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_correction(&self, insurer_id: i64, person_id: i64, field: CorrectedField) -> Result<bool, StoreError> {
        let removed = execute!(
            self,
            "DELETE FROM roster_corrections WHERE insurer_id = $1 AND person_id = $2 AND field = $3",
            insurer_id,
            person_id,
            field.name()
        )?;
        Ok(removed == 1)
    }

    /// The correction in force of one field of a person.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn correction(&self, insurer_id: i64, person_id: i64, field: CorrectedField) -> Result<Option<Correction>, StoreError> {
        fetch_optional!(
            self,
            Correction,
            "SELECT * FROM roster_corrections WHERE insurer_id = $1 AND person_id = $2 AND field = $3",
            insurer_id,
            person_id,
            field.name()
        )
    }

    /// The corrections in force of a person.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn corrections_of(&self, insurer_id: i64, person_id: i64) -> Result<Vec<Correction>, StoreError> {
        fetch_all!(
            self,
            Correction,
            "SELECT * FROM roster_corrections WHERE insurer_id = $1 AND person_id = $2 ORDER BY field",
            insurer_id,
            person_id
        )
    }

    /// A page of an insurer's corrections in force: at most `rows`, by person and field, after this one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn corrections_after(&self, insurer_id: i64, after: (i64, &str), rows: i64) -> Result<Vec<Correction>, StoreError> {
        fetch_all!(
            self,
            Correction,
            "SELECT * FROM roster_corrections WHERE insurer_id = $1 AND (person_id > $2 OR (person_id = $2 AND field > $3))
             ORDER BY person_id, field LIMIT $4",
            insurer_id,
            after.0,
            after.1,
            rows
        )
    }

    /// Writes a person's row of roster version `version` in the place of the one in force. Call [`Work::switch_roster`] after it, and
    /// only under the lease of the insurer's roster, when no import has begun to write.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn replace_roster_entry(&self, entry: &RosterEntry, version: i64) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE roster_entries SET to_version = $3 WHERE insurer_id = $1 AND person_id = $2 AND to_version = $4",
            entry.insurer_id,
            entry.person_id,
            version,
            OPEN_END
        )?;
        self.add_roster_entry(&RosterEntry { from_version: version, to_version: OPEN_END, ..entry.clone() }).await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
