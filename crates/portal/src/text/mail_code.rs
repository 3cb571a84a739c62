//! The end of a flow whose mail code was wrong too often. What stands on the page of a code is sign-up's own ([`super::signup`]).

/// Words of the page that ends such a flow.
#[allow(missing_docs)]
pub struct MailCode {
    pub ended_title: &'static str,
    pub ended_body: &'static str,
    pub start_again: &'static str,
}
