//! The columns of 医療費 and the names under which they stand.

use crate::imports::{headers::Field, roster::RosterField};

/// A column of a file of costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CostField {
    /// 記号.
    Symbol,
    /// 番号.
    Number,
    /// 枝番.
    Branch,
    /// 氏名カナ.
    KanaName,
    /// 生年月日.
    BirthDate,
    /// 診療年月.
    CareMonth,
    /// 医療機関名.
    Institution,
    /// 診療区分.
    Kind,
    /// 日数.
    Days,
    /// 医療費総額.
    Total,
    /// 保険者負担額.
    InsurerShare,
    /// 公費負担額.
    PublicShare,
    /// 自己負担額.
    OwnShare,
    /// 食事療養費.
    Meals,
    /// 付加給付額.
    Additional,
}

impl Field for CostField {
    const ALL: &'static [Self] = &[
        Self::Symbol,
        Self::Number,
        Self::Branch,
        Self::KanaName,
        Self::BirthDate,
        Self::CareMonth,
        Self::Institution,
        Self::Kind,
        Self::Days,
        Self::Total,
        Self::InsurerShare,
        Self::PublicShare,
        Self::OwnShare,
        Self::Meals,
        Self::Additional,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Symbol => "記号",
            Self::Number => "番号",
            Self::Branch => "枝番",
            Self::KanaName => "氏名カナ",
            Self::BirthDate => "生年月日",
            Self::CareMonth => "診療年月",
            Self::Institution => "医療機関名",
            Self::Kind => "診療区分",
            Self::Days => "日数",
            Self::Total => "医療費総額",
            Self::InsurerShare => "保険者負担額",
            Self::PublicShare => "公費負担額",
            Self::OwnShare => "自己負担額",
            Self::Meals => "食事療養費",
            Self::Additional => "付加給付額",
        }
    }

    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Symbol => RosterField::Symbol.other_names(),
            Self::Number => RosterField::Number.other_names(),
            Self::Branch => RosterField::Branch.other_names(),
            Self::KanaName => &[
                "カナ氏名",
                "カナ",
                "フリガナ",
                "氏名フリガナ",
                "受診者氏名カナ",
                "受診者カナ氏名",
                "受診者カナ",
                "患者氏名カナ",
                "受診者名カナ",
            ],
            Self::BirthDate => &["誕生日", "出生年月日", "受診者生年月日", "患者生年月日"],
            Self::CareMonth => &["受診年月", "診療月", "受診月", "施術年月", "調剤年月", "診療年月分", "療養年月", "療養を受けた年月"],
            Self::Institution => &[
                "医療機関",
                "医療機関等",
                "医療機関等名称",
                "医療機関名称",
                "医療機関等名",
                "病院名",
                "病院薬局名",
                "医療機関薬局名",
                "施術所名",
            ],
            Self::Kind => &["区分", "診療種別", "受診区分", "種別", "診療種類", "療養区分", "レセプト種別"],
            Self::Days => &["診療日数", "実日数", "診療実日数", "受診日数", "日数回数", "回数", "診療回数"],
            Self::Total => &["総医療費", "医療費", "医療費の総額", "医療費総額円", "医療費の額", "費用額", "医療費合計", "総額"],
            Self::InsurerShare => &[
                "保険者負担",
                "健保負担額",
                "組合負担額",
                "健康保険負担額",
                "保険者の負担額",
                "保険給付額",
                "法定給付額",
                "健保組合負担額",
                "健保負担",
            ],
            Self::PublicShare => &["公費負担", "公費", "その他の公費の負担額", "公費の負担額", "公費助成額"],
            Self::OwnShare => &[
                "自己負担",
                "自己負担相当額",
                "窓口負担額",
                "窓口相当負担額",
                "本人負担額",
                "窓口支払額",
                "患者負担額",
                "支払った医療費の額",
            ],
            Self::Meals => &["食事療養費負担額", "食事療養", "食事代", "食事負担額", "食事療養標準負担額", "標準負担額", "食事生活療養費"],
            Self::Additional => &["付加給付", "付加金", "付加給付金", "一部負担還元金", "付加給付金額"],
        }
    }

    fn is_required(self) -> bool {
        matches!(self, Self::Number | Self::CareMonth | Self::Kind | Self::Total | Self::OwnShare)
    }
}
