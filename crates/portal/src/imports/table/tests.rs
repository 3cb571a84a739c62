//! Files as records.

use std::io::Write as _;

use super::*;

fn write(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn records(bytes: &[u8], encoding: Encoding) -> Result<Vec<(u64, Vec<String>)>, RowProblem> {
    let file = write(bytes);
    let mut all = Vec::new();
    let problem = |error: TableError| error.into_problem(&[], file.path());
    let table = Table::open(file.path(), encoding, 100_000_000).map_err(problem)?;
    table
        .read(|record, _| -> Result<(), TableError> {
            all.push((record.line, record.cells().map(str::to_owned).collect()));
            Ok(())
        })
        .map_err(problem)?;
    Ok(all)
}

fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn quotes_line_breaks_and_both_ends_of_line_are_read_and_lines_are_counted_where_records_start() {
    let read = records(b"a,b\r\n\"x\r\ny\",\"1,\"\"2\"\"\"\nc,\n\nlast,\"\"", Encoding::Auto).unwrap();
    assert_eq!(read, [row(1, &["a", "b"]), row(2, &["x\r\ny", "1,\"2\""]), row(4, &["c", ""]), row(5, &[""]), row(6, &["last", ""])]);
}

#[test]
fn tabs_a_byte_order_mark_and_a_final_control_z_are_read() {
    let read = records("\u{feff}表題\n番号\t氏名,カナ\n1\tア\n\u{1a}".as_bytes(), Encoding::Auto).unwrap();
    assert_eq!(read, [row(1, &["表題"]), row(2, &["番号", "氏名,カナ"]), row(3, &["1", "ア"])]);
}

#[test]
fn half_width_kana_in_cp932_is_not_taken_for_utf8() {
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("ｶﾅ,ﾌﾘｶﾞﾅ,髙\n");
    assert_eq!(records(&bytes, Encoding::Auto).unwrap(), [row(1, &["ｶﾅ", "ﾌﾘｶﾞﾅ", "髙"])]);
    assert!(records(&bytes, Encoding::Utf8).is_err());
}

#[test]
fn an_unclosed_quote_is_refused_with_little_memory_in_a_file_of_any_length() {
    let mut bytes = b"a,b\n1,\"2\n".to_vec();
    bytes.extend(std::iter::repeat_n(b"3,4\n", 5_000_000).flatten());
    let problem = records(&bytes, Encoding::Auto).unwrap_err();
    assert_eq!(problem.line, Some(2));
    assert!(problem.problem.contains("閉じていません"));
}

#[test]
fn a_file_above_the_bound_is_refused_before_it_is_read() {
    let file = write(b"a,b\n");
    assert!(matches!(Table::open(file.path(), Encoding::Auto, 3), Err(TableError::Refused(_))));
}

fn workbook(sheet: &str, texts: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned()),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="加入者" sheetId="1" r:id="r1"/></sheets></workbook>"#.to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned(),
        ),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{texts}</sst>"#)),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#),
        ),
    ];
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn the_first_sheet_gives_text_numbers_and_dates_with_the_numbers_of_its_rows() {
    let sheet = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>生年月日</t></is></c></row>
        <row r="3"><c r="A3"><v>12</v></c><c r="B3" s="1"><v>31628</v></c><c r="D3"><v>1.5</v></c></row>"#;
    let read = records(&workbook(sheet, "<si><t>番号</t></si>"), Encoding::Auto).unwrap();
    assert_eq!(read, [row(1, &["番号", "生年月日"]), row(3, &["12", "1986-08-04", "", "1.5"])]);
}

#[test]
fn a_workbook_that_unpacks_to_more_than_the_bound_is_refused() {
    let huge = "<si><t>あああああああああああああああああああああああああああああああああああああああああああああああああ</t></si>"
        .repeat(1_300_000);
    let problem = records(&workbook("", &huge), Encoding::Auto).unwrap_err();
    assert!(problem.problem.contains("大きすぎます"), "{problem:?}");
}

#[test]
fn a_sheet_with_a_formula_error_or_a_truth_value_is_refused_at_its_cell() {
    let problem = records(&workbook(r#"<row r="2"><c r="B2" t="e"><v>#N/A</v></c></row>"#, ""), Encoding::Auto).unwrap_err();
    assert_eq!((problem.line, problem.column.as_deref()), (Some(2), Some("2列目")));
}
