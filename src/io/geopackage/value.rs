//! Attribute values as JSON texts.

use std::io::Write as _;

use rusqlite::types::ValueRef;

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It stands there as it was.
    AsItWas,
    /// It is text that is not UTF-8; null stands there.
    NotUtf8,
    /// It is infinite; null stands there.
    NotFinite,
    /// It is binary; nothing stands there.
    Blob,
}

/// Appends a value: numbers with as many digits as tell them apart, text as a string.
pub(super) fn write_json(text: &mut Vec<u8>, value: ValueRef<'_>) -> Written {
    match value {
        ValueRef::Null => text.extend_from_slice(b"null"),
        ValueRef::Integer(number) => {
            // Writing into a vector cannot fail.
            let _ = write!(text, "{number}");
        }
        ValueRef::Real(number) => {
            let Some(number) = serde_json::Number::from_f64(number) else {
                text.extend_from_slice(b"null");
                return Written::NotFinite;
            };
            let _ = write!(text, "{number}");
        }
        ValueRef::Text(bytes) => {
            let Ok(string) = std::str::from_utf8(bytes) else {
                text.extend_from_slice(b"null");
                return Written::NotUtf8;
            };
            write_string(text, string);
        }
        ValueRef::Blob(_) => return Written::Blob,
    }
    Written::AsItWas
}

fn write_string(text: &mut Vec<u8>, string: &str) {
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    // Without an early end the loop works on several bytes at once.
    if string.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        text.push(b'"');
        text.extend_from_slice(string.as_bytes());
        text.push(b'"');
    } else if let Ok(json) = serde_json::to_string(string) {
        text.extend_from_slice(json.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_their_text() {
        let json = |value| {
            let mut text = Vec::new();
            let written = write_json(&mut text, value);
            (String::from_utf8(text).unwrap(), written)
        };
        for (value, expected) in [
            (ValueRef::Null, "null"),
            (ValueRef::Integer(i64::MIN), "-9223372036854775808"),
            (ValueRef::Real(0.1), "0.1"),
            (ValueRef::Real(100.0), "100.0"),
            (ValueRef::Text("水田".as_bytes()), "\"水田\""),
            (ValueRef::Text(b"a\"\\\n\x01"), r#""a\"\\\n\u0001""#),
            (ValueRef::Text(b""), "\"\""),
        ] {
            assert_eq!(json(value), (expected.to_owned(), Written::AsItWas));
        }
        let null = "null".to_owned();
        assert_eq!(
            json(ValueRef::Real(f64::INFINITY)),
            (null.clone(), Written::NotFinite)
        );
        assert_eq!(json(ValueRef::Text(b"\xD6\xD0")), (null, Written::NotUtf8));
        assert_eq!(json(ValueRef::Blob(b"x")), (String::new(), Written::Blob));
    }
}
