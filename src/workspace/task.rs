//! What jobs do: open, add, check, export.
//!
//! Each function here takes what the work needs by value and gives the closure that a thread runs.
//!
//! Deliberately not here: threads ([`super::jobs`]) and what follows from a result
//! ([`super::state`]).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::command::NewLayers;
use super::consistency::{Consistency, consistency};
use super::document::Document;
use super::dossier::system::Whereabouts;
use super::dossier::{self, SharedDossier};
use super::export::{self, Exportable, Exported};
use super::frame::choose_plane;
use super::import::{ImportError, ReadInput, decided, read_one, refuse_without_polygons, swap_by_hand};
use super::input::InputSpec;
use super::jobs::{Failure, Work};
use super::layer_input::{LayerInput, keep_in_background};
use super::place::{Target, place_parcels};
use super::plan::CheckPlan;
use super::prepared::Cache;
use super::problem::Problem;
use super::session;
use crate::check::{self, CheckRequest, CheckResult};
use crate::crs::Plane;
use crate::io::WriteOptions;
use crate::layer::{ParcelId, ProposalLayer, Role};
use crate::progress::Ticket;
use crate::report::FORMS;
use crate::text::Language;

/// A project that was opened.
#[derive(Debug)]
pub struct Opened {
    /// Everything that its plan names.
    pub request: CheckRequest,
    /// What it is called.
    pub name: Option<String>,
}

/// What a job yields.
#[derive(Debug)]
pub enum Yield {
    /// A project.
    Opened(Box<Opened>),
    /// Layers for the project.
    Added(Box<NewLayers>),
    /// A result.
    Checked(Box<CheckResult>),
    /// The layers were compared with each other.
    Compared(Box<Consistency>),
    /// The reports lie in this directory.
    Exported(PathBuf),
    /// A layer was written.
    LayerExported(Box<Exported>),
    /// The system's dialog was answered; empty when it was closed.
    Picked(Vec<PathBuf>),
    /// The system has no dialog to offer.
    NoPicker,
    /// Files were looked at.
    Inspected(Vec<Inspected>),
}

/// What a file is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The parcels to be checked.
    Parcels,
    /// A constraint layer with this role.
    Layer(Role),
    /// Nothing; it is left out.
    Skip,
}

/// Opens a plan.
#[must_use]
pub fn open_plan(path: PathBuf) -> Work<Yield> {
    Box::new(move |ticket| {
        let plan = CheckPlan::read(&path).map_err(Problem::from)?;
        let cache = Cache::of_user();
        let prepared = session::prepare_with(&plan, cache.as_ref(), ticket);
        let (request, fresh) = stopped(ticket, prepared.map_err(Problem::from))?;
        if let Some(cache) = cache {
            keep_in_background(cache, fresh, request.plane.clone(), plan.edge_tolerance_m);
        }
        let name = plan
            .name
            .or_else(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        Ok(Yield::Opened(Box::new(Opened { request, name })))
    })
}

/// A file that was looked at.
#[derive(Debug)]
pub struct Inspected {
    /// What was looked at.
    pub spec: InputSpec,
    /// Its layers, or why it could not be read.
    pub end: Result<Vec<SharedDossier>, Problem>,
}

/// A layer that is to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Addition {
    /// The file, the layer in it, and what is given by hand.
    pub spec: InputSpec,
    /// What it is taken for.
    pub part: Part,
    /// What is known of it, so that it need not be read again.
    pub known: Option<SharedDossier>,
}

impl Addition {
    /// A file as it is.
    #[must_use]
    pub fn of_path(path: PathBuf, part: Part) -> Self {
        Self {
            spec: InputSpec::of_path(path),
            part,
            known: None,
        }
    }

    fn read(self, cache: Option<&Cache>, ticket: &Ticket) -> Result<LayerInput, ImportError> {
        // A file that is to be read otherwise than it was looked at is read again.
        let known = self.known.filter(|known| {
            let (asked, looked) = (&self.spec, &known.spec);
            let is_same_text = asked.encoding == looked.encoding
                && asked.axis_order == looked.axis_order
                && asked.packed_degrees == looked.packed_degrees
                // With a given system, geometries that name another one are read all the same.
                && asked.crs.is_some() == looked.crs.is_some();
            is_same_text && (asked.swap_axes || !looked.swap_axes)
        });
        match (known, &self.part) {
            (Some(known), _) => {
                let is_swapped = known.spec.swap_axes;
                let mut layer = known.into_layer();
                if self.spec.swap_axes && !is_swapped {
                    swap_by_hand(&mut layer);
                }
                decided(&self.spec, layer).map(|input| LayerInput::Read(Box::new(input)))
            }
            (None, Part::Layer(_)) => LayerInput::find(&self.spec, cache, ticket),
            (None, _) => read_one(&self.spec, ticket).map(|input| LayerInput::Read(Box::new(input))),
        }
    }
}

/// Looks at files to say what they are; one that cannot be read does not stop the others.
#[must_use]
pub fn inspect(specs: Vec<InputSpec>, around: Option<Whereabouts>) -> Work<Yield> {
    Box::new(move |ticket| {
        let mut inspected = Vec::with_capacity(specs.len());
        for spec in specs {
            let end = dossier::inspect(&spec, around.as_ref(), ticket);
            ticket.check()?;
            let end = end
                .map(|dossiers| dossiers.into_iter().map(SharedDossier::from).collect())
                .map_err(Problem::from);
            inspected.push(Inspected { spec, end });
        }
        Ok(Yield::Inspected(inspected))
    })
}

/// Places layers on `plane`, or on one of their own where there is none yet; those that are not known are read.
#[must_use]
pub fn add_layers(additions: Vec<Addition>, plane: Option<Plane>, tolerance_m: f64) -> Work<Yield> {
    Box::new(move |ticket| {
        let cache = Cache::of_user();
        let mut inputs = Vec::with_capacity(additions.len());
        for addition in additions
            .into_iter()
            .filter(|addition| addition.part != Part::Skip)
        {
            let part = addition.part.clone();
            let input = addition.read(cache.as_ref(), ticket);
            inputs.push((part, stopped(ticket, input.map_err(Problem::from))?));
        }
        let plane = if let Some(plane) = plane {
            plane
        } else {
            let views: Vec<_> = inputs.iter().map(|(_, input)| input.plane_input()).collect();
            choose_plane(&views).map_err(Problem::from)?
        };
        let total: usize = inputs.iter().map(|(_, input)| input.n_features()).sum();
        ticket.begin(total as u64);
        let mut added = NewLayers {
            plane: plane.clone(),
            parcels: None,
            layers: Vec::new(),
        };
        let mut fresh = Vec::new();
        for (part, input) in inputs {
            let target = Target {
                plane: &plane,
                tolerance_m,
            };
            match (part, input) {
                (Part::Parcels, LayerInput::Read(input)) => {
                    added.parcels = Some(parcels(*input, target, ticket)?);
                }
                (Part::Layer(role), input) => {
                    let placed = input.place(role, target, cache.as_ref(), ticket);
                    let (layer, read_now) = stopped(ticket, placed.map_err(Problem::from))?;
                    added.layers.push(layer);
                    fresh.extend(read_now);
                }
                (Part::Skip | Part::Parcels, _) => {}
            }
        }
        if let Some(cache) = cache {
            keep_in_background(cache, fresh, plane, tolerance_m);
        }
        Ok(Yield::Added(Box::new(added)))
    })
}

fn parcels(input: ReadInput, target: Target<'_>, ticket: &Ticket) -> Result<ProposalLayer, Failure> {
    refuse_without_polygons(&input).map_err(Problem::from)?;
    let ReadInput {
        spec, layer, decided, ..
    } = input;
    let placed = place_parcels(layer, &decided.crs, target, ticket);
    stopped(
        ticket,
        placed.map_err(|error| ImportError::of_placing(&spec, error).into()),
    )
}

/// Runs the check; over the changed parcels only where an earlier result is given.
#[must_use]
pub fn check(request: CheckRequest, previous: Option<(Arc<CheckResult>, Vec<ParcelId>)>) -> Work<Yield> {
    Box::new(move |ticket| {
        let result = match previous {
            Some((previous, changed)) => check::recheck(&request, &previous, &changed, ticket)?,
            None => check::run(&request, ticket)?,
        };
        // Widths are measured when they are asked for; here, and not by the window.
        drop(check::sensitivity(&result, &request.layers));
        Ok(Yield::Checked(Box::new(result)))
    })
}

/// Compares the layers of a document with each other.
#[must_use]
pub fn compare(document: Document) -> Work<Yield> {
    Box::new(move |ticket| Ok(Yield::Compared(Box::new(consistency(&document, ticket)?))))
}

/// Writes all reports of a result into a directory.
#[must_use]
pub fn export(
    result: Arc<CheckResult>,
    request: CheckRequest,
    directory: PathBuf,
    language: Language,
) -> Work<Yield> {
    Box::new(move |ticket| {
        ticket.begin(FORMS.len() as u64);
        for form in FORMS {
            ticket.check()?;
            session::export(&result, &request, &[form], &directory, language).map_err(Problem::from)?;
            ticket.advance(1);
        }
        Ok(Yield::Exported(directory))
    })
}

/// Writes a layer into a file; `sources` are the files of the project, which are never replaced.
#[must_use]
pub fn export_layer(
    layer: Exportable,
    path: PathBuf,
    options: WriteOptions,
    sources: Vec<PathBuf>,
) -> Work<Yield> {
    Box::new(move |ticket| {
        let exported = export::export_layer(&layer, &path, &options, &sources, ticket);
        stopped(ticket, exported).map(|exported| Yield::LayerExported(Box::new(exported)))
    })
}

/// An error that came because somebody asked to stop is no problem.
fn stopped<T>(ticket: &Ticket, result: Result<T, Problem>) -> Result<T, Failure> {
    result.map_err(|problem| {
        if ticket.is_cancelled() {
            Failure::Cancelled
        } else {
            Failure::Problem(problem)
        }
    })
}

/// Whether a file is a plan, by its name.
#[must_use]
pub fn is_plan(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}
