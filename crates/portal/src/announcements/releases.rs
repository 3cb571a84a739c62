//! The job that tells members by mail that statements were released, of whichever kinds: one mail to each who has lines in it or sees those of the household, at
//! the insurer's hour, at the pace of all mailings. What is hidden from a member causes no mail.

use std::collections::HashSet;

use jiff::civil::Date;
use madoguchi_rules::{settings::InsurerSettings, statements::StatementKind};
use madoguchi_store::{At, StoreError, Work, audiences::Addressed, statements::mailings::ReleaseMailing};

use super::{
    mailing::{BATCHES, PACE, Recipient, WAITING_MOST, fresh_id, paces},
    unsubscribing,
};
use crate::{
    clock::in_tokyo,
    insurer,
    mail::{self, Letter, OfMailing},
    member::statements::household,
    portal::Portal,
};

/// People who were looked at: who gets a mail, how many want none, and the last of them.
struct Batch {
    recipients: Vec<Addressed>,
    unsubscribed: i64,
    last: i64,
}

/// Begins what is to be told at this hour, and writes what can be written now; answers how many mails.
///
/// # Errors
/// [`StoreError`]; what was written before stands.
pub async fn run(portal: &Portal) -> Result<u64, StoreError> {
    begin(portal).await?;
    let mut written = 0;
    for mailing in portal.store.read(|work| async move { work.due_release_mailings().await }).await? {
        written += work_on(portal, mailing).await?;
    }
    Ok(written)
}

/// Begins the mailings of the insurers whose hour it is. What is released after the hour is told at the next day's.
async fn begin(portal: &Portal) -> Result<(), StoreError> {
    let (now, today) = (portal.clock.now(), portal.clock.today());
    for insurer_id in portal.store.read(|work| async move { work.insurers_with_statements().await }).await? {
        let look = |work: Work| async move {
            let settings = insurer::settings(&work, insurer_id).await?;
            let mut untold = Vec::new();
            if settings.release_mail_hour == in_tokyo(now).hour() {
                for kind in StatementKind::shown(&settings) {
                    if work.has_untold_statements(insurer_id, kind, today.into()).await? {
                        untold.push(kind);
                    }
                }
            }
            Ok(untold)
        };
        let untold = &portal.store.read(look).await?;
        if !untold.is_empty() {
            let id = portal.random.id(now);
            let begin = |work: Work| async move { work.begin_release_mailing(insurer_id, untold, id, today.into(), At::from(now)).await };
            portal.store.write(begin).await?;
        }
    }
    Ok(())
}

async fn work_on(portal: &Portal, mut mailing: ReleaseMailing) -> Result<u64, StoreError> {
    let (insurer_id, id, today) = (mailing.insurer_id, mailing.id, portal.clock.today());
    let mut written = 0;
    for _ in 0..BATCHES {
        if portal.store.read(|work| async move { work.waiting_of_mailing(id).await }).await? >= WAITING_MOST {
            break;
        }
        let mailing_now = &mailing;
        let Some(batch) = portal.store.read(|work| async move { next(&work, mailing_now, today).await }).await? else {
            let at = At::from(portal.clock.now());
            portal.store.write(|work| async move { work.finish_release_mailing(insurer_id, id, at).await }).await?;
            break;
        };
        if !write(portal, &mailing, &batch).await? {
            break; // Another server has taken the job over.
        }
        written += batch.recipients.len() as u64;
        mailing.position_person = batch.last;
    }
    Ok(written)
}

/// The next people of the insurer's roster; none when nobody is left.
async fn next(work: &Work, mailing: &ReleaseMailing, today: Date) -> Result<Option<Batch>, StoreError> {
    let settings = insurer::settings(work, mailing.insurer_id).await?;
    let page = work.addressed_after(mailing.insurer_id, mailing.position_person, today.into(), WAITING_MOST).await?;
    let Some(last) = page.last().map(|last| last.entry.person_id) else { return Ok(None) };
    let mut batch = Batch { recipients: Vec::new(), unsubscribed: 0, last };
    for person in page {
        let is_reached = person.account_id.is_some() && person.stopped_at.is_none();
        if is_reached && has_something_new(work, mailing, &person, &settings, today).await? {
            match person.notice_mails {
                Some(true) => batch.recipients.push(person),
                _ => batch.unsubscribed += 1,
            }
        }
    }
    Ok(Some(batch))
}

/// Whether the member sees a line of what was released.
async fn has_something_new(
    work: &Work,
    mailing: &ReleaseMailing,
    person: &Addressed,
    settings: &InsurerSettings,
    today: Date,
) -> Result<bool, StoreError> {
    for kind in StatementKind::shown(settings) {
        for entry in household(work, &person.entry, settings, (kind, kind.visibility(settings)), today).await? {
            for person_id in work.one_and_the_same(mailing.insurer_id, entry.person_id).await? {
                if work.has_lines_of_mailing(mailing, kind, person_id, today.into()).await? {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// Writes the mails of a batch and moves the mailing on; answers whether it still stood where the batch begins.
async fn write(portal: &Portal, mailing: &ReleaseMailing, batch: &Batch) -> Result<bool, StoreError> {
    let now = portal.clock.now();
    let mut ids = HashSet::new();
    let recipients =
        &batch.recipients.iter().filter_map(|person| Recipient::of(person, fresh_id(portal, now, &mut ids))).collect::<Vec<_>>();
    let write = |work: Work| async move {
        if !work.advance_release_mailing(mailing, batch.last, recipients.len() as i64, batch.unsubscribed).await? {
            return Ok(false);
        }
        let mut paces = paces(&work, recipients, now).await?;
        for recipient in recipients {
            let due = paces.get_mut(recipient.to.address.domain()).map_or(now, |due| std::mem::replace(due, *due + PACE));
            let letter =
                Letter::StatementsReleased { unsubscribe: unsubscribing::address(portal, recipient.insurer_id, recipient.account_id) };
            let place = OfMailing { mailing_id: mailing.id, mail_id: recipient.mail_id, due };
            mail::queue_of_mailing(portal, &work, &recipient.to, &letter, place, now).await?;
        }
        Ok(true)
    };
    portal.store.write(write).await
}
