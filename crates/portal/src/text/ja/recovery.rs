use crate::text::PasswordRecovery;

pub const PASSWORD_RECOVERY: PasswordRecovery = PasswordRecovery {
    title: "パスワードを忘れた方",
    steps: &["ユーザーIDとメールアドレスの入力", "認証コードの入力", "新しいパスワードの設定"],
    lead: "ユーザーIDと、ご登録のメールアドレスを入力してください。認証コードをメールでお送りします。",
    user_id: "ユーザーID",
    email: "メールアドレス",
    email_hint: "ご登録時、または変更後のメールアドレスです。",
    button: "送信する",
    no_address_any_more: "ご登録のメールアドレスを使えなくなった方は、ご加入の保険者の窓口へお問い合わせください。",
    code_title: "認証コードの入力",
    code_lead: "入力されたユーザーIDとメールアドレスの組み合わせでご登録がある場合に、そのメールアドレスへ認証コードをお送りしました。",
    new_title: "新しいパスワードの設定",
    new_lead: "ご本人の確認ができました。新しいパスワードを決めてください。",
    your_user_id: "ユーザーID",
    new_password: "新しいパスワード",
    new_button: "変更する",
    after: "変更すると、ログイン中のすべての端末がログアウトされます。その後、新しいパスワードでログインしてください。",
};
