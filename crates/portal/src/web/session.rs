//! The session of a logged-in member: loaded, judged and kept alive with every request.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::{
    eligibility::{Access, Eligibility},
    settings::{InsurerSettings, MemberSecondFactor},
};
use madoguchi_store::{At, StoreError, Work, sessions::SessionFacts};

use super::{InsurerFacts, staff::Standing};
use crate::{clock::in_tokyo, portal::Portal};

/// A session ends after this long without a request.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends this long after the login, whatever happens.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// How exactly the last use is written down: a write a minute at most.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A logged-in member.
#[derive(Clone)]
pub struct Member {
    /// The session's own name.
    pub session_id: i64,
    /// The insurer.
    pub insurer_id: i64,
    /// The account.
    pub account_id: i64,
    /// The roster's person.
    pub person_id: i64,
    /// The user ID as the member made it.
    pub user_id: String,
    /// What the member may do today: everything, only read, or (then there is no member) nothing.
    pub access: Access,
    /// Whether the terms in force are agreed to.
    pub agreed_to_terms: bool,
    /// When the password was last given.
    pub authenticated_at: Timestamp,
    /// When a second factor was last given in this session.
    pub factor_given_at: Option<Timestamp>,
    /// How far the login is.
    pub standing: Standing,
    /// When the session ends if nothing more is asked for.
    pub ends_at: Timestamp,
    /// What pages tell about the insurer.
    pub insurer: InsurerFacts,
    /// The insurer's settings.
    pub settings: InsurerSettings,
}

impl Member {
    /// Whether the insurer asks for a second factor before health data, and the member has none.
    pub fn lacks_required_factor(&self) -> bool {
        self.settings.member_second_factor == MemberSecondFactor::Required && self.standing == Standing::NoFactorYet
    }
}

/// The member whose session has this token, unless it ended, the account is not open or the insurer lets nobody in any more.
///
/// # Errors
/// [`StoreError`] when the database cannot be asked: never "no session".
pub async fn load(portal: &Portal, token: &str, now: Timestamp) -> Result<Option<Member>, StoreError> {
    let hash = &token_hash(portal, token);
    let found = portal.store.read(|work| async move { facts(&work, hash, now).await }).await?;
    let Some((session, member)) = found else { return Ok(None) };
    if is_to_be_noted(session.last_seen_at.timestamp(), now) {
        portal.store.write(|work| async move { work.see_session(hash, At::from(now)).await }).await?;
    }
    Ok(Some(member))
}

/// Whether this use of a session that was last seen then is written down.
fn is_to_be_noted(last_seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(last_seen) >= SEEN_EVERY
}

/// When a session ends that is used now for the last time.
fn end(session: &SessionFacts, now: Timestamp) -> Timestamp {
    let seen = session.last_seen_at.timestamp();
    let seen = if is_to_be_noted(seen, now) { now } else { seen };
    (seen + IDLE).min(session.created_at.timestamp() + ABSOLUTE)
}

/// What the database knows a token by.
pub fn token_hash(portal: &Portal, token: &str) -> Vec<u8> {
    portal.keys.tokens.mac(&[b"session", token.as_bytes()]).to_vec()
}

async fn facts(work: &Work, hash: &[u8], now: Timestamp) -> Result<Option<(SessionFacts, Member)>, StoreError> {
    let Some(session) = work.session(hash).await? else { return Ok(None) };
    let idle = now.duration_since(session.last_seen_at.timestamp());
    let age = now.duration_since(session.created_at.timestamp());
    if idle >= IDLE || age >= ABSOLUTE {
        return Ok(None);
    }
    let today = in_tokyo(now).date();
    let (insurer, settings) = crate::insurer::with_settings(work, session.insurer_id).await?;
    let eligibility = Eligibility { acquired: session.acquired_on.map(|day| day.0), lost: session.lost_on.map(|day| day.0) };
    let access = settings.after_leaving.access(eligibility, today);
    if matches!(access, Access::Closed) {
        return Ok(None);
    }
    let agreed_to_terms = work.has_agreed_to_terms(session.insurer_id, session.account_id, today.into()).await?;
    let member = Member {
        session_id: session.id,
        insurer_id: session.insurer_id,
        account_id: session.account_id,
        person_id: session.person_id,
        user_id: session.user_id.clone(),
        access,
        agreed_to_terms,
        authenticated_at: session.authenticated_at.timestamp(),
        factor_given_at: session.factor_given_at.map(|at| at.timestamp()),
        standing: Standing::of(session.has_factor, session.factor_given_at.is_some()),
        ends_at: end(&session, now),
        insurer: crate::insurer::facts(&insurer, &settings),
        settings,
    };
    Ok(Some((session, member)))
}

/// A new token: 256 random bits, base64url.
pub fn new_token(portal: &Portal) -> String {
    URL_SAFE_NO_PAD.encode(portal.random.bytes::<32>())
}
