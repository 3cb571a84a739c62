//! Finding people of a roster at the desk: by the keys that comparisons go by, page after page, each through an index.

use std::collections::BTreeSet;

use crate::{
    Day, StoreError, Work,
    engine::{fetch_all, fetch_optional},
};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

/// Greater than every text: where a list without an end ends.
pub const AFTER_ALL: &str = "\u{10ffff}";

/// The end of everything that begins with `prefix`.
pub fn end_of(prefix: &str) -> String {
    format!("{prefix}{AFTER_ALL}")
}

/// A person in the list of the desk.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedPerson {
    /// Our own identifier.
    pub person_id: i64,
    /// 記号 as given.
    pub symbol: String,
    /// 番号 as given.
    pub number: String,
    /// 枝番, two digits.
    pub branch: Option<String>,
    /// 氏名カナ as given.
    pub kana_name: String,
    /// 氏名; empty when the roster has none.
    pub name: String,
    /// 生年月日.
    pub birth_date: Day,
    /// `insured` or `dependant`.
    pub relation: String,
    /// The first day of eligibility, with what a move carried over.
    pub acquired_on: Option<Day>,
    /// 資格喪失日.
    pub lost_on: Option<Day>,
    /// Whether they have a live account.
    pub is_registered: bool,
    /// The text that the list is sorted by.
    pub sorted_by: String,
}

/// Where a page of a list begins: after the person who has this place in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text that the list is sorted by.
    pub key: String,
    /// The birth date as text, which comes next in the order of names in kana; blank elsewhere.
    pub birth_date: String,
    /// Our own identifier, which comes last.
    pub person_id: i64,
}

impl Place {
    /// Before everything that begins with `prefix`.
    pub fn before(prefix: &str) -> Place {
        Place { key: prefix.to_owned(), birth_date: String::new(), person_id: i64::MIN }
    }

    /// After this person of a list.
    pub fn after(person: &ListedPerson) -> Place {
        Place { key: person.sorted_by.clone(), birth_date: person.birth_date.0.to_string(), person_id: person.person_id }
    }
}

/// What the desk compares of a name in kanji; `madoguchi_rules::search::name_key` makes the same of what is typed, and the index
/// `roster_entries_by_name` has it too.
macro_rules! name_key {
    () => {
        "replace(replace(replace(replace(replace(e.name, '　', ''), ' ', ''), '髙', '高'), '﨑', '崎'), '𠮷', '吉')"
    };
}

/// The list's columns, sorted by `$key`, of rows that the roster in force shows, with a condition and an order.
macro_rules! listed {
    ($key:expr, $rest:expr) => {
        concat!(
            "SELECT e.person_id, e.symbol, e.number, e.branch, e.kana_name, e.name, e.birth_date, e.relation,
                 COALESCE(e.eligible_from, e.acquired_on) AS acquired_on, e.lost_on,
                 EXISTS (SELECT 1 FROM accounts a WHERE a.insurer_id = e.insurer_id AND a.person_id = e.person_id
                     AND a.closed_at IS NULL) AS is_registered, ",
            $key,
            " AS sorted_by FROM roster_entries e
             WHERE e.insurer_id = $1 AND e.from_version <= (SELECT roster_version FROM insurers WHERE id = $1)
               AND e.to_version > (SELECT roster_version FROM insurers WHERE id = $1) AND ",
            $rest
        )
    };
}

/// A page by folded kana.
pub(crate) const BY_KANA: &str = listed!(
    "e.kana_folded",
    "(e.kana_folded, e.birth_date, e.person_id) > ($2, $3, $4) AND e.kana_folded < $5
                 ORDER BY e.kana_folded, e.birth_date, e.person_id LIMIT $6"
);

/// A page by lenient kana.
pub(crate) const BY_SOUND: &str = listed!(
    "e.kana_lenient",
    "(e.kana_lenient, e.birth_date, e.person_id) > ($2, $3, $4) AND e.kana_lenient < $5
                 ORDER BY e.kana_lenient, e.birth_date, e.person_id LIMIT $6"
);

/// A page by the name as the desk compares it.
pub(crate) const BY_NAME: &str = listed!(
    name_key!(),
    // SQLite bounds an expression from below only when it is compared alone.
    concat!(
        name_key!(),
        " >= $2 AND (",
        name_key!(),
        " > $2 OR e.person_id > $3) AND ",
        name_key!(),
        " < $4 ORDER BY ",
        name_key!(),
        ", e.person_id LIMIT $5"
    )
);

/// A page by 番号, by 記号.
pub(crate) const BY_CARD: &str = listed!(
    "e.symbol_loose",
    "e.number_loose = $2 AND (e.symbol_loose, e.person_id) > ($3, $4) AND e.symbol_loose < $5
                 ORDER BY e.symbol_loose, e.person_id LIMIT $6"
);

/// Who has a mail address on the roster.
pub(crate) const BY_EMAIL: &str =
    "SELECT e.person_id FROM roster_entries e WHERE e.insurer_id = $1 AND lower(e.email) = $2 AND e.email IS NOT NULL LIMIT $3";

/// One person as the list has them.
pub(crate) const ONE: &str = listed!("e.kana_folded", "e.person_id = $2");

impl Work {
    /// The people whose folded kana stands after `from` and before `until`, in that order, at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_by_kana(&self, insurer_id: i64, from: &Place, until: &str, most: i64) -> Result<Vec<ListedPerson>, StoreError> {
        fetch_all!(self, ListedPerson, BY_KANA, insurer_id, &from.key, &from.birth_date, from.person_id, until, most)
    }

    /// The same by the lenient kana: names that sound alike.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_by_sound(&self, insurer_id: i64, from: &Place, until: &str, most: i64) -> Result<Vec<ListedPerson>, StoreError> {
        fetch_all!(self, ListedPerson, BY_SOUND, insurer_id, &from.key, &from.birth_date, from.person_id, until, most)
    }

    /// The same by the name as the desk compares it (`madoguchi_rules::search::name_key`).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_by_name(&self, insurer_id: i64, from: &Place, until: &str, most: i64) -> Result<Vec<ListedPerson>, StoreError> {
        fetch_all!(self, ListedPerson, BY_NAME, insurer_id, &from.key, from.person_id, until, most)
    }

    /// The people with this 番号, leading zeros aside, by 記号; with `symbol` only those of that 記号.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_by_card(
        &self,
        insurer_id: i64,
        number_loose: &str,
        symbol: Option<&str>,
        from: &Place,
        most: i64,
    ) -> Result<Vec<ListedPerson>, StoreError> {
        let until = symbol.map_or_else(|| AFTER_ALL.to_owned(), |symbol| format!("{symbol}\u{1}"));
        fetch_all!(self, ListedPerson, BY_CARD, insurer_id, number_loose, &from.key, from.person_id, until, most)
    }

    /// The people who have this mail address on the roster, or an account with it (lower case), at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn people_by_email(&self, insurer_id: i64, email_key: &str, most: i64) -> Result<Vec<ListedPerson>, StoreError> {
        let on_roster = fetch_all!(self, (i64,), BY_EMAIL, insurer_id, email_key, most)?;
        let of_accounts = fetch_all!(
            self,
            (i64,),
            "SELECT person_id FROM accounts WHERE insurer_id = $1 AND lower(email) = $2 LIMIT $3",
            insurer_id,
            email_key,
            most
        )?;
        let ids: BTreeSet<(i64,)> = on_roster.into_iter().chain(of_accounts).collect();
        let mut people = Vec::new();
        for (person_id,) in ids {
            people.extend(self.listed_person(insurer_id, person_id).await?);
        }
        Ok(people)
    }

    async fn listed_person(&self, insurer_id: i64, person_id: i64) -> Result<Option<ListedPerson>, StoreError> {
        fetch_optional!(self, ListedPerson, ONE, insurer_id, person_id)
    }

    /// The person whose account has, or had, this user ID.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn person_by_user_id(&self, insurer_id: i64, user_key: &str) -> Result<Option<ListedPerson>, StoreError> {
        fetch_optional!(
            self,
            ListedPerson,
            listed!(
                "e.kana_folded",
                "e.person_id = (SELECT a.person_id FROM user_ids u JOIN accounts a ON a.insurer_id = u.insurer_id AND a.id = u.account_id
                     WHERE u.user_key = $2 AND u.insurer_id = $1)"
            ),
            insurer_id,
            user_key
        )
    }
}
