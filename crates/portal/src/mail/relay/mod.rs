//! Handing a mail to the relay of `smtp_url`: TLS with checked certificates, login, and connections that serve a whole burst of mails.

mod address;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lettre::{
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::DEFAULT_MECHANISMS,
        client::AsyncSmtpConnection,
        extension::ClientId,
        response::{Code, Response},
    },
};
use tokio::time::timeout;

pub use address::{RelayAddress, RelayAddressError, Tls};

use super::{Trouble, TroubleKind};

/// From the first packet to the login.
const REACHED_WITHIN: Duration = Duration::from_secs(15);
/// A kept connection shows in that time that it is still there.
const ANSWERS_WITHIN: Duration = Duration::from_secs(3);

/// The relay.
pub struct Relay {
    address: RelayAddress,
    hello: ClientId,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Relay {
    /// The longest that [`Relay::send`] takes.
    pub const LONGEST: Duration = Duration::from_secs(90);

    /// A relay that is greeted as `hello_domain`. Connects when the first mail goes.
    pub fn new(address: RelayAddress, hello_domain: &str) -> Relay {
        Relay { address, hello: ClientId::Domain(hello_domain.to_owned()), idle: Mutex::default() }
    }

    /// Hands a mail over and answers what the relay said.
    ///
    /// # Errors
    /// [`Trouble`]: the relay cannot be reached, is busy, or refuses this mail.
    pub async fn send(&self, envelope: &Envelope, message: &[u8]) -> Result<String, Trouble> {
        let sent = timeout(Relay::LONGEST, self.send_over_any(envelope, message)).await;
        sent.unwrap_or_else(|_| Err(unreachable("the relay stopped answering")))
    }

    async fn send_over_any(&self, envelope: &Envelope, message: &[u8]) -> Result<String, Trouble> {
        if let Some(kept) = self.kept().await {
            match self.send_over(kept, envelope, message).await {
                // Enough mails for one connection, or too long a pause: the next connection is another matter.
                Err(trouble) if trouble.summary.starts_with("421") => {}
                outcome => return outcome,
            }
        }
        let fresh = self.connection().await?;
        self.send_over(fresh, envelope, message).await
    }

    /// Connects and logs in without sending anything.
    ///
    /// # Errors
    /// [`Trouble`] when the relay cannot be reached or does not let us in.
    pub async fn reach(&self) -> Result<(), Trouble> {
        let connection = self.connection().await?;
        self.idle().push(connection);
        self.rest().await;
        Ok(())
    }

    /// Closes connections that nobody uses. Called when nothing is due: a relay's patience is not for us to use up.
    pub async fn rest(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for mut connection in idle {
            // A relay that does not answer QUIT is left alone.
            let _ = timeout(Duration::from_secs(1), connection.quit()).await;
        }
    }

    async fn send_over(&self, mut connection: AsyncSmtpConnection, envelope: &Envelope, message: &[u8]) -> Result<String, Trouble> {
        let answer = connection.send(envelope, message).await.map_err(not_taken)?;
        self.idle().push(connection);
        Ok(said(&answer))
    }

    /// A connection of before that still answers. Where one does not, the others are no better.
    async fn kept(&self) -> Option<AsyncSmtpConnection> {
        let mut kept = self.take()?;
        if timeout(ANSWERS_WITHIN, kept.test_connected()).await.unwrap_or(false) {
            return Some(kept);
        }
        self.idle().clear();
        None
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let reached = timeout(REACHED_WITHIN, self.connect()).await;
        reached.map_err(|_| unreachable("no answer in time"))?.map_err(not_reached)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let address = &self.address;
        let wrapped = match &address.tls {
            Tls::Wrapped(tls) => Some(tls.clone()),
            _ => None,
        };
        let server = (address.host.as_str(), address.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, Some(REACHED_WITHIN), &self.hello, wrapped, None).await?;
        if let Tls::Required(tls) = &address.tls {
            connection.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some(login) = &address.login {
            connection.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(connection)
    }

    fn take(&self) -> Option<AsyncSmtpConnection> {
        self.idle().pop()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whatever keeps us from speaking with the relay is no fault of the mail: a wrong password must not turn mails into dead letters.
fn not_reached(error: Error) -> Trouble {
    match error.status() {
        Some(code) => Trouble { kind: TroubleKind::Unreachable, summary: status_line(code, &error), answer: error.to_string() },
        None => unreachable(&error.to_string()),
    }
}

fn not_taken(error: Error) -> Trouble {
    let Some(code) = error.status() else { return unreachable(&without_answer(&error)) };
    let kind = match u16::from(code) {
        // "Log in first" is about us, not about the mail.
        530 | 535 => TroubleKind::Unreachable,
        500..=599 => TroubleKind::Refused,
        _ => TroubleKind::Busy,
    };
    Trouble { kind, summary: status_line(code, &error), answer: error.to_string() }
}

fn unreachable(problem: &str) -> Trouble {
    Trouble { kind: TroubleKind::Unreachable, summary: problem.to_owned(), answer: problem.to_owned() }
}

/// The status, and the enhanced status (RFC 3463). The rest of what a relay says often repeats the recipient's address.
fn status_line(code: Code, error: &Error) -> String {
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let first = said.split_whitespace().next().unwrap_or_default();
    let is_enhanced = first.split('.').count() == 3 && first.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_enhanced { format!("{code} {first}") } else { code.to_string() }
}

/// An error of the line, not of the relay: the connection was cut, or what came was no SMTP.
fn without_answer(error: &Error) -> String {
    if error.is_response() { "the relay hung up or did not speak SMTP".to_owned() } else { error.to_string() }
}

fn said(response: &Response) -> String {
    format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))
}
