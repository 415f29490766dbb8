//! The attribute table beside the shapes (dBASE, `.dbf`): its header, fields and encoding.
//!
//! Meaning: the header says how many rows there are, how long they are, and what their fields are. None of it is
//! believed beyond the bytes that there are. Field names are in the encoding of the rows.
//!
//! Which encoding: what was chosen by hand; else what the `.cpg` names; else what the language byte names; else
//! what all text of the table looks like. A label under which the text makes no sense, while it does in another
//! encoding, is overruled, with a note: labels are often written by a program that did not write the text.
//!
//! Input: bytes. Output: a [`Table`], of which rows are read by their number.
//!
//! Source: dBASE III PLUS file structure; Visual FoxPro 6 table structure for the types I, B, Y, T and the field
//! flags; dBASE 7 for the longer header.
//!
//! Deliberately not here: values ([`super::value`]), memo files.

use std::io;

use super::super::data::{Data, le_u16, le_u32};
use super::super::encoding::{Encoding, decode_text, detect_encoding};
use super::super::error::ReadErrorKind;
use super::super::tally::shorten;
use super::value::Kind;
use crate::layer::{Note, Place, Severity, is_personal};
use crate::progress::Ticket;

/// Bytes of the header before the fields, and of one field.
const HEADER: usize = 32;
const FIELD: usize = 32;
/// The same in dBASE 7.
const HEADER_7: usize = 68;
const FIELD_7: usize = 48;
/// Longest header that is read: the format counts it in two bytes.
const HEADER_LIMIT: usize = 1 << 16;
/// Ends the list of fields; some programs write a zero.
const FIELDS_END: u8 = 0x0D;
/// Bytes of text that decide on the encoding; a table that has more is as plain as it gets by then.
const SAMPLE: usize = 1 << 20;
/// Bytes looked at together for the sample.
const BLOCK: usize = 1 << 20;

/// An attribute table.
#[derive(Debug)]
pub(super) struct Table<'d> {
    data: &'d Data,
    first_row: u64,
    row_bytes: usize,
    /// Rows that the file holds.
    pub rows: u64,
    /// The fields in their order.
    pub fields: Vec<Field>,
    /// The encoding of its text.
    pub encoding: Encoding,
    /// What was odd.
    pub notes: Vec<Note>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// Its name, unlike all others.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
    /// Where it begins in a row.
    pub start: usize,
    /// Its length in bytes.
    pub length: usize,
    /// The column for its values; none for personal data that are left out.
    pub column: Option<usize>,
}

/// A field as its descriptor has it.
struct RawField {
    name: Vec<u8>,
    type_code: u8,
    length: usize,
    decimals: usize,
}

/// What decides on the encoding beside the text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hints<'a> {
    /// Chosen by hand.
    pub given: Option<Encoding>,
    /// Content of the `.cpg`.
    pub cpg: Option<&'a [u8]>,
    /// Keep personal fields.
    pub keep_personal: bool,
}

impl<'d> Table<'d> {
    /// Reads the header of a table and decides on its encoding.
    pub fn open(data: &'d Data, hints: Hints<'_>, ticket: &Ticket) -> Result<Self, ReadErrorKind> {
        let head = data.head(HEADER_LIMIT)?;
        let layout = Layout::of(&head, data.len()).ok_or(ReadErrorKind::Shapefile {
            what: "dbf",
            byte: 0,
            features: 0,
        })?;
        let mut table = Self {
            first_row: layout.first_row,
            row_bytes: layout.row_bytes,
            rows: layout.rows,
            fields: Vec::new(),
            encoding: Encoding::UTF_8,
            notes: layout.notes,
            data,
        };
        let starts = layout.fields.iter().scan(1, |start, field| {
            let at = *start;
            *start += field.length;
            Some(at)
        });
        table.fields = starts
            .zip(&layout.fields)
            .map(|(start, raw)| Field {
                name: String::new(),
                kind: Kind::of(raw.type_code, raw.length, layout.is_7),
                start,
                length: raw.length,
                column: None,
            })
            .collect();
        table.decide_encoding(hints, layout.language, &layout.fields, ticket)?;
        table.name_fields(&layout.fields, hints.keep_personal);
        Ok(table)
    }

    /// The bytes of `count` rows from `first` on, fewer at the end.
    pub fn rows<'a>(&self, first: u64, count: usize, buffer: &'a mut Vec<u8>) -> io::Result<Rows<'a>>
    where
        'd: 'a,
    {
        let left = usize::try_from(self.rows.saturating_sub(first)).unwrap_or(usize::MAX);
        let at = self
            .first_row
            .saturating_add(first.saturating_mul(self.row_bytes as u64));
        let bytes = self.data.read(at, count.min(left) * self.row_bytes, buffer)?;
        Ok(Rows {
            bytes,
            row_bytes: self.row_bytes,
        })
    }

    /// Bytes of one row.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// Names of the fields that have a column, in its order.
    pub fn columns(&self) -> Vec<String> {
        let kept = self.fields.iter().filter(|field| field.column.is_some());
        kept.map(|field| field.name.clone()).collect()
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    fn decide_encoding(
        &mut self,
        hints: Hints<'_>,
        language: u8,
        raw: &[RawField],
        ticket: &Ticket,
    ) -> Result<(), ReadErrorKind> {
        if let Some(given) = hints.given {
            self.encoding = given;
            return Ok(());
        }
        let label = hints
            .cpg
            .map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
        let by_label = label.as_deref().and_then(Encoding::of_label);
        if let Some(label) = label.filter(|label| by_label.is_none() && !label.is_empty()) {
            self.note(warning("note-cpg-unknown").with("name", shorten(&label)));
        }
        let by_language = Encoding::of_dbf_language(language);
        let declared = by_label.or(by_language);
        if declared.is_some_and(is_wide) {
            // Its bytes look like nothing else, and no other encoding can be tried on them.
            self.encoding = declared.unwrap_or(Encoding::UTF_8);
            self.note(info("note-encoding-found").with("encoding", self.encoding));
            return Ok(());
        }
        let sample = self.sample(raw, ticket)?;
        let best = detect_encoding(&sample)[0];
        let is_readable = |encoding| decode_text(&sample, Some(encoding)).replaced == 0;
        let Some(declared) = declared else {
            self.encoding = best.encoding;
            if !sample.is_empty() && !best.is_certain {
                self.note(warning("note-encoding-guessed").with("encoding", best.encoding));
            } else if best.encoding != Encoding::UTF_8 {
                self.note(info("note-encoding-found").with("encoding", best.encoding));
            }
            return Ok(());
        };
        // A language byte of Western Europe is what many programs write without looking.
        let is_careless = by_label.is_none() && matches!(language, 0x01..=0x03 | 0x58 | 0x59);
        let is_contradicted = best.is_certain
            && best.encoding != declared
            && is_readable(best.encoding)
            && (!is_readable(declared) || (is_careless && is_chinese(best.encoding)));
        if is_contradicted {
            let note = warning("note-encoding-contradicts").with("declared", declared);
            self.note(note.with("encoding", best.encoding));
            self.encoding = best.encoding;
        } else {
            self.encoding = declared;
            if declared != Encoding::UTF_8 {
                self.note(info("note-encoding-found").with("encoding", declared));
            }
        }
        Ok(())
    }

    /// Text of the table that is not plain ASCII: field names, then values.
    fn sample(&self, raw: &[RawField], ticket: &Ticket) -> Result<Vec<u8>, ReadErrorKind> {
        let mut sample = Vec::new();
        for field in raw {
            add_to_sample(&mut sample, trimmed(&field.name));
        }
        let texts: Vec<&Field> = self
            .fields
            .iter()
            .filter(|field| field.kind == Kind::Text)
            .collect();
        let per_block = (BLOCK / self.row_bytes).max(1);
        let mut buffer = Vec::new();
        let mut first = 0;
        while first < self.rows && sample.len() < SAMPLE && !texts.is_empty() {
            ticket.check()?;
            let rows = self.rows(first, per_block, &mut buffer)?;
            if rows.bytes.is_empty() {
                break;
            }
            if !rows.bytes.is_ascii() {
                for row in rows.iter() {
                    for field in &texts {
                        add_to_sample(&mut sample, trimmed(field.bytes(row)));
                    }
                }
            }
            first += per_block as u64;
        }
        Ok(sample)
    }

    fn name_fields(&mut self, raw: &[RawField], keep_personal: bool) {
        let mut columns = 0;
        let mut names = std::collections::HashSet::new();
        for (number, raw) in raw.iter().enumerate() {
            let text = self.encoding_text(trimmed(&raw.name));
            // A name that is too long was cut, perhaps in the middle of a character.
            let mut name = text.trim_end_matches('\u{fffd}').trim().to_owned();
            if name.is_empty() {
                name = format!("FIELD_{}", number + 1);
            }
            if names.contains(&name) {
                let first = name.clone();
                // There are fewer fields than numbers.
                let free = (2..=u16::MAX)
                    .map(|n| format!("{first}_{n}"))
                    .find(|name| !names.contains(name));
                name = free.unwrap_or_default();
                let note = info("note-field-renamed").with("name", shorten(&first));
                self.note(note.with("to", shorten(&name)));
            }
            names.insert(name.clone());
            let field = &mut self.fields[number];
            if keep_personal || !is_personal(&name) {
                field.column = Some(columns);
                columns += 1;
            }
            field.name = name;
        }
    }

    fn encoding_text(&self, bytes: &[u8]) -> String {
        let encoding = if is_wide(self.encoding) {
            Encoding::UTF_8
        } else {
            self.encoding
        };
        decode_text(bytes, Some(encoding)).text
    }
}

impl Field {
    /// The bytes of its value in a row; fewer where the row is too short.
    pub fn bytes<'a>(&self, row: &'a [u8]) -> &'a [u8] {
        let end = (self.start + self.length).min(row.len());
        &row[self.start.min(end)..end]
    }
}

/// Rows of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    bytes: &'a [u8],
    row_bytes: usize,
}

impl<'a> Rows<'a> {
    /// The rows, each beginning with the byte that marks it as deleted.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.bytes.chunks_exact(self.row_bytes)
    }

    /// A row by its number among these.
    pub fn get(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_mul(self.row_bytes)?;
        self.bytes.get(start..)?.get(..self.row_bytes)
    }
}

/// What the header says, as far as the bytes bear it out.
struct Layout {
    first_row: u64,
    row_bytes: usize,
    rows: u64,
    language: u8,
    is_7: bool,
    fields: Vec<RawField>,
    notes: Vec<Note>,
}

impl Layout {
    fn of(head: &[u8], length: u64) -> Option<Self> {
        let version = *head.first()?;
        let is_7 = version & 7 == 4;
        let claimed = u64::from(le_u32(head, 4)?);
        let claimed_start = usize::from(le_u16(head, 8)?);
        let claimed_row = usize::from(le_u16(head, 10)?);
        let language = *head.get(29)?;
        let (mut fields, end) = fields(head, claimed_start, is_7)?;
        let mut notes = Vec::new();
        let mut row_bytes = row_of(&fields);
        // Long text fields keep the high byte of their length among the decimals.
        let with_long: usize = 1 + fields.iter().map(RawField::long).sum::<usize>();
        if row_bytes != claimed_row && with_long == claimed_row {
            for field in &mut fields {
                field.length = field.long();
            }
            row_bytes = claimed_row;
        }
        let mut first_row = claimed_start;
        if claimed_start < end || claimed_start > head.len() {
            first_row = end + 1;
            let note = warning("note-dbf-header").with("claimed", claimed_start);
            notes.push(note.with("taken", first_row));
        }
        let room = length.saturating_sub(first_row as u64);
        let holds = |row: usize| row > 0 && claimed.saturating_mul(row as u64) <= room;
        if claimed_row != row_bytes {
            // The length under which all rows are there.
            if holds(claimed_row) || !holds(row_bytes) {
                row_bytes = claimed_row;
            }
            let note = warning("note-dbf-row-length").with("claimed", claimed_row);
            notes.push(note.with("taken", row_bytes));
        }
        if row_bytes < 2 || fields.is_empty() {
            return (claimed == 0 || room <= 1).then_some(Self {
                first_row: first_row as u64,
                row_bytes: row_bytes.max(1),
                rows: 0,
                language,
                is_7,
                fields,
                notes,
            });
        }
        let rows = claimed.min(room / row_bytes as u64);
        if rows < claimed {
            notes.push(
                warning("note-dbf-rows")
                    .with("claimed", claimed)
                    .with("found", rows),
            );
        }
        Some(Self {
            first_row: first_row as u64,
            row_bytes,
            rows,
            language,
            is_7,
            fields,
            notes,
        })
    }
}

impl RawField {
    /// The length when the decimals of a text field are the high byte of it.
    fn long(&self) -> usize {
        match self.type_code {
            b'C' | b'c' => self.length + 256 * self.decimals,
            _ => self.length,
        }
    }
}

fn row_of(fields: &[RawField]) -> usize {
    1 + fields.iter().map(|field| field.length).sum::<usize>()
}

/// The fields, and where their list ends.
fn fields(head: &[u8], claimed_start: usize, is_7: bool) -> Option<(Vec<RawField>, usize)> {
    let (start, size) = if is_7 {
        (HEADER_7, FIELD_7)
    } else {
        (HEADER, FIELD)
    };
    let (name, code) = if is_7 { (32, 32) } else { (11, 11) };
    let mut fields = Vec::new();
    let mut at = start;
    // Without the mark at the end of the list the claimed start ends it.
    let end = if claimed_start > start {
        claimed_start.min(head.len())
    } else {
        head.len()
    };
    while at + size <= end && head[at] != FIELDS_END && head[at] != 0 {
        let field = &head[at..at + size];
        let (length, decimals) = if is_7 {
            (field[33], field[34])
        } else {
            (field[16], field[17])
        };
        if !field[code].is_ascii_graphic() {
            return None;
        }
        fields.push(RawField {
            name: field[..name].to_vec(),
            type_code: field[code],
            length: usize::from(length),
            decimals: usize::from(decimals),
        });
        at += size;
    }
    (head.len() >= start).then_some((fields, at))
}

fn add_to_sample(sample: &mut Vec<u8>, text: &[u8]) {
    if !text.is_ascii() && sample.len() < SAMPLE {
        sample.extend_from_slice(text);
        sample.push(b'\n');
    }
}

/// A text up to its first zero byte, without blanks around it.
pub(super) fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    bytes[..end].trim_ascii()
}

/// Whether an encoding has two bytes for each character, so that blanks are not single bytes.
pub(super) fn is_wide(encoding: Encoding) -> bool {
    encoding == Encoding::UTF_16LE || encoding == Encoding::UTF_16BE
}

fn is_chinese(encoding: Encoding) -> bool {
    [Encoding::GBK, Encoding::GB18030, Encoding::UTF_8, Encoding::BIG5].contains(&encoding)
}

fn warning(code: &'static str) -> Note {
    Note::new(code, Severity::Warning, Place::default())
}

fn info(code: &'static str) -> Note {
    Note::new(code, Severity::Info, Place::default())
}
