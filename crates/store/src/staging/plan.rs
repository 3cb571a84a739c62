//! What the next version of the roster changes.

use rusqlite::{named_params, params};

use super::{
    COLUMNS, OWN_COLUMNS, Staging,
    corrections::{laid_over, shown_before},
};
use crate::{StoreError, corrections::CorrectedField};

/// How many rows of the file are what, and how many people leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People who were not on the roster.
    pub added: i64,
    /// People of whom something else than the number changed, or who are eligible again.
    pub changed: i64,
    /// People who were recognised within their household though number or name changed.
    pub rekeyed: i64,
    /// People as they were.
    pub unchanged: i64,
    /// People who leave because they are not in the file or somebody else has their number.
    pub left: i64,
    /// Those of them whose number another person of the file has now.
    pub replaced: i64,
    /// People of the roster in force who are eligible today.
    pub eligible: i64,
}

/// One change, for the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `added`, `changed`, `rekeyed` or `left`.
    pub kind: String,
    /// The line of the file; `None` for who left.
    pub line: Option<i64>,
    /// 記号, 番号, 枝番, 氏名カナ, 氏名 as they are from now on.
    pub person: [String; 5],
    /// The columns that changed.
    pub columns: Vec<&'static str>,
    /// The fields whose correction ends because the roster's own value changed.
    pub ended: Vec<CorrectedField>,
}

/// Columns whose change a report tells; the others are made of these.
const TOLD: [&str; 17] = [
    "symbol",
    "number",
    "branch",
    "kana_name",
    "name",
    "birth_date",
    "relation",
    "acquired_on",
    "lost_on",
    "email",
    "personal_key",
    "office",
    "postal_code",
    "address",
    "burden",
    "burden_from",
    "recognised_on",
];

const ELIGIBLE_TODAY: &str = "(COALESCE(c.eligible_from, c.acquired_on) IS NULL OR COALESCE(c.eligible_from, c.acquired_on) <= :today)
     AND (c.lost_on IS NULL OR c.lost_on > :today)";

impl Staging {
    /// Decides what every pair, every other row and every other person comes to. New people are numbered from `first_person_id` on.
    /// With `is_full`, who is eligible today and not in the file leaves today.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn decide(&mut self, is_full: bool, first_person_id: i64) -> Result<Counts, StoreError> {
        self.run("BEGIN")?;
        self.end_corrections()?;
        self.run(&self.next_values("merged", "pairs", |_, own| own))?;
        let differs = COLUMNS.iter().chain(&["lost_by_import"]).map(|column| format!("m.{column} IS NOT c.{column}"));
        let differs = differs.collect::<Vec<_>>().join(" OR ");
        self.run(&format!(
            "INSERT INTO plan (kind, line, person_id)
             SELECT CASE m.kind WHEN 'household' THEN 'rekeyed' ELSE 'changed' END, m.line, m.person_id
             FROM merged m JOIN current c ON c.person_id = m.person_id WHERE m.kind = 'household' OR {differs} ORDER BY m.line"
        ))?;
        self.connection.execute(
            "INSERT INTO plan (kind, line, person_id)
             SELECT 'added', line, ?1 + ROW_NUMBER() OVER (ORDER BY line) - 1 FROM free_rows ORDER BY line",
            params![first_person_id],
        )?;
        self.decide_who_leaves(is_full)?;
        self.run("CREATE UNIQUE INDEX plan_by_person ON plan (person_id)")?;
        self.run(&self.next_values("next_rows", "plan", |column, own| laid_over(column, &own)))?;
        self.run("COMMIT")?;
        self.counts()
    }

    fn decide_who_leaves(&self, is_full: bool) -> Result<(), StoreError> {
        let who = if is_full { format!("taken_by IS NOT NULL OR ({ELIGIBLE_TODAY})") } else { "taken_by IS NOT NULL".to_owned() };
        // Somebody else has the 個人キー, the 記号・番号・枝番, or is now the one insured of a 記号・番号 whose rows have no 枝番. Leading zeros
        // aside only where nobody of the roster has the row's number to the letter.
        let taken_by = "CASE WHEN c.lost_on IS NULL OR c.lost_on > :today THEN COALESCE(
                 (SELECT MIN(r.line) FROM free_rows r WHERE r.personal_key IS NOT NULL AND r.personal_key = f.personal_key),
                 (SELECT MIN(r.line) FROM free_rows r WHERE r.number_loose = f.number_loose AND r.symbol_loose = f.symbol_loose
                     AND ((r.number_key = f.number_key AND r.symbol_key = f.symbol_key) OR NOT EXISTS (
                         SELECT 1 FROM current o WHERE o.number_loose = r.number_loose AND o.symbol_loose = r.symbol_loose
                             AND o.number_key = r.number_key AND o.symbol_key = r.symbol_key))
                     AND (r.branch = f.branch
                          OR (r.branch IS NULL OR f.branch IS NULL) AND r.relation = 'insured' AND f.relation = 'insured'))) END";
        self.connection.execute(
            &format!(
                "INSERT INTO plan (kind, line, person_id, taken_by)
                 SELECT 'left', NULL, c.person_id, taken_by FROM (
                     SELECT f.person_id, c.lost_on, c.acquired_on, c.eligible_from, {taken_by} AS taken_by
                     FROM free_people f JOIN current c ON c.person_id = f.person_id) c
                 WHERE {who} ORDER BY c.person_id"
            ),
            named_params! { ":today": self.today() },
        )?;
        Ok(())
    }

    /// The view `name`: what each row of `source` (line, person_id, kind) comes to in the next version, each column by its own value
    /// and what `shown` makes of that.
    fn next_values(&self, name: &str, source: &str, shown: impl Fn(&str, String) -> String) -> String {
        let columns = COLUMNS.iter().chain(&OWN_COLUMNS);
        let columns = columns.map(|column| format!("{} AS {column}", shown(column, self.next_value(column))));
        let columns = columns.collect::<Vec<_>>().join(", ");
        let seq = if source == "plan" { "s.seq" } else { "s.line" };
        format!(
            "CREATE TEMP VIEW {name} AS SELECT {seq} AS seq, s.kind, s.line, s.person_id, {columns} FROM {source} s
                 LEFT JOIN incoming i ON i.line = s.line LEFT JOIN current c ON c.person_id = s.person_id
                 LEFT JOIN corrected x ON x.person_id = s.person_id"
        )
    }

    /// The roster's own value of a column. Where a correction holds the file says what it said before, in whatever width.
    fn next_value(&self, column: &str) -> String {
        let keeps_longer = |key: &str| {
            let (loose, exact) = (format!("{key}_loose"), format!("{key}_key"));
            format!("s.line IS NULL OR (c.{loose} = i.{loose} AND length(i.{exact}) < length(c.{exact}))")
        };
        match column {
            "lost_on" if self.is_absent("lost_on") => {
                format!("CASE WHEN s.line IS NULL THEN '{}' WHEN c.lost_by_import THEN NULL ELSE c.lost_on END", self.today.0)
            }
            "lost_on" => format!("CASE WHEN s.line IS NULL THEN '{}' ELSE i.lost_on END", self.today.0),
            "lost_by_import" => "s.line IS NULL".to_owned(),
            "eligible_from" => "c.eligible_from".to_owned(),
            "relation" => "COALESCE(i.relation, c.relation, 'dependant')".to_owned(),
            _ if self.is_absent(column) => format!("COALESCE(c.{column}, i.{column})"),
            "symbol" | "symbol_key" => format!("CASE WHEN {} THEN c.{column} ELSE i.{column} END", keeps_longer("symbol")),
            "number" | "number_key" => format!("CASE WHEN {} THEN c.{column} ELSE i.{column} END", keeps_longer("number")),
            _ => match CorrectedField::of_column(column) {
                Some(field) => {
                    format!("CASE WHEN s.line IS NULL OR x.{}_correction = 'holds' THEN c.{column} ELSE i.{column} END", field.name())
                }
                None => format!("CASE WHEN s.line IS NULL THEN c.{column} ELSE i.{column} END"),
            },
        }
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let of = |kind: &str| self.count(&format!("SELECT COUNT(*) FROM plan WHERE kind = '{kind}'"));
        let (changed, rekeyed) = (of("changed")?, of("rekeyed")?);
        let eligible = format!("SELECT COUNT(*) FROM current c WHERE {ELIGIBLE_TODAY}").replace(":today", &format!("'{}'", self.today.0));
        Ok(Counts {
            added: of("added")?,
            changed,
            rekeyed,
            unchanged: self.count("SELECT COUNT(*) FROM pairs")? - changed - rekeyed,
            left: of("left")?,
            replaced: self.count("SELECT COUNT(*) FROM plan WHERE taken_by IS NOT NULL")?,
            eligible: self.count(&eligible)?,
        })
    }

    /// How many rows of the roster the plan writes.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn planned(&self) -> Result<i64, StoreError> {
        self.count("SELECT COUNT(*) FROM plan")
    }

    /// Tells every change to `tell`, in the order in which it is written.
    ///
    /// # Errors
    /// [`StoreError::Staging`], or what `tell` returns.
    pub fn changes<E: From<StoreError>>(&self, mut tell: impl FnMut(Change) -> Result<(), E>) -> Result<(), E> {
        let sql = format!(
            "SELECT n.kind, n.line, n.symbol, n.number, COALESCE(n.branch, ''), n.kana_name, n.name, {}, {} FROM {CHANGED_ROWS} ORDER BY n.seq",
            changed_columns(),
            ended_fields()
        );
        let mut changes = self.connection.prepare(&sql).map_err(StoreError::from)?;
        let mut rows = changes.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            tell(change(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }
}

/// The planned rows beside what the roster shows now.
pub(super) const CHANGED_ROWS: &str =
    "next_rows n LEFT JOIN current c ON c.person_id = n.person_id LEFT JOIN corrected x ON x.person_id = n.person_id";

/// The columns that a planned row changes, each with a comma behind it; of somebody new none are told.
pub(super) fn changed_columns() -> String {
    let marks = TOLD.map(|column| format!("CASE WHEN n.{column} IS NOT {} THEN '{column},' ELSE '' END", shown_before(column)));
    format!("CASE WHEN n.kind = 'added' THEN '' ELSE {} END", marks.join(" || "))
}

fn ended_fields() -> String {
    let marks =
        CorrectedField::ALL.map(|field| format!("CASE WHEN x.{name}_correction = 'ended' THEN '{name},' ELSE '' END", name = field.name()));
    marks.join(" || ")
}

fn change(row: &rusqlite::Row<'_>) -> Result<Change, rusqlite::Error> {
    let (changed, ended): (String, String) = (row.get(7)?, row.get(8)?);
    let columns = TOLD.into_iter().filter(|column| changed.split(',').any(|name| name == *column)).collect();
    let ended = ended.split(',').filter_map(CorrectedField::named).collect();
    let person = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
    Ok(Change { kind: row.get(0)?, line: row.get(1)?, person, columns, ended })
}
