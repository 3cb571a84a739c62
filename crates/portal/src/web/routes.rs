//! The route table. A route cannot be added without saying who may come (principal), what it may cost (budgets) and what it is for
//! (purpose); the same table enforces the principal, drives the tests and is printed for the operator.

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use madoguchi_rules::staff::Role;
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    Refusal, Side,
    guard::{guard, wrong_method},
};
use crate::portal::Portal;

/// Who may use a route. Checked before the handler runs, on every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// Anybody, logged in or not.
    Anyone,
    /// Who holds the cookie of a live sign-up flow.
    SignupFlow,
    /// Who holds the cookie of a live recovery flow.
    RecoveryFlow,
    /// A member whose password is given and whose second factor is due.
    MemberBeforeFactor,
    /// A logged-in member, whether or not the terms in force are agreed to.
    MemberBeforeTerms,
    /// A logged-in member who agreed to the terms in force; reading only is enough (contract, After leaving).
    MemberReading,
    /// A logged-in member who agreed to the terms and is eligible today.
    Member,
    /// Anybody who comes to the desk's side, logged in or not.
    DeskAnyone,
    /// Somebody at the desk whose password is given and whose second factor is due.
    StaffBeforeFactor,
    /// Somebody at the desk who enrols a second factor: the first one, or another after a complete login.
    StaffEnrolling,
    /// Somebody at the desk whose login is complete, wherever they work.
    StaffAnywhere,
    /// Somebody with at least this role at the insurer of the path; for anybody else there is no such page.
    Staff(Role),
    /// Somebody who runs the service. No health data.
    Operator,
}

/// A budget of the contract's section 5, Limits, that a route's handler reserves before it looks anything up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Budget {
    /// K1 to K6: a try at identification.
    Identification,
    /// Login, per user ID and per source.
    Login,
    /// Mails, per address and per source.
    Mails,
    /// Recovery flows per account.
    RecoveryFlows,
    /// Wrong tries of a flow's mail code.
    CodeTries,
    /// Wrong codes of letters, per flow and per 記号・番号.
    LetterCodes,
    /// Questions whether a user ID is free, per flow.
    UserIdQuestions,
    /// Second factors: tries in a row, per owner, and per source.
    Factor,
}

/// What a route is for, in the words of the trail and the manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Style sheet, script, pictures.
    Asset,
    /// A page that tells and changes nothing.
    Information,
    /// Registration of a member.
    SignUp,
    /// Logging in and out.
    Login,
    /// Agreeing to the terms.
    Terms,
    /// Reading one's own data.
    OwnData,
    /// Changing one's own account.
    Settings,
    /// Getting back in.
    Recovery,
    /// The demo's own pages.
    Demo,
    /// What the desk does for the insurer.
    Desk,
    /// What operators do for the service.
    Service,
}

/// What is declared with a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Who may come.
    pub principal: Principal,
    /// What the handler reserves. Empty only where nothing can be guessed, sent or computed at cost.
    pub budgets: &'static [Budget],
    /// What for.
    pub purpose: Purpose,
    /// Whether a request is a use of the session: what a page's script asks by itself is none.
    pub counts: bool,
    /// Whether a form may come from anywhere: only where the address itself holds the signed permission (RFC 8058's one click, which a
    /// mail program sends). Such a form's fields are not read.
    pub one_click: bool,
    /// Whether it shows health data: where the insurer says so, a member needs a second factor for it.
    pub is_health: bool,
    /// Whether a file comes with its form (`multipart/form-data`); see [`super::upload`].
    pub takes_file: bool,
}

impl Declaration {
    /// A declaration without budgets.
    pub const fn new(principal: Principal, purpose: Purpose) -> Declaration {
        Declaration { principal, budgets: &[], purpose, counts: true, is_health: false, one_click: false, takes_file: false }
    }

    /// The same for health data: a member of an insurer with `member_second_factor = required` has set up a factor first.
    pub const fn of_health(self) -> Declaration {
        Declaration { is_health: true, ..self }
    }

    /// The same for what nobody does by hand: it does not keep a session of the desk alive.
    pub const fn by_script(self) -> Declaration {
        Declaration { counts: false, ..self }
    }

    /// The same with budgets.
    pub const fn with(self, budgets: &'static [Budget]) -> Declaration {
        Declaration { budgets, ..self }
    }

    /// The same for a form with a file.
    pub const fn taking_file(self) -> Declaration {
        Declaration { takes_file: true, ..self }
    }

    /// The same for a form that mail programs send.
    pub const fn one_click(self) -> Declaration {
        Declaration { one_click: true, ..self }
    }
}

/// A route as the table shows it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// GET or POST.
    pub method: Method,
    /// The path, with axum's `{captures}`.
    pub path: String,
    /// What was declared.
    pub declaration: Declaration,
}

impl Entry {
    /// Whether this path leads here: `{name}` stands for one part of it, `{*name}` for the rest.
    pub fn is_at(&self, path: &str) -> bool {
        let (mut own, mut asked) = (self.path.split('/'), path.split('/'));
        loop {
            match (own.next(), asked.next()) {
                (Some(rest), Some(_)) if rest.starts_with("{*") => return true,
                (Some(own), Some(asked)) if own == asked || (own.starts_with('{') && !asked.is_empty()) => {}
                (own, asked) => return own.is_none() && asked.is_none(),
            }
        }
    }
}

#[cfg(test)]
impl Entry {
    /// An address that leads here: what a capture names is there where a story can know it, as the insurer `sakura`, and nowhere else.
    pub(crate) fn example(&self) -> String {
        let filled = |part: &str| match part {
            "{insurer}" => "sakura".to_owned(),
            "{month}" => "2026-06".to_owned(),
            rest if rest.starts_with("{*") => "nowhere".to_owned(),
            capture if capture.starts_with('{') => "1".to_owned(),
            literal => literal.to_owned(),
        };
        let address = self.path.split('/').map(filled).collect::<Vec<_>>().join("/");
        assert!(self.is_at(&address), "{address} does not lead to {}", self.path);
        address
    }
}

/// Routes under construction: the router and its table.
pub struct Routes {
    /// None where the table alone is wanted.
    portal: Option<Portal>,
    side: Side,
    router: Router<()>,
    table: Vec<Entry>,
}

impl Routes {
    /// An empty table for one side of this portal.
    pub fn new(portal: Portal, side: Side) -> Routes {
        Routes { portal: Some(portal), side, router: Router::new(), table: Vec::new() }
    }

    /// An empty table that serves nothing, for who asks which pages there are whatever is configured.
    pub fn unserved(side: Side) -> Routes {
        Routes { portal: None, side, router: Router::new(), table: Vec::new() }
    }

    /// Adds a page.
    pub fn get<H, T>(self, path: &str, declaration: Declaration, handler: H) -> Routes
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, declaration, handler)
    }

    /// Adds a form's address. The guard reads the form and checks its origin and CSRF token before the handler runs.
    pub fn post<H, T>(self, path: &str, declaration: Declaration, handler: H) -> Routes
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, declaration, handler)
    }

    fn add<H, T>(mut self, method: Method, filter: MethodFilter, path: &str, declaration: Declaration, handler: H) -> Routes
    where
        H: Handler<T, ()>,
        T: 'static,
    {
        if let Some(portal) = &self.portal {
            let guarded = on(filter, handler)
                .layer(CatchPanicLayer::custom(after_panic))
                .layer(from_fn_with_state((portal.clone(), self.side, declaration), guard));
            self.router = self.router.route(path, guarded);
        }
        self.table.push(Entry { method, path: path.to_owned(), declaration });
        self
    }

    /// The portal that the routes serve; none where the table alone is wanted.
    pub fn portal(&self) -> Option<&Portal> {
        self.portal.as_ref()
    }

    /// The router and the table.
    pub fn finish(self) -> (Router<()>, Vec<Entry>) {
        let side = self.side;
        let router = match self.portal {
            Some(portal) => self.router.method_not_allowed_fallback(move |request: Request| wrong_method(portal.clone(), side, request)),
            None => self.router,
        };
        (router, self.table)
    }
}

/// A handler that panics ends its own request only. What the panic says may be personal, so it is not passed on.
fn after_panic(_panic: Box<dyn std::any::Any + Send>) -> Response {
    Refusal::broken("the handler panicked").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry { method: Method::GET, path: path.to_owned(), declaration: Declaration::new(Principal::Anyone, Purpose::Information) }
    }

    #[test]
    fn a_route_with_captures_is_at_every_path_that_they_take() {
        for (route, path) in [("/portal/", "/portal/"), ("/portal/{id}/edit", "/portal/7/edit"), ("/files/{*path}", "/files/a/b")] {
            assert!(entry(route).is_at(path), "{route} {path}");
        }
        for (route, path) in [("/portal/", "/portal"), ("/portal/{id}", "/portal/"), ("/portal/{id}", "/portal/7/edit"), ("/a", "/a/b")] {
            assert!(!entry(route).is_at(path), "{route} {path}");
        }
    }
}
