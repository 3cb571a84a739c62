//! `/demo/mailbox`: the mails that the demo sent, newest first. Only the demo adds this page.

use std::{io, path::Path};

use askama::Template;
use jiff::Timestamp;
use mail_parser::{Addr, Address, Message, MessageParser};

use crate::{
    clock::in_tokyo,
    fault::Fault,
    web::{Answer, Chrome, Declaration, Principal, Purpose, Refusal, Routes, Visit, language::Language, page},
};

const PAGE: Declaration = Declaration::new(Principal::Anyone, Purpose::Demo);
/// Older mails stay in `mail_dir`, but not on the page.
const MOST: usize = 50;

/// Adds the page to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/demo/mailbox", PAGE, mailbox)
}

#[derive(Template)]
#[template(path = "mail/mailbox.html")]
struct MailboxPage {
    chrome: Chrome,
    mails: Vec<ReadMail>,
}

/// A mail as its reader sees it.
struct ReadMail {
    subject: String,
    from: String,
    to: String,
    at: String,
    text: String,
}

async fn mailbox(visit: Visit) -> Answer {
    let (folder, language) = (visit.portal.config.mail_dir.clone(), visit.language);
    let read = tokio::task::spawn_blocking(move || newest(&folder, language)).await.map_err(Fault::from)?;
    let mails = read.map_err(Refusal::broken)?;
    page::show(&MailboxPage { chrome: visit.chrome(visit.texts().mail.mailbox.title), mails })
}

fn newest(folder: &Path, language: Language) -> io::Result<Vec<ReadMail>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        // The first mail makes the folder.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let id = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".eml")?.parse::<i64>().ok());
        found.extend(id.map(|id| (id, path)));
    }
    // Identifiers grow with time.
    found.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
    found.iter().take(MOST).map(|(_, path)| Ok(ReadMail::of(&std::fs::read(path)?, language))).collect()
}

impl ReadMail {
    fn of(bytes: &[u8], language: Language) -> ReadMail {
        let mail = MessageParser::default().parse(bytes).unwrap_or_default();
        ReadMail {
            subject: mail.subject().unwrap_or_default().to_owned(),
            from: addresses(mail.from()),
            to: addresses(mail.to()),
            at: written(&mail).map(|at| language.moment(in_tokyo(at))).unwrap_or_default(),
            text: mail.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
        }
    }
}

fn written(mail: &Message) -> Option<Timestamp> {
    Timestamp::from_second(mail.date()?.to_timestamp()).ok()
}

fn addresses(addresses: Option<&Address>) -> String {
    let shown = |one: &Addr| match (one.name(), one.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (_, address) => address.unwrap_or_default().to_owned(),
    };
    addresses.map(|all| all.iter().map(shown).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}

#[cfg(test)]
pub(crate) fn samples(visit: &Visit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let text = || HOSTILE.to_owned();
    let page = |mails| MailboxPage { chrome: visit.chrome(visit.texts().mail.mailbox.title), mails };
    let pages = [page(Vec::new()), page(vec![ReadMail { subject: text(), from: text(), to: text(), at: text(), text: text() }])];
    pages.iter().map(|page| sample("mail/mailbox.html", page)).collect()
}
