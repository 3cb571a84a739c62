//! What `script/bench` runs: the portal beside the physical limit of the same machine, in turn within one run.
//!
//! Each section sets up real installations in a temporary folder, drives the real binary over loopback, checks that every answer is
//! right before it counts, and prints the median of its rounds with the least and the most.
#![allow(clippy::print_stdout, clippy::print_stderr)] // the report is its output
#![allow(clippy::disallowed_methods)] // it measures how long things take

mod accounts;
mod annual;
mod costs;
mod desk;
mod equal_times;
mod http;
mod installation;
mod loaders;
mod logins;
mod machine;
mod pages;
mod people;
mod postgres;
mod process;
mod report;
mod roster;
mod startup;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::Context;
use clap::{Parser, ValueEnum};
use postgres::Postgres;
use tempfile::TempDir;

/// Measures the portal beside the physical limit. Run it by script/bench, which builds and starts what it needs.
#[derive(Parser)]
struct Arguments {
    /// A short run: fewer rounds, shorter ones, a smaller roster.
    #[arg(long)]
    quick: bool,
    /// So many rounds [default: 5; 3 of a short run].
    #[arg(long)]
    rounds: Option<usize>,
    /// So many people on the roster [default: 1000000; 200000 in a short run].
    #[arg(long)]
    rows: Option<usize>,
    /// So many lines of costs in the year page's database [default: 10000000; 500000 in a short run].
    #[arg(long)]
    cost_lines: Option<usize>,
    /// What to measure [default: everything].
    sections: Vec<Section>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// The login page per second beside a bare server.
    Pages,
    /// Logins per second beside bare argon2id.
    Logins,
    /// Roster rows per second beside the databases' own loaders.
    Roster,
    /// The desk's list of people and its search on a whole roster.
    Desk,
    /// Lines of costs per second beside the databases' own loaders.
    Costs,
    /// A member's year page with many lines in the database.
    YearPage,
    /// 年間医療費通知 as PDF.
    AnnualPdf,
    /// Start-up time and idle memory.
    Start,
    /// Whether the time of an answer tells what the answer does not.
    Times,
}

/// What every section works with.
struct Bench {
    madoguchi: PathBuf,
    bare_server: PathBuf,
    postgres: Postgres,
    rounds: usize,
    page_seconds: u64,
    login_seconds: u64,
    rows: usize,
    cost_lines: usize,
    folder: TempDir,
    folders: AtomicU32,
}

impl Bench {
    fn new(arguments: &Arguments) -> anyhow::Result<Bench> {
        let own = std::env::current_exe()?;
        let programs = own.parent().context("the folder of this program")?;
        let (rounds, page_seconds, login_seconds, rows, cost_lines) =
            if arguments.quick { (3, 2, 3, 200_000, 500_000) } else { (5, 6, 8, 1_000_000, 10_000_000) };
        Ok(Bench {
            madoguchi: programs.join("madoguchi"),
            bare_server: programs.join("bare-server"),
            postgres: Postgres::of_the_script()?,
            rounds: arguments.rounds.unwrap_or(rounds),
            page_seconds,
            login_seconds,
            rows: arguments.rows.unwrap_or(rows),
            cost_lines: arguments.cost_lines.unwrap_or(cost_lines),
            folder: tempfile::Builder::new().prefix("madoguchi-bench.").tempdir()?,
            folders: AtomicU32::new(0),
        })
    }

    /// The path of a new folder.
    fn new_folder(&self) -> PathBuf {
        self.folder.path().join(self.folders.fetch_add(1, Ordering::Relaxed).to_string())
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let bench = Bench::new(&arguments)?;
    let measured = |section| arguments.sections.is_empty() || arguments.sections.contains(&section);
    machine::print(bench.folder.path());
    report::say(&format!("Medians of {} rounds, [least–most]; contestants in turn; load and servers share the cores.", bench.rounds));
    if measured(Section::Start) {
        startup::measure(&bench).await?;
    }
    if measured(Section::Pages) {
        pages::measure(&bench).await?;
    }
    if measured(Section::Logins) {
        logins::measure(&bench).await?;
    }
    if measured(Section::Roster) {
        roster::measure(&bench)?;
    }
    if measured(Section::Desk) {
        desk::measure(&bench).await?;
    }
    if measured(Section::Costs) {
        costs::measure_import(&bench)?;
    }
    if measured(Section::YearPage) {
        costs::measure_year(&bench).await?;
    }
    if measured(Section::AnnualPdf) {
        annual::measure(&bench)?;
    }
    if measured(Section::Times) {
        equal_times::measure(&bench).await?;
    }
    report::say(&format!("Load average after: {}", machine::load_average()));
    Ok(())
}
