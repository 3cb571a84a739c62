//! `/portal/costs/files…`: the costs of a tax year to take along: 年間医療費通知 as a PDF, and tables of the same lines.
//!
//! A file leaves only shortly after a login, or after the login was confirmed once more
//! ([`before_file`]), and each is in the trail.

mod annual;
mod csv;
mod download;
mod etax;
mod json;
mod page;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
mod year_of_costs;

use super::SCREEN;
use crate::{
    member::{
        before_file::{self, WantedFile},
        costs::require_service,
    },
    web::{Refusal, Routes, Visit},
};

/// Adds the pages and the files to the table.
pub fn routes(routes: Routes) -> Routes {
    before_file::routes::<Wanted>(routes, "/portal/costs/confirm", SCREEN).get("/portal/costs/files", SCREEN, page::screen).get(
        "/portal/costs/files/{year}/{file}",
        SCREEN,
        download::send,
    )
}

/// The page on which the files of a year are.
pub fn page_of(year: i16) -> String {
    format!("/portal/costs/files?year={year}")
}

/// What there is to take along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum File {
    /// 年間医療費通知, a PDF.
    Annual,
    /// A table to paste into the tax office's 医療費集計フォーム.
    Table,
    /// The lines as マイナポータル has them.
    Csv,
    /// Everything, for programs.
    Json,
    /// 医療費通知データ for e-Tax, where the operator can make it.
    Etax,
}

/// A file that a member wants, written `2026-annual.pdf`, or `2026-annual.pdf-numbers` with 記号・番号 in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    year: i16,
    file: File,
    with_numbers: bool,
}

/// Behind the name of a file in which 記号・番号 are wanted.
const WITH_NUMBERS: &str = "-numbers";

impl File {
    const ALL: [File; 5] = [File::Annual, File::Etax, File::Table, File::Csv, File::Json];

    /// As addresses name it.
    fn name(self) -> &'static str {
        match self {
            File::Annual => "annual.pdf",
            File::Table => "table.xlsx",
            File::Csv => "costs.csv",
            File::Json => "costs.json",
            File::Etax => "etax.xml",
        }
    }

    fn named(name: &str) -> Option<File> {
        File::ALL.into_iter().find(|file| file.name() == name)
    }

    /// As the trail names it; the ending of its name too.
    fn kind(self) -> &'static str {
        match self {
            File::Annual => "pdf",
            File::Table => "xlsx",
            File::Csv => "csv",
            File::Json => "json",
            File::Etax => "xml",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            File::Annual => "application/pdf",
            File::Table => crate::exports::Kind::Xlsx.media_type(),
            File::Csv => "text/csv; charset=utf-8",
            File::Json => "application/json",
            File::Etax => "application/xml",
        }
    }

    /// The name under which it is saved, without its ending.
    fn title(self, year: i16) -> String {
        match self {
            File::Annual => format!("年間医療費通知_{year}年"),
            File::Table => format!("医療費集計フォームに貼り付ける表_{year}年"),
            File::Csv | File::Json => format!("医療費の明細_{year}年"),
            File::Etax => format!("医療費通知データ_{year}年"),
        }
    }
}

impl Wanted {
    fn named(text: &str) -> Option<Wanted> {
        let (year, rest) = text.split_once('-')?;
        let (name, with_numbers) = rest.strip_suffix(WITH_NUMBERS).map_or((rest, false), |name| (name, true));
        Some(Wanted { year: year.parse().ok()?, file: File::named(name)?, with_numbers })
    }

    /// Where it is fetched.
    fn address(self) -> String {
        let numbers = if self.with_numbers { "?numbers=yes" } else { "" };
        format!("/portal/costs/files/{}/{}{numbers}", self.year, self.file.name())
    }
}

impl WantedFile for Wanted {
    fn named(visit: &Visit, named: &str) -> Result<Self, Refusal> {
        require_service(visit)?;
        Wanted::named(named).ok_or(Refusal::NotFound)
    }

    fn confirmation(&self) -> String {
        format!("/portal/costs/confirm/{self}")
    }

    fn beginning(&self) -> String {
        format!("{}&begin={self}", self.page())
    }

    fn page(&self) -> String {
        page_of(self.year)
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}{}", self.year, self.file.name(), if self.with_numbers { WITH_NUMBERS } else { "" })
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    page::samples(visit).into_iter().chain(etax::samples(visit)).collect()
}
