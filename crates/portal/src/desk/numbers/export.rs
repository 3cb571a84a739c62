//! The figures as files.

use madoguchi_store::numbers::{GroupNumbers, MailDay};

use super::{
    figures::{self, Figures, Month},
    filled,
};
use crate::{
    desk::export::{self, Export},
    exports::{Cell, ExportError, Kind, Made, Writer},
    text::Texts,
    web::{Answer, DeskVisit, Fields, FormState, Refusal, page},
};

/// Which figures: their names on the form, in the trail, and in words.
const DATA: [(&str, &str); 5] = [
    ("symbols", "numbers.symbols"),
    ("offices", "numbers.offices"),
    ("months", "numbers.months"),
    ("calls", "numbers.calls"),
    ("mails", "numbers.mails"),
];

/// The figures that the form's list offers.
pub(super) fn choices(texts: &'static Texts) -> Vec<(&'static str, &'static str)> {
    let texts = &texts.desk_numbers;
    DATA.iter()
        .map(|(name, _)| *name)
        .zip([texts.by_symbol, texts.by_office, texts.by_month, texts.by_reason, texts.by_day_and_domain])
        .collect()
}

pub(super) async fn export(visit: DeskVisit, fields: Fields) -> Answer {
    let mut form = FormState::of(&fields);
    let chosen = DATA.iter().find(|(name, _)| *name == fields.get("data")).ok_or(());
    let chosen = form.take("data", chosen, |()| visit.texts().desk_numbers.data_wrong.to_owned());
    let asked = export::asked(&visit, &fields, &mut form);
    let (Some((name, data)), Some(asked)) = (chosen, asked) else { return page::refuse(&filled(&visit, form).await?) };
    let figures = figures::read(&visit).await?;
    let made = write(visit.texts(), &figures, name, asked.kind).map_err(Refusal::broken)?;
    let in_words = choices(visit.texts()).into_iter().find(|(known, _)| known == name).map_or("", |(_, words)| words);
    let name = format!("{in_words}_{}", visit.today());
    let event = visit.event("data.exported", format!("insurer:{}", visit.insurer_id()));
    export::send(&visit, &fields, Export { made, data, name }, &asked, event).await
}

fn write(texts: &Texts, figures: &Figures, data: &str, kind: Kind) -> Result<Made, ExportError> {
    match data {
        "symbols" => of_groups(texts, texts.desk_numbers.symbol, &figures.symbols, kind),
        "offices" => of_groups(texts, texts.desk_numbers.office, &figures.offices, kind),
        "months" => of_months(texts, &figures.months, kind),
        "calls" => of_calls(texts, &figures.calls, kind),
        _ => of_mails(texts, &figures.mails, kind),
    }
}

fn of_groups(texts: &Texts, head: &str, groups: &[GroupNumbers], kind: Kind) -> Result<Made, ExportError> {
    let t = &texts.desk_numbers;
    let header = [head, t.registered, t.eligible, t.share, t.registered_insured, t.insured, t.share_insured];
    let mut writer = Writer::begin(kind, head, &header)?;
    for group in groups {
        writer.row(&[
            Cell::text(group.name.as_str()),
            Cell::Number(group.registered),
            Cell::Number(group.eligible),
            Cell::share(group.registered, group.eligible),
            Cell::Number(group.registered_insured),
            Cell::Number(group.insured),
            Cell::share(group.registered_insured, group.insured),
        ])?;
    }
    writer.finish()
}

fn of_months(texts: &Texts, months: &[Month], kind: Kind) -> Result<Made, ExportError> {
    let t = &texts.desk_numbers;
    let mut writer = Writer::begin(kind, t.month, &[t.month, t.made, t.closed, t.accounts])?;
    for month in months {
        let name = month.first.strftime("%Y-%m").to_string();
        writer.row(&[Cell::text(name), Cell::Number(month.made), Cell::Number(month.closed), Cell::Number(month.accounts)])?;
    }
    writer.finish()
}

fn of_calls(texts: &Texts, calls: &[(String, i64)], kind: Kind) -> Result<Made, ExportError> {
    let t = &texts.desk_numbers;
    let mut writer = Writer::begin(kind, t.calls, &[t.reason, t.calls])?;
    for (name, count) in calls {
        writer.row(&[Cell::text(figures::reason(texts, name)), Cell::Number(*count)])?;
    }
    writer.finish()
}

fn of_mails(texts: &Texts, days: &[MailDay], kind: Kind) -> Result<Made, ExportError> {
    let t = &texts.desk_numbers;
    let header = [t.day, t.domain, t.delivered, t.queued, t.failed, t.expired, t.bounced, t.stopped];
    let mut writer = Writer::begin(kind, t.by_domain, &header)?;
    for day in days {
        let figures = [day.delivered, day.queued, day.failed, day.expired, day.bounced, day.stopped].map(Cell::Number);
        let row: Vec<Cell> = [Cell::text(day.day.to_string()), Cell::text(day.domain.as_str())].into_iter().chain(figures).collect();
        writer.row(&row)?;
    }
    writer.finish()
}
