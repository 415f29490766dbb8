//! Chinese characters in the order of their sound (拼音): as a dictionary has them, and as a person looks for them.
//!
//! Meaning: by the letters of the commonest reading; of one spelling by the order of GB 2312, whose first level of 3755
//! common characters stands by sound and tone; all others by their code. A character with several readings stands at
//! the commonest one, whatever word it is in: 重庆 stands at *zhong*.
//!
//! Deliberately not here: words. The order is that of single characters.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use encoding_rs::GBK;
use pinyin::ToPinyin;

/// The characters that change places among each other: both blocks of common Chinese characters.
const BLOCK: RangeInclusive<u32> = 0x3400..=0x9FFF;

/// For each character of the block the one in whose place it stands.
static PLACES: LazyLock<Vec<u16>> = LazyLock::new(places);

/// The character in whose place this one stands in the order of sound: a permutation of all characters, which leaves
/// those that are not Chinese where they are.
#[must_use]
pub fn by_sound(c: char) -> char {
    if !BLOCK.contains(&u32::from(c)) {
        return c;
    }
    let at = (u32::from(c) - BLOCK.start()) as usize;
    let place = PLACES.get(at).and_then(|place| char::from_u32(u32::from(*place)));
    place.unwrap_or(c)
}

fn places() -> Vec<u16> {
    let level = common();
    let mut order: Vec<(&str, u16, char)> = BLOCK
        .filter_map(char::from_u32)
        .map(|c| {
            // What has no reading stands behind all others.
            let sound = c.to_pinyin().map_or("~", pinyin::Pinyin::plain);
            (sound, level.get(&c).copied().unwrap_or(u16::MAX), c)
        })
        .collect();
    order.sort_unstable();
    let mut places = vec![0; order.len()];
    for (place, (_, _, c)) in BLOCK.zip(order) {
        let at = (u32::from(c) - BLOCK.start()) as usize;
        places[at] = u16::try_from(place).unwrap_or(u16::MAX);
    }
    places
}

/// The places of the characters of GB 2312's first level, which are B0A1 to D7F9 in GBK.
fn common() -> HashMap<char, u16> {
    let codes = (0xB0..=0xD7_u8).flat_map(|high| (0xA1..=0xFE_u8).map(move |low| [high, low]));
    let character = |code: [u8; 2]| {
        let text = GBK.decode_without_bom_handling_and_without_replacement(&code)?;
        Some((text.chars().next()?, u16::from_be_bytes(code)))
    };
    codes
        .take_while(|code| *code <= [0xD7, 0xF9])
        .filter_map(character)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn sorted(text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_by_key(|c| by_sound(*c));
        characters.into_iter().collect()
    }

    #[test]
    fn characters_stand_by_their_sound_and_tone() {
        assert_eq!(sorted("张王李赵陈白"), "白陈李王张赵");
        // bā, bá, bǎ, bà; and a rare character of the same spelling behind the common ones.
        assert_eq!(sorted("坝把拔八妭"), "八拔把坝妭");
        assert_eq!(sorted("丙乙甲丁"), "丙丁甲乙");
        assert_eq!(sorted("瑞a昌1"), "1a昌瑞");
    }

    #[test]
    fn no_two_characters_stand_in_one_place() {
        let places: HashSet<char> = BLOCK.filter_map(char::from_u32).map(by_sound).collect();
        assert_eq!(places.len(), BLOCK.count());
        assert!(places.iter().all(|c| BLOCK.contains(&u32::from(*c))));
        for c in ['a', '〇', 'あ', '가', '𠀀'] {
            assert_eq!(by_sound(c), c);
        }
        assert_eq!(common().len(), 3755);
    }
}
