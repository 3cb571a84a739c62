//! Who is let in: the principal that a route declares, against the visitor whom the cookies name.

use madoguchi_rules::eligibility::Access;

use super::{Declaration, Principal, Visit, staff::Standing};
use crate::factors::bearer::base;

/// Why a visitor is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAdmitted {
    /// They are sent there instead: a step is open that comes first.
    Elsewhere(&'static str),
    /// For them there is no such page.
    NotFound,
}

use NotAdmitted::{Elsewhere, NotFound};

/// Lets the declared principal in.
pub(super) fn admit(visit: &Visit, declaration: Declaration) -> Result<(), NotAdmitted> {
    let principal = declaration.principal;
    match principal {
        Principal::Anyone | Principal::DeskAnyone => Ok(()),
        Principal::SignupFlow if visit.signup_flow.is_none() => Err(Elsewhere("/portal/signup")),
        Principal::RecoveryFlow if visit.recovery_flow.is_none() => Err(Elsewhere("/portal/recover/password")),
        Principal::SignupFlow | Principal::RecoveryFlow => Ok(()),
        Principal::MemberBeforeFactor | Principal::MemberBeforeTerms | Principal::MemberReading | Principal::Member => {
            admit_member(visit, declaration)
        }
        Principal::StaffBeforeFactor | Principal::StaffEnrolling | Principal::StaffAnywhere | Principal::Staff(_) | Principal::Operator => {
            admit_staff(visit, principal)
        }
    }
}

fn admit_member(visit: &Visit, declaration: Declaration) -> Result<(), NotAdmitted> {
    let member = visit.member.as_ref().ok_or(Elsewhere(visit.side.login()))?;
    let is_due = member.standing == Standing::FactorDue;
    match declaration.principal {
        Principal::MemberBeforeFactor if is_due => Ok(()),
        Principal::MemberBeforeFactor => Err(Elsewhere(visit.side.home())),
        _ if is_due => Err(Elsewhere("/portal/login/factor")),
        Principal::MemberBeforeTerms => Ok(()),
        _ if !member.agreed_to_terms => Err(Elsewhere("/portal/terms")),
        Principal::Member if !matches!(member.access, Access::Full) => Err(Elsewhere(visit.side.home())),
        _ if declaration.is_health && member.lacks_required_factor() => Err(Elsewhere(base(visit.side))),
        _ => Ok(()),
    }
}

/// Whoever has not completed the login is sent to the step that is open, whatever they asked for; whoever has is told nothing of pages
/// that are not theirs.
fn admit_staff(visit: &Visit, principal: Principal) -> Result<(), NotAdmitted> {
    let staff = visit.staff.as_ref().ok_or(Elsewhere(visit.side.login()))?;
    let is_at_least = |role| visit.seat.as_ref().is_some_and(|seat| seat.role >= role);
    match (staff.standing, principal) {
        (Standing::FactorDue, Principal::StaffBeforeFactor) | (Standing::NoFactorYet, Principal::StaffEnrolling) => Ok(()),
        (Standing::FactorDue, _) => Err(Elsewhere("/desk/login/factor")),
        (Standing::NoFactorYet, _) => Err(Elsewhere("/desk/factor")),
        (Standing::Complete, Principal::StaffBeforeFactor) => Err(Elsewhere(visit.side.home())),
        (Standing::Complete, Principal::Staff(role)) if !is_at_least(role) => Err(NotFound),
        (Standing::Complete, Principal::Operator) if !staff.is_operator => Err(NotFound),
        (Standing::Complete, _) => Ok(()),
    }
}
