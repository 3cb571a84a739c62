//! The columns of files of statements, and the names under which they stand. Every kind begins with the same six, which say whose a line
//! is and of which month.

use crate::imports::{headers::Field, roster::RosterField};

/// The columns of a kind of file, with those of the person and the month.
pub trait StatementField: Field {
    /// 記号.
    const SYMBOL: Self;
    /// 番号.
    const NUMBER: Self;
    /// 枝番.
    const BRANCH: Self;
    /// 氏名カナ.
    const KANA_NAME: Self;
    /// 生年月日.
    const BIRTH_DATE: Self;
    /// 診療年月.
    const CARE_MONTH: Self;
}

/// Other names of 記号.
pub fn names_of_symbol() -> &'static [&'static str] {
    RosterField::Symbol.other_names()
}

/// Other names of 番号.
pub fn names_of_number() -> &'static [&'static str] {
    RosterField::Number.other_names()
}

/// Other names of 枝番.
pub fn names_of_branch() -> &'static [&'static str] {
    RosterField::Branch.other_names()
}

/// Other names of 氏名カナ.
pub const KANA_NAMES: &[&str] =
    &["カナ氏名", "カナ", "フリガナ", "氏名フリガナ", "受診者氏名カナ", "受診者カナ氏名", "受診者カナ", "患者氏名カナ", "受診者名カナ"];

/// Other names of 生年月日.
pub const BIRTH_DATES: &[&str] = &["誕生日", "出生年月日", "受診者生年月日", "患者生年月日"];

/// Other names of 診療年月.
pub const CARE_MONTHS: &[&str] =
    &["受診年月", "診療月", "受診月", "施術年月", "調剤年月", "診療年月分", "療養年月", "療養を受けた年月", "対象年月", "支給対象年月"];

/// The columns of a kind: after the six of every kind, its own with their names, and whether no file goes without them.
macro_rules! statement_fields {
    ($(#[$doc:meta])* $type:ident { $($(#[$own:meta])* $variant:ident = $name:literal $required:ident [$($other:literal),* $(,)?]),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type {
            /// 記号.
            Symbol,
            /// 番号.
            Number,
            /// 枝番.
            Branch,
            /// 氏名カナ.
            KanaName,
            /// 生年月日.
            BirthDate,
            /// 診療年月.
            CareMonth,
            $($(#[$own])* $variant),+
        }

        impl $crate::imports::headers::Field for $type {
            const ALL: &'static [Self] = &[
                Self::Symbol,
                Self::Number,
                Self::Branch,
                Self::KanaName,
                Self::BirthDate,
                Self::CareMonth,
                $(Self::$variant),+
            ];

            fn name(self) -> &'static str {
                match self {
                    Self::Symbol => "記号",
                    Self::Number => "番号",
                    Self::Branch => "枝番",
                    Self::KanaName => "氏名カナ",
                    Self::BirthDate => "生年月日",
                    Self::CareMonth => "診療年月",
                    $(Self::$variant => $name),+
                }
            }

            fn other_names(self) -> &'static [&'static str] {
                use $crate::imports::statements::fields;
                match self {
                    Self::Symbol => fields::names_of_symbol(),
                    Self::Number => fields::names_of_number(),
                    Self::Branch => fields::names_of_branch(),
                    Self::KanaName => fields::KANA_NAMES,
                    Self::BirthDate => fields::BIRTH_DATES,
                    Self::CareMonth => fields::CARE_MONTHS,
                    $(Self::$variant => &[$($other),*]),+
                }
            }

            fn is_required(self) -> bool {
                match self {
                    Self::Number | Self::CareMonth => true,
                    Self::Symbol | Self::Branch | Self::KanaName | Self::BirthDate => false,
                    $(Self::$variant => $crate::imports::statements::fields::statement_fields!(@ $required)),+
                }
            }
        }

        impl $crate::imports::statements::fields::StatementField for $type {
            const SYMBOL: Self = Self::Symbol;
            const NUMBER: Self = Self::Number;
            const BRANCH: Self = Self::Branch;
            const KANA_NAME: Self = Self::KanaName;
            const BIRTH_DATE: Self = Self::BirthDate;
            const CARE_MONTH: Self = Self::CareMonth;
        }
    };
    (@ required) => { true };
    (@ optional) => { false };
}
pub(super) use statement_fields;
