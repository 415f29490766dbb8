//! The encoding of an XML text.
//!
//! Meaning: a byte order mark decides, then the declaration (XML 1.0, clause 4.3.3), then what the bytes look
//! like. A declaration that the bytes contradict is not believed: files in GBK that call themselves UTF-8 are
//! common, and so is `utf-16` over a text that was saved as UTF-8.

use super::super::encoding::{Decoded, Encoding, decode_text};
use crate::layer::{Note, Place, Severity};

/// Bytes in which a declaration stands.
const DECLARATION_BYTES: usize = 256;

/// The text, and what there is to tell about it.
pub(super) fn decode(bytes: &[u8], given: Option<Encoding>) -> (String, Vec<Note>) {
    let declared = given.is_none().then(|| declared(bytes)).flatten();
    let Some(label) = declared else {
        return told(decode_text(bytes, given), None);
    };
    // A declaration that can be read byte by byte is not in UTF-16.
    let encoding = Encoding::of_label(&label)
        .filter(|encoding| ![Encoding::UTF_16LE, Encoding::UTF_16BE].contains(encoding));
    let by_label = encoding.map(|encoding| decode_text(bytes, Some(encoding)));
    match by_label {
        Some(decoded) if decoded.replaced == 0 => told(decoded, None),
        Some(damaged) => {
            let detected = decode_text(bytes, None);
            if detected.replaced == 0 {
                told(detected, Some(label))
            } else {
                told(damaged, None)
            }
        }
        None => told(decode_text(bytes, None), Some(label)),
    }
}

/// `contradicted` is the label of a declaration that was not believed.
fn told(decoded: Decoded, contradicted: Option<String>) -> (String, Vec<Note>) {
    let mut notes = decoded.notes();
    if decoded.had_bom && decoded.encoding == Encoding::UTF_8 {
        notes.push(Note::new("note-bom", Severity::Info, Place::default()));
    }
    if let Some(label) = contradicted {
        let note = Note::new("note-xml-encoding", Severity::Warning, Place::default());
        notes.push(note.with("declared", label).with("encoding", decoded.encoding));
    }
    (decoded.text, notes)
}

/// The label in the declaration of a text whose first characters are ASCII, without a byte order mark.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value[1..].split(quote).next()?.trim();
    (!label.is_empty()).then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(notes: &[Note]) -> Vec<&'static str> {
        notes.iter().map(|note| note.code).collect()
    }

    #[test]
    fn the_declaration_is_believed_when_the_bytes_agree() {
        let (gbk, _) = Encoding::GBK.encode("<?xml version='1.0' encoding='GB2312'?><a>永久基本农田</a>");
        let (text, notes) = decode(&gbk, None);
        assert!(text.contains("永久基本农田"), "{text}");
        assert!(!codes(&notes).contains(&"note-xml-encoding"));
        let utf8 = "<?xml version=\"1.0\" encoding = \"utf-8\" ?><a>甲</a>";
        assert_eq!(decode(utf8.as_bytes(), None), (utf8.to_owned(), Vec::new()));
    }

    #[test]
    fn a_declaration_that_the_bytes_contradict_is_noted() {
        let text = "<?xml version='1.0' encoding='UTF-8'?><a>江西省南昌市永久基本农田保护地块</a>";
        let (gbk, _) = Encoding::GBK.encode(text);
        let (read, notes) = decode(&gbk, None);
        assert_eq!(read, text);
        assert!(codes(&notes).contains(&"note-xml-encoding"));
        let utf16 = "<?xml version='1.0' encoding='utf-16'?><a>甲</a>";
        let (read, notes) = decode(utf16.as_bytes(), None);
        assert_eq!((read.as_str(), codes(&notes)), (utf16, vec!["note-xml-encoding"]));
    }

    #[test]
    fn marks_and_real_utf_16_are_read() {
        let text = "<?xml version='1.0' encoding='utf-16'?><a>甲</a>";
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&bytes, None).0, text);
        let with_mark = format!("\u{FEFF}{text}");
        assert_eq!(decode(with_mark.as_bytes(), None).0, text);
    }
}
