//! 医療費通知データ for e-Tax (様式ID TEG700), only where the operator has what makes it one: the National Tax Agency's schema, a form
//! that follows it, and the insurer's signing key.
//!
//! The agency hands the schema out and the names of most elements stand only there, so nothing of them is invented here: the operator
//! writes the form after the schema (docs/src/etax.md). What was filled in is judged by the schema, signed (XMLDSig, enveloped), and then
//! judged and verified once more. What fails at any step is not handed out, and the reason is told.
//!
//! Schema and signature are the work of libxml2's `xmllint` and of `xmlsec1`, which operating systems keep up to date. Documents reach
//! them through pipes: nothing of a member is written to a file or stands in a command line.

mod form;
mod programs;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
pub mod tests;

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date};

pub use form::{LineOfNotice, Notice};

use crate::{clock::in_tokyo, config::Config};
use programs::{XMLLINT, XMLSEC1};

/// What the operator has for one insurer.
#[derive(Clone, Debug)]
pub struct Etax {
    /// The agency's schema.
    schema: PathBuf,
    /// The form that is filled in.
    form: PathBuf,
    /// The insurer's private key and certificate, PEM.
    key: PathBuf,
}

/// Why there is no document. Holds nothing of a member: what a checker says of values is left out.
#[derive(Debug, thiserror::Error)]
pub enum EtaxError {
    /// The form cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The form cannot be filled in.
    #[error("the form (etax_form) cannot be filled in: {0}")]
    Form(String),
    /// A program is not there, or does not end.
    #[error("{program} cannot be run: {reason}. On Debian or Ubuntu: apt-get install libxml2-utils xmlsec1")]
    Program {
        /// Its name.
        program: &'static str,
        /// What went wrong.
        reason: String,
    },
    /// The schema refuses the document.
    #[error("the schema (etax_schema) refuses the document: {}", .0.join("; "))]
    Schema(Vec<String>),
    /// The document could not be signed, or the signature is not right.
    #[error("the signature failed: {}", .0.join("; "))]
    Signature(Vec<String>),
}

impl Etax {
    /// What there is for the insurer with this code; none where something of the three is not configured, or the insurer has no key.
    pub fn of(config: &Config, insurer_code: &str) -> Option<Etax> {
        let (schema, form, keys) = (config.etax_schema.clone()?, config.etax_form.clone()?, config.etax_keys.as_ref()?);
        let key = keys.join(format!("{insurer_code}.pem"));
        key.is_file().then_some(Etax { schema, form, key })
    }

    /// The document: filled in, valid by the schema, signed.
    ///
    /// # Errors
    /// [`EtaxError`]: there is none then.
    pub async fn signed(&self, notice: &Notice) -> Result<Vec<u8>, EtaxError> {
        let text = tokio::fs::read_to_string(&self.form).await.map_err(|source| EtaxError::File { path: self.form.clone(), source })?;
        let document = form::fill_in(&text, notice)?;
        self.judge(document.as_bytes()).await?;
        let signed = self.sign(document.as_bytes()).await?;
        self.verify(&signed).await?;
        self.judge(&signed).await?;
        Ok(signed)
    }

    /// Whether the schema takes a document.
    async fn judge(&self, document: &[u8]) -> Result<(), EtaxError> {
        let arguments = ["--nonet", "--noout", "--schema"].map(OsStr::new).into_iter().chain([self.schema.as_os_str(), OsStr::new("-")]);
        let ran = programs::run(XMLLINT, arguments, document).await?;
        if ran.is_good { Ok(()) } else { Err(EtaxError::Schema(ran.told)) }
    }

    async fn sign(&self, document: &[u8]) -> Result<Vec<u8>, EtaxError> {
        let mut pair = self.key.clone().into_os_string();
        pair.push(",");
        pair.push(&self.key);
        let ran = programs::run(XMLSEC1, self.with_key("--sign", "--privkey-pem", &pair), document).await?;
        if ran.is_good { Ok(ran.output) } else { Err(EtaxError::Signature(ran.told)) }
    }

    /// Whether the signature is that of the certificate beside the key.
    async fn verify(&self, document: &[u8]) -> Result<(), EtaxError> {
        let ran = programs::run(XMLSEC1, self.with_key("--verify", "--pubkey-cert-pem", self.key.as_os_str()), document).await?;
        if ran.is_good { Ok(()) } else { Err(EtaxError::Signature(ran.told)) }
    }

    fn with_key<'a>(&self, step: &'a str, option: &'a str, key: &'a OsStr) -> impl Iterator<Item = &'a OsStr> {
        [OsStr::new(step), OsStr::new("--id-attr:id"), OsStr::new(form::ROOT), OsStr::new(option), key, OsStr::new("-")].into_iter()
    }

    /// The schema, for whoever looks whether it is there.
    pub fn schema(&self) -> &Path {
        &self.schema
    }
}

/// The identifier of a document: the form's own and the instant in Tokyo to the millisecond, as documents of this family have it.
pub fn id_of(now: Timestamp) -> String {
    format!("{}{}", form::ROOT, in_tokyo(now).strftime("%Y%m%d%H%M%S%3f"))
}

/// A household that nobody is, to try what is configured.
pub fn trial(insurer_name: &str, now: Timestamp, today: Date) -> Notice {
    Notice {
        id: id_of(now),
        created_on: today.to_string(),
        year: today.year(),
        insurer_name: insurer_name.to_owned(),
        insurer_number: String::new(),
        insured_name: "試験　太郎".to_owned(),
        own_share: 3_702,
        lines: vec![LineOfNotice {
            person: "試験　太郎".to_owned(),
            year: today.year(),
            month: 1,
            institution: "試験医院".to_owned(),
            kind: "医科外来".to_owned(),
            own_share: 3_702,
        }],
    }
}
