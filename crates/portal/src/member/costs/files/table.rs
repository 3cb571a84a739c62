//! A table to paste into the tax office's 医療費集計フォーム (Ver. 3.1): its nine columns from 医療を受けた人 on, its lengths, at most
//! 995 lines a sheet. It is not that form, and what is entered so needs its receipts: the first sheet says both.

use madoguchi_rules::costs::CareKind;
use madoguchi_store::costs::CostLine;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::year_of_costs::YearOfCosts;

/// The lines that the form has.
pub const MOST_LINES: usize = 995;
/// The longest 医療を受けた人, characters.
pub const MOST_PERSON: usize = 10;
/// The longest 病院・薬局などの名称, characters.
pub const MOST_INSTITUTION: usize = 20;

/// The form's columns B to J.
const HEADS: [&str; 9] = [
    "医療を受けた人",
    "病院・薬局などの名称",
    "診療・治療",
    "医薬品購入",
    "介護保険サービス",
    "その他の医療費",
    "支払った医療費の金額",
    "左のうち、補填される金額",
    "支払年月日",
];
/// What the form's lists have for yes.
const APPLIES: &str = "該当する";
const WIDTHS: [f64; 9] = [18.0, 40.0, 12.0, 12.0, 16.0, 14.0, 20.0, 22.0, 12.0];

/// What a member must know of the table before using it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cautions {
    /// Sheets of at most [`MOST_LINES`].
    pub sheets: usize,
    /// Lines of which a name is longer than the form takes.
    pub cut: usize,
    /// Lines without the name of an institution.
    pub nameless: usize,
}

impl Cautions {
    /// Those of a year.
    pub fn of(year: &YearOfCosts) -> Cautions {
        let is_long = |text: &str, most: usize| text.trim().chars().count() > most;
        let of_person = year.people.iter().map(|person| {
            let cut = |line: &&CostLine| is_long(&person.name, MOST_PERSON) || is_long(&line.institution, MOST_INSTITUTION);
            person.lines.iter().filter(cut).count()
        });
        Cautions {
            sheets: year.lines().count().div_ceil(MOST_LINES),
            cut: of_person.sum(),
            nameless: year.lines().filter(|line| line.institution.trim().is_empty()).count(),
        }
    }
}

/// The workbook of a year.
///
/// # Errors
/// [`XlsxError`] when it cannot be written.
pub fn workbook(year: &YearOfCosts) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = year.issued_on;
    let (y, m, d) = (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
    // Else the workbook would tell the hour, and no two would be equal.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(y, m, d)?));
    tell(book.add_worksheet(), year)?;
    let lines: Vec<(&str, &CostLine)> =
        year.people.iter().flat_map(|person| person.lines.iter().map(|line| (person.name.as_str(), line))).collect();
    for (sheet, lines) in lines.chunks(MOST_LINES).enumerate() {
        fill(book.add_worksheet().set_name(format!("表{}", sheet + 1))?, lines)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, lines: &[(&str, &CostLine)]) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    for ((place, name), width) in (0u16..).zip(HEADS).zip(WIDTHS) {
        sheet.write_string_with_format(0, place, name, &head)?.set_column_width(place, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, (person, line)) in (1u32..).zip(lines) {
        sheet.write_string(row, 0, cut(person, MOST_PERSON))?;
        sheet.write_string(row, 1, cut(&line.institution, MOST_INSTITUTION))?;
        sheet.write_string(row, column(line), APPLIES)?;
        sheet.write_number(row, 6, line.own_share as f64)?;
        sheet.write_number(row, 7, line.additional as f64)?;
    }
    Ok(())
}

fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// Which of the four purposes a line has.
fn column(line: &CostLine) -> u16 {
    match line.kind.parse::<CareKind>() {
        Ok(CareKind::Pharmacy) => 3,
        Ok(CareKind::Device) => 5,
        _ => 2,
    }
}

fn tell(sheet: &mut Worksheet, year: &YearOfCosts) -> Result<(), XlsxError> {
    let cautions = Cautions::of(year);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("はじめにお読みください")?.set_column_width(0, 90)?;
    let title = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, format!("医療費集計フォームに貼り付ける表（{}年）", year.year), &title)?;
    let (number, cut, nameless) = (cautions.sheets, cautions.cut, cautions.nameless);
    let mut sentences = vec![
        "この表は、国税庁の「医療費集計フォーム」（Ver.3.1）に貼り付けるためのものです。国税庁の様式ではありません。".to_owned(),
        "集計フォームに入力した医療費には、領収書が必要です。確定申告の期限などから5年間、領収書を保管してください。".to_owned(),
        "「表1」のシートのA2からI列の最後の行までをコピーし、集計フォームのB9に、値だけを貼り付けてください。".to_owned(),
        "金額は、実際に支払った額と違うことがあります。領収書で確かめてください。支払年月日は入っていません。".to_owned(),
        "「左のうち、補填される金額」には、付加給付額だけが入っています。高額療養費や自治体の助成などを受けたときは、書き加えてください。入院時の食事療養費は含みません。"
            .to_owned(),
    ];
    if number > 1 {
        sentences.push(format!(
            "集計フォームに入力できるのは{MOST_LINES}行までです。{MOST_LINES}行ごとに{number}枚のシートに分けました。集計フォームも{number}つに分けてください。"
        ));
    }
    if cut > 0 {
        sentences.push(format!(
            "集計フォームに入る文字数（人の名前は{MOST_PERSON}文字、病院などの名称は{MOST_INSTITUTION}文字）に合わせて、{cut}行で名前や名称の後ろを省きました。"
        ));
    }
    if nameless > 0 {
        sentences.push(format!("病院などの名称がない行が{nameless}行あります。領収書を見て書き加えてください。"));
    }
    for (row, sentence) in (2u32..).zip(sentences) {
        sheet.write_string_with_format(row, 0, sentence, &wrapped)?;
    }
    Ok(())
}
