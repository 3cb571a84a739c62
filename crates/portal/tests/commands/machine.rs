//! A machine on which an operator works: a folder, an environment, a database.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use madoguchi_store::Database;
use madoguchi_testkit::{PATIENCE, TestDatabase};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStderr, ChildStdout, Command},
    task::JoinHandle,
};

pub struct Machine {
    folder: TempDir,
    environment: Vec<(String, String)>,
    database: TestDatabase,
}

/// A command that runs and tells its progress on standard error; it is killed when dropped.
pub struct Running {
    child: Child,
    progress: Lines<BufReader<ChildStderr>>,
    told: Vec<String>,
    printed: JoinHandle<String>,
}

/// A server that runs; it is killed when dropped.
pub struct Server {
    child: Child,
    errors: JoinHandle<String>,
    /// Kept open, so that the server may print on.
    _stdout: Lines<BufReader<ChildStdout>>,
    pub greeting: String,
    pub member: SocketAddr,
    pub desk: SocketAddr,
    pub admin: SocketAddr,
}

impl Machine {
    pub fn with(database: TestDatabase) -> Machine {
        let environment = [
            ("MADOGUCHI_DATABASE_URL", database.url()),
            ("MADOGUCHI_LISTEN", "127.0.0.1:0"),
            ("MADOGUCHI_DESK_LISTEN", "127.0.0.1:0"),
            ("MADOGUCHI_ADMIN_LISTEN", "127.0.0.1:0"),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Machine { folder: tempfile::tempdir().unwrap(), environment, database }
    }

    /// With a database that is up to date and the insurer `sakura`.
    pub async fn set_up(database: TestDatabase) -> Machine {
        let machine = Machine::with(database);
        machine.done(&["migrate"]).await;
        machine.done(&["insurer", "add", "--code", "sakura", "--name", "さくら健康保険組合"]).await;
        machine
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Its database, beside whatever runs on it.
    pub async fn store(&self) -> Database {
        Database::open(self.database.url()).await.unwrap()
    }

    /// The file of its embedded database.
    pub fn database_file(&self) -> PathBuf {
        madoguchi_store::backup::file_of(self.database.url()).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn secret(&self) -> PathBuf {
        self.path("var/secret")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().kill_on_drop(true);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Outcome {
        let running = self.command(arguments).stdin(Stdio::null()).output();
        let output = tokio::time::timeout(3 * PATIENCE, running).await;
        let output = output.unwrap_or_else(|_| panic!("{arguments:?} does not end")).unwrap();
        Outcome::of(&output)
    }

    /// Runs a command on a terminal (of util-linux's `script`, 100 columns wide). `printed` is all that appears there.
    pub async fn run_on_a_terminal(&self, arguments: &[&str]) -> Outcome {
        let line = format!("stty cols 100 rows 30; exec {} {}", env!("CARGO_BIN_EXE_madoguchi"), arguments.join(" "));
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).current_dir(self.folder.path()).env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value))).env("TERM", "xterm").env("PATH", "/usr/bin:/bin");
        let running = command.kill_on_drop(true).stdin(Stdio::null()).output();
        let output = tokio::time::timeout(3 * PATIENCE, running).await;
        Outcome::of(&output.unwrap_or_else(|_| panic!("{arguments:?} does not end")).unwrap())
    }

    /// Runs a command that reads this from its standard input.
    pub async fn run_with(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        let mut child = self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input).await.unwrap();
        drop(stdin);
        let output = tokio::time::timeout(3 * PATIENCE, child.wait_with_output()).await;
        Outcome::of(&output.unwrap_or_else(|_| panic!("{arguments:?} does not end")).unwrap())
    }

    /// Runs a command that must succeed; answers what it printed.
    pub async fn done(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments).await;
        assert_eq!(outcome.status, 0, "{arguments:?}: {}", outcome.errors);
        outcome.printed
    }

    /// Runs a command with `--json` that must succeed.
    pub async fn report(&self, arguments: &[&str]) -> serde_json::Value {
        let printed = self.done(&[arguments, &["--json"]].concat()).await;
        serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{arguments:?} printed no JSON: {error}\n{printed}"))
    }

    /// Starts a command whose progress is looked at.
    pub fn begin(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let progress = BufReader::new(child.stderr.take().unwrap()).lines();
        let printed = read_beside(child.stdout.take());
        Running { child, progress, told: Vec::new(), printed }
    }

    /// Starts a server and waits until it says where it listens.
    pub async fn serve(&self) -> Server {
        self.start(&["serve"]).await
    }

    pub async fn start(&self, arguments: &[&str]) -> Server {
        let mut child = self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let errors = read_beside(child.stderr.take());
        let mut addresses = Vec::new();
        let mut greeting = String::new();
        while addresses.len() < 3 {
            let line = tokio::time::timeout(3 * PATIENCE, stdout.next_line()).await.expect("a greeting").unwrap();
            let Some(line) = line else { panic!("the server ended: {}", errors.await.unwrap()) };
            addresses.extend(address_in(&line));
            greeting += &(line + "\n");
        }
        Server { child, errors, _stdout: stdout, greeting, member: addresses[0], desk: addresses[1], admin: addresses[2] }
    }
}

impl Running {
    /// The next line of its progress; `None` when it has told all.
    pub async fn progress(&mut self) -> Option<String> {
        let line = tokio::time::timeout(12 * PATIENCE, self.progress.next_line()).await;
        let line = line.unwrap_or_else(|_| panic!("no progress after {:?}", self.told)).unwrap();
        self.told.extend(line.clone());
        line
    }

    /// Kills it with SIGKILL as soon as it tells this.
    pub async fn kill_at(mut self, moment: &str) {
        while let Some(line) = self.progress().await {
            if line == moment {
                self.child.kill().await.unwrap();
                return;
            }
        }
        panic!("it never told {moment:?}: {:?}", self.told);
    }

    /// The most memory that it has held so far (VmHWM), KiB; `None` when it has ended.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
    }

    /// Waits for its end.
    pub async fn end(mut self) -> Outcome {
        while self.progress().await.is_some() {}
        let status = tokio::time::timeout(3 * PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        let printed = self.printed.await.unwrap();
        Outcome { status: status.code().expect("an exit status"), printed, errors: self.told.join("\n") }
    }
}

/// How a command ended.
pub struct Outcome {
    pub status: i32,
    pub printed: String,
    pub errors: String,
}

impl Outcome {
    fn of(output: &Output) -> Outcome {
        Outcome {
            status: output.status.code().expect("an exit status"),
            printed: String::from_utf8(output.stdout.clone()).unwrap(),
            errors: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }
}

impl Server {
    /// Sends a signal by its name.
    pub async fn signal(&self, name: &str) {
        let id = self.child.id().expect("a running server").to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().await.unwrap().success());
    }

    /// Waits for the end; answers the exit status and what stood on standard error.
    pub async fn end(mut self) -> (i32, String) {
        let status = tokio::time::timeout(2 * PATIENCE, self.child.wait()).await.expect("the server ends");
        (status.unwrap().code().expect("an exit status"), self.errors.await.unwrap())
    }
}

/// Reads what a process writes, to its end: one whose pipe nobody reads stops when the pipe is full.
fn read_beside(pipe: Option<impl AsyncRead + Send + Unpin + 'static>) -> JoinHandle<String> {
    let mut pipe = pipe.expect("a pipe");
    tokio::spawn(async move {
        let mut text = String::new();
        pipe.read_to_string(&mut text).await.unwrap();
        text
    })
}

/// The address of a line such as `… (listening on 127.0.0.1:1, http)` or `… http://127.0.0.1:2/healthz …`.
fn address_in(line: &str) -> Option<SocketAddr> {
    let begin = line.find("listening on ").map(|place| place + 13).or_else(|| line.find("http://127.0.0.1:").map(|place| place + 7))?;
    let rest = &line[begin..];
    rest[..rest.find([',', '/', ')', ' ']).unwrap_or(rest.len())].parse().ok()
}

/// What `openssl` would make: a certificate of its own for localhost, in two files.
pub fn certificate(folder: &Path) -> rcgen::CertifiedKey<rcgen::KeyPair> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made
}
