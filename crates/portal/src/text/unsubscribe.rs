//! No more notices by mail.

/// Words of the page behind the link in a notice's mail.
#[allow(missing_docs)]
pub struct Unsubscribe {
    pub title: &'static str,
    pub lead: &'static str,
    pub essential: &'static str,
    pub button: &'static str,
    pub done_title: &'static str,
    pub done: &'static str,
    pub again: &'static str,
}
