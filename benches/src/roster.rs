//! Roster rows per second beside what the databases' own loaders do with the same rows: they convert, judge and compare nothing.

use std::path::{Path, PathBuf};

use crate::{
    Bench,
    installation::{Engine, INSURER, Installation},
    loaders::{self, Figures, Loaded, Loader},
    people::{CHANGED_ONE_IN, write_roster},
    process::Ran,
    report::{self, progress},
    startup::in_mb,
};

/// The file's columns as a plain table.
const ROSTER: Loaded = Loaded {
    table: "roster_entries",
    plain: "CREATE TABLE plain (symbol TEXT, number TEXT, branch TEXT, kana_name TEXT, name TEXT, birth_date TEXT, relation TEXT,
    acquired_on TEXT, lost_on TEXT, email TEXT)",
};

struct Files {
    first: PathBuf,
    changed: PathBuf,
    /// The rows as the import leaves them, to be loaded into the same table by the database's own loader.
    finished: PathBuf,
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
    let loader = Loader::new(engine, &installation, ROSTER)?;
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
    loaders::import(installation.command(&["roster", "import", "--insurer", INSURER, &file.to_string_lossy(), "--json"]), expected)
}
