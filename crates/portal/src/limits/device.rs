//! Devices that logged in before: a signed cookie that gives a device a login bucket of its own, so that nobody who guesses elsewhere
//! keeps the owner out. It opens nothing by itself.

use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use madoguchi_rules::limits::KNOWN_DEVICE_LIFETIME;

use crate::{
    portal::Portal,
    web::{Visit, cookies::Cookie},
};

/// A device that a family shares remembers so many user IDs.
const MOST_ENTRIES: usize = 4;

/// What names a device towards one user ID.
pub type DeviceId = [u8; 16];

/// The device's name towards this user ID, when it logged in with it within 180 days.
pub fn known(visit: &Visit, user_key: &str) -> Option<DeviceId> {
    entries(visit).find_map(|entry| read(&visit.portal, entry, user_key, visit.now))
}

/// Remembers on the device that it logged in with this user ID.
pub fn remember(visit: &Visit, user_key: &str, response: &mut Response) {
    let device = known(visit, user_key).unwrap_or_else(|| visit.portal.random.bytes());
    let own = write(&visit.portal, device, user_key, visit.now);
    let others = entries(visit).filter(|entry| read(&visit.portal, entry, user_key, visit.now).is_none());
    let value: Vec<&str> = std::iter::once(own.as_str()).chain(others.take(MOST_ENTRIES - 1)).collect();
    let seconds = u32::try_from(KNOWN_DEVICE_LIFETIME.as_secs()).unwrap_or(u32::MAX);
    Cookie::lasting(visit.side.device_cookie(), &value.join("."), seconds).set(&visit.portal.config, response);
}

/// The entries of the cookie that look like ours; whether they are is read with the user ID.
fn entries(visit: &Visit) -> impl Iterator<Item = &str> {
    let sent = visit.device.as_deref().unwrap_or_default();
    sent.split('.').filter(|entry| entry.len() == 75).take(MOST_ENTRIES)
}

fn write(portal: &Portal, device: DeviceId, user_key: &str, now: Timestamp) -> String {
    let since = now.as_second().to_be_bytes();
    let tag = portal.keys.devices.mac(&[b"device", user_key.as_bytes(), &device, &since]);
    URL_SAFE_NO_PAD.encode([&device[..], &since, &tag].concat())
}

fn read(portal: &Portal, entry: &str, user_key: &str, now: Timestamp) -> Option<DeviceId> {
    let bytes = URL_SAFE_NO_PAD.decode(entry).ok()?;
    let (device, rest) = bytes.split_first_chunk::<16>()?;
    let (since, tag) = rest.split_first_chunk::<8>()?;
    let age = now.as_second().saturating_sub(i64::from_be_bytes(*since));
    let is_alive = age.unsigned_abs() < KNOWN_DEVICE_LIFETIME.as_secs();
    let is_ours = portal.keys.devices.verifies(&[b"device", user_key.as_bytes(), device, since], tag);
    (is_ours && is_alive).then_some(*device)
}
