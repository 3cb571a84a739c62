use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    testing::{INSURER, at, open_with_insurer},
};

fn task(id: i64) -> FileTask {
    FileTask {
        insurer_id: INSURER,
        id,
        room: "roster".to_owned(),
        kind: "look".to_owned(),
        import_id: None,
        actor: "staff:1".to_owned(),
        file_name: "名簿.csv".to_owned(),
        options: "{}".to_owned(),
        stage: "working".to_owned(),
        phase: "reading".to_owned(),
        done: 0,
        total: 0,
        columns: String::new(),
        problem: String::new(),
        began_at: at(0),
        told_at: at(0),
    }
}

async fn add(store: &Database, id: i64) {
    let task = &task(id);
    store.write(|work| async move { work.add_file_task(task).await }).await.unwrap();
}

async fn read(store: &Database, id: i64) -> Option<FileTask> {
    store.read(|work| async move { work.file_task(INSURER, id).await }).await.unwrap()
}

async fn under_way(store: &Database, since: i64) -> Vec<i64> {
    let tasks = store.read(|work| async move { work.file_tasks_under_way(INSURER, at(since)).await }).await.unwrap();
    tasks.into_iter().map(|task| task.id).collect()
}

on_both_engines! {
    async fn a_task_tells_how_far_it_is_until_it_ends(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add(&store, 1).await;
        add(&store, 2).await;
        assert_eq!(read(&store, 1).await, Some(task(1)));
        let progress = TaskProgress { phase: "writing", done: 2_000, total: 5_000 };
        store.write(|work| async move { work.tell_file_task(INSURER, 1, progress, at(9)).await }).await.unwrap();
        let told = read(&store, 1).await.unwrap();
        assert_eq!((told.phase.as_str(), told.done, told.total, told.told_at), ("writing", 2_000, 5_000, at(9)));
        assert_eq!((under_way(&store, -1).await, under_way(&store, 5).await), (vec![2, 1], vec![1]));
        store.write(|work| async move { work.end_file_task(INSURER, 1, Some(7), "", at(10)).await }).await.unwrap();
        store.write(|work| async move { work.end_file_task(INSURER, 2, None, "busy", at(10)).await }).await.unwrap();
        let (done, failed) = (read(&store, 1).await.unwrap(), read(&store, 2).await.unwrap());
        assert_eq!((done.stage.as_str(), done.import_id, failed.stage.as_str(), failed.problem.as_str()), ("done", Some(7), "failed", "busy"));
        store.write(|work| async move { work.tell_file_task(INSURER, 1, progress, at(11)).await }).await.unwrap();
        assert_eq!(read(&store, 1).await.unwrap().told_at, at(10), "a task that ended tells nothing more");
        assert!(under_way(&store, -1).await.is_empty());
        let removed = store.write(|work| async move { work.remove_old_file_tasks(at(10)).await }).await.unwrap();
        assert_eq!((removed, read(&store, 1).await), (2, None));
    }

    async fn a_task_waits_for_the_columns_once(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add(&store, 1).await;
        store.write(|work| async move { work.ask_for_columns(INSURER, 1, "[1]", at(1)).await }).await.unwrap();
        let asked = read(&store, 1).await.unwrap();
        assert_eq!((asked.stage.as_str(), asked.columns.as_str()), ("columns", "[1]"));
        assert_eq!(under_way(&store, -1).await, [1]);
        let go_on = || store.write(|work| async move { work.go_on_with_file_task(INSURER, 1, at(2)).await });
        assert!(go_on().await.unwrap() && !go_on().await.unwrap());
        let working = read(&store, 1).await.unwrap();
        assert_eq!((working.stage.as_str(), working.columns.as_str()), ("working", ""), "what stood in the file is forgotten");
    }

    async fn another_insurer_has_none_of_it(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add(&store, 1).await;
        let (of_another, under_way) = store
            .read(|work| async move { Ok((work.file_task(INSURER + 1, 1).await?, work.file_tasks_under_way(INSURER + 1, at(-1)).await?)) })
            .await
            .unwrap();
        assert!(of_another.is_none() && under_way.is_empty());
    }
}
