use jiff::Timestamp;
use madoguchi_rules::settings::InsurerSettings;
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::mail::{
    message::{Outgoing, Outside, message},
    words::{Sender, Words},
};

/// A mail in the name of somebody who chose this name.
pub(super) fn outgoing(to: &str, name: &str) -> Outgoing {
    let mut sender = Sender::service(&crate::config::Config::default());
    sender.mail_name = name.to_owned();
    let (to, from) = (MailAddress::parse(to).unwrap(), "no-reply@kenpo.example.jp".parse().unwrap());
    let words = Words { subject: format!("{name}：お知らせ"), text: "本文です。\n".to_owned() };
    let written: Timestamp = "2026-11-22T01:00:00Z".parse().unwrap();
    message(&Outside { reference: "7.0", to: &to, from: &from, bounces_to: None, sender: &sender, written, unsubscribe: None }, &words)
        .unwrap()
}

fn header_names(mail: &Outgoing) -> Vec<String> {
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    let headers = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    headers.split("\r\n").map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn names_and_subjects_cannot_add_headers() {
    let plain = outgoing("ken@example.jp", "さくら");
    for name in
        ["さくら\r\nBcc: evil@example.jp", "a\nBcc: evil@example.jp\n\nx", "\"<evil@example.jp>,", "a, b <c@example.jp>", "さ\u{0}\u{85}く"]
    {
        let mail = outgoing("ken@example.jp", name);
        assert_eq!(header_names(&mail), header_names(&plain), "{name:?}");
        assert_eq!(mail.envelope.to().len(), 1);
        let text = String::from_utf8(mail.bytes).unwrap();
        assert!(!text.to_ascii_lowercase().contains("\nbcc:"));
    }
}

#[test]
fn addresses_of_every_kind_give_one_recipient() {
    let addresses = ["a..b@docomo.ne.jp", "ab.@ezweb.ne.jp", ".ab@au.com", "-ab@example.jp", "a+b/c?d@docomo.ne.jp", "a@けんぽ.example"];
    for address in addresses {
        let mail = outgoing(address, "さくら");
        let to = MailAddress::parse(address).unwrap().smtp_form();
        assert_eq!(mail.envelope.to().iter().map(ToString::to_string).collect::<Vec<_>>(), std::slice::from_ref(&to));
        assert!(String::from_utf8(mail.bytes).unwrap().contains(&format!("\r\nTo: {to}\r\n")));
    }
    for address in ["a@example.jp,b@example.jp", "\"a@b> ORCPT=x\"@docomo.ne.jp", "a@example.jp\r\nRCPT TO:<b@example.jp>"] {
        assert!(MailAddress::parse(address).is_err(), "{address}");
    }
}

on_both_engines! {
    async fn an_old_carrier_address_is_quoted_on_the_wire(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        queue(&story, "k..131@docomo.ne.jp", &code_letter(&story)).await;
        queue(&story, "au.19.@ezweb.ne.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await.delivered, 2);
        let mail = sink.mail_to("\"k..131\"@docomo.ne.jp").await;
        assert!(String::from_utf8_lossy(&mail.raw).contains("To: \"k..131\"@docomo.ne.jp\r\n"));
        sink.mail_to("\"au.19.\"@ezweb.ne.jp").await;
    }
}

on_both_engines! {
    async fn the_headers_are_those_that_carriers_ask_for(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        story.set("mail_display_name", "さくら健保").await;
        story.set("reply_to", "desk@sakura.example.jp").await;
        queue(&story, "ken@example.jp", &code_letter(&story)).await;
        run_once(&story).await;
        let mail = sink.mail_to("ken@example.jp").await;
        assert_eq!(mail.from, "no-reply@kenpo.example.jp");
        assert_eq!(mail.header("From").unwrap(), "さくら健保 <no-reply@kenpo.example.jp>");
        assert_eq!(mail.header("To").unwrap(), "ken@example.jp");
        assert_eq!(mail.header("Reply-To").unwrap(), "desk@sakura.example.jp");
        assert!(mail.subject().starts_with("さくら健康保険組合：") && mail.subject().contains("認証コード"));
        assert!(mail.header("Message-ID").unwrap().ends_with("@kenpo.example.jp"));
        assert_eq!(mail.header("MIME-Version").unwrap(), "1.0");
        assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
        let raw = String::from_utf8(mail.raw.clone()).unwrap();
        assert!(raw.contains("Date: Sun, 22 Nov 2026 01:00:00 +0000\r\n"), "{raw}");
        assert!(raw.contains("Content-Type: text/plain; charset=utf-8\r\n"), "{raw}");
        assert!(mail.text().contains("さくら健康保険組合"));
    }
}

on_both_engines! {
    async fn one_click_ends_notices_by_headers_that_are_signed(database: TestDatabase) {
        let sink = Sink::start().await;
        let story = story_with(database, &sink).await;
        let address = "https://portal.example.jp/portal/unsubscribe?token=abc".to_owned();
        let letter = |unsubscribe| Letter::Announcement { title: "題".to_owned(), text: "文".to_owned(), unsubscribe };
        queue(&story, "ken@example.jp", &letter(Some(address.clone()))).await;
        queue(&story, "aya@example.jp", &letter(None)).await;
        run_once(&story).await;
        let mail = sink.mail_to("ken@example.jp").await;
        assert_eq!(mail.header("List-Unsubscribe").unwrap().trim_matches(['<', '>']), address);
        assert_eq!(mail.header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
        assert!(sink.mail_to("aya@example.jp").await.header("List-Unsubscribe").is_none());
    }
}

#[test]
fn an_insurers_own_name_stands_in_from_when_it_set_none_for_mails() {
    let insurer = madoguchi_store::insurers::Insurer {
        id: 1,
        code: "sakura".to_owned(),
        name: "さくら健康保険組合".to_owned(),
        insurer_number: None,
        kind: "kenpo".to_owned(),
        roster_version: 1,
        created_at: Timestamp::UNIX_EPOCH.into(),
    };
    assert_eq!(Sender::insurer(&insurer, &InsurerSettings::default()).mail_name, "さくら健康保険組合");
}
