//! `/desk/account`: ご自分の設定: password, second factors, devices. `/desk/account/password` changes the password.

use askama::Template;
use madoguchi_store::{Work, staff::sessions::OwnStaffSession};

use super::login::owner;
use crate::{
    clock::in_tokyo,
    member::settings::device,
    web::{
        Answer, Budget, Chrome, Declaration, Fields, Principal, Purpose, Refusal, Routes, StaffVisit, done::Done, page, staff::is_alive,
    },
};

mod password;
#[cfg(test)]
mod tests;

const OWN: Declaration = Declaration::new(Principal::StaffAnywhere, Purpose::Settings);
const PATH: &str = "/desk/account";
const PASSWORD_PATH: &str = "/desk/account/password";

/// Adds the pages to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, OWN, screen).post("/desk/account/sessions", OWN, end_sessions).get(PASSWORD_PATH, OWN, password::screen).post(
        PASSWORD_PATH,
        OWN.with(&[Budget::Login]),
        password::change,
    )
}

#[derive(Template)]
#[template(path = "desk/account/screen.html")]
struct Screen {
    chrome: Chrome,
    name: String,
    email: String,
    has_totp: bool,
    passkeys: usize,
    codes_left: i64,
    this: Option<Shown>,
    others: Vec<Shown>,
}

/// A session in words.
struct Shown {
    id: i64,
    device: String,
    since: String,
    last_used: String,
}

async fn screen(visit: StaffVisit) -> Answer {
    let (owner, staff_id) = (owner(&visit), visit.staff.id);
    let read = |work: Work| async move {
        let factors = (work.totp_secret(owner).await?.is_some(), work.passkeys(owner).await?.len());
        Ok((factors, work.unused_recovery_codes(owner).await?, work.sessions_of_staff(staff_id).await?))
    };
    let ((has_totp, passkeys), codes_left, sessions) = visit.portal.store.read(read).await?;
    let alive = sessions.iter().filter(|session| is_alive(session.created_at.timestamp(), session.last_seen_at.timestamp(), visit.now));
    let (this, others): (Vec<_>, Vec<_>) = alive.partition(|session| session.id == visit.staff.session_id);
    page::show(&Screen {
        chrome: visit.chrome(visit.texts().desk.account),
        name: visit.staff.name.clone(),
        email: visit.staff.email.clone(),
        has_totp,
        passkeys,
        codes_left,
        this: this.first().map(|session| in_words(&visit, session)),
        others: others.into_iter().map(|session| in_words(&visit, session)).collect(),
    })
}

fn in_words(visit: &StaffVisit, session: &OwnStaffSession) -> Shown {
    Shown {
        id: session.id,
        device: device::in_words(&session.device, &visit.texts().settings),
        since: visit.language.moment(in_tokyo(session.created_at.timestamp())),
        last_used: visit.language.moment(in_tokyo(session.last_seen_at.timestamp())),
    }
}

/// Ends the session that the form names, or all others. A session that is not one's own is not found.
async fn end_sessions(visit: StaffVisit, fields: Fields) -> Answer {
    let (staff_id, own, named) = (visit.staff.id, visit.staff.session_id, fields.get("session").parse::<i64>().ok());
    let all = fields.has("others");
    let event = &visit.event(if all { "staff.other_sessions_ended" } else { "staff.session_ended" }, visit.actor());
    let end = |work: Work| async move {
        let ended = match named.filter(|id| *id != own) {
            _ if all => work.end_staff_sessions_but(staff_id, Some(own)).await.map(|_| true)?,
            Some(id) => work.end_staff_session(staff_id, id).await?,
            None => false,
        };
        if ended {
            work.record(event).await?;
        }
        Ok(ended)
    };
    match visit.portal.store.write(end).await? {
        true => Ok(Done::SessionsEnded.tell(&visit, page::see_other(PATH))),
        false => Err(Refusal::NotFound),
    }
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, of_staff, sample};
    let visit = of_staff(visit);
    let shown = |id| Shown { id, device: HOSTILE.to_owned(), since: "今日".to_owned(), last_used: "今日".to_owned() };
    let page = |others| Screen {
        chrome: visit.chrome(visit.texts().desk.account),
        name: HOSTILE.to_owned(),
        email: HOSTILE.to_owned(),
        has_totp: true,
        passkeys: 2,
        codes_left: 9,
        this: Some(shown(1)),
        others,
    };
    let own = [page(vec![shown(2)]), page(Vec::new())].map(|page| sample("desk/account/screen.html", &page));
    own.into_iter().chain(password::samples(&visit)).collect()
}
