//! The named values that settings take. The first of each is the default.

use crate::text::named_values;

named_values! {
    /// What kind of insurer it is.
    #[derive(Default)]
    InsurerKind {
        /// 健康保険組合.
        #[default]
        Kenpo = "kenpo",
        /// 共済組合.
        Kyosai = "kyosai",
        /// 国民健康保険.
        Kokuho = "kokuho",
        /// 後期高齢者医療広域連合.
        Kouki = "kouki",
        /// Any other.
        Other = "other",
    }
}

impl InsurerKind {
    /// Whether the 75th birthday ends a membership: it does everywhere but at the insurer that insures from then on.
    ///
    /// ```
    /// use madoguchi_rules::settings::InsurerKind;
    ///
    /// assert!(InsurerKind::Kenpo.ends_at_seventy_five());
    /// assert!(!InsurerKind::Kouki.ends_at_seventy_five());
    /// ```
    pub const fn ends_at_seventy_five(self) -> bool {
        !matches!(self, Self::Kouki)
    }
}

named_values! {
    /// Who may register.
    #[derive(Default)]
    Registrants {
        /// The insured.
        #[default]
        Insured = "insured",
        /// Dependants too, from `registrant_min_age`.
        All = "all",
    }
}

named_values! {
    /// What proves at sign-up that the person is the one on the roster, besides the five items.
    #[derive(Default)]
    SignupProof {
        /// A code to the address that the person gives.
        #[default]
        Email = "email",
        /// A code sent by letter.
        Letter = "letter",
        /// A code to the address that the roster holds.
        RosterEmail = "roster_email",
    }
}

named_values! {
    /// How the roster's mail address stands on the sign-up page.
    #[derive(Default)]
    ShowRosterEmail {
        /// `ha***@example.jp`.
        #[default]
        Masked = "masked",
        /// In full.
        Full = "full",
    }
}

named_values! {
    /// Whether members must have a second factor.
    #[derive(Default)]
    MemberSecondFactor {
        /// They may.
        #[default]
        Optional = "optional",
        /// They must.
        Required = "required",
    }
}

named_values! {
    /// What becomes of a line of a statement that names no one person.
    #[derive(Default)]
    UnknownLines {
        /// It is a bad row, and refuses the file.
        #[default]
        Refuse = "refuse",
        /// It stays out and is told; the others are taken.
        SetAside = "set_aside",
    }
}

named_values! {
    /// What the 年間医療費通知 that members print is good for.
    #[derive(Default)]
    AnnualPdfUse {
        /// To look things up: it says that it cannot be attached to a tax return.
        #[default]
        Reference = "reference",
        /// As 医療費通知 that is attached to a tax return: it says that it can be.
        Official = "official",
    }
}

named_values! {
    /// What an insurer may switch on for its members.
    Service {
        /// 医療費のお知らせ.
        Costs = "costs",
        /// ジェネリック医薬品のお知らせ.
        Savings = "savings",
        /// 適正受診・適正服薬のお知らせ.
        Advice = "advice",
        /// 給付金支給決定のお知らせ.
        Benefits = "benefits",
        /// 資格情報のお知らせ.
        EligibilityNotice = "eligibility_notice",
        /// 申請.
        Applications = "applications",
    }
}
