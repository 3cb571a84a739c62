use crate::text::MailCode;

pub const MAIL_CODE: MailCode = MailCode {
    ended_title: "手続きを終了しました",
    ended_body: "認証コードの入力が5回とも正しくなかったため、安全のためにこの手続きを終了しました。何も変更されていません。",
    start_again: "最初からやり直す",
};
