//! Processes: started, watched through `/proc`, ended by their id.

use std::{
    io::Read,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

/// Ticks of `/proc/PID/stat` in a second: the same on every Linux that we run on.
const TICKS_PER_SECOND: f64 = 100.0;

/// A process that ends with its handle.
pub struct Running(pub Child);

impl Running {
    /// The processor time that it has used, seconds.
    pub fn cpu_seconds(&self) -> anyhow::Result<f64> {
        cpu_seconds(self.0.id())
    }

    /// A number of `/proc/PID/FILE`, such as `VmRSS` of `status`, KiB.
    pub fn kib(&self, file: &str, name: &str) -> anyhow::Result<u64> {
        kib(self.0.id(), file, name).with_context(|| format!("{name} of {file}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a process that ran to its end came to.
pub struct Ran {
    /// From its start to its end.
    pub seconds: f64,
    /// Processor time, user and system.
    pub cpu_seconds: f64,
    /// The most memory that it held (VmHWM), KiB.
    pub peak_kib: u64,
    /// What it printed.
    pub output: String,
}

/// Runs a program to its end; one that fails or takes longer than `most` is an error.
pub fn run(command: &mut Command, most: Duration) -> anyhow::Result<Ran> {
    let name = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().with_context(|| name.clone())?;
    let mut running = Running(child);
    let (output, complaints) = (read_all(running.0.stdout.take()), read_all(running.0.stderr.take()));
    let (mut cpu_seconds, mut peak_kib) = (0.0, 0);
    let (seconds, status) = loop {
        let id = running.0.id();
        // A process that has ended keeps its times, but not its memory, until it is waited for.
        cpu_seconds = Stat::of(id).map_or(cpu_seconds, |stat| stat.own);
        peak_kib = kib(id, "status", "VmHWM").unwrap_or(peak_kib);
        if let Some(status) = running.0.try_wait()? {
            break (start.elapsed().as_secs_f64(), status);
        }
        if start.elapsed() > most {
            bail!("{name} did not end within {most:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    judge(&name, status, &joined(complaints))?;
    Ok(Ran { seconds, cpu_seconds, peak_kib, output: joined(output) })
}

fn judge(name: &str, status: ExitStatus, complaints: &str) -> anyhow::Result<()> {
    if !status.success() {
        bail!("{name}: {status}\n{complaints}");
    }
    Ok(())
}

fn read_all(pipe: Option<impl Read + Send + 'static>) -> Option<JoinHandle<String>> {
    let mut pipe = pipe?;
    Some(thread::spawn(move || {
        let mut text = Vec::new();
        let _ = pipe.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }))
}

fn joined(reader: Option<JoinHandle<String>>) -> String {
    reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
}

/// The processor time that a process has used, seconds.
pub fn cpu_seconds(id: u32) -> anyhow::Result<f64> {
    Ok(Stat::of(id)?.own)
}

/// The processor time of a process and all its children, living or gone, seconds: PostgreSQL's, given its first process.
pub fn cpu_seconds_of_tree(first: u32) -> anyhow::Result<f64> {
    let stat = Stat::of(first)?;
    let mut seconds = stat.own + stat.of_gone_children;
    for entry in Path::new("/proc").read_dir()? {
        let id = entry?.file_name().to_string_lossy().parse::<u32>();
        // One that has just gone is counted with its parent at the next look.
        if let Some(child) = id.ok().and_then(|id| Stat::of(id).ok()).filter(|child| child.parent == first) {
            seconds += child.own;
        }
    }
    Ok(seconds)
}

struct Stat {
    parent: u32,
    own: f64,
    of_gone_children: f64,
}

impl Stat {
    fn of(id: u32) -> anyhow::Result<Stat> {
        let text = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The name in parentheses may hold anything; the fields after it are numbers (proc(5): state is field 3).
        let (_, rest) = text.rsplit_once(')').context("no name in stat")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let number = |field: usize| fields.get(field - 3).and_then(|text| text.parse::<u32>().ok()).context("a field of stat");
        let seconds = |user: usize| anyhow::Ok(f64::from(number(user)? + number(user + 1)?) / TICKS_PER_SECOND);
        Ok(Stat { parent: number(4)?, own: seconds(14)?, of_gone_children: seconds(16)? })
    }
}

fn kib(id: u32, file: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{id}/{file}")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}
