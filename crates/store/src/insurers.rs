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

    use super::Insurer;
    use crate::testing::{add_insurer, at, open};

    on_both_engines! {
        async fn an_insurer_is_found_by_its_code_number_or_identifier_and_by_nothing_like_them(database: TestDatabase) {
            let store = open(&database).await;
            add_insurer(&store, 8, "ume").await;
            let sakura = &Insurer {
                id: 7,
                code: "sakura".to_owned(),
                name: "さくら健康保険組合".to_owned(),
                insurer_number: Some("06139991".to_owned()),
                kind: "kenpo".to_owned(),
                roster_version: 3,
                created_at: at(0),
            };
            store.write(|work| async move { work.add_insurer(sakura).await }).await.unwrap();
            let find = |work: crate::Work| async move {
                let found = [work.insurer_by_code("sakura").await?, work.insurer_by_number("06139991").await?, work.insurer_by_id(7).await?];
                let none = [
                    work.insurer_by_code("Sakura").await?,
                    work.insurer_by_code("sak%").await?,
                    work.insurer_by_number("6139991").await?,
                    work.insurer_by_id(9).await?,
                ];
                Ok((found, none, work.insurers().await?))
            };
            let (found, none, all) = store.read(find).await.unwrap();
            assert!(found.iter().all(|found| found.as_ref() == Some(sakura)) && none.iter().all(Option::is_none), "{found:?} {none:?}");
            assert_eq!(all.iter().map(|insurer| insurer.id).collect::<Vec<_>>(), [7, 8], "by code");
            for same in [Insurer { id: 9, ..sakura.clone() }, Insurer { id: 9, code: "kaede".to_owned(), ..sakura.clone() }] {
                let again = &same;
                let refused = store.write(|work| async move { work.add_insurer(again).await }).await.unwrap_err();
                assert!(refused.is_unique_violation(), "a code and a number are of one insurer: {refused}");
            }
        }

        async fn a_setting_is_of_one_insurer_and_the_last_value_counts(database: TestDatabase) {
            let store = open(&database).await;
            add_insurer(&store, 7, "sakura").await;
            add_insurer(&store, 8, "ume").await;
            for (insurer_id, key, value) in [(7, "support_phone", "03-0000-0000"), (7, "kana_lenient", "true"), (7, "kana_lenient", "false"), (8, "kana_lenient", "true")] {
                store.write(|work| async move { work.set_insurer_setting(insurer_id, key, value, at(1), "story").await }).await.unwrap();
            }
            let of = |insurer_id| store.read(move |work| async move { work.insurer_settings(insurer_id).await });
            let pair = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
            assert_eq!(of(7).await.unwrap(), [("kana_lenient", "false"), ("support_phone", "03-0000-0000")].map(pair));
            assert_eq!(of(8).await.unwrap(), [pair(("kana_lenient", "true"))]);
            assert_eq!(of(9).await.unwrap(), []);
        }

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
