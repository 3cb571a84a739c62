//! A password that is being made: at sign-up, in the settings, in recovery.

/// Words of the field and of what helps to fill it.
#[allow(missing_docs)]
pub struct NewPassword {
    pub rules: &'static str,
    /// Where the policy always asks for a symbol: what browsers make up may lack one.
    pub made_by_browser: &'static str,
    pub make: &'static str,
    pub made: &'static str,
}
