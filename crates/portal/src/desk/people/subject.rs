//! A person with everything that the desk goes by: what is shown of them, and what can be done for them.

use jiff::SignedDuration;
use madoguchi_rules::{
    desk_actions::{DeskAction, TWO_WITHIN},
    mail_address::MailAddress,
};
use madoguchi_store::{
    At, StoreError, Work, accounts::Account, admissions::Admission, bounces::MailStop, cautions::Caution, factors::Owner,
    person_actions::PersonAction, roster::RosterEntry, sessions::OwnSession, signup_flows::SignupFlow, statements::Choice,
};

use crate::{
    limits::person::{Counted, PersonLimits},
    mail::stops,
    member::signup::tries::{self, Try},
    people,
    web::{DeskVisit, session},
};

/// A person of the roster in force.
pub struct Subject {
    /// The roster's entry.
    pub person: RosterEntry,
    /// Their account, unless it is closed.
    pub account: Option<Account>,
    /// Their latest account, closed or not.
    pub latest: Option<Account>,
    /// The sign-up under way.
    pub flow: Option<SignupFlow>,
    /// Whether the insurer lets them register today.
    pub is_registrant: bool,
    /// 支援措置 or 開示注意.
    pub caution: Option<Caution>,
    /// Whether the desk hides the person's costs from the household.
    pub hides_costs: bool,
    /// The admission in force.
    pub admission: Option<Admission>,
    /// Mail to the account's address is stopped.
    pub mail_stop: Option<MailStop>,
    /// Whether the account has a second factor.
    pub has_factor: bool,
    /// Until when the account cannot be recovered.
    pub held_until: Option<At>,
    /// What the desk did or asks within the days in which two openings take a second person.
    pub earlier: Vec<PersonAction>,
    /// What the sign-up tried.
    pub tries: Vec<Try>,
    /// What is counted.
    pub counted: Vec<Counted>,
    /// The live sessions.
    pub sessions: Vec<OwnSession>,
}

impl Subject {
    /// Reads a person; none when the roster in force has no such person.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be asked or holds what cannot be read.
    pub async fn read(visit: &DeskVisit, work: &Work, person_id: i64) -> Result<Option<Subject>, StoreError> {
        let (insurer_id, now) = (visit.insurer_id(), At::from(visit.now));
        let Some(person) = work.person(insurer_id, person_id).await? else { return Ok(None) };
        let latest = work.latest_account_of_person(insurer_id, person_id).await?;
        let account = latest.clone().filter(|account| account.closed_at.is_none());
        let account_id = account.as_ref().map_or(0, |account| account.id);
        let tries = tries::of_person(&visit.portal, work, &person, visit.now).await?;
        let flow = work.signup_flow_of_person(insurer_id, person_id, now).await?;
        let since = At::from(visit.now - TWO_WITHIN);
        let mut subject = Subject {
            is_registrant: people::is_registrant(&person, &visit.seat.settings, visit.today()),
            caution: work.caution(insurer_id, person_id).await?,
            hides_costs: work.statement_choices(insurer_id, person_id).await?.contains(&Choice::HiddenByDesk),
            admission: work.admission(insurer_id, person_id, now).await?,
            mail_stop: match &account {
                Some(account) => stops::of_account(&visit.portal, work, account).await?,
                None => None,
            },
            has_factor: work.has_factor(Owner::Account { insurer_id, id: account_id }).await?,
            held_until: work.recovery_held_until(insurer_id, account_id, now).await?,
            earlier: work.actions_with_person(insurer_id, person_id, account_id, since).await?,
            sessions: live_sessions(work.sessions_of_account(insurer_id, account_id).await?, visit),
            counted: Vec::new(),
            person,
            account,
            latest,
            flow,
            tries,
        };
        subject.earlier.retain(|action| action.state != "asked" || visit.now < action.expires_at.timestamp());
        subject.counted = subject.limits(visit).counted(work, visit.now).await?;
        Ok(Some(subject))
    }

    /// The counters that bear on the person.
    pub fn limits(&self, visit: &DeskVisit) -> PersonLimits {
        PersonLimits::of(&visit.portal, &self.person, &self.tries, self.account.as_ref(), self.mail_address().as_ref())
    }

    /// The address to which mail goes now: the account's, or that of the sign-up under way, or the roster's.
    pub fn mail_address(&self) -> Option<MailAddress> {
        let own = self.account.as_ref().map(|account| account.email.as_str());
        let typed = own.or(self.flow.as_ref().and_then(|flow| flow.email.as_deref()));
        typed.and_then(|email| MailAddress::parse(email).ok()).or_else(|| people::roster_address(&self.person))
    }

    /// Whether an action makes sense as things stand.
    pub fn offers(&self, action: DeskAction) -> bool {
        let account = self.account.as_ref();
        let is_open = account.is_some_and(|account| account.stopped_at.is_none());
        match action {
            DeskAction::Admit => account.is_none() && self.admission.is_none(),
            DeskAction::Letter => account.is_none() && self.is_registrant,
            DeskAction::Lift => !self.counted.is_empty(),
            DeskAction::Code => self.flow.as_ref().is_some_and(|flow| flow.email.is_some()),
            DeskAction::Sessions => !self.sessions.is_empty(),
            DeskAction::Recovery => is_open && self.held_until.is_none(),
            DeskAction::Stop => is_open,
            DeskAction::Restore => account.is_some() && !is_open,
            DeskAction::Release | DeskAction::Move | DeskAction::Address => account.is_some(),
            DeskAction::Factors => account.is_some() && self.has_factor,
            DeskAction::Mail => self.mail_stop.is_some(),
            DeskAction::Roster => true,
            DeskAction::Caution => self.caution.is_none(),
            DeskAction::Uncaution => self.caution.is_some(),
            DeskAction::HideCosts => !self.hides_costs,
            DeskAction::ShowCosts => self.hides_costs,
        }
    }

    /// Whether an action by this visitor takes a second person: two openings of one account within days always do, and with a marked
    /// person whatever lets somebody in or changes an address, and taking the mark away, by who does not approve.
    pub fn takes_two(&self, visit: &DeskVisit, action: DeskAction) -> bool {
        let earlier: Vec<DeskAction> = self.earlier.iter().filter_map(|earlier| earlier.action.parse().ok()).collect();
        let is_guarded = self.caution.is_some() && action.is_guarded_by_a_mark();
        action.takes_two(&earlier) || (is_guarded && !visit.seat.approves())
    }

    /// What an event of the trail is about: the account, or the person who has none.
    pub fn named(&self) -> String {
        self.account.as_ref().map_or_else(|| format!("person:{}", self.person.person_id), |account| format!("account:{}", account.id))
    }
}

/// Sessions that a request would still find: the others wait to be cleaned up.
fn live_sessions(mut sessions: Vec<OwnSession>, visit: &DeskVisit) -> Vec<OwnSession> {
    let age = |at: At| -> SignedDuration { visit.now.duration_since(at.timestamp()) };
    sessions.retain(|one| age(one.last_seen_at) < session::IDLE && age(one.created_at) < session::ABSOLUTE);
    sessions
}
