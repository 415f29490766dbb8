//! The values of a row.
//!
//! Meaning: a row begins with one bit for each field that can be null, the lowest bit of the first byte first; then
//! come the values that are there, in the order of the fields, without any mark between them. So what stands behind
//! a value of unknown length is lost.
//!
//! Input: the bytes of a row. Output: [`Value`]s, and their JSON texts.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan as _};

use super::cursor::{Cursor, utf16_lossy};
use super::fields::{Field, Fields, Kind};

/// Thousandths of a second in a day.
const DAY_MS: f64 = 86_400_000.0;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// None.
    Null,
    /// A whole number.
    Whole(i64),
    /// A binary fraction of four bytes.
    Single(f32),
    /// A binary fraction of eight bytes.
    Double(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A text that is not in the encoding that the table names.
    NotText,
    /// Days since 1899-12-30, and minutes before UTC where they are known.
    Moment(f64, Option<i16>),
    /// Whole days since 1899-12-30.
    Day(f64),
    /// A part of a day.
    TimeOfDay(f64),
    /// A GUID.
    Guid([u8; 16]),
    /// Bytes of a geometry.
    Geometry(&'a [u8]),
    /// Bytes that nobody reads.
    Blob,
}

/// The values of one row.
#[derive(Debug)]
pub(super) struct Values<'a> {
    cursor: Cursor<'a>,
    nulls: &'a [u8],
    nullable: usize,
    texts_are_utf8: bool,
}

impl<'a> Values<'a> {
    /// The values of a row of these bytes.
    pub fn new(bytes: &'a [u8], fields: &Fields) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let nulls = cursor.take(fields.nullable.div_ceil(8))?;
        Some(Self {
            cursor,
            nulls,
            nullable: 0,
            texts_are_utf8: fields.texts_are_utf8,
        })
    }

    /// The value of the next field; `None` when the row ends before it does. The number of the row is none.
    pub fn next(&mut self, field: &Field) -> Option<Value<'a>> {
        if field.is_nullable {
            let byte = self.nulls.get(self.nullable / 8)?;
            let is_null = byte >> (self.nullable % 8) & 1 == 1;
            self.nullable += 1;
            if is_null {
                return Some(Value::Null);
            }
        }
        let cursor = &mut self.cursor;
        Some(match field.kind {
            Kind::ObjectId => Value::Null,
            Kind::Int16 => Value::Whole(cursor.i16()?.into()),
            Kind::Int32 => Value::Whole(cursor.i32()?.into()),
            Kind::Int64 => Value::Whole(cursor.i64()?),
            Kind::Float32 => Value::Single(cursor.f32()?),
            Kind::Float64 => Value::Double(cursor.f64()?),
            Kind::DateTime => Value::Moment(cursor.f64()?, None),
            Kind::DateTimeOffset => Value::Moment(cursor.f64()?, Some(cursor.i16()?)),
            Kind::Date => Value::Day(cursor.f64()?),
            Kind::Time => Value::TimeOfDay(cursor.f64()?),
            Kind::Guid => Value::Guid(cursor.guid()?),
            Kind::RasterNumber => {
                cursor.i32()?;
                Value::Blob
            }
            Kind::Text | Kind::Xml => self.text()?,
            Kind::Geometry => {
                let length = cursor.length()?;
                Value::Geometry(cursor.take(length)?)
            }
            Kind::Binary | Kind::Raster => {
                let length = cursor.length()?;
                cursor.take(length)?;
                Value::Blob
            }
        })
    }

    fn text(&mut self) -> Option<Value<'a>> {
        let length = self.cursor.length()?;
        let bytes = self.cursor.take(length)?;
        Some(if self.texts_are_utf8 {
            std::str::from_utf8(bytes).map_or(Value::NotText, |text| Value::Text(text.into()))
        } else if bytes.len() % 2 == 0 {
            Value::Text(utf16_lossy(bytes).into())
        } else {
            Value::NotText
        })
    }
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It stands there as it was.
    AsItWas,
    /// It is text in another encoding; null stands there.
    NotText,
    /// It is infinite, or a time that no calendar has; null stands there.
    NotFinite,
    /// It is binary; nothing stands there.
    Blob,
}

/// Writes a value as a JSON text: numbers with as many digits as tell them apart, times as ISO 8601 has them.
pub(super) fn write_json(json: &mut String, value: &Value<'_>) -> Written {
    json.clear();
    let text = match value {
        Value::Null => None,
        Value::Geometry(_) | Value::Blob => return Written::Blob,
        Value::NotText => {
            json.push_str("null");
            return Written::NotText;
        }
        Value::Whole(number) => Some(number.to_string()),
        // As text they have the digits that tell them apart, which a conversion to eight bytes would not keep.
        Value::Single(number) if number.is_finite() => Some(format!("{number:?}")),
        Value::Double(number) if number.is_finite() => Some(format!("{number:?}")),
        Value::Text(text) => serde_json::to_string(text).ok(),
        Value::Guid(bytes) => Some(format!("\"{}\"", guid_text(bytes))),
        Value::Single(_) | Value::Double(_) | Value::Moment(..) | Value::Day(_) | Value::TimeOfDay(_) => {
            let Some(time) = time_text(value) else {
                json.push_str("null");
                return Written::NotFinite;
            };
            Some(format!("\"{time}\""))
        }
    };
    json.push_str(text.as_deref().unwrap_or("null"));
    Written::AsItWas
}

/// A GUID as Esri writes it; the first three groups have their low byte first.
pub(super) fn guid_text(bytes: &[u8; 16]) -> String {
    const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let mut text = String::from("{");
    for (at, byte) in ORDER.into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing into a `String` cannot fail.
        let _ = write!(text, "{:02X}", bytes[byte]);
    }
    text.push('}');
    text
}

fn time_text(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Moment(days, offset) => {
            let moment = moment(*days)?;
            Some(match offset {
                None => moment.to_string(),
                Some(minutes) => {
                    let sign = if *minutes < 0 { '-' } else { '+' };
                    let minutes = minutes.unsigned_abs();
                    format!("{moment}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
                }
            })
        }
        Value::Day(days) => Some(moment(*days)?.date().to_string()),
        Value::TimeOfDay(part) => {
            let time = moment(*part).filter(|_| (0.0..1.0).contains(part))?.time();
            Some(time.to_string())
        }
        _ => None,
    }
}

/// The moment so many days after 1899-12-30, to a thousandth of a second.
fn moment(days: f64) -> Option<DateTime> {
    let whole = days.floor();
    if !whole.is_finite() || whole.abs() > 4e6 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "its size was looked at")]
    let (whole, part) = (whole as i64, ((days - whole) * DAY_MS).round() as i64);
    let start = Date::new(1899, 12, 30).ok()?;
    let day = start.checked_add(whole.days()).ok()?;
    let midnight = DateTime::from_parts(day, Time::midnight());
    midnight.checked_add(SignedDuration::from_millis(part)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_json() {
        let json = |value: Value<'_>| {
            let mut text = String::new();
            let written = write_json(&mut text, &value);
            (text, written)
        };
        for (value, expected) in [
            (Value::Null, "null"),
            (Value::Whole(-7), "-7"),
            (Value::Single(0.1), "0.1"),
            (Value::Double(100.0), "100.0"),
            (Value::Text("地\"类".into()), r#""地\"类""#),
            (Value::Moment(43_831.5, None), "\"2020-01-01T12:00:00\""),
            (
                Value::Moment(43_831.5, Some(480)),
                "\"2020-01-01T12:00:00+08:00\"",
            ),
            (Value::Day(-1.0), "\"1899-12-29\""),
            (Value::TimeOfDay(0.75), "\"18:00:00\""),
            (
                Value::Guid([
                    9, 0x98, 0x73, 0x70, 0x2C, 0x85, 3, 0x4A, 0x9E, 0x22, 1, 2, 3, 4, 5, 6,
                ]),
                "\"{70739809-852C-4A03-9E22-010203040506}\"",
            ),
        ] {
            assert_eq!(json(value), (expected.to_owned(), Written::AsItWas));
        }
        let lost = |value| assert_eq!(json(value), ("null".to_owned(), Written::NotFinite));
        lost(Value::Double(f64::NAN));
        lost(Value::Moment(1e300, None));
        lost(Value::TimeOfDay(1.5));
        assert_eq!(json(Value::NotText).1, Written::NotText);
    }
}
