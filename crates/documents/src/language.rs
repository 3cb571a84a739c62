//! The language of what is written around a drawing, and on drawn screens.

/// A language of guides and drawings. Paper is Japanese; pages are either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 日本語.
    #[default]
    Japanese,
    /// English, for those who read the pages with `?lang=en`. What is printed on the real papers stays Japanese.
    English,
}

impl Language {
    /// The text of this language.
    pub(crate) fn of<T>(self, japanese: T, english: T) -> T {
        match self {
            Self::Japanese => japanese,
            Self::English => english,
        }
    }
}
