//! The answer by which a browser saves a file instead of showing it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::Response,
};
use hyper::body::{Frame, SizeHint};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::{
    fs::File,
    io::{AsyncRead, ReadBuf},
};

use super::Made;
use crate::web::Refusal;

/// What RFC 8187 leaves as it is.
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');
const CHUNK: usize = 64 * 1024;

/// Sends a file to be saved as `name` with the ending of its kind. It is kept by no cache, and should a browser show it after all,
/// nothing in it runs.
///
/// # Errors
/// [`Refusal::Broken`] when a header cannot be written.
pub fn answer(made: Made, name: &str) -> Result<Response, Refusal> {
    file(made.file, made.bytes, (made.kind.media_type(), made.kind.extension()), name)
}

/// The same for any file of so many bytes: its media type and its name's ending.
///
/// # Errors
/// [`Refusal::Broken`] when a header cannot be written.
pub fn file(file: std::fs::File, bytes: u64, (media_type, extension): (&'static str, &str), name: &str) -> Result<Response, Refusal> {
    with_headers(Body::new(FileBody { file: File::from_std(file), left: bytes }), bytes, (media_type, extension), name)
}

/// The same for what is small enough to be held in memory.
///
/// # Errors
/// [`Refusal::Broken`] when a header cannot be written.
pub fn held(content: Vec<u8>, kind: (&'static str, &str), name: &str) -> Result<Response, Refusal> {
    let bytes = content.len() as u64;
    with_headers(Body::from(content), bytes, kind, name)
}

fn with_headers(body: Body, bytes: u64, (media_type, extension): (&'static str, &str), name: &str) -> Result<Response, Refusal> {
    let disposition = disposition(name, extension);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Refusal::broken)?),
        (header::CONTENT_LENGTH, HeaderValue::from(bytes)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox")),
    ];
    let mut response = Response::new(body);
    response.headers_mut().extend(headers);
    Ok(response)
}

/// RFC 6266: the name in RFC 8187's form, and one in ASCII for what does not read that.
pub(super) fn disposition(name: &str, extension: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control() && !"/\\\"".contains(*c)).collect();
    let encoded = utf8_percent_encode(&name, ATTR_CHAR);
    format!("attachment; filename=\"export.{extension}\"; filename*=UTF-8''{encoded}.{extension}")
}

/// A file as it is read, piece by piece.
struct FileBody {
    file: File,
    left: u64,
}

impl hyper::body::Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut piece = vec![0; CHUNK];
        let mut buffer = ReadBuf::new(&mut piece);
        match ready!(Pin::new(&mut self.file).poll_read(context, &mut buffer)) {
            Err(error) => Poll::Ready(Some(Err(error))),
            Ok(()) => {
                let read = buffer.filled().len();
                if read == 0 {
                    return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
                }
                self.left = self.left.saturating_sub(read as u64);
                piece.truncate(read);
                Poll::Ready(Some(Ok(Frame::data(piece.into()))))
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
