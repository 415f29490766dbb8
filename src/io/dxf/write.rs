//! From a layer to a drawing: text DXF of release 2000 (AC1015), which AutoCAD, CASS and QGIS open.
//!
//! Meaning: each ring becomes a closed LWPOLYLINE, coordinates as the shortest text that gives the same double. It
//! lies on the layer that the field 图层 names, else on one with the name of the whole layer. Texts are GBK
//! (ANSI_936); characters that it lacks are written as `\U+XXXX`. Fields become extended data (XDATA) of the
//! application [`APPLICATION`], `name=JSON` each, and the rings of one feature carry marks ([`super::rings`]), so that
//! reading gives the features back.
//!
//! Deliberately not done: line types, hatches, text labels, a coordinate reference system.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::super::atomic::write_atomically;
use super::super::encoding::Encoding;
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::write_checks::{check_states, check_target};
use super::fields;
use super::rings::{RING_APPLICATION, RingMark};
use super::template;
use crate::crs::{CrsId, Datum, SourceXy};
use crate::layer::{FeatureState, Note, Notes, Place, Severity, SourceChunk, SourceLayer, plain_text};
use crate::progress::Ticket;

/// Name under which fields stand in extended data.
pub(super) const APPLICATION: &str = "REDLINE";

/// Bytes of one text of extended data, and of all of an entity (DXF reference, "Extended data").
const TEXT_LIMIT: usize = 255;
const EXTENDED_LIMIT: usize = 16_000;

/// Longest name of a layer.
const NAME_LIMIT: usize = 255;

/// First handle that the template does not use.
const FIRST_HANDLE: u64 = 0x100;

/// Writes a layer to a file, whole or not at all.
pub(super) fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    let mut notes = check_states(layer, options)?;
    ticket.begin(layer.n_features() as u64);
    let mut counts = Counts::default();
    write_atomically(path, |w| {
        let mut writer = Writer {
            out: Output { w },
            handle: FIRST_HANDLE,
            counts: &mut counts,
        };
        writer.drawing(layer, ticket)
    })?;
    for note in counts.notes() {
        notes.push(note);
    }
    if let Some(crs) = layer.declared_crs {
        let note = Note::new("note-dxf-crs", Severity::Info, Place::default());
        notes.push(note.with("crs", crs));
    }
    Ok(notes)
}

/// The name and the JSON text of a field that was written as `name=JSON`.
pub(super) fn split_field(text: &str) -> Option<(String, String)> {
    let (name, json) = text.split_once('=')?;
    let _: serde::de::IgnoredAny = serde_json::from_str(json).ok()?;
    Some((name.to_owned(), json.to_owned()))
}

/// What is told once.
#[derive(Debug, Default)]
struct Counts {
    left_out: u64,
    fields_dropped: u64,
    with_rings: u64,
}

impl Counts {
    fn notes(&self) -> Vec<Note> {
        let counts = [
            ("note-dxf-left-out", self.left_out),
            ("note-dxf-fields-dropped", self.fields_dropped),
            ("note-dxf-rings-apart", self.with_rings),
        ];
        counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| Note::new(code, Severity::Warning, Place::default()).with("count", count))
            .collect()
    }
}

/// Groups as lines.
pub(super) struct Output<'w, W> {
    w: &'w mut W,
}

impl<W: Write> Output<'_, W> {
    /// A group whose value is a name of the format, or a number.
    pub fn plain(&mut self, code: u16, value: impl std::fmt::Display) -> io::Result<()> {
        write!(self.w, "{code:>3}\r\n{value}\r\n")
    }

    /// A group with text.
    pub fn text(&mut self, code: u16, text: &str) -> io::Result<()> {
        write!(self.w, "{code:>3}\r\n")?;
        self.w.write_all(&encoded(text))?;
        self.w.write_all(b"\r\n")
    }
}

struct Writer<'w, W> {
    out: Output<'w, W>,
    handle: u64,
    counts: &'w mut Counts,
}

impl<W: Write> Writer<'_, W> {
    fn drawing(&mut self, layer: &SourceLayer, ticket: &Ticket) -> Result<(), WriteErrorKind> {
        let names = layer_names(layer, ticket)?;
        let is_geographic = |code| Datum::of_geographic(code).is_some();
        let is_metric = !matches!(layer.declared_crs, Some(CrsId::Epsg(code)) if is_geographic(code));
        template::before_layers(&mut self.out, layer.bounds(), is_metric)?;
        self.layers(&names)?;
        template::between_layers_and_entities(&mut self.out)?;
        let mut number = 0;
        for chunk in &layer.chunks {
            for row in 0..chunk.states.len() {
                ticket.check()?;
                self.feature(layer, chunk, row, number)?;
                number += 1;
                ticket.advance(1);
            }
        }
        template::after_entities(&mut self.out)?;
        Ok(())
    }

    fn next_handle(&mut self) -> u64 {
        self.handle += 1;
        self.handle - 1
    }

    fn layers(&mut self, names: &BTreeMap<String, String>) -> io::Result<()> {
        let count = names.len() + usize::from(!names.contains_key("0"));
        template::table(&mut self.out, "LAYER", "2", count)?;
        let zero = (!names.contains_key("0")).then_some("0");
        let all = zero.into_iter().chain(names.values().map(String::as_str));
        for name in all {
            let handle = self.next_handle();
            template::record(
                &mut self.out,
                "LAYER",
                format_args!("{handle:X}"),
                "2",
                "AcDbLayerTableRecord",
            )?;
            self.out.text(2, name)?;
            self.out.plain(70, 0)?;
            self.out.plain(62, if name == "0" { 7 } else { 1 })?;
            self.out.plain(6, "Continuous")?;
        }
        self.out.plain(0, "ENDTAB")
    }

    fn feature(
        &mut self,
        layer: &SourceLayer,
        chunk: &SourceChunk,
        row: usize,
        number: u64,
    ) -> Result<(), WriteErrorKind> {
        let column = chunk.geometry.feature(row).to_column();
        let polygons = column.feature(0);
        let rings: Vec<(u32, &[SourceXy])> = (0..)
            .zip(polygons.polygons())
            .flat_map(|(polygon, rings)| rings.rings().map(move |ring| (polygon, ring)))
            .collect();
        if chunk.states[row] != FeatureState::Polygon || rings.is_empty() {
            self.counts.left_out += 1;
            return Ok(());
        }
        let fields = self.fields(chunk, row);
        let n_rings = u32::try_from(rings.len()).unwrap_or(u32::MAX);
        self.counts.with_rings += u64::from(n_rings > 1);
        for (index, (polygon, ring)) in (0..).zip(&rings) {
            if !ring.iter().all(|at| at.x.is_finite() && at.y.is_finite()) {
                return Err(WriteErrorKind::NotFinite { feature: number });
            }
            let mark = (n_rings > 1).then_some(RingMark {
                // The number only has to differ from those of the features beside it.
                feature: u32::try_from(number % 0x7FFF_FFFF).unwrap_or(0),
                polygon: *polygon,
                ring: index,
                n_rings,
            });
            self.polyline(layer, (chunk, row), ring)?;
            self.extended(&fields, mark)?;
        }
        Ok(())
    }

    fn polyline(
        &mut self,
        layer: &SourceLayer,
        (chunk, row): (&SourceChunk, usize),
        ring: &[SourceXy],
    ) -> io::Result<()> {
        let vertices = match ring {
            [first, vertices @ ..] if vertices.last() == Some(first) => vertices,
            all => all,
        };
        let handle = self.next_handle();
        self.out.plain(0, "LWPOLYLINE")?;
        self.out.plain(5, format_args!("{handle:X}"))?;
        self.out.plain(330, "1F")?;
        self.out.plain(100, "AcDbEntity")?;
        self.out.text(8, &layer_name(layer, chunk, row))?;
        let number = |name| {
            chunk
                .attributes
                .text(row, name)
                .and_then(|text| text.parse::<f64>().ok())
        };
        let colour =
            number(fields::COLOUR).filter(|colour| (1.0..=255.0).contains(colour) && colour.fract() == 0.0);
        if let Some(colour) = colour {
            self.out.plain(62, colour)?;
        }
        self.out.plain(100, "AcDbPolyline")?;
        self.out.plain(90, vertices.len())?;
        self.out.plain(70, 1)?;
        if let Some(elevation) = number(fields::ELEVATION).filter(|elevation| elevation.is_finite()) {
            self.out.plain(38, elevation)?;
        }
        // The ring begins where it does in the layer: its last position repeats its first.
        let start = vertices.len().saturating_sub(1);
        for at in vertices.iter().cycle().skip(start).take(vertices.len()) {
            self.out.plain(10, at.x)?;
            self.out.plain(20, at.y)?;
        }
        Ok(())
    }

    /// The fields as texts; those that do not fit are counted.
    fn fields(&mut self, chunk: &SourceChunk, row: usize) -> Vec<String> {
        let mut all = Vec::new();
        let mut bytes = 0;
        for (name, json) in chunk.attributes.row(row) {
            if fields::OF_ENTITY.contains(&name) {
                continue;
            }
            // What would be taken for an escape of the format is escaped as JSON.
            let json = json.replace("U+", "U\\u002b").replace("M+", "M\\u002b");
            let text = format!("{name}={json}");
            let length = encoded(&text).len();
            let is_plain = !name.contains(['=', '\\']) && !text.contains(char::is_control);
            if is_plain && length <= TEXT_LIMIT && bytes + length <= EXTENDED_LIMIT {
                bytes += length;
                all.push(text);
            } else {
                self.counts.fields_dropped += 1;
            }
        }
        all
    }

    fn extended(&mut self, fields: &[String], mark: Option<RingMark>) -> io::Result<()> {
        if !fields.is_empty() {
            self.out.plain(1001, APPLICATION)?;
        }
        for field in fields {
            self.out.text(1000, field)?;
        }
        if let Some(mark) = mark {
            self.out.plain(1001, RING_APPLICATION)?;
            for number in [mark.feature, mark.polygon, mark.ring, mark.n_rings] {
                self.out.plain(1071, number)?;
            }
        }
        Ok(())
    }
}

/// Names of the drawing's layers, by their form in capitals.
fn layer_names(layer: &SourceLayer, ticket: &Ticket) -> Result<BTreeMap<String, String>, WriteErrorKind> {
    let mut names = BTreeMap::new();
    for chunk in &layer.chunks {
        for row in 0..chunk.states.len() {
            ticket.check()?;
            let name = layer_name(layer, chunk, row);
            names.entry(name.to_uppercase()).or_insert(name);
        }
    }
    Ok(names)
}

/// The drawing's layer of a feature: without the characters that names of layers may not have.
fn layer_name(layer: &SourceLayer, chunk: &SourceChunk, row: usize) -> String {
    let own = chunk.attributes.json(row, fields::LAYER).and_then(plain_text);
    let name = own.filter(|name| !name.trim().is_empty());
    let name = name.as_deref().unwrap_or(&layer.name).trim();
    let is_wrong = |c: char| c.is_control() || "<>/\\\":;?*|=,`'".contains(c);
    let mut plain: String = name.chars().map(|c| if is_wrong(c) { '_' } else { c }).collect();
    while encoded(&plain).len() > NAME_LIMIT {
        plain.pop();
    }
    if plain.is_empty() { "0".to_owned() } else { plain }
}

/// A text as GBK, what it lacks as escapes.
fn encoded(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    let (bytes, missing) = Encoding::GBK.encode(text);
    if missing.is_empty() {
        return bytes;
    }
    let mut bytes = Vec::with_capacity(text.len() * 2);
    let mut buffer = [0; 4];
    for c in text.chars() {
        let (known, missing) = Encoding::GBK.encode(c.encode_utf8(&mut buffer));
        if missing.is_empty() {
            bytes.extend_from_slice(&known);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                bytes.extend_from_slice(format!("\\U+{unit:04X}").as_bytes());
            }
        }
    }
    bytes
}
