//! Values of an attribute table as JSON texts.
//!
//! Meaning: numbers keep the digits that they have in the file, dates become ISO 8601 (`2024-01-31`), logical
//! values `true` and `false`; blanks, and the asterisks of a number that did not fit, are null. What is not of its
//! field's type stays as text, counted.
//!
//! Deliberately not here: the content of memo files.

use std::io::Write as _;

use super::super::encoding::{Encoding, decode_text};
use super::table::{is_wide, trimmed};

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text (C, and any type that is not known).
    Text,
    /// A number in digits (N, F).
    Number,
    /// A date in digits (D).
    Date,
    /// A logical value (L).
    Logical,
    /// A whole number of four bytes (I), low byte first.
    Integer,
    /// The same in dBASE 7 (I, +): high byte first, and the sign turned round.
    Integer7,
    /// A double (B of FoxPro, O), low byte first.
    Double,
    /// The same in dBASE 7 (O).
    Double7,
    /// A sum of money in ten-thousandths (Y).
    Currency,
    /// Day and milliseconds (T, @), low byte first.
    DateTime,
    /// The number of a text, picture or binary value in another file (M, G, P, B).
    Memo,
}

impl Kind {
    /// What a type code means for a field of a length.
    pub fn of(code: u8, length: usize, is_7: bool) -> Self {
        match (code.to_ascii_uppercase(), length) {
            (b'N' | b'F', _) => Self::Number,
            (b'D', _) => Self::Date,
            (b'L', 1) => Self::Logical,
            (b'I' | b'+', 4) if is_7 => Self::Integer7,
            (b'O', 8) if is_7 => Self::Double7,
            (b'I' | b'+', 4) => Self::Integer,
            (b'B' | b'O', 8) => Self::Double,
            (b'Y', 8) => Self::Currency,
            (b'T' | b'@', 8) if !is_7 => Self::DateTime,
            (b'M' | b'G' | b'P' | b'B', _) => Self::Memo,
            _ => Self::Text,
        }
    }
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It stands there as it was.
    AsItWas,
    /// Some of its bytes are not of the encoding; `\u{fffd}` stands there.
    Damaged,
    /// It is not of the type of its field, and stands there as text.
    OtherType,
    /// It is a number that did not fit into its field; null stands there.
    Overflow,
    /// It is not finite; null stands there.
    NotFinite,
    /// It stands in another file; nothing stands there.
    Memo,
}

/// Appends a value.
pub(super) fn write_json(json: &mut Vec<u8>, kind: Kind, bytes: &[u8], encoding: Encoding) -> Written {
    match kind {
        Kind::Text => text(json, bytes, encoding),
        Kind::Number => number(json, bytes, encoding),
        Kind::Date => date(json, bytes, encoding),
        Kind::Logical => logical(json, bytes, encoding),
        Kind::Integer => whole(
            json,
            bytes.first_chunk().map(|b| i64::from(i32::from_le_bytes(*b))),
        ),
        Kind::Integer7 => {
            let turned = |b: &[u8; 4]| i64::from((u32::from_be_bytes(*b) ^ (1 << 31)).cast_signed());
            whole(json, bytes.first_chunk().filter(|b| **b != [0; 4]).map(turned))
        }
        Kind::Double => double(json, bytes.first_chunk().map(|b| f64::from_le_bytes(*b))),
        Kind::Double7 => double(
            json,
            bytes
                .first_chunk()
                .filter(|b| **b != [0; 8])
                .map(|b| double_7(*b)),
        ),
        Kind::Currency => currency(json, bytes),
        Kind::DateTime => date_time(json, bytes),
        Kind::Memo => Written::Memo,
    }
}

/// Appends a JSON string.
pub(super) fn write_string(json: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    // Without an early end the loop works on several bytes at once.
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        json.push(b'"');
        json.extend_from_slice(text.as_bytes());
        json.push(b'"');
    } else {
        // Writing into a vector cannot fail.
        let _ = serde_json::to_writer(json, text);
    }
}

fn null(json: &mut Vec<u8>) {
    json.extend_from_slice(b"null");
}

fn text(json: &mut Vec<u8>, bytes: &[u8], encoding: Encoding) -> Written {
    if is_wide(encoding) {
        let decoded = decode_text(bytes, Some(encoding));
        let text = decoded.text.trim_end_matches(['\0', ' ', '\u{fffd}']);
        return string_or_null(json, text, decoded.replaced > 0 && text.contains('\u{fffd}'));
    }
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    let bytes = bytes[..end].trim_ascii_end();
    let is_plain = encoding == Encoding::UTF_8 || bytes.is_ascii();
    if is_plain && let Ok(text) = std::str::from_utf8(bytes) {
        return string_or_null(json, text, false);
    }
    let decoded = decode_text(bytes, Some(encoding));
    // A text that fills its field may be cut in the middle of its last character.
    let cut = decoded.replaced == 1 && decoded.text.ends_with('\u{fffd}');
    let text = if cut {
        decoded.text.trim_end_matches('\u{fffd}')
    } else {
        &decoded.text
    };
    string_or_null(json, text, decoded.replaced > 0 && !cut)
}

fn string_or_null(json: &mut Vec<u8>, text: &str, is_damaged: bool) -> Written {
    if text.is_empty() {
        null(json);
    } else {
        write_string(json, text);
    }
    if is_damaged {
        Written::Damaged
    } else {
        Written::AsItWas
    }
}

/// A value that is not of its field's type.
fn other(json: &mut Vec<u8>, bytes: &[u8], encoding: Encoding) -> Written {
    text(json, bytes, encoding);
    Written::OtherType
}

fn number(json: &mut Vec<u8>, bytes: &[u8], encoding: Encoding) -> Written {
    let digits = trimmed(bytes);
    if digits.is_empty() {
        null(json);
        return Written::AsItWas;
    }
    if digits.iter().all(|byte| *byte == b'*') {
        null(json);
        return Written::Overflow;
    }
    let start = json.len();
    if write_number(json, digits) {
        return Written::AsItWas;
    }
    json.truncate(start);
    other(json, digits, encoding)
}

/// Appends a number with the digits it has, in the form that JSON asks for; false when it is none.
fn write_number(json: &mut Vec<u8>, digits: &[u8]) -> bool {
    let (is_negative, digits) = match digits {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, digits),
    };
    let split = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = digits.split_at(split(digits));
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => rest.split_at(split(rest)),
        _ => (&rest[..0], rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return false;
    }
    if is_negative {
        json.push(b'-');
    }
    let zeros = whole.iter().take_while(|byte| **byte == b'0').count();
    let whole = &whole[zeros.min(whole.len().saturating_sub(1))..];
    json.extend_from_slice(if whole.is_empty() { b"0" } else { whole });
    if !fraction.is_empty() {
        json.push(b'.');
        json.extend_from_slice(fraction);
    }
    let (is_exponent, rest) = match rest {
        [] => return true,
        [b'e' | b'E' | b'd' | b'D', rest @ ..] => (true, rest),
        _ => (false, rest),
    };
    let sign = usize::from(matches!(rest, [b'+' | b'-', ..]));
    let is_whole = rest.len() > sign && rest[sign..].iter().all(u8::is_ascii_digit);
    json.push(b'e');
    json.extend_from_slice(rest);
    is_exponent && is_whole
}

fn date(json: &mut Vec<u8>, bytes: &[u8], encoding: Encoding) -> Written {
    let digits = trimmed(bytes);
    if digits.iter().all(|byte| *byte == b'0') {
        null(json);
        return Written::AsItWas;
    }
    let part = |range: std::ops::Range<usize>| std::str::from_utf8(&digits[range]).ok()?.parse::<u32>().ok();
    if digits.len() == 8
        && digits.iter().all(u8::is_ascii_digit)
        && let (Some(year), Some(month @ 1..=12), Some(day @ 1..=31)) = (part(0..4), part(4..6), part(6..8))
    {
        let _ = write!(json, "\"{year:04}-{month:02}-{day:02}\"");
        return Written::AsItWas;
    }
    other(json, digits, encoding)
}

fn logical(json: &mut Vec<u8>, bytes: &[u8], encoding: Encoding) -> Written {
    let value: &[u8] = match bytes {
        [b'T' | b't' | b'Y' | b'y'] => b"true",
        [b'F' | b'f' | b'N' | b'n'] => b"false",
        [] | [b'?' | b' ' | 0] => b"null",
        _ => return other(json, bytes, encoding),
    };
    json.extend_from_slice(value);
    Written::AsItWas
}

fn whole(json: &mut Vec<u8>, value: Option<i64>) -> Written {
    match value {
        Some(value) => {
            let _ = write!(json, "{value}");
        }
        None => null(json),
    }
    Written::AsItWas
}

fn double(json: &mut Vec<u8>, value: Option<f64>) -> Written {
    let Some(value) = value else {
        null(json);
        return Written::AsItWas;
    };
    if let Some(number) = serde_json::Number::from_f64(value) {
        let _ = write!(json, "{number}");
        Written::AsItWas
    } else {
        null(json);
        Written::NotFinite
    }
}

/// dBASE 7 turns doubles so that their bytes sort as they do.
fn double_7(bytes: [u8; 8]) -> f64 {
    let bits = u64::from_be_bytes(bytes);
    let is_positive = bits >> 63 == 1;
    f64::from_bits(if is_positive { bits ^ (1 << 63) } else { !bits })
}

fn currency(json: &mut Vec<u8>, bytes: &[u8]) -> Written {
    let Some(value) = bytes.first_chunk().map(|b| i64::from_le_bytes(*b)) else {
        null(json);
        return Written::AsItWas;
    };
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.unsigned_abs() / 10_000, value.unsigned_abs() % 10_000);
    let _ = write!(json, "{sign}{whole}.{part:04}");
    Written::AsItWas
}

/// Julian days of the years 1 to 9999.
const DAYS: std::ops::RangeInclusive<i64> = 1_721_426..=5_373_484;

/// Days are Julian day numbers; the calendar is the proleptic Gregorian one (Fliegel and van Flandern 1968).
fn date_time(json: &mut Vec<u8>, bytes: &[u8]) -> Written {
    let number = |at: usize| {
        let chunk = bytes.get(at..)?.first_chunk()?;
        Some(i64::from(i32::from_le_bytes(*chunk)))
    };
    let (Some(day), Some(milliseconds @ 0..86_400_000)) = (number(0), number(4)) else {
        null(json);
        return Written::AsItWas;
    };
    if !DAYS.contains(&day) {
        null(json);
        return if day == 0 {
            Written::AsItWas
        } else {
            Written::NotFinite
        };
    }
    let mut l = day + 68_569;
    let n = 4 * l / 146_097;
    l -= (146_097 * n + 3) / 4;
    let i = 4000 * (l + 1) / 1_461_001;
    l = l - 1461 * i / 4 + 31;
    let j = 80 * l / 2447;
    let day = l - 2447 * j / 80;
    let month = j + 2 - 12 * (j / 11);
    let year = 100 * (n - 49) + i + j / 11;
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let _ = write!(
        json,
        "\"{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}\""
    );
    Written::AsItWas
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(kind: Kind, bytes: &[u8]) -> (String, Written) {
        let mut text = Vec::new();
        let written = write_json(&mut text, kind, bytes, Encoding::GBK);
        let text = String::from_utf8(text).unwrap();
        if !text.is_empty() {
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
        }
        (text, written)
    }

    #[test]
    fn numbers_keep_their_digits() {
        for (digits, expected) in [
            ("  12.3400", "12.3400"),
            ("-.5", "-0.5"),
            ("+7.", "7"),
            ("007.10", "7.10"),
            ("000", "0"),
            ("1.5e+006", "1.5e+006"),
            ("1D3", "1e3"),
            ("12345678901234567890.123456789", "12345678901234567890.123456789"),
            ("", "null"),
            ("   \0\0", "null"),
        ] {
            assert_eq!(
                json(Kind::Number, digits.as_bytes()),
                (expected.to_owned(), Written::AsItWas),
                "{digits}"
            );
        }
        assert_eq!(json(Kind::Number, b"****").1, Written::Overflow);
        for other in ["1,5", "abc", "-", ".", "1.2.3", "1e", "1e+", "0x10", "nan", "1 2"] {
            let expected = format!("\"{other}\"");
            assert_eq!(
                json(Kind::Number, other.as_bytes()),
                (expected, Written::OtherType)
            );
        }
    }

    #[test]
    fn every_type_has_its_form() {
        let ok = |text: &str| (text.to_owned(), Written::AsItWas);
        assert_eq!(json(Kind::Date, b"20240131"), ok("\"2024-01-31\""));
        assert_eq!(json(Kind::Date, b"00000000"), ok("null"));
        assert_eq!(
            json(Kind::Date, b"2024-1-3"),
            ("\"2024-1-3\"".to_owned(), Written::OtherType)
        );
        assert_eq!(json(Kind::Logical, b"y"), ok("true"));
        assert_eq!(json(Kind::Logical, b"?"), ok("null"));
        assert_eq!(json(Kind::Integer, &(-5_i32).to_le_bytes()), ok("-5"));
        assert_eq!(json(Kind::Integer7, &[0x80, 0, 0, 7]), ok("7"));
        assert_eq!(json(Kind::Double, &0.1_f64.to_le_bytes()), ok("0.1"));
        assert_eq!(json(Kind::Double, &f64::NAN.to_le_bytes()).1, Written::NotFinite);
        let mut turned = 2.5_f64.to_be_bytes();
        turned[0] ^= 0x80;
        assert_eq!(json(Kind::Double7, &turned), ok("2.5"));
        assert_eq!(json(Kind::Currency, &(-12_345_i64).to_le_bytes()), ok("-1.2345"));
        let moment = [2_460_341_i32.to_le_bytes(), 3_661_000_i32.to_le_bytes()].concat();
        assert_eq!(json(Kind::DateTime, &moment), ok("\"2024-01-31T01:01:01\""));
        assert_eq!(json(Kind::Memo, b"         3"), (String::new(), Written::Memo));
        assert_eq!(json(Kind::Text, b" a\"b \0rubbish"), ok("\" a\\\"b\""));
        assert_eq!(json(Kind::Text, b"\xCB\xAE\xCC\xEF  "), ok("\"水田\""));
        assert_eq!(json(Kind::Text, b"\xCB\xAE\xCC"), ok("\"水\""));
        assert_eq!(json(Kind::Text, b"\xFF\xCB\xAE").1, Written::Damaged);
        for bytes in [&b""[..], b"x"] {
            for kind in [
                Kind::Integer,
                Kind::Integer7,
                Kind::Double,
                Kind::Double7,
                Kind::Currency,
                Kind::DateTime,
            ] {
                assert_eq!(json(kind, bytes), ok("null"));
            }
        }
    }
}
