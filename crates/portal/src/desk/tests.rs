//! The desk's route table against everybody who may come: whoever is not the declared principal gets nothing, whatever the route.

use axum::http::Method;
use jiff::SignedDuration;
use madoguchi_rules::staff::Role;
use madoguchi_store::{Work, factors::Owner};
use madoguchi_testkit::{browserless::Client, on_both_engines};

use crate::{
    testing::{StaffPerson, Story},
    web::{Principal, Purpose, routes::Entry},
};

/// Forms without a budget, and why nothing can be guessed, sent or computed at cost with them. Forms that only staff with a role at the
/// insurer, or operators, can send are not listed.
const WITHOUT_BUDGET: &[(&str, &str)] = &[
    ("/desk/logout", "ends the visitor's own session"),
    ("/desk/invitation", "nothing is computed before the token, 128 bits, is right"),
    ("/desk/factor/codes", "replaces the codes of somebody who is logged in"),
    ("/desk/factor/totp/begin", "puts one row of somebody who is logged in"),
    ("/desk/factor/totp", "the secret stands on the same page"),
    ("/desk/factor/passkey/begin", "puts one row of somebody who is logged in"),
    ("/desk/factor/passkey", "takes an answer to a question of the same session"),
];

/// Pages that answer with something else than themselves without more in the address, and why.
const NOT_WITHOUT_MORE: &[(&str, u16, &str)] =
    &[("/desk/invitation", 404, "whose invitation?"), ("/desk/factor/remove", 404, "which factor?")];

/// Somebody who comes to the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visitor {
    Nobody,
    Invited,
    Disabled,
    PasswordOnly,
    NoFactor,
    Here(Role),
    Deputy,
    Elsewhere(Role),
    Operator,
}

/// What the table promises a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promise {
    /// The page, or the form's own answer.
    In,
    /// 303 there.
    To(&'static str),
    /// 404.
    NotFound,
}

const VISITORS: [Visitor; 13] = [
    Visitor::Nobody,
    Visitor::Invited,
    Visitor::Disabled,
    Visitor::PasswordOnly,
    Visitor::NoFactor,
    Visitor::Here(Role::Viewer),
    Visitor::Here(Role::Clerk),
    Visitor::Here(Role::Manager),
    Visitor::Deputy,
    Visitor::Elsewhere(Role::Viewer),
    Visitor::Elsewhere(Role::Clerk),
    Visitor::Elsewhere(Role::Manager),
    Visitor::Operator,
];

fn promise(principal: Principal, visitor: Visitor) -> Promise {
    let role_here = match visitor {
        Visitor::Here(role) => Some(role),
        Visitor::Deputy => Some(Role::Clerk),
        _ => None,
    };
    match (principal, visitor) {
        (Principal::Anyone | Principal::DeskAnyone, _) => Promise::In,
        (_, Visitor::Nobody | Visitor::Invited | Visitor::Disabled) => Promise::To("/desk/login"),
        (Principal::StaffBeforeFactor, Visitor::PasswordOnly) => Promise::In,
        (_, Visitor::PasswordOnly) => Promise::To("/desk/login/factor"),
        (Principal::StaffEnrolling, _) => Promise::In,
        (_, Visitor::NoFactor) => Promise::To("/desk/factor"),
        (Principal::StaffBeforeFactor, _) => Promise::To("/desk/"),
        (Principal::StaffAnywhere, _) => Promise::In,
        (Principal::Staff(role), _) if role_here.is_some_and(|has| has >= role) => Promise::In,
        (Principal::Operator, Visitor::Operator) => Promise::In,
        _ => Promise::NotFound,
    }
}

/// A browser of each visitor, in the state that its name says.
async fn browser(story: &Story, visitor: Visitor) -> Client {
    match visitor {
        Visitor::Nobody => story.desk_stranger(),
        Visitor::Here(role) => story.desk_client(role).await,
        Visitor::Deputy => story.deputy_client().await,
        Visitor::Elsewhere(role) => {
            let kaede = story.another_insurer(&format!("kaede-{role}")).await;
            story.desk_client_of(&story.staff_at(&kaede, role, false).await).await
        }
        Visitor::Operator => story.operator_client().await,
        Visitor::PasswordOnly => with_password(story, &story.staff_at(&story.insurer, Role::Manager, false).await).await,
        Visitor::NoFactor => {
            let person = story.staff_at(&story.insurer, Role::Manager, false).await;
            let owner = Owner::Staff { id: person.id };
            story.portal.store.write(|work: Work| async move { work.remove_factors(owner).await }).await.unwrap();
            with_password(story, &person).await
        }
        // Both had a session, and lost it with their state.
        Visitor::Invited | Visitor::Disabled => {
            let person = story.staff_at(&story.insurer, Role::Manager, false).await;
            let client = story.desk_client_of(&person).await;
            let at = madoguchi_store::At::from(story.portal.clock.now());
            let lose = |work: Work| async move {
                match visitor {
                    Visitor::Invited => work.invite_staff_anew(person.id).await,
                    _ => work.disable_staff(person.id, at).await.map(|_| ()),
                }
            };
            story.portal.store.write(lose).await.unwrap();
            client
        }
    }
}

async fn with_password(story: &Story, person: &StaffPerson) -> Client {
    let client = story.desk_stranger();
    assert_eq!(story.give_password(&client, person).await.status(), 303);
    client
}

fn table(story: &Story) -> Vec<Entry> {
    crate::desk_side(story.portal.clone()).1.into_iter().filter(|entry| entry.declaration.purpose != Purpose::Asset).collect()
}

on_both_engines! {
    async fn every_page_is_open_to_its_principal_and_to_nobody_else(database: TestDatabase) {
        let story = Story::begin(database).await;
        let mut cells = 0;
        for visitor in VISITORS {
            let client = browser(&story, visitor).await;
            for entry in table(&story).iter().filter(|entry| entry.method == Method::GET && entry.path != "/{*path}") {
                let page = client.get(&entry.example()).await;
                let seen = format!("{visitor:?} at {} ({:?}): {}", entry.path, entry.declaration.principal, page.status());
                let more = NOT_WITHOUT_MORE.iter().find(|(path, ..)| *path == entry.path);
                match (promise(entry.declaration.principal, visitor), more) {
                    (Promise::To(there), _) => assert_eq!((page.status(), page.location()), (303, there), "{seen}"),
                    (Promise::NotFound, _) => assert_eq!(page.status(), 404, "{seen}"),
                    (Promise::In, Some((_, status, why))) => assert_eq!(page.status(), *status, "{seen}: {why}"),
                    // What a capture names need not be there; an insurer's own pages are.
                    (Promise::In, None) if entry.path.replace("{insurer}", "").contains('{') => assert!(matches!(page.status(), 200 | 303 | 404), "{seen}"),
                    (Promise::In, None) => assert!(matches!(page.status(), 200 | 303), "{seen}"),
                }
                cells += 1;
            }
        }
        assert!(cells > 100, "{cells}");
    }

    async fn no_form_is_taken_from_anybody_else_nor_without_its_token(database: TestDatabase) {
        let story = Story::begin(database).await;
        for visitor in VISITORS {
            let client = browser(&story, visitor).await;
            // Logging out would end the story.
            for entry in table(&story).iter().filter(|entry| entry.method == Method::POST) {
                let page = client.post(&entry.example(), &[]).await;
                let seen = format!("{visitor:?} at {} ({:?}): {}", entry.path, entry.declaration.principal, page.status());
                match promise(entry.declaration.principal, visitor) {
                    Promise::In => assert_eq!(page.status(), 403, "{seen}"),
                    Promise::To(there) => assert_eq!((page.status(), page.location()), (303, there), "{seen}"),
                    Promise::NotFound => assert_eq!(page.status(), 404, "{seen}"),
                }
                assert!(matches!(client.post_from_elsewhere(&entry.example(), &[]).await.status(), 303 | 403 | 404), "{seen}");
            }
        }
    }

    async fn every_form_that_a_stranger_or_half_a_login_can_send_declares_what_it_costs(database: TestDatabase) {
        let story = Story::begin(database).await;
        let is_open = |entry: &&Entry| {
            !matches!(entry.declaration.principal, Principal::Staff(_) | Principal::Operator | Principal::StaffAnywhere)
        };
        let table = table(&story);
        let forms = table.iter().filter(|entry| entry.method == Method::POST && entry.declaration.budgets.is_empty()).filter(is_open);
        let without: Vec<&str> = forms.map(|entry| entry.path.as_str()).collect();
        for path in &without {
            assert!(WITHOUT_BUDGET.iter().any(|(known, _)| known == path), "{path} declares no budget");
        }
        assert_eq!(without.len(), WITHOUT_BUDGET.len(), "the list names a form that has a budget now");
    }

    async fn the_two_sides_share_no_page_and_no_session(database: TestDatabase) {
        let story = Story::begin(database).await;
        let client = story.desk_client(Role::Manager).await;
        assert_eq!(client.get("/portal/").await.status(), 404);
        assert_eq!(story.client.get("/desk/login").await.status(), 404);
        for entry in table(&story) {
            let is_desk = !matches!(entry.declaration.principal, Principal::Member | Principal::MemberReading | Principal::MemberBeforeTerms);
            assert!(is_desk && (entry.path.starts_with("/desk") || matches!(entry.path.as_str(), "/" | "/{*path}")), "{}", entry.path);
        }
        let session = client.cookie("desk_session").unwrap();
        story.client.put_cookie(madoguchi_testkit::browserless::Cookie { name: "madoguchi-session".to_owned(), ..session });
        assert_eq!(story.client.get("/portal/home").await.status(), 303);
    }

    async fn a_role_that_changes_counts_with_the_next_request(database: TestDatabase) {
        let story = Story::begin(database).await;
        let person = story.staff_at(&story.insurer, Role::Viewer, false).await;
        let client = story.desk_client_of(&person).await;
        assert_eq!(client.get("/desk/sakura/").await.status(), 200);
        let insurer_id = story.insurer.id;
        story.portal.store.write(|work: Work| async move { work.remove_grant(insurer_id, person.id).await }).await.unwrap();
        assert_eq!(client.get("/desk/sakura/").await.status(), 404);
        let at = madoguchi_store::At::from(story.portal.clock.now());
        story.portal.store.write(|work: Work| async move { work.disable_staff(person.id, at).await }).await.unwrap();
        assert_eq!(client.get("/desk/").await.location(), "/desk/login");
    }

    async fn a_session_ends_fifteen_minutes_after_its_last_use_and_eight_hours_after_the_login(database: TestDatabase) {
        let story = Story::begin(database).await;
        let client = story.desk_client(Role::Clerk).await;
        story.later(SignedDuration::from_mins(14));
        assert_eq!(client.get("/desk/sakura/").await.status(), 200);
        story.later(SignedDuration::from_mins(15));
        assert_eq!(client.get("/desk/sakura/").await.location(), "/desk/login");
        let client = story.desk_client(Role::Clerk).await;
        for _ in 0..34 {
            story.later(SignedDuration::from_mins(14));
            assert_eq!(client.get("/desk/sakura/").await.status(), 200);
        }
        story.later(SignedDuration::from_mins(5));
        assert_eq!(client.get("/desk/sakura/").await.location(), "/desk/login");
    }
}
