//! Who sits at the terminal: the operating system's user, as the trail names them.

use std::os::unix::fs::MetadataExt;

/// The name of the user whose process this is; `uid 1000` where the machine knows no name.
pub fn of_this_process() -> String {
    // The owner of one's own entry in /proc is the effective user; asking for it directly would take unsafe code.
    match std::fs::metadata("/proc/self") {
        Ok(entry) => name_of(entry.uid()).unwrap_or_else(|| format!("uid {}", entry.uid())),
        Err(_) => std::env::var("USER").unwrap_or_else(|_| "unknown".to_owned()),
    }
}

fn name_of(uid: u32) -> Option<String> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let found: u32 = fields.nth(1)?.parse().ok()?;
        (found == uid).then(|| name.to_owned())
    })
}
