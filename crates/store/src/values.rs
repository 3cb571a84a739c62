//! The two kinds of time in the database: instants as UTC milliseconds, calendar dates as ISO text.

use jiff::{Timestamp, civil::Date};
use sqlx::{Decode, Encode, Type, encode::IsNull, error::BoxDynError};

/// An instant, stored as milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct At(i64);

impl At {
    /// The instant as milliseconds since 1970-01-01 UTC.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// The instant as jiff's type.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

impl From<Timestamp> for At {
    fn from(instant: Timestamp) -> Self {
        At(instant.as_millisecond())
    }
}

/// A calendar date (Asia/Tokyo), stored as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Day(date)
    }
}

impl<DB: sqlx::Database> Type<DB> for Day
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as Type<DB>>::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as Type<DB>>::compatible(ty)
    }
}

impl<'q, DB: sqlx::Database> Encode<'q, DB> for Day
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <String as Encode<'q, DB>>::encode(self.0.to_string(), buffer)
    }
}

impl<'r, DB: sqlx::Database> Decode<'r, DB> for Day
where
    String: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Day(<String as Decode<'r, DB>>::decode(value)?.parse()?))
    }
}
