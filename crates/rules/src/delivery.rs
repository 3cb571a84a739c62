//! What a failed delivery says about an address: enhanced status codes (RFC 3463) and what follows from them.

use std::fmt;

use jiff::SignedDuration;

/// So many mails that bounced softly …
pub const SOFT_BOUNCES_MOST: u32 = 5;
/// … within this long stop further mail to the address.
pub const SOFT_BOUNCES_WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);

/// An enhanced status code, `5.1.1`: class, subject, detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryStatus {
    class: u8,
    subject: u16,
    detail: u16,
}

/// What a mail that did not arrive says about its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bounce {
    /// The mailbox or its domain does not exist, or takes no mail for good: further mail is stopped.
    Hard,
    /// The mailbox is full or its server was away too long: counted, and stopped when it goes on.
    Soft,
    /// The other side does not want this mail or its sender: nothing is said about the mailbox.
    Policy,
}

impl DeliveryStatus {
    /// Reads `5.1.1`; white space around it and a comment after it do not matter.
    ///
    /// ```
    /// use madoguchi_rules::delivery::DeliveryStatus;
    ///
    /// assert_eq!(DeliveryStatus::parse(" 5.1.1 (bad mailbox)").unwrap().to_string(), "5.1.1");
    /// assert!(DeliveryStatus::parse("550").is_none());
    /// assert!(DeliveryStatus::parse("1.2.3").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<DeliveryStatus> {
        let word = text.split_whitespace().next()?;
        let mut parts = word.split('.');
        let mut number = || {
            let digits = parts.next().filter(|digits| matches!(digits.len(), 1..=3) && digits.bytes().all(|b| b.is_ascii_digit()))?;
            digits.parse::<u16>().ok()
        };
        let (class, subject, detail) = (number()?, number()?, number()?);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        parts.next().is_none().then_some(DeliveryStatus { class, subject, detail })
    }

    /// The first enhanced status code of a sentence such as `smtp; 550 5.1.1 <a@example.jp> unknown`.
    ///
    /// ```
    /// use madoguchi_rules::delivery::DeliveryStatus;
    ///
    /// let said = DeliveryStatus::within("smtp; 550-5.1.1 no such user").unwrap();
    /// assert_eq!(said.to_string(), "5.1.1");
    /// assert!(DeliveryStatus::within("smtp; 550 Unknown user of [192.0.2.1]").is_none());
    /// ```
    pub fn within(text: &str) -> Option<DeliveryStatus> {
        text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| DeliveryStatus::parse(word.trim_end_matches('.')))
    }

    /// Whether it says that the mail did not and will not arrive for good (class 5), not only so far (class 4).
    pub fn is_permanent(self) -> bool {
        self.class == 5
    }

    /// Whether it says no more than its class (`5.0.0`).
    pub fn is_vague(self) -> bool {
        self.subject == 0
    }

    /// What a mail that was given up with this status says about its address; `None` for a success.
    ///
    /// Permanent is not always about the mailbox: a full one (5.2.2) may be emptied, and a server that refuses our sender, our
    /// message or our policy (5.1.7, 5.1.8, 5.2.3, 5.3.4, 5.5, 5.6, 5.7) would refuse every member of its domain alike.
    /// 5.4.1 is what Exchange Online says of unknown recipients, 5.4.4 what a domain without a server gets.
    ///
    /// ```
    /// use madoguchi_rules::delivery::{Bounce, DeliveryStatus};
    ///
    /// let of = |status| DeliveryStatus::parse(status).unwrap().bounce();
    /// assert_eq!(of("5.1.1"), Some(Bounce::Hard));
    /// assert_eq!(of("5.2.2"), Some(Bounce::Soft));
    /// assert_eq!(of("4.4.7"), Some(Bounce::Soft));
    /// assert_eq!(of("5.7.1"), Some(Bounce::Policy));
    /// assert_eq!(of("2.0.0"), None);
    /// ```
    pub fn bounce(self) -> Option<Bounce> {
        let bounce = match (self.class, self.subject, self.detail) {
            (5, 0, _) => Bounce::Hard,
            (5, 1, 7 | 8) | (5, 2, 3) | (5, 3, 4) | (5, 5..=7, _) | (4, 7, _) => Bounce::Policy,
            (5, 1, _) | (5, 2, 0 | 1) | (5, 4, 1 | 4) => Bounce::Hard,
            (4 | 5, _, _) => Bounce::Soft,
            _ => return None,
        };
        Some(bounce)
    }
}

impl fmt::Display for DeliveryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Bounce {
    /// As the outbox and the operator's list name it.
    pub fn name(self) -> &'static str {
        match self {
            Bounce::Hard => "hard",
            Bounce::Soft => "soft",
            Bounce::Policy => "policy",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_what_speaks_of_the_mailbox_is_hard() {
        let of = |status: &str| DeliveryStatus::parse(status).unwrap().bounce().unwrap();
        for hard in ["5.0.0", "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.0", "5.2.1", "5.4.1", "5.4.4"] {
            assert_eq!(of(hard), Bounce::Hard, "{hard}");
        }
        for soft in ["5.2.2", "5.3.0", "5.3.1", "5.4.0", "5.4.7", "5.4.300", "4.0.0", "4.2.2", "4.4.1", "4.4.7"] {
            assert_eq!(of(soft), Bounce::Soft, "{soft}");
        }
        for policy in ["5.1.7", "5.1.8", "5.2.3", "5.3.4", "5.5.0", "5.6.1", "5.7.0", "5.7.1", "5.7.26", "4.7.0"] {
            assert_eq!(of(policy), Bounce::Policy, "{policy}");
        }
    }

    #[test]
    fn what_is_no_status_is_none() {
        for text in ["", "5", "5.1", "5.1.1.1", "3.1.1", "5.1.1234", "5.x.1", "x5.1.1", "５.1.1"] {
            assert!(DeliveryStatus::parse(text).is_none(), "{text}");
        }
        for text in ["550 Unknown user a.b@docomo.ne.jp", "host [192.168.5.11.1]", "", "see section 5.1"] {
            assert!(DeliveryStatus::within(text).is_none(), "{text}");
        }
        assert_eq!(DeliveryStatus::within("552 5.2.2. mailbox full").unwrap().to_string(), "5.2.2");
    }
}
