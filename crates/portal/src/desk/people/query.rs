//! What somebody looks for, from one page of the list to the next: sealed, because no name and no number stands in an address.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use madoguchi_rules::{
    identifiers::{Number, Symbol},
    kana::TypedKana,
    mail_address::MailAddress,
    search::{Wanted, name_key, understand},
    user_id,
};
use madoguchi_store::{
    StoreError, Work,
    people::{AFTER_ALL, ListedPerson, Place, end_of},
};
use serde::{Deserialize, Serialize};

use super::card::texts;
use crate::web::{DeskVisit, Fields, FormState};

/// People on a page of the list.
pub const PAGE: i64 = 50;
/// The fields of the search, as they are typed.
pub const FIELDS: [&str; 7] = ["q", "symbol", "number", "kana", "name", "user_id", "email"];

/// A search, and how far the list is read.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Query {
    /// What was typed in [`FIELDS`].
    typed: [String; 7],
    /// Which of its meanings is listed.
    pub meaning: usize,
    /// Names that sound alike, too.
    pub by_sound: bool,
    place: Option<(String, String, i64)>,
}

impl Query {
    /// The search of a form.
    pub fn of(fields: &Fields) -> Query {
        Query { typed: FIELDS.map(|field| fields.get(field).trim().to_owned()), ..Query::default() }
    }

    /// The search that the address of this visit carries; none when it carries none, or one of somebody else.
    pub fn asked(visit: &DeskVisit) -> Option<Query> {
        let sealed = URL_SAFE_NO_PAD.decode(visit.asked("s")?).ok()?;
        let plain = visit.portal.keys.desk.open(&context(visit), &sealed)?;
        serde_json::from_slice(&plain).ok()
    }

    /// The address of the list with this search.
    pub fn address(&self, visit: &DeskVisit) -> String {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        let sealed = visit.portal.keys.desk.seal(visit.portal.random, &context(visit), &plain);
        format!("{}?s={}", visit.address("people"), URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The form with what was typed.
    pub fn form(&self) -> FormState {
        let [q, symbol, number, kana, name, user_id, email] = &self.typed;
        FormState::prefilled([
            ("q", q),
            ("symbol", symbol),
            ("number", number),
            ("kana", kana),
            ("name", name),
            ("user_id", user_id),
            ("email", email),
        ])
    }

    /// Whether anything is looked for.
    pub fn is_blank(&self) -> bool {
        self.typed.iter().all(String::is_empty)
    }

    /// Whether single items are looked for.
    pub fn is_by_items(&self) -> bool {
        self.typed.iter().skip(1).any(|item| !item.is_empty())
    }

    /// The same search with this meaning, from its beginning.
    pub fn meaning(&self, meaning: usize, by_sound: bool) -> Query {
        Query { meaning, by_sound, place: None, ..self.clone() }
    }

    /// The page after this person.
    pub fn after(&self, person: &ListedPerson) -> Query {
        let place = Place::after(person);
        Query { place: Some((place.key, place.birth_date, place.person_id)), ..self.clone() }
    }

    /// Everything that the search can mean. What cannot be read is refused at its field.
    pub fn meanings(&self, visit: &DeskVisit, form: &mut FormState) -> Vec<Wanted> {
        let [q, symbol, number, kana, name, user_id, email] = &self.typed;
        if !self.is_by_items() {
            return understand(q);
        }
        let language = visit.language;
        let mut wanted = Vec::new();
        if !symbol.is_empty() || !number.is_empty() {
            let symbol = form.take("symbol", Symbol::parse(symbol), |error| language.sentence(&error));
            let number = match number.is_empty() {
                true => {
                    form.refuse("number", texts(visit).number_needed);
                    None
                }
                false => form.take("number", Number::parse(number), |error| language.sentence(&error)),
            };
            wanted.extend(symbol.zip(number).map(|(symbol, number)| Wanted::Card { symbol, number }));
        }
        if !kana.is_empty() {
            wanted.extend(form.take("kana", TypedKana::parse(kana), |error| language.sentence(&error)).map(Wanted::Kana));
        }
        if !name.is_empty() {
            wanted.push(Wanted::Name(name_key(name)));
        }
        if !user_id.is_empty() {
            wanted.push(Wanted::UserId(user_id::login_key(user_id)));
        }
        if !email.is_empty() {
            let address = form.take("email", MailAddress::parse(email), |error| language.sentence(&error));
            wanted.extend(address.map(|address| Wanted::Email(address.key())));
        }
        wanted
    }

    fn place_or(&self, prefix: &str) -> Place {
        match &self.place {
            Some((key, birth_date, person_id)) => Place { key: key.clone(), birth_date: birth_date.clone(), person_id: *person_id },
            None => Place::before(prefix),
        }
    }

    /// A page of the people who are meant, and one more when another page follows; with nothing wanted, of everybody.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn page(&self, work: &Work, insurer_id: i64, wanted: Option<&Wanted>) -> Result<Vec<ListedPerson>, StoreError> {
        let most = PAGE + 1;
        match wanted {
            None => work.people_by_kana(insurer_id, &self.place_or(""), AFTER_ALL, most).await,
            Some(Wanted::Kana(kana)) if self.by_sound => {
                let prefix = kana.lenient();
                work.people_by_sound(insurer_id, &self.place_or(&prefix), &end_of(&prefix), most).await
            }
            Some(Wanted::Kana(kana)) => work.people_by_kana(insurer_id, &self.place_or(kana.folded()), &end_of(kana.folded()), most).await,
            Some(Wanted::Name(name)) => work.people_by_name(insurer_id, &self.place_or(name), &end_of(name), most).await,
            Some(Wanted::Card { symbol, number }) => {
                let symbol = symbol.as_ref().map(Symbol::loose_key);
                let from = self.place_or(symbol.unwrap_or_default());
                work.people_by_card(insurer_id, number.loose_key(), symbol, &from, most).await
            }
            Some(Wanted::Email(key)) => work.people_by_email(insurer_id, key, PAGE).await,
            Some(Wanted::UserId(key)) => Ok(work.person_by_user_id(insurer_id, key).await?.into_iter().collect()),
        }
    }
}

/// A search opens at the same desk and for the same person only.
fn context(visit: &DeskVisit) -> Vec<u8> {
    [b"people search ".as_slice(), &visit.insurer_id().to_be_bytes(), &visit.staff.id.to_be_bytes()].concat()
}
