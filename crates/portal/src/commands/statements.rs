//! `madoguchi costs`, `savings`, `advice` and `benefits`: loading statements.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use madoguchi_rules::{costs::CareMonth, dates::EraDigits, identifiers::InsurerCodeOrNumber, statements::StatementKind};

use super::{
    Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    progress::Display,
    roster::{list, mapping, named},
    values,
};
use crate::imports::{
    roster::{Actor, ImportError, ImportSite, PATIENCE},
    statements::{StatementMode, StatementOutcome, StatementRequest, import},
    table::Encoding,
};

/// A command of a kind of statement: its name, what it loads, and examples.
macro_rules! command_of {
    ($type:ident, $action:ident, $kind:expr, $about:literal, $import:literal, $examples:literal) => {
        #[doc = $about]
        #[derive(Args)]
        pub struct $type {
            #[command(subcommand)]
            action: $action,
        }

        #[derive(Subcommand)]
        enum $action {
            #[doc = $import]
            #[command(after_help = $examples)]
            Import(Box<Import>),
        }

        impl $type {
            /// Runs the command.
            ///
            /// # Errors
            /// What the database or the file refused. A refused file is printed and is exit status 1.
            pub async fn run(&self, operator: &Operator) -> anyhow::Result<ExitCode> {
                let $action::Import(command) = &self.action;
                command.run($kind, operator).await
            }
        }
    };
}

command_of!(
    Costs,
    CostsAction,
    StatementKind::Costs,
    "Loads 医療費.",
    "Loads a file of cost lines: all of it takes effect at one instant, or nothing.",
    "Examples:\n  madoguchi costs import --insurer sakura costs-2026-08.csv --era receipt --release 2026-11-05\n  \
     madoguchi costs import --insurer sakura late.csv --era receipt --dry-run --json\n  \
     madoguchi costs import --insurer sakura corrected.csv --era receipt --mode replace --month 2026-06"
);

command_of!(
    Savings,
    SavingsAction,
    StatementKind::Savings,
    "Loads ジェネリック医薬品差額.",
    "Loads a file of what members would save by generic medicines: all of it takes effect at one instant, or nothing.",
    "Examples:\n  madoguchi savings import --insurer sakura savings-2026-08.csv --era receipt --release 2026-11-20\n  \
     madoguchi savings import --insurer sakura corrected.csv --era receipt --mode replace --month 2026-06 --dry-run"
);

command_of!(
    Advice,
    AdviceAction,
    StatementKind::Advice,
    "Loads 適正受診・適正服薬のお知らせ.",
    "Loads a file of advice on visits and medicines: all of it takes effect at one instant, or nothing.",
    "Examples:\n  madoguchi advice import --insurer sakura advice-2026-08.csv --era receipt --release 2026-11-20\n  \
     madoguchi advice import --insurer sakura advice-2026-08.csv --era receipt --dry-run --report problems.csv"
);

command_of!(
    Benefits,
    BenefitsAction,
    StatementKind::Benefits,
    "Loads 給付金支給決定.",
    "Loads a file of decisions on benefits: all of it takes effect at one instant, or nothing.",
    "Examples:\n  madoguchi benefits import --insurer sakura decisions-2026-10.csv --era receipt --release 2026-11-20\n  \
     madoguchi benefits import --insurer sakura corrected.csv --era receipt --mode replace --month 2026-06"
);

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
    /// What a header of this insurer's files means (a field of the contract, or 無視); saved for the insurer.
    #[arg(long, value_parser = mapping, value_name = "HEADER=FIELD")]
    map: Vec<(String, String)>,
    /// Write every problem and warning to this file.
    #[arg(long, value_name = "FILE.csv")]
    report: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Import {
    fn mode(&self) -> anyhow::Result<StatementMode> {
        match (self.mode, self.month) {
            (Mode::Add, None) => Ok(StatementMode::Add),
            (Mode::Replace, Some(month)) => Ok(StatementMode::Replace(month)),
            (Mode::Replace, None) => {
                Err(WrongUsage("--mode replace needs --month YYYY-MM: the month that the file replaces".to_owned()).into())
            }
            (Mode::Add, Some(_)) => Err(WrongUsage("--month goes with --mode replace; an addition may have any months".to_owned()).into()),
        }
    }

    async fn run(&self, kind: StatementKind, operator: &Operator) -> anyhow::Result<ExitCode> {
        let mode = self.mode()?;
        let installation = operator.installation().await?;
        let site = ImportSite {
            store: installation.store.clone(),
            clock: operator.clock.clone(),
            random: operator.random,
            max_bytes: installation.config.max_import_bytes,
        };
        let request = StatementRequest {
            kind,
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
        let outcome = import(&site, &request, &mut |progress| display.show(progress)).await.map_err(|error| match error {
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

    fn tell(&self, outcome: &StatementOutcome) -> std::io::Result<()> {
        let file = self.file.display();
        let headline = match outcome.applied {
            true => "applied",
            false if self.dry_run && outcome.errors_found == 0 => "dry run, nothing changed",
            false => "REFUSED, nothing changed",
        };
        output::say(&format!("{file}: {headline}"))?;
        let StatementOutcome { read, added, unchanged, removed, refused, set_aside, people, .. } = outcome;
        let aside = if *set_aside > 0 { format!(", set aside {set_aside}") } else { String::new() };
        output::say(&format!(
            "  read {read}: added {added}, unchanged {unchanged}, refused {refused}{aside}; removed {removed}; \
             something changes for {people} people"
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
