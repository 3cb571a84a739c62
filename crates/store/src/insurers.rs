//! The tenants and their settings.

use crate::{
    At, StoreError, Work,
    engine::{execute, fetch_all, fetch_optional},
};

/// An insurer as the store holds it; its settings are kept apart, as key and value.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Insurer {
    /// Our own identifier, the first part of every key.
    pub id: i64,
    /// The 保険者指定コード that members type.
    pub code: String,
    /// The insurer's name.
    pub name: String,
    /// The 8-digit 保険者番号, when the operator gave one.
    pub insurer_number: Option<String>,
    /// kenpo, kyosai, kokuho, kouki or other.
    pub kind: String,
    /// The roster version that is in force.
    pub roster_version: i64,
    /// When it was added.
    pub created_at: At,
}

/// An insurer with the latest counts of its people, for operators.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CountedInsurer {
    /// The insurer.
    #[sqlx(flatten)]
    pub insurer: Insurer,
    /// How many are eligible; none before the first count.
    pub eligible: Option<i64>,
    /// How many of them have registered.
    pub registered: Option<i64>,
}

/// A pattern of `LIKE … ESCAPE '!'` that any text with this part matches.
pub(crate) fn containing(part: &str) -> String {
    let literal: String = part.chars().flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c])).collect();
    format!("%{literal}%")
}

impl Work {
    /// Adds an insurer.
    ///
    /// # Errors
    /// A unique violation when the code or the number stands already.
    pub async fn add_insurer(&self, insurer: &Insurer) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO insurers (id, code, name, insurer_number, kind, roster_version, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            insurer.id,
            &insurer.code,
            &insurer.name,
            &insurer.insurer_number,
            &insurer.kind,
            insurer.roster_version,
            insurer.created_at
        )?;
        Ok(())
    }

    /// The insurer with this code (lower case).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_by_code(&self, code: &str) -> Result<Option<Insurer>, StoreError> {
        fetch_optional!(self, Insurer, "SELECT * FROM insurers WHERE code = $1", code)
    }

    /// The insurer with this 8-digit 保険者番号.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_by_number(&self, number: &str) -> Result<Option<Insurer>, StoreError> {
        fetch_optional!(self, Insurer, "SELECT * FROM insurers WHERE insurer_number = $1", number)
    }

    /// The insurer with this identifier.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_by_id(&self, id: i64) -> Result<Option<Insurer>, StoreError> {
        fetch_optional!(self, Insurer, "SELECT * FROM insurers WHERE id = $1", id)
    }

    /// All insurers, by code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurers(&self) -> Result<Vec<Insurer>, StoreError> {
        fetch_all!(self, Insurer, "SELECT * FROM insurers ORDER BY code")
    }

    /// Insurers whose code or name contains `part` (all when blank), after a code, at most `most`, by code; with their latest counts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurers_page(&self, part: &str, after: &str, most: i64) -> Result<Vec<CountedInsurer>, StoreError> {
        fetch_all!(
            self,
            CountedInsurer,
            "SELECT i.*, d.eligible, d.registered FROM insurers i
             LEFT JOIN registration_days d ON d.insurer_id = i.id
                 AND d.day = (SELECT MAX(l.day) FROM registration_days l WHERE l.insurer_id = i.id)
             WHERE i.code > $1 AND (i.code LIKE $2 ESCAPE '!' OR i.name LIKE $2 ESCAPE '!') ORDER BY i.code LIMIT $3",
            after,
            containing(part),
            most
        )
    }

    /// The settings of an insurer that were set, as key and value.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn insurer_settings(&self, insurer_id: i64) -> Result<Vec<(String, String)>, StoreError> {
        fetch_all!(self, (String, String), "SELECT key, value FROM insurer_settings WHERE insurer_id = $1 ORDER BY key", insurer_id)
    }

    /// Sets one setting of an insurer; `actor` is who did it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_insurer_setting(&self, insurer_id: i64, key: &str, value: &str, at: At, actor: &str) -> Result<(), StoreError> {
        execute!(
            self,
            "INSERT INTO insurer_settings (insurer_id, key, value, set_at, set_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (insurer_id, key) DO UPDATE SET value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by",
            insurer_id,
            key,
            value,
            at,
            actor
        )?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use madoguchi_testkit::on_both_engines;

    use crate::testing::{add_insurer, open};

    on_both_engines! {
        async fn insurers_are_paged_by_code_and_found_by_a_part_of_it(database: TestDatabase) {
            let store = open(&database).await;
            for (id, code) in [(7, "sakura"), (8, "kaede"), (9, "sakura-2"), (10, "x_y")] {
                add_insurer(&store, id, code).await;
            }
            let read = |work: crate::Work| async move {
                let mut pages = Vec::new();
                for (part, after) in [("", ""), ("", "sakura"), ("kura", ""), ("_", ""), ("%", "")] {
                    let page = work.insurers_page(part, after, 3).await?;
                    pages.push(page.into_iter().map(|counted| counted.insurer.code).collect::<Vec<_>>());
                }
                Ok(pages)
            };
            let pages = store.read(read).await.unwrap();
            let expected: [&[&str]; 5] = [&["kaede", "sakura", "sakura-2"], &["sakura-2", "x_y"], &["sakura", "sakura-2"], &["x_y"], &[]];
            assert_eq!(pages, expected);
        }
    }
}
