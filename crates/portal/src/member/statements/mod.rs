//! Statements (通知): what pages, papers and mails of every kind have in common.

mod calendar;
mod heading;
mod household;
mod lines;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use calendar::{Calendar, Span, calendar, latest_month, shown};
pub use heading::{Heading, month_in_words, published};
pub use household::household;
pub use lines::{PersonLines, asked_year, lines};
