//! The maintenance that is on: a row that every server sees, and the clocks of flows that stand still meanwhile.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

/// The one row's identifier.
const THE_ONE: i64 = 1;

/// A maintenance that is on.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Maintenance {
    /// When it began.
    pub begun_at: At,
    /// Until when it was announced.
    pub until_at: At,
    /// What members are told besides; may be empty.
    pub note: String,
}

impl Work {
    /// The maintenance that is on, if one is.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn maintenance(&self) -> Result<Option<Maintenance>, StoreError> {
        fetch_optional!(self, Maintenance, "SELECT begun_at, until_at, note FROM maintenance WHERE id = $1", THE_ONE)
    }

    /// Begins a maintenance; of one that is on, time and note become these, and it goes on from when it began.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_maintenance(&self, maintenance: &Maintenance) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO maintenance (id, begun_at, until_at, note) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET until_at = excluded.until_at, note = excluded.note",
            THE_ONE,
            maintenance.begun_at,
            maintenance.until_at,
            &maintenance.note
        )?;
        Ok(())
    }

    /// Ends the maintenance that is on and answers it; none when none is. The clocks of everything that members had under way stood still:
    /// flows that were alive when it began, their codes and the user IDs that they hold live longer by the length of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_maintenance(&self, at: At) -> Result<Option<Maintenance>, StoreError> {
        let Some(ended) = self.maintenance().await? else { return Ok(None) };
        execute!(self, "DELETE FROM maintenance WHERE id = $1", THE_ONE)?;
        let length = at.milliseconds() - ended.begun_at.milliseconds();
        for prolong in [
            "UPDATE signup_flows SET expires_at = expires_at + $1 WHERE ended_at IS NULL AND expires_at > $2",
            "UPDATE recovery_flows SET expires_at = expires_at + $1 WHERE ended_at IS NULL AND expires_at > $2",
            "UPDATE email_changes SET expires_at = expires_at + $1 WHERE expires_at > $2",
            "UPDATE codes SET expires_at = expires_at + $1 WHERE used_at IS NULL AND expires_at > $2",
            "UPDATE user_ids SET reserved_until = reserved_until + $1 WHERE account_id IS NULL AND reserved_until > $2",
        ] {
            execute!(self, prolong, length.max(0), ended.begun_at)?;
        }
        Ok(Some(ended))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use madoguchi_testkit::on_both_engines;

    use super::*;
    use crate::{
        Database,
        codes::FlowCode,
        insurers::Insurer,
        signup_flows::NewSignupFlow,
        testing::{at, open},
    };

    fn maintenance(begun: i64, until: i64, note: &str) -> Maintenance {
        Maintenance { begun_at: at(begun), until_at: at(until), note: note.to_owned() }
    }

    async fn begin(store: &Database, maintenance: &Maintenance) {
        store.write(|work| async move { work.begin_maintenance(maintenance).await }).await.unwrap();
    }

    async fn end(store: &Database, second: i64) -> Option<Maintenance> {
        store.write(|work| async move { work.end_maintenance(at(second)).await }).await.unwrap()
    }

    on_both_engines! {
        async fn a_maintenance_is_on_from_its_beginning_to_its_end(database: TestDatabase) {
            let store = open(&database).await;
            let now = async || store.read(|work| async move { work.maintenance().await }).await.unwrap();
            assert_eq!((now().await, end(&store, 5).await), (None, None));
            begin(&store, &maintenance(10, 100, "保守")).await;
            begin(&store, &maintenance(50, 200, "延長")).await;
            assert_eq!(now().await, Some(maintenance(10, 200, "延長")), "it goes on from when it began");
            assert_eq!(end(&store, 90).await, Some(maintenance(10, 200, "延長")));
            assert_eq!((now().await, end(&store, 91).await), (None, None));
        }

        async fn the_clock_of_what_was_under_way_stood_still(database: TestDatabase) {
            let store = open(&database).await;
            let insurer = &Insurer {
                id: 7,
                code: "sakura".to_owned(),
                name: "さくら健康保険組合".to_owned(),
                insurer_number: None,
                kind: "kenpo".to_owned(),
                roster_version: 1,
                created_at: at(0),
            };
            store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
            // One flow that is alive when the maintenance begins, and one whose time is over by then.
            for (id, expires) in [(1, 60), (2, 10)] {
                let flow = &NewSignupFlow {
                    id,
                    token_hash: vec![u8::try_from(id).unwrap(); 32],
                    insurer_id: 7,
                    person_id: id,
                    is_ambiguous: false,
                    letter_batch_id: None,
                    at: at(0),
                    expires_at: at(expires),
                };
                let code = &FlowCode {
                    flow_id: id,
                    purpose: "sign_up".to_owned(),
                    code_hash: vec![1; 32],
                    sent_at: at(0),
                    expires_at: at(expires - 5),
                    wrong_tries: 0,
                    used_at: None,
                };
                let key = &format!("user-{id}");
                let open = |work: Work| async move {
                    work.open_signup_flow(flow).await?;
                    work.put_code(code).await?;
                    work.reserve_user_id(key, 7, id, at(expires), at(0)).await
                };
                assert!(store.write(open).await.unwrap());
            }
            begin(&store, &maintenance(20, 500, "")).await;
            end(&store, 1_020).await;
            let flow = async |id: u8, second| store.read(|work| async move { work.signup_flow(&[id; 32], at(second)).await }).await.unwrap();
            assert_eq!(flow(1, 1_059).await.unwrap().expires_at, at(1_060));
            assert!(flow(2, 1_020).await.is_none());
            let codes = [1, 2].map(|id| store.read(move |work| async move { work.code(id).await }));
            let [first, second] = codes;
            assert_eq!((first.await.unwrap().unwrap().expires_at, second.await.unwrap().unwrap().expires_at), (at(1_055), at(5)));
            let taken = async |key: &str, second| store.read(|work| async move { work.user_id_is_taken(key, 9, at(second)).await }).await.unwrap();
            assert!(taken("user-1", 1_059).await && !taken("user-2", 1_020).await);
        }
    }
}
