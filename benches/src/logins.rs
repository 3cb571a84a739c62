//! Logins per second beside bare argon2id on the same cores, and how `/healthz` answers meanwhile.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::bail;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use madoguchi_portal::passwords::COST;

use crate::{
    Bench,
    accounts::{self, PASSWORD},
    http::{Connection, Response},
    installation::{Engine, Installation, Server},
    machine::cores,
    process,
    report::{self, Series, percentile, progress},
};

const ACCOUNTS: usize = 200;
const CLIENTS: usize = 4;
/// A watchdog asks more seldom; this is often enough for a 99th percentile.
const HEALTH_EVERY: Duration = Duration::from_millis(10);

#[derive(Default)]
struct Figures {
    rate: Series,
    p50: Series,
    p99: Series,
    cpu: Series,
    database_cpu: Series,
    health_p50: Series,
    health_p99: Series,
}

/// Measures, and prints the table.
pub async fn measure(bench: &Bench) -> anyhow::Result<()> {
    let mut contestants = Vec::new();
    for engine in Engine::BOTH {
        let installation = Installation::set_up(&bench.madoguchi, bench.new_folder(), engine, &bench.postgres)?;
        progress(&format!("logins: {ACCOUNTS} accounts on {}", engine.name()));
        let user_ids = Arc::new(accounts::make(&installation, ACCOUNTS).await?);
        contestants.push((engine, user_ids, installation.serve().await?, Figures::default()));
    }
    let mut bare = Figures::default();
    for round in 1..=bench.rounds {
        for (engine, user_ids, server, figures) in &mut contestants {
            progress(&format!("logins, round {round}: madoguchi, {}", engine.name()));
            load(bench, server, user_ids, figures).await?;
        }
        progress(&format!("logins, round {round}: bare argon2id"));
        hash(bench, &mut bare)?;
    }
    let floor = bare.rate.median();
    let mut rows: Vec<_> =
        contestants.iter().map(|(engine, .., figures)| figures.row(&format!("madoguchi, {}", engine.name()), floor)).collect();
    rows.push(bare.row(&format!("bare argon2id, {} threads, buffers kept", cores()), floor));
    let header = [
        "password login",
        "logins/s",
        "of bare",
        "p50 ms",
        "p99 ms",
        "server CPU ms/login",
        "database CPU ms/login",
        "/healthz p50 / p99 ms",
    ];
    let (memory, passes, lanes) = COST;
    report::table(&format!("Logins, argon2id m={memory} t={passes} p={lanes}"), header, &rows);
    report::say(&format!(
        "{CLIENTS} clients over kept connections for {} s, {ACCOUNTS} accounts in turn; a login counts when it is answered 303 to \
         `/portal/home` with a session cookie. `/healthz` is asked every {} ms meanwhile.",
        bench.login_seconds,
        HEALTH_EVERY.as_millis()
    ));
    Ok(())
}

impl Figures {
    fn row(&self, name: &str, floor: f64) -> [String; 8] {
        let share = format!("{} %", report::number(self.rate.median() / floor * 100.0, 0));
        let health = format!("{} / {}", self.health_p50.middle(1), self.health_p99.spread(1));
        let database = if name.contains("PostgreSQL") { self.database_cpu.middle(2) } else { "–".to_owned() };
        let health = if self.health_p99.median().is_finite() { health } else { "–".to_owned() };
        [name.to_owned(), self.rate.spread(1), share, self.p50.middle(1), self.p99.spread(1), self.cpu.spread(2), database, health]
    }
}

async fn load(bench: &Bench, server: &Server, user_ids: &Arc<Vec<String>>, figures: &mut Figures) -> anyhow::Result<()> {
    let seconds = bench.login_seconds;
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(Client::at_login_page(server.member).await?);
    }
    let before = (server.process.cpu_seconds()?, bench.postgres.cpu_seconds()?);
    let (deadline, turns) = (Instant::now() + Duration::from_secs(seconds), Arc::new(AtomicUsize::new(0)));
    let start_all = clients.into_iter().map(|client| tokio::spawn(client.log_in_until(deadline, user_ids.clone(), turns.clone())));
    let running: Vec<_> = start_all.collect();
    let health = tokio::spawn(ask_health_until(server.admin, deadline));
    let mut times = Vec::new();
    for client in running {
        times.extend(client.await??);
    }
    let mut health = health.await??;
    let after = (server.process.cpu_seconds()?, bench.postgres.cpu_seconds()?);

    // The last login of each client ends after the deadline: the processor time is shared among all that were made.
    let made = count(turns.load(Ordering::Relaxed));
    figures.rate.add(count(times.len()) / seconds_of(seconds));
    figures.p50.add(percentile(&mut times, 0.5));
    figures.p99.add(percentile(&mut times, 0.99));
    figures.cpu.add((after.0 - before.0) * 1e3 / made);
    figures.database_cpu.add((after.1 - before.1) * 1e3 / made);
    figures.health_p50.add(percentile(&mut health, 0.5));
    figures.health_p99.add(percentile(&mut health, 0.99));
    Ok(())
}

/// A browser at the login page: its pre-session cookie, and the token of the form.
struct Client {
    connection: Connection,
    cookies: String,
    csrf: String,
}

impl Client {
    async fn at_login_page(address: SocketAddr) -> anyhow::Result<Client> {
        let mut connection = Connection::to(address).await?;
        let page = connection.get("/portal/").await?;
        Ok(Client { cookies: page.cookies(), csrf: page.csrf_token()?, connection })
    }

    /// Logs in one user after the other; how long each took, milliseconds.
    async fn log_in_until(mut self, deadline: Instant, user_ids: Arc<Vec<String>>, turns: Arc<AtomicUsize>) -> anyhow::Result<Vec<f64>> {
        let mut times = Vec::new();
        while Instant::now() < deadline {
            let user_id = &user_ids[turns.fetch_add(1, Ordering::Relaxed) % user_ids.len()];
            let form = [("csrf", self.csrf.as_str()), ("user_id", user_id), ("password", PASSWORD)];
            let start = Instant::now();
            let response = self.connection.post("/portal/", &self.cookies, &form).await?;
            let time = start.elapsed();
            if !is_success(&response) {
                bail!("a login was answered {}\n{}", response.status, response.head);
            }
            if Instant::now() <= deadline {
                times.push(milliseconds(time));
            }
        }
        Ok(times)
    }
}

fn is_success(response: &Response) -> bool {
    let goes_home = response.headers("location").any(|place| place == "/portal/home");
    response.status == 303 && goes_home && response.cookies().contains("madoguchi-session=")
}

async fn ask_health_until(address: SocketAddr, deadline: Instant) -> anyhow::Result<Vec<f64>> {
    let mut connection = Connection::to(address).await?;
    let mut times = Vec::new();
    while Instant::now() < deadline {
        let start = Instant::now();
        let response = connection.get("/healthz").await?;
        times.push(milliseconds(start.elapsed()));
        if response.status != 200 {
            bail!("/healthz answered {} while logins ran", response.status);
        }
        tokio::time::sleep(HEALTH_EVERY).await;
    }
    Ok(times)
}

/// Hashes on every core, in memory that each thread keeps.
fn hash(bench: &Bench, figures: &mut Figures) -> anyhow::Result<()> {
    let seconds = bench.login_seconds;
    let before = own_cpu_seconds()?;
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let threads: Vec<_> = (0..cores()).map(|_| std::thread::spawn(move || hash_until(deadline))).collect();
    let mut times = Vec::new();
    for thread in threads {
        times.extend(thread.join().map_err(|_| anyhow::anyhow!("a hashing thread ended"))??);
    }
    figures.rate.add(count(times.len()) / seconds_of(seconds));
    figures.cpu.add((own_cpu_seconds()? - before) * 1e3 / count(times.len()));
    figures.p50.add(percentile(&mut times, 0.5));
    figures.p99.add(percentile(&mut times, 0.99));
    Ok(())
}

fn hash_until(deadline: Instant) -> anyhow::Result<Vec<f64>> {
    let wrong = |error: argon2::Error| anyhow::anyhow!("argon2: {error}");
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(wrong)?;
    let mut buffer = vec![Block::new(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut times = Vec::new();
    while Instant::now() < deadline {
        let (start, mut hash) = (Instant::now(), [0; 32]);
        argon2.hash_password_into_with_memory(PASSWORD.as_bytes(), &[7; 16], &mut hash, &mut buffer).map_err(wrong)?;
        times.push(milliseconds(start.elapsed()));
    }
    Ok(times)
}

fn own_cpu_seconds() -> anyhow::Result<f64> {
    process::cpu_seconds(std::process::id())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[allow(clippy::cast_precision_loss)] // thousands
fn count(number: usize) -> f64 {
    number as f64
}

#[allow(clippy::cast_precision_loss)] // a few
fn seconds_of(seconds: u64) -> f64 {
    seconds as f64
}
