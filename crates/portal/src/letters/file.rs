//! The file that the letters go to: a CSV for a printing house, or PDFs to print. Until it is whole it is called `….unfinished`, so that
//! nobody posts the half of a batch.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use madoguchi_documents::letters::{Letter, LetterSheet, letters};

use super::IssueError;
use crate::{
    exports::{Cell, Kind, Writer},
    fault::Fault,
};

/// So many letters stand in one PDF: what the typesetter holds in memory at a time.
pub const LETTERS_A_PDF: usize = 250;

const HEADER: [&str; 12] = [
    "郵便番号",
    "住所",
    "氏名",
    "初回登録コード",
    "初回登録コード（印字用）",
    "有効期限",
    "保険者名",
    "保険者指定コード",
    "初回登録のアドレス",
    "二次元コードのアドレス",
    "電話",
    "受付時間",
];

/// What kind of file letters go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One line a letter, for a printing house.
    Csv,
    /// A page a letter, at most [`LETTERS_A_PDF`] in one file.
    Pdf,
}

impl Format {
    /// The kind that a file's name asks for.
    pub fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        match ending.as_str() {
            "csv" => Some(Format::Csv),
            "pdf" => Some(Format::Pdf),
            _ => None,
        }
    }

    /// Its name in the trail.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Pdf => "pdf",
        }
    }

    /// The files that so many letters go to: one, or of many PDFs `letters-1.pdf`, `letters-2.pdf` ….
    pub fn files(self, out: &Path, letters: usize) -> Vec<PathBuf> {
        let count = if self == Format::Csv { 1 } else { letters.div_ceil(LETTERS_A_PDF).max(1) };
        let width = count.to_string().len();
        match count {
            1 => vec![out.to_owned()],
            _ => (1..=count).map(|number| numbered(out, number, width)).collect(),
        }
    }
}

fn numbered(out: &Path, number: usize, width: usize) -> PathBuf {
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-{number:0width$}.pdf"))
}

/// The files of a batch while they are written.
pub struct LetterFiles {
    sheet: Arc<LetterSheet>,
    planned: std::vec::IntoIter<PathBuf>,
    begun: Vec<PathBuf>,
    csv: Option<Writer>,
    waiting: Vec<Letter>,
}

impl LetterFiles {
    /// Begins the files for about so many letters.
    ///
    /// # Errors
    /// [`IssueError::FileExists`] when one of them is there: its letters may not have been posted yet. [`IssueError::Csv`].
    pub fn begin(out: &Path, format: Format, sheet: LetterSheet, letters: usize) -> Result<LetterFiles, IssueError> {
        let planned = format.files(out, letters);
        if let Some(there) = planned.iter().find(|path| path.exists()) {
            return Err(IssueError::FileExists { path: there.clone() });
        }
        let csv = match format {
            Format::Csv => Some(Writer::begin(Kind::Csv, "", &HEADER)?),
            Format::Pdf => None,
        };
        Ok(LetterFiles { sheet: Arc::new(sheet), planned: planned.into_iter(), begun: Vec::new(), csv, waiting: Vec::new() })
    }

    /// Adds letters.
    ///
    /// # Errors
    /// [`IssueError::Csv`], [`IssueError::File`], [`IssueError::Document`].
    pub async fn add(&mut self, letters: Vec<Letter>) -> Result<(), IssueError> {
        if let Some(csv) = &mut self.csv {
            return Ok(letters.iter().try_for_each(|letter| csv.row(&record(&self.sheet, letter)))?);
        }
        self.waiting.extend(letters);
        while self.waiting.len() > LETTERS_A_PDF {
            let rest = self.waiting.split_off(LETTERS_A_PDF);
            self.print().await?;
            self.waiting = rest;
        }
        Ok(())
    }

    /// Prints what waits into the next PDF.
    async fn print(&mut self) -> Result<(), IssueError> {
        let (sheet, waiting) = (self.sheet.clone(), std::mem::take(&mut self.waiting));
        let pdf = tokio::task::spawn_blocking(move || letters(&sheet, &waiting)).await.map_err(Fault::from)??;
        self.write_next(&mut pdf.as_slice())
    }

    /// Writes the next file, under the name that it has while it is unfinished. Only its owner may read it.
    fn write_next(&mut self, content: &mut dyn io::Read) -> Result<(), IssueError> {
        let path = self.planned.next().ok_or(IssueError::RosterMoved)?;
        let unfinished = unfinished(&path);
        self.begun.push(path);
        let mut write = || {
            let mut file = private_file(&unfinished)?;
            io::copy(content, &mut file)?;
            file.flush()?;
            file.sync_all()
        };
        write().map_err(|source| IssueError::File { path: unfinished.clone(), source })
    }

    /// Ends the files: they are whole and on the disk, under the name that says that they are unfinished.
    ///
    /// # Errors
    /// [`IssueError::Csv`], [`IssueError::File`], [`IssueError::Document`].
    pub async fn end(&mut self) -> Result<(), IssueError> {
        if !self.waiting.is_empty() {
            self.print().await?;
        }
        match self.csv.take() {
            Some(csv) => self.write_next(&mut csv.finish()?.file),
            None => Ok(()),
        }
    }

    /// Gives the files their names; answers them.
    ///
    /// # Errors
    /// [`IssueError::NotRenamed`]: the codes count already, so the file must not be thrown away.
    pub fn name(self) -> Result<Vec<PathBuf>, IssueError> {
        self.begun
            .into_iter()
            .map(|path| {
                let unfinished = unfinished(&path);
                std::fs::rename(&unfinished, &path).map_err(|source| IssueError::NotRenamed { path: unfinished, source })?;
                Ok(path)
            })
            .collect()
    }

    /// Removes the files: nothing was issued.
    pub fn discard(self) {
        for path in &self.begun {
            if let Err(error) = std::fs::remove_file(unfinished(path)) {
                tracing::warn!(%error, "an unfinished file of letters could not be removed");
            }
        }
    }
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    path.with_file_name(name)
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn record(sheet: &LetterSheet, letter: &Letter) -> [Cell; 12] {
    let code = letter.code.replace('-', "");
    let fields: [&str; 12] = [
        &letter.postal_code,
        &letter.address,
        &letter.name,
        &code,
        &letter.code,
        &sheet.valid_until,
        &sheet.insurer_name,
        &sheet.insurer_code,
        &sheet.signup_url,
        &sheet.prefilled_signup_url,
        &sheet.support_phone,
        &sheet.support_hours,
    ];
    fields.map(Cell::text)
}
