//! The route table as a whole.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request},
};
use madoguchi_testkit::{
    browserless::Client,
    on_both_engines,
    people::{PASSWORD, YUI},
};
use tower::ServiceExt as _;

use super::{Answer, Declaration, Principal, Purpose, Routes, Side, Visit, assets::STYLE_PATH, routes::Entry};
use crate::{EVERYTHING_ELSE, testing::Story};

/// Forms without a budget, and why nothing can be guessed, sent or computed at cost with them.
const WITHOUT_BUDGET: [(&str, &str); 15] = [
    ("/portal/sharing", "a tick about oneself"),
    ("/portal/savings/stop", "a wish about oneself"),
    ("/portal/eligibility-notice", "a sheet of what a logged-in member reads beside it; two are made at a time"),
    ("/portal/logout", "ends the visitor's own session"),
    ("/portal/terms", "writes one row of a logged-in member"),
    ("/portal/terms/decline", "ends the visitor's own session"),
    ("/portal/settings/sessions", "ends sessions of a logged-in member"),
    ("/portal/settings/second-factor/codes", "replaces the codes of a logged-in member"),
    ("/portal/settings/second-factor/totp/begin", "puts one row of a logged-in member"),
    ("/portal/settings/second-factor/totp", "the secret stands on the same page"),
    ("/portal/settings/second-factor/passkey/begin", "puts one row of a logged-in member"),
    ("/portal/settings/second-factor/passkey", "takes an answer to a question of the same session"),
    ("/portal/settings/notices", "writes one row of a logged-in member"),
    ("/portal/unsubscribe", "a signed token names the account; done twice is done once"),
    ("/portal/recover/password/new", "once in a flow that its code has opened"),
];

/// Pages for anyone that answer a stranger with something else than themselves.
const NOT_WITHOUT_MORE: [(&str, u16, &str); 3] = [
    ("/portal/guide", 404, "the guide of which insurer?"),
    ("/portal/unsubscribe", 404, "whose mails?"),
    (EVERYTHING_ELSE, 404, "there is no such page"),
];

on_both_engines! {
    async fn every_form_declares_what_it_costs(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, table) = crate::member_side(story.portal.clone());
        let without: Vec<&Entry> = table.iter().filter(|entry| entry.method == Method::POST && entry.declaration.budgets.is_empty()).collect();
        for entry in &without {
            assert!(WITHOUT_BUDGET.iter().any(|(path, _)| *path == entry.path), "{} declares no budget", entry.path);
        }
        assert_eq!(without.len(), WITHOUT_BUDGET.len(), "the list names a form that has a budget now");
    }
}

on_both_engines! {
    async fn a_stranger_gets_what_the_table_declares(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, table) = crate::member_side(story.portal.clone());
        assert!(table.iter().any(|entry| entry.path.contains("/portal/") && entry.path.contains('{')), "captures are come by too");
        for entry in table.iter().filter(|entry| entry.method == Method::GET) {
            let page = story.client.another().get(&entry.example()).await;
            let more = NOT_WITHOUT_MORE.iter().find(|(path, ..)| *path == entry.path);
            match (entry.declaration.principal, more) {
                (_, Some((path, status, why))) => assert_eq!(page.status(), *status, "{path}: {why}"),
                (Principal::Anyone, None) => assert!(matches!(page.status(), 200 | 303), "{}: {}", entry.path, page.status()),
                (principal, None) => {
                    assert_eq!(page.status(), 303, "{} lets a stranger in, but is for {principal:?}", entry.path);
                    assert_ne!(page.location(), entry.example());
                }
            }
        }
    }

    async fn a_member_gets_every_page_of_members_and_no_page_of_a_flow_that_was_not_begun(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("services", "costs, savings, advice, benefits, eligibility_notice").await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        let client = story.logged_in("yui.fukuda").await;
        let (_, table) = crate::member_side(story.portal.clone());
        // What a capture or more of the address would name is not there; an insured shares costs with nobody, and no year has any.
        let mut pages = 0;
        for entry in table.iter().filter(|entry| entry.method == Method::GET) {
            let page = client.get(&entry.example()).await;
            match entry.declaration.principal {
                Principal::SignupFlow | Principal::RecoveryFlow => assert_eq!(page.status(), 303, "{}", entry.path),
                Principal::Member | Principal::MemberReading => {
                    assert!(matches!(page.status(), 200 | 303 | 404), "{}: {}", entry.path, page.status());
                    let names_more = entry.path.contains('{') || entry.path.ends_with("/remove") || ["/portal/sharing", "/portal/costs/files"].contains(&entry.path.as_str());
                    assert!(page.status() != 404 || names_more, "{}", entry.path);
                    assert!(page.status() != 303 || page.location() != "/portal/", "{} leads a member to the login", entry.path);
                    pages += usize::from(page.status() == 200);
                }
                _ => assert!(page.status() < 500, "{}: {}", entry.path, page.status()),
            }
        }
        assert!(pages > 5, "{pages}");
    }
}

on_both_engines! {
    async fn no_form_is_taken_from_a_stranger_or_from_elsewhere(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, table) = crate::member_side(story.portal.clone());
        for entry in table.iter().filter(|entry| entry.method == Method::POST) {
            let address = entry.example();
            for page in [story.client.post(&address, &[]).await, story.client.post_from_elsewhere(&address, &[]).await] {
                match entry.declaration.principal {
                    _ if entry.declaration.one_click => assert_eq!(page.status(), 404, "{} without its token", entry.path),
                    Principal::Anyone => assert_eq!(page.status(), 403, "{}", entry.path),
                    _ => assert!(matches!(page.status(), 303 | 403), "{}: {}", entry.path, page.status()),
                }
            }
        }
    }
}

on_both_engines! {
    async fn only_what_may_be_shown_to_anyone_is_for_anyone(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (_, table) = crate::member_side(story.portal.clone());
        for entry in &table {
            let personal = matches!(entry.declaration.purpose, Purpose::OwnData | Purpose::Settings);
            assert!(!(personal && entry.declaration.principal == Principal::Anyone), "{} shows own data to anyone", entry.path);
            assert_ne!(entry.declaration.purpose, Purpose::Demo, "{} is a page of the demo", entry.path);
        }
    }
}

on_both_engines! {
    async fn a_wrong_method_is_answered_with_a_page_and_the_right_ones(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (router, table) = crate::member_side(story.portal.clone());
        for entry in table.iter().filter(|entry| entry.path != EVERYTHING_ELSE) {
            let wrong = if table.iter().any(|other| other.path == entry.path && other.method == Method::POST) { "DELETE" } else { "POST" };
            let request = Request::builder().method(wrong).uri(entry.example()).header("cookie", "madoguchi-language=en");
            let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), 405, "{wrong} {}", entry.path);
            assert!(answer.headers()["allow"].to_str().unwrap().contains(entry.method.as_str()), "{}", entry.path);
            assert!(answer.headers().contains_key("content-security-policy"), "{}", entry.path);
            let page = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            assert!(String::from_utf8_lossy(&page).contains("This page cannot be opened in this way"), "{}", entry.path);
        }
        let request = Request::builder().method("POST").uri("/portal/nowhere").body(Body::empty()).unwrap();
        assert_eq!(router.oneshot(request).await.unwrap().status(), 404);
    }
}

/// The headers of every answer, as `security.md` and OWASP's secure headers ask for them; written out, so that no change goes unnoticed.
const HEADERS: [(&str, &str); 8] = [
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; \
         base-uri 'none'; object-src 'none'; connect-src 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("x-frame-options", "DENY"),
];

on_both_engines! {
    async fn every_answer_has_the_headers_of_safety_and_pages_are_kept_nowhere(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        let client = story.logged_in("yui.fukuda").await;
        for (path, status) in [("/portal/home", 200), ("/portal/settings", 200), ("/portal/signup", 200), ("/portal/nowhere", 404), ("/portal", 303), (STYLE_PATH, 200)] {
            let answer = client.get(path).await;
            assert_eq!(answer.status(), status, "{path}");
            for (name, value) in HEADERS {
                assert_eq!(answer.header(name), Some(value), "{path}");
            }
            let kept = if path == STYLE_PATH { "public, max-age=31536000, immutable" } else { "no-store" };
            assert_eq!(answer.header("cache-control"), Some(kept), "{path}");
        }
        let refused = client.post("/portal/settings/sessions", &[]).await;
        assert_eq!((refused.status(), refused.header("cache-control"), refused.header("x-frame-options")), (403, Some("no-store"), Some("DENY")));
    }

    async fn cookies_are_for_the_server_alone_and_name_nobody(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol_registered(&YUI, "yui.fukuda").await;
        let login = story.client.get("/portal/").await;
        let done = login.form().fill("ユーザーID", "yui.fukuda").fill("パスワード", PASSWORD).press("ログイン").await;
        let set: Vec<&str> =
            [&login, &done].into_iter().flat_map(|page| page.headers().get_all("set-cookie")).map(|value| value.to_str().unwrap()).collect();
        for name in ["madoguchi-visit=", "madoguchi-session=", "madoguchi-device="] {
            assert!(set.iter().any(|cookie| cookie.starts_with(name)), "{name} among {set:?}");
        }
        for cookie in set {
            assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
            assert!(!cookie.contains("Domain") && !cookie.contains("fukuda") && cookie.len() < 4_096, "{cookie}");
        }
    }
}

on_both_engines! {
    async fn the_bare_address_leads_to_the_login(database: TestDatabase) {
        let story = Story::begin(database).await;
        for path in ["/", "/portal"] {
            assert_eq!(story.client.get(path).await.location(), "/portal/");
        }
    }
}

on_both_engines! {
    async fn a_handler_that_panics_answers_a_page_with_a_reference_and_nothing_else(database: TestDatabase) {
        async fn broken(_visit: Visit) -> Answer {
            panic!("福田 結衣")
        }
        let story = Story::begin(database).await;
        let public = Declaration::new(Principal::Anyone, Purpose::Information);
        let (router, _) = Routes::new(story.portal.clone(), Side::Member).get("/broken", public, broken).finish();
        let page = Client::over(router).get("/broken").await;
        assert_eq!(page.status(), 500);
        assert!(!page.source().contains("福田"));
        let is_reference = |word: &str| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(page.text().split(|c: char| !c.is_ascii_alphanumeric()).any(is_reference), "{}", page.text());
    }
}
