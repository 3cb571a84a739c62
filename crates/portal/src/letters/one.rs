//! One letter, for the person whom a clerk has before them or on the telephone.

use madoguchi_documents::{DocumentError, Pdf, letters::letters};
use madoguchi_store::{
    At, StoreError, Work,
    letters::{NewLetterBatch, NewLetterCode},
};
use serde_json::json;

use super::{codes, event, paper};
use crate::{clock::in_tokyo, codes::draw_on_paper, fault::Fault, imports::roster::Actor, insurer, people, portal::Portal};

/// A letter that was issued.
pub struct OneLetter {
    /// A4, one page, for a window envelope; without an address when the roster has none: then it is handed over.
    pub pdf: Pdf,
    /// The last whole day on which its code is good.
    pub last_day: jiff::civil::Date,
    /// Whether the roster has an address to which it can go.
    pub has_address: bool,
}

/// Why a letter was not issued; then the older ones count as before.
#[derive(Debug, thiserror::Error)]
pub enum OneError {
    /// The roster in force does not have this person.
    #[error("名簿にこの方が見つかりません。")]
    Unknown,
    /// The person is not eligible today, or not among those whom the insurer lets register.
    #[error("この方は、本日の時点で登録の対象ではありません。")]
    NotEntitled,
    /// The person has an account.
    #[error("この方は、すでに登録されています。")]
    Registered,
    /// The page could not be made.
    #[error("letter: {0}")]
    Document(#[from] DocumentError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The page was not finished.
    #[error("letter: {0}")]
    Unfinished(#[from] Fault),
}

/// Issues a letter to one person: their older letters end. `reason` is why, in the clerk's words, for the trail.
///
/// # Errors
/// [`OneError`].
pub async fn issue_one(portal: &Portal, insurer_id: i64, person_id: i64, by: &Actor, reason: &str) -> Result<OneLetter, OneError> {
    let now = portal.clock.now();
    let read = |work: Work| async move {
        let (insurer, settings) = insurer::with_settings(&work, insurer_id).await?;
        let person = work.person(insurer_id, person_id).await?;
        Ok((insurer, settings, person, work.account_of_person(insurer_id, person_id).await?))
    };
    let (insurer, settings, person, account) = portal.store.read(read).await?;
    let person = person.ok_or(OneError::Unknown)?;
    if account.is_some() {
        return Err(OneError::Registered);
    }
    if !people::is_registrant(&person, &settings, in_tokyo(now).date()) {
        return Err(OneError::NotEntitled);
    }
    let code = draw_on_paper(portal.random);
    let (sheet, letter) = (paper::sheet(&portal.config, &insurer, &settings, now), paper::letter(&person, &code));
    let has_address = !letter.address.is_empty();
    let pdf = tokio::task::spawn_blocking(move || letters(&sheet, &[letter])).await.map_err(Fault::from)??;

    let expires_at = paper::expires_at(now);
    let batch = &NewLetterBatch {
        insurer_id,
        id: portal.random.id(now),
        issued_by: by.name.clone(),
        reason: reason.to_owned(),
        begun_at: At::from(now),
        expires_at: At::from(expires_at),
    };
    let code_hash = codes::hash(portal, insurer_id, person_id, &code);
    let new = &NewLetterCode { person_id, code_hash };
    let detail = json!({ "batch": batch.id.to_string(), "letters": 1, "reason": reason });
    let event = &event(portal, now, by, insurer_id, format!("person:{person_id}"), &detail);
    let issue = |work: Work| async move {
        work.begin_letter_batch(batch).await?;
        work.add_letter_code(insurer_id, batch.id, new).await?;
        work.issue_letter_batch(insurer_id, batch.id, 1, batch.begun_at).await?;
        work.record(event).await
    };
    portal.store.write(issue).await?;
    Ok(OneLetter { pdf, last_day: paper::last_day(expires_at), has_address })
}
