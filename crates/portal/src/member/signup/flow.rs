//! The sign-up flow under way: a cookie with a token, and a row that lives 30 minutes.

use madoguchi_rules::{
    mail_address::MailAddress,
    settings::{InsurerSettings, SignupProof},
};
use madoguchi_store::{At, StoreError, Work, insurers::Insurer, roster::RosterEntry, signup_flows::SignupFlow};

use super::completed;
use crate::{
    insurer, people,
    portal::Portal,
    web::{Answer, Chrome, Refusal, Visit, page},
};

/// The step at which the code of a letter is typed.
pub const LETTER_STEP: &str = "/portal/signup/letter";
/// The step at which user ID and password are made.
pub const ACCOUNT_STEP: &str = "/portal/signup/account";

/// A live flow with whom it is about.
pub struct LiveFlow {
    /// The row.
    pub row: SignupFlow,
    /// The insurer.
    pub insurer: Insurer,
    /// The insurer's settings.
    pub settings: InsurerSettings,
    /// The person, as the roster has them now; of an ambiguous flow one of several.
    pub person: RosterEntry,
}

/// What a visitor's token leads to.
pub enum Standing {
    /// A flow that goes on.
    Live(Box<LiveFlow>),
    /// A flow that ended in an account with this user ID.
    Completed(String),
    /// Nothing: no token, or its flow is over, or its person may not register any more.
    None,
}

impl Standing {
    /// The insurer of a flow that goes on.
    pub fn insurer_id(&self) -> Option<i64> {
        match self {
            Standing::Live(flow) => Some(flow.insurer.id),
            Standing::Completed(_) | Standing::None => None,
        }
    }
}

impl LiveFlow {
    /// The address of the roster, which the member cannot change here.
    pub fn roster_address(&self) -> Option<MailAddress> {
        people::roster_address(&self.person)
    }

    /// Where the code goes; none before the second step is done.
    pub fn address(&self) -> Option<MailAddress> {
        self.row.email.as_deref().and_then(|email| MailAddress::parse(email).ok())
    }

    /// The first step that is still open.
    pub fn open_step(&self) -> &'static str {
        match () {
            () if needs_letter(&self.row, &self.settings) => LETTER_STEP,
            () if self.row.email.is_some() => "/portal/signup/code",
            () => ACCOUNT_STEP,
        }
    }

    /// The frame of a page of this flow.
    pub fn chrome(&self, visit: &Visit, title: &str) -> Chrome {
        visit.chrome(title).of_insurer(insurer::facts(&self.insurer, &self.settings))
    }
}

/// What the database knows a flow's token by.
pub fn token_hash(portal: &Portal, token: &str) -> Vec<u8> {
    portal.keys.tokens.mac(&[b"signup", token.as_bytes()]).to_vec()
}

/// What the visitor's token leads to now.
///
/// # Errors
/// A [`Refusal`] when the database cannot be asked.
pub async fn standing(visit: &Visit) -> Result<Standing, Refusal> {
    let Some(token) = &visit.signup_flow else { return Ok(Standing::None) };
    let hash = &token_hash(&visit.portal, token);
    Ok(visit.portal.store.read(|work| async move { read(visit, &work, hash).await }).await?)
}

async fn read(visit: &Visit, work: &Work, hash: &[u8]) -> Result<Standing, StoreError> {
    let Some(row) = work.signup_flow(hash, At::from(visit.now)).await? else { return Ok(Standing::None) };
    if row.ended_at.is_some() {
        let completed = row.account_id.and(row.user_id);
        return Ok(completed.map_or(Standing::None, Standing::Completed));
    }
    let (insurer, settings) = insurer::with_settings(work, row.insurer_id).await?;
    let Some(person) = work.person(row.insurer_id, row.person_id).await? else { return Ok(Standing::None) };
    if !may_go_on(&row, &person, &settings, visit) {
        return Ok(Standing::None);
    }
    Ok(Standing::Live(Box::new(LiveFlow { row, insurer, settings, person })))
}

/// Whether the code of a letter is still to be given.
pub fn needs_letter(flow: &SignupFlow, settings: &InsurerSettings) -> bool {
    flow.is_ambiguous || (settings.signup_proof == SignupProof::Letter && flow.letter_batch_id.is_none())
}

/// Whether the person may still register: an import may have changed that since the first step. The code of a letter proves more than
/// an address on the roster.
pub fn may_go_on(flow: &SignupFlow, person: &RosterEntry, settings: &InsurerSettings, visit: &Visit) -> bool {
    people::is_registrant(person, settings, visit.today())
        && (flow.letter_batch_id.is_some() || people::can_be_sent_a_code(person, settings))
}

/// The flow, if it is alive and past the letter; otherwise where the visitor is.
///
/// # Errors
/// A [`Refusal`] when the database cannot be asked.
pub async fn past_letter(visit: &Visit) -> Result<Result<Box<LiveFlow>, Standing>, Refusal> {
    Ok(match standing(visit).await? {
        Standing::Live(flow) if !needs_letter(&flow.row, &flow.settings) => Ok(flow),
        other => Err(other),
    })
}

/// Where a visitor goes whose flow is not (or no longer) alive: to its end, or to the beginning.
pub fn elsewhere(visit: &Visit, standing: Standing) -> Answer {
    match standing {
        Standing::Live(flow) => Ok(page::see_other(flow.open_step())),
        Standing::Completed(user_id) => Ok(completed::lead_to_login(visit, &user_id)),
        Standing::None => Ok(page::see_other("/portal/signup")),
    }
}
