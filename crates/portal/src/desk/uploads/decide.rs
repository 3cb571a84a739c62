//! What may be done with an import that was looked at, by whom.

use madoguchi_rules::staff::Role;
use madoguchi_store::{StoreError, Work};

use super::texts;
use crate::{
    imports::roster::{Actor, Approver},
    web::{DeskVisit, Fields},
};

/// The longest note, in characters.
const MOST_NOTE: usize = 200;

/// Where an import stands, as far as it decides what may be done with it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Its state.
    pub state: &'a str,
    /// Whether a second person must agree.
    pub needs_two: bool,
    /// Who handed it in.
    pub handed_in_by: Option<&'a str>,
    /// Who may approve at this insurer.
    pub approvers: &'a [i64],
}

/// What a visitor may do with an import now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Let it take effect.
    pub apply: bool,
    /// Ask for a second person.
    pub hand_in: bool,
    /// Throw it away.
    pub discard: bool,
    /// Be the second person.
    pub approve: bool,
    /// Who handed it in takes it back.
    pub take_back: bool,
    /// Take its contents out.
    pub export: bool,
    /// What they are told instead.
    pub told: Option<&'static str>,
}

impl May {
    /// Whether there is anything to decide, or to be told about it.
    pub fn is_anything(&self) -> bool {
        let May { apply, hand_in, discard, approve, take_back, told, .. } = *self;
        apply || hand_in || discard || approve || take_back || told.is_some()
    }
}

/// What this visitor may do.
pub fn may(visit: &DeskVisit, standing: Standing<'_>) -> May {
    let texts = texts(visit);
    if visit.seat.role < Role::Clerk {
        return May::default();
    }
    let export = !matches!(standing.state, "declined" | "discarded" | "expired" | "previewing");
    let is_own = standing.handed_in_by == Some(&visit.actor());
    let has_other = standing.approvers.iter().any(|id| *id != visit.staff.id);
    match standing.state {
        "previewed" => May {
            apply: !standing.needs_two,
            hand_in: standing.needs_two,
            discard: true,
            told: (standing.needs_two && !has_other).then_some(texts.nobody_approves),
            export,
            ..May::default()
        },
        "awaiting_approval" if is_own => May { take_back: true, told: Some(texts.own_waits), export, ..May::default() },
        "awaiting_approval" if visit.seat.approves() => May { approve: true, export, ..May::default() },
        "awaiting_approval" => May { told: Some(texts.waits), export, ..May::default() },
        _ => May { export, ..May::default() },
    }
}

/// The visitor, as imports name who does something.
pub fn actor(visit: &DeskVisit) -> Actor {
    Approver { staff_id: visit.staff.id }.actor()
}

/// What somebody wrote about a decision.
pub fn note(fields: &Fields, name: &str) -> String {
    fields.get(name).trim().chars().filter(|character| !character.is_control()).take(MOST_NOTE).collect()
}

/// The name of whom the trail calls so; another actor's own name.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn name_of(work: &Work, actor: Option<&String>) -> Result<Option<String>, StoreError> {
    let Some(actor) = actor else { return Ok(None) };
    let staff = match actor.strip_prefix("staff:").and_then(|id| id.parse().ok()) {
        Some(id) => work.staff_member(id).await?,
        None => None,
    };
    Ok(Some(staff.map(|staff| staff.name).filter(|name| !name.is_empty()).unwrap_or_else(|| actor.clone())))
}
