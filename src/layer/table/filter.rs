//! What a person types to see some rows only.
//!
//! Meaning: conditions parted by `&`, all of which must hold. A condition is a text that some shown column contains,
//! or a field, a sign (`=`, `!=`, `<`, `<=`, `>`, `>=`, in either width) and a value. `FIELD =` asks for rows without
//! a value. A text in quotes is taken as it stands. What begins like a condition but names no field is looked for as
//! text, and [`Filter::unknown_field`] says so.

use std::borrow::Cow;
use std::cmp::Ordering;

use memchr::memmem::Finder;

use super::rows::{Block, Cells, Column, ColumnId};
use super::value::Value;

/// A filter that was understood against the columns of a table.
#[derive(Debug, Clone)]
pub struct Filter {
    conditions: Vec<Condition>,
    searched: Vec<ColumnId>,
    unknown: Option<String>,
}

#[derive(Debug, Clone)]
enum Condition {
    Contains(Box<Needle>),
    Compares(ColumnId, Sign, Value<'static>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Equal,
    Different,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// Signs as they are typed; longer ones first.
const SIGNS: [(&str, Sign); 18] = [
    ("!=", Sign::Different),
    ("！=", Sign::Different),
    ("<>", Sign::Different),
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("==", Sign::Equal),
    ("＜＝", Sign::AtMost),
    ("＞＝", Sign::AtLeast),
    ("！＝", Sign::Different),
    ("≠", Sign::Different),
    ("≤", Sign::AtMost),
    ("≥", Sign::AtLeast),
    ("=", Sign::Equal),
    ("<", Sign::Less),
    (">", Sign::Greater),
    ("＝", Sign::Equal),
    ("＜", Sign::Less),
    ("＞", Sign::Greater),
];

impl Filter {
    /// Understands what was typed; texts are looked for in the columns that `is_shown` names.
    #[must_use]
    pub fn parse(typed: &str, columns: &[Column], is_shown: impl Fn(&ColumnId) -> bool) -> Self {
        let searched = columns.iter().filter(|column| !column.is_personal);
        let searched = searched.map(|column| column.id.clone()).filter(|id| is_shown(id));
        let mut filter = Self {
            conditions: Vec::new(),
            searched: searched.collect(),
            unknown: None,
        };
        for part in parts(typed) {
            filter.add(part, columns);
        }
        filter
    }

    /// Whether every row passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// What stands before a sign and is no field that can be asked for.
    #[must_use]
    pub fn unknown_field(&self) -> Option<&str> {
        self.unknown.as_deref()
    }

    fn add(&mut self, part: &str, columns: &[Column]) {
        let part = part.trim();
        if part.is_empty() {
            return;
        }
        if let Some((name, sign, value)) = split_at_sign(part) {
            if let Some(column) = field(name, columns) {
                let value = Value::of_text(Cow::Owned(unquoted(value).to_owned()));
                self.conditions.push(Condition::Compares(column, sign, value));
                return;
            }
            self.unknown.get_or_insert_with(|| name.to_owned());
        }
        self.conditions
            .push(Condition::Contains(Box::new(Needle::new(unquoted(part)))));
    }

    /// The numbers, within a run of rows, of those that pass.
    pub(super) fn passing(&self, block: &Block<'_>) -> Vec<usize> {
        let mut passing: Vec<usize> = (0..block.len()).collect();
        for condition in &self.conditions {
            match condition {
                Condition::Compares(column, sign, value) => {
                    let cells = block.cells(column);
                    passing.retain(|within| sign.holds(&cells.value(*within), value));
                }
                Condition::Contains(needle) => {
                    let columns: Vec<Cells<'_, '_>> =
                        self.searched.iter().map(|column| block.cells(column)).collect();
                    let found = |within: &usize| {
                        columns
                            .iter()
                            .any(|cells| needle.is_in(cells.value(*within).text()))
                    };
                    passing.retain(found);
                }
            }
        }
        passing
    }
}

impl Sign {
    fn holds(self, cell: &Value<'_>, asked: &Value<'_>) -> bool {
        if asked.is_empty() {
            return match self {
                Self::Equal => cell.is_empty(),
                Self::Different => !cell.is_empty(),
                // The value is still being typed.
                _ => true,
            };
        }
        let order = cell.compare(asked);
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::Different => order != Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::AtMost => order.is_some_and(Ordering::is_le),
            Self::Greater => order == Some(Ordering::Greater),
            Self::AtLeast => order.is_some_and(Ordering::is_ge),
        }
    }
}

/// The field with a name, without regard to case where no name is the very same.
fn field(name: &str, columns: &[Column]) -> Option<ColumnId> {
    let named = |same: fn(&str, &str) -> bool| {
        let mut open = columns.iter().filter(|column| !column.is_personal);
        open.find(|column| match &column.id {
            ColumnId::Field(known) => same(known.trim(), name),
            ColumnId::Number => name == "#",
            ColumnId::Identifier => false,
            ColumnId::Verdict | ColumnId::ConflictArea => {
                column.title.as_deref().is_some_and(|title| same(title, name))
            }
        })
    };
    let found = named(|a, b| a == b).or_else(|| named(|a, b| a.to_lowercase() == b.to_lowercase()));
    found.map(|column| column.id.clone())
}

/// Conditions, parted by `&` outside of quotes.
fn parts(typed: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let is_end = move |c: char| {
        is_quoted ^= c == '"';
        !is_quoted && matches!(c, '&' | '＆')
    };
    typed.split(is_end).collect()
}

/// The first sign outside of quotes, with what stands before and behind it.
fn split_at_sign(part: &str) -> Option<(&str, Sign, &str)> {
    let mut is_quoted = false;
    for (at, c) in part.char_indices() {
        is_quoted ^= c == '"';
        if is_quoted {
            continue;
        }
        let rest = &part[at..];
        if let Some((typed, sign)) = SIGNS.iter().find(|(typed, _)| rest.starts_with(typed)) {
            let name = unquoted(part[..at].trim());
            return (!name.is_empty()).then(|| (name, *sign, rest[typed.len()..].trim()));
        }
    }
    None
}

fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text)
}

/// A text that is looked for, without regard to case.
#[derive(Debug, Clone)]
struct Needle {
    lower: String,
    finder: Finder<'static>,
    has_case: bool,
}

impl Needle {
    fn new(text: &str) -> Self {
        let lower = text.to_lowercase();
        Self {
            finder: Finder::new(lower.as_bytes()).into_owned(),
            has_case: text.chars().any(|c| c.is_lowercase() || c.is_uppercase()),
            lower,
        }
    }

    fn is_in(&self, text: &str) -> bool {
        if !self.has_case {
            return self.finder.find(text.as_bytes()).is_some();
        }
        if text.is_ascii() && self.lower.is_ascii() {
            let n = self.lower.len();
            return text
                .as_bytes()
                .windows(n)
                .any(|window| window.eq_ignore_ascii_case(self.lower.as_bytes()));
        }
        self.finder.find(text.to_lowercase().as_bytes()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        ["DLMC", "面积", "电话"]
            .map(|name| Column {
                title: None,
                id: ColumnId::Field(name.to_owned()),
                is_personal: name == "电话",
                is_numeric: false,
                width: 0,
            })
            .to_vec()
    }

    fn parse(typed: &str) -> Filter {
        Filter::parse(typed, &columns(), |_| true)
    }

    #[test]
    fn conditions_are_told_from_texts() {
        let kinds = |typed: &str| -> Vec<bool> {
            let is_compare = |condition: &Condition| matches!(condition, Condition::Compares(..));
            parse(typed).conditions.iter().map(is_compare).collect()
        };
        assert!(kinds(" ").is_empty());
        assert_eq!(kinds("水田"), [false]);
        assert_eq!(kinds("dlmc = 水田 & 面积≥100"), [true, true]);
        assert_eq!(kinds("面积 ＞＝ 100 ＆ 甲"), [true, false]);
        assert_eq!(kinds("\"面积 > 1 & 2\""), [false]);
        assert_eq!(kinds("= 3"), [false]);
        let unknown = parse("DLBM = 0101");
        assert_eq!(
            (unknown.unknown_field(), unknown.conditions.len()),
            (Some("DLBM"), 1)
        );
        // A personal field cannot be asked for.
        assert_eq!(parse("电话 > 1").unknown_field(), Some("电话"));
    }

    #[test]
    fn a_text_is_found_without_regard_to_case() {
        let found = |needle: &str, text: &str| Needle::new(needle).is_in(text);
        assert!(found("b-1", "DK-B-17") && found("B-1", "dk-b-17") && found("水", "水田"));
        assert!(found("Ä水", "ä水田") && !found("b-2", "DK-B-17") && !found("abcdef", "abc"));
    }
}
