//! Calls at the desk: what the caller is asked, why people call, what comes of it (issue 3, item 3).

use crate::text::named_values;

named_values! {
    /// 本人確認の質問: what the caller is asked to say without help. Names are stored.
    Question {
        /// 氏名 in full, with its reading.
        Name = "name",
        /// 生年月日.
        BirthDate = "birth_date",
        /// 記号 and 番号, read from the card or the notice.
        Card = "card",
        /// 住所 or 郵便番号.
        Address = "address",
        /// 事業所 or the names of the household.
        Surroundings = "surroundings",
        /// The clerk called back at the number that the insurer has.
        CalledBack = "called_back",
    }
}

named_values! {
    /// Why somebody calls. Names are stored and counted.
    CallReason {
        /// The sign-up says that nothing could be confirmed.
        NotConfirmed = "not_confirmed",
        /// The code does not arrive.
        NoCode = "no_code",
        /// The user ID is forgotten.
        UserId = "user_id",
        /// The password is forgotten, or the login waits.
        Password = "password",
        /// The second factor is lost.
        Factor = "factor",
        /// The address is another one.
        Address = "address",
        /// 記号・番号 changed, or the job did.
        Moved = "moved",
        /// A letter with a code is wanted, or did not come.
        Letter = "letter",
        /// What the roster says is wrong.
        Roster = "roster",
        /// How something works.
        HowTo = "how_to",
        /// A suspicion that somebody else uses the account.
        Misuse = "misuse",
        /// Anything else.
        Other = "other",
    }
}

named_values! {
    /// What came of a call. Names are stored.
    CallOutcome {
        /// It is settled.
        Settled = "settled",
        /// Somebody calls back, or it goes on otherwise: the call stays open.
        Open = "open",
        /// It went to somebody else (the employer, the card's insurer).
        Elsewhere = "elsewhere",
        /// Who called could not be confirmed: nothing was told.
        NotVerified = "not_verified",
    }
}

impl CallOutcome {
    /// Whether the call is over with that.
    ///
    /// ```
    /// use madoguchi_rules::calls::CallOutcome;
    ///
    /// assert!(CallOutcome::Settled.closes() && !CallOutcome::Open.closes());
    /// ```
    pub fn closes(self) -> bool {
        self != CallOutcome::Open
    }
}
