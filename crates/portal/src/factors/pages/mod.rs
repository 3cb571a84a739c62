//! The pages on which second factors are set up and removed, at the desk and in ご登録内容 alike: an overview, an app, passkeys,
//! recovery codes. What is changed needs a password that was given recently; what is removed needs it anew, and a factor besides.

use askama::Template;
use madoguchi_rules::paper_codes::PaperCode;
use madoguchi_store::{StoreError, Work};
use serde_json::json;

use super::{
    bearer::{Bearer, base},
    passkeys, recovery_codes,
};
use crate::{
    clock::in_tokyo,
    web::{
        Answer, Budget, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, Side, Visit, done::Done, page,
        session::new_token,
    },
};

mod passkey;
mod remove;
mod totp;

/// Adds the pages of one side to the table.
pub fn routes(routes: Routes, side: Side) -> Routes {
    let principal = match side {
        Side::Member => Principal::MemberReading,
        Side::Desk => Principal::StaffEnrolling,
    };
    let own = Declaration::new(principal, Purpose::Settings);
    let at = |page: &str| format!("{}{page}", base(side));
    routes
        .get(&at(""), own, overview)
        .get(&at("/confirm"), own, confirm_screen)
        .post(&at("/confirm"), own.with(&[Budget::Login]), confirm)
        .post(&at("/totp/begin"), own, totp::begin)
        .get(&at("/totp"), own, totp::screen)
        .post(&at("/totp"), own, totp::confirm)
        .post(&at("/passkey/begin"), own, passkey::begin)
        .post(&at("/passkey"), own, passkey::register)
        .post(&at("/codes"), own, new_codes)
        .get(&at("/remove"), own, remove::screen)
        .post(&at("/remove"), own.with(&[Budget::Login, Budget::Factor]), remove::remove)
}

#[derive(Template)]
#[template(path = "factors/pages/overview.html")]
struct Overview {
    chrome: Chrome,
    base: &'static str,
    /// Where the app was set up, in words; none without one.
    totp: Option<String>,
    passkeys: Vec<ShownPasskey>,
    /// Whether there is one factor and no spare.
    has_one_factor: bool,
    codes_left: i64,
    /// Whether the password was given recently: only then is anything set up.
    is_confirmed: bool,
    has_passkeys: bool,
    /// Whether nothing opens before a factor is set up.
    is_first: bool,
    /// Whether the insurer asks for a factor before health data.
    is_required: bool,
}

struct ShownPasskey {
    id: i64,
    name: String,
    since: String,
    last_used: Option<String>,
}

#[derive(Template)]
#[template(path = "factors/pages/codes.html")]
struct Codes {
    chrome: Chrome,
    codes: Vec<String>,
    base: &'static str,
    /// Whether a login was completed by the first factor.
    is_first: bool,
    /// Where to go on.
    next: &'static str,
    has_one_factor: bool,
}

#[derive(Template)]
#[template(path = "factors/pages/confirm.html")]
struct Confirm {
    chrome: Chrome,
    base: &'static str,
    login_name: String,
}

async fn overview(bearer: Bearer) -> Answer {
    page::show(&overview_of(&bearer, FormState::default()).await?)
}

async fn overview_of(bearer: &Bearer, form: FormState) -> Result<Overview, Refusal> {
    let (visit, owner) = (&bearer.visit, bearer.owner);
    let read = |work: Work| async move {
        Ok((work.totp_secret(owner).await?, work.passkeys(owner).await?, work.unused_recovery_codes(owner).await?))
    };
    let (totp, keys, codes_left) = visit.portal.store.read(read).await?;
    let moment = |at: madoguchi_store::At| visit.language.moment(in_tokyo(at.timestamp()));
    Ok(Overview {
        has_one_factor: keys.len() + usize::from(totp.is_some()) == 1,
        chrome: visit.chrome(visit.texts().factors.enrol_title).with_form(form),
        base: bearer.base(),
        totp: totp.map(|totp| moment(totp.created_at)),
        passkeys: keys
            .into_iter()
            .map(|key| ShownPasskey { id: key.id, name: key.name, since: moment(key.created_at), last_used: key.last_used_at.map(moment) })
            .collect(),
        codes_left,
        is_confirmed: bearer.has_confirmed(),
        has_passkeys: passkeys::are_possible(&visit.portal, visit.side),
        is_first: bearer.is_first,
        is_required: visit.member.as_ref().is_some_and(|member| member.lacks_required_factor()),
    })
}

/// Where a page leads whose change needs the password once more.
fn confirm_first(bearer: &Bearer) -> Answer {
    Ok(page::see_other(&format!("{}/confirm", bearer.base())))
}

async fn confirm_screen(bearer: Bearer) -> Answer {
    match bearer.has_confirmed() {
        true => Ok(page::see_other(bearer.base())),
        false => page::show(&confirm_page(&bearer, FormState::default())),
    }
}

fn confirm_page(bearer: &Bearer, form: FormState) -> Confirm {
    let chrome = bearer.visit.chrome(bearer.visit.texts().factors.confirm_title).with_form(form);
    Confirm { chrome, base: bearer.base(), login_name: bearer.login_name.clone() }
}

async fn confirm(bearer: Bearer, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    if !bearer.password_is_right(&mut form).await? {
        return page::refuse(&confirm_page(&bearer, form));
    }
    let noted = &bearer;
    bearer.visit.portal.store.write(|work| async move { noted.note_confirmation(&work).await }).await?;
    Ok(page::see_other(bearer.base()))
}

/// Ten new recovery codes in place of the old ones.
async fn new_codes(bearer: Bearer) -> Answer {
    if !bearer.has_confirmed() {
        return confirm_first(&bearer);
    }
    let (made_for, portal, owner, now) = (&bearer, &bearer.visit.portal, bearer.owner, bearer.visit.now);
    let issue = |work: Work| async move {
        if !work.has_factor(owner).await? {
            return Ok(None);
        }
        work.record(&made_for.event("recovery_codes_made", &json!({}))).await?;
        recovery_codes::issue(portal, &work, owner, now).await.map(Some)
    };
    match portal.store.write(issue).await? {
        Some(codes) => show_codes(&bearer, None, &codes, false),
        None => Ok(page::see_other(bearer.base())),
    }
}

/// What comes with a factor that was set up, in its unit of work: an event, a letter, recovery codes where none is left.
async fn after_enrolment(bearer: &Bearer, work: &Work, token: &str, factor: &str) -> Result<Vec<PaperCode>, StoreError> {
    work.record(&bearer.event("factor_enrolled", &json!({ "factor": factor }))).await?;
    bearer.tell(work, true).await?;
    bearer.note_factor(work, token, factor).await?;
    match work.unused_recovery_codes(bearer.owner).await? {
        0 => recovery_codes::issue(&bearer.visit.portal, work, bearer.owner, bearer.visit.now).await,
        _ => Ok(Vec::new()),
    }
}

/// The recovery codes that came with a factor; without any, straight on.
fn enrolled(bearer: &Bearer, token: &str, codes: &[PaperCode]) -> Answer {
    let response = match codes.is_empty() {
        true => Done::FactorEnrolled.tell(&bearer.visit, page::see_other(bearer.base())),
        false => show_codes(bearer, Some(token), codes, true)?,
    };
    Ok(bearer.finish(token, response))
}

/// The codes, once. Under a new token the forms of the page belong to that.
fn show_codes(bearer: &Bearer, token: Option<&str>, codes: &[PaperCode], has_one_factor: bool) -> Answer {
    let mut chrome = bearer.visit.chrome(bearer.visit.texts().factors.codes_title);
    if let Some(token) = token.filter(|_| bearer.is_first) {
        chrome.csrf = bearer.visit.csrf_token_under(token);
    }
    let next = if bearer.is_first { bearer.visit.side.home() } else { bearer.base() };
    let codes = codes.iter().map(PaperCode::in_groups).collect();
    page::show(&Codes { chrome, codes, base: bearer.base(), is_first: bearer.is_first, next, has_one_factor })
}

/// A token in case the login is completed.
fn fresh_token(visit: &Visit) -> String {
    new_token(&visit.portal)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, of_staff, refused_form, sample};
    let desk = Visit::clone(&of_staff(visit));
    let key = || ShownPasskey { id: 1, name: HOSTILE.to_owned(), since: "今日".to_owned(), last_used: None };
    let page = |visit: &Visit, passkeys: Vec<ShownPasskey>, is_first| Overview {
        chrome: visit.chrome(visit.texts().factors.enrol_title).with_form(refused_form("passkey_name")),
        base: base(visit.side),
        has_one_factor: !passkeys.is_empty(),
        totp: (!passkeys.is_empty()).then(|| "今日".to_owned()),
        passkeys,
        codes_left: 3,
        is_confirmed: is_first,
        has_passkeys: true,
        is_first,
        is_required: !is_first,
    };
    let codes = |next| Codes {
        chrome: visit.chrome(visit.texts().factors.codes_title),
        codes: vec!["22222-22222".to_owned()],
        base: "/desk/factor",
        is_first: true,
        next,
        has_one_factor: true,
    };
    let confirm = Confirm {
        chrome: visit.chrome(visit.texts().factors.confirm_title).with_form(refused_form("current_password")),
        base: base(Side::Member),
        login_name: HOSTILE.to_owned(),
    };
    let own = vec![
        sample("factors/pages/overview.html", &page(visit, vec![key()], false)),
        sample("factors/pages/overview.html", &page(&desk, Vec::new(), true)),
        sample("factors/pages/codes.html", &codes("/desk/")),
        sample("factors/pages/confirm.html", &confirm),
    ];
    own.into_iter().chain(totp::samples(visit)).chain(remove::samples(visit)).collect()
}
