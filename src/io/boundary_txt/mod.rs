//! 界址点坐标交换格式 (勘测定界界址点坐标交换格式): the text files in which surveyors hand over parcels.
//!
//! Meaning: a header says what the coordinates are ([`header`]); each parcel has a head line that ends in `@`
//! ([`head`]) and point lines `点号,圈号,X,Y`, X to the north. There is no binding text of the format, and sixteen
//! dialects occur: other head lines, no head lines, survey instruments' lists, degrees in three forms, swapped axes,
//! open rings, lines and points. What a line is stands in [`mod@parse`], what the numbers are in [`frame`], which rings
//! are holes in [`rings`].
//!
//! Input: a text in any encoding that [`super::encoding`] knows. Output: one layer, a feature for each parcel, x
//! first; the header is kept in the layer's foreign members. Writing has named profiles ([`mod@write`]).
//!
//! Deliberately not done: applying 转换参数; believing announced numbers of points and areas (they are compared or
//! kept); keeping point numbers, which are given anew on writing.

mod foreign;
mod frame;
mod head;
mod header;
mod lines;
mod number;
mod parse;
mod plan;
mod polygon;
mod profile;
mod read;
mod rings;
mod write;

#[cfg(test)]
mod tests;

pub use profile::BoundaryProfile;

use std::path::Path;

use super::encoding::{Encoding, decode_text};
use super::error::{ReadError, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions, WriteSetting};
use super::looks;
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;

/// The boundary point format.
#[derive(Debug, Clone, Copy)]
pub struct BoundaryTxt;

/// Name of the format.
const NAME: &str = "Boundary TXT";

/// Words that mark a file of the format, wherever its encoding is known.
const MARKS: [&str; 2] = ["属性描述", "地块坐标"];

/// Encodings in which the marks are looked for in the first bytes of a file.
const MARK_ENCODINGS: [Encoding; 4] = [
    Encoding::UTF_8,
    Encoding::GBK,
    Encoding::UTF_16LE,
    Encoding::UTF_16BE,
];

/// Lines at the front of a file without marks that are looked at.
const SNIFFED_LINES: usize = 20;

impl BoundaryTxt {
    /// Codes of all notes that reading and writing this format can give; each has a text.
    pub const NOTE_CODES: [&'static str; 61] = [
        "note-bom",
        "note-encoding-found",
        "note-encoding-guessed",
        "note-encoding-undecodable",
        "note-ground-lost",
        "note-lines-ignored",
        "note-personal-dropped",
        "note-points-ignored",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-shell-degenerate",
        "note-symlink",
        "note-txt-axes-swapped",
        "note-txt-closing-doubled",
        "note-txt-columns",
        "note-txt-comments",
        "note-txt-coordinate-odd",
        "note-txt-count",
        "note-txt-datum-missing",
        "note-txt-datum-unknown",
        "note-txt-degrees-ambiguous",
        "note-txt-fields-dropped",
        "note-txt-frame-differs",
        "note-txt-frame-unclear",
        "note-txt-head-mark",
        "note-txt-header-differs",
        "note-txt-headless",
        "note-txt-id-repeated",
        "note-txt-line-unread",
        "note-txt-marks",
        "note-txt-no-name",
        "note-txt-no-points",
        "note-txt-no-section",
        "note-txt-number",
        "note-txt-order-differs",
        "note-txt-outside-encoding",
        "note-txt-outside-zone",
        "note-txt-packed",
        "note-txt-packed-invalid",
        "note-txt-point-commented",
        "note-txt-point-repeated",
        "note-txt-points-missing",
        "note-txt-precision",
        "note-txt-projection",
        "note-txt-remarks-dropped",
        "note-txt-ring-flat",
        "note-txt-ring-interrupted",
        "note-txt-ring-shares-number",
        "note-txt-rings-cross",
        "note-txt-rings-too-many",
        "note-txt-self-crossing",
        "note-txt-spike",
        "note-txt-unit",
        "note-txt-unit-degrees",
        "note-txt-value-altered",
        "note-txt-written-without-system",
        "note-txt-zone-conflict",
        "note-txt-zone-is-width",
        "note-txt-zone-missing",
        "note-written-without-geometry",
        "note-written-without-points",
    ];
}

impl Format for BoundaryTxt {
    fn name(&self) -> &'static str {
        NAME
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt"]
    }

    fn profiles(&self) -> Vec<&'static str> {
        BoundaryProfile::ALL.map(BoundaryProfile::name).into()
    }

    fn settings(&self) -> &'static [WriteSetting] {
        &[
            WriteSetting::Profile,
            WriteSetting::Encoding,
            WriteSetting::Decimals,
            WriteSetting::ZonePrefix,
            WriteSetting::AxisOrder,
            WriteSetting::RingStart,
        ]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if head.is_empty() || looks::signature(head).is_some() {
            return Confidence::No;
        }
        let has_mark = MARK_ENCODINGS.iter().any(|encoding| {
            let sections = MARKS.iter().map(|mark| encoding.encode(&format!("[{mark}]")).0);
            sections
                .into_iter()
                .any(|mark| memchr::memmem::find(head, &mark).is_some())
        });
        if has_mark {
            return Confidence::Certain;
        }
        if looks_like_points(head) {
            return Confidence::Possible;
        }
        Confidence::No
    }

    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError> {
        match read::read_file(path, options, ticket) {
            Ok(layer) => Ok(vec![layer]),
            Err(kind) => Err(ReadError::new(path, kind)),
        }
    }

    fn write(
        &self,
        path: &Path,
        layer: &SourceLayer,
        options: &WriteOptions,
        ticket: &Ticket,
    ) -> Result<Notes, WriteError> {
        write::write_file(path, layer, options, ticket).map_err(|kind| WriteError::new(path, kind))
    }
}

/// Whether the first lines of a file without marks are boundary points.
fn looks_like_points(head: &[u8]) -> bool {
    if head.contains(&0) {
        return false;
    }
    let text = decode_text(head, None).text;
    let lines = lines::Lines::new(&text).map(|(_, line)| lines::trim(line));
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty())
        .take(SNIFFED_LINES)
        .collect();
    // The last line may be cut where the head ends.
    let whole = &lines[..lines.len().saturating_sub(1)];
    let n_points = whole.iter().filter(|line| parse::is_point_line(line)).count();
    n_points >= 2 && n_points * 10 >= whole.len() * 8
}
