use crate::text::{Common, Refusals};

pub const COMMON: Common = Common {
    skip_to_main: "本文へ移動する",
    log_out: "ログアウト",
    error_prefix: "エラー：",
    error_word: "エラー：",
    error_summary_title: "入力内容をご確認ください",
    required: "※必須",
    optional: "任意",
    contact: "お問い合わせ",
    contact_unknown: "ご加入の健康保険の窓口（保険者）へお問い合わせください。",
    telephone: "電話",
    terms: "利用規約",
    accessibility: "ウェブアクセシビリティ",
    operator: "運営",
    to_login: "ログイン画面へ",
    to_home: "マイページへ",
    back: "戻る",
    print: "この画面を印刷する",
    calendar: "カレンダーから選ぶ",
    show_password: "パスワードを表示する",
    hide_password: "パスワードを隠す",
    password_is_shown: "パスワードを表示しています。",
    password_is_hidden: "パスワードを隠しています。",
    requirement_met: "（満たしています）",
    requirement_unmet: "（まだ満たしていません）",
    steps: "手続きの流れ",
    step_of: |current, count| format!("ステップ {current}／{count}"),
    resend_after_a_minute: "認証コードは、前の送信から60秒たつと再送できます。",
    resend_in_seconds: "あと{seconds}秒で再送できます。",
    resend_now: "認証コードを再送できます。",
    session_ends_soon: "まもなく自動的にログアウトします",
    session_continue_how: "しばらく操作がないため、2分以内にログアウトします。このままお使いになる場合は、下のボタンを押してください。",
    session_continue: "ログインを続ける",
    session_last: "ログインから12時間がたつため、2分以内にログアウトします。お手数ですが、もう一度ログインしてください。",
    please_enter: |label| format!("{label}を入力してください。"),
};

pub const REFUSALS: Refusals = Refusals {
    not_found_title: "ページが見つかりません",
    not_found_body: "アドレスをお確かめいただくか、ログイン画面からお進みください。",
    wrong_method_title: "この方法では開けません",
    wrong_method_body: "ページはありますが、送られてきた方法では表示できません。何も変更されていません。アドレスを開き直すか、ログイン画面からお進みください。",
    not_our_form_title: "もう一度お試しください",
    not_our_form_body: "画面を開いてから時間がたったか、別の画面から送信されたため、受け付けませんでした。何も変更されていません。前の画面を開き直してからお試しください。",
    unreadable_title: "送信された内容を読み取れませんでした",
    unreadable_body: "何も変更されていません。前の画面に戻って、もう一度お試しください。",
    limit_title: "しばらくお待ちください",
    limit_body: |until| format!("操作の回数が上限に達しました。{until}以降に、もう一度お試しください。"),
    busy_title: "ただいま混み合っています",
    busy_body: "少し待ってから、もう一度お試しください。",
    broken_title: "処理できませんでした",
    broken_body: |reference| {
        format!(
            "申し訳ありません。システムの不具合により処理できませんでした。お問い合わせの際は、受付番号 {reference} をお知らせください。"
        )
    },
};
