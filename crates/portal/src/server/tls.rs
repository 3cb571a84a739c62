//! TLS of the server's own, by rustls, when `tls_cert` and `tls_key` are configured.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use anyhow::Context;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio_rustls::TlsAcceptor;

use super::validity::Validity;
use crate::config::Config;

/// The certificate with which TLS is ended; it can be read again while the server runs.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<ServerConfig>>,
}

impl Certificate {
    /// The configured certificate, if one is.
    ///
    /// # Errors
    /// When the files cannot be read or do not fit together; the message names the file.
    pub fn configured(config: &Config) -> anyhow::Result<Option<Certificate>> {
        let (Some(chain), Some(key)) = (&config.tls_cert, &config.tls_key) else { return Ok(None) };
        let current = RwLock::new(Arc::new(read(chain, key)?));
        Ok(Some(Certificate { chain: chain.clone(), key: key.clone(), current }))
    }

    /// For which stretch of time its own certificate, the first of the chain, was issued.
    ///
    /// # Errors
    /// When the file cannot be read, or its first certificate is none.
    pub fn validity(&self) -> anyhow::Result<Validity> {
        let first = CertificateDer::from_pem_file(&self.chain).with_context(|| named("tls_cert", &self.chain))?;
        Validity::of(&first).with_context(|| format!("tls_cert {}: its first certificate cannot be read", self.chain.display()))
    }

    /// Reads the files again; when they do not go, the certificate in use stays.
    pub fn read_again(&self) {
        match read(&self.chain, &self.key) {
            Ok(config) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!(error = format!("{error:#}"), "the new certificate does not go; the old one stays in use"),
        }
    }

    /// Ends TLS with the current certificate.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.current.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn named(name: &str, path: &Path) -> String {
    format!("{name} {}: expected PEM", path.display())
}

fn read(chain: &Path, key: &Path) -> anyhow::Result<ServerConfig> {
    let certificates = CertificateDer::pem_file_iter(chain).and_then(Iterator::collect).with_context(|| named("tls_cert", chain))?;
    let private_key = PrivateKeyDer::from_pem_file(key).with_context(|| named("tls_key", key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, private_key)
        .with_context(|| format!("tls_cert {} and tls_key {} do not go together", chain.display(), key.display()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
