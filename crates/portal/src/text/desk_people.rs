//! The desk: finding people, a person's page, calls, and what the desk does for a person.

use madoguchi_rules::{
    calls::{CallOutcome, CallReason, Question},
    desk_actions::DeskAction,
    identity::FailingItem,
};

use crate::limits::person::Kind;

/// Words of an action of the desk.
#[allow(missing_docs)]
pub struct ActionWords {
    pub name: &'static str,
    /// What it does and what to mind.
    pub lead: &'static str,
    pub button: &'static str,
    /// What was just done.
    pub done: &'static str,
}

/// Words of the desk's pages about people.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskPeople {
    pub title: &'static str,
    pub search_label: &'static str,
    pub search_hint: &'static str,
    pub separately: &'static str,
    pub symbol: &'static str,
    pub number: &'static str,
    pub kana: &'static str,
    pub name: &'static str,
    pub user_id: &'static str,
    pub email: &'static str,
    pub search: &'static str,
    pub number_needed: &'static str,
    pub nobody: &'static str,
    pub nobody_how: &'static str,
    pub sounds_alike: &'static str,
    pub by_sound: &'static str,
    pub people: &'static str,
    pub found: &'static str,
    pub whole_list: &'static str,
    pub next: &'static str,
    pub card: &'static str,
    pub birth_date: &'static str,
    pub relation: &'static str,
    pub insured: &'static str,
    pub dependant: &'static str,
    pub standing: &'static str,
    pub eligible: &'static str,
    /// From this day on.
    pub eligible_from: fn(&str) -> String,
    /// Since this day no longer.
    pub left_on: fn(&str) -> String,
    /// Until before this day.
    pub eligible_until: fn(&str) -> String,
    pub registration: &'static str,
    pub registered: &'static str,
    pub not_registered: &'static str,
    pub open_calls: &'static str,
    /// Who began it, and when.
    pub begun_by: fn(&str, &str) -> String,
    pub waiting: &'static str,
    /// So many calls or actions.
    pub cases: fn(&str) -> String,

    pub person_title: &'static str,
    pub back: &'static str,
    pub roster: &'static str,
    pub acquired_on: &'static str,
    pub lost_on: &'static str,
    pub office: &'static str,
    pub postal_code: &'static str,
    pub address: &'static str,
    pub roster_email: &'static str,
    pub hidden: &'static str,
    pub none: &'static str,
    pub clerks_only: &'static str,

    pub support: &'static str,
    pub disclosure: &'static str,
    pub caution_rules: &'static str,
    /// By whom and since when, and the note.
    pub marked: fn(&str, &str) -> String,

    pub account: &'static str,
    pub no_account: &'static str,
    pub state: &'static str,
    pub open: &'static str,
    /// Since this moment.
    pub stopped: fn(&str) -> String,
    pub closed: fn(&str) -> String,
    pub created_at: &'static str,
    pub last_login: &'static str,
    pub second_factor: &'static str,
    pub has_factor: &'static str,
    pub no_factor: &'static str,
    pub recovery: &'static str,
    /// Not before this moment.
    pub held_until: fn(&str) -> String,
    pub mail_stop: &'static str,
    /// Since this moment, with this status.
    pub mail_stopped: fn(&str, &str) -> String,
    pub admission: &'static str,
    /// Until this moment.
    pub admitted_until: fn(&str) -> String,
    pub flow: &'static str,
    pub flow_at_account: &'static str,
    /// The masked address of the code.
    pub flow_at_code: fn(&str) -> String,

    pub tries: &'static str,
    pub no_tries: &'static str,
    /// A moment and how often.
    pub tried: fn(&str, i64) -> String,
    pub cause: fn(&str) -> &'static str,
    pub all_match: &'static str,
    pub item: fn(FailingItem) -> &'static str,
    /// Items that do not match.
    pub differs: fn(&str) -> String,
    pub typed: &'static str,
    pub held: &'static str,
    /// The place from 1, what was typed, what the roster has.
    pub letter_differs: fn(usize, char, char) -> String,
    pub letter_missing: fn(usize, char) -> String,
    pub letter_added: fn(usize, char) -> String,

    pub limits: &'static str,
    pub no_limits: &'static str,
    pub limit: fn(Kind) -> &'static str,
    /// So many of so many.
    pub counted: fn(i64, i64) -> String,
    pub used_up: &'static str,
    pub until: fn(&str) -> String,

    pub mails: &'static str,
    pub no_mails: &'static str,
    pub mail_at: &'static str,
    pub mail_kind: &'static str,
    pub mail_domain: &'static str,
    pub mail_fate: &'static str,
    pub mail: fn(&str) -> &'static str,
    /// The state, and what came back with which status.
    pub fate: fn(&str, Option<(&str, &str)>) -> String,

    pub sessions: &'static str,
    pub no_sessions: &'static str,
    pub device: &'static str,
    pub since: &'static str,
    pub last_seen: &'static str,

    pub calls: &'static str,
    pub no_calls: &'static str,
    pub begin_call: &'static str,
    pub begin_call_key: &'static str,
    pub call_note: &'static str,
    pub questions: &'static str,
    pub questions_lead: &'static str,
    pub question: fn(Question) -> &'static str,
    pub verified: &'static str,
    pub reason_of_call: &'static str,
    pub please_choose: &'static str,
    pub call_reason: fn(CallReason) -> &'static str,
    pub outcome: &'static str,
    pub call_outcome: fn(CallOutcome) -> &'static str,
    pub note: &'static str,
    pub note_hint: &'static str,
    pub save_call: &'static str,
    pub call_noted: &'static str,
    pub call_open: &'static str,
    pub not_noted: &'static str,
    /// So many characters at most.
    pub too_long: fn(usize) -> String,

    pub actions: &'static str,
    pub action: fn(DeskAction) -> ActionWords,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub proof: &'static str,
    pub proof_hint: &'static str,
    pub new_email: &'static str,
    pub caution_kind: &'static str,
    pub new_symbol: &'static str,
    pub new_number: &'static str,
    pub new_branch: &'static str,
    pub takes_two: &'static str,
    pub ask: &'static str,
    pub asked_done: &'static str,
    pub approved_done: &'static str,
    pub declined_done: &'static str,
    /// What, by whom, when.
    pub asked: fn(&str, &str, &str) -> String,
    pub approve: &'static str,
    pub decline: &'static str,
    pub own_request: &'static str,
    pub approver_needed: &'static str,
    pub letter_of_marked: &'static str,
    pub not_now: &'static str,
    /// So many seconds.
    pub wait_to_resend: fn(i64) -> String,
    pub same_email: &'static str,
    pub import_under_way: &'static str,
    pub move_nobody: &'static str,
    pub move_several: &'static str,
    pub move_birth_date: &'static str,
    pub move_has_account: &'static str,
    pub cancel: &'static str,
}
