//! The roster: one row per person and stretch of roster versions. What is visible is what the version in force shows.

use madoguchi_rules::eligibility::Eligibility;

use crate::{
    Day, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// A row of this version or later that no newer version has replaced.
pub const OPEN_END: i64 = i64::MAX;

/// A person as the roster has them, with the keys that comparisons go by (made by `madoguchi-rules`).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RosterEntry {
    /// The insurer.
    pub insurer_id: i64,
    /// Our own identifier of the person.
    pub person_id: i64,
    /// First roster version that shows this row.
    pub from_version: i64,
    /// First roster version that no longer does; [`OPEN_END`] while it is the latest.
    pub to_version: i64,
    /// 記号 as given; empty when there is none.
    pub symbol: String,
    /// 番号 as given.
    pub number: String,
    /// 枝番, two digits.
    pub branch: Option<String>,
    /// 記号 as compared.
    pub symbol_key: String,
    /// 番号 as compared.
    pub number_key: String,
    /// 記号 without leading zeros.
    pub symbol_loose: String,
    /// 番号 without leading zeros.
    pub number_loose: String,
    /// 氏名カナ as given.
    pub kana_name: String,
    /// 氏名カナ in one width and script, voicing kept.
    pub kana_unfolded: String,
    /// 氏名カナ folded, as sign-up compares it.
    pub kana_folded: String,
    /// 氏名カナ folded leniently.
    pub kana_lenient: String,
    /// 氏名; empty when the roster has none.
    pub name: String,
    /// 生年月日.
    pub birth_date: Day,
    /// `insured` or `dependant`.
    pub relation: String,
    /// 資格取得日.
    pub acquired_on: Option<Day>,
    /// 資格喪失日: the first day without eligibility.
    pub lost_on: Option<Day>,
    /// メールアドレス.
    pub email: Option<String>,
    /// 個人キー, the insurer's own lasting key.
    pub personal_key: Option<String>,
    /// 事業所名.
    pub office: Option<String>,
    /// 郵便番号.
    pub postal_code: Option<String>,
    /// 住所.
    pub address: Option<String>,
    /// 負担割合.
    pub burden: Option<String>,
    /// 負担割合発効日: the first day of this share.
    pub burden_from: Option<Day>,
    /// 認定日.
    pub recognised_on: Option<Day>,
    /// An earlier 資格取得日 that an accepted move (任意継続) carried over: eligibility counts from there.
    pub eligible_from: Option<Day>,
    /// Whether `lost_on` was set by an import because the person was missing or somebody else has their number.
    pub lost_by_import: bool,
}

impl RosterEntry {
    /// The days between which the person is eligible, with what an accepted move carried over.
    pub fn eligibility(&self) -> Eligibility {
        Eligibility { acquired: self.eligible_from.or(self.acquired_on).map(|day| day.0), lost: self.lost_on.map(|day| day.0) }
    }
}

/// See [`Work::people_by_number`]. `+ 0` keeps SQLite from walking through the insurer's people in their order to spare a sort.
pub(crate) const BY_NUMBER: &str = "SELECT e.* FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
     WHERE e.insurer_id = $1 AND e.number_loose = $3 AND e.symbol_loose = $2
       AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
     ORDER BY e.person_id + 0";

/// See [`Work::person`].
pub(crate) const BY_PERSON: &str = "SELECT e.* FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
     WHERE e.insurer_id = $1 AND e.person_id = $2 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version";

/// By what a line of costs finds its person: a stretch of the roster, in force or earlier.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CardHolder {
    /// Our own identifier of the person.
    pub person_id: i64,
    /// First roster version that shows this.
    pub from_version: i64,
    /// Whether the version in force shows it.
    pub is_current: bool,
    /// 記号 without leading zeros.
    pub symbol_loose: String,
    /// 番号 without leading zeros.
    pub number_loose: String,
    /// 枝番.
    pub branch: Option<String>,
    /// 氏名カナ in one width and script, voicing kept.
    pub kana_unfolded: String,
    /// 氏名カナ folded.
    pub kana_folded: String,
    /// 氏名カナ folded leniently.
    pub kana_lenient: String,
    /// 生年月日.
    pub birth_date: Day,
    /// The first day of eligibility.
    pub acquired_on: Option<Day>,
    /// 資格喪失日.
    pub lost_on: Option<Day>,
}

impl Work {
    /// A page of everybody who has or had a 記号・番号, in force or in earlier versions: at most `rows` after this person and version.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn card_holders(&self, insurer_id: i64, after: (i64, i64), rows: i64) -> Result<Vec<CardHolder>, StoreError> {
        fetch_all!(
            self,
            CardHolder,
            "SELECT e.person_id, e.from_version, i.roster_version < e.to_version AS is_current, e.symbol_loose, e.number_loose, e.branch,
                    e.kana_unfolded, e.kana_folded, e.kana_lenient, e.birth_date, COALESCE(e.eligible_from, e.acquired_on) AS acquired_on, e.lost_on
             FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             WHERE e.insurer_id = $1 AND (e.person_id, e.from_version) > ($2, $3) AND e.from_version <= i.roster_version
             ORDER BY e.person_id, e.from_version LIMIT $4",
            insurer_id,
            after.0,
            after.1,
            rows
        )
    }

    /// Adds a row of the roster.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_roster_entry(&self, entry: &RosterEntry) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO roster_entries (insurer_id, person_id, from_version, to_version, symbol, number, branch, symbol_key, number_key,
                 symbol_loose, number_loose, kana_name, kana_unfolded, kana_folded, kana_lenient, name, birth_date, relation, acquired_on,
                 lost_on, email, personal_key, office, postal_code, address, burden, burden_from, recognised_on, eligible_from,
                 lost_by_import)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
                 $26, $27, $28, $29, $30)",
            entry.insurer_id,
            entry.person_id,
            entry.from_version,
            entry.to_version,
            &entry.symbol,
            &entry.number,
            &entry.branch,
            &entry.symbol_key,
            &entry.number_key,
            &entry.symbol_loose,
            &entry.number_loose,
            &entry.kana_name,
            &entry.kana_unfolded,
            &entry.kana_folded,
            &entry.kana_lenient,
            &entry.name,
            entry.birth_date,
            &entry.relation,
            entry.acquired_on,
            entry.lost_on,
            &entry.email,
            &entry.personal_key,
            &entry.office,
            &entry.postal_code,
            &entry.address,
            &entry.burden,
            entry.burden_from,
            entry.recognised_on,
            entry.eligible_from,
            entry.lost_by_import
        )?;
        Ok(())
    }

    /// The people of the roster in force with this 記号 and 番号, leading zeros aside, eligible or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_by_number(&self, insurer_id: i64, symbol_loose: &str, number_loose: &str) -> Result<Vec<RosterEntry>, StoreError> {
        fetch_all!(self, RosterEntry, BY_NUMBER, insurer_id, symbol_loose, number_loose)
    }

    /// A person as the roster in force has them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn person(&self, insurer_id: i64, person_id: i64) -> Result<Option<RosterEntry>, StoreError> {
        fetch_optional!(self, RosterEntry, BY_PERSON, insurer_id, person_id)
    }

    /// A page of the roster in force: at most `rows` people, by our own identifier, after `person_id`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_after(&self, insurer_id: i64, person_id: i64, rows: i64) -> Result<Vec<RosterEntry>, StoreError> {
        fetch_all!(
            self,
            RosterEntry,
            "SELECT e.* FROM roster_entries e JOIN insurers i ON i.id = e.insurer_id
             WHERE e.insurer_id = $1 AND e.person_id > $2 AND e.from_version <= i.roster_version AND i.roster_version < e.to_version
             ORDER BY e.person_id LIMIT $3",
            insurer_id,
            person_id,
            rows
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
