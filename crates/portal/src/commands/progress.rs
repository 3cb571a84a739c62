//! How long work is shown: a bar on a terminal, plain lines elsewhere; on standard error, so that `--json` stays clean.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::complain;
use crate::imports::roster::Progress;

/// Shows how far long work is.
pub struct Display {
    is_terminal: bool,
    /// Of this step, on a terminal.
    bar: Option<ProgressBar>,
    step: &'static str,
    tenth: u64,
}

/// What is counted.
#[derive(Clone, Copy)]
enum Unit {
    Byte,
    Piece,
}

impl Display {
    /// A display for this process's standard error.
    pub fn new() -> Display {
        Display { is_terminal: std::io::stderr().is_terminal(), bar: None, step: "", tenth: 0 }
    }

    /// Shows how far an import is.
    pub fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Reading { done, total } => self.advance("reading", Unit::Byte, done, total),
            Progress::Waiting => self.step("waiting for another import of this insurer", 0, 0),
            Progress::Comparing => self.step("comparing", 0, 0),
            Progress::Writing { done, total } => self.step("writing", done, total),
        }
    }

    /// Shows how far a step is: so many rows or letters done of all (0: nobody knows).
    pub fn step(&mut self, step: &'static str, done: u64, total: u64) {
        self.advance(step, Unit::Piece, done, total);
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn advance(&mut self, step: &'static str, unit: Unit, done: u64, total: u64) {
        let is_new = step != self.step;
        self.step = step;
        if self.is_terminal {
            if is_new {
                self.clear();
                self.bar = Some(bar(step, unit, total));
            }
            if let Some(bar) = &self.bar {
                bar.set_position(done);
            }
            return;
        }
        let tenth = (done * 10).checked_div(total).unwrap_or(0);
        if is_new || tenth > self.tenth {
            let share = if total > 0 { format!(" {}%", tenth * 10) } else { String::new() };
            complain(&format!("{step}{share}"));
        }
        self.tenth = tenth;
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.clear();
    }
}

/// The bar of a step, which draws nothing before it knows of how much it is.
fn bar(step: &'static str, unit: Unit, total: u64) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(10);
    ProgressBar::with_draw_target(Some(total), target).with_style(style(unit, total > 0)).with_message(step)
}

fn style(unit: Unit, has_length: bool) -> ProgressStyle {
    let template = match (has_length, unit) {
        (true, Unit::Byte) => "{msg:10} {wide_bar} {decimal_bytes}/{decimal_total_bytes} {percent:>3}% {eta}",
        (true, Unit::Piece) => "{msg:10} {wide_bar} {human_pos}/{human_len} {percent:>3}% {eta}",
        (false, _) => "{msg:10} {spinner} {elapsed}",
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
