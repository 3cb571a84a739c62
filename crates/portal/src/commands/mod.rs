//! The command line: one file a subcommand. Exit status 0 done, 1 refused or failed, 2 wrong usage.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::config::ConfigError;

mod announce;
mod audit;
mod backup;
mod demo;
mod doctor;
mod guide;
mod installation;
mod insurer;
mod letters;
mod mail;
mod maintenance;
mod migrate;
pub mod output;
mod progress;
mod roster;
mod serve;
mod staff;
mod statements;
mod terms;
mod user;
mod values;

pub use installation::{Installation, Operator};

/// A command line that cannot be what was meant: exit status 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUsage(pub String);

/// Madoguchi (窓口): the member portal of health insurers.
#[derive(Parser)]
#[command(
    name = "madoguchi",
    version,
    arg_required_else_help = true,
    after_help = "The first ten minutes:\n  madoguchi migrate\n  madoguchi insurer add --code sakura --name さくら健康保険組合\n  \
                  madoguchi roster import --insurer sakura roster.csv --dry-run\n  \
                  madoguchi staff invite --insurer sakura --email hanako@example.jp --role manager\n  madoguchi serve\n\n\
                  Exit status: 0 done, 1 refused or failed (nothing half-done), 2 wrong usage."
)]
struct CommandLine {
    /// The configuration file [default: madoguchi.toml if it exists]; MADOGUCHI_<KEY> variables win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Who does it, for the audit trail [default: the operating system's user].
    #[arg(long, global = true, value_name = "NAME", value_parser = actor)]
    actor: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Demo(demo::Demo),
    Migrate(migrate::Migrate),
    Insurer(insurer::Insurer),
    Roster(roster::Roster),
    Costs(statements::Costs),
    Savings(statements::Savings),
    Advice(statements::Advice),
    Benefits(statements::Benefits),
    Staff(staff::Staff),
    Announce(announce::Announce),
    Terms(terms::Terms),
    Guide(guide::Guide),
    Letters(letters::Letters),
    Mail(mail::Mail),
    Maintenance(maintenance::Maintenance),
    Audit(audit::Audit),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Doctor(doctor::Doctor),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let line = match CommandLine::try_parse_from(arguments) {
        Ok(line) => line,
        Err(error) => {
            let status = if error.use_stderr() { 2 } else { 0 };
            return error.print().map_or(ExitCode::FAILURE, |()| ExitCode::from(status));
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(perform(line));
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(status) => status,
        Err(error) => report(&error),
    }
}

async fn perform(line: CommandLine) -> anyhow::Result<ExitCode> {
    let operator = Operator::new(line.config, line.actor);
    match line.command {
        Command::Serve(command) => command.run(&operator).await?,
        Command::Demo(command) => command.run(&operator).await?,
        Command::Migrate(command) => return command.run(&operator).await,
        Command::Insurer(command) => command.run(&operator).await?,
        Command::Roster(command) => return command.run(&operator).await,
        Command::Costs(command) => return command.run(&operator).await,
        Command::Savings(command) => return command.run(&operator).await,
        Command::Advice(command) => return command.run(&operator).await,
        Command::Benefits(command) => return command.run(&operator).await,
        Command::Staff(command) => command.run(&operator).await?,
        Command::Announce(command) => command.run(&operator).await?,
        Command::Terms(command) => command.run(&operator).await?,
        Command::Guide(command) => command.run(&operator).await?,
        Command::Letters(command) => return command.run(&operator).await,
        Command::Mail(command) => command.run(&operator).await?,
        Command::Maintenance(command) => command.run(&operator).await?,
        Command::Audit(command) => return command.run(&operator).await,
        Command::Backup(command) => command.run(&operator).await?,
        Command::Restore(command) => command.run(&operator).await?,
        Command::Doctor(command) => return command.run(&operator).await,
    }
    Ok(ExitCode::SUCCESS)
}

fn report(error: &anyhow::Error) -> ExitCode {
    let is_closed_pipe = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    if error.downcast_ref::<std::io::Error>().is_some_and(is_closed_pipe) {
        return ExitCode::SUCCESS;
    }
    output::complain(&format!("madoguchi: {}", sentence(error)));
    let is_usage = error.downcast_ref::<WrongUsage>().is_some() || error.downcast_ref::<ConfigError>().is_some();
    if is_usage { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// What went wrong and why in one line, and below it what to do. A cause that the line above it has told already is not repeated.
fn sentence(error: &anyhow::Error) -> String {
    let (mut why, mut remedies): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for cause in error.chain().map(ToString::to_string) {
        let (first, rest) = cause.split_once('\n').unwrap_or((&cause, ""));
        if !why.last().is_some_and(|above| above.contains(first)) {
            why.push(first.to_owned());
            remedies.extend(rest.lines().map(str::to_owned));
        }
    }
    [&[why.join(": ")], &remedies[..]].concat().join("\n")
}

fn actor(text: &str) -> Result<String, String> {
    let fits = !text.trim().is_empty() && text.chars().count() <= 100 && !text.chars().any(char::is_control);
    if fits { Ok(text.trim().to_owned()) } else { Err("expected a name of at most 100 characters".to_owned()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn an_error_is_told_once_with_its_cause_and_below_it_what_to_do() {
        let error = anyhow::anyhow!("locked").context("database: locked").context("a.db: in use\nStop the server.");
        assert_eq!(sentence(&error), "a.db: in use: database: locked\nStop the server.");
    }

    #[test]
    fn every_subcommand_has_an_example() {
        let mut left = vec![CommandLine::command()];
        while let Some(command) = left.pop() {
            if command.has_subcommands() {
                left.extend(command.get_subcommands().cloned());
            } else {
                let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains("Example") && help.contains("madoguchi "), "{} has no example", command.get_name());
            }
        }
    }
}
