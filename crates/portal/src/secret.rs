//! The file that holds the master secret, and the value in the database that tells the right secret from another.

use std::{
    io::Write,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use madoguchi_store::{Database, StoreError, Work};

use crate::{keys::MasterSecret, random::Random};

/// The fact of the database under which the check value stands.
const CHECK_FACT: &str = "secret_check";

/// Why there is no usable secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is no file.
    #[error("secret_file {}: there is no such file\nRun `madoguchi migrate`, which makes it, or put back the one from your backup.", .0.display())]
    Missing(PathBuf),
    /// Others than its owner may read it.
    #[error("secret_file {}: others may read it (mode {mode:04o})\nRun: chmod 600 {}", path.display(), path.display())]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// What is in it nobody drew by lot.
    #[error(
        "secret_file {}: this is no secret: expected 43 letters of base64url that were drawn by lot\n\
         Put back the one from your backup; on a new installation remove the file and run `madoguchi migrate`.", .0.display()
    )]
    NotASecret(PathBuf),
    /// The database was set up under another secret.
    #[error(
        "secret_file {}: the database was set up with another secret\n\
         Put back the secret that belongs to this database: without it no mail in the outbox and no session can be read.", .0.display()
    )]
    Another(PathBuf),
    /// The database has no check value yet.
    #[error("the database does not know its secret yet\nRun: madoguchi migrate")]
    Unchecked,
    /// The file or its folder cannot be made or read.
    #[error("secret_file {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The database cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the secret; refuses a file that others than its owner may read, and one with a default in it.
///
/// # Errors
/// [`SecretError`].
pub fn read(path: &Path) -> Result<MasterSecret, SecretError> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => SecretError::Missing(path.to_owned()),
        _ => SecretError::File { path: path.to_owned(), source },
    };
    let mode = std::fs::metadata(path).map_err(failed)?.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(SecretError::Readable { path: path.to_owned(), mode });
    }
    let text = std::fs::read(path).map_err(failed)?;
    let secret = std::str::from_utf8(&text).ok().and_then(MasterSecret::from_text);
    secret.ok_or_else(|| SecretError::NotASecret(path.to_owned()))
}

/// Makes a secret in a new file that only its owner may read, and its folder.
///
/// # Errors
/// [`SecretError::File`], also when the file is there already.
pub fn make(path: &Path, random: Random) -> Result<MasterSecret, SecretError> {
    let secret = MasterSecret::generate(random);
    write(path, &secret).map_err(|source| SecretError::File { path: path.to_owned(), source })?;
    Ok(secret)
}

fn write(path: &Path, secret: &MasterSecret) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::DirBuilder::new().recursive(true).mode(0o750).create(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(secret.to_text().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// Compares the secret with what the database was set up with.
///
/// # Errors
/// [`SecretError::Another`], [`SecretError::Unchecked`], [`SecretError::Store`].
pub async fn compare(store: &Database, secret: &MasterSecret, path: &Path) -> Result<(), SecretError> {
    match known_to(store).await? {
        Some(known) if known == check_value(secret) => Ok(()),
        Some(_) => Err(SecretError::Another(path.to_owned())),
        None => Err(SecretError::Unchecked),
    }
}

/// The check value that the database was set up with, if it was.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn known_to(store: &Database) -> Result<Option<Vec<u8>>, StoreError> {
    store.read(|work| async move { work.fact(CHECK_FACT).await }).await
}

/// Lets the database know its secret, in the given unit of work.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn introduce(work: &Work, secret: &MasterSecret) -> Result<(), StoreError> {
    work.put_fact(CHECK_FACT, &check_value(secret)).await
}

fn check_value(secret: &MasterSecret) -> Vec<u8> {
    secret.keys().check.mac(&[b"madoguchi"]).to_vec()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_secret_that_was_made_is_read_again_and_never_made_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("var/secret");
        let made = make(&path, Random::system()).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(read(&path).unwrap().to_text(), made.to_text());
        assert!(matches!(make(&path, Random::system()), Err(SecretError::File { .. })));
    }

    #[test]
    fn a_secret_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        make(&path, Random::system()).unwrap();
        for mode in [0o640, 0o604, 0o644] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert!(matches!(read(&path), Err(SecretError::Readable { .. })), "{mode:o}");
        }
    }

    #[test]
    fn a_default_is_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        for text in ["", "change-me", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let _ = std::fs::remove_file(&path);
            let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            assert!(matches!(read(&path), Err(SecretError::NotASecret(_))), "{text}");
        }
        assert!(matches!(read(Path::new("/nowhere/secret")), Err(SecretError::Missing(_))));
    }
}
