//! Who sees whose statements: the one rule for pages, papers, files and mails.

use jiff::civil::Date;
use madoguchi_rules::{
    eligibility::age_on,
    settings::InsurerSettings,
    statements::StatementKind,
    visibility::{Relative, Viewer, Visibility},
};
use madoguchi_store::{StoreError, Work, roster::RosterEntry, statements::Choice};

/// Whose statements of a kind somebody sees: their own, and those of the household as `visibility` and each person's choice say. What a
/// person stopped is shown to nobody.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn household(
    work: &Work,
    own: &RosterEntry,
    settings: &InsurerSettings,
    (kind, visibility): (StatementKind, Visibility),
    today: Date,
) -> Result<Vec<RosterEntry>, StoreError> {
    let insurer_id = own.insurer_id;
    let mut seen = if has_stopped(work, own, kind).await? { Vec::new() } else { vec![own.clone()] };
    if visibility == Visibility::OwnOnly || own.relation != "insured" {
        return Ok(seen);
    }
    let mut household = work.people_by_number(insurer_id, &own.symbol_loose, &own.number_loose).await?;
    // Leading zeros may tell two families apart.
    household
        .retain(|entry| entry.person_id != own.person_id && (&entry.symbol_key, &entry.number_key) == (&own.symbol_key, &own.number_key));
    household.sort_by(|a, b| (&a.branch, a.birth_date, a.person_id).cmp(&(&b.branch, b.birth_date, b.person_id)));
    let viewer = Viewer {
        is_insured: true,
        is_marked: work.caution(insurer_id, own.person_id).await?.is_some(),
        shares_number: household.iter().any(|entry| entry.relation == "insured"),
        eligibility: own.eligibility(),
    };
    for entry in household {
        if visibility.shows(viewer, relative(work, &entry, settings, kind, today).await?, today) {
            seen.push(entry);
        }
    }
    Ok(seen)
}

/// Whether the person does not want statements of this kind. Costs cannot be stopped, and are not asked for.
async fn has_stopped(work: &Work, own: &RosterEntry, kind: StatementKind) -> Result<bool, StoreError> {
    match kind {
        StatementKind::Savings => Ok(work.statement_choices(own.insurer_id, own.person_id).await?.contains(&Choice::Stopped(kind))),
        StatementKind::Costs | StatementKind::Advice | StatementKind::Benefits => Ok(false),
    }
}

async fn relative(
    work: &Work,
    entry: &RosterEntry,
    settings: &InsurerSettings,
    kind: StatementKind,
    today: Date,
) -> Result<Relative, StoreError> {
    let choices = work.statement_choices(entry.insurer_id, entry.person_id).await?;
    Ok(Relative {
        is_insured: entry.relation == "insured",
        is_marked: work.caution(entry.insurer_id, entry.person_id).await?.is_some(),
        is_hidden: [Choice::HiddenByDesk, Choice::HiddenBySelf(kind), Choice::Stopped(kind)].iter().any(|choice| choices.contains(choice)),
        has_agreed: choices.contains(&Choice::Agreed(kind)),
        is_too_young: age_on(entry.birth_date.0, today) < settings.registrant_min_age,
        eligibility: entry.eligibility(),
    })
}
