//! `/portal/signup/account`: ユーザーID・パスワードの作成. What is chosen stays in the flow until the code is verified.

use askama::Template;
use madoguchi_rules::{dates, limits::CODE_RESEND_AFTER, password::PasswordPolicy};
use madoguchi_store::{
    At, StoreError, Work,
    codes::FlowCode,
    signup_flows::{SignupChoice, SignupFlow},
};

use super::{
    code::send_code,
    flow::{self, LiveFlow},
};
use crate::{
    limits,
    member::new_password,
    web::{Answer, Chrome, Fields, FormState, Refusal, Visit, page},
};
use form::Chosen;

pub mod form;
#[cfg(test)]
mod tests;

/// How many free user IDs are offered in place of a taken one.
const SUGGESTIONS: usize = 3;

#[derive(Template)]
#[template(path = "member/signup/account/screen.html")]
struct Screen {
    chrome: Chrome,
    birth_date: String,
    policy: PasswordPolicy,
    password_attributes: String,
    suggestions: Vec<String>,
    /// The roster's address, as the insurer wants it shown; then there is no control for one.
    roster_email: Option<String>,
}

/// What became of a choice.
enum Outcome {
    Kept,
    UserIdTaken,
    FlowOver,
}

/// The second step.
pub async fn screen(visit: Visit) -> Answer {
    match flow::past_letter(&visit).await? {
        Ok(flow) => page::show(&page_of(&visit, &flow, FormState::default(), Vec::new())),
        Err(elsewhere) => flow::elsewhere(&visit, elsewhere),
    }
}

/// Takes the choice and sends the code; or puts a suggested user ID into the form.
pub async fn choose(visit: Visit, fields: Fields) -> Answer {
    let flow = match flow::past_letter(&visit).await? {
        Ok(flow) => flow,
        Err(elsewhere) => return flow::elsewhere(&visit, elsewhere),
    };
    if fields.has("suggestion") {
        let form = FormState::prefilled([("user_id", fields.get("suggestion")), ("email", fields.get("email"))]);
        return page::show(&page_of(&visit, &flow, form, Vec::new()));
    }
    let mut form = FormState::of(&fields);
    let chosen = form::read(&visit, &flow, &fields, &mut form);
    let mut suggestions = Vec::new();
    if let Some(user_id) = &chosen.user_id {
        if !limits::user_ids::reserve(&visit, flow.row.id).await? {
            return Err(Refusal::LimitUsedUp { until: flow.row.expires_at.timestamp() });
        }
        suggestions = suggestions_if_taken(&visit, &flow, user_id).await?;
        if !suggestions.is_empty() {
            form.refuse("user_id", visit.texts().signup.account.user_id_taken);
        }
    }
    match chosen.complete().filter(|_| form.is_right()) {
        Some(chosen) => keep(&visit, &flow, &chosen, form).await,
        None => page::refuse(&page_of(&visit, &flow, form, suggestions)),
    }
}

async fn keep(visit: &Visit, flow: &LiveFlow, chosen: &Chosen, mut form: FormState) -> Answer {
    let choice = &SignupChoice {
        user_id: chosen.user_id.as_given().to_owned(),
        user_key: chosen.user_id.key().to_owned(),
        password_hash: visit.portal.passwords.hash(chosen.password.as_normalized()).await?,
        email: chosen.email.as_given(),
    };
    if !just_sent(visit, flow, &choice.email).await? {
        limits::mails::reserve(visit, &chosen.email).await?;
    }
    match visit.portal.store.write(|work| async move { keep_and_send(visit, &work, flow, choice, chosen).await }).await? {
        Outcome::Kept => Ok(page::see_other("/portal/signup/code")),
        Outcome::FlowOver => flow::elsewhere(visit, flow::standing(visit).await?),
        Outcome::UserIdTaken => {
            form.refuse("user_id", visit.texts().signup.account.user_id_taken);
            let suggestions = suggestions_if_taken(visit, flow, &chosen.user_id).await?;
            page::refuse(&page_of(visit, flow, form, suggestions))
        }
    }
}

/// One unit of work: the user ID reserved, the choice kept, the code in the outbox. The same choice pressed twice sends one mail.
async fn keep_and_send(visit: &Visit, work: &Work, flow: &LiveFlow, choice: &SignupChoice, chosen: &Chosen) -> Result<Outcome, StoreError> {
    let (row, now) = (&flow.row, At::from(visit.now));
    if !work.hold_signup_flow(row.id, now).await? {
        return Ok(Outcome::FlowOver);
    }
    if !work.reserve_user_id(&choice.user_key, row.insurer_id, row.id, row.expires_at, now).await? {
        return Ok(Outcome::UserIdTaken);
    }
    let sent = was_just_sent(visit, work, row, &choice.email).await?;
    work.keep_signup_choice(row.id, choice).await?;
    if !sent {
        send_code(visit, work, row, &chosen.email).await?;
    }
    Ok(Outcome::Kept)
}

/// Whether a code went to this address less than a minute ago: then the same button was pressed twice.
async fn just_sent(visit: &Visit, flow: &LiveFlow, address: &str) -> Result<bool, Refusal> {
    let row = &flow.row;
    Ok(visit.portal.store.read(|work| async move { was_just_sent(visit, &work, row, address).await }).await?)
}

async fn was_just_sent(visit: &Visit, work: &Work, flow: &SignupFlow, address: &str) -> Result<bool, StoreError> {
    let sent_to = work.signup_flow(&flow.token_hash, At::from(visit.now)).await?.and_then(|row| row.email);
    let is_fresh = |code: FlowCode| code.used_at.is_none() && visit.now < code.sent_at.timestamp() + CODE_RESEND_AFTER;
    Ok(sent_to.as_deref() == Some(address) && work.code(flow.id).await?.is_some_and(is_fresh))
}

/// Free user IDs like the wanted one, if somebody else has that; otherwise none.
async fn suggestions_if_taken(visit: &Visit, flow: &LiveFlow, wanted: &madoguchi_rules::user_id::UserId) -> Result<Vec<String>, Refusal> {
    let (flow_id, now, seed) = (flow.row.id, At::from(visit.now), u64::from(visit.portal.random.number()));
    let look = |work: Work| async move {
        let mut free = Vec::new();
        if !work.user_id_is_taken(wanted.key(), flow_id, now).await? {
            return Ok(free);
        }
        for id in madoguchi_rules::user_id::suggestions(wanted, seed) {
            if !work.user_id_is_taken(id.key(), flow_id, now).await? {
                free.push(id.as_given().to_owned());
            }
            if free.len() == SUGGESTIONS {
                break;
            }
        }
        Ok(free)
    };
    Ok(visit.portal.store.read(look).await?)
}

fn page_of(visit: &Visit, flow: &LiveFlow, form: FormState, suggestions: Vec<String>) -> Screen {
    Screen {
        chrome: flow.chrome(visit, visit.texts().signup.account.title).with_form(form),
        birth_date: dates::spoken(flow.person.birth_date.0),
        policy: flow.settings.password_policy,
        password_attributes: new_password::attributes(flow.settings.password_policy),
        suggestions,
        roster_email: form::shown_roster_address(flow),
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{refused_form, sample};
    let screen = |roster_email: Option<&str>, form| Screen {
        chrome: visit.chrome(visit.texts().signup.account.title).with_form(form),
        birth_date: "1951-01-01".to_owned(),
        policy: PasswordPolicy::Guide,
        password_attributes: new_password::attributes(PasswordPolicy::Guide),
        suggestions: vec!["hanako-1".to_owned(), "hanako-2".to_owned()],
        roster_email: roster_email.map(str::to_owned),
    };
    vec![
        sample("member/signup/account/screen.html", &screen(None, refused_form("user_id"))),
        sample("member/signup/account/screen.html", &screen(Some("ha***@example.jp"), FormState::default())),
    ]
}
