//! People of `roster-sakura.csv` to tell stories with. They are invented.
//!
//! Each constant says which line of the file it is, and why it is useful; a test reads the lines back. What the file
//! writes with era digits (`--era receipt`) stands here as the calendar date. "Today" is 2026-11-22.

/// One line of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The line of `roster-sakura.csv`, the header being line 1.
    pub line: usize,
    /// 記号, as the file has it.
    pub symbol: &'static str,
    /// 番号 with its leading zeros.
    pub number: &'static str,
    /// 枝番; empty where the household has none.
    pub branch: &'static str,
    /// 氏名カナ, half-width, without small kana.
    pub kana_name: &'static str,
    /// 氏名.
    pub name: &'static str,
    /// 生年月日 as `1986-08-04`.
    pub birth_date: &'static str,
    /// 続柄 本人 (and not 家族).
    pub is_insured: bool,
    /// 資格取得日.
    pub acquired: &'static str,
    /// 資格喪失日: the first day without eligibility; empty when there is none.
    pub lost: &'static str,
    /// メールアドレス; empty when the roster has none.
    pub email: &'static str,
}

/// Who the others are changed from.
const INSURED: Person = Person {
    line: 0,
    symbol: "",
    number: "",
    branch: "",
    kana_name: "",
    name: "",
    birth_date: "",
    is_insured: true,
    acquired: "",
    lost: "",
    email: "",
};

/// The insurer's code in every story.
pub const INSURER: &str = "sakura";
/// The insurer's name.
pub const INSURER_NAME: &str = "さくら健康保険組合";
/// The day of the sample files.
pub const TODAY: &str = "2026-11-22";
/// A password that every policy takes.
pub const PASSWORD: &str = "Hidamari!7-soramame";

/// The usual story: insured, alone, no 枝番, no mail address on the roster.
pub const YUI: Person = Person {
    line: 2,
    symbol: "12",
    number: "00001",
    kana_name: "ﾌｸﾀﾞ ﾕｲ",
    name: "福田　結衣",
    birth_date: "1986-08-04",
    acquired: "2006-12-25",
    ..INSURED
};

/// Insured, with 枝番 00 and a household; leaves on 2026-12-01 by the December file.
pub const TEPPEI: Person = Person {
    line: 3,
    symbol: "2",
    number: "0000002",
    branch: "00",
    kana_name: "ｵｶﾀﾞ ﾃﾂﾍﾟｲ",
    name: "岡田　哲平",
    birth_date: "1996-03-30",
    acquired: "2021-11-14",
    ..INSURED
};

/// A dependant, of Teppei's household.
pub const AOI_DEPENDANT: Person = Person {
    line: 4,
    symbol: "2",
    number: "0000002",
    branch: "01",
    kana_name: "ｵｶﾀﾞ ｱｵｲ",
    name: "岡田　葵",
    birth_date: "2001-04-24",
    is_insured: false,
    acquired: "2021-11-14",
    ..INSURED
};

/// ヅ in the name (typed as ズ only under `kana_lenient`).
pub const CHIZURU: Person = Person {
    line: 5,
    symbol: "11",
    number: "000003",
    branch: "00",
    kana_name: "ﾓﾘ ﾁﾂﾞﾙ",
    name: "森　千鶴",
    birth_date: "1964-06-01",
    acquired: "2019-03-09",
    ..INSURED
};

/// Insured, with a mail address on the roster.
pub const KOJI_WITH_MAIL: Person = Person {
    line: 16,
    symbol: "100",
    number: "000007",
    kana_name: "ﾔﾏｼﾀ ｺｳｼﾞ",
    name: "山下　浩二",
    birth_date: "1953-07-05",
    acquired: "2015-10-24",
    email: "ken.6@example.jp",
    ..INSURED
};

/// Insured, whose roster address has dots in a row.
pub const YURI_AT_DOCOMO: Person = Person {
    line: 23,
    symbol: "1",
    number: "0000010",
    kana_name: "ｲﾉｳｴ ﾕﾘ",
    name: "井上　百合",
    birth_date: "1971-05-31",
    acquired: "2000-01-23",
    email: "k..9@docomo.ne.jp",
    ..INSURED
};

/// Insured, whose roster address has a dot before the `@`.
pub const AI_AT_EZWEB: Person = Person {
    line: 48,
    symbol: "1",
    number: "0020",
    branch: "00",
    kana_name: "ﾓﾘ ｱｲ",
    name: "森　愛",
    birth_date: "1990-05-06",
    acquired: "2021-04-06",
    email: "au.19.@ezweb.ne.jp",
    ..INSURED
};

/// Twins whose names are one after folding (ﾕｳﾀ and ﾕｳﾀﾞ), aged 13; both dependants.
pub const TWINS: [Person; 2] = [
    Person {
        line: 112,
        symbol: "3",
        number: "0000051",
        kana_name: "ｵﾉ ﾕｳﾀ",
        name: "小野　雄太",
        birth_date: "2013-08-01",
        is_insured: false,
        acquired: "2013-08-01",
        ..INSURED
    },
    Person {
        line: 113,
        symbol: "3",
        number: "0000051",
        kana_name: "ｵﾉ ﾕｳﾀﾞ",
        name: "小野　雄大",
        birth_date: "2013-08-01",
        is_insured: false,
        acquired: "2013-08-01",
        ..INSURED
    },
];

/// Left this year: the first day without eligibility was 2026-06-18.
pub const SHO_LEFT: Person = Person {
    line: 7,
    symbol: "12",
    number: "00004",
    kana_name: "ﾊﾗﾀﾞ ｼﾖｳ",
    name: "原田　正",
    birth_date: "2001-10-29",
    acquired: "2026-04-25",
    lost: "2026-06-18",
    ..INSURED
};

/// Left eighteen days ago.
pub const ICHIRO_JUST_LEFT: Person = Person {
    line: 924,
    symbol: "11",
    number: "00407",
    branch: "00",
    kana_name: "ｻﾄｳ ｲﾁﾛｳ",
    name: "佐藤　一郎",
    birth_date: "1993-09-19",
    acquired: "2022-05-04",
    lost: "2026-11-04",
    ..INSURED
};

/// Left long ago (2003): beyond the 24 months of reading.
pub const TEPPEI_LONG_GONE: Person = Person {
    line: 484,
    symbol: "100",
    number: "00221",
    branch: "00",
    kana_name: "ﾀﾅｶ ﾃﾂﾍﾟｲ",
    name: "田中　哲平",
    birth_date: "1962-11-07",
    acquired: "1999-04-26",
    lost: "2003-07-15",
    ..INSURED
};

/// Has not joined yet: from 2026-12-12.
pub const JUNICHI_NOT_YET: Person = Person {
    line: 10,
    symbol: "205",
    number: "000005",
    branch: "00",
    kana_name: "ｵｶﾞﾜ ｼﾞﾕﾝｲﾁ",
    name: "小川　純一",
    birth_date: "1968-11-16",
    acquired: "2026-12-12",
    ..INSURED
};

/// 記号 with kanji (健3); becomes 伊藤 in the December file (marriage).
pub const RYUYA_IN_KANJI: Person = Person {
    line: 223,
    symbol: "健3",
    number: "000103",
    kana_name: "ｲｼｲ ﾘﾕｳﾔ",
    name: "石井　竜也",
    birth_date: "1963-04-27",
    acquired: "1999-12-28",
    ..INSURED
};

/// Moves to 任意継続: in the December file line 33 ends on 2026-12-01, and line 1150 begins the same day as
/// [`NAOKI_MOVED`].
pub const NAOKI_MOVER: Person = Person {
    line: 33,
    symbol: "1",
    number: "0014",
    branch: "00",
    kana_name: "ﾋﾖｳﾄﾞｳ ﾅｵｷ",
    name: "兵頭　直樹",
    birth_date: "1989-04-15",
    acquired: "2025-09-27",
    ..INSURED
};

/// [`NAOKI_MOVER`] under the new number; a line of `roster-sakura-2026-12.csv`.
pub const NAOKI_MOVED: Person = Person { line: 1150, symbol: "900", number: "000500", branch: "00", acquired: "2026-12-01", ..NAOKI_MOVER };

/// The second mover, with a mail address on the roster: line 679 here, line 1154 in December (900-000504).
pub const HIROTO_MOVER: Person = Person {
    line: 679,
    symbol: "2",
    number: "000304",
    kana_name: "ﾊｾｶﾞﾜ ﾋﾛﾄ",
    name: "長谷川　大翔",
    birth_date: "1958-10-03",
    acquired: "2006-04-28",
    email: "hana.303@example.jp",
    ..INSURED
};

/// Nobody of the files: the different person to whom a later roster gives [`YUI`]'s number. Birth date and folded
/// kana both differ, so nothing of Yui's may be shown to her.
pub const STRANGER_UNDER_YUIS_NUMBER: Person =
    Person {
        line: 0, kana_name: "ｵｵｼﾏ ﾚｲｺ", name: "大島　玲子", birth_date: "1979-02-11", acquired: "2026-12-01", ..YUI
    };

/// Everybody above who stands in `roster-sakura.csv`.
pub const ALL: [Person; 16] = [
    YUI,
    TEPPEI,
    AOI_DEPENDANT,
    CHIZURU,
    KOJI_WITH_MAIL,
    YURI_AT_DOCOMO,
    AI_AT_EZWEB,
    TWINS[0],
    TWINS[1],
    SHO_LEFT,
    ICHIRO_JUST_LEFT,
    TEPPEI_LONG_GONE,
    JUNICHI_NOT_YET,
    RYUYA_IN_KANJI,
    NAOKI_MOVER,
    HIROTO_MOVER,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `3610804` (receipt digits: 3 昭和, 4 平成, 5 令和) as `1986-08-04`.
    fn calendar(written: &str) -> String {
        let Some((era, digits)) = written.split_at_checked(1).filter(|(_, digits)| digits.len() == 6) else {
            return String::new();
        };
        let first = match era {
            "3" => 1925,
            "4" => 1988,
            _ => 2018,
        };
        let year: i32 = digits[..2].parse().unwrap();
        format!("{}-{}-{}", first + year, &digits[2..4], &digits[4..])
    }

    fn lines_of(file: std::path::PathBuf) -> Vec<String> {
        let bytes = std::fs::read(file).unwrap();
        let (text, _, _) = encoding_rs::SHIFT_JIS.decode(&bytes);
        text.lines().map(str::to_owned).collect()
    }

    fn stands_in(lines: &[String], person: &Person) {
        let cells: Vec<&str> = lines[person.line - 1].trim_end().split(',').collect();
        let [symbol, number, branch, kana_name, name, birth_date, relation, acquired, lost, email] = cells[..] else {
            panic!("line {} has {} cells", person.line, cells.len())
        };
        let texts = [person.symbol, person.number, person.branch, person.kana_name, person.name, person.email];
        assert_eq!([symbol, number, branch, kana_name, name, email], texts);
        let dates = [person.birth_date, person.acquired, person.lost];
        assert_eq!([birth_date, acquired, lost].map(calendar), dates.map(str::to_owned), "{}", person.name);
        assert_eq!(relation == "本人", person.is_insured, "{}", person.name);
    }

    #[test]
    fn everybody_stands_on_the_line_that_the_constant_names() {
        let lines = lines_of(crate::samples::roster());
        assert_eq!(lines.len(), 1155);
        ALL.iter().for_each(|person| stands_in(&lines, person));
        stands_in(&lines_of(crate::samples::roster_of_december()), &NAOKI_MOVED);
    }
}
