//! JSON numbers to doubles, exactly.
//!
//! Meaning: the double nearest to the decimal text, the same as `str::parse` gives, bit for bit. Up
//! to 2⁵³ a mantissa is a double itself, and so are the powers of ten up to 10²²; one multiplication
//! or division of two exact doubles rounds once and is therefore right. Coordinates with up to 15
//! digits take that way; the others go to the standard library.
//!
//! Deliberately not here: numbers as attributes, which keep their text.

/// Why no number was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotANumber {
    /// The text is no JSON number.
    Text,
    /// `NaN`, `Infinity`, or a number too large for a double.
    NotFinite,
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Reads the number that begins at `start`; yields it and the place behind it.
#[inline]
pub(super) fn number(text: &str, start: usize) -> Result<(f64, usize), NotANumber> {
    let bytes = text.as_bytes();
    let negative = bytes.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let mut at = first;
    let mut mantissa = 0_u64;
    digits(bytes, &mut at, &mut mantissa);
    let whole = at - first;
    if whole == 0 || (whole > 1 && bytes[first] == b'0') {
        return Err(not_a_number(&bytes[start..]));
    }
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        let point = at;
        digits(bytes, &mut at, &mut mantissa);
        fraction = at - point;
        if fraction == 0 {
            return Err(NotANumber::Text);
        }
    }
    let has_exponent = matches!(bytes.get(at), Some(b'e' | b'E'));
    // 19 digits never overflow the mantissa; with more it is garbage and not used.
    if !has_exponent && whole + fraction <= 19 && mantissa <= 1 << 53 && fraction < POWERS.len() {
        #[expect(clippy::cast_precision_loss, reason = "at most 2^53")]
        let value = mantissa as f64 / POWERS[fraction];
        return Ok((if negative { -value } else { value }, at));
    }
    if has_exponent {
        at = exponent_end(bytes, at + 1).ok_or(NotANumber::Text)?;
    }
    let value: f64 = text[start..at].parse().map_err(|_| NotANumber::Text)?;
    if value.is_finite() {
        Ok((value, at))
    } else {
        Err(NotANumber::NotFinite)
    }
}

/// Where the number that begins at `start` ends; `None` when it is no JSON number.
pub(super) fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let first = start + usize::from(bytes.get(start) == Some(&b'-'));
    let mut at = digits_end(bytes, first);
    if at == first || (at > first + 1 && bytes[first] == b'0') {
        return None;
    }
    if bytes.get(at) == Some(&b'.') {
        let point = at + 1;
        at = digits_end(bytes, point);
        if at == point {
            return None;
        }
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        exponent_end(bytes, at + 1)
    } else {
        Some(at)
    }
}

/// Length of a literal for a value that is not finite, as other programs write it into JSON.
pub(super) fn not_finite_literal(bytes: &[u8]) -> Option<usize> {
    let starts = |word: &&str| {
        bytes
            .get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
            && !bytes.get(word.len()).is_some_and(u8::is_ascii_alphanumeric)
    };
    ["NaN", "-NaN", "Infinity", "-Infinity", "+Infinity", "Inf", "-Inf"]
        .iter()
        .find(|word| starts(word))
        .map(|w| w.len())
}

fn not_a_number(bytes: &[u8]) -> NotANumber {
    if not_finite_literal(bytes).is_some() {
        NotANumber::NotFinite
    } else {
        NotANumber::Text
    }
}

/// Reads digits, eight at a time while there are eight.
#[inline]
fn digits(bytes: &[u8], at: &mut usize, mantissa: &mut u64) {
    while let Some(eight) = bytes.get(*at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*eight);
        if !all_digits(word) {
            break;
        }
        *mantissa = mantissa
            .wrapping_mul(100_000_000)
            .wrapping_add(eight_digits(word));
        *at += 8;
    }
    while let Some(byte) = bytes.get(*at) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        *mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        *at += 1;
    }
}

/// Whether all eight bytes are digits: the high half of each is 3, also after adding 6.
#[inline]
fn all_digits(word: u64) -> bool {
    let high = word & 0xF0F0_F0F0_F0F0_F0F0;
    let carried = word.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0;
    high == 0x3030_3030_3030_3030 && carried == 0x3030_3030_3030_3030
}

/// The value of eight digits, the first one in the lowest byte: neighbours are joined to pairs,
/// pairs to fours, fours to the eight.
#[inline]
fn eight_digits(word: u64) -> u64 {
    let ones = word & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (ones.wrapping_mul(10).wrapping_add(ones >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    (fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xFFFF_FFFF
}

fn digits_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Where the digits after `e` end, with or without a sign.
fn exponent_end(bytes: &[u8], start: usize) -> Option<usize> {
    let first = start + usize::from(matches!(bytes.get(start), Some(b'+' | b'-')));
    let end = digits_end(bytes, first);
    (end > first).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same_as_standard(text: &str) {
        let (value, end) = number(text, 0).unwrap();
        assert_eq!(end, text.len(), "{text}");
        assert_eq!(number_end(text.as_bytes(), 0), Some(text.len()), "{text}");
        let expected: f64 = text.parse().unwrap();
        assert_eq!(value.to_bits(), expected.to_bits(), "{text}");
    }

    /// A million numbers from a fixed seed (xorshift): random doubles written with 15 to 17 digits,
    /// and decimals as they stand in files.
    #[test]
    fn a_million_numbers_are_bit_equal_to_the_standard_library() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut done = 0;
        while done < 1_000_000 {
            let value = f64::from_bits(next());
            if value.is_finite() {
                same_as_standard(&format!("{value:.*e}", 14 + done % 3));
                done += 1;
            }
            let digits = 15 + u32::try_from(next() % 3).unwrap();
            let decimal = 10_u64.pow(digits - 1) + next() % (9 * 10_u64.pow(digits - 1));
            let text = decimal.to_string();
            let point = 1 + usize::try_from(next() % u64::from(digits - 1)).unwrap();
            same_as_standard(&format!("{}.{}", &text[..point], &text[point..]));
            done += 1;
        }
    }

    proptest! {
        #[test]
        fn any_json_number_is_bit_equal(text in r"-?(0|[1-9][0-9]{0,21})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?") {
            same_as_standard(&text);
        }

        #[test]
        fn what_serde_refuses_is_refused(text in r"[-+.0-9eE]{1,12}") {
            let accepted = matches!(number(&text, 0), Ok((_, end)) if end == text.len());
            let known = serde_json::from_str::<f64>(&text).is_ok_and(f64::is_finite);
            prop_assert_eq!(accepted, known);
            if accepted {
                prop_assert_eq!(number_end(text.as_bytes(), 0), Some(text.len()));
            }
        }
    }

    #[test]
    fn what_is_no_finite_number_is_told_apart() {
        for text in ["NaN", "nan,", "Infinity", "-Infinity]", "1e999", "-1e400", "inf"] {
            assert_eq!(number(text, 0), Err(NotANumber::NotFinite), "{text}");
        }
        for text in [
            "",
            "-",
            "\"1\"",
            "null",
            ".5",
            "1.",
            "01",
            "1e",
            "+1",
            "nanometre",
        ] {
            assert_eq!(number(text, 0), Err(NotANumber::Text), "{text}");
        }
        assert_eq!(
            number("x-0.0", 1).map(|(v, _)| v.to_bits()),
            Ok((-0.0_f64).to_bits())
        );
    }
}
