//! From the files of a check plan to layers on one plane.
//!
//! Meaning: read all files, decide for each what its coordinates mean ([`super::frame`]), choose the
//! plane that holds them all, place them on it ([`super::place`]). The steps can be taken one by one,
//! for a window that adds a layer to an open project, or all at once with [`import`].
//!
//! Input: a [`CheckPlan`]. Output: an [`Imported`], or an [`ImportError`] with a stable code and the
//! facts of its sentence. Every feature of every file is in the result, with its number; what became
//! of it stands in its state and in the notes.
//!
//! Deliberately not here: judging what the layers mean to each other. Layers that lie far apart or
//! hold nothing are placed like others; the check says why nothing can be concluded from them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::frame::{DecidedCrs, Extent, PlaneInput, choose_plane, decide};
use super::input::InputSpec;
use super::layer_input::{Fresh, LayerInput};
use super::place::{PlaceError, Target, place_parcels};
use super::plan::CheckPlan;
use super::prepared::Cache;
use super::problem::Problem;
use super::shift::{ShiftFileError, shift_of};
use crate::crs::datum_shift::ShiftRefusal;
use crate::crs::{CoordinateLook, CrsError, CrsId, Plane};
use crate::io::{self, ReadError, ReadErrorKind};
use crate::layer::{ConstraintLayer, FeatureState, Note, Place, ProposalLayer, Role, Severity, SourceLayer};
use crate::progress::{Cancelled, Ticket};

/// Layers on one plane.
#[derive(Debug)]
pub struct Imported {
    /// The plane.
    pub plane: Plane,
    /// The parcels.
    pub parcels: ProposalLayer,
    /// The constraint layers, in the order of the plan.
    pub layers: Vec<Arc<ConstraintLayer>>,
    /// Those of them that were read from their files, to be kept for the next time.
    pub fresh: Vec<Fresh>,
}

/// A layer as it was read, with its system decided.
#[derive(Debug)]
pub struct ReadInput {
    /// What was asked for.
    pub spec: InputSpec,
    /// The layer in the frame of its file.
    pub layer: SourceLayer,
    /// Its system, and why.
    pub decided: DecidedCrs,
    /// Where it lies; an error when that cannot be said.
    pub extent: Result<Extent, CrsError>,
}

impl ReadInput {
    /// What it has to say about the plane.
    #[must_use]
    pub fn plane_input(&self) -> PlaneInput<'_> {
        PlaneInput {
            spec: &self.spec,
            crs: &self.decided.crs,
            extent: &self.extent,
        }
    }
}

/// The inputs of a plan before they are placed.
#[derive(Debug)]
pub struct ReadInputs {
    /// The parcels.
    pub parcels: ReadInput,
    /// The constraint layers with their roles, in the order of the plan.
    pub layers: Vec<(Role, LayerInput)>,
}

/// Why files did not become layers.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file holds several layers and none was named.
    #[error("{layers:?} are several layers: {}", .file.display())]
    SeveralLayers {
        /// The file.
        file: PathBuf,
        /// Their names.
        layers: Vec<String>,
    },
    /// A coordinate reference system does not exist or does not lead onto the plane.
    #[error("{source}: {}", .file.display())]
    Crs {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: CrsError,
    },
    /// A datum shift could not be read.
    #[error(transparent)]
    ShiftFile(ShiftFileError),
    /// A datum shift is not one for the layer.
    #[error("{source}: {}", .file.display())]
    Shift {
        /// The file of the layer.
        file: PathBuf,
        /// The file of the shift.
        shift: PathBuf,
        /// Why not.
        source: ShiftRefusal,
    },
    /// Latitude stands before longitude, or northing before easting.
    #[error("the axes are swapped: {}", .file.display())]
    AxesSwapped {
        /// The file.
        file: PathBuf,
    },
    /// The file names no system, and its numbers are not plain degrees.
    #[error("no coordinate reference system is named: {}", .file.display())]
    MissingCrs {
        /// The file.
        file: PathBuf,
        /// What its numbers look like.
        look: CoordinateLook,
    },
    /// The numbers cannot be meant in the system.
    #[error("the numbers ({}) cannot be meant in {crs}: {}", .look.code(), .file.display())]
    CrsContradiction {
        /// The file.
        file: PathBuf,
        /// The system.
        crs: CrsId,
        /// Its name.
        name: String,
        /// What the numbers look like.
        look: CoordinateLook,
    },
    /// Some inputs are in engineering coordinates and others are georeferenced.
    #[error("local coordinates do not mix with georeferenced ones: {}, {}", .file.display(), .other.display())]
    LocalMix {
        /// A local file.
        file: PathBuf,
        /// A georeferenced one.
        other: PathBuf,
    },
    /// The parcel file has no polygon.
    #[error("no parcel has a polygon: {}", .file.display())]
    NoParcels {
        /// The file.
        file: PathBuf,
        /// Features in it.
        features: usize,
        /// Those whose geometry could not be read or placed.
        unreadable: usize,
    },
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ImportError {
    /// All codes of its own, for the test that each has a text; those of [`ReadError`], [`CrsError`],
    /// [`ShiftFileError`] and [`ShiftRefusal`] come on top.
    pub const CODES: [&'static str; 7] = [
        "import-several-layers",
        "import-axes-swapped",
        "import-missing-crs",
        "import-crs-contradiction",
        "import-local-mix",
        "import-no-parcels",
        "import-cancelled",
    ];

    pub(super) fn crs(spec: &InputSpec, source: CrsError) -> Self {
        Self::Crs {
            file: spec.path.clone(),
            source,
        }
    }

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read(error) => error.code(),
            Self::SeveralLayers { .. } => "import-several-layers",
            Self::Crs { source, .. } => source.code(),
            Self::ShiftFile(error) => error.kind.code(),
            Self::Shift { source, .. } => source.code(),
            Self::AxesSwapped { .. } => "import-axes-swapped",
            Self::MissingCrs { .. } => "import-missing-crs",
            Self::CrsContradiction { .. } => "import-crs-contradiction",
            Self::LocalMix { .. } => "import-local-mix",
            Self::NoParcels { .. } => "import-no-parcels",
            Self::Cancelled(_) => "import-cancelled",
        }
    }

    /// The file it is about.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Read(error) => Some(&error.path),
            Self::ShiftFile(error) => Some(&error.file),
            Self::SeveralLayers { file, .. }
            | Self::Crs { file, .. }
            | Self::Shift { file, .. }
            | Self::AxesSwapped { file }
            | Self::MissingCrs { file, .. }
            | Self::CrsContradiction { file, .. }
            | Self::LocalMix { file, .. }
            | Self::NoParcels { file, .. } => Some(file),
            Self::Cancelled(_) => None,
        }
    }

    /// The facts of its sentence, by argument name; without the file.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Read(error) => error.args(),
            Self::SeveralLayers { layers, .. } => vec![("layers", layers.join(", "))],
            Self::Crs { source, .. } => source.args(),
            Self::ShiftFile(error) => error.kind.args(),
            Self::Shift { source, shift, .. } => {
                let mut args = source.args();
                args.push(("shift", shift.display().to_string()));
                args
            }
            Self::MissingCrs { look, .. } => vec![("look", look.code().to_owned())],
            Self::CrsContradiction { crs, name, look, .. } => vec![
                ("crs", crs.to_string()),
                ("name", name.clone()),
                ("look", look.code().to_owned()),
            ],
            Self::LocalMix { other, .. } => vec![("other", other.display().to_string())],
            Self::NoParcels {
                features, unreadable, ..
            } => {
                vec![
                    ("features", features.to_string()),
                    ("unreadable", unreadable.to_string()),
                ]
            }
            Self::AxesSwapped { .. } | Self::Cancelled(_) => Vec::new(),
        }
    }

    /// The error of placing an input.
    #[must_use]
    pub fn of_placing(spec: &InputSpec, error: PlaceError) -> Self {
        match error {
            PlaceError::Crs(source) => Self::crs(spec, source),
            PlaceError::Cancelled(cancelled) => Self::Cancelled(cancelled),
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let file = error.file().map(|file| file.display().to_string());
        let line = match &error {
            ImportError::ShiftFile(error) => error.line,
            _ => None,
        };
        let problem = Self {
            code: error.code().to_owned(),
            args: error.args(),
        };
        let problem = line
            .into_iter()
            .fold(problem, |problem, line| problem.with("line", line));
        file.into_iter()
            .fold(problem, |problem, file| problem.with("file", file))
    }
}

/// Reads, decides and places everything that a plan names.
///
/// # Errors
/// The first error in the order parcels, then layers as in the plan.
pub fn import(plan: &CheckPlan, cache: Option<&Cache>, ticket: &Ticket) -> Result<Imported, ImportError> {
    let inputs = read_inputs(plan, cache, ticket)?;
    let mut views = vec![inputs.parcels.plane_input()];
    views.extend(inputs.layers.iter().map(|(_, input)| input.plane_input()));
    let plane = choose_plane(&views)?;
    place_inputs(inputs, (plane, plan.edge_tolerance_m), cache, ticket)
}

/// Reads the parcels and then the layers of a plan.
///
/// # Errors
/// The first error in that order.
pub fn read_inputs(
    plan: &CheckPlan,
    cache: Option<&Cache>,
    ticket: &Ticket,
) -> Result<ReadInputs, ImportError> {
    ticket.begin(0);
    let read = |(role, spec): &(Role, InputSpec)| Ok((role.clone(), LayerInput::find(spec, cache, ticket)?));
    // Together, so that a thread that waits for one file works on another; the first error still counts.
    let (parcels, layers) = rayon::join(
        || {
            let parcels = read_one(&plan.parcels, ticket)?;
            refuse_without_polygons(&parcels)?;
            Ok::<_, ImportError>(parcels)
        },
        || {
            plan.layers
                .par_iter()
                .map(read)
                .collect::<Vec<Result<_, ImportError>>>()
        },
    );
    Ok(ReadInputs {
        parcels: parcels?,
        layers: layers.into_iter().collect::<Result<_, ImportError>>()?,
    })
}

/// Reads one layer and decides what its coordinates mean.
///
/// # Errors
/// When the file cannot be read, when several layers are in it and none is named, or when its
/// system is not known for certain.
pub fn read_one(spec: &InputSpec, ticket: &Ticket) -> Result<ReadInput, ImportError> {
    // A shift with a slip is told before a large layer is read.
    shift_of(spec)?;
    decided(spec, read_layer(spec, ticket)?)
}

/// Decides what the coordinates of a layer mean that was read.
///
/// # Errors
/// When its system is not known for certain.
pub fn decided(spec: &InputSpec, mut layer: SourceLayer) -> Result<ReadInput, ImportError> {
    let decided = decide(spec, &layer)?;
    if let Some(note) = decided.note(layer.declared_crs) {
        layer.notes.push(note);
    }
    for note in decided.shift_notes() {
        layer.notes.push(note);
    }
    Ok(ReadInput {
        extent: Extent::of(&layer, &decided.crs),
        spec: spec.clone(),
        layer,
        decided,
    })
}

/// Swaps the axes of a layer because the user says so, and notes it.
pub(super) fn swap_by_hand(layer: &mut SourceLayer) {
    layer.swap_axes();
    layer.notes.push(Note::new(
        "note-axes-by-user",
        Severity::Warning,
        Place::default(),
    ));
}

/// Reads the one layer that an input means; what is given by hand is applied.
///
/// # Errors
/// When the file cannot be read, or when several layers are in it and none is named.
pub fn read_layer(spec: &InputSpec, ticket: &Ticket) -> Result<SourceLayer, ImportError> {
    let mut layers = io::read_with(&spec.path, &spec.read_options(), ticket).map_err(read_error)?;
    match (layers.pop(), layers.is_empty()) {
        (Some(mut layer), true) => {
            if spec.swap_axes {
                swap_by_hand(&mut layer);
            }
            Ok(layer)
        }
        (last, _) => {
            let names = layers.into_iter().chain(last).map(|layer| layer.name).collect();
            Err(ImportError::SeveralLayers {
                file: spec.path.clone(),
                layers: names,
            })
        }
    }
}

fn read_error(error: ReadError) -> ImportError {
    match error.kind {
        ReadErrorKind::Cancelled => ImportError::Cancelled(Cancelled),
        _ => ImportError::Read(error),
    }
}

/// The plane that holds all inputs.
///
/// # Errors
/// When local and georeferenced inputs are mixed, or when a datum does not lead onto it.
pub fn plane_of<'a>(inputs: impl Iterator<Item = &'a ReadInput>) -> Result<Plane, ImportError> {
    let views: Vec<_> = inputs.map(ReadInput::plane_input).collect();
    choose_plane(&views)
}

/// Places the inputs of a plan on a plane.
///
/// # Errors
/// When a system does not lead onto the plane, when no parcel is left with a polygon, or when the
/// ticket is cancelled.
pub fn place_inputs(
    inputs: ReadInputs,
    (plane, tolerance_m): (Plane, f64),
    cache: Option<&Cache>,
    ticket: &Ticket,
) -> Result<Imported, ImportError> {
    let of_layers = inputs.layers.iter().map(|(_, input)| input.n_features());
    ticket.begin((inputs.parcels.layer.n_features() + of_layers.sum::<usize>()) as u64);
    let target = Target {
        plane: &plane,
        tolerance_m,
    };
    let ReadInput {
        spec, layer, decided, ..
    } = inputs.parcels;
    let parcels = place_parcels(layer, &decided.crs, target, ticket);
    let parcels = parcels.map_err(|error| ImportError::of_placing(&spec, error))?;
    refuse_without_placed_polygons(&spec, &parcels)?;
    let place = |(role, input): (Role, LayerInput)| input.place(role, target, cache, ticket);
    let placed: Vec<Result<_, ImportError>> = inputs.layers.into_par_iter().map(place).collect();
    let (mut layers, mut fresh) = (Vec::with_capacity(placed.len()), Vec::new());
    for result in placed {
        let (layer, read_now) = result?;
        layers.push(layer);
        fresh.extend(read_now);
    }
    Ok(Imported {
        plane,
        parcels,
        layers,
        fresh,
    })
}

pub(super) fn refuse_without_polygons(input: &ReadInput) -> Result<(), ImportError> {
    if input.layer.n_in_state(FeatureState::Polygon) > 0 {
        return Ok(());
    }
    Err(ImportError::NoParcels {
        file: input.spec.path.clone(),
        features: input.layer.n_features(),
        unreadable: input.layer.n_in_state(FeatureState::Unreadable),
    })
}

pub(super) fn refuse_without_placed_polygons(
    spec: &InputSpec,
    parcels: &ProposalLayer,
) -> Result<(), ImportError> {
    let n_in = |state| parcels.parcels().filter(|parcel| parcel.state == state).count();
    if n_in(FeatureState::Polygon) > 0 {
        return Ok(());
    }
    let (features, unreadable) = (parcels.len(), n_in(FeatureState::Unreadable));
    Err(ImportError::NoParcels {
        file: spec.path.clone(),
        features,
        unreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::LandMode;
    use crate::text::{Language, Texts};
    use crate::workspace::plan::PlanError;
    use crate::workspace::session::PrepareError;

    const SQUARE: &str = "[[[115.6,29.6],[115.601,29.6],[115.601,29.601],[115.6,29.601],[115.6,29.6]]]";
    const GK_SQUARE: &str = "[[[39388000,3173000],[39388100,3173000],[39388100,3173100],[39388000,3173000]]]";

    fn feature(properties: &str, coordinates: &str) -> String {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{properties},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{coordinates}}}}}"
        )
    }

    /// A file with a declared system; an empty one declares none.
    fn file(dir: &Path, name: &str, crs: &str, features: &[String]) -> InputSpec {
        let crs = match crs {
            "" => String::new(),
            code => format!("\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:{code}\"}}}},"),
        };
        let text = format!(
            "{{\"type\":\"FeatureCollection\",{crs}\"features\":[{}]}}",
            features.join(",")
        );
        std::fs::write(dir.join(name), text).unwrap();
        InputSpec::of_path(dir.join(name))
    }

    fn read(spec: &InputSpec) -> Result<ReadInput, ImportError> {
        read_one(spec, &Ticket::new())
    }

    #[test]
    fn parcels_keep_names_numbers_coordinates_and_modes() {
        let dir = tempfile::tempdir().unwrap();
        let features = [
            feature(r#"{"DKMC":"甲","dkbh":"D-1","用地方式":"下穿"}"#, SQUARE),
            feature(r#"{"name":"乙","用地方式":"飞越"}"#, SQUARE),
            feature("{}", "[[[115.6,95],[115.7,95],[115.7,96],[115.6,95]]]"),
        ];
        let layer = file(dir.path(), "l.geojson", "4527", &[feature("{}", GK_SQUARE)]);
        let mut plan = CheckPlan::new(file(dir.path(), "p.geojson", "4490", &features));
        plan.layers = vec![(Role::EcoRedline, layer)];
        let imported = import(&plan, None, &Ticket::new()).unwrap();
        let parcels: Vec<_> = imported.parcels.parcels().collect();
        assert_eq!(
            (parcels[0].name.as_deref(), parcels[0].feature_id.as_deref()),
            (Some("甲"), Some("D-1"))
        );
        assert_eq!(parcels[0].land_mode, LandMode::Under);
        assert_eq!(
            (parcels[1].name.as_deref(), parcels[1].land_mode),
            (Some("乙"), LandMode::Occupy)
        );
        assert_eq!(parcels[0].source.positions()[1].x, 115.601);
        assert_eq!(parcels[2].state, FeatureState::Unreadable);
        let notes = &imported.parcels.notes;
        assert_eq!(
            (
                notes.count("note-land-mode-unknown"),
                notes.count("note-place-out-of-range")
            ),
            (1, 1)
        );
        let place = &notes
            .iter()
            .find(|note| note.code == "note-place-out-of-range")
            .unwrap()
            .place;
        assert_eq!(
            (place.feature, place.ring, place.vertex),
            (Some(2), Some(0), Some(0))
        );
        assert_eq!(imported.layers[0].n_features(), 1);
        assert_eq!(imported.plane.parameters().ellipsoid, Some("CGCS2000"));
    }

    #[test]
    fn a_system_comes_from_the_hand_the_file_or_the_standard() {
        let dir = tempfile::tempdir().unwrap();
        let none = file(dir.path(), "n.geojson", "", &[feature("{}", SQUARE)]);
        let standard = read(&none).unwrap();
        assert_eq!(standard.decided.crs.id, CrsId::Epsg(4326));
        assert_eq!(standard.layer.notes.count("note-crs-by-standard"), 1);
        assert_eq!(
            plane_of([standard].iter()).unwrap().parameters().ellipsoid,
            Some("WGS 84")
        );
        let by_hand = read(&InputSpec {
            crs: Some(CrsId::Epsg(4490)),
            ..none
        })
        .unwrap();
        assert_eq!(by_hand.layer.notes.count("note-crs-by-user"), 1);
        let declared = file(dir.path(), "d.geojson", "4326", &[feature("{}", SQUARE)]);
        assert!(read(&declared).unwrap().layer.notes.is_empty());
        let overridden = read(&InputSpec {
            crs: Some(CrsId::Epsg(4490)),
            ..declared
        })
        .unwrap();
        assert_eq!(overridden.decided.crs.id, CrsId::Epsg(4490));
        assert_eq!(overridden.layer.notes.count("note-crs-overridden"), 1);
    }

    /// A standard fixes the system of GeoJSON and of nothing else, however plain the degrees look.
    #[test]
    fn a_geopackage_without_a_system_is_not_read_as_wgs_84() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("u.gpkg");
        let package = rusqlite::Connection::open(&path).unwrap();
        let ring = [(115.6_f64, 29.6_f64), (115.7, 29.6), (115.7, 29.7), (115.6, 29.6)];
        let mut blob = b"GP\0\x01\0\0\0\0\x01\x03\0\0\0\x01\0\0\0\x04\0\0\0".to_vec();
        for (x, y) in ring {
            blob.extend(x.to_le_bytes().into_iter().chain(y.to_le_bytes()));
        }
        let schema = "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER PRIMARY KEY);
            CREATE TABLE gpkg_contents (table_name, data_type, identifier);
            CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);
            INSERT INTO gpkg_contents VALUES ('t', 'features', 't');
            INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 0);
            CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB);";
        package.execute_batch(schema).unwrap();
        package
            .execute("INSERT INTO t (geom) VALUES (?1)", [blob])
            .unwrap();
        let spec = InputSpec::of_path(path);
        assert_eq!(read(&spec).expect_err("no system").code(), "import-missing-crs");
        let crs = Some(CrsId::Epsg(4490));
        assert_eq!(read(&InputSpec { crs, ..spec }).unwrap().layer.n_features(), 1);
    }

    #[test]
    fn numbers_that_cannot_be_meant_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let swapped = "[[[29.6,115.6],[29.6,115.7],[29.7,115.7],[29.6,115.6]]]";
        for (crs, coordinates, code) in [
            ("", GK_SQUARE, "import-missing-crs"),
            ("", swapped, "import-axes-swapped"),
            ("4490", swapped, "import-axes-swapped"),
            ("4490", GK_SQUARE, "import-crs-contradiction"),
            ("4526", GK_SQUARE, "import-crs-contradiction"),
            ("4527", SQUARE, "import-crs-contradiction"),
            ("999999", SQUARE, "crs-unknown"),
        ] {
            let spec = file(dir.path(), "x.geojson", crs, &[feature("{}", coordinates)]);
            let error = read(&spec).expect_err(code);
            assert_eq!(
                (error.code(), error.file()),
                (code, Some(spec.path.as_path())),
                "{crs} {coordinates}"
            );
        }
    }

    #[test]
    fn one_odd_feature_among_hundreds_does_not_hide_what_the_rest_is() {
        let dir = tempfile::tempdir().unwrap();
        let mut features = vec![feature("{}", SQUARE); 300];
        features.push(feature("{}", "[[[5000,95],[5001,95],[5001,96],[5000,95]]]"));
        let mostly = file(dir.path(), "m.geojson", "", &features);
        assert_eq!(read(&mostly).unwrap().decided.crs.id, CrsId::Epsg(4326));
        let few = file(dir.path(), "f.geojson", "", &features[299..]);
        assert_eq!(read(&few).expect_err("no majority").code(), "import-missing-crs");
    }

    #[test]
    fn layers_that_do_not_belong_on_one_plane_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let modern = file(dir.path(), "a.geojson", "4490", &[feature("{}", SQUARE)]);
        let historic = file(dir.path(), "b.geojson", "4610", &[feature("{}", SQUARE)]);
        let local = InputSpec {
            crs: Some(CrsId::Local),
            ..modern.clone()
        };
        let plane = |specs: [&InputSpec; 2]| {
            let inputs = specs.map(|spec| read(spec).unwrap());
            plane_of(inputs.iter()).map_err(|error| error.code())
        };
        assert_eq!(plane([&modern, &historic]), Err("crs-no-transformation"));
        assert_eq!(plane([&modern, &local]), Err("import-local-mix"));
        assert_eq!(plane([&local, &local]), Ok(Plane::local()));
    }

    #[test]
    fn ground_on_both_sides_of_the_antimeridian_gets_a_plane_between() {
        let dir = tempfile::tempdir().unwrap();
        let west = feature("{}", "[[[179.5,-17],[179.9,-17],[179.9,-16],[179.5,-17]]]");
        let east = feature("{}", "[[[-179.9,-17],[-179.5,-17],[-179.5,-16],[-179.9,-17]]]");
        let spec = file(dir.path(), "fiji.geojson", "4326", &[west, east]);
        let plane = plane_of([read(&spec).unwrap()].iter()).unwrap();
        assert_eq!(plane.parameters().lon_0, Some(180.0));
    }

    #[test]
    fn a_parcel_file_without_polygons_is_refused_and_an_empty_layer_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let empty = file(dir.path(), "e.geojson", "4490", &[]);
        let off = feature("{}", "[[[115,95],[116,95],[116,96],[115,95]]]");
        let off = file(dir.path(), "o.geojson", "4490", &[off]);
        for spec in [&empty, &off] {
            let error = import(&CheckPlan::new(spec.clone()), None, &Ticket::new()).expect_err("no polygon");
            assert_eq!(error.code(), "import-no-parcels");
        }
        let mut plan = CheckPlan::new(file(dir.path(), "p.geojson", "4490", &[feature("{}", SQUARE)]));
        plan.layers = vec![(Role::EcoRedline, empty)];
        assert!(import(&plan, None, &Ticket::new()).unwrap().layers[0].has_no_polygon());
    }

    #[test]
    fn a_cancelled_import_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let plan = CheckPlan::new(file(dir.path(), "p.geojson", "4490", &[feature("{}", SQUARE)]));
        let ticket = Ticket::new();
        ticket.cancel();
        assert_eq!(
            import(&plan, None, &ticket).expect_err("cancelled").code(),
            "import-cancelled"
        );
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        let notes = [
            "note-axes-by-user",
            "note-crs-by-user",
            "note-crs-by-standard",
            "note-crs-overridden",
            "note-land-mode-unknown",
        ];
        let places = ["not-finite", "out-of-range", "antimeridian", "not-transformable"];
        let places = places.map(|reason| format!("note-place-{reason}"));
        for language in Language::ALL {
            let texts = Texts::new(language);
            let codes = ImportError::CODES
                .iter()
                .chain(&PlanError::CODES)
                .chain(&PrepareError::CODES);
            let codes = codes
                .chain(&crate::workspace::input::InputError::CODES)
                .chain(&notes);
            for code in codes.copied().chain(places.iter().map(String::as_str)) {
                assert!(texts.find(code, &[]).is_some(), "{code}");
            }
            let look = [("look", "metres-with-prefix".to_owned())];
            let sentence = texts.get_with("import-missing-crs", &look);
            assert!(
                sentence.contains("zone number in front") || sentence.contains("带带号"),
                "{sentence}"
            );
        }
    }
}
