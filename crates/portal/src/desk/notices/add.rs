//! Writing a notice: the form, the preview, and the notice that is added as it was previewed.

use askama::Template;
use madoguchi_store::{Work, audit::AuditEvent};
use serde_json::json;

use super::{
    draft::{Draft, FIELDS},
    in_words, list,
    place::Place,
};
use crate::{
    announcements::{self, Reach},
    desk::{drafts, today::grouped},
    web::{Answer, Chrome, Fields, FormState, done::Done, markdown, page},
};

#[derive(Template)]
#[template(path = "desk/notices/new.html")]
struct Form {
    chrome: Chrome,
    audiences: Vec<(&'static str, &'static str)>,
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "desk/notices/preview.html")]
struct Preview {
    chrome: Chrome,
    title: String,
    /// The text as safe HTML.
    body: String,
    facts: Vec<(&'static str, String)>,
    /// The number that the notice will have.
    number: String,
    /// What was written, to be sent once more.
    fields: Vec<(&'static str, String)>,
    add: String,
    edit: String,
}

pub(super) async fn screen(place: Place) -> Answer {
    let (seen, draft) = (&place, &draft_of(&place));
    let read = |work: Work| async move { drafts::restored(seen, &work, draft, FormState::prefilled([("audience", "all")])).await };
    let state = place.portal.store.read(read).await?;
    page::show(&form(&place, state))
}

/// Where what is being written is saved: the form's address.
fn draft_of(place: &Place) -> String {
    format!("{}/new", place.path)
}

/// Shows what was written as members will see it, and whom it reaches; or the form again.
pub(super) async fn preview(place: Place, fields: Fields) -> Answer {
    let mut state = FormState::of(&fields);
    if fields.has("edit") {
        return page::show(&form(&place, state));
    }
    let Some(draft) = Draft::read(&place, &mut state) else { return page::refuse(&form(&place, state)) };
    let (store, today) = (&place.portal.store, place.today());
    let reach = announcements::reach(store, place.insurer_id, &draft.audience, draft.essential, today).await?;
    page::show(&shown(&place, &fields, draft, reach))
}

pub(super) async fn add(place: Place, fields: Fields) -> Answer {
    let mut state = FormState::of(&fields);
    let Some(draft) = Draft::read(&place, &mut state) else { return page::refuse(&form(&place, state)) };
    // The preview gave the number: a button that is pressed twice adds one notice.
    let number = fields.get("number").parse().unwrap_or_else(|_| place.portal.random.id(place.now));
    let (mail, notice) = (draft.mail, draft.announcement(&place, number));
    let detail = json!({
        "from": notice.from_date.0.to_string(), "until": notice.until_date.map(|until| until.0.to_string()),
        "audience": notice.audience, "mail": mail, "essential": notice.essential,
    });
    let event = AuditEvent { detail: detail.to_string(), ..place.event("announcement.added", notice.id) };
    let (seen, draft, notice, event) = (&place, &draft_of(&place), &notice, &event);
    let add = |work: Work| async move {
        announcements::add(&work, notice, mail, event).await?;
        drafts::forget(seen, &work, draft).await
    };
    match place.portal.store.write(add).await {
        Err(error) if !error.is_unique_violation() => return Err(error.into()),
        _ => {}
    }
    Ok(Done::NoticeAdded.tell(&place, page::see_other(&format!("{}/{}", place.path, notice.id))))
}

fn form(place: &Place, state: FormState) -> Form {
    let texts = &place.texts().desk_notices;
    let audiences = vec![
        ("all", texts.all),
        ("registered", texts.registered),
        ("not-registered", texts.not_registered),
        ("symbols", texts.symbols_choice),
        ("ages", texts.ages_choice),
        ("never-logged-in", texts.never_logged_in),
    ];
    Form { chrome: place.chrome(texts.new_title).with_form(state), audiences, action: draft_of(place), back: place.path.clone() }
}

fn shown(place: &Place, fields: &Fields, draft: Draft, reach: Reach) -> Preview {
    let texts = &place.texts().desk_notices;
    let count = |number: u64| grouped(i64::try_from(number).unwrap_or(i64::MAX));
    let mail = match (draft.mail, draft.essential) {
        (false, _) => texts.no_mail.to_owned(),
        (true, false) => (texts.would_mail)(&count(reach.mail), &count(reach.unsubscribed)),
        (true, true) => (texts.would_mail_all)(&count(reach.mail)),
    };
    let mut facts = vec![(texts.audience, in_words(texts, &draft.audience)), (texts.mail, mail)];
    if draft.audience.has_unregistered() {
        facts.push((texts.paper, (texts.would_print)(&count(reach.paper))));
    }
    let (body, title) = (markdown::to_html(&draft.body, 3), draft.title.clone());
    let notice = draft.announcement(place, place.portal.random.id(place.now));
    facts.insert(0, (texts.period_label, list::period(place, &notice)));
    Preview {
        chrome: place.chrome(texts.preview_title),
        title,
        body,
        facts,
        number: notice.id.to_string(),
        fields: FIELDS.into_iter().filter(|name| fields.has(name)).map(|name| (name, fields.get(name).to_owned())).collect(),
        add: format!("{}/add", place.path),
        edit: format!("{}/new", place.path),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, at_the_desk, refused_form, sample};
    let place = Place::of(crate::web::Visit::clone(&at_the_desk(visit)), None);
    let texts = &place.texts().desk_notices;
    let preview = Preview {
        chrome: place.chrome(texts.preview_title),
        title: HOSTILE.to_owned(),
        body: markdown::to_html(HOSTILE, 3),
        facts: vec![(texts.audience, HOSTILE.to_owned())],
        number: "1".to_owned(),
        fields: vec![("title", HOSTILE.to_owned())],
        add: "/desk/sakura/notices/add".to_owned(),
        edit: "/desk/sakura/notices/new".to_owned(),
    };
    vec![
        sample("desk/notices/new.html", &form(&place, FormState::default())),
        sample("desk/notices/new.html", &form(&place, refused_form("body"))),
        sample("desk/notices/preview.html", &preview),
    ]
}
