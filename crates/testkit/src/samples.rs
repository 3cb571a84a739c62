//! The sample files in `tests/data/`, which are of 2026-11-22.

use std::path::PathBuf;

/// 加入者データ of the invented insurer さくら健康保険組合: 1,154 people, CP932, `--era receipt`.
pub fn roster() -> PathBuf {
    named("roster-sakura.csv")
}

/// The same insurer's full file of the next month; `tests/data/README.md` says what has changed.
pub fn roster_of_december() -> PathBuf {
    named("roster-sakura-2026-12.csv")
}

/// 医療費 of one month, `2026-06` to `2026-08`.
pub fn costs(month: &str) -> PathBuf {
    named(&format!("costs-sakura-{month}.csv"))
}

/// Any file of `tests/data/`.
pub fn named(name: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name);
    assert!(file.is_file(), "tests/data/{name} is missing");
    file
}
