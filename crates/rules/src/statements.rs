//! Statements: what an insurer brings for a person and a month, 通知.

use crate::{
    header::header_key,
    settings::{InsurerSettings, Service},
    text::named_values,
    visibility::Visibility,
};

named_values! {
    /// A kind of statement.
    StatementKind {
        /// 医療費.
        Costs = "costs",
        /// ジェネリック医薬品差額.
        Savings = "savings",
        /// 適正受診・適正服薬.
        Advice = "advice",
        /// 給付金支給決定.
        Benefits = "benefits",
    }
}

impl StatementKind {
    /// The service that shows it.
    pub const fn service(self) -> Service {
        match self {
            Self::Costs => Service::Costs,
            Self::Savings => Service::Savings,
            Self::Advice => Service::Advice,
            Self::Benefits => Service::Benefits,
        }
    }

    /// Whose the insurer lets members see.
    ///
    /// ```
    /// use madoguchi_rules::{settings::InsurerSettings, statements::StatementKind, visibility::Visibility};
    ///
    /// let mut settings = InsurerSettings::default();
    /// settings.apply("cost_visibility", "household")?;
    /// assert_eq!(StatementKind::Costs.visibility(&settings), Visibility::Household);
    /// assert_eq!(StatementKind::Advice.visibility(&settings), Visibility::OwnOnly);
    /// # Ok::<(), madoguchi_rules::settings::SettingError>(())
    /// ```
    pub const fn visibility(self, settings: &InsurerSettings) -> Visibility {
        match self {
            Self::Costs => settings.cost_visibility,
            Self::Savings => settings.savings_visibility,
            Self::Advice => settings.advice_visibility,
            Self::Benefits => settings.benefits_visibility,
        }
    }

    /// The kinds that an insurer shows.
    pub fn shown(settings: &InsurerSettings) -> Vec<StatementKind> {
        Self::ALL.iter().copied().filter(|kind| settings.services.contains(&kind.service())).collect()
    }
}

named_values! {
    /// 種別 of 適正受診・適正服薬.
    AdviceKind {
        /// 頻回受診: one institution very often.
        FrequentVisits = "frequent_visits",
        /// 重複受診: several institutions for the same.
        DuplicateVisits = "duplicate_visits",
        /// 時間外加算: outside the hours.
        OutOfHours = "out_of_hours",
        /// 重複服薬: the same medicine from several institutions.
        DuplicateMedicines = "duplicate_medicines",
        /// 多剤服薬: very many medicines.
        ManyMedicines = "many_medicines",
        /// 併用注意: medicines that work on each other.
        Interaction = "interaction",
    }
}

/// A 種別 that is none of those that insurers write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("種別として読み取れません。")]
pub struct UnknownAdvice;

/// How insurers write each 種別.
const ADVICE_NAMES: [(AdviceKind, &[&str]); 6] = [
    (AdviceKind::FrequentVisits, &["頻回受診", "頻回"]),
    (AdviceKind::DuplicateVisits, &["重複受診", "はしご受診"]),
    (AdviceKind::OutOfHours, &["時間外加算", "時間外受診", "時間外", "休日深夜受診"]),
    (AdviceKind::DuplicateMedicines, &["重複服薬", "重複投薬", "重複処方"]),
    (AdviceKind::ManyMedicines, &["多剤服薬", "多剤投与", "多剤処方", "多剤"]),
    (AdviceKind::Interaction, &["併用注意", "併用禁忌", "相互作用"]),
];

impl AdviceKind {
    /// Reads a 種別 as insurers write it.
    ///
    /// # Errors
    /// [`UnknownAdvice`].
    ///
    /// ```
    /// use madoguchi_rules::statements::AdviceKind;
    ///
    /// assert_eq!(AdviceKind::parse("頻回受診"), Ok(AdviceKind::FrequentVisits));
    /// assert_eq!(AdviceKind::parse("併用禁忌"), Ok(AdviceKind::Interaction));
    /// assert!(AdviceKind::parse("1").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<AdviceKind, UnknownAdvice> {
        let key = header_key(text);
        let is_meant = |names: &[&str]| names.iter().any(|name| header_key(name) == key);
        ADVICE_NAMES.iter().find(|(_, names)| is_meant(names)).map(|(kind, _)| *kind).ok_or(UnknownAdvice)
    }

    /// Whether it is about medicines, and not about visits.
    pub const fn is_of_medicines(self) -> bool {
        matches!(self, Self::DuplicateMedicines | Self::ManyMedicines | Self::Interaction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_advice_is_read_as_that_kind() {
        for (kind, names) in ADVICE_NAMES {
            for name in names {
                assert_eq!(AdviceKind::parse(name), Ok(kind), "{name}");
            }
        }
    }

    #[test]
    fn only_what_the_insurer_offers_is_shown() {
        let mut settings = InsurerSettings::default();
        assert_eq!(StatementKind::shown(&settings), []);
        settings.apply("services", "advice, costs, eligibility_notice").unwrap();
        assert_eq!(StatementKind::shown(&settings), [StatementKind::Costs, StatementKind::Advice]);
    }
}
