//! `/desk/factor…`: enrolling a second factor, right after the invitation or later as a spare. Until there is one, nothing else opens.

use askama::Template;
use madoguchi_rules::codes::{Code, PaperCode};
use madoguchi_store::{StoreError, Work, factors::Owner};

use super::login::{is_complete, owner, session};
use crate::{
    factors::{passkeys, recovery_codes, totp},
    web::{Answer, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, StaffVisit, page, session::new_token},
};

mod passkey;

const ENROLLING: Declaration = Declaration::new(Principal::StaffEnrolling, Purpose::Settings);
const PATH: &str = "/desk/factor";
const TOTP_PATH: &str = "/desk/factor/totp";

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, ENROLLING, screen)
        .get(TOTP_PATH, ENROLLING, totp_screen)
        .post("/desk/factor/totp/begin", ENROLLING, begin_totp)
        .post(TOTP_PATH, ENROLLING, confirm_totp)
        .post("/desk/factor/passkey/begin", ENROLLING, passkey::begin)
        .post("/desk/factor/passkey", ENROLLING, passkey::register)
}

#[derive(Template)]
#[template(path = "desk/factor/screen.html")]
struct Screen {
    chrome: Chrome,
    has_passkeys: bool,
}

#[derive(Template)]
#[template(path = "desk/factor/totp.html")]
struct TotpScreen {
    chrome: Chrome,
    qr: String,
    secret: String,
    address: String,
}

#[derive(Template)]
#[template(path = "desk/factor/codes.html")]
struct CodesScreen {
    chrome: Chrome,
    codes: Vec<String>,
}

async fn screen(visit: StaffVisit) -> Answer {
    page::show(&choice(&visit, FormState::default()))
}

fn choice(visit: &StaffVisit, form: FormState) -> Screen {
    let chrome = visit.chrome(visit.texts().factors.enrol_title).with_form(form);
    Screen { chrome, has_passkeys: passkeys::are_possible(&visit.portal, visit.side) }
}

/// The ceremony belongs to this session of this browser.
fn bound_to(visit: &StaffVisit) -> Vec<u8> {
    [b"staff session ".as_slice(), &visit.staff.session_id.to_be_bytes()].concat()
}

async fn begin_totp(visit: StaffVisit) -> Answer {
    let (portal, bound_to, owner, now) = (&visit.portal, &bound_to(&visit), owner(&visit), visit.now);
    portal.store.write(|work| async move { totp::begin(portal, &work, bound_to, owner, now).await }).await?;
    Ok(page::see_other(TOTP_PATH))
}

async fn totp_screen(visit: StaffVisit) -> Answer {
    match filled(&visit, FormState::default()).await? {
        Some(screen) => page::show(&screen),
        None => Ok(page::see_other(PATH)),
    }
}

/// The page of the enrolment under way, if one is.
async fn filled(visit: &StaffVisit, form: FormState) -> Result<Option<TotpScreen>, Refusal> {
    let (portal, bound_to, owner, now) = (&visit.portal, &bound_to(visit), owner(visit), visit.now);
    let secret = portal.store.read(|work| async move { totp::under_way(portal, &work, bound_to, owner, now).await }).await?;
    let Some(secret) = secret else { return Ok(None) };
    let texts = &visit.texts().factors;
    let address = secret.address(&portal.config.service_name, &visit.staff.email);
    Ok(Some(TotpScreen {
        chrome: visit.chrome(texts.totp_enrol_title).with_form(form),
        qr: madoguchi_documents::qr::svg(&address, texts.totp_qr).map_err(Refusal::broken)?,
        secret: secret.for_typing(),
        address,
    }))
}

async fn confirm_totp(visit: StaffVisit, fields: Fields) -> Answer {
    let texts = &visit.texts().factors;
    let mut form = FormState::of(&fields);
    let typed = Code::parse(form.value("code"));
    let code = form.take("code", typed, |_| texts.code_needed.to_owned());
    if let Some(code) = code {
        let token = new_token(&visit.portal);
        if let Some(codes) = enrol_totp(&visit, &code, &token).await? {
            return enrolled(&visit, &token, &codes);
        }
        form.refuse("code", texts.wrong_code);
    }
    match filled(&visit, form).await? {
        Some(screen) => page::refuse(&screen),
        None => Ok(page::see_other(PATH)),
    }
}

/// Enrols the app if the code is right: then the recovery codes that come with a first factor (none with a spare).
async fn enrol_totp(visit: &StaffVisit, code: &Code, token: &str) -> Result<Option<Vec<PaperCode>>, Refusal> {
    let (portal, bound_to, owner, now) = (&visit.portal, &bound_to(visit), owner(visit), visit.now);
    let enrol = |work: Work| async move {
        if !totp::confirm(portal, &work, bound_to, owner, code, now).await? {
            return Ok(None);
        }
        after_enrolment(visit, &work, owner, token, "totp").await.map(Some)
    };
    Ok(portal.store.write(enrol).await?)
}

/// What comes with an enrolment: recovery codes where none is left, and with the first factor a complete login.
async fn after_enrolment(visit: &StaffVisit, work: &Work, owner: Owner, token: &str, factor: &str) -> Result<Vec<PaperCode>, StoreError> {
    let mut event = visit.event("staff.factor_enrolled", visit.actor());
    event.detail = format!(r#"{{"factor":"{factor}"}}"#);
    work.record(&event).await?;
    let codes = match work.unused_recovery_codes(owner).await? {
        0 => recovery_codes::issue(&visit.portal, work, owner, visit.now).await?,
        _ => Vec::new(),
    };
    if !is_complete(visit) {
        session::complete(visit, work, token, factor).await?;
    }
    Ok(codes)
}

/// The recovery codes, shown once; the login is complete from here on.
fn enrolled(visit: &StaffVisit, token: &str, codes: &[PaperCode]) -> Answer {
    let codes: Vec<String> = codes.iter().map(PaperCode::on_paper).collect();
    let mut chrome = visit.chrome(visit.texts().factors.codes_title);
    if !is_complete(visit) {
        chrome.csrf = visit.csrf_token_under(token);
    }
    let response = match codes.is_empty() {
        true => page::see_other(visit.side.home()),
        false => page::show(&CodesScreen { chrome, codes })?,
    };
    Ok(if is_complete(visit) { response } else { session::completed(visit, token, response) })
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{of_staff, refused_form, sample};
    let visit = of_staff(visit);
    let texts = &visit.texts().factors;
    let totp = TotpScreen {
        chrome: visit.chrome(texts.totp_enrol_title).with_form(refused_form("code")),
        qr: "<svg></svg>".to_owned(),
        secret: "GEZD GNBV".to_owned(),
        address: "otpauth://totp/x".to_owned(),
    };
    let codes = CodesScreen { chrome: visit.chrome(texts.codes_title), codes: vec!["22222-22222".to_owned()] };
    vec![
        sample("desk/factor/screen.html", &choice(&visit, refused_form("passkey_name"))),
        sample("desk/factor/totp.html", &totp),
        sample("desk/factor/codes.html", &codes),
    ]
}
