//! `…/totp`: setting up an authenticator app.

use askama::Template;
use madoguchi_rules::{codes::Code, paper_codes::PaperCode};
use madoguchi_store::Work;

use super::{after_enrolment, confirm_first, enrolled, fresh_token};
use crate::{
    factors::{bearer::Bearer, totp},
    web::{Answer, Chrome, Fields, FormState, Refusal, page},
};

#[derive(Template)]
#[template(path = "factors/pages/totp.html")]
struct Screen {
    chrome: Chrome,
    base: &'static str,
    is_first: bool,
    qr: String,
    secret: String,
    address: String,
}

pub(super) async fn begin(bearer: Bearer) -> Answer {
    if !bearer.has_confirmed() {
        return confirm_first(&bearer);
    }
    let (portal, bound_to, owner, now) = (&bearer.visit.portal, &bearer.bound_to(), bearer.owner, bearer.visit.now);
    portal.store.write(|work| async move { totp::begin(portal, &work, bound_to, owner, now).await }).await?;
    Ok(page::see_other(&format!("{}/totp", bearer.base())))
}

pub(super) async fn screen(bearer: Bearer) -> Answer {
    match filled(&bearer, FormState::default()).await? {
        Some(screen) => page::show(&screen),
        None => Ok(page::see_other(bearer.base())),
    }
}

/// The page of the enrolment under way, if one is.
async fn filled(bearer: &Bearer, form: FormState) -> Result<Option<Screen>, Refusal> {
    let (visit, bound_to, owner) = (&bearer.visit, &bearer.bound_to(), bearer.owner);
    let (portal, now) = (&visit.portal, visit.now);
    let secret = portal.store.read(|work| async move { totp::under_way(portal, &work, bound_to, owner, now).await }).await?;
    let Some(secret) = secret else { return Ok(None) };
    let texts = &visit.texts().factors;
    let address = secret.address(&portal.config.service_name, &bearer.login_name);
    Ok(Some(Screen {
        chrome: visit.chrome(texts.totp_enrol_title).with_form(form),
        base: bearer.base(),
        is_first: bearer.is_first,
        qr: madoguchi_documents::qr::svg(&address, texts.totp_qr).map_err(Refusal::broken)?,
        secret: secret.for_typing(),
        address,
    }))
}

pub(super) async fn confirm(bearer: Bearer, fields: Fields) -> Answer {
    let texts = &bearer.visit.texts().factors;
    let mut form = FormState::of(&fields);
    let typed = Code::parse(form.value("code"));
    let code = form.take("code", typed, |_| texts.code_needed.to_owned());
    if let Some(code) = code {
        let token = fresh_token(&bearer.visit);
        if let Some(codes) = enrol(&bearer, &code, &token).await? {
            return enrolled(&bearer, &token, &codes);
        }
        form.refuse("code", texts.wrong_code);
    }
    match filled(&bearer, form).await? {
        Some(screen) => page::refuse(&screen),
        None => Ok(page::see_other(bearer.base())),
    }
}

/// Enrols the app if the code is right: then the recovery codes that come with it, if any.
async fn enrol(bearer: &Bearer, code: &Code, token: &str) -> Result<Option<Vec<PaperCode>>, Refusal> {
    let (portal, bound_to, owner, now) = (&bearer.visit.portal, &bearer.bound_to(), bearer.owner, bearer.visit.now);
    let enrol = |work: Work| async move {
        match totp::confirm(portal, &work, bound_to, owner, code, now).await? {
            true => after_enrolment(bearer, &work, token, "totp").await.map(Some),
            false => Ok(None),
        }
    };
    Ok(portal.store.write(enrol).await?)
}

#[cfg(test)]
pub(super) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let page = Screen {
        chrome: visit.chrome(visit.texts().factors.totp_enrol_title).with_form(refused_form("code")),
        base: "/desk/factor",
        is_first: true,
        qr: "<svg></svg>".to_owned(),
        secret: HOSTILE.to_owned(),
        address: HOSTILE.to_owned(),
    };
    vec![sample("factors/pages/totp.html", &page)]
}
