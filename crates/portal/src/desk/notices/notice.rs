//! One notice: what it says, how its mail goes, the addresses of those whom it reaches on paper; removing it.

use askama::Template;
use madoguchi_store::{announcements::Announcement, mailings::MailingProgress};

use super::{in_words, list, place::Place};
use crate::{
    announcements::{self, audience_of, paper::PaperError},
    desk::{
        export::{self, Export},
        today::grouped,
    },
    web::{Answer, Chrome, Fields, FormState, Refusal, done::Done, markdown, page},
};

#[derive(Template)]
#[template(path = "desk/notices/notice.html")]
struct Screen {
    chrome: Chrome,
    title: String,
    /// The text as safe HTML.
    body: String,
    facts: Vec<(&'static str, String)>,
    /// What became of its mails; none when it does not go out by mail.
    mail: Option<Vec<(&'static str, String)>>,
    /// Its address, for the forms; none where it is not this page's to change.
    change: Option<String>,
    /// Whether it can still be mailed.
    can_mail: bool,
    /// Where the addresses for paper are taken out; none where there are none.
    paper: Option<String>,
    kinds: Vec<(&'static str, &'static str)>,
    list: String,
}

pub(super) async fn screen(place: Place) -> Answer {
    let notice = standing(&place).await?;
    page::show(&filled(&place, notice, FormState::default()).await?)
}

pub(super) async fn mail(place: Place) -> Answer {
    let notice = own(&place).await?;
    if !audience_of(&notice.audience)?.has_accounts() {
        return Err(Refusal::NotFound);
    }
    announcements::mail(&place.portal.store, &notice, &place.event("announcement.mailed", notice.id)).await?;
    Ok(Done::NoticeMailed.tell(&place, page::see_other(&address(&place, &notice))))
}

pub(super) async fn remove(place: Place) -> Answer {
    let notice = own(&place).await?;
    let event = place.event("announcement.removed", notice.id);
    announcements::remove(&place.portal.store, notice.id, place.now, &event).await?;
    Ok(Done::NoticeRemoved.tell(&place, page::see_other(&place.path)))
}

pub(super) async fn paper(place: Place, fields: Fields) -> Answer {
    let (notice, insurer_id) = (standing(&place).await?, place.insurer_id.ok_or(Refusal::NotFound)?);
    let mut form = FormState::of(&fields);
    let Some(asked) = export::asked(&place, &fields, &mut form) else {
        return page::refuse(&filled(&place, notice, form).await?);
    };
    let made = announcements::paper::write(&place.portal.store, insurer_id, &notice, asked.kind, place.today()).await;
    let made = made.map_err(|error| match error {
        PaperError::Store(error) => Refusal::from(error),
        PaperError::Export(error) => Refusal::broken(error),
    })?;
    let name = (place.texts().desk_notices.paper_file)(&notice.title);
    let event = place.event("data.exported", notice.id);
    export::send(&place, &fields, Export { made, data: "announcement.paper", name }, &asked, event).await
}

/// The notice of the path, if it is one of this page's.
async fn standing(place: &Place) -> Result<Announcement, Refusal> {
    let id = place.id()?;
    let found = place.portal.store.read(|work| async move { work.announcement(id).await }).await?;
    let is_here = |notice: &Announcement| notice.insurer_id.is_none() || notice.insurer_id == place.insurer_id;
    found.filter(is_here).ok_or(Refusal::NotFound)
}

/// The notice of the path, if it may be changed here: the service's own are for operators.
async fn own(place: &Place) -> Result<Announcement, Refusal> {
    let notice = standing(place).await?;
    if notice.insurer_id == place.insurer_id { Ok(notice) } else { Err(Refusal::NotFound) }
}

fn address(place: &Place, notice: &Announcement) -> String {
    format!("{}/{}", place.path, notice.id)
}

async fn filled(place: &Place, notice: Announcement, form: FormState) -> Result<Screen, Refusal> {
    let (id, texts, audience) = (notice.id, &place.texts().desk_notices, audience_of(&notice.audience)?);
    let progress = place.portal.store.read(|work| async move { work.mailing_progress(id).await }).await?;
    let is_over = notice.until_date.is_some_and(|until| until.0 < place.today());
    let is_own = place.writes && notice.insurer_id == place.insurer_id;
    let prints = place.writes && place.insurer_id.is_some() && audience.has_unregistered();
    let facts = vec![
        (texts.state, list::state(texts, &notice, place.today()).to_owned()),
        (texts.period_label, list::period(place, &notice)),
        (texts.audience, in_words(texts, &audience)),
        (texts.essential, if notice.essential { texts.yes } else { texts.no }.to_owned()),
    ];
    let address = address(place, &notice);
    Ok(Screen {
        chrome: place.chrome(texts.one_title).with_form(form),
        body: markdown::to_html(&notice.body, 3),
        facts,
        can_mail: is_own && progress.is_none() && audience.has_accounts() && !is_over,
        mail: progress.map(|progress| of_mail(place, &progress)),
        paper: prints.then(|| format!("{address}/paper")),
        change: is_own.then_some(address),
        kinds: export::kinds(place.texts()),
        list: place.path.clone(),
        title: notice.title,
    })
}

/// What became of the mails.
fn of_mail(place: &Place, progress: &MailingProgress) -> Vec<(&'static str, String)> {
    let texts = &place.texts().desk_notices;
    let goes_on = if progress.finished_at.is_some() { texts.mail_all_made } else { texts.mail_more };
    let rows = [
        (texts.made, progress.made),
        (texts.queued, progress.queued),
        (texts.delivered, progress.delivered),
        (texts.failed, progress.failed),
        (texts.bounced, progress.bounced),
        (texts.stopped, progress.stopped),
        (texts.expired, progress.expired),
        (texts.unsubscribed, progress.unsubscribed),
    ];
    std::iter::once((texts.mail, goes_on.to_owned())).chain(rows.map(|(label, count)| (label, grouped(count)))).collect()
}

#[cfg(test)]
pub(super) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, refused_form, sample};
    let place = Place::of(crate::web::Visit::clone(&at_the_desk(visit)), Some(1));
    let texts = &place.texts().desk_notices;
    let screen = |is_own: bool, form| Screen {
        chrome: place.chrome(texts.one_title).with_form(form),
        title: HOSTILE.to_owned(),
        body: markdown::to_html(HOSTILE, 3),
        facts: vec![(texts.audience, HOSTILE.to_owned())],
        mail: is_own.then(|| of_mail(&place, &MailingProgress::default())),
        change: is_own.then(|| "/desk/sakura/notices/1".to_owned()),
        can_mail: is_own,
        paper: is_own.then(|| "/desk/sakura/notices/1/paper".to_owned()),
        kinds: export::kinds(place.texts()),
        list: "/desk/sakura/notices".to_owned(),
    };
    let pages = [screen(true, FormState::default()), screen(true, refused_form("purpose")), screen(false, FormState::default())];
    pages.iter().map(|page| sample("desk/notices/notice.html", page)).collect()
}
