//! The route table. A route cannot be added without saying who may come (principal), what it may cost (budgets) and what it is for
//! (purpose); the same table enforces the principal, drives the tests and is printed for the operator.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{Refusal, guard::guard};
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
    /// A logged-in member, whether or not the terms in force are agreed to.
    MemberBeforeTerms,
    /// A logged-in member who agreed to the terms in force; reading only is enough (contract, After leaving).
    MemberReading,
    /// A logged-in member who agreed to the terms and is eligible today.
    Member,
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
    /// Questions whether a user ID is free, per flow.
    UserIdQuestions,
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
}

impl Declaration {
    /// A declaration without budgets.
    pub const fn new(principal: Principal, purpose: Purpose) -> Declaration {
        Declaration { principal, budgets: &[], purpose }
    }

    /// The same with budgets.
    pub const fn with(self, budgets: &'static [Budget]) -> Declaration {
        Declaration { budgets, ..self }
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

/// Routes under construction: the router and its table.
pub struct Routes {
    portal: Portal,
    router: Router<()>,
    table: Vec<Entry>,
}

impl Routes {
    /// An empty table for this portal.
    pub fn new(portal: Portal) -> Routes {
        Routes { portal, router: Router::new(), table: Vec::new() }
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
        let guarded = on(filter, handler)
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(from_fn_with_state((self.portal.clone(), declaration), guard));
        self.router = self.router.route(path, guarded);
        self.table.push(Entry { method, path: path.to_owned(), declaration });
        self
    }

    /// The portal that the routes serve.
    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    /// The router and the table.
    pub fn finish(self) -> (Router<()>, Vec<Entry>) {
        (self.router, self.table)
    }
}

/// A handler that panics ends its own request only. What the panic says may be personal, so it is not passed on.
fn after_panic(_panic: Box<dyn std::any::Any + Send>) -> Response {
    Refusal::broken("the handler panicked").into_response()
}
