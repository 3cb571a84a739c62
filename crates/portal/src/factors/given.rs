//! A second factor that somebody types in: the number of an app, or a recovery code in its place. Tries in a row are limited like
//! logins, by owner and by source.

use jiff::Timestamp;
use madoguchi_rules::{codes::Code, paper_codes::PaperCode};
use madoguchi_store::{StoreError, Work, factors::Owner};

use super::{limit_key, recovery_codes, totp};
use crate::{
    clock::in_tokyo,
    limits::login::{self, LoginGate, LoginReservation},
    portal::Portal,
    web::{FormState, Refusal, Visit},
};

/// What was typed, and where.
pub struct Offered {
    factor: Typed,
    field: &'static str,
}

enum Typed {
    /// The number that an app shows.
    Totp(Code),
    /// A code from paper.
    Recovery(PaperCode),
}

/// Whether a try may be judged.
pub enum FactorGate {
    /// It may. It counts as a failure unless it succeeds.
    Open(LoginReservation),
    /// It may not, as the form says; until then, when it is known.
    Closed {
        /// When the next try opens.
        until: Option<Timestamp>,
    },
}

impl Offered {
    /// What stands in the form's `recovery_code`, where that was sent, or in its `code`; the form says what is wrong with it. This costs
    /// no try.
    pub fn read(visit: &Visit, form: &mut FormState) -> Option<Offered> {
        if form.has("recovery_code") {
            let parsed = PaperCode::parse(form.value("recovery_code"));
            let code = form.take("recovery_code", parsed, |error| visit.language.sentence(&error))?;
            return Some(Offered { factor: Typed::Recovery(code), field: "recovery_code" });
        }
        let parsed = Code::parse(form.value("code"));
        let code = form.take("code", parsed, |_| visit.texts().factors.code_needed.to_owned())?;
        Some(Offered { factor: Typed::Totp(code), field: "code" })
    }

    /// What stands in the form's `factor_code`, a number of an app or a recovery code; the form says when it is neither.
    pub fn read_either(visit: &Visit, form: &mut FormState) -> Option<Offered> {
        let field = "factor_code";
        if let Ok(code) = Code::parse(form.value(field)) {
            return Some(Offered { factor: Typed::Totp(code), field });
        }
        let parsed = PaperCode::parse(form.value(field));
        let code = form.take(field, parsed, |_| visit.texts().factors.factor_code_needed.to_owned())?;
        Some(Offered { factor: Typed::Recovery(code), field })
    }

    /// How the trail names it.
    pub fn name(&self) -> &'static str {
        match self.factor {
            Typed::Totp(_) => "totp",
            Typed::Recovery(_) => "recovery_code",
        }
    }

    /// Uses it up; answers whether it is the owner's and was not used before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_up(&self, portal: &Portal, work: &Work, owner: Owner, now: Timestamp) -> Result<bool, StoreError> {
        match &self.factor {
            Typed::Totp(code) => totp::use_code(portal, work, owner, code, now).await,
            Typed::Recovery(code) => recovery_codes::use_code(portal, work, owner, code, now).await,
        }
    }

    /// Says at the field that it is not right.
    pub fn refuse(&self, visit: &Visit, form: &mut FormState) {
        let texts = &visit.texts().factors;
        let sentence = match self.factor {
            Typed::Totp(_) => texts.wrong_code,
            Typed::Recovery(_) => texts.wrong_recovery_code,
        };
        form.refuse(self.field, sentence);
    }
}

/// Reserves a try; the form says when none is open.
///
/// # Errors
/// [`Refusal::LimitUsedUp`] when the source has used up its failures; [`Refusal::Broken`] when the database cannot be asked.
pub async fn reserve(visit: &Visit, owner: Owner, offered: &Offered, form: &mut FormState) -> Result<FactorGate, Refusal> {
    let texts = &visit.texts().factors;
    Ok(match login::reserve(visit, &limit_key(owner)).await? {
        LoginGate::Open(reservation) => FactorGate::Open(reservation),
        LoginGate::Wait { until } => {
            form.refuse(offered.field, (texts.wait)(&visit.language.moment(in_tokyo(until))));
            FactorGate::Closed { until: Some(until) }
        }
        LoginGate::OnlyRecovery => {
            form.refuse(offered.field, texts.locked);
            FactorGate::Closed { until: None }
        }
        LoginGate::Source { until } => return Err(Refusal::LimitUsedUp { until }),
    })
}
