//! The trail.

/// Words of the trail's page.
#[allow(missing_docs)] // the names say it; the words are in `ja/` and `en/`
pub struct DeskTrail {
    pub title: &'static str,
    pub lead: &'static str,
    pub from: &'static str,
    pub from_hint: &'static str,
    pub until: &'static str,
    pub until_before_from: &'static str,
    pub kind_of_actor: &'static str,
    pub anybody: &'static str,
    pub group: &'static str,
    pub anything: &'static str,
    pub filter: &'static str,
    pub none: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub older: &'static str,
    pub at: &'static str,
    pub who: &'static str,
    pub actor: &'static str,
    pub what: &'static str,
    pub action: &'static str,
    pub subject: &'static str,
    pub subject_id: &'static str,
    pub detail: &'static str,
    pub member: &'static str,
    pub staff: &'static str,
    pub commands: &'static str,
    pub command: fn(&str) -> String,
    pub service: &'static str,
    pub export_title: &'static str,
    pub export_lead: &'static str,
    pub file: fn(&str, &str) -> String,
    pub other_action: &'static str,
    /// Groups of actions: the part before the dot, and its words.
    pub groups: &'static [(&'static str, &'static str)],
    /// A fact by name, and its value.
    pub fact: fn(&str, &str) -> String,
    /// A setting's value before and after.
    pub from_to: fn(&str, &str) -> String,
    /// What stands between two facts on one line.
    pub between: &'static str,
    /// Names of facts as the trail has them, and their words.
    pub facts: &'static [(&'static str, &'static str)],
    /// Values of facts as the trail has them: of which fact, the value, its words.
    pub values: &'static [(&'static str, &'static str, &'static str)],
    /// Steps of what takes two people, and their words.
    pub steps: &'static [(&'static str, &'static str)],
    /// Actions as the trail has them, and their words.
    pub actions: &'static [(&'static str, &'static str)],
}
