//! The demo's staff: two people for each insurer and an operator. Their password and the keys of their apps are printed, because the
//! demo is on this machine alone; no other installation has anybody who was not invited.

use madoguchi_rules::{mail_address::MailAddress, staff::Role};
use madoguchi_store::{
    At, StoreError, Work,
    factors::Owner,
    staff::{StaffMember, grants::Grant},
};

use super::DemoInsurer;
use crate::{
    commands::{Installation, output},
    factors::totp::{self, TotpSecret},
    portal::Portal,
};

/// The password of everybody at the demo's desks.
const PASSWORD: &str = "demo no madoguchi 24";

/// Somebody at a desk of the demo.
struct Person {
    email: String,
    name: &'static str,
    /// Code of the insurer, and role there; an operator has none.
    seat: Option<(&'static str, Role)>,
}

fn people(insurers: &[DemoInsurer]) -> Vec<Person> {
    let names = [["田村 由美", "井上 健"], ["松本 恵", "小林 誠"]];
    let at_insurers = insurers.iter().zip(names).flat_map(|(insurer, names)| {
        [Role::Manager, Role::Clerk].into_iter().zip(names).map(|(role, name)| Person {
            email: format!("{role}@{}.example.jp", insurer.code),
            name,
            seat: Some((insurer.code, role)),
        })
    });
    let operator = Person { email: "operator@example.jp".to_owned(), name: "運営 太郎", seat: None };
    at_insurers.chain([operator]).collect()
}

/// Adds them the first time, and prints how to log in.
///
/// # Errors
/// What the database refused; when standard output is closed.
pub(super) async fn set_up(installation: &Installation<'_>, insurers: &[DemoInsurer]) -> anyhow::Result<()> {
    let portal = installation.portal().await?;
    let hash = portal.passwords.hash(PASSWORD).await?;
    let mut rows = Vec::new();
    for person in people(insurers) {
        let (portal, person, hash) = (&portal, &person, &hash);
        let secret = portal.store.write(|work| async move { find_or_add(portal, &work, person, hash).await }).await?;
        let place = person.seat.map_or_else(|| "運営".to_owned(), |(code, role)| format!("{code} {role}"));
        rows.push([person.email.clone(), place, secret.for_typing(), secret.address(&portal.config.service_name, &person.email)]);
    }
    output::say(&format!(
        "  窓口業務       {}desk/login\n  パスワード     {PASSWORD}（どの担当者も同じです）\n",
        portal.config.desk_base_url
    ))?;
    output::table(["メールアドレス", "担当", "認証アプリのキー", "認証アプリのアドレス"], &rows)?;
    Ok(output::say("")?)
}

/// The secret of the person's app; the person is added when nobody has the address.
async fn find_or_add(portal: &Portal, work: &Work, person: &Person, hash: &str) -> Result<TotpSecret, StoreError> {
    let address = MailAddress::parse(&person.email);
    let address = address.map_err(|error| StoreError::Unreadable { column: "staff.email", problem: error.to_string() })?;
    if let Some(staff) = work.staff_by_email(&address.key()).await?
        && let Some(secret) = totp::secret(portal, work, Owner::Staff { id: staff.id }).await?
    {
        return Ok(secret);
    }
    add(portal, work, person, &address, hash).await
}

async fn add(portal: &Portal, work: &Work, person: &Person, address: &MailAddress, hash: &str) -> Result<TotpSecret, StoreError> {
    let now = portal.clock.now();
    let (id, at) = (portal.random.id(now), At::from(now));
    let staff = StaffMember {
        id,
        email: address.as_given(),
        email_key: address.key(),
        name: person.name.to_owned(),
        state: "active".to_owned(),
        is_operator: person.seat.is_none(),
        password_hash: Some(hash.to_owned()),
        created_at: at,
        password_changed_at: Some(at),
        last_login_at: None,
        disabled_at: None,
    };
    work.add_staff(&staff).await?;
    if let Some((code, role)) = person.seat
        && let Some(insurer) = work.insurer_by_code(code).await?
    {
        let (role, granted_by) = (role.to_string(), "demo".to_owned());
        work.put_grant(&Grant { insurer_id: insurer.id, staff_id: id, role, is_deputy: false, granted_at: at, granted_by }).await?;
    }
    let secret = TotpSecret::generate(portal.random);
    totp::put(portal, work, Owner::Staff { id }, &secret, 0, now).await?;
    Ok(secret)
}
