//! Whether a user ID and a password open an account. Whatever does not costs the same work and looks the same; why an account is not
//! open is told only to who knows its password.

use jiff::civil::Date;
use madoguchi_rules::{
    eligibility::{Access, Standing},
    password,
    settings::{InsurerSettings, MemberSecondFactor},
};
use madoguchi_store::{StoreError, Work, accounts::Account, factors::Owner};

use crate::{
    factors::bearer::base,
    limits::login::LoginReservation,
    passwords::{HashError, Verdict},
    web::{Refusal, Visit},
};

/// What came of a login.
pub(super) enum Judgement {
    /// Nobody has this user ID, or its password is another.
    Wrong,
    /// The password is right and the account, of this insurer, not open.
    RightBut(NotOpen, i64),
    /// The account is open.
    Right(Box<Entry>),
}

/// Why an account is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotOpen {
    /// The desk stopped it.
    Stopped,
    /// The person left, and the insurer lets nobody in who left, or not for so long.
    Left,
    /// 資格取得日 is ahead.
    NotYet,
}

/// An account that may be entered.
pub(super) struct Entry {
    pub(super) account: Account,
    /// A hash at today's cost, when the stored one was made at a lower one.
    pub(super) new_hash: Option<String>,
    /// Whether a second factor follows.
    pub(super) has_factor: bool,
    /// Whether the insurer asks for a second factor before health data.
    needs_factor: bool,
}

impl Entry {
    /// Where the login leads: to setting a second factor up where the insurer asks for one and there is none. The guard leads to a
    /// factor that is due, and to the terms.
    pub(super) fn first_page(&self, visit: &Visit) -> &'static str {
        if self.needs_factor && !self.has_factor { base(visit.side) } else { visit.side.home() }
    }
}

/// Judges a login that was reserved; a try that cannot be judged is given back.
pub(super) async fn judge(
    visit: &Visit,
    user_key: &str,
    typed_password: &str,
    reservation: &LoginReservation,
) -> Result<Judgement, Refusal> {
    let account = visit.portal.store.read(|work| async move { work.account_by_user_key(user_key).await }).await?;
    let verdict = match verify(visit, account.as_ref(), typed_password).await {
        Ok(verdict) => verdict,
        Err(error) => {
            visit.portal.store.write(|work| async move { reservation.not_judged(&work).await }).await?;
            return Err(error.into());
        }
    };
    match (account, verdict) {
        (Some(account), Some(new_hash)) => open(visit, account, new_hash, reservation).await,
        (account, _) => {
            record_failure(visit, account.as_ref()).await?;
            Ok(Judgement::Wrong)
        }
    }
}

/// None for a wrong password; for a right one the hash to store anew, if any. No account costs the same work as one.
async fn verify(visit: &Visit, account: Option<&Account>, typed: &str) -> Result<Option<Option<String>>, HashError> {
    let Some(password) = password::normalize(typed) else { return Ok(None) };
    let stored = account.map(|account| account.password_hash.as_str());
    Ok(match visit.portal.passwords.verify(password.as_normalized(), stored).await? {
        Verdict::Wrong => None,
        Verdict::Right => Some(None),
        Verdict::RightButOld => Some(Some(visit.portal.passwords.hash(password.as_normalized()).await?)),
    })
}

async fn open(visit: &Visit, account: Account, new_hash: Option<String>, reservation: &LoginReservation) -> Result<Judgement, Refusal> {
    let (known, today) = (&account, visit.today());
    let owner = Owner::Account { insurer_id: account.insurer_id, id: account.id };
    let read = |work: Work| async move {
        let settings = crate::insurer::settings(&work, known.insurer_id).await?;
        Ok((why_not_open(&work, known, &settings, today).await?, work.has_factor(owner).await?, settings.member_second_factor))
    };
    let (reason, has_factor, second_factor) = visit.portal.store.read(read).await?;
    let Some(reason) = reason else {
        let needs_factor = second_factor == MemberSecondFactor::Required;
        return Ok(Judgement::Right(Box::new(Entry { account, new_hash, has_factor, needs_factor })));
    };
    let mut event = visit.event("account.login_refused", account.insurer_id, format!("account:{}", account.id));
    event.detail = format!(r#"{{"reason":"{}"}}"#, reason.name());
    let event = &event;
    let refuse = |work: Work| async move {
        reservation.succeeded(&work).await?;
        work.record(event).await
    };
    visit.portal.store.write(refuse).await?;
    Ok(Judgement::RightBut(reason, account.insurer_id))
}

async fn why_not_open(work: &Work, account: &Account, settings: &InsurerSettings, today: Date) -> Result<Option<NotOpen>, StoreError> {
    if account.stopped_at.is_some() {
        return Ok(Some(NotOpen::Stopped));
    }
    let Some(person) = work.person(account.insurer_id, account.person_id).await? else { return Ok(Some(NotOpen::Left)) };
    let eligibility = person.eligibility();
    Ok(match (settings.after_leaving.access(eligibility, today), eligibility.on(today)) {
        (Access::Full | Access::ReadOnly { .. }, _) => None,
        (Access::Closed, Standing::NotYet) => Some(NotOpen::NotYet),
        (Access::Closed, _) => Some(NotOpen::Left),
    })
}

async fn record_failure(visit: &Visit, account: Option<&Account>) -> Result<(), Refusal> {
    let subject = account.map_or_else(|| "account:unknown".to_owned(), |account| format!("account:{}", account.id));
    let mut event = visit.event("account.login_failed", 0, subject);
    event.insurer_id = account.map(|account| account.insurer_id);
    let event = &event;
    visit.portal.store.write(|work| async move { work.record(event).await }).await?;
    Ok(())
}

impl NotOpen {
    fn name(self) -> &'static str {
        match self {
            NotOpen::Stopped => "stopped",
            NotOpen::Left => "left",
            NotOpen::NotYet => "not_yet",
        }
    }
}
