//! `…/confirm/{wanted}`: the password once more, and a second factor where the member has one, before a file with health data leaves to a
//! device that may have been left alone. Then the file comes.
//!
//! A journey with files says what its addresses name ([`WantedFile`]) and adds the pages with [`routes`].

use askama::Template;
use axum::extract::Path;
use jiff::{SignedDuration, Timestamp};
use madoguchi_store::{At, StoreError, Work, factors::Owner};

use crate::{
    factors::{
        given::{self, FactorGate, Offered},
        passkeys::{self, settled},
    },
    limits,
    member::settings::confirm::{is_confirmed, is_given, own_account},
    web::{Answer, Budget, Chrome, Declaration, Fields, FormState, Member, Refusal, Routes, Side, Visit, page, staff::Standing},
};

/// A password or factor that was given so recently need not be given again for a file.
const RECENT: SignedDuration = SignedDuration::from_mins(15);

/// A file with health data that a member wants, as an address names it.
pub trait WantedFile: Sized + Send + Sync + 'static {
    /// What the address names.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where it names nothing, or the insurer does not offer it.
    fn named(visit: &Visit, named: &str) -> Result<Self, Refusal>;

    /// Where the login is confirmed before it.
    fn confirmation(&self) -> String;

    /// The page that begins to fetch it.
    fn beginning(&self) -> String;

    /// The page to go back to.
    fn page(&self) -> String;
}

/// Adds the step before the files of a journey under `at` (`/portal/costs/confirm`).
pub fn routes<W: WantedFile>(routes: Routes, at: &str, declaration: Declaration) -> Routes {
    let (path, by_factor) = (format!("{at}/{{wanted}}"), declaration.with(&[Budget::Factor]));
    routes
        .get(&path, declaration, screen::<W>)
        .post(&path, declaration.with(&[Budget::Login]), give_password::<W>)
        .post(&format!("{path}/factor"), by_factor, give_factor::<W>)
        .post(&format!("{path}/passkey/begin"), by_factor, begin_passkey::<W>)
        .post(&format!("{path}/passkey"), by_factor, give_passkey::<W>)
}

#[derive(Template)]
#[template(path = "member/before_file/screen.html")]
struct Screen {
    chrome: Chrome,
    /// Under which the forms send.
    action: String,
    /// The page of the files.
    back: String,
    user_id: String,
    /// None while the password is asked for.
    factors: Option<Factors>,
}

/// The second factors that a member has.
struct Factors {
    has_totp: bool,
    has_passkey: bool,
    passkey_action: String,
}

/// Whether the password, and a second factor where the member has one, were given recently.
///
/// # Errors
/// [`Refusal::LogInFirst`].
pub fn is_recent(visit: &Visit) -> Result<bool, Refusal> {
    let member = visit.member()?;
    Ok(password_is_recent(visit, member) && factor_is_recent(visit, member))
}

fn password_is_recent(visit: &Visit, member: &Member) -> bool {
    is_within(visit.now, member.authenticated_at)
}

fn factor_is_recent(visit: &Visit, member: &Member) -> bool {
    member.standing == Standing::NoFactorYet || member.factor_given_at.is_some_and(|given| is_within(visit.now, given))
}

fn is_within(now: Timestamp, given: Timestamp) -> bool {
    now.duration_since(given) < RECENT
}

fn owner(member: &Member) -> Owner {
    Owner::Account { insurer_id: member.insurer_id, id: member.account_id }
}

/// What a ceremony is bound to: this session.
fn bound_to(member: &Member) -> Vec<u8> {
    [b"files ".as_slice(), &member.session_id.to_be_bytes()].concat()
}

/// The step that is open, or on to the file.
async fn screen<W: WantedFile>(visit: Visit, Path(named): Path<String>) -> Answer {
    let wanted = W::named(&visit, &named)?;
    match is_recent(&visit)? {
        true => Ok(page::see_other(&wanted.beginning())),
        false => page::show(&filled(&visit, &wanted, FormState::default()).await?),
    }
}

async fn filled(visit: &Visit, wanted: &impl WantedFile, form: FormState) -> Result<Screen, Refusal> {
    let member = visit.member()?;
    let action = wanted.confirmation();
    let factors = match password_is_recent(visit, member) {
        true => Some(factors(visit, owner(member), format!("{action}/passkey")).await?),
        false => None,
    };
    let chrome = visit.chrome(visit.texts().before_file.title).with_form(form);
    Ok(Screen { chrome, action, back: wanted.page(), user_id: member.user_id.clone(), factors })
}

async fn factors(visit: &Visit, owner: Owner, passkey_action: String) -> Result<Factors, Refusal> {
    let read = |work: Work| async move { Ok((work.totp_secret(owner).await?, work.passkeys(owner).await?)) };
    let (totp, passkeys) = visit.portal.store.read(read).await?;
    Ok(Factors { has_totp: totp.is_some(), has_passkey: !passkeys.is_empty(), passkey_action })
}

/// Takes the password. A wrong one counts as a failed login.
async fn give_password<W: WantedFile>(visit: Visit, Path(named): Path<String>, fields: Fields) -> Answer {
    let wanted = W::named(&visit, &named)?;
    let (account, mut form) = (own_account(&visit).await?, FormState::of(&fields));
    if !is_given(&visit, &mut form) || !is_confirmed(&visit, &account, &mut form).await? {
        return page::refuse(&filled(&visit, &wanted, form).await?);
    }
    let (member, at) = (visit.member()?, At::from(visit.now));
    let confirm = |work: Work| async move { work.confirm_session(member.insurer_id, member.account_id, member.session_id, at).await };
    visit.portal.store.write(confirm).await?;
    Ok(page::see_other(&wanted.confirmation()))
}

/// Takes a number of an app or a recovery code, after the password.
async fn give_factor<W: WantedFile>(visit: Visit, Path(named): Path<String>, fields: Fields) -> Answer {
    let wanted = W::named(&visit, &named)?;
    let member = visit.member()?;
    if !password_is_recent(&visit, member) {
        return Ok(page::see_other(&wanted.confirmation()));
    }
    let (mut form, owner) = (FormState::of(&fields), owner(member));
    let Some(offered) = Offered::read(&visit, &mut form) else { return page::refuse(&filled(&visit, &wanted, form).await?) };
    let reservation = &match given::reserve(&visit, owner, &offered, &mut form).await? {
        FactorGate::Open(reservation) => reservation,
        FactorGate::Closed { until } => return page::used_up(&filled(&visit, &wanted, form).await?, until, visit.now),
    };
    let (visited, given, failed) = (&visit, &offered, &failed(&visit, member));
    let give = |work: Work| async move {
        if !given.use_up(&visited.portal, &work, owner, visited.now).await? {
            work.record(failed).await?;
            return Ok(false);
        }
        reservation.succeeded(&work).await?;
        note_factor(visited, &work, member).await?;
        Ok(true)
    };
    if visit.portal.store.write(give).await? {
        return Ok(page::see_other(&wanted.beginning()));
    }
    offered.refuse(&visit, &mut form);
    page::refuse(&filled(&visit, &wanted, form).await?)
}

/// Asks for a passkey, as the page's script hands the question to the browser.
async fn begin_passkey<W: WantedFile>(visit: Visit, Path(named): Path<String>) -> Answer {
    W::named(&visit, &named)?;
    limits::ceremonies::reserve(&visit).await?;
    let (portal, bound_to, now) = (&visit.portal, &bound_to(visit.member()?), visit.now);
    let begin = |work: Work| async move { settled(passkeys::begin_login(portal, &work, Side::Member, bound_to, now).await) };
    match portal.store.write(begin).await? {
        Ok(options) => Ok(page::json(options)),
        Err(_) => Err(Refusal::NotFound),
    }
}

/// Takes the passkey's answer, after the password.
async fn give_passkey<W: WantedFile>(visit: Visit, Path(named): Path<String>, fields: Fields) -> Answer {
    let wanted = W::named(&visit, &named)?;
    let member = visit.member()?;
    if !password_is_recent(&visit, member) {
        return Ok(page::see_other(&wanted.confirmation()));
    }
    let (visited, bound_to, answer, failed) = (&visit, &bound_to(member), fields.get("answer"), &failed(&visit, member));
    let give = |work: Work| async move {
        let found = passkeys::finish_login(&visited.portal, &work, Side::Member, bound_to, answer, visited.now).await;
        if settled(found)?.is_ok_and(|found| found == owner(member)) {
            note_factor(visited, &work, member).await?;
            return Ok(true);
        }
        work.record(failed).await?;
        Ok(false)
    };
    if visit.portal.store.write(give).await? {
        return Ok(page::see_other(&wanted.beginning()));
    }
    let mut form = FormState::default();
    form.refuse("passkey", visit.texts().factors.wrong_passkey);
    page::refuse(&filled(&visit, &wanted, form).await?)
}

async fn note_factor(visit: &Visit, work: &Work, member: &Member) -> Result<(), StoreError> {
    work.give_factor_in_session(member.insurer_id, member.account_id, member.session_id, At::from(visit.now)).await
}

fn failed(visit: &Visit, member: &Member) -> madoguchi_store::audit::AuditEvent {
    visit.event("account.factor_failed", member.insurer_id, format!("account:{}", member.account_id))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let page = |field: &'static str, factors: Option<Factors>| Screen {
        chrome: visit.chrome(visit.texts().before_file.title).with_form(refused_form(field)),
        action: "/portal/costs/confirm/2026-annual.pdf".to_owned(),
        back: "/portal/costs/files?year=2026".to_owned(),
        user_id: HOSTILE.to_owned(),
        factors,
    };
    let both = |has: bool| Some(Factors { has_totp: has, has_passkey: has, passkey_action: "/portal/costs/confirm/x/passkey".to_owned() });
    let pages = [page("current_password", None), page("code", both(true)), page("recovery_code", both(false))];
    pages.iter().map(|page| sample("member/before_file/screen.html", page)).collect()
}
