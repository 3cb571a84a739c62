use madoguchi_testkit::on_both_engines;

use super::*;
use crate::testing::{INSURER, add_insurer, at, open_with_insurer};

on_both_engines! {
    async fn a_plan_tells_how_far_it_is_until_it_ends_and_is_its_insurers_own(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add_insurer(&store, 8, "kaede").await;
        let plan = &LetterPlan {
            insurer_id: INSURER,
            id: 1,
            actor: "staff:1".to_owned(),
            wish: "kind=pdf".to_owned(),
            stage: "working".to_owned(),
            people_read: 0,
            outcome: String::new(),
            told_at: at(1),
        };
        let failing = &LetterPlan { id: 2, ..plan.clone() };
        let begin = |work: Work| async move {
            work.add_letter_plan(plan).await?;
            work.add_letter_plan(failing).await?;
            work.tell_letter_plan(INSURER, 1, 500, at(2)).await
        };
        store.write(begin).await.unwrap();
        let found = async |insurer_id, id| store.read(|work| async move { work.letter_plan(insurer_id, id).await }).await.unwrap();
        assert_eq!(found(INSURER, 1).await, Some(LetterPlan { people_read: 500, told_at: at(2), ..plan.clone() }));
        assert_eq!(found(8, 1).await, None);
        let end = |work: Work| async move {
            work.end_letter_plan(INSURER, 1, Some("{}"), at(3)).await?;
            work.end_letter_plan(INSURER, 2, None, at(4)).await?;
            work.tell_letter_plan(INSURER, 1, 9, at(9)).await
        };
        store.write(end).await.unwrap();
        let ended = found(INSURER, 1).await.unwrap();
        assert_eq!((ended.stage.as_str(), ended.outcome.as_str(), ended.people_read), ("done", "{}", 500), "a late word changes nothing");
        assert_eq!(found(INSURER, 2).await.unwrap().stage, "failed");
        assert_eq!(store.write(|work| async move { work.remove_old_letter_plans(at(3)).await }).await.unwrap(), 1);
    }
}
