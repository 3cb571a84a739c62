//! A roster of invented people: as many rows as are asked for, the same ones every time.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// The header line that an insurer's system writes.
const HEADER: &str = "記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,資格喪失日,メールアドレス";
/// One row in so many is another in the changed file.
pub const CHANGED_ONE_IN: usize = 100;

/// 氏名カナ of one of each pair of twins; the other's folds to the same.
pub const TWIN_KANA: &str = "ｱｵｷ ｼｮｳﾀ";

const FAMILY: [(&str, &str); 32] = [
    ("青木", "ｱｵｷ"),
    ("石井", "ｲｼｲ"),
    ("上田", "ｳｴﾀﾞ"),
    ("遠藤", "ｴﾝﾄﾞｳ"),
    ("岡田", "ｵｶﾀﾞ"),
    ("加藤", "ｶﾄｳ"),
    ("木村", "ｷﾑﾗ"),
    ("工藤", "ｸﾄﾞｳ"),
    ("小林", "ｺﾊﾞﾔｼ"),
    ("斎藤", "ｻｲﾄｳ"),
    ("清水", "ｼﾐｽﾞ"),
    ("鈴木", "ｽｽﾞｷ"),
    ("関", "ｾｷ"),
    ("園田", "ｿﾉﾀﾞ"),
    ("高橋", "ﾀｶﾊｼ"),
    ("千葉", "ﾁﾊﾞ"),
    ("土屋", "ﾂﾁﾔ"),
    ("寺田", "ﾃﾗﾀﾞ"),
    ("豊田", "ﾄﾖﾀﾞ"),
    ("中村", "ﾅｶﾑﾗ"),
    ("西川", "ﾆｼｶﾜ"),
    ("野口", "ﾉｸﾞﾁ"),
    ("橋本", "ﾊｼﾓﾄ"),
    ("平野", "ﾋﾗﾉ"),
    ("福田", "ﾌｸﾀﾞ"),
    ("星野", "ﾎｼﾉ"),
    ("前田", "ﾏｴﾀﾞ"),
    ("三浦", "ﾐｳﾗ"),
    ("村上", "ﾑﾗｶﾐ"),
    ("森", "ﾓﾘ"),
    ("山下", "ﾔﾏｼﾀ"),
    ("吉田", "ﾖｼﾀﾞ"),
];
const GIVEN: [(&str, &str); 32] = [
    ("葵", "ｱｵｲ"),
    ("一郎", "ｲﾁﾛｳ"),
    ("海", "ｳﾐ"),
    ("恵美", "ｴﾐ"),
    ("修", "ｵｻﾑ"),
    ("和子", "ｶｽﾞｺ"),
    ("恭平", "ｷｮｳﾍｲ"),
    ("久美子", "ｸﾐｺ"),
    ("健太", "ｹﾝﾀ"),
    ("浩二", "ｺｳｼﾞ"),
    ("咲", "ｻｷ"),
    ("翔太", "ｼｮｳﾀ"),
    ("進", "ｽｽﾑ"),
    ("聖子", "ｾｲｺ"),
    ("大輔", "ﾀﾞｲｽｹ"),
    ("千鶴", "ﾁﾂﾞﾙ"),
    ("剛", "ﾂﾖｼ"),
    ("哲平", "ﾃｯﾍﾟｲ"),
    ("智子", "ﾄﾓｺ"),
    ("直樹", "ﾅｵｷ"),
    ("望", "ﾉｿﾞﾐ"),
    ("春香", "ﾊﾙｶ"),
    ("広志", "ﾋﾛｼ"),
    ("文子", "ﾌﾐｺ"),
    ("誠", "ﾏｺﾄ"),
    ("美咲", "ﾐｻｷ"),
    ("結衣", "ﾕｲ"),
    ("由美", "ﾕﾐ"),
    ("陽子", "ﾖｳｺ"),
    ("亮", "ﾘｮｳ"),
    ("玲奈", "ﾚｲﾅ"),
    ("涼介", "ﾘｮｳｽｹ"),
];

/// A row of the roster.
pub struct Person {
    /// 記号: the office.
    pub symbol: String,
    /// 番号 with its leading zeros: the household.
    pub number: String,
    /// 枝番.
    pub branch: usize,
    family: (&'static str, &'static str),
    given: (&'static str, &'static str),
    /// 生年月日, eight digits.
    pub birth_date: String,
    acquired_on: String,
    lost_on: Option<&'static str>,
    email: Option<String>,
}

impl Person {
    /// Whether the person is insured, and still so.
    pub fn may_log_in(&self) -> bool {
        self.branch == 0 && self.lost_on.is_none()
    }

    /// Whether the person has not left.
    pub fn is_eligible(&self) -> bool {
        self.lost_on.is_none()
    }

    /// Whether the person was insured, and is not any more.
    pub fn has_left(&self) -> bool {
        self.branch == 0 && self.lost_on.is_some()
    }

    /// 氏名カナ.
    pub fn kana_name(&self) -> String {
        format!("{} {}", self.family.1, self.given.1)
    }

    /// The same person a month later: with another mail address, or gone.
    fn changed(self, row: usize) -> Person {
        match row / CHANGED_ONE_IN % 2 {
            0 => Person { email: Some(format!("new.{row}@example.jp")), ..self },
            _ => Person { lost_on: Some("20261001"), ..self },
        }
    }

    fn write(&self, file: &mut impl Write) -> std::io::Result<()> {
        let relation = if self.branch == 0 { "本人" } else { "家族" };
        let (lost_on, email) = (self.lost_on.unwrap_or_default(), self.email.as_deref().unwrap_or_default());
        let Person { symbol, number, branch, family, given, birth_date, acquired_on, .. } = self;
        writeln!(
            file,
            "{symbol},{number},{branch:02},{} {},{}　{},{birth_date},{relation},{acquired_on},{lost_on},{email}",
            family.1, given.1, family.0, given.0
        )
    }
}

/// The people, household after household.
pub struct People {
    lots: Lots,
    row: usize,
    household: usize,
    branch: usize,
    members: usize,
}

impl People {
    /// From the first on.
    pub fn new() -> People {
        People { lots: Lots::new(), row: 0, household: 0, branch: 0, members: 0 }
    }
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        if self.branch == self.members {
            (self.household, self.branch, self.members) = (self.household + 1, 0, 1 + self.lots.below(4));
        }
        let (household, branch, row) = (self.household, self.branch, self.row);
        (self.branch, self.row) = (branch + 1, row + 1);
        let year = if branch < 2 { 1952 + self.lots.below(52) } else { 2004 + self.lots.below(22) };
        let (month, day) = (1 + self.lots.below(12), 1 + self.lots.below(28));
        let birth_date = format!("{year}{month:02}{day:02}");
        Some(Person {
            symbol: (1 + household % 400).to_string(),
            number: format!("{household:07}"),
            branch,
            family: FAMILY[household * 7 % FAMILY.len()],
            // An odd step through 32 names: no two of a household share one.
            given: GIVEN[(household / 3 + branch * 5) % GIVEN.len()],
            // Grown-ups with their first work, children with their birth.
            acquired_on: if branch < 2 { format!("{}0401", (year + 18).max(2000)) } else { birth_date.clone() },
            birth_date,
            lost_on: (self.lots.below(25) == 0).then_some("20260401"),
            email: (branch == 0 && self.lots.below(3) == 0).then(|| format!("member.{row}@example.jp")),
        })
    }
}

/// Writes a roster of so many rows, UTF-8; with `changed`, one row in a hundred is another.
pub fn write_roster(path: &Path, rows: usize, changed: bool) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{HEADER}")?;
    for (row, person) in People::new().take(rows).enumerate() {
        let person = if changed && row % CHANGED_ONE_IN == 0 { person.changed(row) } else { person };
        person.write(&mut file)?;
    }
    Ok(file.flush()?)
}

/// Twins whom the sign-up cannot tell apart.
pub struct Twins {
    /// 番号 of both.
    pub number: String,
    /// 生年月日 of both.
    pub birth_date: String,
}

/// Writes so many pairs of twins, each born on another day.
pub fn write_twins(path: &Path, pairs: usize) -> anyhow::Result<Vec<Twins>> {
    let born = |pair: usize| format!("{}{:02}{:02}", 1990 + pair / 336, 1 + pair / 28 % 12, 1 + pair % 28);
    let twins: Vec<Twins> = (0..pairs).map(|pair| Twins { number: (8_000_000 + pair).to_string(), birth_date: born(pair) }).collect();
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{HEADER}")?;
    for Twins { number, birth_date } in &twins {
        for (branch, (name, kana)) in [("01", ("青木　翔太", TWIN_KANA)), ("02", ("青木　正太", "ｱｵｷ ｼﾞｮｳﾀ"))] {
            writeln!(file, "1,{number},{branch},{kana},{name},{birth_date},本人,20200401,,")?;
        }
    }
    file.flush()?;
    Ok(twins)
}

/// Numbers that look drawn by lot and are the same every time (SplitMix64).
pub struct Lots(u64);

impl Lots {
    /// The same ones every time.
    pub fn new() -> Lots {
        Lots(42)
    }

    /// Others for each of several who draw.
    pub fn of(place: usize) -> Lots {
        Lots(u64::try_from(place).unwrap_or(0) << 32)
    }

    /// A number below this bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or(0) % bound
    }
}
