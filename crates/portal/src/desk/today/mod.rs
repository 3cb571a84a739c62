//! `/desk/{insurer}/`: 今日の状況.

use askama::Template;
use madoguchi_rules::{settings::Registrants, staff::Role};
use madoguchi_store::{Day, registration::Registration};

use crate::web::{Answer, Chrome, Declaration, DeskVisit, Principal, Purpose, Routes, page};

const SCREEN: Declaration = Declaration::new(Principal::Staff(Role::Viewer), Purpose::Desk);

/// Adds the page to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/desk/{insurer}/", SCREEN, screen)
}

#[derive(Template)]
#[template(path = "desk/today/screen.html")]
struct Screen {
    chrome: Chrome,
    /// Who is counted, in words.
    counted: &'static str,
    /// Registered, eligible and share; none while nobody is eligible.
    registered: Option<String>,
}

async fn screen(visit: DeskVisit) -> Answer {
    let texts = &visit.texts().desk;
    let (insurer_id, on) = (visit.insurer_id(), Day::from(visit.today()));
    let only_insured = visit.seat.settings.registrants == Registrants::Insured;
    let read = |work: madoguchi_store::Work| async move { work.registration(insurer_id, on, only_insured).await };
    let registration = visit.portal.store.read(read).await?;
    page::show(&Screen {
        chrome: visit.chrome(texts.today).wide(),
        counted: if only_insured { texts.registered_insured } else { texts.registered_all },
        registered: share(&registration)
            .map(|share| (texts.registered_of)(&grouped(registration.registered), &grouped(registration.eligible), &share)),
    })
}

/// The registered of a hundred eligible, to a tenth.
fn share(registration: &Registration) -> Option<String> {
    let tenths = (registration.registered * 1_000).checked_div(registration.eligible)?;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// A number with its thousands apart: 12,345.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", groups.join(","))
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{at_the_desk, sample};
    let visit = at_the_desk(visit);
    let texts = &visit.texts().desk;
    let page = |registered| Screen { chrome: visit.chrome(texts.today).wide(), counted: texts.registered_insured, registered };
    let pages = [page(Some((texts.registered_of)("1", "2", "50.0"))), page(None)];
    pages.iter().map(|page| sample("desk/today/screen.html", page)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_shares_are_told_to_a_tenth() {
        assert_eq!([0, 999, 1_000, 1_234_567, -1_000].map(grouped), ["0", "999", "1,000", "1,234,567", "-1,000"]);
        assert_eq!(share(&Registration { eligible: 3, registered: 2 }).as_deref(), Some("66.6"));
        assert_eq!(share(&Registration { eligible: 0, registered: 0 }), None);
    }
}
