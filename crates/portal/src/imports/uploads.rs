//! Files on this server that wait until somebody at the desk has said what their columns mean.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tempfile::NamedTempFile;

/// How long a file waits.
pub const WAITS: SignedDuration = SignedDuration::from_mins(60);

/// Files by the task that they belong to. They are on one server only: another one asks for the file again.
#[derive(Default)]
pub struct Uploads(Mutex<HashMap<i64, (NamedTempFile, Timestamp)>>);

impl Uploads {
    /// Puts the file of a task away, and takes those away for which nobody came back.
    pub fn put(&self, task_id: i64, file: NamedTempFile, now: Timestamp) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|_, (_, since)| now.duration_since(*since) < WAITS);
        files.insert(task_id, (file, now));
    }

    /// Takes the file of a task out.
    pub fn take(&self, task_id: i64) -> Option<NamedTempFile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&task_id).map(|(file, _)| file)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_waits_an_hour_and_is_taken_once() {
        let (uploads, then) = (Uploads::default(), Timestamp::UNIX_EPOCH);
        uploads.put(1, NamedTempFile::new().unwrap(), then);
        uploads.put(2, NamedTempFile::new().unwrap(), then + WAITS);
        assert!(uploads.take(1).is_none(), "an hour later it is gone");
        assert!(uploads.take(2).is_some() && uploads.take(2).is_none());
    }
}
