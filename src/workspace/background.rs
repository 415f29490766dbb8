//! Pictures under the map: which there are, in what order, and how they are shown.
//!
//! Meaning: a background helps the eye and is no part of what is checked, so it stands beside the
//! [`Document`](super::document::Document) and not in it: nothing of it is undone, and it goes with the session. It is opened
//! and put onto the plane by a job, again whenever the plane of the project is another one. One that could not be opened
//! stays in the list with the reason.
//!
//! Deliberately not here: drawing, and who asks for what.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::jobs::{Failure, JobId, JobKind, Work};
use super::message::Message;
use super::problem::Problem;
use super::state::Workspace;
use super::task::Yield;
use crate::crs::{Crs, Ellipsoid, LonLat, Plane, WayBack};
use crate::geometry::{Bounds, Point};
use crate::io::raster::{self, BlockCache, Fault, PlacedRaster, Raster, RasterError};
use crate::progress::Ticket;

/// Number of a background that stays its own while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BackgroundId(pub u64);

/// What has become of a background.
#[derive(Debug, Clone)]
pub enum BackgroundState {
    /// A job opens it.
    Opening(JobId),
    /// It waits for a job.
    Waiting,
    /// It lies on the plane.
    Placed(Arc<PlacedRaster>),
    /// It cannot be shown.
    Failed(Problem),
}

/// A background of the list.
#[derive(Debug, Clone)]
pub struct Background {
    /// Its number.
    pub id: BackgroundId,
    /// The file.
    pub path: PathBuf,
    /// The system that was chosen for it by hand.
    pub system: Option<Crs>,
    /// Whether it is shown.
    pub shown: bool,
    /// How much of it is seen, in hundredths.
    pub opacity: u8,
    /// What has become of it.
    pub state: BackgroundState,
    /// The plane of that state.
    plane: Option<Plane>,
}

impl Background {
    /// What it is called: the name of its file.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// Where it lies, when it does.
    #[must_use]
    pub fn placed(&self) -> Option<&Arc<PlacedRaster>> {
        match &self.state {
            BackgroundState::Placed(placed) => Some(placed),
            _ => None,
        }
    }

    /// Whether it only lacks a coordinate reference system, so that choosing one helps.
    #[must_use]
    pub fn lacks_system(&self) -> bool {
        matches!(&self.state, BackgroundState::Failed(problem) if problem.code == "background-no-system")
    }
}

/// What a plan or the user says about a background that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackgroundSpec {
    /// The file.
    pub path: PathBuf,
    /// Whether it is shown.
    pub shown: bool,
    /// How much of it is seen, in hundredths.
    pub opacity: u8,
}

impl BackgroundSpec {
    /// A file as it is.
    #[must_use]
    pub fn of_path(path: PathBuf) -> Self {
        Self {
            path,
            shown: true,
            opacity: 100,
        }
    }
}

/// All backgrounds, from the bottom up.
#[derive(Debug, Default)]
pub struct Backgrounds {
    list: Vec<Background>,
    next: u64,
    cache: Arc<BlockCache>,
}

impl Backgrounds {
    /// From the bottom up.
    #[must_use]
    pub fn list(&self) -> &[Background] {
        &self.list
    }

    /// The background with a number.
    #[must_use]
    pub fn find(&self, id: BackgroundId) -> Option<&Background> {
        self.list.iter().find(|entry| entry.id == id)
    }

    fn find_mut(&mut self, id: BackgroundId) -> Option<&mut Background> {
        self.list.iter_mut().find(|entry| entry.id == id)
    }

    /// Those that are shown and lie on a plane, from the bottom up.
    pub fn shown(&self) -> impl Iterator<Item = (&Background, &Arc<PlacedRaster>)> {
        let shown = self.list.iter().filter(|entry| entry.shown && entry.opacity > 0);
        shown.filter_map(|entry| Some((entry, entry.placed()?)))
    }

    /// The box around all that lie on the plane.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let placed = self.list.iter().filter_map(Background::placed);
        placed.fold(Bounds::EMPTY, |all, placed| all.union(placed.bounds()))
    }

    /// Adds a file on top; one that is there already is opened anew where it failed.
    pub fn add(&mut self, spec: BackgroundSpec) -> BackgroundId {
        let known = self.list.iter_mut().find(|entry| entry.path == spec.path);
        if let Some(entry) = known {
            entry.shown = spec.shown;
            if let BackgroundState::Failed(_) = entry.state {
                entry.state = BackgroundState::Waiting;
            }
            return entry.id;
        }
        let id = BackgroundId(self.next);
        self.next += 1;
        self.list.push(Background {
            id,
            path: spec.path,
            system: None,
            shown: spec.shown,
            opacity: spec.opacity.min(100),
            state: BackgroundState::Waiting,
            plane: None,
        });
        id
    }

    /// Shows it, or not.
    pub fn toggle(&mut self, id: BackgroundId) {
        if let Some(entry) = self.find_mut(id) {
            entry.shown = !entry.shown;
        }
    }

    /// Says how much of it is seen, in hundredths.
    pub fn set_opacity(&mut self, id: BackgroundId, opacity: u8) {
        if let Some(entry) = self.find_mut(id) {
            entry.opacity = opacity.min(100);
        }
    }

    /// Moves it one place up or down.
    pub fn shift(&mut self, id: BackgroundId, up: bool) {
        let Some(at) = self.list.iter().position(|entry| entry.id == id) else {
            return;
        };
        let other = if up { at + 1 } else { at.wrapping_sub(1) };
        if other < self.list.len() {
            self.list.swap(at, other);
        }
    }

    /// Takes it out of the list.
    pub fn remove(&mut self, id: BackgroundId) {
        self.list.retain(|entry| entry.id != id);
    }

    /// Chooses the system of one whose file names none.
    pub fn choose_system(&mut self, id: BackgroundId, system: Crs) {
        if let Some(entry) = self.find_mut(id) {
            entry.system = Some(system);
            entry.state = BackgroundState::Waiting;
        }
    }

    /// Jobs that opened some of them were forgotten: they wait again.
    pub(super) fn open_again(&mut self) {
        for entry in &mut self.list {
            if let BackgroundState::Opening(_) = entry.state {
                entry.state = BackgroundState::Waiting;
            }
        }
    }

    /// What has come up while they were drawn: each kind of hole once for each file.
    fn take_faults(&self) -> Vec<Message> {
        let mut messages = Vec::new();
        for entry in &self.list {
            let Some(placed) = entry.placed() else { continue };
            for fault in placed.raster().take_faults() {
                let file = entry.path.display();
                messages.push(match fault {
                    Fault::Missing { block } => Message::info("background-hole-missing")
                        .with("file", file)
                        .with("block", block),
                    Fault::Damaged { block, reason } => Message::problem(
                        Problem::new("background-hole-damaged")
                            .with("file", file)
                            .with("block", block)
                            .with("reason", reason),
                    ),
                });
            }
        }
        messages
    }
}

/// A background that a job has opened, or not.
#[derive(Debug)]
pub struct OpenedBackground {
    id: BackgroundId,
    /// The plane onto which it was put.
    plane: Option<Plane>,
    end: Result<Arc<PlacedRaster>, Problem>,
}

impl OpenedBackground {
    /// Whether it lies on the plane.
    #[must_use]
    pub fn is_placed(&self) -> bool {
        self.end.is_ok()
    }
}

/// What is asked of a job.
struct Order {
    id: BackgroundId,
    path: PathBuf,
    /// The file as it was opened for another plane.
    raster: Option<Arc<Raster>>,
    system: Option<Crs>,
    /// The project's plane, if it has one.
    plane: Option<Plane>,
    cache: Arc<BlockCache>,
}

/// The work that opens a background.
fn work(order: Order) -> Work<Yield> {
    Box::new(move |ticket| {
        let (plane, end) = order.open(ticket);
        if let Err(RasterError::Cancelled) = end {
            return Err(Failure::Cancelled);
        }
        Ok(Yield::Background(Box::new(OpenedBackground {
            id: order.id,
            plane,
            end: end.map(Arc::new).map_err(|error| problem(&error, &order.path)),
        })))
    })
}

impl Order {
    fn open(&self, ticket: &Ticket) -> (Option<Plane>, Result<PlacedRaster, RasterError>) {
        let opened = || match &self.raster {
            Some(raster) => Ok(Arc::clone(raster)),
            None => raster::open(&self.path, self.system.as_ref(), &self.cache, ticket).map(Arc::new),
        };
        let raster = match opened() {
            Ok(raster) => raster,
            Err(error) => return (self.plane.clone(), Err(error)),
        };
        let plane = match self.plane.clone().map_or_else(|| plane_for(&raster), Ok) {
            Ok(plane) => plane,
            Err(error) => return (None, Err(error)),
        };
        let placed = PlacedRaster::new(raster, &plane);
        (Some(plane), placed)
    }
}

/// The plane of a project that has nothing but this background: the one that its ground would get.
fn plane_for(raster: &Raster) -> Result<Plane, RasterError> {
    if raster.crs().is_unbound_local() {
        return Ok(Plane::local());
    }
    // The middle of the world is as good as any for finding out where it lies.
    let about = Plane::equal_area(Ellipsoid::Cgcs2000, 0.0, 0.0);
    let way = WayBack::new(raster.crs(), &about)?;
    let mut middle = [raster.middle()];
    way.to_plane(&mut middle);
    let [x, y] = middle[0];
    let LonLat { lon, lat } = about.inverse(Point { x, y });
    Ok(Plane::choose(Ellipsoid::Cgcs2000, [lon, lat, lon, lat]))
}

fn problem(error: &RasterError, path: &Path) -> Problem {
    let problem = Problem {
        code: error.code().to_owned(),
        args: error.args(),
    };
    problem.with("file", path.display())
}

impl Workspace {
    /// Starts the jobs of backgrounds that wait, or lie on another plane than the project.
    pub fn follow_backgrounds(&mut self) {
        if self.backgrounds.list.is_empty() {
            // The plane may have been theirs; where something can be done again, it is not.
            let history = &self.history;
            if self.document.is_empty() && history.next_undo().is_none() && history.next_redo().is_none() {
                self.document.plane = None;
            }
            return;
        }
        // Without a plane one of them finds it; the others follow onto the same.
        let mut may_choose = !self.jobs.has(JobKind::Background);
        for entry in &mut self.backgrounds.list {
            let raster = match &entry.state {
                BackgroundState::Opening(_) => continue,
                BackgroundState::Waiting => None,
                _ if entry.plane == self.document.plane => continue,
                BackgroundState::Placed(placed) => Some(Arc::clone(placed.raster())),
                // Another plane helps only where the system stood in the way.
                BackgroundState::Failed(problem)
                    if problem.code.starts_with("crs-") || entry.lacks_system() =>
                {
                    None
                }
                BackgroundState::Failed(_) => continue,
            };
            if self.document.plane.is_none() && !std::mem::take(&mut may_choose) {
                continue;
            }
            let is_local = self.document.plane.as_ref().is_some_and(Plane::is_local);
            let order = Order {
                id: entry.id,
                path: entry.path.clone(),
                raster,
                // Beside engineering coordinates, numbers without a system are engineering coordinates.
                system: entry.system.clone().or_else(|| is_local.then(Crs::local)),
                plane: self.document.plane.clone(),
                cache: Arc::clone(&self.backgrounds.cache),
            };
            let revision = self.document.revision();
            let id = self.jobs.start(JobKind::Background, revision, work(order));
            entry.state = BackgroundState::Opening(id);
        }
    }

    /// Takes in what a job opened; `true` when it is the first thing to be seen.
    pub(super) fn background_opened(&mut self, opened: OpenedBackground) -> bool {
        let OpenedBackground { id, plane, end } = opened;
        let is_first = self.document.is_empty() && self.backgrounds.bounds().is_empty();
        if let Err(problem) = &end {
            self.messages.push(Message::problem(problem.clone()));
        }
        let Some(entry) = self.backgrounds.find_mut(id) else {
            return false;
        };
        let is_placed = end.is_ok();
        entry.plane.clone_from(&plane);
        entry.state = match end {
            Ok(placed) => BackgroundState::Placed(placed),
            Err(problem) => BackgroundState::Failed(problem),
        };
        if is_placed && self.document.is_empty() && self.document.plane.is_none() {
            self.document.plane = plane;
        }
        is_placed && is_first
    }

    /// Notes that a job which was to open a background did not end as it should.
    pub(super) fn background_broke(&mut self, job: JobId, problem: Problem) {
        let plane = self.document.plane.clone();
        let list = &mut self.backgrounds.list;
        let entry = list
            .iter_mut()
            .find(|entry| matches!(entry.state, BackgroundState::Opening(id) if id == job));
        if let Some(entry) = entry {
            entry.state = BackgroundState::Failed(problem);
            entry.plane = plane;
        }
    }

    /// Says what came up while backgrounds were drawn.
    pub(super) fn tell_background_faults(&mut self) {
        for message in self.backgrounds.take_faults() {
            self.messages.push(message);
        }
    }

    /// The system in which the project's own files lie: that of the parcels, else of the first layer.
    #[must_use]
    pub fn project_system(&self) -> Option<&Crs> {
        let parcels = self.document.parcels.iter().map(|parcels| &parcels.crs);
        let layers = self.document.layers.iter().map(|entry| &entry.layer.crs);
        parcels.chain(layers).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Texts};

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let own = [
                "background-hole-missing",
                "background-hole-damaged",
                "job-background",
            ];
            for code in RasterError::CODES.iter().chain(&own) {
                assert!(texts.find(code, &[]).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn the_order_is_changed_and_a_file_stands_in_the_list_once() {
        let mut list = Backgrounds::default();
        let add = |list: &mut Backgrounds, name: &str| list.add(BackgroundSpec::of_path(name.into()));
        let (a, b, c) = (add(&mut list, "a"), add(&mut list, "b"), add(&mut list, "c"));
        assert_eq!(add(&mut list, "b"), b);
        let order = |list: &Backgrounds| list.list().iter().map(|entry| entry.id).collect::<Vec<_>>();
        list.shift(a, true);
        assert_eq!(order(&list), [b, a, c]);
        list.shift(b, false);
        list.shift(c, true);
        assert_eq!(order(&list), [b, a, c]);
        list.remove(a);
        assert_eq!(order(&list), [b, c]);
        list.set_opacity(c, 250);
        assert_eq!(list.find(c).map(|entry| entry.opacity), Some(100));
    }
}
