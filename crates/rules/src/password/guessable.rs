//! What makes a password easy to guess: for everyone, and for those who know the person.

use std::collections::BTreeSet;

use jiff::civil::Date;
use zxcvbn::{Score, matching::patterns::MatchPattern, zxcvbn};

use super::{PasswordContext, PasswordProblem};
use crate::{
    dates::Era,
    text::{compact, nfkc},
};

/// zxcvbn's time grows much faster than the length (a third of a second for 40 symbols that l33t could mean); longer
/// passwords are given to it in pieces of the longest that the guide takes.
const PIECE: usize = 20;
/// A listed word is one of the first so many of a list.
const LISTED_RANK: usize = 10_000;
/// Letters that are no word on their own.
const SHORTEST_WORD: usize = 3;
/// No list has longer words.
const LONGEST_WORD: usize = 24;
/// So much of the user ID may not be in the password.
const USER_ID_PIECE: usize = 4;

pub(super) fn problems(normal: &str, context: &PasswordContext<'_>) -> Vec<PasswordProblem> {
    let lower = normal.to_lowercase();
    let found = [
        (PasswordProblem::Guessable, is_guessable(normal, context)),
        (PasswordProblem::ListedWord, is_listed_word(&lower)),
        (PasswordProblem::UserId, holds_user_id(&lower, context.user_id)),
        (PasswordProblem::Insurer, holds_insurer(&lower, context)),
        (PasswordProblem::BirthDate, context.birth_date.is_some_and(|birth| holds_date(&lower, birth))),
        (PasswordProblem::FewCharacters, normal.chars().collect::<BTreeSet<_>>().len() <= 4),
    ];
    found.into_iter().filter(|(_, is_so)| *is_so).map(|(problem, _)| problem).collect()
}

/// A password is as strong as its strongest piece.
fn is_guessable(normal: &str, context: &PasswordContext<'_>) -> bool {
    let known = [context.user_id, context.insurer_code, context.insurer_name];
    let characters: Vec<char> = normal.chars().collect();
    let is_strong = |piece: &[char]| zxcvbn(&piece.iter().collect::<String>(), &known).score() >= Score::Two;
    !characters.chunks(PIECE).any(is_strong)
}

/// Whether nothing but a listed word is left, once digits and symbols are stripped and l33t is undone.
fn is_listed_word(lower: &str) -> bool {
    let is_decoration = |c: char| c.is_ascii_digit() || c.is_ascii_punctuation() || c == ' ';
    // A digit or symbol at an end may be decoration or a letter in disguise: $unshine1.
    let cores = [lower.trim_matches(is_decoration), lower.trim_end_matches(is_decoration), lower.trim_start_matches(is_decoration), lower];
    let words: BTreeSet<String> = cores
        .into_iter()
        .filter(|core| core.is_ascii())
        .flat_map(|core| [undo_l33t(core, 'i'), undo_l33t(core, 'l')])
        .map(|word| word.trim_matches(is_decoration).to_owned())
        .filter(|word| (SHORTEST_WORD..=LONGEST_WORD).contains(&word.len()))
        .collect();
    words.iter().any(|word| is_listed(word))
}

fn undo_l33t(text: &str, one: char) -> String {
    let letter = |c| match c {
        '4' | '@' => 'a',
        '8' => 'b',
        '(' | '{' | '[' | '<' => 'c',
        '3' => 'e',
        '6' | '9' => 'g',
        '1' | '!' | '|' => one,
        '0' => 'o',
        '$' | '5' => 's',
        '+' | '7' => 't',
        '%' => 'x',
        '2' => 'z',
        _ => c,
    };
    text.chars().map(letter).collect()
}

/// zxcvbn's lists are private; the rank of a match that covers the whole word is not. A run such as abcdef may be in a
/// list too, but is matched as a run.
fn is_listed(word: &str) -> bool {
    match zxcvbn(word, &[]).sequence() {
        [whole] => match &whole.pattern {
            MatchPattern::Dictionary(found) => found.rank <= LISTED_RANK && !found.reversed,
            MatchPattern::Sequence(_) | MatchPattern::Spatial(_) | MatchPattern::Repeat(_) => {
                whole.guesses.is_some_and(|guesses| guesses <= LISTED_RANK as u64)
            }
            _ => false,
        },
        _ => false,
    }
}

fn holds_user_id(lower: &str, user_id: &str) -> bool {
    let id: Vec<char> = nfkc(user_id).to_lowercase().chars().collect();
    id.windows(USER_ID_PIECE).any(|piece| lower.contains(&piece.iter().collect::<String>()))
}

/// The code, the name, and the name without what every insurer's name ends in. A code of two letters is in too many
/// words to be looked for.
fn holds_insurer(lower: &str, context: &PasswordContext<'_>) -> bool {
    const KINDS: [&str; 6] = ["国民健康保険組合", "国民健康保険", "健康保険組合", "共済組合", "後期高齢者医療広域連合", "健保"];
    let name = compact(context.insurer_name).to_lowercase();
    let own = KINDS.iter().fold(name.clone(), |name, kind| name.replace(kind, ""));
    let code = context.insurer_code.to_lowercase();
    let plain = undo_l33t(lower, 'i');
    let text = compact(lower);
    [name, own, code]
        .iter()
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .any(|word| lower.contains(word) || text.contains(word) || plain.contains(word))
}

/// The birth date run together or with separators, in any order, with a Western or Japanese year, and the birthday.
fn holds_date(lower: &str, birth: Date) -> bool {
    let (month, day) = (i16::from(birth.month()), i16::from(birth.day()));
    let years = years_of(birth);
    let runs = years.iter().flat_map(|year| {
        let (short, long) = (format!("{month}{day}"), format!("{month:02}{day:02}"));
        let turned = format!("{day:02}{month:02}");
        [format!("{year}{long}"), format!("{long}{year}"), format!("{turned}{year}"), format!("{year}{short}")]
    });
    let has_run = runs.filter(|run| run.len() >= 6).any(|run| lower.contains(&run));
    let has_birthday = lower.contains(&format!("{month:02}{day:02}"));
    has_run || has_birthday || has_parts(lower, &years, month, day)
}

/// The numbers by which the year is called: 1951, 51, 26, 元 as 1; zero-padded or not.
fn years_of(birth: Date) -> BTreeSet<String> {
    let western = birth.year();
    let mut years = BTreeSet::from([format!("{western:04}"), format!("{:02}", western % 100)]);
    if let Some(era) = Era::on(birth) {
        let year = western - era.first_day().year() + 1;
        years.extend([format!("{year:02}"), year.to_string()]);
    }
    years
}

/// 1951/1/1, 1.1.1951, 26-1-1, 昭和元年12月25日: three numbers with one character between each.
fn has_parts(lower: &str, years: &BTreeSet<String>, month: i16, day: i16) -> bool {
    let numbers = numbers_in(&lower.replace('元', "1"));
    numbers.windows(3).any(|three| match three {
        [a, b, c] if b.gap == 1 && c.gap == 1 => {
            let is = |part: &Found, value: i16| part.digits.parse() == Ok(value);
            let is_year = |part: &Found| years.contains(&part.digits);
            (is_year(a) && is(b, month) && is(c, day))
                || (is(a, month) && is(b, day) && is_year(c))
                || (is(a, day) && is(b, month) && is_year(c))
        }
        _ => false,
    })
}

/// A run of digits and how many other characters stand before it.
struct Found {
    digits: String,
    gap: usize,
}

fn numbers_in(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut gap = 0;
    let mut in_a_number = false;
    for c in text.chars() {
        match (c.is_ascii_digit(), found.last_mut()) {
            (true, Some(number)) if in_a_number => number.digits.push(c),
            (true, _) => found.push(Found { digits: c.to_string(), gap: std::mem::take(&mut gap) }),
            (false, _) => gap += 1,
        }
        in_a_number = c.is_ascii_digit();
    }
    found
}
