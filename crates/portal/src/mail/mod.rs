//! Mail: what the service writes to people, from the transaction that needs it to the relay.
//!
//! A journey queues a [`Letter`] in its own unit of work ([`queue()`]). The [`worker`] claims it, puts it into words ([`words`]), makes a
//! message of it ([`message`], signed by [`dkim`]) and hands it over through the [`Mailer`]: to the [`relay`], or without one to files
//! in a [`folder`], which [`mailbox`] shows in the demo. A mail arrives at least once; a repetition carries the same Message-ID.
//! What comes back is read by [`bounces`], found by its [`mod@reference`], and may end in a stop of mail to the address ([`stops`]).

pub mod bounces;
pub mod dkim;
pub mod folder;
pub mod letter;
mod lines;
pub mod mailbox;
pub mod mailer;
pub mod message;
pub mod operator;
pub mod queue;
pub mod reference;
pub mod relay;
pub mod stops;
#[cfg(test)]
mod tests;
pub mod words;
pub mod worker;

pub use letter::Letter;
pub use mailer::{MailConfigError, Mailer, Trouble, TroubleKind};
pub use operator::{domains, list, retry, test};
pub use queue::{Addressee, OfMailing, queue, queue_of_mailing, queue_to_nobody};
