//! What jobs do: open, add, check, export.
//!
//! Each function here takes what the work needs by value and gives the closure that a thread runs.
//!
//! Deliberately not here: threads ([`super::jobs`]) and what follows from a result
//! ([`super::state`]).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::attributes::CopiedRows;
use super::background::{BackgroundSpec, OpenedBackground};
use super::command::NewLayers;
use super::consistency::{Consistency, consistency};
use super::document::{Document, LayerId};
use super::dossier::surroundings::Surroundings;
use super::dossier::{self, Dossier, SharedDossier};
use super::export::{self, Exportable, Exported};
use super::frame::choose_plane;
use super::import::{
    ImportError, ReadInput, decided, read_one, refuse_without_placed_polygons, refuse_without_polygons,
    swap_by_hand,
};
use super::input::InputSpec;
use super::jobs::{Failure, Work};
use super::layer_input::{Fresh, LayerInput, keep_in_background};
use super::names::{Found, Indexes};
use super::place::{Target, place_parcels};
use super::plan::CheckPlan;
use super::prepared::Cache;
use super::problem::Problem;
use super::session;
use super::symbology::{ReadSet, SetName};
use crate::check::{self, CheckRequest, CheckResult};
use crate::crs::Plane;
use crate::io::WriteOptions;
use crate::layer::table::Arranged;
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
    /// What lies under its map.
    pub backgrounds: Vec<BackgroundSpec>,
    /// The symbols of layers that have others than those of their roles, by the number of the layer.
    pub symbols: Vec<(usize, SetName)>,
}

/// What a job yields.
#[derive(Debug)]
pub enum Yield {
    /// A project.
    Opened(Box<Opened>),
    /// Layers for the project.
    Added(Box<Added>),
    /// A result.
    Checked(Box<CheckResult>),
    /// The layers were compared with each other.
    Compared(Box<Consistency>),
    /// The reports lie in this directory.
    Exported(PathBuf),
    /// The rows of the attribute table are in order.
    Arranged(Arc<Arranged>),
    /// Rows for the clipboard.
    RowsCopied(Box<CopiedRows>),
    /// Areas of features in m², none for those whose boundary makes no sense.
    Measured(Vec<Option<f64>>),
    /// Features of a layer were found, by their numbers in ascending order.
    FeaturesFound(LayerId, Vec<u32>),
    /// The names of some layers.
    NamesIndexed(Indexes),
    /// Places that were looked for by name.
    NamesFound(Box<Found>),
    /// A layer was written.
    LayerExported(Box<Exported>),
    /// The system's dialog was answered; empty when it was closed.
    Picked(Vec<PathBuf>),
    /// The system has no dialog to offer.
    NoPicker,
    /// Files were looked at.
    Inspected(Looked),
    /// A background was opened, or not.
    Background(Box<OpenedBackground>),
    /// A symbol file was read.
    Symbols(Box<ReadSet>),
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
        Ok(Yield::Opened(Box::new(Opened {
            request,
            name,
            backgrounds: plan.backgrounds,
            symbols: plan.symbols,
        })))
    })
}

/// Files that were looked at, and what lies around them.
#[derive(Debug)]
pub struct Looked {
    /// The files.
    pub files: Vec<Inspected>,
    /// What the project held then.
    pub surroundings: Surroundings,
}

/// A file that was looked at.
#[derive(Debug)]
pub struct Inspected {
    /// What was looked at.
    pub spec: InputSpec,
    /// The file itself, by whatever path it was named.
    pub file: PathBuf,
    /// Its layers, or why it could not be read.
    pub end: Result<Vec<SharedDossier>, Problem>,
}

/// What adding files came to.
#[derive(Debug, Default)]
pub struct Added {
    /// The layers, when any found its place.
    pub layers: Option<NewLayers>,
    /// What they are, as it was asked for.
    pub taken: Vec<(InputSpec, Part)>,
    /// What was not added, and why.
    pub refused: Vec<Refused>,
}

/// An input that was not added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The input as it was asked for.
    pub spec: InputSpec,
    /// Why not.
    pub problem: Problem,
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
pub fn inspect(specs: Vec<InputSpec>, document: Document) -> Work<Yield> {
    Box::new(move |ticket| {
        let surroundings = Surroundings::of(&document);
        drop(document);
        let mut files = Vec::with_capacity(specs.len());
        for spec in specs {
            let end = dossier::inspect(&spec, surroundings.whereabouts.as_ref(), ticket);
            ticket.check()?;
            files.push((spec, end));
        }
        look_around(&mut files, &surroundings, ticket)?;
        let inspected = |(spec, end): (InputSpec, Result<Vec<Dossier>, ImportError>)| Inspected {
            file: spec.path.canonicalize().unwrap_or_else(|_| spec.path.clone()),
            spec,
            end: end
                .map(|dossiers| dossiers.into_iter().map(SharedDossier::from).collect())
                .map_err(Problem::from),
        };
        Ok(Yield::Inspected(Looked {
            files: files.into_iter().map(inspected).collect(),
            surroundings,
        }))
    })
}

/// Files that come together mostly lie together: those whose place is certain tell where the others may be meant.
fn look_around(
    files: &mut [(InputSpec, Result<Vec<Dossier>, ImportError>)],
    surroundings: &Surroundings,
    ticket: &Ticket,
) -> Result<(), Failure> {
    let dossiers = files.iter().filter_map(|(_, end)| end.as_ref().ok()).flatten();
    let certain = dossiers.filter_map(|dossier| dossier.outline.as_ref()?.bounds());
    let Some(around) = surroundings.joined(certain) else {
        return Ok(());
    };
    if surroundings.whereabouts == Some(around) {
        return Ok(());
    }
    for (_, end) in files {
        for dossier in end.iter_mut().flatten() {
            dossier.look_around(&around, ticket).map_err(Problem::from)?;
            ticket.check()?;
        }
    }
    Ok(())
}

/// Places layers on `plane`, or on one of their own where there is none yet; those that are not known are read. One
/// that cannot be added does not stop the others.
#[must_use]
pub fn add_layers(additions: Vec<Addition>, plane: Option<Plane>, tolerance_m: f64) -> Work<Yield> {
    Box::new(move |ticket| {
        let cache = Cache::of_user();
        let mut adding = Adding::default();
        for addition in additions {
            let (spec, part) = (addition.spec.clone(), addition.part.clone());
            if part == Part::Skip {
                continue;
            }
            match addition.read(cache.as_ref(), ticket) {
                Ok(input) => adding.inputs.push((spec, part, input)),
                Err(error) => adding.refuse(spec, error.into(), ticket)?,
            }
        }
        let Some(plane) = plane.or_else(|| adding.agree_on_plane()) else {
            return Ok(Yield::Added(Box::new(adding.added)));
        };
        let target = Target {
            plane: &plane,
            tolerance_m,
        };
        let fresh = adding.place(target, cache.as_ref(), ticket)?;
        if let Some(cache) = cache {
            keep_in_background(cache, fresh, plane, tolerance_m);
        }
        Ok(Yield::Added(Box::new(adding.added)))
    })
}

/// Inputs on their way onto the plane.
#[derive(Default)]
struct Adding {
    inputs: Vec<(InputSpec, Part, LayerInput)>,
    added: Added,
}

impl Adding {
    /// Sets an input aside that cannot be added.
    fn refuse(&mut self, spec: InputSpec, problem: Problem, ticket: &Ticket) -> Result<(), Failure> {
        let problem = match stopped::<()>(ticket, Err(problem)) {
            Err(Failure::Problem(problem)) => problem,
            other => return other,
        };
        self.added.refused.push(Refused { spec, problem });
        Ok(())
    }

    /// The plane on which the inputs lie together; one that does not go with those before it is set aside. Engineering
    /// coordinates do not stand in the way of what has its place on the Earth.
    fn agree_on_plane(&mut self) -> Option<Plane> {
        let (local, mut waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.inputs)
            .into_iter()
            .partition(|(_, _, input)| input.plane_input().crs.is_unbound_local());
        waiting.extend(local);
        let mut plane = None;
        for (spec, part, input) in waiting {
            let mut views: Vec<_> = self
                .inputs
                .iter()
                .map(|(_, _, known)| known.plane_input())
                .collect();
            views.push(input.plane_input());
            match choose_plane(&views) {
                Ok(chosen) => {
                    plane = Some(chosen);
                    self.inputs.push((spec, part, input));
                }
                Err(error) => self.added.refused.push(Refused {
                    spec,
                    problem: error.into(),
                }),
            }
        }
        plane
    }

    /// Places the inputs; gives those back that may be kept for the next time.
    fn place(
        &mut self,
        target: Target<'_>,
        cache: Option<&Cache>,
        ticket: &Ticket,
    ) -> Result<Vec<Fresh>, Failure> {
        let total: usize = self.inputs.iter().map(|(_, _, input)| input.n_features()).sum();
        ticket.begin(total as u64);
        let mut layers = NewLayers {
            plane: target.plane.clone(),
            parcels: None,
            layers: Vec::new(),
        };
        let mut fresh = Vec::new();
        for (spec, part, input) in std::mem::take(&mut self.inputs) {
            let placed = match (&part, input) {
                (Part::Parcels, LayerInput::Read(input)) => {
                    parcels(*input, target, ticket).map(|placed| layers.parcels = Some(placed))
                }
                (Part::Layer(role), input) => {
                    let placed = input.place(role.clone(), target, cache, ticket);
                    placed.map(|(layer, read_now)| {
                        layers.layers.push(layer);
                        fresh.extend(read_now);
                    })
                }
                (Part::Skip | Part::Parcels, _) => continue,
            };
            match placed {
                Ok(()) => self.added.taken.push((spec, part)),
                Err(error) => self.refuse(spec, error.into(), ticket)?,
            }
        }
        if !self.added.taken.is_empty() {
            self.added.layers = Some(layers);
        }
        Ok(fresh)
    }
}

fn parcels(input: ReadInput, target: Target<'_>, ticket: &Ticket) -> Result<ProposalLayer, ImportError> {
    refuse_without_polygons(&input)?;
    let ReadInput {
        spec, layer, decided, ..
    } = input;
    let placed = place_parcels(layer, &decided.crs, target, ticket);
    let placed = placed.map_err(|error| ImportError::of_placing(&spec, error))?;
    refuse_without_placed_polygons(&spec, &placed)?;
    Ok(placed)
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

/// Whether a file is a datum shift, by its name.
#[must_use]
pub fn is_shift(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    name.ends_with(".shift.toml")
}

/// Whether a file is a plan, by its name.
#[must_use]
pub fn is_plan(path: &Path) -> bool {
    let is_toml = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    is_toml && !is_shift(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::CrsId;

    const RING: &str = "[[0.0,0.0],[0.001,0.0],[0.001,0.001],[0.0,0.001],[0.0,0.0]]";

    fn file(dir: &Path, name: &str, ring: &str) -> PathBuf {
        let path = dir.join(name);
        let text = format!(
            "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}"
        );
        std::fs::write(&path, text).expect("written");
        path
    }

    fn added(additions: Vec<Addition>) -> Added {
        match add_layers(additions, None, 2e-5)(&Ticket::new()) {
            Ok(Yield::Added(added)) => *added,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_added_stands_in_no_way() {
        let dir = tempfile::tempdir().expect("a directory");
        let layer = |name: &str| Part::Layer(Role::Other(name.to_owned()));
        let good = Addition::of_path(file(dir.path(), "a.geojson", RING), Part::Parcels);
        let missing = Addition::of_path(dir.path().join("b.geojson"), layer("b"));
        let mut local = Addition::of_path(file(dir.path(), "c.geojson", RING), layer("c"));
        local.spec.crs = Some(CrsId::Local);
        // Engineering coordinates come first and do not decide for all others.
        let added = added(vec![local.clone(), missing.clone(), good.clone()]);
        assert_eq!(added.taken, [(good.spec, Part::Parcels)]);
        let layers = added.layers.expect("parcels");
        assert!(layers.parcels.is_some() && layers.layers.is_empty() && !layers.plane.is_local());
        let refused: Vec<_> = added
            .refused
            .iter()
            .map(|refused| (&refused.spec, refused.problem.code.as_str()))
            .collect();
        assert_eq!(
            refused,
            [(&missing.spec, "read-missing"), (&local.spec, "import-local-mix")]
        );
    }

    #[test]
    fn plans_and_shifts_are_told_apart_by_their_names() {
        assert!(is_plan(Path::new("a/Plan.TOML")) && !is_shift(Path::new("a/Plan.TOML")));
        assert!(is_shift(Path::new("西安80.Shift.toml")) && !is_plan(Path::new("西安80.Shift.toml")));
    }
}
