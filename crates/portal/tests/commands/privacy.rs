//! What the server writes about people: nothing. Everybody's journeys on a real server, and then every line of its log and its metrics.

use madoguchi_portal::clock::Clock;
use madoguchi_testkit::{
    Engine,
    browserless::{Client, Form, Page},
    smtp::{Message, Sink},
};

use crate::machine::Machine;

const KANA: &str = "ナガソネ　トモエ";
const KANJI: &str = "長曽根　巴";
const SYMBOL: &str = "QZX7301K";
const NUMBER: &str = "88421973";
const BIRTH: &str = "1974-11-23";
const USER_ID: &str = "tomoe.nagasone-77";
const ADDRESS: &str = "tomoe.nagasone@example.jp";
const NEW_ADDRESS: &str = "hibari-no-su@example.jp";
const PASSWORD: &str = "Hidamari!7-soramame";
const NEW_PASSWORD: &str = "Komorebi?8-tsubame";
const WRONG_PASSWORD: &str = "Mikazuki#3-kawasemi";
const STAFF_ADDRESS: &str = "tsugumi.kuramochi@example.jp";
const STAFF_NAME: &str = "倉持　つぐみ";
const STAFF_PASSWORD: &str = "kawara tsumiki hotaru 27";
const BAD_NUMBER: &str = "55190342";
const BAD_NAME: &str = "鰐淵　善助";
const HEADER: &str = "記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,資格喪失日,メールアドレス";

/// Everything that must stand in no line.
struct Secrets(Vec<String>);

impl Secrets {
    /// What is known of the people beforehand, also as it is typed, folded, or put into an address.
    fn of_people() -> Secrets {
        let known = [
            KANA,
            KANJI,
            SYMBOL,
            NUMBER,
            BIRTH,
            USER_ID,
            ADDRESS,
            NEW_ADDRESS,
            PASSWORD,
            NEW_PASSWORD,
            WRONG_PASSWORD,
            STAFF_ADDRESS,
            STAFF_NAME,
        ]
        .into_iter()
        .chain([
            STAFF_PASSWORD,
            BAD_NUMBER,
            BAD_NAME,
            "ナガソネ",
            "トモエ",
            "ながそね",
            "ﾅｶﾞｿﾈ",
            "ナカソネ",
            "長曽根",
            "巴",
            "19741123",
            "昭和49年",
        ])
        .chain(["倉持", "鰐淵", "nagasone", "hibari-no-su", "tsugumi", "kuramochi", "qzx7301k", "00001103"]);
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let strange = ["長曽根", "巴", "ナガソネ", "ながそね"].map(encoded);
        Secrets(known.map(str::to_owned).chain(strange).collect())
    }

    fn add(&mut self, secret: impl Into<String>) {
        let secret = secret.into();
        assert!(secret.chars().count() >= 6, "{secret:?} is too short to be looked for");
        self.0.push(secret);
    }

    /// The cookies of a browser, and the token of the form before it.
    fn add_those_of(&mut self, client: &Client, page: &Page) {
        client.cookies().into_iter().filter(|cookie| cookie.value.len() >= 16).for_each(|cookie| self.add(cookie.value));
        page.attribute("input[name=csrf]", "value").into_iter().for_each(|token| self.add(token));
    }

    /// The secrets that stand in a text by themselves: six digits within longer ones are no code.
    fn found_in<'a>(&'a self, text: &str) -> Vec<&'a str> {
        self.0.iter().map(String::as_str).filter(|secret| stands_in(text, secret)).collect()
    }
}

fn stands_in(text: &str, secret: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(secret).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + secret.len()..].chars().next());
        !secret.is_ascii() || !(is_part(before) || is_part(after))
    })
}

/// The mails in the order in which they come.
struct Mailbox {
    sink: Sink,
    seen: usize,
}

impl Mailbox {
    async fn next(&mut self, says: &str) -> Message {
        loop {
            let all = self.sink.await_count(self.seen + 1).await;
            self.seen += 1;
            if all[self.seen - 1].text().contains(says) {
                return all[self.seen - 1].clone();
            }
        }
    }

    async fn code(&mut self, secrets: &mut Secrets) -> String {
        let code = self.next("認証コード: ").await.code();
        secrets.add(code.clone());
        code
    }
}

/// A code that is not this one.
fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn typed(form: Form, number: &str, kana: &str) -> Form {
    let form = form.fill("保険者指定コード", "sakura").fill("記号", SYMBOL).fill("番号", number);
    form.fill("生年月日", "昭和49年11月23日").fill("氏名（カナ）", kana)
}

async fn identify(client: &Client, number: &str, kana: &str) -> Page {
    typed(client.get("/portal/signup?again=1").await.form(), number, kana).press("認証").await
}

async fn log_in(client: &Client, user_id: &str, password: &str) -> Page {
    client.get("/portal/").await.form().fill("ユーザーID", user_id).fill("パスワード", password).press("ログイン").await
}

/// The first login with every error on its way.
async fn sign_up(client: &Client, mailbox: &mut Mailbox, secrets: &mut Secrets) {
    assert_eq!(identify(client, NUMBER, KANJI).await.status(), 422, "a name in kanji cannot be read");
    assert_eq!(identify(client, BAD_NUMBER, "ながそね ともえ").await.status(), 422, "nobody has this number");
    let page = identify(client, NUMBER, "ながそね ともえ").await;
    assert_eq!(page.location(), "/portal/signup/account", "{}", page.text());
    let page = page.follow().await;
    let choose = |password: &str| {
        page.form().fill("ユーザーID", USER_ID).fill("パスワード", password).fill("メールアドレス", ADDRESS).press("作成する")
    };
    assert_eq!(choose(USER_ID).await.status(), 422, "the user ID is no password");
    let page = choose(PASSWORD).await.follow().await;
    secrets.add_those_of(client, &page);
    let code = mailbox.code(secrets).await;
    let wrong = page.form().fill("認証コード", &another(&code)).press("認証する").await;
    assert_eq!(wrong.status(), 422);
    secrets.add(another(&code));
    let page = wrong.form().fill("認証コード", &code).press("認証する").await;
    assert_eq!(page.location(), "/portal/");
    mailbox.next(USER_ID).await;
}

/// Logs in, wrongly and rightly, agrees to the terms, looks at every page, changes the address; from the old one the relay takes nothing
/// more, and quotes it when it says so.
async fn use_it(client: &Client, mailbox: &mut Mailbox, secrets: &mut Secrets) {
    mailbox.sink.refuse_with(ADDRESS, &format!("550 5.1.1 <{ADDRESS}>: {KANJI} is unknown here"));
    for (user_id, password) in [(USER_ID, WRONG_PASSWORD), ("nobody-has-this-id", PASSWORD)] {
        assert_eq!(log_in(client, user_id, password).await.status(), 422);
    }
    let page = log_in(client, USER_ID, PASSWORD).await.follow().await;
    secrets.add_those_of(client, &page);
    let page = client.get("/portal/terms").await;
    assert_eq!(page.form().tick("利用規約に同意する").press("次へ").await.location(), "/portal/home");
    for path in ["/portal/home", "/portal/settings", "/portal/settings/sessions"] {
        assert_eq!(client.get(path).await.status(), 200, "{path}");
    }
    let form = client.get("/portal/settings/email").await.form();
    let change =
        |password: &str| form.clone().fill("現在のパスワード", password).fill("新しいメールアドレス", NEW_ADDRESS).press("変更する");
    assert_eq!(change(WRONG_PASSWORD).await.status(), 422);
    let page = change(PASSWORD).await.follow().await;
    let code = mailbox.code(secrets).await;
    assert_eq!(page.form().fill("認証コード", &code).press("認証する").await.status(), 303);
    secrets.add_those_of(client, &client.get("/portal/settings").await);
}

/// Forgets the password, then the user ID, then the account as a whole.
async fn recover(client: &Client, mailbox: &mut Mailbox, secrets: &mut Secrets) {
    for (user_id, address) in [("nobody-has-this-id", ADDRESS), (USER_ID, NEW_ADDRESS)] {
        let form = client.get("/portal/recover/password").await.form();
        let page = form.fill("ユーザーID", user_id).fill("メールアドレス", address).press("送信する").await;
        assert_eq!(page.location(), "/portal/recover/password/code");
    }
    let page = client.get("/portal/recover/password/code").await;
    secrets.add_those_of(client, &page);
    let code = mailbox.code(secrets).await;
    let page = page.form().fill("認証コード", &code).press("認証する").await.follow().await;
    let page = page.form().fill("新しいパスワード", NEW_PASSWORD).press("変更する").await;
    assert_eq!(page.location(), "/portal/", "{}", page.text());
    let page = typed(client.get("/portal/recover/user-id").await.form(), NUMBER, "ナガソネトモエ").press("送信する").await;
    assert_eq!(page.status(), 200);
    mailbox.next(USER_ID).await;
    assert_eq!(identify(&client.another(), NUMBER, "ナガソネトモエ").await.status(), 422, "an account exists");
    assert_eq!(log_in(client, USER_ID, NEW_PASSWORD).await.status(), 303);
}

/// Comes to the desk by an invitation, looks for the member by everything that is known, and sends a file with bad rows.
async fn work_at_the_desk(desk: &Client, mailbox: &mut Mailbox, secrets: &mut Secrets) {
    let invitation = mailbox.next("/desk/invitation?token=").await.text();
    let token = invitation.split("/desk/invitation?token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    secrets.add(token.clone());
    let page = desk.get(&format!("/desk/invitation?token={token}")).await;
    let page = page.form().fill("お名前", STAFF_NAME).fill("新しいパスワード", STAFF_PASSWORD).press("登録して次へ").await;
    assert_eq!(page.location(), "/desk/", "{}", page.text());
    let page = desk.get("/desk/factor").await.press("認証アプリを登録する").await.follow().await;
    let typed = page.select_texts(".totp .user-id")[0].replace(' ', "");
    secrets.add(typed.clone());
    let secret = totp_rs::Secret::try_from_base32(&typed).unwrap();
    let second = u64::try_from(Clock::system().now().as_second()).unwrap();
    let number = totp_rs::Builder::new().with_secret(secret).build_noncompliant().generate(second).to_string();
    let page = page.form().fill("code", &number).press("登録する").await;
    assert_eq!((page.status(), page.heading().as_str()), (200, "回復コード"), "{}", page.text());
    page.select_texts(".recovery-codes code").into_iter().for_each(|code| secrets.add(code));
    secrets.add_those_of(desk, &page);

    for looked_for in [NUMBER, KANA, KANJI, USER_ID, NEW_ADDRESS, BAD_NAME] {
        let list = desk.get("/desk/sakura/people").await;
        let page = list.form().fill("さがす人", looked_for).press("さがす").await.follow().await;
        assert_eq!(page.status(), 200, "{looked_for}");
    }
    let rows = [
        format!("{SYMBOL},{NUMBER},,ﾅｶﾞｿﾈ ﾄﾓｴ,{KANJI},1974-13-45,本人,2020-04-01,,"),
        format!("{SYMBOL},{BAD_NUMBER},,{BAD_NAME},{BAD_NAME},{BIRTH},本人,2020-04-01,,{STAFF_ADDRESS}"),
        format!("{SYMBOL},,,ﾅｶﾞｿﾈ,{KANJI},{BIRTH},？,2020-04-01,,nagasone@@example.jp"),
    ];
    let file = format!("{HEADER}\r\n{}\r\n", rows.join("\r\n"));
    let form = desk.get("/desk/sakura/roster/new").await.form().choose("mode", "merge").choose("era", "western");
    let mut page = form.attach("file", &format!("{KANJI}の名簿.csv"), file).press("送って内容を確認する").await;
    while page.status() == 303 || page.heading() == "ファイルを処理しています" {
        let next = if page.status() == 303 { page.location().to_owned() } else { page.address().to_owned() };
        page = desk.get(&next).await;
    }
    assert!(page.says("1974-13-45") || page.says("生年月日"), "the desk is told what is wrong with the rows: {}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_line_of_the_log_and_no_metric_tells_anything_about_a_person() {
    let mut machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let mut mailbox = Mailbox { sink: Sink::start().await, seen: 0 };
    machine.set("MADOGUCHI_SMTP_URL", &mailbox.sink.url());
    machine.set("MADOGUCHI_MAIL_FROM", "no-reply@example.jp");
    machine.set("MADOGUCHI_LOG", "info,madoguchi_portal=debug,madoguchi_store=debug,madoguchi_rules=debug,madoguchi_documents=debug");
    let row = format!("{SYMBOL},{NUMBER},,ﾅｶﾞｿﾈ ﾄﾓｴ,{KANJI},{BIRTH},本人,2020-04-01,,");
    std::fs::write(machine.path("roster.csv"), format!("{HEADER}\r\n{row}\r\n")).unwrap();
    machine.done(&["roster", "import", "--insurer", "sakura", "roster.csv"]).await;
    let server = machine.serve().await;
    let client = Client::at(server.member).at_base("http://localhost:8080");
    let desk = Client::at(server.desk).at_base("http://localhost:8082");
    let mut secrets = Secrets::of_people();
    sign_up(&client, &mut mailbox, &mut secrets).await;
    use_it(&client, &mut mailbox, &mut secrets).await;
    recover(&client.another(), &mut mailbox, &mut secrets).await;
    machine.done(&["staff", "invite", "--insurer", "sakura", "--email", STAFF_ADDRESS, "--role", "manager"]).await;
    work_at_the_desk(&desk, &mut mailbox, &mut secrets).await;
    // A form that is not ours.
    let page = client.post("/portal/settings/password", &[("current_password", PASSWORD), ("password", NEW_PASSWORD)]).await;
    assert!(matches!(page.status(), 303 | 403));

    let metrics = Client::at(server.admin).get("/metrics").await.source().to_owned();
    server.signal("TERM").await;
    let (status, log) = server.end().await;
    assert_eq!(status, 0);
    assert!(secrets.0.len() > 50, "{}", secrets.0.len());
    for route in [
        "/portal/signup/code",
        "/portal/settings/email/code",
        "/portal/recover/password/new",
        "/portal/recover/user-id",
        "/desk/{insurer}/people",
        "/desk/{insurer}/roster/new",
    ] {
        assert!(metrics.contains(&format!("route=\"{route}\"")), "{route} was not come by: {metrics}");
    }
    assert_eq!(secrets.found_in(&metrics), [""; 0], "in the metrics");
    let mut lines = 0;
    for line in log.lines() {
        let mut fields: serde_json::Value = serde_json::from_str(line).unwrap();
        fields.as_object_mut().unwrap().remove("timestamp");
        assert_eq!(secrets.found_in(&fields.to_string()), [""; 0], "in {line}");
        lines += 1;
    }
    assert!(log.contains("\"outcome\":\"failed\""), "the mail that the relay refused: {log}");
    assert!(lines > 60, "so many lines cannot be all: {lines}");
}

#[test]
fn a_secret_is_found_where_it_stands_by_itself() {
    for text in ["{\"number\":\"88421973\"}", "/x?n=88421973&", "88421973"] {
        assert!(stands_in(text, NUMBER), "{text}");
    }
    assert!(!stands_in("id=188421973", NUMBER) && stands_in("{\"name\":\"長曽根様\"}", "長曽根"));
}
