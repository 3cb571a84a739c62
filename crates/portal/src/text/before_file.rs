//! The password once more, before a file with health data leaves.

/// Words of the step before a file.
#[allow(missing_docs)]
pub struct BeforeFile {
    pub begun: &'static str,
    pub begin_again: &'static str,
    pub title: &'static str,
    /// Why it is asked.
    pub why: &'static [&'static str],
    pub factor: &'static str,
    pub go: &'static str,
    pub with_passkey: &'static str,
    pub with_recovery_code: &'static str,
}
