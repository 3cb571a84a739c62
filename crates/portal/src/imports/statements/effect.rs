//! From a read file to statements in force.

use std::path::Path;

use jiff::civil::Date;
use madoguchi_rules::{
    costs::{MOST_REMOVED_PERCENT, loses_too_many},
    statements::StatementKind,
};
use madoguchi_store::{
    At, Day, StoreError, Work,
    staging::{MonthPlan, Staging, Whose},
    statements::{StatementImport, StatementSet},
};
use serde_json::json;

use super::{Import, MonthOutcome, StatementMode, StatementOutcome, Taken, kept::Kept, sweeping};
use crate::{
    imports::{
        RowProblem, found,
        roster::{ImportError, Progress, lease::Lease, report, switching::event, take_effect::hex},
    },
    stored,
};

/// What the next version would be.
pub(super) struct Plan {
    /// The version in force.
    pub version: i64,
    sets: Vec<StatementSet>,
    pub outcome: StatementOutcome,
    /// The months that members see and that lose more than a tenth of their lines.
    pub losing: Vec<RowProblem>,
    /// Whether something is wrong beside single rows: then no share of bad rows lets the others in.
    is_wrong: bool,
}

impl Import<'_> {
    pub(super) async fn take_effect(
        &self,
        mut taken: Taken,
        lease: Option<&Lease>,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<StatementOutcome, ImportError> {
        progress(Progress::Comparing);
        if lease.is_some() {
            sweeping::clean_up_after_a_broken_import(self.site, self.insurer.id, self.request.kind).await?;
        }
        let mut plan = self.plan(&mut taken).await?;
        // Before the switch: a report that cannot be written must not come as a surprise after it.
        report::write_refused(self.request.report.as_deref(), &taken.staging)?;
        let is_taken = self.is_taken(&taken, &plan);
        if let Some(kept) = self.kept
            && !(is_taken && plan.version == kept.preview.base_version && kept.shows(&plan.outcome)?)
        {
            return Err(ImportError::OutOfDate);
        }
        let Some(lease) = lease.filter(|_| is_taken) else { return Ok(plan.outcome) };
        plan.outcome.applied = true;
        if plan.outcome.changes_anything() {
            self.write(&mut taken, &plan, lease, progress).await?;
        } else if let Some(kept) = self.kept {
            self.close(kept).await?;
        }
        Ok(plan.outcome)
    }

    /// Compares the file with what is in force, and judges what would be.
    pub(super) async fn plan(&self, taken: &mut Taken) -> Result<Plan, ImportError> {
        let (insurer_id, kind, store, set_aside) = (self.insurer.id, self.request.kind, &self.site.store, taken.set_aside);
        let read =
            |work: Work| async move { Ok((work.statement_version(insurer_id, kind).await?, work.statement_sets(insurer_id, kind).await?)) };
        let (version, sets) = store.read(read).await?;
        let replaces = matches!(self.request.mode, StatementMode::Replace(_));
        let staging = &mut taken.staging;
        for (month, whose) in self.months_to_compare(staging, &sets)? {
            let of_month = sets.iter().filter(|set| set.care_month == month);
            let from = of_month.filter(|set| set.replaces).map(|set| set.version).max().unwrap_or(0);
            staging.load_statements(store, (insurer_id, kind), (&month, whose), (from, version)).await?;
        }
        let (months, people) = tokio::task::block_in_place(|| {
            let months = staging.plan_statements(kind, replaces)?;
            Ok::<_, StoreError>((months, staging.people_of_statement_plan(replaces)?))
        })?;
        let losing: Vec<RowProblem> = match replaces {
            true => months.iter().filter_map(|month| self.loses_too_many(month, &sets)).collect(),
            false => Vec::new(),
        };
        let mut problems = self.problems_beside_rows(staging, set_aside, &months)?;
        if !self.request.allow_removals {
            problems.extend(losing.iter().cloned());
        }
        let is_wrong = !problems.is_empty();
        for problem in problems {
            found::error(staging, problem)?;
        }
        let told: Vec<MonthOutcome> = months.iter().map(|month| self.month_outcome(month, &sets, replaces)).collect();
        let sum = |of: fn(&MonthOutcome) -> i64| told.iter().map(of).sum();
        let outcome = StatementOutcome {
            read: taken.rows,
            added: sum(|month| month.added),
            unchanged: sum(|month| month.unchanged),
            removed: sum(|month| month.removed),
            refused: taken.bad_rows,
            set_aside,
            people,
            months: told,
            ..StatementOutcome::default()
        };
        let new = months.iter().filter(|month| replaces || month.planned > 0).map(|month| StatementSet {
            care_month: month.care_month.clone(),
            version: version + 1,
            replaces,
            release_on: Day(self.release_of(&month.care_month, &sets)),
            lines: month.planned,
        });
        Ok(Plan { version, sets: new.collect(), outcome: outcome.with_problems(staging)?, losing, is_wrong })
    }

    /// The months in force with which the file is compared: its own, and where lines have numbers, every other for the people of the file.
    fn months_to_compare(&self, staging: &Staging, sets: &[StatementSet]) -> Result<Vec<(String, Whose)>, StoreError> {
        let has_numbers = self.request.kind == StatementKind::Benefits;
        let of_file = staging.statement_months()?;
        let mut in_force: Vec<&String> = sets.iter().map(|set| &set.care_month).collect();
        in_force.dedup();
        let whose = |month: &&String| match (of_file.contains(month), self.request.mode, has_numbers) {
            (true, StatementMode::Replace(_), _) => Some(Whose::Everybody),
            (_, _, true) => Some(Whose::OfFile),
            (true, StatementMode::Add, false) => Some(Whose::OfMonth),
            (false, _, false) => None,
        };
        Ok(in_force.iter().filter_map(|month| whose(month).map(|whose| ((*month).clone(), whose))).collect())
    }

    /// What is wrong with the file beside single rows.
    fn problems_beside_rows(&self, staging: &Staging, set_aside: i64, months: &[MonthPlan]) -> Result<Vec<RowProblem>, StoreError> {
        let mut problems = Vec::new();
        if let StatementMode::Replace(month) = self.request.mode
            && months.is_empty()
            && set_aside > 0
        {
            problems.push(RowProblem::of_file(
                format!("置き換える月（{month}）の明細が、1行も残りません。"),
                "どなたの明細かわかる行があるか、ファイルと名簿を確認してください。",
            ));
        }
        let taken = staging.lines_with_taken_numbers(self.request.kind, matches!(self.request.mode, StatementMode::Replace(_)))?;
        problems.extend(taken.into_iter().map(|line| {
            RowProblem::of_cell(
                u64::try_from(line).unwrap_or_default(),
                "決定番号",
                "この方には、同じ決定番号で内容または診療年月の違う決定が、すでに取り込まれています。",
                "番号を確認してください。決定を訂正するときは、その月の決定すべてのファイルで置き換えてください（--mode replace --month）。",
            )
        }));
        Ok(problems)
    }

    fn month_outcome(&self, month: &MonthPlan, sets: &[StatementSet], replaces: bool) -> MonthOutcome {
        MonthOutcome {
            month: month.care_month.clone(),
            added: month.lines - month.known,
            unchanged: month.known,
            removed: if replaces { month.existing - month.known } else { 0 },
            release: self.release_of(&month.care_month, sets).to_string(),
        }
    }

    /// The first day on which members see what this file brings for a month: no earlier than a replacement that waits for its own, with
    /// which it was compared.
    fn release_of(&self, month: &str, sets: &[StatementSet]) -> Date {
        let asked = self.request.release.unwrap_or(self.today);
        let waiting = sets.iter().filter(|set| set.care_month == month && set.replaces).map(|set| set.release_on.0).max();
        match self.request.mode {
            StatementMode::Add => waiting.map_or(asked, |day| day.max(asked)),
            StatementMode::Replace(_) => asked,
        }
    }

    fn loses_too_many(&self, month: &MonthPlan, sets: &[StatementSet]) -> Option<RowProblem> {
        let of_month: Vec<&StatementSet> = sets.iter().filter(|set| set.care_month == month.care_month).collect();
        let is_released = of_month.iter().any(|set| set.release_on.0 <= self.today);
        if !is_released || !loses_too_many(month.existing, month.lines) {
            return None;
        }
        Some(RowProblem::of_file(
            format!(
                "公開中の{}の明細が、{}行から{}行に減ります（{MOST_REMOVED_PERCENT}％を超える減少）。",
                month.care_month, month.existing, month.lines
            ),
            "ファイルがその月のすべての明細か確認してください。減らしてよいときは --allow-removals を付けて取り込んでください。",
        ))
    }

    /// Bad rows up to the limit stay out of an addition and the others are taken; anything else that is wrong refuses the file.
    pub(super) fn is_taken(&self, taken: &Taken, plan: &Plan) -> bool {
        let limit = match self.request.mode {
            StatementMode::Add => i64::from(self.settings.bad_row_limit_percent),
            StatementMode::Replace(_) => 0,
        };
        let is_within_limit = taken.bad_rows > 0 && taken.bad_rows * 100 <= limit * taken.rows;
        !plan.is_wrong && (plan.outcome.errors_found == 0 || is_within_limit)
    }

    async fn write(
        &self,
        taken: &mut Taken,
        plan: &Plan,
        lease: &Lease,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ImportError> {
        let (store, insurer_id, kind, next) = (&self.site.store, self.insurer.id, self.request.kind, plan.version + 1);
        let (record, sets) = (&self.record(taken, plan), &plan.sets);
        store.write(|work| async move { work.begin_statement_import(record, sets).await }).await?;
        let staging = &mut taken.staging;
        let total = u64::try_from(staging.planned_statements()?).unwrap_or_default();
        let mut first = Some(1);
        while let Some(place) = first {
            progress(Progress::Writing { done: u64::try_from(place).unwrap_or_default(), total });
            first = staging.write_statements(store, (insurer_id, kind, next), &lease.for_writing(), place).await?;
        }
        self.switch(record, lease).await
    }

    /// What was written is in force, whole; or nothing is.
    async fn switch(&self, record: &StatementImport, lease: &Lease) -> Result<(), ImportError> {
        let (now, lease) = (self.site.clock.now(), &lease.for_writing());
        let mut detail = json!({
            "file": record.file_name,
            "sha256": hex(&record.file_sha256),
            "mode": record.mode,
            "version": record.version,
            "counts": stored::json::<serde_json::Value>("statement_imports.outcome", &record.outcome)?,
        });
        if let Some(kept) = self.kept {
            kept.tell(&mut detail);
        }
        let subject = format!("statement_import:{}", record.id);
        let (kind, mapping, kept) = (self.request.kind, &self.request.mapping, self.kept);
        let event = &event(self.site, record.insurer_id, &self.request.actor, now, (imported(kind), subject), &detail);
        let unit = |work: Work| async move {
            let is_ours = work.keep_lease(&lease.name, lease.holder, lease.until).await?;
            if let Some(kept) = kept
                && !kept.decide(&work, &self.request.actor, At::from(now), Some(record.version)).await?
            {
                return Ok(false);
            }
            if !is_ours || !work.switch_statements(record.insurer_id, kind, record.version).await? {
                return Err(StoreError::LeaseLost);
            }
            work.finish_statement_import(record, At::from(now)).await?;
            for (header, field) in mapping {
                work.set_header_mapping(record.insurer_id, kind.as_str(), header, field).await?;
            }
            work.record(event).await?;
            Ok(true)
        };
        if self.site.store.write(unit).await? { Ok(()) } else { Err(ImportError::OutOfDate) }
    }

    /// A file that was looked at and changes nothing is done with.
    async fn close(&self, kept: &Kept<'_>) -> Result<(), ImportError> {
        let (now, insurer_id, actor) = (self.site.clock.now(), self.insurer.id, &self.request.actor);
        let mut detail = json!({ "file": "unchanged", "sha256": hex(&kept.preview.file_sha256) });
        kept.tell(&mut detail);
        let subject = format!("statement_preview:{}", kept.preview.id);
        let event = &event(self.site, insurer_id, actor, now, (imported(self.request.kind), subject), &detail);
        let unit = |work: Work| async move {
            let is_decided = kept.decide(&work, actor, At::from(now), None).await?;
            if is_decided {
                work.record(event).await?;
            }
            Ok(is_decided)
        };
        if self.site.store.write(unit).await? { Ok(()) } else { Err(ImportError::OutOfDate) }
    }

    /// The file's name, as whoever brought it calls it.
    pub(super) fn file_name(&self) -> String {
        let own_name = || self.request.path.file_name().map(|name| Path::new(name).display().to_string()).unwrap_or_default();
        self.request.file_name.clone().unwrap_or_else(own_name)
    }

    fn record(&self, taken: &Taken, plan: &Plan) -> StatementImport {
        let StatementOutcome { read, added, unchanged, removed, refused, set_aside, people, .. } = plan.outcome;
        let numbers = json!({
            "read": read,
            "added": added,
            "unchanged": unchanged,
            "removed": removed,
            "refused": refused,
            "set_aside": set_aside,
            "people": people,
        });
        StatementImport {
            insurer_id: self.insurer.id,
            kind: self.request.kind.to_string(),
            id: self.site.random.id(self.now),
            file_name: self.file_name(),
            file_sha256: taken.sha256.to_vec(),
            mode: self.request.mode.name().to_owned(),
            actor: self.kept.map_or(&self.request.actor.name, |kept| &kept.preview.actor).clone(),
            state: "writing".to_owned(),
            version: plan.version + 1,
            rows_read: read,
            outcome: numbers.to_string(),
            started_at: At::from(self.now),
            applied_at: None,
        }
    }
}

/// What the trail calls it when a file of a kind took effect.
fn imported(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Costs => "costs.imported",
        StatementKind::Savings => "savings.imported",
        StatementKind::Advice => "advice.imported",
        StatementKind::Benefits => "benefits.imported",
    }
}
