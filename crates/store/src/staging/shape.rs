//! Where the lines of each kind of statement are kept, and what makes two of them equal.

use madoguchi_rules::statements::StatementKind;

/// The table of a kind's lines.
pub(super) struct Shape {
    kind: StatementKind,
    /// The table.
    pub table: &'static str,
    /// What a line says: name of the column, and its type in the temporary file.
    content: &'static [(&'static str, &'static str)],
    /// The column by which most lines of a person and a month differ.
    pub telling: &'static str,
    /// Where in the content stands what only one line of a person has.
    pub number: Option<&'static str>,
}

const COSTS: [(&str, &str); 9] = [
    ("kind", "TEXT"),
    ("institution", "TEXT"),
    ("days", "INTEGER"),
    ("total", "INTEGER"),
    ("insurer_share", "INTEGER"),
    ("public_share", "INTEGER"),
    ("own_share", "INTEGER"),
    ("meals", "INTEGER"),
    ("additional", "INTEGER"),
];

const OTHERS: [(&str, &str); 1] = [("content", "TEXT")];

impl Shape {
    pub fn of(kind: StatementKind) -> Shape {
        match kind {
            StatementKind::Costs => Shape { kind, table: "cost_lines", content: &COSTS, telling: "total", number: None },
            StatementKind::Savings | StatementKind::Advice => Shape::shared(kind, None),
            StatementKind::Benefits => Shape::shared(kind, Some("$.number")),
        }
    }

    fn shared(kind: StatementKind, number: Option<&'static str>) -> Shape {
        Shape { kind, table: "statement_lines", content: &OTHERS, telling: "content", number }
    }

    /// The columns of what a line says.
    pub fn content(&self) -> String {
        self.content.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// Whether each column of a line without its key holds a text: month, person, content.
    pub fn are_texts(&self) -> impl Iterator<Item = bool> {
        [true, false].into_iter().chain(self.content.iter().map(|(_, kind)| *kind == "TEXT"))
    }

    /// A line without its key, as every table of the temporary file has it.
    pub fn line(&self) -> String {
        let content: String = self.content.iter().map(|(name, kind)| format!(", {name} {kind} NOT NULL")).collect();
        format!("care_month TEXT NOT NULL, person_id INTEGER NOT NULL{content}")
    }

    /// That two lines of these tables say the same.
    pub fn are_equal(&self, one: &str, other: &str) -> String {
        self.content.iter().map(|(name, _)| format!(" AND {one}.{name} = {other}.{name}")).collect()
    }

    /// That a line of the table is of this kind.
    pub fn is_of_kind(&self) -> String {
        match self.kind {
            StatementKind::Costs => String::new(),
            kind => format!(" AND l.kind = '{kind}'"),
        }
    }

    /// The column that says the kind, and what stands in it.
    pub fn own_kind(&self) -> (&'static str, String) {
        match self.kind {
            StatementKind::Costs => ("", String::new()),
            kind => (", kind", format!(", '{kind}'")),
        }
    }
}
