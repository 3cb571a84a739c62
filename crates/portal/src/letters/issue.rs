//! Making the letters of those who are due one. The roster is read page by page, so memory stays flat; the codes of all letters begin
//! to count at one instant, when their file is whole and on the disk. Whatever fails before leaves nothing behind.

use jiff::{SignedDuration, Timestamp};
use madoguchi_documents::letters::Letter;
use madoguchi_rules::audience::{AccountState, Reader};
use madoguchi_store::{
    At, StoreError, Work,
    audit::AuditEvent,
    letters::{LetterCandidate, NewLetterBatch, NewLetterCode},
    roster::RosterEntry,
};
use serde_json::json;

use super::{CAUTION, IssueError, IssueOutcome, IssueRequest, LeftOut, NO_ADDRESS, Whom, codes, event, file::LetterFiles, paper};
use crate::{
    clock::{begins_in_tokyo, in_tokyo},
    codes::draw_on_paper,
    people,
    portal::Portal,
};

/// So many people are read and so many codes are written at a time.
const PAGE: i64 = 500;
/// A process that died over a batch keeps others waiting so long.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Makes letters, or tells what would be. `progress` hears of letters done and of how many.
///
/// # Errors
/// [`IssueError`]; but for [`IssueError::NotRenamed`] nothing was issued and no file is left.
pub async fn issue(
    portal: &Portal,
    request: &IssueRequest,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<IssueOutcome, IssueError> {
    let run = Run::new(portal, request);
    let planned = run.survey(&mut |_| {}).await?;
    if request.dry_run || planned.letters == 0 {
        return Ok(planned);
    }
    run.take_lease().await?;
    let outcome = run.make(planned.letters, progress).await;
    run.release_lease().await?;
    outcome
}

/// Tells who would get a letter, whatever the size of the roster. `told` hears how many people were read.
///
/// # Errors
/// [`IssueError`].
pub async fn survey(portal: &Portal, request: &IssueRequest, told: &mut (dyn FnMut(usize) + Send)) -> Result<IssueOutcome, IssueError> {
    Run::new(portal, request).survey(told).await
}

/// One run: everything in it happens at one instant as far as validity goes.
struct Run<'a> {
    portal: &'a Portal,
    request: &'a IssueRequest,
    batch_id: i64,
    lease: String,
    now: Timestamp,
    expires_at: Timestamp,
}

/// What a person of the roster means for a batch.
enum Due {
    Letter,
    LeftOut(&'static str),
    NotMeant,
    Registered,
    NotEntitled,
    WithCode,
}

impl<'a> Run<'a> {
    fn new(portal: &'a Portal, request: &'a IssueRequest) -> Run<'a> {
        let now = portal.clock.now();
        let lease = format!("letters:{}", request.insurer.id);
        Run { portal, request, batch_id: portal.random.id(now), lease, now, expires_at: paper::expires_at(now) }
    }

    /// Who would get a letter, and who not.
    async fn survey(&self, told: &mut (dyn FnMut(usize) + Send)) -> Result<IssueOutcome, IssueError> {
        if let Some(opens) = self.request.settings.signup_opens.filter(|opens| begins_in_tokyo(*opens) >= self.expires_at) {
            return Err(IssueError::OpensTooLate { opens, until: paper::last_day(self.expires_at) });
        }
        let mut outcome = self.empty_outcome();
        let mut after = 0;
        let mut read = 0;
        loop {
            let page = self.page(after).await?;
            let Some(last) = page.last() else { break };
            after = last.person.person_id;
            read += page.len();
            told(read);
            page.iter().for_each(|candidate| self.count(candidate, &mut outcome));
            if !self.has_more() || self.is_full(&outcome) {
                break;
            }
        }
        if read == 0 && !self.has_more() {
            return Err(IssueError::NobodyThere);
        }
        Ok(outcome)
    }

    async fn make(&self, planned: usize, progress: &mut (dyn FnMut(u64, u64) + Send)) -> Result<IssueOutcome, IssueError> {
        let sheet = paper::sheet(&self.portal.config, &self.request.insurer, &self.request.settings, self.now);
        let mut files = LetterFiles::begin(&self.request.out, self.request.format, sheet, planned)?;
        match self.write(planned, &mut files, progress).await {
            Ok(outcome) => Ok(IssueOutcome { issued: true, files: files.name()?, ..outcome }),
            Err(error) => {
                files.discard();
                let (insurer_id, batch_id) = (self.request.insurer.id, self.batch_id);
                self.portal.store.write(|work| async move { work.drop_letter_batch(insurer_id, batch_id).await }).await?;
                Err(error)
            }
        }
    }

    /// Writes files and codes, and in the end lets the codes count.
    async fn write(
        &self,
        planned: usize,
        files: &mut LetterFiles,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<IssueOutcome, IssueError> {
        let batch = &NewLetterBatch {
            insurer_id: self.request.insurer.id,
            id: self.batch_id,
            issued_by: self.request.by.name.clone(),
            reason: self.request.reason.clone(),
            begun_at: At::from(self.now),
            expires_at: At::from(self.expires_at),
        };
        self.portal.store.write(|work| async move { work.begin_letter_batch(batch).await }).await?;
        let mut outcome = self.empty_outcome();
        let (mut after, mut named) = (0, Vec::new());
        loop {
            let page = self.page(after).await?;
            let Some(last) = page.last() else { break };
            after = last.person.person_id;
            let room = self.request.most.map_or(usize::MAX, |most| most.saturating_sub(outcome.letters));
            let due: Vec<&RosterEntry> =
                page.iter().filter(|candidate| matches!(self.due(candidate), Due::Letter)).map(|one| &one.person).take(room).collect();
            page.iter().for_each(|candidate| self.count(candidate, &mut outcome));
            self.write_page(&due, files).await?;
            progress(outcome.letters as u64, planned as u64);
            if !self.has_more() {
                named.extend(due.iter().map(|person| person.person_id));
            }
            if !self.has_more() || self.is_full(&outcome) {
                break;
            }
        }
        files.end().await?;
        self.let_them_count(&outcome, &named).await?;
        Ok(outcome)
    }

    async fn write_page(&self, due: &[&RosterEntry], files: &mut LetterFiles) -> Result<(), IssueError> {
        let (insurer_id, batch_id) = (self.request.insurer.id, self.batch_id);
        let mut rows = Vec::with_capacity(due.len());
        let mut letters: Vec<Letter> = Vec::with_capacity(due.len());
        for person in due {
            let code = draw_on_paper(self.portal.random);
            let code_hash = codes::hash(self.portal, insurer_id, person.person_id, &code);
            rows.push(NewLetterCode { person_id: person.person_id, code_hash });
            letters.push(paper::letter(person, &code));
        }
        files.add(letters).await?;
        let rows = &rows;
        let write = |work: Work| async move {
            for row in rows {
                work.add_letter_code(insurer_id, batch_id, row).await?;
            }
            self.keep_lease(&work).await
        };
        Ok(self.portal.store.write(write).await?)
    }

    /// The switch: with the events of the trail.
    async fn let_them_count(&self, outcome: &IssueOutcome, named: &[i64]) -> Result<(), IssueError> {
        let now = self.portal.clock.now();
        let (insurer_id, batch_id, letters) = (self.request.insurer.id, self.batch_id, outcome.letters as i64);
        let events = &self.events(outcome, named, now);
        let issue = |work: Work| async move {
            self.keep_lease(&work).await?;
            if !work.issue_letter_batch(insurer_id, batch_id, letters, At::from(now)).await? {
                return Err(StoreError::LeaseLost);
            }
            for event in events {
                work.record(event).await?;
            }
            Ok(())
        };
        Ok(self.portal.store.write(issue).await?)
    }

    /// One event for a batch; one for each person where a number was named.
    fn events(&self, outcome: &IssueOutcome, named: &[i64], now: Timestamp) -> Vec<AuditEvent> {
        let detail = json!({
            "batch": self.batch_id.to_string(),
            "letters": outcome.letters,
            "left_out": outcome.no_address + outcome.cautioned,
            "format": self.request.format.name(),
            "again": self.request.again,
            "audience": self.audience(),
            "reason": self.request.reason,
        });
        let insurer_id = self.request.insurer.id;
        let event = |subject: String| event(self.portal, now, &self.request.by, insurer_id, subject, &detail);
        match self.request.whom {
            Whom::Audience(_) => vec![event(format!("insurer:{insurer_id}"))],
            Whom::Number { .. } => named.iter().map(|person_id| event(format!("person:{person_id}"))).collect(),
        }
    }

    fn empty_outcome(&self) -> IssueOutcome {
        IssueOutcome { valid_until: paper::last_day(self.expires_at).to_string(), ..IssueOutcome::default() }
    }

    /// Whether pages follow: people of a number come all at once.
    fn has_more(&self) -> bool {
        matches!(self.request.whom, Whom::Audience(_))
    }

    /// Whether the letters are as many as were asked for; who only asks hears of everybody.
    fn is_full(&self, outcome: &IssueOutcome) -> bool {
        !self.request.dry_run && self.request.most.is_some_and(|most| outcome.letters >= most)
    }

    /// Whose letters, as the trail names them.
    fn audience(&self) -> String {
        match &self.request.whom {
            Whom::Audience(audience) => audience.to_string(),
            Whom::Number { .. } => "number".to_owned(),
        }
    }

    async fn page(&self, after: i64) -> Result<Vec<LetterCandidate>, StoreError> {
        let (insurer_id, now, whom) = (self.request.insurer.id, At::from(self.now), &self.request.whom);
        let read = |work: Work| async move {
            let Whom::Number { symbol, number, branch } = whom else {
                return match self.request.only_due {
                    true => work.letters_due_after(insurer_id, after, PAGE, now, self.request.again).await,
                    false => work.letter_candidates_after(insurer_id, after, PAGE, now).await,
                };
            };
            let mut found = Vec::new();
            for person in work.people_by_number(insurer_id, symbol, number).await? {
                if branch.is_none() || person.branch == *branch {
                    found.extend(work.letter_candidates_after(insurer_id, person.person_id - 1, 1, now).await?);
                }
            }
            Ok(found)
        };
        self.portal.store.read(read).await
    }

    fn due(&self, candidate: &LetterCandidate) -> Due {
        let (person, request) = (&candidate.person, self.request);
        let today = in_tokyo(self.now).date();
        let reader = Reader { symbol_loose: &person.symbol_loose, birth_date: person.birth_date.0, account: AccountState::None };
        let (is_named, is_meant, by_branch) = match &request.whom {
            Whom::Audience(audience) => (false, audience.includes(&reader, today), false),
            Whom::Number { branch, .. } => (true, true, branch.is_some()),
        };
        match () {
            () if !is_meant => Due::NotMeant,
            () if !people::is_registrant(person, &request.settings, today) => Due::NotEntitled,
            () if candidate.is_registered => Due::Registered,
            () if candidate.has_code && !request.again && !is_named => Due::WithCode,
            () if candidate.is_cautioned && !by_branch => Due::LeftOut(CAUTION),
            () if person.address.as_deref().unwrap_or_default().trim().is_empty() => Due::LeftOut(NO_ADDRESS),
            () => Due::Letter,
        }
    }

    fn count(&self, candidate: &LetterCandidate, outcome: &mut IssueOutcome) {
        match self.due(candidate) {
            Due::Letter if self.request.most.is_some_and(|most| outcome.letters >= most) => outcome.waiting += 1,
            Due::Letter => outcome.letters += 1,
            Due::LeftOut(reason) => {
                let count = if reason == CAUTION { &mut outcome.cautioned } else { &mut outcome.no_address };
                *count += 1;
                if *count <= self.request.lists {
                    outcome.left_out.push(left_out(&candidate.person, reason));
                }
            }
            Due::NotMeant => {}
            Due::Registered => outcome.registered += 1,
            Due::NotEntitled => outcome.not_entitled += 1,
            Due::WithCode => outcome.with_code += 1,
        }
    }

    async fn take_lease(&self) -> Result<(), IssueError> {
        let (lease, holder, now) = (&self.lease, self.batch_id, self.portal.clock.now());
        let take = |work: Work| async move { work.take_lease(lease, holder, At::from(now), At::from(now + LEASE)).await };
        if self.portal.store.write(take).await? { Ok(()) } else { Err(IssueError::Busy) }
    }

    async fn keep_lease(&self, work: &Work) -> Result<(), StoreError> {
        let now = self.portal.clock.now();
        match work.renew_lease(&self.lease, self.batch_id, At::from(now), At::from(now + LEASE)).await? {
            true => Ok(()),
            false => Err(StoreError::LeaseLost),
        }
    }

    async fn release_lease(&self) -> Result<(), StoreError> {
        let (lease, holder) = (&self.lease, self.batch_id);
        self.portal.store.write(|work| async move { work.release_lease(lease, holder).await }).await
    }
}

fn left_out(person: &RosterEntry, reason: &'static str) -> LeftOut {
    LeftOut {
        person_id: person.person_id,
        symbol: person.symbol.clone(),
        number: person.number.clone(),
        branch: person.branch.clone().unwrap_or_default(),
        kana_name: person.kana_name.clone(),
        reason,
    }
}
