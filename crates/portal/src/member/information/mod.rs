//! Pages that tell and change nothing: ウェブアクセシビリティ, and the insurer's first-login guide.

use askama::Template;
use madoguchi_documents::{
    guide::{self, Guide, Step},
    qr, screens,
};
use madoguchi_rules::identifiers::InsurerCodeOrNumber;

use crate::{
    member::drawn_paper::DrawnPaper,
    text::information::Section,
    web::{Answer, Chrome, Declaration, Principal, Purpose, Refusal, Routes, Visit, page},
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

const PUBLIC: Declaration = Declaration::new(Principal::Anyone, Purpose::Information);

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/portal/accessibility", PUBLIC, accessibility).get("/portal/guide", PUBLIC, first_login_guide)
}

#[derive(Template)]
#[template(path = "member/information/accessibility.html")]
struct Accessibility {
    chrome: Chrome,
    sections: &'static [Section],
}

#[derive(Template)]
#[template(path = "member/information/guide.html")]
struct GuidePage {
    chrome: Chrome,
    guide: Guide,
    /// The address of the first login with the insurer's code, and its QR code.
    signup: String,
    qr: String,
    papers: Vec<DrawnPaper>,
}

impl GuidePage {
    fn screen(&self, step: &Step) -> String {
        screens::svg(&step.screen)
    }
}

async fn accessibility(visit: Visit) -> Answer {
    let texts = &visit.texts().information;
    page::show(&Accessibility { chrome: visit.chrome(texts.accessibility), sections: texts.accessibility_sections })
}

/// The guide of the insurer that the address names, or of the member's own.
async fn first_login_guide(visit: Visit) -> Answer {
    let named = visit.asked("insurer").or_else(|| visit.member.as_ref().map(|member| member.insurer.code.clone()));
    let named = named.and_then(|code| InsurerCodeOrNumber::parse(&code).ok()).ok_or(Refusal::NotFound)?;
    let named = &named;
    let found = visit.portal.store.read(|work| async move { crate::insurer::find(&work, named).await }).await?;
    let (insurer, settings) = found.ok_or(Refusal::NotFound)?;
    let content = crate::guide::content(&visit.portal.config, &insurer, &settings, visit.today(), visit.language);
    let guide = guide::text(&content);
    page::show(&GuidePage {
        chrome: visit.chrome(guide.title.clone()).of_insurer(crate::insurer::facts(&insurer, &settings)),
        signup: format!("/portal/signup?insurer={}", insurer.code),
        qr: qr::svg(&content.prefilled_signup_url, &guide.entrance.qr_label).map_err(Refusal::broken)?,
        papers: DrawnPaper::all(visit.language),
        guide,
    })
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{self, sample};
    let insurer = samples::insurer();
    let settings = madoguchi_rules::settings::InsurerSettings::default();
    let content = crate::guide::content(&visit.portal.config, &insurer, &settings, visit.today(), visit.language);
    let guide = guide::text(&content);
    let page = GuidePage {
        chrome: visit.chrome(guide.title.clone()),
        signup: format!("/portal/signup?insurer={}", insurer.code),
        qr: qr::svg(&content.prefilled_signup_url, &guide.entrance.qr_label).unwrap(),
        papers: DrawnPaper::all(visit.language),
        guide,
    };
    let texts = &visit.texts().information;
    let accessibility = Accessibility { chrome: visit.chrome(texts.accessibility), sections: texts.accessibility_sections };
    vec![sample("member/information/guide.html", &page), sample("member/information/accessibility.html", &accessibility)]
}
