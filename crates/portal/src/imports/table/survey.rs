//! The first look through a file: size, hash, kind and encoding.

use std::io::Read;

use sha2::{Digest, Sha256};

use super::{
    TableError,
    encoding::{Decided, Encoding},
};
use crate::imports::RowProblem;

/// What the first look through a file told.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The file's size.
    pub bytes: u64,
    /// The file's SHA-256.
    pub sha256: [u8; 32],
    pub(super) content: Content,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    /// Text, from byte `skip` on.
    Text {
        encoding: Decided,
        skip: u64,
    },
    Sheet,
}

const UTF8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

impl Survey {
    pub(super) fn of(mut file: impl Read, wanted: Encoding) -> Result<Survey, TableError> {
        let mut hash = Sha256::new();
        let mut utf8 = Utf8Watch::default();
        let (mut bytes, mut start) = (0, Vec::new());
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = file.read(&mut buffer)?;
            let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
            if start.len() < 8 {
                start.extend(part.iter().take(8));
            }
            bytes += part.len() as u64;
            hash.update(part);
            utf8.watch(part);
        }
        let content = content(&start, wanted, utf8.is_utf8())?;
        Ok(Survey { bytes, sha256: hash.finalize().into(), content })
    }

    /// Whether it is a workbook; its position counts rows, not bytes.
    pub fn is_sheet(&self) -> bool {
        matches!(self.content, Content::Sheet)
    }
}

fn content(start: &[u8], wanted: Encoding, is_utf8: bool) -> Result<Content, TableError> {
    let refuse = |problem: &str, remedy: &str| Err(TableError::Refused(RowProblem::of_file(problem, remedy)));
    match start {
        [] => refuse("ファイルが空です。", "見出しの行と、1行以上のデータがあるファイルを指定してください。"),
        [b'P', b'K', 3, 4, ..] => Ok(Content::Sheet),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => refuse(
            "古い形式（.xls）またはパスワード付きのExcelファイルです。",
            "パスワードを外して、Excelブック（.xlsx）かCSVで保存し直してください。",
        ),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => refuse("文字コードがUTF-16です。", "UTF-8またはCP932（Shift_JIS）で保存し直してください。"),
        _ => {
            let has_mark = start.starts_with(UTF8_MARK);
            let encoding = match wanted {
                Encoding::Utf8 => Decided::Utf8,
                Encoding::Cp932 => Decided::Cp932,
                Encoding::Auto if has_mark || is_utf8 => Decided::Utf8,
                Encoding::Auto => Decided::Cp932,
            };
            Ok(Content::Text { encoding, skip: if has_mark { 3 } else { 0 } })
        }
    }
}

/// Whether a stream is UTF-8, or began as UTF-8 with Japanese in it before it broke: then the break is to be told as one.
#[derive(Default)]
struct Utf8Watch {
    rest: Vec<u8>,
    has_japanese: bool,
    is_broken: bool,
}

impl Utf8Watch {
    fn watch(&mut self, part: &[u8]) {
        if self.is_broken {
            return;
        }
        if self.rest.is_empty() && part.is_ascii() {
            return;
        }
        self.rest.extend_from_slice(part);
        let bytes = std::mem::take(&mut self.rest);
        match std::str::from_utf8(&bytes) {
            Ok(text) => self.note(text),
            Err(error) => {
                let (good, rest) = bytes.split_at(error.valid_up_to());
                self.note(std::str::from_utf8(good).unwrap_or_default());
                match error.error_len() {
                    None => self.rest = rest.to_vec(),
                    Some(_) => self.is_broken = true,
                }
            }
        }
    }

    fn note(&mut self, text: &str) {
        self.has_japanese = self.has_japanese || text.bytes().any(|byte| matches!(byte, 0xe3..=0xe9));
    }

    fn is_utf8(&self) -> bool {
        self.has_japanese || (!self.is_broken && self.rest.is_empty())
    }
}
