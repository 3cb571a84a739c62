//! `madoguchi costs`: loading 医療費.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use madoguchi_rules::{costs::CareMonth, dates::EraDigits, identifiers::InsurerCodeOrNumber};

use super::{
    Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    progress::Display,
    roster::{list, mapping, named},
    values,
};
use crate::imports::{
    costs::{CostMode, CostOutcome, CostRequest, import},
    roster::{Actor, ImportError, ImportSite, PATIENCE},
    table::Encoding,
};

/// Loads 医療費.
#[derive(Args)]
pub struct Costs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Loads a file of cost lines: all of it takes effect at one instant, or nothing.
    #[command(after_help = "Examples:\n  madoguchi costs import --insurer sakura costs-2026-08.csv --era receipt --release 2026-11-05\n  \
                            madoguchi costs import --insurer sakura late.csv --era receipt --dry-run --json\n  \
                            madoguchi costs import --insurer sakura corrected.csv --era receipt --mode replace --month 2026-06")]
    Import(Box<Import>),
}

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    /// Add what is not there yet; equal lines are counted.
    Add,
    /// The file is the whole of --month.
    Replace,
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
    /// Whether the file adds lines or is the whole of a month.
    #[arg(long, value_enum, default_value = "add")]
    mode: Mode,
    /// The month that --mode replace replaces.
    #[arg(long, value_parser = named::<CareMonth>, value_name = "YYYY-MM")]
    month: Option<CareMonth>,
    /// The first day on which members see what the file brings [default: today].
    #[arg(long, value_parser = values::day, value_name = "DATE")]
    release: Option<Date>,
    /// Let a released month lose more than 10 % of its lines.
    #[arg(long)]
    allow_removals: bool,
    /// What a header of this insurer's files means (a field of the costs, or 無視); saved for the insurer.
    #[arg(long, value_parser = mapping, value_name = "HEADER=FIELD")]
    map: Vec<(String, String)>,
    /// Write every problem and warning to this file.
    #[arg(long, value_name = "FILE.csv")]
    report: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Costs {
    /// Runs the command.
    ///
    /// # Errors
    /// What the database or the file refused. A refused file is printed and is exit status 1.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<ExitCode> {
        let Action::Import(command) = &self.action;
        let mode = command.mode()?;
        let installation = operator.installation().await?;
        let site = ImportSite {
            store: installation.store.clone(),
            clock: operator.clock.clone(),
            random: operator.random,
            max_bytes: installation.config.max_import_bytes,
        };
        command.run(&site, mode, operator).await
    }
}

impl Import {
    fn mode(&self) -> anyhow::Result<CostMode> {
        match (self.mode, self.month) {
            (Mode::Add, None) => Ok(CostMode::Add),
            (Mode::Replace, Some(month)) => Ok(CostMode::Replace(month)),
            (Mode::Replace, None) => {
                Err(WrongUsage("--mode replace needs --month YYYY-MM: the month that the file replaces".to_owned()).into())
            }
            (Mode::Add, Some(_)) => Err(WrongUsage("--month goes with --mode replace; an addition may have any months".to_owned()).into()),
        }
    }

    async fn run(&self, site: &ImportSite, mode: CostMode, operator: &Operator) -> anyhow::Result<ExitCode> {
        let request = CostRequest {
            insurer: self.insurer.clone(),
            path: self.file.clone(),
            file_name: None,
            encoding: self.encoding,
            era: self.era,
            mode,
            release: self.release,
            dry_run: self.dry_run,
            allow_removals: self.allow_removals,
            mapping: self.map.clone(),
            report: self.report.clone(),
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
        let is_refused = !outcome.applied && (!self.dry_run || outcome.errors_found > 0);
        Ok(if is_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn tell(&self, outcome: &CostOutcome) -> std::io::Result<()> {
        let file = self.file.display();
        let headline = match outcome.applied {
            true => "applied",
            false if self.dry_run && outcome.errors_found == 0 => "dry run, nothing changed",
            false => "REFUSED, nothing changed",
        };
        output::say(&format!("{file}: {headline}"))?;
        let CostOutcome { read, added, unchanged, removed, refused, people, .. } = outcome;
        output::say(&format!(
            "  read {read}: added {added}, unchanged {unchanged}, refused {refused}; removed {removed}; something changes for {people} people"
        ))?;
        for month in &outcome.months {
            output::say(&format!(
                "  {}: added {}, unchanged {}, removed {}; released {}",
                month.month, month.added, month.unchanged, month.removed, month.release
            ))?;
        }
        list("warning", &outcome.warnings, outcome.warnings_found, output::say)?;
        list(&file.to_string(), &outcome.errors, outcome.errors_found, |line| {
            output::complain(line);
            Ok(())
        })
    }
}
