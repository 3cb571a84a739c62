//! Addresses at which mail does not arrive: when mail to them stops, who may still be written to, and how it goes again.
//!
//! A hard bounce stops at once, soft ones when there are too many ([`madoguchi_rules::delivery`]). The worker hands nothing over to a
//! stopped address but what its owner just asked for ([`Letter::is_asked_for`](super::Letter::is_asked_for)); a code that comes back
//! lifts the stop ([`arrived`]), and so may the desk ([`lift_of_account`]) when somebody says that the mailbox works again.

use jiff::Timestamp;
use madoguchi_rules::{
    delivery::{Bounce, DeliveryStatus, SOFT_BOUNCES_MOST, SOFT_BOUNCES_WITHIN},
    mail_address::MailAddress,
};
use madoguchi_store::{
    At, StoreError, Work,
    accounts::Account,
    audit::AuditEvent,
    bounces::{MailStop, SentMail},
};
use serde_json::json;

use crate::portal::Portal;

const LIFTED: &str = "mail.stop_lifted";

/// Who notes or lifts, for the trail.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `command`, `staff` or `service`.
    pub kind: &'static str,
    /// Their name or identifier.
    pub name: String,
}

/// What came of a mail that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CameBack {
    /// What it says about the address.
    pub bounce: Bounce,
    /// Whether anything was new: the same report may come twice.
    pub is_new: bool,
    /// Whether mail to the address stopped with this.
    pub stopped: bool,
}

impl Actor {
    /// The service itself.
    pub fn service(name: &str) -> Actor {
        Actor { kind: "service", name: name.to_owned() }
    }

    /// Who runs a command.
    pub fn command(name: &str) -> Actor {
        Actor { kind: "command", name: name.to_owned() }
    }

    fn event(&self, portal: &Portal, now: Timestamp, insurer_id: Option<i64>, action: &str, subject: String) -> AuditEvent {
        AuditEvent {
            id: portal.random.id(now),
            at: At::from(now),
            insurer_id,
            actor_kind: self.kind.to_owned(),
            actor: self.name.clone(),
            action: action.to_owned(),
            subject,
            detail: "{}".to_owned(),
        }
    }
}

/// What the database knows an address by.
pub fn key_of(portal: &Portal, address: &MailAddress) -> Vec<u8> {
    portal.keys.addresses.mac(&[b"address", address.key().as_bytes()]).to_vec()
}

/// The stop in force for the address of an account.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_account(portal: &Portal, work: &Work, account: &Account) -> Result<Option<MailStop>, StoreError> {
    // An address that an old import let in and that cannot be read cannot have been written to either.
    let Ok(address) = MailAddress::parse(&account.email) else { return Ok(None) };
    work.mail_stop(&key_of(portal, &address)).await
}

/// Notes that a mail came back with this status, and stops mail to its address when that is due. `None` for a status of success.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn came_back(
    portal: &Portal,
    work: &Work,
    mail: &SentMail,
    status: DeliveryStatus,
    by: &Actor,
    now: Timestamp,
) -> Result<Option<CameBack>, StoreError> {
    let Some(bounce) = status.bounce() else { return Ok(None) };
    let (at, written) = (At::from(now), status.to_string());
    if !work.note_bounce(mail.id, bounce.name(), &written, at).await? {
        return Ok(Some(CameBack { bounce, is_new: false, stopped: false }));
    }
    let is_due = match bounce {
        Bounce::Hard => true,
        Bounce::Soft => {
            let since = At::from(now - SOFT_BOUNCES_WITHIN);
            work.soft_bounces(&mail.recipient_key, since).await? >= i64::from(SOFT_BOUNCES_MOST)
        }
        Bounce::Policy => false,
    };
    let stopped = is_due && work.stop_mail_to(&mail.recipient_key, bounce.name(), &written, at).await?;
    let detail = json!({ "mail": mail.id.to_string(), "bounce": bounce.name(), "status": written, "stopped": stopped }).to_string();
    let event = by.event(portal, now, mail.insurer_id, "mail.bounced", subject(mail));
    work.record(&AuditEvent { detail, ..event }).await?;
    Ok(Some(CameBack { bounce, is_new: true, stopped }))
}

/// A code of a mail to this address came back: mail arrives there, so a stop ends.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn arrived(portal: &Portal, work: &Work, address: &MailAddress, flow_id: i64, now: Timestamp) -> Result<(), StoreError> {
    let event = Actor::service("codes").event(portal, now, None, LIFTED, format!("flow:{flow_id}"));
    lift(work, &key_of(portal, address), &event).await?;
    Ok(())
}

/// Lets mail go to the address of a mail again; answers whether it was stopped.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lift_of_mail(portal: &Portal, work: &Work, mail: &SentMail, by: &Actor, now: Timestamp) -> Result<bool, StoreError> {
    let event = by.event(portal, now, mail.insurer_id, LIFTED, subject(mail));
    lift(work, &mail.recipient_key, &event).await
}

/// Lets mail go to the address of an account again; answers whether it was stopped. For the desk, when the member says on the
/// telephone that the mailbox works again.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lift_of_account(portal: &Portal, work: &Work, account: &Account, by: &Actor, now: Timestamp) -> Result<bool, StoreError> {
    let Ok(address) = MailAddress::parse(&account.email) else { return Ok(false) };
    let event = by.event(portal, now, Some(account.insurer_id), LIFTED, format!("account:{}", account.id));
    lift(work, &key_of(portal, &address), &event).await
}

async fn lift(work: &Work, address_key: &[u8], event: &AuditEvent) -> Result<bool, StoreError> {
    let lifted = work.lift_mail_stop(address_key, event.at).await?;
    if lifted {
        work.record(event).await?;
    }
    Ok(lifted)
}

fn subject(mail: &SentMail) -> String {
    mail.account_id.map_or_else(|| format!("mail:{}", mail.id), |account| format!("account:{account}"))
}
