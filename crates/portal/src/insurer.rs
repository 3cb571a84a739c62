//! An insurer with its settings, as the journeys need it.

use madoguchi_rules::{identifiers::InsurerCodeOrNumber, settings::InsurerSettings};
use madoguchi_store::{StoreError, Work, insurers::Insurer};

use crate::web::InsurerFacts;

pub mod adding;
pub mod changes;

/// The insurer with this identifier and its settings.
///
/// # Errors
/// [`StoreError::Unreadable`] when there is no such insurer or a stored setting is of no known key or value.
pub async fn with_settings(work: &Work, insurer_id: i64) -> Result<(Insurer, InsurerSettings), StoreError> {
    let insurer = work.insurer_by_id(insurer_id).await?;
    let insurer = insurer.ok_or(StoreError::Unreadable { column: "insurers.id", problem: "no such insurer".to_owned() })?;
    let settings = settings(work, insurer_id).await?;
    Ok((insurer, settings))
}

/// The insurer that goes by this 保険者指定コード or 保険者番号, with its settings; `None` when there is none.
///
/// # Errors
/// [`StoreError`] as [`settings`] has it.
pub async fn find(work: &Work, named: &InsurerCodeOrNumber) -> Result<Option<(Insurer, InsurerSettings)>, StoreError> {
    let insurer = match named {
        InsurerCodeOrNumber::Code(code) => work.insurer_by_code(code.as_str()).await?,
        InsurerCodeOrNumber::Number(number) => work.insurer_by_number(number.as_str()).await?,
    };
    let Some(insurer) = insurer else { return Ok(None) };
    let settings = settings(work, insurer.id).await?;
    Ok(Some((insurer, settings)))
}

/// The settings of an insurer: the defaults with what was set.
///
/// # Errors
/// [`StoreError::Unreadable`] when a stored setting is of no known key or value.
pub async fn settings(work: &Work, insurer_id: i64) -> Result<InsurerSettings, StoreError> {
    let mut settings = InsurerSettings::default();
    for (key, value) in work.insurer_settings(insurer_id).await? {
        let applied = settings.apply(&key, &value);
        applied.map_err(|error| StoreError::Unreadable { column: "insurer_settings", problem: error.to_string() })?;
    }
    Ok(settings)
}

/// What pages tell about an insurer.
pub fn facts(insurer: &Insurer, settings: &InsurerSettings) -> InsurerFacts {
    let name = if settings.display_name.is_empty() { &insurer.name } else { &settings.display_name };
    InsurerFacts {
        code: insurer.code.clone(),
        name: name.clone(),
        phone: settings.support_phone.clone(),
        hours: settings.support_hours.clone(),
        note: settings.support_note.clone(),
    }
}
