use madoguchi_testkit::on_both_engines;

use super::{JobRun, Node};
use crate::testing::{at, open};

fn node(id: i64, seen: i64) -> Node {
    Node { id, name: "madoguchi-1".to_owned(), version: "0.1.0".to_owned(), started_at: at(id), seen_at: at(seen) }
}

fn run(ended: i64, failure: Option<&str>) -> JobRun {
    JobRun {
        name: "seal".to_owned(),
        node_id: 1,
        started_at: at(ended - 1),
        ended_at: at(ended),
        dealt_with: ended,
        failure: failure.map(str::to_owned),
        last_good_at: failure.is_none().then(|| at(ended)),
    }
}

on_both_engines! {
    async fn a_server_is_known_while_it_speaks(database: TestDatabase) {
        let store = open(&database).await;
        for node in &[node(1, 10), node(2, 10), node(1, 100)] {
            store.write(|work| async move { work.beat(node).await }).await.unwrap();
        }
        let nodes = store.read(|work| async move { work.nodes().await }).await.unwrap();
        assert_eq!(nodes, [node(2, 10), node(1, 100)]);
        assert_eq!(store.write(|work| async move { work.remove_silent_nodes(at(50)).await }).await.unwrap(), 1);
        store.write(|work| async move { work.remove_node(1).await }).await.unwrap();
        assert!(store.read(|work| async move { work.nodes().await }).await.unwrap().is_empty());
    }

    async fn a_job_that_fails_keeps_when_it_was_last_done(database: TestDatabase) {
        let store = open(&database).await;
        for run in &[run(10, None), run(20, Some("database"))] {
            store.write(|work| async move { work.note_job_run(run).await }).await.unwrap();
        }
        let runs = store.read(|work| async move { work.job_runs().await }).await.unwrap();
        assert_eq!(runs, [JobRun { last_good_at: Some(at(10)), ..run(20, Some("database")) }]);
    }

    async fn only_leases_in_force_are_told(database: TestDatabase) {
        let store = open(&database).await;
        for (name, until) in [("seal", 10), ("cleaning", 20)] {
            store.write(|work| async move { work.take_lease(name, 7, at(0), at(until)).await }).await.unwrap();
        }
        let leases = store.read(|work| async move { work.leases(at(10)).await }).await.unwrap();
        assert_eq!(leases.iter().map(|lease| (lease.name.as_str(), lease.holder)).collect::<Vec<_>>(), [("cleaning", 7)]);
    }
}
