//! From when until when a certificate is valid (RFC 5280, 4.1.2.5): the few bytes of its DER that tell it.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The stretch of time for which a certificate was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first instant.
    pub from: Timestamp,
    /// The last instant.
    pub until: Timestamp,
}

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xA0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

impl Validity {
    /// Reads it from a certificate in DER; `None` when that is no certificate.
    pub fn of(certificate: &[u8]) -> Option<Validity> {
        let (signed, _) = inside(certificate, SEQUENCE)?;
        let (fields, _) = inside(signed, SEQUENCE)?;
        let after_version = match element(fields)? {
            (VERSION, _, rest) => rest,
            _ => fields,
        };
        let (_serial, _, rest) = element(after_version)?;
        let (_algorithm, rest) = inside(rest, SEQUENCE)?;
        let (_issuer, rest) = inside(rest, SEQUENCE)?;
        let (times, _) = inside(rest, SEQUENCE)?;
        let (from_kind, from, rest) = element(times)?;
        let (until_kind, until, _) = element(rest)?;
        Some(Validity { from: instant(from_kind, from)?, until: instant(until_kind, until)? })
    }
}

/// The first element: its tag, its contents, and what follows it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match usize::from(*first) {
        short if short < 0x80 => (short, rest),
        long => {
            let (digits, rest) = rest.split_at_checked(long - 0x80)?;
            let length = digits.iter().try_fold(0_usize, |length, digit| length.checked_mul(256)?.checked_add(usize::from(*digit)))?;
            (length, rest)
        }
    };
    let (contents, rest) = rest.split_at_checked(length)?;
    Some((*tag, contents, rest))
}

/// The contents of the first element, which has this tag, and what follows it.
fn inside(bytes: &[u8], expected: u8) -> Option<(&[u8], &[u8])> {
    element(bytes).filter(|(tag, ..)| *tag == expected).map(|(_, contents, rest)| (contents, rest))
}

/// `491231235959Z`, whose years are of 1950 to 2049, or `20500101000000Z`.
fn instant(kind: u8, text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let full = match kind {
        UTC_TIME if text.get(..2)? < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let moment = DateTime::strptime("%Y%m%d%H%M%SZ", full).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn valid(from: (i32, u8, u8), until: (i32, u8, u8)) -> Vec<u8> {
        let mut terms = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        terms.not_before = rcgen::date_time_ymd(from.0, from.1, from.2);
        terms.not_after = rcgen::date_time_ymd(until.0, until.1, until.2);
        terms.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn both_ends_are_read_in_either_way_of_writing_a_year() {
        let instant = |text: &str| text.parse().unwrap();
        let read = Validity::of(&valid((1975, 1, 1), (4096, 2, 3))).unwrap();
        assert_eq!(read, Validity { from: instant("1975-01-01T00:00:00Z"), until: instant("4096-02-03T00:00:00Z") });
        let read = Validity::of(&valid((2026, 11, 1), (2049, 12, 31))).unwrap();
        assert_eq!(read, Validity { from: instant("2026-11-01T00:00:00Z"), until: instant("2049-12-31T00:00:00Z") });
    }

    #[test]
    fn what_is_no_certificate_has_none() {
        let whole = valid((2026, 11, 1), (2027, 2, 1));
        for length in 0..whole.len().min(200) {
            assert_eq!(Validity::of(&whole[..length]), None, "cut off after {length} bytes");
        }
        for garbage in [&[0x30, 0xFF][..], &[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1], b"no certificate"] {
            assert_eq!(Validity::of(garbage), None);
        }
    }
}
