//! What an import came to, as `--json` prints it (contract, section 6).

use madoguchi_store::{StoreError, moves::PossibleMove, staging::Move};
use serde::Serialize;

use super::{approval::ApprovalReason, found, reading::RefusedFile};
use crate::imports::RowProblem;

/// What an import came to. `read = added + changed + rekeyed + unchanged + refused`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportOutcome {
    /// Whether the roster is now as the file says; `false` for a refused file and for `--dry-run`, which tell what would be.
    pub applied: bool,
    /// Set when the import waits for a second person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaiting_approval: Option<Awaiting>,
    /// Rows of the file, without titles, totals and blank rows.
    pub read: i64,
    /// People who were not on the roster.
    pub added: i64,
    /// People of whom something changed.
    pub changed: i64,
    /// People recognised within their household though number, 枝番 or name changed.
    pub rekeyed: i64,
    /// People as they were.
    pub unchanged: i64,
    /// People who leave today though no row says so.
    pub left: i64,
    /// Old and new people who are probably one; the first 1,000.
    pub possible_same_person: Vec<PossibleSamePerson>,
    /// How many there are.
    pub possible_same_people_found: i64,
    /// Bad rows.
    pub refused: i64,
    /// The first 1,000 problems, in the order of the file. `--report` has every one.
    pub errors: Vec<RowProblem>,
    /// How many problems there are.
    pub errors_found: i64,
    /// What is worth a look though the file is taken; the first 1,000.
    pub warnings: Vec<RowProblem>,
    /// How many warnings there are.
    pub warnings_found: i64,
}

/// An import that a manager or deputy of the insurer's desk must approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Awaiting {
    /// Our own identifier of the import.
    pub import: i64,
    /// Why.
    pub reasons: Vec<ApprovalReason>,
}

impl ImportOutcome {
    /// The outcome of a file that is refused before it was compared.
    ///
    /// # Errors
    /// [`StoreError::Staging`].
    pub(super) fn refused(file: &RefusedFile) -> Result<ImportOutcome, StoreError> {
        let (errors, errors_found) = found::listed(&file.staging, true)?;
        let (warnings, warnings_found) = found::listed(&file.staging, false)?;
        let (read, refused) = (file.rows, file.rows);
        Ok(ImportOutcome { read, refused, errors, errors_found, warnings, warnings_found, ..ImportOutcome::default() })
    }
}

/// Old and new people who are probably one (任意継続, re-employment, a merged office).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PossibleSamePerson {
    /// The line of the new one; `None` for one that an earlier import found and nobody has confirmed yet.
    pub line: Option<i64>,
    /// 氏名カナ.
    pub kana_name: String,
    /// The number before.
    pub old: NumberOnCard,
    /// The number now.
    pub new: NumberOnCard,
    /// Whether account, consents and costs were carried over.
    pub accepted: bool,
    #[serde(skip)]
    pub(super) people: (i64, i64),
}

/// 記号, 番号, 枝番 as the roster has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberOnCard {
    /// 記号; empty when there is none.
    pub symbol: String,
    /// 番号.
    pub number: String,
    /// 枝番; empty when there is none.
    pub branch: String,
}

impl From<Move> for PossibleSamePerson {
    fn from(found: Move) -> PossibleSamePerson {
        PossibleSamePerson {
            line: Some(found.line),
            kana_name: found.kana_name,
            old: NumberOnCard::from(found.old),
            new: NumberOnCard::from(found.new),
            accepted: false,
            people: (found.old_person_id, found.new_person_id),
        }
    }
}

impl From<PossibleMove> for PossibleSamePerson {
    fn from(open: PossibleMove) -> PossibleSamePerson {
        PossibleSamePerson {
            line: None,
            kana_name: open.kana_name,
            old: NumberOnCard::from([open.old_symbol, open.old_number, open.old_branch.unwrap_or_default()]),
            new: NumberOnCard::from([open.new_symbol, open.new_number, open.new_branch.unwrap_or_default()]),
            accepted: false,
            people: (open.old_person_id, open.new_person_id),
        }
    }
}

impl From<[String; 3]> for NumberOnCard {
    fn from([symbol, number, branch]: [String; 3]) -> NumberOnCard {
        NumberOnCard { symbol, number, branch }
    }
}
