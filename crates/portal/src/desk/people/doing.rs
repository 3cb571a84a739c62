//! What the desk does for a person, each in the unit of work that records it.

use jiff::SignedDuration;
use madoguchi_rules::{
    desk_actions::{ADMISSION_LIFETIME, DeskAction, RECOVERY_HOLD},
    identifiers::{Branch, Number, Symbol},
    limits::CODE_RESEND_AFTER,
    mail_address::MailAddress,
};
use madoguchi_store::{
    At, StoreError, Work, accounts::Account, admissions::Admission, cautions::Caution, factors::Owner, roster::RosterEntry,
    statements::Choice,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{card::texts, subject::Subject};
use crate::{
    codes::{self, CodePurpose},
    factors,
    imports::roster::{Actor, CorrectionError, CorrectionOrder, Put, RosterCorrection, clean_up, put_within},
    limits::login,
    mail::{self, Addressee, Letter, stops},
    people,
    web::DeskVisit,
};

/// What was typed for an action.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Input {
    /// Why.
    pub reason: String,
    /// How it was shown who it is, where an action asks for that.
    pub proof: String,
    /// The new mail address.
    pub email: String,
    /// `support` or `disclosure`.
    pub kind: String,
    /// The new 記号.
    pub symbol: String,
    /// The new 番号.
    pub number: String,
    /// The new 枝番.
    pub branch: String,
}

/// What came of it.
pub enum Performed {
    /// It is done and recorded.
    Done,
    /// It cannot be done: the field that it is about, and why. Nothing was written.
    Refused(&'static str, String),
}

/// Does an action for a person as the unit of work has them, and records it with its reason.
///
/// # Errors
/// [`StoreError`]; then nothing was done.
pub async fn perform(
    visit: &DeskVisit,
    work: &Work,
    subject: &Subject,
    action: DeskAction,
    input: &Input,
) -> Result<Performed, StoreError> {
    if !subject.offers(action) {
        return Ok(not_now(visit));
    }
    let deed = Deed { visit, work, subject, input, at: At::from(visit.now) };
    let performed = match (action, subject.account.as_ref()) {
        (DeskAction::Admit, _) => deed.admit().await,
        (DeskAction::Lift, _) => deed.lift().await,
        (DeskAction::Code, _) => deed.send_code_again().await,
        (DeskAction::Caution, _) => deed.mark().await,
        (DeskAction::Roster, _) => deed.correct_roster().await,
        (DeskAction::Uncaution, _) => deed.unmark().await,
        (DeskAction::HideCosts, _) => deed.hide_costs().await,
        (DeskAction::ShowCosts, _) => deed.show_costs().await,
        (DeskAction::Sessions, Some(account)) => deed.end_sessions(account).await,
        (DeskAction::Recovery, Some(account)) => deed.offer_recovery(account).await,
        (DeskAction::Stop, Some(account)) => deed.stop(account).await,
        (DeskAction::Restore, Some(account)) => deed.restore(account).await,
        (DeskAction::Release, Some(account)) => deed.release(account).await,
        (DeskAction::Move, Some(account)) => deed.carry_over(account).await,
        (DeskAction::Address, Some(account)) => deed.give_address(account).await,
        (DeskAction::Factors, Some(account)) => deed.reset_factors(account).await,
        (DeskAction::Mail, Some(account)) => deed.let_mail_go(account).await,
        // A letter is a page of its own: `letter`.
        (DeskAction::Letter, _) | (_, None) => Ok(not_now(visit)),
    }?;
    if let Performed::Done = performed {
        let mut event = visit.event(&format!("desk.{action}"), subject.named());
        event.detail = json!({ "person": subject.person.person_id.to_string(), "reason": input.reason, "proof": input.proof }).to_string();
        work.record(&event).await?;
    }
    Ok(performed)
}

/// What has to be out of the way before an action: for a correction of the roster, what a killed import left behind.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn prepare(visit: &DeskVisit, action: DeskAction) -> Result<(), StoreError> {
    let insurer_id = visit.insurer_id();
    let is_broken = |work: Work| async move { work.has_broken_import(insurer_id).await };
    if action != DeskAction::Roster || !visit.portal.store.read(is_broken).await? {
        return Ok(());
    }
    match clean_up(&visit.portal.import_site(), insurer_id).await {
        // While an import is under way the action itself says so.
        Ok(()) | Err(CorrectionError::Busy | CorrectionError::NoSuchPerson) => Ok(()),
        Err(CorrectionError::Store(error)) => Err(error),
    }
}

fn not_now(visit: &DeskVisit) -> Performed {
    Performed::Refused("reason", texts(visit).not_now.to_owned())
}

/// An action under way.
struct Deed<'a> {
    visit: &'a DeskVisit,
    work: &'a Work,
    subject: &'a Subject,
    input: &'a Input,
    at: At,
}

impl Deed<'_> {
    async fn admit(&self) -> Result<Performed, StoreError> {
        let admission = Admission {
            insurer_id: self.visit.insurer_id(),
            person_id: self.subject.person.person_id,
            admitted_at: self.at,
            admitted_by: self.visit.actor(),
            until: At::from(self.visit.now + ADMISSION_LIFETIME),
        };
        self.work.admit(&admission).await?;
        Ok(Performed::Done)
    }

    async fn lift(&self) -> Result<Performed, StoreError> {
        self.subject.limits(self.visit).lift(self.work).await?;
        Ok(Performed::Done)
    }

    /// The code goes to the address that the member gave; who presses the button never sees it.
    async fn send_code_again(&self) -> Result<Performed, StoreError> {
        let (portal, now) = (&self.visit.portal, self.visit.now);
        let Some(flow) = &self.subject.flow else { return Ok(not_now(self.visit)) };
        let address = flow.email.as_deref().and_then(|email| MailAddress::parse(email).ok());
        let Some(address) = address else { return Ok(not_now(self.visit)) };
        if !self.work.hold_signup_flow(flow.id, self.at).await? {
            return Ok(not_now(self.visit));
        }
        if let Some(last) = self.work.code(flow.id).await? {
            let wait = (last.sent_at.timestamp() + CODE_RESEND_AFTER).duration_since(now);
            if wait > SignedDuration::ZERO {
                return Ok(Performed::Refused("reason", (texts(self.visit).wait_to_resend)(wait.as_secs().max(1))));
            }
        }
        let issued = codes::issue(portal, self.work, flow.id, CodePurpose::SignUp, &address, now).await?;
        let to = Addressee { address, insurer_id: Some(flow.insurer_id), account_id: None, language: "ja" };
        mail::queue(portal, self.work, &to, &Letter::SignUpCode { code: issued.code, until: issued.until }, now).await?;
        Ok(Performed::Done)
    }

    async fn mark(&self) -> Result<Performed, StoreError> {
        let caution = Caution {
            kind: if self.input.kind == "disclosure" { "disclosure" } else { "support" }.to_owned(),
            note: self.input.reason.clone(),
            marked_at: self.at,
            marked_by: self.visit.actor(),
        };
        self.work.mark_caution(self.visit.insurer_id(), self.subject.person.person_id, &caution).await?;
        Ok(Performed::Done)
    }

    async fn unmark(&self) -> Result<Performed, StoreError> {
        self.work.remove_caution(self.visit.insurer_id(), self.subject.person.person_id).await?;
        Ok(Performed::Done)
    }

    async fn hide_costs(&self) -> Result<Performed, StoreError> {
        let (insurer_id, person_id) = (self.visit.insurer_id(), self.subject.person.person_id);
        self.work.choose_for_statements(insurer_id, person_id, Choice::HiddenByDesk, self.at, &self.visit.actor()).await?;
        Ok(Performed::Done)
    }

    async fn show_costs(&self) -> Result<Performed, StoreError> {
        let (insurer_id, person_id) = (self.visit.insurer_id(), self.subject.person.person_id);
        self.work.take_back_for_statements(insurer_id, person_id, Choice::HiddenByDesk).await?;
        Ok(Performed::Done)
    }

    async fn end_sessions(&self, account: &Account) -> Result<Performed, StoreError> {
        self.work.end_sessions_but(account.insurer_id, account.id, None).await?;
        Ok(Performed::Done)
    }

    /// The member sets the password; the desk only tells them how, at the account's address, and clears the way.
    async fn offer_recovery(&self, account: &Account) -> Result<Performed, StoreError> {
        self.subject.limits(self.visit).lift(self.work).await?;
        self.write(Some(account), [own_address(account), None], &Letter::RecoveryOffered { user_id: account.user_id.clone() }).await?;
        Ok(Performed::Done)
    }

    async fn stop(&self, account: &Account) -> Result<Performed, StoreError> {
        self.work.stop_account(account.insurer_id, account.id, Some(self.at)).await?;
        self.shut_out(account).await?;
        Ok(Performed::Done)
    }

    async fn restore(&self, account: &Account) -> Result<Performed, StoreError> {
        self.work.stop_account(account.insurer_id, account.id, None).await?;
        Ok(Performed::Done)
    }

    /// The user ID stays with the closed account, so that nobody else is ever given it.
    async fn release(&self, account: &Account) -> Result<Performed, StoreError> {
        self.work.close_account(account.insurer_id, account.id, self.at).await?;
        self.shut_out(account).await?;
        self.work.remove_factors(Owner::Account { insurer_id: account.insurer_id, id: account.id }).await?;
        self.write(Some(account), [own_address(account), people::roster_address(&self.subject.person)], &Letter::AccountReleased).await?;
        Ok(Performed::Done)
    }

    async fn carry_over(&self, account: &Account) -> Result<Performed, StoreError> {
        let texts = texts(self.visit);
        let refused = |why: &str| Ok(Performed::Refused("number", why.to_owned()));
        let target = match &self.people_under_the_new_number().await?[..] {
            [] => return refused(texts.move_nobody),
            [one] => one.clone(),
            _ => return refused(texts.move_several),
        };
        if target.birth_date != self.subject.person.birth_date {
            return refused(texts.move_birth_date);
        }
        let insurer_id = account.insurer_id;
        let other = self.work.latest_account_of_person(insurer_id, target.person_id).await?;
        if other.is_some_and(|other| other.closed_at.is_none()) {
            return refused(texts.move_has_account);
        }
        self.work.choose_move(insurer_id, self.subject.person.person_id, target.person_id, self.at, &self.visit.actor()).await?;
        self.work.carry_accounts_over(insurer_id).await?;
        Ok(Performed::Done)
    }

    async fn people_under_the_new_number(&self) -> Result<Vec<RosterEntry>, StoreError> {
        let parsed = (Symbol::parse(&self.input.symbol), Number::parse(&self.input.number), Branch::parse(&self.input.branch));
        let (Ok(symbol), Ok(number), Ok(branch)) = parsed else { return Ok(Vec::new()) };
        let symbol = symbol.as_ref().map_or("", Symbol::loose_key);
        let mut people = self.work.people_by_number(self.visit.insurer_id(), symbol, number.loose_key()).await?;
        let own = self.subject.person.person_id;
        let is_meant = |person: &RosterEntry| match &branch {
            Some(branch) => person.branch.as_deref() == Some(branch.as_str()),
            None => true,
        };
        people.retain(|person| person.person_id != own && is_meant(person));
        Ok(people)
    }

    async fn give_address(&self, account: &Account) -> Result<Performed, StoreError> {
        let language = self.visit.language;
        let new = match MailAddress::parse(&self.input.email) {
            Ok(new) => new,
            Err(error) => return Ok(Performed::Refused("email", language.sentence(&error))),
        };
        let old = own_address(account);
        if old.as_ref().is_some_and(|old| old.key() == new.key()) {
            return Ok(Performed::Refused("email", texts(self.visit).same_email.to_owned()));
        }
        self.work.set_account_email(account.insurer_id, account.id, &new.as_given()).await?;
        self.hold_recovery(account).await?;
        self.write(Some(account), [old, Some(new)], &Letter::AddressCorrected).await?;
        Ok(Performed::Done)
    }

    /// The correction is in force at once, and holds until the roster's own value changes.
    async fn correct_roster(&self) -> Result<Performed, StoreError> {
        let (visit, person) = (self.visit, &self.subject.person);
        let new = match MailAddress::parse(&self.input.email) {
            Ok(new) => new,
            Err(error) => return Ok(Performed::Refused("email", visit.language.sentence(&error))),
        };
        let order = CorrectionOrder {
            insurer_id: visit.insurer_id(),
            person_id: person.person_id,
            correction: RosterCorrection::Email(Some(new.clone())),
            reason: self.input.reason.clone(),
            actor: Actor { kind: "staff", name: visit.actor() },
        };
        match put_within(self.work, &visit.portal.import_site(), &order).await? {
            Put::Done => {}
            Put::Unchanged => return Ok(Performed::Refused("email", texts(visit).same_email.to_owned())),
            Put::NoSuchPerson => return Ok(not_now(visit)),
            Put::Busy | Put::AfterABrokenImport => return Ok(Performed::Refused("reason", texts(visit).import_under_way.to_owned())),
        }
        if let Some(account) = &self.subject.account {
            self.hold_recovery(account).await?;
        }
        self.write(self.subject.account.as_ref(), [people::roster_address(person), Some(new)], &Letter::RosterAddressCorrected).await?;
        Ok(Performed::Done)
    }

    async fn reset_factors(&self, account: &Account) -> Result<Performed, StoreError> {
        let owner = Owner::Account { insurer_id: account.insurer_id, id: account.id };
        self.work.remove_factors(owner).await?;
        login::cleared(&self.visit.portal, self.work, &factors::limit_key(owner)).await?;
        self.work.end_sessions_but(account.insurer_id, account.id, None).await?;
        self.hold_recovery(account).await?;
        self.write(Some(account), [own_address(account), people::roster_address(&self.subject.person)], &Letter::FactorsReset).await?;
        Ok(Performed::Done)
    }

    async fn let_mail_go(&self, account: &Account) -> Result<Performed, StoreError> {
        let by = stops::Actor { kind: "staff", name: self.visit.actor() };
        stops::lift_of_account(&self.visit.portal, self.work, account, &by, self.visit.now).await?;
        Ok(Performed::Done)
    }

    /// Whoever is in goes out, and whoever is about to recover the account begins anew.
    async fn shut_out(&self, account: &Account) -> Result<(), StoreError> {
        self.work.end_sessions_but(account.insurer_id, account.id, None).await?;
        self.work.end_recovery_flows_of_account(account.insurer_id, account.id, self.at).await
    }

    /// A new address, or an account without its second factor, counts for recovery only when its owner had time to object.
    async fn hold_recovery(&self, account: &Account) -> Result<(), StoreError> {
        self.work.end_recovery_flows_of_account(account.insurer_id, account.id, self.at).await?;
        self.work.hold_recovery(account.insurer_id, account.id, At::from(self.visit.now + RECOVERY_HOLD)).await
    }

    /// Writes to up to two addresses, to one once.
    async fn write(&self, account: Option<&Account>, addresses: [Option<MailAddress>; 2], letter: &Letter) -> Result<(), StoreError> {
        let [first, second] = addresses;
        let second = second.filter(|second| first.as_ref().is_none_or(|first| first.key() != second.key()));
        for address in [first, second].into_iter().flatten() {
            let account_id = account.map(|account| account.id);
            let to = Addressee { address, insurer_id: Some(self.visit.insurer_id()), account_id, language: "ja" };
            mail::queue(&self.visit.portal, self.work, &to, letter, self.visit.now).await?;
        }
        Ok(())
    }
}

fn own_address(account: &Account) -> Option<MailAddress> {
    MailAddress::parse(&account.email).ok()
}
