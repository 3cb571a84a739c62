//! Inviting people to the desk and taking their access away, as the command line and the desk's own pages do it alike.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::{mail_address::MailAddress, staff::Role};
use madoguchi_store::{
    At, StoreError, Work,
    audit::AuditEvent,
    factors::Owner,
    staff::{StaffMember, grants::Grant, invitations::Invitation},
};

use crate::{
    desk::login::session::failures_forgotten,
    mail::{self, Addressee, Letter},
    portal::Portal,
};

/// An invitation can be accepted for so long.
pub const INVITATION: SignedDuration = SignedDuration::from_hours(72);

/// To what somebody is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The desk of an insurer.
    Insurer {
        /// Which.
        insurer_id: i64,
        /// As what.
        role: Role,
        /// Whether a clerk may approve as a manager does.
        is_deputy: bool,
    },
    /// The service itself.
    Operator,
}

/// Who is invited to what.
#[derive(Clone, Debug)]
pub struct NewAccess<'a> {
    /// The address.
    pub address: &'a MailAddress,
    /// To what.
    pub access: Access,
    /// Who invites, as the trail names them.
    pub by: &'a str,
    /// `ja` or `en`: the language of the mail.
    pub language: &'static str,
}

/// What came of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Who.
    pub staff_id: i64,
    /// Until when the invitation in the mail is good; none where somebody who is active was only given the access, and told so.
    pub until: Option<Timestamp>,
}

/// Gives somebody access, and writes to them: an invitation to who is not active yet, a note to who is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn invite(portal: &Portal, work: &Work, new: &NewAccess<'_>, now: Timestamp) -> Result<Invited, StoreError> {
    let known = work.staff_by_email(&new.address.key()).await?;
    let (staff_id, is_active) = match &known {
        Some(staff) if staff.state == "active" => (staff.id, true),
        Some(staff) => {
            begin_anew(portal, work, staff).await?;
            (staff.id, false)
        }
        None => (add(portal, work, new.address, now).await?, false),
    };
    let insurer_id = give(work, staff_id, new, now).await?;
    if is_active {
        write(portal, work, new.address, insurer_id, new.language, &Letter::StaffAccess, now).await?;
        return Ok(Invited { staff_id, until: None });
    }
    let until = send_invitation(portal, work, (staff_id, new.address), insurer_id, new.language, now).await?;
    Ok(Invited { staff_id, until: Some(until) })
}

/// Has somebody begin anew, who lost the password or every factor: both are void at once, and an invitation goes to their address.
/// What they have access to stays.
///
/// # Errors
/// [`StoreError::Unreadable`] for a stored address that is none; [`StoreError::Database`].
pub async fn invite_again(
    portal: &Portal,
    work: &Work,
    staff: &StaffMember,
    insurer_id: Option<i64>,
    language: &'static str,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    begin_anew(portal, work, staff).await?;
    send_invitation(portal, work, (staff.id, &address(staff)?), insurer_id, language, now).await
}

/// Takes somebody's access away at once: at one insurer, where who has no other is disabled, or everywhere. The event is recorded when
/// there was any. Answers whether there was.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn take_away(work: &Work, staff: &StaffMember, only: Option<i64>, event: &AuditEvent) -> Result<bool, StoreError> {
    let taken = match only {
        Some(insurer_id) => {
            let removed = work.remove_grant(insurer_id, staff.id).await?;
            // Who works nowhere any more has nothing to log in for.
            if removed && !staff.is_operator && work.workplaces(staff.id).await?.is_empty() {
                work.disable_staff(staff.id, event.at).await?;
            }
            removed
        }
        None => work.disable_staff(staff.id, event.at).await?,
    };
    if taken {
        work.record(event).await?;
    }
    Ok(taken)
}

/// The address of a staff member.
///
/// # Errors
/// [`StoreError::Unreadable`] for a stored address that is none.
pub fn address(staff: &StaffMember) -> Result<MailAddress, StoreError> {
    parsed_address(&staff.email)
}

/// The address that is stored for a staff member.
///
/// # Errors
/// [`StoreError::Unreadable`] when it is none.
pub fn parsed_address(email: &str) -> Result<MailAddress, StoreError> {
    MailAddress::parse(email).map_err(|error| StoreError::Unreadable { column: "staff.email", problem: error.to_string() })
}

/// What the database knows the token of an invitation by.
pub fn token_hash(portal: &Portal, token: &str) -> Vec<u8> {
    portal.keys.tokens.mac(&[b"staff invitation", token.as_bytes()]).to_vec()
}

/// Writes to somebody at the desk about their access.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn write(
    portal: &Portal,
    work: &Work,
    address: &MailAddress,
    insurer_id: Option<i64>,
    language: &'static str,
    letter: &Letter,
    now: Timestamp,
) -> Result<(), StoreError> {
    let to = Addressee { address: address.clone(), insurer_id, account_id: None, language };
    mail::queue(portal, work, &to, letter, now).await
}

async fn add(portal: &Portal, work: &Work, address: &MailAddress, now: Timestamp) -> Result<i64, StoreError> {
    let staff = StaffMember {
        id: portal.random.id(now),
        email: address.as_given(),
        email_key: address.key(),
        name: String::new(),
        state: "invited".to_owned(),
        is_operator: false,
        password_hash: None,
        created_at: At::from(now),
        password_changed_at: None,
        last_login_at: None,
        disabled_at: None,
    };
    work.add_staff(&staff).await?;
    Ok(staff.id)
}

/// Gives the access; answers in whose name the mail goes.
async fn give(work: &Work, staff_id: i64, new: &NewAccess<'_>, now: Timestamp) -> Result<Option<i64>, StoreError> {
    match new.access {
        Access::Operator => {
            work.set_staff_operator(staff_id, true).await?;
            Ok(None)
        }
        Access::Insurer { insurer_id, role, is_deputy } => {
            let (role, granted_by) = (role.to_string(), new.by.to_owned());
            work.put_grant(&Grant { insurer_id, staff_id, role, is_deputy, granted_at: At::from(now), granted_by }).await?;
            Ok(Some(insurer_id))
        }
    }
}

/// Nothing of an earlier time opens the desk: no password, no factor, no session, no count of failures.
async fn begin_anew(portal: &Portal, work: &Work, staff: &StaffMember) -> Result<(), StoreError> {
    work.invite_staff_anew(staff.id).await?;
    work.remove_factors(Owner::Staff { id: staff.id }).await?;
    failures_forgotten(portal, work, &staff.email_key, staff.id).await
}

async fn send_invitation(
    portal: &Portal,
    work: &Work,
    (staff_id, address): (i64, &MailAddress),
    insurer_id: Option<i64>,
    language: &'static str,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    let token = URL_SAFE_NO_PAD.encode(portal.random.bytes::<16>());
    let until = now + INVITATION;
    let (token_hash, expires_at) = (token_hash(portal, &token), At::from(until));
    work.put_invitation(&Invitation { staff_id, token_hash, created_at: At::from(now), expires_at }).await?;
    write(portal, work, address, insurer_id, language, &Letter::StaffInvitation { token, until }, now).await?;
    Ok(until)
}
