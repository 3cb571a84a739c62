//! `madoguchi roster`: loading 加入者データ, and finding people for the desk.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber};

use super::{
    Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    progress::Display,
};
use crate::imports::{
    RowProblem,
    roster::{
        Actor, Approval, Awaiting, ImportError, ImportMode, ImportOutcome, ImportRequest, ImportSite, MatchError, MatchLine, MatchResult,
        PATIENCE, import, match_people,
    },
    table::Encoding,
};

/// How many problems are printed for people; `--json` has the first thousand and `--report` all.
const SHOWN: usize = 20;

/// Loads 加入者データ and finds people on the roster.
#[derive(Args)]
pub struct Roster {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Loads a roster file: all of it takes effect at one instant, or nothing.
    #[command(after_help = "Examples:\n  madoguchi roster import --insurer sakura roster.csv --era receipt --dry-run\n  \
                            madoguchi roster import --insurer sakura roster-2026-12.csv --era receipt --mode full --accept-moves\n  \
                            madoguchi roster import --insurer sakura roster.csv --map 'メンバー番号=番号' --report problems.csv")]
    Import(Box<Import>),
    /// Tells which person each line of a list (記号, 番号, 生年月日, 氏名カナ) identifies, or which item fails.
    #[command(after_help = "Example:\n  madoguchi roster match --insurer sakura asked.csv --json")]
    Match {
        /// The insurer's code or 保険者番号.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: InsurerCodeOrNumber,
        /// The list: CSV or XLSX with a header line.
        file: PathBuf,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Args)]
struct Import {
    /// The insurer's code or 保険者番号.
    #[arg(long, value_parser = insurer_code, value_name = "CODE")]
    insurer: InsurerCodeOrNumber,
    /// The file: CSV (commas or tabs) in UTF-8 or CP932, or XLSX.
    file: PathBuf,
    /// Tell what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// auto, utf-8 or cp932.
    #[arg(long, value_parser = named::<Encoding>, default_value = "auto")]
    encoding: Encoding,
    /// What a one-digit era code means: receipt (1-5) or nenkin (1, 3, 5, 7, 9); western when the file has none.
    #[arg(long, value_parser = named::<EraDigits>, default_value = "western")]
    era: EraDigits,
    /// merge keeps who is not in the file; full lets them leave today.
    #[arg(long, value_parser = named::<ImportMode>, default_value = "merge")]
    mode: ImportMode,
    /// Carry account, consents and costs of people over who moved to another 記号・番号.
    #[arg(long)]
    accept_moves: bool,
    /// Let more people leave than leaver_limit_percent allows, or every mail address go. Where the insurer's desk has two people who
    /// may approve, it waits for one of them.
    #[arg(long)]
    allow_leavers: bool,
    /// What a header of this insurer's files means (a field of the roster, or 無視); saved for the insurer.
    #[arg(long, value_parser = mapping, value_name = "HEADER=FIELD")]
    map: Vec<(String, String)>,
    /// Write every problem, warning and change to this file.
    #[arg(long, value_name = "FILE.csv")]
    report: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Roster {
    /// Runs the command.
    ///
    /// # Errors
    /// What the database or the file refused. A refused file is printed and is exit status 1.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<ExitCode> {
        let installation = operator.installation().await?;
        let site = ImportSite {
            store: installation.store.clone(),
            clock: operator.clock.clone(),
            random: operator.random,
            max_bytes: installation.config.max_import_bytes,
        };
        match &self.action {
            Action::Import(import) => import.run(&site, operator).await,
            Action::Match { insurer, file, format } => {
                let lines = match_people(&site, insurer, file).await.map_err(|error| match error {
                    MatchError::Refused(_) => anyhow::anyhow!("{}: {error}", file.display()),
                    MatchError::Import(error) => error.into(),
                })?;
                match format.json {
                    true => output::json(&lines)?,
                    false => lines.iter().try_for_each(|line| output::say(&told(line)))?,
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Import {
    async fn run(&self, site: &ImportSite, operator: &Operator) -> anyhow::Result<ExitCode> {
        let request = ImportRequest {
            insurer: self.insurer.clone(),
            path: self.file.clone(),
            file_name: None,
            encoding: self.encoding,
            era: self.era,
            mode: self.mode,
            dry_run: self.dry_run,
            accept_moves: self.accept_moves,
            allow_leavers: self.allow_leavers,
            mapping: self.map.clone(),
            report: self.report.clone(),
            approval: Approval::Asked,
            patience: PATIENCE,
            actor: Actor { kind: "command", name: operator.actor.clone() },
        };
        let mut display = Display::new();
        let outcome = import(site, &request, &mut |progress| display.show(progress)).await.map_err(|error| match error {
            ImportError::UnknownField { .. } => WrongUsage(error.to_string()).into(),
            error => anyhow::Error::from(error),
        })?;
        drop(display);
        match self.format.json {
            true => output::json(&outcome)?,
            false => self.tell(&outcome)?,
        }
        let is_told = self.dry_run || outcome.awaiting_approval.is_some();
        let is_refused = !outcome.applied && (!is_told || outcome.errors_found > 0);
        Ok(if is_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn tell(&self, outcome: &ImportOutcome) -> std::io::Result<()> {
        let file = self.file.display();
        let headline = match (outcome.applied, &outcome.awaiting_approval) {
            (true, _) => "applied".to_owned(),
            (false, Some(Awaiting { import, reasons })) => {
                let reasons = reasons.iter().map(|reason| reason.name()).collect::<Vec<_>>().join(", ");
                format!("AWAITING APPROVAL ({reasons}), nothing changed yet: a manager or deputy approves import {import} at the desk")
            }
            (false, None) if self.dry_run && outcome.errors_found == 0 => "dry run, nothing changed".to_owned(),
            (false, None) => "REFUSED, nothing changed".to_owned(),
        };
        output::say(&format!("{file}: {headline}"))?;
        output::say(&format!(
            "  read {}: added {}, changed {}, rekeyed {}, unchanged {}, refused {}; left {}",
            outcome.read, outcome.added, outcome.changed, outcome.rekeyed, outcome.unchanged, outcome.refused, outcome.left
        ))?;
        let accepted = outcome.possible_same_person.iter().any(|found| found.accepted);
        let open = outcome.possible_same_person.iter().filter(|found| !found.accepted).count();
        let open = if accepted { open } else { usize::try_from(outcome.possible_same_people_found).unwrap_or(open) };
        if open > 0 {
            output::say(&format!("  {open} people may be old members under a new number; --accept-moves carries their accounts over"))?;
        }
        list("warning", &outcome.warnings, outcome.warnings_found, output::say)?;
        list(&file.to_string(), &outcome.errors, outcome.errors_found, |line| {
            output::complain(line);
            Ok(())
        })
    }
}

/// Prints the first problems of a file, and how many more there are.
pub(super) fn list(label: &str, problems: &[RowProblem], found: i64, say: impl Fn(&str) -> std::io::Result<()>) -> std::io::Result<()> {
    for problem in problems.iter().take(SHOWN) {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        let column = problem.column.as_ref().map(|column| format!("「{column}」 ")).unwrap_or_default();
        say(&format!("{label}{line}: {column}{} {}", problem.problem, problem.remedy))?;
    }
    match usize::try_from(found).unwrap_or_default().checked_sub(SHOWN) {
        None | Some(0) => Ok(()),
        Some(more) => say(&format!("{label}: … and {more} more; --report FILE.csv lists all")),
    }
}

fn told(line: &MatchLine) -> String {
    let result = match line.result {
        MatchResult::Matched => "matched",
        MatchResult::Ambiguous => "ambiguous",
        MatchResult::Ineligible => "ineligible",
        MatchResult::NoMatch => "no_match",
        MatchResult::Invalid => "invalid",
    };
    let failing = if line.failing.is_empty() { String::new() } else { format!(" ({})", line.failing.join(", ")) };
    let person = line.person.as_ref().map(|person| {
        let registered = if line.registered { ", registered" } else { "" };
        format!(": {} {} {} {} {}{registered}", person.symbol, person.number, person.branch, person.kana_name, person.relation)
    });
    format!("line {}: {result}{failing}{}", line.line, person.unwrap_or_default())
}

/// A value of a fixed set.
pub(super) fn named<T: std::str::FromStr<Err = madoguchi_rules::UnknownName>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: madoguchi_rules::UnknownName| error.to_string())
}

/// A header and the field that it means.
pub(super) fn mapping(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((header, field)) if !header.trim().is_empty() && !field.trim().is_empty() => {
            Ok((header.trim().to_owned(), field.trim().to_owned()))
        }
        _ => Err("expected HEADER=FIELD, such as 'メンバー番号=番号'".to_owned()),
    }
}
