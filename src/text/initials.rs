//! Chinese words by the initials of their pinyin: `slz` finds 瑞昌市石岭组.
//!
//! A character with several readings fits each of them; Latin letters and digits fit themselves.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

/// Blocks of common Chinese characters, whose initials are looked up once.
const BLOCK: RangeInclusive<u32> = 0x3400..=0x9FFF;

/// For each character of the block the letters that its readings begin with, one bit each.
static LETTERS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    BLOCK
        .map(|code| char::from_u32(code).map_or(0, read_letters))
        .collect()
});

/// Letters and digits that were typed, to be looked for among initials.
#[derive(Debug, Clone)]
pub struct Typed(Vec<u64>);

impl Typed {
    /// What was typed, in small letters; `None` where it cannot be initials.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let wanted = typed.chars().filter(|c| !c.is_whitespace());
        let bits: Option<Vec<u64>> = wanted.map(bit).collect();
        bits.filter(|bits| !bits.is_empty()).map(Self)
    }

    /// Whether the initials of `name` contain it.
    #[must_use]
    pub fn is_in(&self, name: &str) -> bool {
        let letters: Vec<u64> = name
            .chars()
            .filter(|c| c.is_alphanumeric())
            .map(letters)
            .collect();
        letters.windows(self.0.len()).any(|window| {
            window
                .iter()
                .zip(&self.0)
                .all(|(letters, wanted)| letters & wanted != 0)
        })
    }
}

/// Whether the initials of `name` contain `typed`, which is in small letters.
#[must_use]
pub fn contain(name: &str, typed: &str) -> bool {
    Typed::of(typed).is_some_and(|typed| typed.is_in(name))
}

/// The bit of a letter or digit.
fn bit(c: char) -> Option<u64> {
    match c.to_ascii_lowercase() {
        c @ 'a'..='z' => Some(1 << (u32::from(c) - u32::from('a'))),
        c @ '0'..='9' => Some(1 << (26 + u32::from(c) - u32::from('0'))),
        _ => None,
    }
}

/// The bits of all that a character can begin with.
fn letters(c: char) -> u64 {
    if c.is_ascii() {
        return bit(c).unwrap_or(0);
    }
    match u32::from(c).checked_sub(*BLOCK.start()) {
        Some(at) if BLOCK.contains(&u32::from(c)) => LETTERS.get(at as usize).copied().unwrap_or(0),
        _ => read_letters(c),
    }
}

fn read_letters(c: char) -> u64 {
    let readings = c.to_pinyin_multi().into_iter().flatten();
    let first = readings.filter_map(|reading| bit(reading.plain().chars().next()?));
    first.fold(0, |all, bit| all | bit)
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
