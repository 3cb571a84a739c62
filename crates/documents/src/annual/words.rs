//! The words of 年間医療費通知. They stand here and nowhere else.

use serde::Serialize;

use super::{AnnualNotice, Use};

/// The label of the insured's name.
pub const INSURED: &str = "被保険者の氏名";
/// The label of the insurer's name.
pub const INSURER: &str = "保険者の名称";
/// The label of the published months.
pub const MONTHS: &str = "掲載している診療年月";
/// The label of the telephone.
pub const PHONE: &str = "電話";
/// The label of its hours.
pub const HOURS: &str = "受付時間";

/// All words of a notice.
#[derive(Serialize)]
pub struct Words {
    title: String,
    /// What to enter in a return, with its label; none on a paper for reference.
    to_enter: Option<(&'static str, i64)>,
    good_for_heading: &'static str,
    good_for: &'static str,
    sums_heading: String,
    details_heading: &'static str,
    person: &'static str,
    branch: &'static str,
    month: &'static str,
    institution: &'static str,
    kind: &'static str,
    days: &'static str,
    lines: &'static str,
    total: &'static str,
    insurer_share: &'static str,
    public_share: &'static str,
    own_share: &'static str,
    meals: &'static str,
    additional: &'static str,
    sum: &'static str,
    no_institution: &'static str,
    mark: &'static str,
    /// What the mark means; empty when no line has it.
    mark_note: &'static str,
    notes_heading: &'static str,
    notes: Vec<&'static str>,
    contact_heading: &'static str,
}

/// The words of this notice.
pub fn of(notice: &AnnualNotice) -> Words {
    let lines = || notice.people.iter().flat_map(|person| &person.lines);
    let has_marked = lines().any(|line| !line.is_complete);
    let usable = lines().filter(|line| line.is_complete).map(|line| line.own_share).sum();
    Words {
        title: format!("年間医療費通知（{}年）", notice.year),
        to_enter: (notice.good_for == Use::Official).then_some(("明細書に記入する「支払った医療費の額」（※の行を除く合計）", usable)),
        good_for_heading: match notice.good_for {
            Use::Reference => "確認用です（確定申告には添付できません）",
            Use::Official => "確定申告（医療費控除）に添付できます",
        },
        good_for: match notice.good_for {
            Use::Reference => {
                "医療費控除を受けるときは、領収書に基づいて「医療費控除の明細書」を作成し、領収書を5年間保管してください。この書面は、記入もれの確認などにお使いください。"
            }
            Use::Official => {
                "「医療費控除の明細書」に下の金額を記入し、この通知を添付して申告できます。掲載が間に合わなかった月と※の行は、領収書に基づいて記入してください。金額を訂正したときは、もとになった領収書を5年間保管してください。"
            }
        },
        sums_heading: format!("{}年1月から12月診療分の合計", notice.year),
        details_heading: "さんの明細",
        person: "療養を受けた方",
        branch: "枝番",
        month: "診療年月",
        institution: "医療機関・薬局などの名称",
        kind: "区分",
        days: "日数",
        lines: "件数",
        total: "医療費の\n総額",
        insurer_share: "保険者の\n負担額",
        public_share: "公費の\n負担額",
        own_share: "自己\n負担額",
        meals: "食事\n療養費",
        additional: "付加\n給付額",
        sum: "合計",
        no_institution: "（名称なし）",
        mark: "※",
        mark_note: match (has_marked, notice.good_for) {
            (false, _) => "",
            (true, Use::Reference) => {
                "※の行は、必要な項目がそろっていません。医療費控除を受けるときは、領収書で名称などを確かめてください。"
            }
            (true, Use::Official) => {
                "※の行は、必要な項目がそろっていないため、確定申告にはお使いいただけません。領収書に基づいて明細書に記入してください。"
            }
        },
        notes_heading: "ご覧になるときの注意",
        notes: vec![
            "金額の単位は円です。自己負担額は1円単位で計算しているため、10円未満を四捨五入する窓口での支払額と、少し違うことがあります。",
            "診療を受けた月で集計しています。医療費控除は、その年に支払った医療費が対象です。",
            "自治体の助成や高額療養費などの払い戻しは、自己負担額から差し引いていません。補填された額は、差し引いて申告してください。",
            "食事療養費と付加給付額は、自己負担額とは別に表示しています。",
            "医療機関からの請求が遅れた分や、健康保険が使えない費用は載っていません。",
        ],
        contact_heading: "お問い合わせ",
    }
}
