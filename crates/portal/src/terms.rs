//! Versions of the terms of use: publishing them, and which part of a text is in which language.
//!
//! A text is Markdown. It may hold the Japanese text and, after a line `<!-- lang: en -->`, an English one; both are hashed together,
//! so a consent refers to everything that was there to read.

use jiff::{Timestamp, civil::Date};
use madoguchi_store::{Database, StoreError, Work, audit::AuditEvent, terms::TermsVersion};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{commands::Operator, web::language::Language};

const JAPANESE: &str = include_str!("../terms/ja.md");
const ENGLISH: &str = include_str!("../terms/en.md");

/// The line after which the English text begins.
const ENGLISH_BEGINS: &str = "<!-- lang: en -->";

/// Why a version was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It would take effect before a version that is there already, which would then never be in force.
    #[error(
        "version {version} takes effect on {effective_on}; a later version cannot take effect before it: use --effective {effective_on} or later"
    )]
    BeforeAnother {
        /// The latest version.
        version: i64,
        /// Its first day.
        effective_on: Date,
    },
    /// The text is the one of the latest version.
    #[error("this is the text of version {0} already; nothing was published")]
    Unchanged(i64),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The part of a text in this language, and the language that it is in: Japanese where there is no English.
pub fn in_language(body: &str, language: Language) -> (&str, &'static str) {
    let parts = body.split_once(ENGLISH_BEGINS).map(|(japanese, english)| (japanese.trim(), english.trim()));
    match (parts, language) {
        (None, _) => (body.trim(), "ja"),
        (Some((_, english)), Language::English { .. }) => (english, "en"),
        (Some((japanese, _)), Language::Japanese { .. }) => (japanese, "ja"),
    }
}

/// Whether this text may follow the latest version from that day on.
///
/// # Errors
/// [`PublishError::Unchanged`], [`PublishError::BeforeAnother`].
pub fn check(body: &str, effective_on: Date, latest: Option<&TermsVersion>) -> Result<(), PublishError> {
    match latest {
        Some(latest) if latest.body_sha256 == Sha256::digest(body.as_bytes()).to_vec() => Err(PublishError::Unchanged(latest.version)),
        Some(latest) if effective_on < latest.effective_on.0 => {
            Err(PublishError::BeforeAnother { version: latest.version, effective_on: latest.effective_on.0 })
        }
        _ => Ok(()),
    }
}

/// Whether a text has no invisible control characters.
pub fn readable(body: &str) -> bool {
    !body.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
}

/// The text as the version after the latest, and the event that tells of it; `event` says who publishes it and when.
pub fn next_version(body: &str, effective_on: Date, latest: Option<&TermsVersion>, event: &AuditEvent) -> (TermsVersion, AuditEvent) {
    let terms = TermsVersion {
        version: latest.map_or(1, |latest| latest.version + 1),
        body: body.to_owned(),
        body_sha256: Sha256::digest(body.as_bytes()).to_vec(),
        effective_on: effective_on.into(),
        published_at: event.at,
        published_by: event.actor.clone(),
    };
    let detail = json!({ "effective_on": effective_on.to_string() }).to_string();
    let event = AuditEvent { subject: format!("terms:{}", terms.version), detail, ..event.clone() };
    (terms, event)
}

/// Publishes a text as the next version, in force from `effective_on` on.
///
/// # Errors
/// [`PublishError`].
pub async fn publish(
    operator: &Operator,
    store: &Database,
    body: &str,
    effective_on: Date,
    now: Timestamp,
) -> Result<TermsVersion, PublishError> {
    let latest = store.read(|work| async move { work.terms_versions().await }).await?.pop();
    check(body, effective_on, latest.as_ref())?;
    let event = &operator.event(now, None, "terms.published", String::new(), &json!({}));
    let (terms, event) = next_version(body, effective_on, latest.as_ref(), event);
    let (published, event) = (&terms, &event);
    let unit = |work: Work| async move {
        work.publish_terms(published).await?;
        work.record(event).await
    };
    store.write(unit).await?;
    Ok(terms)
}

/// Publishes the project's own terms as version 1 where there is no version yet. Another server may do the same at the same time.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn publish_defaults(operator: &Operator, store: &Database) -> Result<(), StoreError> {
    let versions = store.read(|work| async move { work.terms_versions().await }).await?;
    if !versions.is_empty() {
        return Ok(());
    }
    let body = format!("{JAPANESE}\n{ENGLISH_BEGINS}\n\n{ENGLISH}");
    match publish(operator, store, &body, operator.clock.today(), operator.clock.now()).await {
        Err(PublishError::Store(error)) if !error.is_unique_violation() => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_reads_its_own_part() {
        let (japanese, english) = (Language::Japanese { asked: false }, Language::English { asked: false });
        let body = "# 規約\n<!-- lang: en -->\n# Terms\n";
        assert_eq!((in_language(body, japanese), in_language(body, english)), (("# 規約", "ja"), ("# Terms", "en")));
        assert_eq!(in_language("# 規約\n", english), ("# 規約", "ja"));
    }

    #[test]
    fn both_default_texts_have_the_same_articles() {
        let articles = |text: &'static str| text.lines().filter(|line| line.starts_with("## ")).collect::<Vec<_>>();
        let subjects = [
            ("適用", "Application"),
            ("変更、停止および終了", "Change, suspension and end"),
            ("アカウント", "Accounts"),
            ("個人情報", "Personal information"),
            ("禁止", "Prohibited acts"),
            ("免責", "Disclaimer"),
            ("本規約の変更", "Changes of the Terms"),
            ("裁判所", "Law and court"),
        ];
        let (japanese, english) = (articles(JAPANESE), articles(ENGLISH));
        assert_eq!((japanese.len(), english.len()), (subjects.len(), subjects.len()));
        for ((subject, in_english), (article, other)) in subjects.into_iter().zip(japanese.into_iter().zip(english)) {
            assert!(article.contains(subject) && other.contains(in_english), "{article} / {other}");
        }
    }
}
