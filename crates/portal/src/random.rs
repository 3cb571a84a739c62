//! The application's randomness: the operating system's, passed in where it is needed.

use std::sync::{
    LazyLock,
    atomic::{AtomicU32, Ordering},
};

use jiff::Timestamp;

/// A source of random bytes from the operating system. Zero-sized; a value of it is the permission to be random.
#[derive(Clone, Copy, Debug)]
pub struct Random(());

/// 2020-01-01T00:00:00Z in milliseconds: identifiers count from there.
const EPOCH: i64 = 1_577_836_800_000;

impl Random {
    /// The operating system's generator.
    pub fn system() -> Random {
        Random(())
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe could be done then.
    #[allow(clippy::disallowed_methods, clippy::expect_used)] // the one place where the ambient generator is asked
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }

    /// A random 32-bit number.
    pub fn number(&self) -> u32 {
        u32::from_le_bytes(self.bytes())
    }

    /// A new identifier: 41 bits of milliseconds since 2020, and 22 bits that count from a random start, so that thousands of one instant
    /// differ too. Identifiers grow with time and fit a positive `BIGINT`.
    pub fn id(&self, now: Timestamp) -> i64 {
        ((now.as_millisecond() - EPOCH) << 22) | i64::from(COUNT.fetch_add(1, Ordering::Relaxed) & COUNT_BITS)
    }
}

/// The lower bits of an identifier.
const COUNT_BITS: u32 = (1 << 22) - 1;
/// Where this process is in its count; each begins elsewhere.
static COUNT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(Random::system().number()));

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_hundred_thousand_identifiers_of_one_instant_differ_and_later_ones_are_greater() {
        let (random, now) = (Random::system(), Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 60));
        let ids: HashSet<i64> = (0..100_000).map(|_| random.id(now)).collect();
        assert_eq!(ids.len(), 100_000);
        let later = random.id(now + jiff::SignedDuration::from_millis(1));
        assert!(ids.iter().all(|id| 0 < *id && *id < later));
    }
}
