//! From a layer to the files of a shapefile.
//!
//! Meaning: shells are written clockwise and holes the other way, every ring closed; a feature without ground is a
//! null shape. Coordinates keep every bit. All files are written beside their places first and then put there, the
//! `.shp` last, so that a failure before that leaves what stood there. Files of an older shapefile of that name that
//! would contradict the new one (its spatial index, its `.prj`) are removed.
//!
//! Source: ESRI Shapefile Technical Description (1998).
//!
//! Deliberately not done: heights, and the boxes of features without ground.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::super::atomic::Pending;
use super::super::encoding::Encoding;
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::write_checks::{check_states, check_target};
use super::columns::Columns;
use super::walk::{FILE_HEADER, RECORD_HEADER};
use crate::crs::ffi::{WktDialect, wkt};
use crate::crs::{CrsId, SourceXy};
use crate::geometry::PackedFeature;
use crate::layer::{Note, Notes, Place, Severity, SourceLayer};
use crate::progress::Ticket;

/// Bytes that programs with signed numbers can still read.
const SIZE_LIMIT: u64 = (1 << 31) - 1;
/// The shape type of polygons.
const POLYGON: u32 = 5;
/// Type, box, and the two counts of a polygon.
const POLYGON_HEAD: u64 = 44;
/// Content of a null shape.
const NULL_BYTES: u64 = 4;
/// Extensions of files that belong to an older shapefile and would be wrong beside a new one.
const STALE: [&str; 5] = ["sbn", "sbx", "qix", "prj", "cpg"];

/// Writes a layer.
pub(super) fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    let mut notes = check_states(layer, options)?;
    let encoding = options.encoding.unwrap_or(Encoding::UTF_8);
    let columns = Columns::of(layer, encoding, &mut notes, ticket)?;
    let sizes = Sizes::of(layer, &columns)?;
    if has_foreign(layer) {
        notes.push(Note::new(
            "note-foreign-dropped",
            Severity::Warning,
            Place::default(),
        ));
    }
    let prj = match layer.declared_crs {
        Some(CrsId::Epsg(code)) => wkt(code, WktDialect::Esri),
        _ => None,
    };
    if prj.is_none() {
        let name = layer
            .declared_crs
            .map_or_else(|| "-".to_owned(), |crs| crs.to_string());
        notes.push(Note::new("note-prj-not-written", Severity::Warning, Place::default()).with("crs", name));
    }
    ticket.begin(layer.n_features() as u64);
    // A number of a code page is what programs from Esri understand.
    let label = if encoding == Encoding::GBK {
        "936"
    } else {
        encoding.name()
    };
    let mut pending = Vec::new();
    let beside = |extension: &str| path.with_extension(spelled_like(path, extension));
    pending.push(Pending::write(&beside("dbf"), |w| {
        write_table(w, layer, &columns, ticket)
    })?);
    pending.push(Pending::write(&beside("shx"), |w| write_index(w, layer, &sizes))?);
    pending.push(Pending::write(&beside("cpg"), |w| {
        Ok::<_, WriteErrorKind>(w.write_all(label.as_bytes())?)
    })?);
    if let Some(prj) = &prj {
        pending.push(Pending::write(&beside("prj"), |w| {
            Ok::<_, WriteErrorKind>(w.write_all(prj.as_bytes())?)
        })?);
    }
    pending.push(Pending::write(path, |w| write_shapes(w, layer, &sizes, ticket))?);
    ticket.check()?;
    for file in pending {
        file.put_in_place()?;
    }
    remove_stale(path, &[Some("cpg"), prj.is_some().then_some("prj")])?;
    Ok(notes)
}

/// An extension in the letter case of the one that was asked for.
fn spelled_like(path: &Path, extension: &str) -> String {
    let own = path.extension().unwrap_or_default().as_encoded_bytes();
    if own.iter().all(u8::is_ascii_uppercase) {
        extension.to_ascii_uppercase()
    } else {
        extension.to_owned()
    }
}

fn remove_stale(path: &Path, written: &[Option<&str>]) -> io::Result<()> {
    for extension in STALE
        .into_iter()
        .filter(|extension| !written.contains(&Some(extension)))
    {
        for spelled in [extension.to_owned(), extension.to_ascii_uppercase()] {
            match fs::remove_file(path.with_extension(spelled)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

fn has_foreign(layer: &SourceLayer) -> bool {
    let of_features = || {
        let mut chunks = layer.chunks.iter();
        chunks.any(|chunk| (0..chunk.foreign.len()).any(|row| chunk.foreign.get(row).is_some()))
    };
    layer.foreign.is_some() || of_features()
}

/// How large everything will be, so that headers can be written first.
struct Sizes {
    /// Bytes of the content of each record.
    contents: Vec<u32>,
    shp: u64,
    bounds: Option<[f64; 4]>,
}

impl Sizes {
    fn of(layer: &SourceLayer, columns: &Columns) -> Result<Self, WriteErrorKind> {
        let mut contents = Vec::with_capacity(layer.n_features());
        let mut shp = FILE_HEADER;
        let mut number = 0;
        for chunk in &layer.chunks {
            if !chunk.geometry.is_finite() {
                let found = chunk.geometry.features().position(|feature| !is_finite(&feature));
                let feature = number + found.unwrap_or_default() as u64;
                return Err(WriteErrorKind::NotFinite { feature });
            }
            for feature in chunk.geometry.features() {
                let content = content_bytes(&feature);
                shp += RECORD_HEADER + content;
                contents.push(u32::try_from(content).unwrap_or(u32::MAX));
            }
            number += chunk.states.len() as u64;
        }
        check_size(".shp", shp)?;
        check_size(".dbf", columns.row_bytes() as u64 * number)?;
        Ok(Self {
            contents,
            shp,
            bounds: layer.bounds(),
        })
    }

    fn header(&self, bytes: u64) -> Vec<u8> {
        let mut header = 9994_u32.to_be_bytes().to_vec();
        header.resize(24, 0);
        header.extend_from_slice(&words(bytes).to_be_bytes());
        header.extend_from_slice(&1000_u32.to_le_bytes());
        header.extend_from_slice(&POLYGON.to_le_bytes());
        for ordinate in self.bounds.unwrap_or_default() {
            header.extend_from_slice(&ordinate.to_le_bytes());
        }
        header.resize(100, 0);
        header
    }
}

fn check_size(part: &'static str, bytes: u64) -> Result<(), WriteErrorKind> {
    if bytes <= SIZE_LIMIT {
        return Ok(());
    }
    Err(WriteErrorKind::TooLarge {
        part,
        mib: bytes >> 20,
        limit_mib: SIZE_LIMIT.div_ceil(1 << 20),
    })
}

/// Lengths and places count words of two bytes; sizes are below the limit.
fn words(bytes: u64) -> u32 {
    u32::try_from(bytes / 2).unwrap_or(u32::MAX)
}

fn is_finite(feature: &PackedFeature<'_>) -> bool {
    let finite = |bounds: [f64; 4]| bounds.iter().all(|ordinate| ordinate.is_finite());
    feature.rings().all(|ring| {
        ring.bounds().is_none_or(finite)
            && (0..ring.len()).all(|vertex| ring.vertex(vertex).iter().all(|o| o.is_finite()))
    })
}

fn content_bytes(feature: &PackedFeature<'_>) -> u64 {
    if feature.is_empty() {
        return NULL_BYTES;
    }
    POLYGON_HEAD + 4 * feature.rings().count() as u64 + 16 * feature.n_positions() as u64
}

fn write_index(w: &mut impl Write, layer: &SourceLayer, sizes: &Sizes) -> Result<(), WriteErrorKind> {
    w.write_all(&sizes.header(FILE_HEADER + 8 * layer.n_features() as u64))?;
    let mut at = FILE_HEADER;
    for content in &sizes.contents {
        let content = u64::from(*content);
        w.write_all(&words(at).to_be_bytes())?;
        w.write_all(&words(content).to_be_bytes())?;
        at += RECORD_HEADER + content;
    }
    Ok(())
}

fn write_table(
    w: &mut impl Write,
    layer: &SourceLayer,
    columns: &Columns,
    ticket: &Ticket,
) -> Result<(), WriteErrorKind> {
    // The number of rows is below the limit of bytes.
    w.write_all(&columns.header(u32::try_from(layer.n_features()).unwrap_or(u32::MAX)))?;
    let mut row_bytes = Vec::new();
    let mut number = 0;
    for chunk in &layer.chunks {
        let places = columns.places(chunk);
        for row in 0..chunk.states.len() {
            ticket.check()?;
            row_bytes.clear();
            columns.write_row(&places, row, number, &mut row_bytes);
            w.write_all(&row_bytes)?;
            number += 1;
        }
    }
    w.write_all(&[0x1A])?;
    Ok(())
}

fn write_shapes(
    w: &mut impl Write,
    layer: &SourceLayer,
    sizes: &Sizes,
    ticket: &Ticket,
) -> Result<(), WriteErrorKind> {
    w.write_all(&sizes.header(sizes.shp))?;
    let features = layer.chunks.iter().flat_map(|chunk| chunk.geometry.features());
    let mut record = Vec::new();
    for (number, (feature, content)) in (1_u32..).zip(features.zip(&sizes.contents)) {
        ticket.check()?;
        record.clear();
        record.extend_from_slice(&number.to_be_bytes());
        record.extend_from_slice(&words(u64::from(*content)).to_be_bytes());
        add_content(&mut record, &feature);
        w.write_all(&record)?;
        ticket.advance(1);
    }
    Ok(())
}

fn add_content(record: &mut Vec<u8>, feature: &PackedFeature<'_>) {
    let Some(bounds) = feature.bounds().filter(|_| !feature.is_empty()) else {
        record.extend_from_slice(&0_u32.to_le_bytes());
        return;
    };
    record.extend_from_slice(&POLYGON.to_le_bytes());
    for ordinate in bounds {
        record.extend_from_slice(&ordinate.to_le_bytes());
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    record.extend_from_slice(&count(feature.rings().count()));
    record.extend_from_slice(&count(feature.n_positions()));
    let mut start = 0;
    for ring in feature.rings() {
        record.extend_from_slice(&count(start));
        start += ring.len();
    }
    for ring in feature.rings() {
        let mut positions: Vec<SourceXy> = (0..ring.len())
            .map(|vertex| {
                let [x, y] = ring.vertex(vertex);
                SourceXy { x, y }
            })
            .collect();
        let doubled = doubled_area(&positions);
        if (ring.is_shell && doubled > 0.0) || (!ring.is_shell && doubled < 0.0) {
            positions.reverse();
        }
        for SourceXy { x, y } in positions {
            record.extend_from_slice(&x.to_le_bytes());
            record.extend_from_slice(&y.to_le_bytes());
        }
    }
}

/// Twice the area of a closed ring, positive when it turns counter-clockwise.
fn doubled_area(ring: &[SourceXy]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let from_origin = |position: &SourceXy| [position.x - origin.x, position.y - origin.y];
    ring.array_windows()
        .map(|[a, b]| {
            let ([ax, ay], [bx, by]) = (from_origin(a), from_origin(b));
            ax * by - bx * ay
        })
        .sum()
}
