use std::io::{Cursor, Read};

use calamine::{Data, Reader};

use super::*;

/// A file of one column and these texts.
fn made(kind: Kind, texts: &[&str]) -> Made {
    let mut writer = Writer::begin(kind, "名簿", &["氏名", "人数"]).unwrap();
    for text in texts {
        writer.row(&[Cell::text(*text), Cell::Number(-1)]).unwrap();
    }
    writer.finish().unwrap()
}

fn bytes(made: Made) -> Vec<u8> {
    let (mut file, mut bytes) = (made.file, Vec::new());
    file.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, made.bytes);
    bytes
}

/// What a reader of CSV finds below the header.
fn read(csv: &str) -> Vec<String> {
    let mut reader = ::csv::ReaderBuilder::new().from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|record| record.unwrap()[0].to_owned()).collect()
}

#[test]
fn csv_is_utf8_with_its_mark_and_ends_lines_as_the_standard_says() {
    let text = String::from_utf8(bytes(made(Kind::Csv, &["福田　結衣", "a,b", "say \"hi\"", "two\nlines"]))).unwrap();
    let expected = "\u{feff}氏名,人数\r\n福田　結衣,-1\r\n\"a,b\",-1\r\n\"say \"\"hi\"\"\",-1\r\n\"two\nlines\",-1\r\n";
    assert_eq!(text, expected);
}

#[test]
fn what_a_spreadsheet_would_run_is_text_and_stays_text_after_a_round_trip() {
    let dangerous =
        ["=1+1", "+81-3", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠x", "=\"a\",1"];
    let once = read(&String::from_utf8(bytes(made(Kind::Csv, &dangerous))).unwrap());
    let saved: Vec<&str> = once.iter().map(String::as_str).collect();
    let twice = read(&String::from_utf8(bytes(made(Kind::Csv, &saved))).unwrap());
    for (given, written) in dangerous.iter().zip(&once) {
        assert_eq!(written, &format!("'{given}"));
    }
    assert_eq!(once, twice, "what is harmless is not altered again");
    for plain in ["'=1+1", "a=1", "00012", "山田", "1-2"] {
        assert_eq!(csv::harmless(plain), plain);
    }
}

#[test]
fn cp932_writes_what_windows_has_and_reports_the_rest_by_line_and_character() {
    let made = made(Kind::CsvCp932, &["髙橋①Ⅳ㈱", "𠮷野", "１０〜２０", "10¥", "ソ表能,\"", "a𩸽b😀"]);
    assert_eq!((made.rows, made.unmappable_count), (6, 4));
    let listed: Vec<_> = made.unmappable.iter().map(|one| (one.line, one.column.as_str(), one.character)).collect();
    assert_eq!(listed, [(3, "氏名", '𠮷'), (5, "氏名", '¥'), (7, "氏名", '𩸽'), (7, "氏名", '😀')]);
    let written = bytes(made);
    let (text, _, had_errors) = encoding_rs::SHIFT_JIS.decode(&written);
    assert!(!had_errors);
    assert_eq!(read(&text), ["髙橋①Ⅳ㈱", "〓野", "１０～２０", "10〓", "ソ表能,\"", "a〓b〓"]);
}

#[test]
fn a_workbook_holds_text_as_text_and_numbers_as_numbers() {
    let mut writer = Writer::begin(Kind::Xlsx, "登録[数]/月:*?'", &["番号", "人数", "割合"]).unwrap();
    writer.row(&[Cell::text("00012"), Cell::Number(40), Cell::share(1, 3)]).unwrap();
    writer.row(&[Cell::text("=1+1"), Cell::Empty, Cell::share(0, 0)]).unwrap();
    let made = writer.finish().unwrap();
    assert_eq!(made.rows, 2);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes(made))).unwrap();
    assert_eq!(book.sheet_names(), ["登録数月"]);
    let sheet = book.worksheet_range("登録数月").unwrap();
    assert_eq!(sheet.get_value((1, 0)), Some(&Data::String("00012".to_owned())));
    assert_eq!(sheet.get_value((1, 1)), Some(&Data::Float(40.0)));
    assert!(matches!(sheet.get_value((1, 2)), Some(Data::Float(share)) if (share - 33.333).abs() < 0.001));
    assert_eq!(sheet.get_value((2, 0)), Some(&Data::String("=1+1".to_owned())));
    assert!(book.worksheet_formula("登録数月").unwrap().is_empty());
}

#[test]
fn a_sheet_that_is_full_is_told() {
    let mut sink = xlsx::Sink::begin("x").unwrap();
    assert!(sink.row(MOST_SHEET_ROWS - 1, &[Cell::Number(1)]).is_ok());
    assert!(matches!(sink.row(MOST_SHEET_ROWS, &[Cell::Number(1)]), Err(ExportError::TooManyRows)));
}

#[tokio::test]
async fn a_download_is_saved_under_its_japanese_name_and_kept_by_nobody() {
    let long = "行".repeat(100_000);
    let sent = made(Kind::Csv, &[&long]);
    let size = sent.bytes;
    let response = download::answer(sent, "登録者数 2026年\r\n\"11月\"").unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"export.csv\"; filename*=UTF-8''%E7%99%BB%E9%8C%B2%E8%80%85%E6%95%B0%202026%E5%B9%B411%E6%9C%88.csv"
    );
    assert_eq!(header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!((header("cache-control"), header("x-content-type-options")), ("no-store".to_owned(), "nosniff".to_owned()));
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(header("content-length"), size.to_string());
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert!(body.len() as u64 == size && String::from_utf8(body.to_vec()).unwrap().contains(&long));
}

#[test]
fn a_purpose_says_something() {
    assert_eq!(Purpose::parse("  理事会への報告のため ").unwrap().as_str(), "理事会への報告のため");
    for wrong in ["", "報告", "    a    ", "一行目の\n二行目", &"長".repeat(201)] {
        assert!(Purpose::parse(wrong).is_none(), "{wrong:?}");
    }
}
