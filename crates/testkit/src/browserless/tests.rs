use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::{get, post};

use super::*;

const SIGNUP: &str = r##"<!doctype html><html lang=ja><head><title>ご本人の確認｜初回登録</title></head><body>
<form action="/portal/logout" method=post><input type=hidden name=token value=out><button>ログアウト</button></form>
<main><h1>初回登録 1: <span>ご本人の確認</span></h1>
<div class="error-summary" role=alert><ul><li><a href="#number">番号を入力してください</a></ul></div>
<form action="/portal/signup?insurer=sakura" method=post novalidate>
<input type=hidden name=token value="a b&c">
<label for=symbol>記号<ruby>（きごう）</ruby> <span>任意</span></label><input id=symbol name=symbol value="12">
<label for=number>番号 <span>※必須</span></label><input id=number name=number>
<label>パスワード <input type=password name=password></label>
<label><input type=checkbox name=show value=1>パスワードを表示する</label>
<label><input type=checkbox name=agree>利用規約に同意する</label>
<label>理由 <select name=reason><option value=1>転職<option value=2>退職</select></label>
<label><input type=radio name=way value=mail checked>メール</label><label><input type=radio name=way value=letter>郵便</label>
<textarea name=note>
一
二</textarea><input name=off value=x disabled>
<button name=go value=1>認証</button><button formaction="/portal/resend" name=go value=2>認証コードを再送する</button>
</form><noscript><p>JavaScriptがなくても使えます</p></noscript><p hidden>見えません</p>
<a href="/portal/terms">利用規約</a></main></body></html>"##;

/// Answers with what it has heard.
async fn echo(uri: Uri, headers: HeaderMap, ConnectInfo(peer): ConnectInfo<SocketAddr>, body: Bytes) -> String {
    let heard = |name: &str| headers.get(name).map_or("-", |value| value.to_str().unwrap()).to_owned();
    let heard = ["sec-fetch-site", "origin", "referer", "cookie", "host"].map(heard).join(" ");
    format!("{uri}\n{heard}\n{}\n{peer}", String::from_utf8_lossy(&body))
}

fn portal() -> Router {
    let cookies =
        [(header::SET_COOKIE, "flow=abc; Path=/portal; HttpOnly; SameSite=Strict; Max-Age=1800"), (header::SET_COOKIE, "lang=ja; Path=/")];
    let signup = || async { Html(SIGNUP) };
    let quiet = || async { ([(header::REFERRER_POLICY, "no-referrer")], Html(SIGNUP)) };
    Router::new()
        .route("/portal/signup", get(signup).post(echo))
        .route("/portal/quiet", get(quiet))
        .route("/portal/resend", post(echo))
        .route("/portal/logout", post(async || ([(header::SET_COOKIE, "flow=; Path=/portal; Max-Age=0")], "")))
        .route("/portal/terms", get(echo))
        .route("/elsewhere", get(echo))
        .route("/enter", get(async move || (axum::response::AppendHeaders(cookies), Redirect::to("/portal/next")).into_response()))
        .route("/portal/next", get(async || Redirect::to("terms")))
        .route("/round", get(async || Redirect::to("/round")))
        .fallback(async || StatusCode::NOT_FOUND)
}

#[tokio::test]
async fn a_page_is_read_as_a_person_reads_it() {
    let page = Client::over(portal()).get("/portal/signup").await;
    assert_eq!((page.status(), page.language().as_str()), (200, "ja"));
    assert_eq!(page.title(), "ご本人の確認｜初回登録");
    assert_eq!(page.heading(), "初回登録 1: ご本人の確認");
    assert_eq!(page.error_on("number"), "番号を入力してください");
    assert_eq!(page.errors().len(), 1);
    assert!(page.says("JavaScriptがなくても使えます") && !page.says("見えません"));
    assert_eq!(page.value_of("記号"), "12");
    assert_eq!(page.buttons(), ["ログアウト", "認証", "認証コードを再送する"]);
    assert_eq!(page.link("利用規約"), "/portal/terms");
    assert!(page.has_control("番号") && !page.has_control("生年月日"));
    assert_eq!(page.markup_errors(), Vec::<String>::new());
}

#[tokio::test]
async fn a_form_is_sent_as_a_browser_sends_it() {
    let page = Client::over(portal()).get("/portal/signup").await;
    let form = page.form().fill("番号", "００００１").fill("パスワード", "a+b").tick("利用規約に同意する");
    let form = form.choose("理由", "退職").tick("郵便");
    let answer = form.clone().press("認証").await;
    assert_eq!(
        answer.source().lines().take(3).collect::<Vec<_>>(),
        [
            "/portal/signup?insurer=sakura",
            "same-origin http://localhost:8080 http://localhost:8080/portal/signup - localhost:8080",
            "token=a+b%26c&symbol=12&number=%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%91&password=a%2Bb&agree=on\
             &reason=2&way=letter&note=%E4%B8%80%0D%0A%E4%BA%8C&go=1",
        ]
    );
    let resent = form.press("認証コードを再送する").await;
    assert_eq!(resent.address(), "/portal/resend");
    assert!(resent.says("&go=2"));
}

#[tokio::test]
async fn under_no_referrer_the_origin_is_null() {
    let answer = Client::over(portal()).get("/portal/quiet").await.press("認証").await;
    assert!(answer.says("same-origin null - - localhost:8080"));
}

#[tokio::test]
async fn cookies_are_kept_by_path_and_end_when_told() {
    let client = Client::over(portal());
    let page = client.get("/enter").await;
    assert_eq!((page.status(), page.location()), (303, "/portal/next"));
    assert!(page.follow().await.says("flow=abc; lang=ja"));
    assert_eq!(client.cookie("flow").unwrap().max_age, Some(1800));
    assert!(client.get("/elsewhere").await.says(" lang=ja "));
    assert!(client.another().cookies().is_empty());
    client.get("/portal/signup").await.press("ログアウト").await;
    assert_eq!(client.cookie("flow"), None);
}

#[tokio::test]
async fn a_strangers_page_brings_neither_strict_cookies_nor_our_origin() {
    let client = Client::over(portal()).from_peer("203.0.113.5:4711".parse().unwrap());
    client.get("/enter").await;
    let read = client.get_from_elsewhere("/portal/terms").await;
    assert!(read.says("cross-site - - lang=ja localhost:8080") && read.says("203.0.113.5:4711"));
    let posted = client.post_from_elsewhere("/portal/resend", &[("a", "b")]).await;
    assert!(posted.says("cross-site https://elsewhere.test - - localhost:8080 a=b"));
    assert!(client.post("/portal/resend", &[]).await.says("same-origin http://localhost:8080 - flow=abc; lang=ja"));
}

#[tokio::test]
async fn the_same_over_a_real_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = portal().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    let page = Client::at(address).get("/portal/signup").await;
    let answer = page.form().fill("number", "1").press("認証").await;
    assert!(answer.says("number=1") && answer.says(&address.to_string()));
}

#[tokio::test]
#[should_panic(expected = "browsers drop __Host-")]
async fn a_cookie_that_browsers_would_drop_is_a_failure() {
    let set = || async { ([(header::SET_COOKIE, "__Host-session=1; Secure; Path=/portal")], "") };
    Client::over(Router::new().route("/", get(set))).at_base("https://portal.example.jp").get("/").await;
}

#[tokio::test]
#[should_panic(expected = "2 controls \"名\" to touch")]
async fn a_label_that_two_controls_share_is_a_failure() {
    let twice = || async { Html("<label>名<input name=a></label><label>名<input name=b></label>") };
    let page = Client::over(Router::new().route("/", get(twice))).get("/").await;
    let _ = page.form().fill("名", "x");
}

#[tokio::test]
#[should_panic(expected = "ten redirects")]
async fn a_redirect_in_a_circle_is_a_failure() {
    Client::over(portal()).get("/round").await.follow().await;
}
