//! Who has second factors and is logged in: a member or somebody at the desk. The pages on which factors are set up and removed are
//! the same for both.

use axum::{extract::FromRequestParts, http::request::Parts};
use jiff::{SignedDuration, Timestamp};
use madoguchi_store::{At, StoreError, Work, accounts::Account, audit::AuditEvent, factors::Owner};

use crate::{
    desk,
    mail::Letter,
    member::settings::confirm,
    staff,
    web::{FormState, Refusal, Side, StaffVisit, Visit, staff::Standing},
};

/// A password or factor that was given so recently need not be given again for a change of factors.
const RECENT: SignedDuration = SignedDuration::from_mins(10);

/// Who is logged in and has, or is about to have, second factors.
pub struct Bearer {
    /// The request.
    pub visit: Visit,
    /// Whose factors.
    pub owner: Owner,
    /// The name at the login: an address at the desk, a user ID of a member.
    pub login_name: String,
    /// How they are called; blank for a member.
    pub display_name: String,
    /// Whether this is the first factor of somebody who cannot do without: then the login is completed by it.
    pub is_first: bool,
    who: Who,
    session_id: i64,
    authenticated_at: Timestamp,
    factor_given_at: Option<Timestamp>,
}

/// The side on which they are logged in, with what that side needs.
enum Who {
    Member(Box<Account>),
    Staff(Box<StaffVisit>),
}

impl Bearer {
    /// The address under which their pages of factors are.
    pub fn base(&self) -> &'static str {
        base(self.visit.side)
    }

    /// What a ceremony is bound to: this session of this browser.
    pub fn bound_to(&self) -> Vec<u8> {
        [b"session ".as_slice(), self.owner.kind().as_bytes(), &self.session_id.to_be_bytes()].concat()
    }

    /// Whether the password was given recently.
    pub fn has_confirmed(&self) -> bool {
        self.visit.now.duration_since(self.authenticated_at) < RECENT
    }

    /// Whether a second factor was given recently.
    pub fn has_given_factor(&self) -> bool {
        self.factor_given_at.is_some_and(|given| self.visit.now.duration_since(given) < RECENT)
    }

    /// Whether `current_password` in the form is theirs; the form says when it is not. A wrong one counts as a failed login.
    ///
    /// # Errors
    /// [`Refusal::LimitUsedUp`] while no login of theirs is open either.
    pub async fn password_is_right(&self, form: &mut FormState) -> Result<bool, Refusal> {
        if !confirm::is_given(&self.visit, form) {
            return Ok(false);
        }
        match &self.who {
            Who::Member(account) => confirm::is_confirmed(&self.visit, account, form).await,
            Who::Staff(visit) => desk::login::judge::is_confirmed(visit, form).await,
        }
    }

    /// Notes in the session that the password was given once more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_confirmation(&self, work: &Work) -> Result<(), StoreError> {
        let at = At::from(self.visit.now);
        match self.owner {
            Owner::Staff { id } => work.confirm_staff_session(id, self.session_id, at).await,
            Owner::Account { insurer_id, id } => work.confirm_session(insurer_id, id, self.session_id, at).await,
        }
    }

    /// Notes in the session that a factor was set up, and so given, in it. With the first factor of somebody at the desk the login is
    /// complete: under this token.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn note_factor(&self, work: &Work, token: &str, factor: &str) -> Result<(), StoreError> {
        let at = At::from(self.visit.now);
        match (&self.who, self.owner) {
            (Who::Staff(visit), _) if self.is_first => desk::login::session::complete(visit, work, token, factor).await,
            (_, Owner::Staff { id }) => work.give_factor_in_staff_session(id, self.session_id, at).await,
            (_, Owner::Account { insurer_id, id }) => work.give_factor_in_session(insurer_id, id, self.session_id, at).await,
        }
    }

    /// The response to which a login under this token belongs, if one was completed.
    pub fn finish(&self, token: &str, response: axum::response::Response) -> axum::response::Response {
        match &self.who {
            Who::Staff(visit) if self.is_first => desk::login::session::completed(visit, token, response),
            _ => response,
        }
    }

    /// An event of the trail about their factors, `factor_enrolled` or the like.
    pub fn event(&self, action: &str, detail: &serde_json::Value) -> AuditEvent {
        let mut event = match (&self.who, self.owner) {
            (Who::Staff(visit), _) => visit.event(&format!("staff.{action}"), visit.actor()),
            (Who::Member(account), _) => {
                self.visit.event(&format!("account.{action}"), account.insurer_id, format!("account:{}", account.id))
            }
        };
        event.detail = detail.to_string();
        event
    }

    /// Tells them by mail that a factor was set up, or removed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tell(&self, work: &Work, is_enrolled: bool) -> Result<(), StoreError> {
        let (portal, language, now) = (&self.visit.portal, self.visit.language.code(), self.visit.now);
        match &self.who {
            Who::Staff(_) if self.is_first => Ok(()),
            Who::Staff(visit) => {
                let address = staff::parsed_address(&visit.staff.email)?;
                staff::write(portal, work, &address, None, language, &Letter::StaffFactorChanged, now).await
            }
            Who::Member(account) => {
                let letter = if is_enrolled { Letter::FactorEnrolled } else { Letter::FactorRemoved };
                confirm::write(&self.visit, work, account, confirm::address(account)?, &letter).await
            }
        }
    }
}

/// The address under which the pages of factors of a side are.
pub fn base(side: Side) -> &'static str {
    match side {
        Side::Member => "/portal/settings/second-factor",
        Side::Desk => "/desk/factor",
    }
}

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Bearer::of(Visit::from_request_parts(parts, state).await?).await
    }
}

impl Bearer {
    /// Who is logged in on this visit.
    ///
    /// # Errors
    /// [`Refusal::LogInFirst`] when nobody is.
    pub async fn of(visit: Visit) -> Result<Bearer, Refusal> {
        match visit.side {
            Side::Desk => Bearer::of_staff(StaffVisit::of(visit).ok_or(Refusal::LogInFirst)?),
            Side::Member => {
                let account = confirm::own_account(&visit).await?;
                Bearer::of_member(visit, account)
            }
        }
    }

    fn of_staff(visit: StaffVisit) -> Result<Bearer, Refusal> {
        let staff = visit.staff.clone();
        Ok(Bearer {
            visit: Visit::clone(&visit),
            owner: Owner::Staff { id: staff.id },
            login_name: staff.email,
            display_name: staff.name,
            is_first: staff.standing == Standing::NoFactorYet,
            who: Who::Staff(Box::new(visit)),
            session_id: staff.session_id,
            authenticated_at: staff.authenticated_at,
            factor_given_at: staff.factor_given_at,
        })
    }

    fn of_member(visit: Visit, account: Account) -> Result<Bearer, Refusal> {
        let member = visit.member()?.clone();
        Ok(Bearer {
            owner: Owner::Account { insurer_id: account.insurer_id, id: account.id },
            login_name: account.user_id.clone(),
            display_name: String::new(),
            is_first: false,
            who: Who::Member(Box::new(account)),
            session_id: member.session_id,
            authenticated_at: member.authenticated_at,
            factor_given_at: member.factor_given_at,
            visit,
        })
    }
}
