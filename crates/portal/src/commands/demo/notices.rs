//! What サイトからのお知らせ tells in the demo.

/// A notice: the insurer's code or none, the title, the text.
pub const NOTICES: [(Option<&str>, &str, &str); 3] = [
    (
        None,
        "ご利用いただけるブラウザについて",
        "パソコンでは Chrome、Edge、Firefox、Safari の新しい版、スマートフォンでは Chrome と Safari の新しい版でご利用いただけます。\n\n\
         古い版をお使いのときは、画面が正しく表示されないことがあります。更新してからご利用ください。\n",
    ),
    (
        None,
        "定期メンテナンスのお知らせ",
        "毎月第3日曜日の午前2時から午前5時まで、点検のため本サービスを停止します。\n\nこの時間は次のことができません。\n\n\
         - ログイン\n- 初回登録\n- パスワードの再設定\n",
    ),
    (
        Some("kaede"),
        "被扶養者の方もご登録いただけます",
        "15歳以上の被扶養者の方も、ご自身のユーザーIDで登録できます。お持ちの書類の記号と番号をご用意ください。\n",
    ),
];
