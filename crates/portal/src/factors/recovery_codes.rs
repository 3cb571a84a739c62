//! Recovery codes: ten, shown once, each used once in the place of a second factor that was lost.

use jiff::Timestamp;
use madoguchi_rules::paper_codes::PaperCode;
use madoguchi_store::{At, StoreError, Work, factors::Owner};

use crate::{codes::draw_on_paper, portal::Portal};

/// So many an owner gets at once.
const COUNT: usize = 10;

/// Makes ten codes in place of all that the owner has. They are shown now and never again.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn issue(portal: &Portal, work: &Work, owner: Owner, now: Timestamp) -> Result<Vec<PaperCode>, StoreError> {
    let codes: Vec<PaperCode> = (0..COUNT).map(|_| draw_on_paper(portal.random)).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| hash(portal, owner, code)).collect();
    work.put_recovery_codes(owner, &hashes, At::from(now)).await?;
    Ok(codes)
}

/// Uses a code up; answers whether it is the owner's and was not used before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_code(portal: &Portal, work: &Work, owner: Owner, code: &PaperCode, now: Timestamp) -> Result<bool, StoreError> {
    work.use_recovery_code(owner, &hash(portal, owner, code), At::from(now)).await
}

fn hash(portal: &Portal, owner: Owner, code: &PaperCode) -> Vec<u8> {
    let (insurer, id) = (owner.insurer_id().to_be_bytes(), owner.id().to_be_bytes());
    portal.keys.recovery_codes.mac(&[owner.kind().as_bytes(), &insurer, &id, code.as_str().as_bytes()]).to_vec()
}
