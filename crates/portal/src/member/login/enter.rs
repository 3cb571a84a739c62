//! What begins with a login: a session under a new token, a new pre-session, and the device that is known from now on.

use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{At, StoreError, Work, accounts::Account, sessions::NewSession};

use super::judge::Entry;
use crate::{
    limits::{device, login::LoginReservation},
    mail::{self, Addressee, Letter},
    web::{Answer, Visit, page, session},
};

/// So many sessions an account has at once; the oldest ends when another begins.
const MOST_SESSIONS: i64 = 10;

/// Begins the session.
pub(super) async fn enter(visit: &Visit, entry: &Entry, reservation: &LoginReservation) -> Answer {
    let (portal, account, at) = (&visit.portal, &entry.account, At::from(visit.now));
    let token = session::new_token(portal);
    let session = &NewSession {
        token_hash: session::token_hash(portal, &token),
        id: portal.random.id(visit.now),
        insurer_id: account.insurer_id,
        account_id: account.id,
        device: visit.user_agent.clone(),
        factor_given_at: None,
        at,
    };
    let subject = format!("account:{}", account.id);
    // With a second factor the login is complete only when that is given (login/factor.rs).
    let action = if entry.has_factor { "account.password_given" } else { "account.logged_in" };
    let mut event = visit.event(action, account.insurer_id, subject.clone());
    event.actor = subject;
    let (event, warned) = (&event, &warned(visit, account, reservation)?);
    let begin = |work: Work| async move {
        reservation.succeeded(&work).await?;
        if let Some(member) = &visit.member {
            work.end_session_of_account(member.insurer_id, member.account_id, member.session_id).await?;
        }
        work.begin_session(session).await?;
        work.keep_latest_sessions(account.insurer_id, account.id, MOST_SESSIONS).await?;
        if !entry.has_factor {
            work.note_login(account.insurer_id, account.id, at).await?;
        }
        if let Some(new_hash) = &entry.new_hash {
            work.set_password_hash(account.insurer_id, account.id, new_hash, None).await?;
        }
        if let Some(warned) = warned {
            mail::queue(portal, &work, warned, &Letter::LoginAfterFailures, visit.now).await?;
        }
        work.record(event).await
    };
    portal.store.write(begin).await?;
    let mut response = page::see_other(entry.first_page(visit));
    visit.set_session(&token, &mut response);
    visit.renew_pre_session(&mut response);
    device::remember(visit, &account.user_key, &mut response);
    Ok(response)
}

/// Who is told of a login that follows failures, if it is one.
fn warned(visit: &Visit, account: &Account, reservation: &LoginReservation) -> Result<Option<Addressee>, StoreError> {
    if !reservation.is_worth_telling(account.last_login_at.is_some()) {
        return Ok(None);
    }
    let address = MailAddress::parse(&account.email)
        .map_err(|error| StoreError::Unreadable { column: "accounts.email", problem: error.to_string() })?;
    let (insurer_id, account_id) = (Some(account.insurer_id), Some(account.id));
    Ok(Some(Addressee { address, insurer_id, account_id, language: visit.language.code() }))
}
