//! Pages that tell and change nothing.

/// Lines under a heading.
#[allow(missing_docs)]
pub struct Section {
    pub heading: &'static str,
    pub sentences: &'static [&'static str],
    pub items: &'static [&'static str],
}

/// Words of the accessibility statement and around the guide.
#[allow(missing_docs)]
pub struct Information {
    pub accessibility: &'static str,
    pub accessibility_sections: &'static [Section],
    pub start_signup: &'static str,
    /// From so many characters to so many.
    pub user_id_length: fn(usize, usize) -> String,
    /// These symbols besides letters and digits.
    pub user_id_characters: fn(&str) -> String,
    pub user_id_case: &'static str,
    pub password_avoid: &'static str,
}
