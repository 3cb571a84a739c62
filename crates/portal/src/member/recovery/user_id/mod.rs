//! `/portal/recover/user-id`: ユーザーIDを忘れた方. Five items in, one answer out, whoever they fit; the user ID goes only by mail to the
//! account's address.
//!
//! Limits count what was typed and are never given back here: a try that cost nothing would tell that it fitted.

use askama::Template;
use madoguchi_rules::{mail_address::MailAddress, settings::InsurerSettings};
use madoguchi_store::{At, StoreError, Work, accounts::Account, insurers::Insurer};

use crate::{
    insurer::facts,
    limits::{
        self,
        identification::{self, Gate, IdentificationAttempt},
        pages::OtherWays,
    },
    mail::{self, Addressee, Letter},
    member::{
        recovery::is_open,
        signup::identity::{
            finding::{self, Finding},
            form::{self, Typed},
        },
    },
    web::{Answer, Budget, Chrome, Declaration, Fields, FormState, InsurerFacts, Principal, Purpose, Refusal, Routes, Visit, page},
};

#[cfg(test)]
mod tests;

const PATH: &str = "/portal/recover/user-id";
const SCREEN: Declaration = Declaration::new(Principal::Anyone, Purpose::Recovery);

/// Adds the journey to the table.
pub fn routes(routes: Routes) -> Routes {
    let budgets = SCREEN.with(&[Budget::Identification, Budget::RecoveryFlows, Budget::Mails]);
    routes.get(PATH, SCREEN, screen).post(PATH, budgets, ask)
}

#[derive(Template)]
#[template(path = "member/recovery/user_id/screen.html")]
struct Screen {
    chrome: Chrome,
}

/// The one answer.
#[derive(Template)]
#[template(path = "member/recovery/user_id/sent.html")]
struct Sent {
    chrome: Chrome,
}

async fn screen(visit: Visit) -> Answer {
    let code = visit.asked("insurer").unwrap_or_default();
    page::show(&filled(&visit, FormState::prefilled([("insurer_code", &code)]), None))
}

fn filled(visit: &Visit, form: FormState, insurer: Option<&(Insurer, InsurerSettings)>) -> Screen {
    let chrome = visit.chrome(visit.texts().user_id_recovery.title).with_form(form);
    Screen {
        chrome: match insurer {
            Some((insurer, settings)) => chrome.of_insurer(facts(insurer, settings)),
            None => chrome,
        },
    }
}

async fn ask(visit: Visit, fields: Fields) -> Answer {
    let typed = match form::read(&visit, &fields).await? {
        Ok(typed) => typed,
        Err(unreadable) => return page::refuse(&filled(&visit, unreadable.form, unreadable.insurer.as_ref())),
    };
    let insurer = facts(&typed.insurer, &typed.settings);
    let attempt = typed.attempt(&fields, None);
    match identification::reserve(&visit, &attempt).await? {
        Gate::Open(_kept) => {}
        Gate::UsedUp { until } => return limits::pages::used_up_page(&visit, insurer, until, OtherWays::Desk),
        Gate::Closed { until } => return limits::pages::closed_page(&visit, insurer, until, OtherWays::Desk),
        Gate::ProofOfWork(challenge) => return limits::pages::proof_of_work_page(&visit, insurer, challenge, &fields, PATH),
    }
    limits::recovery::reserve(&visit, &key(&attempt)).await?;
    let account = find(&visit, &typed).await?;
    remind(&visit, account.as_ref()).await?;
    sent(&visit, insurer)
}

/// What the day's recoveries are counted by: the person that was typed.
fn key(attempt: &IdentificationAttempt<'_>) -> String {
    let (insurer, birth_date) = (attempt.insurer_id.to_string(), attempt.birth_date.to_string());
    let items = [insurer.as_str(), attempt.symbol, attempt.number, &birth_date, attempt.kana];
    items.map(|item| format!("{}:{item}", item.len())).concat()
}

/// The open account of the person whom the items identify. The look-ups are the same whether or not there is one.
async fn find(visit: &Visit, typed: &Typed) -> Result<Option<Account>, Refusal> {
    let find = |work: Work| async move {
        let account = match finding::find(&work, typed, visit.today()).await? {
            Finding::Registered(account) => Some(*account),
            Finding::Person(_) | Finding::Several(_) | Finding::Unconfirmed(_) => None,
        };
        let person_id = account.as_ref().map_or(0, |account| account.person_id);
        let person = work.person(typed.insurer.id, person_id).await?;
        let account_id = account.as_ref().map_or(0, |account| account.id);
        let held = work.recovery_held_until(typed.insurer.id, account_id, At::from(visit.now)).await?;
        Ok(account.filter(|account| held.is_none() && is_open(visit, account, person.as_ref(), &typed.settings)))
    };
    Ok(visit.portal.store.read(find).await?)
}

/// Mails the user ID; for nobody the same is written and nothing sent. Mails that are used up are not told: only an address that
/// exists can have used them up.
async fn remind(visit: &Visit, account: Option<&Account>) -> Result<(), Refusal> {
    let to = &addressee(visit, account)?;
    match limits::mails::reserve(visit, &to.address).await {
        Ok(()) => {}
        Err(Refusal::LimitUsedUp { .. }) => return Ok(()),
        Err(refusal) => return Err(refusal),
    }
    let remind = |work: Work| async move {
        let user_id = account.map_or_else(|| "-".repeat(8), |account| account.user_id.clone());
        let letter = Letter::UserIdReminder { user_id };
        let Some(account) = account else { return mail::queue_to_nobody(&visit.portal, &work, to, &letter, visit.now).await };
        mail::queue(&visit.portal, &work, to, &letter, visit.now).await?;
        work.record(&visit.event("recovery.user_id_sent", account.insurer_id, format!("account:{}", account.id))).await
    };
    Ok(visit.portal.store.write(remind).await?)
}

/// The account's address, or a new one of nobody (RFC 2606).
fn addressee(visit: &Visit, account: Option<&Account>) -> Result<Addressee, StoreError> {
    let nobody = || format!("nobody-{:08x}@example.invalid", visit.portal.random.number());
    let address = MailAddress::parse(&account.map_or_else(nobody, |account| account.email.clone()))
        .map_err(|error| StoreError::Unreadable { column: "accounts.email", problem: error.to_string() })?;
    Ok(Addressee {
        address,
        insurer_id: account.map(|account| account.insurer_id),
        account_id: account.map(|account| account.id),
        language: visit.language.code(),
    })
}

fn sent(visit: &Visit, insurer: InsurerFacts) -> Answer {
    page::show(&Sent { chrome: visit.chrome(visit.texts().user_id_recovery.sent_title).of_insurer(insurer) })
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{self, refused_form, sample};
    let insurer = (samples::insurer(), InsurerSettings::default());
    let sent = Sent { chrome: visit.chrome(visit.texts().user_id_recovery.sent_title) };
    vec![
        sample("member/recovery/user_id/screen.html", &filled(visit, FormState::default(), None)),
        sample("member/recovery/user_id/screen.html", &filled(visit, refused_form("kana_name"), Some(&insurer))),
        sample("member/recovery/user_id/sent.html", &sent),
    ]
}
