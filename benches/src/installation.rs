//! An installation of the portal as an operator makes one: its own folder and database, the real commands, the real server.

use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use madoguchi_portal::{clock::Clock, keys::MasterSecret, random::Random};
use madoguchi_store::{At, Database, Work, announcements::Announcement};

use crate::{
    http::Connection,
    postgres::Postgres,
    process::{self, Running},
};

/// The insurer of every installation.
pub const INSURER: &str = "sakura";
/// How long a command may take; an import of a million rows takes seconds.
pub const PATIENCE: Duration = Duration::from_secs(600);

/// What the portal keeps its data in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Both.
    pub const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        }
    }
}

/// An installation.
pub struct Installation {
    program: PathBuf,
    /// Its folder.
    pub folder: PathBuf,
    /// Its database.
    pub database_url: String,
}

/// A server that answers.
pub struct Server {
    /// The process.
    pub process: Running,
    /// Where members' pages are.
    pub member: SocketAddr,
    /// Where the desk's pages are.
    pub desk: SocketAddr,
    /// Where `/healthz` is.
    pub admin: SocketAddr,
    /// From the start of the process to the first 200 of `/healthz`.
    pub ready_after: Duration,
}

impl Installation {
    /// A new installation in a new folder, with migrations, secret and insurer.
    pub fn set_up(program: &Path, folder: PathBuf, engine: Engine, postgres: &Postgres) -> anyhow::Result<Installation> {
        std::fs::create_dir_all(&folder)?;
        let database_url = match engine {
            Engine::Sqlite => format!("sqlite://{}/madoguchi.db", folder.display()),
            Engine::Postgres => postgres.new_database()?,
        };
        let installation = Installation { program: program.to_owned(), folder, database_url };
        installation.run(&["migrate"])?;
        installation.run(&["insurer", "add", "--code", INSURER, "--name", "さくら健康保険組合"])?;
        Ok(installation)
    }

    /// A command of the portal on this installation.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MADOGUCHI_")) {
            command.env_remove(name); // of the operator's own installation
        }
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("MADOGUCHI_DATABASE_URL", &self.database_url)
            .env("MADOGUCHI_SECRET_FILE", self.folder.join("secret"))
            .env("MADOGUCHI_MAIL_DIR", self.folder.join("mail"));
        command
    }

    /// Settings of the insurer, `key=value`.
    pub fn set(&self, settings: &[&str]) -> anyhow::Result<()> {
        self.run(&[&["insurer", "set", INSURER], settings].concat())
    }

    fn run(&self, arguments: &[&str]) -> anyhow::Result<()> {
        process::run(&mut self.command(arguments), PATIENCE).map(|_| ())
    }

    /// Its database, opened by this program.
    pub async fn store(&self) -> anyhow::Result<Database> {
        Ok(Database::open(&self.database_url).await?)
    }

    /// Its secret.
    pub fn secret(&self) -> anyhow::Result<MasterSecret> {
        let text = std::fs::read_to_string(self.folder.join("secret"))?;
        MasterSecret::from_text(&text).context("the secret that `migrate` made is unreadable")
    }

    /// Puts one notice on the login screen.
    pub async fn announce(&self) -> anyhow::Result<()> {
        let clock = Clock::system();
        let announcement = &Announcement {
            id: Random::system().id(clock.now()),
            insurer_id: None,
            title: "システムの定期点検のお知らせ".to_owned(),
            audience: "all".to_owned(),
            essential: false,
            body: "次の日曜日の午前2時から4時まで、点検のためサービスを休みます。".to_owned(),
            from_date: clock.today().into(),
            until_date: None,
            created_at: At::from(clock.now()),
            created_by: "bench".to_owned(),
            removed_at: None,
        };
        let store = self.store().await?;
        store.write(|work: Work| async move { work.add_announcement(announcement).await }).await?;
        store.close().await;
        Ok(())
    }

    /// Starts its server and waits until `/healthz` answers 200. Its log goes to a file, as under a service manager.
    pub async fn serve(&self) -> anyhow::Result<Server> {
        let [member, admin, desk] = free_addresses()?;
        let log = self.folder.join("serve.log");
        let mut command = self.command(&["serve"]);
        command
            .env("MADOGUCHI_LISTEN", member.to_string())
            .env("MADOGUCHI_BASE_URL", format!("http://{member}"))
            .env("MADOGUCHI_DESK_LISTEN", desk.to_string())
            .env("MADOGUCHI_DESK_BASE_URL", format!("http://{desk}"))
            .env("MADOGUCHI_ADMIN_LISTEN", admin.to_string())
            .env("MADOGUCHI_TRUSTED_PROXIES", "127.0.0.1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?);
        let start = Instant::now();
        let mut process = Running(command.spawn()?);
        if let Err(error) = until_healthy(&mut process, admin).await {
            bail!("madoguchi serve: {error}\n{}", std::fs::read_to_string(&log).unwrap_or_default());
        }
        Ok(Server { process, member, desk, admin, ready_after: start.elapsed() })
    }
}

/// Asks `/healthz` every millisecond until it answers 200.
pub async fn until_healthy(process: &mut Running, address: SocketAddr) -> anyhow::Result<()> {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(30) {
        if let Some(status) = process.0.try_wait()? {
            bail!("it ended with {status}");
        }
        if is_healthy(address).await {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bail!("/healthz does not answer 200 within 30 seconds")
}

async fn is_healthy(address: SocketAddr) -> bool {
    let Ok(mut connection) = Connection::to(address).await else { return false };
    connection.get("/healthz").await.is_ok_and(|response| response.status == 200)
}

/// Addresses of loopback on which nobody listens just now.
fn free_addresses<const N: usize>() -> anyhow::Result<[SocketAddr; N]> {
    let mut listeners = Vec::new();
    let mut addresses = [SocketAddr::from(([127, 0, 0, 1], 0)); N];
    for address in &mut addresses {
        let listener = TcpListener::bind(*address)?;
        *address = listener.local_addr()?;
        listeners.push(listener); // kept until all are chosen, so that no two are the same
    }
    Ok(addresses)
}
