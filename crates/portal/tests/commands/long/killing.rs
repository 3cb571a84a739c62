//! An import that is killed (SIGKILL) at any moment changes nothing or everything, while members log in and read.

use std::time::{Duration, Instant};

use madoguchi_testkit::{
    PATIENCE, on_both_engines,
    rosters::{self, Month},
};

use super::{
    load,
    members::{Members, open_account},
    seen,
};
use crate::machine::Machine;

const ROWS: usize = 20_000;
/// As soon as the import tells this, it is killed. Up to the last the new roster cannot be in force.
const MOMENTS: [&str; 5] = ["reading 50%", "comparing", "writing 0%", "writing 50%", "writing 100%"];

on_both_engines! {
    async fn what_is_visible_is_the_old_roster_or_the_new_one_and_the_next_import_goes_through(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let (old_file, new_file) = ("old.csv", "new.csv");
        rosters::write(&machine.path(old_file), ROWS, Month::First);
        // The new one has other addresses and other people: a third left, as many came.
        let lines = (ROWS / 3..ROWS + ROWS / 3).map(|row| rosters::line(row, Month::Next));
        rosters::write_lines(&machine.path(new_file), lines);
        load(&machine, old_file).await;
        let store = machine.store().await;
        open_account(&machine, &store).await;
        let old = seen(&store).await;

        let server = machine.serve().await;
        let mut members = Members::go_on(&server);
        let import = ["roster", "import", "--insurer", "sakura", new_file, "--mode", "full", "--allow-leavers"];
        let mut found = Vec::new();
        for moment in MOMENTS {
            let logins_before = members.logins();
            machine.begin(&import).kill_at(moment).await;
            found.push(seen(&store).await);
            members.log_in_again(logins_before).await;
        }
        let killed_last = Instant::now();
        let outcome = machine.begin(&import).end().await;
        assert_eq!(outcome.status, 0, "{}\n{}", outcome.printed, outcome.errors);
        let taken_over_after = killed_last.elapsed();
        let new = seen(&store).await;
        assert!(new != old && new.0 > old.0);
        let last = found.pop().unwrap();
        assert!(found.iter().all(|seen| *seen == old), "killed before its last word, an import changes nothing");
        assert!(last == old || last == new, "killed at its last word, it changed nothing or everything");
        assert!(taken_over_after < Duration::from_secs(18) + 3 * PATIENCE, "{taken_over_after:?}");
        let slowest = members.stop().await;
        assert!(slowest < PATIENCE, "a login took {slowest:?}");
        load(&machine, new_file).await;
        assert!(seen(&store).await == new, "and the same file again changes nothing");
    }
}
