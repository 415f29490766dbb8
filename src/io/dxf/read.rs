//! From a file to a layer.
//!
//! Meaning: the file is gone through twice. First its lines beyond ASCII are gathered, for the encoding; then its
//! sections are read in their order: variables, layers, blocks, entities. What stands behind the entities does not
//! matter, but that it is there: a file that breaks off is refused, for nobody knows what is missing.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::super::encoding::Encoding;
use super::super::error::ReadErrorKind;
use super::super::format::{ReadOptions, check_plain_file, read_head};
use super::super::layer_builder::LayerBuilder;
use super::super::looks;
use super::super::summing::{Summing, drain};
use super::super::tally::shorten;
use super::block::{Block, Blocks};
use super::emit::Emitter;
use super::entity::{self, Entity};
use super::fields;
use super::groups::{Form, Groups, Value};
use super::record::Record;
use super::tables::{Header, LayerTable};
use super::text::{SAMPLE_LIMIT, Texts};
use crate::layer::{Note, Place, Severity, Source, SourceLayer};
use crate::progress::Ticket;

/// Bytes read at once.
const BLOCK_BYTES: usize = 256 << 10;

/// Names of layers that a message lists.
const NAMES_LISTED: usize = 20;

/// Reads a drawing as one layer.
pub(super) fn read_file(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<SourceLayer, ReadErrorKind> {
    let before = check_plain_file(path)?;
    let head = read_head(path)?;
    if looks::is_utf16(&head) {
        return Err(ReadErrorKind::Utf16);
    }
    let (form, start) = Form::of_head(&head);
    ticket.expect(before.len() * 2);
    let sample = match options.encoding {
        Some(_) => Vec::new(),
        None => sample(path, form, start, ticket)?,
    };
    let input = Summing::new(File::open(path)?, ticket);
    let mut input = BufReader::with_capacity(BLOCK_BYTES, input);
    input.read_exact(&mut vec![0; start])?;
    let groups = Groups::new(input, form, ticket);
    let mut drawing = Drawing::new(groups, sample, options, ticket);
    drawing.sections()?;
    let (mut emitter, input, has_end) = drawing.finish()?;
    let (sha256, bytes) = drain(input, ticket)?;
    let after = fs::metadata(path)?;
    if bytes != before.len() || after.len() != bytes || after.modified().ok() != before.modified().ok() {
        return Err(ReadErrorKind::Changed);
    }
    if form == Form::Lines(b'\n') && start > 0 {
        emitter
            .builder
            .file_note(Note::new("note-bom", Severity::Info, Place::default()));
    }
    if !has_end {
        emitter
            .builder
            .file_note(Note::new("note-dxf-no-end", Severity::Warning, Place::default()));
    }
    if fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink()) {
        emitter
            .builder
            .file_note(Note::new("note-symlink", Severity::Info, Place::default()));
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let source = Source {
        path: path.to_owned(),
        layer: options.layer.clone(),
        sha256,
        bytes,
        format: "DXF",
    };
    let name = options.layer.clone().or(stem).unwrap_or_default();
    Ok(emitter.builder.finish(name, source, None))
}

/// Lines beyond ASCII, at most [`SAMPLE_LIMIT`] bytes of them.
fn sample(path: &Path, form: Form, start: usize, ticket: &Ticket) -> Result<Vec<u8>, ReadErrorKind> {
    let mut input = BufReader::with_capacity(BLOCK_BYTES, Counting::new(File::open(path)?, ticket));
    input.read_exact(&mut vec![0; start])?;
    let mut sample = Vec::new();
    if let Form::Lines(end) = form {
        sample_lines(&mut input, end, &mut sample, ticket)?;
    } else {
        let mut groups = Groups::new(&mut input, form, ticket);
        // A fault in the structure is told by the second reading.
        while sample.len() < SAMPLE_LIMIT && groups.next().unwrap_or(false) {
            if let Value::Text(text) = groups.value()
                && !text.is_ascii()
                && !matches!(groups.code(), 310..=319 | 1004)
            {
                sample.extend_from_slice(text);
                sample.push(b'\n');
            }
        }
        ticket.check()?;
    }
    Ok(sample)
}

fn sample_lines(
    input: &mut impl BufRead,
    end: u8,
    sample: &mut Vec<u8>,
    ticket: &Ticket,
) -> Result<(), ReadErrorKind> {
    let mut line = Vec::new();
    loop {
        ticket.check()?;
        let block = input.fill_buf()?;
        if block.is_empty() {
            return Ok(());
        }
        // Blocks without a byte beyond ASCII are passed over whole, up to the line that may go on in the next.
        if line.is_empty() && block.is_ascii() {
            let whole = memchr::memrchr(end, block).map_or(0, |at| at + 1);
            if whole > 0 {
                input.consume(whole);
                continue;
            }
        }
        line.clear();
        let limit = SAMPLE_LIMIT as u64;
        input.take(limit).read_until(end, &mut line)?;
        if !line.is_ascii() {
            sample.extend_from_slice(&line);
            if sample.len() >= SAMPLE_LIMIT {
                return Ok(());
            }
        }
        line.clear();
    }
}

/// The sections of a drawing while they are read.
struct Drawing<'t> {
    groups: Groups<'t, BufReader<Summing<'t>>>,
    record: Record,
    header: Header,
    layers: LayerTable,
    blocks: Blocks,
    /// Features and insertions that stand in the block of the drawing itself.
    in_model_block: Vec<Entity>,
    paper_blocks: u64,
    sample: Vec<u8>,
    options: &'t ReadOptions,
    ticket: &'t Ticket,
    emitter: Option<Emitter<'t>>,
    has_end: bool,
}

impl<'t> Drawing<'t> {
    fn new(
        groups: Groups<'t, BufReader<Summing<'t>>>,
        sample: Vec<u8>,
        options: &'t ReadOptions,
        ticket: &'t Ticket,
    ) -> Self {
        Self {
            groups,
            record: Record::default(),
            header: Header::default(),
            layers: LayerTable::default(),
            blocks: Blocks::default(),
            in_model_block: Vec::new(),
            paper_blocks: 0,
            sample,
            options,
            ticket,
            emitter: None,
            has_end: false,
        }
    }

    /// Reads all sections.
    fn sections(&mut self) -> Result<(), ReadErrorKind> {
        while self.groups.next()? {
            if self.groups.begins(b"EOF") {
                self.has_end = true;
                return Ok(());
            }
            if !self.groups.begins(b"SECTION") {
                return Err(self.groups.broken("section"));
            }
            self.groups.expect_next()?;
            if self.groups.code() != 2 {
                return Err(self.groups.broken("section-name"));
            }
            let name = self.groups.name().to_ascii_uppercase();
            match name.as_slice() {
                b"HEADER" => self.header.read(&mut self.groups)?,
                b"TABLES" => self.tables()?,
                b"BLOCKS" => self.blocks()?,
                b"ENTITIES" => self.entities()?,
                _ => self.pass_by()?,
            }
            if !self.groups.begins(b"ENDSEC") {
                return Err(self.groups.broken("section-end"));
            }
        }
        Ok(())
    }

    /// Goes on to the end of a section that does not matter.
    fn pass_by(&mut self) -> Result<(), ReadErrorKind> {
        loop {
            self.groups.expect_next()?;
            if self.groups.code() == 0 && self.at_section_end() {
                return Ok(());
            }
        }
    }

    /// Whether the present group ends a section, rightly or not.
    fn at_section_end(&self) -> bool {
        [&b"ENDSEC"[..], b"SECTION", b"EOF"]
            .iter()
            .any(|name| self.groups.begins(name))
    }

    /// Goes on to the first group of a section's content.
    fn enter(&mut self) -> Result<(), ReadErrorKind> {
        self.groups.expect_next()?;
        while self.groups.code() != 0 {
            self.groups.expect_next()?;
        }
        Ok(())
    }

    fn tables(&mut self) -> Result<(), ReadErrorKind> {
        self.enter()?;
        while !self.at_section_end() {
            self.record.read(&mut self.groups)?;
            if self.record.kind == b"LAYER" {
                self.layers.push(&self.record);
            }
        }
        Ok(())
    }

    fn blocks(&mut self) -> Result<(), ReadErrorKind> {
        self.enter()?;
        while !self.at_section_end() {
            if !self.groups.begins(b"BLOCK") {
                return Err(self.groups.broken("block"));
            }
            self.record.read(&mut self.groups)?;
            let mut block = Block::of_record(&self.record);
            let mut entities = Vec::new();
            while !self.groups.begins(b"ENDBLK") {
                if self.at_section_end() || self.groups.begins(b"BLOCK") {
                    return Err(self.groups.broken("block-end"));
                }
                entities.push(entity::read(&mut self.record, &mut self.groups)?);
            }
            self.record.read(&mut self.groups)?;
            let name = block.name.to_ascii_uppercase();
            if name == b"*MODEL_SPACE" || name == b"$MODEL_SPACE" {
                self.in_model_block.extend(entities);
                continue;
            }
            for entity in entities {
                match entity {
                    Entity::Area(area) => block.areas.push(*area),
                    Entity::Insert(insert) => block.inserts.push(*insert),
                    Entity::Counted(_) => {}
                }
            }
            if name.starts_with(b"*PAPER_SPACE") || name.starts_with(b"$PAPER_SPACE") {
                self.paper_blocks += (block.areas.len() + block.inserts.len()) as u64;
            }
            self.blocks.push(block);
        }
        Ok(())
    }

    fn entities(&mut self) -> Result<(), ReadErrorKind> {
        let mut emitter = match self.emitter.take() {
            Some(emitter) => emitter,
            None => self.begin_emitting()?,
        };
        self.enter()?;
        while !self.at_section_end() {
            let entity = entity::read(&mut self.record, &mut self.groups)?;
            let is_paper = self.record.whole(67) == Some(1);
            match entity {
                Entity::Counted(_) if is_paper => emitter.counts.paper += 1,
                entity => emit(&mut emitter, entity)?,
            }
        }
        emitter.flush()?;
        self.emitter = Some(emitter);
        Ok(())
    }

    fn begin_emitting(&mut self) -> Result<Emitter<'t>, ReadErrorKind> {
        let header = &self.header;
        let given: Option<Encoding> = self.options.encoding;
        let texts = Texts::new(
            header.version.as_deref(),
            header.code_page.as_deref(),
            &self.sample,
            given,
        );
        let builder = LayerBuilder::new(self.options, self.ticket);
        let mut emitter = Emitter::new(builder, texts, self.ticket);
        emitter.layers = std::mem::take(&mut self.layers);
        emitter.blocks = std::mem::take(&mut self.blocks);
        emitter.blocks.resolve();
        emitter.wanted.clone_from(&self.options.layer);
        if let Some(wanted) = &self.options.layer {
            let known = emitter.layers.names().iter();
            let is_known = |name: &Vec<u8>| fields::same_name(&emitter.texts.decode(name), wanted);
            emitter.is_wanted_known = known.into_iter().any(is_known);
        }
        emitter.counts.paper += self.paper_blocks;
        for entity in std::mem::take(&mut self.in_model_block) {
            emit(&mut emitter, entity)?;
        }
        Ok(emitter)
    }

    /// What was read, the rest of the input, and whether the file said that it ends.
    fn finish(mut self) -> Result<(Emitter<'t>, BufReader<Summing<'t>>, bool), ReadErrorKind> {
        let Some(mut emitter) = self.emitter.take() else {
            return Err(self.groups.broken("no-entities"));
        };
        if let Some(wanted) = &self.options.layer
            && !emitter.is_wanted_known
        {
            return Err(layer_not_found(wanted, &emitter));
        }
        let mut notes = emitter.texts.notes();
        if let Some(unit) = self.header.unit_code() {
            let severity = if unit == "none" {
                Severity::Info
            } else {
                Severity::Warning
            };
            let note = Note::new("note-dxf-unit", severity, Place::default());
            notes.push(
                note.with("unit", unit)
                    .with("number", self.header.unit.unwrap_or(0)),
            );
        }
        notes.extend(emitter.counts.notes());
        for note in notes {
            emitter.builder.file_note(note);
        }
        Ok((emitter, self.groups.into_input(), self.has_end))
    }
}

fn emit(emitter: &mut Emitter<'_>, entity: Entity) -> Result<(), ReadErrorKind> {
    match entity {
        Entity::Area(area) => emitter.area(*area),
        Entity::Insert(insert) => emitter.insert(*insert),
        // It belongs to the insertion before it.
        Entity::Counted("SEQEND" | "ATTRIB") => Ok(()),
        Entity::Counted(kind) => {
            *emitter.counts.not_ground.entry(kind).or_default() += 1;
            Ok(())
        }
    }
}

fn layer_not_found(wanted: &str, emitter: &Emitter<'_>) -> ReadErrorKind {
    let names = emitter.layers.names().iter().take(NAMES_LISTED);
    let known: Vec<String> = names.map(|name| shorten(&emitter.texts.decode(name))).collect();
    ReadErrorKind::LayerNotFound {
        layer: wanted.to_owned(),
        known: known.join(", "),
    }
}

/// A file that counts its bytes as progress.
struct Counting<'t> {
    file: File,
    ticket: &'t Ticket,
}

impl<'t> Counting<'t> {
    fn new(file: File, ticket: &'t Ticket) -> Self {
        Self { file, ticket }
    }
}

impl Read for Counting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.ticket.advance(count as u64);
        Ok(count)
    }
}
