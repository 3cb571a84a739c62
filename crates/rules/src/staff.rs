//! What the people at the desk may do (issue 3): a role per insurer, each holding all that the one below it holds.

use crate::text::named_values;

named_values! {
    /// What a staff member may do at an insurer. `Viewer < Clerk < Manager`.
    ///
    /// ```
    /// use madoguchi_rules::staff::Role;
    ///
    /// assert!(Role::Manager > Role::Clerk && Role::Clerk > Role::Viewer);
    /// assert_eq!("clerk".parse(), Ok(Role::Clerk));
    /// ```
    Role {
        /// Looks, and changes nothing.
        Viewer = "viewer",
        /// Solves calls, loads files, writes notices.
        Clerk = "clerk",
        /// Approves, sets, and gives roles to others.
        Manager = "manager",
    }
}

impl Role {
    /// Whether this role, or a clerk's as a deputy, approves what a second person must approve.
    ///
    /// ```
    /// use madoguchi_rules::staff::Role;
    ///
    /// assert!(Role::Clerk.approves(true) && Role::Manager.approves(false));
    /// assert!(!Role::Clerk.approves(false) && !Role::Viewer.approves(true));
    /// ```
    pub fn approves(self, is_deputy: bool) -> bool {
        self == Role::Manager || (self == Role::Clerk && is_deputy)
    }
}
