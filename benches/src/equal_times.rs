//! Whether the time of an answer tells what the answer does not: why an identification failed, whether a user ID exists.
//!
//! Each refusal is asked for once per person, from an address of its own, the kinds in turn. The figure is the probability that a
//! refusal of this kind took longer than one of the first kind (the area under the curve of a guesser by time): 0.5 tells nothing.

use std::{net::SocketAddr, time::Instant};

use anyhow::bail;

use crate::{
    Bench,
    accounts::{self, import},
    http::Connection,
    installation::{Engine, INSURER, Installation},
    people::{Lots, People, Person, TWIN_KANA, Twins, write_roster, write_twins},
    report::{self, percentile, progress},
};

/// Refusals of one kind.
const EACH: usize = 300;
/// People on the roster: so many that the failures of the hour stay below what an insurer bears (1 %).
const ROSTER: usize = 200_000;

/// One try: fields of the form.
type Try = Vec<(&'static str, String)>;

/// Refusals of one kind, and how long each took, milliseconds.
struct Kind {
    name: &'static str,
    tries: Vec<Try>,
    times: Vec<f64>,
}

/// A page with a form, and the refusals that it is asked for.
struct Question {
    title: &'static str,
    page: &'static str,
    kinds: Vec<Kind>,
}

/// Measures, and prints a table per engine and form.
pub async fn measure(bench: &Bench) -> anyhow::Result<()> {
    for engine in Engine::BOTH {
        let installation = Installation::set_up(&bench.madoguchi, bench.new_folder(), engine, &bench.postgres)?;
        progress(&format!("times: {EACH} accounts and {ROSTER} people on {}", engine.name()));
        let user_ids = accounts::make(&installation, EACH).await?;
        let (roster, doubles) = (installation.folder.join("roster.csv"), installation.folder.join("twins.csv"));
        write_roster(&roster, ROSTER, false)?;
        import(&installation, &roster)?;
        let twins = write_twins(&doubles, EACH)?;
        import(&installation, &doubles)?;
        let server = installation.serve().await?;
        for question in [identifications(&twins), logins(&user_ids)] {
            progress(&format!("times: {}, {}", question.title, engine.name()));
            question.ask(server.member).await?.print(engine);
        }
    }
    report::say(&format!(
        "{EACH} of each kind, in an order drawn by lot, each from an address of its own over one kept connection, nobody else on the server. 0.5: the time tells nothing."
    ));
    Ok(())
}

fn identifications(twins: &[Twins]) -> Question {
    let mut insured = People::new().take(ROSTER).filter(Person::may_log_in);
    let mut next = |form: fn(&Person) -> Try| insured.by_ref().take(EACH).map(|person| form(&person)).collect();
    let registered = next(|person| items(&person.symbol, &person.number, &person.birth_date, &person.kana_name()));
    let kinds = vec![
        Kind::new(
            "no such number",
            next(|person| items(&person.symbol, &format!("9{}", person.number), &person.birth_date, &person.kana_name())),
        ),
        Kind::new("another birth date", next(|person| items(&person.symbol, &person.number, "19310303", &person.kana_name()))),
        Kind::new("another name", next(|person| items(&person.symbol, &person.number, &person.birth_date, "ﾋﾄﾁｶﾞｲ ﾖｼｴ"))),
        Kind::new(
            "no longer eligible",
            People::new()
                .take(ROSTER)
                .filter(Person::has_left)
                .take(EACH)
                .map(|person| items(&person.symbol, &person.number, &person.birth_date, &person.kana_name()))
                .collect(),
        ),
        Kind::new("twins, ambiguous", twins.iter().map(|twins| items("1", &twins.number, &twins.birth_date, TWIN_KANA)).collect()),
        Kind::new("already registered", registered),
    ];
    Question { title: "identification that fails", page: "/portal/signup", kinds }
}

fn items(symbol: &str, number: &str, birth_date: &str, kana_name: &str) -> Try {
    let items = [("insurer_code", INSURER), ("symbol", symbol), ("number", number), ("birth_date", birth_date), ("kana_name", kana_name)];
    items.map(|(name, value)| (name, value.to_owned())).into()
}

fn logins(user_ids: &[String]) -> Question {
    let attempt = |user_id: String| vec![("user_id", user_id), ("password", "Kochira!4-nai".to_owned())];
    let kinds = vec![
        Kind::new("no such user ID", user_ids.iter().map(|user_id| attempt(format!("x{user_id}"))).collect()),
        Kind::new("wrong password", user_ids.iter().map(|user_id| attempt(user_id.clone())).collect()),
    ];
    Question { title: "login that fails", page: "/portal/", kinds }
}

impl Kind {
    fn new(name: &'static str, tries: Vec<Try>) -> Kind {
        Kind { name, tries, times: Vec::new() }
    }
}

impl Question {
    async fn ask(mut self, address: SocketAddr) -> anyhow::Result<Question> {
        let mut connection = Connection::to(address).await?;
        let mut bodies = Vec::new();
        let (mut lots, mut order) = (Lots::new(), (0..self.kinds.len()).collect::<Vec<_>>());
        for turn in 0..EACH {
            // In another order each turn: what a try leaves to be done (a mail) falls on each kind alike.
            (1..order.len()).rev().for_each(|last| order.swap(last, lots.below(last + 1)));
            for place in order.iter().copied() {
                let kind = &mut self.kinds[place];
                let page = connection.get(self.page).await?;
                let (token, cookies) = (page.csrf_token()?, page.cookies());
                let mut form: Vec<(&str, &str)> = kind.tries[turn].iter().map(|(name, value)| (*name, value.as_str())).collect();
                form.push(("csrf", &token));
                let source = format!("10.{place}.{}.{}", turn / 250, turn % 250 + 1);
                let start = Instant::now();
                let response = connection.post_with(self.page, &[("Cookie", &cookies), ("X-Forwarded-For", &source)], &form).await?;
                kind.times.push(start.elapsed().as_secs_f64() * 1e3);
                if response.status != 422 {
                    bail!("{}: answered {}\n{}", kind.name, response.status, response.body);
                }
                bodies.push(without_what_was_typed(&response.body, &token));
            }
        }
        if let Some(other) = bodies.iter().find(|body| *body != &bodies[0]) {
            bail!("two refusals are not the same page:\n{}\n\n{other}", bodies[0]);
        }
        Ok(self)
    }

    fn print(mut self, engine: Engine) {
        let first = self.kinds[0].times.clone();
        let rows: Vec<_> = self.kinds.iter_mut().map(|kind| kind.row(&first)).collect();
        let title = format!("Times of one and the same page: {}, {}", self.title, engine.name());
        report::table(&title, ["why", "p50 ms", "p95 ms", "takes longer than the first"], &rows);
    }
}

impl Kind {
    fn row(&mut self, first: &[f64]) -> [String; 4] {
        let longer = takes_longer(&self.times, first);
        let (p50, p95) = (percentile(&mut self.times, 0.5), percentile(&mut self.times, 0.95));
        [self.name.to_owned(), report::number(p50, 2), report::number(p95, 2), report::number(longer, 3)]
    }
}

/// The page as everybody gets it: without the token, the reckoning of time, and the lines with the values that stand in its fields.
fn without_what_was_typed(body: &str, token: &str) -> String {
    let is_everybodys = |line: &&str| !line.contains("data-now") && !line.contains("value=\"");
    body.lines().filter(is_everybodys).collect::<Vec<_>>().join("\n").replace(token, "")
}

/// How probable it is that one of `times` is longer than one of `others`; equal ones count half.
#[allow(clippy::cast_precision_loss)] // hundreds
fn takes_longer(times: &[f64], others: &[f64]) -> f64 {
    let wins: f64 = times
        .iter()
        .flat_map(|time| others.iter().map(move |other| f64::from(u8::from(time > other)) + f64::from(u8::from(time == other)) / 2.0))
        .sum();
    wins / (times.len() * others.len()) as f64
}
