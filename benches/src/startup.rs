//! From exec to the first 200 of `/healthz`, and the memory of a server with nothing to do.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    Bench,
    installation::{Engine, Installation},
    pages::start_bare_server,
    process::Running,
    report::{self, Series, progress},
};

const IDLE: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Figures {
    start: Series,
    rss: Series,
    pss: Series,
}

/// Measures, and prints the table.
pub async fn measure(bench: &Bench) -> anyhow::Result<()> {
    let mut installations = Vec::new();
    for engine in Engine::BOTH {
        let installation = Installation::set_up(&bench.madoguchi, bench.new_folder(), engine, &bench.postgres)?;
        installations.push((engine, installation, Figures::default()));
    }
    let folder = bench.new_folder();
    std::fs::create_dir_all(&folder)?;
    let (head, body) = (folder.join("head"), folder.join("body"));
    std::fs::write(&head, "content-type: text/plain\n")?;
    std::fs::write(&body, "ok")?;
    let mut bare = Figures::default();
    for round in 1..=bench.rounds {
        progress(&format!("start-up, round {round}"));
        for (_, installation, figures) in &mut installations {
            let server = installation.serve().await?;
            figures.start.add(server.ready_after.as_secs_f64() * 1e3);
            figures.look_at_memory(&server.process).await?;
        }
        let start = Instant::now();
        let (server, _) = start_bare_server(&bench.bare_server, &head, &body).await?;
        bare.start.add(start.elapsed().as_secs_f64() * 1e3);
        bare.look_at_memory(&server).await?;
    }
    let size = |path: &Path| -> anyhow::Result<f64> { Ok(in_mb(std::fs::metadata(path)?.len() / 1024)) };
    let (ours, theirs) = (size(&bench.madoguchi)?, size(&bench.bare_server)?);
    let mut rows: Vec<_> =
        installations.iter().map(|(engine, _, figures)| figures.row(&format!("madoguchi, {}", engine.name()), ours)).collect();
    rows.push(bare.row("bare axum", theirs));
    let header = ["server", "start to first 200, ms", "idle RSS, MB", "idle PSS, MB", "binary, MB"];
    report::table("Start-up and idle memory", header, &rows);
    report::say("A migrated database with one insurer; `/healthz` is asked every millisecond; memory after two seconds without a request.");
    Ok(())
}

impl Figures {
    async fn look_at_memory(&mut self, process: &Running) -> anyhow::Result<()> {
        tokio::time::sleep(IDLE).await;
        self.rss.add(in_mb(process.kib("status", "VmRSS")?));
        self.pss.add(in_mb(process.kib("smaps_rollup", "Pss")?));
        Ok(())
    }

    fn row(&self, name: &str, binary: f64) -> [String; 5] {
        [name.to_owned(), self.start.spread(0), self.rss.spread(1), self.pss.spread(1), report::number(binary, 1)]
    }
}

/// KiB as MB of a million bytes.
#[allow(clippy::cast_precision_loss)] // far below 2^52
pub fn in_mb(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}
