//! Members who can log in: people of a generated roster, imported by the real command, with accounts of the real password hash.

use std::path::Path;

use anyhow::{Context, bail};
use madoguchi_portal::{clock::Clock, passwords::PasswordHasher, random::Random};
use madoguchi_rules::{
    identifiers::{Number, Symbol},
    password, user_id,
};
use madoguchi_store::{At, Database, Work, accounts::NewAccount, insurers::Insurer};

use crate::{
    installation::{INSURER, Installation, PATIENCE},
    people::{People, Person, write_roster},
    process,
};

/// The password of all of them, which every policy takes.
pub const PASSWORD: &str = "Hidamari!7-soramame";

/// Makes accounts for `count` insured people; their user IDs.
pub async fn make(installation: &Installation, count: usize) -> anyhow::Result<Vec<String>> {
    let roster = installation.folder.join("members.csv");
    let rows = count * 4;
    write_roster(&roster, rows, false)?;
    import(installation, &roster)?;
    let user_ids = of(installation, People::new().take(rows).filter(Person::may_log_in).take(count)).await?;
    match user_ids.len() == count {
        true => Ok(user_ids),
        false => bail!("{rows} people have fewer than {count} insured"),
    }
}

/// Makes accounts for these people, who are insured and on the roster; their user IDs.
pub async fn of(installation: &Installation, people: impl IntoIterator<Item = Person>) -> anyhow::Result<Vec<String>> {
    let (store, random, clock) = (installation.store().await?, Random::system(), Clock::system());
    let insurer = store.read(|work| async move { work.insurer_by_code(INSURER).await }).await?.context("the insurer")?;
    let hasher = PasswordHasher::new(installation.secret()?.keys().passwords, random);
    let normalized = password::normalize(PASSWORD).context("a password")?;
    let mut user_ids = Vec::new();
    for person in people {
        let user_id = format!("member.{}", person.number);
        let account = NewAccount {
            insurer_id: insurer.id,
            id: random.id(clock.now()),
            person_id: person_id(&store, &insurer, &person).await?,
            user_key: user_id::login_key(&user_id),
            user_id: user_id.clone(),
            password_hash: hasher.hash(normalized.as_normalized()).await?,
            email: format!("{user_id}@example.jp"),
            at: At::from(clock.now()),
        };
        add(&store, &account).await?;
        user_ids.push(user_id);
    }
    store.close().await;
    Ok(user_ids)
}

/// Imports a roster file by the real command.
pub fn import(installation: &Installation, roster: &Path) -> anyhow::Result<()> {
    let file = roster.to_string_lossy();
    process::run(&mut installation.command(&["roster", "import", "--insurer", INSURER, &file]), PATIENCE).map(|_| ())
}

async fn person_id(store: &Database, insurer: &Insurer, person: &Person) -> anyhow::Result<i64> {
    let symbol = Symbol::parse(&person.symbol)?.map_or_else(String::new, |symbol| symbol.loose_key().to_owned());
    let number = Number::parse(&person.number)?.loose_key().to_owned();
    let (symbol, number) = (&symbol, &number);
    let found = store.read(|work| async move { work.people_by_number(insurer.id, symbol, number).await }).await?;
    let insured = found.into_iter().find(|entry| entry.relation == "insured");
    insured.map(|entry| entry.person_id).with_context(|| format!("{symbol}-{number} is not on the roster"))
}

async fn add(store: &Database, account: &NewAccount) -> anyhow::Result<()> {
    let flow_id = account.id;
    let make = |work: Work| async move {
        work.reserve_user_id(&account.user_key, account.insurer_id, flow_id, account.at, account.at).await?;
        work.create_account(account).await?;
        work.give_user_id(&account.user_key, flow_id, account.id).await
    };
    match store.write(make).await? {
        true => Ok(()),
        false => bail!("user ID {} is taken", account.user_id),
    }
}
