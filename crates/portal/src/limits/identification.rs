//! K1 to K6: tries to identify oneself. A try is reserved in all of them before anybody is looked up, and given back when it succeeds.

use jiff::{Timestamp, civil::Date};
use madoguchi_rules::{
    limits::{ADMITTED, Budget, K1_NUMBER, K2_NAME, K3_SOURCE_FAILURES, K3_SOURCE_MOST, K4_PRE_SESSION, Pressure, WAITS_SOURCE},
    paper_codes::PaperCode,
    settings::InsurerSettings,
};
use madoguchi_store::{At, StoreError, Work};

use super::{
    Bucket, Share, Take, letters,
    pressure::{self, Alert, Counted, FailureCounter},
    proof_of_work::{Challenge, Difficulty, Presented},
};
use crate::{
    portal::Portal,
    web::{Refusal, Visit},
};

/// What somebody typed to be identified, in the form in which it is compared.
#[derive(Clone, Copy)]
pub struct IdentificationAttempt<'a> {
    /// The insurer.
    pub insurer_id: i64,
    /// The insurer's settings.
    pub settings: &'a InsurerSettings,
    /// 記号, loose key; empty when it was left blank.
    pub symbol: &'a str,
    /// 番号, loose key.
    pub number: &'a str,
    /// 生年月日.
    pub birth_date: Date,
    /// 氏名（カナ）, folded.
    pub kana: &'a str,
    /// 初回登録コード, where it was typed with the other items. Then who cannot be guessed needs no K1, K2, K5 and K6: the tries at codes of
    /// this 記号・番号 are counted instead.
    pub letter_code: Option<&'a PaperCode>,
    /// When the desk let in somebody with this 記号 and 番号: their tries are counted apart from K1 and K2.
    pub admitted_at: Option<At>,
    /// What the form brought as `proof`; empty when it brought none.
    pub proof: &'a str,
}

/// Whether the try may be judged.
pub enum Gate {
    /// It may. It counts as a failure unless it is given back.
    Open(Reservation),
    /// The tries of this 記号・番号 (at its codes of letters), or of this name and birth date, are used up until then.
    UsedUp {
        /// When they end being used up.
        until: Timestamp,
    },
    /// Only with this sum solved (or waited for): [`super::pages::proof_of_work_page`].
    ProofOfWork(Challenge),
    /// Only by letter, at the desk or with the roster's mail address, until the hour ends.
    Closed {
        /// When the hour ends.
        until: Timestamp,
    },
}

/// A try that was reserved.
#[derive(Debug)]
#[must_use = "a try that succeeds is given back in the unit of work that records the success"]
pub struct Reservation {
    digest: [u8; 32],
    shares: Vec<Share>,
    failures: Vec<FailureCounter>,
}

/// Reserves a try. The same five values again cost nothing for a day.
///
/// # Errors
/// [`Refusal::LimitUsedUp`] when the source has used up its hour.
pub async fn reserve(visit: &Visit, attempt: &IdentificationAttempt<'_>) -> Result<Gate, Refusal> {
    let plan = &Plan::of(visit, attempt).await?;
    match visit.portal.store.write(|work| async move { plan.reserve(&work).await }).await? {
        Outcome::Open(reservation, alerts) => {
            alerts.iter().for_each(Alert::tell);
            Ok(Gate::Open(reservation))
        }
        Outcome::Refused(Refused::UsedUp(until)) => Ok(Gate::UsedUp { until }),
        Outcome::Refused(Refused::Source(until)) => Err(Refusal::LimitUsedUp { until }),
        Outcome::Refused(Refused::Closed) => Ok(Gate::Closed { until: pressure::hour_of(visit.now).1 }),
        Outcome::Refused(Refused::Unproven(difficulty)) => Ok(Gate::ProofOfWork(plan.challenge(difficulty))),
    }
}

impl Reservation {
    /// Gives the try back: it succeeded.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_back(&self, work: &Work) -> Result<(), StoreError> {
        work.forget_attempt(&self.digest).await?;
        for share in &self.shares {
            share.give_back(work).await?;
        }
        for counter in &self.failures {
            counter.give_back(work).await?;
        }
        Ok(())
    }
}

/// Everything that a try is counted by. All tries take their rows in this order, so that none waits for another in a circle.
struct Plan<'a> {
    visit: &'a Visit,
    insurer_id: i64,
    digest: [u8; 32],
    person: Vec<Bucket>,
    source: Option<Bucket>,
    pre_session: Bucket,
    counters: Vec<FailureCounter>,
    proof: Presented,
}

enum Outcome {
    Open(Reservation, Vec<Alert>),
    Refused(Refused),
}

enum Refused {
    UsedUp(Timestamp),
    Source(Timestamp),
    Closed,
    Unproven(Difficulty),
}

/// Why a reservation did not come about.
enum Stop {
    Refused(Refused),
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::Store(error)
    }
}

impl<'a> Plan<'a> {
    async fn of(visit: &'a Visit, attempt: &IdentificationAttempt<'_>) -> Result<Plan<'a>, Refusal> {
        let portal = &visit.portal;
        let insurer = attempt.insurer_id.to_be_bytes();
        let birth_date = attempt.birth_date.to_string();
        let (symbol, number) = (attempt.symbol.as_bytes(), attempt.number.as_bytes());
        let (birth_date, kana) = (birth_date.as_bytes(), attempt.kana.as_bytes());
        let is_allowed = attempt.settings.source_allow_list.iter().any(|network| network.contains(visit.source));
        let letter_code = attempt.letter_code.map_or("", PaperCode::as_str).as_bytes();
        let (person, counters) = match attempt.letter_code {
            Some(_) => (vec![letters::bucket(portal, attempt.insurer_id, attempt.symbol, attempt.number)], Vec::new()),
            None => (of_person(portal, attempt), pressure::counters(portal, attempt.insurer_id, visit.now).await?.to_vec()),
        };
        Ok(Plan {
            visit,
            insurer_id: attempt.insurer_id,
            digest: portal.keys.limits.mac(&[b"five values", &insurer, symbol, number, birth_date, kana, letter_code]),
            person,
            source: (!is_allowed).then(|| Bucket::of_source(visit, K3_SOURCE_MOST)),
            pre_session: Bucket::new(portal, K4_PRE_SESSION, &[visit.pre_session().as_bytes()]),
            counters,
            proof: Presented::read(visit, attempt.proof),
        })
    }

    async fn reserve(&self, work: &Work) -> Result<Outcome, StoreError> {
        let now = self.visit.now;
        let mut reservation = Reservation { digest: self.digest, shares: Vec::new(), failures: Vec::new() };
        let is_new = work.note_attempt(&self.digest, self.insurer_id, At::from(now), At::from(now + K1_NUMBER.window)).await?;
        if !is_new {
            return Ok(Outcome::Open(reservation, Vec::new()));
        }
        match self.take_all(work, &mut reservation).await {
            Ok(alerts) => Ok(Outcome::Open(reservation, alerts)),
            Err(Stop::Refused(refused)) => {
                reservation.give_back(work).await?;
                Ok(Outcome::Refused(refused))
            }
            Err(Stop::Store(error)) => Err(error),
        }
    }

    async fn take_all(&self, work: &Work, reservation: &mut Reservation) -> Result<Vec<Alert>, Stop> {
        self.take_person(work, reservation).await?;
        let by_place = self.take_place(work, reservation).await?;
        let counted = self.take_hour(work, reservation).await?;
        let by_hour = counted.iter().filter_map(|(_, pressure, _)| difficulty_under(*pressure)).max();
        if let Some(difficulty) = by_place.max(by_hour) {
            self.check_proof(work, difficulty).await?;
        }
        let mut alerts = Vec::new();
        for (counter, _, failures) in counted {
            alerts.extend(counter.alert(&self.visit.portal, work, failures, self.visit.now).await?);
        }
        Ok(alerts)
    }

    /// K1 and K2, or the tries of an admission or at codes of letters: whom the values are about.
    async fn take_person(&self, work: &Work, reservation: &mut Reservation) -> Result<(), Stop> {
        for bucket in &self.person {
            match bucket.take(work, self.visit.now).await? {
                Take::Yes(share, _) => reservation.shares.push(share),
                Take::UsedUp(until) => return Err(Stop::Refused(Refused::UsedUp(until))),
            }
        }
        Ok(())
    }

    /// K3 and K4: where the try comes from; answers what proof that calls for.
    async fn take_place(&self, work: &Work, reservation: &mut Reservation) -> Result<Option<Difficulty>, Stop> {
        let mut called_for = None;
        if let Some(bucket) = &self.source {
            match bucket.take(work, self.visit.now).await? {
                Take::Yes(share, used) => {
                    reservation.shares.push(share);
                    called_for = beyond(K3_SOURCE_FAILURES, used);
                }
                Take::UsedUp(until) => return Err(Stop::Refused(Refused::Source(until))),
            }
        }
        let (share, used) = self.pre_session.count(work, self.visit.now).await?;
        reservation.shares.push(share);
        Ok(called_for.max(beyond(K4_PRE_SESSION, used)))
    }

    /// K5 and K6: how many fail in this hour.
    async fn take_hour(&self, work: &Work, reservation: &mut Reservation) -> Result<Vec<(&FailureCounter, Pressure, i64)>, Stop> {
        let mut counted = Vec::new();
        for counter in &self.counters {
            match counter.take(work).await? {
                Counted::Under(pressure, failures) => {
                    reservation.failures.push(*counter);
                    counted.push((counter, pressure, failures));
                }
                Counted::Closed => return Err(Stop::Refused(Refused::Closed)),
            }
        }
        Ok(counted)
    }

    /// Spends what was presented, if it does.
    async fn check_proof(&self, work: &Work, called_for: Difficulty) -> Result<(), Stop> {
        let challenge = match &self.proof {
            Presented::Solved(challenge) => challenge,
            Presented::Waited(challenge) => {
                let waits = Bucket::of_source(self.visit, WAITS_SOURCE);
                if let Take::UsedUp(until) = waits.take(work, self.visit.now).await? {
                    return Err(Stop::Refused(Refused::Source(until)));
                }
                challenge
            }
            Presented::Nothing | Presented::TooEarly(_) => return Err(Stop::Refused(Refused::Unproven(called_for))),
        };
        let expires_at = At::from(challenge.expires_at());
        if challenge.difficulty() >= called_for && work.spend_challenge(challenge.nonce(), expires_at).await? {
            return Ok(());
        }
        Err(Stop::Refused(Refused::Unproven(called_for)))
    }

    /// The challenge to show: the one that is being waited for, or a new one.
    fn challenge(&self, difficulty: Difficulty) -> Challenge {
        match &self.proof {
            Presented::TooEarly(challenge) if challenge.difficulty() >= difficulty => challenge.clone(),
            _ => Challenge::issue(self.visit, difficulty),
        }
    }
}

/// What counts whom the values are about: K1 and K2, or the tries of somebody whom the desk let in.
fn of_person(portal: &Portal, attempt: &IdentificationAttempt<'_>) -> Vec<Bucket> {
    let id = attempt.insurer_id;
    let Some(at) = attempt.admitted_at else {
        return vec![k1(portal, id, attempt.symbol, attempt.number), k2(portal, id, attempt.birth_date, attempt.kana)];
    };
    let at = at.timestamp().as_millisecond().to_be_bytes();
    vec![Bucket::new(portal, ADMITTED, &[&id.to_be_bytes(), attempt.symbol.as_bytes(), attempt.number.as_bytes(), &at])]
}

/// K1: a 記号 and 番号, as loose keys.
pub(super) fn k1(portal: &Portal, insurer_id: i64, symbol: &str, number: &str) -> Bucket {
    Bucket::new(portal, K1_NUMBER, &[&insurer_id.to_be_bytes(), symbol.as_bytes(), number.as_bytes()])
}

/// K2: a birth date and a folded name in kana.
pub(super) fn k2(portal: &Portal, insurer_id: i64, birth_date: Date, kana: &str) -> Bucket {
    Bucket::new(portal, K2_NAME, &[&insurer_id.to_be_bytes(), birth_date.to_string().as_bytes(), kana.as_bytes()])
}

/// Beyond a budget of failures a source or a pre-session has to prove work.
fn beyond(free: Budget, used: i64) -> Option<Difficulty> {
    (used > i64::from(free.amount)).then_some(Difficulty::Usual)
}

fn difficulty_under(pressure: Pressure) -> Option<Difficulty> {
    match pressure {
        Pressure::None => None,
        Pressure::ProofOfWork => Some(Difficulty::Usual),
        Pressure::HardProofOfWork | Pressure::OtherWaysOnly => Some(Difficulty::Hard),
    }
}
