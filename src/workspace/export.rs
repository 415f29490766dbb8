//! A layer of the open project as a file of its own.
//!
//! Meaning: parcels are written as they are stored in the project, in the frame of their layer, with what was drawn
//! and repaired. A constraint layer lies in the project on the plane only, so its file is read once more and written
//! as it stands there; a file that is not the one that was read is refused, because another layer would go out under
//! the name of this one.
//!
//! Input: a layer, a path whose extension names the format, and options. Output: a file, whole or not at all, and
//! what the format could not hold.
//!
//! Deliberately not here: bringing a layer into another system (see `redline convert`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::Document;
use super::import::read_layer;
use super::input::InputSpec;
use super::place::NAME_FIELDS;
use super::problem::Problem;
use super::session::same_file;
use crate::crs::{Crs, SourceXy};
use crate::geometry::{PackedColumn, PolygonColumn};
use crate::io::{self, WriteOptions};
use crate::layer::{
    AttributeTable, CHUNK_FEATURES, ConstraintLayer, FeatureState, JsonColumn, Notes, Parcel, ProposalLayer,
    Role, Source, SourceChunk, SourceLayer,
};
use crate::progress::Ticket;

/// Note of a reader that changes beside the file were read with it, which its fingerprint does not cover.
const READ_WITH_LOG: &str = "note-wal";

/// A layer that is to be written.
#[derive(Debug, Clone)]
pub enum Exportable {
    /// The parcels.
    Parcels(Box<ProposalLayer>),
    /// A constraint layer.
    Constraint(Arc<ConstraintLayer>),
}

/// A layer that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// Number of features in it.
    pub n_features: usize,
    /// What the format could not hold.
    pub notes: Notes,
}

impl Exportable {
    /// Name of the layer.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Parcels(layer) => &layer.name,
            Self::Constraint(layer) => &layer.name,
        }
    }

    /// The system in which it is stored.
    #[must_use]
    pub fn crs(&self) -> &Crs {
        match self {
            Self::Parcels(layer) => &layer.crs,
            Self::Constraint(layer) => &layer.crs,
        }
    }

    /// What it means to the check, for the symbol in formats that carry one.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Parcels(_) => None,
            Self::Constraint(layer) => Some(layer.role.clone()),
        }
    }

    /// The file from which it came.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::Parcels(layer) => layer.source.as_ref(),
            Self::Constraint(layer) => Some(&layer.source),
        }
    }

    /// Number of features whose geometry is not known here: unreadable ones, points and lines.
    #[must_use]
    pub fn n_unknown(&self) -> usize {
        let is_unknown =
            |state: FeatureState| matches!(state, FeatureState::Unreadable | FeatureState::NotPolygon);
        match self {
            Self::Parcels(layer) => layer
                .parcels()
                .filter(|parcel| is_unknown(stored_state(parcel)))
                .count(),
            Self::Constraint(layer) => layer
                .chunks()
                .iter()
                .flat_map(|chunk| &chunk.states)
                .filter(|state| is_unknown(**state))
                .count(),
        }
    }

    /// The layer as its file would hold it.
    ///
    /// # Errors
    /// When the file of a constraint layer cannot be read, or is another one by now.
    pub fn stored(&self, ticket: &Ticket) -> Result<SourceLayer, Problem> {
        match self {
            Self::Parcels(layer) => Ok(of_parcels(layer)),
            Self::Constraint(layer) => read_again(layer, ticket),
        }
    }
}

/// Writes a layer; `sources` are the files of the project, which are never replaced.
///
/// # Errors
/// When nothing was written, and why.
pub fn export_layer(
    layer: &Exportable,
    path: &Path,
    options: &WriteOptions,
    sources: &[PathBuf],
    ticket: &Ticket,
) -> Result<Exported, Problem> {
    if sources.iter().any(|source| same_file(source, path)) {
        return Err(Problem::new("export-onto-source").with("file", path.display()));
    }
    let stored = layer.stored(ticket)?;
    let notes = io::write(path, &stored, options, ticket).map_err(|error| Problem {
        code: error.code().to_owned(),
        args: error.args(),
    })?;
    Ok(Exported {
        path: path.to_owned(),
        n_features: stored.n_features(),
        notes,
    })
}

/// The files of a document's layers.
#[must_use]
pub fn sources_of(document: &Document) -> Vec<PathBuf> {
    let parcels = document.parcels.iter().filter_map(|layer| layer.source.as_ref());
    let layers = document.layers.iter().map(|entry| &entry.layer.source);
    parcels.chain(layers).map(|source| source.path.clone()).collect()
}

fn read_again(layer: &ConstraintLayer, ticket: &Ticket) -> Result<SourceLayer, Problem> {
    let Source {
        path,
        layer: inner,
        sha256,
        ..
    } = &layer.source;
    let spec = InputSpec::with_given(path, inner.as_deref(), &layer.given);
    let mut read = read_layer(&spec, ticket)?;
    let has_log = |notes: &Notes| notes.count(READ_WITH_LOG) > 0;
    let is_same = read.source.sha256 == *sha256 && read.n_features() == layer.n_features();
    if !is_same || has_log(&read.notes) || has_log(&layer.notes) {
        return Err(Problem::new("export-source-changed").with("file", path.display()));
    }
    read.declared_crs = Some(layer.crs.id);
    Ok(read)
}

/// What is known of a parcel in its own frame: one that only has no place on the plane is still stored.
fn stored_state(parcel: &Parcel) -> FeatureState {
    if parcel.source.positions().is_empty() {
        parcel.state
    } else {
        FeatureState::Polygon
    }
}

fn of_parcels(layer: &ProposalLayer) -> SourceLayer {
    let parcels: Vec<&Arc<Parcel>> = layer.parcels().collect();
    let name_field = name_field(&parcels);
    let no_source = || Source {
        path: PathBuf::from(&layer.name),
        layer: None,
        sha256: String::new(),
        bytes: 0,
        format: "redline",
    };
    SourceLayer {
        name: layer.name.clone(),
        source: layer.source.clone().unwrap_or_else(no_source),
        declared_crs: Some(layer.crs.id),
        chunks: parcels
            .chunks(CHUNK_FEATURES)
            .map(|parcels| chunk_of(parcels, name_field))
            .collect(),
        foreign: layer.foreign.clone(),
        notes: Notes::default(),
    }
}

/// The field that holds the names of the parcels, so that drawn ones keep theirs.
fn name_field(parcels: &[&Arc<Parcel>]) -> &'static str {
    let is_used = |field: &&str| {
        let of = |parcel: &&&Arc<Parcel>| parcel.attributes.iter().any(|(name, _)| name == *field);
        parcels.iter().any(|parcel| of(&parcel))
    };
    NAME_FIELDS.into_iter().find(is_used).unwrap_or(NAME_FIELDS[0])
}

fn chunk_of(parcels: &[&Arc<Parcel>], name_field: &str) -> SourceChunk {
    let mut geometry: PolygonColumn<SourceXy> = PolygonColumn::new();
    let mut attributes = AttributeTable::new();
    let (mut ids, mut foreign) = (JsonColumn::default(), JsonColumn::default());
    for parcel in parcels {
        if parcel.source.is_empty() {
            geometry.end_feature();
        } else {
            geometry.push_feature(&parcel.source.feature(0));
        }
        for (name, json) in &parcel.attributes {
            attributes.set(name, json);
        }
        if let Some(name) = parcel.name.as_ref().filter(|_| parcel.attributes.is_empty()) {
            attributes.set(name_field, &serde_json::Value::from(name.as_str()).to_string());
        }
        attributes.end_row();
        ids.push(parcel.verbatim_id.as_deref().unwrap_or_default());
        foreign.push(parcel.foreign.as_deref().unwrap_or_default());
    }
    SourceChunk {
        geometry: PackedColumn::pack(&geometry),
        states: parcels.iter().map(|parcel| stored_state(parcel)).collect(),
        ids,
        attributes,
        foreign,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::crs::CrsId;
    use crate::layer::ParcelId;
    use crate::text::{Language, Texts};
    use crate::workspace::import::{import, read_one};
    use crate::workspace::plan::CheckPlan;
    use crate::workspace::scene;

    const TICKET: fn() -> Ticket = Ticket::new;

    fn collection(features: &[&str]) -> String {
        format!(
            "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:4527\"}}}},\
             \"kept\":1,\"features\":[{}]}}",
            features.join(",")
        )
    }

    fn square(name: &str, x: f64) -> String {
        let (y, far) = (3_283_000.125, x + 100.0);
        format!(
            "{{\"type\":\"Feature\",\"id\":7,\"properties\":{{\"DKMC\":\"{name}\",\"n\":1.50}},\"geometry\":{{\"type\":\
             \"Polygon\",\"coordinates\":[[[{x},{y}],[{far},{y}],[{far},3283100.5],[{x},{y}]]]}}}}"
        )
    }

    /// Parcels and one constraint layer, imported from files.
    fn document(dir: &Path) -> Document {
        let file = |name: &str, features: &[&str]| {
            fs::write(dir.join(name), collection(features)).unwrap();
            InputSpec::of_path(dir.join(name))
        };
        let parcels = file("p.geojson", &[&square("甲", 39_369_000.062_5)]);
        let layer = file(
            "l.geojson",
            &[&square("乙", 39_369_050.0), &square("丙", 39_369_500.0)],
        );
        let mut plan = CheckPlan::new(parcels);
        plan.layers.push((Role::EcoRedline, layer));
        let imported = import(&plan, None, &TICKET()).unwrap();
        let mut document = scene::document_in(imported.plane, CrsId::Epsg(4527));
        document.parcels = Some(imported.parcels);
        for layer in imported.layers {
            let id = document.new_layer_id();
            document
                .layers
                .push(crate::workspace::document::MapLayer { id, layer });
        }
        document
    }

    fn constraint(document: &Document) -> Exportable {
        Exportable::Constraint(Arc::clone(&document.layers[0].layer))
    }

    fn exported(layer: &Exportable, path: &Path, document: &Document) -> Result<Exported, String> {
        export_layer(
            layer,
            path,
            &WriteOptions::default(),
            &sources_of(document),
            &TICKET(),
        )
        .map_err(|problem| problem.code)
    }

    #[test]
    fn both_kinds_of_layers_come_back_as_they_were_in_their_files() {
        let dir = tempfile::tempdir().unwrap();
        let document = document(dir.path());
        let parcels = Exportable::Parcels(Box::new(document.parcels.clone().unwrap()));
        for (layer, name) in [(parcels, "p.geojson"), (constraint(&document), "l.geojson")] {
            let target = dir.path().join(format!("out-{name}"));
            let written = exported(&layer, &target, &document).unwrap();
            let of = |path: PathBuf| read_one(&InputSpec::of_path(path), &TICKET()).unwrap().layer;
            let (before, after) = (of(dir.path().join(name)), of(target));
            assert_eq!(written.n_features, before.n_features());
            assert_eq!(after.chunks, before.chunks, "{name}");
            assert_eq!(
                (after.declared_crs, after.foreign),
                (Some(CrsId::Epsg(4527)), before.foreign)
            );
        }
    }

    #[test]
    fn a_source_that_changed_is_refused_and_none_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let document = document(dir.path());
        let layer = constraint(&document);
        for own in ["l.geojson", "p.geojson"] {
            let onto = exported(&layer, &dir.path().join(own), &document);
            assert_eq!(onto, Err("export-onto-source".to_owned()));
        }
        let text = collection(&[&square("乙", 39_369_050.0), &square("丁", 39_369_500.0)]);
        fs::write(dir.path().join("l.geojson"), text).unwrap();
        let target = dir.path().join("out.shp");
        assert_eq!(
            exported(&layer, &target, &document),
            Err("export-source-changed".to_owned())
        );
        fs::remove_file(dir.path().join("l.geojson")).unwrap();
        assert_eq!(
            exported(&layer, &target, &document),
            Err("read-missing".to_owned())
        );
        assert!(!target.exists());
        for language in Language::ALL {
            let texts = Texts::new(language);
            for code in ["export-onto-source", "export-source-changed"] {
                assert!(texts.find(code, &[]).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn what_was_given_by_hand_is_given_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut document = document(dir.path());
        let swapped =
            "3283000.125,39369000\n3283000.125,39369100\n3283100.5,39369100\n3283000.125,39369000\n";
        let path = dir.path().join("t.csv");
        fs::write(&path, format!("a,b\n{swapped}")).unwrap();
        let mut spec = InputSpec::of_path(&path);
        spec.crs = Some(CrsId::Epsg(4527));
        spec.axis_order = Some(io::AxisOrder::NorthFirst);
        let mut plan = CheckPlan::new(InputSpec::of_path(dir.path().join("p.geojson")));
        plan.layers.push((Role::EcoRedline, spec));
        let imported = import(&plan, None, &TICKET()).unwrap();
        document.layers[0].layer = Arc::clone(&imported.layers[0]);
        let target = dir.path().join("t.geojson");
        exported(&constraint(&document), &target, &document).unwrap();
        let bounds = io::read(&target, None, &TICKET()).unwrap()[0].bounds().unwrap();
        assert_eq!(bounds, [39_369_000.0, 3_283_000.125, 39_369_100.0, 3_283_100.5]);
    }

    #[test]
    fn drawn_parcels_keep_their_names() {
        let dir = tempfile::tempdir().unwrap();
        let mut document = scene::document(2);
        document.apply(crate::workspace::delta::Delta::one(
            crate::workspace::delta::Change::DropParcel(ParcelId(0)),
        ));
        let parcels = Exportable::Parcels(Box::new(document.parcels.clone().unwrap()));
        let target = dir.path().join("drawn.geojson");
        exported(&parcels, &target, &document).unwrap();
        let text = fs::read_to_string(target).unwrap();
        assert!(text.contains("\"DKMC\":\"P1\""), "{text}");
    }
}
