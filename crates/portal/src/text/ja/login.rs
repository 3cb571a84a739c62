use crate::text::Login;

pub const LOGIN: Login = Login {
    title: "ログイン",
    user_id: "ユーザーID",
    password: "パスワード",
    button: "ログイン",
    forgot_password: "パスワードを忘れた方はこちら",
    forgot_user_id: "ユーザーIDを忘れた方はこちら",
    first_time: "ユーザーIDの作成がまだの方はこちら",
    first_time_title: "はじめての方",
    first_time_body: "はじめてご利用になる方は、先に初回登録でユーザーIDを作成してください。",
    guide: "登録の手順をくわしく見る",
    notices: "サイトからのお知らせ",
    no_notices: "現在、お知らせはありません。",
    refused: "ユーザーIDまたはパスワードが正しくありません。もう一度ご確認ください。",
    stopped: "このアカウントは現在ご利用を停止しています。保険者の窓口へお問い合わせください。",
    left: "資格を喪失されたため、このアカウントはご利用いただけません。ご不明な点は保険者の窓口へお問い合わせください。",
    not_yet: "資格取得日より前のため、まだご利用いただけません。ご不明な点は保険者の窓口へお問い合わせください。",
    registered_title: "登録が完了しました",
    registered_body: "作成したユーザーIDとパスワードでログインしてください。",
    your_user_id: "あなたのユーザーID",
    login_address: "2回目からのログインのアドレス",
    keep_user_id: "この画面を印刷するか、ユーザーIDとアドレスを書き留めて、大切に保管してください。",
    wait: |until| {
        format!("ログインの失敗が続いたため、{until}までログインできません。時間をおいてお試しいただくか、パスワードを再設定してください。")
    },
    only_recovery: "ログインの失敗が続いたため、このユーザーIDではログインできません。「パスワードを忘れた方はこちら」から再設定してください。",
};
