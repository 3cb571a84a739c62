//! Statements (通知): what pages, papers and mails of every kind have in common.

mod calendar;
mod household;

pub use calendar::{Calendar, Span, calendar, latest_month, shown};
pub use household::household;
