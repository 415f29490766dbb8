//! GeoJSON texts one after the other: RFC 8142 with a record separator before each, or one on each line.
//!
//! Meaning: every text is a feature, or a geometry that stands for one. A text that is broken is one unreadable
//! feature and no more: record separators and line ends cannot stand inside of JSON strings, so the next text
//! begins for certain at the next of them. Nothing is said about the texts together; positions are on WGS 84
//! (RFC 7946, clause 4).
//!
//! Input: UTF-8. Output: elements for the reader of GeoJSON.
//!
//! Deliberately not done: collections inside of a sequence; they count as one feature that could not be read.

use std::io::Write as _;
use std::path::Path;

use super::super::atomic::write_atomically;
use super::super::error::{ReadError, ReadErrorKind, WriteError, WriteErrorKind};
use super::super::format::{Confidence, Format, ReadOptions, WriteOptions, WriteSetting, read_head};
use super::super::write_checks::{check_degrees, check_states, check_target};
use super::cursor::is_space;
use super::input::Input;
use super::read::Cutter;
use super::read_file;
use super::scan::{Progress, Scan};
use super::splitter::{Batch, Slot, Step, check_size};
use super::write::write_feature;
use crate::layer::{Note, Notes, Place, Severity, SourceLayer};
use crate::progress::Ticket;

/// Stands before each text of RFC 8142.
const RECORD_SEPARATOR: u8 = 0x1E;

/// Sequences of GeoJSON texts.
#[derive(Debug, Clone, Copy)]
pub struct GeoJsonSeq;

impl GeoJsonSeq {
    /// Codes of the notes that writing a sequence can give beside those of GeoJSON; each has a text.
    pub const NOTE_CODES: [&'static str; 2] = ["note-written-as-wgs84", "note-written-members"];
}

/// Cuts a sequence into its texts.
#[derive(Debug)]
pub(super) struct Sequence {
    /// What ends a text.
    ends: [u8; 2],
    is_inside: bool,
}

impl Sequence {
    /// The beginning of a text whose first bytes are `head`.
    pub fn of(head: &[u8]) -> Self {
        let ends = if text_of(head).first() == Some(&RECORD_SEPARATOR) {
            [RECORD_SEPARATOR; 2]
        } else {
            [b'\n', b'\r']
        };
        Self {
            ends,
            is_inside: false,
        }
    }

    /// Goes on to the end of the next text, which is added to `batch`, or to the end of the file.
    pub fn step(&mut self, input: &mut Input<'_>, batch: &mut Batch) -> Result<Step, ReadErrorKind> {
        batch.has_geometries = true;
        loop {
            if input.rest().is_empty() && !input.fill()? {
                let is_whole = std::mem::take(&mut self.is_inside);
                return Ok(if is_whole { Step::Element } else { Step::End });
            }
            if !self.is_inside {
                self.begin(input, batch);
                continue;
            }
            let [a, b] = self.ends;
            let end = memchr::memchr2(a, b, input.rest());
            let taken = end.unwrap_or(input.rest().len());
            batch.text.extend_from_slice(&input.rest()[..taken]);
            input.consume(taken);
            if let Some(slot) = batch.slots.last_mut() {
                slot.end = batch.text.len();
                check_size(slot.end - slot.start, slot.position)?;
            }
            if end.is_some() {
                self.is_inside = false;
                return Ok(Step::Element);
            }
        }
    }

    /// Steps over what stands between texts; at anything else a text begins.
    fn begin(&mut self, input: &mut Input<'_>, batch: &mut Batch) {
        let is_between = |byte: &u8| is_space(*byte) || *byte == RECORD_SEPARATOR;
        let rest = input.rest();
        let between = rest.iter().position(|byte| !is_between(byte));
        let blanks = between.unwrap_or(rest.len());
        input.consume(blanks);
        if between.is_some() {
            let start = batch.text.len();
            batch.slots.push(Slot {
                start,
                end: start,
                position: input.position(0),
            });
            self.is_inside = true;
        }
    }
}

fn text_of(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start()
}

impl Format for GeoJsonSeq {
    fn name(&self) -> &'static str {
        "GeoJSONSeq"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["geojsonl", "geojsons", "ndgeojson", "ndjson", "jsonl"]
    }

    fn settings(&self) -> &'static [WriteSetting] {
        &[WriteSetting::Decimals]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        let text = text_of(head);
        if text.first() == Some(&RECORD_SEPARATOR) {
            return Confidence::Certain;
        }
        if text.first() != Some(&b'{') {
            return Confidence::No;
        }
        let Ok(Progress::Ended(end)) = Scan::new(0).run(text) else {
            return Confidence::No;
        };
        let (first, behind) = text.split_at(end);
        let is_one_line = memchr::memchr2(b'\n', b'\r', first).is_none();
        let is_geojson = memchr::memmem::find(first, b"\"type\"").is_some();
        if is_one_line && is_geojson && behind.trim_ascii_start().starts_with(b"{") {
            Confidence::Certain
        } else {
            Confidence::No
        }
    }

    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError> {
        let read = || {
            let sequence = Sequence::of(&read_head(path)?);
            let layer = read_file(path, Cutter::Sequence(sequence), options, ticket)?;
            // A file without any text is no sequence.
            if layer.n_features() == 0 {
                Err(ReadErrorKind::Empty)
            } else {
                Ok(vec![layer])
            }
        };
        read().map_err(|kind| ReadError::new(path, kind))
    }

    /// Writes a record separator before each text, but not under an extension that promises lines alone.
    fn write(
        &self,
        path: &Path,
        layer: &SourceLayer,
        options: &WriteOptions,
        ticket: &Ticket,
    ) -> Result<Notes, WriteError> {
        write_file(path, layer, options, ticket).map_err(|kind| WriteError::new(path, kind))
    }
}

fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    let mut notes = check_states(layer, options)?;
    notes.append(check_degrees(layer, "GeoJSONSeq")?);
    if layer.foreign.is_some() {
        notes.push(Note::new(
            "note-written-members",
            Severity::Warning,
            Place::default(),
        ));
    }
    let has_separators = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("geojsons"));
    ticket.begin(layer.n_features() as u64);
    write_atomically(path, |writer| {
        let mut number = 0;
        for chunk in &layer.chunks {
            for row in 0..chunk.states.len() {
                ticket.check()?;
                if has_separators {
                    writer.write_all(&[RECORD_SEPARATOR])?;
                }
                write_feature(writer, chunk, row, number)?;
                writer.write_all(b"\n")?;
                number += 1;
                ticket.advance(1);
            }
        }
        Ok::<(), WriteErrorKind>(())
    })?;
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::super::GeoJson;
    use super::*;
    use crate::layer::FeatureState;

    const ONE: &str = r#"{"type":"Feature","id":1,"properties":{"a":"x\ny"},"geometry":{"type":"Polygon","coordinates":[[[116,28],[116.1,28],[116.1,28.1],[116,28]]]}}"#;
    const NULL: &str = r#"{"type":"Feature","properties":{},"geometry":null}"#;
    const BARE: &str = r#"{"type":"Polygon","coordinates":[[[116,28],[116.1,28],[116.1,28.1],[116,28]]]}"#;

    fn read_as(name: &str, bytes: &[u8]) -> Result<SourceLayer, ReadErrorKind> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        match GeoJsonSeq.read(&path, &ReadOptions::default(), &Ticket::new()) {
            Ok(mut layers) => Ok(layers.remove(0)),
            Err(error) => Err(error.kind),
        }
    }

    fn states(layer: &SourceLayer) -> Vec<FeatureState> {
        layer
            .chunks
            .iter()
            .flat_map(|chunk| chunk.states.clone())
            .collect()
    }

    #[test]
    fn lines_and_records_are_read() {
        for text in [
            format!("{ONE}\n{NULL}\n{BARE}\n"),
            format!("\u{FEFF}{ONE}\r\n\r\n{NULL}\r\n{BARE}"),
            format!("\u{1E}{ONE}\n\u{1E}{NULL}\n\u{1E}\u{1E}{BARE}\n"),
            format!(
                "\u{1E}{}\n\u{1E}{NULL}\u{1E}{BARE}\n",
                ONE.replace(",\"geometry\"", "\n,\"geometry\"")
            ),
        ] {
            assert_eq!(GeoJsonSeq.sniff(text.as_bytes()), Confidence::Certain, "{text}");
            let layer = read_as("a.geojsonl", text.as_bytes()).unwrap();
            assert_eq!(
                states(&layer),
                [
                    FeatureState::Polygon,
                    FeatureState::NoGeometry,
                    FeatureState::Polygon
                ],
                "{text}"
            );
            assert_eq!(layer.source.format, "GeoJSONSeq");
            assert_eq!(layer.chunks[0].attributes.text(0, "a").as_deref(), Some("x\ny"));
        }
    }

    #[test]
    fn a_broken_text_is_one_feature_and_no_more() {
        let text = format!(
            "{ONE}\n{}\nhello\n{NULL}\n{{\"type\":\"FeatureCollection\",\"features\":[]}}\n{}",
            &ONE[..40],
            &ONE[..90]
        );
        let layer = read_as("a.ndjson", text.as_bytes()).unwrap();
        assert_eq!(
            states(&layer),
            [
                FeatureState::Polygon,
                FeatureState::Unreadable,
                FeatureState::Unreadable,
                FeatureState::NoGeometry,
                FeatureState::Unreadable,
                FeatureState::Unreadable,
            ]
        );
        assert_eq!(read_as("a.ndjson", b"\n \n").unwrap_err().code(), "read-empty");
    }

    #[test]
    fn single_documents_are_left_to_geojson() {
        let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[{ONE}]}}\n");
        for text in [collection.as_str(), ONE, NULL, "{}", "[]", ""] {
            assert_eq!(GeoJsonSeq.sniff(text.as_bytes()), Confidence::No, "{text}");
        }
        assert_eq!(GeoJson.sniff(ONE.as_bytes()), Confidence::Certain);
        assert_eq!(GeoJson.sniff(&ONE.as_bytes()[..80]), Confidence::Possible);
        assert_eq!(GeoJson.sniff(&collection.as_bytes()[..80]), Confidence::Certain);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let layer = read_as("a.geojsonl", format!("{ONE}\n{NULL}\n").as_bytes()).unwrap();
        let directory = tempfile::tempdir().unwrap();
        for (name, begin) in [("b.geojsons", RECORD_SEPARATOR), ("b.geojsonl", b'{')] {
            let path = directory.path().join(name);
            GeoJsonSeq
                .write(&path, &layer, &WriteOptions::default(), &Ticket::new())
                .unwrap();
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(bytes[0], begin);
            let back = read_as(name, &bytes).unwrap();
            assert_eq!(back.chunks, layer.chunks);
        }
        let mut projected = layer;
        projected.declared_crs = Some(crate::crs::CrsId::Epsg(4527));
        let path = directory.path().join("c.geojsonl");
        let error = GeoJsonSeq
            .write(&path, &projected, &WriteOptions::default(), &Ticket::new())
            .unwrap_err();
        assert_eq!(error.code(), "write-needs-degrees");
    }

    #[test]
    fn mutated_sequences_keep_a_row_for_each_line() {
        let seed = format!("{ONE}\n{NULL}\n{BARE}\n{ONE}\n");
        let mut state = 5_u64;
        let mut random = |limit: usize| {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            usize::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) % limit as u64).unwrap()
        };
        for _ in 0..2000 {
            let mut bytes = seed.clone().into_bytes();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                match random(4) {
                    0 => bytes[at] = b"{}[],:\"\\\n01x"[random(12)],
                    1 => bytes.truncate(at + 1),
                    2 => drop(bytes.drain(at..(at + random(30)).min(bytes.len()))),
                    _ => bytes.insert(at, b"{}[],:\"\n"[random(8)]),
                }
                if bytes.is_empty() {
                    bytes.push(b'{');
                }
            }
            let lines = String::from_utf8_lossy(&bytes)
                .split(['\n', '\r'])
                .filter(|line| !line.trim_ascii().is_empty())
                .count();
            let sequence = Sequence::of(&bytes);
            let read = super::super::read::read_layer(
                Path::new("a"),
                &bytes[..],
                Cutter::Sequence(sequence),
                &ReadOptions::default(),
                &Ticket::new(),
            );
            if let Ok(layer) = read {
                assert_eq!(layer.n_features(), lines, "{}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}
