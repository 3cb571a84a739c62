//! What must not happen on one person's word: many people leave, all mail addresses go, many people change their number.

use madoguchi_store::{StoreError, staging::Counts};
use serde::Serialize;

use super::{Import, ImportMode, RosterField, reading::ReadFile};
use crate::imports::RowProblem;

/// From how many people on a change of numbers can be a bulk move.
const FEWEST_IN_BULK: i64 = 10;
/// From what share of those who are eligible on it is one.
const BULK_PERCENT: i64 = 10;
/// How many people must be able to approve before anybody waits for them.
pub(super) const FEWEST_APPROVERS: usize = 2;

/// Why a second person must agree to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalReason {
    /// More people leave than `leaver_limit_percent` allows.
    Leavers,
    /// The column of mail addresses is empty, and the roster has some.
    EmptiedMail,
    /// More than 10 % of the eligible, and at least ten people, get another number or name within their household, or move to another
    /// 記号・番号.
    BulkMoves,
}

/// A reason with what a clerk reads about it.
pub(super) struct Doubt {
    pub reason: ApprovalReason,
    pub problem: RowProblem,
}

impl ApprovalReason {
    const ALL: [ApprovalReason; 3] = [Self::Leavers, Self::EmptiedMail, Self::BulkMoves];

    /// Its name in the table, in JSON and in the trail.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leavers => "leavers",
            Self::EmptiedMail => "emptied_mail",
            Self::BulkMoves => "bulk_moves",
        }
    }

    /// The reasons of a record (`RosterImport::approval_reasons`).
    pub fn all_in(text: &str) -> Vec<ApprovalReason> {
        text.split(',').filter_map(|name| Self::ALL.into_iter().find(|reason| reason.name() == name)).collect()
    }
}

/// The reasons as a record has them.
pub(super) fn joined(reasons: &[ApprovalReason]) -> String {
    reasons.iter().map(|reason| reason.name()).collect::<Vec<_>>().join(",")
}

impl Import<'_> {
    /// What a comparison gives reason to doubt.
    pub(super) fn doubts(&self, file: &ReadFile, counts: &Counts, moves: i64) -> Result<Vec<Doubt>, StoreError> {
        let mut doubts = Vec::new();
        let mut doubt = |reason, problem| doubts.push(Doubt { reason, problem });
        let limit = i64::from(self.settings.leaver_limit_percent);
        if counts.left * 100 > limit * counts.eligible {
            doubt(
                ApprovalReason::Leavers,
                RowProblem::of_file(
                    format!("いま資格のある{}人のうち{}人がファイルにありません（上限{limit}%）。", counts.eligible, counts.left),
                    "ファイルが途中で切れていないか確認してください。正しい場合は --allow-leavers を付けて取り込んでください。",
                ),
            );
        }
        let (before, now) = file.staging.mail_addresses()?;
        if before > 0 && now == 0 && file.columns.place(RosterField::Email).is_some() {
            doubt(
                ApprovalReason::EmptiedMail,
                RowProblem::of_cell(
                    file.columns.line,
                    file.columns.name_of(RosterField::Email),
                    format!("メールアドレスの列がすべて空です（いまの名簿には{before}件あります）。"),
                    "列がずれていないか確認してください。正しい場合は --allow-leavers を付けて取り込んでください。",
                ),
            );
        }
        let moved = moves + counts.rekeyed;
        if moved >= FEWEST_IN_BULK && moved * 100 > BULK_PERCENT * counts.eligible {
            doubt(
                ApprovalReason::BulkMoves,
                RowProblem::of_file(
                    format!("{moved}人の記号・番号・枝番または氏名が変わります（いま資格のある方は{}人）。", counts.eligible),
                    "番号の付け替えや事業所の合併があったか確認してください。",
                ),
            );
        }
        Ok(doubts)
    }

    /// Whether a doubt refuses the file of a `full` import that nobody spoke for. What changes numbers only is a matter for a second
    /// person, where there is one.
    pub(super) fn refuses(&self, doubt: &Doubt) -> bool {
        let is_of_a_cut_file = matches!(doubt.reason, ApprovalReason::Leavers | ApprovalReason::EmptiedMail);
        self.request.mode == ImportMode::Full && !self.request.allow_leavers && is_of_a_cut_file
    }
}
