//! The workspace: document, history, jobs and the last result, and how they follow each other.
//!
//! Meaning: after every change the check runs again by itself, over the changed parcels only where
//! that is enough. The last result stays while the next is computed, so that nothing shown goes
//! blank; [`Workspace::is_current`] tells whether it belongs to the document as it is now.
//!
//! Input: commands and the reports of jobs. Output: what a screen shows.
//!
//! Deliberately not here: how anything looks, and what a job does inside ([`super::task`]).

use std::path::PathBuf;
use std::sync::Arc;

use super::attributes::CopiedRows;
use super::background::Backgrounds;
use super::command::Planned;
use super::consistency::Consistency;
use super::delta::Touched;
use super::document::{Document, LayerId, Question, Revision};
use super::export::Exported;
use super::history::{History, Label, SavedView, Step};
use super::input::InputSpec;
use super::jobs::{Failure, JobId, JobKind, Jobs, Report, Waker};
use super::message::{Message, Messages};
use super::names::{Found, Indexes};
use super::problem::Problem;
use super::symbology::Symbology;
use super::task::{self, Added, Looked, Part, Refused, Yield};
use crate::check::CheckResult;
use crate::layer::ParcelId;
use crate::layer::table::Arranged;

/// A result and the state of the document it belongs to.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The state of the document.
    pub revision: Revision,
    /// The result.
    pub result: Arc<CheckResult>,
}

/// An open project and everything that goes on around it.
pub struct Workspace {
    /// The project.
    pub document: Document,
    /// What can be undone.
    pub history: History,
    /// What runs.
    pub jobs: Jobs<Yield>,
    /// What was said.
    pub messages: Messages,
    /// What lies under the map.
    pub backgrounds: Backgrounds,
    /// How layers look.
    pub symbology: Symbology,
    /// What the project is called: the plan's name, else the file's.
    pub name: Option<String>,
    checked: Option<Checked>,
    consistency: Option<Consistency>,
    touched: Vec<(Revision, Touched)>,
    fresh: Question,
}

/// What adding files came to.
#[derive(Debug, Default)]
pub struct Imported {
    /// The project was empty before, and is not now.
    pub opens: bool,
    /// What was added, and as what.
    pub taken: Vec<(InputSpec, Part)>,
    /// What was not, and why.
    pub refused: Vec<Refused>,
}

/// What the screen must follow after a job ended.
#[derive(Debug)]
pub enum Event {
    /// A project was opened: the map shows all of it.
    Opened,
    /// Files were added to the project, or some of them.
    Imported(Imported),
    /// Nothing was added.
    NotImported(Problem),
    /// A new result is there.
    Checked,
    /// The layers were compared with each other.
    Compared,
    /// The rows of the attribute table are in order.
    Arranged(Arc<Arranged>),
    /// Rows are ready for the clipboard.
    RowsCopied(CopiedRows),
    /// Features were measured: areas in m², none for those whose boundary makes no sense.
    Measured(Vec<Option<f64>>),
    /// Features of a layer were found, by their numbers in ascending order.
    FeaturesFound(LayerId, Vec<u32>),
    /// The names of some layers are ready.
    NamesIndexed(Indexes),
    /// Places were looked for by name.
    NamesFound(Found),
    /// The reports were written into this directory.
    Exported(PathBuf),
    /// A layer was written into this file.
    LayerExported(PathBuf),
    /// The system's dialog was answered.
    Picked(Vec<PathBuf>),
    /// The system has no file dialog to offer.
    NoPicker,
    /// Files were looked at.
    Inspected(Looked),
    /// A background was opened; `true` when it is the first thing to be seen.
    BackgroundPlaced(bool),
    /// A background was not opened.
    BackgroundFailed,
    /// A symbol file was read.
    SymbolsRead,
    /// Something was not done; it stands in the messages.
    Failed,
}

impl Workspace {
    /// An empty workspace; `question` is what a new project asks of the rules.
    #[must_use]
    pub fn new(question: Question, waker: Waker) -> Self {
        Self {
            document: Document::empty(question.clone()),
            history: History::default(),
            jobs: Jobs::new(waker),
            messages: Messages::default(),
            backgrounds: Backgrounds::default(),
            symbology: Symbology::default(),
            name: None,
            checked: None,
            consistency: None,
            touched: Vec::new(),
            fresh: question,
        }
    }

    /// The last result, of this or of an earlier state of the document.
    #[must_use]
    pub fn result(&self) -> Option<&Arc<CheckResult>> {
        self.checked.as_ref().map(|checked| &checked.result)
    }

    /// How the layers lie to each other, when that was asked; [`Consistency::revision`] says of which state.
    #[must_use]
    pub fn consistency(&self) -> Option<&Consistency> {
        self.consistency.as_ref()
    }

    /// Starts comparing the layers with each other.
    pub fn compare_layers(&mut self) {
        let work = task::compare(self.document.clone());
        self.jobs.cancel_kind(JobKind::Compare);
        self.jobs.start(JobKind::Compare, self.document.revision(), work);
    }

    /// Whether the last result belongs to the document as it is now.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.checked
            .as_ref()
            .is_some_and(|checked| checked.revision == self.document.revision())
    }

    /// Performs a command, remembers how to undo it, and checks again.
    pub fn perform(&mut self, planned: Planned, view: SavedView) {
        let (delta, label) = planned;
        let touched = delta.touched();
        self.history.perform(&mut self.document, delta, label, view);
        self.follow(touched);
    }

    /// Takes the last change back and checks again.
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.history.undo(&mut self.document)?;
        self.follow(step.touched.clone());
        Some(step)
    }

    /// Does the last change that was taken back again, and checks again.
    pub fn redo(&mut self) -> Option<Step> {
        let step = self.history.redo(&mut self.document)?;
        self.follow(step.touched.clone());
        Some(step)
    }

    /// Changes what is asked of the rules.
    pub fn ask(&mut self, question: Question, view: SavedView) {
        let delta = super::delta::Delta::one(super::delta::Change::SetQuestion(Box::new(question)));
        self.perform((delta, Label::new("undo-question")), view);
    }

    /// Starts the check from the beginning.
    pub fn check_all(&mut self) {
        self.follow(Touched::Everything);
    }

    /// Closes the project.
    pub fn close(&mut self) {
        // What they yield belongs to the document that is gone.
        for kind in [
            JobKind::Background,
            JobKind::Symbols,
            JobKind::Check,
            JobKind::Compare,
            JobKind::Import,
            JobKind::Inspect,
            JobKind::Arrange,
            JobKind::CopyRows,
            JobKind::ChooseRows,
            JobKind::IndexNames,
            JobKind::FindNames,
            JobKind::Measure,
        ] {
            self.jobs.forget_kind(kind);
        }
        self.document = Document::empty(self.fresh.clone());
        self.backgrounds = Backgrounds::default();
        self.symbology.forget_layers();
        self.history.clear();
        self.messages.clear();
        self.name = None;
        self.checked = None;
        self.consistency = None;
        self.touched.clear();
    }

    /// Fetches what the jobs did and takes it in.
    pub fn take_reports(&mut self, view: SavedView) -> Vec<Event> {
        let reports = self.jobs.take_reports();
        let events = reports
            .into_iter()
            .filter_map(|report| self.take(report, view))
            .collect();
        self.follow_backgrounds();
        self.tell_background_faults();
        events
    }

    fn take(&mut self, report: Report<Yield>, view: SavedView) -> Option<Event> {
        let result = match report.end {
            Ok(result) => result,
            Err(Failure::Cancelled) => {
                self.background_broke(report.id, Problem::new("import-cancelled"));
                if report.kind.is_listed() && report.kind != JobKind::Check {
                    self.messages.push(Message::info("message-cancelled"));
                }
                let is_import = report.kind == JobKind::Import;
                return is_import.then(|| Event::NotImported(Problem::new("import-cancelled")));
            }
            Err(Failure::Problem(problem)) => return Some(self.failed(report.id, report.kind, problem)),
            Err(Failure::Panicked(text)) => {
                let problem = Problem::fault(report.kind.code(), &text);
                return Some(self.failed(report.id, report.kind, problem));
            }
        };
        Some(match result {
            Yield::Opened(opened) => {
                self.open(*opened);
                Event::Opened
            }
            Yield::Added(added) => Event::Imported(self.added(*added, view)),
            Yield::Checked(result) => {
                self.touched.retain(|(revision, _)| *revision > report.revision);
                self.checked = Some(Checked {
                    revision: report.revision,
                    result: Arc::new(*result),
                });
                Event::Checked
            }
            Yield::Compared(consistency) => {
                self.consistency = Some(*consistency);
                Event::Compared
            }
            Yield::Arranged(arranged) => Event::Arranged(arranged),
            Yield::RowsCopied(copied) => Event::RowsCopied(*copied),
            Yield::FeaturesFound(layer, features) => Event::FeaturesFound(layer, features),
            Yield::NamesIndexed(indexes) => Event::NamesIndexed(indexes),
            Yield::NamesFound(found) => Event::NamesFound(*found),
            Yield::Measured(areas) => Event::Measured(areas),
            Yield::Exported(directory) => {
                let place = directory.display().to_string();
                self.messages
                    .push(Message::info("message-exported").with("directory", place));
                Event::Exported(directory)
            }
            Yield::LayerExported(exported) => self.layer_exported(*exported),
            Yield::Picked(paths) => Event::Picked(paths),
            Yield::NoPicker => Event::NoPicker,
            Yield::Inspected(inspected) => Event::Inspected(inspected),
            Yield::Symbols(read) => {
                self.symbols_read(&read);
                Event::SymbolsRead
            }
            Yield::Background(opened) => {
                if opened.is_placed() {
                    Event::BackgroundPlaced(self.background_opened(*opened))
                } else {
                    self.background_opened(*opened);
                    Event::BackgroundFailed
                }
            }
        })
    }

    fn failed(&mut self, id: JobId, kind: JobKind, problem: Problem) -> Event {
        self.messages.push(Message::problem(problem.clone()));
        self.background_broke(id, problem.clone());
        if kind == JobKind::Import {
            Event::NotImported(problem)
        } else {
            Event::Failed
        }
    }

    /// Takes in the layers that found their place, and says why others did not.
    fn added(&mut self, added: Added, view: SavedView) -> Imported {
        let Added {
            layers,
            mut taken,
            mut refused,
        } = added;
        let was_empty = self.document.is_empty();
        let mut opens = false;
        if let Some(layers) = layers {
            // They were placed before the project changed: on another plane they would lie in a wrong place.
            if was_empty || self.document.plane.as_ref() == Some(&layers.plane) {
                let planned = super::command::import_layers(&mut self.document, layers);
                self.messages.push(Message::of_label("message-added", &planned.1));
                self.perform(planned, view);
                opens = was_empty;
            } else {
                let of = |(spec, _)| Refused {
                    spec,
                    problem: Problem::new("problem-plane-changed"),
                };
                refused.extend(taken.drain(..).map(of));
            }
        }
        for Refused { problem, .. } in &refused {
            self.messages.push(Message::problem(problem.clone()));
        }
        Imported {
            opens,
            taken,
            refused,
        }
    }

    /// Says what was written, and each kind of thing that the format could not hold once.
    fn layer_exported(&mut self, exported: Exported) -> Event {
        let Exported {
            path,
            n_features,
            notes,
        } = exported;
        self.messages.push(
            Message::info("message-layer-exported")
                .with("count", n_features)
                .with("path", path.display()),
        );
        for (code, _) in notes.counts() {
            let first = notes.iter().find(|note| note.code == *code);
            if let Some(note) = first {
                self.messages.push(Message {
                    args: note.args.clone(),
                    ..Message::info(note.code)
                });
            }
        }
        Event::LayerExported(path)
    }

    fn open(&mut self, opened: task::Opened) {
        // What was laid under the map stays there; it belongs to the session.
        self.jobs.forget_kind(JobKind::Background);
        let backgrounds = std::mem::take(&mut self.backgrounds);
        self.close();
        self.backgrounds = backgrounds;
        self.backgrounds.open_again();
        for spec in opened.backgrounds {
            self.backgrounds.add(spec);
        }
        // A revision never comes back, so that no late result is taken for one of this document.
        let revision = self.document.revision;
        self.document = Document::of_request(opened.request);
        self.document.revision = Revision(revision.0 + 1);
        self.name = opened.name;
        self.messages
            .push(Message::info("message-opened").with("name", self.name.as_deref().unwrap_or("")));
        for (number, name) in opened.symbols {
            if let Some(entry) = self.document.layers.get(number) {
                self.choose_symbols(vec![entry.id], name);
            }
        }
        self.check_all();
    }

    /// Starts the check that a change asks for; the newest request wins.
    fn follow(&mut self, touched: Touched) {
        let revision = self.document.revision();
        self.touched.push((revision, touched));
        let Some(request) = self
            .document
            .request()
            .filter(|request| !request.parcels.is_empty())
        else {
            self.jobs.cancel_kind(JobKind::Check);
            self.checked = None;
            self.touched.clear();
            return;
        };
        let previous = self
            .checked
            .as_ref()
            .zip(self.changed())
            .map(|(checked, ids)| (Arc::clone(&checked.result), ids));
        self.jobs
            .start_newest(JobKind::Check, revision, task::check(request, previous));
    }

    /// The parcels that changed since the last result; `None` when more than parcels did.
    fn changed(&self) -> Option<Vec<ParcelId>> {
        let mut ids = Vec::new();
        for (_, touched) in &self.touched {
            match touched {
                Touched::Parcels(parcels) => ids.extend(parcels),
                Touched::Everything => return None,
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Some(ids)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crossbeam_channel::{Receiver, bounded};

    use super::super::dossier::surroundings::Surroundings;
    use super::super::jobs::Work;
    use super::super::scene;
    use super::*;
    use crate::check;
    use crate::progress::Ticket;

    fn workspace() -> (Workspace, Receiver<()>) {
        let (sender, woken) = bounded(64);
        let wake = move || {
            sender.try_send(()).ok();
        };
        (Workspace::new(scene::question(), Arc::new(wake)), woken)
    }

    /// Starts a job and waits until its report lies in the queue.
    fn start(workspace: &mut Workspace, woken: &Receiver<()>, kind: JobKind, work: Work<Yield>) {
        workspace.jobs.start(kind, Revision(0), work);
        woken
            .recv_timeout(Duration::from_secs(10))
            .expect("the report waits");
    }

    fn looked() -> Yield {
        Yield::Inspected(Looked {
            files: Vec::new(),
            surroundings: Surroundings::default(),
        })
    }

    #[test]
    fn what_was_asked_of_a_project_that_is_closed_does_not_come_after_it() {
        let (mut workspace, woken) = workspace();
        workspace.document = scene::document(1);
        let request = workspace.document.request().expect("parcels");
        let result = check::run(&request, &Ticket::new()).expect("checked");
        let checked: Work<Yield> = Box::new(move |_| Ok(Yield::Checked(Box::new(result))));
        start(&mut workspace, &woken, JobKind::Check, checked);
        start(
            &mut workspace,
            &woken,
            JobKind::Inspect,
            Box::new(|_| Ok(looked())),
        );
        let added: Work<Yield> = Box::new(|_| Ok(Yield::Added(Box::default())));
        start(&mut workspace, &woken, JobKind::Import, added);
        workspace.close();
        assert!(workspace.take_reports(SavedView::default()).is_empty());
        assert!(workspace.result().is_none() && workspace.jobs.running().is_empty());
        // What is asked after it does.
        start(
            &mut workspace,
            &woken,
            JobKind::Inspect,
            Box::new(|_| Ok(looked())),
        );
        let events = workspace.take_reports(SavedView::default());
        assert!(matches!(events.as_slice(), [Event::Inspected(_)]));
    }

    #[test]
    fn an_import_that_is_stopped_or_breaks_says_so() {
        let (mut workspace, woken) = workspace();
        let broken: Work<Yield> = Box::new(|_| panic!("broken on purpose"));
        start(&mut workspace, &woken, JobKind::Import, broken);
        let events = workspace.take_reports(SavedView::default());
        assert!(
            matches!(events.as_slice(), [Event::NotImported(problem)] if problem.code == "problem-fault")
        );
        start(
            &mut workspace,
            &woken,
            JobKind::Import,
            Box::new(|_| Err(Failure::Cancelled)),
        );
        let events = workspace.take_reports(SavedView::default());
        assert!(
            matches!(events.as_slice(), [Event::NotImported(problem)] if problem.code == "import-cancelled")
        );
    }
}
