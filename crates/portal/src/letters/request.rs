//! What is asked for when letters are issued, and what comes of it.

use std::path::PathBuf;

use jiff::civil::Date;
use madoguchi_documents::DocumentError;
use madoguchi_rules::{audience::Audience, settings::InsurerSettings};
use madoguchi_store::{StoreError, insurers::Insurer};
use serde::Serialize;

use super::Format;
use crate::{exports::ExportError, fault::Fault, imports::roster::Actor};

/// Whose letters are asked for.
#[derive(Clone, Debug)]
pub enum Whom {
    /// Those of this audience who may register and have no account.
    Audience(Audience),
    /// Those with this 記号 and 番号 (loose keys) who may register, and of them only the one with this 枝番 if one is named. They get a
    /// letter even if they have one. Who is marked (支援措置, 開示注意) gets one only when the 枝番 names them.
    Number {
        /// 記号; empty when the card shows none.
        symbol: String,
        /// 番号.
        number: String,
        /// 枝番, two digits.
        branch: Option<String>,
    },
}

/// What is asked for.
pub struct IssueRequest {
    /// The insurer.
    pub insurer: Insurer,
    /// Its settings.
    pub settings: InsurerSettings,
    /// Whose letters.
    pub whom: Whom,
    /// At most so many letters; none for all. The others stay due.
    pub most: Option<usize>,
    /// Also to those who have a code that is valid still; it ends.
    pub again: bool,
    /// Where they go. A file that is there is never replaced.
    pub out: PathBuf,
    /// What kind of file.
    pub format: Format,
    /// Only tell what would be.
    pub dry_run: bool,
    /// Read only who is due a letter: who is passed over is not counted.
    pub only_due: bool,
    /// At most so many of those who get none are listed for each reason; all are counted.
    pub lists: usize,
    /// Who asks.
    pub by: Actor,
    /// Why, in their words; may be empty on the command line.
    pub reason: String,
}

/// Why somebody gets no letter: the roster has no address.
pub const NO_ADDRESS: &str = "no_address";
/// Why somebody gets no letter: they are marked (支援措置, 開示注意), and the roster's address may be the one that they left.
pub const CAUTION: &str = "caution";

/// A person who may register but to whom no letter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Who, by our own identifier; not for files.
    #[serde(skip)]
    pub person_id: i64,
    /// 記号.
    pub symbol: String,
    /// 番号.
    pub number: String,
    /// 枝番; empty when there is none.
    pub branch: String,
    /// 氏名カナ.
    pub kana_name: String,
    /// Why: [`NO_ADDRESS`] or [`CAUTION`].
    pub reason: &'static str,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IssueOutcome {
    /// Whether letters were made and their codes count.
    pub issued: bool,
    /// How many letters there are, or would be.
    pub letters: usize,
    /// The last whole day on which their codes are good.
    pub valid_until: String,
    /// The files.
    pub files: Vec<PathBuf>,
    /// How many more would be due one, were there no most.
    pub waiting: usize,
    /// Who should have one and gets none, as far as they are listed.
    pub left_out: Vec<LeftOut>,
    /// How many get none because the roster has no address.
    #[serde(skip)]
    pub no_address: usize,
    /// How many because they are marked.
    #[serde(skip)]
    pub cautioned: usize,
    /// People who were passed over because they have an account.
    pub registered: usize,
    /// Because they are not eligible, or not among those who may register.
    pub not_entitled: usize,
    /// Because they have a code that is valid still.
    pub with_code: usize,
}

impl IssueOutcome {
    /// Who is left out for this reason.
    pub fn left_out_for(&self, reason: &str) -> impl Iterator<Item = &LeftOut> {
        self.left_out.iter().filter(move |left| left.reason == reason)
    }
}

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// Letters of this insurer are being made.
    #[error("letters of this insurer are being made by another process\nWait until it ends; if it was killed, try again in 5 minutes.")]
    Busy,
    /// The file is there.
    #[error("{}: the file is there already, and its letters may not have been posted\nName another file, or move it away.", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The letters were issued, but their file still has the name of an unfinished one.
    #[error("{}: {source}\nThe letters ARE issued. Rename the file without .unfinished and use it.", path.display())]
    NotRenamed {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Nobody has this number.
    #[error("nobody on the roster has this 記号 and 番号 (and 枝番)")]
    NobodyThere,
    /// The codes would expire before anybody may register.
    #[error(
        "the codes would be good until {until}, but registration opens on {opens} (signup_opens)\nIssue the letters nearer to that day."
    )]
    OpensTooLate {
        /// When registration opens.
        opens: Date,
        /// The last day of the codes.
        until: Date,
    },
    /// So many more are due a letter than a moment ago that the files do not suffice.
    #[error("the roster was changed meanwhile\nRun the command again.")]
    RosterMoved,
    /// A page could not be made.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The lines for the printing house could not be kept.
    #[error(transparent)]
    Csv(#[from] ExportError),
    /// The typesetter did not finish.
    #[error(transparent)]
    Unfinished(#[from] Fault),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}
