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

use super::frame::{DecidedCrs, choose_plane, decide};
use super::input::InputSpec;
use super::place::{PlaceError, Target, place_constraint, place_parcels};
use super::plan::CheckPlan;
use super::problem::Problem;
use crate::crs::{CoordinateLook, CrsError, CrsId, Plane};
use crate::io::{self, ReadError, ReadErrorKind};
use crate::layer::{ConstraintLayer, FeatureState, ProposalLayer, Role, SourceLayer};
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
}

/// The inputs of a plan as they were read.
#[derive(Debug)]
pub struct ReadInputs {
    /// The parcels.
    pub parcels: ReadInput,
    /// The constraint layers with their roles, in the order of the plan.
    pub layers: Vec<(Role, ReadInput)>,
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
    /// All codes of its own, for the test that each has a text; those of [`ReadError`] and
    /// [`CrsError`] come on top.
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
        Self::Crs { file: spec.path.clone(), source }
    }

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read(error) => error.code(),
            Self::SeveralLayers { .. } => "import-several-layers",
            Self::Crs { source, .. } => source.code(),
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
            Self::SeveralLayers { file, .. }
            | Self::Crs { file, .. }
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
            Self::MissingCrs { look, .. } => vec![("look", look.code().to_owned())],
            Self::CrsContradiction { crs, name, look, .. } => vec![
                ("crs", crs.to_string()),
                ("name", name.clone()),
                ("look", look.code().to_owned()),
            ],
            Self::LocalMix { other, .. } => vec![("other", other.display().to_string())],
            Self::NoParcels { features, unreadable, .. } => {
                vec![("features", features.to_string()), ("unreadable", unreadable.to_string())]
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
        let problem = Self { code: error.code().to_owned(), args: error.args() };
        file.into_iter().fold(problem, |problem, file| problem.with("file", file))
    }
}

/// Reads, decides and places everything that a plan names.
///
/// # Errors
/// The first error in the order parcels, then layers as in the plan.
pub fn import(plan: &CheckPlan, ticket: &Ticket) -> Result<Imported, ImportError> {
    let inputs = read_inputs(plan, ticket)?;
    let plane = plane_of(std::iter::once(&inputs.parcels).chain(inputs.layers.iter().map(|(_, input)| input)))?;
    place_inputs(inputs, plane, plan.edge_tolerance_m, ticket)
}

/// Reads the parcels and then the layers of a plan.
///
/// # Errors
/// The first error in that order.
pub fn read_inputs(plan: &CheckPlan, ticket: &Ticket) -> Result<ReadInputs, ImportError> {
    let parcels = read_one(&plan.parcels, ticket)?;
    refuse_without_polygons(&parcels)?;
    let read = |(role, spec): &(Role, InputSpec)| Ok((role.clone(), read_one(spec, ticket)?));
    let layers = plan.layers.iter().map(read).collect::<Result<_, ImportError>>()?;
    Ok(ReadInputs { parcels, layers })
}

/// Reads one layer and decides what its coordinates mean.
///
/// # Errors
/// When the file cannot be read, when several layers are in it and none is named, or when its
/// system is not known for certain.
pub fn read_one(spec: &InputSpec, ticket: &Ticket) -> Result<ReadInput, ImportError> {
    let mut layer = read_layer(spec, ticket)?;
    let decided = decide(spec, &layer)?;
    if let Some(note) = decided.note(layer.declared_crs) {
        layer.notes.push(note);
    }
    Ok(ReadInput { spec: spec.clone(), layer, decided })
}

/// Reads the one layer that an input means.
///
/// # Errors
/// When the file cannot be read, or when several layers are in it and none is named.
pub fn read_layer(spec: &InputSpec, ticket: &Ticket) -> Result<SourceLayer, ImportError> {
    let mut layers = io::read(&spec.path, spec.layer.as_deref(), ticket).map_err(read_error)?;
    match (layers.pop(), layers.is_empty()) {
        (Some(layer), true) => Ok(layer),
        (last, _) => {
            let names = layers.into_iter().chain(last).map(|layer| layer.name).collect();
            Err(ImportError::SeveralLayers { file: spec.path.clone(), layers: names })
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
    let views: Vec<_> = inputs.map(|input| (&input.spec, &input.layer, &input.decided.crs)).collect();
    choose_plane(&views)
}

/// Places the inputs of a plan on a plane.
///
/// # Errors
/// When a system does not lead onto the plane, when no parcel is left with a polygon, or when the
/// ticket is cancelled.
pub fn place_inputs(
    inputs: ReadInputs,
    plane: Plane,
    tolerance_m: f64,
    ticket: &Ticket,
) -> Result<Imported, ImportError> {
    let of_layers = inputs.layers.iter().map(|(_, input)| input.layer.n_features());
    ticket.begin((inputs.parcels.layer.n_features() + of_layers.sum::<usize>()) as u64);
    let target = Target { plane: &plane, tolerance_m };
    let ReadInput { spec, layer, decided } = inputs.parcels;
    let parcels = place_parcels(layer, &decided.crs, target, ticket);
    let parcels = parcels.map_err(|error| ImportError::of_placing(&spec, error))?;
    refuse_without_placed_polygons(&spec, &parcels)?;
    let mut layers = Vec::with_capacity(inputs.layers.len());
    for (role, ReadInput { spec, layer, decided }) in inputs.layers {
        let placed = place_constraint(role, layer, &decided.crs, target, ticket);
        layers.push(Arc::new(placed.map_err(|error| ImportError::of_placing(&spec, error))?));
    }
    Ok(Imported { plane, parcels, layers })
}

fn refuse_without_polygons(input: &ReadInput) -> Result<(), ImportError> {
    if input.layer.n_in_state(FeatureState::Polygon) > 0 {
        return Ok(());
    }
    Err(ImportError::NoParcels {
        file: input.spec.path.clone(),
        features: input.layer.n_features(),
        unreadable: input.layer.n_in_state(FeatureState::Unreadable),
    })
}

fn refuse_without_placed_polygons(spec: &InputSpec, parcels: &ProposalLayer) -> Result<(), ImportError> {
    let n_in = |state| parcels.parcels().filter(|parcel| parcel.state == state).count();
    if n_in(FeatureState::Polygon) > 0 {
        return Ok(());
    }
    let (features, unreadable) = (parcels.len(), n_in(FeatureState::Unreadable));
    Err(ImportError::NoParcels { file: spec.path.clone(), features, unreadable })
}
