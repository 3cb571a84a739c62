//! `/desk/login/factor`: the second factor, by app or by recovery code.

use askama::Template;
use madoguchi_store::Work;

use super::{owner, session};
use crate::{
    factors::given::{self, FactorGate, Offered},
    web::{Answer, Chrome, Fields, FormState, Refusal, StaffVisit, page, session::new_token},
};

#[derive(Template)]
#[template(path = "desk/login/factor.html")]
struct Screen {
    chrome: Chrome,
    has_totp: bool,
    has_passkey: bool,
}

pub(super) async fn screen(visit: StaffVisit) -> Answer {
    page::show(&filled(&visit, FormState::default()).await?)
}

async fn filled(visit: &StaffVisit, form: FormState) -> Result<Screen, Refusal> {
    let owner = owner(visit);
    let read = |work: Work| async move { Ok((work.totp_secret(owner).await?, work.passkeys(owner).await?)) };
    let (totp, passkeys) = visit.portal.store.read(read).await?;
    let chrome = visit.chrome(visit.texts().factors.given_title).with_form(form);
    Ok(Screen { chrome, has_totp: totp.is_some(), has_passkey: !passkeys.is_empty() })
}

pub(super) async fn give(visit: StaffVisit, fields: Fields) -> Answer {
    let (mut form, owner) = (FormState::of(&fields), owner(&visit));
    let Some(offered) = Offered::read(&visit, &mut form) else { return page::refuse(&filled(&visit, form).await?) };
    let reservation = match given::reserve(&visit, owner, &offered, &mut form).await? {
        FactorGate::Open(reservation) => reservation,
        FactorGate::Closed { until } => return page::used_up(&filled(&visit, form).await?, until, visit.now),
    };
    let token = new_token(&visit.portal);
    if !complete(&visit, &offered, &reservation, &token).await? {
        offered.refuse(&visit, &mut form);
        return page::refuse(&filled(&visit, form).await?);
    }
    Ok(session::completed(&visit, &token, page::see_other(visit.side.home())))
}

/// Uses the factor up and completes the login; answers whether the factor was right.
async fn complete(
    visit: &StaffVisit,
    offered: &Offered,
    reservation: &crate::limits::login::LoginReservation,
    token: &str,
) -> Result<bool, Refusal> {
    let owner = owner(visit);
    let failed = &visit.event("staff.factor_failed", format!("staff:{}", visit.staff.id));
    let give = |work: Work| async move {
        if !offered.use_up(&visit.portal, &work, owner, visit.now).await? {
            work.record(failed).await?;
            return Ok(false);
        }
        reservation.succeeded(&work).await?;
        session::complete(visit, &work, token, offered.name()).await?;
        Ok(true)
    };
    Ok(visit.portal.store.write(give).await?)
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{of_staff, refused_form, sample};
    let visit = of_staff(visit);
    let chrome = visit.chrome(visit.texts().factors.given_title);
    let pages = [
        Screen { chrome: chrome.clone().with_form(refused_form("code")), has_totp: true, has_passkey: true },
        Screen { chrome: chrome.with_form(refused_form("recovery_code")), has_totp: false, has_passkey: false },
    ];
    pages.iter().map(|page| sample("desk/login/factor.html", page)).collect()
}
