//! `madoguchi guide`: the printable first-login guide of an insurer.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use madoguchi_documents::guide::first_login_guide;
use madoguchi_rules::identifiers::InsurerCodeOrNumber;

use super::{Operator, installation::insurer_code, output};
use crate::{fault::Fault, web::language::Language};

/// Writes the first-login guide of an insurer as PDF (A4), with its code, addresses, QR code and rules.
#[derive(Args)]
#[command(after_help = "Example:\n  madoguchi guide --insurer sakura --out first-login-guide.pdf")]
pub struct Guide {
    /// The insurer.
    #[arg(long, value_parser = insurer_code, value_name = "CODE")]
    insurer: InsurerCodeOrNumber,
    /// Where to write it; a file that is there is replaced.
    #[arg(long, value_name = "FILE.pdf")]
    out: PathBuf,
}

impl Guide {
    /// Runs the command.
    ///
    /// # Errors
    /// When there is no such insurer, or the file cannot be written.
    pub async fn run(&self, operator: &Operator) -> anyhow::Result<()> {
        let installation = operator.installation().await?;
        let insurer = installation.insurer(&self.insurer).await?;
        let id = insurer.id;
        let settings = installation.store.read(|work| async move { crate::insurer::settings(&work, id).await }).await?;
        let content =
            crate::guide::content(&installation.config, &insurer, &settings, operator.clock.today(), Language::Japanese { asked: false });
        let pdf = tokio::task::spawn_blocking(move || first_login_guide(&content)).await.map_err(Fault::from)??;
        let unfinished = self.out.with_extension("pdf.unfinished");
        let write = || std::fs::write(&unfinished, &pdf).and_then(|()| std::fs::rename(&unfinished, &self.out));
        write().with_context(|| self.out.display().to_string())?;
        Ok(output::say(&format!("Wrote {} ({} KiB).", self.out.display(), pdf.len().div_ceil(1024)))?)
    }
}
