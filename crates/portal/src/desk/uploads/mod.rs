//! What the rooms share in which staff send files (加入者データ, 医療費): the file comes, its columns are settled, a page tells how far it is,
//! what it would change is looked at, and it takes effect or waits for a second person. What a file is, each room knows itself.

pub mod columns;
pub mod decide;
pub mod errand;
pub mod kept;
pub mod problems;
pub mod send;
pub mod task;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
pub mod testing;

use crate::{
    text::{DeskUploads, RoomWords},
    web::DeskVisit,
};

/// A room in which staff send files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// 加入者データ.
    Roster,
    /// 医療費 and the other statements.
    Costs,
}

impl Room {
    /// Its place in addresses, and its name in the table of tasks.
    pub fn name(self) -> &'static str {
        match self {
            Room::Roster => "roster",
            Room::Costs => "costs",
        }
    }

    /// An address in it.
    pub fn address(self, visit: &DeskVisit, rest: impl std::fmt::Display) -> String {
        visit.address(&format!("{}/{rest}", self.name()))
    }

    /// Its first page.
    pub fn front(self, visit: &DeskVisit) -> String {
        visit.address(self.name())
    }

    /// What is said in its own words.
    pub fn words(self, visit: &DeskVisit) -> &'static RoomWords {
        match self {
            Room::Roster => &texts(visit).roster,
            Room::Costs => &texts(visit).costs,
        }
    }
}

/// The texts that the rooms share.
pub fn texts(visit: &DeskVisit) -> &'static DeskUploads {
    &visit.texts().desk_uploads
}

#[cfg(test)]
pub(crate) fn samples(visit: &crate::web::Visit) -> Vec<crate::testing::samples::Sample> {
    let visit = &crate::testing::samples::at_the_desk(visit);
    [columns::samples(visit), task::samples(visit)].into_iter().flatten().collect()
}
