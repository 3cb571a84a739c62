//! Changes of an account's mail address that wait for the code sent to the new one. An account has one at most.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_optional},
};

/// A change that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EmailChange {
    /// The insurer.
    pub insurer_id: i64,
    /// The account.
    pub account_id: i64,
    /// The flow, by which its code is found.
    pub flow_id: i64,
    /// The new address, as the member gave it.
    pub email: String,
    /// When it was asked for.
    pub created_at: At,
    /// It ends by itself then.
    pub expires_at: At,
}

impl Work {
    /// Puts a change in place of the account's last one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_email_change(&self, change: &EmailChange) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO email_changes (insurer_id, account_id, flow_id, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (insurer_id, account_id) DO UPDATE SET flow_id = excluded.flow_id, email = excluded.email,
                 created_at = excluded.created_at, expires_at = excluded.expires_at",
            change.insurer_id,
            change.account_id,
            change.flow_id,
            &change.email,
            change.created_at,
            change.expires_at
        )?;
        Ok(())
    }

    /// The change of an account that waits for its code, unless it expired.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn live_email_change(&self, insurer_id: i64, account_id: i64, now: At) -> Result<Option<EmailChange>, StoreError> {
        fetch_optional!(
            self,
            EmailChange,
            "SELECT * FROM email_changes WHERE insurer_id = $1 AND account_id = $2 AND expires_at > $3",
            insurer_id,
            account_id,
            now
        )
    }

    /// Ends the change of an account, done or given up.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_email_change(&self, insurer_id: i64, account_id: i64) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM email_changes WHERE insurer_id = $1 AND account_id = $2", insurer_id, account_id)?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use madoguchi_testkit::on_both_engines;

    use super::*;
    use crate::{Database, insurers::Insurer};

    fn at(minute: i64) -> At {
        At::from(Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute))
    }

    fn change(account_id: i64, flow_id: i64, email: &str) -> EmailChange {
        EmailChange { insurer_id: 7, account_id, flow_id, email: email.to_owned(), created_at: at(0), expires_at: at(30) }
    }

    async fn opened(url: &str) -> Database {
        let database = Database::open(url).await.unwrap();
        database.migrate().await.unwrap();
        let insurer = &Insurer {
            id: 7,
            code: "sakura".to_owned(),
            name: "さくら健康保険組合".to_owned(),
            insurer_number: None,
            kind: "kenpo".to_owned(),
            roster_version: 1,
            created_at: at(0),
        };
        database.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
        database
    }

    on_both_engines! {
        async fn the_latest_change_of_an_account_is_the_only_one(database: TestDatabase) {
            let store = opened(database.url()).await;
            let changes = [change(70, 1, "old@example.jp"), change(70, 2, "new@example.jp"), change(71, 3, "other@example.jp")];
            for change in &changes {
                store.write(|work| async move { work.put_email_change(change).await }).await.unwrap();
            }
            let found = store.read(|work| async move { work.live_email_change(7, 70, at(29)).await }).await.unwrap();
            assert_eq!(found.as_ref(), Some(&changes[1]));
            assert_eq!(store.read(|work| async move { work.live_email_change(7, 70, at(30)).await }).await.unwrap(), None);
        }

        async fn a_change_that_ended_is_gone_and_another_accounts_stays(database: TestDatabase) {
            let store = opened(database.url()).await;
            for change in &[change(70, 1, "new@example.jp"), change(71, 3, "other@example.jp")] {
                store.write(|work| async move { work.put_email_change(change).await }).await.unwrap();
            }
            store.write(|work| async move { work.end_email_change(7, 70).await }).await.unwrap();
            assert_eq!(store.read(|work| async move { work.live_email_change(7, 70, at(1)).await }).await.unwrap(), None);
            assert!(store.read(|work| async move { work.live_email_change(7, 71, at(1)).await }).await.unwrap().is_some());
        }
    }
}
