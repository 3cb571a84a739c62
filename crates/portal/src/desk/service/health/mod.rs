//! `/desk/service/health`: how the service stands: database, mail, trail, servers, jobs.

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use madoguchi_store::{
    At, Work,
    migrations::MigrationState,
    nodes::{JobRun, Lease, Node},
    outbox::OutboxState,
    outbox_pages::OutboxCounts,
};

use super::OPERATOR;
use crate::{
    clock::in_tokyo,
    desk::today::grouped,
    jobs::{JOBS, heartbeat::SILENT},
    server::admin::MAIL_IS_LATE,
    text::DeskService,
    web::{Answer, Chrome, Routes, StaffVisit, Visit, page},
};

/// The page's address.
pub const PATH: &str = "/desk/service/health";
/// Clocks may differ by so much.
const CLOCKS_AGREE: SignedDuration = SignedDuration::from_secs(10);
/// Events of the trail that wait; more means that sealing does not keep up.
const MOST_UNSEALED: i64 = 10_000;

/// Adds the page to the table.
pub fn routes(routes: Routes) -> Routes {
    routes.get(PATH, OPERATOR, screen)
}

#[derive(Template)]
#[template(path = "desk/service/health/screen.html")]
struct Screen {
    chrome: Chrome,
    findings: Vec<Finding>,
    nodes: Vec<NodeLine>,
    jobs: Vec<JobLine>,
    leases: Vec<LeaseLine>,
}

/// Something that is looked at, and how it stands.
struct Finding {
    what: &'static str,
    value: String,
    standing: Standing,
}

/// How something stands: a word, and the colour beside it.
#[derive(Clone, Copy)]
struct Standing {
    words: &'static str,
    kind: &'static str,
}

struct NodeLine {
    name: String,
    version: String,
    started: String,
    seen: String,
    standing: Standing,
}

struct JobLine {
    name: &'static str,
    every: String,
    last: String,
    dealt_with: String,
    node: String,
    standing: Standing,
    failure: String,
}

struct LeaseLine {
    name: String,
    holder: String,
    until: String,
}

/// What the page is made of.
struct Facts {
    migrations: MigrationState,
    clock: Option<Timestamp>,
    outbox: OutboxState,
    counts: OutboxCounts,
    unsealed: i64,
    sealed_at: Option<At>,
    nodes: Vec<Node>,
    runs: Vec<JobRun>,
    leases: Vec<Lease>,
}

async fn screen(visit: StaffVisit) -> Answer {
    let facts = facts(&visit).await?;
    page::show(&filled(&visit, facts))
}

async fn facts(visit: &Visit) -> Result<Facts, madoguchi_store::StoreError> {
    let (store, now) = (&visit.portal.store, At::from(visit.now));
    let (migrations, clock) = (store.migration_state().await?, store.server_clock().await?);
    store
        .read(|work: Work| async move {
            Ok(Facts {
                migrations,
                clock,
                outbox: work.outbox_state().await?,
                counts: work.outbox_counts().await?,
                unsealed: work.count_unsealed_events().await?,
                sealed_at: work.last_seal().await?.map(|seal| seal.sealed_at),
                nodes: work.nodes().await?,
                runs: work.job_runs().await?,
                leases: work.leases(now).await?,
            })
        })
        .await
}

fn filled(visit: &Visit, facts: Facts) -> Screen {
    let texts = &visit.texts().desk_service;
    let findings =
        [database(visit, &facts), clock(visit, &facts), mail(visit, &facts), trail(visit, &facts)].into_iter().flatten().collect();
    let node_of = |id: i64| facts.nodes.iter().find(|node| node.id == id).map_or_else(|| texts.gone.to_owned(), |node| node.name.clone());
    Screen {
        chrome: visit.chrome(texts.health).wide(),
        findings,
        jobs: JOBS.iter().map(|job| job_line(visit, job, facts.runs.iter().find(|run| run.name == job.name), &node_of)).collect(),
        leases: facts
            .leases
            .iter()
            .map(|lease| LeaseLine { name: lease.name.clone(), holder: node_of(lease.holder), until: moment(visit, lease.expires_at) })
            .collect(),
        nodes: facts.nodes.iter().map(|node| node_line(visit, node)).collect(),
    }
}

fn moment(visit: &Visit, at: At) -> String {
    visit.language.moment(in_tokyo(at.timestamp()))
}

fn standing(texts: &DeskService, is_good: bool, otherwise: Standing) -> Standing {
    if is_good { Standing { words: texts.good, kind: "good" } } else { otherwise }
}

fn bad(texts: &DeskService) -> Standing {
    Standing { words: texts.bad, kind: "bad" }
}

fn late(texts: &DeskService) -> Standing {
    Standing { words: texts.late, kind: "late" }
}

fn database(visit: &Visit, facts: &Facts) -> Vec<Finding> {
    let texts = &visit.texts().desk_service;
    let MigrationState { applied, missing, unknown } = facts.migrations;
    vec![Finding {
        what: texts.database,
        value: (texts.migrations)(visit.portal.store.engine_name(), applied, missing, unknown),
        standing: standing(texts, missing == 0 && unknown == 0, bad(texts)),
    }]
}

fn clock(visit: &Visit, facts: &Facts) -> Vec<Finding> {
    let texts = &visit.texts().desk_service;
    let apart = facts.clock.map(|clock| clock.duration_since(visit.now).abs());
    vec![Finding {
        what: texts.clock,
        value: apart.map_or_else(|| texts.same_clock.to_owned(), |apart| (texts.clocks_apart)(apart.as_secs())),
        standing: standing(texts, apart.is_none_or(|apart| apart <= CLOCKS_AGREE), late(texts)),
    }]
}

fn mail(visit: &Visit, facts: &Facts) -> Vec<Finding> {
    let texts = &visit.texts().desk_service;
    let age = facts.outbox.oldest.map(|oldest| visit.now.duration_since(oldest.timestamp()));
    let oldest =
        age.map_or_else(|| texts.nothing_waits.to_owned(), |age| (texts.oldest_waits)(&grouped(facts.outbox.waiting), age.as_mins()));
    vec![
        Finding {
            what: texts.relay,
            value: [relay(visit), facts.counts.last_delivered_at.map(|at| (texts.last_taken)(&moment(visit, at))).unwrap_or_default()]
                .concat(),
            standing: standing(texts, facts.counts.relay_failed == 0, bad(texts)),
        },
        Finding { what: texts.outbox, value: oldest, standing: standing(texts, age.is_none_or(|age| age <= MAIL_IS_LATE), late(texts)) },
        Finding {
            what: texts.given_up,
            value: grouped(facts.counts.failed),
            standing: standing(texts, facts.counts.failed == 0, late(texts)),
        },
    ]
}

/// Where mail goes: a relay without who logs in to it, or a folder.
fn relay(visit: &Visit) -> String {
    let config = &visit.portal.config;
    let host = config.smtp_url.as_ref().and_then(|url| url::Url::parse(url).ok());
    match host.as_ref().and_then(|url| Some((url.scheme(), url.host_str()?, url.port()))) {
        Some((scheme, host, Some(port))) => format!("{scheme}://{host}:{port}"),
        Some((scheme, host, None)) => format!("{scheme}://{host}"),
        None => config.mail_dir.display().to_string(),
    }
}

fn trail(visit: &Visit, facts: &Facts) -> Vec<Finding> {
    let texts = &visit.texts().desk_service;
    let sealed = facts.sealed_at.map_or_else(|| texts.none.to_owned(), |at| moment(visit, at));
    vec![Finding {
        what: texts.trail,
        value: (texts.sealed)(&sealed, &grouped(facts.unsealed)),
        standing: standing(texts, facts.unsealed <= MOST_UNSEALED, late(texts)),
    }]
}

fn node_line(visit: &Visit, node: &Node) -> NodeLine {
    let texts = &visit.texts().desk_service;
    let runs = visit.now.duration_since(node.seen_at.timestamp()) <= SILENT;
    NodeLine {
        name: node.name.clone(),
        version: node.version.clone(),
        started: moment(visit, node.started_at),
        seen: moment(visit, node.seen_at),
        standing: if runs { Standing { words: texts.runs, kind: "good" } } else { Standing { words: texts.silent, kind: "bad" } },
    }
}

fn job_line(visit: &Visit, job: &crate::jobs::Job, run: Option<&JobRun>, node_of: &impl Fn(i64) -> String) -> JobLine {
    let texts = &visit.texts().desk_service;
    let pause = SignedDuration::try_from(job.every).unwrap_or(SignedDuration::MAX);
    let is_overdue = |run: &JobRun| visit.now.duration_since(run.ended_at.timestamp()) > pause + pause + SILENT;
    let standing = match run {
        None => Standing { words: texts.not_yet, kind: "late" },
        Some(run) if run.failure.is_some() => bad(texts),
        Some(run) if is_overdue(run) => late(texts),
        Some(_) => Standing { words: texts.good, kind: "good" },
    };
    JobLine {
        name: job.name,
        every: (texts.every)(job.every.as_secs()),
        last: run.map(|run| moment(visit, run.ended_at)).unwrap_or_default(),
        dealt_with: run.map(|run| grouped(run.dealt_with)).unwrap_or_default(),
        node: run.map(|run| node_of(run.node_id)).unwrap_or_default(),
        standing,
        failure: run.and_then(|run| run.failure.clone()).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(super) fn samples(visit: &StaffVisit) -> Vec<crate::testing::samples::Sample> {
    use crate::testing::samples::{HOSTILE, sample};
    let at = At::from(visit.now);
    let text = || HOSTILE.to_owned();
    let counts = OutboxCounts { queued: 1, failed: 2, expired: 3, stopped: 4, relay_failed: 1, last_delivered_at: Some(at) };
    let facts = |runs: Vec<JobRun>| Facts {
        migrations: MigrationState { applied: 1, missing: 1, unknown: 1 },
        clock: Some(visit.now),
        outbox: OutboxState { waiting: 1, oldest: Some(at) },
        counts,
        unsealed: 5,
        sealed_at: Some(at),
        nodes: vec![Node { id: 1, name: text(), version: text(), started_at: at, seen_at: at }],
        runs,
        leases: vec![Lease { name: text(), holder: 1, expires_at: at }],
    };
    let run = JobRun {
        name: "seal".to_owned(),
        node_id: 1,
        started_at: at,
        ended_at: at,
        dealt_with: 1,
        failure: Some(text()),
        last_good_at: None,
    };
    let pages = [filled(visit, facts(vec![run])), filled(visit, Facts { nodes: Vec::new(), leases: Vec::new(), ..facts(Vec::new()) })];
    pages.iter().map(|page| sample("desk/service/health/screen.html", page)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{en, ja};

    #[test]
    fn every_job_is_described() {
        for job in JOBS {
            for texts in [&ja::TEXTS.desk_service, &en::TEXTS.desk_service] {
                assert!(!(texts.job_does)(job.name).is_empty(), "{}", job.name);
            }
        }
    }
}
