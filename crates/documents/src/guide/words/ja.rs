//! 日本語の案内の言葉。

use super::Words;

pub(super) const WORDS: Words = Words {
    title: "初回登録とログインのご案内",
    about: |service, insurer| {
        format!(
            "「{service}」は、{insurer}にご加入の方が、ご自身の情報やお知らせを確認できるサービスです。お使いになる前に一度だけ、この案内に沿って登録をお願いいたします。"
        )
    },
    insured_only: "登録できるのは、被保険者ご本人です。",
    dependants_too: |age| format!("登録できるのは、被保険者ご本人と、{age}歳以上のご家族（被扶養者）です。お一人ずつ登録してください。"),
    opens: |day| format!("登録の受付は、{day}に始まります。"),
    code_note: "登録の最初の画面に入力します。",
    qr_label: "初回登録の二次元コード",
    first_time: "はじめての方（初回登録）",
    later: "2回目からの方（ログイン）",
    entrance_note: "スマートフォンのカメラで二次元コードを読み取ると、コードが入力された登録の画面が開きます。初回と2回目からではアドレスが異なります。",

    prepare: "ご用意いただくもの",
    prepare_paper: "健康保険の記号・番号がわかるもの（下の図の、いずれか一つ）",
    prepare_letter: |insurer| format!("{insurer}からお届けした、初回登録コードの書面"),
    prepare_roster_mail: |insurer| format!("{insurer}に届け出たメールアドレスのメールを、その場で読めるスマートフォンやパソコン"),
    prepare_mail: "ご自身のメールを、その場で読めるスマートフォンやパソコン",
    numbers: "記号・番号の調べ方",
    numbers_lines: &[
        "枝番は入力しません。",
        "記号がない方は、記号の欄を空欄のままにしてください。",
        "これまでの健康保険証は、2025年12月2日から使えなくなりました。お手元に残っていても、資格情報のお知らせなどでご確認ください。",
    ],

    steps: "登録からログインまでの手順",
    identity: "ご本人の情報を入力する",
    identity_lines: |labels| {
        vec![
            "二次元コードを読み取るか、初回登録のアドレスを開きます。".to_owned(),
            format!("5つの項目を入力し、［{}］を押します。全角・半角や、途中の空白は、どのように入力してもかまいません。", labels.confirm),
            "生年月日は、19800401、1980年4月1日、昭和55年4月1日のように、西暦でも和暦でも入力できます。".to_owned(),
            "氏名は、ひらがなでもカタカナでもかまいません。濁点の有無や、小さい文字（ャ・ッなど）の違いは問いません。".to_owned(),
        ]
    },
    letter: "初回登録コードを入力する",
    letter_lines: |labels, insurer| {
        vec![
            format!("{insurer}からお届けした書面の、{}を入力します。", labels.letter_code),
            format!("［{}］を押します。", labels.verify_letter),
        ]
    },
    account: "ユーザーIDとパスワードを決める",
    account_choose: |labels, with_address| {
        let (user_id, password, create) = (labels.user_id, labels.password, labels.create);
        let address = if with_address { format!("、{}", labels.email) } else { String::new() };
        format!("ご自身で決めた{user_id}と{password}{address}を入力し、［{create}］を押します。")
    },
    account_roster_mail: |insurer| format!("認証コードは、{insurer}に届け出たメールアドレスに送ります。画面で変更することはできません。"),
    account_shown_mail: |insurer| {
        format!("メールアドレスが表示されているときは、{insurer}に届け出たものです。画面で変更することはできません。")
    },
    account_dead_mail: |labels, insurer| {
        format!("そのアドレスのメールをもう読めないときは、［{}］を押す前に、{insurer}へご連絡ください。", labels.create)
    },
    user_id_rules: "ユーザーIDのきまり",
    password_rules: "パスワードのきまり",
    code: "メールで届く認証コードを入力する",
    code_lines: |labels, sender| {
        vec![
            format!("{sender} から、6桁の{}が届きます。10分以内に入力し、［{}］を押します。", labels.mail_code, labels.verify),
            format!(
                "届かないときは、迷惑メールのフォルダーをご確認ください。受信を制限している方は、{sender} からのメールを受け取る設定にしてください。"
            ),
            format!(
                "10分を過ぎたときや、届かないままのときは、［{}］を押します。新しいコードが届くと、前のコードは使えません。",
                labels.resend
            ),
        ]
    },
    login: "ログインする",
    login_lines: |labels| {
        let (user_id, password, log_in) = (labels.user_id, labels.password, labels.log_in);
        vec![
            format!("登録が済むと、ログインの画面に変わり、{user_id}が表示されます。印刷するか書き留めて、大切に保管してください。"),
            format!("{user_id}と{password}を入力し、［{log_in}］を押します。"),
            "次にお使いになるときは、2回目からのアドレスを開き、ここから始めます。".to_owned(),
        ]
    },
    terms: "利用規約に同意する",
    terms_lines: |labels| {
        let (agree, next, decline, home) = (labels.agree, labels.next, labels.decline, labels.home);
        vec![
            format!("はじめてのログインでは、利用規約が表示されます。お読みになり、「{agree}」に印を付けて、［{next}］を押します。"),
            format!("{home}が表示されたら完了です。規約は、改定されたときを除き、次からは表示されません。"),
            format!("［{decline}］を押すとログアウトします。登録はそのまま残り、後からあらためて同意できます。"),
        ]
    },

    trouble: "うまくいかないとき",
    not_confirmed: "「入力された内容では確認できませんでした」と表示される",
    not_confirmed_lines: &[
        "記号・番号・生年月日・氏名を、お手元の書面ともう一度見比べてください。番号に枝番を続けていないかも、お確かめください。",
        "加入されて間もない方は、まだ名簿に載っていないことがあります。名簿が新しくなるまで、しばらくお待ちください。",
        "氏名のカナは、「ズ」と「ヅ」、「ー」と「ウ」のように、届け出と書き方が違うことがあります。別の書き方でもお試しください。",
        "すでに登録がお済みの方は、もう一度登録することはできません。2回目からのアドレスでログインしてください。",
    ],
    not_for_dependants: "ご家族（被扶養者）のお名前では登録できません。",
    forgotten: "ユーザーIDやパスワードを忘れた",
    forgotten_lines: |labels| {
        vec![format!(
            "ログインの画面の「{}」「{}」から、お手続きください。登録したメールアドレスにご案内を送ります。",
            labels.forgot_user_id, labels.forgot_password
        )]
    },
    closed: "途中で画面を閉じてしまった",
    closed_lines: &[
        "30分以内であれば、同じ端末で初回登録のアドレスを開くと、続きから始められます。過ぎたときは、はじめからやり直してください。",
    ],

    contact: "お問い合わせ先",
    insurer: "保険者",
    telephone: "電話",
    hours: "受付時間",
    never_asked: "電話やメールで、パスワードや認証コードをお尋ねすることはありません。",
};
