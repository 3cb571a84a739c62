//! Verifying: the chain is walked from its beginning, and the first place where it does not hold is told.

use std::fmt;

use madoguchi_rules::audit::Seal;
use madoguchi_store::{Database, StoreError, audit::SealedEvent};

use super::row_bytes;

/// So many links are read at once.
const PAGE: i64 = 1_000;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Links that hold, from the beginning on.
    pub sealed: i64,
    /// Events that wait to be sealed.
    pub waiting: i64,
    /// The hash of the last link that holds: keep it elsewhere, and a chain that was made anew is found out.
    pub head: Seal,
    /// The first place where the trail does not hold.
    pub broken: Option<Broken>,
}

/// Where and how a trail does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The event, or its link, is not as it was sealed.
    Edited {
        /// The place in the chain.
        seq: i64,
        /// The event.
        event_id: i64,
    },
    /// The sealed event is gone.
    Deleted {
        /// The place in the chain.
        seq: i64,
        /// The event.
        event_id: i64,
    },
    /// The link at this place is gone.
    LinkMissing {
        /// The place in the chain.
        seq: i64,
    },
    /// An event that was recorded is gone before it was sealed.
    Lost {
        /// The event.
        event_id: i64,
    },
    /// An event stands there that nobody recorded.
    Inserted {
        /// The event.
        event_id: i64,
    },
}

impl Verification {
    /// Whether the trail holds.
    pub fn holds(&self) -> bool {
        self.broken.is_none()
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Edited { seq, event_id } => write!(f, "event {event_id} (link {seq}) is not as it was sealed"),
            Broken::Deleted { seq, event_id } => write!(f, "event {event_id} (link {seq}) was deleted"),
            Broken::LinkMissing { seq } => write!(f, "link {seq} of the chain is missing"),
            Broken::Lost { event_id } => write!(f, "event {event_id} was deleted before it was sealed"),
            Broken::Inserted { event_id } => write!(f, "event {event_id} was inserted and never recorded"),
        }
    }
}

/// Verifies the whole trail.
///
/// # Errors
/// [`StoreError`] when the database cannot be read.
pub async fn verify(database: &Database) -> Result<Verification, StoreError> {
    let mut found = Verification { sealed: 0, waiting: 0, head: Seal::ORIGIN, broken: None };
    while found.holds() {
        let after = found.sealed;
        let page = database.read(|work| async move { work.sealed_events_after(after, PAGE).await }).await?;
        for link in &page {
            match follow(found.sealed + 1, found.head, link) {
                Ok(head) => (found.sealed, found.head) = (found.sealed + 1, head),
                Err(broken) => {
                    found.broken = Some(broken);
                    break;
                }
            }
        }
        if page.is_empty() {
            break;
        }
    }
    found.waiting = database.read(|work| async move { work.count_unsealed_events().await }).await?;
    if found.holds() {
        found.broken = outside_the_chain(database).await?;
    }
    Ok(found)
}

/// The hash at the next place, if the link there holds.
fn follow(seq: i64, head: Seal, link: &SealedEvent) -> Result<Seal, Broken> {
    if link.seal.seq != seq {
        return Err(Broken::LinkMissing { seq });
    }
    let event_id = link.seal.event_id;
    let event = link.event.as_ref().ok_or(Broken::Deleted { seq, event_id })?;
    let next = head.followed_by(&row_bytes(event));
    if next.as_bytes().as_slice() == link.seal.hash.as_slice() { Ok(next) } else { Err(Broken::Edited { seq, event_id }) }
}

async fn outside_the_chain(database: &Database) -> Result<Option<Broken>, StoreError> {
    let facts = |work: madoguchi_store::Work| async move { Ok((work.first_lost_event().await?, work.first_stray_event().await?)) };
    let (lost, stray) = database.read(facts).await?;
    let lost = lost.map(|event_id| Broken::Lost { event_id });
    Ok(lost.or(stray.map(|event_id| Broken::Inserted { event_id })))
}
