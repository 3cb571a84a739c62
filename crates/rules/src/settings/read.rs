//! Reading the values of settings; a refusal is the list of what is allowed.

use jiff::civil::Date;

use super::Service;
use crate::{
    mail_address::MailAddress,
    sources::Network,
    text::{is_forbidden_control, is_private_use},
};

/// A value that was read, or what would have been allowed.
pub(super) type Read<T> = Result<T, String>;

pub(super) fn named<T: Copy + ToString>(value: &str, all: &[T]) -> Read<T> {
    all.iter()
        .copied()
        .find(|one| one.to_string() == value)
        .ok_or_else(|| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

pub(super) fn up_to<T: std::str::FromStr + PartialOrd + std::fmt::Display>(value: &str, most: T) -> Read<T> {
    value.parse().ok().filter(|number| *number <= most).ok_or_else(|| format!("a whole number from 0 to {most}"))
}

pub(super) fn yes_or_no(value: &str) -> Read<bool> {
    value.parse().map_err(|_| "false, true".to_owned())
}

pub(super) fn optional_day(value: &str) -> Read<Option<Date>> {
    match value {
        "" => Ok(None),
        day => day.parse().map(Some).map_err(|_| "blank or a date such as 2027-04-01".to_owned()),
    }
}

pub(super) fn optional_address(value: &str) -> Read<Option<MailAddress>> {
    match value {
        "" => Ok(None),
        address => MailAddress::parse(address).map(Some).map_err(|_| "blank or a mail address".to_owned()),
    }
}

pub(super) fn line(value: &str, most: usize) -> Read<String> {
    let is_unfit = |c: char| is_forbidden_control(c) || is_private_use(c) || matches!(c, '\r' | '\n');
    if value.chars().count() <= most && !value.chars().any(is_unfit) {
        Ok(value.to_owned())
    } else {
        Err(format!("one line of at most {most} characters"))
    }
}

pub(super) fn networks(value: &str) -> Read<Vec<Network>> {
    items(value)
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| "addresses and networks such as 192.0.2.0/24, comma-separated, or blank".to_owned())
}

pub(super) fn services(value: &str) -> Read<Vec<Service>> {
    let chosen: Vec<Service> = items(value)
        .map(|item| named(item, Service::ALL))
        .collect::<Read<_>>()
        .map_err(|allowed| format!("a comma-separated list of {allowed}, or blank"))?;
    Ok(Service::ALL.iter().copied().filter(|service| chosen.contains(service)).collect())
}

fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

pub(super) fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
