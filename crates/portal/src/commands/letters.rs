//! `madoguchi letters`: 初回登録コード by post, as letters to print or as a file for a printing house.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use madoguchi_rules::{
    audience::Audience,
    english::InEnglish,
    identifiers::{Branch, InsurerCodeOrNumber, Number, Symbol},
    settings::SignupProof,
};
use madoguchi_store::letters::LetterBatch;
use serde::Serialize;

use super::{
    Operator, WrongUsage,
    installation::insurer_code,
    output::{self, Format},
    progress::Display,
};
use crate::{
    clock::in_tokyo,
    imports::roster::Actor,
    letters::{self, CAUTION, IssueOutcome, IssueRequest, LETTERS_A_PDF, NO_ADDRESS, Whom},
};

/// How many who are left out are printed for people; `--json` has all.
const SHOWN: usize = 20;
/// How many batches are listed.
const BATCHES: i64 = 200;

/// Issues letters with 初回登録コード, and lists what became of them.
#[derive(Args)]
pub struct Letters {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Makes the letters of everybody who may register, has not, and has no code that is good still. The codes stand in clear in the file
    /// and nowhere else; they are good for 21 days, once.
    #[command(after_help = "Examples:\n  madoguchi letters issue --insurer sakura --out letters.csv --dry-run\n  \
                            madoguchi letters issue --insurer sakura --out letters.pdf\n  \
                            madoguchi letters issue --insurer sakura --symbol 12 --number 00001 --out letter.pdf")]
    Issue(Box<Issue>),
    /// Lists the letters that were issued, by batch, the newest first.
    #[command(after_help = "Example:\n  madoguchi letters list --insurer sakura --json")]
    List {
        /// The insurer.
        #[arg(long, value_parser = insurer_code, value_name = "CODE")]
        insurer: InsurerCodeOrNumber,
        #[command(flatten)]
        format: Format,
    },
}

#[derive(Args)]
struct Issue {
    /// The insurer.
    #[arg(long, value_parser = insurer_code, value_name = "CODE")]
    insurer: InsurerCodeOrNumber,
    /// Where to write: .csv for a printing house, .pdf for A4 letters (more than 250 go to FILE-1.pdf, FILE-2.pdf …). A file that is there
    /// is never replaced.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Tell how many letters there would be and who is left out, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Also to those who have a code that is good still; it ends.
    #[arg(long)]
    again: bool,
    /// Only to these: not-registered, symbols=11,12, ages=40-74.
    #[arg(long, value_parser = audience, value_name = "WHOM", default_value = "not-registered", conflicts_with = "number")]
    audience: Audience,
    /// Why, for the list of batches and the trail.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Only to who has this 番号, even if they have a code.
    #[arg(long, value_name = "番号")]
    number: Option<String>,
    /// The 記号 that goes with --number; none when the card shows none.
    #[arg(long, value_name = "記号", requires = "number")]
    symbol: Option<String>,
    /// Of those only the one with this 枝番.
    #[arg(long, value_name = "枝番", requires = "number")]
    branch: Option<String>,
    #[command(flatten)]
    format: Format,
}

/// A batch as `--json` shows it.
#[derive(Serialize)]
struct Shown {
    /// As text: it is larger than what JSON readers in JavaScript can hold.
    batch: String,
    issued_at: String,
    issued_by: String,
    reason: String,
    letters: i64,
    used: i64,
    valid_until: String,
}

impl Letters {
    /// Runs the command.
    ///
    /// # Errors
    /// [`WrongUsage`] for a file of another kind or an unreadable number; what [`letters::issue`] refuses.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<ExitCode> {
        match &self.action {
            Action::Issue(issue) => issue.run(operator).await?,
            Action::List { insurer, format } => list(operator, insurer, *format).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Issue {
    async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let kind = letters::Format::of(&self.out)
            .ok_or_else(|| WrongUsage(format!("{}: expected a name that ends in .csv or .pdf", self.out.display())))?;
        let whom = self.whom()?;
        let installation = operator.installation().await?;
        let insurer = installation.insurer(&self.insurer).await?;
        let portal = installation.portal().await?;
        let id = insurer.id;
        let settings = installation.store.read(|work| async move { crate::insurer::settings(&work, id).await }).await?;
        let is_asked_for = settings.signup_proof == SignupProof::Letter;
        let request = IssueRequest {
            insurer,
            settings,
            whom,
            most: None,
            again: self.again,
            out: self.out.clone(),
            format: kind,
            only_due: false,
            lists: usize::MAX,
            dry_run: self.dry_run,
            by: Actor { kind: "command", name: operator.actor.clone() },
            reason: self.reason.trim().to_owned(),
        };
        let mut display = Display::new();
        let outcome = letters::issue(&portal, &request, &mut |done, total| display.step("writing", done, total)).await?;
        drop(display);
        match self.format.json {
            true => output::json(&outcome),
            false => Ok(self.tell(&outcome, is_asked_for)?),
        }
    }

    fn whom(&self) -> Result<Whom, WrongUsage> {
        let Some(number) = &self.number else { return Ok(Whom::Audience(self.audience.clone())) };
        let wrong = |error: madoguchi_rules::identifiers::IdentifierError| WrongUsage(error.in_english());
        let symbol = Symbol::parse(self.symbol.as_deref().unwrap_or_default()).map_err(wrong)?;
        let number = Number::parse(number).map_err(wrong)?;
        let branch = Branch::parse(self.branch.as_deref().unwrap_or_default()).map_err(wrong)?;
        Ok(Whom::Number {
            symbol: symbol.as_ref().map_or("", Symbol::loose_key).to_owned(),
            number: number.loose_key().to_owned(),
            branch: branch.map(|branch| branch.as_str().to_owned()),
        })
    }

    fn tell(&self, outcome: &IssueOutcome, is_asked_for: bool) -> std::io::Result<()> {
        match (outcome.issued, self.dry_run) {
            (true, _) => output::say(&format!("Issued {} letters, good until the end of {}.", outcome.letters, outcome.valid_until))?,
            (false, true) => output::say(&format!("Dry run, nothing changed: there would be {} letters.", outcome.letters))?,
            (false, false) => output::say("Nobody is due a letter; nothing was written.")?,
        }
        let IssueOutcome { registered, not_entitled, with_code, .. } = outcome;
        output::say(&format!(
            "  passed over: {registered} registered, {not_entitled} not eligible or not among those who may register, {with_code} with a code that is good still"
        ))?;
        for file in &outcome.files {
            output::say(&format!("  {}", file.display()))?;
        }
        if outcome.files.len() > 1 {
            output::say(&format!("  at most {LETTERS_A_PDF} letters in each file"))?;
        }
        if outcome.issued {
            output::say("The codes stand in clear in the file and nowhere else: delete it when the letters are posted.")?;
            if !is_asked_for {
                output::say(
                    "signup_proof is not letter, so sign-up does not ask for the code; it is taken at the address that the letter names.",
                )?;
            }
        }
        tell_left_out(outcome, NO_ADDRESS, "have no address on the roster and get no letter")?;
        tell_left_out(
            outcome,
            CAUTION,
            "are marked (支援措置, 開示注意) and get no letter; once it is clear where it may go, name the one person by --number and --branch",
        )
    }
}

/// Lists who gets no letter for this reason.
fn tell_left_out(outcome: &IssueOutcome, reason: &str, words: &str) -> std::io::Result<()> {
    let count = outcome.left_out_for(reason).count();
    if count > 0 {
        output::say(&format!("{count} people {words}:"))?;
    }
    for person in outcome.left_out_for(reason).take(SHOWN) {
        output::say(&format!("  {} {} {} {}", person.symbol, person.number, person.branch, person.kana_name))?;
    }
    match count.checked_sub(SHOWN) {
        None | Some(0) => Ok(()),
        Some(more) => output::say(&format!("  … and {more} more; --json lists all")),
    }
}

/// An audience of people without an account.
fn audience(text: &str) -> Result<Audience, String> {
    let audience: Audience = text.parse().map_err(|error: madoguchi_rules::audience::AudienceError| error.in_english())?;
    match audience.has_unregistered() {
        true => Ok(audience),
        false => Err("letters go to people without an account: not-registered, symbols=11,12, ages=40-74".to_owned()),
    }
}

async fn list(operator: &Operator, insurer: &InsurerCodeOrNumber, format: Format) -> anyhow::Result<()> {
    let installation = operator.installation().await?;
    let id = installation.insurer(insurer).await?.id;
    let batches = installation.store.read(|work| async move { work.letter_batches_before(id, i64::MAX, BATCHES).await }).await?;
    let shown: Vec<Shown> = batches.into_iter().map(shown).collect();
    if format.json {
        return output::json(&shown);
    }
    let row = |batch: Shown| {
        [batch.batch, batch.issued_at, batch.valid_until, batch.letters.to_string(), batch.used.to_string(), batch.issued_by, batch.reason]
    };
    let rows: Vec<[String; 7]> = shown.into_iter().map(row).collect();
    Ok(output::table(["BATCH", "ISSUED", "VALID UNTIL", "LETTERS", "USED", "BY", "REASON"], &rows)?)
}

fn shown(batch: LetterBatch) -> Shown {
    Shown {
        batch: batch.id.to_string(),
        issued_at: in_tokyo(batch.issued_at.timestamp()).strftime("%Y-%m-%d %H:%M").to_string(),
        issued_by: batch.issued_by,
        reason: batch.reason,
        letters: batch.letters,
        used: batch.used,
        valid_until: letters::last_day(batch.expires_at.timestamp()).to_string(),
    }
}
