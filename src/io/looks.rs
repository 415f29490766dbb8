//! What the first bytes of a file look like, for the message when no format fits.
//!
//! Input: the head of a file. Output: a code such as `zip`; the words stand in `assets/texts`.
//!
//! Deliberately not done: proving it. A wrong guess costs a sentence, never a result.

/// Signatures at the very start of a file, with the code of what they begin.
const SIGNATURES: [(&[u8], &str); 18] = [
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"SQLite format 3\0", "sqlite"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xFF\xD8\xFF", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"\x1F\x8B", "gzip"),
    (b"7z\xBC\xAF", "archive"),
    (b"Rar!", "archive"),
    (b"\0\0\x27\x0A", "shapefile"),
    (b"fgb\x03", "flatgeobuf"),
    (b"PAR1", "parquet"),
    (b"AC10", "dwg"),
    (b"\xD0\xCF\x11\xE0", "office"),
    (b"\x7FELF", "binary"),
];

/// The code of what a binary signature says the file is; `None` without a known signature.
#[must_use]
pub(super) fn signature(head: &[u8]) -> Option<&'static str> {
    SIGNATURES
        .iter()
        .find(|(bytes, _)| head.starts_with(bytes))
        .map(|(_, code)| *code)
}

/// The code of what the head of a file looks like; `binary` or `text` when nothing better is known.
#[must_use]
pub(super) fn looks_like(head: &[u8]) -> &'static str {
    if let Some(code) = signature(head) {
        return code;
    }
    if is_utf16(head) {
        return "utf16";
    }
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let starts = |with: &[u8]| {
        text.get(..with.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(with))
    };
    if starts(b"<!doctype html") || starts(b"<html") {
        "html"
    } else if starts(b"<") {
        "xml"
    } else if starts(b"{") || starts(b"[") {
        "json"
    } else if starts(b"[\xCA\xF4\xD0\xD4") || starts("[属性描述]".as_bytes()) {
        "boundary-points"
    } else if starts(b"0\r\nSECTION") || starts(b"0\nSECTION") {
        "dxf"
    } else if is_control_heavy(head) {
        "binary"
    } else {
        "text"
    }
}

/// Whether the bytes are UTF-16: by their byte order mark, or by a first ASCII character beside a
/// zero byte.
#[must_use]
pub(super) fn is_utf16(head: &[u8]) -> bool {
    match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [first, 0, ..] | [0, first, ..] => first.is_ascii_graphic() || first.is_ascii_whitespace(),
        _ => false,
    }
}

fn is_control_heavy(head: &[u8]) -> bool {
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A | 0x1E);
    head.iter().filter(control).count() * 50 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_files_are_named() {
        assert_eq!(looks_like(b"PK\x03\x04rest"), "zip");
        assert_eq!(looks_like(b"\xEF\xBB\xBF  <?xml version"), "xml");
        assert_eq!(looks_like(b" <!DOCTYPE html><p>"), "html");
        assert_eq!(looks_like(b"{\0\"\0"), "utf16");
        assert_eq!(looks_like(b"\x01\x02\x03\x04abc"), "binary");
        assert_eq!(looks_like("地块,面积".as_bytes()), "text");
    }
}
