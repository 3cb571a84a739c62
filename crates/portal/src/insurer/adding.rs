//! Adding an insurer: one way for the operators' page and for the command.

use madoguchi_rules::{
    identifiers::{InsurerCode, InsurerNumber},
    settings::InsurerKind,
};
use madoguchi_store::{Database, StoreError, Work, audit::AuditEvent, insurers::Insurer};
use serde_json::json;

use crate::{desk::RESERVED, random::Random};

/// An insurer that is to be added.
#[derive(Clone, Debug)]
pub struct NewInsurer<'a> {
    /// The 保険者指定コード.
    pub code: &'a InsurerCode,
    /// The name.
    pub name: &'a str,
    /// The 保険者番号, where there is one.
    pub number: Option<&'a InsurerNumber>,
    /// What kind it is.
    pub kind: InsurerKind,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// The insurer is there.
    Insurer(Insurer),
    /// One with this code or number is there already.
    Taken,
    /// The code is the name of pages of the desk ([`RESERVED`]): its desk could not be reached.
    Reserved,
}

/// Adds an insurer, with its event in the trail; `event` says who and when.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add(store: &Database, random: Random, new: &NewInsurer<'_>, event: AuditEvent) -> Result<Added, StoreError> {
    if RESERVED.contains(&new.code.as_str()) {
        return Ok(Added::Reserved);
    }
    let row = Insurer {
        id: random.id(event.at.timestamp()),
        code: new.code.as_str().to_owned(),
        name: new.name.to_owned(),
        insurer_number: new.number.map(|number| number.as_str().to_owned()),
        kind: new.kind.to_string(),
        roster_version: 1,
        created_at: event.at,
    };
    let detail = json!({ "code": row.code, "number": row.insurer_number, "kind": row.kind }).to_string();
    let event = &AuditEvent { insurer_id: Some(row.id), subject: format!("insurer:{}", row.id), detail, ..event };
    let added = &row;
    let unit = |work: Work| async move {
        work.add_insurer(added).await?;
        work.record(event).await
    };
    match store.write(unit).await {
        Err(error) if error.is_unique_violation() => Ok(Added::Taken),
        outcome => outcome.map(|()| Added::Insurer(row)),
    }
}
