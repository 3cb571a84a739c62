//! A browser without JavaScript: it keeps cookies, reads HTML, finds a control by its visible label, fills and
//! submits forms, and sends the headers that a browser sends.
//!
//! ```
//! # async fn story(router: axum::Router) {
//! use madoguchi_testkit::browserless::Client;
//!
//! let client = Client::over(router);
//! let page = client.get("/portal/signup").await;
//! let page = page.form().fill("記号", "12").fill("番号", "00001").press("認証").await;
//! assert_eq!(page.status(), 422);
//! assert_eq!(page.error_on("birth_date"), "生年月日を入力してください");
//! let page = page.form().fill("生年月日", "昭和61年8月4日").press("認証").await.follow().await;
//! assert_eq!(page.heading(), "初回登録 2: ユーザーID・パスワードの作成");
//! # }
//! ```
//!
//! HTML is read by `html5ever`, the parser that follows the standard, through `scraper`, which adds CSS selectors:
//! a lenient tag matcher would accept what no browser shows. It reads with scripting off, so the content of
//! `<noscript>` counts.

mod client;
mod cookies;
mod form;
mod markup;
mod page;

pub use client::Client;
pub use cookies::Cookie;
pub use form::Form;
pub use page::{FieldError, Page};

#[cfg(test)]
mod tests;
