//! Lines that fit the narrowest mail readers: 35 full-width characters, 70 half-width ones.

/// Columns of a line; a full-width character takes two.
pub(super) const COLUMNS: usize = 70;

/// Characters that may not begin a line.
const NOT_FIRST: &str = "、。，．・：；？！）］｝〕〉》」』】ー々ゃゅょっぁぃぅぇぉャュョッァィゥェォ,.:;?!)]}”’";
/// Characters that may not end a line.
const NOT_LAST: &str = "（［｛〔〈《「『【([{“‘";

/// The text with every line at most [`COLUMNS`] wide. What has no place to break, such as an address, stays whole.
pub(super) fn wrapped(text: &str) -> String {
    let mut all = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim_end();
        while let Some(at) = place_to_break(rest) {
            all.push(rest[..at].trim_end());
            rest = rest[at..].trim_start();
        }
        all.push(rest);
    }
    all.join("\n")
}

/// The columns that a character takes.
fn width(character: char) -> usize {
    if character.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&character) { 1 } else { 2 }
}

/// The last place within the columns at which a line that is too long may break.
fn place_to_break(line: &str) -> Option<usize> {
    let (mut columns, mut place, mut before) = (0, None, ' ');
    for (at, character) in line.char_indices() {
        if at > 0 && may_break_between(before, character) && columns <= COLUMNS {
            place = Some(at);
        }
        columns += width(character);
        before = character;
    }
    place.filter(|_| columns > COLUMNS)
}

fn may_break_between(before: char, after: char) -> bool {
    if before == ' ' {
        return true;
    }
    let between_words = width(before) == 2 || width(after) == 2;
    between_words && after != ' ' && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widest(text: &str) -> usize {
        text.lines().map(|line| line.chars().map(width).sum()).max().unwrap_or(0)
    }

    #[test]
    fn no_line_is_wider_than_thirty_five_full_width_characters() {
        let long = "健康保険組合の窓口（受付時間は平日の午前九時から午後五時まで）へ、お電話でお問い合わせください。".repeat(3);
        assert!(widest(&wrapped(&long)) <= COLUMNS);
        assert_eq!(wrapped(&long).replace('\n', ""), long);
        assert!(wrapped(&long).lines().all(|line| !line.starts_with(['、', '。', '）']) && !line.ends_with('（')));
    }

    #[test]
    fn english_breaks_between_words() {
        let long = "Somebody tried to register on 22 November 2026. The account exists already, so there is no need to register again.";
        let lines = wrapped(long);
        assert!(widest(&lines) <= COLUMNS);
        assert_eq!(lines.replace('\n', " "), long);
    }

    #[test]
    fn an_address_stays_whole_and_empty_lines_stay() {
        let address = format!("https://example.jp/{}", "a".repeat(90));
        assert_eq!(wrapped(&format!("前\n\n{address}\n後")), format!("前\n\n{address}\n後"));
    }
}
