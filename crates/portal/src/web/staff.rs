//! The session of somebody at the desk: loaded with every request, with what they may do where the path leads. A role that changes
//! counts from the next request on.

use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::{settings::InsurerSettings, staff::Role};
use madoguchi_store::{At, StoreError, Work, staff::sessions::StaffSessionFacts};

use super::InsurerFacts;
use crate::portal::Portal;

/// A session ends after this long without a request.
pub const IDLE: SignedDuration = SignedDuration::from_mins(15);
/// A session ends this long after the login, whatever happens.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(8);
/// How exactly the last use is written down: a write a minute at most.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// How far somebody's login is, whose password was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no second factor yet. At the desk nothing opens but enrolment; of members only some insurers ask for one.
    NoFactorYet,
    /// The second factor is due: nothing opens but that.
    FactorDue,
    /// It is given.
    Complete,
}

impl Standing {
    /// How far a login is whose password was given.
    pub fn of(has_factor: bool, factor_is_given: bool) -> Standing {
        match (has_factor, factor_is_given) {
            (false, _) => Standing::NoFactorYet,
            (true, false) => Standing::FactorDue,
            (true, true) => Standing::Complete,
        }
    }
}

/// Somebody at the desk whose password is given.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The session's own name.
    pub session_id: i64,
    /// Our own identifier of them.
    pub id: i64,
    /// Their address, by which they log in.
    pub email: String,
    /// How colleagues know them.
    pub name: String,
    /// Whether they run the service.
    pub is_operator: bool,
    /// How far the login is.
    pub standing: Standing,
    /// When the login began.
    pub began_at: Timestamp,
    /// When the password was last given.
    pub authenticated_at: Timestamp,
    /// When a second factor was last given in this session.
    pub factor_given_at: Option<Timestamp>,
    /// When the session ends if nothing more is asked for.
    pub ends_at: Timestamp,
}

/// The place that somebody has at the desk of the insurer of the path.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The insurer.
    pub insurer_id: i64,
    /// What pages tell about it.
    pub insurer: InsurerFacts,
    /// Its settings.
    pub settings: InsurerSettings,
    /// What they may do there.
    pub role: Role,
    /// Whether a clerk may approve as a manager does.
    pub is_deputy: bool,
}

impl Seat {
    /// Whether they approve what a second person must approve.
    pub fn approves(&self) -> bool {
        self.role.approves(self.is_deputy)
    }
}

/// Whoever's session has this token, unless it ended or its owner is not active; with their seat at the insurer that the path names.
/// `counts` says whether this request is a use of the session.
///
/// # Errors
/// [`StoreError`] when the database cannot be asked: never "no session".
pub async fn load(
    portal: &Portal,
    token: &str,
    insurer_code: Option<&str>,
    counts: bool,
    now: Timestamp,
) -> Result<Option<(Staff, Option<Seat>)>, StoreError> {
    let hash = &token_hash(portal, token);
    let found = portal.store.read(|work| async move { facts(&work, hash, insurer_code, counts, now).await }).await?;
    let Some((session, staff, seat)) = found else { return Ok(None) };
    if counts && is_to_be_noted(session.last_seen_at.timestamp(), now) {
        portal.store.write(|work| async move { work.see_staff_session(hash, At::from(now)).await }).await?;
    }
    Ok(Some((staff, seat)))
}

/// What the database knows a token by.
pub fn token_hash(portal: &Portal, token: &str) -> Vec<u8> {
    portal.keys.tokens.mac(&[b"staff session", token.as_bytes()]).to_vec()
}

/// Whether this use of a session that was last seen then is written down.
fn is_to_be_noted(last_seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(last_seen) >= SEEN_EVERY
}

/// Whether a session is alive still.
pub fn is_alive(created: Timestamp, last_seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(last_seen) < IDLE && now.duration_since(created) < ABSOLUTE
}

async fn facts(
    work: &Work,
    hash: &[u8],
    insurer_code: Option<&str>,
    counts: bool,
    now: Timestamp,
) -> Result<Option<(StaffSessionFacts, Staff, Option<Seat>)>, StoreError> {
    let Some(session) = work.staff_session(hash).await? else { return Ok(None) };
    let (began_at, seen) = (session.created_at.timestamp(), session.last_seen_at.timestamp());
    if !is_alive(began_at, seen, now) {
        return Ok(None);
    }
    let standing = Standing::of(session.has_factor, session.factor_given_at.is_some());
    let seen = if counts && is_to_be_noted(seen, now) { now } else { seen };
    let staff = Staff {
        session_id: session.id,
        id: session.staff_id,
        email: session.email.clone(),
        name: session.name.clone(),
        is_operator: session.is_operator,
        standing,
        began_at,
        authenticated_at: session.authenticated_at.timestamp(),
        factor_given_at: session.factor_given_at.map(|at| at.timestamp()),
        ends_at: (seen + IDLE).min(began_at + ABSOLUTE),
    };
    let seat = match insurer_code {
        Some(code) if standing == Standing::Complete => seat(work, staff.id, code).await?,
        _ => None,
    };
    Ok(Some((session, staff, seat)))
}

async fn seat(work: &Work, staff_id: i64, code: &str) -> Result<Option<Seat>, StoreError> {
    let Some(workplace) = work.workplace(staff_id, code).await? else { return Ok(None) };
    let role = workplace.role.parse();
    let role = role.map_err(|_| StoreError::Unreadable { column: "staff_grants.role", problem: "unknown role".to_owned() })?;
    let (insurer, settings) = crate::insurer::with_settings(work, workplace.insurer_id).await?;
    let facts = crate::insurer::facts(&insurer, &settings);
    Ok(Some(Seat { insurer_id: insurer.id, insurer: facts, settings, role, is_deputy: workplace.is_deputy }))
}
