//! Mail in stories: a real SMTP server, both engines, the clock set by the story.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bounces;
mod delivery;
mod mailbox;
mod signature;
mod troubles;
mod wire;
mod wording;

use jiff::SignedDuration;
use madoguchi_rules::mail_address::MailAddress;
use madoguchi_store::Work;
use madoguchi_testkit::{TestDatabase, smtp::Sink};

use super::{
    Addressee, Letter, Mailer,
    operator::{MailFilter, MailLine},
    worker::{self, Run},
};
use crate::testing::Story;

/// A portal whose relay is this sink.
async fn story_with(database: TestDatabase, sink: &Sink) -> Story {
    let url = sink.url();
    Story::begin_with(database, |config| {
        config.smtp_url = Some(url);
        config.mail_from = "no-reply@kenpo.example.jp".to_owned();
    })
    .await
}

fn code_letter(story: &Story) -> Letter {
    Letter::SignUpCode { code: "123456".to_owned(), until: story.portal.clock.now() + SignedDuration::from_mins(10) }
}

async fn queue(story: &Story, address: &str, letter: &Letter) {
    let to =
        &Addressee { address: MailAddress::parse(address).unwrap(), insurer_id: Some(story.insurer.id), account_id: None, language: "ja" };
    let (portal, now) = (&story.portal, story.portal.clock.now());
    portal.store.write(|work: Work| async move { super::queue(portal, &work, to, letter, now).await }).await.unwrap();
}

async fn run_once(story: &Story) -> Run {
    let mailer = Mailer::open(&story.portal.config).unwrap();
    worker::run_once(&story.portal, &mailer).await.unwrap()
}

async fn lines(story: &Story) -> Vec<MailLine> {
    super::list(&story.portal, &MailFilter { state: None, bounced: false, insurer_id: None, most: 100 }).await.unwrap()
}

const NOTHING: Run = Run { delivered: 0, postponed: 0, failed: 0, expired: 0, stopped: 0 };
const DELIVERED: Run = Run { delivered: 1, ..NOTHING };
const POSTPONED: Run = Run { postponed: 1, ..NOTHING };
const FAILED: Run = Run { failed: 1, ..NOTHING };
const EXPIRED: Run = Run { expired: 1, ..NOTHING };
const STOPPED: Run = Run { stopped: 1, ..NOTHING };
