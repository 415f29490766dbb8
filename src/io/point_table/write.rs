//! From a layer to a table with well-known text (CSV, RFC 4180).
//!
//! Meaning: the first column `WKT` holds the geometry as `SRID=4490;POLYGON …` (without `SRID` when the layer's
//! system has no EPSG code), then the identifier if there are any, then the attributes. Ordinates are the
//! shortest text that gives the same double. Lines end in CR LF. UTF-8 begins with a byte order mark, which
//! spreadsheets need; GBK has none.
//!
//! A spreadsheet takes cells that begin with `=`, `+`, `-`, `@`, a tab or their full-width forms for formulas. An
//! apostrophe before them would be a change of the data, so they are written as they are, in quotes, and counted
//! in a note that says how to open the file safely. Numbers are no formulas.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use super::super::atomic::write_atomically;
use super::super::encoding::Encoding;
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::wkt;
use super::super::write_checks::{check_states, check_target};
use crate::crs::CrsId;
use crate::layer::{Note, Notes, Place, Severity, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Characters by which a spreadsheet knows a formula.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Characters that are listed in a note.
const LISTED: usize = 10;

/// What is told when all is written.
#[derive(Debug, Default)]
struct Told {
    formulas: u64,
    lost: Vec<char>,
    n_lost: u64,
}

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
    let encoding = options.encoding.unwrap_or(Encoding::UTF_8);
    let mut told = Told::default();
    write_atomically(path, |writer| {
        write_layer(writer, layer, encoding, &mut told, ticket)
    })?;
    let note = |code| Note::new(code, Severity::Warning, Place::default());
    if told.formulas > 0 {
        notes.push(note("note-written-formulas").with("count", told.formulas));
    }
    if told.n_lost > 0 {
        let lost: String = told.lost.iter().collect();
        let note = note("note-written-encoding").with("count", told.n_lost);
        notes.push(note.with("encoding", encoding).with("characters", lost));
    }
    Ok(notes)
}

fn write_layer(
    w: &mut impl Write,
    layer: &SourceLayer,
    encoding: Encoding,
    told: &mut Told,
    ticket: &Ticket,
) -> Result<(), WriteErrorKind> {
    if encoding == Encoding::UTF_8 {
        w.write_all(b"\xEF\xBB\xBF")?;
    }
    let names = names(layer);
    let has_ids = layer
        .chunks
        .iter()
        .any(|chunk| (0..chunk.states.len()).any(|row| chunk.ids.get(row).is_some()));
    let id_name = has_ids.then(|| unused("id", &names));
    let mut line = vec![cell(&unused("WKT", &names), false, told)];
    let fields = id_name.iter().map(String::as_str).chain(names.iter().copied());
    line.extend(fields.map(|name| cell(name, false, told)));
    write_line(w, &line, encoding, told)?;
    let columns: HashMap<&str, usize> = names.iter().copied().zip(line.len() - names.len()..).collect();
    let prefix = match layer.declared_crs {
        Some(CrsId::Epsg(code)) => format!("SRID={code};"),
        _ => String::new(),
    };
    let mut number = 0;
    for chunk in &layer.chunks {
        for row in 0..chunk.states.len() {
            ticket.check()?;
            line.iter_mut().for_each(String::clear);
            line[0] = geometry(chunk, row, &prefix, number)?;
            if let Some(id) = chunk.ids.get(row).filter(|_| has_ids) {
                line[1] = json_cell(id, told);
            }
            for (name, json) in chunk.attributes.row(row).filter(|(_, json)| *json != "null") {
                if let Some(column) = columns.get(name) {
                    line[*column] = json_cell(json, told);
                }
            }
            write_line(w, &line, encoding, told)?;
            number += 1;
            ticket.advance(1);
        }
    }
    Ok(())
}

/// The geometry of a row in quotes, nothing without polygons.
fn geometry(chunk: &SourceChunk, row: usize, prefix: &str, number: u64) -> Result<String, WriteErrorKind> {
    let column = chunk.geometry.feature(row).to_column();
    let polygons = column.feature(0);
    if polygons.polygons().next().is_none() {
        return Ok(String::new());
    }
    let mut text = format!("\"{prefix}").into_bytes();
    if !wkt::write(&mut text, &polygons)? {
        return Err(WriteErrorKind::NotFinite { feature: number });
    }
    text.push(b'"');
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Field names of all chunks in the order in which they first occur.
fn names(layer: &SourceLayer) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for name in layer.chunks.iter().flat_map(|chunk| chunk.attributes.names()) {
        if known.insert(name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// A name that no field has.
fn unused(name: &str, fields: &[&str]) -> String {
    let is_taken = |name: &str| fields.iter().any(|field| field.eq_ignore_ascii_case(name));
    let mut name = name.to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    name
}

/// A value as a cell: a text without its quotation marks, any other value as it stands.
fn json_cell(json: &str, told: &mut Told) -> String {
    match serde_json::from_str::<String>(json) {
        Ok(text) => cell(&text, true, told),
        // A number as it is written, or something nested.
        Err(_) => cell(json, false, told),
    }
}

/// A cell, in quotes where it needs them.
fn cell(text: &str, is_text: bool, told: &mut Told) -> String {
    let is_formula = is_text && text.starts_with(FORMULA) && text.parse::<f64>().is_err();
    told.formulas += u64::from(is_formula);
    let has_edges = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    let needs_quotes = is_formula || has_edges || text.contains(['"', ',', ';', '\n', '\r', '\t', '(']);
    if needs_quotes {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn write_line(w: &mut impl Write, cells: &[String], encoding: Encoding, told: &mut Told) -> io::Result<()> {
    let line = cells.join(",") + "\r\n";
    if encoding == Encoding::UTF_8 {
        return w.write_all(line.as_bytes());
    }
    let (bytes, lost) = encoding.encode(&line);
    told.n_lost += lost.len() as u64;
    for character in lost {
        if told.lost.len() < LISTED && !told.lost.contains(&character) {
            told.lost.push(character);
        }
    }
    w.write_all(&bytes)
}
