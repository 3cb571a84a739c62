//! The job that writes the mails of a notice: one a recipient, in batches, each in one unit of work with the place that it reached. A
//! server that dies loses nothing and writes nothing twice.
//!
//! Few mails of a notice wait in the outbox at a time, so that what it says is stored few times and a relay that was away is not
//! flooded; and a domain gets one mail in `PACE`, since carriers block who sends faster.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp, civil::Date};
use madoguchi_rules::{audience::Audience, mail_address::MailAddress, settings::InsurerSettings};
use madoguchi_store::{At, StoreError, Work, audiences::Addressed, mailings::DueMailing};

use super::{PAGE, Way, audience_of, unsubscribing, way};
use crate::{
    insurer,
    mail::{self, Addressee, Letter, OfMailing},
    portal::Portal,
    web::markdown,
};

/// At most so many mails of a notice wait in the outbox when more are written.
pub(super) const WAITING_MOST: i64 = 500;
/// A domain gets one mail of a notice in this time.
pub(super) const PACE: SignedDuration = SignedDuration::from_millis(250);
/// Batches of one run, so that a run ends before its lease does.
pub(super) const BATCHES: usize = 20;

/// A batch that was read: whom it reaches, how many want no notices, and where it ends.
struct Batch {
    recipients: Vec<Addressed>,
    unsubscribed: i64,
    /// The insurer and person up to whom everybody was looked at; none when nobody is left.
    to: Option<(i64, i64)>,
}

/// To whom a mail goes.
pub(super) struct Recipient {
    pub to: Addressee,
    pub insurer_id: i64,
    pub account_id: i64,
    pub mail_id: i64,
}

/// Writes what can be written now; answers how many mails.
///
/// # Errors
/// [`StoreError`]; what was written before stands.
pub async fn run(portal: &Portal) -> Result<u64, StoreError> {
    let today = portal.clock.today();
    let mut written = 0;
    for mailing in portal.store.read(|work| async move { work.due_mailings(today.into()).await }).await? {
        written += work_on(portal, mailing, today).await?;
    }
    Ok(written)
}

async fn work_on(portal: &Portal, mut mailing: DueMailing, today: Date) -> Result<u64, StoreError> {
    let (id, audience) = (mailing.announcement_id, audience_of(&mailing.audience)?);
    let is_over = mailing.until_date.is_some_and(|until| until.0 < today);
    let mut written = 0;
    for _ in 0..BATCHES {
        if portal.store.read(|work| async move { work.waiting_of_mailing(id).await }).await? >= WAITING_MOST {
            break;
        }
        let batch = if is_over { None } else { Some(read(portal, &mailing, &audience, today).await?) };
        let Some((batch, to)) = batch.and_then(|batch| batch.to.map(|to| (batch, to))) else {
            let at = At::from(portal.clock.now());
            portal.store.write(|work| async move { work.finish_mailing(id, at).await }).await?;
            break;
        };
        if !write(portal, &mailing, &batch, to).await? {
            break; // Another server has taken the job over, or the notice was removed.
        }
        written += batch.recipients.len() as u64;
        (mailing.position_insurer, mailing.position_person) = to;
    }
    Ok(written)
}

/// Reads the next people, until enough of them are recipients or their insurer's roster ends.
async fn read(portal: &Portal, mailing: &DueMailing, audience: &Audience, today: Date) -> Result<Batch, StoreError> {
    let (mut insurer_id, mut after) = (mailing.position_insurer, mailing.position_person);
    let mut batch = Batch { recipients: Vec::new(), unsubscribed: 0, to: None };
    loop {
        let of = mailing.insurer_id;
        let next = |work: Work| async move { next_page(&work, of, insurer_id, after, today).await };
        let Some((id, settings, page)) = portal.store.read(next).await? else { return Ok(batch) };
        (insurer_id, after) = (id, page.last().map_or(i64::MAX, |last| last.entry.person_id));
        batch.to = Some((insurer_id, after));
        for person in page {
            match way(&person, audience, mailing.essential, &settings, today) {
                Way::Mail => batch.recipients.push(person),
                Way::Unsubscribed => batch.unsubscribed += 1,
                Way::Paper | Way::None => {}
            }
        }
        if !batch.recipients.is_empty() {
            return Ok(batch);
        }
    }
}

type Page = (i64, InsurerSettings, Vec<Addressed>);

/// The next people of the insurer, or of the next insurer where the notice is the whole service's; none when nobody is left.
async fn next_page(work: &Work, of: Option<i64>, mut insurer_id: i64, mut after: i64, today: Date) -> Result<Option<Page>, StoreError> {
    loop {
        let Some(id) = (match of {
            Some(own) => Some(own).filter(|own| insurer_id <= *own),
            None => work.insurer_from(insurer_id).await?,
        }) else {
            return Ok(None);
        };
        if id != insurer_id {
            after = 0;
        }
        let page = work.addressed_after(id, after, today.into(), PAGE.min(WAITING_MOST)).await?;
        if !page.is_empty() {
            return Ok(Some((id, insurer::settings(work, id).await?, page)));
        }
        insurer_id = id + 1;
    }
}

/// Writes the mails of a batch and moves the mailing on; answers whether it still stood where the batch begins.
async fn write(portal: &Portal, mailing: &DueMailing, batch: &Batch, to: (i64, i64)) -> Result<bool, StoreError> {
    let now = portal.clock.now();
    let text = &markdown::to_plain(&mailing.body, portal.config.base_url.as_str().trim_end_matches('/'));
    let mut ids = HashSet::new();
    let recipients =
        &batch.recipients.iter().filter_map(|person| Recipient::of(person, fresh_id(portal, now, &mut ids))).collect::<Vec<_>>();
    let write = |work: Work| async move {
        if !work.advance_mailing(mailing, to, recipients.len() as i64, batch.unsubscribed).await? {
            return Ok(false);
        }
        let mut paces = paces(&work, recipients, now).await?;
        for recipient in recipients {
            let due = paces.get_mut(recipient.to.address.domain()).map_or(now, |due| std::mem::replace(due, *due + PACE));
            let unsubscribe = (!mailing.essential).then(|| unsubscribing::address(portal, recipient.insurer_id, recipient.account_id));
            let letter = Letter::Announcement { title: mailing.title.clone(), text: text.clone(), unsubscribe };
            let place = OfMailing { mailing_id: mailing.announcement_id, mail_id: recipient.mail_id, due };
            mail::queue_of_mailing(portal, &work, &recipient.to, &letter, place, now).await?;
        }
        Ok(true)
    };
    portal.store.write(write).await
}

/// A number that no other mail of the batch has: of 500 drawn in one millisecond two would be the same every thirtieth time.
pub(super) fn fresh_id(portal: &Portal, now: Timestamp, taken: &mut HashSet<i64>) -> i64 {
    loop {
        let id = portal.random.id(now);
        if taken.insert(id) {
            return id;
        }
    }
}

/// When the first mail of this batch may go to each domain; the room for the rest behind it is taken.
pub(super) async fn paces(work: &Work, recipients: &[Recipient], now: Timestamp) -> Result<HashMap<String, Timestamp>, StoreError> {
    let mut counts: HashMap<String, i32> = HashMap::new();
    for recipient in recipients {
        *counts.entry(recipient.to.address.domain().to_owned()).or_default() += 1;
    }
    let mut domains: Vec<(String, i32)> = counts.into_iter().collect();
    // Always in one order: two mailings at once wait for each other and do not lock each other out.
    domains.sort();
    let mut paces = HashMap::new();
    for (domain, count) in domains {
        let takes = PACE * count;
        let ends = work.pace_mails(&domain, At::from(now), i64::try_from(takes.as_millis()).unwrap_or(i64::MAX)).await?;
        paces.insert(domain, ends.timestamp() - takes);
    }
    Ok(paces)
}

impl Recipient {
    /// To whom the mail goes: in Japanese, as insurers write their notices.
    pub fn of(person: &Addressed, mail_id: i64) -> Option<Recipient> {
        let (account_id, insurer_id) = (person.account_id?, person.entry.insurer_id);
        let address = MailAddress::parse(person.account_email.as_deref()?).ok()?;
        let to = Addressee { address, insurer_id: Some(insurer_id), account_id: Some(account_id), language: "ja" };
        Some(Recipient { to, insurer_id, account_id, mail_id })
    }
}
