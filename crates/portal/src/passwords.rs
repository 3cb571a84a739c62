//! Password hashes: argon2id off the async threads, as many at once as there are cores, in memory that is reused.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::{fault::Fault, keys::Key, random::Random};

/// Memory in KiB, passes and lanes: the OWASP cheat sheet's second set, at or above which every stored hash must be.
pub const COST: (u32, u32, u32) = (19_456, 2, 1);

/// How long a login waits for its turn before it is told to come back: longer queues only grow.
const QUEUE_FACTOR: usize = 64;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct PasswordHasher(Arc<Inner>);

struct Inner {
    /// One for each computation that runs.
    turns: Arc<Semaphore>,
    /// One for each that runs or waits.
    places: Arc<Semaphore>,
    buffers: Mutex<Vec<Vec<Block>>>,
    pepper: Key,
    random: Random,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password is right.
    Right,
    /// It is right and the hash was made at a lower cost: hash it anew.
    RightButOld,
    /// It is wrong, or there is no hash to compare with.
    Wrong,
}

/// Why no hash was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// More logins wait than can be served soon; the caller answers 503 with `Retry-After`.
    #[error("too many passwords wait to be hashed")]
    Busy,
    /// The hash in the database is of no form that we write.
    #[error("stored password hash is unreadable")]
    Unreadable,
    /// The hashing itself failed.
    #[error("argon2: {0}")]
    Argon2(#[from] argon2::Error),
    /// The hashing did not finish.
    #[error("a password was not hashed: {0}")]
    Unfinished(#[from] Fault),
}

struct Stored {
    cost: (u32, u32, u32),
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl PasswordHasher {
    /// A hasher with as many turns as the machine has cores.
    pub fn new(pepper: Key, random: Random) -> PasswordHasher {
        PasswordHasher::for_cores(std::thread::available_parallelism().map_or(2, usize::from), pepper, random)
    }

    fn for_cores(cores: usize, pepper: Key, random: Random) -> PasswordHasher {
        PasswordHasher(Arc::new(Inner {
            turns: Arc::new(Semaphore::new(cores)),
            places: Arc::new(Semaphore::new(cores * QUEUE_FACTOR)),
            buffers: Mutex::new(Vec::new()),
            pepper,
            random,
        }))
    }

    /// Hashes a normalized password at today's cost, as `$argon2id$v=19$m=…,t=…,p=…,keyid=pepper1$salt$hash`.
    ///
    /// # Errors
    /// [`HashError::Busy`] when too many wait; [`HashError::Argon2`].
    pub async fn hash(&self, password: &str) -> Result<String, HashError> {
        self.hash_at(COST, password).await
    }

    pub(crate) async fn hash_at(&self, cost: (u32, u32, u32), password: &str) -> Result<String, HashError> {
        let salt: [u8; 16] = self.0.random.bytes();
        let hash = self.compute(password, cost, salt.to_vec()).await?;
        Ok(Stored { cost, salt: salt.to_vec(), hash }.to_text())
    }

    /// Compares a normalized password with a stored hash. Without a stored hash the same work is done and the answer is wrong.
    ///
    /// # Errors
    /// [`HashError::Busy`] when too many wait; [`HashError::Unreadable`]; [`HashError::Argon2`].
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verdict, HashError> {
        let Some(text) = stored else {
            self.compute(password, COST, vec![0; 16]).await?;
            return Ok(Verdict::Wrong);
        };
        let stored = Stored::from_text(text).ok_or(HashError::Unreadable)?;
        let hash = self.compute(password, stored.cost, stored.salt).await?;
        Ok(match bool::from(hash.ct_eq(&stored.hash)) {
            false => Verdict::Wrong,
            true if stored.cost == COST => Verdict::Right,
            true => Verdict::RightButOld,
        })
    }

    async fn compute(&self, password: &str, cost: (u32, u32, u32), salt: Vec<u8>) -> Result<Vec<u8>, HashError> {
        let (inner, password) = (self.0.clone(), Zeroizing::new(password.to_owned()));
        self.in_turn(move || inner.argon2id(password.as_bytes(), cost, &salt)).await?
    }

    /// Runs a computation off the async threads once it is its turn. Place and turn stay with the computation, not with who asked for it:
    /// a visitor who goes away does not make room before the core is free.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let place = self.0.places.clone().try_acquire_owned().map_err(|_| HashError::Busy)?;
        let turn = self.0.turns.clone().acquire_owned().await.map_err(|_| Fault::CutOff)?;
        let with_turn = move || {
            let _until_done = (place, turn);
            work()
        };
        Ok(tokio::task::spawn_blocking(with_turn).await.map_err(Fault::from)?)
    }
}

impl Inner {
    fn argon2id(&self, password: &[u8], (memory, passes, lanes): (u32, u32, u32), salt: &[u8]) -> Result<Vec<u8>, HashError> {
        let params = Params::new(memory, passes, lanes, Some(32))?;
        let mut buffer = self.take_buffer();
        buffer.resize(params.block_count(), Block::new());
        let mut hash = Zeroizing::new([0; 32]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let outcome = argon2.hash_password_into_with_memory(password, salt, &mut *hash, &mut buffer);
        self.give_buffer_back(buffer);
        outcome?;
        Ok(self.pepper.mac(&[&*hash]).to_vec())
    }

    fn take_buffer(&self) -> Vec<Block> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_buffer_back(&self, buffer: Vec<Block>) {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

impl Stored {
    fn to_text(&self) -> String {
        let (memory, passes, lanes) = self.cost;
        let (salt, hash) = (STANDARD_NO_PAD.encode(&self.salt), STANDARD_NO_PAD.encode(&self.hash));
        format!("$argon2id$v=19$m={memory},t={passes},p={lanes},keyid=pepper1${salt}${hash}")
    }

    fn from_text(text: &str) -> Option<Stored> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let (mut memory, mut passes, mut lanes) = (None, None, None);
        for parameter in parts.next()?.split(',') {
            match parameter.split_once('=')? {
                ("m", value) => memory = value.parse().ok(),
                ("t", value) => passes = value.parse().ok(),
                ("p", value) => lanes = value.parse().ok(),
                ("keyid", "pepper1") => {}
                _ => return None,
            }
        }
        let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        let hash = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        (hash.len() == 32).then_some(Stored { cost: (memory?, passes?, lanes?), salt, hash })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::{
        pin::{Pin, pin},
        task::{Context, Poll, Waker},
    };

    use tokio::sync::OwnedSemaphorePermit;

    use super::*;
    use crate::keys::MasterSecret;

    /// So cheap that many can be made.
    const CHEAP: (u32, u32, u32) = (64, 1, 1);

    fn hasher() -> PasswordHasher {
        hasher_for(2)
    }

    fn hasher_for(cores: usize) -> PasswordHasher {
        PasswordHasher::for_cores(cores, MasterSecret::generate(Random::system()).keys().passwords, Random::system())
    }

    impl PasswordHasher {
        /// Takes every place, as that many logins that wait would.
        pub(crate) fn crowd(&self) -> OwnedSemaphorePermit {
            let places = self.0.places.available_permits().try_into().unwrap();
            self.0.places.clone().try_acquire_many_owned(places).unwrap()
        }
    }

    /// Lets a future go on as far as it can by itself.
    fn nudge<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn there_are_as_many_turns_as_cores_and_a_bound_on_who_waits() {
        let hasher = PasswordHasher::new(MasterSecret::generate(Random::system()).keys().passwords, Random::system());
        let cores = std::thread::available_parallelism().unwrap().get();
        assert_eq!((hasher.0.turns.available_permits(), hasher.0.places.available_permits()), (cores, cores * QUEUE_FACTOR));
    }

    // A computation takes a buffer that lies there and makes one only when all are in use: how many there are in the end is how many
    // computations ever ran at once.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_hundred_hashes_run_no_more_at_once_than_there_are_cores_in_memory_that_is_reused() {
        let hasher = hasher_for(2);
        let hashes: Vec<_> = (0..100)
            .map(|_| hasher.clone())
            .map(|hasher| tokio::spawn(async move { hasher.hash_at(CHEAP, "Sakura-2026!").await }))
            .collect();
        for hash in hashes {
            assert!(hash.await.unwrap().is_ok());
        }
        let buffers: Vec<usize> = hasher.0.buffers.lock().unwrap().iter().map(Vec::len).collect();
        assert!((1..=2).contains(&buffers.len()), "{buffers:?}");
        assert!(buffers.iter().all(|blocks| *blocks == 64), "{buffers:?}");
    }

    #[tokio::test]
    async fn a_computation_keeps_its_turn_when_who_asked_for_it_goes_away() {
        let hasher = hasher_for(1);
        // Holds the computation up where it fetches its memory.
        let held_up = hasher.0.buffers.lock().unwrap();
        {
            let mut asked = pin!(hasher.hash_at(CHEAP, "Sakura-2026!"));
            assert!(nudge(asked.as_mut()).is_pending());
        }
        assert_eq!((hasher.0.turns.available_permits(), hasher.0.places.available_permits()), (0, QUEUE_FACTOR - 1));
        drop(held_up);
        // The turn comes back when the computation has ended, and only then.
        assert!(hasher.hash_at(CHEAP, "Sakura-2026!").await.is_ok());
        assert_eq!(hasher.0.buffers.lock().unwrap().len(), 1, "the second one waited for the first");
    }

    #[tokio::test]
    async fn who_comes_when_all_places_are_taken_is_told_at_once_that_it_is_busy() {
        let hasher = hasher_for(1);
        let turn = hasher.0.turns.clone().acquire_owned().await.unwrap();
        let mut waiting: Vec<_> = (0..QUEUE_FACTOR).map(|_| Box::pin(hasher.hash_at(CHEAP, "Sakura-2026!"))).collect();
        assert!(waiting.iter_mut().all(|one| nudge(one.as_mut()).is_pending()));
        assert_eq!(hasher.hash_at(CHEAP, "Sakura-2026!").await, Err(HashError::Busy));
        assert_eq!(hasher.verify("Sakura-2026!", None).await, Err(HashError::Busy));
        drop(turn);
        for one in waiting {
            assert!(one.await.is_ok(), "whoever waited has a turn");
        }
        assert!(hasher.hash_at(CHEAP, "Sakura-2026!").await.is_ok());
    }

    #[tokio::test]
    async fn a_fault_while_hashing_is_a_fault_and_not_busy() {
        let hasher = hasher_for(1);
        let outcome: Result<(), HashError> = hasher.in_turn(|| panic!("a fault that the story made")).await;
        assert_eq!(outcome, Err(HashError::Unfinished(Fault::Panic)));
        assert!(hasher.hash_at(CHEAP, "Sakura-2026!").await.is_ok(), "the turn is free again");
    }

    #[tokio::test]
    async fn the_right_password_and_only_it_is_right() {
        let hasher = hasher();
        let stored = hasher.hash("Sakura-2026!").await.unwrap();
        assert_eq!(hasher.verify("Sakura-2026!", Some(&stored)).await, Ok(Verdict::Right));
        assert_eq!(hasher.verify("Sakura-2026", Some(&stored)).await, Ok(Verdict::Wrong));
        assert_eq!(hasher.verify("Sakura-2026!", None).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn a_hash_is_of_argon2id_with_nineteen_mebibytes_and_two_passes() {
        let stored = hasher().hash("Sakura-2026!").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1,"), "{stored}");
    }

    #[tokio::test]
    async fn a_hash_of_a_lower_cost_is_right_but_old() {
        let hasher = hasher();
        let (cost, salt) = ((8_192, 1, 1), vec![7; 16]);
        let hash = hasher.compute("Sakura-2026!", cost, salt.clone()).await.unwrap();
        let stored = Stored { cost, salt, hash }.to_text();
        assert_eq!(hasher.verify("Sakura-2026!", Some(&stored)).await, Ok(Verdict::RightButOld));
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ_and_another_pepper_finds_neither() {
        let (one, other) = (hasher(), hasher());
        let (first, second) = (one.hash("Sakura-2026!").await.unwrap(), one.hash("Sakura-2026!").await.unwrap());
        assert_ne!(first, second);
        assert_eq!(other.verify("Sakura-2026!", Some(&first)).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn an_unreadable_hash_is_an_error_and_never_a_wrong_password() {
        assert_eq!(hasher().verify("Sakura-2026!", Some("$2b$10$x")).await, Err(HashError::Unreadable));
    }
}
