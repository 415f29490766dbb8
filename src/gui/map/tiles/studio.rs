//! The threads that draw tiles.
//!
//! Meaning: the frame says which tiles it wants, the most urgent first, and each time forgets what it wanted before; so
//! nothing is drawn that has left the window meanwhile. A thread takes the first, draws it, hands it over and asks
//! for a frame.
//!
//! Should drawing fail, the tile comes out grey all over and not empty: an empty map would say that nothing is there.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use egui::{Color32, Context};

use super::TileKey;
use super::draw::{Brushes, draw};
use super::grid::{Grid, TILE};
use super::picture::Picture;

/// Colour of a tile that could not be drawn.
const FAILED: Color32 = Color32::from_rgba_premultiplied(96, 96, 96, 128);

/// While the map fills and no hand moves it, a frame comes so often: where the processor paints as well, frames and tiles
/// share it, and a frame for each tile would paint most of the time.
pub(super) const FILLING: Duration = Duration::from_millis(33);

/// Tiles that wait for a frame to take them; then the threads wait too.
const WAITING: usize = 64;

type Drawn = (TileKey, Vec<Color32>);

/// Threads and what they are to do.
pub(super) struct Studio {
    board: Arc<Board>,
    drawn: Receiver<Drawn>,
}

#[derive(Default)]
struct Board {
    orders: Mutex<Orders>,
    changed: Condvar,
}

#[derive(Default)]
struct Orders {
    picture: Option<(Arc<Picture>, Grid, f32)>,
    wanted: VecDeque<TileKey>,
    in_hand: Vec<TileKey>,
    is_closed: bool,
}

impl Board {
    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next tile to draw; `None` when the studio closes.
    fn next(&self) -> Option<(Arc<Picture>, Grid, f32, TileKey)> {
        let mut orders = self.orders();
        loop {
            if orders.is_closed {
                return None;
            }
            if let Some((picture, grid, per_point)) = orders.picture.clone()
                && let Some(key) = orders.wanted.pop_front()
            {
                orders.in_hand.push(key);
                return Some((picture, grid, per_point, key));
            }
            orders = self.changed.wait(orders).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Studio {
    /// Starts the threads; they ask `ctx` for a frame when a tile is ready.
    pub fn open(ctx: &Context) -> Self {
        let (send, drawn) = bounded(WAITING);
        let board = Arc::new(Board::default());
        for number in 0..n_threads() {
            let (board, send, ctx) = (Arc::clone(&board), send.clone(), ctx.clone());
            // Without threads the map stays empty, and says so: no tile ever comes.
            let _ = std::thread::Builder::new()
                .name(format!("map-tiles-{number}"))
                .spawn(move || work(&board, &send, &ctx));
        }
        Self { board, drawn }
    }

    /// What to draw from now on, the most urgent first, on a screen of so many pixels a logical pixel.
    pub fn want(&self, picture: &Arc<Picture>, grid: &Grid, per_point: f32, wanted: Vec<TileKey>) {
        let mut orders = self.board.orders();
        let is_new = |key: &TileKey| !orders.in_hand.contains(key);
        let wanted: VecDeque<TileKey> = wanted.into_iter().filter(is_new).collect();
        let has_work = !wanted.is_empty();
        orders.wanted = wanted;
        orders.picture = Some((Arc::clone(picture), *grid, per_point));
        drop(orders);
        if has_work {
            self.board.changed.notify_all();
        }
    }

    /// Tiles that are ready.
    pub fn drawn(&self) -> impl Iterator<Item = Drawn> + '_ {
        std::iter::from_fn(|| self.drawn.try_recv().ok())
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.board.orders().is_closed = true;
        self.board.changed.notify_all();
    }
}

/// One processor is left to the frame, but where there are two: tiles are drawn in bursts, and a frame sleeps longer
/// than it works, so the system lets it go first.
fn n_threads() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    processors.saturating_sub(1).max(2).min(processors)
}

/// Lets frames go first where two processors have to do for everything.
fn step_back() {
    // Only speed hangs on it; elsewhere the system's own judgement has to do.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), BEHIND);
}

/// How far the threads stand behind the frame, in steps of the system.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 10;

fn work(board: &Board, send: &Sender<Drawn>, ctx: &Context) {
    step_back();
    let mut brushes = Brushes::default();
    while let Some((picture, grid, per_point, key)) = board.next() {
        let drawing = AssertUnwindSafe(|| draw(&picture, &grid, key.at, per_point, &mut brushes));
        let pixels = catch_unwind(drawing).unwrap_or_else(|_| {
            brushes = Brushes::default();
            vec![FAILED; TILE * TILE]
        });
        drop(picture);
        let sent = send.send((key, pixels));
        board.orders().in_hand.retain(|held| *held != key);
        if sent.is_err() {
            return;
        }
        ctx.request_repaint_after(FILLING);
    }
}
