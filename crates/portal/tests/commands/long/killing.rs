//! An import that is killed (SIGKILL) at any moment changes nothing or everything, while members log in and read.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use madoguchi_portal::{clock::Clock, keys::MasterSecret, passwords::PasswordHasher, random::Random};
use madoguchi_rules::{password, user_id};
use madoguchi_store::{At, Database, Work, accounts::NewAccount};
use madoguchi_testkit::{
    PATIENCE,
    browserless::Client,
    on_both_engines, people,
    rosters::{self, Month},
};

use tokio::sync::watch;

use super::{load, seen};
use crate::machine::{Machine, Server};

const ROWS: usize = 20_000;
const USER_ID: &str = "member.one";
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

/// An account of the first person of the roster, as the sign-up makes one.
async fn open_account(machine: &Machine, store: &Database) {
    let (random, now) = (Random::system(), Clock::system().now());
    let secret = MasterSecret::from_text(&std::fs::read_to_string(machine.secret()).unwrap()).unwrap();
    let hasher = PasswordHasher::new(secret.keys().passwords, random);
    let normalized = password::normalize(people::PASSWORD).unwrap();
    let insurer = store.read(|work: Work| async move { work.insurer_by_code("sakura").await }).await.unwrap().unwrap();
    let id = insurer.id;
    // Not one of the third who leave.
    let person = store.read(|work: Work| async move { work.people_after(id, 0, i64::try_from(ROWS).unwrap()).await });
    let person = person.await.unwrap().into_iter().rfind(|entry| entry.relation == "insured").unwrap();
    let account = &NewAccount {
        insurer_id: id,
        id: random.id(now),
        person_id: person.person_id,
        user_id: USER_ID.to_owned(),
        user_key: user_id::login_key(USER_ID),
        password_hash: hasher.hash(normalized.as_normalized()).await.unwrap(),
        email: "member.one@example.jp".to_owned(),
        at: At::from(now),
    };
    let make = |work: Work| async move {
        work.reserve_user_id(&account.user_key, account.insurer_id, account.id, account.at, account.at).await?;
        work.create_account(account).await?;
        work.give_user_id(&account.user_key, account.id, account.id).await
    };
    assert!(store.write(make).await.unwrap());
}

/// How many pages a member reads between two logins.
const PAGES_READ: usize = 20;

/// A member who logs in, reads, and logs in again on another machine, until stopped.
struct Members {
    logins: watch::Receiver<u32>,
    is_over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<Duration>,
}

impl Members {
    fn go_on(server: &Server) -> Members {
        let (count, logins) = watch::channel(0);
        let is_over = Arc::new(AtomicBool::new(false));
        let (stop, client) = (is_over.clone(), Client::at(server.member).at_base("http://localhost:8080"));
        let task = tokio::spawn(async move {
            let mut slowest = Duration::ZERO;
            while !stop.load(Ordering::Relaxed) {
                let client = client.another();
                let begun = Instant::now();
                let form = client.get("/portal/").await.form();
                let page = form.fill("ユーザーID", USER_ID).fill("パスワード", people::PASSWORD).press("ログイン").await;
                assert_eq!((page.status(), page.location()), (303, "/portal/home"));
                slowest = slowest.max(begun.elapsed());
                count.send_modify(|count| *count += 1);
                for _ in 0..PAGES_READ {
                    assert!(client.get("/portal/home").await.status() < 400);
                }
            }
            slowest
        });
        Members { logins, is_over, task }
    }

    fn logins(&self) -> u32 {
        *self.logins.borrow()
    }

    /// Waits until somebody logged in after `before` logins.
    async fn log_in_again(&mut self, before: u32) {
        let again = tokio::time::timeout(6 * PATIENCE, self.logins.wait_for(|logins| *logins > before)).await;
        again.expect("members log in all the while").expect("members are not stopped yet");
    }

    /// Stops them; answers how long the slowest login took.
    async fn stop(self) -> Duration {
        self.is_over.store(true, Ordering::Relaxed);
        self.task.await.unwrap()
    }
}
