//! Whether an address and a password are those of somebody at the desk. Whatever is wrong costs the same work and looks the same:
//! nobody with this address, another password, an invitation not accepted yet, access taken away.

use madoguchi_rules::password;
use madoguchi_store::staff::StaffMember;

use crate::{
    limits::{
        self,
        login::{LoginGate, LoginReservation},
    },
    passwords::{HashError, Verdict},
    web::{FormState, Refusal, StaffVisit, Visit},
};

/// Somebody whose password is right.
pub struct RightPassword {
    /// Who.
    pub staff: StaffMember,
    /// A hash at today's cost, when the stored one was made at a lower one.
    pub new_hash: Option<String>,
}

/// Judges a login that was reserved; a try that cannot be judged is given back.
pub(super) async fn judge(
    visit: &Visit,
    email_key: &str,
    typed_password: &str,
    reservation: &LoginReservation,
) -> Result<Option<RightPassword>, Refusal> {
    let staff = visit.portal.store.read(|work| async move { work.staff_by_email(email_key).await }).await?;
    let active = staff.as_ref().filter(|staff| staff.state == "active");
    let verdict = match verify(visit, active.and_then(|staff| staff.password_hash.as_deref()), typed_password).await {
        Ok(verdict) => verdict,
        Err(error) => {
            visit.portal.store.write(|work| async move { reservation.not_judged(&work).await }).await?;
            return Err(error.into());
        }
    };
    match (active.cloned(), verdict) {
        (Some(staff), Some(new_hash)) => Ok(Some(RightPassword { staff, new_hash })),
        _ => {
            let subject = staff.map_or_else(|| "staff:unknown".to_owned(), |staff| format!("staff:{}", staff.id));
            let event = &visit.staff_event("staff.login_failed", None, subject);
            visit.portal.store.write(|work| async move { work.record(event).await }).await?;
            Ok(None)
        }
    }
}

/// None for a wrong password; for a right one the hash to store anew, if any. No stored hash costs the same work as one.
pub async fn verify(visit: &Visit, stored: Option<&str>, typed: &str) -> Result<Option<Option<String>>, HashError> {
    let Some(password) = password::normalize(typed) else { return Ok(None) };
    Ok(match visit.portal.passwords.verify(password.as_normalized(), stored).await? {
        Verdict::Wrong => None,
        Verdict::Right => Some(None),
        Verdict::RightButOld => Some(Some(visit.portal.passwords.hash(password.as_normalized()).await?)),
    })
}

/// Whether `current_password` in the form is that of who is logged in; the form says when it is not. A wrong one counts as a failed
/// login.
///
/// # Errors
/// [`Refusal::LimitUsedUp`] while no login of theirs is open either.
pub async fn is_confirmed(visit: &StaffVisit, form: &mut FormState) -> Result<bool, Refusal> {
    let staff_id = visit.staff.id;
    let staff = visit.portal.store.read(|work| async move { work.staff_member(staff_id).await }).await?.ok_or(Refusal::LogInFirst)?;
    let reservation = &match limits::login::reserve(visit, &super::limit_key(&staff.email_key)).await? {
        LoginGate::Open(reservation) => reservation,
        LoginGate::Wait { until } | LoginGate::Source { until } => return Err(Refusal::LimitUsedUp { until }),
        LoginGate::OnlyRecovery => {
            form.refuse("current_password", visit.texts().desk_login.locked);
            return Ok(false);
        }
    };
    match verify(visit, staff.password_hash.as_deref(), form.value("current_password")).await {
        Ok(Some(_)) => {
            visit.portal.store.write(|work| async move { reservation.succeeded(&work).await }).await?;
            Ok(true)
        }
        Ok(None) => {
            form.refuse("current_password", visit.texts().settings.wrong_password);
            Ok(false)
        }
        Err(error) => {
            visit.portal.store.write(|work| async move { reservation.not_judged(&work).await }).await?;
            Err(error.into())
        }
    }
}
