use crate::text::signup::{
    Signup, SignupAccount, SignupCode, SignupEnded, SignupIdentity, SignupLetter, SignupNotOpenYet, SignupUnconfirmed,
};

pub const SIGNUP: Signup = Signup {
    steps: ["ご本人の確認", "ユーザーID・パスワードの作成", "認証コード"],
    someone_else: "別の方の登録をはじめる",
    identity: IDENTITY,
    unconfirmed: UNCONFIRMED,
    not_open_yet: NOT_OPEN_YET,
    letter: LETTER,
    account: ACCOUNT,
    code: CODE,
    ended: ENDED,
};

const IDENTITY: SignupIdentity = SignupIdentity {
    title: "初回登録 1: ご本人の確認",
    lead: "加入している健康保険の情報で、ご本人であることを確認します。全角・半角やスペースの有無は気にせず、そのまま入力してください。",
    papers_title: "お手元にご用意ください",
    papers_lead: "記号と番号は、次のいずれかで確認できます。赤い枠の部分をご覧ください。",
    old_card: "これまでの健康保険証は使えなくなりました。記号・番号は上のいずれかでお確かめください。",
    purpose_title: "記号・番号をおたずねする理由",
    purpose: "健康保険の記号・番号は、法律により、健康保険の事業とこれに関連する事務のほかでお伺いすることが制限されています。ここで入力された内容は、加入者ご本人であることの確認だけに使います。",
    insurer_code: "保険者指定コード",
    insurer_code_hint: "ほけんしゃしていコード。保険者からの案内に書かれています。8桁の保険者番号でもかまいません。",
    unknown_insurer: "この保険者指定コードは登録されていません。保険者からの案内に書かれたコードを確認してください。",
    symbol: "記号",
    symbol_hint: "きごう。記号がない方は、空欄のままお進みください。",
    number: "番号",
    number_hint: "ばんごう。枝番（2桁の数字）は入力しません。",
    birth_date: "生年月日",
    birth_date_hint: "せいねんがっぴ。例：19510101、1951年1月1日、昭和26年1月1日、S26.1.1",
    kana_name: "氏名（カナ）",
    kana_name_hint: "しめい。ひらがなでもカタカナでも入力できます。濁点や小さい「ッ」「ャ」の違いは問いません。",
    button: "認証",
    registered_already: "すでに登録がお済みの方は、ログイン画面へお進みください。",
};

const UNCONFIRMED: SignupUnconfirmed = SignupUnconfirmed {
    title: "入力された内容では確認できませんでした",
    lead: "登録は行われていません。次の点をご確認のうえ、もう一度お試しください。",
    hints_title: "ご確認いただきたいこと",
    hints: [
        "記号・番号・生年月日・氏名（カナ）が、お手元の書面のとおりか、もう一度お確かめください。",
        "新しく加入された方は、加入者の名簿にまだ載っていないことがあります。しばらくたってからお試しください。",
        "氏名（カナ）の「ズ」と「ヅ」、「ー」（長音）と「ウ」は、名簿では別の書き方になっていることがあります。",
        "お一人ずつの登録です。ご家族ではなく、ご本人の内容を入力してください。",
    ],
    desk_title: "解決しないときのお問い合わせ先",
    with_letter: "保険者から「初回登録コード」の書面が届いている方は、コードを使って手続きを進められます。",
    registered_title: "すでに登録がお済みかもしれない方",
    to_login: "ログイン画面へ",
    forgot_user_id: "ユーザーIDを忘れた方はこちら",
    again_title: "入力内容を直して、もう一度確認する",
};

const NOT_OPEN_YET: SignupNotOpenYet = SignupNotOpenYet {
    title: "登録の受付はまだ始まっていません",
    body: |day| format!("初回登録は、{day}から受け付けます。受付が始まってから、もう一度お越しください。"),
};

const LETTER: SignupLetter = SignupLetter {
    title: "初回登録コードの入力",
    lead: "保険者からお届けした書面の「初回登録コード」を入力してください。書面が宛名のご本人に届いたことを確認します。",
    code: "初回登録コード",
    code_hint: "書面に書かれた10文字です。大文字と小文字、全角と半角、途中の「-」の有無は問いません。",
    wrong: |left| format!("初回登録コードが正しくありません。書面のとおりに入力されているか確認してください。あと{left}回入力できます。"),
    over: |left| {
        format!(
            "この初回登録コードは使えません。有効期限が切れたか、すでに使われたか、あとから届いた書面のコードに替わっています。新しい書面がないときは、保険者の窓口へお申し出ください。あと{left}回入力できます。"
        )
    },
    button: "認証する",
    no_letter_title: "書面がお手元にない方",
    no_letter: "書面は、保険者に届け出ている住所へ郵便でお届けしています。届いていないときや、なくされたときは、保険者の窓口へお申し出ください。新しい書面が届くと、前のコードは使えなくなります。",
    with_title: "初回登録コードをお持ちの方",
    with_lead: "健康保険の情報と、保険者からお届けした書面の「初回登録コード」を入力してください。",
    with_link: "初回登録コードを入力する",
    without: "初回登録コードを使わずに登録する",
};

const ACCOUNT: SignupAccount = SignupAccount {
    title: "初回登録 2: ユーザーID・パスワードの作成",
    lead: "ご本人の確認ができました。次回からログインに使うユーザーIDとパスワードを作成してください。",
    birth_date: "確認できた生年月日",
    user_id: "ユーザーID",
    user_id_hint: "4文字以上64文字以内。半角の英字・数字と @ - _ , + . が使えます。大文字と小文字は区別しません。",
    user_id_taken: "このユーザーIDは、ほかの方が使っています。別のユーザーIDを入力してください。",
    suggestions: "次のユーザーIDは使えます。押すと入力されます。",
    password: "パスワード",
    password_hint: "記号の例：! # - ?（半角の記号はどれでも使えます）。推測されやすい言葉、ユーザーID、生年月日、保険者の名前などを含むパスワードは使えません。",
    email: "メールアドレス",
    email_hint: "このアドレスに認証コードをお送りします。すぐにメールを見られるアドレスを入力してください。",
    roster_email_why: "保険者に届け出ているアドレスです。認証コードはこのアドレスにお送りします。この画面では変更できません。",
    roster_email_dead: "このアドレスのメールを受け取れない方は、「作成する」を押す前に、保険者の窓口へアドレスの変更をお申し出ください。",
    button: "作成する",
};

const CODE: SignupCode = SignupCode {
    title: "初回登録 3: 認証コード",
    sent_to: |address| format!("{address} に認証コードをお送りしました。メールに書かれた6桁の数字を入力してください。"),
    valid_until: |time| format!("この認証コードは、{time}まで使えます。"),
    expired: "認証コードの有効期限が切れました。「認証コードを再送する」を押して、新しいコードを受け取ってください。",
    code: "認証コード",
    code_hint: "メールに書かれた6桁の数字です。全角でも入力できます。",
    wrong: |left| format!("認証コードが正しくありません。最新のメールの数字を確認してください。あと{left}回入力できます。"),
    button: "認証する",
    resend: "認証コードを再送する",
    resend_hint: "メールが届かないときは、1分ほど待ってから再送できます。再送すると、前のコードは使えなくなります。入力できる回数は増えません。",
    resend_too_early: |seconds| format!("再送は、あと{seconds}秒たってからできます。もうしばらくメールをお待ちください。"),
    trouble_title: "メールが届かないとき",
    junk_folder: "迷惑メールフォルダに入っていないか、ご確認ください。",
    allow_sender: |sender| format!("{sender} からのメールを受け取れるように、携帯電話会社などの受信設定をご確認ください。"),
    carriers_title: "携帯電話会社の設定",
    carriers: &[
        ("docomo", "「My docomo」または「メール設定」の「受信リスト設定」に追加します。"),
        ("au・UQ mobile", "「迷惑メールフィルター設定」の「受信リスト設定」に追加します。"),
        ("SoftBank・Y!mobile", "「My SoftBank」などのメール管理にある「許可するメールの登録」に追加します。"),
        ("楽天モバイル", "メールの迷惑メール対策の設定で、受信を許可するアドレスに追加します。"),
        ("Gmail・Yahoo!メールなど", "「迷惑メール」から受信箱へ移すか、連絡先（アドレス帳）に追加します。"),
    ],
    typed_wrong: "入力したメールアドレスが違うときは、前の画面で直せます。",
    back_to_account: "メールアドレスを直す",
    roster_wrong: "このアドレスを使っていないときは、保険者の窓口へアドレスの変更をお申し出ください。",
};

const ENDED: SignupEnded = SignupEnded {
    title: "この登録の手続きは終わりました",
    tries_used_up: "認証コードの入力が5回とも正しくなかったため、安全のためにこの手続きを終了しました。",
    letter_tries_used_up: "初回登録コードの入力が5回とも正しくなかったため、安全のためにこの手続きを終了しました。",
    person_has_account: "この手続きの間に、ご本人の登録が別のところで完了しました。",
    nothing_changed: "この手続きでは何も登録されていません。",
    again: "初回登録をはじめからやり直す",
};
