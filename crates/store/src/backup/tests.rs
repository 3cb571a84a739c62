use std::os::unix::fs::PermissionsExt;

use madoguchi_testkit::{Engine, TestDatabase, on_both_engines};

use super::*;
use crate::testing::{at, open};

/// The file of a database, and a name beside it.
fn files(database: &TestDatabase, name: &str) -> (PathBuf, PathBuf) {
    let file = file_of(database.url()).unwrap();
    let beside = file.with_file_name(name);
    (file, beside)
}

async fn put(store: &Database, name: &str, value: &[u8]) {
    store.write(|work| async move { work.put_fact(name, value).await }).await.unwrap();
}

async fn fact(store: &Database, name: &str) -> Option<Vec<u8>> {
    store.read(|work| async move { work.fact(name).await }).await.unwrap()
}

on_both_engines! {
    async fn only_an_embedded_database_is_copied_here(database: TestDatabase) {
        let store = open(&database).await;
        let target = std::env::temp_dir().join(format!("madoguchi-copy-{}.db", std::process::id()));
        match database.engine() {
            Engine::Sqlite => assert!(store.check_integrity().await.is_ok() && file_of(database.url()).is_some()),
            Engine::Postgres => {
                assert!(matches!(store.copy_to(&target).await, Err(BackupError::NotEmbedded)));
                assert!(matches!(store.check_integrity().await, Err(BackupError::NotEmbedded)));
                assert_eq!(file_of(database.url()), None);
            }
        }
        assert!(!target.exists());
    }
}

#[tokio::test]
async fn a_copy_is_of_one_instant_private_and_leaves_nothing_beside_it() {
    let database = Engine::Sqlite.fresh().await;
    let store = open(&database).await;
    let (_, copy) = files(&database, "copy.db");
    put(&store, "before", b"1").await;
    // While a unit of work writes: what is not committed is not in the copy.
    let (writing, target) = (&store, &copy);
    let unit = |work: crate::Work| async move {
        work.put_fact("under way", b"2").await?;
        writing.copy_to(target).await.unwrap();
        work.take_lease("copying", 1, at(0), at(60)).await
    };
    assert!(store.write(unit).await.unwrap());
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!with_ending(&copy, ".unfinished").exists());

    let copied = Database::open_file(&copy).await.unwrap();
    copied.check_integrity().await.unwrap();
    assert_eq!((fact(&copied, "before").await, fact(&copied, "under way").await), (Some(b"1".to_vec()), None));
    assert_eq!(fact(&store, "under way").await, Some(b"2".to_vec()));
    assert_eq!(copied.migration_state().await.unwrap().missing, 0);
}

#[tokio::test]
async fn a_copy_that_cannot_be_made_leaves_nothing_behind() {
    let database = Engine::Sqlite.fresh().await;
    let store = open(&database).await;
    let (file, copy) = files(&database, "missing-folder/copy.db");
    assert!(matches!(store.copy_to(&copy).await, Err(BackupError::File(_))));
    // A folder stands where the copy should.
    let (_, taken) = files(&database, "taken");
    std::fs::create_dir_all(taken.join("by-something")).unwrap();
    assert!(store.copy_to(&taken).await.is_err());
    assert!(!with_ending(&taken, ".unfinished").exists());
    // Another copy to the same place is under way: it is left alone.
    let (_, twice) = files(&database, "twice.db");
    std::fs::write(with_ending(&twice, ".unfinished"), b"another's").unwrap();
    assert!(matches!(store.copy_to(&twice).await, Err(BackupError::File(_))));
    assert_eq!(std::fs::read(with_ending(&twice, ".unfinished")).unwrap(), b"another's");
    assert!(!twice.exists() && file.exists());
}

#[tokio::test]
async fn damage_is_found() {
    let database = Engine::Sqlite.fresh().await;
    let store = open(&database).await;
    for number in 0..64 {
        put(&store, &format!("fact {number}"), &[number; 2_000]).await;
    }
    let (_, copy) = files(&database, "copy.db");
    store.copy_to(&copy).await.unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let last_pages = bytes.len() - 8 * 4096;
    bytes[last_pages..].fill(0xff);
    std::fs::write(&copy, bytes).unwrap();
    let damaged = Database::open_file(&copy).await.unwrap();
    assert!(matches!(damaged.check_integrity().await, Err(BackupError::Damaged(_) | BackupError::Database(_))));
}

#[tokio::test]
async fn a_file_is_copied_whole_and_private_over_what_an_earlier_try_left() {
    let database = Engine::Sqlite.fresh().await;
    let (file, copy) = files(&database, "copy.db");
    std::fs::write(&file, b"what is there").unwrap();
    for ending in ["", "-wal", "-shm", "-journal"] {
        std::fs::write(with_ending(&copy, ending), b"left by an earlier try, and longer").unwrap();
    }
    copy_file(&file, &copy).unwrap();
    assert_eq!(std::fs::read(&copy).unwrap(), b"what is there");
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(["-wal", "-shm", "-journal"].iter().all(|ending| !with_ending(&copy, ending).exists()));
    assert!(matches!(copy_file(&file.with_file_name("nothing.db"), &copy), Err(BackupError::File(_))));
    assert_eq!(std::fs::read(&copy).unwrap(), b"what is there", "what was there stays until there is something in its place");
}

#[tokio::test]
async fn a_database_in_use_is_not_put_aside_and_a_free_one_is_one_file() {
    let database = Engine::Sqlite.fresh().await;
    let store = open(&database).await;
    put(&store, "kept", b"1").await;
    let file = &file_of(database.url()).unwrap();
    let hold = |work: crate::Work| async move {
        work.put_fact("under way", b"2").await?;
        assert!(matches!(make_alone(file).await, Err(BackupError::Database(_))), "a server writes");
        Ok(())
    };
    store.write(hold).await.unwrap();
    assert!(matches!(make_alone(file).await, Err(BackupError::Database(_))), "a server has it open");
    store.close().await;
    make_alone(file).await.unwrap();
    assert!(files_beside(file).iter().all(|beside| !beside.exists()), "everything is in the one file");
    assert_eq!(fact(&Database::open_file(file).await.unwrap(), "under way").await, Some(b"2".to_vec()));
}

#[tokio::test]
async fn a_database_is_removed_with_what_is_kept_beside_it_and_a_failure_is_told() {
    let database = Engine::Sqlite.fresh().await;
    let (_, copy) = files(&database, "left.db");
    remove(&copy).unwrap();
    for file in std::iter::once(copy.clone()).chain(files_beside(&copy)) {
        std::fs::write(file, "left").unwrap();
    }
    remove(&copy).unwrap();
    assert!(!copy.exists() && files_beside(&copy).iter().all(|beside| !beside.exists()));
    std::fs::create_dir(&copy).unwrap();
    assert!(remove(&copy).is_err(), "what is there and stays is not taken for removed");
}
