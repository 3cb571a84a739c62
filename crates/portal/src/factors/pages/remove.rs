//! `…/remove?factor=…`: removing an app or a passkey, with the password and, unless one was given recently, a factor.

use askama::Template;
use madoguchi_store::{StoreError, Work, factors::Owner};
use serde_json::json;

use crate::{
    factors::{
        bearer::Bearer,
        given::{self, FactorGate, Offered},
    },
    limits::login::LoginReservation,
    member::settings::confirm,
    web::{Answer, Chrome, Fields, FormState, Refusal, done::Done, page},
};

#[derive(Template)]
#[template(path = "factors/pages/remove.html")]
struct Screen {
    chrome: Chrome,
    base: &'static str,
    login_name: String,
    /// What is removed, as the form names it.
    factor: String,
    /// What is removed, in words.
    name: String,
    /// Whether a number or a recovery code is asked for.
    asks_factor: bool,
    is_last: bool,
}

/// A factor that an owner has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Factor {
    Totp,
    Passkey(i64),
}

impl Factor {
    /// What a form names; none for what cannot be a factor.
    fn named(name: &str) -> Option<Factor> {
        match name {
            "totp" => Some(Factor::Totp),
            id => id.parse().ok().map(Factor::Passkey),
        }
    }
}

pub(super) async fn screen(bearer: Bearer) -> Answer {
    let named = bearer.visit.asked("factor").unwrap_or_default();
    page::show(&filled(&bearer, &named, FormState::default()).await?)
}

/// The page for this factor; a factor that is not theirs is not found.
async fn filled(bearer: &Bearer, named: &str, form: FormState) -> Result<Screen, Refusal> {
    let (visit, owner) = (&bearer.visit, bearer.owner);
    let factor = Factor::named(named).ok_or(Refusal::NotFound)?;
    let read = |work: Work| async move { Ok((work.totp_secret(owner).await?.is_some(), work.passkeys(owner).await?)) };
    let (has_totp, passkeys) = visit.portal.store.read(read).await?;
    let name = match factor {
        Factor::Totp => has_totp.then(|| visit.texts().factors.enrol_totp_title.to_owned()),
        Factor::Passkey(id) => passkeys.iter().find(|key| key.id == id).map(|key| key.name.clone()),
    };
    Ok(Screen {
        chrome: visit.chrome(visit.texts().factors.remove_title).with_form(form),
        base: bearer.base(),
        login_name: bearer.login_name.clone(),
        factor: named.to_owned(),
        name: name.ok_or(Refusal::NotFound)?,
        asks_factor: !bearer.has_given_factor(),
        is_last: passkeys.len() + usize::from(has_totp) == 1,
    })
}

pub(super) async fn remove(bearer: Bearer, fields: Fields) -> Answer {
    let named = fields.get("factor").to_owned();
    let mut form = FormState::of(&fields);
    // What is not theirs is not found, before anything is asked or counted.
    let screen = filled(&bearer, &named, form.clone()).await?;
    let factor = Factor::named(&named).ok_or(Refusal::NotFound)?;
    if screen.is_last && bearer.visit.staff.is_some() {
        form.refuse("current_password", bearer.visit.texts().factors.last_stays);
        return page::refuse(&filled(&bearer, &named, form).await?);
    }
    let offered = match screen.asks_factor {
        false => None,
        true => match Offered::read_either(&bearer.visit, &mut form) {
            Some(offered) => Some(offered),
            None => {
                confirm::is_given(&bearer.visit, &mut form);
                return page::refuse(&filled(&bearer, &named, form).await?);
            }
        },
    };
    if !bearer.password_is_right(&mut form).await? {
        return page::refuse(&filled(&bearer, &named, form).await?);
    }
    let given = match offered {
        None => None,
        Some(offered) => match given::reserve(&bearer.visit, bearer.owner, &offered, &mut form).await? {
            FactorGate::Open(reservation) => Some((offered, reservation)),
            FactorGate::Closed { until } => return page::used_up(&filled(&bearer, &named, form).await?, until, bearer.visit.now),
        },
    };
    match take(&bearer, factor, given.as_ref()).await? {
        true => Ok(Done::FactorRemoved.tell(&bearer.visit, page::see_other(bearer.base()))),
        false => {
            if let Some((offered, _)) = &given {
                offered.refuse(&bearer.visit, &mut form);
            }
            page::refuse(&filled(&bearer, &named, form).await?)
        }
    }
}

/// Removes the factor, if the one that was offered is right. With the last factor the recovery codes go too.
async fn take(bearer: &Bearer, factor: Factor, given: Option<&(Offered, LoginReservation)>) -> Result<bool, Refusal> {
    let (portal, owner, now) = (&bearer.visit.portal, bearer.owner, bearer.visit.now);
    let take = |work: Work| async move {
        if let Some((offered, reservation)) = given {
            if !offered.use_up(portal, &work, owner, now).await? {
                work.record(&bearer.event("factor_failed", &json!({}))).await?;
                return Ok(false);
            }
            reservation.succeeded(&work).await?;
        }
        if take_factor(&work, owner, factor).await? {
            work.record(&bearer.event("factor_removed", &json!({ "factor": factor.kind() }))).await?;
            bearer.tell(&work, false).await?;
        }
        if !work.has_factor(owner).await? {
            work.remove_recovery_codes(owner).await?;
        }
        Ok(true)
    };
    Ok(portal.store.write(take).await?)
}

async fn take_factor(work: &Work, owner: Owner, factor: Factor) -> Result<bool, StoreError> {
    match factor {
        Factor::Totp => work.remove_totp_secret(owner).await,
        Factor::Passkey(id) => work.remove_passkey(owner, id).await,
    }
}

impl Factor {
    fn kind(self) -> &'static str {
        match self {
            Factor::Totp => "totp",
            Factor::Passkey(_) => "passkey",
        }
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let page = |asks_factor, is_last| Screen {
        chrome: visit.chrome(visit.texts().factors.remove_title).with_form(refused_form("current_password")),
        base: "/desk/factor",
        login_name: HOSTILE.to_owned(),
        factor: "totp".to_owned(),
        name: HOSTILE.to_owned(),
        asks_factor,
        is_last,
    };
    [page(true, true), page(false, false)].iter().map(|page| sample("factors/pages/remove.html", page)).collect()
}
