//! A member who logs in and reads all the while something big goes on.

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
use madoguchi_testkit::{PATIENCE, browserless::Client, people};
use tokio::sync::watch;

use crate::machine::{Machine, Server};

const USER_ID: &str = "member.one";

/// An account of the first person of the roster, as the sign-up makes one.
pub async fn open_account(machine: &Machine, store: &Database) {
    let (random, now) = (Random::system(), Clock::system().now());
    let secret = MasterSecret::from_text(&std::fs::read_to_string(machine.secret()).unwrap()).unwrap();
    let hasher = PasswordHasher::new(secret.keys().passwords, random);
    let normalized = password::normalize(people::PASSWORD).unwrap();
    let insurer = store.read(|work: Work| async move { work.insurer_by_code("sakura").await }).await.unwrap().unwrap();
    let id = insurer.id;
    // Not one of the third who leave.
    let person = store.read(|work: Work| async move { work.people_after(id, 0, i64::MAX).await });
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
pub struct Members {
    logins: watch::Receiver<u32>,
    is_over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<Duration>,
}

impl Members {
    pub fn go_on(server: &Server) -> Members {
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

    pub fn logins(&self) -> u32 {
        *self.logins.borrow()
    }

    /// Waits until somebody logged in after `before` logins.
    pub async fn log_in_again(&mut self, before: u32) {
        let again = tokio::time::timeout(6 * PATIENCE, self.logins.wait_for(|logins| *logins > before)).await;
        again.expect("members log in all the while").expect("members are not stopped yet");
    }

    /// Stops them; answers how long the slowest login took.
    pub async fn stop(self) -> Duration {
        self.is_over.store(true, Ordering::Relaxed);
        self.task.await.unwrap()
    }
}
