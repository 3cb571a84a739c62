use std::time::Duration;

use jiff::SignedDuration;
use madoguchi_store::{At, Work, login_failures::LoginTry};
use madoguchi_testkit::{on_both_engines, people::YUI};
use tokio::sync::watch;

use super::{JOBS, Job, LEASE, cleaning, run, run_apart, run_leased};
use crate::{
    member::signup::story::{at_code, logged_in},
    testing::Story,
};

on_both_engines! {
    async fn a_job_that_another_server_has_is_left_to_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (portal, seal) = (&story.portal, JOBS[0]);
        let take = |holder: i64| async move {
            let now = portal.clock.now();
            let (at, until) = (At::from(now), At::from(now + LEASE));
            portal.store.write(|work: Work| async move { work.take_lease(seal.name, holder, at, until).await }).await.unwrap()
        };
        assert!(take(1).await);
        assert_eq!(run_leased(portal, seal, 2).await.unwrap(), None);
        story.later(LEASE);
        assert_eq!(run_leased(portal, seal, 2).await.unwrap(), Some(0), "the server that had it died");
        assert_eq!(run_leased(portal, seal, 3).await.unwrap(), Some(0), "it was given back");
    }

    async fn a_fault_of_the_program_in_one_run_fails_that_run_and_does_not_end_the_job(database: TestDatabase) {
        let story = Story::begin(database).await;
        let broken = Job { name: "broken", every: Duration::from_secs(1), run: |_| Box::pin(async { panic!("福田 結衣") }) };
        let failure = run_apart(&story.portal, broken, 1).await.unwrap_err();
        assert!(failure.contains("panicked") && !failure.contains("福田"), "{failure}");
        story.later(LEASE);
        assert_eq!(run_apart(&story.portal, Job { name: "broken", ..JOBS[0] }, 2).await, Ok(()), "its lease runs out");
    }

    async fn what_ended_is_removed_and_what_lives_stays(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let _ = logged_in(&story, &YUI, "yui.fukuda").await;
        cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM sessions").await, 1);
        assert_eq!(story.count("SELECT COUNT(*) FROM signup_flows").await, 1);
        story.later(SignedDuration::from_mins(30));
        cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM sessions").await, 0, "30 minutes without a request");
        story.later(SignedDuration::from_mins(60));
        cleaning::run_once(&story.portal).await.unwrap();
        for table in ["SELECT COUNT(*) FROM signup_flows", "SELECT COUNT(*) FROM codes"] {
            assert_eq!(story.count(table).await, 0, "{table}");
        }
        story.later(SignedDuration::from_hours(24));
        cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM limit_counters").await, 0);
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids").await, 1, "an account's user ID stays for ever");
    }

    async fn a_user_id_that_a_flow_left_behind_is_free_again(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let _ = at_code(&story.client, &YUI, "yui.fukuda").await;
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids").await, 1);
        story.later(SignedDuration::from_hours(2));
        cleaning::run_once(&story.portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM user_ids").await, 0);
    }

    async fn a_login_that_only_recovery_reopens_stays_closed_for_ever(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (portal, at) = (&story.portal, At::from(story.portal.clock.now()));
        let fail = |bucket: &'static [u8], times: usize| portal.store.write(move |work: Work| async move {
            for _ in 0..times {
                work.take_login_try(bucket, b"owner", 100, at).await?;
            }
            Ok(())
        });
        fail(b"a few", 3).await.unwrap();
        fail(b"a hundred", 100).await.unwrap();
        story.later(SignedDuration::from_hours(24 * 365));
        cleaning::run_once(portal).await.unwrap();
        assert_eq!(story.count("SELECT COUNT(*) FROM login_failures").await, 1);
        let after = At::from(portal.clock.now());
        let again = portal.store.write(|work: Work| async move { work.take_login_try(b"a hundred", b"owner", 100, after).await });
        assert!(matches!(again.await.unwrap(), LoginTry::Refused(_)));
    }

    async fn the_runner_runs_every_job_once_at_the_start_and_ends_when_told(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let _ = logged_in(&story, &YUI, "yui.fukuda").await;
        let (stop, shutdown) = watch::channel(false);
        let running = tokio::spawn(run(story.portal.clone(), shutdown));
        while story.count("SELECT COUNT(*) FROM audit_queue").await > 0 {
            tokio::task::yield_now().await;
        }
        stop.send(true).unwrap();
        running.await.unwrap();
        assert!(story.count("SELECT COUNT(*) FROM audit_seals").await > 0);
    }
}
