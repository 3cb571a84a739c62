//! The five typed fields of 初回登録 1 (and of ユーザーIDを忘れた方), read by the rules.

use jiff::civil::Date;
use madoguchi_rules::{
    identifiers::{IdentifierError, InsurerCodeOrNumber, Number, Symbol},
    identity::TypedIdentity,
    kana::TypedKana,
    paper_codes::PaperCode,
    settings::InsurerSettings,
};
use madoguchi_store::{At, StoreError, Work, admissions::Admission, insurers::Insurer};

use crate::{
    limits::identification::IdentificationAttempt,
    web::{Fields, FormState, Refusal, Visit},
};

/// What was typed, as far as it could be read: an insurer of ours and four items to compare.
#[derive(Clone)]
pub struct Typed {
    /// The insurer that was named.
    pub insurer: Insurer,
    /// Its settings.
    pub settings: InsurerSettings,
    /// The other four items.
    pub identity: TypedIdentity,
    /// Whom of this 記号 and 番号 the desk lets in, the latest first.
    pub admissions: Vec<Admission>,
}

/// Fields of which some cannot be read, and the insurer if at least that one can: its desk stands on the page.
pub struct Unreadable {
    /// What was typed and what is wrong with it.
    pub form: FormState,
    /// The insurer that was named.
    pub insurer: Option<(Insurer, InsurerSettings)>,
}

impl Typed {
    /// What limits count the try by, with the code of a letter if one was typed besides.
    pub fn attempt<'a>(&'a self, fields: &'a Fields, letter_code: Option<&'a PaperCode>) -> IdentificationAttempt<'a> {
        IdentificationAttempt {
            insurer_id: self.insurer.id,
            settings: &self.settings,
            symbol: self.identity.symbol.as_ref().map_or("", Symbol::loose_key),
            number: self.identity.number.loose_key(),
            birth_date: self.identity.birth_date,
            kana: self.identity.kana_name.folded(),
            letter_code,
            admitted_at: self.admissions.first().map(|admission| admission.admitted_at),
            proof: fields.get("proof"),
        }
    }
}

/// Reads the five fields. What cannot be read is an error at its field and costs nothing; insurer codes are public, so an unknown one
/// is such an error too.
///
/// # Errors
/// A [`Refusal`] when the database cannot be asked.
pub async fn read(visit: &Visit, fields: &Fields) -> Result<Result<Typed, Unreadable>, Refusal> {
    let mut form = FormState::of(fields);
    let insurer = insurer(visit, fields, &mut form).await?;
    let identity = identity(visit, fields, &mut form, visit.today());
    Ok(match (insurer, identity) {
        (Some((insurer, settings)), Some(identity)) => {
            let admissions = admissions(visit, insurer.id, &identity).await?;
            Ok(Typed { insurer, settings, identity, admissions })
        }
        (insurer, _) => Err(Unreadable { form, insurer }),
    })
}

async fn admissions(visit: &Visit, insurer_id: i64, identity: &TypedIdentity) -> Result<Vec<Admission>, StoreError> {
    let symbol = identity.symbol.as_ref().map_or("", Symbol::loose_key);
    let (number, at) = (identity.number.loose_key(), At::from(visit.now));
    visit.portal.store.read(|work: Work| async move { work.admissions_by_number(insurer_id, symbol, number, at).await }).await
}

async fn insurer(visit: &Visit, fields: &Fields, form: &mut FormState) -> Result<Option<(Insurer, InsurerSettings)>, Refusal> {
    let texts = &visit.texts().signup.identity;
    let named = InsurerCodeOrNumber::parse(fields.get("insurer_code"));
    let named = form.take("insurer_code", named, |error| match error {
        IdentifierError::Empty { .. } => (visit.texts().common.please_enter)(texts.insurer_code),
        other => visit.language.sentence(&other),
    });
    let Some(named) = &named else { return Ok(None) };
    let found = visit.portal.store.read(|work| async move { crate::insurer::find(&work, named).await }).await?;
    if found.is_none() {
        form.refuse("insurer_code", texts.unknown_insurer);
    }
    Ok(found)
}

fn identity(visit: &Visit, fields: &Fields, form: &mut FormState, today: Date) -> Option<TypedIdentity> {
    let (language, texts) = (visit.language, &visit.texts().signup.identity);
    let is_blank = |field: &str| fields.get(field).trim().is_empty();
    let please_enter = visit.texts().common.please_enter;
    let symbol = form.take("symbol", Symbol::parse(fields.get("symbol")), |error| language.sentence(&error));
    let number = form.take("number", Number::parse(fields.get("number")), |error| match error {
        _ if is_blank("number") => please_enter(texts.number),
        other => language.sentence(&other),
    });
    let birth_date = madoguchi_rules::dates::parse_birth_date(fields.get("birth_date"), today);
    let birth_date = form.take("birth_date", birth_date, |error| match error {
        _ if is_blank("birth_date") => please_enter(texts.birth_date),
        other => language.sentence(&other),
    });
    let kana_name = form.take("kana_name", TypedKana::parse(fields.get("kana_name")), |error| match error {
        _ if is_blank("kana_name") => please_enter(texts.kana_name),
        other => language.sentence(&other),
    });
    Some(TypedIdentity { symbol: symbol?, number: number?, birth_date: birth_date?, kana_name: kana_name? })
}
