//! What the desk corrects on the roster (contract, section 6): a correction is in force at once, and holds until the roster's own value
//! changes. The import looks after that (`madoguchi_store::staging`).

use jiff::civil::Date;
use madoguchi_rules::{dates::parse_birth_date, kana::RosterKana, mail_address::MailAddress};
use madoguchi_store::{
    At, Day, StoreError, Work,
    audit::AuditEvent,
    corrections::{CorrectedField, Correction},
    roster::RosterEntry,
};
use serde_json::json;

use super::{Actor, ImportError, ImportSite, lease, row::MOST_TEXT, switching::clean_up_after_a_broken_import};

/// What a field of the roster should say. Made by [`RosterCorrection::read`].
#[derive(Clone)]
pub enum RosterCorrection {
    /// 氏名カナ: as given, and as compared.
    KanaName(String, RosterKana),
    /// 氏名.
    Name(String),
    /// 生年月日.
    BirthDate(Date),
    /// メールアドレス; `None` for none.
    Email(Option<MailAddress>),
    /// 郵便番号; `None` for none.
    PostalCode(Option<String>),
    /// 住所; `None` for none.
    Address(Option<String>),
    /// The correction is withdrawn: what the roster's own file says.
    AsTheRosterSays(CorrectedField),
}

/// A correction to make.
#[derive(Clone)]
pub struct CorrectionOrder {
    /// The insurer.
    pub insurer_id: i64,
    /// The person.
    pub person_id: i64,
    /// What should stand there.
    pub correction: RosterCorrection,
    /// Why, for the trail.
    pub reason: String,
    /// Who.
    pub actor: Actor,
}

/// What became of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is in force.
    Done,
    /// The roster says so already; nothing was written.
    Unchanged,
    /// The roster in force has no such person.
    NoSuchPerson,
    /// An import of this insurer is under way. Nothing was written.
    Busy,
    /// An import of this insurer was killed, and must be cleaned up after. Nothing was written.
    AfterABrokenImport,
}

/// Why a correction was not made; the roster is as before.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// The roster in force has no such person.
    #[error("the roster has no such person")]
    NoSuchPerson,
    /// An import of this insurer is under way; try again in a moment.
    #[error("an import of this insurer is under way")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RosterCorrection {
    /// Reads what a clerk typed for a field. Only what a roster may leave empty may be blank. `today` is the day in Tokyo.
    ///
    /// # Errors
    /// A sentence for the clerk, in Japanese.
    pub fn read(field: CorrectedField, typed: &str, today: Date) -> Result<RosterCorrection, String> {
        let typed = typed.trim();
        if typed.chars().count() > MOST_TEXT {
            return Err(format!("{MOST_TEXT}文字以内で入力してください。"));
        }
        let text = (!typed.is_empty()).then(|| typed.to_owned());
        Ok(match field {
            CorrectedField::KanaName => {
                let kana = RosterKana::parse(typed).map_err(|error| error.to_string())?;
                RosterCorrection::KanaName(typed.to_owned(), kana)
            }
            CorrectedField::Name => RosterCorrection::Name(text.ok_or("氏名を入力してください。")?),
            CorrectedField::BirthDate => RosterCorrection::BirthDate(parse_birth_date(typed, today).map_err(|error| error.to_string())?),
            CorrectedField::Email => {
                let address = text.map(|text| MailAddress::parse(&text)).transpose();
                RosterCorrection::Email(address.map_err(|error| error.to_string())?)
            }
            CorrectedField::PostalCode => RosterCorrection::PostalCode(text),
            CorrectedField::Address => RosterCorrection::Address(text),
        })
    }

    /// The field that it is of.
    pub fn field(&self) -> CorrectedField {
        match self {
            RosterCorrection::KanaName(..) => CorrectedField::KanaName,
            RosterCorrection::Name(_) => CorrectedField::Name,
            RosterCorrection::BirthDate(_) => CorrectedField::BirthDate,
            RosterCorrection::Email(_) => CorrectedField::Email,
            RosterCorrection::PostalCode(_) => CorrectedField::PostalCode,
            RosterCorrection::Address(_) => CorrectedField::Address,
            RosterCorrection::AsTheRosterSays(field) => *field,
        }
    }

    fn apply(&self, entry: &mut RosterEntry) {
        match self {
            RosterCorrection::KanaName(given, kana) => {
                entry.kana_name = given.clone();
                entry.kana_unfolded = kana.unfolded().to_owned();
                entry.kana_folded = kana.folded().to_owned();
                entry.kana_lenient = kana.lenient();
            }
            RosterCorrection::Name(name) => entry.name = name.clone(),
            RosterCorrection::BirthDate(date) => entry.birth_date = Day(*date),
            RosterCorrection::Email(address) => entry.email = address.as_ref().map(MailAddress::as_given),
            RosterCorrection::PostalCode(code) => entry.postal_code = code.clone(),
            RosterCorrection::Address(address) => entry.address = address.clone(),
            RosterCorrection::AsTheRosterSays(_) => {}
        }
    }
}

/// Corrects a field of a person on the roster, or withdraws a correction; sign-up and every page see it at once. The trail has it as
/// `roster.corrected` or `roster.correction_withdrawn`, with the field and the reason.
///
/// For the desk: whoever has more to write in the same transaction (a mail to the old address) calls [`put_within`] instead.
///
/// # Errors
/// [`CorrectionError`]; the roster is as before.
pub async fn correct(site: &ImportSite, order: &CorrectionOrder) -> Result<(), CorrectionError> {
    loop {
        match site.store.write(|work| async move { put_within(&work, site, order).await }).await? {
            Put::Done | Put::Unchanged => return Ok(()),
            Put::NoSuchPerson => return Err(CorrectionError::NoSuchPerson),
            Put::Busy => return Err(CorrectionError::Busy),
            Put::AfterABrokenImport => clean_up(site, order.insurer_id).await?,
        }
    }
}

/// Takes away what a killed import left behind, so that [`put_within`] can go on after [`Put::AfterABrokenImport`].
///
/// # Errors
/// [`CorrectionError::Busy`] while another import is under way.
pub async fn clean_up(site: &ImportSite, insurer_id: i64) -> Result<(), CorrectionError> {
    let lease = lease::Lease::take(site, insurer_id).await.map_err(|error| match error {
        ImportError::Store(error) => CorrectionError::Store(error),
        _ => CorrectionError::Busy,
    })?;
    let cleaned = clean_up_after_a_broken_import(site, insurer_id).await;
    lease.release().await?;
    Ok(cleaned?)
}

/// The correction as part of a unit of work of the caller's. It writes the trail; of [`Put`] the caller must not commit anything that
/// says that the roster was corrected unless it is [`Put::Done`].
///
/// # Errors
/// [`StoreError`].
pub async fn put_within(work: &Work, site: &ImportSite, order: &CorrectionOrder) -> Result<Put, StoreError> {
    let now = At::from(site.clock.now());
    // Taken and given back in this transaction: no import can begin to write the next version meanwhile.
    let (name, holder) = (lease::name(order.insurer_id), site.random.id(now.timestamp()));
    if !work.take_lease(&name, holder, now, lease::runs_out(now)).await? {
        return Ok(Put::Busy);
    }
    let put = put_under_lease(work, site, order, now).await?;
    work.release_lease(&name, holder).await?;
    Ok(put)
}

async fn put_under_lease(work: &Work, site: &ImportSite, order: &CorrectionOrder, now: At) -> Result<Put, StoreError> {
    let CorrectionOrder { insurer_id, person_id, correction, .. } = order;
    if work.has_broken_import(*insurer_id).await? {
        return Ok(Put::AfterABrokenImport);
    }
    let (Some(insurer), Some(shown)) = (work.insurer_by_id(*insurer_id).await?, work.person(*insurer_id, *person_id).await?) else {
        return Ok(Put::NoSuchPerson);
    };
    let field = correction.field();
    let earlier = work.correction(*insurer_id, *person_id, field).await?;
    let mut own = shown.clone();
    earlier.iter().try_for_each(|earlier| earlier.undo(&mut own))?;
    let mut wanted = own.clone();
    correction.apply(&mut wanted);
    if wanted == shown && (wanted != own || earlier.is_none()) {
        return Ok(Put::Unchanged);
    }
    match wanted == own {
        true => drop(work.remove_correction(*insurer_id, *person_id, field).await?),
        false => work.set_correction(&noted(order, &own, &wanted, now)).await?,
    }
    let next = insurer.roster_version + 1;
    work.replace_roster_entry(&wanted, next).await?;
    if !work.switch_roster(*insurer_id, next).await? {
        return Err(StoreError::LeaseLost);
    }
    work.record(&event(site, order, wanted == own, now)).await?;
    Ok(Put::Done)
}

fn noted(order: &CorrectionOrder, own: &RosterEntry, wanted: &RosterEntry, now: At) -> Correction {
    let field = order.correction.field();
    let is_kana = field == CorrectedField::KanaName;
    let key = |key: &String| is_kana.then(|| key.clone());
    Correction {
        insurer_id: order.insurer_id,
        person_id: order.person_id,
        field: field.name().to_owned(),
        roster_value: value(own, field),
        roster_kana_unfolded: key(&own.kana_unfolded),
        roster_kana_folded: key(&own.kana_folded),
        roster_kana_lenient: key(&own.kana_lenient),
        corrected_value: value(wanted, field),
        reason: order.reason.clone(),
        corrected_by: order.actor.name.clone(),
        corrected_at: now,
    }
}

fn value(entry: &RosterEntry, field: CorrectedField) -> Option<String> {
    match field {
        CorrectedField::KanaName => Some(entry.kana_name.clone()),
        CorrectedField::Name => Some(entry.name.clone()),
        CorrectedField::BirthDate => Some(entry.birth_date.0.to_string()),
        CorrectedField::Email => entry.email.clone(),
        CorrectedField::PostalCode => entry.postal_code.clone(),
        CorrectedField::Address => entry.address.clone(),
    }
}

fn event(site: &ImportSite, order: &CorrectionOrder, is_withdrawn: bool, now: At) -> AuditEvent {
    let action = if is_withdrawn { "roster.correction_withdrawn" } else { "roster.corrected" };
    AuditEvent {
        id: site.random.id(now.timestamp()),
        at: now,
        insurer_id: Some(order.insurer_id),
        actor_kind: order.actor.kind.to_owned(),
        actor: order.actor.name.clone(),
        action: action.to_owned(),
        subject: format!("person:{}", order.person_id),
        detail: json!({ "field": order.correction.field().name(), "reason": order.reason }).to_string(),
    }
}
