//! The login page per second, beside a bare server that sends the same bytes.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail};

use crate::{
    Bench,
    http::Connection,
    installation::{Engine, Installation, until_healthy},
    process::{self, Running},
    report::{self, Series, progress},
};

#[derive(Default)]
struct Figures {
    rate: Series,
    p50: Series,
    p99: Series,
    cpu: Series,
    database_cpu: Series,
}

/// Measures, and prints the table.
pub async fn measure(bench: &Bench) -> anyhow::Result<()> {
    let mut servers = Vec::new();
    for engine in Engine::BOTH {
        let installation = Installation::set_up(&bench.madoguchi, bench.new_folder(), engine, &bench.postgres)?;
        installation.announce().await?;
        servers.push(installation.serve().await?);
    }
    let page = Connection::to(servers[0].member).await?.get("/portal/").await?;
    if page.status != 200 || page.cookies().is_empty() {
        bail!("GET /portal/ answered {} without what a login page has", page.status);
    }
    let (bare, bare_address) = bare_server(bench, &page.head, &page.body).await?;
    let same = Connection::to(bare_address).await?.get("/portal/").await?;
    if (same.body.len(), same.head.lines().count()) != (page.body.len(), page.head.lines().count()) {
        bail!("the bare server does not send the same: {}\n---\n{}", page.head, same.head);
    }

    let contestants = [
        ("madoguchi, SQLite", servers[0].member, &servers[0].process),
        ("madoguchi, PostgreSQL", servers[1].member, &servers[1].process),
        ("bare axum, same bytes and headers", bare_address, &bare),
    ];
    let mut figures: [Figures; 3] = Default::default();
    for round in 1..=bench.rounds {
        for ((name, address, process), figures) in contestants.iter().zip(&mut figures) {
            progress(&format!("login page, round {round}: {name}"));
            load(bench, *address, process, figures)?;
        }
    }
    let floor = figures[2].rate.median();
    let rows: Vec<[String; 7]> = contestants.iter().zip(&figures).map(|((name, ..), figures)| figures.row(name, floor)).collect();
    let header = ["GET /portal/", "requests/s", "of bare", "p50 ms", "p99 ms", "server CPU µs/request", "database CPU µs/request"];
    report::table(&format!("Login page, {} bytes", page.body.len()), header, &rows);
    report::say(&format!("`{}`", wrk_line(bench.page_seconds)));
    Ok(())
}

impl Figures {
    fn row(&self, name: &str, floor: f64) -> [String; 7] {
        let share = format!("{} %", report::number(self.rate.median() / floor * 100.0, 0));
        let database = if name.contains("PostgreSQL") { self.database_cpu.middle(1) } else { "–".to_owned() };
        [name.to_owned(), self.rate.spread(0), share, self.p50.middle(2), self.p99.spread(2), self.cpu.spread(1), database]
    }
}

/// Starts a server that answers every request with this head and body.
pub async fn bare_server(bench: &Bench, head: &str, body: &str) -> anyhow::Result<(Running, SocketAddr)> {
    let folder = bench.new_folder();
    std::fs::create_dir_all(&folder)?;
    let file = |name: &str, text: &str| -> anyhow::Result<_> {
        let path = folder.join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    };
    let (head, body) = (file("head", head)?, file("body", body)?);
    start_bare_server(&bench.bare_server, &head, &body).await
}

/// Starts a bare server with the head and the body in these files; answers when it does.
pub async fn start_bare_server(program: &Path, head: &Path, body: &Path) -> anyhow::Result<(Running, SocketAddr)> {
    let mut process = Running(Command::new(program).args([head, body]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?);
    let mut line = String::new();
    BufReader::new(process.0.stdout.take().context("its output")?).read_line(&mut line)?;
    let address = line.trim().parse().context("the bare server's address")?;
    until_healthy(&mut process, address).await?;
    Ok((process, address))
}

fn load(bench: &Bench, address: SocketAddr, server: &Running, figures: &mut Figures) -> anyhow::Result<()> {
    let url = format!("http://{address}/portal/");
    let line = wrk_line(bench.page_seconds).replace("URL", &url);
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().context("wrk")?);
    command.args(words);
    let before = (server.cpu_seconds()?, bench.postgres.cpu_seconds()?);
    let output = process::run(&mut command, Duration::from_secs(bench.page_seconds + 30))?.output;
    let after = (server.cpu_seconds()?, bench.postgres.cpu_seconds()?);
    if output.contains("Non-2xx") || output.contains("Socket errors") {
        bail!("wrk: {output}");
    }
    let requests: f64 = word_before(&output, "requests in").and_then(|word| word.parse().ok()).context("wrk's requests")?;
    figures.rate.add(word_after(&output, "Requests/sec:").and_then(|word| word.parse().ok()).context("wrk's rate")?);
    figures.p50.add(word_after(&output, "50%").and_then(milliseconds).context("wrk's median")?);
    figures.p99.add(word_after(&output, "99%").and_then(milliseconds).context("wrk's 99 %")?);
    figures.cpu.add((after.0 - before.0) * 1e6 / requests);
    figures.database_cpu.add((after.1 - before.1) * 1e6 / requests);
    Ok(())
}

fn wrk_line(seconds: u64) -> String {
    format!("wrk -t1 -c16 -d{seconds}s --latency URL")
}

fn word_after<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.split_once(label)?.1.split_whitespace().next()
}

fn word_before<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.split_once(label)?.0.split_whitespace().next_back()
}

/// wrk's `812.00us`, `4.39ms` or `1.02s`.
fn milliseconds(text: &str) -> Option<f64> {
    let number = text.trim_end_matches(char::is_alphabetic);
    let value: f64 = number.parse().ok()?;
    match &text[number.len()..] {
        "us" => Some(value / 1e3),
        "ms" => Some(value),
        "s" => Some(value * 1e3),
        _ => None,
    }
}
