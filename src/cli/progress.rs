//! A line of progress on a terminal.
//!
//! Meaning: while a [`Progress`] lives, a thread looks at the ticket ten times a second and rewrites
//! one line on stderr. Where stderr is no terminal nothing is printed and no thread is started, so
//! that a log stays readable.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{Builder, JoinHandle, park_timeout};
use std::time::Duration;

use super::console::{say, stderr_is_terminal};
use crate::progress::Ticket;
use crate::text::Texts;

/// Time between two looks at the ticket.
const PERIOD: Duration = Duration::from_millis(100);

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files are read and placed.
    Import,
    /// Parcels are checked.
    Check,
    /// Documents are written.
    Report,
}

/// Text ids of the stages, in the order of [`Stage`].
const STAGES: [&str; 3] = ["progress-import", "progress-check", "progress-report"];

/// Erases the line of the cursor and goes to its beginning.
const CLEAR_LINE: &str = "\r\u{1b}[2K";

/// The line, as long as it is kept.
#[derive(Debug)]
pub struct Progress {
    shared: Arc<Shared>,
    painter: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stage: AtomicUsize,
    ended: AtomicBool,
}

impl Progress {
    /// Shows a ticket's progress, where it is wanted and stderr is a terminal.
    #[must_use]
    pub fn start(ticket: &Ticket, texts: &Texts, wanted: bool) -> Self {
        let shared = Arc::new(Shared::default());
        let painter = (wanted && stderr_is_terminal()).then(|| {
            let (ticket, texts, shared) = (ticket.clone(), texts.clone(), Arc::clone(&shared));
            Builder::new()
                .name("progress".to_owned())
                .spawn(move || paint(&ticket, &texts, &shared))
        });
        // Without a thread there is no line, and the work goes on.
        Self {
            shared,
            painter: painter.and_then(Result::ok),
        }
    }

    /// Says what is being done from now on.
    pub fn stage(&self, stage: Stage) {
        self.shared.stage.store(stage as usize, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        if let Some(painter) = self.painter.take() {
            painter.thread().unpark();
            let _ = painter.join();
        }
    }
}

fn paint(ticket: &Ticket, texts: &Texts, shared: &Shared) {
    let mut last = String::new();
    while !shared.ended.load(Ordering::Relaxed) {
        let line = line(ticket.progress(), texts, shared.stage.load(Ordering::Relaxed));
        if line != last {
            say(&format!("{CLEAR_LINE}{line}"));
            last = line;
        }
        park_timeout(PERIOD);
    }
    if !last.is_empty() {
        say(CLEAR_LINE);
    }
}

fn line((done, total): (u64, u64), texts: &Texts, stage: usize) -> String {
    let name = texts.get(STAGES[stage]);
    if total == 0 {
        return name;
    }
    let percent = done.min(total).saturating_mul(100) / total;
    format!("{name} {percent} %")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn the_line_names_the_stage_and_the_share() {
        let texts = Texts::new(Language::En);
        assert!(line((1, 4), &texts, Stage::Check as usize).ends_with("25 %"));
        assert!(!line((0, 0), &texts, Stage::Import as usize).contains('%'));
        assert!(line((9, 4), &texts, Stage::Report as usize).ends_with("100 %"));
    }
}
