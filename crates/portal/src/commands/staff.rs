//! `madoguchi staff`: who works at the desk, of an insurer or of the service itself.

use anyhow::bail;
use clap::{Args, Subcommand};
use madoguchi_rules::{identifiers::InsurerCodeOrNumber, mail_address::MailAddress, staff::Role};
use madoguchi_store::{
    StoreError, Work,
    staff::{StaffMember, grants::Workplace},
};
use serde::Serialize;
use serde_json::json;

use super::{
    Installation, Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
};
use crate::{
    clock::in_tokyo,
    portal::Portal,
    staff::{self, Access, Invited, NewAccess},
};

/// Invites people to the desk, lists them, and takes their access away.
#[derive(Args)]
pub struct Staff {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Invites somebody by mail, or gives a role to somebody who is there already.
    #[command(after_help = "Examples:\n  madoguchi staff invite --insurer sakura --email hanako@example.jp --role manager\n  \
                            madoguchi staff invite --operator --email ops@example.jp\n  \
                            madoguchi staff invite --insurer sakura --email hanako@example.jp --role clerk --again\n\n\
                            The invitation is good for 72 hours and works once. With --again somebody who lost the password or every\n\
                            second factor begins anew: both are void at once.")]
    Invite(Invite),
    /// Lists everybody, or who works for one insurer.
    #[command(after_help = "Example:\n  madoguchi staff list --insurer sakura --json")]
    List {
        /// Only who works for this insurer.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: Option<InsurerCodeOrNumber>,
        #[command(flatten)]
        format: Format,
    },
    /// Takes somebody's access away, at once: everywhere, or with --insurer there only; who works nowhere then is disabled.
    #[command(
        after_help = "Examples:\n  madoguchi staff disable hanako@example.jp\n  madoguchi staff disable hanako@example.jp --insurer sakura"
    )]
    Disable {
        /// The address.
        #[arg(value_parser = address, value_name = "ADDR")]
        email: MailAddress,
        /// Only at this insurer.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: Option<InsurerCodeOrNumber>,
    },
}

#[derive(Args)]
struct Invite {
    /// The insurer's code or 保険者番号.
    #[arg(long, value_parser = insurer_code, value_name = "CODE", required_unless_present = "operator", conflicts_with = "operator")]
    insurer: Option<InsurerCodeOrNumber>,
    /// For the service itself: insurers, staff, health of the server; no health data.
    #[arg(long)]
    operator: bool,
    /// The address.
    #[arg(long, value_parser = address, value_name = "ADDR")]
    email: MailAddress,
    /// viewer, clerk or manager.
    #[arg(long, value_parser = role, required_unless_present = "operator", conflicts_with = "operator")]
    role: Option<Role>,
    /// A clerk who may approve as a manager does.
    #[arg(long, conflicts_with = "operator")]
    deputy: bool,
    /// Has somebody who is there already begin anew.
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    format: Format,
}

#[derive(Serialize)]
struct Shown {
    id: String,
    email: String,
    name: String,
    state: String,
    operator: bool,
    roles: Vec<ShownRole>,
    last_login_at: Option<String>,
}

#[derive(Serialize)]
struct ShownRole {
    insurer: String,
    role: String,
    deputy: bool,
}

impl Staff {
    /// Runs the command.
    ///
    /// # Errors
    /// [`WrongUsage`] for a deputy who is no clerk; when nobody has the address; what the database refused.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        match &self.action {
            Action::Invite(invite) => invite.run(&installation).await,
            Action::List { insurer, format } => list(&installation, insurer.as_ref(), *format).await,
            Action::Disable { email, insurer } => disable(&installation, email, insurer.as_ref()).await,
        }
    }
}

impl Invite {
    async fn run(&self, installation: &Installation<'_>) -> anyhow::Result<()> {
        let access = self.access(installation).await?;
        let invited = invite(installation, &self.email, access, self.again).await?;
        let until = invited.until.map(|until| in_tokyo(until).strftime("%Y-%m-%d %H:%M").to_string());
        if self.format.json {
            return output::json(&json!({
                "id": invited.staff_id.to_string(),
                "email": self.email.as_given(),
                "state": if until.is_some() { "invited" } else { "active" },
                "expires_at": invited.until.map(|until| until.to_string()),
            }));
        }
        let email = self.email.as_given();
        Ok(match until {
            Some(until) => output::say(&format!("Invited {email}. The invitation goes by mail and is good until {until} JST.")),
            None => output::say(&format!("{email} is active already: the role holds from now on, and a mail says so.")),
        }?)
    }

    async fn access(&self, installation: &Installation<'_>) -> anyhow::Result<Access> {
        let (Some(insurer), Some(role)) = (&self.insurer, self.role) else { return Ok(Access::Operator) };
        if self.deputy && role != Role::Clerk {
            return Err(WrongUsage("--deputy is for a clerk: a manager approves anyway, and a viewer changes nothing".to_owned()).into());
        }
        Ok(Access::Insurer { insurer_id: installation.insurer(insurer).await?.id, role, is_deputy: self.deputy })
    }
}

/// Gives somebody access, with its event; `again` has somebody who is active begin anew.
///
/// # Errors
/// When the secret is not the database's; what the database refused.
async fn invite(installation: &Installation<'_>, email: &MailAddress, access: Access, again: bool) -> anyhow::Result<Invited> {
    let (portal, operator) = (&installation.portal().await?, installation.operator);
    let now = operator.clock.now();
    let new = &NewAccess { address: email, access, by: &operator.actor, language: "ja" };
    let unit = |work: Work| async move {
        let mut invited = staff::invite(portal, &work, new, now).await?;
        let insurer_id = insurer_of(access);
        if again && invited.until.is_none() {
            invited.until = Some(again_by_mail(portal, &work, invited.staff_id, insurer_id, now).await?);
        }
        let detail = detail_of(access, again);
        work.record(&operator.event(now, insurer_id, "staff.invited", format!("staff:{}", invited.staff_id), &detail)).await?;
        Ok(invited)
    };
    Ok(installation.store.write(unit).await?)
}

async fn again_by_mail(
    portal: &Portal,
    work: &Work,
    staff_id: i64,
    insurer_id: Option<i64>,
    now: jiff::Timestamp,
) -> Result<jiff::Timestamp, StoreError> {
    let staff = work.staff_member(staff_id).await?;
    let staff = staff.ok_or(StoreError::Unreadable { column: "staff.id", problem: "no such row".to_owned() })?;
    staff::invite_again(portal, work, &staff, insurer_id, "ja", now).await
}

fn insurer_of(access: Access) -> Option<i64> {
    match access {
        Access::Insurer { insurer_id, .. } => Some(insurer_id),
        Access::Operator => None,
    }
}

fn detail_of(access: Access, again: bool) -> serde_json::Value {
    match access {
        Access::Insurer { role, is_deputy, .. } => json!({ "role": role.as_str(), "deputy": is_deputy, "again": again }),
        Access::Operator => json!({ "operator": true, "again": again }),
    }
}

async fn list(installation: &Installation<'_>, insurer: Option<&InsurerCodeOrNumber>, format: Format) -> anyhow::Result<()> {
    let only = installation.optional_insurer(insurer).await?;
    let read = |work: Work| async move {
        let mut all = Vec::new();
        for staff in work.all_staff().await? {
            let places = work.workplaces(staff.id).await?;
            all.push((staff, places));
        }
        Ok(all)
    };
    let all = installation.store.read(read).await?;
    let is_meant = |places: &[Workplace]| only.is_none_or(|only| places.iter().any(|place| place.insurer_id == only));
    let shown: Vec<Shown> = all.into_iter().filter(|(_, places)| is_meant(places)).map(|(staff, places)| shown(staff, places)).collect();
    if format.json {
        return output::json(&shown);
    }
    let rows: Vec<[String; 5]> = shown
        .into_iter()
        .map(|staff| {
            let mut roles: Vec<String> = staff.roles.iter().map(ShownRole::in_words).collect();
            roles.extend(staff.operator.then(|| "operator".to_owned()));
            [staff.email, staff.state, roles.join(", "), staff.last_login_at.unwrap_or_else(|| "-".to_owned()), staff.name]
        })
        .collect();
    Ok(output::table(["EMAIL", "STATE", "ROLES", "LAST LOGIN", "NAME"], &rows)?)
}

fn shown(staff: StaffMember, places: Vec<Workplace>) -> Shown {
    let roles = places.into_iter().map(|place| ShownRole { insurer: place.code, role: place.role, deputy: place.is_deputy });
    Shown {
        id: staff.id.to_string(),
        email: staff.email,
        name: staff.name,
        state: staff.state,
        operator: staff.is_operator,
        roles: roles.collect(),
        last_login_at: staff.last_login_at.map(|at| at.timestamp().to_string()),
    }
}

impl ShownRole {
    fn in_words(&self) -> String {
        let deputy = if self.deputy { " (deputy)" } else { "" };
        format!("{}: {}{deputy}", self.insurer, self.role)
    }
}

async fn disable(installation: &Installation<'_>, email: &MailAddress, insurer: Option<&InsurerCodeOrNumber>) -> anyhow::Result<()> {
    let (operator, key) = (installation.operator, &email.key());
    let only = installation.optional_insurer(insurer).await?;
    let Some(staff) = installation.store.read(|work| async move { work.staff_by_email(key).await }).await? else {
        bail!("nobody at the desk has the address {}\nSee: madoguchi staff list", email.as_given());
    };
    let (now, known) = (operator.clock.now(), &staff);
    let action = if only.is_some() { "staff.role_removed" } else { "staff.disabled" };
    let event = &operator.event(now, only, action, format!("staff:{}", staff.id), &json!({}));
    let taken = installation.store.write(|work: Work| async move { staff::take_away(&work, known, only, event).await }).await?;
    match (taken, only) {
        (true, _) => Ok(output::say(&format!("{} has no access any more.", email.as_given()))?),
        (false, Some(_)) => bail!("{} has no role at this insurer\nSee: madoguchi staff list", email.as_given()),
        (false, None) => bail!("{} is disabled already", email.as_given()),
    }
}

fn address(text: &str) -> Result<MailAddress, String> {
    use madoguchi_rules::english::InEnglish;
    MailAddress::parse(text).map_err(|error| error.in_english())
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|error: madoguchi_rules::UnknownName| format!("expected {}", error.allowed.join(", ")))
}
