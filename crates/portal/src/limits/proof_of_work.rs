//! Proof of work: a sum that costs a browser less than a second and a machine that guesses all its seconds.
//!
//! A challenge is signed and stateless; only that it was used is a row. The proof is `CHALLENGE.N` where SHA-256 over that text begins
//! with as many zero bits as the challenge asks for. A browser without JavaScript presents `CHALLENGE.wait` instead, which counts when
//! the challenge is old enough: its time of issue is signed with it. A harder sum is no longer wait: waiting has a budget of its own.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use madoguchi_rules::limits::WAIT_INSTEAD_OF_PROOF;
use sha2::{Digest, Sha256};

use crate::{portal::Portal, web::Visit};

/// How long a challenge may be answered.
const VALID: SignedDuration = SignedDuration::from_mins(30);
/// The most that two servers' clocks may differ.
const SKEW: SignedDuration = SignedDuration::from_secs(5);
/// What stands in the place of the number when somebody waited.
const WAITED: &str = "wait";

/// How hard the sum is. The average number of hashes is two to the power of its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difficulty {
    /// 65,536 hashes: a few tenths of a second in a browser.
    Usual,
    /// 1,048,576 hashes: some seconds.
    Hard,
}

/// A sum to be solved by one visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    text: String,
    nonce: [u8; 16],
    difficulty: Difficulty,
    issued: Timestamp,
}

/// What a visitor presented as proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presented {
    /// Nothing, or nothing that counts.
    Nothing,
    /// A solved sum.
    Solved(Challenge),
    /// A challenge that was waited for long enough.
    Waited(Challenge),
    /// A challenge that has to be waited for longer.
    TooEarly(Challenge),
}

impl Difficulty {
    /// Zero bits at the beginning of the hash.
    pub fn bits(self) -> u8 {
        match self {
            Difficulty::Usual => 16,
            Difficulty::Hard => 20,
        }
    }

    fn of_bits(bits: u8) -> Option<Difficulty> {
        [Difficulty::Usual, Difficulty::Hard].into_iter().find(|difficulty| difficulty.bits() == bits)
    }
}

impl Challenge {
    /// A new challenge for this visitor.
    pub fn issue(visit: &Visit, difficulty: Difficulty) -> Challenge {
        let nonce = visit.portal.random.bytes();
        // As the text has it: to the millisecond.
        let issued = Timestamp::from_millisecond(visit.now.as_millisecond()).unwrap_or(visit.now);
        let head = head(&nonce, difficulty, issued);
        let tag = sign(&visit.portal, visit.pre_session(), &head);
        let text = URL_SAFE_NO_PAD.encode([&head[..], &tag].concat());
        Challenge { text, nonce, difficulty, issued }
    }

    /// The challenge as the page carries it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How hard it is.
    pub fn difficulty(&self) -> Difficulty {
        self.difficulty
    }

    /// What a browser without JavaScript presents.
    pub fn ticket(&self) -> String {
        format!("{}.{WAITED}", self.text)
    }

    /// Seconds that are still to wait without JavaScript.
    pub fn seconds_to_wait(&self, now: Timestamp) -> i64 {
        self.not_before().duration_since(now).as_secs().max(1)
    }

    /// From then on it counts as waited for: always the same time after it was issued, however hard the sum is.
    fn not_before(&self) -> Timestamp {
        self.issued + WAIT_INSTEAD_OF_PROOF
    }

    /// What tells it from all others, for the list of spent ones.
    pub(super) fn nonce(&self) -> &[u8] {
        &self.nonce
    }

    /// After this nobody can present it any more.
    pub(super) fn expires_at(&self) -> Timestamp {
        self.issued + VALID + SKEW
    }

    fn read(visit: &Visit, text: &str) -> Option<Challenge> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (head, tag) = bytes.split_first_chunk::<25>()?;
        if !visit.portal.keys.challenges.verifies(&signed_parts(visit.pre_session(), head), tag) {
            return None;
        }
        let (nonce, rest) = head.split_first_chunk::<16>()?;
        let (bits, issued) = rest.split_first()?;
        let issued = Timestamp::from_millisecond(i64::from_be_bytes(issued.try_into().ok()?)).ok()?;
        let age = visit.now.duration_since(issued);
        let is_fresh = -SKEW <= age && age < VALID;
        let difficulty = Difficulty::of_bits(*bits)?;
        is_fresh.then(|| Challenge { text: text.to_owned(), nonce: *nonce, difficulty, issued })
    }

    fn is_solved_by(&self, number: &str) -> bool {
        let is_number = !number.is_empty() && number.len() <= 12 && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number && zero_bits(&Sha256::digest(format!("{}.{number}", self.text))) >= u32::from(self.difficulty.bits())
    }
}

impl Presented {
    /// Reads what a form brought as `proof`. Whether it was spent before is the store's to say.
    pub fn read(visit: &Visit, typed: &str) -> Presented {
        let Some((text, answer)) = typed.split_once('.') else { return Presented::Nothing };
        let Some(challenge) = Challenge::read(visit, text) else { return Presented::Nothing };
        match answer {
            WAITED if challenge.not_before() <= visit.now => Presented::Waited(challenge),
            WAITED => Presented::TooEarly(challenge),
            number if challenge.is_solved_by(number) => Presented::Solved(challenge),
            _ => Presented::Nothing,
        }
    }
}

fn head(nonce: &[u8; 16], difficulty: Difficulty, issued: Timestamp) -> [u8; 25] {
    let mut head = [0; 25];
    head[..16].copy_from_slice(nonce);
    head[16] = difficulty.bits();
    head[17..].copy_from_slice(&issued.as_millisecond().to_be_bytes());
    head
}

fn sign(portal: &Portal, pre_session: &str, head: &[u8; 25]) -> [u8; 32] {
    portal.keys.challenges.mac(&signed_parts(pre_session, head))
}

/// A challenge is of use only to the visitor to whom it was given.
fn signed_parts<'a>(pre_session: &'a str, head: &'a [u8; 25]) -> [&'a [u8]; 3] {
    [b"proof of work", pre_session.as_bytes(), head]
}

/// Zero bits at the beginning of a hash.
pub(crate) fn zero_bits(hash: &[u8]) -> u32 {
    let whole = hash.iter().take_while(|byte| **byte == 0).count();
    let next = hash.get(whole).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(whole).unwrap_or(u32::MAX) * 8 + next
}
