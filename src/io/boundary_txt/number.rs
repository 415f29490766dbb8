//! Ordinates as they are written in boundary files.
//!
//! Meaning: a decimal number, in full-width characters too, or degrees, minutes and seconds with their marks.
//! Packed degrees (`ddd.mmss…`) look like decimal ones; whether they are meant is decided for the whole file.

use std::borrow::Cow;

use crate::characters;

/// Marks between degrees, minutes and seconds.
const SEXAGESIMAL_MARKS: [char; 14] = [
    '°', 'º', '˚', '′', '\'', '’', '‘', '″', '"', '”', '“', '度', '分', '秒',
];

/// A number as it stands in a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ordinate {
    /// The value; degrees when it stood in degrees, minutes and seconds.
    pub value: f64,
    /// Digits behind the point.
    pub decimals: u8,
    /// It stood in degrees, minutes and seconds.
    pub is_sexagesimal: bool,
}

/// Full-width characters as their ASCII counterparts.
pub(super) fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(characters::half_width).collect())
}

/// Reads a number; `None` for everything else, words such as `NaN` included.
pub(super) fn parse(text: &str) -> Option<Ordinate> {
    let text = half_width(text);
    let text = text.trim();
    plain(text).or_else(|| sexagesimal(text))
}

fn plain(text: &str) -> Option<Ordinate> {
    let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    if !text.bytes().all(is_number) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Adding zero turns −0 into 0.
    let value = text.parse::<f64>().ok()? + 0.0;
    let behind = text.split_once('.').map_or("", |(_, behind)| behind);
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    value.is_finite().then_some(Ordinate {
        value,
        decimals: u8::try_from(digits).unwrap_or(u8::MAX),
        is_sexagesimal: false,
    })
}

fn sexagesimal(text: &str) -> Option<Ordinate> {
    if !text.contains(SEXAGESIMAL_MARKS) {
        return None;
    }
    let is_hemisphere = |c: char| {
        matches!(
            c.to_ascii_uppercase(),
            'N' | 'S' | 'E' | 'W' | '北' | '南' | '东' | '西'
        )
    };
    let is_opposite = text.contains(['S', 's', 'W', 'w', '南', '西']);
    let text = text.trim_matches(|c: char| is_hemisphere(c) || c.is_whitespace());
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (is_opposite, text),
    };
    let parts: Vec<&str> = text
        .split(|c: char| SEXAGESIMAL_MARKS.contains(&c) || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let (last, whole) = parts.split_last()?;
    let is_digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() > 3 || !whole.iter().all(is_digits) {
        return None;
    }
    let last = plain(last).filter(|last| last.value >= 0.0)?;
    let mut value = 0.0;
    let mut unit = 1.0;
    for (index, part) in whole
        .iter()
        .map(|part| part.parse::<f64>().ok())
        .chain([Some(last.value)])
        .enumerate()
    {
        let part = part?;
        if index > 0 && part >= 60.0 {
            return None;
        }
        value += part / unit;
        unit *= 60.0;
    }
    Some(Ordinate {
        value: if is_negative { -value } else { value },
        decimals: last.decimals,
        is_sexagesimal: true,
    })
}

/// The degrees that a packed number `ddd.mmss…` means; `None` when its minutes or seconds are none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "at most 180 · 10^12, below 2^53"
)]
pub(super) fn unpack(value: f64, decimals: u8) -> Option<f64> {
    if value.abs() > 180.0 {
        return None;
    }
    let unit = 10_u64.pow(u32::from(decimals.clamp(4, 12)));
    let scaled = libm::round(value.abs() * unit as f64) as u64;
    let (degrees, rest) = (scaled / unit, scaled % unit);
    let per_minute = unit / 100;
    let (minutes, rest) = (rest / per_minute, rest % per_minute);
    let per_second = per_minute / 100;
    if minutes >= 60 || rest >= 60 * per_second {
        return None;
    }
    let seconds = rest as f64 / per_second as f64;
    let unpacked = degrees as f64 + minutes as f64 / 60.0 + seconds / 3600.0;
    Some(if value < 0.0 { -unpacked } else { unpacked })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        parse(text).map(|ordinate| ordinate.value)
    }

    #[test]
    fn numbers_are_read_in_all_widths_and_words_are_not() {
        assert_eq!(value("3173210.987"), Some(3_173_210.987));
        assert_eq!(value("３１７３２１０．９８７"), Some(3_173_210.987));
        assert_eq!(value("−12.5"), Some(-12.5));
        assert_eq!(value("-0").map(f64::is_sign_negative), Some(false));
        assert_eq!(parse("1.250").unwrap().decimals, 3);
        for text in [
            "", "-", ".", "NaN", "inf", "1e999", "12a", "1 2", "0x1", "J1", "1,2",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn degrees_minutes_and_seconds_are_read() {
        for text in [
            "110°00′28.20″",
            "110º0'28.2\"",
            "110度0分28.2秒",
            "110° 00' 28.20'' E",
            "E110°00′28.20″",
        ] {
            let ordinate = parse(text).unwrap();
            assert!((ordinate.value - (110.0 + 28.2 / 3600.0)).abs() < 1e-12, "{text}");
            assert!(ordinate.is_sexagesimal);
        }
        assert_eq!(value("28°30′S"), Some(-28.5));
        for text in ["110°60′0″", "110°0′60″", "°", "1°2′3″4", "1.5°2′"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn packed_degrees_are_unpacked_without_loss_of_a_second() {
        let close = |packed: f64, decimals, expected: f64| {
            assert!(
                (unpack(packed, decimals).unwrap() - expected).abs() < 1e-12,
                "{packed}"
            );
        };
        close(115.5159, 4, 115.0 + 51.0 / 60.0 + 59.0 / 3600.0);
        close(28.401_235_67, 8, 28.0 + 40.0 / 60.0 + 12.3567 / 3600.0);
        close(28.5, 1, 28.0 + 50.0 / 60.0);
        assert_eq!(unpack(115.6159, 4), None);
        assert_eq!(unpack(115.1561, 4), None);
        assert_eq!(unpack(3_173_210.987, 3), None);
    }
}
