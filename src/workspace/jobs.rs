//! Long work beside the window: named threads, a bounded queue of reports, a way to stop.
//!
//! Meaning: a job works on a snapshot and sends one [`Report`] when it ends. It carries the revision
//! it was computed from. A panic inside a job ends as a [`Failure::Panicked`], not as a dead
//! program. A re-check goes through a slot that holds one request: the newest wins.
//!
//! Input: closures. Output: reports, fetched with [`Jobs::take_reports`]; the waker is called when
//! there is one. Deliberately not here: what the work is and who shows it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::document::Revision;
use super::problem::Problem;
use crate::progress::{Cancelled, Ticket};

/// Called from a job's thread when a report is waiting.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Number of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What kind of work a job does; its code is part of the text id of its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Opens a project or its first files.
    Open,
    /// Looks at files before they are added.
    Inspect,
    /// Adds layers.
    Import,
    /// Runs the check.
    Check,
    /// Compares the layers with each other.
    Compare,
    /// Writes the reports.
    Export,
    /// Writes a layer.
    ExportLayer,
    /// Finds the rows of the attribute table and their order.
    Arrange,
    /// Writes rows of the attribute table for the clipboard.
    CopyRows,
    /// Finds the rows of the attribute table whose features lie in a box.
    ChooseRows,
    /// Makes indexes of the names in layers.
    IndexNames,
    /// Looks for places by name.
    FindNames,
    /// Measures what lies at a place.
    Measure,
    /// Waits for the system's file dialog.
    Pick,
    /// Opens a background.
    Background,
    /// Reads a symbol file.
    Symbols,
}

impl JobKind {
    /// The code used in text ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Inspect => "inspect",
            Self::Import => "import",
            Self::Check => "check",
            Self::Compare => "compare",
            Self::Export => "export",
            Self::ExportLayer => "export-layer",
            Self::Arrange => "arrange",
            Self::CopyRows => "copy-rows",
            Self::ChooseRows => "choose-rows",
            Self::IndexNames => "index-names",
            Self::FindNames => "find-names",
            Self::Measure => "measure",
            Self::Pick => "pick",
            Self::Background => "background",
            Self::Symbols => "symbols",
        }
    }

    /// Whether people wait for it, so that it is listed with progress and a way to stop. The attribute table shows
    /// its own; the list of what lies at a place fills in silence.
    #[must_use]
    pub fn is_listed(self) -> bool {
        !matches!(
            self,
            Self::Pick | Self::Arrange | Self::IndexNames | Self::FindNames | Self::Measure
        )
    }
}

/// A job that runs.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// Progress and the way to stop it.
    pub ticket: Ticket,
    /// When it began.
    pub started: Instant,
}

impl Job {
    /// How much of the present stage is done, 0 to 1; 0 while nobody knows.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share for a bar; counts stay far below 2^53"
    )]
    pub fn share(&self) -> f64 {
        let (done, total) = self.ticket.progress();
        if total == 0 {
            0.0
        } else {
            (done as f64 / total as f64).min(1.0)
        }
    }
}

/// Why a job did not yield what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Somebody asked it to stop.
    Cancelled,
    /// It could not be done.
    Problem(Problem),
    /// The program failed inside the job; the text is for a fault report.
    Panicked(String),
}

impl From<Cancelled> for Failure {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The end of a job.
#[derive(Debug)]
pub struct Report<T> {
    /// Which job.
    pub id: JobId,
    /// What it did.
    pub kind: JobKind,
    /// The state of the document from which it was computed.
    pub revision: Revision,
    /// What came out.
    pub end: Result<T, Failure>,
}

/// The work of a job.
pub type Work<T> = Box<dyn FnOnce(&Ticket) -> Result<T, Failure> + Send>;

struct Waiting<T> {
    kind: JobKind,
    revision: Revision,
    work: Work<T>,
}

/// The jobs of a workspace.
pub struct Jobs<T> {
    running: Vec<Job>,
    /// Jobs that run or have just ended and whose reports nobody wants any more.
    forgotten: Vec<JobId>,
    slot: Option<Waiting<T>>,
    kept: VecDeque<Report<T>>,
    sender: Sender<Report<T>>,
    receiver: Receiver<Report<T>>,
    waker: Waker,
    next_id: u64,
}

/// Reports that may wait before a job's thread waits itself.
const QUEUE: usize = 64;

impl<T: Send + 'static> Jobs<T> {
    /// No jobs yet.
    #[must_use]
    pub fn new(waker: Waker) -> Self {
        let (sender, receiver) = bounded(QUEUE);
        Self {
            running: Vec::new(),
            forgotten: Vec::new(),
            slot: None,
            kept: VecDeque::new(),
            sender,
            receiver,
            waker,
            next_id: 0,
        }
    }

    /// Starts a job.
    pub fn start(&mut self, kind: JobKind, revision: Revision, work: Work<T>) -> JobId {
        let id = JobId(self.next_id);
        self.next_id += 1;
        let ticket = Ticket::new();
        self.running.push(Job {
            id,
            kind,
            ticket: ticket.clone(),
            started: Instant::now(),
        });
        let (sender, waker) = (self.sender.clone(), Arc::clone(&self.waker));
        let body = move || {
            let end = catch_unwind(AssertUnwindSafe(|| work(&ticket)));
            let end = end.unwrap_or_else(|panic| Err(Failure::Panicked(panic_text(panic.as_ref()))));
            // The receiver is gone only when the program ends.
            sender
                .send(Report {
                    id,
                    kind,
                    revision,
                    end,
                })
                .ok();
            waker();
        };
        if let Err(error) = thread::Builder::new()
            .name(format!("job-{}", kind.code()))
            .spawn(body)
        {
            let end = Err(Failure::Problem(
                Problem::new("problem-no-thread").with("reason", error),
            ));
            self.kept.push_back(Report {
                id,
                kind,
                revision,
                end,
            });
        }
        id
    }

    /// Starts a job when none of its kind runs; otherwise stops the one that runs and keeps this one
    /// for when it has ended. Of several that are kept, only the newest is done.
    pub fn start_newest(&mut self, kind: JobKind, revision: Revision, work: Work<T>) {
        let mut free = true;
        for job in self.running.iter().filter(|job| job.kind == kind) {
            job.ticket.cancel();
            free = false;
        }
        if free {
            self.start(kind, revision, work);
        } else {
            self.slot = Some(Waiting { kind, revision, work });
        }
    }

    /// Fetches the reports of the jobs that ended, and starts what waited for them.
    pub fn take_reports(&mut self) -> Vec<Report<T>> {
        let mut reports: Vec<Report<T>> = self.kept.drain(..).collect();
        reports.extend(self.receiver.try_iter());
        for report in &reports {
            self.running.retain(|job| job.id != report.id);
        }
        let forgotten = &mut self.forgotten;
        reports.retain(|report| {
            let before = forgotten.len();
            forgotten.retain(|id| *id != report.id);
            forgotten.len() == before
        });
        let free = |waiting: &Waiting<T>| self.running.iter().all(|job| job.kind != waiting.kind);
        if self.slot.as_ref().is_some_and(free)
            && let Some(waiting) = self.slot.take()
        {
            self.start(waiting.kind, waiting.revision, waiting.work);
        }
        reports
    }

    /// The jobs that run.
    #[must_use]
    pub fn running(&self) -> &[Job] {
        &self.running
    }

    /// Whether a job of this kind runs or waits.
    #[must_use]
    pub fn has(&self, kind: JobKind) -> bool {
        self.running.iter().any(|job| job.kind == kind)
            || self.slot.as_ref().is_some_and(|slot| slot.kind == kind)
    }

    /// Asks a job to stop.
    pub fn cancel(&mut self, id: JobId) {
        let Some(job) = self.running.iter().find(|job| job.id == id) else {
            return;
        };
        job.ticket.cancel();
        if self.slot.as_ref().is_some_and(|slot| slot.kind == job.kind) {
            self.slot = None;
        }
    }

    /// Asks all jobs of a kind to stop.
    pub fn cancel_kind(&mut self, kind: JobKind) {
        self.slot.take_if(|slot| slot.kind == kind);
        self.running
            .iter()
            .filter(|job| job.kind == kind)
            .for_each(|job| job.ticket.cancel());
    }

    /// Stops all jobs of a kind and drops what they yield, also where it waits in the queue already: it was asked
    /// about something that is gone.
    pub fn forget_kind(&mut self, kind: JobKind) {
        self.cancel_kind(kind);
        let of_kind = self.running.iter().filter(|job| job.kind == kind);
        self.forgotten.extend(of_kind.map(|job| job.id));
    }
}

impl<T> Drop for Jobs<T> {
    fn drop(&mut self) {
        self.running.iter().for_each(|job| job.ticket.cancel());
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn jobs() -> (Jobs<u32>, Receiver<()>) {
        let (sender, woken) = bounded(64);
        let wake = move || {
            sender.try_send(()).ok();
        };
        (Jobs::new(Arc::new(wake)), woken)
    }

    fn wait(jobs: &mut Jobs<u32>, woken: &Receiver<()>) -> Vec<Report<u32>> {
        woken
            .recv_timeout(Duration::from_secs(10))
            .expect("the waker is called");
        jobs.take_reports()
    }

    #[test]
    fn a_job_reports_its_result_and_revision() {
        let (mut jobs, woken) = jobs();
        jobs.start(JobKind::Open, Revision(7), Box::new(|_| Ok(3)));
        assert!(jobs.has(JobKind::Open));
        let reports = wait(&mut jobs, &woken);
        assert_eq!(reports[0].revision, Revision(7));
        assert_eq!(reports[0].end, Ok(3));
        assert!(jobs.running().is_empty());
    }

    #[test]
    fn a_panic_is_a_failure_and_the_next_job_runs() {
        let (mut jobs, woken) = jobs();
        jobs.start(
            JobKind::Open,
            Revision(0),
            Box::new(|_| panic!("broken on purpose")),
        );
        let reports = wait(&mut jobs, &woken);
        assert_eq!(
            reports[0].end,
            Err(Failure::Panicked("broken on purpose".to_owned()))
        );
        jobs.start(JobKind::Open, Revision(0), Box::new(|_| Ok(1)));
        assert_eq!(wait(&mut jobs, &woken)[0].end, Ok(1));
    }

    #[test]
    fn what_is_forgotten_never_arrives_although_it_waits_already() {
        let (mut jobs, woken) = jobs();
        jobs.start(JobKind::Inspect, Revision(0), Box::new(|_| Ok(1)));
        woken
            .recv_timeout(Duration::from_secs(10))
            .expect("the report waits");
        jobs.forget_kind(JobKind::Inspect);
        jobs.start(JobKind::Inspect, Revision(0), Box::new(|_| Ok(2)));
        let mut ends = Vec::new();
        while jobs.has(JobKind::Inspect) {
            ends.extend(jobs.take_reports().into_iter().map(|report| report.end));
            thread::yield_now();
        }
        assert_eq!(ends, [Ok(2)]);
    }

    #[test]
    fn of_many_rechecks_only_the_first_and_the_newest_run() {
        let (mut jobs, woken) = jobs();
        let (gate, opened) = bounded::<()>(1);
        let until_open = move |ticket: &Ticket| {
            opened
                .recv_timeout(Duration::from_secs(10))
                .expect("the gate opens");
            ticket.check()?;
            Ok(0)
        };
        jobs.start_newest(JobKind::Check, Revision(0), Box::new(until_open));
        for number in 1..=5 {
            jobs.start_newest(JobKind::Check, Revision(number), Box::new(move |_| Ok(9)));
        }
        gate.send(()).expect("the job waits");
        assert_eq!(wait(&mut jobs, &woken)[0].end, Err(Failure::Cancelled));
        let last = wait(&mut jobs, &woken);
        assert_eq!((last.len(), last[0].revision), (1, Revision(5)));
        assert!(!jobs.has(JobKind::Check));
    }
}
