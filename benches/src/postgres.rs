//! The PostgreSQL server that `script/bench` started, and its `psql`.

use std::{
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::Context;

use crate::{
    installation::PATIENCE,
    process::{self, Ran},
};

/// The server.
pub struct Postgres {
    url: String,
    folder: PathBuf,
    databases: AtomicU32,
}

impl Postgres {
    /// The server that the environment names, as `script/postgres start durable` prints it.
    pub fn of_the_script() -> anyhow::Result<Postgres> {
        let variable = |name| std::env::var(name).with_context(|| format!("{name} is not set: run script/bench"));
        let (url, folder) = (variable("MADOGUCHI_TEST_POSTGRES")?, variable("MADOGUCHI_TEST_POSTGRES_DIRECTORY")?.into());
        Ok(Postgres { url, folder, databases: AtomicU32::new(0) })
    }

    /// A new database; its address.
    pub fn new_database(&self) -> anyhow::Result<String> {
        let name = format!("bench_{}_{}", std::process::id(), self.databases.fetch_add(1, Ordering::Relaxed));
        psql(&self.url, &[&format!("CREATE DATABASE {name}")])?;
        let (server, _) = self.url.rsplit_once('/').context("MADOGUCHI_TEST_POSTGRES: expected postgres://…/postgres")?;
        Ok(format!("{server}/{name}"))
    }

    /// Drops a database that nobody uses any more.
    pub fn drop_database(&self, url: &str) -> anyhow::Result<()> {
        let (_, name) = url.rsplit_once('/').context("a database's address")?;
        psql(&self.url, &[&format!("DROP DATABASE {name} WITH (FORCE)")]).map(|_| ())
    }

    /// The processor time of all its processes, seconds.
    pub fn cpu_seconds(&self) -> anyhow::Result<f64> {
        let text = std::fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        let id = text.lines().next().and_then(|line| line.trim().parse().ok()).context("postmaster.pid")?;
        process::cpu_seconds_of_tree(id)
    }
}

/// Runs commands of psql in order, each in a transaction of its own.
pub fn psql(url: &str, commands: &[&str]) -> anyhow::Result<Ran> {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", url]);
    for text in commands {
        command.args(["-c", text]);
    }
    process::run(&mut command, PATIENCE)
}
