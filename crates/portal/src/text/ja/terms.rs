use crate::text::Terms;

pub const TERMS: Terms = Terms {
    title: "利用規約",
    first_time: "ご利用を始める前に、利用規約をお読みください。同意いただくと、マイページへ進みます。",
    new_version: "利用規約を改定しました。引き続きご利用いただくには、新しい利用規約への同意が必要です。",
    in_force_from: |date| format!("この規約は、{date}から適用されます。"),
    to_decision: "同意の欄へ移動する",
    decision: "同意の確認",
    agree: "利用規約に同意する",
    please_agree: "利用規約に同意される場合は、「利用規約に同意する」に印を付けてください。",
    next: "次へ",
    if_not: "同意されない場合",
    decline: "同意しない",
    decline_note: "「同意しない」を押すと、ログアウトします。登録した内容はそのまま残り、次にログインしたときに、あらためて同意できます。",
    none: "現在、公開している利用規約はありません。",
};
