use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    testing::{INSURER, add_insurer, at, open_with_insurer},
};

fn opening(person_id: i64, number: &str, opened_by: i64, second: i64) -> BenefitOpening {
    BenefitOpening {
        insurer_id: INSURER,
        person_id,
        decision_number: number.to_owned(),
        opened_by,
        account_id: 100 + opened_by,
        opened_at: at(second),
    }
}

async fn note(store: &Database, opening: &BenefitOpening) -> bool {
    store.write(|work| async move { work.note_benefit_opening(opening).await }).await.unwrap()
}

async fn openings(store: &Database, insurer_id: i64, person_id: i64) -> Vec<BenefitOpening> {
    store.read(|work| async move { work.benefit_openings(insurer_id, person_id).await }).await.unwrap()
}

on_both_engines! {
    async fn the_first_opening_of_a_decision_by_a_person_is_never_written_over(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        let first = opening(10, "K-1", 10, 5);
        assert!(note(&store, &first).await);
        let again = BenefitOpening { account_id: 999, ..opening(10, "K-1", 10, 9) };
        assert!(!note(&store, &again).await, "the second of the same person");
        assert_eq!(openings(&store, INSURER, 10).await, vec![first]);
    }

    async fn decisions_people_and_insurers_have_openings_of_their_own_the_earliest_first(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add_insurer(&store, 8, "ume").await;
        let (late, early, dependant) = (opening(10, "K-1", 10, 5), opening(10, "K-1", 11, 2), opening(12, "K-1", 10, 3));
        let (another, elsewhere) = (opening(10, "K-2", 10, 7), BenefitOpening { insurer_id: 8, ..opening(10, "K-1", 10, 1) });
        for one in [&late, &early, &dependant, &another, &elsewhere] {
            assert!(note(&store, one).await, "{one:?}");
        }
        assert_eq!(openings(&store, INSURER, 10).await, vec![early, late, another]);
        assert_eq!(openings(&store, INSURER, 12).await, vec![dependant]);
        assert_eq!(openings(&store, 8, 10).await, vec![elsewhere]);
        assert_eq!(openings(&store, INSURER, 11).await, Vec::new());
    }
}
