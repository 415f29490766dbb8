//! Fields of an attribute table for attributes that have none: types by content, names of ten bytes.
//!
//! Meaning: a field whose values are all whole or decimal numbers is N and keeps their digits; all dates D; all
//! logical values L; anything else is text (C). Field names are cut to the ten bytes that the format has, at a
//! character, and made unlike each other without regard to case. What was cut is noted.
//!
//! Input: the chunks of a layer. Output: [`Columns`], and rows as bytes.
//!
//! Source: dBASE III PLUS file structure; limits of ArcGIS for shapefiles (254 bytes of text, 255 fields).

use std::collections::{BTreeSet, HashMap};

use super::super::encoding::Encoding;
use super::super::error::WriteErrorKind;
use super::super::tally::shorten;
use crate::layer::{JsonColumn, Note, Notes, Place, Severity, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Most bytes of a text.
const TEXT_LIMIT: usize = 254;
/// Most characters of a number.
const NUMBER_LIMIT: usize = 24;
/// Most bytes of a field name.
const NAME_LIMIT: usize = 10;
/// Most fields, and most bytes of a row.
const FIELD_LIMIT: usize = 255;
const ROW_LIMIT: usize = 65_000;
/// Largest power of ten that is written out.
const EXPONENT_LIMIT: i32 = 20;
/// Field for identifiers, when the features have some.
const ID: &str = "id";
/// Field of a layer without attributes; the format asks for one.
const NUMBER: &str = "FID";

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Logical,
    Date,
    Number { decimals: usize },
    Text,
}

/// Where the values of a field come from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Attribute(String),
    Id,
    Number,
}

/// One field.
#[derive(Debug, Clone)]
struct Column {
    from: Origin,
    name: Vec<u8>,
    kind: Kind,
    width: usize,
}

/// The fields of a table.
#[derive(Debug)]
pub(super) struct Columns {
    columns: Vec<Column>,
    encoding: Encoding,
}

/// What was seen of the values of a field.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    values: u64,
    logical: u64,
    dates: u64,
    numbers: u64,
    whole_digits: usize,
    decimals: usize,
    longest_number: usize,
    text_bytes: usize,
    cut: u64,
}

impl Columns {
    /// Decides on the fields of a layer.
    pub fn of(
        layer: &SourceLayer,
        encoding: Encoding,
        notes: &mut Notes,
        ticket: &Ticket,
    ) -> Result<Self, WriteErrorKind> {
        let (sources, seen, lost) = look_through(layer, encoding, ticket)?;
        let mut columns = Vec::new();
        let mut taken = BTreeSet::new();
        let mut row = 1;
        let mut left_out = Vec::new();
        for (from, seen) in sources.into_iter().zip(seen) {
            let (kind, width) = seen.kind();
            let title = from.title().to_owned();
            if columns.len() == FIELD_LIMIT || row + width > ROW_LIMIT {
                left_out.push(shorten(&title));
                continue;
            }
            row += width;
            let (name, bytes) = short_name(&title, encoding, &taken);
            if name != title {
                let note = warning("note-field-name-cut").with("name", shorten(&title));
                notes.push(note.with("to", &name));
            }
            if kind == Kind::Text && seen.cut > 0 {
                let note = warning("note-text-cut").with("name", shorten(&title));
                notes.push(note.with("count", seen.cut).with("limit", TEXT_LIMIT));
            }
            taken.insert(name.to_uppercase());
            columns.push(Column {
                from,
                name: bytes,
                kind,
                width,
            });
        }
        if !left_out.is_empty() {
            let note = warning("note-fields-left-out").with("count", left_out.len());
            notes.push(note.with("fields", left_out.join(", ")));
        }
        if !lost.is_empty() {
            let characters: String = lost.iter().take(20).collect();
            let note = warning("note-characters-lost").with("characters", characters);
            notes.push(note.with("count", lost.len()).with("encoding", encoding));
        }
        Ok(Self { columns, encoding })
    }

    /// Bytes of a row.
    pub fn row_bytes(&self) -> usize {
        1 + self.columns.iter().map(|column| column.width).sum::<usize>()
    }

    /// The header of a table with so many rows.
    pub fn header(&self, rows: u32) -> Vec<u8> {
        let length = 32 + 32 * self.columns.len() + 1;
        let language = if self.encoding == Encoding::GBK { 0x4D } else { 0 };
        let mut header = Vec::with_capacity(length);
        // A day that is always the same, so that the same layer gives the same bytes.
        header.extend_from_slice(&[3, 95, 7, 26]);
        header.extend_from_slice(&rows.to_le_bytes());
        header.extend_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
        header.extend_from_slice(&u16::try_from(self.row_bytes()).unwrap_or(u16::MAX).to_le_bytes());
        header.resize(29, 0);
        header.push(language);
        header.resize(32, 0);
        for column in &self.columns {
            let start = header.len();
            header.extend_from_slice(&column.name);
            header.resize(start + 11, 0);
            let (code, decimals) = match column.kind {
                Kind::Logical => (b'L', 0),
                Kind::Date => (b'D', 0),
                Kind::Number { decimals } => (b'N', decimals),
                Kind::Text => (b'C', 0),
            };
            header.push(code);
            header.resize(start + 16, 0);
            // Both are below 256 by the limits above.
            header.push(u8::try_from(column.width).unwrap_or(u8::MAX));
            header.push(u8::try_from(decimals).unwrap_or(u8::MAX));
            header.resize(start + 32, 0);
        }
        header.push(0x0D);
        header
    }

    /// Where the fields stand in a chunk.
    pub fn places<'c>(&self, chunk: &'c SourceChunk) -> Vec<Option<&'c JsonColumn>> {
        let names = chunk.attributes.names();
        let by_name: HashMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
        let place = |column: &Column| match &column.from {
            Origin::Attribute(name) => by_name
                .get(name.as_str())
                .and_then(|at| chunk.attributes.columns().get(*at)),
            Origin::Id => Some(&chunk.ids),
            Origin::Number => None,
        };
        self.columns.iter().map(place).collect()
    }

    /// Appends a row; `number` counts all features.
    pub fn write_row(&self, places: &[Option<&JsonColumn>], row: usize, number: u64, bytes: &mut Vec<u8>) {
        bytes.push(b' ');
        for (column, place) in self.columns.iter().zip(places) {
            let start = bytes.len();
            let end = start + column.width;
            let text = match column.from {
                Origin::Number => Some(number.to_string()),
                _ => place.and_then(|place| place.get(row)).and_then(text_of),
            };
            match (text, column.kind) {
                (Some(text), Kind::Text) => {
                    bytes.extend(cut(&text, self.encoding, column.width).0);
                }
                (Some(text), Kind::Number { .. }) => {
                    let digits = written_out(&text).unwrap_or_default();
                    bytes.resize(end.saturating_sub(digits.len()).max(start), b' ');
                    bytes.extend_from_slice(digits.as_bytes());
                }
                (Some(text), Kind::Date) => bytes.extend(text.bytes().filter(u8::is_ascii_digit)),
                (Some(text), Kind::Logical) => bytes.push(if text == "true" { b'T' } else { b'F' }),
                (None, Kind::Logical) => bytes.push(b'?'),
                (None, _) => {}
            }
            bytes.resize(end, b' ');
        }
    }
}

impl Origin {
    fn title(&self) -> &str {
        match self {
            Self::Attribute(name) => name,
            Self::Id => ID,
            Self::Number => NUMBER,
        }
    }
}

/// The fields in the order in which they first occur, what their values are, and characters that the encoding does
/// not have.
type Looked = (Vec<Origin>, Vec<Seen>, BTreeSet<char>);

fn look_through(layer: &SourceLayer, encoding: Encoding, ticket: &Ticket) -> Result<Looked, WriteErrorKind> {
    let mut sources = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    let mut lost = BTreeSet::new();
    let mut known = HashMap::new();
    for chunk in &layer.chunks {
        ticket.check()?;
        let attributes = &chunk.attributes;
        for (name, column) in attributes.names().iter().zip(attributes.columns()) {
            let at = *known.entry(name.clone()).or_insert_with(|| {
                sources.push(Origin::Attribute(name.clone()));
                seen.push(Seen::default());
                seen.len() - 1
            });
            for json in (0..column.len()).filter_map(|row| column.get(row)) {
                seen[at].add(json, encoding, &mut lost);
            }
        }
    }
    let has_ids = layer
        .chunks
        .iter()
        .any(|chunk| (0..chunk.ids.len()).any(|row| chunk.ids.get(row).is_some()));
    if has_ids && !sources.iter().any(|from| from.title().eq_ignore_ascii_case(ID)) {
        let mut of_ids = Seen::default();
        for chunk in &layer.chunks {
            for json in (0..chunk.ids.len()).filter_map(|row| chunk.ids.get(row)) {
                of_ids.add(json, encoding, &mut lost);
            }
        }
        sources.push(Origin::Id);
        seen.push(of_ids);
    }
    if sources.is_empty() {
        sources.push(Origin::Number);
        seen.push(Seen {
            values: 1,
            numbers: 1,
            whole_digits: NAME_LIMIT,
            longest_number: NAME_LIMIT,
            ..Seen::default()
        });
    }
    Ok((sources, seen, lost))
}

impl Seen {
    fn add(&mut self, json: &str, encoding: Encoding, lost: &mut BTreeSet<char>) {
        let Some(text) = text_of(json) else { return };
        self.values += 1;
        let is_string = json.starts_with('"');
        self.logical += u64::from(json == "true" || json == "false");
        self.dates += u64::from(is_string && is_date(&text));
        if let Some(digits) = written_out(&text).filter(|_| {
            !is_string && json.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        }) {
            self.numbers += 1;
            let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
            self.whole_digits = self.whole_digits.max(whole.len());
            self.decimals = self.decimals.max(fraction.len());
            self.longest_number = self.longest_number.max(digits.len());
        }
        if text.is_ascii() {
            self.text_bytes = self.text_bytes.max(text.len());
            self.cut += u64::from(text.len() > TEXT_LIMIT);
            return;
        }
        let (bytes, missing) = encoding.encode(&text);
        lost.extend(missing);
        self.text_bytes = self.text_bytes.max(bytes.len());
        self.cut += u64::from(bytes.len() > TEXT_LIMIT);
    }

    /// The type that holds all values, and its width.
    fn kind(&self) -> (Kind, usize) {
        let all = |count: u64| self.values > 0 && count == self.values;
        let point = usize::from(self.decimals > 0);
        let full = self.whole_digits + point + self.decimals;
        // Numbers are not filled up with zeros, so the longest decides where both parts together are too long.
        let width = if full <= NUMBER_LIMIT {
            full
        } else {
            self.longest_number
        };
        if all(self.logical) {
            (Kind::Logical, 1)
        } else if all(self.dates) {
            (Kind::Date, 8)
        } else if all(self.numbers) && width <= NUMBER_LIMIT && self.decimals < width {
            let decimals = self.decimals;
            (Kind::Number { decimals }, width)
        } else {
            (Kind::Text, self.text_bytes.clamp(1, TEXT_LIMIT))
        }
    }
}

/// A value as text without blanks behind it, which the format cannot tell from those that fill the field; `None`
/// for null and for text that is blank.
fn text_of(json: &str) -> Option<String> {
    if json == "null" || json.is_empty() {
        return None;
    }
    if !json.starts_with('"') {
        return Some(json.to_owned());
    }
    let text: String = serde_json::from_str(json).ok()?;
    let text = text.trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    bytes.len() == 10
        && (digits(0..4) && bytes[4] == b'-' && digits(5..7) && bytes[7] == b'-' && digits(8..10))
        && &text[..4] != "0000"
        && (1..=12).contains(&text[5..7].parse().unwrap_or(0))
        && (1..=31).contains(&text[8..].parse().unwrap_or(0))
}

/// A number of JSON without exponent; `None` when it has one that is too large.
fn written_out(number: &str) -> Option<String> {
    let Some((digits, exponent)) = number.split_once(['e', 'E']) else {
        return Some(number.to_owned());
    };
    let exponent: i32 = exponent
        .parse()
        .ok()
        .filter(|power: &i32| power.abs() <= EXPONENT_LIMIT)?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let text = match usize::try_from(point) {
        Ok(point) if point >= all.len() => format!("{all}{}", "0".repeat(point - all.len())),
        Ok(point) if point > 0 => format!("{}.{}", &all[..point], &all[point..]),
        _ => format!("0.{}{all}", "0".repeat(usize::try_from(-point).ok()?)),
    };
    let zeros = text.bytes().take_while(|byte| *byte == b'0').count();
    let (before, _) = text.split_once('.').unwrap_or((&text, ""));
    Some(format!("{sign}{}", &text[zeros.min(before.len() - 1)..]))
}

/// As many characters of a text as fit, encoded; and whether all did.
fn cut(text: &str, encoding: Encoding, limit: usize) -> (Vec<u8>, bool) {
    // A zero byte would end the text.
    let plain = |text: &str| encoding.encode(&text.replace('\0', " ")).0;
    let bytes = plain(text);
    if bytes.len() <= limit {
        return (bytes, true);
    }
    let mut kept = Vec::with_capacity(limit);
    for c in text.chars() {
        let character = plain(c.encode_utf8(&mut [0; 4]));
        if kept.len() + character.len() > limit {
            break;
        }
        kept.extend(character);
    }
    (kept, false)
}

/// A field name that fits and is not taken, as text and encoded.
fn short_name(title: &str, encoding: Encoding, taken: &BTreeSet<String>) -> (String, Vec<u8>) {
    let shortened = |text: &str, limit: usize| {
        let mut kept = String::new();
        let mut bytes = 0;
        for c in text.chars().filter(|c| !c.is_control()) {
            bytes += encoding.encode(c.encode_utf8(&mut [0; 4])).0.len();
            if bytes > limit {
                break;
            }
            kept.push(c);
        }
        kept.trim().to_owned()
    };
    let mut name = shortened(title, NAME_LIMIT);
    if name.is_empty() {
        "FIELD".clone_into(&mut name);
    }
    let mut number = 1;
    let stem = name.clone();
    while taken.contains(&name.to_uppercase()) {
        let suffix = format!("_{number}");
        name = format!("{}{suffix}", shortened(&stem, NAME_LIMIT - suffix.len()));
        number += 1;
    }
    let bytes = encoding.encode(&name).0;
    (name, bytes)
}

fn warning(code: &'static str) -> Note {
    Note::new(code, Severity::Warning, Place::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_written_out() {
        for (number, expected) in [
            ("1.5e3", "1500"),
            ("-1.25e-3", "-0.00125"),
            ("1e0", "1"),
            ("12.5e-1", "1.25"),
            ("0.0001e5", "10"),
            ("0e5", "0"),
            ("12.50", "12.50"),
        ] {
            assert_eq!(written_out(number).as_deref(), Some(expected), "{number}");
        }
        assert_eq!(written_out("1e300"), None);
    }

    #[test]
    fn names_are_cut_at_characters_and_stay_apart() {
        let mut taken = BTreeSet::new();
        let mut short = |title: &str, encoding| {
            let (name, bytes) = short_name(title, encoding, &taken);
            assert!(bytes.len() <= NAME_LIMIT && !bytes.is_empty());
            assert!(taken.insert(name.to_uppercase()), "{name}");
            name
        };
        assert_eq!(short("生态保护红线面积", Encoding::GBK), "生态保护红");
        assert_eq!(short("生态保护红线编号", Encoding::GBK), "生态保护_1");
        assert_eq!(short("图斑编号", Encoding::UTF_8), "图斑编");
        assert_eq!(short("abcdefghijk", Encoding::UTF_8), "abcdefghij");
        assert_eq!(short("ABCDEFGHIJL", Encoding::UTF_8), "ABCDEFGH_1");
        for _ in 0..20 {
            short("abcdefghijk", Encoding::UTF_8);
        }
        assert_eq!(short("", Encoding::UTF_8), "FIELD");
    }
}
