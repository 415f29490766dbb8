//! Chinese words by the initials of their pinyin: `slz` finds 瑞昌市石岭组.
//!
//! A character with several readings fits each of them; Latin letters and digits fit themselves.

use pinyin::ToPinyinMulti;

/// Whether the initials of `name` contain `typed`, which is in small letters.
#[must_use]
pub fn contain(name: &str, typed: &str) -> bool {
    let wanted: Vec<char> = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if wanted.is_empty() || !wanted.iter().all(char::is_ascii_alphanumeric) {
        return false;
    }
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphanumeric()).collect();
    letters
        .windows(wanted.len())
        .any(|window| window.iter().zip(&wanted).all(|(c, wanted)| fits(*c, *wanted)))
}

fn fits(c: char, wanted: char) -> bool {
    if c.is_ascii() {
        return c.to_ascii_lowercase() == wanted;
    }
    c.to_pinyin_multi()
        .into_iter()
        .flatten()
        .any(|reading| reading.plain().starts_with(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_initials() {
        for typed in ["rc", "rcs", "cssl", "slz2", "rcsslz2"] {
            assert!(contain("瑞昌市石岭组-2", typed), "{typed}");
        }
        assert!(contain("重庆路", "cq") && contain("重庆路", "zq"));
        assert!(contain("B-017 石岭", "b017sl"));
        assert!(
            !contain("瑞昌", "rx") && !contain("瑞昌", "") && !contain("瑞昌", "昌") && !contain("", "a")
        );
    }
}
