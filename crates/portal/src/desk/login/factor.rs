//! `/desk/login/factor`: the second factor, by app, passkey or recovery code.

use madoguchi_store::Work;

use super::{FACTOR_PATH, PASSKEY_PATH, owner, session};
use crate::{
    factors::{
        given::{self, FactorGate, Offered},
        page::{GivenPage, given_page},
    },
    limits::login::LoginReservation,
    web::{Answer, Fields, FormState, Refusal, StaffVisit, page, session::new_token},
};

pub(super) async fn screen(visit: StaffVisit) -> Answer {
    page::show(&filled(&visit, FormState::default()).await?)
}

async fn filled(visit: &StaffVisit, form: FormState) -> Result<GivenPage, Refusal> {
    given_page(visit, owner(visit), (FACTOR_PATH, PASSKEY_PATH), form).await
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
async fn complete(visit: &StaffVisit, offered: &Offered, reservation: &LoginReservation, token: &str) -> Result<bool, Refusal> {
    let owner = owner(visit);
    let failed = &visit.event("staff.factor_failed", visit.actor());
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
