//! The running portal: everything that a handler or a job works with.

use std::{ops::Deref, sync::Arc};

use madoguchi_store::Database;

use crate::{
    clock::Clock,
    config::Config,
    imports::roster::ImportSite,
    imports::uploads::Uploads,
    keys::{Keys, MasterSecret},
    maintenance::Watch,
    passwords::PasswordHasher,
    random::Random,
};

/// Everything that a handler or a job works with. Cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Parts>);

/// The parts of a portal.
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// The database.
    pub store: Database,
    /// The keys.
    pub keys: Keys,
    /// The clock.
    pub clock: Clock,
    /// The randomness.
    pub random: Random,
    /// The password hasher.
    pub passwords: PasswordHasher,
    /// What was last seen of a maintenance.
    pub maintenance: Watch,
    /// Files that were sent to this server and wait for somebody to say what their columns mean.
    pub uploads: Uploads,
}

impl Portal {
    /// Puts a portal together.
    pub fn new(config: Config, store: Database, secret: &MasterSecret, clock: Clock, random: Random) -> Portal {
        let keys = secret.keys();
        let passwords = PasswordHasher::new(keys.passwords.clone(), random);
        Portal(Arc::new(Parts {
            config,
            store,
            keys,
            clock,
            random,
            passwords,
            maintenance: Watch::default(),
            uploads: Uploads::default(),
        }))
    }

    /// What an import of this portal works with.
    pub fn import_site(&self) -> ImportSite {
        ImportSite { store: self.store.clone(), clock: self.clock.clone(), random: self.random, max_bytes: self.config.max_import_bytes }
    }
}

impl Deref for Portal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
