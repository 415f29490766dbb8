//! How far a long piece of work is, and whether it should stop.
//!
//! A [`Ticket`] goes down with every long call. The work counts steps on it and looks at it at least
//! once per feature; whoever holds the other end shows the progress or asks for the stop. It never
//! blocks and knows neither threads nor windows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The shared record of one piece of work; clones see the same work.
#[derive(Debug, Clone, Default)]
pub struct Ticket {
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
}

/// The work was asked to stop and left everything as it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl Ticket {
    /// A ticket for work that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work should stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state.cancelled.load(Ordering::Relaxed)
    }

    /// Stops the caller when the work should stop.
    ///
    /// # Errors
    /// [`Cancelled`] when somebody asked for it.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    /// Begins a stage of `total` steps (bytes, features or parcels).
    pub fn begin(&self, total: u64) {
        self.state.done.store(0, Ordering::Relaxed);
        self.state.total.store(total, Ordering::Relaxed);
    }

    /// Adds steps to those of the present stage: work that is done together by several.
    pub fn expect(&self, more: u64) {
        self.state.total.fetch_add(more, Ordering::Relaxed);
    }

    /// Counts steps as done.
    pub fn advance(&self, steps: u64) {
        self.state.done.fetch_add(steps, Ordering::Relaxed);
    }

    /// Steps done and steps in all of the present stage.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (
            self.state.done.load(Ordering::Relaxed),
            self.state.total.load(Ordering::Relaxed),
        )
    }
}
