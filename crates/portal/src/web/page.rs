//! The frame of every page, and how a template becomes a response.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use jiff::Timestamp;
use madoguchi_rules::password::{PasswordPolicy, Requirement, requirements};

use super::{DeskLook, FormState, Side, Visit, assets, forms::Draft, language::Language, staff::Standing};
use crate::{
    clock::in_tokyo,
    desk::frame::{self, DeskFrame},
    text::Texts,
};

/// What the frame of a page needs. Every page template has it as its field `chrome` and extends `web/layout.html`.
#[derive(Clone)]
pub struct Chrome {
    /// The page's title and main heading.
    pub title: String,
    /// The side of the counter.
    pub side: Side,
    /// The frame of the desk, once the login there is complete.
    pub desk: Option<DeskFrame>,
    /// The desk, where it looks at what a member sees.
    pub desk_look: Option<DeskLook>,
    /// Whether the page holds a table that needs the whole width.
    pub is_wide: bool,
    /// The language of the page.
    pub language: Language,
    /// All texts in that language.
    pub texts: &'static Texts,
    /// The name of the service (`service_name`).
    pub service_name: String,
    /// Who runs the service (`operator_name`).
    pub operator_name: String,
    /// How the operator is reached (`support`), shown while the insurer is not known.
    pub support: String,
    /// The insurer, once it is known.
    pub insurer: Option<InsurerFacts>,
    /// The token that every form carries as `csrf`.
    pub csrf: String,
    /// Whether somebody is logged in (then ログアウト stands on the page).
    pub logged_in: bool,
    /// The same page in the other language, for the language switch.
    pub other_language: String,
    /// The instant of the page: what its script counts from, whatever the clock of the device says.
    pub now: Timestamp,
    /// When the session ends if nothing more is asked for.
    pub session_ends: Option<Timestamp>,
    /// What was just done, in words.
    pub done: Option<&'static str>,
    /// The form of the page: values, and errors for the summary on top.
    pub form: FormState,
    /// Address of the style sheet.
    pub style: &'static str,
    /// Address of the script.
    pub script: &'static str,
}

/// What pages tell about the insurer: its name and how its desk is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsurerFacts {
    /// 保険者指定コード.
    pub code: String,
    /// The name that members see (`display_name`, else the insurer's name).
    pub name: String,
    /// `support_phone`.
    pub phone: String,
    /// `support_hours`.
    pub hours: String,
    /// `support_note`.
    pub note: String,
}

impl Chrome {
    pub(super) fn new(visit: &Visit, title: String) -> Chrome {
        let config = &visit.portal.config;
        let ends_at = visit.member.as_ref().map(|member| member.ends_at).or(visit.staff.as_ref().map(|staff| staff.ends_at));
        let complete = visit.staff.as_ref().filter(|staff| staff.standing == Standing::Complete);
        let insurer = visit.member.as_ref().map(|member| &member.insurer).or(visit.seat.as_ref().map(|seat| &seat.insurer));
        Chrome {
            title,
            side: visit.side,
            desk: complete.map(|staff| frame::of(visit, staff)),
            desk_look: visit.desk_look.clone(),
            is_wide: false,
            language: visit.language,
            texts: visit.texts(),
            service_name: config.service_name.clone(),
            operator_name: config.operator_name.clone(),
            support: config.support.clone(),
            insurer: insurer.cloned(),
            csrf: visit.csrf_token(),
            logged_in: visit.member.is_some() || visit.staff.is_some(),
            other_language: visit.address_in(visit.language.other()),
            now: visit.now,
            session_ends: ends_at,
            done: visit.done.map(|done| done.words(visit.texts())),
            form: FormState::default(),
            style: assets::STYLE_PATH,
            script: assets::SCRIPT_PATH,
        }
    }

    /// What a policy asks of a password, in the page's language: the name of the rule for the script, and its words.
    pub fn requirements(&self, policy: &PasswordPolicy) -> Vec<(&'static str, String)> {
        let rule = |requirement: &Requirement| match requirement {
            Requirement::Length { .. } => "length",
            Requirement::Letter { .. } => "letter",
            Requirement::Digit { .. } => "digit",
            Requirement::Symbol { .. } => "symbol",
        };
        requirements(*policy).iter().map(|requirement| (rule(requirement), self.language.sentence(requirement))).collect()
    }

    /// The same page about this insurer.
    pub fn of_insurer(mut self, insurer: InsurerFacts) -> Chrome {
        self.insurer = Some(insurer);
        self
    }

    /// Whether the page is the desk's.
    pub fn is_desk(&self) -> bool {
        self.side == Side::Desk
    }

    /// The same page over the whole width.
    pub fn wide(mut self) -> Chrome {
        self.is_wide = true;
        self
    }

    /// When the draft that stands in the form was saved, in words.
    pub fn saved_at(&self, draft: &Draft) -> String {
        self.language.moment(in_tokyo(draft.saved_at))
    }

    /// Why the session cannot be kept any longer, in words.
    pub fn session_last(&self) -> &'static str {
        match self.side {
            Side::Member => self.texts.common.session_last,
            Side::Desk => self.texts.desk.session_last,
        }
    }

    /// The same page with this form on it.
    pub fn with_form(mut self, form: FormState) -> Chrome {
        self.form = form;
        self
    }
}

/// Renders a template as a private HTML page.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (
            status,
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            text,
        )
            .into_response(),
        Err(error) => super::Refusal::broken(error).into_response(),
    }
}

/// Renders a template with status 200.
pub fn show(page: &impl Template) -> super::Answer {
    Ok(html(StatusCode::OK, page))
}

/// Renders a form again, 422, because something on it was refused.
pub fn refuse(page: &impl Template) -> super::Answer {
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// Renders a page, 429, because a limit is used up; with `Retry-After` when it is known when that ends.
pub fn used_up(page: &impl Template, until: Option<Timestamp>, now: Timestamp) -> super::Answer {
    let mut response = html(StatusCode::TOO_MANY_REQUESTS, page);
    if let Some(until) = until {
        response.headers_mut().insert(header::RETRY_AFTER, retry_after(until, now));
    }
    Ok(response)
}

/// The seconds until then, at least one.
pub(super) fn retry_after(until: Timestamp, now: Timestamp) -> HeaderValue {
    HeaderValue::from(until.duration_since(now).as_secs().max(1).unsigned_abs())
}

/// An answer to a script of our own page.
pub fn json(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, text).into_response()
}

/// A document to be saved or printed, kept by no cache. `disposition` names the file: `attachment; filename="letter.pdf"`.
pub fn pdf(document: Vec<u8>, disposition: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, document).into_response()
}

/// 303 to a page of our own.
pub fn see_other(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
