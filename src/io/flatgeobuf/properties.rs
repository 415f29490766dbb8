//! Values of features as JSON texts, and back.
//!
//! Meaning: the properties of a feature are one array of bytes: the number of a column, its value, the next. How long
//! a value is follows from the type of its column.

use flatgeobuf::ColumnType;

/// A column of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ColumnPlan {
    /// Its name; no other column has it.
    pub name: String,
    /// Type of its values.
    pub kind: ColumnType,
}

/// A value as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A JSON text.
    Json(String),
    /// A number that JSON does not have.
    NotFinite,
    /// Text that is not UTF-8.
    NotUtf8,
    /// Binary data.
    Blob,
}

/// The properties end in the middle of a value, or name a column that there is none of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

/// Calls `each` with the number and the value of each property.
pub(super) fn read(
    mut bytes: &[u8],
    columns: &[ColumnPlan],
    mut each: impl FnMut(usize, Value),
) -> Result<(), Broken> {
    while !bytes.is_empty() {
        let number = usize::from(u16::from_le_bytes(take(&mut bytes)?));
        let column = columns.get(number).ok_or(Broken)?;
        each(number, value(&mut bytes, column.kind)?);
    }
    Ok(())
}

fn value(bytes: &mut &[u8], kind: ColumnType) -> Result<Value, Broken> {
    let json = match kind {
        ColumnType::Byte => i8::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::UByte => u8::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::Bool => (take::<1>(bytes)? != [0]).to_string(),
        ColumnType::Short => i16::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::UShort => u16::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::Int => i32::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::UInt => u32::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::Long => i64::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::ULong => u64::from_le_bytes(take(bytes)?).to_string(),
        ColumnType::Float => {
            let number = f32::from_le_bytes(take(bytes)?);
            return Ok(finite(number.is_finite().then(|| serde_json::to_string(&number))));
        }
        ColumnType::Double => {
            let number = f64::from_le_bytes(take(bytes)?);
            return Ok(finite(number.is_finite().then(|| serde_json::to_string(&number))));
        }
        ColumnType::String | ColumnType::DateTime => return text(bytes, false),
        ColumnType::Json => return text(bytes, true),
        ColumnType::Binary => {
            sized(bytes)?;
            return Ok(Value::Blob);
        }
        _ => return Err(Broken),
    };
    Ok(Value::Json(json))
}

fn finite(json: Option<serde_json::Result<String>>) -> Value {
    json.and_then(Result::ok).map_or(Value::NotFinite, Value::Json)
}

fn text(bytes: &mut &[u8], is_json: bool) -> Result<Value, Broken> {
    let Ok(text) = std::str::from_utf8(sized(bytes)?) else {
        return Ok(Value::NotUtf8);
    };
    if is_json && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Ok(Value::Json(text.trim().to_owned()));
    }
    serde_json::to_string(text).map(Value::Json).map_err(|_| Broken)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Broken> {
    let (head, rest) = bytes.split_first_chunk().ok_or(Broken)?;
    *bytes = rest;
    Ok(*head)
}

fn sized<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], Broken> {
    let length = u32::from_le_bytes(take(bytes)?) as usize;
    let (head, rest) = bytes.split_at_checked(length).ok_or(Broken)?;
    *bytes = rest;
    Ok(head)
}

/// Whole numbers up to this are doubles too.
const EXACT: u64 = 1 << 53;

/// The type that holds a JSON text exactly; `None` for null. Whole numbers that a double holds as well come out as
/// `Int` until the types of a column are put together; they are written as `Long`.
pub(super) fn kind_of(json: &str) -> Option<ColumnType> {
    match json.as_bytes().first()? {
        b'n' => None,
        b't' | b'f' => Some(ColumnType::Bool),
        b'"' => Some(ColumnType::String),
        b'{' | b'[' => Some(ColumnType::Json),
        _ if json
            .parse::<i64>()
            .is_ok_and(|number| number.unsigned_abs() <= EXACT) =>
        {
            Some(ColumnType::Int)
        }
        _ if json.parse::<i64>().is_ok() => Some(ColumnType::Long),
        _ if json.parse::<f64>().is_ok_and(f64::is_finite) && !is_long_integer(json) => {
            Some(ColumnType::Double)
        }
        _ => Some(ColumnType::Json),
    }
}

/// Whether a number has more digits than a double keeps and no point: some number of a register.
fn is_long_integer(json: &str) -> bool {
    json.len() > 15 && json.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// The type that holds the values of both types exactly.
pub(super) fn common_kind(a: ColumnType, b: ColumnType) -> ColumnType {
    match (a, b) {
        _ if a == b => a,
        (ColumnType::Int, ColumnType::Long | ColumnType::Double) => b,
        (ColumnType::Long | ColumnType::Double, ColumnType::Int) => a,
        _ => ColumnType::Json,
    }
}

/// Appends a property; null is left out.
pub(super) fn write(bytes: &mut Vec<u8>, number: u16, kind: ColumnType, json: &str) {
    if json == "null" {
        return;
    }
    let start = bytes.len();
    bytes.extend_from_slice(&number.to_le_bytes());
    let is_written = match kind {
        ColumnType::Bool => {
            bytes.push(u8::from(json == "true"));
            true
        }
        ColumnType::Long => json
            .parse::<i64>()
            .map(|number| bytes.extend(number.to_le_bytes()))
            .is_ok(),
        ColumnType::Double => json
            .parse::<f64>()
            .map(|number| bytes.extend(number.to_le_bytes()))
            .is_ok(),
        ColumnType::String => match serde_json::from_str::<String>(json) {
            Ok(text) => write_sized(bytes, text.as_bytes()),
            Err(_) => false,
        },
        _ => write_sized(bytes, json.as_bytes()),
    };
    if !is_written {
        bytes.truncate(start);
    }
}

fn write_sized(bytes: &mut Vec<u8>, text: &[u8]) -> bool {
    let Ok(length) = u32::try_from(text.len()) else {
        return false;
    };
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(text);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_their_bytes() {
        let cases = [
            ("true", ColumnType::Bool),
            ("-9223372036854775808", ColumnType::Long),
            ("0.1", ColumnType::Double),
            ("1e300", ColumnType::Double),
            ("12345678901234567890", ColumnType::Json),
            ("\"宗地\\n\"", ColumnType::String),
            ("[1,{\"a\":null}]", ColumnType::Json),
        ];
        for (json, kind) in cases {
            assert_eq!(kind_of(json), Some(kind), "{json}");
            let columns = [ColumnPlan {
                name: "a".to_owned(),
                kind,
            }];
            let mut bytes = Vec::new();
            write(&mut bytes, 0, kind, json);
            let mut found = Vec::new();
            read(&bytes, &columns, |number, value| found.push((number, value))).unwrap();
            let back = match &found[0].1 {
                Value::Json(back) => back.replace("e+", "e"),
                other => panic!("{other:?}"),
            };
            assert_eq!((found[0].0, back.as_str()), (0, json));
            for cut in 1..bytes.len() {
                assert_eq!(read(&bytes[..cut], &columns, |_, _| {}), Err(Broken));
            }
        }
        assert_eq!(read(&[1, 0, 0], &[], |_, _| {}), Err(Broken));
        assert_eq!(kind_of("12"), Some(ColumnType::Int));
        assert_eq!(
            common_kind(ColumnType::Int, ColumnType::Double),
            ColumnType::Double
        );
        assert_eq!(
            common_kind(ColumnType::Long, ColumnType::Double),
            ColumnType::Json
        );
    }
}
