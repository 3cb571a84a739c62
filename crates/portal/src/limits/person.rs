//! The limits that bear on one person, as the desk sees and lifts them.

use jiff::Timestamp;
use madoguchi_rules::{
    identifiers::{Number, Symbol},
    kana::TypedKana,
    limits::{LOGIN_FAILURES_MOST, MAILS_ADDRESS, RECOVERY_ACCOUNT},
    mail_address::MailAddress,
};
use madoguchi_store::{At, StoreError, Work, accounts::Account, roster::RosterEntry};

use super::{
    Bucket,
    identification::{k1, k2},
    login,
};
use crate::{member::signup::tries::Try, portal::Portal};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// K1: identifications with the 記号・番号.
    Number,
    /// K2: identifications with the name and birth date.
    Name,
    /// Logins with the user ID.
    Login,
    /// Recoveries with the user ID.
    Recovery,
    /// Mails to the address.
    Mails,
}

/// A counter that is not at nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What is counted.
    pub kind: Kind,
    /// How many are counted.
    pub used: i64,
    /// How many there may be.
    pub most: i64,
    /// When the count ends; none for logins, which count until one succeeds.
    pub until: Option<Timestamp>,
    /// Whether nothing more is let through now.
    pub is_used_up: bool,
}

/// The counters of one person.
pub struct PersonLimits {
    buckets: Vec<(Kind, Bucket)>,
    login: Option<[u8; 32]>,
}

impl PersonLimits {
    /// The counters that bear on this person: as the roster has them, as they typed themselves lately, and those of their account and
    /// of the address to which mail goes.
    pub fn of(
        portal: &Portal,
        person: &RosterEntry,
        tries: &[Try],
        account: Option<&Account>,
        address: Option<&MailAddress>,
    ) -> PersonLimits {
        let id = person.insurer_id;
        let mut buckets = vec![
            (Kind::Number, k1(portal, id, &person.symbol_loose, &person.number_loose)),
            (Kind::Name, k2(portal, id, person.birth_date.0, &person.kana_folded)),
        ];
        for tried in tries {
            let typed = &tried.typed;
            let (symbol, number) = (Symbol::parse(&typed.symbol), Number::parse(&typed.number));
            if let (Ok(symbol), Ok(number)) = (symbol, number) {
                buckets.push((Kind::Number, k1(portal, id, symbol.as_ref().map_or("", Symbol::loose_key), number.loose_key())));
            }
            if let Ok(kana) = TypedKana::parse(&typed.kana_name) {
                buckets.push((Kind::Name, k2(portal, id, typed.birth_date, kana.folded())));
            }
        }
        if let Some(account) = account {
            buckets.push((Kind::Recovery, Bucket::new(portal, RECOVERY_ACCOUNT, &[account.user_key.as_bytes()])));
        }
        if let Some(address) = address {
            buckets.push((Kind::Mails, Bucket::new(portal, MAILS_ADDRESS, &[address.key().as_bytes()])));
        }
        let mut seen = std::collections::HashSet::new();
        buckets.retain(|(_, bucket)| seen.insert(bucket.key));
        PersonLimits { buckets, login: account.map(|account| login::owner(portal, &account.user_key)) }
    }

    /// The counters that are not at nought.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn counted(&self, work: &Work, now: Timestamp) -> Result<Vec<Counted>, StoreError> {
        let mut counted = Vec::new();
        for (kind, bucket) in &self.buckets {
            let most = i64::from(bucket.budget.amount);
            if let Some((used, until)) = work.budget_used(&bucket.key, At::from(now)).await?.filter(|(used, _)| *used > 0) {
                counted.push(Counted { kind: *kind, used, most, until: Some(until.timestamp()), is_used_up: used >= most });
            }
        }
        if let Some(owner) = &self.login
            && let Some(failures) = work.login_failures_of(owner).await?.filter(|failures| failures.consecutive > 0)
        {
            let most = i64::from(LOGIN_FAILURES_MOST);
            let blocked = Some(failures.blocked_until.timestamp()).filter(|until| now < *until);
            let is_used_up = blocked.is_some() || failures.consecutive >= most;
            counted.push(Counted { kind: Kind::Login, used: failures.consecutive, most, until: blocked, is_used_up });
        }
        Ok(counted)
    }

    /// Forgets everything that is counted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn lift(&self, work: &Work) -> Result<(), StoreError> {
        for (_, bucket) in &self.buckets {
            work.clear_budget(&bucket.key).await?;
        }
        match &self.login {
            Some(owner) => work.clear_login_failures_of(owner).await,
            None => Ok(()),
        }
    }
}
