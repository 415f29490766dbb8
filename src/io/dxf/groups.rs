//! The groups of a DXF file, one after the other: a code that says what a value means, and the value.
//!
//! Meaning: in the text form a group is two lines, in the binary form a number and a value whose size follows from
//! the code. Both come out alike. The place of a group is a line number in the text form; in the binary form it is
//! the line at which the same group would stand as text.
//!
//! Input: bytes. Output: groups. Nothing is held but the present value, which may not be longer than
//! [`VALUE_LIMIT`].

use std::io::{BufRead, Read};

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::tally::shorten;
use crate::progress::Ticket;

/// Longest value in bytes.
pub(super) const VALUE_LIMIT: usize = 1 << 20;

/// What a binary file begins with.
pub(super) const BINARY_MARK: &[u8] = b"AutoCAD Binary DXF\r\n\x1A\0";

/// Groups between two looks at the ticket.
const GROUPS_PER_LOOK: u64 = 4096;

/// Groups with comments.
const COMMENT: i32 = 999;

/// A value as the file holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    /// Text, or a number of the text form; without the end of the line.
    Text(&'a [u8]),
    /// A real number of the binary form.
    Real(f64),
    /// A whole number of the binary form.
    Whole(i64),
}

/// How the bytes are cut into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Lines that end with this byte.
    Lines(u8),
    /// Numbers; codes of two bytes, or of one (before release 13).
    Binary {
        /// Whether codes have two bytes.
        wide: bool,
    },
}

impl Form {
    /// The form of a file by its first bytes, and how many of them stand before the first group.
    pub fn of_head(head: &[u8]) -> (Self, usize) {
        if head.starts_with(BINARY_MARK) {
            let start = BINARY_MARK.len();
            let wide = head.get(start + 1) == Some(&0);
            return (Self::Binary { wide }, start);
        }
        let start = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let has = |byte| memchr::memchr(byte, head).is_some();
        // Very old systems end lines with a carriage return alone.
        let end = if has(b'\r') && !has(b'\n') { b'\r' } else { b'\n' };
        (Self::Lines(end), start)
    }
}

/// Reads groups.
pub(super) struct Groups<'t, R> {
    input: R,
    form: Form,
    ticket: &'t Ticket,
    code: i32,
    line: u64,
    text: Vec<u8>,
    number: Number,
    n_read: u64,
    has_more: bool,
}

/// The present value, when it is a number of the binary form.
#[derive(Debug, Clone, Copy)]
enum Number {
    None,
    Real(f64),
    Whole(i64),
}

impl<'t, R: BufRead> Groups<'t, R> {
    /// Groups of an input that stands at the first one.
    pub fn new(input: R, form: Form, ticket: &'t Ticket) -> Self {
        Self {
            input,
            form,
            ticket,
            code: 0,
            line: 0,
            text: Vec::new(),
            number: Number::None,
            n_read: 0,
            has_more: true,
        }
    }

    /// Code of the present group.
    pub fn code(&self) -> i32 {
        self.code
    }

    /// Line of the present group's code, from 1.
    pub fn line(&self) -> u64 {
        self.line.saturating_sub(1)
    }

    /// Value of the present group.
    pub fn value(&self) -> Value<'_> {
        match self.number {
            Number::None => Value::Text(&self.text),
            Number::Real(real) => Value::Real(real),
            Number::Whole(whole) => Value::Whole(whole),
        }
    }

    /// Whether the present group begins something (code 0) with this name.
    pub fn begins(&self, name: &[u8]) -> bool {
        self.has_more && self.code == 0 && self.name() == name
    }

    /// The value as a name: text without blanks around it.
    pub fn name(&self) -> &[u8] {
        match self.value() {
            Value::Text(text) => text.trim_ascii(),
            _ => b"",
        }
    }

    /// Goes on to the next group that is no comment; false at the end of the file.
    pub fn next(&mut self) -> Result<bool, ReadErrorKind> {
        loop {
            if self.n_read.is_multiple_of(GROUPS_PER_LOOK) {
                self.ticket.check()?;
            }
            self.n_read += 1;
            self.number = Number::None;
            self.has_more = match self.form {
                Form::Lines(end) => self.next_lines(end)?,
                Form::Binary { wide } => self.next_binary(wide)?,
            };
            if !self.has_more || self.code != COMMENT {
                return Ok(self.has_more);
            }
        }
    }

    /// Goes on to the next group, which there must be.
    pub fn expect_next(&mut self) -> Result<(), ReadErrorKind> {
        if self.next()? {
            Ok(())
        } else {
            Err(self.truncated())
        }
    }

    /// The input behind the groups that were read.
    pub fn into_input(self) -> R {
        self.input
    }

    /// The error of a file that ends here.
    pub fn truncated(&self) -> ReadErrorKind {
        ReadErrorKind::Truncated {
            line: self.line.max(1),
            column: 1,
        }
    }

    /// The error of a file whose structure is broken here.
    pub fn broken(&self, what: &'static str) -> ReadErrorKind {
        let found = match self.value() {
            Value::Text(text) => String::from_utf8_lossy(text.get(..80).unwrap_or(text)).into_owned(),
            Value::Real(real) => real.to_string(),
            Value::Whole(whole) => whole.to_string(),
        };
        ReadErrorKind::DxfBroken {
            what,
            line: self.line.max(1),
            found: shorten(found.trim()),
        }
    }

    fn next_lines(&mut self, end: u8) -> Result<bool, ReadErrorKind> {
        if !self.read_line(end)? {
            return Ok(false);
        }
        if self
            .text
            .iter()
            .all(|byte| byte.is_ascii_whitespace() || *byte == 0x1A)
            && self.rest_is_blank(end)?
        {
            return Ok(false);
        }
        let code = std::str::from_utf8(self.text.trim_ascii()).ok();
        let Some(code) = code.and_then(|text| text.parse().ok()) else {
            return Err(self.broken("group-code"));
        };
        self.code = code;
        if self.read_line(end)? {
            Ok(true)
        } else {
            Err(self.truncated())
        }
    }

    /// Whether nothing but blanks follows, as after the last line of some writers.
    fn rest_is_blank(&mut self, end: u8) -> Result<bool, ReadErrorKind> {
        while self.read_line(end)? {
            if !self
                .text
                .iter()
                .all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1A))
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads a line into the present value; false at the end of the file.
    fn read_line(&mut self, end: u8) -> Result<bool, ReadErrorKind> {
        self.text.clear();
        self.line += 1;
        let limit = VALUE_LIMIT as u64;
        let count = self.input.by_ref().take(limit).read_until(end, &mut self.text)?;
        if count == 0 {
            self.line -= 1;
            return Ok(false);
        }
        if self.text.last() == Some(&end) {
            self.text.pop();
        } else if self.text.len() == VALUE_LIMIT {
            return Err(self.too_large());
        }
        if self.text.last() == Some(&b'\r') {
            self.text.pop();
        }
        Ok(true)
    }

    fn too_large(&self) -> ReadErrorKind {
        ReadErrorKind::TooLarge {
            limit_mib: (VALUE_LIMIT >> 20) as u64,
            line: self.line.max(1),
            column: 1,
        }
    }

    fn next_binary(&mut self, wide: bool) -> Result<bool, ReadErrorKind> {
        self.text.clear();
        if self.input.fill_buf()?.is_empty() {
            return Ok(false);
        }
        self.line += 2;
        self.code = if wide {
            i32::from(i16::from_le_bytes(self.bytes()?))
        } else {
            match self.bytes::<1>()? {
                [255] => i32::from(i16::from_le_bytes(self.bytes()?)),
                [code] => i32::from(code),
            }
        };
        match Size::of(self.code) {
            Size::Text => self.read_text()?,
            Size::Real => self.number = Number::Real(f64::from_le_bytes(self.bytes()?)),
            Size::Whole(1) => self.number = Number::Whole(i64::from(self.bytes::<1>()?[0])),
            Size::Whole(2) => self.number = Number::Whole(i64::from(i16::from_le_bytes(self.bytes()?))),
            Size::Whole(4) => self.number = Number::Whole(i64::from(i32::from_le_bytes(self.bytes()?))),
            Size::Whole(_) => self.number = Number::Whole(i64::from_le_bytes(self.bytes()?)),
            Size::Chunk => {
                let [length] = self.bytes()?;
                self.text.resize(usize::from(length), 0);
                let mut text = std::mem::take(&mut self.text);
                self.fill(&mut text)?;
                self.text = text;
            }
        }
        Ok(true)
    }

    fn read_text(&mut self) -> Result<(), ReadErrorKind> {
        let limit = VALUE_LIMIT as u64;
        self.input.by_ref().take(limit).read_until(0, &mut self.text)?;
        if self.text.pop() == Some(0) {
            Ok(())
        } else if self.text.len() + 1 == VALUE_LIMIT {
            Err(self.too_large())
        } else {
            Err(self.truncated())
        }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], ReadErrorKind> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ReadErrorKind> {
        self.input.read_exact(bytes).map_err(|error| {
            if error.kind() == std::io::ErrorKind::UnexpectedEof {
                self.truncated()
            } else {
                ReadErrorKind::Io(error)
            }
        })
    }
}

/// What follows a code in the binary form (DXF reference, "Group code value types").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Text,
    Real,
    Whole(u8),
    Chunk,
}

impl Size {
    fn of(code: i32) -> Self {
        match code {
            10..=59 | 110..=149 | 210..=239 | 460..=469 | 1010..=1059 => Self::Real,
            60..=79 | 170..=179 | 270..=289 | 370..=389 | 400..=409 | 1060..=1070 => Self::Whole(2),
            90..=99 | 420..=429 | 440..=459 | 1071 => Self::Whole(4),
            160..=169 => Self::Whole(8),
            290..=299 => Self::Whole(1),
            310..=319 | 1004 => Self::Chunk,
            _ => Self::Text,
        }
    }
}

impl Value<'_> {
    /// The value as a finite number.
    pub fn real(self) -> Result<f64, Fault> {
        let real = match self {
            Self::Real(real) => real,
            #[expect(
                clippy::cast_precision_loss,
                reason = "numbers that matter have fewer than 53 bits"
            )]
            Self::Whole(whole) => whole as f64,
            Self::Text(text) => {
                let text = text.trim_ascii();
                let parsed = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
                let Some(real) = parsed else {
                    let found = shorten(&String::from_utf8_lossy(text));
                    return Err(Fault::new("note-ordinate-not-number").with("found", found));
                };
                real
            }
        };
        if real.is_finite() {
            Ok(real)
        } else {
            Err(Fault::new("note-ordinate-not-finite").with("found", real))
        }
    }

    /// The value as a whole number, if it is one.
    pub fn whole(self) -> Option<i64> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Real(_) => None,
            Self::Text(text) => std::str::from_utf8(text.trim_ascii()).ok()?.parse().ok(),
        }
    }
}
