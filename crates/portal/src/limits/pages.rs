//! The pages that a journey shows instead of its own while a limit holds.

use askama::Template;
use axum::http::StatusCode;
use jiff::Timestamp;

use super::proof_of_work::Challenge;
use crate::{
    clock::in_tokyo,
    web::{Answer, Chrome, Fields, InsurerFacts, Visit, assets, page},
};

#[derive(Template)]
#[template(path = "limits/used_up.html")]
struct UsedUp {
    chrome: Chrome,
    body: String,
    /// The five items, for the form that takes a letter's code besides; none where a code is of no use.
    kept: Option<Vec<(String, String)>>,
}

#[derive(Template)]
#[template(path = "limits/proof_of_work.html")]
struct ProofOfWork {
    chrome: Chrome,
    action: String,
    kept: Vec<(String, String)>,
    challenge: Challenge,
    seconds: i64,
    script: &'static str,
}

/// What else can be done while a limit holds.
pub enum OtherWays<'a> {
    /// The desk, and with a letter's code these five items on the spot.
    LetterAndDesk(&'a Fields),
    /// The desk only.
    Desk,
}

/// 429: the tries of these values are used up until then. It says the same whether or not anybody like that exists.
///
/// # Errors
/// [`crate::web::Refusal::Broken`] when the page cannot be rendered.
pub fn used_up_page(visit: &Visit, insurer: InsurerFacts, until: Timestamp, ways: OtherWays<'_>) -> Answer {
    let texts = &visit.texts().limits;
    told(visit, insurer, until, (texts.used_up_title, texts.used_up_body), ways)
}

/// 429: the insurer's sign-up is closed to guesses until the hour ends; the letter and the desk remain.
///
/// # Errors
/// [`crate::web::Refusal::Broken`] when the page cannot be rendered.
pub fn closed_page(visit: &Visit, insurer: InsurerFacts, until: Timestamp, ways: OtherWays<'_>) -> Answer {
    let texts = &visit.texts().limits;
    told(visit, insurer, until, (texts.closed_title, texts.closed_body), ways)
}

/// 429: the tries at the codes of letters are used up until then; the desk remains.
///
/// # Errors
/// [`crate::web::Refusal::Broken`] when the page cannot be rendered.
pub fn letters_used_up_page(visit: &Visit, insurer: InsurerFacts, until: Timestamp) -> Answer {
    let texts = &visit.texts().limits;
    told(visit, insurer, until, (texts.used_up_title, texts.letters_used_up_body), OtherWays::Desk)
}

fn told(visit: &Visit, insurer: InsurerFacts, until: Timestamp, (title, body): (&str, fn(&str) -> String), ways: OtherWays<'_>) -> Answer {
    let body = body(&visit.language.moment(in_tokyo(until)));
    let kept = match ways {
        OtherWays::LetterAndDesk(fields) => Some(kept(fields)),
        OtherWays::Desk => None,
    };
    page::used_up(&UsedUp { chrome: visit.chrome(title).of_insurer(insurer), body, kept }, Some(until), visit.now)
}

/// What was typed, to be sent once more from another page; passwords never.
fn kept(fields: &Fields) -> Vec<(String, String)> {
    let is_kept = |name: &str| !matches!(name, "csrf" | "proof" | "letter_code") && !name.contains("password");
    let kept = fields.sorted().into_iter().filter(|(name, _)| is_kept(name));
    kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// 422: the form once more, to be sent again with the sum solved, or with the wait behind it. What was typed is kept, passwords never.
///
/// # Errors
/// [`crate::web::Refusal::Broken`] when the page cannot be rendered.
pub fn proof_of_work_page(visit: &Visit, insurer: InsurerFacts, challenge: Challenge, fields: &Fields, action: &str) -> Answer {
    let is_kept = |name: &str| !matches!(name, "csrf" | "proof") && !name.contains("password");
    let kept = fields.sorted().into_iter().filter(|(name, _)| is_kept(name));
    let page = ProofOfWork {
        chrome: visit.chrome(visit.texts().limits.proof_title).of_insurer(insurer),
        action: action.to_owned(),
        kept: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        seconds: challenge.seconds_to_wait(visit.now),
        challenge,
        script: assets::PROOF_PATH,
    };
    Ok(page::html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let challenge = Challenge::issue(visit, super::proof_of_work::Difficulty::Usual);
    let proof = ProofOfWork {
        chrome: visit.chrome(visit.texts().limits.proof_title),
        action: "/portal/signup".to_owned(),
        kept: vec![("kana_name".to_owned(), HOSTILE.to_owned())],
        seconds: challenge.seconds_to_wait(visit.now),
        challenge,
        script: assets::PROOF_PATH,
    };
    let used_up = |kept| UsedUp { chrome: visit.chrome(visit.texts().limits.used_up_title), body: HOSTILE.to_owned(), kept };
    vec![
        sample("limits/used_up.html", &used_up(None)),
        sample("limits/used_up.html", &used_up(Some(vec![("kana_name".to_owned(), HOSTILE.to_owned())]))),
        sample("limits/proof_of_work.html", &proof),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::body::to_bytes;
    use madoguchi_testkit::on_both_engines;

    use super::*;
    use crate::{
        limits::proof_of_work::Difficulty,
        testing::{Story, visit_from},
    };

    async fn body(answer: Answer) -> (u16, String) {
        let response = answer.unwrap();
        (response.status().as_u16(), String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap())
    }

    on_both_engines! {
        async fn the_proof_page_keeps_what_was_typed_and_no_password(database: TestDatabase) {
            let story = Story::begin(database).await;
            let visit = visit_from(&story.portal, "192.0.2.1");
            let challenge = Challenge::issue(&visit, Difficulty::Usual);
            let typed = Fields::parse(b"number=00012&kana_name=%22%3E%3Cb%3E&password=secret-1&csrf=old&proof=old").unwrap();
            let insurer = InsurerFacts { name: "さくら健康保険組合".to_owned(), phone: "03-0000-0000".to_owned(), ..InsurerFacts::default() };
            let (status, page) = body(proof_of_work_page(&visit, insurer, challenge.clone(), &typed, "/portal/signup")).await;
            assert_eq!(status, 422);
            assert!(page.contains(r#"<input type="hidden" name="number" value="00012">"#));
            assert!(!page.contains("<b>") && !page.contains("secret-1") && !page.contains("old"));
            assert!(page.contains(&format!(r#"data-proof="{}" data-bits="16""#, challenge.text())));
            assert!(page.contains("30秒ほどお待ちになってから"));
            assert!(page.contains("さくら健康保険組合") && page.contains("03-0000-0000"), "the desk of the insurer that the form named");
        }

        async fn a_used_up_budget_is_told_with_the_time_it_ends(database: TestDatabase) {
            let story = Story::begin(database).await;
            let visit = visit_from(&story.portal, "192.0.2.1");
            let until = visit.now + jiff::SignedDuration::from_hours(24);
            let answer = used_up_page(&visit, InsurerFacts { name: "さくら健康保険組合".to_owned(), ..InsurerFacts::default() }, until, OtherWays::Desk);
            assert_eq!(answer.as_ref().unwrap().headers()["retry-after"], "86400");
            let (status, page) = body(answer).await;
            assert_eq!(status, 429);
            assert!(page.contains("2026年11月23日 10時00分") && page.contains("さくら健康保険組合"));
        }
    }
}
