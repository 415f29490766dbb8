//! Numbers as surveyors write them: metres, decimal degrees, degrees with minutes and seconds, packed degrees.
//!
//! Meaning: `110°00′28.20″`, `110-00-28.2`, `110:00:28.2`, `110度0分28.2秒`, `E110°0.47′` are told by their marks.
//! Packed degrees (`110.002820` for 110°00′28.20″, d.mmss) look like any number, so whether numbers are meant
//! that way is decided for a whole table and not here.
//!
//! Input: one cell. Output: a [`Number`].

use crate::characters::half_width;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    /// A plain number.
    Plain(f64),
    /// An angle with marks, in degrees.
    Angle(f64),
}

impl Number {
    /// The value, metres or degrees.
    pub fn value(self) -> f64 {
        match self {
            Self::Plain(value) | Self::Angle(value) => value,
        }
    }
}

/// Bytes of the longest angle: any mark takes at most three.
const LONGEST: usize = 128;

/// Marks of degrees, minutes and seconds, each list the end of its part.
const MARKS: [&[char]; 3] = [
    &['°', 'º', '˚', '度', 'd', 'D'],
    &['\'', '′', '’', '‘', '＇', 'ʹ', '分', 'm', 'M'],
    &['"', '″', '”', '“', '＂', 'ʺ', '秒', 's', 'S'],
];

/// Reads a cell; `None` when it is neither.
pub(super) fn number(cell: &str) -> Option<Number> {
    if let Ok(value) = cell.parse::<f64>() {
        // `inf` and `NaN` are words here, not numbers.
        return value.is_finite().then_some(Number::Plain(value));
    }
    if !may_be_angle(cell) {
        return None;
    }
    let text: String = cell.trim().chars().map(half_width).collect();
    if let Ok(value) = text.parse::<f64>() {
        return value.is_finite().then_some(Number::Plain(value));
    }
    angle(&text).map(Number::Angle)
}

/// Whether a cell begins as an angle or a full-width number does: most cells are names, and looking closer at
/// each of them takes longer than reading all the numbers.
fn may_be_angle(cell: &str) -> bool {
    let first = cell.trim_start().chars().next();
    let begins = first.is_some_and(|c| {
        c.is_ascii_digit()
            || matches!(
                c,
                '+' | '-' | '−' | '０'..='９' | '＋' | '－' | '东' | '西' | '南' | '北'
            )
            || matches!(c.to_ascii_uppercase(), 'E' | 'N' | 'W' | 'S')
    });
    begins && cell.len() <= LONGEST
}

/// The degrees of a packed number `d.mmss…`; `None` when it has minutes or seconds of 60 or more.
pub(super) fn unpacked(packed: f64) -> Option<f64> {
    // Nine decimals of a degree: the seconds to a ten-thousandth, without the noise of binary fractions.
    let digits = (packed.abs() * 1e10).round();
    let degrees = (digits / 1e10).floor();
    let rest = digits - degrees * 1e10;
    let minutes = (rest / 1e8).floor();
    let seconds = (rest - minutes * 1e8) / 1e6;
    (minutes < 60.0 && seconds < 60.0).then(|| (degrees + minutes / 60.0 + seconds / 3600.0).copysign(packed))
}

/// Degrees of an angle with marks.
fn angle(text: &str) -> Option<f64> {
    let (sign, text) = hemisphere(text.trim())?;
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-sign, rest),
        None => (sign, text.strip_prefix('+').unwrap_or(text)),
    };
    // Two single marks stand for a double one.
    let text = text.replace("''", "\"").replace("′′", "″").replace("’’", "″");
    let is_mark = |c: char| MARKS.iter().any(|marks| marks.contains(&c));
    let parts = if text.contains(is_mark) {
        marked_parts(&text)?
    } else {
        separated_parts(&text)?
    };
    let [degrees, minutes, seconds] = parts;
    let fits = degrees <= 360.0 && minutes < 60.0 && seconds < 60.0;
    fits.then(|| sign * (degrees + minutes / 60.0 + seconds / 3600.0))
}

/// The sign that a hemisphere gives, and the text without it.
fn hemisphere(text: &str) -> Option<(f64, &str)> {
    const NAMES: [(&str, f64); 8] = [
        ("东经", 1.0),
        ("北纬", 1.0),
        ("西经", -1.0),
        ("南纬", -1.0),
        ("E", 1.0),
        ("N", 1.0),
        ("W", -1.0),
        ("S", -1.0),
    ];
    for (name, sign) in NAMES {
        let lower = name.to_lowercase();
        for name in [name, &lower] {
            if let Some(rest) = text.strip_prefix(name) {
                return Some((sign, rest.trim()));
            }
            // `s` behind a number is the mark of seconds too; only the capital stands for south there.
            if name != "s"
                && let Some(rest) = text.strip_suffix(name)
            {
                return Some((sign, rest.trim()));
            }
        }
    }
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+')
        .then_some((1.0, text))
}

/// `110°00′28.20″`, parts in their order, later ones may be missing.
fn marked_parts(text: &str) -> Option<[f64; 3]> {
    let mut parts = [0.0; 3];
    let mut rest = text.trim();
    for (part, marks) in parts.iter_mut().zip(MARKS) {
        if rest.is_empty() {
            break;
        }
        let (number, behind) = match rest.split_once(marks) {
            Some((number, behind)) => (number, behind),
            // The last mark is often left out.
            None if rest.parse::<f64>().is_ok() => (rest, ""),
            None => continue,
        };
        *part = plain(number.trim())?;
        rest = behind.trim();
    }
    rest.is_empty().then_some(parts)
}

/// `110-00-28.2`, `110:00:28.2` or `110 00 28.2`: three whole-looking parts.
fn separated_parts(text: &str) -> Option<[f64; 3]> {
    let separator = [':', '-', ' '].into_iter().find(|c| text.contains(*c))?;
    let mut parts = text.split(separator).filter(|part| !part.is_empty());
    let (degrees, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !is_whole(degrees) || !is_whole(minutes) {
        return None;
    }
    Some([plain(degrees)?, plain(minutes)?, plain(seconds)?])
}

/// A number without sign or exponent.
fn plain(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_an_angle_are_read() {
        let expected = 110.0 + 0.0 / 60.0 + 28.2 / 3600.0;
        for text in [
            "110°00′28.20″",
            "110°00'28.20\"",
            "110°00′28.20",
            "110°00’28.20”",
            "110º 0' 28.2''",
            "110度00分28.2秒",
            "110d0m28.2s",
            "E110°00′28.2″",
            "110°00′28.2″E",
            "东经110°0′28.2″",
            "110:00:28.2",
            "110-00-28.2",
            "110 00 28.2",
            "１１０°００′２８．２″",
            "110°0.47′",
        ] {
            let Some(Number::Angle(value)) = number(text) else {
                panic!("{text}: {:?}", number(text))
            };
            assert!((value - expected).abs() < 1e-12, "{text}: {value}");
        }
        assert_eq!(number("S28°30′"), Some(Number::Angle(-28.5)));
        assert_eq!(number("28°30′S"), Some(Number::Angle(-28.5)));
        assert_eq!(number("-28°30′0″"), Some(Number::Angle(-28.5)));
        assert_eq!(number("116.5°"), Some(Number::Angle(116.5)));
    }

    #[test]
    fn plain_numbers_keep_every_bit_and_the_rest_is_none() {
        assert_eq!(number("3173210.987"), Some(Number::Plain(3_173_210.987)));
        assert_eq!(number("３．５"), Some(Number::Plain(3.5)));
        assert_eq!(number("-1e3"), Some(Number::Plain(-1000.0)));
        for text in [
            "",
            "J1",
            "NaN",
            "inf",
            "1e999",
            "28°61′",
            "28°30′61″",
            "28°x′",
            "2025-06-15T",
            "1-2-3-4",
            "E",
            "°",
            "12.5.1",
            "1,5",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn packed_degrees_have_minutes_and_seconds_below_sixty() {
        let close = |packed: f64, expected: f64| {
            let value = unpacked(packed).unwrap();
            assert!((value - expected).abs() < 1e-9, "{packed}: {value}");
        };
        close(110.002_820, 110.0 + 28.2 / 3600.0);
        close(28.595_999, 28.0 + 59.0 / 60.0 + 59.99 / 3600.0);
        close(116.3, 116.5);
        close(-28.3, -28.5);
        close(115.400_000_01, 115.0 + 40.0 / 60.0 + 0.0001 / 3600.0);
        assert_eq!(unpacked(116.61), None);
        assert_eq!(unpacked(116.1261), None);
    }
}
