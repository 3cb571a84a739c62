//! From the bytes of a record to text, refusing what another system could not show.

use super::TableError;

/// The encoding of a text file, as the operator names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 if the file is UTF-8, CP932 otherwise.
    #[default]
    Auto,
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// Shift_JIS as Windows has it.
    Cp932,
}

/// The encoding of a file, decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// UTF-8.
    Utf8,
    /// CP932.
    Cp932,
}

impl Encoding {
    /// Every encoding, by the name on the command line.
    pub const ALL: [(Encoding, &str); 3] = [(Encoding::Auto, "auto"), (Encoding::Utf8, "utf-8"), (Encoding::Cp932, "cp932")];
}

impl std::str::FromStr for Encoding {
    type Err = madoguchi_rules::UnknownName;

    fn from_str(text: &str) -> Result<Encoding, Self::Err> {
        let found = Encoding::ALL.into_iter().find(|(_, name)| *name == text);
        found
            .map(|(encoding, _)| encoding)
            .ok_or_else(|| madoguchi_rules::UnknownName { found: text.to_owned(), allowed: Encoding::ALL.map(|(_, name)| name).to_vec() })
    }
}

/// What is wrong with some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    NotInEncoding,
    OtherEncoding,
    Replacement,
    PrivateUse,
    Control,
}

/// Decodes a record into `text`; `Err` only says that there is a flaw somewhere.
pub(super) fn decode(bytes: &[u8], encoding: Decided, text: &mut String) -> Result<(), Flaw> {
    text.clear();
    match encoding {
        Decided::Utf8 => text.push_str(std::str::from_utf8(bytes).map_err(|_| Flaw::NotInEncoding)?),
        Decided::Cp932 if bytes.is_ascii() => text.push_str(std::str::from_utf8(bytes).map_err(|_| Flaw::NotInEncoding)?),
        Decided::Cp932 => {
            let decoded = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).ok_or(Flaw::NotInEncoding)?;
            text.push_str(&decoded);
        }
    }
    flaw_in(text).map_or(Ok(()), Err)
}

/// The first character of a text that another system could not show.
pub(super) fn flaw_in(text: &str) -> Option<Flaw> {
    text.chars().find_map(unfit)
}

/// Tabs and line breaks stand in quoted cells.
fn unfit(c: char) -> Option<Flaw> {
    match c {
        '\t' | '\n' | '\r' | ' '..='~' => None,
        '\u{fffd}' => Some(Flaw::Replacement),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some(Flaw::PrivateUse),
        _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => Some(Flaw::Control),
        _ => None,
    }
}

/// Whether bytes of a CP932 file are UTF-8: two characters of three bytes in a row happen by chance in no name.
pub(super) fn looks_like_utf8(bytes: &[u8]) -> bool {
    let is_long = |byte: &&u8| matches!(byte, 0xe3..=0xe9 | 0xef);
    !bytes.is_ascii()
        && bytes.iter().filter(is_long).count() >= 2
        && std::str::from_utf8(bytes).is_ok_and(|text| {
            text.chars()
                .filter(|c| !c.is_ascii())
                .all(|c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
        })
}

impl Flaw {
    pub(super) fn at(self, line: u64, column: usize, encoding: Decided) -> TableError {
        let (name, other) = match encoding {
            Decided::Utf8 => ("UTF-8", "CP932（Shift_JIS）"),
            Decided::Cp932 => ("CP932（Shift_JIS）", "UTF-8"),
        };
        let (problem, remedy) = match self {
            Flaw::NotInEncoding => (
                format!("{name}として読めない文字があります。"),
                format!("ファイル全体を{name}で保存し直すか、{other}のファイルであれば --encoding で指定してください。"),
            ),
            Flaw::OtherEncoding => (
                format!("{name}のファイルの中に{other}の文字が混ざっています。"),
                format!("ファイル全体を{name}か{other}のどちらか一方で保存し直してください。"),
            ),
            Flaw::Replacement => {
                ("前のシステムで変換できなかった文字（�）があります。".to_owned(), "元のデータで正しい文字に直してください。".to_owned())
            }
            Flaw::PrivateUse => (
                "外字があります。外字は作成したシステムでしか表示できません。".to_owned(),
                "外字を、常用の漢字またはカナに直してください。".to_owned(),
            ),
            Flaw::Control => ("目に見えない制御文字があります。".to_owned(), "制御文字を消して、保存し直してください。".to_owned()),
        };
        TableError::Cell { line, column, problem, remedy }
    }
}
