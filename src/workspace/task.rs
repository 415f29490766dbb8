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
use super::frame::choose_plane;
use super::guess::{Guess, guess_part};
use super::import::{ImportError, ReadInput, read_one};
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
    /// The system's dialog was answered; empty when it was closed.
    Picked(Vec<PathBuf>),
    /// The system has no dialog to offer.
    NoPicker,
    /// What files look like.
    Guessed(Vec<Guess>),
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

/// Looks at files to say what they are.
#[must_use]
pub fn guess(paths: Vec<PathBuf>) -> Work<Yield> {
    Box::new(move |_| Ok(Yield::Guessed(paths.into_iter().map(guess_part).collect())))
}

/// Reads files and places them on `plane`, or on one of their own where there is none yet.
#[must_use]
pub fn add_files(files: Vec<(PathBuf, Part)>, plane: Option<Plane>, tolerance_m: f64) -> Work<Yield> {
    Box::new(move |ticket| {
        let cache = Cache::of_user();
        let mut inputs = Vec::with_capacity(files.len());
        for (path, part) in files.into_iter().filter(|(_, part)| *part != Part::Skip) {
            let spec = InputSpec::parse(path.as_os_str()).map_err(|error| Problem {
                code: error.code().to_owned(),
                args: error.args(),
            })?;
            let input = match part {
                Part::Layer(_) => LayerInput::find(&spec, cache.as_ref(), ticket),
                Part::Parcels | Part::Skip => {
                    read_one(&spec, ticket).map(|input| LayerInput::Read(Box::new(input)))
                }
            };
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
