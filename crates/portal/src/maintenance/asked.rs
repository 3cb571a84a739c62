//! What is said when a maintenance begins: until when, and a note.

use jiff::{
    Timestamp, Zoned,
    civil::{DateTime, Time},
    tz::TimeZone,
};

use crate::clock::in_tokyo;

/// The longest note, characters.
pub const MOST_NOTE: usize = 500;

/// A moment as it was given: whole, or a time of day that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// This moment.
    At(Timestamp),
    /// The next time that it is this time of day.
    Next(Time),
}

impl Until {
    /// Reads `2026-12-01 06:00`, with or without an offset, or a time of day; in Japan's time unless it names another offset.
    pub fn parse(text: &str) -> Option<Until> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(Until::At(moment));
        }
        match text.replacen(' ', "T", 1).parse::<DateTime>() {
            Ok(moment) => text.contains(':').then(|| Until::At(in_japan(moment))),
            Err(_) => Time::strptime("%H:%M", text).ok().map(Until::Next),
        }
    }

    /// The moment, as of now.
    pub fn after(self, now: Timestamp) -> Timestamp {
        match self {
            Until::At(moment) => moment,
            Until::Next(time) => {
                let today = in_tokyo(now).date();
                let next = [today, today.tomorrow().unwrap_or(today)].map(|day| in_japan(day.to_datetime(time)));
                next.into_iter().find(|moment| *moment > now).unwrap_or(now)
            }
        }
    }
}

/// A note on one line; none when it is too long or has control characters.
pub fn note(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = text.chars().count() <= MOST_NOTE && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

fn in_japan(moment: DateTime) -> Timestamp {
    moment.to_zoned(TimeZone::fixed(jiff::tz::offset(9))).map_or(Timestamp::MAX, |moment: Zoned| moment.timestamp())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_japans_time_and_a_time_of_day_is_the_next_one() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // 10:00 in Tokyo.
        let now = at("2026-11-22T01:00:00Z");
        for (text, expected) in [
            ("2026-12-01T06:00", "2026-11-30T21:00:00Z"),
            ("2026-12-01 06:00", "2026-11-30T21:00:00Z"),
            ("2026-12-01T06:00:00+09:00", "2026-11-30T21:00:00Z"),
            ("2026-12-01T06:00:00Z", "2026-12-01T06:00:00Z"),
            ("18:30", "2026-11-22T09:30:00Z"),
            ("06:00", "2026-11-22T21:00:00Z"),
        ] {
            assert_eq!(Until::parse(text).unwrap().after(now), at(expected), "{text}");
        }
        for text in ["", "tomorrow", "2026-12-01", "25:00", "2026-13-01T06:00"] {
            assert!(Until::parse(text).is_none(), "{text}");
        }
    }
}
