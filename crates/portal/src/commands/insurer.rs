//! `madoguchi insurer`: the tenants and their settings.

use anyhow::bail;
use clap::{Args, Subcommand};
use madoguchi_rules::{
    english::InEnglish,
    identifiers::{InsurerCode, InsurerCodeOrNumber, InsurerNumber},
    settings::{InsurerKind, InsurerSettings},
};
use madoguchi_store::{Work, insurers::Insurer as Row};
use serde::Serialize;
use serde_json::json;

use super::{
    Installation, Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    values::line,
};
use crate::insurer::{
    adding::{self, Added, NewInsurer},
    changes::{Wish, change},
};

/// Adds, lists, shows and sets insurers.
#[derive(Args)]
pub struct Insurer {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Adds an insurer.
    #[command(after_help = "Example:\n  madoguchi insurer add --code sakura --name さくら健康保険組合 --number 06139992 --kind kenpo")]
    Add {
        /// The 保険者指定コード that members type: 2 to 32 of a-z, 0-9 and -.
        #[arg(long, value_parser = code)]
        code: InsurerCode,
        /// The insurer's name.
        #[arg(long, value_parser = line)]
        name: String,
        /// The 保険者番号 (8 digits; 6 for 国保), its check digit included.
        #[arg(long, value_parser = number, value_name = "8DIGITS")]
        number: Option<InsurerNumber>,
        /// kenpo, kyosai, kokuho, kouki or other.
        #[arg(long, value_parser = kind, default_value = "kenpo")]
        kind: InsurerKind,
        #[command(flatten)]
        format: Format,
    },
    /// Lists the insurers.
    #[command(after_help = "Example:\n  madoguchi insurer list --json")]
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Shows an insurer with all its settings.
    #[command(after_help = "Example:\n  madoguchi insurer show sakura --json")]
    Show {
        /// Its code or 保険者番号.
        #[arg(value_parser = insurer_code)]
        code: InsurerCodeOrNumber,
        #[command(flatten)]
        format: Format,
    },
    /// Changes settings of an insurer, all of them or (when one is refused) none.
    #[command(after_help = settings_help())]
    Set {
        /// Its code or 保険者番号.
        #[arg(value_parser = insurer_code)]
        code: InsurerCodeOrNumber,
        /// What to set; an empty value is blank.
        #[arg(value_name = "KEY=VALUE", required = true)]
        settings: Vec<String>,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Serialize)]
struct Shown {
    code: String,
    name: String,
    number: Option<String>,
    kind: String,
    created_at: String,
    settings: serde_json::Map<String, serde_json::Value>,
}

impl Insurer {
    /// Runs the command.
    ///
    /// # Errors
    /// [`WrongUsage`] for an unknown setting or value; otherwise what the database refused.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        match &self.action {
            Action::Add { code, name, number, kind, format } => {
                let row = add(&installation, code, name, number.as_ref(), *kind).await?;
                match format.json {
                    true => output::json(&shown(&row, &InsurerSettings::default())),
                    false => {
                        Ok(output::say(&format!("Added {} ({}). Next: madoguchi roster import --insurer {0} FILE", row.code, row.name))?)
                    }
                }
            }
            Action::List { format } => list(&installation, *format).await,
            Action::Show { code, format } => show(&installation, code, *format).await,
            Action::Set { code, settings, format } => {
                let changes = settings.iter().map(|text| split(text)).collect::<Result<Vec<_>, _>>()?;
                set(&installation, code, &changes).await?;
                show(&installation, code, *format).await
            }
        }
    }
}

/// Adds an insurer.
///
/// # Errors
/// When one with this code or number is there already, or the desk has pages of that name.
pub async fn add(
    installation: &Installation<'_>,
    code: &InsurerCode,
    name: &str,
    number: Option<&InsurerNumber>,
    kind: InsurerKind,
) -> anyhow::Result<Row> {
    let operator = installation.operator;
    let event = operator.event(operator.clock.now(), None, "insurer.added", String::new(), &json!({}));
    let new = &NewInsurer { code, name, number, kind };
    match adding::add(&installation.store, operator.random, new, event).await? {
        Added::Insurer(row) => Ok(row),
        Added::Taken => {
            bail!("an insurer with the code {} or the number given is there already\nSee: madoguchi insurer list", code.as_str())
        }
        Added::Reserved => bail!("{} is the name of pages of the desk; choose another code", code.as_str()),
    }
}

async fn list(installation: &Installation<'_>, format: Format) -> anyhow::Result<()> {
    let rows = installation.store.read(|work| async move { work.insurers().await }).await?;
    if format.json {
        let rows: Vec<_> =
            rows.iter().map(|row| json!({ "code": row.code, "name": row.name, "number": row.insurer_number, "kind": row.kind })).collect();
        return output::json(&rows);
    }
    let cells: Vec<[String; 4]> =
        rows.into_iter().map(|row| [row.code, row.insurer_number.unwrap_or_else(|| "-".to_owned()), row.kind, row.name]).collect();
    Ok(output::table(["CODE", "NUMBER", "KIND", "NAME"], &cells)?)
}

async fn show(installation: &Installation<'_>, code: &InsurerCodeOrNumber, format: Format) -> anyhow::Result<()> {
    let row = installation.insurer(code).await?;
    let id = row.id;
    let settings = installation.store.read(|work| async move { crate::insurer::settings(&work, id).await }).await?;
    if format.json {
        return output::json(&shown(&row, &settings));
    }
    let about = [("code", row.code), ("name", row.name), ("number", row.insurer_number.unwrap_or_default()), ("kind", row.kind)];
    let about = about.into_iter().map(|(key, value)| [key.to_owned(), value]);
    let settings = settings.entries().into_iter().map(|(key, value)| [key.to_owned(), value]);
    Ok(output::table(["KEY", "VALUE"], &about.chain(settings).collect::<Vec<_>>())?)
}

/// Changes settings, all or none.
///
/// # Errors
/// [`WrongUsage`] for an unknown setting or value; when there is no such insurer.
pub async fn set(installation: &Installation<'_>, code: &InsurerCodeOrNumber, changes: &[(&str, &str)]) -> anyhow::Result<()> {
    let mut tried = InsurerSettings::default();
    for (key, value) in changes {
        tried.apply(key, value).map_err(|error| WrongUsage(error.to_string()))?;
    }
    let row = installation.insurer(code).await?;
    let operator = installation.operator;
    let (now, random) = (operator.clock.now(), operator.random);
    let event = &operator.event(now, Some(row.id), "insurer.settings_changed", format!("insurer:{}", row.id), &json!({}));
    let values: Vec<(String, String)> = changes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let wish = &Wish { insurer_id: row.id, values: &values, reason: "", undoes: None, seen: None };
    installation.store.write(|work: Work| async move { change(&work, random, wish, event).await }).await?;
    Ok(())
}

fn shown(row: &Row, settings: &InsurerSettings) -> Shown {
    Shown {
        code: row.code.clone(),
        name: row.name.clone(),
        number: row.insurer_number.clone(),
        kind: row.kind.clone(),
        created_at: row.created_at.timestamp().to_string(),
        settings: settings.entries().into_iter().map(|(key, value)| (key.to_owned(), json!(value))).collect(),
    }
}

fn split(text: &str) -> Result<(&str, &str), WrongUsage> {
    let message = || format!("{text:?}: expected KEY=VALUE; settings: {}", InsurerSettings::KEYS.join(", "));
    text.split_once('=').map(|(key, value)| (key.trim(), value)).ok_or_else(|| WrongUsage(message()))
}

fn settings_help() -> String {
    let defaults = InsurerSettings::default().entries();
    let settings: Vec<String> = defaults.into_iter().map(|(key, value)| format!("  {key}={value}")).collect();
    format!(
        "Examples:\n  madoguchi insurer set sakura password_policy=modern kana_lenient=true\n  madoguchi insurer set sakura support_phone=03-0000-0000 'support_hours=平日 9:00〜17:00'\n\nSettings with their defaults:\n{}",
        settings.join("\n")
    )
}

fn code(text: &str) -> Result<InsurerCode, String> {
    InsurerCode::parse(text).map_err(|error| error.in_english())
}

fn number(text: &str) -> Result<InsurerNumber, String> {
    InsurerNumber::parse(text).map_err(|error| error.in_english())
}

fn kind(text: &str) -> Result<InsurerKind, String> {
    text.parse().map_err(|error: madoguchi_rules::UnknownName| error.to_string())
}
