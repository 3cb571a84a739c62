//! Mail: what the service writes to people, from the transaction that needs it to the relay.

pub mod letter;
pub mod queue;

pub use letter::Letter;
pub use queue::{Addressee, queue};
