//! `announce mail` and `announce paper`: how a notice reaches people.

use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path};

use anyhow::{Context, bail};
use madoguchi_rules::identifiers::InsurerCodeOrNumber;
use madoguchi_store::Work;
use serde_json::json;

use super::standing;
use crate::{
    announcements,
    commands::{
        Installation, WrongUsage,
        output::{self, Format},
    },
    exports::{self, Kind, Made, Purpose},
};

pub(super) async fn mail(installation: &Installation<'_>, id: i64) -> anyhow::Result<()> {
    let (operator, notice) = (installation.operator, standing(installation, id).await?);
    if !announcements::audience_of(&notice.audience)?.has_accounts() {
        bail!("nobody of the audience {} has an account to mail to\nSee: madoguchi announce paper --help", notice.audience);
    }
    let event = operator.event(operator.clock.now(), notice.insurer_id, "announcement.mailed", format!("announcement:{id}"), &json!({}));
    match announcements::mail(&installation.store, &notice, &event).await? {
        true => Ok(output::say(&format!("Notice {id} goes out by mail; the running server writes and sends the mails."))?),
        false => bail!("notice {id} went out by mail before; a notice is mailed once"),
    }
}

pub(super) async fn paper(
    installation: &Installation<'_>,
    id: i64,
    insurer: Option<&InsurerCodeOrNumber>,
    out: &Path,
    kind: Kind,
    purpose: &Purpose,
    format: Format,
) -> anyhow::Result<()> {
    let (operator, notice) = (installation.operator, standing(installation, id).await?);
    let named = installation.optional_insurer(insurer).await?;
    let Some(insurer_id) = notice.insurer_id.or(named) else {
        return Err(WrongUsage("the notice is the whole service's: name whose people with --insurer CODE".to_owned()).into());
    };
    if named.is_some_and(|named| named != insurer_id) {
        bail!("notice {id} is another insurer's");
    }
    let now = operator.clock.now();
    let mut made = announcements::paper::write(&installation.store, insurer_id, &notice, kind, operator.clock.today()).await?;
    let detail = exports::detail("announcement.paper", &made, purpose);
    let event = &operator.event(now, Some(insurer_id), "data.exported", format!("announcement:{id}"), &detail);
    installation.store.write(|work: Work| async move { work.record(event).await }).await?;
    save(&mut made, out).with_context(|| out.display().to_string())?;
    if format.json {
        return output::json(&json!({ "rows": made.rows, "unmappable": made.unmappable }));
    }
    output::say(&format!("Wrote the addresses of {} people to {}.", made.rows, out.display()))?;
    for one in &made.unmappable {
        output::say(&format!("line {}, {}: {} is not in CP932; 〓 stands for it", one.line, one.column, one.character))?;
    }
    Ok(())
}

/// Addresses are for their owner's eyes: a new file is readable by nobody else.
fn save(made: &mut Made, out: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(out)?;
    std::io::copy(&mut made.file, &mut file)?;
    file.sync_all()
}
