//! What somebody at the desk may mean by what they type into the one search field, in the forms in which people are found.

use crate::{
    identifiers::{Number, Symbol},
    kana::TypedKana,
    mail_address::MailAddress,
    text::{compact, is_dash, nfkc, unprintable},
    user_id,
};

/// Something to look for.
#[derive(Clone, PartialEq, Eq)]
pub enum Wanted {
    /// 番号, with or without its 記号.
    Card {
        /// 記号; `None` if any.
        symbol: Option<Symbol>,
        /// 番号.
        number: Number,
    },
    /// A name in kana, or its beginning.
    Kana(TypedKana),
    /// A name in kanji, or its beginning, as [`name_key`] has it.
    Name(String),
    /// A user ID, as it is compared.
    UserId(String),
    /// A mail address, as it is compared.
    Email(String),
}

unprintable!(Wanted);

/// A name in kanji as the desk compares it: no spaces, one form of the letters that keyboards do not give (髙, 﨑, 𠮷).
///
/// ```
/// use madoguchi_rules::search::name_key;
///
/// assert_eq!(name_key("髙橋　健"), name_key(" 高橋健"));
/// ```
pub fn name_key(text: &str) -> String {
    let usual = |c: char| match c {
        '髙' => '高',
        '﨑' => '崎',
        '𠮷' => '吉',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(usual).collect()
}

/// Everything that a text can mean, the likeliest first; nothing for a blank one.
///
/// ```
/// use madoguchi_rules::search::{Wanted, understand};
///
/// assert!(matches!(&understand("12-00001")[..], [Wanted::Card { symbol: Some(_), .. }, ..]));
/// assert!(matches!(&understand("記号１２ 番号００００１")[..], [Wanted::Card { symbol: Some(_), .. }, ..]));
/// assert!(matches!(&understand("ふくだ ゆい")[..], [Wanted::Kana(_)]));
/// assert!(matches!(&understand("福田 結衣")[..], [Wanted::Name(_)]));
/// assert!(matches!(&understand("hanako@example.jp")[..], [Wanted::Email(_), Wanted::UserId(_)]));
/// assert!(matches!(&understand("hanako")[..], [Wanted::UserId(_), Wanted::Kana(_)]));
/// assert!(understand("　").is_empty());
/// ```
pub fn understand(text: &str) -> Vec<Wanted> {
    let key = compact(text);
    if key.is_empty() {
        return Vec::new();
    }
    let user_id = Wanted::UserId(user_id::login_key(text));
    if key.contains('@') {
        return MailAddress::parse(text).ok().map(|address| Wanted::Email(address.key())).into_iter().chain([user_id]).collect();
    }
    let mut wanted = cards(text);
    if key.is_ascii() {
        wanted.push(user_id);
    }
    match TypedKana::parse(text) {
        Ok(kana) if wanted.is_empty() || !key.chars().any(|c| c.is_ascii_digit()) => wanted.push(Wanted::Kana(kana)),
        _ if wanted.is_empty() => wanted.push(Wanted::Name(name_key(text))),
        _ => {}
    }
    wanted
}

/// 記号 and 番号 as people write them beside each other; what may be a 枝番 at the end is tried as one, too.
fn cards(text: &str) -> Vec<Wanted> {
    let text = nfkc(text).replace("記号", " ").replace("枝番", " ").replace("番号", " ").replace('番', " ");
    let is_between = |c: char| c.is_whitespace() || is_dash(c) || matches!(c, '・' | '/' | ',' | '、' | ':' | '(' | ')');
    let parts: Vec<&str> = text.split(is_between).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    let is_branch = |part: &&str| part.len() == 2 && is_number(part);
    let card = |symbol: Option<&str>, number: &str| {
        let symbol = symbol.and_then(|symbol| Symbol::parse(symbol).ok().flatten());
        Number::parse(number).ok().map(|number| Wanted::Card { symbol, number })
    };
    let found = match parts[..] {
        [number] if is_number(&number) => vec![card(None, number)],
        [number, branch] if is_number(&number) && is_branch(&branch) => vec![card(Some(number), branch), card(None, number)],
        [symbol, number] if is_number(&number) => vec![card(Some(symbol), number)],
        [symbol, number, branch] if is_number(&number) && is_branch(&branch) => vec![card(Some(symbol), number)],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn card(text: &str) -> Vec<(Option<String>, String)> {
        let of = |wanted: Wanted| match wanted {
            Wanted::Card { symbol, number } => Some((symbol.map(|s| s.loose_key().to_owned()), number.loose_key().to_owned())),
            _ => None,
        };
        understand(text).into_iter().filter_map(of).collect()
    }

    #[test]
    fn a_card_is_read_as_people_write_it() {
        let both = vec![(Some("12".to_owned()), "1".to_owned())];
        for text in ["12-00001", "１２－００００１", "12 00001", "12・00001", "記号12番号00001", "12-00001-00", "12 1 (枝番)01"]
        {
            assert_eq!(card(text), both, "{text}");
        }
        assert_eq!(card("00001"), [(None, "1".to_owned())]);
        assert_eq!(card("東 100"), [(Some("東".to_owned()), "100".to_owned())]);
        assert_eq!(card("123-01"), [(Some("123".to_owned()), "1".to_owned()), (None, "123".to_owned())]);
        assert!(card("ふくだ").is_empty() && card("福田").is_empty());
    }

    #[test]
    fn what_is_found_is_never_printed() {
        assert_eq!(format!("{:?}", understand("福田")), "[Wanted(…)]");
    }
}
