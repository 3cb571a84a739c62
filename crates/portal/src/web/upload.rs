//! A file that comes with a form (`multipart/form-data`): the guard writes it to a temporary file as it comes in, never whole in memory,
//! and only once the form's token was right.

use std::{
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use axum::{
    body::Body,
    extract::{
        DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, request::Parts},
};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use super::{Fields, Refusal, Visit};
use crate::fault::Fault;

/// The control that a file comes in; the last one of its form.
pub const FILE: &str = "file";
/// What the other fields of such a form may weigh.
const MOST_FIELD_BYTES: usize = 64 * 1024;
/// The longest name of a file that is kept, in characters.
const MOST_NAME: usize = 200;
/// How the temporary files are called.
const PREFIX: &str = "madoguchi-upload-";
/// A temporary file that is older was left by a server that was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// A file that came with a form. The temporary file goes with its handle.
#[derive(Debug)]
pub struct Upload {
    /// Its name, as whoever sent it calls it, without folders; blank when none was chosen.
    pub name: String,
    /// What it holds.
    pub file: NamedTempFile,
    /// Its size.
    pub bytes: u64,
    /// Whether it is larger than `max_import_bytes`; then its end is missing.
    pub is_too_large: bool,
}

/// The file on its way from the guard to the handler.
#[derive(Clone)]
struct OnItsWay(Arc<Mutex<Option<Upload>>>);

/// Reads a form with a file. Every other field stands before the file, the token among them.
///
/// # Errors
/// [`Refusal::NotOurForm`] when the token is wrong: then no byte of the file is kept. [`Refusal::Unreadable`] when what comes is no such
/// form or ends too soon.
pub(super) async fn receive(visit: &Visit, request: Request) -> Result<Request, Refusal> {
    let (mut parts, body) = request.into_parts();
    let most = visit.portal.config.max_import_bytes;
    let mut form = Request::new(body);
    form.headers_mut().clone_from(&parts.headers);
    DefaultBodyLimit::max(usize::try_from(most.saturating_add(4 * MOST_FIELD_BYTES as u64)).unwrap_or(usize::MAX)).apply(&mut form);
    let mut form = Multipart::from_request(form, &()).await.map_err(|_| Refusal::Unreadable)?;
    let mut typed: Vec<(String, String)> = Vec::new();
    let mut weight = 0;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != FILE {
            typed.push((name, text(&mut field, &mut weight).await?));
            continue;
        }
        let typed = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&typed).finish();
        let fields = Fields::parse(typed.as_bytes()).ok_or(Refusal::Unreadable)?;
        if !visit.csrf_token_is_right(fields.get("csrf")) {
            return Err(Refusal::NotOurForm);
        }
        let upload = store(&mut field, most).await?;
        drop(field);
        if !upload.is_too_large && form.next_field().await.map_err(unreadable)?.is_some() {
            return Err(Refusal::Unreadable);
        }
        parts.extensions.insert(fields);
        parts.extensions.insert(OnItsWay(Arc::new(Mutex::new(Some(upload)))));
        return Ok(Request::from_parts(parts, Body::empty()));
    }
    Err(Refusal::NotOurForm)
}

/// Why a form cannot be read on.
fn unreadable(error: MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Refusal::TooLarge } else { Refusal::Unreadable }
}

/// A field that is no file.
async fn text(field: &mut Field<'_>, weight: &mut usize) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(unreadable)? {
        *weight += piece.len();
        if *weight > MOST_FIELD_BYTES {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::Unreadable)
}

async fn store(field: &mut Field<'_>, most: u64) -> Result<Upload, Refusal> {
    let name = shown_name(field.file_name().unwrap_or_default());
    let file = tokio::task::spawn_blocking(temporary_file).await.map_err(Fault::from)?.map_err(Refusal::broken)?;
    let mut sink = tokio::fs::File::from_std(file.reopen().map_err(Refusal::broken)?);
    let (mut bytes, mut is_too_large) = (0, false);
    loop {
        let piece = match field.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                is_too_large = true;
                break;
            }
            Err(error) => return Err(unreadable(error)),
        };
        bytes += piece.len() as u64;
        if bytes > most {
            is_too_large = true;
            break;
        }
        sink.write_all(&piece).await.map_err(Refusal::broken)?;
    }
    sink.flush().await.map_err(Refusal::broken)?;
    Ok(Upload { name, file, bytes, is_too_large })
}

/// An empty file that only its owner may read, where the system has room for large ones.
pub(crate) fn temporary_file() -> io::Result<NamedTempFile> {
    let folder = folder();
    remove_what_was_left_behind(&folder);
    tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)
}

/// `TMPDIR`, else `/var/tmp`, which lies on a disk where `/tmp` may lie in memory; as SQLite chooses.
fn folder() -> PathBuf {
    let disk = PathBuf::from("/var/tmp");
    if std::env::var_os("TMPDIR").is_none() && disk.is_dir() { disk } else { std::env::temp_dir() }
}

/// What a killed server left. A failure is for the log: the file that just comes has nothing to do with it.
fn remove_what_was_left_behind(folder: &std::path::Path) {
    let is_left = |entry: &fs::DirEntry| {
        let age = entry.metadata().ok().and_then(|data| data.modified().ok()).map(|then| file_clock().duration_since(then));
        entry.file_name().to_string_lossy().starts_with(PREFIX) && age.is_some_and(|age| age.is_ok_and(|age| age > LEFT_BEHIND))
    };
    let not_removed = |error: std::io::Error| tracing::warn!(%error, "a file that was left behind by an upload could not be removed");
    match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().filter(is_left).filter_map(|entry| fs::remove_file(entry.path()).err()).for_each(not_removed),
        Err(error) => not_removed(error),
    }
}

/// The clock that files are dated by, which is the machine's, whatever the portal's own says.
#[allow(clippy::disallowed_methods)]
fn file_clock() -> SystemTime {
    SystemTime::now()
}

/// The last part of a path, without what no name has.
fn shown_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|character| !character.is_control()).take(MOST_NAME).collect()
}

impl<S: Sync> FromRequestParts<S> for Upload {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let on_its_way = parts.extensions.get::<OnItsWay>();
        let upload = on_its_way.and_then(|upload| upload.0.lock().unwrap_or_else(PoisonError::into_inner).take());
        upload.ok_or_else(|| Refusal::broken("handler of a file on a route that takes none"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folder_and_no_control_characters() {
        assert_eq!(shown_name("C:\\roster\\名簿12月.csv"), "名簿12月.csv");
        assert_eq!(shown_name("../../etc/名\n簿.csv"), "名簿.csv");
        assert_eq!(shown_name(&"あ".repeat(300)).chars().count(), MOST_NAME);
    }
}
