//! What changed between two texts, line by line.

/// A line of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// In both.
    Kept(&'a str),
    /// Only in the earlier text.
    Removed(&'a str),
    /// Only in the later text.
    Added(&'a str),
}

/// The largest table that is reckoned. Beyond it (two texts of 3,000 lines that share neither begin nor end) the whole differing
/// part counts as replaced.
const MOST_CELLS: usize = 9_000_000;

/// The lines of both texts in order: a longest common subsequence kept, the rest removed or added.
pub fn compare<'a>(earlier: &'a str, later: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (earlier.lines().collect(), later.lines().collect());
    let begin = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[begin..], &new[begin..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old_middle, kept_end) = old_rest.split_at(old_rest.len() - end);
    let new_middle = &new_rest[..new_rest.len() - end];
    let mut lines: Vec<Line> = old[..begin].iter().map(|line| Line::Kept(line)).collect();
    lines.extend(middle(old_middle, new_middle));
    lines.extend(kept_end.iter().map(|line| Line::Kept(line)));
    lines
}

fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    if old.len().saturating_mul(new.len()) > MOST_CELLS {
        return old.iter().map(|line| Line::Removed(line)).chain(new.iter().map(|line| Line::Added(line))).collect();
    }
    let lengths = lengths(old, new);
    let width = new.len() + 1;
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Line::Kept(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
            lines.push(Line::Removed(old[i]));
            i += 1;
        } else {
            lines.push(Line::Added(new[j]));
            j += 1;
        }
    }
    lines
}

/// How long the longest common subsequence of what follows each pair of places is.
fn lengths(old: &[&str], new: &[&str]) -> Vec<u16> {
    let width = new.len() + 1;
    let mut lengths = vec![0_u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = match old[i] == new[j] {
                true => lengths[(i + 1) * width + j + 1].saturating_add(1),
                false => lengths[(i + 1) * width + j].max(lengths[i * width + j + 1]),
            };
        }
    }
    lengths
}

/// The same without what nobody changed: of each stretch of kept lines only those within `around` of a change; `None` stands for what
/// was left out.
pub fn shorten(lines: Vec<Line<'_>>, around: usize) -> Vec<Option<Line<'_>>> {
    let changed: Vec<usize> = (0..lines.len()).filter(|index| !matches!(lines[*index], Line::Kept(_))).collect();
    let is_near = |index: usize| {
        let next = changed.partition_point(|place| *place < index);
        let nearby = |place: Option<&usize>| place.is_some_and(|place| place.abs_diff(index) <= around);
        nearby(changed.get(next)) || next.checked_sub(1).is_some_and(|before| nearby(changed.get(before)))
    };
    let mut shown: Vec<Option<Line>> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match (is_near(index), shown.last()) {
            (true, _) => shown.push(Some(*line)),
            (false, Some(None)) => {}
            (false, _) => shown.push(None),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{Line::*, *};

    #[test]
    fn lines_are_kept_removed_and_added_in_order() {
        assert_eq!(compare("a\nb\nc\nd", "a\nc\nx\nd"), [Kept("a"), Removed("b"), Kept("c"), Added("x"), Kept("d")]);
        assert_eq!(compare("", "a\nb"), [Added("a"), Added("b")]);
        assert_eq!(compare("a", ""), [Removed("a")]);
        assert_eq!(compare("a\nb", "a\nb"), [Kept("a"), Kept("b")]);
        assert_eq!(compare("旧", "新"), [Removed("旧"), Added("新")]);
    }

    #[test]
    fn both_texts_can_be_read_off_a_comparison() {
        let (old, new) = ("a\nb\na\nc\na\nd\ne", "b\na\na\nd\nf\ne\ng");
        let lines = compare(old, new);
        let side = |is_old: bool| {
            let text = lines.iter().filter_map(|line| match line {
                Kept(text) => Some(*text),
                Removed(text) => is_old.then_some(*text),
                Added(text) => (!is_old).then_some(*text),
            });
            text.collect::<Vec<_>>().join("\n")
        };
        assert_eq!((side(true).as_str(), side(false).as_str()), (old, new));
    }

    #[test]
    fn very_long_texts_with_nothing_in_common_count_as_replaced() {
        let old: String = (0..4_000).map(|line| format!("old {line}\n")).collect();
        let new: String = (0..4_000).map(|line| format!("new {line}\n")).collect();
        assert_eq!(compare(&old, &new).len(), 8_000);
    }

    #[test]
    fn what_is_far_from_a_change_is_left_out() {
        let lines = vec![Kept("1"), Kept("2"), Kept("3"), Added("x"), Kept("4"), Kept("5"), Kept("6")];
        assert_eq!(shorten(lines, 1), [None, Some(Kept("3")), Some(Added("x")), Some(Kept("4")), None]);
        assert_eq!(shorten(vec![Kept("1"), Kept("2")], 1), [None]);
    }
}
