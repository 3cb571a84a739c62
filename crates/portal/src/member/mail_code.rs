//! The page that asks for a mail code, as recovery and the change of address share it.

use jiff::Timestamp;
use madoguchi_rules::{codes::Code, limits::CODE_RESEND_AFTER};
use madoguchi_store::codes::FlowCode;

use crate::{
    clock::in_tokyo,
    codes::CodeVerdict,
    web::{FormState, Visit},
};

/// What the page tells about the code that was sent.
#[derive(Clone)]
pub struct CodeFacts {
    /// The flow, so that the form of another tab is told from this one's.
    pub flow_id: i64,
    /// Until when it is valid, in words.
    pub validity: String,
    /// From when on another can be asked for, milliseconds; none when that time is over.
    pub resend_at: Option<i64>,
    /// Who sends it.
    pub sender: String,
}

impl CodeFacts {
    /// What to tell about this code.
    pub fn of(visit: &Visit, code: &FlowCode) -> CodeFacts {
        let (texts, until) = (&visit.texts().signup.code, code.expires_at.timestamp());
        let validity =
            if visit.now < until { (texts.valid_until)(&visit.language.time(in_tokyo(until))) } else { texts.expired.to_owned() };
        CodeFacts {
            flow_id: code.flow_id,
            validity,
            resend_at: Some(resend_at(code)).filter(|at| visit.now < *at).map(Timestamp::as_millisecond),
            sender: visit.portal.config.mail_from.clone(),
        }
    }
}

/// From when on another code can be asked for.
pub fn resend_at(code: &FlowCode) -> Timestamp {
    code.sent_at.timestamp() + CODE_RESEND_AFTER
}

/// The typed code, or the form says what is wrong with it; this costs no try.
pub fn typed(visit: &Visit, form: &mut FormState) -> Option<Code> {
    let parsed = Code::parse(form.value("code"));
    form.take("code", parsed, |error| visit.language.sentence(&error))
}

/// Says at the field why the code was refused, while the flow goes on.
pub fn refuse(visit: &Visit, form: &mut FormState, verdict: CodeVerdict) {
    let texts = &visit.texts().signup.code;
    let message = match verdict {
        CodeVerdict::Wrong { left } => (texts.wrong)(left),
        CodeVerdict::Expired => texts.expired.to_owned(),
        CodeVerdict::Right | CodeVerdict::UsedUp => return,
    };
    form.refuse("code", message);
}

/// Says at the button from when on the code can be sent again.
pub fn refuse_early_resend(visit: &Visit, form: &mut FormState, from: Timestamp) {
    let seconds = from.duration_since(visit.now).as_secs().max(1);
    form.refuse("resend", (visit.texts().signup.code.resend_too_early)(seconds));
}

#[cfg(test)]
pub(super) fn sample() -> CodeFacts {
    CodeFacts { flow_id: 1, validity: "10:10".to_owned(), resend_at: Some(0), sender: "no-reply@example.jp".to_owned() }
}
