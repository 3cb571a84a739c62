//! `/portal/settings/sessions`: ログイン中の端末, and ending them.

use askama::Template;
use madoguchi_store::{Work, sessions::OwnSession};

use super::{SESSIONS_PATH, device};
use crate::{
    clock::in_tokyo,
    web::{
        Answer, Chrome, Fields, Member, Refusal, Visit,
        done::Done,
        page,
        session::{ABSOLUTE, IDLE},
    },
};

#[derive(Template)]
#[template(path = "member/settings/sessions.html")]
struct Screen {
    chrome: Chrome,
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

pub(super) async fn screen(visit: Visit) -> Answer {
    let member = visit.member()?;
    let (insurer_id, account_id) = (member.insurer_id, member.account_id);
    let sessions = visit.portal.store.read(|work| async move { work.sessions_of_account(insurer_id, account_id).await }).await?;
    let alive = sessions.iter().filter(|session| is_alive(&visit, session));
    let (this, others): (Vec<_>, Vec<_>) = alive.partition(|session| session.id == member.session_id);
    page::show(&Screen {
        chrome: visit.chrome(visit.texts().settings.sessions_title),
        this: this.first().map(|session| in_words(&visit, session)),
        others: others.into_iter().map(|session| in_words(&visit, session)).collect(),
    })
}

/// A session that ended by itself is nobody's device any more, though its row may still stand.
fn is_alive(visit: &Visit, session: &OwnSession) -> bool {
    let idle = visit.now.duration_since(session.last_seen_at.timestamp());
    let age = visit.now.duration_since(session.created_at.timestamp());
    idle < IDLE && age < ABSOLUTE
}

fn in_words(visit: &Visit, session: &OwnSession) -> Shown {
    Shown {
        id: session.id,
        device: device::in_words(&session.device, &visit.texts().settings),
        since: visit.language.moment(in_tokyo(session.created_at.timestamp())),
        last_used: visit.language.moment(in_tokyo(session.last_seen_at.timestamp())),
    }
}

/// Ends the session that the form names, or all others. A session that is not the member's own is not found.
pub(super) async fn end(visit: Visit, fields: Fields) -> Answer {
    let member = visit.member()?;
    let ended =
        if fields.has("others") { end_others(&visit, member).await? } else { end_one(&visit, member, fields.get("session")).await? };
    if !ended {
        return Err(Refusal::NotFound);
    }
    Ok(Done::SessionsEnded.tell(&visit, page::see_other(SESSIONS_PATH)))
}

async fn end_one(visit: &Visit, member: &Member, named: &str) -> Result<bool, Refusal> {
    let Some(session_id) = named.parse().ok().filter(|id| *id != member.session_id) else { return Ok(false) };
    let event = &visit.event("session.ended", member.insurer_id, format!("session:{session_id}"));
    let end = |work: Work| async move {
        let ended = work.end_session_of_account(member.insurer_id, member.account_id, session_id).await?;
        if ended {
            work.record(event).await?;
        }
        Ok(ended)
    };
    Ok(visit.portal.store.write(end).await?)
}

async fn end_others(visit: &Visit, member: &Member) -> Result<bool, Refusal> {
    let event = &visit.event("session.others_ended", member.insurer_id, format!("account:{}", member.account_id));
    let end = |work: Work| async move {
        work.end_sessions_but(member.insurer_id, member.account_id, Some(member.session_id)).await?;
        work.record(event).await
    };
    visit.portal.store.write(end).await?;
    Ok(true)
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let shown =
        || Shown { id: 1, device: HOSTILE.to_owned(), since: "2026-11-22 10:00".to_owned(), last_used: "2026-11-22 10:00".to_owned() };
    let screen = |this, others| Screen { chrome: visit.chrome(visit.texts().settings.sessions_title), this, others };
    let pages = [screen(Some(shown()), vec![shown(), shown()]), screen(Some(shown()), Vec::new())];
    pages.iter().map(|page| sample("member/settings/sessions.html", page)).collect()
}
