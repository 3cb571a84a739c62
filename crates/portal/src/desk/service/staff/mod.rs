//! `/desk/service/staff`: everybody at the desk, of any insurer and of the service itself; the same as `madoguchi staff`.

mod member;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use askama::Template;
use madoguchi_rules::{identifiers::InsurerCode, mail_address::MailAddress, staff::Role};
use madoguchi_store::{
    Work,
    staff::{StaffMember, grants::Workplace},
};
use serde_json::json;

use super::OPERATOR;
use crate::{
    desk::{
        choice::role_in_words,
        staff::{form, last_login, named, state_in_words},
    },
    limits,
    staff::{self, Access, NewAccess},
    text::DeskAccount,
    web::{Answer, Budget, Chrome, Fields, FormState, Refusal, Routes, StaffVisit, Visit, done::Done, page},
};

const PATH: &str = "/desk/service/staff";
/// People on a page.
const PAGE: i64 = 100;
/// What stands in the list of roles for who runs the service.
const AS_OPERATOR: &str = "operator";

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, OPERATOR, list)
        .post(PATH, OPERATOR.with(&[Budget::Mails]), invite)
        .get("/desk/service/staff/{staff}", OPERATOR, member::screen)
        .post("/desk/service/staff/{staff}/again", OPERATOR.with(&[Budget::Mails]), member::invite_again)
        .post("/desk/service/staff/{staff}/remove", OPERATOR, member::remove)
        .post("/desk/service/staff/{staff}/disable", OPERATOR, member::disable)
}

#[derive(Template)]
#[template(path = "desk/service/staff/list.html")]
struct List {
    chrome: Chrome,
    /// What was looked for.
    part: String,
    rows: Vec<Row>,
    more: Option<String>,
    roles: Vec<(&'static str, &'static str)>,
}

/// Somebody in the list, in words.
struct Row {
    address: String,
    name: String,
    email: String,
    roles: Vec<String>,
    state: &'static str,
    last_login: String,
}

type Person = (StaffMember, Vec<Workplace>);

async fn list(visit: StaffVisit) -> Answer {
    page::show(&filled(&visit, FormState::default()).await?)
}

async fn filled(visit: &StaffVisit, form: FormState) -> Result<List, Refusal> {
    let (part, after) = (visit.asked("q").unwrap_or_default(), visit.asked("after").unwrap_or_default());
    let (part, after) = (part.trim(), after.as_str());
    let read = |work: Work| async move {
        let mut people = Vec::new();
        for person in work.staff_page(part, after, PAGE + 1).await? {
            let places = work.workplaces(person.id).await?;
            people.push((person, places));
        }
        Ok(people)
    };
    let people = visit.portal.store.read(read).await?;
    Ok(listed(visit, part, people, form))
}

fn listed(visit: &Visit, part: &str, mut people: Vec<Person>, form: FormState) -> List {
    let has_more = people.len() as i64 > PAGE;
    people.truncate(usize::try_from(PAGE).unwrap_or_default());
    let more = people.last().filter(|_| has_more).map(|(last, _)| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        format!("{PATH}?{}", query.append_pair("q", part).append_pair("after", &last.email_key).finish())
    });
    let texts = &visit.texts().desk_account;
    List {
        chrome: visit.chrome(texts.all_staff_title).with_form(form).wide(),
        part: part.to_owned(),
        rows: people.iter().map(|person| row(visit, person)).collect(),
        more,
        roles: vec![
            (Role::Viewer.as_str(), texts.role_viewer),
            (Role::Clerk.as_str(), texts.role_clerk),
            (Role::Manager.as_str(), texts.role_manager),
            (AS_OPERATOR, texts.as_operator),
        ],
    }
}

fn row(visit: &Visit, (person, places): &Person) -> Row {
    let texts = &visit.texts().desk_account;
    Row {
        address: address(person.id),
        name: named(texts, &person.name),
        email: person.email.clone(),
        roles: roles(visit, person, places),
        state: state_in_words(texts, &person.state),
        last_login: last_login(texts, visit.language, person.last_login_at),
    }
}

/// The page of somebody.
fn address(staff_id: i64) -> String {
    format!("{PATH}/{staff_id}")
}

/// What somebody may do where.
fn roles(visit: &Visit, person: &StaffMember, places: &[Workplace]) -> Vec<String> {
    let operator = person.is_operator.then(|| visit.texts().desk_account.operator.to_owned());
    operator.into_iter().chain(places.iter().map(|place| format!("{}：{}", place.name, role_of(visit, place)))).collect()
}

fn role_of(visit: &Visit, place: &Workplace) -> &'static str {
    place.role.parse().map_or("", |role| role_in_words(&visit.texts().desk, role, place.is_deputy))
}

async fn invite(visit: StaffVisit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let address = form::address(&visit, &mut form);
    let access = access(&visit, &fields, &mut form).await?;
    let (Some(address), Some(access)) = (address, access) else { return page::refuse(&filled(&visit, form).await?) };
    if has_it_already(&visit, &address, access).await? {
        form.refuse("email", visit.texts().desk_account.there_already);
        return page::refuse(&filled(&visit, form).await?);
    }
    limits::mails::reserve(&visit, &address).await?;
    put(&visit, &address, access).await?;
    Ok(Done::StaffInvited.tell(&visit, page::see_other(PATH)))
}

/// To what the form invites; it says what is wrong.
async fn access(visit: &StaffVisit, fields: &Fields, form: &mut FormState) -> Result<Option<Access>, Refusal> {
    if fields.get("role") == AS_OPERATOR {
        return Ok(Some(Access::Operator));
    }
    let texts: &DeskAccount = &visit.texts().desk_account;
    let role = form::role(visit, form);
    let insurer = match InsurerCode::parse(fields.get("insurer")) {
        Ok(code) => {
            visit
                .portal
                .store
                .read(|work: Work| {
                    let code = code.clone();
                    async move { work.insurer_by_code(code.as_str()).await }
                })
                .await?
        }
        Err(_) => None,
    };
    let insurer = form.take("insurer", insurer.ok_or(()), |()| texts.choose_insurer.to_owned());
    Ok(role.zip(insurer).map(|((role, is_deputy), insurer)| Access::Insurer { insurer_id: insurer.id, role, is_deputy }))
}

/// Whether somebody with this address has that access: a role at the insurer, whichever, or the service.
async fn has_it_already(visit: &StaffVisit, address: &MailAddress, access: Access) -> Result<bool, Refusal> {
    let key = &address.key();
    let read = |work: Work| async move {
        let Some(known) = work.staff_by_email(key).await? else { return Ok(false) };
        Ok(match access {
            Access::Operator => known.is_operator,
            Access::Insurer { insurer_id, .. } => work.workplaces(known.id).await?.iter().any(|place| place.insurer_id == insurer_id),
        })
    };
    Ok(visit.portal.store.read(read).await?)
}

async fn put(visit: &StaffVisit, address: &MailAddress, access: Access) -> Result<(), Refusal> {
    let by = &visit.actor();
    let new = &NewAccess { address, access, by, language: visit.language.code() };
    let put = |work: Work| async move {
        let invited = staff::invite(&visit.portal, &work, new, visit.now).await?;
        let mut event = visit.event("staff.invited", format!("staff:{}", invited.staff_id));
        event.detail = match access {
            Access::Operator => json!({ "operator": true }),
            Access::Insurer { insurer_id, role, is_deputy } => {
                event.insurer_id = Some(insurer_id);
                json!({ "role": role.as_str(), "deputy": is_deputy })
            }
        }
        .to_string();
        work.record(&event).await
    };
    Ok(visit.portal.store.write(put).await?)
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let person = || (member::sample(1), vec![member::sample_place()]);
    let many = (0..=PAGE).map(|_| person()).collect();
    let pages = [listed(visit, HOSTILE, many, refused_form("insurer")), listed(visit, "", Vec::new(), FormState::default())];
    pages.iter().map(|page| sample("desk/service/staff/list.html", page)).chain(member::samples(visit)).collect()
}
