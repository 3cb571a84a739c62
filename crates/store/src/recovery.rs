//! Recovery flows: a member who forgot the password proves by a mail code that the account's address is theirs.
//!
//! A flow without an account is a dummy: it has the same pages and tries, and belongs to a pair of user ID and address that
//! nobody has (contract, section 5, Limits, recovery flows).

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

/// A recovery flow.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RecoveryFlow {
    /// Our own identifier, by which its codes are found.
    pub id: i64,
    /// Keyed hash of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// The account's insurer; none in a dummy.
    pub insurer_id: Option<i64>,
    /// The account; none in a dummy.
    pub account_id: Option<i64>,
    /// The address that was typed: the account's own, unless this is a dummy. Its code is bound to it.
    pub email: String,
    /// When it began.
    pub created_at: At,
    /// It ends by itself then.
    pub expires_at: At,
    /// When its code was given rightly.
    pub verified_at: Option<At>,
    /// When it ended: used, or its tries used up, or overtaken by a change of the account.
    pub ended_at: Option<At>,
}

impl Work {
    /// Begins a flow.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_recovery_flow(&self, flow: &RecoveryFlow) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO recovery_flows (id, token_hash, insurer_id, account_id, email, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            flow.id,
            &flow.token_hash,
            flow.insurer_id,
            flow.account_id,
            &flow.email,
            flow.created_at,
            flow.expires_at
        )?;
        Ok(())
    }

    /// The flow with this token, unless it ended.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn live_recovery_flow(&self, token_hash: &[u8], now: At) -> Result<Option<RecoveryFlow>, StoreError> {
        fetch_optional!(
            self,
            RecoveryFlow,
            "SELECT * FROM recovery_flows WHERE token_hash = $1 AND ended_at IS NULL AND expires_at > $2",
            token_hash,
            now
        )
    }

    /// Notes that the flow's code was given rightly.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn verify_recovery_flow(&self, flow_id: i64, at: At) -> Result<(), StoreError> {
        execute!(self, "UPDATE recovery_flows SET verified_at = $2 WHERE id = $1 AND ended_at IS NULL", flow_id, at)?;
        Ok(())
    }

    /// Ends a flow; answers whether this call was the one that ended it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_recovery_flow(&self, flow_id: i64, at: At) -> Result<bool, StoreError> {
        let ended = execute!(self, "UPDATE recovery_flows SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", flow_id, at)?;
        Ok(ended == 1)
    }

    /// Ends every flow of an account: its password, its address or its being open changed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_recovery_flows_of_account(&self, insurer_id: i64, account_id: i64, at: At) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE recovery_flows SET ended_at = $3 WHERE insurer_id = $1 AND account_id = $2 AND ended_at IS NULL",
            insurer_id,
            account_id,
            at
        )?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use madoguchi_testkit::on_both_engines;

    use super::*;
    use crate::Database;

    fn at(minute: i64) -> At {
        At::from(Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute))
    }

    fn flow(id: i64, account: Option<(i64, i64)>) -> RecoveryFlow {
        RecoveryFlow {
            id,
            token_hash: vec![u8::try_from(id).unwrap(); 32],
            insurer_id: account.map(|(insurer_id, _)| insurer_id),
            account_id: account.map(|(_, account_id)| account_id),
            email: "hanako@example.jp".to_owned(),
            created_at: at(0),
            expires_at: at(30),
            verified_at: None,
            ended_at: None,
        }
    }

    async fn opened(url: &str, flows: &[RecoveryFlow]) -> Database {
        let database = Database::open(url).await.unwrap();
        database.migrate().await.unwrap();
        for flow in flows {
            database.write(|work| async move { work.begin_recovery_flow(flow).await }).await.unwrap();
        }
        database
    }

    on_both_engines! {
        async fn a_flow_is_found_by_its_token_until_it_expires(database: TestDatabase) {
            let (real, dummy) = (&flow(1, Some((7, 70))), &flow(2, None));
            let store = opened(database.url(), &[real.clone(), dummy.clone()]).await;
            for known in [real, dummy] {
                let found = store.read(|work| async move { work.live_recovery_flow(&known.token_hash, at(29)).await }).await.unwrap();
                assert_eq!(found.as_ref(), Some(known));
                let late = store.read(|work| async move { work.live_recovery_flow(&known.token_hash, at(30)).await }).await.unwrap();
                assert_eq!(late, None);
            }
            let other = store.read(|work| async move { work.live_recovery_flow(&[9; 32], at(1)).await }).await.unwrap();
            assert_eq!(other, None);
        }

        async fn a_flow_is_verified_and_ends_once(database: TestDatabase) {
            let real = &flow(1, Some((7, 70)));
            let store = opened(database.url(), std::slice::from_ref(real)).await;
            store.write(|work| async move { work.verify_recovery_flow(1, at(2)).await }).await.unwrap();
            let found = store.read(|work| async move { work.live_recovery_flow(&real.token_hash, at(3)).await }).await.unwrap();
            assert_eq!(found.unwrap().verified_at, Some(at(2)));
            assert!(store.write(|work| async move { work.end_recovery_flow(1, at(4)).await }).await.unwrap());
            assert!(!store.write(|work| async move { work.end_recovery_flow(1, at(5)).await }).await.unwrap());
            let found = store.read(|work| async move { work.live_recovery_flow(&real.token_hash, at(5)).await }).await.unwrap();
            assert_eq!(found, None);
        }

        async fn the_flows_of_one_account_end_and_no_others(database: TestDatabase) {
            let flows = [flow(1, Some((7, 70))), flow(2, Some((7, 70))), flow(3, Some((7, 71))), flow(4, Some((8, 70))), flow(5, None)];
            let store = opened(database.url(), &flows).await;
            store.write(|work| async move { work.end_recovery_flows_of_account(7, 70, at(1)).await }).await.unwrap();
            let mut live = Vec::new();
            for known in &flows {
                let found = store.read(|work| async move { work.live_recovery_flow(&known.token_hash, at(2)).await }).await.unwrap();
                live.extend(found.map(|flow| flow.id));
            }
            assert_eq!(live, [3, 4, 5]);
        }
    }
}
