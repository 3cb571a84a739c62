//! The desk's list of people and its search, with sixteen clerks at work at once on a whole roster.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use madoguchi_portal::{clock::Clock, random::Random};
use madoguchi_store::{
    At, Work,
    factors::Owner,
    staff::{StaffMember, grants::Grant, sessions::NewStaffSession},
};

use crate::{
    Bench,
    accounts::import,
    http::{Connection, Response},
    installation::{Engine, INSURER, Installation, Server},
    people::{Lots, People, write_roster},
    report::{self, Series, percentile, progress},
};

/// Clerks at once.
const CLERKS: usize = 16;
/// The list of people.
const LIST: &str = "/desk/sakura/people";
/// Pages that are read on from the first.
const PAGES_ON: usize = 3;
/// People whom the clerks look for: every so many rows one.
const SOUGHT_EVERY: usize = 997;

/// What a clerk asks for, in the order of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    First,
    Next,
    Kana,
    KanaList,
    Card,
    Nobody,
    Person,
}

impl Step {
    const ALL: [(Step, &str); 7] = [
        (Step::First, "the list's first page"),
        (Step::Next, "the list's next page"),
        (Step::Kana, "a search by family name in kana (answer: where the list is)"),
        (Step::KanaList, "the page of what that search found"),
        (Step::Card, "a search by 記号・番号"),
        (Step::Nobody, "a search by an e-mail address that nobody has"),
        (Step::Person, "a person's page"),
    ];
}

/// What all clerks do at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Job {
    /// Lists and searches.
    Find,
    /// People's pages.
    Read,
}

/// Somebody at the desk, logged in.
struct Clerk {
    connection: Connection,
    cookie: String,
    times: Vec<(Step, f64)>,
}

/// Whom clerks look for.
struct Sought {
    symbol: String,
    number: String,
    kana: String,
}

/// Measures, and prints a table per engine.
pub async fn measure(bench: &Bench) -> anyhow::Result<()> {
    let folder = bench.new_folder();
    std::fs::create_dir_all(&folder)?;
    let roster = folder.join("roster.csv");
    write_roster(&roster, bench.rows, false)?;
    let sought: Arc<[Sought]> = People::new().take(bench.rows).step_by(SOUGHT_EVERY).map(Sought::of).collect();
    for engine in Engine::BOTH {
        progress(&format!("desk: {} people on {}", bench.rows, engine.name()));
        let installation = Installation::set_up(&bench.madoguchi, bench.new_folder(), engine, &bench.postgres)?;
        import(&installation, &roster)?;
        let cookies = log_in(&installation).await?;
        let server = installation.serve().await?;
        let mut rates = [Series::default(), Series::default()];
        let mut times: [Vec<f64>; Step::ALL.len()] = Default::default();
        for round in 1..=bench.rounds {
            for (job, rate) in [Job::Find, Job::Read].into_iter().zip(&mut rates) {
                progress(&format!("desk, round {round}: {}", engine.name()));
                rate.add(load(bench, &server, &cookies, &sought, job, &mut times).await?);
            }
        }
        let rows: Vec<_> = Step::ALL.iter().zip(&mut times).map(|((_, name), times)| row(name, times)).collect();
        let title = format!("Desk with {} people on {}, {CLERKS} clerks at once", bench.rows, engine.name());
        report::table(&title, ["", "asked", "p50 ms", "p99 ms", "worst ms"], &rows);
        let [found, read] = rates.map(|rate| rate.spread(0));
        report::say(&format!("List and search: {found} answers/s; people's pages, each with its line in the trail: {read}/s."));
        drop(server);
        if engine == Engine::Postgres {
            bench.postgres.drop_database(&installation.database_url)?;
        }
        std::fs::remove_dir_all(&installation.folder)?;
    }
    report::say(&format!(
        "Every clerk works without a pause for {} s a round: the list, {PAGES_ON} pages on, a family name in kana and the page of what it \
         found, a 記号・番号, an address that nobody has; then, for as long, one person's page after the other. Times of all rounds.",
        bench.page_seconds
    ));
    Ok(())
}

impl Sought {
    fn of(person: crate::people::Person) -> Sought {
        let kana = person.kana_name();
        let family = kana.split(' ').next().unwrap_or_default().to_owned();
        Sought { kana: family, symbol: person.symbol, number: person.number }
    }
}

fn row(name: &str, times: &mut [f64]) -> [String; 5] {
    let asked = times.len().to_string();
    let [middle, late, worst] = [0.5, 0.99, 1.0].map(|share| report::number(percentile(times, share), 1));
    [name.to_owned(), asked, middle, late, worst]
}

/// Clerks of the insurer with sessions that are complete; their cookies.
async fn log_in(installation: &Installation) -> anyhow::Result<Vec<String>> {
    let (store, random, clock) = (installation.store().await?, Random::system(), Clock::system());
    let insurer = store.read(|work| async move { work.insurer_by_code(INSURER).await }).await?.context("the insurer")?;
    let keys = installation.secret()?.keys();
    let at = At::from(clock.now());
    let mut cookies = Vec::new();
    for place in 0..CLERKS {
        let (id, token) = (random.id(clock.now()), format!("clerk-{place}"));
        let staff = &StaffMember {
            id,
            email: format!("clerk{place}@example.jp"),
            email_key: format!("clerk{place}@example.jp"),
            name: format!("窓口{place}"),
            state: "active".to_owned(),
            is_operator: false,
            password_hash: None,
            created_at: at,
            password_changed_at: None,
            last_login_at: None,
            disabled_at: None,
        };
        let grant = &Grant {
            insurer_id: insurer.id,
            staff_id: id,
            role: "clerk".to_owned(),
            is_deputy: false,
            granted_at: at,
            granted_by: "bench".to_owned(),
        };
        let session = &NewStaffSession {
            token_hash: keys.tokens.mac(&[b"staff session", token.as_bytes()]).to_vec(),
            id: random.id(clock.now()),
            staff_id: id,
            device: "bench".to_owned(),
            created_at: at,
            authenticated_at: at,
            factor_given_at: Some(at),
            at,
        };
        let begin = |work: Work| async move {
            work.add_staff(staff).await?;
            work.put_grant(grant).await?;
            work.put_totp_secret(Owner::Staff { id }, &[0; 40], 0, at).await?;
            work.begin_staff_session(session).await
        };
        store.write(begin).await?;
        cookies.push(format!("desk_session={token}"));
    }
    store.close().await;
    Ok(cookies)
}

/// All clerks work until the round is over; the pages a second, and how long each took.
async fn load(
    bench: &Bench,
    server: &Server,
    cookies: &[String],
    sought: &Arc<[Sought]>,
    job: Job,
    times: &mut [Vec<f64>; Step::ALL.len()],
) -> anyhow::Result<f64> {
    let deadline = Instant::now() + Duration::from_secs(bench.page_seconds);
    let (start, mut clerks) = (Instant::now(), Vec::new());
    for (place, cookie) in cookies.iter().enumerate() {
        let (clerk, sought) = (Clerk::come(server.desk, cookie.clone()).await?, sought.clone());
        clerks.push(tokio::spawn(async move { clerk.work_until(deadline, &sought, job, place).await }));
    }
    let mut asked = 0.0;
    for clerk in clerks {
        for (step, time) in clerk.await?? {
            asked += 1.0;
            if let Some(place) = Step::ALL.iter().position(|(known, _)| *known == step) {
                times[place].push(time);
            }
        }
    }
    Ok(asked / start.elapsed().as_secs_f64())
}

impl Clerk {
    async fn come(address: SocketAddr, cookie: String) -> anyhow::Result<Clerk> {
        Ok(Clerk { connection: Connection::to(address).await?, cookie, times: Vec::new() })
    }

    async fn work_until(mut self, deadline: Instant, sought: &[Sought], job: Job, place: usize) -> anyhow::Result<Vec<(Step, f64)>> {
        match job {
            Job::Find => self.find_until(deadline, sought, Lots::of(place)).await?,
            Job::Read => self.read_until(deadline, &sought[place % sought.len()]).await?,
        }
        Ok(self.times)
    }

    async fn find_until(&mut self, deadline: Instant, sought: &[Sought], mut lots: Lots) -> anyhow::Result<()> {
        while Instant::now() < deadline {
            let one = &sought[lots.below(sought.len())];
            let first = self.get(Step::First, LIST).await?;
            let mut next = next_page(&first);
            for _ in 0..PAGES_ON {
                next = next_page(&self.get(Step::Next, &next.context("another page")?).await?);
            }
            let csrf = first.csrf_token()?;
            let found = self.search(Step::Kana, &csrf, "kana", &one.kana).await?;
            self.get(Step::KanaList, &found).await?;
            let card = format!("{}-{}", one.symbol, one.number);
            self.search(Step::Card, &csrf, "q", &card).await?;
            self.search(Step::Nobody, &csrf, "email", "nobody@example.jp").await?;
        }
        Ok(())
    }

    async fn read_until(&mut self, deadline: Instant, one: &Sought) -> anyhow::Result<()> {
        let csrf = self.get(Step::First, LIST).await?.csrf_token()?;
        let found = self.search(Step::Kana, &csrf, "kana", &one.kana).await?;
        let people = people(&self.get(Step::KanaList, &found).await?);
        self.times.clear();
        for person in people.iter().cycle() {
            self.get(Step::Person, person).await?;
            if Instant::now() >= deadline {
                break;
            }
        }
        Ok(())
    }

    async fn get(&mut self, step: Step, path: &str) -> anyhow::Result<Response> {
        let start = Instant::now();
        let page = self.connection.get_with(path, &[("Cookie", &self.cookie)]).await?;
        self.times.push((step, start.elapsed().as_secs_f64() * 1e3));
        match page.status {
            200 => Ok(page),
            status => bail!("GET {path} was answered {status}\n{}", page.head),
        }
    }

    /// Searches; where what was found is.
    async fn search(&mut self, step: Step, csrf: &str, field: &str, value: &str) -> anyhow::Result<String> {
        let start = Instant::now();
        let answer = self.connection.post(LIST, &self.cookie, &[("csrf", csrf), (field, value)]).await?;
        self.times.push((step, start.elapsed().as_secs_f64() * 1e3));
        let place = answer.headers("location").next().map(str::to_owned);
        place
            .filter(|_| answer.status == 303)
            .with_context(|| format!("a search by {field} was answered {}\n{}", answer.status, answer.head))
    }
}

/// Where the next page of a list is.
fn next_page(page: &Response) -> Option<String> {
    let (before, _) = page.body.split_once("\" rel=\"next\"")?;
    before.rsplit('"').next().map(unescaped)
}

/// Where the people of a list are.
fn people(page: &Response) -> Vec<String> {
    let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| link.starts_with("/desk/sakura/people/")).map(unescaped).collect()
}

fn unescaped(link: &str) -> String {
    link.replace("&#38;", "&").replace("&amp;", "&")
}
