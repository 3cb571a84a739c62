//! Writes letters of an invented insurer and tells how long they took:
//! `cargo run -p madoguchi-documents --example letters -- letters.pdf 250`
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::disallowed_types)]

use std::time::Instant;

use madoguchi_documents::letters::{Letter, LetterSheet, letters};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("where to? cargo run … --example letters -- letters.pdf 250")?;
    let count: usize = arguments.next().map_or(Ok(1), |count| count.parse())?;
    let sheet = LetterSheet {
        service_name: "けんぽの窓口".to_owned(),
        insurer_name: "さくら健康保険組合".to_owned(),
        insurer_code: "sakura".to_owned(),
        signup_url: "https://madoguchi.example.jp/portal/signup".to_owned(),
        prefilled_signup_url: "https://madoguchi.example.jp/portal/signup?insurer=sakura".to_owned(),
        is_asked_for: true,
        valid_until: "2026年12月12日".to_owned(),
        valid_until_in_english: "12 December 2026".to_owned(),
        issued_on: "2026年11月22日".to_owned(),
        support_phone: "03-0000-0000".to_owned(),
        support_hours: "平日 9時〜17時（12月29日〜1月3日を除く）".to_owned(),
        support_note: "郵送でのお問い合わせも承ります。".to_owned(),
    };
    let letter = |number: usize| Letter {
        postal_code: "100-0001".to_owned(),
        address: format!("東京都千代田区千代田１－{number}　千代田ハイツ２０３号室"),
        name: "福田　結衣".to_owned(),
        code: "34679-ACFHY".to_owned(),
    };
    let all: Vec<Letter> = (0..count).map(letter).collect();
    let begun = Instant::now();
    let pdf = letters(&sheet, &all)?;
    println!("{count} letters: {} bytes in {} ms", pdf.len(), begun.elapsed().as_millis());
    std::fs::write(&path, pdf)?;
    Ok(())
}
