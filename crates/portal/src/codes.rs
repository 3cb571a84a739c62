//! Codes that are drawn by lot. Mail codes: six digits, ten minutes, used once, bound to their flow, address and purpose; five wrong tries a flow
//! (contract, section 5, Code).

use jiff::Timestamp;
use madoguchi_rules::{
    codes::{Code, mail_code_from},
    limits::{CODE_LIFETIME, CODE_TRIES},
    mail_address::MailAddress,
    paper_codes::PaperCode,
};
use madoguchi_store::{At, StoreError, Work, codes::FlowCode};

use crate::{mail::stops, portal::Portal, random::Random};

/// A new code on paper.
pub fn draw_on_paper(random: Random) -> PaperCode {
    loop {
        if let Some(code) = PaperCode::from_random(&random.bytes::<32>()) {
            return code;
        }
    }
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePurpose {
    /// Confirming the address of a sign-up.
    SignUp,
    /// Resetting a password.
    Recovery,
    /// Confirming a new address.
    EmailChange,
}

/// A code that was made and stored; the letter with it is the caller's to queue in the same unit of work.
pub struct IssuedCode {
    /// Six digits.
    pub code: String,
    /// Valid until.
    pub until: Timestamp,
}

/// What a try found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeVerdict {
    /// The code is right and now used up.
    Right,
    /// It is wrong; so many tries are left.
    Wrong {
        /// Tries left in this flow.
        left: i64,
    },
    /// It was the flow's code, but its ten minutes are over: a new one can be asked for.
    Expired,
    /// All tries of the flow are used up, or its code was used: the flow ends.
    UsedUp,
}

impl CodePurpose {
    fn name(self) -> &'static str {
        match self {
            CodePurpose::SignUp => "sign_up",
            CodePurpose::Recovery => "recovery",
            CodePurpose::EmailChange => "email_change",
        }
    }
}

/// Makes a code for a flow and puts it in place of the last one. Tries are not given back.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn issue(
    portal: &Portal,
    work: &Work,
    flow_id: i64,
    purpose: CodePurpose,
    address: &MailAddress,
    now: Timestamp,
) -> Result<IssuedCode, StoreError> {
    let code = draw(portal);
    let code_hash = hash(portal, flow_id, purpose, address, code.as_str());
    let until = put(work, flow_id, purpose, code_hash, now).await?;
    Ok(IssuedCode { code: code.as_str().to_owned(), until })
}

/// Makes a code that nobody knows and no try hits, for a dummy flow. Tries count as in any other flow.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn issue_to_nobody(
    portal: &Portal,
    work: &Work,
    flow_id: i64,
    purpose: CodePurpose,
    now: Timestamp,
) -> Result<IssuedCode, StoreError> {
    let code = draw(portal);
    let until = put(work, flow_id, purpose, portal.random.bytes::<32>().to_vec(), now).await?;
    Ok(IssuedCode { code: code.as_str().to_owned(), until })
}

async fn put(work: &Work, flow_id: i64, purpose: CodePurpose, code_hash: Vec<u8>, now: Timestamp) -> Result<Timestamp, StoreError> {
    let until = now + CODE_LIFETIME;
    let row = FlowCode {
        flow_id,
        purpose: purpose.name().to_owned(),
        code_hash,
        sent_at: At::from(now),
        expires_at: At::from(until),
        wrong_tries: 0,
        used_at: None,
    };
    work.put_code(&row).await?;
    Ok(until)
}

/// Tries a code: the try is taken before anything is compared, and given back when the code is right. A right code shows that mail
/// arrives at the address: a stop of mail to it is lifted.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn try_code(
    portal: &Portal,
    work: &Work,
    flow_id: i64,
    purpose: CodePurpose,
    address: &MailAddress,
    typed: &Code,
    now: Timestamp,
) -> Result<CodeVerdict, StoreError> {
    let most = i64::from(CODE_TRIES);
    let Some(tries) = work.take_code_try(flow_id, most).await? else { return Ok(CodeVerdict::UsedUp) };
    let Some(stored) = work.code(flow_id).await? else { return Ok(CodeVerdict::UsedUp) };
    let expected = hash(portal, flow_id, purpose, address, typed.as_str());
    let right = bool::from(subtle::ConstantTimeEq::ct_eq(expected.as_slice(), stored.code_hash.as_slice()));
    if !right {
        return Ok(CodeVerdict::Wrong { left: most - tries });
    }
    if now >= stored.expires_at.timestamp() {
        return Ok(CodeVerdict::Expired);
    }
    if !work.use_code(flow_id, At::from(now)).await? {
        return Ok(CodeVerdict::UsedUp);
    }
    stops::arrived(portal, work, address, flow_id, now).await?;
    Ok(CodeVerdict::Right)
}

/// Every code is as likely as any other: a number that would favour some is drawn again.
fn draw(portal: &Portal) -> Code {
    loop {
        if let Some(code) = mail_code_from(portal.random.number()) {
            return code;
        }
    }
}

fn hash(portal: &Portal, flow_id: i64, purpose: CodePurpose, address: &MailAddress, code: &str) -> Vec<u8> {
    let address = address.key();
    portal.keys.codes.mac(&[&flow_id.to_be_bytes(), purpose.name().as_bytes(), address.as_bytes(), code.as_bytes()]).to_vec()
}
