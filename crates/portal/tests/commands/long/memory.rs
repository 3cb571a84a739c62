//! Memory stays flat with the file's size: the real binary on files in CP932, its VmHWM read whenever it tells progress.
//!
//! `cargo nextest run -p madoguchi-portal long::memory --run-ignored all --no-capture` prints the figures, those of a million rows too.
#![allow(clippy::print_stderr)]

use madoguchi_testkit::{
    Engine, on_both_engines,
    rosters::{self, Month},
};

use rust_xlsxwriter::Workbook;

use super::{load, seen};
use crate::machine::{Machine, Outcome};

/// Runs an import; answers how it ended and the most memory that it held, KiB.
async fn import(machine: &Machine, file: &str) -> (Outcome, u64) {
    let mut import = machine.begin(&["roster", "import", "--insurer", "sakura", file, "--mode", "full", "--json"]);
    let mut peak = 0;
    while import.progress().await.is_some() {
        peak = import.peak_memory().unwrap_or(peak);
    }
    (import.end().await, peak)
}

/// The peaks of a first load, of the next month's file and of a file in which every row is bad.
async fn peaks(machine: &Machine, rows: usize) -> [u64; 3] {
    rosters::write(&machine.path("first.csv"), rows, Month::First);
    rosters::write(&machine.path("next.csv"), rows, Month::Next);
    rosters::write_lines(&machine.path("bad.csv"), (0..rows).map(|row| rosters::line(row, Month::First).replace("2020", "2x20")));
    let mut peaks = [0; 3];
    for (peak, (file, status)) in peaks.iter_mut().zip([("first.csv", 0), ("next.csv", 0), ("bad.csv", 1)]) {
        let (outcome, held) = import(machine, file).await;
        assert_eq!(outcome.status, status, "{}", outcome.errors);
        eprintln!("{rows} rows, {file}: VmHWM {held} KiB");
        *peak = held;
    }
    peaks
}

on_both_engines! {
    async fn ten_times_the_rows_take_no_more_than_half_as_much_memory_again(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let small = peaks(&machine, 20_000).await;
        let big = peaks(&machine, 200_000).await;
        for (small, big) in small.into_iter().zip(big) {
            assert!(big * 2 < small * 3, "{small} KiB for 20,000 rows, {big} KiB for 200,000");
        }
    }

    async fn an_error_on_the_last_line_of_a_big_file_changes_nothing(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        rosters::write(&machine.path("first.csv"), 20_000, Month::First);
        load(&machine, "first.csv").await;
        let before = seen(&machine.store().await).await;
        let mut lines: Vec<String> = (0..100_000).map(|row| rosters::line(row, Month::Next)).collect();
        lines.push("1,9999999,00,ｶﾄｳ ｱｵｲ,加藤　葵,19901301,本人,20200401,,".to_owned());
        rosters::write_lines(&machine.path("broken.csv"), lines.into_iter());
        let (outcome, _) = import(&machine, "broken.csv").await;
        assert_eq!(outcome.status, 1);
        let told: serde_json::Value = serde_json::from_str(&outcome.printed).unwrap();
        assert_eq!((&told["errors"][0]["line"], &told["errors_found"]), (&100_002.into(), &1.into()));
        assert!(seen(&machine.store().await).await == before);
    }

    #[ignore = "takes minutes: cargo nextest run --release -p madoguchi-portal long::memory::a_million_rows --run-ignored all --no-capture"]
    async fn a_million_rows(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        peaks(&machine, 1_000_000).await;
    }
}

/// The first month's roster as a workbook whose texts stand in their cells.
fn write_sheet(machine: &Machine, rows: usize) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
    let lines = std::iter::once(rosters::HEADER.to_owned()).chain((0..rows).map(|row| rosters::line(row, Month::First)));
    for (row, line) in (0..).zip(lines) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save(machine.path("roster.xlsx")).unwrap();
}

// Texts that a workbook keeps apart from its cells (sharedStrings.xml) are held while it is read, and bounded in `imports/table/sheet.rs`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_of_ten_times_the_rows_takes_no_more_than_half_as_much_memory_again() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let mut peaks = [0; 2];
    for (peak, rows) in peaks.iter_mut().zip([5_000, 50_000]) {
        write_sheet(&machine, rows);
        let (outcome, held) = import(&machine, "roster.xlsx").await;
        assert_eq!(outcome.status, 0, "{}", outcome.errors);
        let told: serde_json::Value = serde_json::from_str(&outcome.printed).unwrap();
        assert_eq!(told["read"], rows);
        eprintln!("{rows} rows, roster.xlsx: VmHWM {held} KiB");
        *peak = held;
    }
    assert!(peaks[1] * 2 < peaks[0] * 3, "{} KiB for 5,000 rows, {} KiB for 50,000", peaks[0], peaks[1]);
}
