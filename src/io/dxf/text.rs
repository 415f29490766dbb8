//! Texts of a drawing.
//!
//! Meaning: from release 2007 on (`$ACADVER` AC1021) a DXF is UTF-8; before, its bytes are in the code page that
//! `$DWGCODEPAGE` names, ANSI_936 (GBK) for a Chinese drawing. Many files say one thing and hold another, so what is
//! said is held against the bytes. Beside this, `\U+XXXX` stands for a character, and `\M+nXXXX` for one of an Asian
//! code page.
//!
//! Input: bytes of names and values. Output: text; what could not be decoded is counted.

use std::cell::Cell;

use super::super::encoding::{Encoding, decode_text, detect_encoding};
use crate::layer::{Note, Place, Severity};

/// Bytes of text beyond ASCII that are looked at to tell the encoding.
pub(super) const SAMPLE_LIMIT: usize = 256 << 10;

/// First release whose files are UTF-8.
const UTF_8_SINCE: &str = "AC1021";

/// Decodes texts.
#[derive(Debug)]
pub(super) struct Texts {
    encoding: Encoding,
    /// Texts with places that could not be decoded.
    damaged: Cell<u64>,
    notes: Vec<Note>,
}

impl Texts {
    /// Texts of a file with these marks. `sample` holds its lines beyond ASCII.
    pub fn new(
        version: Option<&str>,
        code_page: Option<&str>,
        sample: &[u8],
        given: Option<Encoding>,
    ) -> Self {
        let (encoding, notes) =
            given.map_or_else(|| choose(version, code_page, sample), |given| (given, Vec::new()));
        Self {
            encoding,
            damaged: Cell::new(0),
            notes,
        }
    }

    /// The text of bytes.
    pub fn decode(&self, bytes: &[u8]) -> String {
        let text = if bytes.is_ascii() {
            String::from_utf8_lossy(bytes).into_owned()
        } else {
            let decoded = decode_text(bytes, Some(self.encoding));
            if decoded.replaced > 0 {
                self.damaged.set(self.damaged.get() + 1);
            }
            decoded.text
        };
        if text.contains("\\U+") || text.contains("\\M+") {
            unescape(&text)
        } else {
            text
        }
    }

    /// What is to be told about the encoding.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = self.notes.clone();
        if self.damaged.get() > 0 {
            let note = Note::new("note-dxf-text-damaged", Severity::Warning, Place::default());
            notes.push(
                note.with("count", self.damaged.get())
                    .with("encoding", self.encoding),
            );
        }
        notes
    }
}

fn choose(version: Option<&str>, code_page: Option<&str>, sample: &[u8]) -> (Encoding, Vec<Note>) {
    let declared = if version.is_some_and(|version| version >= UTF_8_SINCE) {
        Some(Encoding::UTF_8)
    } else {
        code_page.and_then(Encoding::of_label)
    };
    if sample.is_empty() {
        return (declared.unwrap_or(Encoding::UTF_8), Vec::new());
    }
    let best = detect_encoding(sample)[0];
    let replaced = declared.map(|declared| decode_text(sample, Some(declared)).replaced);
    // A text that is UTF-8 is hardly ever anything else; a page of single bytes fits any bytes.
    let is_doubtful = match declared {
        None => true,
        Some(declared) if best.encoding == declared => false,
        Some(declared) => {
            replaced != Some(0)
                || (best.is_certain && (best.encoding == Encoding::UTF_8 || !is_asian(declared)))
        }
    };
    let note = |code, severity, encoding: Encoding| {
        Note::new(code, severity, Place::default()).with("encoding", encoding)
    };
    match declared {
        Some(declared) if !is_doubtful => (declared, Vec::new()),
        Some(declared) => {
            let differs = note("note-dxf-encoding", Severity::Warning, best.encoding);
            (best.encoding, vec![differs.with("declared", declared)])
        }
        None if best.is_certain => {
            let found = note("note-encoding-found", Severity::Info, best.encoding);
            (best.encoding, vec![found])
        }
        None => {
            let guessed = note("note-encoding-guessed", Severity::Warning, best.encoding);
            (best.encoding, vec![guessed])
        }
    }
}

/// Whether an encoding has characters of several bytes, so that bytes can speak against it.
fn is_asian(encoding: Encoding) -> bool {
    [
        Encoding::GBK,
        Encoding::GB18030,
        Encoding::BIG5,
        Encoding::SHIFT_JIS,
        Encoding::EUC_KR,
        Encoding::UTF_8,
    ]
    .contains(&encoding)
}

/// Puts the characters that escapes stand for in their place; what is no escape stays.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((c, length)) = escape(rest) {
            plain.push_str(&c);
            rest = &rest[length..];
        } else {
            plain.push('\\');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

/// The character of the escape at the front, and the escape's length.
fn escape(text: &str) -> Option<(String, usize)> {
    let hex = |from: usize| u16::from_str_radix(text.get(from..from + 4)?, 16).ok();
    if text.starts_with("\\U+") {
        let unit = hex(3)?;
        // A character beyond the basic plane is written as two escapes.
        if (0xD800..0xDC00).contains(&unit) && text.get(7..10) == Some("\\U+") {
            let pair = [unit, hex(10)?];
            return Some((String::from_utf16(&pair).ok()?, 14));
        }
        return Some((char::from_u32(u32::from(unit))?.to_string(), 7));
    }
    if text.starts_with("\\M+") {
        let encoding = match text.as_bytes().get(3)? {
            b'1' => Encoding::SHIFT_JIS,
            b'2' => Encoding::BIG5,
            b'3' => Encoding::EUC_KR,
            b'5' => Encoding::GBK,
            _ => return None,
        };
        let decoded = decode_text(&hex(4)?.to_be_bytes(), Some(encoding));
        return (decoded.replaced == 0).then_some((decoded.text, 8));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbk(text: &str) -> Vec<u8> {
        Encoding::GBK.encode(text).0
    }

    #[test]
    fn escapes_become_characters() {
        assert_eq!(unescape(r"\U+5B97\U+5730 1\2 \U+zzzz"), r"宗地 1\2 \U+zzzz");
        assert_eq!(unescape(r"\M+5D7DA\M+9D7DA"), r"宗\M+9D7DA");
        assert_eq!(unescape(r"\U+D842\U+DFB7"), "𠮷");
    }

    #[test]
    fn what_a_file_says_is_held_against_its_bytes() {
        let chinese = "界址线 宗地 权属界线 永久基本农田 生态保护红线 行政区界线";
        let read = |version, page, bytes: &[u8]| {
            let texts = Texts::new(version, page, bytes, None);
            let codes: Vec<_> = texts.notes().iter().map(|note| note.code).collect();
            (texts.decode(bytes), codes)
        };
        let (right, wrong) = (Vec::<&str>::new(), vec!["note-dxf-encoding"]);
        let ours = |text: &str, codes: &Vec<&'static str>| (text.to_owned(), codes.clone());
        assert_eq!(
            read(Some("AC1015"), Some("ANSI_936"), &gbk(chinese)),
            ours(chinese, &right)
        );
        assert_eq!(
            read(Some("AC1021"), Some("ANSI_936"), chinese.as_bytes()),
            ours(chinese, &right)
        );
        assert_eq!(
            read(Some("AC1015"), Some("ANSI_1252"), &gbk(chinese)),
            ours(chinese, &wrong)
        );
        assert_eq!(read(Some("AC1024"), None, &gbk(chinese)), ours(chinese, &wrong));
        assert_eq!(
            read(Some("AC1018"), Some("ANSI_936"), chinese.as_bytes()),
            ours(chinese, &wrong)
        );
        assert_eq!(read(None, None, chinese.as_bytes()).0, chinese);
        assert_eq!(read(None, Some("nonsense"), &gbk(chinese)).0, chinese);
    }
}
