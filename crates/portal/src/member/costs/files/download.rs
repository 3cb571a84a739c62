//! `/portal/costs/files/2026/annual.pdf` and the like: the file itself.

use axum::extract::Path;
use madoguchi_documents::DocumentError;
use rust_xlsxwriter::XlsxError;
use tokio::sync::Semaphore;

use super::{File, Wanted, annual, csv, etax, json, table, year_of_costs::YearOfCosts};
use crate::{
    exports::download,
    fault::Fault,
    member::{
        before_file::{self, WantedFile},
        costs::{
            require_service,
            seen::{self, Noted},
        },
    },
    web::{Answer, Refusal, Visit, page},
};

/// So many files are made at a time: each takes a core for a moment.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

/// A file that could not be made.
#[derive(Debug, thiserror::Error)]
enum MakeError {
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

/// Sends the file to who logged in recently, and all others to the page that asks for it. The trail has it before the first byte leaves.
pub async fn send(visit: Visit, Path((year, name)): Path<(String, String)>) -> Answer {
    require_service(&visit)?;
    let file = File::named(&name).ok_or(Refusal::NotFound)?;
    let with_numbers = !matches!(file, File::Table | File::Etax) && visit.asked("numbers").is_some();
    let wanted = Wanted { year: year.parse().map_err(|_| Refusal::NotFound)?, file, with_numbers };
    if !before_file::is_recent(&visit)? {
        return Ok(page::see_other(&wanted.confirmation()));
    }
    let calendar = seen::calendar(&visit).await?;
    let noted = Noted::Taken(file.kind(), wanted.year);
    let year = YearOfCosts::read(&visit, &calendar, wanted.year, with_numbers, noted).await?.ok_or(Refusal::NotFound)?;
    let _turn = AT_A_TIME.acquire().await.map_err(Refusal::broken)?;
    let make: fn(&YearOfCosts) -> Result<Vec<u8>, MakeError> = match file {
        File::Etax => return etax::send(&visit, &year).await,
        File::Annual => |year| Ok(annual::pdf(year)?),
        File::Table => |year| Ok(table::workbook(year)?),
        File::Csv => |year| Ok(csv::csv(year)),
        File::Json => |year| Ok(json::json(year)),
    };
    let made = tokio::task::spawn_blocking(move || make(&year)).await.map_err(|error| Refusal::broken(Fault::from(error)))?;
    download::held(made.map_err(Refusal::broken)?, (file.media_type(), file.kind()), &file.title(wanted.year))
}
