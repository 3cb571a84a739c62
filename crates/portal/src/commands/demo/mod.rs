//! `madoguchi demo`: the whole portal on this machine alone, with invented insurers and people.

use std::{net::SocketAddr, os::unix::fs::DirBuilderExt, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use madoguchi_rules::{
    audience::Audience,
    dates::EraDigits,
    identifiers::{InsurerCode, InsurerCodeOrNumber, InsurerNumber},
    settings::InsurerKind,
    statements::StatementKind,
};
use url::Url;

use super::{
    Installation, Operator,
    announce::{self, Draft},
    installation, insurer, migrate, output,
};
use crate::{
    config::Config,
    imports::{
        roster::{Actor, Approval, ImportMode, ImportRequest, PATIENCE, import},
        statements::{StatementMode, StatementRequest, import as import_statements},
        table::Encoding,
    },
    server,
};

mod benefits;
mod costs;
mod notices;
mod roster;
mod staff;
mod statements;

use roster::{Example, Row};

/// Runs the whole portal on this machine alone: SQLite, invented insurers and people, a page with the mails that were sent.
#[derive(Args)]
#[command(after_help = "Examples:\n  madoguchi demo\n  madoguchi demo --dir /tmp/demo --people 5000 --seed 7\n\n\
                        Stop it with Ctrl+C; started again it goes on with what is there. Remove the folder to begin anew.")]
pub struct Demo {
    /// Where everything is kept.
    #[arg(long, default_value = "var/demo")]
    dir: PathBuf,
    /// How many people the rosters have together.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(20..=200_000), value_name = "N")]
    people: u32,
    /// Other people for another number.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

/// An insurer of the demo.
struct DemoInsurer {
    code: &'static str,
    name: &'static str,
    number: &'static str,
    kind: InsurerKind,
    settings: &'static [(&'static str, &'static str)],
    examples: Vec<Example>,
    people: usize,
}

impl Demo {
    /// Runs the command.
    ///
    /// # Errors
    /// When the folder cannot be written to, an address is taken, or the configuration listens elsewhere than on loopback.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let config = self.config(&operator.config()?)?;
        let folder = || self.dir.display().to_string();
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.dir).with_context(folder)?;
        migrate::bring_up_to_date(operator, &config).await?;
        let store = installation::open(&config).await?;
        let installation = Installation { operator, config, store };
        let insurers = self.insurers(operator);
        for insurer in &insurers {
            self.set_up(&installation, insurer).await?;
        }
        announce_all(&installation).await?;
        greet(&installation.config, &insurers)?;
        staff::set_up(&installation, &insurers).await?;
        server::logs::begin("warn")?;
        server::run(installation.portal().await?, crate::demo_side).await
    }

    /// Everything in the folder, everything on loopback; only the ports are the installation's.
    fn config(&self, given: &Config) -> anyhow::Result<Config> {
        let (listen, desk_listen, admin_listen) = (given.listen, given.desk_listen, given.admin_listen);
        if let Some(public) = [listen, desk_listen, admin_listen].into_iter().find(|address| !address.ip().is_loopback()) {
            bail!(
                "the demo listens on this machine only, not on {public}\nSet listen, desk_listen and admin_listen to 127.0.0.1 with a port."
            );
        }
        Ok(Config {
            database_url: format!("sqlite://{}", self.dir.join("madoguchi.db").display()),
            listen,
            desk_listen,
            admin_listen,
            base_url: address_of(listen)?,
            desk_base_url: address_of(desk_listen)?,
            mail_dir: self.dir.join("mail"),
            mail_from: "no-reply@example.jp".to_owned(),
            secret_file: self.dir.join("secret"),
            operator_name: "けんぽの窓口（デモ）".to_owned(),
            support: "これはデモです。実在の保険者や個人とは関係ありません。".to_owned(),
            ..Config::default()
        })
    }

    fn insurers(&self, operator: &Operator) -> [DemoInsurer; 2] {
        let people = self.people as usize;
        [
            DemoInsurer {
                code: "sakura",
                name: "さくら健康保険組合",
                number: "06139992",
                kind: InsurerKind::Kenpo,
                settings: &[
                    ("support_phone", "03-0000-0000"),
                    ("support_hours", "平日 9:00〜17:00"),
                    ("services", "costs, savings, advice, benefits, eligibility_notice"),
                    ("cost_visibility", "household"),
                    ("benefits_visibility", "household"),
                ],
                examples: roster::examples_of_sakura(operator.clock.today()),
                people: people - people / 3,
            },
            DemoInsurer {
                code: "kaede",
                name: "かえで共済組合",
                number: "31139991",
                kind: InsurerKind::Kyosai,
                settings: &[
                    ("support_phone", "06-0000-0000"),
                    ("support_hours", "平日 8:30〜17:15"),
                    ("password_policy", "modern"),
                    ("registrants", "all"),
                    ("kana_lenient", "true"),
                    ("show_roster_email", "full"),
                    ("services", "costs, eligibility_notice"),
                    ("cost_visibility", "household_with_consent"),
                ],
                examples: roster::examples_of_kaede(),
                people: people / 3,
            },
        ]
    }

    /// The insurer with its settings and its roster, read as an insurer's file is.
    async fn set_up(&self, installation: &Installation<'_>, insurer: &DemoInsurer) -> anyhow::Result<()> {
        let code = InsurerCode::parse(insurer.code)?;
        let named = InsurerCodeOrNumber::Code(code.clone());
        let wanted = &code;
        if installation.store.read(|work| async move { work.insurer_by_code(wanted.as_str()).await }).await?.is_none() {
            let number = InsurerNumber::parse(insurer.number)?;
            insurer::add(installation, &code, insurer.name, Some(&number), insurer.kind).await?;
            insurer::set(installation, &named, insurer.settings).await?;
        }
        let path = self.dir.join(format!("roster-{}.csv", insurer.code));
        let rows = roster::fill(&insurer.examples, insurer.people, self.seed);
        roster::write(&path, &rows).with_context(|| path.display().to_string())?;
        let request = ImportRequest {
            insurer: named,
            path: path.clone(),
            file_name: None,
            encoding: Encoding::default(),
            era: EraDigits::default(),
            mode: ImportMode::Full,
            dry_run: false,
            accept_moves: false,
            // Another number of people or another seed is another roster.
            allow_leavers: true,
            mapping: Vec::new(),
            report: None,
            approval: Approval::Waived,
            patience: PATIENCE,
            actor: Actor { kind: "command", name: installation.operator.actor.clone() },
        };
        let outcome = import(&installation.portal().await?.import_site(), &request, &mut |_| ()).await?;
        if !outcome.applied {
            bail!("{}: the roster was refused: {}", path.display(), serde_json::to_string(&outcome.errors)?);
        }
        let today = installation.operator.clock.today();
        let costs = self.dir.join(format!("costs-{}.csv", insurer.code));
        costs::write(&costs, &rows, today, self.seed).with_context(|| costs.display().to_string())?;
        bring(installation, insurer, StatementKind::Costs, costs).await?;
        if insurer.code == "sakura" {
            let savings = self.dir.join(format!("savings-{}.csv", insurer.code));
            statements::write_savings(&savings, &rows, today, self.seed).with_context(|| savings.display().to_string())?;
            bring(installation, insurer, StatementKind::Savings, savings).await?;
            let advice = self.dir.join(format!("advice-{}.csv", insurer.code));
            statements::write_advice(&advice, &rows, today).with_context(|| advice.display().to_string())?;
            bring(installation, insurer, StatementKind::Advice, advice).await?;
        }
        let benefits = self.dir.join(format!("benefits-{}.csv", insurer.code));
        benefits::write(&benefits, &insurer.examples, today).with_context(|| benefits.display().to_string())?;
        bring(installation, insurer, StatementKind::Benefits, benefits).await
    }
}

/// Statements of its people, read as an insurer's file is; those that are there stay as they are.
async fn bring(installation: &Installation<'_>, insurer: &DemoInsurer, kind: StatementKind, path: PathBuf) -> anyhow::Result<()> {
    let request = StatementRequest {
        kind,
        insurer: InsurerCodeOrNumber::Code(InsurerCode::parse(insurer.code)?),
        path: path.clone(),
        file_name: None,
        encoding: Encoding::default(),
        era: EraDigits::default(),
        mode: StatementMode::Add,
        release: None,
        dry_run: false,
        allow_removals: false,
        mapping: Vec::new(),
        report: None,
        patience: PATIENCE,
        actor: Actor { kind: "command", name: installation.operator.actor.clone() },
    };
    let outcome = import_statements(&installation.portal().await?.import_site(), &request, &mut |_| ()).await?;
    if !outcome.applied {
        bail!("{}: the file was refused: {}", path.display(), serde_json::to_string(&outcome.errors)?);
    }
    Ok(())
}

/// The notices, the first time.
async fn announce_all(installation: &Installation<'_>) -> anyhow::Result<()> {
    if !installation.store.read(|work| async move { work.announcements().await }).await?.is_empty() {
        return Ok(());
    }
    let today = installation.operator.clock.today();
    for (code, title, body) in notices::NOTICES {
        let insurer_id = match code {
            Some(code) => Some(installation.insurer(&InsurerCodeOrNumber::parse(code)?).await?.id),
            None => None,
        };
        let draft = Draft {
            insurer_id,
            title: title.to_owned(),
            body: body.to_owned(),
            audience: Audience::All,
            period: (today, None),
            mail: false,
            essential: false,
        };
        announce::add(installation, draft).await?;
    }
    Ok(())
}

fn address_of(listen: SocketAddr) -> anyhow::Result<Url> {
    Ok(Url::parse(&format!("http://localhost:{}", listen.port()))?)
}

/// Where everything is, and whom to try.
fn greet(config: &Config, insurers: &[DemoInsurer]) -> anyhow::Result<()> {
    let base = &config.base_url;
    output::say("けんぽの窓口のデモです。保険者も人もすべて架空です。")?;
    output::say(&format!("  初回登録       {base}portal/signup?insurer=sakura"))?;
    output::say(&format!("  ログイン       {base}portal/"))?;
    output::say(&format!("  届いたメール   {base}demo/mailbox"))?;
    output::say(&format!("  登録のご案内   {base}portal/guide?insurer=sakura\n"))?;
    let rows: Vec<[String; 6]> = insurers
        .iter()
        .flat_map(|insurer| insurer.examples.iter().map(|example| line(insurer.code, &example.row, example.shows)))
        .collect();
    output::table(["保険者指定コード", "記号", "番号", "生年月日", "氏名（カナ）", "どんな人か"], &rows)?;
    Ok(output::say("")?)
}

fn line(code: &str, row: &Row, shows: &str) -> [String; 6] {
    let birth = row.birth_date.strftime("%Y%m%d").to_string();
    [code.to_owned(), row.symbol.clone(), row.number.clone(), birth, row.kana_name.clone(), shows.to_owned()]
}
