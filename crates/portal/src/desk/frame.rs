//! What stands around every page of the desk: who is logged in, and the way to the other pages.

use madoguchi_rules::staff::Role;

use crate::{
    text::Texts,
    web::{Seat, Staff, Visit},
};

/// The frame of a page of the desk.
#[derive(Clone, Debug)]
pub struct DeskFrame {
    /// Who is logged in, as colleagues know them.
    pub staff_name: String,
    /// The pages that are open to them here.
    pub navigation: Vec<Item>,
}

/// A line of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The page's name.
    pub label: &'static str,
    /// Its address.
    pub address: String,
    /// Whether the page, or one below it, is shown now.
    pub is_current: bool,
}

/// Takes a page's name from the texts.
type Label = fn(&Texts) -> &'static str;

/// A page of an insurer's desk that stands in the navigation.
struct Page {
    /// What follows `/desk/{insurer}/`.
    name: &'static str,
    label: Label,
    /// Who sees it; the same role as in the route table.
    role: Role,
}

/// The pages of an insurer's desk, in the order of the navigation.
const PAGES: &[Page] = &[
    Page { name: "", label: |texts| texts.desk.today, role: Role::Viewer },
    Page { name: "people", label: |texts| texts.desk_people.title, role: Role::Viewer },
    Page { name: "roster", label: |texts| texts.desk_roster.title, role: Role::Viewer },
    Page { name: "costs", label: |texts| texts.desk_statements.title, role: Role::Viewer },
    Page { name: "notices", label: |texts| texts.desk_notices.title, role: Role::Viewer },
    Page { name: "letters", label: |texts| texts.desk_letters.title, role: Role::Clerk },
    Page { name: "numbers", label: |texts| texts.desk_numbers.title, role: Role::Viewer },
    Page { name: "terms", label: |texts| texts.desk_terms.title, role: Role::Manager },
    Page { name: "settings", label: |texts| texts.desk_settings.title, role: Role::Manager },
    Page { name: "staff", label: |texts| texts.desk_account.staff_title, role: Role::Manager },
    Page { name: "trail", label: |texts| texts.desk_trail.title, role: Role::Manager },
];

/// The operators' pages: what follows `/desk/service/`, in the order of the navigation.
const SERVICE_PAGES: &[(&str, Label)] = &[
    ("health", |texts| texts.desk_service.health),
    ("insurers", |texts| texts.desk_service.insurers),
    ("staff", |texts| texts.desk_account.all_staff_title),
    ("notices", |texts| texts.desk_notices.title),
    ("terms", |texts| texts.desk_terms.title),
    ("outbox", |texts| texts.desk_service.outbox),
    ("trail", |texts| texts.desk_trail.title),
    ("maintenance", |texts| texts.desk_service.maintenance),
];

/// The frame of the page that is visited.
pub fn of(visit: &Visit, staff: &Staff) -> DeskFrame {
    let mut navigation = Vec::new();
    match &visit.seat {
        Some(seat) => navigation.extend(PAGES.iter().filter(|page| page.role <= seat.role).map(|page| at_insurer(visit, seat, page))),
        None if staff.is_operator => navigation.extend(SERVICE_PAGES.iter().map(|page| of_service(visit, page))),
        None => {}
    }
    navigation.push(item(visit, visit.texts().desk.other_insurers, "/desk/".to_owned()));
    let staff_name = if staff.name.is_empty() { &staff.email } else { &staff.name };
    DeskFrame { staff_name: staff_name.clone(), navigation }
}

fn at_insurer(visit: &Visit, seat: &Seat, page: &Page) -> Item {
    item(visit, (page.label)(visit.texts()), format!("/desk/{}/{}", seat.insurer.code, page.name))
}

fn of_service(visit: &Visit, (name, label): &(&str, fn(&Texts) -> &'static str)) -> Item {
    item(visit, label(visit.texts()), format!("/desk/service/{name}"))
}

fn item(visit: &Visit, label: &'static str, address: String) -> Item {
    let below = visit.path.strip_prefix(&address).is_some_and(|rest| rest.starts_with('/'));
    Item { label, is_current: visit.path == address || below, address }
}
