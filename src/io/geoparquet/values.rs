//! Values of flat columns as JSON texts.
//!
//! Meaning: what a value is follows from the physical type of its column and from what that is said to mean. Dates and
//! times become text in the form of ISO 8601, decimals numbers with all their digits, binary values are left out.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReaderImpl, get_column_reader, get_typed_column_reader};
use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
    Int96Type,
};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

/// What values mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// What they are.
    Plain,
    /// Whole numbers without sign, in the bits of one with sign.
    Unsigned,
    /// Days since 1970.
    Date,
    /// Time of day, by units in a second.
    Time(i64),
    /// Moments by units in a second since 1970, and whether that is universal time.
    Moment(i64, bool),
    /// Whole numbers with so many decimals.
    Decimal(u32),
    /// Text in UTF-8.
    Text,
    /// An identifier of 16 bytes.
    Uuid,
    /// Binary, or nothing that is known.
    Blob,
}

/// A value as it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Raw<'v> {
    /// A truth value.
    Bool(bool),
    /// A whole number of 32 bits.
    I32(i32),
    /// A whole number of 64 bits.
    I64(i64),
    /// Nanoseconds since 1970.
    Nanos(i64),
    /// A number of 32 bits.
    F32(f32),
    /// A number of 64 bits.
    F64(f64),
    /// Bytes.
    Bytes(&'v [u8]),
}

/// A value as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// A JSON text.
    Json(String),
    /// A number or time that JSON does not have.
    NotFinite,
    /// Text that is not UTF-8.
    NotUtf8,
    /// Binary data.
    Blob,
}

/// What the values of a column mean.
pub(super) fn meaning(column: &ColumnDescriptor) -> Meaning {
    let (physical, converted) = (column.physical_type(), column.converted_type());
    if let Some(logical) = column.logical_type_ref() {
        return by_logical_type(physical, logical);
    }
    let is_bytes = matches!(physical, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY);
    match converted {
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON if is_bytes => Meaning::Text,
        ConvertedType::DATE => Meaning::Date,
        ConvertedType::TIME_MILLIS => Meaning::Time(1000),
        ConvertedType::TIME_MICROS => Meaning::Time(1_000_000),
        ConvertedType::TIMESTAMP_MILLIS => Meaning::Moment(1000, true),
        ConvertedType::TIMESTAMP_MICROS => Meaning::Moment(1_000_000, true),
        ConvertedType::DECIMAL => decimal(column.type_scale()),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            Meaning::Unsigned
        }
        _ if is_bytes => Meaning::Blob,
        _ => Meaning::Plain,
    }
}

fn by_logical_type(physical: Physical, logical: &LogicalType) -> Meaning {
    let is_bytes = matches!(physical, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY);
    match logical {
        LogicalType::String | LogicalType::Enum | LogicalType::Json if is_bytes => Meaning::Text,
        LogicalType::Uuid => Meaning::Uuid,
        LogicalType::Date => Meaning::Date,
        LogicalType::Time(time) => Meaning::Time(units(time.unit)),
        LogicalType::Timestamp(moment) => Meaning::Moment(units(moment.unit), moment.is_adjusted_to_u_t_c),
        LogicalType::Decimal(number) => decimal(number.scale),
        LogicalType::Integer(number) if !number.is_signed => Meaning::Unsigned,
        _ if is_bytes => Meaning::Blob,
        _ => Meaning::Plain,
    }
}

fn decimal(scale: i32) -> Meaning {
    u32::try_from(scale).map_or(Meaning::Blob, Meaning::Decimal)
}

fn units(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// A value as JSON text.
pub(super) fn keep(raw: Raw<'_>, meaning: Meaning) -> Kept {
    match (raw, meaning) {
        (Raw::Bool(value), _) => Kept::Json(value.to_string()),
        (Raw::I32(days), Meaning::Date) => date(days),
        (Raw::I32(value), Meaning::Unsigned) => Kept::Json(value.cast_unsigned().to_string()),
        (Raw::I64(value), Meaning::Unsigned) => Kept::Json(value.cast_unsigned().to_string()),
        (Raw::I32(value), meaning) => whole(i64::from(value), meaning),
        (Raw::I64(value), meaning) => whole(value, meaning),
        (Raw::Nanos(value), _) => moment(value, 1_000_000_000, true),
        (Raw::F32(value), _) => number(value.is_finite().then(|| serde_json::to_string(&value))),
        (Raw::F64(value), _) => number(value.is_finite().then(|| serde_json::to_string(&value))),
        (Raw::Bytes(bytes), Meaning::Text) => match std::str::from_utf8(bytes) {
            Ok(value) => text(value),
            Err(_) => Kept::NotUtf8,
        },
        (Raw::Bytes(bytes), Meaning::Uuid) => uuid(bytes),
        (Raw::Bytes(bytes), Meaning::Decimal(scale)) => big(bytes, scale),
        (Raw::Bytes(_), _) => Kept::Blob,
    }
}

fn number(json: Option<serde_json::Result<String>>) -> Kept {
    json.and_then(serde_json::Result::ok)
        .map_or(Kept::NotFinite, Kept::Json)
}

fn text(value: &str) -> Kept {
    serde_json::to_string(value).map_or(Kept::NotUtf8, Kept::Json)
}

fn whole(value: i64, meaning: Meaning) -> Kept {
    match meaning {
        Meaning::Decimal(scale) => with_point(i128::from(value), scale),
        Meaning::Moment(units, is_universal) => moment(value, units, is_universal),
        Meaning::Time(units) => time(value, units),
        _ => Kept::Json(value.to_string()),
    }
}

/// A whole number with its last `scale` digits behind the point.
fn with_point(value: i128, scale: u32) -> Kept {
    let scale = scale as usize;
    if scale == 0 {
        return Kept::Json(value.to_string());
    }
    if scale > 76 {
        return Kept::Blob;
    }
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if value < 0 { "-" } else { "" };
    Kept::Json(format!("{sign}{whole}.{fraction}"))
}

/// A decimal of up to 16 bytes, the highest first.
fn big(bytes: &[u8], scale: u32) -> Kept {
    if bytes.is_empty() || bytes.len() > 16 {
        return Kept::Blob;
    }
    let fill = if bytes[0] & 0x80 == 0 { 0 } else { 0xFF };
    let mut all = [fill; 16];
    all[16 - bytes.len()..].copy_from_slice(bytes);
    with_point(i128::from_be_bytes(all), scale)
}

fn date(days: i32) -> Kept {
    let start = jiff::civil::date(1970, 1, 1);
    let span = jiff::Span::new().try_days(days);
    let found = span.and_then(|span| start.checked_add(span));
    found.map_or(Kept::NotFinite, |date| text(&date.to_string()))
}

fn moment(value: i64, units: i64, is_universal: bool) -> Kept {
    let seconds = value.div_euclid(units);
    let nanos = value.rem_euclid(units) * (1_000_000_000 / units);
    let nanos = i32::try_from(nanos).unwrap_or_default();
    let Ok(found) = jiff::Timestamp::new(seconds, nanos) else {
        return Kept::NotFinite;
    };
    if is_universal {
        return text(&found.to_string());
    }
    text(&jiff::tz::Offset::UTC.to_datetime(found).to_string())
}

fn time(value: i64, units: i64) -> Kept {
    let Kept::Json(json) = moment(value, units, false) else {
        return Kept::NotFinite;
    };
    // A time of day is a moment of the first day.
    match json.strip_prefix("\"1970-01-01T") {
        Some(time) => Kept::Json(format!("\"{time}")),
        None => Kept::NotFinite,
    }
}

fn uuid(bytes: &[u8]) -> Kept {
    if bytes.len() != 16 {
        return Kept::Blob;
    }
    let mut value = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&index) {
            value.push('-');
        }
        value.extend([byte >> 4, byte & 0xF].map(|half| char::from(b"0123456789abcdef"[usize::from(half)])));
    }
    text(&value)
}

/// The values of one flat column in a row group.
pub(super) trait Column {
    /// Decodes the next rows; there must be as many.
    fn read(&mut self, rows: usize) -> Result<()>;

    /// The value of the next of these rows; `None` for null.
    fn next(&mut self) -> Option<Raw<'_>>;
}

/// The values of a column, whatever their type.
pub(super) fn column(descriptor: ColumnDescPtr, pages: Box<dyn PageReader>) -> Box<dyn Column> {
    match descriptor.physical_type() {
        Physical::BOOLEAN => Typed::<BoolType>::boxed(descriptor, pages, |value| Raw::Bool(*value)),
        Physical::INT32 => Typed::<Int32Type>::boxed(descriptor, pages, |value| Raw::I32(*value)),
        Physical::INT64 => Typed::<Int64Type>::boxed(descriptor, pages, |value| Raw::I64(*value)),
        Physical::INT96 => Typed::<Int96Type>::boxed(descriptor, pages, |value| Raw::Nanos(value.to_nanos())),
        Physical::FLOAT => Typed::<FloatType>::boxed(descriptor, pages, |value| Raw::F32(*value)),
        Physical::DOUBLE => Typed::<DoubleType>::boxed(descriptor, pages, |value| Raw::F64(*value)),
        Physical::BYTE_ARRAY => {
            Typed::<ByteArrayType>::boxed(descriptor, pages, |value| Raw::Bytes(value.data()))
        }
        Physical::FIXED_LEN_BYTE_ARRAY => {
            Typed::<FixedLenByteArrayType>::boxed(descriptor, pages, |value| Raw::Bytes(value.data()))
        }
    }
}

struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    is_required: bool,
    levels: Vec<i16>,
    values: Vec<T::T>,
    row: usize,
    value: usize,
    raw: fn(&T::T) -> Raw<'_>,
}

impl<T: DataType> Typed<T> {
    fn boxed(
        descriptor: ColumnDescPtr,
        pages: Box<dyn PageReader>,
        raw: fn(&T::T) -> Raw<'_>,
    ) -> Box<dyn Column> {
        Box::new(Self {
            is_required: descriptor.max_def_level() == 0,
            reader: get_typed_column_reader::<T>(get_column_reader(descriptor, pages)),
            levels: Vec::new(),
            values: Vec::new(),
            row: 0,
            value: 0,
            raw,
        })
    }
}

impl<T: DataType> Column for Typed<T> {
    fn read(&mut self, rows: usize) -> Result<()> {
        self.levels.clear();
        self.values.clear();
        (self.row, self.value) = (0, 0);
        let (found, _, _) = self
            .reader
            .read_records(rows, Some(&mut self.levels), None, &mut self.values)?;
        if found == rows {
            Ok(())
        } else {
            Err(ParquetError::General("rows are missing".to_owned()))
        }
    }

    fn next(&mut self) -> Option<Raw<'_>> {
        let is_there = self.is_required || self.levels.get(self.row).is_some_and(|level| *level > 0);
        self.row += 1;
        if !is_there {
            return None;
        }
        self.value += 1;
        self.values.get(self.value - 1).map(self.raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_text_by_their_meaning() {
        let json = |text: &str| Kept::Json(text.to_owned());
        for (raw, meaning, expected) in [
            (Raw::Bool(true), Meaning::Plain, json("true")),
            (Raw::I32(-7), Meaning::Plain, json("-7")),
            (Raw::I32(-1), Meaning::Unsigned, json("4294967295")),
            (Raw::I64(-1), Meaning::Unsigned, json("18446744073709551615")),
            (Raw::I32(19_000), Meaning::Date, json("\"2022-01-08\"")),
            (Raw::I32(i32::MAX), Meaning::Date, Kept::NotFinite),
            (Raw::I64(1500), Meaning::Time(1000), json("\"00:00:01.5\"")),
            (Raw::I64(-1), Meaning::Time(1000), Kept::NotFinite),
            (
                Raw::I64(-1),
                Meaning::Moment(1000, true),
                json("\"1969-12-31T23:59:59.999Z\""),
            ),
            (
                Raw::I64(86_400_000_000),
                Meaning::Moment(1_000_000, false),
                json("\"1970-01-02T00:00:00\""),
            ),
            (Raw::I64(i64::MAX), Meaning::Moment(1000, true), Kept::NotFinite),
            (Raw::I32(-5), Meaning::Decimal(2), json("-0.05")),
            (Raw::I64(123_450), Meaning::Decimal(2), json("1234.50")),
            (Raw::Bytes(&[0xFF, 0x38]), Meaning::Decimal(1), json("-20.0")),
            (Raw::Bytes(&[0; 17]), Meaning::Decimal(1), Kept::Blob),
            (Raw::F32(0.1), Meaning::Plain, json("0.1")),
            (Raw::F64(100.0), Meaning::Plain, json("100.0")),
            (Raw::F64(f64::NAN), Meaning::Plain, Kept::NotFinite),
            (Raw::Bytes("甲\"".as_bytes()), Meaning::Text, json("\"甲\\\"\"")),
            (Raw::Bytes(&[0xFF]), Meaning::Text, Kept::NotUtf8),
            (
                Raw::Bytes(&[0x12; 16]),
                Meaning::Uuid,
                json("\"12121212-1212-1212-1212-121212121212\""),
            ),
            (Raw::Bytes(&[1]), Meaning::Blob, Kept::Blob),
        ] {
            assert_eq!(keep(raw, meaning), expected, "{raw:?} {meaning:?}");
        }
    }
}
