//! `/portal/login/factor`: the second factor of a member who has set one up, between password and terms.

use madoguchi_store::{At, StoreError, Work, factors::Owner, sessions::NewSession};

use crate::{
    factors::{
        given::{self, FactorGate, Offered},
        page::{GivenPage, given_page},
        passkeys::{self, settled},
    },
    limits::{self, login::LoginReservation},
    web::{Answer, Declaration, Fields, FormState, Member, Principal, Purpose, Refusal, Routes, Side, Visit, page, session},
};

const PATH: &str = "/portal/login/factor";
const PASSKEY_PATH: &str = "/portal/login/factor/passkey";
const FACTOR: Declaration = Declaration::new(Principal::MemberBeforeFactor, Purpose::Login);
const GIVING: Declaration = FACTOR.with(&[crate::web::Budget::Factor]);

/// Adds the page to the table.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get(PATH, FACTOR, screen).post(PATH, GIVING, give).post("/portal/login/factor/passkey/begin", GIVING, begin_passkey).post(
        PASSKEY_PATH,
        GIVING,
        give_passkey,
    )
}

fn owner(member: &Member) -> Owner {
    Owner::Account { insurer_id: member.insurer_id, id: member.account_id }
}

async fn screen(visit: Visit) -> Answer {
    page::show(&filled(&visit, FormState::default()).await?)
}

async fn filled(visit: &Visit, form: FormState) -> Result<GivenPage, Refusal> {
    given_page(visit, owner(visit.member()?), (PATH, PASSKEY_PATH), form).await
}

async fn give(visit: Visit, fields: Fields) -> Answer {
    let (mut form, owner) = (FormState::of(&fields), owner(visit.member()?));
    let Some(offered) = Offered::read(&visit, &mut form) else { return page::refuse(&filled(&visit, form).await?) };
    let reservation = match given::reserve(&visit, owner, &offered, &mut form).await? {
        FactorGate::Open(reservation) => reservation,
        FactorGate::Closed { until } => return page::used_up(&filled(&visit, form).await?, until, visit.now),
    };
    let token = session::new_token(&visit.portal);
    if !use_up(&visit, owner, &offered, &reservation, &token).await? {
        offered.refuse(&visit, &mut form);
        return page::refuse(&filled(&visit, form).await?);
    }
    Ok(logged_in(&visit, &token))
}

/// Uses the factor up and completes the login; answers whether the factor was right.
async fn use_up(visit: &Visit, owner: Owner, offered: &Offered, reservation: &LoginReservation, token: &str) -> Result<bool, Refusal> {
    let failed = &failed(visit)?;
    let give = |work: Work| async move {
        if !offered.use_up(&visit.portal, &work, owner, visit.now).await? {
            work.record(failed).await?;
            return Ok(false);
        }
        reservation.succeeded(&work).await?;
        complete(visit, &work, token, offered.name()).await?;
        Ok(true)
    };
    Ok(visit.portal.store.write(give).await?)
}

async fn begin_passkey(visit: Visit) -> Answer {
    limits::ceremonies::reserve(&visit).await?;
    let (portal, bound_to, now) = (&visit.portal, visit.pre_session().as_bytes(), visit.now);
    let begin = |work: Work| async move { settled(passkeys::begin_login(portal, &work, Side::Member, bound_to, now).await) };
    match portal.store.write(begin).await? {
        Ok(options) => Ok(page::json(options)),
        Err(_) => Err(Refusal::NotFound),
    }
}

async fn give_passkey(visit: Visit, fields: Fields) -> Answer {
    let token = &session::new_token(&visit.portal);
    let (expected, failed, answer) = (owner(visit.member()?), &failed(&visit)?, fields.get("answer"));
    let (portal, bound_to, now, visited) = (&visit.portal, visit.pre_session().as_bytes(), visit.now, &visit);
    let give = |work: Work| async move {
        let found = settled(passkeys::finish_login(portal, &work, Side::Member, bound_to, answer, now).await)?;
        if found.is_ok_and(|owner| owner == expected) {
            complete(visited, &work, token, "passkey").await?;
            return Ok(true);
        }
        work.record(failed).await?;
        Ok(false)
    };
    if portal.store.write(give).await? {
        return Ok(logged_in(&visit, token));
    }
    let mut form = FormState::default();
    form.refuse("passkey", visit.texts().factors.wrong_passkey);
    page::refuse(&filled(&visit, form).await?)
}

fn failed(visit: &Visit) -> Result<madoguchi_store::audit::AuditEvent, Refusal> {
    let member = visit.member()?;
    Ok(visit.event("account.factor_failed", member.insurer_id, format!("account:{}", member.account_id)))
}

/// Puts the session of a complete login in the place of the half of one.
async fn complete(visit: &Visit, work: &Work, token: &str, with: &str) -> Result<(), StoreError> {
    let Some(member) = &visit.member else { return Ok(()) };
    let at = At::from(visit.now);
    let session = NewSession {
        token_hash: session::token_hash(&visit.portal, token),
        id: visit.portal.random.id(visit.now),
        insurer_id: member.insurer_id,
        account_id: member.account_id,
        device: visit.user_agent.clone(),
        factor_given_at: Some(at),
        at,
    };
    work.end_session_of_account(member.insurer_id, member.account_id, member.session_id).await?;
    work.begin_session(&session).await?;
    work.note_login(member.insurer_id, member.account_id, at).await?;
    let mut event = visit.event("account.logged_in", member.insurer_id, format!("account:{}", member.account_id));
    event.detail = serde_json::json!({ "factor": with }).to_string();
    work.record(&event).await
}

fn logged_in(visit: &Visit, token: &str) -> axum::response::Response {
    let mut response = page::see_other(visit.side.home());
    visit.set_session(token, &mut response);
    visit.renew_pre_session(&mut response);
    response
}
