use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::*;

const MAIL: &str = "From: =?utf-8?B?44GV44GP44KJ?= <no-reply@example.jp>\r\nTo: a@example.jp\r\n\
    Subject: =?utf-8?B?6KqN6Ki844Kz44O844OJ?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Content-Transfer-Encoding: base64\r\n\r\n6KqN6Ki844Kz44O844OJOiAxMjM0NTYNCg==\r\n";

struct Caller(BufReader<TcpStream>);

impl Caller {
    async fn of(sink: &Sink) -> Caller {
        let mut caller = Caller(BufReader::new(TcpStream::connect(sink.address()).await.unwrap()));
        assert_eq!(caller.answer().await, "220");
        assert_eq!(caller.say("EHLO test").await, "250");
        caller
    }

    async fn say(&mut self, line: &str) -> String {
        self.0.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        self.answer().await
    }

    /// The status of an answer of one or more lines; empty when the server has hung up.
    async fn answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.chars().take(3).collect();
            }
        }
    }

    async fn send(&mut self, to: &str) -> String {
        assert_eq!(self.say("MAIL FROM:<no-reply@example.jp> BODY=8BITMIME").await, "250");
        let answer = self.say(&format!("RCPT TO:<{to}>")).await;
        if answer != "250" {
            self.say("RSET").await;
            return answer;
        }
        assert_eq!(self.say("DATA").await, "354");
        self.say(&format!("{MAIL}.")).await
    }
}

#[tokio::test]
async fn a_mail_is_kept_as_it_came_and_can_be_read() {
    let sink = Sink::start().await;
    assert_eq!(Caller::of(&sink).await.send("a@example.jp").await, "250");
    let mail = sink.mail_to("a@example.jp").await;
    assert_eq!(mail.from, "no-reply@example.jp");
    assert_eq!(mail.subject(), "認証コード");
    assert_eq!(mail.code(), "123456");
    assert_eq!(mail.header("From").unwrap(), "さくら <no-reply@example.jp>");
    assert_eq!(mail.header("MIME-Version").unwrap(), "1.0");
    assert_eq!(mail.header("X-Missing"), None);
}

#[tokio::test]
async fn lines_that_begin_with_a_dot_and_bare_utf8_arrive_to_the_letter() {
    let sink = Sink::start().await;
    let mut caller = Caller::of(&sink).await;
    assert_eq!(caller.say("MAIL FROM:<>").await, "250");
    assert_eq!(caller.say("RCPT TO:<a@example.jp>").await, "250");
    assert_eq!(caller.say("DATA").await, "354");
    let mail = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n...点\r\n..\r\n";
    assert_eq!(caller.say(&format!("{mail}.")).await, "250");
    assert_eq!(sink.received()[0].text(), "..点\n.\n");
}

#[tokio::test]
async fn a_carrier_address_needs_its_quotes() {
    let sink = Sink::start().await;
    let mut caller = Caller::of(&sink).await;
    assert_eq!(caller.send("k..9@docomo.ne.jp").await, "501");
    assert_eq!(caller.send("au.19.@ezweb.ne.jp").await, "501");
    assert_eq!(caller.send("\"k..9\"@docomo.ne.jp").await, "250");
    assert_eq!(sink.received()[0].to, ["\"k..9\"@docomo.ne.jp"]);
}

#[tokio::test]
async fn it_is_busy_cuts_off_and_refuses_on_order() {
    let sink = Sink::start().await;
    sink.answer_busy(1);
    sink.refuse("gone@example.jp");
    let mut caller = Caller::of(&sink).await;
    assert_eq!(caller.send("a@example.jp").await, "451");
    assert_eq!(caller.send("gone@example.jp").await, "550");
    assert_eq!(caller.send("a@example.jp").await, "250");
    sink.hang_up(1);
    assert_eq!(caller.send("b@example.jp").await, "");
    assert_eq!(sink.await_count(1).await.len(), 1);
}

#[tokio::test]
async fn a_closed_relay_refuses_and_opens_on_the_same_port() {
    let sink = Sink::start().await;
    let mut caught_in_the_middle = Caller::of(&sink).await;
    sink.close().await;
    let refused = TcpStream::connect(sink.address()).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    let mut rest = String::new();
    assert!(caught_in_the_middle.0.read_line(&mut rest).await.map_or(true, |length| length == 0));
    sink.open();
    assert_eq!(Caller::of(&sink).await.send("a@example.jp").await, "250");
}

#[tokio::test]
async fn a_login_is_asked_for_and_checked() {
    let login = Some(("relay".to_owned(), "secret".to_owned()));
    let sink = Sink::offering(Offer { login, ..Offer::default() }).await;
    assert!(sink.url().starts_with("smtp://relay:secret@127.0.0.1:"));
    let mut caller = Caller::of(&sink).await;
    assert_eq!(caller.say("MAIL FROM:<a@example.jp>").await, "530");
    assert_eq!(caller.say("AUTH PLAIN AHJlbGF5AHdyb25n").await, "535");
    assert_eq!(caller.say("AUTH PLAIN AHJlbGF5AHNlY3JldA==").await, "235");
    assert_eq!(caller.send("a@example.jp").await, "250");
}

#[tokio::test]
async fn starttls_encrypts_under_the_sinks_own_certificate() {
    let sink = Sink::offering(Offer { starttls: true, ..Offer::default() }).await;
    let mut caller = Caller::of(&sink).await;
    assert_eq!(caller.say("STARTTLS").await, "220");
    let mut roots = rustls::RootCertStore::empty();
    let pem = rustls_pki_types::pem::PemObject::from_pem_slice(sink.certificate().as_bytes());
    roots.add(pem.unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(client));
    let mut tls = BufReader::new(connector.connect(name, caller.0.into_inner()).await.unwrap());
    tls.write_all(b"EHLO test\r\nMAIL FROM:<>\r\nRCPT TO:<a@example.jp>\r\nDATA\r\n").await.unwrap();
    tls.write_all(format!("{MAIL}.\r\n").as_bytes()).await.unwrap();
    assert!(sink.mail_to("a@example.jp").await.encrypted);
}
