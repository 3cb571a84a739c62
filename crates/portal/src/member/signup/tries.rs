//! What failed identifications typed, for the desk: a member who calls is told which item does not match, and by which letter. Values
//! stand sealed and bound to their row, for 30 days; rows are found by keyed hashes, and nothing of them goes to the logs.

use jiff::{Timestamp, civil::Date};
use madoguchi_rules::{desk_actions::TRIES_KEPT, identifiers::Symbol};
use madoguchi_store::{At, StoreError, Work, roster::RosterEntry, signup_tries::SignupTry};
use serde::{Deserialize, Serialize};

use super::identity::{finding::Cause, form::Typed};
use crate::{keys::Key, portal::Portal, web::Visit};

/// The desk is shown the latest.
const SHOWN: i64 = 10;

/// Four items as they were typed.
#[derive(Clone, Serialize, Deserialize)]
pub struct TypedItems {
    /// 記号; blank when it was left blank.
    pub symbol: String,
    /// 番号.
    pub number: String,
    /// 生年月日.
    pub birth_date: Date,
    /// 氏名（カナ）, in full-width kana.
    pub kana_name: String,
}

/// A failed identification as the desk sees it.
#[derive(Clone)]
pub struct Try {
    /// What was typed.
    pub typed: TypedItems,
    /// Why it failed, as [`Cause::name`] has it.
    pub cause: String,
    /// How often the same was tried.
    pub times: i64,
    /// When it was last tried.
    pub at: Timestamp,
}

/// Keeps a try that failed.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn keep(visit: &Visit, work: &Work, typed: &Typed, cause: Cause) -> Result<(), StoreError> {
    let (portal, identity) = (&visit.portal, &typed.identity);
    let hashes = Hashes { key: &portal.keys.tries, insurer_id: typed.insurer.id };
    let symbol = identity.symbol.as_ref();
    let items = TypedItems {
        symbol: symbol.map_or_else(String::new, |symbol| symbol.as_given().to_owned()),
        number: identity.number.as_given().to_owned(),
        birth_date: identity.birth_date,
        kana_name: identity.kana_name.display().to_owned(),
    };
    let number_hash = hashes.number(symbol.map_or("", Symbol::loose_key), identity.number.loose_key());
    let name_hash = hashes.name(identity.birth_date, identity.kana_name.folded());
    let digest = hashes.key.mac(&[b"try", &number_hash, &name_hash]).to_vec();
    let plain =
        serde_json::to_vec(&items).map_err(|error| StoreError::Unreadable { column: "signup_tries.sealed", problem: error.to_string() })?;
    let kept = SignupTry {
        insurer_id: hashes.insurer_id,
        sealed: hashes.key.seal(portal.random, &context(hashes.insurer_id, &digest), &plain),
        digest,
        number_hash,
        name_hash,
        cause: cause.name().to_owned(),
        times: 1,
        at: At::from(visit.now),
        expires_at: At::from(visit.now + TRIES_KEPT),
    };
    work.keep_signup_try(&kept).await
}

/// What was tried lately with a person's 記号 and 番号, or with their name and birth date; the latest first.
///
/// # Errors
/// [`StoreError::Unreadable`] when a row was altered or sealed under another key.
pub async fn of_person(portal: &Portal, work: &Work, person: &RosterEntry, now: Timestamp) -> Result<Vec<Try>, StoreError> {
    let hashes = Hashes { key: &portal.keys.tries, insurer_id: person.insurer_id };
    let number = hashes.number(&person.symbol_loose, &person.number_loose);
    let name = hashes.name(person.birth_date.0, &person.kana_folded);
    let rows = work.signup_tries(person.insurer_id, &number, &name, At::from(now), SHOWN).await?;
    rows.iter().map(|row| open(portal, row)).collect()
}

fn open(portal: &Portal, row: &SignupTry) -> Result<Try, StoreError> {
    let unreadable = |problem: &str| StoreError::Unreadable { column: "signup_tries.sealed", problem: problem.to_owned() };
    let plain = portal.keys.tries.open(&context(row.insurer_id, &row.digest), &row.sealed);
    let plain = plain.ok_or_else(|| unreadable("it opens under another key or in another row only"))?;
    let typed = serde_json::from_slice(&plain).map_err(|_| unreadable("no typed items"))?;
    Ok(Try { typed, cause: row.cause.clone(), times: row.times, at: row.at.timestamp() })
}

/// A sealed try opens only in its own row.
fn context(insurer_id: i64, digest: &[u8]) -> Vec<u8> {
    [b"signup try ".as_slice(), &insurer_id.to_be_bytes(), digest].concat()
}

struct Hashes<'a> {
    key: &'a Key,
    insurer_id: i64,
}

impl Hashes<'_> {
    fn number(&self, symbol_loose: &str, number_loose: &str) -> Vec<u8> {
        self.key.mac(&[b"number", &self.insurer_id.to_be_bytes(), symbol_loose.as_bytes(), number_loose.as_bytes()]).to_vec()
    }

    fn name(&self, birth_date: Date, kana_folded: &str) -> Vec<u8> {
        self.key.mac(&[b"name", &self.insurer_id.to_be_bytes(), birth_date.to_string().as_bytes(), kana_folded.as_bytes()]).to_vec()
    }
}
