//! What all entities have: layer, handle, colour, line type, extended data.
//!
//! Meaning: extended data (XDATA, 扩展数据) are values that programs hang on entities under their name; CASS keeps the
//! code of what a line is, and the number of a parcel, under `SOUTH`. The first value of a program becomes the field
//! with the program's name, the others fields with numbers behind it.

use super::groups::Value;
use super::record::Record;
use super::rings::RING_APPLICATION;
use super::text::Texts;
use super::write::{APPLICATION, split_field};

/// Values that one program may hang on an entity.
const VALUES_LIMIT: usize = 64;

/// What all entities have, as the file holds it.
#[derive(Debug, Clone, Default)]
pub(super) struct Common {
    /// Line at which the entity begins.
    pub line: u64,
    /// Name of its layer.
    pub layer: Vec<u8>,
    /// Its handle, a hexadecimal number.
    pub handle: Vec<u8>,
    /// Number of its colour; 256 or nothing is that of the layer.
    pub colour: Option<i64>,
    /// Its colour as red, green and blue in one number.
    pub true_colour: Option<i64>,
    /// Name of its line type; nothing is that of the layer.
    pub line_type: Option<Vec<u8>>,
    /// Its elevation, where the file gives one.
    pub elevation: Option<f64>,
    /// It lies on a sheet (paper space, 图纸空间) and not in the drawing.
    pub is_paper: bool,
    /// Values of extended data.
    pub extended: Vec<Extended>,
}

/// A value that a program hung on an entity.
#[derive(Debug, Clone)]
pub(super) struct Extended {
    application: Vec<u8>,
    /// Number of the value among those of its program, from 1.
    number: usize,
    value: ExtendedValue,
}

#[derive(Debug, Clone)]
enum ExtendedValue {
    Text(Vec<u8>),
    Real(f64),
    Whole(i64),
}

impl Common {
    /// What a record says.
    pub fn of_record(record: &Record) -> Self {
        let text = |code| record.text(code).map(|text| text.trim_ascii().to_vec());
        let elevation = [38, 30]
            .into_iter()
            .find_map(|code| record.real(code).ok().flatten());
        Self {
            line: record.line,
            layer: text(8).unwrap_or_else(|| b"0".to_vec()),
            handle: text(5).map(cut).unwrap_or_default(),
            colour: record.whole(62),
            true_colour: record.whole(420),
            line_type: text(6),
            elevation,
            is_paper: record.whole(67) == Some(1),
            extended: extended(record),
        }
    }
}

/// A handle has at most 16 digits; what is longer is none.
fn cut(mut handle: Vec<u8>) -> Vec<u8> {
    handle.truncate(32);
    handle
}

impl Common {
    /// The numbers of the mark that this program hung on a ring.
    pub fn ring_numbers(&self) -> Option<[u32; 4]> {
        let of_mark = |value: &&Extended| value.application == RING_APPLICATION.as_bytes();
        let number = |value: &Extended| match value.value {
            ExtendedValue::Whole(whole) => u32::try_from(whole).ok(),
            _ => None,
        };
        let numbers = self.extended.iter().filter(of_mark).map(number);
        numbers.collect::<Option<Vec<u32>>>()?.try_into().ok()
    }
}

fn extended(record: &Record) -> Vec<Extended> {
    let mut all = Vec::new();
    let mut application: &[u8] = b"";
    let mut number = 0;
    for group in record.extended() {
        let value = match (group.code, group.value) {
            (1001, Value::Text(name)) => {
                application = name.trim_ascii();
                number = 0;
                continue;
            }
            (1000 | 1003 | 1005, Value::Text(text)) => ExtendedValue::Text(text.to_vec()),
            (1040..=1042, value) => match value.real() {
                Ok(real) => ExtendedValue::Real(real),
                Err(_) => continue,
            },
            (1070 | 1071, value) => match value.whole() {
                Some(whole) => ExtendedValue::Whole(whole),
                None => continue,
            },
            _ => continue,
        };
        number += 1;
        if number <= VALUES_LIMIT && application != b"ACAD" {
            all.push(Extended {
                application: application.to_vec(),
                number,
                value,
            });
        }
    }
    all
}

impl Extended {
    /// Name and JSON text of the field that the value becomes; a field that this program wrote gets its own name
    /// back.
    pub fn field(&self, texts: &Texts) -> Option<(String, String)> {
        if self.application == RING_APPLICATION.as_bytes() {
            return None;
        }
        let application = texts.decode(&self.application);
        let json = match &self.value {
            ExtendedValue::Real(real) => serde_json::to_string(real).ok()?,
            ExtendedValue::Whole(whole) => whole.to_string(),
            ExtendedValue::Text(text) => {
                let text = texts.decode(text);
                if application == APPLICATION {
                    return split_field(&text);
                }
                serde_json::to_string(&text).ok()?
            }
        };
        let name = if self.number == 1 {
            application
        } else {
            format!("{application}_{}", self.number)
        };
        Some((name, json))
    }
}
