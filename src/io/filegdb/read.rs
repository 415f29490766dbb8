//! From a geodatabase to layers.
//!
//! Meaning: the catalog says which tables there are; each that has a geometry is a layer, or only the one that is
//! named is. Of a directory the fingerprint is taken beside the reading, and its files must be the same afterwards.

use std::fs;
use std::path::Path;

use super::super::archive::Archive;
use super::super::error::ReadErrorKind;
use super::super::format::{ReadOptions, check_plain_file};
use super::super::hash::sha256_with_ticket;
use super::super::layer_builder::LayerBuilder;
use super::super::tally::shorten;
use super::catalog::{Catalog, Entry, open, told};
use super::fields::Kind;
use super::rows::{RowPlan, n_runs, read_rows};
use super::store::{Files, InArchive, OnDisk, Opened};
use super::table::Table;
use crate::crs::CrsId;
use crate::crs::wkt::{Recognised, recognise};
use crate::layer::{Note, Place, Severity, Source, SourceLayer};
use crate::progress::Ticket;

/// What stands for a system that is not known (class id of `UnknownCoordinateSystem`).
const UNKNOWN_SYSTEM: &str = "{B286C06B-0879-11D2-AACA-00C04FA33C20}";
/// Names in a note.
const NAMES_TOLD: usize = 40;

/// A table that will be a layer.
struct LayerPlan {
    name: String,
    alias: Option<String>,
    table: Table,
}

/// What a geodatabase has.
#[derive(Default)]
struct Content {
    plans: Vec<LayerPlan>,
    /// All names that could be asked for.
    known: Vec<String>,
    /// Tables without geometry.
    tables: Vec<String>,
    /// Tables of the program's own.
    hidden: Vec<String>,
    /// Feature classes without a table.
    missing: Vec<String>,
}

/// Reads a directory, or an archive with one or several.
pub(super) fn read_path(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return read_directory(path, path, options, ticket);
    }
    let extension = path.extension().unwrap_or_default();
    if extension.eq_ignore_ascii_case(super::store::TABLE) {
        // Where programs let people choose no directories they choose a file in it.
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        return read_directory(path, directory.unwrap_or(Path::new(".")), options, ticket);
    }
    read_archive(path, options, ticket)
}

fn read_directory(
    path: &Path,
    directory: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    let mut store = OnDisk::open(directory)?;
    let before = store.state()?;
    let mut content = Content::default();
    content.add(&mut store, "", options, ticket)?;
    content.check(options)?;
    let notes = content.notes(path);
    let (layers, sha256) = rayon::join(
        || content.layers(options, &notes, ticket),
        || store.sha256(ticket),
    );
    let (layers, sha256) = (layers?, sha256?);
    if OnDisk::open(directory)?.state()? != before {
        return Err(ReadErrorKind::Changed);
    }
    let source = Source {
        path: path.to_owned(),
        layer: None,
        sha256,
        bytes: before.1,
        format: super::NAME,
    };
    Ok(with_source(layers, &source))
}

/// Reads one geodatabase, wherever its files stand.
#[cfg(test)]
pub(super) fn read_files(
    files: &mut impl Files,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    let mut content = Content::default();
    content.add(files, "", options, ticket)?;
    content.check(options)?;
    content.layers(options, &[], ticket)
}

fn read_archive(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    let before = check_plain_file(path)?;
    let mut archive = Archive::open(path)?;
    let stores = InArchive::all(&archive);
    let mut content = Content::default();
    for store in &stores {
        let prefix = if stores.len() > 1 {
            format!("{}/", store.name)
        } else {
            String::new()
        };
        let mut files = Opened {
            store,
            archive: &mut archive,
        };
        content.add(&mut files, &prefix, options, ticket)?;
    }
    content.check(options)?;
    let mut notes = content.notes(path);
    let others = others_in(&archive);
    if !others.is_empty() {
        notes.push(warning("note-gdb-archive-others").with("names", listed(&others)));
    }
    let (layers, sha256) = rayon::join(
        || content.layers(options, &notes, ticket),
        || sha256_with_ticket(path, ticket),
    );
    let (layers, sha256) = (layers?, sha256?);
    let after = check_plain_file(path)?;
    if after.len() != before.len() || after.modified().ok() != before.modified().ok() {
        return Err(ReadErrorKind::Changed);
    }
    let source = Source {
        path: path.to_owned(),
        layer: None,
        sha256,
        bytes: before.len(),
        format: super::NAME,
    };
    Ok(with_source(layers, &source))
}

/// Files in an archive that would be layers if they were asked for.
fn others_in(archive: &Archive) -> Vec<String> {
    let is_layer = |name: &str| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        ["shp", "gpkg", "geojson", "kml", "dxf", "fgb"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    };
    let names = archive.members().iter().map(|member| member.name.clone());
    names.filter(|name| is_layer(name)).collect()
}

fn with_source(layers: Vec<SourceLayer>, source: &Source) -> Vec<SourceLayer> {
    let place = |mut layer: SourceLayer| {
        layer.source = Source {
            layer: Some(layer.name.clone()),
            ..source.clone()
        };
        layer
    };
    layers.into_iter().map(place).collect()
}

impl Content {
    /// Adds what a geodatabase has; `prefix` stands before the names of its tables.
    fn add(
        &mut self,
        files: &mut impl Files,
        prefix: &str,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<(), ReadErrorKind> {
        let catalog = Catalog::read(files, ticket)?;
        self.missing.extend(
            catalog
                .missing()
                .into_iter()
                .map(|name| format!("{prefix}{name}")),
        );
        for entry in &catalog.entries {
            ticket.check()?;
            let name = format!("{prefix}{}", entry.name);
            let alias = catalog.item(entry).and_then(|item| item.alias.clone());
            let is_wanted = match &options.layer {
                Some(wanted) => *wanted == name || alias.as_ref() == Some(wanted),
                None => true,
            };
            self.known.push(name.clone());
            if is_wanted {
                self.add_table(
                    files,
                    (entry, name, alias),
                    catalog.is_hidden(entry),
                    (options, ticket),
                )?;
            }
        }
        Ok(())
    }

    fn add_table(
        &mut self,
        files: &mut impl Files,
        (entry, name, alias): (&Entry, String, Option<String>),
        is_hidden: bool,
        (options, ticket): (&ReadOptions, &Ticket),
    ) -> Result<(), ReadErrorKind> {
        let is_asked_for = options.layer.is_some();
        if is_hidden && !is_asked_for {
            self.hidden.push(name);
            return Ok(());
        }
        let table = open(files, entry.number, &entry.name, ticket)?;
        match &table.fields.grid {
            None if is_asked_for => return Err(told("no-geometry".into(), &name)),
            None => self.tables.push(name),
            Some(grid) if !grid.is_sound() => return Err(told("scale".into(), &name)),
            Some(_) => self.plans.push(LayerPlan { name, alias, table }),
        }
        Ok(())
    }

    /// Refuses a geodatabase without layers, or without the one that is asked for.
    fn check(&self, options: &ReadOptions) -> Result<(), ReadErrorKind> {
        match &options.layer {
            Some(layer) if self.plans.is_empty() => Err(ReadErrorKind::LayerNotFound {
                layer: layer.clone(),
                known: listed(&self.known),
            }),
            _ if self.plans.is_empty() => Err(told("no-layer".into(), "GDB_SystemCatalog")),
            _ => Ok(()),
        }
    }

    /// What is to be told of the whole.
    fn notes(&self, path: &Path) -> Vec<Note> {
        let mut notes = Vec::new();
        let lists = [
            ("note-gdb-tables", Severity::Info, &self.tables),
            ("note-gdb-hidden", Severity::Info, &self.hidden),
            ("note-gdb-missing", Severity::Warning, &self.missing),
        ];
        for (code, severity, names) in lists {
            if !names.is_empty() {
                let note = Note::new(code, severity, Place::default());
                notes.push(note.with("count", names.len()).with("names", listed(names)));
            }
        }
        if fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink()) {
            notes.push(Note::new("note-symlink", Severity::Info, Place::default()));
        }
        notes
    }

    fn layers(
        &self,
        options: &ReadOptions,
        notes: &[Note],
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadErrorKind> {
        ticket.begin(self.plans.iter().map(|plan| n_runs(&plan.table)).sum());
        self.plans
            .iter()
            .map(|plan| plan.read(options, notes, ticket))
            .collect()
    }
}

impl LayerPlan {
    fn read(
        &self,
        options: &ReadOptions,
        notes: &[Note],
        ticket: &Ticket,
    ) -> Result<SourceLayer, ReadErrorKind> {
        let mut builder = LayerBuilder::new(options, ticket);
        let mut crs = None;
        if let Some(grid) = &self.table.fields.grid {
            let found = declared(&grid.wkt);
            crs = found.0;
            let own = self.notes().into_iter().chain(found.1);
            for note in notes.iter().cloned().chain(own) {
                builder.file_note(note);
            }
            let plan = RowPlan {
                table: &self.table,
                name: &self.name,
                grid,
                options,
                ticket,
            };
            read_rows(&plan, &mut builder)?;
        }
        let nowhere = Source {
            path: Path::new("").to_owned(),
            layer: None,
            sha256: String::new(),
            bytes: 0,
            format: super::NAME,
        };
        Ok(builder.finish(self.name.clone(), nowhere, crs))
    }

    /// What is to be told of the table.
    fn notes(&self) -> Vec<Note> {
        let note = |code, severity| Note::new(code, severity, Place::default());
        let mut notes = Vec::new();
        if let Some(alias) = &self.alias {
            notes.push(note("note-gdb-alias", Severity::Info).with("alias", shorten(alias)));
        }
        let fields = &self.table.fields.all;
        let named = fields.iter().filter(|field| {
            let is_value = !matches!(field.kind, Kind::ObjectId | Kind::Geometry);
            is_value && !field.alias.is_empty() && field.alias != field.name
        });
        let aliases: Vec<String> = named
            .map(|field| format!("{}: {}", shorten(&field.name), shorten(&field.alias)))
            .collect();
        if !aliases.is_empty() {
            notes.push(note("note-gdb-field-aliases", Severity::Info).with("names", listed(&aliases)));
        }
        if !self.table.has_numbers() {
            notes.push(note("note-gdb-numbers", Severity::Warning));
        }
        notes
    }
}

/// The system that a definition names, and a note where it names none.
fn declared(wkt: &str) -> (Option<CrsId>, Option<Note>) {
    let text = wkt.trim_end_matches('\0').trim();
    if text.is_empty() || text.eq_ignore_ascii_case(UNKNOWN_SYSTEM) {
        return (None, Some(warning("note-gdb-crs-missing")));
    }
    match recognise(text) {
        Recognised::Known(crs) => (Some(crs), None),
        Recognised::Contradiction { name, crs, other } => {
            let note = warning("note-gdb-crs-contradiction").with("name", shorten(&name));
            (None, Some(note.with("crs", crs).with("other", other)))
        }
        Recognised::Unknown { name } => {
            let note = warning("note-gdb-crs-unknown").with("name", shorten(&name));
            (None, Some(note))
        }
    }
}

fn warning(code: &'static str) -> Note {
    Note::new(code, Severity::Warning, Place::default())
}

/// Names in a sentence; those beyond a number are only counted.
fn listed(names: &[String]) -> String {
    let mut text = names[..names.len().min(NAMES_TOLD)].join(", ");
    if names.len() > NAMES_TOLD {
        text.push_str(" …");
    }
    text
}
