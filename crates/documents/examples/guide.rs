//! Writes a guide of an invented insurer and tells how long it took:
//! `cargo run -p madoguchi-documents --example guide -- guide.pdf`
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::disallowed_types)]

use std::time::Instant;

use madoguchi_documents::guide::{GuideContent, first_login_guide};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("where to? cargo run … --example guide -- guide.pdf")?;
    let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
    let content = GuideContent {
        service_name: "けんぽの窓口".to_owned(),
        insurer_name: "さくら健康保険組合".to_owned(),
        insurer_code: "sakura".to_owned(),
        signup_url: "https://madoguchi.example.jp/portal/signup".to_owned(),
        prefilled_signup_url: "https://madoguchi.example.jp/portal/signup?insurer=sakura".to_owned(),
        login_url: "https://madoguchi.example.jp/portal/".to_owned(),
        support_phone: "03-0000-0000".to_owned(),
        support_hours: "平日 9時〜17時（12月29日〜1月3日を除く）".to_owned(),
        support_note: "資格情報のお知らせの再発行も、こちらで承ります。".to_owned(),
        sender: "no-reply@madoguchi.example.jp".to_owned(),
        issued_on: "2026年11月22日".to_owned(),
        user_id_rules: lines(&[
            "4文字以上、64文字以下",
            "半角の英字・数字と、記号 @ - _ , + . が使えます",
            "大文字と小文字は区別しません",
            "ほかの方がお使いのIDは使えません",
        ]),
        password_rules: lines(&[
            "8文字以上、20文字以下",
            "英字・数字・記号を、それぞれ1文字以上",
            "大文字と小文字を混ぜる必要はありません",
            "記号の例：! # - ?",
            "ユーザーIDや生年月日を含むもの、推測されやすいものは使えません",
        ]),
        ..GuideContent::default()
    };
    for attempt in ["first", "second"] {
        let begun = Instant::now();
        let pdf = first_login_guide(&content)?;
        println!("{attempt}: {} bytes in {} ms", pdf.len(), begun.elapsed().as_millis());
        std::fs::write(&path, pdf)?;
    }
    Ok(())
}
