//! What the contract tests of the rooms share.

use jiff::Timestamp;
use madoguchi_testkit::TestDatabase;

use crate::{At, Database};

/// A database up to date.
pub(crate) async fn open(database: &TestDatabase) -> Database {
    let store = Database::open(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// So many seconds into the story.
pub(crate) fn at(second: i64) -> At {
    At::from(Timestamp::from_second(1_795_000_000 + second).unwrap())
}
