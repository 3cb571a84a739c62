//! Databases on the one PostgreSQL server that `script/test` starts for all test processes.
//!
//! The server's address is in `MADOGUCHI_TEST_POSTGRES`. A test without it fails, and never passes by being left
//! out: half of the storage would go untested unseen.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use url::Url;

use crate::TestDatabase;

/// Where the server's address stands.
pub const VARIABLE: &str = "MADOGUCHI_TEST_POSTGRES";

/// A new, empty database with a name of its own.
pub async fn fresh_database() -> TestDatabase {
    create(None).await
}

/// A new database that is a copy of a prepared one. The first test that asks for `key` prepares it (migrations,
/// sample rows) and every later test, in whatever process, gets a copy in a few milliseconds.
///
/// `key` stands for what `prepare` does: put a hash of the migrations into it, so that a server that outlives a
/// change of them does not serve old copies. `prepare` gets the address of an empty database and must have closed
/// its connections when it ends. At most 40 letters, digits and `_`.
pub async fn fresh_copy<Preparation>(key: &str, prepare: impl FnOnce(String) -> Preparation) -> TestDatabase
where
    Preparation: Future<Output = ()>,
{
    assert!(
        !key.is_empty() && key.len() <= 40 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
        "the key of a prepared database has 1 to 40 letters, digits and _, but this is {key:?}"
    );
    let template = format!("template_{}", key.to_ascii_lowercase());
    let mut server = connect().await;
    // Whoever comes first prepares; the others wait here. The lock goes with the connection.
    sqlx::query("SELECT pg_advisory_lock(hashtextextended($1, 0))")
        .bind(&template)
        .execute(&mut server)
        .await
        .expect("PostgreSQL's advisory lock");
    let (is_there,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
        .bind(&template)
        .fetch_one(&mut server)
        .await
        .expect("PostgreSQL's list of databases");
    if !is_there {
        // Under another name until it is whole: a preparation that failed leaves no half template behind.
        let unfinished = fresh_database().await;
        prepare(unfinished.url().to_owned()).await;
        let name = name_in(unfinished.url());
        run(&mut server, format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")).await;
        end_connections(&mut server, &name).await;
        run(&mut server, format!("ALTER DATABASE {name} RENAME TO {template}")).await;
    }
    close(server).await;
    create(Some(&template)).await
}

async fn create(template: Option<&str>) -> TestDatabase {
    let name = unique_name();
    let mut server = connect().await;
    let copied = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    run(&mut server, format!("CREATE DATABASE {name}{copied}")).await;
    close(server).await;
    let mut url = server_url();
    url.set_path(&name);
    TestDatabase::on_postgres(url.into())
}

/// Drops the database of an address together with the connections that are still open. It runs in a thread with a
/// runtime of its own, because a value may be dropped inside a runtime that cannot wait.
pub(crate) fn drop_database(url: &str) {
    let name = name_in(url);
    let dropping = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut server = connect().await;
            run(&mut server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            close(server).await;
        });
    });
    // A test that is failing already must not abort in its drop; the server goes at the end of the run anyway.
    if dropping.join().is_err() && !std::thread::panicking() {
        panic!("the test's database could not be dropped");
    }
}

/// The new template keeps its rows, yet CREATE DATABASE … TEMPLATE refuses while anyone is connected to it.
async fn end_connections(server: &mut PgConnection, name: &str) {
    sqlx::query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1")
        .bind(name)
        .execute(&mut *server)
        .await
        .expect("PostgreSQL ends the connections of a prepared database");
}

async fn run(server: &mut PgConnection, statement: String) {
    // The name of a database cannot be bound; the names here are made by this file.
    sqlx::raw_sql(AssertSqlSafe(statement.clone()))
        .execute(server)
        .await
        .unwrap_or_else(|error| panic!("PostgreSQL refuses {statement}: {error}"));
}

async fn connect() -> PgConnection {
    let url = server_url();
    let options = PgConnectOptions::from_url(&url).unwrap_or_else(|error| panic!("{VARIABLE} is no address: {error}"));
    PgConnection::connect_with(&options).await.unwrap_or_else(|error| {
        panic!("PostgreSQL of {VARIABLE} does not answer ({error}). Start it anew: eval \"$(script/postgres start)\"")
    })
}

async fn close(server: PgConnection) {
    server.close().await.expect("PostgreSQL lets the connection go");
}

fn server_url() -> Url {
    let value = std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!(
            "{VARIABLE} is not set, so this test has no PostgreSQL. Run script/test, or start a server by \
             eval \"$(script/postgres start)\" and run the test again"
        )
    });
    Url::parse(&value).unwrap_or_else(|error| panic!("{VARIABLE} is no address: {error}"))
}

/// `story_`, then what no two tests on one machine share: time, process and a counter.
fn unique_name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("story_{:x}_{:x}_{count}", since.as_micros(), std::process::id())
}

fn name_in(url: &str) -> String {
    let url = Url::parse(url).expect("the address of a test's database");
    url.path().trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn connection_to(database: &TestDatabase) -> PgConnection {
        PgConnection::connect(database.url()).await.expect("the test's own database")
    }

    async fn count_of(database: &TestDatabase, table: &str) -> i64 {
        let mut connection = connection_to(database).await;
        let (count,): (i64,) =
            sqlx::query_as("SELECT count(*) FROM pg_tables WHERE tablename = $1").bind(table).fetch_one(&mut connection).await.unwrap();
        count
    }

    #[tokio::test]
    async fn two_databases_are_strangers() {
        let (one, other) = (fresh_database().await, fresh_database().await);
        let mut connection = connection_to(&one).await;
        sqlx::query("CREATE TABLE only_here (a BIGINT)").execute(&mut connection).await.unwrap();
        assert_eq!(count_of(&one, "only_here").await, 1);
        assert_eq!(count_of(&other, "only_here").await, 0);
    }

    #[tokio::test]
    async fn a_database_goes_with_its_value_though_someone_is_connected() {
        let database = fresh_database().await;
        let url = database.url().to_owned();
        let still_open = connection_to(&database).await;
        drop(database);
        assert!(PgConnection::connect(&url).await.is_err());
        drop(still_open);
    }

    #[tokio::test]
    async fn copies_of_a_prepared_database_are_prepared_once_and_then_apart() {
        let key = format!("kit_{}", unique_name());
        let prepared = AtomicU32::new(0);
        let prepare = async |url: String| {
            prepared.fetch_add(1, Ordering::Relaxed);
            let mut connection = PgConnection::connect(&url).await.unwrap();
            sqlx::query("CREATE TABLE prepared (a BIGINT)").execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        };
        let first = fresh_copy(&key, &prepare).await;
        let second = fresh_copy(&key, &prepare).await;
        assert_eq!(prepared.load(Ordering::Relaxed), 1);

        let mut connection = connection_to(&first).await;
        sqlx::query("DROP TABLE prepared").execute(&mut connection).await.unwrap();
        assert_eq!(count_of(&second, "prepared").await, 1);

        let mut template = server_url();
        template.set_path(&format!("template_{key}"));
        drop_database(template.as_str());
    }
}
