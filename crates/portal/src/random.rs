//! The application's randomness: the operating system's, passed in where it is needed.

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

    /// A new identifier: 41 bits of milliseconds since 2020, 22 random bits. Identifiers grow with time and fit a positive `BIGINT`.
    pub fn id(&self, now: Timestamp) -> i64 {
        ((now.as_millisecond() - EPOCH) << 22) | i64::from(self.number() >> 10)
    }
}
