//! Two spellings beside each other, letter by letter: what somebody typed, and what the roster holds.

/// A place of two spellings that were put beside each other so that as few letters as possible differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The letter that was typed; `None` where one is missing.
    pub typed: Option<char>,
    /// The letter of the roster; `None` where one too many was typed.
    pub held: Option<char>,
    /// Whether the two are one for the comparison.
    pub agrees: bool,
}

/// Puts two texts beside each other; letters agree when they are the same.
///
/// ```
/// use madoguchi_rules::spelling::beside;
///
/// let places = beside("1234", "124");
/// assert_eq!(places.iter().filter(|place| !place.agrees).map(|place| (place.typed, place.held)).collect::<Vec<_>>(), [(Some('3'), None)]);
/// ```
pub fn beside(typed: &str, held: &str) -> Vec<Place> {
    let [typed, held] = [typed, held].map(|text| text.chars().map(|c| (c, c)).collect::<Vec<_>>());
    align(&typed, &held, |one, other| one == other)
}

/// The alignment with the fewest differences, of letters with what they are compared by.
pub(crate) fn align<T>(typed: &[(char, T)], held: &[(char, T)], agree: impl Fn(&T, &T) -> bool) -> Vec<Place> {
    let agrees = |t: usize, h: usize| typed.get(t).zip(held.get(h)).is_some_and(|((_, one), (_, other))| agree(one, other));
    let costs = costs(typed.len(), held.len(), &agrees);
    let cost = |t: usize, h: usize| costs.get(t).and_then(|row| row.get(h)).copied().unwrap_or(usize::MAX);
    let (mut t, mut h) = (0, 0);
    let mut places = Vec::new();
    while t < typed.len() || h < held.len() {
        let (one, other) = (typed.get(t).map(|(letter, _)| *letter), held.get(h).map(|(letter, _)| *letter));
        let is_same = agrees(t, h);
        let beside = cost(t + 1, h + 1).saturating_add(usize::from(!is_same));
        let place = if one.is_some() && other.is_some() && beside == cost(t, h) {
            Place { typed: one, held: other, agrees: is_same }
        } else if one.is_some() && cost(t + 1, h).saturating_add(1) == cost(t, h) {
            Place { typed: one, held: None, agrees: false }
        } else {
            Place { typed: None, held: other, agrees: false }
        };
        t += usize::from(place.typed.is_some());
        h += usize::from(place.held.is_some());
        places.push(place);
    }
    places
}

/// How many letters differ at least from each pair of places on (Levenshtein).
fn costs(typed: usize, held: usize, agrees: &impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut costs = vec![vec![0; held + 1]; typed + 1];
    for t in (0..=typed).rev() {
        for h in (0..=held).rev() {
            let at = |t: usize, h: usize| costs.get(t).and_then(|row: &Vec<usize>| row.get(h)).copied().unwrap_or(usize::MAX - 1);
            let least = if (t, h) == (typed, held) {
                0
            } else {
                (at(t + 1, h + 1).saturating_add(usize::from(!agrees(t, h)))).min(at(t + 1, h) + 1).min(at(t, h + 1) + 1)
            };
            if let Some(cell) = costs.get_mut(t).and_then(|row| row.get_mut(h)) {
                *cell = least;
            }
        }
    }
    costs
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::kana::{KanaMatching, RosterKana, TypedKana};

    fn lines(places: &[Place]) -> (String, String) {
        let line = |letter: fn(&Place) -> Option<char>| {
            places
                .iter()
                .map(|place| match (letter(place), place.agrees) {
                    (Some(c), true) => c.to_string(),
                    (Some(c), false) => format!("[{c}]"),
                    (None, _) => "[]".to_owned(),
                })
                .collect::<String>()
        };
        (line(|place| place.typed), line(|place| place.held))
    }

    fn kana(typed: &str, held: &str, matching: KanaMatching) -> (String, String) {
        lines(&TypedKana::parse(typed).unwrap().beside(&RosterKana::parse(held).unwrap(), matching))
    }

    #[test]
    fn the_letter_that_differs_is_marked_and_no_other() {
        assert_eq!(kana("カズコ", "カヅコ", KanaMatching::Strict), ("カ[ズ]コ".to_owned(), "カ[ヅ]コ".to_owned()));
        assert_eq!(kana("カズコ", "カヅコ", KanaMatching::Lenient), ("カズコ".to_owned(), "カヅコ".to_owned()));
        assert_eq!(
            kana("さとう いちろお", "ｻﾄｳ ｲﾁﾛｳ", KanaMatching::Strict),
            ("サトウイチロ[オ]".to_owned(), "サトウイチロ[ウ]".to_owned())
        );
    }

    #[test]
    fn what_the_folding_makes_one_is_not_marked() {
        assert_eq!(kana("ジョン", "ｼﾖﾝ", KanaMatching::Strict), ("ジョン".to_owned(), "シヨン".to_owned()));
    }

    #[test]
    fn missing_letters_move_nothing_else() {
        assert_eq!(kana("フクユイ", "フクダユイ", KanaMatching::Strict), ("フク[]ユイ".to_owned(), "フク[ダ]ユイ".to_owned()));
        assert_eq!(lines(&beside("1986-08-04", "1986-08-14")), ("1986-08-[0]4".to_owned(), "1986-08-[1]4".to_owned()));
        assert_eq!(lines(&beside("", "12")), ("[][]".to_owned(), "[1][2]".to_owned()));
    }
}
