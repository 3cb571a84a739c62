//! Memory stays flat with the file's size: the real binary on files in CP932, its VmHWM read whenever it tells progress.
//!
//! `cargo nextest run -p madoguchi-portal long::memory --run-ignored all --no-capture` prints the figures, those of a million rows too.
#![allow(clippy::print_stderr)]

use madoguchi_testkit::{
    on_both_engines,
    rosters::{self, Month},
};

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

    #[ignore = "a debug build takes minutes for a million rows"]
    async fn a_million_rows(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        peaks(&machine, 1_000_000).await;
    }
}
