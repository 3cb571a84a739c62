//! The job that hands over what the outbox holds. Any number of servers may run it on one database: a mail is claimed before it is
//! handed over, and a claim that ran out, because its holder was killed, is taken by the next.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::{delivery::DeliveryStatus, mail_address::MailAddress};
use madoguchi_store::{
    At, StoreError, Work,
    outbox::{ClaimedMail, MailEnd},
};
use tokio::task::{JoinError, JoinSet};

use super::{
    Mailer, TroubleKind,
    message::{Outside, message},
    queue::{SealedMail, seal_context},
    reference, stops,
    words::{Sender, words},
};
use crate::{fault::Fault, insurer, portal::Portal};

/// How many mails are under way at once.
const AT_ONCE: usize = 8;
/// How long a claim holds: longer than the longest hand-over.
pub const CLAIM: SignedDuration = SignedDuration::from_mins(2);
const _: () = assert!((CLAIM.as_secs() as u64) > Mailer::LONGEST.as_secs());
/// How often the outbox is looked at when nobody rings.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often mails that ended long ago are forgotten.
const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often the metrics tell how the outbox stands.
const TELL_EVERY: Duration = Duration::from_secs(10);
/// After how long a mail that cannot be handed over is a dead letter.
pub const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(3 * 24);
/// How long the list remembers a mail that ended.
pub const REMEMBER: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Delays after the first, second … failed try, in seconds; the last one repeats.
const DELAYS: [i64; 5] = [30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60];
/// The same while somebody sits before the code page.
const DELAYS_OF_CODES: [i64; 4] = [5, 10, 20, 30];

/// What came of the mails of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Taken by the relay.
    pub delivered: usize,
    /// Put off.
    pub postponed: usize,
    /// Failed for good.
    pub failed: usize,
    /// Dropped because their code ran out.
    pub expired: usize,
    /// Not handed over because mail to the address is stopped.
    pub stopped: usize,
}

/// What came of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Delivered,
    Postponed { relay_failed: bool, why: String },
    Failed { why: String },
    Expired,
    Stopped,
}

/// Hands over everything that is due now, and returns when nothing is left to do.
///
/// # Errors
/// [`StoreError`] when the outbox cannot be read or claimed from; what was claimed before is handed over all the same.
pub async fn run_once(portal: &Portal, mailer: &Mailer) -> Result<Run, StoreError> {
    let mut run = Run::default();
    let mut under_way = JoinSet::new();
    loop {
        let claimed = begin(portal, mailer, &mut under_way).await;
        if under_way.is_empty() {
            mailer.rest().await;
            return claimed.map(|_| run);
        }
        while let Some(done) = under_way.join_next().await {
            run.count(finished(done).as_ref());
        }
    }
}

/// Hands over mails as they come, until `stop`: what is under way then is finished, the rest waits in the outbox.
/// A failed mail, a fault of the program in one mail, or a database that is away does not end it.
pub async fn run(portal: Portal, mailer: Mailer, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let mut under_way = JoinSet::new();
    let (mut tidy, mut tell) = (tokio::time::interval(TIDY_EVERY), tokio::time::interval(TELL_EVERY));
    loop {
        if let Err(error) = begin(&portal, &mailer, &mut under_way).await {
            tracing::error!(%error, "the outbox cannot be read");
        }
        tokio::select! {
            () = &mut stop => break,
            Some(done) = under_way.join_next() => drop(finished(done)),
            () = portal.store.mail_was_queued() => {}
            () = tokio::time::sleep(LOOK_EVERY) => if under_way.is_empty() { mailer.rest().await },
            _ = tidy.tick() => forget(&portal).await,
            _ = tell.tick() => tell_metrics(&portal).await,
        }
    }
    while let Some(done) = under_way.join_next().await {
        finished(done);
    }
    mailer.rest().await;
}

/// What came of a hand-over; none when it did not finish: then nothing was written down, the claim runs out and the mail is tried again.
fn finished(done: Result<Outcome, JoinError>) -> Option<Outcome> {
    match done.map_err(Fault::from) {
        Ok(outcome) => Some(outcome),
        Err(fault) => {
            tracing::error!(%fault, "a mail's hand-over did not finish; it is tried again");
            metrics::counter!("madoguchi_mails_total", "outcome" => "unfinished").increment(1);
            None
        }
    }
}

/// Claims what is due, as far as there is room, and begins to hand it over.
async fn begin(portal: &Portal, mailer: &Mailer, under_way: &mut JoinSet<Outcome>) -> Result<(), StoreError> {
    let now = portal.clock.now();
    let room = AT_ONCE.saturating_sub(under_way.len());
    if room == 0 || !portal.store.read(|work| async move { work.mail_is_due(At::from(now)).await }).await? {
        return Ok(());
    }
    let claim = |work: Work| async move { work.claim_mails(At::from(now), At::from(now + CLAIM), room as i64).await };
    for mail in portal.store.write(claim).await? {
        under_way.spawn(hand_over(portal.clone(), mailer.clone(), mail));
    }
    Ok(())
}

/// Tries one mail and writes down what came of it.
async fn hand_over(portal: Portal, mailer: Mailer, mail: ClaimedMail) -> Outcome {
    let outcome = outcome_of(try_once(portal.clone(), mailer, mail.clone())).await;
    let now = portal.clock.now();
    let outcome = outcome.unless_too_old(&mail, now);
    metrics::counter!("madoguchi_mails_total", "outcome" => outcome.name()).increment(1);
    tracing::info!(mail = mail.id, kind = mail.kind, tries = mail.attempts, outcome = outcome.name(), why = outcome.why(), "mail");
    if let Err(error) = write_down(&portal, &mail, &outcome, now).await {
        // The claim runs out and the mail is tried again: it may arrive twice, it is not lost.
        tracing::error!(mail = mail.id, %error, "the outcome of a mail could not be written down");
    }
    outcome
}

/// What came of a try, in a task of its own: a fault of the program in one mail is an outcome like any other.
async fn outcome_of(tried: impl Future<Output = Outcome> + Send + 'static) -> Outcome {
    tokio::spawn(tried).await.unwrap_or_else(|error| {
        let fault = Fault::from(error);
        tracing::error!(%fault, "a mail could not be tried");
        Outcome::later("a fault of the program; the log says more")
    })
}

async fn try_once(portal: Portal, mailer: Mailer, mail: ClaimedMail) -> Outcome {
    let now = portal.clock.now();
    if mail.expires_at.is_some_and(|end| end.timestamp() <= now) {
        return Outcome::Expired;
    }
    let Some(content) = open(&portal, &mail) else { return Outcome::failed("the seal does not open: was the master secret changed?") };
    if !content.letter.is_asked_for() {
        match portal.store.read(|work| async move { work.mail_stop(&mail.recipient_key).await }).await {
            Ok(None) => {}
            Ok(Some(_)) => return Outcome::Stopped,
            Err(error) => return Outcome::later(&error.to_string()),
        }
    }
    let Ok(to) = MailAddress::parse(&content.address) else { return Outcome::failed("the address cannot be read") };
    let sender = match sender(&portal, mail.insurer_id).await {
        Ok(sender) => sender,
        Err(error) => return Outcome::later(&error.to_string()),
    };
    let written = mail.created_at.timestamp();
    let words = words(&portal.config, &sender, &content.letter, &content.language, written);
    let reference = &reference::of(&portal, mail.id);
    let (from, bounces_to, unsubscribe) = (mailer.from(), mailer.bounces_to(), content.letter.unsubscribe());
    let outside = Outside { reference, to: &to, from, bounces_to, sender: &sender, written, unsubscribe };
    let outgoing = match message(&outside, &words) {
        Ok(outgoing) => outgoing,
        Err(error) => return Outcome::failed(&error.to_string()),
    };
    match mailer.hand_over(mail.id, &outgoing, now).await {
        Ok(_) => Outcome::Delivered,
        Err(trouble) => match trouble.kind {
            TroubleKind::Unreachable => Outcome::Postponed { relay_failed: true, why: trouble.summary },
            TroubleKind::Busy => Outcome::later(&trouble.summary),
            TroubleKind::Refused => Outcome::failed(&trouble.summary),
        },
    }
}

fn open(portal: &Portal, mail: &ClaimedMail) -> Option<SealedMail> {
    let plain = portal.keys.outbox.open(&seal_context(mail.id), mail.sealed.as_deref()?)?;
    serde_json::from_slice(&plain).ok()
}

async fn sender(portal: &Portal, insurer_id: Option<i64>) -> Result<Sender, StoreError> {
    let Some(insurer_id) = insurer_id else { return Ok(Sender::service(&portal.config)) };
    let (insurer, settings) = portal.store.read(|work| async move { insurer::with_settings(&work, insurer_id).await }).await?;
    Ok(Sender::insurer(&insurer, &settings))
}

async fn write_down(portal: &Portal, mail: &ClaimedMail, outcome: &Outcome, now: Timestamp) -> Result<(), StoreError> {
    let at = At::from(now);
    let next = At::from(now + delay(mail));
    let write = |work: Work| async move {
        match outcome {
            Outcome::Delivered => {
                work.finish_mail(mail.id, MailEnd::Delivered, at, None).await?;
                work.relay_answers(at).await
            }
            Outcome::Expired => work.finish_mail(mail.id, MailEnd::Expired, at, None).await,
            Outcome::Stopped => work.finish_mail(mail.id, MailEnd::Stopped, at, None).await,
            Outcome::Failed { why } => {
                work.finish_mail(mail.id, MailEnd::Failed, at, Some(why)).await?;
                refused(portal, &work, mail, why, now).await
            }
            Outcome::Postponed { relay_failed, why } => work.postpone_mail(mail.id, next, *relay_failed, why).await,
        }
    };
    portal.store.write(write).await
}

/// A relay that names the mailbox as the reason has given us the bounce at once.
async fn refused(portal: &Portal, work: &Work, mail: &ClaimedMail, why: &str, now: Timestamp) -> Result<(), StoreError> {
    let Some(status) = DeliveryStatus::within(why) else { return Ok(()) };
    let Some(mail) = work.sent_mail(mail.id).await? else { return Ok(()) };
    stops::came_back(portal, work, &mail, status, &stops::Actor::service("mail"), now).await?;
    Ok(())
}

/// How long to wait after the try that just failed.
fn delay(mail: &ClaimedMail) -> SignedDuration {
    let delays: &[i64] = if mail.expires_at.is_some() { &DELAYS_OF_CODES } else { &DELAYS };
    let tried = usize::try_from(mail.attempts).unwrap_or(0);
    SignedDuration::from_secs(delays[tried.min(delays.len() - 1)])
}

async fn forget(portal: &Portal) {
    let before = At::from(portal.clock.now() - REMEMBER);
    if let Err(error) = portal.store.write(|work: Work| async move { work.forget_mails(before).await }).await {
        tracing::error!(%error, "old mails could not be forgotten");
    }
}

async fn tell_metrics(portal: &Portal) {
    let state = match portal.store.read(|work| async move { work.outbox_state().await }).await {
        Ok(state) => state,
        // The figures of before stay.
        Err(error) => return tracing::error!(%error, "how the outbox stands cannot be told"),
    };
    let age = state.oldest.map_or(0.0, |oldest| portal.clock.now().duration_since(oldest.timestamp()).as_secs_f64());
    metrics::gauge!("madoguchi_mails_waiting").set(state.waiting as f64);
    metrics::gauge!("madoguchi_mails_oldest_seconds").set(age);
}

impl Run {
    fn count(&mut self, outcome: Option<&Outcome>) {
        match outcome {
            Some(Outcome::Delivered) => self.delivered += 1,
            Some(Outcome::Postponed { .. }) => self.postponed += 1,
            Some(Outcome::Failed { .. }) => self.failed += 1,
            Some(Outcome::Expired) => self.expired += 1,
            Some(Outcome::Stopped) => self.stopped += 1,
            None => {}
        }
    }
}

impl Outcome {
    fn later(why: &str) -> Outcome {
        Outcome::Postponed { relay_failed: false, why: why.to_owned() }
    }

    fn failed(why: &str) -> Outcome {
        Outcome::Failed { why: why.to_owned() }
    }

    /// A mail that was tried for three days is a dead letter.
    fn unless_too_old(self, mail: &ClaimedMail, now: Timestamp) -> Outcome {
        match self {
            Outcome::Postponed { why, .. } if now.duration_since(mail.created_at.timestamp()) >= GIVE_UP_AFTER => Outcome::Failed { why },
            other => other,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Outcome::Delivered => "delivered",
            Outcome::Postponed { .. } => "postponed",
            Outcome::Failed { .. } => "failed",
            Outcome::Expired => "expired",
            Outcome::Stopped => "stopped",
        }
    }

    fn why(&self) -> Option<&str> {
        match self {
            Outcome::Postponed { why, .. } | Outcome::Failed { why } => Some(why),
            Outcome::Delivered | Outcome::Expired | Outcome::Stopped => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fault_of_the_program_in_one_mail_puts_it_off() {
        let outcome = outcome_of(async { panic!("a fault that the story made") }).await;
        assert_eq!(outcome.name(), "postponed");
    }

    #[tokio::test]
    async fn a_hand_over_that_did_not_finish_counts_as_nothing_and_ends_nothing() {
        let mut run = Run::default();
        for tried in [tokio::spawn(async { panic!("a fault that the story made") }), tokio::spawn(async { Outcome::Delivered })] {
            run.count(finished(tried.await).as_ref());
        }
        assert_eq!(run, Run { delivered: 1, ..Run::default() });
    }
}
