//! Files of statements as an insurer brings them.

use jiff::civil::Date;
use madoguchi_rules::{dates::EraDigits, identifiers::InsurerCodeOrNumber, statements::StatementKind};
use madoguchi_testkit::people::{INSURER, Person};

use super::Story;
use crate::imports::{
    roster::Actor,
    statements::{StatementMode, StatementRequest, import},
    table::Encoding,
};

/// A line: whose, of which month, and the rest.
pub type Line<'a> = (&'a Person, &'a str, &'a str);

impl Story {
    /// Brings lines of a kind, each after the person's own items, released today or on this day. `header` names the columns of the rest.
    pub async fn bring(&self, kind: StatementKind, header: &str, lines: &[Line<'_>], release: Option<Date>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("{kind}.csv"));
        let line = |(person, month, rest): &Line<'_>| {
            let birth = person.birth_date.replace('-', "");
            format!("{},{},{},{},{birth},{month},{rest}", person.symbol, person.number, person.branch, person.kana_name)
        };
        let head = format!("記号,番号,枝番,氏名カナ,生年月日,診療年月,{header}");
        let file: Vec<String> = [head].into_iter().chain(lines.iter().map(line)).collect();
        std::fs::write(&path, file.join("\r\n")).unwrap();
        let request = StatementRequest {
            kind,
            insurer: InsurerCodeOrNumber::parse(INSURER).unwrap(),
            path,
            file_name: None,
            encoding: Encoding::Auto,
            era: EraDigits::Receipt,
            mode: StatementMode::Add,
            release,
            dry_run: false,
            allow_removals: false,
            mapping: Vec::new(),
            report: None,
            patience: std::time::Duration::ZERO,
            actor: Actor { kind: "command", name: "story".to_owned() },
        };
        let outcome = import(&self.portal.import_site(), &request, &mut |_| {}).await.unwrap();
        assert!(outcome.applied, "{outcome:?}");
    }
}
