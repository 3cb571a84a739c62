//! What every page shares: the route table, the visit, forms, cookies, headers, refusals. No journey lives here.

pub mod assets;
pub mod cookies;
pub mod done;
pub mod forms;
pub mod guard;
pub mod headers;
pub mod language;
pub mod markdown;
pub mod page;
pub mod refusal;
pub mod routes;
pub mod session;
pub mod source;
#[cfg(test)]
mod tests;
pub mod visit;

pub use forms::{Fields, FormState};
pub use page::{Chrome, InsurerFacts};
pub use refusal::{Answer, Refusal};
pub use routes::{Budget, Declaration, Principal, Purpose, Routes};
pub use session::Member;
pub use visit::Visit;
