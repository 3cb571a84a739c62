//! A whole portal for the tests of this crate: a real database on either engine, a clock that the story sets, sample people.

pub mod authenticator;
pub mod paper;
pub mod samples;
mod statements;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use madoguchi_rules::{
    identifiers::{Branch, Number, Symbol},
    kana::RosterKana,
    staff::Role,
    user_id::UserId,
};
use madoguchi_store::{
    At, Database, Day, Work,
    accounts::NewAccount,
    factors::Owner,
    insurers::Insurer,
    roster::{OPEN_END, RosterEntry},
    staff::{StaffMember, grants::Grant},
};
use madoguchi_testkit::{
    Engine, TestDatabase,
    browserless::{Client, Page},
    people,
};
use sha2::{Digest, Sha256};
use sqlx::Connection as _;

use crate::{
    clock::Clock,
    config::Config,
    factors::totp::{self, TotpSecret},
    keys::MasterSecret,
    limits::proof_of_work::zero_bits,
    mail::Letter,
    portal::Portal,
    random::Random,
    web::{Side, Visit},
};

/// The password of everybody at the desk in stories.
pub const STAFF_PASSWORD: &str = "kawara tsumiki hotaru 27";

/// Somebody at the desk in a story.
#[derive(Clone)]
pub struct StaffPerson {
    pub id: i64,
    pub email: String,
    pub totp: TotpSecret,
}

/// A portal in a story. Its clock stands at 2026-11-22 10:00 JST until the story moves it.
pub struct Story {
    pub portal: Portal,
    pub client: Client,
    pub insurer: Insurer,
    time: Arc<AtomicI64>,
    secret: MasterSecret,
    database: TestDatabase,
}

impl Story {
    /// A portal on this database with the insurer `sakura` and nobody on its roster.
    pub async fn begin(database: TestDatabase) -> Story {
        Story::begin_with(database, |_| {}).await
    }

    /// The same with an insurer of another kind.
    pub async fn begin_at(kind: &str, database: TestDatabase) -> Story {
        Story::begin_as(kind, database, |_| {}).await
    }

    /// The same with another configuration.
    pub async fn begin_with(database: TestDatabase, configure: impl FnOnce(&mut Config)) -> Story {
        Story::begin_as("kenpo", database, configure).await
    }

    async fn begin_as(kind: &str, database: TestDatabase, configure: impl FnOnce(&mut Config)) -> Story {
        let mut config = Config { database_url: database.url().to_owned(), ..Config::default() };
        configure(&mut config);
        let store = Database::open(database.url()).await.unwrap();
        store.migrate().await.unwrap();
        let start: Timestamp = "2026-11-22T01:00:00Z".parse().unwrap();
        let time = Arc::new(AtomicI64::new(start.as_millisecond()));
        let told = time.clone();
        let clock = Clock::from_fn(move || Timestamp::from_millisecond(told.load(Ordering::SeqCst)).unwrap());
        let random = Random::system();
        let secret = MasterSecret::generate(random);
        let portal = Portal::new(config, store, &secret, clock, random);
        let insurer = Insurer {
            id: random.id(start),
            code: people::INSURER.to_owned(),
            name: people::INSURER_NAME.to_owned(),
            insurer_number: None,
            kind: kind.to_owned(),
            roster_version: 1,
            created_at: At::from(start),
        };
        let added = &insurer;
        portal.store.write(|work: Work| async move { work.add_insurer(added).await }).await.unwrap();
        let client = Client::over(crate::member_side(portal.clone()).0);
        Story { portal, client, insurer, time, secret, database }
    }

    /// Moves the clock on.
    pub fn later(&self, by: SignedDuration) {
        self.time.fetch_add(by.as_millis().try_into().unwrap(), Ordering::SeqCst);
    }

    /// The portal as it is after the server died and was started again on the same database.
    pub async fn restarted(&self) -> Portal {
        let store = Database::open(&self.portal.config.database_url).await.unwrap();
        Portal::new(self.portal.config.clone(), store, &self.secret, self.portal.clock.clone(), self.portal.random)
    }

    /// Puts a person on the roster; answers our own identifier of them.
    pub async fn enrol(&self, person: &people::Person) -> i64 {
        let entry = &entry(self.insurer.id, self.portal.random.id(self.portal.clock.now()), person);
        self.portal.store.write(|work: Work| async move { work.add_roster_entry(entry).await }).await.unwrap();
        entry.person_id
    }

    /// Puts a person on the roster who has an account, with [`people::PASSWORD`] and the address `USER_ID@example.jp`.
    pub async fn enrol_registered(&self, person: &people::Person, user_id: &str) -> NewAccount {
        let now = self.portal.clock.now();
        let made = UserId::parse(user_id).unwrap();
        let account = NewAccount {
            insurer_id: self.insurer.id,
            id: self.portal.random.id(now),
            person_id: self.enrol(person).await,
            user_id: made.as_given().to_owned(),
            user_key: made.key().to_owned(),
            password_hash: self.portal.passwords.hash(people::PASSWORD).await.unwrap(),
            email: format!("{user_id}@example.jp"),
            at: At::from(now),
        };
        let (new, flow_id, until) = (&account, self.portal.random.id(now), At::from(now + SignedDuration::from_mins(1)));
        let register = |work: Work| async move {
            work.reserve_user_id(&new.user_key, new.insurer_id, flow_id, until, new.at).await?;
            work.create_account(new).await?;
            work.give_user_id(&new.user_key, flow_id, new.id).await
        };
        assert!(self.portal.store.write(register).await.unwrap());
        account
    }

    /// A browser of its own in which this member has logged in.
    pub async fn logged_in(&self, user_id: &str) -> Client {
        let client = self.client.another();
        let form = client.get("/portal/").await.form();
        let page = form.fill("ユーザーID", user_id).fill("パスワード", people::PASSWORD).press("ログイン").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/home"));
        client
    }

    /// A browser in which somebody with this role at the insurer `sakura` has logged in to the desk, second factor included.
    pub async fn desk_client(&self, role: Role) -> Client {
        self.desk_client_of(&self.staff_at(&self.insurer, role, false).await).await
    }

    /// The same for a clerk who is a deputy.
    pub async fn deputy_client(&self) -> Client {
        self.desk_client_of(&self.staff_at(&self.insurer, Role::Clerk, true).await).await
    }

    /// The same for an operator of the service.
    pub async fn operator_client(&self) -> Client {
        let operator = self.staff(true).await;
        self.desk_client_of(&operator).await
    }

    /// A browser that nobody has logged in with, at the desk's side.
    pub fn desk_stranger(&self) -> Client {
        Client::over(crate::desk_side(self.portal.clone()).0).at_base("http://localhost:8082")
    }

    /// A browser in which this person has logged in to the desk with password and app.
    pub async fn desk_client_of(&self, person: &StaffPerson) -> Client {
        let client = self.desk_stranger();
        let page = self.give_password(&client, person).await;
        assert_eq!((page.status(), page.location()), (303, "/desk/"));
        assert_eq!(client.get("/desk/").await.location(), "/desk/login/factor");
        let code = person.totp.code_at(self.portal.clock.now());
        let page = client.get("/desk/login/factor").await.form().fill("code", &code).press("ログイン").await;
        assert_eq!((page.status(), page.location()), (303, "/desk/"));
        client
    }

    /// The first step of the login at the desk.
    pub async fn give_password(&self, client: &Client, person: &StaffPerson) -> Page {
        let form = client.get("/desk/login").await.form();
        form.fill("メールアドレス", &person.email).fill("パスワード", STAFF_PASSWORD).press("次へ").await
    }

    /// Somebody new with a role at an insurer.
    pub async fn staff_at(&self, insurer: &Insurer, role: Role, is_deputy: bool) -> StaffPerson {
        let person = self.staff(false).await;
        self.put_grant(insurer, &person, (role, is_deputy)).await;
        person
    }

    /// Gives somebody a role at another insurer too.
    pub async fn grant(&self, insurer: &Insurer, person: &StaffPerson, role: Role) {
        self.put_grant(insurer, person, (role, false)).await;
    }

    async fn put_grant(&self, insurer: &Insurer, person: &StaffPerson, (role, is_deputy): (Role, bool)) {
        let grant = &Grant {
            insurer_id: insurer.id,
            staff_id: person.id,
            role: role.to_string(),
            is_deputy,
            granted_at: At::from(self.portal.clock.now()),
            granted_by: "story".to_owned(),
        };
        self.portal.store.write(|work: Work| async move { work.put_grant(grant).await }).await.unwrap();
    }

    /// Somebody new at the desk, active, with [`STAFF_PASSWORD`] and an app.
    pub async fn staff(&self, is_operator: bool) -> StaffPerson {
        let now = self.portal.clock.now();
        let id = self.portal.random.id(now);
        let person = StaffPerson { id, email: format!("staff-{id}@example.jp"), totp: TotpSecret::generate(self.portal.random) };
        let row = &StaffMember {
            id,
            email: person.email.clone(),
            email_key: person.email.clone(),
            name: format!("窓口 {}", id % 1_000),
            state: "active".to_owned(),
            is_operator,
            password_hash: Some(self.portal.passwords.hash(STAFF_PASSWORD).await.unwrap()),
            created_at: At::from(now),
            password_changed_at: Some(At::from(now)),
            last_login_at: None,
            disabled_at: None,
        };
        let (portal, secret) = (&self.portal, &person.totp);
        let add = |work: Work| async move {
            work.add_staff(row).await?;
            totp::put(portal, &work, Owner::Staff { id }, secret, 0, now).await
        };
        portal.store.write(add).await.unwrap();
        person
    }

    /// Another insurer.
    pub async fn another_insurer(&self, code: &str) -> Insurer {
        let now = self.portal.clock.now();
        let other = Insurer { id: self.portal.random.id(now), code: code.to_owned(), ..self.insurer.clone() };
        let added = &other;
        self.portal.store.write(|work: Work| async move { work.add_insurer(added).await }).await.unwrap();
        other
    }

    /// The letters in the outbox, oldest first: to whom, and what.
    pub async fn letters(&self) -> Vec<(String, Letter)> {
        let rows: Vec<(i64, Vec<u8>)> = self.rows("SELECT id, sealed FROM outbox WHERE sealed IS NOT NULL ORDER BY created_at, id").await;
        let open = |(id, sealed): (i64, Vec<u8>)| {
            let context = [b"outbox ".as_slice(), &id.to_be_bytes()].concat();
            let plain = self.portal.keys.outbox.open(&context, &sealed).unwrap();
            let mail: serde_json::Value = serde_json::from_slice(&plain).unwrap();
            (mail["address"].as_str().unwrap().to_owned(), serde_json::from_value(mail["letter"].clone()).unwrap())
        };
        rows.into_iter().map(open).collect()
    }

    /// The code of the latest letter with one.
    pub async fn code(&self) -> String {
        self.latest_code(|_| true).await
    }

    /// The code of the latest letter with one to this address.
    pub async fn code_to(&self, address: &str) -> String {
        self.latest_code(|to| to == address).await
    }

    async fn latest_code(&self, is_wanted: impl Fn(&str) -> bool) -> String {
        let code_of = |(to, letter): (String, Letter)| match letter {
            letter if is_wanted(&to) => letter.code().map(str::to_owned),
            _ => None,
        };
        self.letters().await.into_iter().rev().find_map(code_of).unwrap()
    }

    /// What a query finds, on either engine.
    pub async fn rows<T>(&self, sql: &'static str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        let url = self.database.url();
        match self.database.engine() {
            Engine::Sqlite => sqlx::query_as(sql).fetch_all(&mut sqlx::SqliteConnection::connect(url).await.unwrap()).await.unwrap(),
            Engine::Postgres => sqlx::query_as(sql).fetch_all(&mut sqlx::PgConnection::connect(url).await.unwrap()).await.unwrap(),
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.rows::<(i64,)>(sql).await[0].0
    }

    /// Sets a setting of the insurer.
    pub async fn set(&self, key: &str, value: &str) {
        let (id, at) = (self.insurer.id, At::from(self.portal.clock.now()));
        let set = |work: Work| async move { work.set_insurer_setting(id, key, value, at, "story").await };
        self.portal.store.write(set).await.unwrap();
    }
}

/// The roster's row of a sample person, of version 1 on.
pub fn entry(insurer_id: i64, person_id: i64, person: &people::Person) -> RosterEntry {
    let symbol = Symbol::parse(person.symbol).unwrap();
    let number = Number::parse(person.number).unwrap();
    let kana = RosterKana::parse(person.kana_name).unwrap();
    let day = |text: &str| (!text.is_empty()).then(|| Day(text.parse::<Date>().unwrap()));
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    RosterEntry {
        insurer_id,
        person_id,
        from_version: 1,
        to_version: OPEN_END,
        symbol: person.symbol.to_owned(),
        number: person.number.to_owned(),
        branch: Branch::parse(person.branch).unwrap().map(|branch| branch.as_str().to_owned()),
        symbol_key: symbol.as_ref().map_or_else(String::new, |symbol| symbol.key().to_owned()),
        number_key: number.key().to_owned(),
        symbol_loose: symbol.as_ref().map_or_else(String::new, |symbol| symbol.loose_key().to_owned()),
        number_loose: number.loose_key().to_owned(),
        kana_name: person.kana_name.to_owned(),
        kana_unfolded: kana.unfolded().to_owned(),
        kana_folded: kana.folded().to_owned(),
        kana_lenient: kana.lenient(),
        name: person.name.to_owned(),
        birth_date: Day(person.birth_date.parse().unwrap()),
        relation: if person.is_insured { "insured" } else { "dependant" }.to_owned(),
        acquired_on: day(person.acquired),
        lost_on: day(person.lost),
        email: text(person.email),
        personal_key: None,
        office: None,
        postal_code: None,
        address: None,
        burden: None,
        burden_from: None,
        recognised_on: None,
        eligible_from: None,
        lost_by_import: false,
    }
}

/// The visit of a browser at this address that carries no cookie, for what is asked without a page.
pub fn visit_from(portal: &Portal, source: &str) -> Visit {
    let mut request = axum::extract::Request::new(axum::body::Body::empty());
    let peer = std::net::SocketAddr::new(source.parse().unwrap(), 50_000);
    request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
    Visit::of_a_stranger(portal, Side::Member, &request)
}

/// Solves the sum of a proof-of-work page, as its script does: what the form then sends as `proof`.
pub fn solve(challenge: &str, bits: u32) -> String {
    let start = Sha256::new_with_prefix(format!("{challenge}."));
    let solves = |number: &u64| zero_bits(&start.clone().chain_update(number.to_string()).finalize()) >= bits;
    format!("{challenge}.{}", (0..).find(solves).unwrap())
}
