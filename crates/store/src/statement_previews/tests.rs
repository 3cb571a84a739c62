use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    previews::ImportProblem,
    testing::{INSURER, at, open_with_insurer},
};

fn preview(id: i64) -> StatementPreview {
    StatementPreview {
        insurer_id: INSURER,
        id,
        kind: "costs".to_owned(),
        file_name: "医療費.csv".to_owned(),
        file_sha256: vec![1, 2],
        mode: "add".to_owned(),
        options: "{}".to_owned(),
        actor: "staff:1".to_owned(),
        state: "previewed".to_owned(),
        base_version: 3,
        roster_version: 5,
        rows_read: 10,
        outcome: r#"{"added":10}"#.to_owned(),
        approval_reasons: "removals".to_owned(),
        started_at: at(id),
        handed_in_by: None,
        handed_in_at: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        import_version: None,
    }
}

async fn add(store: &Database, id: i64) {
    let preview = &preview(id);
    store.write(|work| async move { work.add_statement_preview(preview).await }).await.unwrap();
}

async fn read(store: &Database, id: i64) -> StatementPreview {
    store.read(|work| async move { work.statement_preview(INSURER, id).await }).await.unwrap().unwrap()
}

on_both_engines! {
    async fn a_file_is_handed_in_and_decided_on_once(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        add(store, 1).await;
        assert_eq!(read(store, 1).await, preview(1));
        let hand_in = || store.write(|work| async move { work.hand_in_statement_preview(INSURER, 1, "staff:1", at(20)).await });
        assert!(hand_in().await.unwrap() && !hand_in().await.unwrap());
        let awaiting = |work: Work| async move { work.statement_previews_in(INSURER, ImportState::AwaitingApproval).await };
        assert_eq!(store.read(awaiting).await.unwrap().len(), 1);
        let decide = |version: Option<i64>| {
            store.write(move |work| async move {
                let decision = Decision { by: "staff:2", at: at(30), note: "見ました" };
                let states = (ImportState::AwaitingApproval, ImportState::Applied);
                work.decide_on_statement_preview(INSURER, 1, states, decision, version).await
            })
        };
        assert!(decide(Some(4)).await.unwrap() && !decide(Some(5)).await.unwrap());
        let done = read(store, 1).await;
        assert_eq!((done.state.as_str(), done.decided_by.as_deref(), done.import_version), ("applied", Some("staff:2"), Some(4)));
        assert_eq!((done.handed_in_at, done.decided_at, done.decision_note.as_deref()), (Some(at(20)), Some(at(30)), Some("見ました")));
    }

    async fn the_latest_come_first_page_by_page_and_only_to_their_insurer(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        for id in 1..=3 {
            add(store, id).await;
        }
        let page = |insurer_id: i64, before: i64| async move {
            let found = store.read(|work| async move { work.statement_previews(insurer_id, before, 2).await }).await.unwrap();
            found.into_iter().map(|found| found.id).collect::<Vec<_>>()
        };
        assert_eq!((page(INSURER, i64::MAX).await, page(INSURER, 2).await), (vec![3, 2], vec![1]));
        assert!(page(INSURER + 1, i64::MAX).await.is_empty());
        let states = (ImportState::Previewed, ImportState::Previewing);
        let change = || store.write(|work| async move { work.change_statement_preview(INSURER, 1, states).await });
        assert!(change().await.unwrap() && !change().await.unwrap());
    }

    async fn the_file_comes_back_piece_by_piece_until_it_is_dropped(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        add(store, 1).await;
        for (seq, piece) in [(1, &b"abc"[..]), (2, &b"\0\xFF"[..])] {
            store.write(|work| async move { work.keep_statement_file(INSURER, 1, seq, piece).await }).await.unwrap();
        }
        let piece = |seq: i64| async move { store.read(|work| async move { work.statement_file(INSURER, 1, seq).await }).await.unwrap() };
        assert_eq!([piece(1).await, piece(2).await, piece(3).await], [Some(b"abc".to_vec()), Some(b"\0\xFF".to_vec()), None]);
        assert_eq!(store.write(|work| async move { work.drop_statement_file(INSURER, 1, 1).await }).await.unwrap(), 1);
        assert_eq!((piece(1).await.is_some(), piece(2).await.is_some()), (false, true));
    }

    async fn what_is_old_is_void_and_forgotten_and_then_is_old_no_more(database: TestDatabase) {
        let store = &open_with_insurer(&database).await;
        add(store, 1).await;
        add(store, 9).await;
        let problem = &ImportProblem { seq: 1, is_error: true, line: Some(2), column_name: None, problem: "？".to_owned(), remedy: "直す".to_owned() };
        let keep = |work: Work| async move {
            work.keep_statement_problem(INSURER, 1, problem).await?;
            work.keep_statement_problem(INSURER, 1, &ImportProblem { seq: 2, is_error: false, ..problem.clone() }).await
        };
        store.write(keep).await.unwrap();
        let problems = |are_errors: bool, after: i64| async move {
            store.read(|work| async move { work.statement_problems(INSURER, 1, are_errors, after, 10).await }).await.unwrap()
        };
        assert_eq!(problems(true, 0).await, std::slice::from_ref(problem));
        assert_eq!((problems(false, 0).await.len(), problems(true, 1).await.len()), (1, 0));
        let old = || async move { store.read(|work| async move { work.old_statement_previews(at(5)).await }).await.unwrap() };
        assert_eq!(old().await, [(INSURER, 1)]);
        store.write(|work| async move { work.expire_statement_preview(INSURER, 1).await }).await.unwrap();
        assert_eq!((read(store, 1).await.state.as_str(), problems(true, 0).await.len(), old().await.len()), ("expired", 0, 0));
    }
}
