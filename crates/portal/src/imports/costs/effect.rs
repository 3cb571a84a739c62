//! From a read file to costs in force.

use std::path::Path;

use jiff::civil::Date;
use madoguchi_rules::costs::{MOST_REMOVED_PERCENT, loses_too_many};
use madoguchi_store::{
    At, Day, StoreError, Work,
    costs::{CostImport, CostSet},
    staging::MonthPlan,
};
use serde_json::json;

use super::{CostMode, CostOutcome, Import, MonthOutcome, Taken, sweeping};
use crate::{
    imports::{
        RowProblem, found,
        roster::{ImportError, Progress, lease::Lease, report, switching::event, take_effect::hex},
    },
    stored,
};

/// What the next version would be.
struct Plan {
    /// The version in force.
    version: i64,
    sets: Vec<CostSet>,
    outcome: CostOutcome,
}

impl Import<'_> {
    pub(super) async fn take_effect(
        &self,
        mut taken: Taken,
        lease: Option<&Lease>,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<CostOutcome, ImportError> {
        progress(Progress::Comparing);
        if lease.is_some() {
            sweeping::clean_up_after_a_broken_import(self.site, self.insurer.id).await?;
        }
        let mut plan = self.plan(&mut taken).await?;
        // Before the switch: a report that cannot be written must not come as a surprise after it.
        report::write_refused(self.request.report.as_deref(), &taken.file.staging)?;
        let Some(lease) = lease.filter(|_| self.is_taken(&taken, &plan.outcome)) else { return Ok(plan.outcome) };
        plan.outcome.applied = true;
        if plan.outcome.changes_anything() {
            self.write(&mut taken, &plan, lease, progress).await?;
        }
        Ok(plan.outcome)
    }

    /// Compares the file with what is in force, and judges what would be.
    async fn plan(&self, taken: &mut Taken) -> Result<Plan, ImportError> {
        let (insurer_id, store) = (self.insurer.id, &self.site.store);
        let read = |work: Work| async move { Ok((work.cost_version(insurer_id).await?, work.cost_sets(insurer_id).await?)) };
        let (version, sets) = store.read(read).await?;
        let replaces = matches!(self.request.mode, CostMode::Replace(_));
        let staging = &mut taken.file.staging;
        for month in staging.cost_months()? {
            let of_month = || sets.iter().filter(|set| set.care_month == month);
            if of_month().next().is_some() {
                let from = of_month().filter(|set| set.replaces).map(|set| set.version).max().unwrap_or(0);
                staging.load_costs(store, insurer_id, (&month, replaces), (from, version)).await?;
            }
        }
        let (months, people) = tokio::task::block_in_place(|| {
            let months = staging.plan_costs(replaces)?;
            Ok::<_, StoreError>((months, staging.people_of_cost_plan(replaces)?))
        })?;
        if replaces && !self.request.allow_removals {
            for month in &months {
                if let Some(problem) = self.loses_too_many(month, &sets) {
                    found::error(staging, problem)?;
                }
            }
        }
        let told: Vec<MonthOutcome> = months.iter().map(|month| self.month_outcome(month, &sets, replaces)).collect();
        let sum = |of: fn(&MonthOutcome) -> i64| told.iter().map(of).sum();
        let outcome = CostOutcome {
            read: taken.file.rows,
            added: sum(|month| month.added),
            unchanged: sum(|month| month.unchanged),
            removed: sum(|month| month.removed),
            refused: taken.file.bad_rows,
            people,
            months: told,
            ..CostOutcome::default()
        };
        let sets = months.iter().filter(|month| replaces || month.planned > 0).map(|month| CostSet {
            care_month: month.care_month.clone(),
            version: version + 1,
            replaces,
            release_on: Day(self.release_of(&month.care_month, &sets)),
            lines: month.planned,
        });
        Ok(Plan { version, sets: sets.collect(), outcome: outcome.with_problems(staging)? })
    }

    fn month_outcome(&self, month: &MonthPlan, sets: &[CostSet], replaces: bool) -> MonthOutcome {
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
    fn release_of(&self, month: &str, sets: &[CostSet]) -> Date {
        let asked = self.request.release.unwrap_or(self.today);
        let waiting = sets.iter().filter(|set| set.care_month == month && set.replaces).map(|set| set.release_on.0).max();
        match self.request.mode {
            CostMode::Add => waiting.map_or(asked, |day| day.max(asked)),
            CostMode::Replace(_) => asked,
        }
    }

    fn loses_too_many(&self, month: &MonthPlan, sets: &[CostSet]) -> Option<RowProblem> {
        let of_month: Vec<&CostSet> = sets.iter().filter(|set| set.care_month == month.care_month).collect();
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
    fn is_taken(&self, taken: &Taken, outcome: &CostOutcome) -> bool {
        let limit = match self.request.mode {
            CostMode::Add => i64::from(self.settings.bad_row_limit_percent),
            CostMode::Replace(_) => 0,
        };
        let is_within_limit = taken.file.bad_rows > 0 && taken.file.bad_rows * 100 <= limit * taken.file.rows;
        outcome.errors_found == 0 || is_within_limit
    }

    async fn write(
        &self,
        taken: &mut Taken,
        plan: &Plan,
        lease: &Lease,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ImportError> {
        let (store, insurer_id, next) = (&self.site.store, self.insurer.id, plan.version + 1);
        let (record, sets) = (&self.record(taken, plan), &plan.sets);
        store.write(|work| async move { work.begin_cost_import(record, sets).await }).await?;
        let staging = &mut taken.file.staging;
        let total = u64::try_from(staging.planned_costs()?).unwrap_or_default();
        let mut first = Some(1);
        while let Some(place) = first {
            progress(Progress::Writing { done: u64::try_from(place).unwrap_or_default(), total });
            first = staging.write_costs(store, (insurer_id, next), &lease.for_writing(), place).await?;
        }
        self.switch(record, lease).await
    }

    /// What was written is in force, whole; or nothing is.
    async fn switch(&self, record: &CostImport, lease: &Lease) -> Result<(), ImportError> {
        let (now, lease) = (self.site.clock.now(), &lease.for_writing());
        let detail = json!({
            "file": record.file_name,
            "sha256": hex(&record.file_sha256),
            "mode": record.mode,
            "version": record.version,
            "counts": stored::json::<serde_json::Value>("cost_imports.outcome", &record.outcome)?,
        });
        let subject = format!("cost_import:{}", record.id);
        let event = &event(self.site, record.insurer_id, &self.request.actor, now, ("costs.imported", subject), &detail);
        let mapping = &self.request.mapping;
        let unit = |work: Work| async move {
            let is_ours = work.keep_lease(&lease.name, lease.holder, lease.until).await?;
            if !is_ours || !work.switch_costs(record.insurer_id, record.version).await? {
                return Err(StoreError::LeaseLost);
            }
            work.finish_cost_import(record.insurer_id, record.id, At::from(now)).await?;
            for (header, field) in mapping {
                work.set_header_mapping(record.insurer_id, "costs", header, field).await?;
            }
            work.record(event).await
        };
        Ok(self.site.store.write(unit).await?)
    }

    fn record(&self, taken: &Taken, plan: &Plan) -> CostImport {
        let own_name = || self.request.path.file_name().map(|name| Path::new(name).display().to_string()).unwrap_or_default();
        let CostOutcome { read, added, unchanged, removed, refused, people, .. } = plan.outcome;
        let numbers =
            json!({ "read": read, "added": added, "unchanged": unchanged, "removed": removed, "refused": refused, "people": people });
        CostImport {
            insurer_id: self.insurer.id,
            id: self.site.random.id(self.now),
            file_name: self.request.file_name.clone().unwrap_or_else(own_name),
            file_sha256: taken.sha256.to_vec(),
            mode: self.request.mode.name().to_owned(),
            actor: self.request.actor.name.clone(),
            state: "writing".to_owned(),
            version: plan.version + 1,
            rows_read: read,
            outcome: numbers.to_string(),
            started_at: At::from(self.now),
            applied_at: None,
        }
    }
}
