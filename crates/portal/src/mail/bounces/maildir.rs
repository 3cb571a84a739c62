//! A maildir of reports: what is new is taken in and moved to `cur/` once it is committed, or refused for good. A message that the
//! database could not take stays new.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{BounceError, MOST_BYTES, Noted, take_in};
use crate::{mail::stops::Actor, portal::Portal};

/// What came of one message of a maildir.
#[derive(Debug, Serialize)]
pub struct Taken {
    /// The name of its file.
    pub file: String,
    /// What was noted; nothing when the report is of no failure.
    pub noted: Option<Noted>,
    /// Why it was refused.
    pub refused: Option<String>,
}

/// A maildir that cannot be worked with, or a database that does not answer: what was not reached is still new.
#[derive(Debug, thiserror::Error)]
pub enum MaildirError {
    /// The folder or a message cannot be read or moved.
    #[error("{}: {source}\nExpected a maildir with the folders new and cur.", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The database refused.
    #[error(transparent)]
    Bounce(#[from] BounceError),
}

/// Takes in what is new, the oldest name first.
///
/// # Errors
/// [`MaildirError`]; what was taken in before stands in `cur/`.
pub async fn take_in_new(portal: &Portal, maildir: &Path, by: &Actor) -> Result<Vec<Taken>, MaildirError> {
    let mut taken = Vec::new();
    for file in new_messages(maildir)? {
        let path = maildir.join("new").join(&file);
        let outcome = match bytes_of(&path)? {
            Some(message) => take_in(portal, &message, by).await,
            None => Err(BounceError::TooLarge),
        };
        let (noted, refused) = match outcome {
            Ok(noted) => (noted, None),
            Err(BounceError::Store(error)) => return Err(BounceError::Store(error).into()),
            Err(refused) => (None, Some(refused.to_string())),
        };
        // Seen; what was refused is flagged besides, for whoever reads it by hand.
        let flags = if refused.is_some() { "FS" } else { "S" };
        let seen = maildir.join("cur").join(format!("{file}:2,{flags}"));
        fs::rename(&path, &seen).map_err(|source| MaildirError::File { path: seen, source })?;
        taken.push(Taken { file, noted, refused });
    }
    Ok(taken)
}

fn new_messages(maildir: &Path) -> Result<Vec<String>, MaildirError> {
    let (new, cur) = (maildir.join("new"), maildir.join("cur"));
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| MaildirError::File { path, source }
    };
    fs::metadata(&cur).map_err(unreadable(&cur))?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&new).map_err(unreadable(&new))? {
        let entry = entry.map_err(unreadable(&new))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

/// The message; none when it is too large to be a report.
fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, MaildirError> {
    let read = || {
        let is_small = fs::metadata(path)?.len() <= MOST_BYTES;
        is_small.then(|| fs::read(path)).transpose()
    };
    read().map_err(|source| MaildirError::File { path: path.to_owned(), source })
}
