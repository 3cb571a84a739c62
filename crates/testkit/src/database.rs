//! A database that belongs to one test, on either engine.

use tempfile::TempDir;

/// The two engines that every storage method is tested on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded default.
    Sqlite,
    /// The server of `script/test`.
    Postgres,
}

impl Engine {
    /// Both, for a test that compares them side by side.
    pub const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    /// A new, empty database on this engine.
    pub async fn fresh(self) -> TestDatabase {
        match self {
            Engine::Sqlite => crate::sqlite::fresh_file(),
            Engine::Postgres => crate::postgres::fresh_database().await,
        }
    }
}

/// A database of one test. It goes when this value is dropped, with whatever is still connected to it.
#[derive(Debug)]
#[must_use = "the database is removed when this is dropped"]
pub struct TestDatabase {
    url: String,
    engine: Engine,
    directory: Option<TempDir>,
}

impl TestDatabase {
    pub(crate) fn on_sqlite(url: String, directory: TempDir) -> Self {
        Self { url, engine: Engine::Sqlite, directory: Some(directory) }
    }

    pub(crate) fn on_postgres(url: String) -> Self {
        Self { url, engine: Engine::Postgres, directory: None }
    }

    /// `sqlite:///tmp/…/madoguchi.db` or `postgres://…/story_…`, as `database_url` of the configuration takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Which engine it is on.
    pub fn engine(&self) -> Engine {
        self.engine
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.directory.is_none() {
            crate::postgres::drop_database(&self.url);
        }
    }
}

/// Runs each story once on SQLite and once on PostgreSQL, as two tests `a_story::sqlite` and
/// `a_story::postgres` that the runner shows apart.
///
/// The story gets a [`TestDatabase`](crate::TestDatabase) of its own and must hold it as long as it uses the
/// database. The calling crate needs `tokio` with `macros` and `rt-multi-thread`.
///
/// ```
/// madoguchi_testkit::on_both_engines! {
///     async fn a_fresh_database_has_a_url(database: TestDatabase) {
///         assert!(database.url().contains("://"));
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_engines {
    ($( $(#[$attribute:meta])* async fn $story:ident($database:ident : $type:ty) $body:block )+) => {
        $(
            mod $story {
                #[allow(unused_imports)]
                use super::*;
                #[allow(unused_imports)]
                use $crate::TestDatabase;

                async fn story($database: $type) $body

                $(#[$attribute])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    story($crate::Engine::Sqlite.fresh().await).await;
                }

                $(#[$attribute])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    story($crate::Engine::Postgres.fresh().await).await;
                }
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::on_both_engines! {
        async fn a_story_gets_the_engine_that_it_is_named_after(database: TestDatabase) {
            let expected = match std::thread::current().name().map(str::to_owned) {
                Some(name) if name.ends_with("::sqlite") => Engine::Sqlite,
                _ => Engine::Postgres,
            };
            assert_eq!(database.engine(), expected);
            assert!(database.url().starts_with(if expected == Engine::Sqlite { "sqlite://" } else { "postgres://" }));
        }
    }
}
