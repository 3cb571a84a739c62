//! SQLite files, each in a temporary directory of its own.

use crate::TestDatabase;

/// The address of a database file that does not exist yet, in a new temporary directory. The directory, with
/// SQLite's `-wal` and `-shm` files, goes when the value is dropped.
pub fn fresh_file() -> TestDatabase {
    let directory = tempfile::tempdir().expect("a temporary directory for the SQLite file");
    let file = directory.path().join("madoguchi.db");
    let url = format!("sqlite://{}", file.to_str().expect("a temporary directory whose name is UTF-8"));
    TestDatabase::on_sqlite(url, directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_goes_with_the_value() {
        let database = fresh_file();
        let file = std::path::PathBuf::from(database.url().trim_start_matches("sqlite://"));
        std::fs::write(&file, b"x").unwrap();
        drop(database);
        assert!(!file.parent().unwrap().exists());
    }
}
