//! What the desk corrected, kept apart while a file is compared.
//!
//! A comparison is of the roster's own values: `current` gets back what the roster's file said, so that people are recognised by what
//! their insurer's system has, wrong as it may be. What stands on the roster instead waits in `corrected`, and is laid over what the
//! plan writes where the file still says what it said.

use rusqlite::{params, params_from_iter};

use super::Staging;
use crate::{
    Database, StoreError,
    corrections::{CorrectedField, Correction},
};

/// How many corrections a page has.
const PAGE: i64 = 1_000;

/// A correction that ends because the roster's own value changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedCorrection {
    /// The person.
    pub person_id: i64,
    /// The field.
    pub field: CorrectedField,
}

/// DDL of the table of corrected people: for each field whether its correction `holds` or `ended` (none: NULL), and the columns as the
/// roster shows them.
pub(super) fn table() -> String {
    let columns = CorrectedField::ALL.iter().flat_map(|field| {
        let state = format!("{}_correction TEXT", field.name());
        std::iter::once(state).chain(field.columns().iter().map(|column| format!("{column} TEXT")))
    });
    format!("CREATE TABLE corrected (person_id INTEGER PRIMARY KEY, {}) STRICT", columns.collect::<Vec<_>>().join(", "))
}

/// What the roster shows in a column after the import, given the SQL of the roster's own value (`x` is the row of `corrected`).
pub(super) fn laid_over(column: &str, own: &str) -> String {
    match CorrectedField::of_column(column) {
        Some(field) => format!("CASE WHEN x.{}_correction = 'holds' THEN x.{column} ELSE {own} END", field.name()),
        None => own.to_owned(),
    }
}

/// What the roster shows in a column now (`c` is the row of `current`, `x` that of `corrected`).
pub(super) fn shown_before(column: &str) -> String {
    match CorrectedField::of_column(column) {
        Some(field) => format!("CASE WHEN x.{}_correction IS NULL THEN c.{column} ELSE x.{column} END", field.name()),
        None => format!("c.{column}"),
    }
}

/// Whether the file says of a field what the roster's file said before; width, spaces and the case of letters aside.
fn is_same(field: CorrectedField) -> String {
    let bare = |name: &str| format!("replace(replace(replace(COALESCE({name}, ''), '　', ''), ' ', ''), '-', '')");
    match field {
        CorrectedField::KanaName => "i.kana_unfolded IS c.kana_unfolded".to_owned(),
        CorrectedField::BirthDate => "i.birth_date IS c.birth_date".to_owned(),
        CorrectedField::Email => "lower(i.email) IS lower(c.email)".to_owned(),
        CorrectedField::Name | CorrectedField::PostalCode | CorrectedField::Address => {
            format!("{} = {}", bare(&format!("i.{}", field.name())), bare(&format!("c.{}", field.name())))
        }
    }
}

impl Staging {
    /// Takes the desk's corrections over: from here on `current` has the roster's own values. Call it after [`Staging::load_current`]
    /// and before [`Staging::pair`].
    ///
    /// # Errors
    /// [`StoreError`] of either side.
    pub async fn load_corrections(&mut self, database: &Database, insurer_id: i64) -> Result<(), StoreError> {
        let mut after = (i64::MIN, String::new());
        loop {
            let (person_id, field) = (after.0, after.1.as_str());
            let page = database.read(|work| async move { work.corrections_after(insurer_id, (person_id, field), PAGE).await }).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = (last.person_id, last.field.clone());
            for correction in &page {
                self.set_apart(correction)?;
            }
        }
    }

    fn set_apart(&mut self, correction: &Correction) -> Result<(), StoreError> {
        let no_field = || StoreError::Unreadable { column: "roster_corrections.field", problem: "no such field".to_owned() };
        let field = CorrectedField::named(&correction.field).ok_or_else(no_field)?;
        let columns: Vec<&str> = CorrectedField::ALL.iter().flat_map(|field| field.columns()).copied().collect();
        let all = columns.join(", ");
        // Once per person, before the first of their fields gets its own value back.
        let apart = format!("INSERT OR IGNORE INTO corrected (person_id, {all}) SELECT person_id, {all} FROM current WHERE person_id = ?1");
        self.connection.prepare_cached(&apart)?.execute(params![correction.person_id])?;
        let mark = format!("UPDATE corrected SET {}_correction = 'holds' WHERE person_id = ?1", field.name());
        self.connection.prepare_cached(&mark)?.execute(params![correction.person_id])?;
        let own = field.columns().iter().enumerate().map(|(place, column)| format!("{column} = ?{}", place + 2));
        let give_back = format!("UPDATE current SET {} WHERE person_id = ?1", own.collect::<Vec<_>>().join(", "));
        let mut values: Vec<rusqlite::types::Value> = vec![correction.person_id.into()];
        values.extend(correction.roster_columns(field).into_iter().map(|value| value.map(str::to_owned).into()));
        self.connection.prepare_cached(&give_back)?.execute(params_from_iter(values))?;
        Ok(())
    }

    /// Ends the corrections of paired people whose own value is another in the file.
    pub(super) fn end_corrections(&self) -> Result<(), StoreError> {
        for field in CorrectedField::ALL.into_iter().filter(|field| !self.is_absent(field.name())) {
            self.run(&format!(
                "UPDATE corrected SET {field}_correction = 'ended' WHERE {field}_correction = 'holds' AND person_id IN (
                     SELECT p.person_id FROM corrected x JOIN pairs p ON p.person_id = x.person_id JOIN incoming i ON i.line = p.line
                     JOIN current c ON c.person_id = p.person_id WHERE NOT ({same}))",
                field = field.name(),
                same = is_same(field)
            ))?;
        }
        Ok(())
    }

    /// The corrections that end with this import.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub fn ended_corrections(&self) -> Result<Vec<EndedCorrection>, StoreError> {
        let mut ended = Vec::new();
        for field in CorrectedField::ALL {
            let sql = format!("SELECT person_id FROM corrected WHERE {}_correction = 'ended' ORDER BY person_id", field.name());
            let mut select = self.connection.prepare(&sql)?;
            let people = select.query_map([], |row| row.get(0))?;
            for person_id in people {
                ended.push(EndedCorrection { person_id: person_id?, field });
            }
        }
        Ok(ended)
    }
}
