//! Sheet numbers of the national map series (国家基本比例尺地形图, GB/T 13989): from the number to the ground it covers.
//!
//! Meaning: the world is cut into sheets of 4° of latitude by 6° of longitude at 1:1 000 000, lettered from the equator
//! and numbered from 180° W; every other scale divides these evenly. Two ways of numbering are read:
//!
//! - the present one of GB/T 13989-1992 and -2012: `J50`, `J50E001010`, `J50K00010001`, and at 1:2000 also the number
//!   of the 1:5000 sheet with one of nine parts, `J50H192097-5`;
//! - the one before: `J-50`, `J-50-A`, `J-50-5`, `J-50-5-B`, `J-50-5-B-4`, `J-50-5-(24)`, `J-50-5-(24)-b`.
//!
//! Sources: GB/T 13989-2012, table 1 and its text (rows and columns of each scale, digits of a number); the old numbers
//! as the textbooks of surveying give them. Numbers in square brackets were used for 1:250 000 and for 1:200 000 alike
//! and are not read. Nor are sheets north of 60° or south of the equator: they are joined in pairs, and there are none
//! in China. The rectangular sheets of towns are named by their corner in kilometres and have no number.

use crate::characters::half_width;

/// A sheet: scale and edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapSheet {
    /// n of the scale 1 : n.
    pub denominator: u32,
    /// Western edge, degrees of longitude.
    pub west: f64,
    /// Southern edge, degrees of latitude.
    pub south: f64,
    /// Eastern edge, degrees of longitude.
    pub east: f64,
    /// Northern edge, degrees of latitude.
    pub north: f64,
}

/// Longest number that is looked at, in bytes.
const LONGEST: usize = 64;
/// Rows of 1:1 000 000 that are single sheets: up to 60° of latitude.
const LAST_ROW: u32 = 15;
/// Columns of 1:1 000 000.
const LAST_COLUMN: u32 = 60;

/// Letter, denominator, rows (and as many columns) in a sheet of 1:1 000 000, and digits of a row's number.
const SCALES: [(char, u32, u32, usize); 10] = [
    ('B', 500_000, 2, 3),
    ('C', 250_000, 4, 3),
    ('D', 100_000, 12, 3),
    ('E', 50_000, 24, 3),
    ('F', 25_000, 48, 3),
    ('G', 10_000, 96, 3),
    ('H', 5_000, 192, 3),
    ('I', 2_000, 576, 3),
    ('J', 1_000, 1152, 4),
    ('K', 500, 2304, 4),
];

/// A part of a sheet of 1:1 000 000: rows are counted from the north, columns from the west, both from 0.
#[derive(Debug, Clone, Copy)]
struct Part {
    denominator: u32,
    /// Rows and columns in the whole sheet.
    divisions: u32,
    row: u32,
    column: u32,
}

const WHOLE: Part = Part {
    denominator: 1_000_000,
    divisions: 1,
    row: 0,
    column: 0,
};

impl Part {
    /// Part number `index`, from 1 row by row, of `n` by `n`.
    fn part(self, denominator: u32, n: u32, index: u32) -> Option<Self> {
        let index = index.checked_sub(1).filter(|index| *index < n * n)?;
        Some(Self {
            denominator,
            divisions: self.divisions * n,
            row: self.row * n + index / n,
            column: self.column * n + index % n,
        })
    }
}

/// Reads a sheet number; `None` for anything else. Case, spaces and the width of the signs do not matter.
#[must_use]
pub fn map_sheet(text: &str) -> Option<MapSheet> {
    if text.len() > LONGEST {
        return None;
    }
    let number = plain(text);
    present(&number).or_else(|| before(&number))
}

/// The number in plain capitals and without spaces.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '–' | '—' | '‐' => '-',
            _ => half_width(c),
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn present(number: &str) -> Option<MapSheet> {
    let (sheet, part) = match number.split_once('-') {
        None => (number, None),
        Some((sheet, part)) => (sheet, Some(part)),
    };
    let row = sheet.chars().next().and_then(row_of)?;
    let column = sheet.get(1..3).and_then(number_of)?;
    let rest = sheet.get(3..)?;
    let Some(letter) = rest.chars().next() else {
        return part.is_none().then(|| whole(row, column, WHOLE)).flatten();
    };
    let (_, denominator, divisions, digits) = SCALES.into_iter().find(|(known, ..)| *known == letter)?;
    let numbers = rest.get(1..).filter(|numbers| numbers.len() == 2 * digits)?;
    let within = |text: Option<&str>| {
        text.and_then(number_of)
            .filter(|number| (1..=divisions).contains(number))
    };
    let found = Part {
        denominator,
        divisions,
        row: within(numbers.get(..digits))? - 1,
        column: within(numbers.get(digits..))? - 1,
    };
    let found = match part {
        None => found,
        // At 1:2000 the ninth part of a sheet of 1:5000.
        Some(part) if letter == 'H' => found.part(2_000, 3, number_of(part)?)?,
        Some(_) => return None,
    };
    whole(row, column, found)
}

fn before(number: &str) -> Option<MapSheet> {
    let mut parts = number.split('-');
    let row = parts.next().filter(|part| part.len() == 1)?;
    let row = row.chars().next().and_then(row_of)?;
    let column = parts.next().and_then(number_of)?;
    let rest: Vec<&str> = parts.collect();
    let of_hundred = |part: &str| WHOLE.part(100_000, 12, number_of(part)?);
    let bracketed = |part: &str| number_of(part.strip_prefix('(')?.strip_suffix(')')?);
    let found = match rest.as_slice() {
        [] => WHOLE,
        [part] => match letter_of(part) {
            Some(index) => WHOLE.part(500_000, 2, index)?,
            None => of_hundred(part)?,
        },
        [hundred, part] => match bracketed(part) {
            Some(index) => of_hundred(hundred)?.part(10_000, 8, index)?,
            None => of_hundred(hundred)?.part(50_000, 2, letter_of(part)?)?,
        },
        [hundred, part, last] => match bracketed(part) {
            Some(index) => of_hundred(hundred)?
                .part(10_000, 8, index)?
                .part(5_000, 2, letter_of(last)?)?,
            None => {
                of_hundred(hundred)?
                    .part(50_000, 2, letter_of(part)?)?
                    .part(25_000, 2, number_of(last)?)?
            }
        },
        _ => return None,
    };
    whole(row, column, found)
}

/// Row of 1:1 000 000 from 1.
fn row_of(letter: char) -> Option<u32> {
    let row = u32::from(letter).checked_sub(u32::from('A'))? + 1;
    (1..=LAST_ROW).contains(&row).then_some(row)
}

/// A to D as 1 to 4, as the old numbers also have 甲 to 丁.
fn letter_of(part: &str) -> Option<u32> {
    match part {
        "A" | "甲" => Some(1),
        "B" | "乙" => Some(2),
        "C" | "丙" => Some(3),
        "D" | "丁" => Some(4),
        _ => None,
    }
}

fn number_of(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn whole(row: u32, column: u32, part: Part) -> Option<MapSheet> {
    if !(1..=LAST_COLUMN).contains(&column) {
        return None;
    }
    let divisions = f64::from(part.divisions);
    let west = 6.0 * (f64::from(column) - 31.0);
    let north = 4.0 * f64::from(row);
    let lon = |columns: u32| west + 6.0 * f64::from(columns) / divisions;
    let lat = |rows: u32| north - 4.0 * f64::from(rows) / divisions;
    Some(MapSheet {
        denominator: part.denominator,
        west: lon(part.column),
        south: lat(part.row + 1),
        east: lon(part.column + 1),
        north: lat(part.row),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(text: &str) -> (u32, [f64; 4]) {
        let sheet = map_sheet(text).unwrap_or_else(|| panic!("{text}"));
        (
            sheet.denominator,
            [sheet.west, sheet.south, sheet.east, sheet.north],
        )
    }

    fn is(text: &str, denominator: u32, expected: [f64; 4]) {
        let (found, edges) = edges(text);
        assert_eq!(found, denominator, "{text}");
        for (edge, expected) in edges.into_iter().zip(expected) {
            assert!((edge - expected).abs() < 1e-12, "{text}: {edges:?}");
        }
    }

    /// The place of the standard's own example: 114°33′45″ E, 39°22′30″ N.
    #[test]
    fn the_sheets_of_one_place_lie_in_each_other() {
        let (lon, lat) = (114.0 + 33.75 / 60.0 + 1e-7, 39.375 - 1e-7);
        let mut last = [114.0, 36.0, 120.0, 40.0];
        is("J50", 1_000_000, last);
        for (letter, denominator, divisions, digits) in SCALES {
            let n = f64::from(divisions);
            let row = ((40.0 - lat) / 4.0 * n).floor() + 1.0;
            let column = ((lon - 114.0) / 6.0 * n).floor() + 1.0;
            let (found, edges) = edges(&format!("J50{letter}{row:0digits$}{column:0digits$}"));
            assert_eq!(found, denominator);
            assert!(edges[0] <= lon && lon < edges[2] && edges[1] < lat && lat <= edges[3]);
            assert!((edges[2] - edges[0] - 6.0 / n).abs() < 1e-12);
            if 2304 % divisions == 0 && letter != 'I' {
                assert!(edges[0] >= last[0] - 1e-12 && edges[3] <= last[3] + 1e-12);
                last = edges;
            }
        }
    }

    #[test]
    fn present_numbers() {
        is("J50B001001", 500_000, [114.0, 38.0, 117.0, 40.0]);
        is("J50C003003", 250_000, [117.0, 37.0, 118.5, 38.0]);
        // 116°28′25″ E, 39°54′30″ N lies on it.
        is("j50e001010", 50_000, [116.25, 39.0 + 50.0 / 60.0, 116.5, 40.0]);
        is(
            "Ｊ50 E 001 010",
            50_000,
            [116.25, 39.0 + 50.0 / 60.0, 116.5, 40.0],
        );
        is("H50G001001", 10_000, [114.0, 32.0 - 2.5 / 60.0, 114.0625, 32.0]);
        is(
            "J50K00010001",
            500,
            [114.0, 40.0 - 6.25 / 3600.0, 114.0 + 9.375 / 3600.0, 40.0],
        );
        is(
            "J50K23042304",
            500,
            [120.0 - 9.375 / 3600.0, 36.0, 120.0, 36.0 + 6.25 / 3600.0],
        );
        let (n, ninth) = edges("J50H192097-5");
        assert_eq!((n, ninth), edges("J50I575290"));
    }

    #[test]
    fn old_numbers_name_the_same_ground_as_the_present_ones() {
        for (old, new) in [
            ("J-50", "J50"),
            ("J-50-A", "J50B001001"),
            ("J-50-D", "J50B002002"),
            ("J-50-5", "J50D001005"),
            ("J-50-144", "J50D012012"),
            ("J-50-5-B", "J50E001010"),
            ("J-50-5-乙", "J50E001010"),
            ("J-50-5-B-4", "J50F002020"),
            ("J-50-5-(24)", "J50G003040"),
            ("J—50—5—（24）—b", "J50H005080"),
        ] {
            assert_eq!(map_sheet(old), map_sheet(new), "{old}");
            assert!(map_sheet(new).is_some(), "{new}");
        }
    }

    #[test]
    fn what_is_no_sheet_number_is_none() {
        for text in [
            "",
            "J",
            "J5",
            "J5O",
            "Z50",
            "P50",
            "J61",
            "J00",
            "J50E025001",
            "J50E000001",
            "J50E001",
            "J50E0010010",
            "J50K001001",
            "J50A001001",
            "J50E001010-5",
            "J50H192097-0",
            "J50H192097-10",
            "J-50-145",
            "J-50-0",
            "J-50-[1]",
            "J-50-5-E",
            "J-50-5-(65)",
            "J-50-5-B-5",
            "J-50-5-B-4-1",
            "-",
            "J-",
            "J--",
            "图幅",
            "J五0",
            "J50E００１０１Ｏ",
        ] {
            assert_eq!(map_sheet(text), None, "{text}");
        }
        assert_eq!(map_sheet(&"J50".repeat(1000)), None);
    }
}
