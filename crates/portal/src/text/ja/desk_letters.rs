use crate::text::DeskLetters;

pub const DESK_LETTERS: DeskLetters = DeskLetters {
    title: "登録コードの郵送",
    lead: "初回登録コードの書面をまとめて作ります。コードは21日間、一度だけ使えます。お一人だけの書面は、「加入者の検索」で開くその方のページから作れます。",
    not_asked_for: "現在の設定では、登録のときに初回登録コードの入力を必須にしていません。コードは、書面に書かれたアドレスから登録する方だけが使います。",
    new_title: "書面を作る",
    approver_needed: "まとめて作れるのは、管理者と代理承認者です。",
    whom: "どなたに送りますか",
    everybody: "登録がまだの方全員",
    audience_hint: "どの場合も、今日登録でき、登録がまだで、台帳に住所がある方だけが対象です。支援措置・開示注意の方の書面は作りません。",
    ages_hint: "今日の年齢です。どちらかは空欄でもかまいません。",
    kind: "ファイルの種類",
    kind_hint: |pdf, csv| {
        format!(
            "一度に作れるのは、PDFで{pdf}通、CSVで{csv}通までです。残りの方は、続けてもう一度作れます。それより多いときは、運営担当者に依頼してください。"
        )
    },
    pdf: "PDF（A4、窓あき封筒用の書面）",
    csv: "CSV（印刷会社に渡すファイル）",
    kind_wrong: "ファイルの種類を選んでください。",
    again: "有効なコードをお持ちの方にも作り直す",
    again_hint: "新しい書面を作ると、その方の前のコードは使えなくなります。",
    reason: "理由",
    reason_hint: "記録に残ります。例：10月に資格を取得した方へのご案内",
    reason_wrong: "理由を、5文字以上200文字以内で入力してください。",
    see_plan: "対象を確かめる",

    counting: "対象の方を数えています",
    counting_lead: "加入者の多いときは、しばらくかかります。この画面を閉じても、数えつづけます。",
    people_read: |people| format!("{people}人まで確認"),
    plan_failed: "対象の方を数えられませんでした。もう一度「対象を確かめる」を押してください。",
    plan_title: "作る書面の確認",
    letters: "作る書面",
    count: |count| format!("{count}通"),
    people: |count| format!("{count}人"),
    waiting: "今回は作らない残り",
    valid_until: "コードの有効期限",
    registered: "すでに登録した方",
    not_entitled: "資格がない方、登録の対象でない方",
    with_code: "有効なコードをお持ちの方",
    no_address: "台帳に住所がない方",
    caution: "支援措置・開示注意の方",
    nobody: "対象の方がいないため、作る書面はありません。",
    once: "コードが書かれているのはこのファイルだけです。二度は取り出せません。発送が済んだら、ファイルを消してください。",
    make: |count| format!("{count}通を作って保存する"),
    left_out_title: "書面を作らない方",
    left_out_lead: "住所がない方は、台帳の住所をご確認ください。支援措置・開示注意の方には、送り先を確かめたうえで、管理者がその方のページから1通ずつ発行してください。",
    person: "対象の方",
    why: "作らない理由",
    more: |count| format!("ほか{count}人"),
    to_list: "発行の一覧へ",
    file: "初回登録コード",

    busy: "この保険者の書面は、ほかの方が作っている途中です。しばらくしてからやり直してください。",
    opens_too_late: |opens, until| {
        format!("登録の受付開始（{opens}）より前に、コードの期限（{until}）が切れます。受付開始の日が近づいてから作ってください。")
    },

    batches: "これまでの発行",
    no_batches: "まだ発行していません。",
    older: "さらに前の発行",
    issued_at: "発行日時",
    issued_by: "発行した人",
    used: "登録に使われた数",
    unused: "使われていない数",
    expired: "期限切れ",
    until: |day| format!("{day}まで有効"),
};
