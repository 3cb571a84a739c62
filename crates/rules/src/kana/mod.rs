//! Names in kana: what the roster holds, what the member types, and when the two are the same name.
//!
//! The comparison ignores script, width, spaces, voicing and the size of kana, as members are promised; every other
//! difference counts. `tests/data/kana-pairs.tsv` is the rule line by line.

mod fold;
mod reading;

use std::marker::PhantomData;

use crate::spelling::{Place, align};

pub use reading::{KanaError, KanaErrorKind, MAX_CHARS};

/// A name as a member types it.
pub type TypedKana = KanaName<Typed>;

/// A name as a roster holds it.
pub type RosterKana = KanaName<Roster>;

/// Marks a name that a member typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Typed {}

/// Marks a name that came from a roster.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Roster {}

/// How far two names may differ and still be one: the insurer's setting `kana_lenient`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KanaMatching {
    /// Script, width, spaces, voicing and small kana are ignored, nothing else.
    #[default]
    Strict,
    /// Besides: ズ=ヅ, ジ=ヂ, オ=ヲ, and a long mark equals the vowel it lengthens (ウ after the オ row included).
    Lenient,
}

/// A name in kana that can be read; see [`TypedKana`] and [`RosterKana`].
#[derive(Clone, PartialEq, Eq)]
pub struct KanaName<Source> {
    display: String,
    unfolded: String,
    folded: String,
    question_mark: bool,
    source: PhantomData<Source>,
}

impl KanaName<Typed> {
    /// Reads what a member typed: kana of any script and width, Latin letters, spaces, dots, dashes.
    ///
    /// # Errors
    /// [`KanaError`] points at the character that cannot be part of a name in kana.
    ///
    /// ```
    /// use madoguchi_rules::kana::{KanaErrorKind, TypedKana};
    ///
    /// assert_eq!(TypedKana::parse("けんぽ しょうこ")?.folded(), "ケンホシヨウコ");
    ///
    /// let error = TypedKana::parse("力トウ").unwrap_err();
    /// assert_eq!(error.kind, KanaErrorKind::KanjiLookAlike { meant: 'カ' });
    /// assert_eq!(error.position, 0);
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, KanaError> {
        Self::from_reading(reading::read(text, reading::Tolerance::Typed)?)
    }
}

impl KanaName<Roster> {
    /// Reads a roster's name: as a typed one, and digits, `?` and the other punctuation that rosters hold.
    ///
    /// # Errors
    /// [`KanaError`] points at the character that cannot be part of a name in kana.
    ///
    /// ```
    /// use madoguchi_rules::kana::RosterKana;
    ///
    /// assert_eq!(RosterKana::parse("ｹﾝﾎﾟ ｼﾖｳｺ")?.display(), "ケンポ シヨウコ");
    /// assert!(RosterKana::parse("ﾔﾏﾀﾞ ?ﾛｳ")?.has_question_mark());
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, KanaError> {
        Self::from_reading(reading::read(text, reading::Tolerance::Roster)?)
    }

    /// Whether a `?` stands in the name: usually a character that an earlier system could not convert.
    ///
    /// ```
    /// # use madoguchi_rules::kana::RosterKana;
    /// assert!(!RosterKana::parse("ﾔﾏﾀﾞ ﾀﾛｳ")?.has_question_mark());
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn has_question_mark(&self) -> bool {
        self.question_mark
    }
}

impl<Source> KanaName<Source> {
    fn from_reading(reading: reading::Reading) -> Result<Self, KanaError> {
        let folded = fold::strict(&reading.unfolded);
        if folded.is_empty() {
            return Err(KanaError::empty());
        }
        Ok(Self { display: reading.display, unfolded: reading.unfolded, folded, question_mark: reading.question_mark, source: PhantomData })
    }

    /// The strict key: large unvoiced katakana and upper-case Latin without spaces and punctuation.
    ///
    /// ```
    /// # use madoguchi_rules::kana::TypedKana;
    /// assert_eq!(TypedKana::parse("ジョン・スミス")?.folded(), "シヨンスミス");
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The key of `kana_lenient`: names with equal keys agree leniently.
    ///
    /// The key alone is finer than [`agrees_with`](Self::agrees_with) in one respect: ヅ typed as ツ has another
    /// lenient key but the same strict one. Whoever looks up by key looks for either.
    ///
    /// ```
    /// # use madoguchi_rules::kana::TypedKana;
    /// assert_eq!(TypedKana::parse("ミヅキ コウタ")?.lenient(), TypedKana::parse("ミズキ コータ")?.lenient());
    /// assert_ne!(TypedKana::parse("マスダ")?.lenient(), TypedKana::parse("マツダ")?.lenient());
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn lenient(&self) -> String {
        fold::lenient(&self.unfolded)
    }

    /// Full-width katakana without spaces and punctuation, voicing and small kana kept: "unfolded kana" of the roster.
    ///
    /// ```
    /// # use madoguchi_rules::kana::RosterKana;
    /// assert_eq!(RosterKana::parse("ﾓﾘ ﾁﾂﾞﾙ")?.unfolded(), "モリチヅル");
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn unfolded(&self) -> &str {
        &self.unfolded
    }

    /// The name to show: full-width kana, one space between its parts.
    ///
    /// ```
    /// # use madoguchi_rules::kana::RosterKana;
    /// assert_eq!(RosterKana::parse("ｽﾐｽ･ｼﾞﾖﾝ")?.display(), "スミス・ジヨン");
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Whether two names are one under the given rule. What agrees strictly also agrees leniently.
    ///
    /// ```
    /// # use madoguchi_rules::kana::{KanaMatching, RosterKana, TypedKana};
    /// let roster = RosterKana::parse("ﾐﾂﾞｷ ｺ-ﾀ")?;
    /// let typed = TypedKana::parse("みずき こうた")?;
    /// assert!(!roster.agrees_with(&typed, KanaMatching::Strict));
    /// assert!(roster.agrees_with(&typed, KanaMatching::Lenient));
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn agrees_with<Other>(&self, other: &KanaName<Other>, matching: KanaMatching) -> bool {
        match matching {
            KanaMatching::Strict => self.folded == other.folded,
            KanaMatching::Lenient => fold::agree_leniently(&self.unfolded, &other.unfolded),
        }
    }

    /// What was typed beside what the roster holds, letter by letter: what the comparison takes for one agrees.
    ///
    /// ```
    /// # use madoguchi_rules::kana::{KanaMatching, RosterKana, TypedKana};
    /// let places = TypedKana::parse("カズコ")?.beside(&RosterKana::parse("カヅコ")?, KanaMatching::Strict);
    /// assert_eq!(places.iter().position(|place| !place.agrees), Some(1));
    /// # Ok::<(), madoguchi_rules::kana::KanaError>(())
    /// ```
    pub fn beside<Other>(&self, held: &KanaName<Other>, matching: KanaMatching) -> Vec<Place> {
        let lenient = matching == KanaMatching::Lenient;
        let [typed, held] = [&self.unfolded, &held.unfolded].map(|name| fold::letters(name));
        align(&typed, &held, |one, other| one.agrees_with(other, lenient))
    }
}

impl<Source> std::fmt::Debug for KanaName<Source> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KanaName(…)")
    }
}
