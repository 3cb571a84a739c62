//! Publishing a version: write, look at it, publish. Nothing is kept in between but in the forms themselves.

use askama::Template;
use jiff::{ToSpan, civil::Date};
use madoguchi_store::{Work, terms::TermsVersion};

use super::{PATH, Text, text};
use crate::{
    desk::drafts,
    terms::{PublishError, check, next_version, readable},
    web::{Answer, Chrome, Fields, FormState, Refusal, StaffVisit, done::Done, page},
};

/// Where what is being written is saved: the form's address.
const DRAFT: &str = "/desk/service/terms/new";
/// The longest text that a form takes, characters: it weighs nine bytes a kana.
const MOST_CHARS: usize = 100_000;

#[derive(Template)]
#[template(path = "desk/terms/new.html")]
struct Screen {
    chrome: Chrome,
    draft: &'static str,
}

#[derive(Template)]
#[template(path = "desk/terms/preview.html")]
struct Preview {
    chrome: Chrome,
    effective_on: String,
    text: Text,
}

/// A version that may be published.
struct Draft {
    body: String,
    effective_on: Date,
}

async fn latest(visit: &StaffVisit) -> Result<Option<TermsVersion>, Refusal> {
    Ok(visit.portal.store.read(|work: Work| async move { work.terms_versions().await }).await?.pop())
}

fn filled(visit: &StaffVisit, form: FormState) -> Screen {
    Screen { chrome: visit.chrome(visit.texts().desk_terms.new).wide().with_form(form), draft: DRAFT }
}

/// The latest text to begin with, to take effect tomorrow.
pub async fn screen(visit: StaffVisit) -> Answer {
    let body = latest(&visit).await?.map(|latest| latest.body).unwrap_or_default();
    let tomorrow = visit.today().saturating_add(1.day()).to_string();
    let fresh = &FormState::prefilled([("body", &body), ("effective_on", &tomorrow)]);
    let seen = &visit;
    let read = |work: Work| async move { drafts::restored(seen, &work, DRAFT, fresh.clone()).await };
    let form = visit.portal.store.read(read).await?;
    page::show(&filled(&visit, form))
}

/// The form once more with what was typed.
pub async fn edit(visit: StaffVisit, fields: Fields) -> Answer {
    page::show(&filled(&visit, FormState::of(&fields)))
}

/// Shows how it reads and what changed.
pub async fn preview(visit: StaffVisit, fields: Fields) -> Answer {
    let latest = latest(&visit).await?;
    let mut form = FormState::of(&fields);
    match draft(&visit, &fields, latest.as_ref(), &mut form) {
        Some(draft) => page::show(&previewed(&visit, &draft, latest.as_ref(), form)),
        None => page::refuse(&filled(&visit, form)),
    }
}

fn previewed(visit: &StaffVisit, draft: &Draft, latest: Option<&TermsVersion>, form: FormState) -> Preview {
    Preview {
        chrome: visit.chrome(visit.texts().desk_terms.preview).wide().with_form(form),
        effective_on: visit.language.date(draft.effective_on),
        text: text(visit, &draft.body, latest),
    }
}

/// Publishes it.
pub async fn publish(visit: StaffVisit, fields: Fields) -> Answer {
    let latest = latest(&visit).await?;
    let mut form = FormState::of(&fields);
    let Some(draft) = draft(&visit, &fields, latest.as_ref(), &mut form) else {
        return page::refuse(&filled(&visit, form));
    };
    let event = &visit.event("terms.published", String::new());
    let (terms, event) = &next_version(&draft.body, draft.effective_on, latest.as_ref(), event);
    let seen = &visit;
    let keep = |work: Work| async move {
        work.publish_terms(terms).await?;
        drafts::forget(seen, &work, DRAFT).await?;
        work.record(event).await
    };
    match visit.portal.store.write(keep).await {
        Err(error) if error.is_unique_violation() => {
            form.refuse("body", visit.texts().desk_terms.meanwhile);
            page::refuse(&filled(&visit, form))
        }
        kept => {
            kept?;
            Ok(Done::TermsPublished.tell(&visit, page::see_other(PATH)))
        }
    }
}

/// What the form brought, judged by the rules that the command has too.
fn draft(visit: &StaffVisit, fields: &Fields, latest: Option<&TermsVersion>, form: &mut FormState) -> Option<Draft> {
    let texts = &visit.texts().desk_terms;
    let body = fields.get("body").replace("\r\n", "\n");
    if body.trim().is_empty() {
        form.refuse("body", (visit.texts().common.please_enter)(texts.body));
    } else if body.chars().count() > MOST_CHARS {
        form.refuse("body", texts.body_too_long);
    } else if !readable(&body) {
        form.refuse("body", texts.body_unreadable);
    }
    let effective_on: Option<Date> = form.take("effective_on", fields.get("effective_on").trim().parse(), |_| texts.no_day.to_owned());
    let effective_on = effective_on?;
    if effective_on < visit.today() {
        form.refuse("effective_on", texts.day_is_over);
    }
    match check(&body, effective_on, latest) {
        Err(PublishError::Unchanged(_)) => form.refuse("body", texts.unchanged),
        Err(PublishError::BeforeAnother { effective_on, .. }) => {
            form.refuse("effective_on", (texts.before_another)(&visit.language.date(effective_on)));
        }
        Ok(()) | Err(PublishError::Store(_)) => {}
    }
    form.is_right().then_some(Draft { body, effective_on })
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit, terms: &TermsVersion) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, refused_form, sample};
    let draft = |body: &str| Draft { body: body.to_owned(), effective_on: visit.today() };
    let forms = [filled(visit, FormState::default()), filled(visit, refused_form("body"))];
    let previews = [
        previewed(visit, &draft(HOSTILE), Some(terms), FormState::prefilled([("body", HOSTILE)])),
        previewed(visit, &draft(HOSTILE), None, FormState::default()),
    ];
    let forms = forms.iter().map(|page| sample("desk/terms/new.html", page));
    forms.chain(previews.iter().map(|page| sample("desk/terms/preview.html", page))).collect()
}
