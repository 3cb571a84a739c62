//! How long the server waits for the other side: a stream that ends when nothing moves on it for a while, whatever the protocol on top
//! is waiting for, and a request that must be read and answered in time.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// A request must be read and answered within this time: a form that trickles in is cut off.
pub const REQUEST_WITHIN: Duration = Duration::from_secs(40);

/// The same for a form with a file, which every route refuses at once that takes none. Should nothing move for a while the stream ends.
const FILE_WITHIN: Duration = Duration::from_secs(2 * 60 * 60);

/// The middleware that answers 408 when a request takes longer than `limit`.
pub async fn deadline(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let sent = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    let limit = if sent.starts_with(b"multipart/form-data") { FILE_WITHIN.max(limit) } else { limit };
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        let mut response = StatusCode::REQUEST_TIMEOUT.into_response();
        crate::web::headers::put(&mut response);
        response
    })
}

/// A stream on which reading and writing fail once neither got on for `limit`.
pub struct Patient<S> {
    stream: S,
    limit: Duration,
    end: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    /// The stream with its limit.
    pub fn new(stream: S, limit: Duration) -> Patient<S> {
        Patient { stream, limit, end: Box::pin(sleep(limit)) }
    }

    #[allow(clippy::disallowed_methods)] // waits from here on
    fn judge<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.end.as_mut().reset(Instant::now() + self.limit);
            return outcome;
        }
        ready!(self.end.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.judge(context, outcome)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, outcome)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.judge(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn a_stream_on_which_nothing_moves_ends() {
        let (mut near, far) = tokio::io::duplex(64);
        let mut patient = Patient::new(far, Duration::from_millis(20));
        near.write_all(b"a").await.unwrap();
        assert_eq!(patient.read_u8().await.unwrap(), b'a');
        assert_eq!(patient.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
