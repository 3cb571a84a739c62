//! Without a relay, mails are files: `mail_dir/ID.eml`, readable by the owner alone.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::{fs, io::AsyncWriteExt};

use super::{Trouble, TroubleKind};

/// The folder of `mail_dir`.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at this path; it is made with the first mail.
    pub fn new(path: &Path) -> Folder {
        Folder { path: path.to_owned() }
    }

    /// Puts a mail there, whole or not at all. A repetition takes the place of the first.
    ///
    /// # Errors
    /// [`Trouble`] when the folder cannot be written to.
    pub async fn put(&self, id: i64, message: &[u8]) -> Result<String, Trouble> {
        self.write(id, message).await.map_err(|error| self.trouble(&error))
    }

    /// Whether mails can be put there.
    ///
    /// # Errors
    /// [`Trouble`] when the folder cannot be written to.
    pub async fn reach(&self) -> Result<(), Trouble> {
        let probe = self.path.join(".probe");
        let written = async {
            self.make().await?;
            fs::write(&probe, b"").await?;
            fs::remove_file(&probe).await
        };
        written.await.map_err(|error| self.trouble(&error))
    }

    fn trouble(&self, error: &io::Error) -> Trouble {
        let summary = format!("mail_dir cannot be written to: {error}");
        Trouble { kind: TroubleKind::Unreachable, answer: format!("mail_dir {}: {error}", self.path.display()), summary }
    }

    async fn make(&self) -> io::Result<()> {
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        folder.mode(0o700);
        folder.create(&self.path).await
    }

    async fn write(&self, id: i64, message: &[u8]) -> io::Result<String> {
        self.make().await?;
        let unfinished = self.path.join(format!(".{id}.unfinished"));
        let finished = self.path.join(format!("{id}.eml"));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&unfinished).await?;
        file.write_all(message).await?;
        file.write_all(b"\r\n").await?;
        file.sync_all().await?;
        drop(file);
        fs::rename(&unfinished, &finished).await?;
        Ok(finished.display().to_string())
    }
}
