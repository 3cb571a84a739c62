//! What the server writes to standard error: JSON lines where nobody watches, plain lines on a terminal. Never personal data.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, filter::ParseError};

/// Begins to log what `filter` lets through (`info`, `madoguchi_portal=debug`). A second call changes nothing.
///
/// # Errors
/// When the filter cannot be read.
pub fn begin(filter: &str) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(filter)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // The only failure is that logging has begun already.
    let _ = match std::io::stderr().is_terminal() {
        true => lines.with_target(false).try_init(),
        false => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init(),
    };
    // The message of a panic may quote what a member typed: only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
    Ok(())
}
