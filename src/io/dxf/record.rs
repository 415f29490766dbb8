//! One entity or table entry with all its groups.
//!
//! Input: groups from one with code 0 up to the next. Output: a [`Record`], whose memory is used again. Values of
//! binary data are left out.

use std::io::BufRead;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::groups::{Groups, Value};

/// Most groups that one entity may have: more than four million vertices.
const GROUPS_LIMIT: usize = 12 << 20;

/// Most bytes of text that one entity may have.
const TEXT_LIMIT: usize = 512 << 20;

/// First code of extended data (XDATA, 扩展数据).
const EXTENDED: i32 = 1000;

/// An entity as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Its type, such as `LWPOLYLINE`.
    pub kind: Vec<u8>,
    /// Line at which it begins.
    pub line: u64,
    items: Vec<Item>,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    code: i32,
    /// Lines behind that of the record.
    line: u32,
    value: Stored,
}

#[derive(Debug, Clone, Copy)]
enum Stored {
    Text(u32, u32),
    Real(f64),
    Whole(i64),
}

/// A group of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group<'a> {
    /// What the value means.
    pub code: i32,
    /// Line of the value.
    pub line: u64,
    /// The value.
    pub value: Value<'a>,
}

impl Group<'_> {
    /// The value as a finite number; a fault names the line.
    pub fn real(&self) -> Result<f64, Fault> {
        self.value.real().map_err(|fault| fault.at_line(self.line))
    }
}

impl Record {
    /// Reads the record that begins at the present group, and goes on to the group behind it.
    pub fn read<R: BufRead>(&mut self, groups: &mut Groups<'_, R>) -> Result<(), ReadErrorKind> {
        self.kind.clear();
        self.kind.extend_from_slice(groups.name());
        self.kind.make_ascii_uppercase();
        self.line = groups.line();
        self.items.clear();
        self.bytes.clear();
        loop {
            groups.expect_next()?;
            if groups.code() == 0 {
                return Ok(());
            }
            if self.items.len() >= GROUPS_LIMIT || self.bytes.len() >= TEXT_LIMIT {
                return Err(ReadErrorKind::TooLarge {
                    limit_mib: (TEXT_LIMIT >> 20) as u64,
                    line: self.line,
                    column: 1,
                });
            }
            if !matches!(groups.code(), 310..=319 | 1004) {
                self.push(groups);
            }
        }
    }

    fn push<R: BufRead>(&mut self, groups: &Groups<'_, R>) {
        let value = match groups.value() {
            Value::Text(text) => {
                // Both limits keep these below 32 bits.
                let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
                self.bytes.extend_from_slice(text);
                Stored::Text(start, u32::try_from(self.bytes.len()).unwrap_or(u32::MAX))
            }
            Value::Real(real) => Stored::Real(real),
            Value::Whole(whole) => Stored::Whole(whole),
        };
        let line = u32::try_from(groups.line() + 1 - self.line).unwrap_or(u32::MAX);
        self.items.push(Item {
            code: groups.code(),
            line,
            value,
        });
    }

    fn group(&self, item: &Item) -> Group<'_> {
        let value = match item.value {
            Stored::Text(start, end) => {
                Value::Text(self.bytes.get(start as usize..end as usize).unwrap_or_default())
            }
            Stored::Real(real) => Value::Real(real),
            Stored::Whole(whole) => Value::Whole(whole),
        };
        Group {
            code: item.code,
            line: self.line + u64::from(item.line),
            value,
        }
    }

    /// Groups of the entity itself: not those of extended data, and not those of an object embedded in it.
    pub fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let own = |item: &&Item| item.code < EXTENDED && item.code != 101;
        self.items.iter().take_while(own).map(|item| self.group(item))
    }

    /// Groups of extended data.
    pub fn extended(&self) -> impl Iterator<Item = Group<'_>> {
        let extended = self.items.iter().skip_while(|item| item.code < EXTENDED);
        extended.map(|item| self.group(item))
    }

    /// The first group with a code.
    pub fn first(&self, code: i32) -> Option<Group<'_>> {
        self.groups().find(|group| group.code == code)
    }

    /// The first value with a code, as a number.
    pub fn real(&self, code: i32) -> Result<Option<f64>, Fault> {
        self.first(code).map(|group| group.real()).transpose()
    }

    /// The first value with a code, as a whole number.
    pub fn whole(&self, code: i32) -> Option<i64> {
        self.first(code)?.value.whole()
    }

    /// The first value with a code, as bytes.
    pub fn text(&self, code: i32) -> Option<&[u8]> {
        match self.first(code)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Three ordinates with codes `code`, `code + 10`, `code + 20`; those that are missing are those of `or`.
    pub fn point(&self, code: i32, or: [f64; 3]) -> Result<[f64; 3], Fault> {
        Ok([
            self.real(code)?.unwrap_or(or[0]),
            self.real(code + 10)?.unwrap_or(or[1]),
            self.real(code + 20)?.unwrap_or(or[2]),
        ])
    }
}
