//! Every storage method is under a contract test: none is written without a test of this crate that calls it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The sources of a folder, deeper ones too.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// A source without its tests, and its tests.
fn parted(path: &Path) -> (String, String) {
    let text = fs::read_to_string(path).unwrap();
    let is_all_test = ["tests.rs", "testing.rs", "plans.rs", "named.rs"].iter().any(|name| path.ends_with(name))
        || path.parent().is_some_and(|folder| folder.ends_with("tests"));
    match text.split_once("\nmod tests {") {
        _ if is_all_test => (String::new(), text),
        Some((source, tests)) => (source.to_owned(), tests.to_owned()),
        None => (text, String::new()),
    }
}

/// The names of the public functions of a source that ask the database.
fn methods(source: &str) -> impl Iterator<Item = &str> {
    let declared = source.lines().filter_map(|line| line.trim_start().strip_prefix("pub async fn "));
    declared.filter_map(|rest| rest.split(['(', '<']).next())
}

#[test]
fn every_storage_method_is_called_by_a_test_of_this_crate() {
    let parted: Vec<(String, String)> =
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).iter().map(|path| parted(path)).collect();
    let tests: String = parted.iter().map(|(_, tests)| tests.as_str()).collect();
    let methods: Vec<&str> = parted.iter().flat_map(|(source, _)| methods(source)).collect();
    assert!(methods.len() > 350, "only {} methods were found: does this test still read what it should?", methods.len());
    let is_called = |name: &str| [".", ":", " ", "("].iter().any(|before| tests.contains(&format!("{before}{name}(")));
    let without: Vec<&str> = methods.into_iter().filter(|name| !is_called(name)).collect();
    assert!(without.is_empty(), "no test of this crate calls {without:?}: write a contract test with on_both_engines!");
}
