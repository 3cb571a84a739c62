//! Where and when figures were measured: without this they say nothing.

use std::{path::Path, process::Command};

use madoguchi_portal::clock::{Clock, in_tokyo};

use crate::report;

/// Prints the machine, the date, the commit and the tools. `folder` is where databases and files are made.
pub fn print(folder: &Path) {
    let lines = [
        ("Processor", format!("{}, {} cores", after_colon("/proc/cpuinfo", "model name"), cores())),
        ("Memory", after_colon("/proc/meminfo", "MemTotal")),
        ("Kernel", read("/proc/sys/kernel/osrelease")),
        ("File system", tool("findmnt", &["-no", "FSTYPE", "-T", &folder.to_string_lossy()])),
        ("Load average before", load_average()),
        ("Date", in_tokyo(Clock::system().now()).strftime("%Y-%m-%d %H:%M JST").to_string()),
        ("Commit", commit()),
        ("Tools", tools()),
    ];
    let rows: Vec<[String; 2]> = lines.into_iter().map(|(name, value)| [name.to_owned(), value]).collect();
    report::table("Machine", ["", ""], &rows);
}

/// The load average of the last 1, 5 and 15 minutes: what else ran.
pub fn load_average() -> String {
    read("/proc/loadavg").split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// How many cores there are.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn commit() -> String {
    let changed = if tool("git", &["status", "--porcelain", "-uno"]).is_empty() { "" } else { ", with changes" };
    format!("{}{changed}", tool("git", &["rev-parse", "--short=12", "HEAD"]))
}

fn tools() -> String {
    let sqlite = tool("sqlite3", &["--version"]);
    let sqlite = sqlite.split_whitespace().next().unwrap_or_default();
    let postgres = tool("psql", &["--version"]);
    format!("{}; sqlite3 {sqlite}; {postgres}; wrk -t1", tool("rustc", &["--version"]))
}

/// The first line that a program prints; empty when it is not there.
fn tool(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().trim().to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

fn after_colon(path: &str, name: &str) -> String {
    let text = read(path);
    let line = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
    line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}
