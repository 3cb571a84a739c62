use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use madoguchi_testkit::{on_both_engines, smtp::Message};
use ring::{
    digest::{SHA256, digest},
    signature::{RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, RsaPublicKeyComponents},
};
use rustls_pki_types::{PrivatePkcs1KeyDer, pem::PemObject};

use super::*;
use crate::{config::Config, mail::MailConfigError};

const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/mail/tests/dkim-key.pem");

fn sign(config: &mut Config) {
    config.dkim_selector = Some("m2026".to_owned());
    config.dkim_key_file = Some(KEY.into());
}

/// The headers with their folded lines, as they came.
fn headers(mail: &Message) -> Vec<(String, String)> {
    let text = String::from_utf8(mail.raw.clone()).unwrap();
    let head = text.split_once("\r\n\r\n").unwrap().0.replace("\r\n ", "\u{0} ").replace("\r\n\t", "\u{0}\t");
    let named = |line: &str| line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.replace('\u{0}', "\r\n")));
    head.split("\r\n").map(|line| named(line).unwrap()).collect()
}

/// RFC 6376, 3.4.2, said another way than in the product: letter by letter.
fn relaxed(value: &str) -> String {
    let mut relaxed = String::new();
    for character in value.chars().filter(|c| !matches!(c, '\r' | '\n')) {
        match character {
            ' ' | '\t' if relaxed.is_empty() || relaxed.ends_with(' ') => {}
            ' ' | '\t' => relaxed.push(' '),
            other => relaxed.push(other),
        }
    }
    relaxed.trim_end_matches(' ').to_owned()
}

fn tag(signature: &str, name: &str) -> String {
    let value = signature.split(';').find_map(|tag| tag.trim().strip_prefix(&format!("{name}="))).unwrap();
    value.split_whitespace().collect()
}

/// Checks a signature as a receiver does.
fn verify(mail: &Message) -> Result<(), String> {
    let headers = headers(mail);
    let signature = &headers.iter().find(|(name, _)| name == "dkim-signature").ok_or("no signature")?.1;
    let body = String::from_utf8(mail.raw.clone()).unwrap().split_once("\r\n\r\n").unwrap().1.to_owned();
    let body = body.trim_end_matches("\r\n").to_owned() + "\r\n";
    if tag(signature, "bh") != STANDARD.encode(digest(&SHA256, body.as_bytes())) {
        return Err("another body".to_owned());
    }
    let mut signed = String::new();
    for name in tag(signature, "h").split(':') {
        if let Some((_, value)) = headers.iter().rev().find(|(header, _)| header == name) {
            signed += &format!("{name}:{}\r\n", relaxed(value));
        }
    }
    let (before, _) = signature.split_once(" b=").ok_or("no b=")?;
    signed += &format!("dkim-signature:{}", relaxed(&format!("{before} b=")));
    let pem = std::fs::read(KEY).unwrap();
    let key = RsaKeyPair::from_der(PrivatePkcs1KeyDer::from_pem_slice(&pem).unwrap().secret_pkcs1_der()).unwrap();
    let public: RsaPublicKeyComponents<Vec<u8>> = key.public().into();
    let value = STANDARD.decode(tag(signature, "b")).unwrap();
    public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &value).map_err(|_| "another header".to_owned())
}

on_both_engines! {
    async fn a_signed_mail_verifies_and_an_altered_one_does_not(database: TestDatabase) {
        let sink = Sink::start().await;
        let url = sink.url();
        let story = Story::begin_with(database, |config| {
            sign(config);
            config.smtp_url = Some(url);
            config.mail_from = "no-reply@kenpo.example.jp".to_owned();
        })
        .await;
        story.set("reply_to", "desk@sakura.example.jp").await;
        queue(&story, "k..131@docomo.ne.jp", &code_letter(&story)).await;
        assert_eq!(run_once(&story).await, DELIVERED);
        let mail = sink.mail_to("\"k..131\"@docomo.ne.jp").await;
        assert_eq!(verify(&mail), Ok(()));
        let signature = mail.header("DKIM-Signature").unwrap();
        assert_eq!((tag(&signature, "d"), tag(&signature, "s")), ("kenpo.example.jp".to_owned(), "m2026".to_owned()));
        assert_eq!((tag(&signature, "c"), tag(&signature, "a")), ("relaxed/relaxed".to_owned(), "rsa-sha256".to_owned()));
        assert_eq!(tag(&signature, "h"), "from:to:subject:date:message-id:mime-version:content-type:reply-to:list-unsubscribe:list-unsubscribe-post");
        let altered = |from: &str, to: &str| Message {
            raw: String::from_utf8(mail.raw.clone()).unwrap().replacen(from, to, 1).into_bytes(),
            ..mail.clone()
        };
        assert_eq!(verify(&altered("desk@sakura", "evil@sakura")), Err("another header".to_owned()));
        assert_eq!(verify(&altered("\r\n\r\n", "\r\n\r\nQUFB")), Err("another body".to_owned()));
    }
}

#[test]
fn a_key_that_cannot_sign_is_told_at_the_start() {
    let open = |change: fn(&mut Config)| {
        let mut config = Config::default();
        sign(&mut config);
        change(&mut config);
        Mailer::open(&config)
    };
    assert!(open(|_| {}).is_ok());
    assert!(matches!(open(|config| config.dkim_selector = None), Err(MailConfigError::HalfDkim)));
    for change in [
        (|config| config.dkim_key_file = Some("/nowhere/key.pem".into())) as fn(&mut Config),
        |config| config.dkim_key_file = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")),
        |config| config.dkim_selector = Some("a; d=evil".to_owned()),
    ] {
        let error = open(change).err().expect("refused").to_string();
        assert!(error.starts_with("dkim_"), "{error}");
    }
}
