//! From readable kana to the keys that are compared.

use unicode_normalization::UnicodeNormalization;

pub(super) const LONG_MARK: char = 'ー';
pub(super) const VOICED: char = '\u{3099}';
pub(super) const SEMI_VOICED: char = '\u{309a}';

/// The small kana of Ainu, U+31F0 to U+31FF in order, made large.
const LARGE_OF_AINU: [char; 16] = ['ク', 'シ', 'ス', 'ト', 'ヌ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'ム', 'ラ', 'リ', 'ル', 'レ', 'ロ'];

const ROWS: [(char, &str); 5] = [
    ('ア', "アカサタナハマヤラワ"),
    ('イ', "イキシチニヒミリヰ"),
    ('ウ', "ウクスツヌフムユル"),
    ('エ', "エケセテネヘメレヱ"),
    ('オ', "オコソトノホモヨロヲ"),
];

/// Voicing gone, small kana large.
pub(super) fn strict(unfolded: &str) -> String {
    unfolded.nfd().filter(|c| !is_voicing(*c)).map(enlarge).collect()
}

/// The strict key with ヅ as ス, ヂ as シ, ヲ as オ and every long vowel written out.
pub(super) fn lenient(unfolded: &str) -> String {
    sounds(unfolded).into_iter().map(|sound| sound.heard).collect()
}

/// Equal in each place, as written or as heard.
pub(super) fn agree_leniently(one: &str, other: &str) -> bool {
    let (one, other) = (sounds(one), sounds(other));
    one.len() == other.len() && one.iter().zip(&other).all(|(a, b)| a.written == b.written || a.heard == b.heard)
}

/// A letter of a name as it is compared: strictly by its plain form, leniently as it is written or heard.
pub(super) struct Letter {
    plain: char,
    sound: Sound,
}

impl Letter {
    pub(super) fn agrees_with(&self, other: &Letter, lenient: bool) -> bool {
        match lenient {
            true => self.sound.written == other.sound.written || self.sound.heard == other.sound.heard,
            false => self.plain == other.plain,
        }
    }
}

/// The letters of a name, each with what it is compared by.
pub(super) fn letters(unfolded: &str) -> Vec<(char, Letter)> {
    let shown = unfolded.nfc().filter(|c| !is_voicing(*c));
    shown.zip(sounds(unfolded)).map(|(c, sound)| (c, Letter { plain: plain(c), sound })).collect()
}

pub(super) fn is_voicing(c: char) -> bool {
    matches!(c, VOICED | SEMI_VOICED)
}

/// One place of a name: its strict letter and the letter by which it is heard. They differ for ヂ and ヅ alone, where
/// one letter cannot stand for both ズ and ツ without making マスダ and マツダ one name.
struct Sound {
    written: char,
    heard: char,
}

fn sounds(unfolded: &str) -> Vec<Sound> {
    let mut sounds: Vec<Sound> = Vec::new();
    for c in unfolded.nfc().filter(|c| !is_voicing(*c)) {
        let vowel_before = || sounds.last().and_then(|sound| vowel(sound.written));
        let written = match plain(c) {
            LONG_MARK => vowel_before().unwrap_or(LONG_MARK),
            'ウ' if vowel_before() == Some('オ') => 'オ',
            'ヲ' => 'オ',
            letter => letter,
        };
        let heard = match c {
            'ヂ' => 'シ',
            'ヅ' => 'ス',
            _ => written,
        };
        sounds.push(Sound { written, heard });
    }
    sounds
}

fn plain(c: char) -> char {
    enlarge(c.nfd().next().unwrap_or(c))
}

fn enlarge(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ㇰ'..='ㇿ' => LARGE_OF_AINU.get(c as usize - 'ㇰ' as usize).copied().unwrap_or(c),
        _ => c,
    }
}

fn vowel(c: char) -> Option<char> {
    ROWS.iter().find_map(|(vowel, row)| row.contains(c).then_some(*vowel))
}

/// The voiced form of a kana, where there is one.
pub(super) fn voiced(c: char) -> char {
    let mut composed = [c, VOICED].into_iter().nfc();
    match (composed.next(), composed.next()) {
        (Some(voiced), None) => voiced,
        _ => c,
    }
}

/// The kana without its voicing; its size stays.
pub(super) fn unvoiced(c: char) -> char {
    c.nfd().next().unwrap_or(c)
}
