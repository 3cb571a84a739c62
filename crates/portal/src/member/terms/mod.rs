//! `/portal/terms`: 利用規約, on the first login and when a new version takes effect; `/portal/terms-of-use`: the terms for everybody.

use askama::Template;
use madoguchi_store::{At, Work, terms::TermsVersion};

use crate::{
    factors::bearer::base,
    member::login,
    terms::in_language,
    web::{Answer, Chrome, Declaration, Fields, FormState, Principal, Purpose, Refusal, Routes, Visit, markdown, page},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

const AGREEING: Declaration = Declaration::new(Principal::MemberBeforeTerms, Purpose::Terms);
const PUBLIC: Declaration = Declaration::new(Principal::Anyone, Purpose::Information);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/portal/terms", AGREEING, screen)
        .post("/portal/terms", AGREEING, agree)
        .post("/portal/terms/decline", AGREEING, decline)
        .get("/portal/terms-of-use", PUBLIC, public)
}

#[derive(Template)]
#[template(path = "member/terms/screen.html")]
struct Screen {
    chrome: Chrome,
    terms: Terms,
    /// Whether the member agreed to an earlier version.
    is_new_version: bool,
}

#[derive(Template)]
#[template(path = "member/terms/public.html")]
struct Public {
    chrome: Chrome,
    terms: Option<Terms>,
}

/// A version of the terms as a page shows it.
struct Terms {
    version: i64,
    effective_on: String,
    /// `ja` or `en`: what the text is written in.
    language: &'static str,
    body: String,
}

impl Terms {
    fn shown(visit: &Visit, terms: &TermsVersion) -> Terms {
        let (body, language) = in_language(&terms.body, visit.language);
        Terms {
            version: terms.version,
            language,
            effective_on: visit.language.date(terms.effective_on.0),
            body: markdown::to_html(without_title(body), 2),
        }
    }
}

/// The text without a title of its own, since the page has one.
fn without_title(body: &str) -> &str {
    match body.trim_start().split_once('\n') {
        Some((first, rest)) if first.starts_with("# ") => rest,
        _ => body,
    }
}

async fn screen(visit: Visit) -> Answer {
    match open(&visit, FormState::default()).await? {
        Some(screen) => page::show(&screen),
        None => Ok(page::see_other("/portal/home")),
    }
}

async fn agree(visit: Visit, fields: Fields) -> Answer {
    let Some(terms) = in_force(&visit).await? else { return Ok(page::see_other("/portal/home")) };
    if fields.get("version") != terms.version.to_string() {
        // A newer version took effect while the page was open: nobody agrees to what they have not seen.
        return Ok(page::see_other("/portal/terms"));
    }
    if !fields.has("agree") {
        let mut form = FormState::of(&fields);
        form.refuse("agree", visit.texts().terms.please_agree);
        return match open(&visit, form).await? {
            Some(screen) => page::refuse(&screen),
            None => Ok(page::see_other("/portal/home")),
        };
    }
    record(&visit, &terms).await?;
    let lacks_factor = visit.member()?.lacks_required_factor();
    Ok(page::see_other(if lacks_factor { base(visit.side) } else { "/portal/home" }))
}

/// The page, unless there is nothing (more) to agree to.
async fn open(visit: &Visit, form: FormState) -> Result<Option<Screen>, Refusal> {
    let member = visit.member()?;
    let (insurer_id, account_id) = (member.insurer_id, member.account_id);
    let terms = in_force(visit).await?.filter(|_| !member.agreed_to_terms);
    let Some(terms) = terms else { return Ok(None) };
    let agreed = visit.portal.store.read(|work| async move { work.last_agreed_version(insurer_id, account_id).await }).await?;
    let chrome = visit.chrome(visit.texts().terms.title).with_form(form);
    Ok(Some(Screen { chrome, terms: Terms::shown(visit, &terms), is_new_version: agreed.is_some() }))
}

async fn in_force(visit: &Visit) -> Result<Option<TermsVersion>, Refusal> {
    let today = visit.today().into();
    Ok(visit.portal.store.read(|work| async move { work.terms_in_force(today).await }).await?)
}

async fn record(visit: &Visit, terms: &TermsVersion) -> Result<(), Refusal> {
    let member = visit.member()?;
    let (insurer_id, account_id, at) = (member.insurer_id, member.account_id, At::from(visit.now));
    let mut event = visit.event("terms.agreed", insurer_id, format!("account:{account_id}"));
    let hash: String = terms.body_sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    event.detail = serde_json::json!({ "version": terms.version, "sha256": hash }).to_string();
    let event = &event;
    let agree = |work: Work| async move {
        work.agree_to_terms(insurer_id, account_id, terms, at).await?;
        work.record(event).await
    };
    Ok(visit.portal.store.write(agree).await?)
}

/// Logs out. The account stays, and the next login asks again.
async fn decline(visit: Visit) -> Answer {
    let member = visit.member()?;
    let event = &visit.event("terms.declined", member.insurer_id, format!("account:{}", member.account_id));
    visit.portal.store.write(|work: Work| async move { work.record(event).await }).await?;
    login::log_out(visit).await
}

async fn public(visit: Visit) -> Answer {
    let terms = in_force(&visit).await?;
    let terms = terms.map(|terms| Terms::shown(&visit, &terms));
    page::show(&Public { chrome: visit.chrome(visit.texts().terms.title), terms })
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let terms = || Terms { version: 1, effective_on: "2026-11-22".to_owned(), language: "ja", body: markdown::to_html(HOSTILE, 2) };
    let screen =
        |is_new_version, form| Screen { chrome: visit.chrome(visit.texts().terms.title).with_form(form), terms: terms(), is_new_version };
    let public = |terms| Public { chrome: visit.chrome(visit.texts().terms.title), terms };
    vec![
        sample("member/terms/screen.html", &screen(false, FormState::default())),
        sample("member/terms/screen.html", &screen(true, refused_form("agree"))),
        sample("member/terms/public.html", &public(Some(terms()))),
        sample("member/terms/public.html", &public(None)),
    ]
}
