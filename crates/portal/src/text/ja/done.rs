use crate::text::Done;

pub const DONE: Done = Done {
    password_reset: "パスワードを変更しました。新しいパスワードでログインしてください。",
    password_changed: "パスワードを変更しました。ほかの端末でログイン中だった場合は、すべてログアウトされています。",
    email_changed: "メールアドレスを変更しました。",
    mail_arrives: "メールが届くことを確認しました。お知らせのメールをふたたびお送りします。",
    notices_changed: "お知らせのメールの設定を変更しました。",
    sessions_ended: "選んだ端末をログアウトしました。",
    account_closed: "退会の手続きが完了しました。ご利用いただき、ありがとうございました。",
    code_sent: "新しい認証コードを送信しました。前に届いた認証コードは使えません。",
    settings_changed: "設定を変更しました。",
    setting_undone: "変更を元に戻しました。",
    terms_published: "利用規約を公開しました。",
    insurer_added: "保険者を追加しました。",
    mails_retried: "メールをもう一度送ります。",
    no_mail_to_retry: "もう一度送れるメールはありませんでした。",
    factor_enrolled: "認証手段を登録しました。",
    factor_removed: "認証手段を削除しました。",
    staff_invited: "招待のメールを送りました。",
    staff_changed: "担当者を変更しました。",
};
