//! The people whom a notice reaches on paper, as a file for window envelopes or a printing house.

use jiff::civil::Date;
use madoguchi_rules::kana::RosterKana;
use madoguchi_store::{Database, StoreError, announcements::Announcement, audiences::Addressed};

use super::{PAGE, Way, audience_of, insurers, way};
use crate::exports::{Cell, ExportError, Kind, Made, Writer};

/// The columns.
pub const HEADER: [&str; 7] = ["郵便番号", "住所", "氏名", "氏名カナ", "記号", "番号", "枝番"];

/// A file that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
}

/// Writes the people of an insurer whom a notice reaches on paper today.
///
/// # Errors
/// [`PaperError`].
pub async fn write(store: &Database, insurer_id: i64, notice: &Announcement, kind: Kind, today: Date) -> Result<Made, PaperError> {
    let audience = audience_of(&notice.audience)?;
    let mut writer = Writer::begin(kind, "宛名", &HEADER)?;
    for (_, settings) in insurers(store, Some(insurer_id)).await? {
        let mut after = 0;
        loop {
            let page = store.read(|work| async move { work.addressed_after(insurer_id, after, today.into(), PAGE).await }).await?;
            let Some(last) = page.last() else { break };
            after = last.entry.person_id;
            for person in &page {
                if matches!(way(person, &audience, notice.essential, &settings, today), Way::Paper) {
                    writer.row(&row(person))?;
                }
            }
        }
    }
    Ok(writer.finish()?)
}

fn row(person: &Addressed) -> [Cell; 7] {
    let entry = &person.entry;
    let kana = RosterKana::parse(&entry.kana_name).map_or_else(|_| entry.kana_name.clone(), |kana| kana.display().to_owned());
    [
        Cell::optional(entry.postal_code.clone()),
        Cell::optional(entry.address.clone()),
        Cell::text(if entry.name.is_empty() { &kana } else { &entry.name }),
        Cell::text(kana.as_str()),
        Cell::text(entry.symbol.as_str()),
        Cell::text(entry.number.as_str()),
        Cell::optional(entry.branch.clone()),
    ]
}
