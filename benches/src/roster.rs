//! Roster rows per second beside what the databases' own loaders do with the same rows: they convert, judge and compare nothing.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{
    Bench,
    installation::{Engine, INSURER, Installation, PATIENCE},
    people::{CHANGED_ONE_IN, write_roster},
    postgres::psql,
    process::{self, Ran},
    report::{self, Series, progress},
    startup::in_mb,
};

/// The file's columns as a plain table.
const PLAIN: &str = "CREATE TABLE plain (symbol TEXT, number TEXT, branch TEXT, kana_name TEXT, name TEXT, birth_date TEXT, relation TEXT,
    acquired_on TEXT, lost_on TEXT, email TEXT)";

struct Files {
    first: PathBuf,
    changed: PathBuf,
    /// The rows as the import leaves them, to be loaded into the same table by the database's own loader.
    finished: PathBuf,
}

/// One thing that is measured, in the order of the table.
struct Figures {
    name: String,
    rate: Series,
    seconds: Series,
    cpu: Series,
    peak: Series,
}

/// Measures, and prints a table per engine.
pub fn measure(bench: &Bench) -> anyhow::Result<()> {
    let folder = bench.new_folder();
    std::fs::create_dir_all(&folder)?;
    let files = Files { first: folder.join("roster.csv"), changed: folder.join("changed.csv"), finished: folder.join("finished.csv") };
    progress(&format!("roster: a file of {} rows", bench.rows));
    write_roster(&files.first, bench.rows, false)?;
    write_roster(&files.changed, bench.rows, true)?;
    let size = in_mb(std::fs::metadata(&files.first)?.len() / 1024);
    for engine in Engine::BOTH {
        let mut table = Vec::new();
        for round in 1..=bench.rounds {
            progress(&format!("roster, round {round}: {}", engine.name()));
            measure_once(bench, engine, &files, &mut table)?;
        }
        let rows: Vec<_> = table.iter().map(Figures::row).collect();
        let header = ["", "rows/s", "seconds", "CPU s of the program", "its peak memory, MB"];
        report::table(&format!("Roster of {} rows ({size:.0} MB) on {}", bench.rows, engine.name()), header, &rows);
    }
    report::say(
        "`madoguchi roster import --insurer sakura roster.csv --json`; `sqlite3 FILE -cmd '.mode csv' '.import --skip 1 roster.csv plain'`; `psql … -c \"\\copy plain FROM 'roster.csv' CSV HEADER\"`.",
    );
    Ok(())
}

fn measure_once(bench: &Bench, engine: Engine, files: &Files, table: &mut Vec<Figures>) -> anyhow::Result<()> {
    let folder = bench.new_folder();
    let installation = Installation::set_up(&bench.madoguchi, folder, engine, &bench.postgres)?;
    let rows = u64::try_from(bench.rows)?;
    let changes = rows.div_ceil(u64::try_from(CHANGED_ONE_IN)?);
    let mut note = |name: &str, ran: &Ran| Figures::of(table, name).add(bench.rows, ran);

    let first = import(&installation, &files.first, &[("read", rows), ("added", rows)])?;
    note("madoguchi: first load", &first);
    let loader = Loader::new(engine, &installation)?;
    loader.export_finished(&files.finished)?;
    let name = loader.name();
    note(&format!("{name}: the file's columns, no index"), &loader.load_plain(&files.first)?);
    note(&format!("{name}: the finished rows, no index"), &loader.load_finished(&files.finished, false)?);
    note(&format!("{name}: the finished rows into the same table with its indexes"), &loader.load_finished(&files.finished, true)?);
    note("madoguchi: the same file again", &import(&installation, &files.first, &[("read", rows), ("unchanged", rows)])?);
    let changed = import(&installation, &files.changed, &[("read", rows), ("changed", changes), ("unchanged", rows - changes)])?;
    note("madoguchi: a file with 1 % changes", &changed);

    if engine == Engine::Postgres {
        bench.postgres.drop_database(&installation.database_url)?;
    }
    Ok(std::fs::remove_dir_all(&installation.folder)?)
}

/// Imports a file; what the report counts must be what was put into the file.
fn import(installation: &Installation, file: &Path, expected: &[(&str, u64)]) -> anyhow::Result<Ran> {
    let mut command = installation.command(&["roster", "import", "--insurer", INSURER, &file.to_string_lossy(), "--json"]);
    let ran = process::run(&mut command, PATIENCE)?;
    let told: Value = serde_json::from_str(&ran.output).context("the report of the import")?;
    for (name, number) in expected {
        if told[name].as_u64() != Some(*number) {
            let head: String = ran.output.chars().take(2_000).collect();
            bail!("{}: expected {name} = {number}\n{head}", file.display());
        }
    }
    Ok(ran)
}

impl Figures {
    fn of<'a>(table: &'a mut Vec<Figures>, name: &str) -> &'a mut Figures {
        let place = table.iter().position(|figures| figures.name == name).unwrap_or_else(|| {
            let [rate, seconds, cpu, peak] = Default::default();
            table.push(Figures { name: name.to_owned(), rate, seconds, cpu, peak });
            table.len() - 1
        });
        &mut table[place]
    }

    #[allow(clippy::cast_precision_loss)] // millions
    fn add(&mut self, rows: usize, ran: &Ran) {
        self.rate.add(rows as f64 / ran.seconds);
        self.seconds.add(ran.seconds);
        self.cpu.add(ran.cpu_seconds);
        self.peak.add(in_mb(ran.peak_kib));
    }

    fn row(&self) -> [String; 5] {
        [self.name.clone(), self.rate.spread(0), self.seconds.middle(2), self.cpu.middle(2), self.peak.middle(0)]
    }
}

/// The database's own way to load a file.
enum Loader {
    Sqlite { installation: PathBuf, database: PathBuf },
    Postgres { url: String },
}

impl Loader {
    fn new(engine: Engine, installation: &Installation) -> anyhow::Result<Loader> {
        Ok(match engine {
            Engine::Sqlite => {
                let [source, database] = ["madoguchi.db", "loader.db"].map(|name| installation.folder.join(name));
                let loader = Loader::Sqlite { installation: source, database };
                // As the portal opens its own: a write-ahead log, every commit on the disk.
                loader.sqlite(&["PRAGMA journal_mode=WAL", PLAIN])?;
                loader
            }
            Engine::Postgres => {
                let url = installation.database_url.clone();
                psql(&url, &[PLAIN])?;
                Loader::Postgres { url }
            }
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Loader::Sqlite { .. } => "sqlite3 .import",
            Loader::Postgres { .. } => r"psql \copy",
        }
    }

    fn export_finished(&self, file: &Path) -> anyhow::Result<()> {
        let file = file.display();
        match self {
            Loader::Sqlite { installation, .. } => {
                let output = format!(".once {file}");
                sqlite(installation, &[".mode csv", &output, "SELECT * FROM roster_entries"])?;
            }
            Loader::Postgres { url } => {
                psql(url, &[&format!(r"\copy roster_entries TO '{file}' CSV")])?;
            }
        }
        Ok(())
    }

    fn load_plain(&self, file: &Path) -> anyhow::Result<Ran> {
        let file = file.display();
        match self {
            Loader::Sqlite { .. } => self.sqlite(&[".mode csv", &format!(".import --skip 1 {file} plain")]),
            Loader::Postgres { url } => {
                psql(url, &["CHECKPOINT"])?;
                psql(url, &[&format!(r"\copy plain FROM '{file}' CSV HEADER")])
            }
        }
    }

    /// Loads the finished rows into a table like the portal's, with or without its indexes.
    fn load_finished(&self, file: &Path, with_indexes: bool) -> anyhow::Result<Ran> {
        let file = file.display();
        match self {
            Loader::Sqlite { installation, .. } => {
                self.sqlite(&["DROP TABLE IF EXISTS roster_entries"])?;
                let schema =
                    sqlite(installation, &["SELECT sql || ';' FROM sqlite_master WHERE tbl_name = 'roster_entries' AND sql <> ''"])?;
                let schema = if with_indexes { schema.output } else { without_keys(&schema.output)? };
                self.sqlite(&[&schema])?;
                self.sqlite(&[".mode csv", &format!(".import {file} roster_entries")])
            }
            Loader::Postgres { url } => {
                let like = if with_indexes { "LIKE roster_entries INCLUDING ALL" } else { "LIKE roster_entries" };
                psql(url, &["DROP TABLE IF EXISTS finished", &format!("CREATE TABLE finished ({like})"), "CHECKPOINT"])?;
                psql(url, &[&format!(r"\copy finished FROM '{file}' CSV")])
            }
        }
    }

    fn sqlite(&self, commands: &[&str]) -> anyhow::Result<Ran> {
        match self {
            Loader::Sqlite { database, .. } => sqlite(database, commands),
            Loader::Postgres { .. } => bail!("a command of sqlite3 for PostgreSQL"),
        }
    }
}

/// Runs commands of the sqlite3 program in order.
fn sqlite(database: &Path, commands: &[&str]) -> anyhow::Result<Ran> {
    let mut command = Command::new("sqlite3");
    command.args(["-batch", "-bail"]).arg(database).args(commands);
    process::run(&mut command, PATIENCE)
}

/// The table of a schema without its indexes and its primary key.
fn without_keys(schema: &str) -> anyhow::Result<String> {
    let (table, _) = schema.split_once(";").context("a schema")?;
    let (columns, _) = table.rsplit_once(",\n    PRIMARY KEY").context("a table with a primary key at its end")?;
    Ok(format!("{columns})"))
}
