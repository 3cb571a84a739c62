//! `/desk/`: the insurers for which one works; straight on when there is only one. A call centre serves a hundred: they are looked for.

use askama::Template;
use madoguchi_rules::staff::Role;
use madoguchi_store::staff::grants::Workplace;

use crate::{
    text::Desk,
    web::{Answer, Chrome, Declaration, FormState, Principal, Purpose, Routes, StaffVisit, page},
};

/// More insurers than these are not found at a glance.
const MOST_AT_A_GLANCE: usize = 10;

const SCREEN: Declaration = Declaration::new(Principal::StaffAnywhere, Purpose::Desk);

/// Adds the page to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/desk/", SCREEN, screen)
}

#[derive(Template)]
#[template(path = "desk/choice.html")]
struct Screen {
    chrome: Chrome,
    /// Whether there are so many that one is looked for.
    are_many: bool,
    workplaces: Vec<Shown>,
}

struct Shown {
    code: String,
    name: String,
    role: &'static str,
}

async fn screen(visit: StaffVisit) -> Answer {
    let staff_id = visit.staff.id;
    let workplaces = visit.portal.store.read(|work| async move { work.workplaces(staff_id).await }).await?;
    if let ([only], false) = (&workplaces[..], visit.staff.is_operator) {
        return Ok(page::see_other(&format!("/desk/{}/", only.code)));
    }
    let texts = &visit.texts().desk;
    let (are_many, asked) = (workplaces.len() > MOST_AT_A_GLANCE, visit.asked("q").unwrap_or_default());
    let mut workplaces = workplaces;
    workplaces.retain(|workplace| is_meant(&asked, workplace));
    if let ([only], false) = (&workplaces[..], asked.trim().is_empty()) {
        return Ok(page::see_other(&format!("/desk/{}/", only.code)));
    }
    page::show(&Screen {
        chrome: visit.chrome(texts.choice_title).with_form(FormState::filled([("q", asked)])),
        are_many,
        workplaces: workplaces.into_iter().map(|workplace| shown(texts, workplace)).collect(),
    })
}

/// Whether the insurer's code or name has what was asked for.
fn is_meant(asked: &str, workplace: &Workplace) -> bool {
    let asked = asked.trim().to_lowercase();
    workplace.code.to_lowercase().contains(&asked) || workplace.name.to_lowercase().contains(&asked)
}

fn shown(texts: &Desk, workplace: Workplace) -> Shown {
    let role = workplace.role.parse().map_or("", |role| role_in_words(texts, role, workplace.is_deputy));
    Shown { code: workplace.code, name: workplace.name, role }
}

/// A role as the pages name it.
pub fn role_in_words(texts: &Desk, role: Role, is_deputy: bool) -> &'static str {
    match role {
        Role::Viewer => texts.viewer,
        Role::Clerk if is_deputy => texts.deputy,
        Role::Clerk => texts.clerk,
        Role::Manager => texts.manager,
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, of_staff, sample};
    let visit = of_staff(visit);
    let chrome = visit.chrome(visit.texts().desk.choice_title);
    let workplace = Shown { code: "sakura".to_owned(), name: HOSTILE.to_owned(), role: visit.texts().desk.clerk };
    let pages = [
        Screen { chrome: chrome.clone(), are_many: false, workplaces: vec![workplace] },
        Screen { chrome: chrome.clone(), are_many: true, workplaces: Vec::new() },
        Screen { chrome, are_many: false, workplaces: Vec::new() },
    ];
    pages.iter().map(|page| sample("desk/choice.html", page)).collect()
}
