//! The words of the guide. They stand here and nowhere else: the page and the paper read them.

use super::{Address, Contact, Entrance, Guide, GuideContent, Registrants, Section, SignupProof, Step};
use crate::screens::ScreenDrawing;

/// The whole guide as data.
#[must_use]
pub fn text(content: &GuideContent) -> Guide {
    Guide {
        title: "初回登録とログインのご案内".to_owned(),
        lead: lead(content),
        entrance: entrance(content),
        prepare: prepare(content),
        numbers: numbers(),
        steps_heading: "登録からログインまでの手順".to_owned(),
        steps: steps(content),
        trouble_heading: "うまくいかないとき".to_owned(),
        trouble: trouble(content),
        contact: contact(content),
    }
}

fn lead(content: &GuideContent) -> Vec<String> {
    let GuideContent { service_name, insurer_name, signup_opens, .. } = content;
    let mut lines = vec![format!(
        "「{service_name}」は、{insurer_name}にご加入の方が、ご自身の情報やお知らせを確認できるサービスです。お使いになる前に一度だけ、この案内に沿って登録をお願いいたします。"
    )];
    lines.push(match content.registrants {
        Registrants::Insured => "登録できるのは、被保険者ご本人です。".to_owned(),
        Registrants::All { minimum_age } => {
            format!("登録できるのは、被保険者ご本人と、{minimum_age}歳以上のご家族（被扶養者）です。お一人ずつ登録してください。")
        }
    });
    if !signup_opens.is_empty() {
        lines.push(format!("登録の受付は、{signup_opens}に始まります。"));
    }
    lines
}

fn entrance(content: &GuideContent) -> Entrance {
    Entrance {
        code_label: "保険者指定コード".to_owned(),
        code: content.insurer_code.clone(),
        code_note: "登録の最初の画面に入力します。".to_owned(),
        qr_label: "初回登録の二次元コード".to_owned(),
        addresses: vec![
            Address { label: "はじめての方（初回登録）".to_owned(), url: content.signup_url.clone() },
            Address { label: "2回目からの方（ログイン）".to_owned(), url: content.login_url.clone() },
        ],
        note: "二次元コードから開くと、コードは入力済みです。初回と2回目からではアドレスが異なります。".to_owned(),
    }
}

fn prepare(content: &GuideContent) -> Section {
    let mut lines = vec!["健康保険の記号・番号がわかるもの（下の図の、いずれか一つ）".to_owned()];
    if content.proof == SignupProof::Letter {
        lines.push(format!("{}からお届けした、初回登録コードの書面", content.insurer_name));
    }
    lines.push(match content.proof {
        SignupProof::RosterEmail => {
            format!("{}に届け出たメールアドレスのメールを、その場で読める環境", content.insurer_name)
        }
        SignupProof::Email | SignupProof::Letter => "ご自身のメールを、その場で読める環境".to_owned(),
    });
    section("ご用意いただくもの", lines)
}

fn numbers() -> Section {
    section(
        "記号・番号の調べ方",
        vec![
            "枝番は入力しません。".to_owned(),
            "記号がない方は、記号の欄を空欄のままにしてください。".to_owned(),
            "これまでの健康保険証は、2025年12月2日から使えなくなりました。お手元に残っていても、資格情報のお知らせなどでご確認ください。"
                .to_owned(),
        ],
    )
}

/// The numbered steps, in the order in which the member meets the screens.
#[must_use]
pub fn steps(content: &GuideContent) -> Vec<Step> {
    let mut steps = vec![identity(content)];
    if content.proof == SignupProof::Letter {
        steps.push(letter(content));
    }
    steps.extend([account(content), code(content), login(), terms()]);
    steps
}

fn identity(content: &GuideContent) -> Step {
    Step {
        title: "ご本人の情報を入力する".to_owned(),
        lines: vec![
            "二次元コードを読み取るか、初回登録のアドレスを開きます。".to_owned(),
            "5つの項目を入力し、［認証］を押します。全角・半角や、途中の空白は、どのように入力してもかまいません。".to_owned(),
            "生年月日は、19800401、1980年4月1日、昭和55年4月1日のように、西暦でも和暦でも入力できます。".to_owned(),
            "氏名は、ひらがなでもカタカナでもかまいません。濁点の有無や、小さい文字（ャ・ッなど）の違いは問いません。".to_owned(),
        ],
        rules: Vec::new(),
        screen: ScreenDrawing::identity(&content.insurer_code),
    }
}

fn letter(content: &GuideContent) -> Step {
    Step {
        title: "初回登録コードを入力する".to_owned(),
        lines: vec![
            format!("{}からお届けした書面の、初回登録コードを入力します。", content.insurer_name),
            "［認証する］を押します。".to_owned(),
        ],
        rules: Vec::new(),
        screen: ScreenDrawing::letter(),
    }
}

fn account(content: &GuideContent) -> Step {
    let insurer = &content.insurer_name;
    let (what, address) = match content.proof {
        SignupProof::RosterEmail => (
            "ユーザーIDとパスワード",
            format!("認証コードは、{insurer}に届け出たメールアドレスに送ります。画面で変更することはできません。"),
        ),
        SignupProof::Email | SignupProof::Letter => (
            "ユーザーIDとパスワード、メールアドレス",
            format!("メールアドレスが表示されているときは、{insurer}に届け出たものです。画面で変更することはできません。"),
        ),
    };
    Step {
        title: "ユーザーIDとパスワードを決める".to_owned(),
        lines: vec![
            format!("ご自身で決めた{what}を入力し、［作成する］を押します。"),
            address,
            format!("そのアドレスのメールをもう読めないときは、［作成する］を押す前に、{insurer}へご連絡ください。"),
        ],
        rules: vec![
            section("ユーザーIDのきまり", content.user_id_rules.clone()),
            section("パスワードのきまり", content.password_rules.clone()),
        ],
        screen: ScreenDrawing::account(),
    }
}

fn code(content: &GuideContent) -> Step {
    let sender = &content.sender;
    Step {
        title: "メールで届く認証コードを入力する".to_owned(),
        lines: vec![
            format!("{sender} から、6桁の認証コードが届きます。10分以内に入力し、［認証する］を押します。"),
            format!(
                "届かないときは、迷惑メールのフォルダーをご確認ください。受信を制限している方は、{sender} からのメールを受け取る設定にしてください。"
            ),
            "10分を過ぎたときや、届かないままのときは、［認証コードを再送する］を押します。新しいコードが届くと、前のコードは使えません。"
                .to_owned(),
        ],
        rules: Vec::new(),
        screen: ScreenDrawing::code(),
    }
}

fn login() -> Step {
    Step {
        title: "ログインする".to_owned(),
        lines: vec![
            "登録が済むと、ログインの画面に変わり、ユーザーIDが表示されます。印刷するか書き留めて、大切に保管してください。".to_owned(),
            "ユーザーIDとパスワードを入力し、［ログイン］を押します。".to_owned(),
            "次にお使いになるときは、2回目からのアドレスを開き、ここから始めます。".to_owned(),
        ],
        rules: Vec::new(),
        screen: ScreenDrawing::login(),
    }
}

fn terms() -> Step {
    Step {
        title: "利用規約に同意する".to_owned(),
        lines: vec![
            "はじめてのログインでは、利用規約が表示されます。お読みになり、「利用規約に同意する」に印を付けて、［次へ］を押します。"
                .to_owned(),
            "マイページが表示されたら完了です。規約は、改定されたときを除き、次からは表示されません。".to_owned(),
            "［同意しない］を押すとログアウトします。登録はそのまま残り、後からあらためて同意できます。".to_owned(),
        ],
        rules: Vec::new(),
        screen: ScreenDrawing::terms(),
    }
}

fn trouble(content: &GuideContent) -> Vec<Section> {
    let mut not_confirmed = vec![
        "記号・番号・生年月日・氏名を、お手元の書面ともう一度見比べてください。番号に枝番を続けていないかも、お確かめください。".to_owned(),
        "加入されて間もない方は、まだ名簿に載っていないことがあります。名簿が新しくなるまで、しばらくお待ちください。".to_owned(),
        "氏名のカナは、「ズ」と「ヅ」、「ー」と「ウ」のように、届け出と書き方が違うことがあります。別の書き方でもお試しください。"
            .to_owned(),
        "すでに登録がお済みの方は、もう一度登録することはできません。2回目からのアドレスでログインしてください。".to_owned(),
    ];
    if content.registrants == Registrants::Insured {
        not_confirmed.push("ご家族（被扶養者）のお名前では登録できません。".to_owned());
    }
    vec![
        section("「入力された内容では確認できませんでした」と表示される", not_confirmed),
        section(
            "ユーザーIDやパスワードを忘れた",
            vec!["ログインの画面の「ユーザーIDを忘れた方はこちら」「パスワードを忘れた方はこちら」から、お手続きください。登録したメールアドレスにご案内を送ります。".to_owned()],
        ),
        section(
            "途中で画面を閉じてしまった",
            vec!["30分以内であれば、同じ端末で初回登録のアドレスを開くと、続きから始められます。過ぎたときは、はじめからやり直してください。".to_owned()],
        ),
    ]
}

fn contact(content: &GuideContent) -> Contact {
    let rows = [("保険者", &content.insurer_name), ("電話", &content.support_phone), ("受付時間", &content.support_hours)];
    let mut lines = Vec::new();
    if !content.support_note.is_empty() {
        lines.push(content.support_note.clone());
    }
    lines.push("電話やメールで、パスワードや認証コードをお尋ねすることはありません。".to_owned());
    Contact {
        heading: "お問い合わせ先".to_owned(),
        rows: rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| (label.to_owned(), value.clone())).collect(),
        lines,
    }
}

fn section(heading: &str, lines: Vec<String>) -> Section {
    Section { heading: heading.to_owned(), lines }
}
