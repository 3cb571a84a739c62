//! Finding the columns of a file by the names in its header line.

use std::collections::HashMap;

use madoguchi_rules::{header::header_key, my_number::is_my_number_header};

use super::{RowProblem, table::Record};

/// How many records may stand above the header line.
pub const MOST_TITLE_ROWS: usize = 20;
/// The field of a mapping that says: take no notice of this column.
pub const IGNORED: &str = "無視";

/// A field of a kind of file, with the names under which it usually stands.
pub trait Field: Copy + Eq + 'static {
    /// All fields, in the order of the contract.
    const ALL: &'static [Self];

    /// The contract's name.
    fn name(self) -> &'static str;

    /// Other usual names.
    fn other_names(self) -> &'static [&'static str];

    /// Whether no file goes without it.
    fn is_required(self) -> bool;
}

/// Header names of one kind of file: the usual ones and the insurer's own.
pub struct Vocabulary<F> {
    names: HashMap<String, Option<F>>,
}

/// The columns of a file.
#[derive(Clone, Debug)]
pub struct Columns<F> {
    /// The header line's number.
    pub line: u64,
    /// The names in it.
    pub names: Vec<String>,
    /// Field and place, in the order of the file.
    pub fields: Vec<(F, usize)>,
    /// Places of columns that are of no known field.
    pub unknown: Vec<usize>,
}

impl<F: Field> Vocabulary<F> {
    /// The usual names, and over them the insurer's mapping (header name to field name).
    pub fn new(mapping: &[(String, String)]) -> Vocabulary<F> {
        let usual = F::ALL.iter().flat_map(|field| {
            std::iter::once(field.name()).chain(field.other_names().iter().copied()).map(|name| (header_key(name), Some(*field)))
        });
        let own = mapping.iter().map(|(header, name)| (header_key(header), field_named(name)));
        Vocabulary { names: usual.chain(own).collect() }
    }

    /// The field that a header means, if it is known and to be used.
    pub fn field_of(&self, header: &str) -> Option<F> {
        self.names.get(&header_key(header)).copied().flatten()
    }

    /// Whether a header is a field's or one that is not to be used.
    pub fn knows(&self, header: &str) -> bool {
        self.names.contains_key(&header_key(header))
    }

    /// How many cells of a record are names of fields: what tells the header line from titles and data.
    pub fn recognised(&self, record: &Record) -> usize {
        record.cells().filter(|cell| self.field_of(cell).is_some()).count()
    }

    /// Whether a record is the header line: at least two known names, or the only one that a file of one column can have.
    pub fn is_header(&self, record: &Record) -> bool {
        self.recognised(record) >= 2.min(record.len())
    }

    /// The columns by this header line.
    ///
    /// # Errors
    /// The columns that are missing, doubled, or announce My Numbers: the file is refused.
    pub fn columns(&self, header: &Record) -> Result<Columns<F>, Vec<RowProblem>> {
        let names: Vec<String> = header.cells().map(|cell| cell.trim().to_owned()).collect();
        let mut columns = Columns { line: header.line, names, fields: Vec::new(), unknown: Vec::new() };
        let mut problems = Vec::new();
        for (place, name) in columns.names.iter().enumerate() {
            if is_my_number_header(name) {
                problems.push(my_number_column(header.line, name));
                continue;
            }
            match self.names.get(&header_key(name)) {
                Some(Some(field)) => match columns.place(*field) {
                    Some(first) => problems.push(doubled(header.line, *field, columns.names.get(first), name)),
                    None => columns.fields.push((*field, place)),
                },
                Some(None) => {}
                None => columns.unknown.push(place),
            }
        }
        for field in F::ALL.iter().filter(|field| field.is_required() && columns.place(**field).is_none()) {
            problems.push(missing(header.line, field.name()));
        }
        if problems.is_empty() { Ok(columns) } else { Err(problems) }
    }
}

impl<F: Field> Columns<F> {
    /// Where a field's column is.
    pub fn place(&self, field: F) -> Option<usize> {
        self.fields.iter().find(|(known, _)| *known == field).map(|(_, place)| *place)
    }

    /// The name of the field's column in this file.
    pub fn name_of(&self, field: F) -> String {
        self.place(field).and_then(|place| self.names.get(place)).cloned().unwrap_or_else(|| field.name().to_owned())
    }

    /// The name of the column at this place.
    pub fn name_at(&self, place: usize) -> String {
        self.names.get(place).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| format!("{}列目", place + 1))
    }
}

/// The field with this name.
pub fn field_named<F: Field>(name: &str) -> Option<F> {
    F::ALL.iter().copied().find(|field| header_key(field.name()) == header_key(name))
}

/// The refusal of a file that holds My Numbers.
pub fn my_number_column(line: u64, name: &str) -> RowProblem {
    RowProblem::of_cell(
        line,
        name,
        "個人番号（マイナンバー）の列があります。このサービスは個人番号を取り扱えません。",
        "個人番号の列を削除してから、取り込み直してください。削除前のファイルは適切に廃棄してください。",
    )
}

fn doubled<F: Field>(line: u64, field: F, first: Option<&String>, second: &str) -> RowProblem {
    RowProblem::of_cell(
        line,
        second,
        format!("「{}」の列が2つあります（「{}」と「{second}」）。", field.name(), first.map_or("", String::as_str)),
        format!("どちらか一方の列を削除するか、使わない列を「列の対応」で指定してください（コマンドでは --map '{second}={IGNORED}'）。"),
    )
}

fn missing(line: u64, name: &str) -> RowProblem {
    RowProblem::of_cell(
        line,
        name,
        format!("「{name}」の列がありません。"),
        format!(
            "見出しの行に「{name}」の列を加えるか、別の名前の列であれば「列の対応」で指定してください（コマンドでは --map '列の名前={name}'）。"
        ),
    )
}
