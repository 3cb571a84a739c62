//! One SMTP session, command by command (RFC 5321, 3207, 4954).

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

use super::{Message, Shared};

/// How a part of the session ended.
enum End {
    Quit,
    StartTls,
}

/// Speaks with one client until it quits or goes.
pub(super) async fn hold(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    if shared.offer.wrapped
        && let Some(tls) = &shared.tls
    {
        let mut encrypted = Conversation::new(tls.0.accept(stream).await?, shared, true);
        encrypted.say("220 sink.test ESMTP").await?;
        return encrypted.converse().await.map(|_| ());
    }
    let mut plain = Conversation::new(stream, shared, false);
    plain.say("220 sink.test ESMTP").await?;
    if let End::StartTls = plain.converse().await?
        && let Some(tls) = &shared.tls
    {
        let encrypted = tls.0.accept(plain.stream.into_inner()).await?;
        Conversation::new(encrypted, shared, true).converse().await?;
    }
    Ok(())
}

struct Conversation<'a, Stream> {
    stream: BufStream<Stream>,
    shared: &'a Shared,
    encrypted: bool,
    greeted: bool,
    logged_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl<'a, Stream: AsyncRead + AsyncWrite + Unpin> Conversation<'a, Stream> {
    fn new(stream: Stream, shared: &'a Shared, encrypted: bool) -> Self {
        let stream = BufStream::new(stream);
        Self { stream, shared, encrypted, greeted: false, logged_in: false, from: None, to: Vec::new() }
    }

    async fn converse(&mut self) -> io::Result<End> {
        loop {
            let Some(line) = self.hear().await? else {
                return Ok(End::Quit);
            };
            let Ok(line) = String::from_utf8(line) else {
                // Without SMTPUTF8 the envelope is ASCII.
                self.say("500 5.5.2 not ASCII").await?;
                continue;
            };
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.greet().await?,
                "HELO" => self.begin("250 sink.test").await?,
                "STARTTLS" if self.offers_tls() => {
                    self.say("220 2.0.0 go ahead").await?;
                    return Ok(End::StartTls);
                }
                "AUTH" if self.shared.offer.login.is_some() => self.log_in(rest).await?,
                "MAIL" if self.is_to_close() => {
                    self.say("421 4.3.2 closing, come back later").await?;
                    return Ok(End::Quit);
                }
                "MAIL" => self.mail(rest).await?,
                "RCPT" => self.recipient(rest).await?,
                "DATA" => {
                    if !self.data().await? {
                        return Ok(End::Quit);
                    }
                }
                "RSET" => self.begin("250 2.0.0 forgotten").await?,
                "NOOP" => self.say("250 2.0.0 yes").await?,
                "VRFY" => self.say("252 2.5.0 send and see").await?,
                "QUIT" => {
                    self.say("221 2.0.0 bye").await?;
                    return Ok(End::Quit);
                }
                _ => self.say("502 5.5.1 unknown command").await?,
            }
        }
    }

    async fn greet(&mut self) -> io::Result<()> {
        let mut offers = vec!["sink.test", "8BITMIME", "PIPELINING", "ENHANCEDSTATUSCODES"];
        if self.offers_tls() {
            offers.push("STARTTLS");
        }
        if self.shared.offer.login.is_some() {
            offers.push("AUTH PLAIN LOGIN");
        }
        let last = offers.pop().unwrap_or("8BITMIME");
        for offer in offers {
            self.stream.write_all(format!("250-{offer}\r\n").as_bytes()).await?;
        }
        self.begin(&format!("250 {last}")).await
    }

    fn offers_tls(&self) -> bool {
        self.shared.tls.is_some() && !self.encrypted
    }

    /// Forgets the mail that was under way.
    async fn begin(&mut self, answer: &str) -> io::Result<()> {
        self.greeted = true;
        self.from = None;
        self.to.clear();
        self.say(answer).await
    }

    async fn log_in(&mut self, rest: &str) -> io::Result<()> {
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let plain = if initial.is_empty() { self.ask("").await? } else { decoded(initial) };
                let mut parts = plain.split('\0').skip(1).map(str::to_owned);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            "LOGIN" => (self.ask("VXNlcm5hbWU6").await?, self.ask("UGFzc3dvcmQ6").await?),
            _ => return self.say("504 5.5.4 PLAIN or LOGIN").await,
        };
        self.logged_in = self.shared.offer.login.as_ref() == Some(&given);
        let answer = if self.logged_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong user or password" };
        self.say(answer).await
    }

    async fn ask(&mut self, question: &str) -> io::Result<String> {
        self.say(&format!("334 {question}")).await?;
        let line = self.hear().await?.unwrap_or_default();
        Ok(decoded(&String::from_utf8_lossy(&line)))
    }

    fn is_to_close(&self) -> bool {
        take_one(&mut self.shared.orders.lock().expect("the sink's orders").close_for)
    }

    async fn mail(&mut self, rest: &str) -> io::Result<()> {
        if !self.greeted || self.from.is_some() {
            return self.say("503 5.5.1 not now").await;
        }
        if self.shared.offer.login.is_some() && !self.logged_in {
            return self.say("530 5.7.0 log in first").await;
        }
        match path(rest, "FROM:") {
            Some(from) => {
                self.from = Some(from);
                self.say("250 2.1.0 sender noted").await
            }
            None => self.say("501 5.1.7 MAIL FROM:<address>").await,
        }
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        let Some(to) = path(rest, "TO:").filter(|to| follows_the_grammar(to)) else {
            return self.say("501 5.1.3 RCPT TO:<address>, dots in a row only inside quotes").await;
        };
        let refusal = self.shared.orders.lock().expect("the sink's orders").refused.get(&to).cloned();
        match refusal {
            Some(answer) => self.say(&answer).await,
            None => {
                self.to.push(to);
                self.say("250 2.1.5 recipient noted").await
            }
        }
    }

    /// Takes the mail; `false` when the connection is cut on order.
    async fn data(&mut self) -> io::Result<bool> {
        let (Some(from), false) = (self.from.clone(), self.to.is_empty()) else {
            self.say("503 5.5.1 RCPT first").await?;
            return Ok(true);
        };
        self.say("354 end with a dot").await?;
        let mut raw = Vec::new();
        loop {
            let Some(line) = self.hear().await? else {
                return Ok(false);
            };
            if line == b"." {
                break;
            }
            raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            raw.extend_from_slice(b"\r\n");
        }
        let (cut, busy) = {
            let mut orders = self.shared.orders.lock().expect("the sink's orders");
            let cut = take_one(&mut orders.hang_up_for);
            (cut, !cut && take_one(&mut orders.busy_for))
        };
        if cut {
            return Ok(false);
        }
        if busy {
            self.begin("451 4.3.0 busy, try again later").await?;
            return Ok(true);
        }
        let message = Message { from, to: std::mem::take(&mut self.to), raw, encrypted: self.encrypted };
        // Kept before the answer: who has heard 250 finds the mail in the sink.
        self.shared.received.send_modify(|received| received.push(message));
        self.begin("250 2.0.0 taken").await?;
        Ok(true)
    }

    /// One line without its CRLF; `None` when the client has gone.
    async fn hear(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).await?;
        if line.pop() != Some(b'\n') {
            return Ok(None);
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        self.stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }
}

fn take_one(left: &mut usize) -> bool {
    let taken = *left > 0;
    *left = left.saturating_sub(1);
    taken
}

/// The address of `FROM:<address> PARAMETERS`, without its brackets.
fn path(rest: &str, keyword: &str) -> Option<String> {
    let start = rest.get(..keyword.len()).filter(|start| start.eq_ignore_ascii_case(keyword))?;
    let bracketed = rest[start.len()..].trim_start().strip_prefix('<')?;
    // A quoted local part may hold `>`, so the last bracket before the parameters closes.
    let end = if bracketed.starts_with('"') { bracketed.find("\"@").map_or(0, |at| at) } else { 0 };
    let close = end + bracketed[end..].find('>')?;
    Some(bracketed[..close].to_owned())
}

/// RFC 5321's Mailbox as strict relays check it: ASCII; outside quotes no dot first, last or doubled.
fn follows_the_grammar(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let dotted = !local.is_empty() && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_text));
    address.is_ascii() && (quoted || dotted) && domain.split('.').all(|label| !label.is_empty())
}

/// RFC 5322 `atext`.
fn is_atom_text(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// Base64 of an AUTH answer; what is not base64 is nobody's password.
fn decoded(base64: &str) -> String {
    let decoded = mail_parser::decoders::base64::base64_decode(base64.as_bytes()).unwrap_or_default();
    String::from_utf8_lossy(&decoded).into_owned()
}
