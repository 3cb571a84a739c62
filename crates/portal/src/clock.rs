//! The application's clock. Nothing else in the product asks the machine for the time: it is passed in, so that tests set it.

use std::sync::Arc;

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

/// Tells the time. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[allow(clippy::disallowed_methods)] // the one place where the ambient clock is read
    pub fn system() -> Clock {
        Clock(Arc::new(Timestamp::now))
    }

    /// A clock that tells what `now` returns.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// The instant, UTC.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// The calendar date in Asia/Tokyo, where every date of the product lives.
    pub fn today(&self) -> Date {
        in_tokyo(self.now()).date()
    }
}

/// An instant as the clock on a wall in Tokyo shows it. Japan has had UTC+9 without summer time since 1952.
pub fn in_tokyo(instant: Timestamp) -> Zoned {
    instant.to_zoned(TimeZone::fixed(jiff::tz::offset(9)))
}

/// The instant at which a day begins in Tokyo.
pub fn begins_in_tokyo(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::fixed(jiff::tz::offset(9))).map_or(Timestamp::MAX, |moment| moment.timestamp())
}
