//! The codes themselves: drawn by lot, kept as a keyed hash, judged against the people whom the five items identify.

use jiff::Timestamp;
use madoguchi_rules::paper_codes::PaperCode;
use madoguchi_store::{StoreError, Work, letters::LetterCodeRow, roster::RosterEntry};
use subtle::ConstantTimeEq;

use crate::portal::Portal;

/// What a typed code is.
pub enum Verdict {
    /// The code of this person's newest letter, which is valid and unused.
    Right {
        /// Whose letter it is.
        person: Box<RosterEntry>,
        /// The batch of the letter.
        batch_id: i64,
    },
    /// A code of one of these people that expired, was used, or that a newer letter ended.
    Over,
    /// None of theirs.
    Wrong,
}

/// What the database knows a code by.
pub fn hash(portal: &Portal, insurer_id: i64, person_id: i64, code: &PaperCode) -> Vec<u8> {
    let parts = [b"letter".as_slice(), &insurer_id.to_be_bytes(), &person_id.to_be_bytes(), code.as_str().as_bytes()];
    portal.keys.codes.mac(&parts).to_vec()
}

/// Judges a typed code: is it one of these people's? When there are none the same is looked up for nobody.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn judge(
    portal: &Portal,
    work: &Work,
    insurer_id: i64,
    people: &[RosterEntry],
    typed: &PaperCode,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if people.is_empty() {
        work.letter_codes_of_person(insurer_id, 0).await?;
    }
    let mut verdict = Verdict::Wrong;
    for person in people {
        let issued = work.letter_codes_of_person(insurer_id, person.person_id).await?;
        let expected = hash(portal, insurer_id, person.person_id, typed);
        let is_typed = |letter: &LetterCodeRow| bool::from(letter.code_hash.as_slice().ct_eq(expected.as_slice()));
        match issued.iter().position(is_typed).and_then(|place| Some((place, issued.get(place)?))) {
            Some((0, newest)) if newest.used_at.is_none() && now < newest.expires_at.timestamp() => {
                verdict = Verdict::Right { person: Box::new(person.clone()), batch_id: newest.batch_id };
            }
            Some(_) => verdict = Verdict::Over,
            None => {}
        }
    }
    Ok(verdict)
}

/// Whether the person's letter of this batch counts still: it is their newest and unused.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn counts(work: &Work, insurer_id: i64, person_id: i64, batch_id: i64) -> Result<bool, StoreError> {
    let newest = work.letter_codes_of_person(insurer_id, person_id).await?.into_iter().next();
    Ok(newest.is_some_and(|newest| newest.batch_id == batch_id && newest.used_at.is_none()))
}
