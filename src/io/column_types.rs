//! Types of columns by their content, for formats whose columns have types.
//!
//! Meaning: attributes are kept as JSON texts, and a field may hold `12` in one row and `"12"` in the next. The type
//! of a column is the narrowest that holds all its values as they are; where no type does, the column is text, and
//! numbers in it keep every digit. A number with a point is a double only when the double is that very number.
//!
//! Input: a layer. Output: its columns in the order of first occurrence, with types.
//!
//! Deliberately not here: dates, which are text; lengths.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::layer::{Note, Notes, Place, Severity, SourceLayer};
use crate::progress::{Cancelled, Ticket};

/// Whole numbers up to this are doubles too.
const EXACT: u64 = 1 << 53;

/// Rows between two looks at the ticket.
const ROWS_PER_LOOK: usize = 1024;

/// The type of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueType {
    /// True or false.
    Boolean,
    /// Whole numbers of 64 bits.
    Integer,
    /// Doubles.
    Real,
    /// Text.
    Text,
}

/// A field of a layer with the type of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedColumn {
    /// Name of the field.
    pub name: String,
    /// Type of its values.
    pub kind: ValueType,
    /// Whether it is text only because its values have no type in common.
    pub is_mixed: bool,
}

/// What is known of a column so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    kind: Option<Kind>,
    is_mixed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Boolean,
    /// Whole numbers that doubles hold as well.
    Short,
    /// Whole numbers of 64 bits.
    Long,
    Real,
    Text,
    /// An object, an array, or a number that no type holds.
    Other,
}

impl Seen {
    /// Takes one more value into account, as a JSON text.
    pub fn see(&mut self, json: &str) {
        if self.is_mixed {
            return;
        }
        let Some(kind) = kind_of(json) else { return };
        let common = match (self.kind, kind) {
            (None, kind) => Some(kind),
            (Some(known), kind) if known == kind => Some(kind),
            (Some(Kind::Short), Kind::Long | Kind::Real) => Some(kind),
            (Some(known @ (Kind::Long | Kind::Real)), Kind::Short) => Some(known),
            _ => None,
        };
        self.is_mixed = common.is_none_or(|kind| kind == Kind::Other);
        self.kind = common;
    }

    /// The column of this name.
    pub fn column(self, name: &str) -> TypedColumn {
        let kind = match self.kind {
            Some(Kind::Boolean) => ValueType::Boolean,
            Some(Kind::Short | Kind::Long) => ValueType::Integer,
            Some(Kind::Real) => ValueType::Real,
            Some(Kind::Text | Kind::Other) | None => ValueType::Text,
        };
        TypedColumn {
            name: name.to_owned(),
            kind,
            is_mixed: self.is_mixed,
        }
    }
}

/// The columns of a layer in the order of first occurrence.
pub(super) fn columns_of(layer: &SourceLayer, ticket: &Ticket) -> Result<Vec<TypedColumn>, Cancelled> {
    let mut names: Vec<&str> = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for chunk in &layer.chunks {
        for (name, column) in chunk.attributes.names().iter().zip(chunk.attributes.columns()) {
            let number = *numbers.entry(name).or_insert_with(|| {
                names.push(name);
                seen.push(Seen::default());
                names.len() - 1
            });
            for row in 0..column.len() {
                if row.is_multiple_of(ROWS_PER_LOOK) {
                    ticket.check()?;
                }
                if let Some(json) = column.get(row) {
                    seen[number].see(json);
                }
            }
        }
    }
    let columns = names.into_iter().zip(seen);
    Ok(columns.map(|(name, seen)| seen.column(name)).collect())
}

/// Notes which columns are text because their values have no type in common.
pub(super) fn note_mixed<'c>(columns: impl IntoIterator<Item = &'c TypedColumn>, notes: &mut Notes) {
    let mixed = columns.into_iter().filter(|column| column.is_mixed);
    let names: Vec<&str> = mixed.map(|column| column.name.as_str()).collect();
    if !names.is_empty() {
        let note = Note::new("note-columns-as-text", Severity::Info, Place::default());
        notes.push(note.with("count", names.len()).with("fields", names.join(", ")));
    }
}

/// The text of a JSON value in a column of text: strings without quotes, everything else as it is written; `None` for
/// null.
pub(super) fn text_of(json: &str) -> Option<Cow<'_, str>> {
    match json.as_bytes().first()? {
        b'n' => None,
        b'"' => {
            let inner = json.strip_prefix('"')?.strip_suffix('"')?;
            if inner.contains('\\') {
                serde_json::from_str::<String>(json).ok().map(Cow::Owned)
            } else {
                Some(Cow::Borrowed(inner))
            }
        }
        _ => Some(Cow::Borrowed(json)),
    }
}

fn kind_of(json: &str) -> Option<Kind> {
    Some(match json.as_bytes().first()? {
        b'n' => return None,
        b't' | b'f' => Kind::Boolean,
        b'"' => Kind::Text,
        b'{' | b'[' => Kind::Other,
        _ => match json.parse::<i64>() {
            Ok(number) if json != "-0" => {
                if number.unsigned_abs() <= EXACT {
                    Kind::Short
                } else {
                    Kind::Long
                }
            }
            _ if is_exact_double(json) => Kind::Real,
            _ => Kind::Other,
        },
    })
}

/// Whether the shortest text of the nearest double is the same number.
fn is_exact_double(json: &str) -> bool {
    let Ok(number) = json.parse::<f64>() else {
        return false;
    };
    number.is_finite() && decimal(json).is_some_and(|own| Some(own) == decimal(&format!("{number:e}")))
}

/// Sign, digits without zeros at either end, and the exponent of the last digit.
fn decimal(text: &str) -> Option<(bool, String, i64)> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_end_matches('0');
    let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
    let kept = kept.trim_start_matches('0');
    if kept.is_empty() {
        return Some((is_negative, String::new(), 0));
    }
    let exponent = exponent
        .checked_sub(i64::try_from(fraction.len()).ok()?)?
        .checked_add(dropped)?;
    Some((is_negative, kept.to_owned(), exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(values: &[&str]) -> (ValueType, bool) {
        let mut seen = Seen::default();
        for json in values {
            seen.see(json);
        }
        let column = seen.column("a");
        (column.kind, column.is_mixed)
    }

    #[test]
    fn a_column_has_the_narrowest_type_that_holds_all_its_values() {
        use ValueType::{Boolean, Integer, Real, Text};
        for (values, expected) in [
            (&["null"][..], (Text, false)),
            (&["1", "null", "-7"], (Integer, false)),
            (&["true", "false"], (Boolean, false)),
            (&["true", "1"], (Text, true)),
            (&["1", "2.5"], (Real, false)),
            (&["12.50", "1E3", "-0.0", "-0"], (Real, false)),
            (&["9007199254740993"], (Integer, false)),
            (&["9007199254740993", "1"], (Integer, false)),
            (&["9007199254740993", "0.5"], (Text, true)),
            (&["12.3400000000000001"], (Text, true)),
            (&["110101199003071234567"], (Text, true)),
            (&["1e999"], (Text, true)),
            (&["\"a\"", "\"\""], (Text, false)),
            (&["\"a\"", "1"], (Text, true)),
            (&["[1]"], (Text, true)),
        ] {
            assert_eq!(kind(values), expected, "{values:?}");
        }
    }

    #[test]
    fn texts_come_without_their_quotes() {
        assert_eq!(text_of("null"), None);
        assert_eq!(text_of("\"甲\"").as_deref(), Some("甲"));
        assert_eq!(text_of(r#""a\"\n""#).as_deref(), Some("a\"\n"));
        assert_eq!(text_of("12.50").as_deref(), Some("12.50"));
        assert_eq!(text_of("\"\"").as_deref(), Some(""));
    }
}
