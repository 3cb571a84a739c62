use jiff::{SignedDuration, Timestamp};
use madoguchi_store::{
    At, Work,
    audit::{AuditEvent, EventFilter},
};
use madoguchi_testkit::on_both_engines;

use super::{Broken, Verification, export, seal, verify};
use crate::testing::Story;

/// Records events 1 to `last` of the story's insurer, a second apart.
async fn record(story: &Story, last: i64) {
    for id in 1..=last {
        let event = &AuditEvent {
            id,
            at: At::from(story.portal.clock.now()),
            insurer_id: (id % 2 == 1).then_some(story.insurer.id),
            actor_kind: "service".to_owned(),
            actor: "story".to_owned(),
            action: "story.told".to_owned(),
            subject: format!("page:{id}"),
            detail: format!(r#"{{"page":{id}}}"#),
        };
        story.portal.store.write(|work: Work| async move { work.record(event).await }).await.unwrap();
        story.later(SignedDuration::from_secs(1));
    }
}

async fn sealed_story(database: madoguchi_testkit::TestDatabase) -> Story {
    let story = Story::begin(database).await;
    record(&story, 5).await;
    assert_eq!(seal(&story.portal).await.unwrap(), 5);
    story
}

async fn found(story: &Story) -> Verification {
    verify(&story.portal.store).await.unwrap()
}

on_both_engines! {
    async fn a_trail_that_nobody_touched_holds(database: TestDatabase) {
        let story = Story::begin(database).await;
        record(&story, 5).await;
        let before = found(&story).await;
        assert_eq!((before.sealed, before.waiting, before.broken), (0, 5, None));
        assert_eq!(seal(&story.portal).await.unwrap(), 5);
        assert_eq!(seal(&story.portal).await.unwrap(), 0);
        let after = found(&story).await;
        assert_eq!((after.sealed, after.waiting, after.broken), (5, 0, None));
        assert_ne!(after.head, before.head);
    }

    async fn more_events_than_one_batch_are_sealed_in_one_chain(database: TestDatabase) {
        let story = Story::begin(database).await;
        record(&story, 501).await;
        assert_eq!(seal(&story.portal).await.unwrap(), 501);
        assert_eq!(found(&story).await.sealed, 501);
    }

    async fn an_edited_event_is_found(database: TestDatabase) {
        let story = sealed_story(database).await;
        story.rows::<(i64,)>("UPDATE audit_events SET actor = 'nobody' WHERE id = 3 RETURNING id").await;
        let found = found(&story).await;
        assert_eq!((found.sealed, found.broken), (2, Some(Broken::Edited { seq: 3, event_id: 3 })));
    }

    async fn a_deleted_event_is_found(database: TestDatabase) {
        let story = sealed_story(database).await;
        story.rows::<(i64,)>("DELETE FROM audit_events WHERE id = 4 RETURNING id").await;
        assert_eq!(found(&story).await.broken, Some(Broken::Deleted { seq: 4, event_id: 4 }));
    }

    async fn an_event_deleted_with_its_link_is_found(database: TestDatabase) {
        let story = sealed_story(database).await;
        story.rows::<(i64,)>("DELETE FROM audit_events WHERE id = 2 RETURNING id").await;
        story.rows::<(i64,)>("DELETE FROM audit_seals WHERE seq = 2 RETURNING seq").await;
        assert_eq!(found(&story).await.broken, Some(Broken::LinkMissing { seq: 2 }));
        story.rows::<(i64,)>("UPDATE audit_seals SET seq = seq - 1 WHERE seq = 3 RETURNING seq").await;
        assert_eq!(found(&story).await.broken, Some(Broken::Edited { seq: 2, event_id: 3 }));
    }

    async fn an_inserted_event_is_found(database: TestDatabase) {
        let story = sealed_story(database).await;
        let insert = "INSERT INTO audit_events (id, at, actor_kind, actor, action, subject, detail)
             VALUES (9, 9, 'member', 'x', 'y', 'z', '{}') RETURNING id";
        story.rows::<(i64,)>(insert).await;
        assert_eq!(seal(&story.portal).await.unwrap(), 0);
        assert_eq!(found(&story).await.broken, Some(Broken::Inserted { event_id: 9 }));
    }

    async fn an_event_deleted_before_it_was_sealed_is_found(database: TestDatabase) {
        let story = Story::begin(database).await;
        record(&story, 2).await;
        story.rows::<(i64,)>("DELETE FROM audit_events WHERE id = 1 RETURNING id").await;
        assert_eq!(seal(&story.portal).await.unwrap(), 1);
        assert_eq!(found(&story).await.broken, Some(Broken::Lost { event_id: 1 }));
    }

    async fn an_export_has_the_insurers_events_of_the_period(database: TestDatabase) {
        let story = sealed_story(database).await;
        let start: Timestamp = "2026-11-22T01:00:00Z".parse().unwrap();
        let (from, until) = (At::from(start + SignedDuration::from_secs(1)), At::from(start + SignedDuration::from_secs(4)));
        let filter = EventFilter { insurer_id: Some(story.insurer.id), from, until };
        let mut lines = Vec::new();
        assert_eq!(export(&story.portal.store, &filter, &mut lines).await.unwrap(), 1);
        let line: serde_json::Value = serde_json::from_slice(&lines).unwrap();
        assert_eq!((&line["id"], &line["insurer"], &line["at"]), (&3.into(), &"sakura".into(), &"2026-11-22T01:00:02Z".into()));
        assert_eq!((&line["detail"]["page"], &line["seq"]), (&3.into(), &3.into()));
        assert_eq!(line["seal"].as_str().unwrap().len(), 64);

        let all = EventFilter { insurer_id: None, from: At::from(Timestamp::MIN), until: At::from(Timestamp::MAX) };
        let mut lines = Vec::new();
        assert_eq!(export(&story.portal.store, &all, &mut lines).await.unwrap(), 5);
        assert_eq!(lines.iter().filter(|byte| **byte == b'\n').count(), 5);
    }
}
