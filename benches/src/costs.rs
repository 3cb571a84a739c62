//! 医療費: lines a second beside the databases' own loaders, and a member's year page with many lines in the database.

use std::{
    fs::File,
    io::{BufWriter, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use madoguchi_rules::costs::CareMonth;

use crate::{
    Bench,
    accounts::{self, PASSWORD},
    http::Connection,
    installation::{Engine, INSURER, Installation},
    loaders::{self, Figures, Loaded, Loader},
    people::{Lots, People, Person, write_roster},
    process::Ran,
    report::{self, Series, number, percentile, progress},
    startup::in_mb,
};

const LINES: Loaded = Loaded {
    table: "cost_lines",
    plain: "CREATE TABLE plain (symbol TEXT, number TEXT, branch TEXT, kana_name TEXT, birth_date TEXT, care_month TEXT, institution TEXT,
        kind TEXT, days TEXT, total TEXT, insurer_share TEXT, public_share TEXT, own_share TEXT, meals TEXT, additional TEXT)",
};
const HEADER: &str = "記号,番号,枝番,氏名カナ,生年月日,診療年月,医療機関名,診療区分,日数,医療費総額,保険者負担額,公費負担額,自己負担額,食事療養費,付加給付額";
/// Lines that a person of the imported month has.
const LINES_A_PERSON: usize = 4;
/// Months of the year page's database.
const MONTHS: usize = 24;
/// Members who look at their year at once.
const MEMBERS: usize = 16;
/// Who shares a number, of the households that are measured.
const HOUSEHOLD: usize = 4;

/// Measures the import, and prints a table per engine.
pub fn measure_import(bench: &Bench) -> anyhow::Result<()> {
    let folder = bench.new_folder();
    std::fs::create_dir_all(&folder)?;
    let [roster, first, late, finished] = ["roster.csv", "costs.csv", "late.csv", "finished.csv"].map(|name| folder.join(name));
    let people = bench.rows.div_ceil(LINES_A_PERSON);
    let [month, ..] = months::<2>();
    progress(&format!("costs: a file of {} lines", bench.rows));
    write_roster(&roster, people, false)?;
    write_month(&first, People::new().take(people), month, |_| LINES_A_PERSON, bench.rows)?;
    // As a month's second file: everything once more, and a hundredth that came late.
    let more = |row: usize| LINES_A_PERSON + usize::from(row.is_multiple_of(25));
    let late_lines = write_month(&late, People::new().take(people), month, more, usize::MAX)?;
    let size = in_mb(std::fs::metadata(&first)?.len() / 1024);
    for engine in Engine::BOTH {
        let mut table = Vec::new();
        for round in 1..=bench.rounds {
            progress(&format!("costs, round {round}: {}", engine.name()));
            let installation = Installation::set_up(&bench.madoguchi, bench.new_folder(), engine, &bench.postgres)?;
            accounts::import(&installation, &roster)?;
            let mut note = |name: &str, ran: &Ran| Figures::of(&mut table, name).add(bench.rows, ran);
            let (lines, all) = (u64::try_from(bench.rows)?, u64::try_from(late_lines)?);
            note("madoguchi: a month's file", &import(&installation, &first, &[("read", lines), ("added", lines)])?);
            let loader = Loader::new(engine, &installation, LINES)?;
            loader.export_finished(&finished)?;
            let name = loader.name();
            note(&format!("{name}: the file's columns, no index"), &loader.load_plain(&first)?);
            note(&format!("{name}: the finished lines, no index"), &loader.load_finished(&finished, false)?);
            note(&format!("{name}: the finished lines into the same table with its indexes"), &loader.load_finished(&finished, true)?);
            note("madoguchi: the same file again", &import(&installation, &first, &[("read", lines), ("unchanged", lines)])?);
            let ran = import(&installation, &late, &[("read", all), ("unchanged", lines), ("added", all - lines)])?;
            note("madoguchi: the same with 1 % more lines", &ran);
            if engine == Engine::Postgres {
                bench.postgres.drop_database(&installation.database_url)?;
            }
            std::fs::remove_dir_all(&installation.folder)?;
        }
        let rows: Vec<_> = table.iter().map(Figures::row).collect();
        let header = ["", "lines/s", "seconds", "CPU s of the program", "its peak memory, MB"];
        let title = format!("{} lines of costs ({size:.0} MB) of {people} people on {}", bench.rows, engine.name());
        report::table(&title, header, &rows);
    }
    report::say("`madoguchi costs import --insurer sakura costs.csv --json` into a database that has the roster and no costs.");
    Ok(())
}

/// Measures the year page, and prints a table.
pub async fn measure_year(bench: &Bench) -> anyhow::Result<()> {
    let folder = bench.new_folder();
    std::fs::create_dir_all(&folder)?;
    let roster = folder.join("roster.csv");
    // A line a person and month, and one more of one in 24: as many in all as are asked for.
    let people = bench.cost_lines / (MONTHS + 1);
    write_roster(&roster, people, false)?;
    let files = month_files(&folder, people)?;
    let lines: usize = files.iter().map(|(_, lines)| lines).sum();
    let mut rows = Vec::new();
    for engine in Engine::BOTH {
        progress(&format!("year page: {people} people and {lines} lines on {}", engine.name()));
        let installation = Installation::set_up(&bench.madoguchi, bench.new_folder(), engine, &bench.postgres)?;
        installation.set(&["services=costs", "cost_visibility=household"])?;
        accounts::import(&installation, &roster)?;
        for (file, lines) in &files {
            import(&installation, file, &[("added", u64::try_from(*lines)?)])?;
        }
        let user_ids = accounts::of(&installation, households(people)).await?;
        let server = installation.serve().await?;
        let mut members = Vec::new();
        for user_id in &user_ids {
            members.push(Member::log_in(server.member, user_id).await?);
        }
        let (mut rate, mut middle, mut late, mut all) = (Series::default(), Series::default(), Series::default(), Vec::new());
        for round in 1..=bench.rounds {
            progress(&format!("year page, round {round}: {}", engine.name()));
            let (begun, deadline) = (Instant::now(), Instant::now() + Duration::from_secs(bench.page_seconds));
            let looking: Vec<_> = members.drain(..).map(|member| tokio::spawn(member.look_until(deadline))).collect();
            let mut times = Vec::new();
            for member in looking {
                let (member, took) = member.await??;
                times.extend(took);
                members.push(member);
            }
            #[allow(clippy::cast_precision_loss)] // thousands
            rate.add(times.len() as f64 / begun.elapsed().as_secs_f64());
            middle.add(percentile(&mut times, 0.5));
            late.add(percentile(&mut times, 0.99));
            all.extend(times);
        }
        let worst = number(percentile(&mut all, 1.0), 1);
        rows.push([engine.name().to_owned(), rate.spread(0), middle.spread(1), late.spread(1), worst]);
        drop(server);
        if engine == Engine::Postgres {
            bench.postgres.drop_database(&installation.database_url)?;
        }
        std::fs::remove_dir_all(&installation.folder)?;
    }
    let title = format!("A member's year page: {HOUSEHOLD} people, {MONTHS} months, {lines} lines in the database");
    report::table(&title, ["", "pages/s", "p50 ms", "p99 ms", "worst ms"], &rows);
    report::say(&format!(
        "{MEMBERS} members, each of a household of {HOUSEHOLD} with a line a person and month, ask for a whole year again and again for {} s \
         a round; every look is in the trail before it is answered.",
        bench.page_seconds
    ));
    Ok(())
}

fn import(installation: &Installation, file: &Path, expected: &[(&str, u64)]) -> anyhow::Result<Ran> {
    loaders::import(installation.command(&["costs", "import", "--insurer", INSURER, &file.to_string_lossy(), "--json"]), expected)
}

/// The last months, this one the last.
fn months<const N: usize>() -> [CareMonth; N] {
    let today = madoguchi_portal::clock::Clock::system().today();
    let months_ago =
        |months: usize| CareMonth::of(today.first_of_month().saturating_sub(jiff::Span::new().months(i64::try_from(months).unwrap_or(0))));
    std::array::from_fn(|place| months_ago(N - 1 - place))
}

/// A file for each month, and how many lines it has.
fn month_files(folder: &Path, people: usize) -> anyhow::Result<Vec<(PathBuf, usize)>> {
    let write = |(place, month): (usize, CareMonth)| {
        let file = folder.join(format!("{month}.csv"));
        let lines = write_month(&file, People::new().take(people), month, |row| 1 + usize::from(row % MONTHS == place), usize::MAX)?;
        Ok((file, lines))
    };
    months::<MONTHS>().into_iter().enumerate().map(write).collect()
}

/// Writes a month's file: of each person so many lines, at most so many in all. Answers how many.
fn write_month(
    path: &Path,
    people: impl Iterator<Item = Person>,
    month: CareMonth,
    lines_of: impl Fn(usize) -> usize,
    most: usize,
) -> anyhow::Result<usize> {
    let (mut file, mut written) = (BufWriter::new(File::create(path)?), 0);
    let month = month.to_string().replace('-', "");
    writeln!(file, "{HEADER}")?;
    for (row, person) in people.enumerate() {
        for nth in 0..lines_of(row).min(most - written) {
            // A line says the same in every file that has it.
            let mut lots = Lots::of(row * 8 + nth);
            let (total, office) = (10 * (100 + lots.below(3_000)), (row * 7 + nth * 31) % 4_000);
            let (own, kind) = (total * 3 / 10, ["医科外来", "調剤", "歯科", "医科外来"][nth % 4]);
            let Person { symbol, number, branch, birth_date, .. } = &person;
            let kana = person.kana_name();
            writeln!(
                file,
                "{symbol},{number},{branch:02},{kana},{birth_date},{month},第{office}ひまわり医院,{kind},{},{total},{},0,{own},0,0",
                1 + lots.below(4),
                total - own
            )?;
            written += 1;
        }
    }
    file.flush()?;
    Ok(written)
}

/// Households of four who are all eligible, whole within so many people: the insured of each.
fn households(people: usize) -> Vec<Person> {
    let (mut found, mut household): (Vec<Person>, Vec<Person>) = (Vec::new(), Vec::new());
    let mut all = People::new().take(people).peekable();
    // Far from one another, as members are.
    let apart = people / MEMBERS / 2;
    let mut row = 0;
    while let Some(person) = all.next() {
        row += 1;
        household.push(person);
        let is_whole = all.peek().is_none_or(|next| Some(&next.number) != household.first().map(|first| &first.number));
        if is_whole {
            let is_wanted = household.len() == HOUSEHOLD && household.iter().all(Person::is_eligible) && row >= found.len() * apart;
            let first = household.drain(..).next();
            found.extend(first.filter(|_| is_wanted && found.len() < MEMBERS));
        }
    }
    found
}

/// A member who is logged in.
struct Member {
    connection: Connection,
    cookies: String,
    page: String,
}

impl Member {
    async fn log_in(address: SocketAddr, user_id: &str) -> anyhow::Result<Member> {
        let mut connection = Connection::to(address).await?;
        let page = connection.get("/portal/").await?;
        let (csrf, before) = (page.csrf_token()?, page.cookies());
        let form = [("csrf", csrf.as_str()), ("user_id", user_id), ("password", PASSWORD)];
        let answer = connection.post("/portal/", &before, &form).await?;
        ensure!(answer.status == 303, "a login was answered {}\n{}", answer.status, answer.head);
        let year = months::<MONTHS>().first().context("months")?.year() + 1;
        let member = Member { connection, cookies: answer.cookies(), page: format!("/portal/costs?year={year}") };
        Ok(member)
    }

    /// Looks at the year again and again; how long each took, milliseconds.
    async fn look_until(mut self, deadline: Instant) -> anyhow::Result<(Member, Vec<f64>)> {
        let mut times = Vec::new();
        while Instant::now() < deadline {
            let start = Instant::now();
            let page = self.connection.get_with(&self.page, &[("Cookie", &self.cookies)]).await?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            ensure!(page.status == 200, "GET {} was answered {}\n{}", self.page, page.status, page.head);
            let rows = page.body.matches("<tr>").count();
            ensure!(rows > 12 + HOUSEHOLD, "a year page without its months and people: {rows} rows");
        }
        Ok((self, times))
    }
}
