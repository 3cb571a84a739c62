//! Bad rows that refuse an import, and what is warned of though every row is good.

use madoguchi_store::{
    StoreError,
    staging::{Duplicate, Household},
};

use super::{Import, ImportMode, found, reading::ReadFile};
use crate::imports::RowProblem;

impl Import<'_> {
    /// Whether so many bad rows refuse the file.
    pub(super) fn refuses_bad_rows(&self, file: &ReadFile) -> bool {
        let limit = match self.request.mode {
            ImportMode::Merge => i64::from(self.settings.bad_row_limit_percent),
            ImportMode::Full => 0,
        };
        file.bad_rows * 100 > limit * file.rows
    }

    /// What is worth a look before or after the import takes effect.
    pub(super) async fn warn(&self, file: &mut ReadFile) -> Result<(), StoreError> {
        self.warn_of_households(file)?;
        let (number, first) = file.staging.rows_that_lost_zeros()?;
        if number > 0 {
            found::warning(
                &mut file.staging,
                RowProblem::of_file(
                    format!("記号・番号の先頭の0がなくなっている行が{number}行あります（{}）。名簿の0は残します。", lines(&first)),
                    "Excelで開いて保存すると先頭の0が消えます。列の書式を「文字列」にしてください。",
                ),
            )?;
        }
        let cleared = file.staging.cleared_mail_addresses()?;
        if cleared > 0 {
            found::warning(
                &mut file.staging,
                RowProblem::of_file(
                    format!("{cleared}人のメールアドレスが空欄になります。"),
                    "列がずれていないか確認してください。登録済みの方のメールアドレスは変わりません。",
                ),
            )?;
        }
        let (insurer_id, mode) = (self.insurer.id, self.request.mode.name());
        let last = self.site.store.read(|work| async move { work.last_roster_import(insurer_id, mode).await }).await?;
        if let Some(last) = last.filter(|last| file.rows * 2 < last.rows_read) {
            found::warning(
                &mut file.staging,
                RowProblem::of_file(
                    format!("前回の取り込み（{}行）より大幅に少ない{}行です。", last.rows_read, file.rows),
                    "ファイルが途中で切れていないか確認してください。",
                ),
            )?;
        }
        Ok(())
    }

    fn warn_of_households(&self, file: &mut ReadFile) -> Result<(), StoreError> {
        let (number, first) = file.staging.families_without_insured()?;
        if number > 0 {
            found::warning(
                &mut file.staging,
                RowProblem::of_file(
                    format!("本人のいない世帯（家族だけの記号・番号）が{number}件あります（{}）。", lines(&first)),
                    "本人の行が抜けていないか、記号・番号が正しいか確認してください。",
                ),
            )?;
        }
        let (number, first) = file.staging.households_with_two_insured()?;
        if number > 0 {
            found::warning(
                &mut file.staging,
                RowProblem::of_file(
                    format!("資格喪失日のない本人が2人以上いる記号・番号が{number}件あります（{}）。", lines(&first)),
                    "前の方の資格喪失日が抜けていないか確認してください。",
                ),
            )?;
        }
        Ok(())
    }
}

/// The problem of a key that stands twice.
pub(super) fn doubled(duplicate: &Duplicate) -> RowProblem {
    let (column, key) = match duplicate.is_personal_key {
        true => ("個人キー", "個人キー"),
        false => ("番号", "記号・番号・枝番"),
    };
    RowProblem::of_cell(
        u64::try_from(duplicate.line).unwrap_or_default(),
        column,
        format!("{}行目と同じ{key}です。", duplicate.first),
        "同じ方の行であれば一方を削除し、別の方であれば枝番などを直してください。",
    )
}

fn lines(first: &[Household]) -> String {
    let named: Vec<String> = first.iter().take(10).map(|household| household.line.to_string()).collect();
    format!("{}行目{}", named.join("、"), if first.len() > named.len() { "ほか" } else { "" })
}
