use crate::text::Settings;

pub const SETTINGS: Settings = Settings {
    title: "ご登録内容",
    user_id: "ユーザーID",
    email: "メールアドレス",
    password: "パスワード",
    password_value: "（表示されません）",
    change_password: "パスワードの変更",
    change_email: "メールアドレスの変更",
    second_factor: "二つ目の認証手段（二要素認証）",
    see_sessions: "ログイン中の端末",
    close_account: "退会",
    reading_only: "資格を喪失されているため、変更できるのはパスワードだけです。",
    to_home: "マイページへ",
    to_settings: "ご登録内容へ戻る",
    change: "変更する",
    current_password: "現在のパスワード",
    wrong_password: "現在のパスワードが正しくありません。もう一度ご確認ください。",

    password_title: "パスワードの変更",
    password_lead: "変更すると、この端末のほかにログイン中の端末は、すべてログアウトされます。",
    new_password: "新しいパスワード",
    same_password: "現在のパスワードと同じです。別のパスワードにしてください。",

    email_title: "メールアドレスの変更",
    email_lead: "新しいメールアドレスへ認証コードをお送りします。認証コードを入力するまで、メールアドレスは変わりません。",
    email_now: "現在のメールアドレス",
    new_email: "新しいメールアドレス",
    same_email: "現在のメールアドレスと同じです。別のメールアドレスを入力してください。",
    email_code_title: "新しいメールアドレスの確認",
    email_code_lead: |address| format!("{address} へ認証コードをお送りしました。"),
    another_email: "別のメールアドレスにする",

    mail_stopped_title: "ご登録のメールアドレスにメールが届いていません",
    mail_stopped_hard: |day, address| {
        format!(
            "{day}に {address} へお送りしたメールが、宛先が見つからないなどの理由で戻ってきました。そのため、お知らせのメールをお送りしていません。"
        )
    },
    mail_stopped_soft: |day, address| {
        format!(
            "{address} へお送りしたメールが、続けて届きませんでした（受信箱がいっぱいのときなどに起こります）。そのため、{day}から、お知らせのメールをお送りしていません。"
        )
    },
    mail_stopped_what_to_do: |sender| {
        format!(
            "このアドレスを使っていないときは、メールアドレスを変更してください。今も使っているときは、受信箱の空きと、{sender} からのメールを受け取れる設定になっているかをご確認ください。そのうえで「届くようになった」を押すと、確認のための認証コードをお送りします。"
        )
    },
    mail_arrives_now: "届くようになった",
    mail_check_title: "メールが届くかどうかの確認",
    mail_check_lead: |address| {
        format!("{address} へ認証コードをお送りしました。届いたコードを入力すると、お知らせのメールをふたたびお送りします。")
    },

    see_notices: "お知らせのメール",
    notices_title: "お知らせのメール",
    notices_lead: "保険者やサービスからのお知らせを、メールでもお送りするかどうかを選べます。認証コードなど手続きに必要なメールと、とくに大切なご連絡は、この設定にかかわらずお送りします。",
    notices_wanted: "お知らせをメールで受け取る",

    access_title: "閲覧・操作の記録",
    access_lead: "保険者の窓口の職員が、あなたの情報を見た日時や、変更などの操作をした日時の記録です。あなたの医療費が入った書面やデータを、あなたや被保険者の方が保存した日時も載ります。お心当たりのないものがあるときは、お問い合わせ先へご連絡ください。",
    access_none: "記録はありません。",
    access_at: "日時",
    access_what: "内容",
    access_older: "さらに前の記録",
    access_by_self: |action| format!("{action}（あなた）"),
    access_by_family: |action| format!("{action}（被保険者の方）"),

    sessions_title: "ログイン中の端末",
    sessions_lead: "お心当たりのない端末があるときは、終了したうえで、パスワードを変更してください。",
    device: "端末",
    since: "ログインした日時",
    last_used: "最後に使った日時",
    this_device: "この端末",
    end: "終了する",
    end_all_others: "ほかの端末をすべて終了する",
    no_others: "ほかにログイン中の端末はありません。",
    unknown_device: "種類のわからない端末",
    browser_on: |browser, system| format!("{system}の{browser}"),

    close_title: "退会",
    close_lead: "退会すると、次のようになります。元に戻すことはできません。",
    close_lost: &[
        "このユーザーIDとパスワードではログインできなくなり、ログイン中のすべての端末がログアウトされます。",
        "マイページと、このサービスでのお知らせをご覧いただけなくなります。",
        "このユーザーIDは、ご本人を含め、どなたも新しく登録できなくなります。",
        "健康保険の資格がある間は、別のユーザーIDで、もう一度初回登録をすることができます。",
    ],
    close_kept: "退会は、このサービスの利用をやめる手続きです。健康保険の資格や給付には影響しません。",
    close_confirm: "上の内容を確認し、退会します",
    close_not_confirmed: "退会する場合は、内容をご確認のうえ、チェックを入れてください。",
    close_button: "退会する",
};
