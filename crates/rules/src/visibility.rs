//! Whose notices a member sees: the insurer's setting, and what each person of the household said.

use jiff::civil::Date;

use crate::{
    eligibility::{Eligibility, Standing},
    text::named_values,
};

named_values! {
    /// Who sees whose notices.
    #[derive(Default)]
    Visibility {
        /// Everybody only their own.
        #[default]
        OwnOnly = "self",
        /// The insured those of the household too, except of who hid them.
        Household = "household",
        /// The insured those of the household too who agreed, and of children who cannot have an account of their own.
        HouseholdWithConsent = "household_with_consent",
    }
}

/// Who looks.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    /// 本人, not 家族.
    pub is_insured: bool,
    /// Marked with 支援措置 or 開示注意: no views of the household.
    pub is_marked: bool,
    /// Whether another insured person has or had the same 記号・番号: then only the dates tell the two families apart.
    pub shares_number: bool,
    /// The days of membership.
    pub eligibility: Eligibility,
}

/// Another person with the same 記号・番号.
#[derive(Clone, Copy, Debug)]
pub struct Relative {
    /// 本人, not 家族.
    pub is_insured: bool,
    /// Marked with 支援措置 or 開示注意.
    pub is_marked: bool,
    /// Hidden at the desk, or by themselves.
    pub is_hidden: bool,
    /// Agreed that the insured sees them.
    pub has_agreed: bool,
    /// Too young for an account of their own, so that nobody could ask them.
    pub is_too_young: bool,
    /// The days of membership.
    pub eligibility: Eligibility,
}

impl Visibility {
    /// Whether the viewer sees the notices of this relative on `day`. Whoever left the household before the viewer did is not seen.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use madoguchi_rules::{eligibility::Eligibility, visibility::{Relative, Viewer, Visibility}};
    ///
    /// let today = date(2026, 11, 22);
    /// let viewer = Viewer { is_insured: true, is_marked: false, shares_number: false, eligibility: Eligibility::default() };
    /// let wife = Relative {
    ///     is_insured: false,
    ///     is_marked: false,
    ///     is_hidden: false,
    ///     has_agreed: false,
    ///     is_too_young: false,
    ///     eligibility: Eligibility::default(),
    /// };
    /// let child = Relative { is_too_young: true, ..wife };
    /// assert!(!Visibility::OwnOnly.shows(viewer, wife, today) && Visibility::Household.shows(viewer, wife, today));
    /// assert!(!Visibility::HouseholdWithConsent.shows(viewer, wife, today));
    /// assert!(Visibility::HouseholdWithConsent.shows(viewer, child, today));
    /// assert!(Visibility::HouseholdWithConsent.shows(viewer, Relative { has_agreed: true, ..wife }, today));
    /// assert!(!Visibility::Household.shows(viewer, Relative { is_hidden: true, ..wife }, today));
    /// assert!(!Visibility::Household.shows(viewer, Relative { is_marked: true, ..wife }, today));
    /// assert!(!Visibility::Household.shows(Viewer { is_insured: false, ..viewer }, wife, today));
    /// let left = Eligibility { acquired: None, lost: Some(date(2026, 4, 1)) };
    /// assert!(!Visibility::Household.shows(viewer, Relative { eligibility: left, ..wife }, today));
    /// assert!(Visibility::Household.shows(Viewer { eligibility: left, ..viewer }, Relative { eligibility: left, ..wife }, today));
    /// ```
    pub fn shows(self, viewer: Viewer, relative: Relative, day: Date) -> bool {
        let may_look = viewer.is_insured && !viewer.is_marked;
        let may_be_seen = !relative.is_insured && !relative.is_marked && !relative.is_hidden;
        let is_of_household = is_in_time(viewer.eligibility, relative.eligibility, day)
            && (!viewer.shares_number || came_with(viewer.eligibility, relative.eligibility));
        may_look
            && may_be_seen
            && is_of_household
            && match self {
                Visibility::OwnOnly => false,
                Visibility::Household => true,
                Visibility::HouseholdWithConsent => relative.has_agreed || relative.is_too_young,
            }
    }
}

/// Whether the relative is a member on `day`, or was until the viewer left.
fn is_in_time(viewer: Eligibility, relative: Eligibility, day: Date) -> bool {
    match (relative.on(day), viewer.on(day)) {
        (Standing::Eligible, Standing::Eligible) => true,
        (Standing::Eligible, Standing::Left { since }) => relative.acquired.is_none_or(|acquired| acquired < since),
        (Standing::Left { since }, Standing::Left { since: own }) => {
            own <= since && relative.acquired.is_none_or(|acquired| acquired < own)
        }
        _ => false,
    }
}

/// Whether the dates say that the relative came with the viewer and with nobody before or after.
fn came_with(viewer: Eligibility, relative: Eligibility) -> bool {
    match (viewer.acquired, relative.acquired) {
        (Some(own), Some(acquired)) => own <= acquired && viewer.lost.is_none_or(|lost| acquired < lost),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn days(acquired: i16, lost: Option<i16>) -> Eligibility {
        Eligibility { acquired: Some(date(acquired, 4, 1)), lost: lost.map(|year| date(year, 4, 1)) }
    }

    fn sees(viewer: Eligibility, relative: Eligibility) -> bool {
        let viewer = Viewer { is_insured: true, is_marked: false, shares_number: true, eligibility: viewer };
        let relative = Relative {
            is_insured: false,
            is_marked: false,
            is_hidden: false,
            has_agreed: true,
            is_too_young: false,
            eligibility: relative,
        };
        Visibility::ALL.iter().any(|setting| setting.shows(viewer, relative, date(2026, 11, 22)))
    }

    #[test]
    fn families_that_had_one_number_after_the_other_do_not_see_each_other() {
        let (before, after) = (days(2010, Some(2025)), days(2025, None));
        assert!(sees(before, before) && sees(after, after));
        assert!(!sees(before, after), "who left sees nobody of the family that came later");
        assert!(!sees(after, before), "who came later sees nobody of the family that left");
        assert!(!sees(after, days(2010, None)), "a relative of the earlier family whose end the roster forgot");
        assert!(!sees(before, days(2025, Some(2026))), "a later family that left too");
        assert!(!sees(after, Eligibility::default()), "nothing says with whom they came");
    }
}
