//! What the desk does for a person, and when it takes two (issue 3, item 3).

use std::time::Duration;

use crate::text::named_values;

/// An admission lets a person in so long.
pub const ADMISSION_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// After a new address or a reset of the second factor the account cannot be recovered on-line so long.
pub const RECOVERY_HOLD: Duration = Duration::from_secs(72 * 60 * 60);
/// Two openings of one account within so long take a second person.
pub const TWO_WITHIN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Whoever may approve has so long.
pub const APPROVAL_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What the sign-up tried is kept so long.
pub const TRIES_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

named_values! {
    /// What the desk does for a person. Names stand in addresses, in the trail and in the database.
    DeskAction {
        /// Lets the person in: a day of tries of their own, and the name compared leniently.
        Admit = "admit",
        /// Lifts the limits in force.
        Lift = "lift",
        /// Sends the code of the sign-up under way again.
        Code = "code",
        /// Ends all sessions.
        Sessions = "sessions",
        /// Starts a recovery: a mail to the account's address.
        Recovery = "recovery",
        /// Stops the account.
        Stop = "stop",
        /// Lets a stopped account go on.
        Restore = "restore",
        /// Closes the account so that the person can register anew.
        Release = "release",
        /// Moves the account to the person's new 記号・番号.
        Move = "move",
        /// Makes a letter with a code, to be posted or handed over.
        Letter = "letter",
        /// Gives the account another mail address.
        Address = "address",
        /// Corrects the mail address of the roster.
        Roster = "roster",
        /// Resets the second factor.
        Factors = "factors",
        /// Lets mail go to the account's address again.
        Mail = "mail",
        /// Marks 支援措置 or 開示注意.
        Caution = "caution",
        /// Takes that mark away.
        Uncaution = "uncaution",
        /// Hides the person's costs from the household.
        HideCosts = "hide-costs",
        /// Lets the household see them again as the insurer's setting says.
        ShowCosts = "show-costs",
    }
}

impl DeskAction {
    /// Whether it opens a way to the account, so that two of a kind take a second person.
    ///
    /// ```
    /// use madoguchi_rules::desk_actions::DeskAction;
    ///
    /// assert!(DeskAction::Release.opens_the_account() && !DeskAction::Stop.opens_the_account());
    /// ```
    pub fn opens_the_account(self) -> bool {
        matches!(self, DeskAction::Address | DeskAction::Roster | DeskAction::Recovery | DeskAction::Factors | DeskAction::Release)
    }

    /// Whether with a marked person (支援措置, 開示注意) it takes a manager or a deputy: whatever lets somebody in, changes where mail
    /// goes, or ends the protection. (A letter for a marked person is made by a manager or a deputy only, and never asked for.)
    ///
    /// ```
    /// use madoguchi_rules::desk_actions::DeskAction;
    ///
    /// assert!(DeskAction::Address.is_guarded_by_a_mark() && DeskAction::Admit.is_guarded_by_a_mark());
    /// assert!(!DeskAction::Stop.is_guarded_by_a_mark() && !DeskAction::HideCosts.is_guarded_by_a_mark());
    /// ```
    pub fn is_guarded_by_a_mark(self) -> bool {
        let ends_protection = matches!(self, DeskAction::Uncaution | DeskAction::ShowCosts);
        let lets_in = matches!(self, DeskAction::Admit | DeskAction::Move | DeskAction::Restore);
        self.opens_the_account() || lets_in || ends_protection
    }

    /// Whether it takes a second person after `earlier` actions with the same person within [`TWO_WITHIN`]: two openings do. A
    /// recovery that is only started once more does not.
    ///
    /// ```
    /// use madoguchi_rules::desk_actions::DeskAction::{Address, Recovery, Release, Stop};
    ///
    /// assert!(Recovery.takes_two(&[Address]) && Address.takes_two(&[Address]) && Release.takes_two(&[Stop, Recovery]));
    /// assert!(!Recovery.takes_two(&[Recovery]) && !Address.takes_two(&[Stop]) && !Stop.takes_two(&[Address]));
    /// ```
    pub fn takes_two(self, earlier: &[DeskAction]) -> bool {
        let again = |action: &DeskAction| *action == DeskAction::Recovery && self == DeskAction::Recovery;
        self.opens_the_account() && earlier.iter().any(|action| action.opens_the_account() && !again(action))
    }
}
