//! 続柄: whether a person is the insured or a dependant.

use crate::text::compact;

/// The two kinds of people on a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// 本人 (被保険者, 組合員).
    Insured,
    /// 家族 (被扶養者).
    Dependant,
}

/// A 続柄 that says neither.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("続柄「{found}」がわかりません。本人または家族（妻、長男などでも可）としてください。")]
pub struct UnknownRelation {
    /// The text as it was found.
    pub found: String,
}

impl Relation {
    /// Reads a 続柄: 本人 and 家族, the names of relatives, 1/2, 01/02, 本/家.
    ///
    /// # Errors
    /// [`UnknownRelation`] holds the text that was found.
    ///
    /// ```
    /// use madoguchi_rules::relation::Relation;
    ///
    /// assert_eq!(Relation::parse("本人")?, Relation::Insured);
    /// assert_eq!(Relation::parse("養女")?, Relation::Dependant);
    /// assert_eq!(Relation::parse("０２")?, Relation::Dependant);
    /// assert_eq!(Relation::parse("友人").unwrap_err().found, "友人");
    /// # Ok::<(), madoguchi_rules::relation::UnknownRelation>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, UnknownRelation> {
        let word = compact(text);
        // 妻(未届) and 母(同居) carry a remark.
        let word = word.split('(').next().unwrap_or_default();
        match word {
            "本人" | "本" | "被保険者" | "被保険者本人" | "組合員" | "組合員本人" | "1" | "01" => Ok(Self::Insured),
            _ if is_relative(word) => Ok(Self::Dependant),
            _ => Err(UnknownRelation { found: text.trim().to_owned() }),
        }
    }

    /// 本人 or 家族.
    ///
    /// ```
    /// # use madoguchi_rules::relation::Relation;
    /// assert_eq!(Relation::Dependant.name(), "家族");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Insured => "本人",
            Self::Dependant => "家族",
        }
    }
}

fn is_relative(word: &str) -> bool {
    const GROUPS: &[&str] = &["家族", "家", "被扶養者", "扶養", "扶養家族", "その他", "親族", "同居人", "2", "02"];
    const SPOUSES: &[&str] = &["妻", "夫", "配偶者", "内妻", "内夫", "内縁の妻", "内縁の夫"];
    const RELATIVES: &[&str] = &[
        "子",
        "子供",
        "息子",
        "娘",
        "父",
        "母",
        "父親",
        "母親",
        "祖父",
        "祖母",
        "曽祖父",
        "曽祖母",
        "曾祖父",
        "曾祖母",
        "孫",
        "ひ孫",
        "曽孫",
        "曾孫",
        "兄",
        "弟",
        "姉",
        "妹",
        "甥",
        "姪",
        "おい",
        "めい",
        "伯父",
        "叔父",
        "伯母",
        "叔母",
        "舅",
        "姑",
        "嫁",
        "婿",
        "連れ子",
        "連子",
        "里子",
    ];
    // 義父, 養女, 継母, 実兄, 夫の母, 妻の子, 子の妻 …
    const SIDES: &[&str] = &[
        "義理の",
        "義",
        "養",
        "継",
        "実",
        "庶",
        "夫の",
        "妻の",
        "配偶者の",
        "子の",
        "父の",
        "母の",
        "兄の",
        "弟の",
        "姉の",
        "妹の",
        "孫の",
    ];
    let is_plain = |word: &str| GROUPS.contains(&word) || SPOUSES.contains(&word) || RELATIVES.contains(&word) || is_numbered_child(word);
    is_plain(word) || SIDES.iter().any(|side| word.strip_prefix(side).is_some_and(|rest| is_plain(rest) || rest == "女"))
}

/// 長男, 次女, 二女, 三男, 十一男.
fn is_numbered_child(word: &str) -> bool {
    word.strip_suffix(['男', '女']).is_some_and(|order| {
        matches!(order, "長" | "次")
            || (1..=2).contains(&order.chars().count()) && order.chars().all(|c| "一二三四五六七八九十".contains(c) || c.is_ascii_digit())
    })
}
