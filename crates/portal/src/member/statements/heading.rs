//! What stands above every page of statements: which months are published, when the next are, and the years to choose from.

use madoguchi_rules::costs::CareMonth;

use super::Calendar;
use crate::web::Visit;

/// The release calendar in words, and the years.
pub struct Heading {
    /// Which months are published, and when the next are.
    pub published: Vec<String>,
    /// Address and words of each year, and whether it is the one that is shown.
    pub years: Vec<(String, String, bool)>,
}

impl Heading {
    /// Of the page at `address` that shows this year.
    pub fn of(visit: &Visit, calendar: &Calendar, address: &str, shown: i16) -> Heading {
        let texts = &visit.texts().costs;
        let year = |year: i16| (format!("{address}?year={year}"), (texts.year)(year), year == shown);
        Heading { published: published(visit, calendar), years: calendar.years().into_iter().map(year).collect() }
    }
}

/// The range of the published months, and the next release.
pub fn published(visit: &Visit, calendar: &Calendar) -> Vec<String> {
    let texts = &visit.texts().costs;
    let range = calendar.months.first().zip(calendar.months.last());
    let range = range.map(|(first, last)| (texts.range)(&month_in_words(visit, *first), &month_in_words(visit, *last)));
    let next = calendar.next.map_or_else(|| texts.no_next_release.to_owned(), |day| (texts.next_release)(&visit.language.date(day)));
    range.into_iter().chain([next]).collect()
}

/// A month in the visitor's language.
pub fn month_in_words(visit: &Visit, month: CareMonth) -> String {
    (visit.texts().costs.month)(month.year(), month.month())
}
