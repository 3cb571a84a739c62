use crate::text::Desk;

pub const DESK: Desk = Desk {
    side: "窓口業務",
    navigation: "業務メニュー",
    contact: "システムについてのお問い合わせ",
    contact_unknown: "サービスの運営担当者へお問い合わせください。",
    session_last: "ログインから8時間がたつため、2分以内にログアウトします。お手数ですが、もう一度ログインしてください。",
    to_desk: "窓口業務の最初の画面へ",
    account: "ご自分の設定",
    other_insurers: "保険者の切り替え",

    choice_title: "保険者の選択",
    choice_lead: "担当する保険者を選んでください。",
    no_workplace: "担当する保険者がありません。保険者の管理者、または運営担当者へお問い合わせください。",
    insurer: "保険者",
    code: "保険者指定コード",
    role: "権限",
    viewer: "閲覧",
    clerk: "担当",
    manager: "管理者",
    deputy: "担当（代理承認者）",

    today: "今日の状況",
    registered_title: "登録の状況",
    registered_insured: "被保険者のうち、登録した人",
    registered_all: "加入者のうち、登録した人",
    registered_of: |registered, eligible, share| format!("{registered}人／{eligible}人（{share}％）"),
    nobody_eligible: "本日、資格のある人が加入者データにいません。",
};
