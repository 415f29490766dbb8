//! From a stream of bytes to a layer.
//!
//! Meaning: while one round of batches is parsed on all threads, the next is gathered from the file.
//! A batch is a run of elements of about [`BATCH_BYTES`] and becomes one chunk; at most two
//! rounds of one batch per thread are in memory, never the text as a whole. Results are put together
//! in file order, so that the layer does not depend on the number of threads.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash as _, Hasher as _};
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;

use super::super::error::ReadErrorKind;
use super::super::format::ReadOptions;
use super::super::tally::{Tally, shorten};
use super::cursor::decode;
use super::feature::{Parsed, parse_batch, parse_single};
use super::input::Input;
use super::root::{Header, Root, crs_of, read_root};
use super::sequence::Sequence;
use super::splitter::{Batch, Frame, Splitter, Step};
use crate::crs::CrsId;
use crate::layer::{CHUNK_FEATURES, Note, Notes, Place, Severity, Source, SourceChunk, SourceLayer};
use crate::progress::{Cancelled, Ticket};

/// Text of one batch; a single element may be larger.
const BATCH_BYTES: usize = 2 << 20;

/// Names of coordinate reference systems that features of one file may give.
const INNER_CRS_LIMIT: usize = 100;

/// What cuts a text into elements.
pub(super) enum Cutter {
    /// One document, the elements in its `features`.
    Document(Splitter),
    /// Texts one after the other, each an element.
    Sequence(Sequence),
}

impl Cutter {
    /// Of one document.
    pub fn document() -> Self {
        Self::Document(Splitter::new())
    }

    fn step(&mut self, input: &mut Input<'_>, batch: &mut Batch) -> Result<Step, ReadErrorKind> {
        match self {
            Self::Document(splitter) => splitter.step(input, batch),
            Self::Sequence(sequence) => sequence.step(input, batch),
        }
    }

    fn format(&self) -> &'static str {
        match self {
            Self::Document(_) => "GeoJSON",
            Self::Sequence(_) => "GeoJSONSeq",
        }
    }
}

/// Reads a layer from bytes; `path` only names it.
pub(super) fn read_layer(
    path: &Path,
    reader: impl Read + Send,
    cutter: Cutter,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<SourceLayer, ReadErrorKind> {
    let mut gatherer = Gatherer::new(Input::new(reader, ticket), cutter);
    let mut assembly = Assembly::default();
    let threads = rayon::current_num_threads();
    let mut round = gatherer.round(threads)?;
    while !round.is_empty() {
        let (parsed, next) = rayon::join(
            || parse_round(&round, options.keep_personal, ticket),
            || gatherer.round(threads),
        );
        for part in parsed? {
            assembly.append(part)?;
        }
        gatherer.take_back(std::mem::replace(&mut round, next?));
    }
    assembly.finish(path, gatherer, options)
}

fn parse_round(round: &[Batch], keep_personal: bool, ticket: &Ticket) -> Result<Vec<Parsed>, Cancelled> {
    round
        .par_iter()
        .map(|batch| parse_batch(batch, keep_personal, ticket))
        .collect()
}

/// Fills batches from the file.
struct Gatherer<'t> {
    input: Input<'t>,
    cutter: Cutter,
    next_feature: u64,
    has_ended: bool,
    spare: Vec<Batch>,
}

impl<'t> Gatherer<'t> {
    fn new(input: Input<'t>, cutter: Cutter) -> Self {
        Self {
            input,
            cutter,
            next_feature: 0,
            has_ended: false,
            spare: Vec::new(),
        }
    }

    /// The next batches, at most `count`; none at the end of the text.
    fn round(&mut self, count: usize) -> Result<Vec<Batch>, ReadErrorKind> {
        let mut round = Vec::with_capacity(count);
        while round.len() < count && !self.has_ended {
            let mut batch = self.spare.pop().unwrap_or_default();
            self.fill(&mut batch)?;
            if !batch.slots.is_empty() {
                round.push(batch);
            }
        }
        Ok(round)
    }

    fn fill(&mut self, batch: &mut Batch) -> Result<(), ReadErrorKind> {
        batch.first = self.next_feature;
        while batch.text.len() < BATCH_BYTES && batch.slots.len() < CHUNK_FEATURES {
            match self.cutter.step(&mut self.input, batch)? {
                Step::Element => self.next_feature += 1,
                Step::End => {
                    self.has_ended = true;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Takes batches back whose buffers can be used again.
    fn take_back(&mut self, round: Vec<Batch>) {
        for mut batch in round {
            if batch.text.capacity() <= 2 * BATCH_BYTES {
                batch.text.clear();
                batch.slots.clear();
                self.spare.push(batch);
            }
        }
    }
}

/// A feature with an identifier.
struct Known {
    feature: u32,
    /// Its chunk and row.
    at: [usize; 2],
}

/// The layer as far as it is read.
#[derive(Default)]
struct Assembly {
    chunks: Vec<SourceChunk>,
    notes: Notes,
    tally: Tally,
    /// Different `crs` values of features, with the line of the first.
    crs: Vec<(String, u64)>,
    /// The feature that first had an identifier, by the identifier's hash.
    ids: HashMap<u64, Known>,
    n_features: u32,
}

impl Assembly {
    /// Adds the next features in file order.
    fn append(&mut self, part: Parsed) -> Result<(), ReadErrorKind> {
        self.notes.append(part.notes);
        self.tally.add(part.tally);
        for (json, line) in part.crs {
            self.note_crs(json, line)?;
        }
        // Columns count their bytes in 32 bits.
        if part.side_bytes > u64::from(u32::MAX) {
            return Err(ReadErrorKind::TooLarge {
                limit_mib: 4096,
                line: 1,
                column: 1,
            });
        }
        self.chunks.push(part.chunk);
        self.note_duplicate_ids();
        Ok(())
    }

    fn note_crs(&mut self, json: String, line: u64) -> Result<(), ReadErrorKind> {
        if self.crs.iter().any(|(known, _)| *known == json) {
            return Ok(());
        }
        if self.crs.len() == INNER_CRS_LIMIT {
            return Err(ReadErrorKind::CrsConflict {
                name: shorten(&json),
                line,
            });
        }
        self.crs.push((json, line));
        Ok(())
    }

    /// Looks for the identifiers of the last chunk among all before them.
    fn note_duplicate_ids(&mut self) {
        let chunk = self.chunks.len() - 1;
        for row in 0..self.chunks[chunk].states.len() {
            let feature = self.n_features;
            self.n_features += 1;
            let Some(id) = id_of(&self.chunks, [chunk, row]) else {
                continue;
            };
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            match self.ids.entry(hasher.finish()) {
                Entry::Vacant(entry) => {
                    entry.insert(Known {
                        feature,
                        at: [chunk, row],
                    });
                }
                Entry::Occupied(entry) => {
                    let first = entry.get();
                    // Equal hashes of different identifiers happen; then nothing is said.
                    if id_of(&self.chunks, first.at).as_deref() == Some(&*id) {
                        let place = Place {
                            feature_id: Some(shorten(&id)),
                            ..Place::feature(u64::from(feature))
                        };
                        let note = Note::new("note-duplicate-id", Severity::Warning, place);
                        self.notes.push(note.with("first", first.feature));
                    }
                }
            }
        }
    }

    /// Makes the layer, once the whole text is known to be sound.
    fn finish(
        mut self,
        path: &Path,
        gatherer: Gatherer<'_>,
        options: &ReadOptions,
    ) -> Result<SourceLayer, ReadErrorKind> {
        let Gatherer { input, cutter, .. } = gatherer;
        let had_bom = input.had_bom;
        let (bytes, sha256) = input.finish();
        let header = match &cutter {
            Cutter::Document(splitter) => self.read_frame(&splitter.frame, options)?,
            Cutter::Sequence(_) => Header::default(),
        };
        if let Some(name) = header.unknown_crs.filter(|_| !options.crs_is_given) {
            return Err(ReadErrorKind::UnknownCrsName { name });
        }
        let declared_crs = self.settle_crs(header.crs)?;
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let name = header
            .name
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| stem.clone());
        check_layer_name(options.layer.as_deref(), &name, &stem)?;
        let mut notes = file_notes(had_bom, header.crs_is_null, &self.tally);
        notes.append(self.notes);
        Ok(SourceLayer {
            name,
            source: Source {
                path: path.to_owned(),
                layer: None,
                sha256,
                bytes,
                format: cutter.format(),
            },
            declared_crs,
            chunks: self.chunks,
            foreign: header.foreign,
            notes,
        })
    }

    /// Reads what stands around the features; a file that is one feature or geometry becomes a layer
    /// of one row.
    fn read_frame(&mut self, frame: &Frame, options: &ReadOptions) -> Result<Header, ReadErrorKind> {
        // The text was checked as it came in and is cut at brackets, so it is UTF-8.
        let text = std::str::from_utf8(&frame.text).unwrap_or_default();
        let kind = match read_root(frame, text)? {
            Root::Collection(header) => return Ok(header),
            Root::Single(kind) => kind,
        };
        let mut part = parse_single(text, frame.position(0), kind, options.keep_personal);
        let mut header = Header::default();
        for (json, _) in std::mem::take(&mut part.crs) {
            let crs = crs_of(&json)?;
            header.crs_is_null |= crs.is_none();
            header.crs = header.crs.or(crs);
            part.crs.push((json, frame.position(0).line));
        }
        self.append(part)?;
        Ok(header)
    }

    /// The system of the file; features that name another one are an error.
    fn settle_crs(&self, declared: Option<CrsId>) -> Result<Option<CrsId>, ReadErrorKind> {
        // A file that names none is in WGS 84, says the standard.
        let default = CrsId::Epsg(4326);
        for (json, line) in &self.crs {
            if let Some(named) = crs_of(json)?
                && named != declared.unwrap_or(default)
            {
                return Err(ReadErrorKind::CrsConflict {
                    name: named.to_string(),
                    line: *line,
                });
            }
        }
        Ok(declared)
    }
}

fn check_layer_name(wanted: Option<&str>, name: &str, stem: &str) -> Result<(), ReadErrorKind> {
    match wanted {
        Some(wanted) if wanted != name && wanted != stem => Err(ReadErrorKind::LayerNotFound {
            layer: wanted.to_owned(),
            known: name.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Notes on the file as a whole.
fn file_notes(had_bom: bool, crs_is_null: bool, tally: &Tally) -> Notes {
    let mut notes = Notes::default();
    if had_bom {
        notes.push(Note::new("note-bom", Severity::Info, Place::default()));
    }
    if crs_is_null {
        notes.push(Note::new("note-crs-null", Severity::Warning, Place::default()));
    }
    for note in tally.notes() {
        notes.push(note);
    }
    notes
}

/// The identifier of a feature without its quotation marks: `1` and `"1"` look the same in a report.
fn id_of(chunks: &[SourceChunk], [chunk, row]: [usize; 2]) -> Option<std::borrow::Cow<'_, str>> {
    let json = chunks[chunk].ids.get(row)?;
    (json != "null").then(|| decode(json).unwrap_or(json.into()))
}
