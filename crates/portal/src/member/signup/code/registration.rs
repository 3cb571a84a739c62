//! The account comes to be: in the unit of work in which the right code was used.

use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::{At, StoreError, Work, accounts::NewAccount, roster::RosterEntry, signup_flows::SignupFlow};

use super::super::flow::{LiveFlow, may_go_on, needs_letter};
use crate::{
    letters,
    mail::{self, Addressee, Letter},
    people,
    web::Visit,
};

/// What became of a registration whose code was right.
pub enum NewMember {
    /// There is an account now, with this user ID.
    Made {
        /// As the member made it.
        user_id: String,
    },
    /// The flow no longer holds its user ID: another one must be chosen.
    UserIdLost,
    /// The person may not register any more; nothing was made and the flow is over.
    FlowOver,
}

/// Makes the account, gives it its user ID, writes the mails and ends the flow. A flow that was changed by another tab since the page was
/// read counts as it stands now.
///
/// # Errors
/// A unique violation when the person has a live account already.
pub async fn register(visit: &Visit, work: &Work, flow: &LiveFlow) -> Result<NewMember, StoreError> {
    let now = At::from(visit.now);
    let row = work.signup_flow(&flow.row.token_hash, now).await?;
    let person = work.person(flow.row.insurer_id, flow.row.person_id).await?;
    let is_open = |row: &SignupFlow, person: &RosterEntry| {
        may_go_on(row, person, &flow.settings, visit) && !needs_letter(row, &flow.settings) && row.person_id == person.person_id
    };
    let Some((row, person)) = row.zip(person).filter(|(row, person)| is_open(row, person)) else {
        work.end_signup_flow(flow.row.id, None, now).await?;
        return Ok(NewMember::FlowOver);
    };
    let letter = row.letter_batch_id;
    if let Some(batch_id) = letter
        && !letters::codes::counts(work, row.insurer_id, row.person_id, batch_id).await?
    {
        work.end_signup_flow(row.id, None, now).await?;
        return Ok(NewMember::FlowOver);
    }
    let (Some(user_id), Some(user_key), Some(password_hash), Some(email)) = (row.user_id, row.user_key, row.password_hash, row.email)
    else {
        return Ok(NewMember::UserIdLost);
    };
    let account = NewAccount {
        insurer_id: row.insurer_id,
        id: visit.portal.random.id(visit.now),
        person_id: row.person_id,
        user_id: user_id.clone(),
        user_key,
        password_hash,
        email,
        at: now,
    };
    if !work.give_user_id(&account.user_key, row.id, account.id).await? {
        return Ok(NewMember::UserIdLost);
    }
    work.create_account(&account).await?;
    if let Some(batch_id) = letter {
        work.use_letter_code(account.insurer_id, batch_id, account.person_id, now).await?;
    }
    work.end_signup_flow(row.id, Some(account.id), now).await?;
    work.record(&visit.event("account.created", account.insurer_id, format!("account:{}", account.id))).await?;
    write_mails(visit, work, &account, people::roster_address(&person)).await?;
    Ok(NewMember::Made { user_id })
}

/// To the account's address the user ID; to the roster's, where that is another, that an account was made.
async fn write_mails(visit: &Visit, work: &Work, account: &NewAccount, roster: Option<MailAddress>) -> Result<(), StoreError> {
    let addressee = |address: MailAddress| Addressee {
        address,
        insurer_id: Some(account.insurer_id),
        account_id: Some(account.id),
        language: visit.language.code(),
    };
    let own = MailAddress::parse(&account.email).ok();
    let other = roster.filter(|roster| own.as_ref().is_none_or(|own| own.key() != roster.key()));
    if let Some(own) = own {
        let letter = Letter::Registered { user_id: account.user_id.clone() };
        mail::queue(&visit.portal, work, &addressee(own), &letter, visit.now).await?;
    }
    if let Some(other) = other {
        mail::queue(&visit.portal, work, &addressee(other), &Letter::AccountMade, visit.now).await?;
    }
    Ok(())
}
