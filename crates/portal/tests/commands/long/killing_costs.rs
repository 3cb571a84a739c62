//! An import of costs that is killed (SIGKILL) at any moment changes nothing or everything, while members log in and read.

use std::{fmt::Write as _, fs, path::Path};

use madoguchi_rules::statements::StatementKind;
use madoguchi_store::{Database, Day, Work, statements::Months};
use madoguchi_testkit::{
    PATIENCE, on_both_engines,
    rosters::{self, Month},
};
use sha2::{Digest, Sha256};

use super::{
    load,
    members::{Members, open_account},
};
use crate::machine::Machine;

const PEOPLE: usize = 4_000;
/// As soon as the import tells this, it is killed. Up to the last the new month cannot be in force.
const MOMENTS: [&str; 5] = ["reading 50%", "comparing", "writing 0%", "writing 40%", "writing 80%"];
const HEADER: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月,医療機関名,診療区分,日数,医療費総額,保険者負担額,公費負担額,自己負担額,食事療養費,付加給付額";
const MONTH: Months<'static> = Months { from: "2026-08", until: "2026-08" };

/// A file of so many lines of August for everybody; `salt` makes its amounts its own.
fn write_costs(path: &Path, lines_each: usize, salt: usize) {
    let mut text = format!("{HEADER}\r\n");
    for row in 0..PEOPLE {
        let person = rosters::line(row, Month::First);
        let items: Vec<&str> = person.split(',').collect();
        for line in 0..lines_each {
            let whose = format!("{},{},{},{},{}", items[0], items[1], items[2], items[3], items[5]);
            writeln!(text, "{whose},202608,ひまわり薬局,調剤,1,{},700,0,300,0,0\r", 10_000 + salt + line).unwrap();
        }
    }
    fs::write(path, text).unwrap();
}

/// What members see of August: the version in force, how many lines its sets have, and a checksum over every eighth person's lines.
async fn seen(store: &Database) -> (i64, i64, [u8; 32]) {
    let read = |work: Work| async move {
        let insurer = work.insurer_by_code("sakura").await?.expect("the insurer").id;
        let day = Day(jiff::civil::date(2099, 1, 1));
        let sets = work.released_statement_sets(insurer, StatementKind::Costs, MONTH, day).await?;
        let mut checksum = Sha256::new();
        for person in work.people_after(insurer, 0, i64::MAX).await?.iter().step_by(8) {
            for line in work.cost_lines(insurer, person.person_id, MONTH, day).await? {
                checksum.update(format!("{}:{}\n", person.number, line.total));
            }
        }
        let version = work.statement_version(insurer, StatementKind::Costs).await?;
        Ok((version, sets.iter().map(|set| set.lines).sum(), checksum.finalize().into()))
    };
    store.read(read).await.unwrap()
}

on_both_engines! {
    async fn what_is_visible_is_the_old_month_or_the_new_one_and_the_next_import_goes_through(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        rosters::write(&machine.path("roster.csv"), PEOPLE, Month::First);
        load(&machine, "roster.csv").await;
        write_costs(&machine.path("old.csv"), 1, 0);
        write_costs(&machine.path("new.csv"), 12, 100);
        machine.done(&["costs", "import", "--insurer", "sakura", "old.csv", "--release", "2026-08-31"]).await;
        let store = machine.store().await;
        open_account(&machine, &store).await;
        let old = seen(&store).await;
        assert_eq!((old.0, old.1), (1, 4_000));

        let server = machine.serve().await;
        let mut members = Members::go_on(&server);
        let import = ["costs", "import", "--insurer", "sakura", "new.csv", "--mode", "replace", "--month", "2026-08"];
        let mut found = Vec::new();
        for moment in MOMENTS {
            let logins_before = members.logins();
            machine.begin(&import).kill_at(moment).await;
            found.push(seen(&store).await);
            members.log_in_again(logins_before).await;
        }
        let outcome = machine.begin(&import).end().await;
        assert_eq!(outcome.status, 0, "{}\n{}", outcome.printed, outcome.errors);
        let new = seen(&store).await;
        assert_eq!(new.1, 48_000);
        let last = found.pop().unwrap();
        assert!(found.iter().all(|seen| *seen == old), "killed before its last words, an import changes nothing: {found:?}");
        assert!(last == old || (last.1, last.2) == (new.1, new.2), "killed at its last words, it changed nothing or everything");
        let slowest = members.stop().await;
        assert!(slowest < PATIENCE, "a login took {slowest:?}");
        machine.done(&["costs", "import", "--insurer", "sakura", "new.csv"]).await;
        assert!(seen(&store).await == new, "the same lines again change nothing");
    }
}
