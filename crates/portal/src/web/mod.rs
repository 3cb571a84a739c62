//! What every page shares: the route table, the visit, forms, cookies, headers, refusals. No journey lives here.

mod admission;
pub mod assets;
pub mod chart;
pub mod cookies;
pub mod desk_visit;
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
pub mod side;
pub mod source;
pub mod staff;
#[cfg(test)]
mod tests;
pub mod upload;
pub mod visit;

pub use desk_visit::{DeskVisit, StaffVisit};
pub use forms::{Fields, FormState};
pub use page::{Chrome, InsurerFacts};
pub use refusal::{Answer, Refusal};
pub use routes::{Budget, Declaration, Principal, Purpose, Routes};
pub use session::Member;
pub use side::Side;
pub use staff::{Seat, Staff};
pub use upload::Upload;
pub use visit::{DeskLook, Visit};
