//! Characters as they are typed in China, as their counterparts in ASCII.
//!
//! Meaning: with a Chinese input method, digits, points, brackets and signs come out full-width, and spaces ideographic. A
//! number or a keyword is the same either way.
//!
//! Deliberately not here: words, and the signs of degrees, which mean different things in different places.

/// A full-width form (U+FF01 to U+FF5E), an ideographic or no-break space, or a minus sign as its ASCII counterpart; any
/// other character as it is.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '−' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_input_method_types_reads_like_ascii() {
        let typed: String = "（－１２．５　ｍ）：−0".chars().map(half_width).collect();
        assert_eq!(typed, "(-12.5 m):-0");
        assert!((' '..='~').all(|c| half_width(c) == c));
        assert_eq!(half_width('度'), '度');
    }
}
