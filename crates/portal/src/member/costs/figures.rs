//! Adding up lines.

use std::collections::BTreeMap;

use madoguchi_store::costs::CostLine;

/// What lines come to, in yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many lines.
    pub lines: usize,
    /// 医療費総額.
    pub total: i64,
    /// 保険者負担額.
    pub insurer_share: i64,
    /// 公費負担額.
    pub public_share: i64,
    /// 自己負担額.
    pub own_share: i64,
    /// 食事療養費.
    pub meals: i64,
    /// 付加給付額.
    pub additional: i64,
}

impl Sums {
    /// The sums of some lines.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a CostLine>) -> Sums {
        lines.into_iter().fold(Sums::default(), |sums, line| Sums {
            lines: sums.lines + 1,
            total: sums.total + line.total,
            insurer_share: sums.insurer_share + line.insurer_share,
            public_share: sums.public_share + line.public_share,
            own_share: sums.own_share + line.own_share,
            meals: sums.meals + line.meals,
            additional: sums.additional + line.additional,
        })
    }

    /// The six amounts, in the order of the pages: what the member paid comes first.
    pub fn amounts(&self) -> [i64; 6] {
        [self.own_share, self.total, self.insurer_share, self.public_share, self.meals, self.additional]
    }
}

/// The lines by what `key` says of them, in the order of the keys, with their sums.
pub fn grouped<'a, K: Ord>(lines: impl IntoIterator<Item = &'a CostLine>, key: impl Fn(&'a CostLine) -> K) -> Vec<(K, Sums)> {
    let mut groups: BTreeMap<K, Vec<&CostLine>> = BTreeMap::new();
    for line in lines {
        groups.entry(key(line)).or_default().push(line);
    }
    groups.into_iter().map(|(key, lines)| (key, Sums::of(lines))).collect()
}
