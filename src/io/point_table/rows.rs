//! Tables with one geometry in each row.
//!
//! Meaning: the geometry is well-known text, or well-known binary as hexadecimal digits; a column `id` has the
//! identifier, and all other cells are attributes. A column is one of numbers when each of its cells is one that JSON can hold to the digit; codes
//! with leading zeros and numbers too long for a double stay texts. A `SRID=` before every geometry names the
//! system of the file; a row that names another one is set aside.

use std::borrow::Cow;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::layer_builder::LayerBuilder;
use super::super::wkt;
use super::layout::{Layout, broken_line, is_hex_wkb};
use crate::crs::CrsId;
use crate::progress::Ticket;

/// Digits that a double keeps.
const DIGITS_KEPT: usize = 15;

/// Lines between two looks at the ticket.
const LINES_PER_LOOK: u64 = 256;

/// Bit of the type in binary that says that a reference system follows (PostGIS).
const HAS_SRID: u32 = 0x2000_0000;

/// Reads all rows; the system that all of them name.
pub(super) fn read(
    layout: &mut Layout<'_>,
    column: usize,
    builder: &mut LayerBuilder<'_>,
    ticket: &Ticket,
) -> Result<Option<CrsId>, ReadErrorKind> {
    let is_number = number_columns(layout, column, ticket)?;
    let mut records = layout.records.clone();
    let mut cells: Vec<Cow<'_, str>> = Vec::new();
    let mut systems = Systems::default();
    let mut last = records.position();
    while let Some(read) = records.next(&mut cells) {
        let line = read.map_err(broken_line)?;
        if cells.is_empty() {
            continue;
        }
        builder.begin(Some(line))?;
        ticket.advance((records.position() - last) as u64);
        last = records.position();
        let geometry = cells.get(column).map_or("", |cell| cell.trim());
        for (number, cell) in cells.iter().enumerate() {
            if number == column || cell.is_empty() {
                continue;
            }
            let name = layout.name(number);
            if name.eq_ignore_ascii_case("id") {
                let is_number = is_number.get(number).copied().unwrap_or_default();
                builder.id(if is_number {
                    cell.trim().to_owned()
                } else {
                    serde_json::Value::from(&**cell).to_string()
                });
            } else if is_number.get(number).copied().unwrap_or_default() {
                builder.attribute(name, cell.trim());
            } else {
                builder.text_attribute(name, cell);
            }
        }
        let is_null = geometry.is_empty();
        if !is_null {
            let srid = read_geometry(geometry, builder);
            if let Some(fault) = systems.add(srid) {
                builder.fault(fault);
            }
        }
        builder.end(is_null);
    }
    Ok(systems.common())
}

fn read_geometry(text: &str, builder: &mut LayerBuilder<'_>) -> Option<u32> {
    if !is_hex_wkb(text) {
        return wkt::read(text, builder);
    }
    let digits = text.trim_start_matches("0x").trim_start_matches("\\x").as_bytes();
    let digit = |byte: u8| {
        (char::from(byte))
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    let bytes: Vec<u8> = digits
        .as_chunks::<2>()
        .0
        .iter()
        .filter_map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    builder.wkb(&bytes);
    srid_of(&bytes)
}

/// The reference system in binary as PostGIS writes it.
fn srid_of(wkb: &[u8]) -> Option<u32> {
    let word = |at: usize| -> Option<u32> {
        let bytes = *wkb.get(at..at + 4)?.first_chunk()?;
        Some(if wkb.first() == Some(&1) {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    };
    (word(1)? & HAS_SRID != 0).then(|| word(5)).flatten()
}

/// The systems that rows name.
#[derive(Debug, Default)]
struct Systems {
    first: Option<u32>,
    some_name_none: bool,
}

impl Systems {
    /// Takes note of a row's system; the fault of a row in another one.
    fn add(&mut self, srid: Option<u32>) -> Option<Fault> {
        // PostGIS writes 0 for "not known".
        match srid.filter(|srid| *srid > 0) {
            None => self.some_name_none = true,
            Some(srid) => {
                let first = *self.first.get_or_insert(srid);
                if first != srid {
                    return Some(
                        Fault::new("note-srs-conflict")
                            .with("found", srid)
                            .with("srs", first),
                    );
                }
            }
        }
        None
    }

    fn common(&self) -> Option<CrsId> {
        self.first.filter(|_| !self.some_name_none).map(CrsId::Epsg)
    }
}

/// Which columns hold numbers only.
fn number_columns(layout: &Layout<'_>, geometry: usize, ticket: &Ticket) -> Result<Vec<bool>, ReadErrorKind> {
    let mut records = layout.records.clone();
    let mut cells: Vec<Cow<'_, str>> = Vec::new();
    let mut is_number: Vec<bool> = Vec::new();
    let mut has_value: Vec<bool> = Vec::new();
    let mut count = 0_u64;
    while let Some(read) = records.next(&mut cells) {
        read.map_err(broken_line)?;
        count += 1;
        if count.is_multiple_of(LINES_PER_LOOK) {
            ticket.check()?;
        }
        if is_number.len() < cells.len() {
            is_number.resize(cells.len(), true);
            has_value.resize(cells.len(), false);
        }
        for (column, cell) in cells.iter().enumerate() {
            if column != geometry && !cell.is_empty() {
                has_value[column] = true;
                is_number[column] = is_number[column] && is_json_number(cell.trim());
            }
        }
    }
    Ok(is_number.iter().zip(has_value).map(|(a, b)| *a && b).collect())
}

/// Whether JSON can hold a number as it is written.
fn is_json_number(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    begins && digits <= DIGITS_KEPT + 2 && serde_json::from_str::<f64>(text).is_ok()
}
