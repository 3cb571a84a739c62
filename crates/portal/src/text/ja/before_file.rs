use crate::text::BeforeFile;

pub const BEFORE_FILE: BeforeFile = BeforeFile {
    begun: "確認できました。ダウンロードを始めます。",
    begin_again: "始まらないときは、こちらからダウンロードしてください",
    title: "ダウンロードの前の確認",
    why: &[
        "健康に関する書面やデータを保存する前に、ご本人であることをもう一度確認します。ログインしたまま席を離れた間に、ほかの方が保存するのを防ぐためです。",
        "確認できると、ダウンロードが始まります。",
    ],
    factor: "パスワードを確認しました。続けて、登録している認証手段で確認してください。",
    go: "確認する",
    with_passkey: "パスキーで確認する",
    with_recovery_code: "回復コードで確認する",
};
