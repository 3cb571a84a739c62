//! From what was typed or filed to readable katakana, or to the character that stands in the way.

use unicode_normalization::UnicodeNormalization;

use super::fold::{LONG_MARK, SEMI_VOICED, VOICED, is_voicing, unvoiced, voiced};
use crate::text::{is_dash, is_forbidden_control, is_invisible, is_private_use};

/// The longest name that is read, in characters. Claim records hold 40, core systems up to 80.
pub const MAX_CHARS: usize = 100;

/// Why a name in kana cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct KanaError {
    /// What is wrong.
    pub kind: KanaErrorKind,
    /// The character as it was given; `None` if nothing was.
    pub character: Option<char>,
    /// Its place in the given text, in characters from 0.
    pub position: usize,
}

/// What stands in the way of reading a name in kana.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KanaErrorKind {
    /// Nothing was given, or nothing that can be read.
    Empty,
    /// More than [`MAX_CHARS`] characters.
    TooLong,
    /// A kanji that looks like the kana that was probably meant, such as 力 for カ.
    KanjiLookAlike {
        /// The kana it looks like.
        meant: char,
    },
    /// A kanji.
    Kanji,
    /// A character that searches take for "anything": % _ * ?
    Wildcard,
    /// A control character.
    Control,
    /// 外字: a character that only the system which wrote it can show.
    PrivateUse,
    /// Anything else that no name holds, such as an emoji.
    Other,
}

impl KanaError {
    pub(super) fn empty() -> Self {
        Self { kind: KanaErrorKind::Empty, character: None, position: 0 }
    }

    fn message(&self) -> String {
        let place = self.position + 1;
        let found = self.character.unwrap_or(' ');
        match self.kind {
            KanaErrorKind::Empty => "氏名（カナ）を入力してください。".to_owned(),
            KanaErrorKind::TooLong => {
                format!("氏名（カナ）は{MAX_CHARS}文字以内で入力してください。")
            }
            KanaErrorKind::KanjiLookAlike { meant } => {
                let name = if meant == LONG_MARK { "長音記号" } else { "カタカナ" };
                format!("{place}文字目の「{found}」は漢字です。{name}の「{meant}」に直してください。")
            }
            KanaErrorKind::Kanji => {
                format!("{place}文字目の「{found}」は漢字です。ひらがなまたはカタカナで入力してください。")
            }
            KanaErrorKind::Control => {
                format!("{place}文字目に、目に見えない制御文字があります。消して入力し直してください。")
            }
            KanaErrorKind::PrivateUse => {
                format!("{place}文字目に外字があります。ひらがなまたはカタカナに直してください。")
            }
            KanaErrorKind::Wildcard | KanaErrorKind::Other => {
                format!("{place}文字目の「{found}」は氏名（カナ）に使えません。ひらがなまたはカタカナで入力してください。")
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tolerance {
    Typed,
    Roster,
}

pub(super) struct Reading {
    pub display: String,
    pub unfolded: String,
    pub question_mark: bool,
}

/// What one character contributes to a name.
enum Part {
    Kana(char),
    Voicing(char),
    Dash,
    Repeat { voiced: bool },
    Letters(String),
    Question,
    Nothing,
}

pub(super) fn read(text: &str, tolerance: Tolerance) -> Result<Reading, KanaError> {
    if let Some(character) = text.chars().nth(MAX_CHARS) {
        return Err(KanaError { kind: KanaErrorKind::TooLong, character: Some(character), position: MAX_CHARS });
    }
    let mut unfolded = String::new();
    let mut question_mark = false;
    let mut problems = Vec::new();
    for (position, character) in text.chars().enumerate() {
        for c in compatible(character) {
            match part(c, tolerance) {
                Ok(Part::Question) => {
                    question_mark = true;
                    unfolded.push(c);
                }
                Ok(part) => append(&mut unfolded, part),
                Err(kind) => problems.push(KanaError { kind, character: Some(character), position }),
            }
        }
    }
    match worst(problems, &unfolded) {
        Some(problem) => Err(problem),
        None => Ok(Reading { display: display(text), unfolded: unfolded.nfc().collect(), question_mark }),
    }
}

/// The first problem; a look-alike only where the rest of the text is kana.
fn worst(problems: Vec<KanaError>, read: &str) -> Option<KanaError> {
    let is_written_in_kanji = problems.iter().any(|problem| problem.kind == KanaErrorKind::Kanji) || !read.chars().any(is_katakana);
    let first = problems.into_iter().next()?;
    match first.kind {
        KanaErrorKind::KanjiLookAlike { .. } if is_written_in_kanji => Some(KanaError { kind: KanaErrorKind::Kanji, ..first }),
        _ => Some(first),
    }
}

fn append(unfolded: &mut String, part: Part) {
    let before = unfolded.chars().rev().find(|c| !is_voicing(*c)).filter(|c| is_katakana(*c) || *c == LONG_MARK);
    match part {
        Part::Kana(c) => unfolded.push(c),
        Part::Voicing(mark) if before.is_some() => unfolded.push(mark),
        Part::Dash if before.is_some() => unfolded.push(LONG_MARK),
        Part::Repeat { voiced: is_voiced } => {
            unfolded.extend(before.map(unvoiced).map(|c| if is_voiced { voiced(c) } else { c }));
        }
        Part::Letters(letters) => unfolded.push_str(&letters),
        Part::Voicing(_) | Part::Dash | Part::Question | Part::Nothing => {}
    }
}

fn part(c: char, tolerance: Tolerance) -> Result<Part, KanaErrorKind> {
    let c = katakana(c);
    Ok(match c {
        _ if is_katakana(c) => Part::Kana(c),
        VOICED | SEMI_VOICED => Part::Voicing(c),
        _ if is_dash(c) => Part::Dash,
        'ヽ' => Part::Repeat { voiced: false },
        'ヾ' => Part::Repeat { voiced: true },
        _ if is_forbidden_control(c) => return Err(KanaErrorKind::Control),
        _ if c.is_whitespace() || is_invisible(c) || is_name_punctuation(c) => Part::Nothing,
        _ if is_latin(c) => Part::Letters(letters(c)),
        '\u{300}'..='\u{36f}' => Part::Nothing,
        '?' if tolerance == Tolerance::Roster => Part::Question,
        '%' | '_' | '*' | '?' => return Err(KanaErrorKind::Wildcard),
        _ if tolerance == Tolerance::Roster && c.is_ascii_digit() => Part::Letters(c.into()),
        _ if tolerance == Tolerance::Roster && c.is_ascii_punctuation() => Part::Nothing,
        _ if is_private_use(c) => return Err(KanaErrorKind::PrivateUse),
        _ if is_kanji(c) => {
            return Err(match looks_like(c) {
                Some(meant) => KanaErrorKind::KanjiLookAlike { meant },
                None => KanaErrorKind::Kanji,
            });
        }
        _ => return Err(KanaErrorKind::Other),
    })
}

/// The compatibility form of one character. The spacing voicing marks would bring a space along: they are made
/// combining first.
fn compatible(c: char) -> impl Iterator<Item = char> {
    combining(c).nfkc()
}

fn combining(c: char) -> std::iter::Once<char> {
    std::iter::once(match c {
        '\u{309b}' => VOICED,
        '\u{309c}' => SEMI_VOICED,
        _ => c,
    })
}

fn display(text: &str) -> String {
    let visible: String = text.chars().flat_map(combining).filter(|c| !is_invisible(*c)).nfkc().collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    }
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ㇰ'..='ㇿ')
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && matches!(c, 'A'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Upper case without accents: é and e are one letter.
fn letters(c: char) -> String {
    c.to_uppercase().nfd().filter(|c| c.is_alphabetic()).collect()
}

fn is_name_punctuation(c: char) -> bool {
    matches!(c, '·' | '・' | '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '.' | ',' | '、' | '。' | '(' | ')' | '/' | '=' | '゠')
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '〆' | '〇' | '〻' | '\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn looks_like(kanji: char) -> Option<char> {
    const LOOK_ALIKES: [(char, char); 21] = [
        ('一', 'ー'),
        ('力', 'カ'),
        ('二', 'ニ'),
        ('八', 'ハ'),
        ('夕', 'タ'),
        ('工', 'エ'),
        ('口', 'ロ'),
        ('囗', 'ロ'),
        ('卜', 'ト'),
        ('三', 'ミ'),
        ('千', 'チ'),
        ('干', 'チ'),
        ('才', 'オ'),
        ('匕', 'ヒ'),
        ('又', 'ヌ'),
        ('厶', 'ム'),
        ('木', 'ホ'),
        ('亻', 'イ'),
        ('丿', 'ノ'),
        ('乂', 'メ'),
        ('廾', 'サ'),
    ];
    LOOK_ALIKES.iter().find_map(|(look_alike, kana)| (*look_alike == kanji).then_some(*kana))
}
