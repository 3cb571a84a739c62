//! The databases' own loaders, beside which imports are measured: they convert, judge and compare nothing.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{
    installation::{Engine, Installation, PATIENCE},
    postgres::psql,
    process::{self, Ran},
    report::Series,
    startup::in_mb,
};

/// A table of the portal that imports fill, and the columns of the file as a plain table.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// Its name.
    pub table: &'static str,
    /// `CREATE TABLE plain (…)`, with the file's columns.
    pub plain: &'static str,
}

/// One thing that is measured, in the order of the table.
pub struct Figures {
    name: String,
    rate: Series,
    seconds: Series,
    cpu: Series,
    peak: Series,
}

/// Runs a command that imports; what its report counts must be what was put into the file.
pub fn import(mut command: Command, expected: &[(&str, u64)]) -> anyhow::Result<Ran> {
    let ran = process::run(&mut command, PATIENCE)?;
    let told: Value = serde_json::from_str(&ran.output).context("the report of the import")?;
    for (name, number) in expected {
        if told[name].as_u64() != Some(*number) {
            let head: String = ran.output.chars().take(2_000).collect();
            bail!("an import: expected {name} = {number}\n{head}");
        }
    }
    Ok(ran)
}

impl Figures {
    /// The figures of this name; made when they are the first.
    pub fn of<'a>(table: &'a mut Vec<Figures>, name: &str) -> &'a mut Figures {
        let place = table.iter().position(|figures| figures.name == name).unwrap_or_else(|| {
            let [rate, seconds, cpu, peak] = Default::default();
            table.push(Figures { name: name.to_owned(), rate, seconds, cpu, peak });
            table.len() - 1
        });
        &mut table[place]
    }

    /// Adds a run with so many rows.
    #[allow(clippy::cast_precision_loss)] // millions
    pub fn add(&mut self, rows: usize, ran: &Ran) {
        self.rate.add(rows as f64 / ran.seconds);
        self.seconds.add(ran.seconds);
        self.cpu.add(ran.cpu_seconds);
        self.peak.add(in_mb(ran.peak_kib));
    }

    /// The row of the table.
    pub fn row(&self) -> [String; 5] {
        [self.name.clone(), self.rate.spread(0), self.seconds.middle(2), self.cpu.middle(2), self.peak.middle(0)]
    }
}

/// The database's own way to load a file.
pub enum Loader {
    /// The program sqlite3.
    Sqlite { loaded: Loaded, installation: PathBuf, database: PathBuf },
    /// psql.
    Postgres { loaded: Loaded, url: String },
}

impl Loader {
    /// The loader of an installation's engine.
    pub fn new(engine: Engine, installation: &Installation, loaded: Loaded) -> anyhow::Result<Loader> {
        Ok(match engine {
            Engine::Sqlite => {
                let [source, database] = ["madoguchi.db", "loader.db"].map(|name| installation.folder.join(name));
                let loader = Loader::Sqlite { loaded, installation: source, database };
                // As the portal opens its own: a write-ahead log, every commit on the disk.
                loader.sqlite(&["PRAGMA journal_mode=WAL", loaded.plain])?;
                loader
            }
            Engine::Postgres => {
                let url = installation.database_url.clone();
                psql(&url, &[loaded.plain])?;
                Loader::Postgres { loaded, url }
            }
        })
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Loader::Sqlite { .. } => "sqlite3 .import",
            Loader::Postgres { .. } => r"psql \copy",
        }
    }

    /// Writes the rows as the import left them.
    pub fn export_finished(&self, file: &Path) -> anyhow::Result<()> {
        let file = file.display();
        match self {
            Loader::Sqlite { loaded, installation, .. } => {
                let output = format!(".once {file}");
                sqlite(installation, &[".mode csv", &output, &format!("SELECT * FROM {}", loaded.table)])?;
            }
            Loader::Postgres { loaded, url } => {
                psql(url, &[&format!(r"\copy {} TO '{file}' CSV", loaded.table)])?;
            }
        }
        Ok(())
    }

    /// Loads the file's columns into a plain table.
    pub fn load_plain(&self, file: &Path) -> anyhow::Result<Ran> {
        let file = file.display();
        match self {
            Loader::Sqlite { .. } => self.sqlite(&[".mode csv", &format!(".import --skip 1 {file} plain")]),
            Loader::Postgres { url, .. } => {
                psql(url, &["CHECKPOINT"])?;
                psql(url, &[&format!(r"\copy plain FROM '{file}' CSV HEADER")])
            }
        }
    }

    /// Loads the finished rows into a table like the portal's, with or without its indexes.
    pub fn load_finished(&self, file: &Path, with_indexes: bool) -> anyhow::Result<Ran> {
        let file = file.display();
        match self {
            Loader::Sqlite { loaded: Loaded { table, .. }, installation, .. } => {
                self.sqlite(&[&format!("DROP TABLE IF EXISTS {table}")])?;
                let schema = format!("SELECT sql || ';' FROM sqlite_master WHERE tbl_name = '{table}' AND sql <> ''");
                let schema = sqlite(installation, &[&schema])?;
                let schema = if with_indexes { schema.output } else { without_keys(&schema.output)? };
                self.sqlite(&[&schema])?;
                self.sqlite(&[".mode csv", &format!(".import {file} {table}")])
            }
            Loader::Postgres { loaded: Loaded { table, .. }, url } => {
                let indexes = if with_indexes { " INCLUDING ALL" } else { "" };
                let create = format!("CREATE TABLE finished (LIKE {table}{indexes})");
                psql(url, &["DROP TABLE IF EXISTS finished", &create, "CHECKPOINT"])?;
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
