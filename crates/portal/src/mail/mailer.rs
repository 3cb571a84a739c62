//! The way out: the relay or the folder, and the signature.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use lettre::{Address, address::AddressError};

use super::{
    dkim::{Signer, SignerError},
    folder::Folder,
    message::Outgoing,
    relay::{Relay, RelayAddress, RelayAddressError},
};
use crate::config::Config;

/// The way by which mails leave. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Parts>);

struct Parts {
    way: Way,
    from: Address,
    bounces_to: Option<Address>,
    signer: Option<Signer>,
}

enum Way {
    Relay(Box<Relay>),
    Folder(Folder),
}

/// A configuration by which no mail can leave.
#[derive(Debug, thiserror::Error)]
pub enum MailConfigError {
    /// `smtp_url`.
    #[error(transparent)]
    Relay(#[from] RelayAddressError),
    /// `mail_from`.
    #[error("mail_from {given:?}: {problem}; expected an address such as no-reply@example.jp")]
    From {
        /// What was given.
        given: String,
        /// What is wrong with it.
        problem: AddressError,
    },
    /// `bounce_address`.
    #[error("bounce_address {given:?}: {problem}; expected an address such as bounce@example.jp")]
    Bounces {
        /// What was given.
        given: String,
        /// What is wrong with it.
        problem: AddressError,
    },
    /// `dkim_key_file` or `dkim_selector`.
    #[error(transparent)]
    Dkim(#[from] SignerError),
    /// Only one of the two.
    #[error("dkim_selector and dkim_key_file belong together: set both or neither")]
    HalfDkim,
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{answer}")]
pub struct Trouble {
    /// Of which kind.
    pub kind: TroubleKind,
    /// What may stand in lists and logs: status codes and our own words, nothing about the recipient.
    pub summary: String,
    /// All that was said, for the operator who sends a mail to their own address.
    pub answer: String,
}

/// What a failed hand-over means for the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// The relay (or the folder) was not reached, did not let us in or went away: nothing was said about this mail.
    Unreachable,
    /// Not now (4xx).
    Busy,
    /// Never (5xx).
    Refused,
}

impl Mailer {
    /// The longest that [`Mailer::hand_over`] takes.
    pub const LONGEST: Duration = Relay::LONGEST;

    /// The way that the configuration names. Reads the key and the certificates; connects to nothing.
    ///
    /// # Errors
    /// [`MailConfigError`] says which key of the configuration is wrong and what is expected.
    pub fn open(config: &Config) -> Result<Mailer, MailConfigError> {
        let wrong = |problem| MailConfigError::From { given: config.mail_from.clone(), problem };
        let from: Address = config.mail_from.parse().map_err(wrong)?;
        let bounces_to = match &config.bounce_address {
            Some(given) => Some(given.parse().map_err(|problem| MailConfigError::Bounces { given: given.clone(), problem })?),
            None => None,
        };
        let way = match &config.smtp_url {
            Some(url) => Way::Relay(Box::new(Relay::new(RelayAddress::parse(url)?, from.domain()))),
            None => Way::Folder(Folder::new(&config.mail_dir)),
        };
        let signer = match (&config.dkim_selector, &config.dkim_key_file) {
            (Some(selector), Some(file)) => Some(Signer::open(file, selector, from.domain())?),
            (None, None) => None,
            _ => return Err(MailConfigError::HalfDkim),
        };
        Ok(Mailer(Arc::new(Parts { way, from, bounces_to, signer })))
    }

    /// The sender's address.
    pub fn from(&self) -> &Address {
        &self.0.from
    }

    /// Where what cannot be delivered comes back to, when that is configured.
    pub fn bounces_to(&self) -> Option<&Address> {
        self.0.bounces_to.as_ref()
    }

    /// Signs a mail and hands it over; answers what the relay said, or the file that was written.
    ///
    /// # Errors
    /// [`Trouble`] says whether another try may help.
    pub async fn hand_over(&self, id: i64, mail: &Outgoing, now: Timestamp) -> Result<String, Trouble> {
        let signed = self.0.signer.as_ref().map(|signer| signer.signed(&mail.bytes, now)).transpose();
        let signed = signed.map_err(|error| {
            let problem = error.to_string();
            Trouble { kind: TroubleKind::Unreachable, summary: problem.clone(), answer: problem }
        })?;
        let bytes = signed.as_ref().unwrap_or(&mail.bytes);
        match &self.0.way {
            Way::Relay(relay) => relay.send(&mail.envelope, bytes).await,
            Way::Folder(folder) => folder.put(id, bytes).await,
        }
    }

    /// Whether the relay lets us in, or the folder can be written to. Sends nothing.
    ///
    /// # Errors
    /// [`Trouble`] says what stands in the way.
    pub async fn reach(&self) -> Result<(), Trouble> {
        match &self.0.way {
            Way::Relay(relay) => relay.reach().await,
            Way::Folder(folder) => folder.reach().await,
        }
    }

    /// Closes connections that nobody uses.
    pub async fn rest(&self) {
        if let Way::Relay(relay) = &self.0.way {
            relay.rest().await;
        }
    }
}
