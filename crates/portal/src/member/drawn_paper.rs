//! The papers that show 記号 and 番号, drawn: on the first step of 初回登録 and in the guide.

use madoguchi_documents::papers::{self, Paper};

use crate::web::language::Language;

/// A paper with its drawing, as a page shows it.
pub struct DrawnPaper {
    /// What the paper calls itself, which is Japanese.
    pub name: &'static str,
    /// What that means, on English pages.
    pub meaning: Option<&'static str>,
    /// Who has it, or how to open it.
    pub hint: &'static str,
    /// The drawing.
    pub svg: String,
}

impl DrawnPaper {
    /// All papers, the most common first.
    pub fn all(language: Language) -> Vec<DrawnPaper> {
        let language = language.of_documents();
        let drawn = |paper: Paper| DrawnPaper {
            name: paper.name(),
            meaning: paper.meaning(language),
            hint: paper.hint(language),
            svg: papers::svg(paper, language),
        };
        Paper::ALL.into_iter().map(drawn).collect()
    }
}
