//! The window without a display, for benchmarks: frames of 1920 × 1080 as they come, and what they cost.

mod screen;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::{Context, Event, Pos2, RawInput, Rect, vec2};
use redline::gui::shell::{App, NoPicker, Services};
use redline::text::Language;
use screen::Screen;

const WIDTH: u16 = 1920;
const HEIGHT: u16 = 1080;
/// A window that was promised no frame looks again after this.
const LONGEST_REST: Duration = Duration::from_millis(60);

/// The window, and the times of its frames since somebody cleared them.
pub struct Stage {
    /// The application.
    pub app: App,
    /// The program's own part of each frame, and cutting shapes into triangles.
    pub frames: Vec<Duration>,
    /// Painting each frame, until it stands.
    pub painted: Vec<Duration>,
    /// When the window opened.
    pub start: Instant,
    ctx: Context,
    screen: Screen,
    /// When the next frame was asked for.
    wake: Arc<Mutex<Option<Instant>>>,
}

impl Stage {
    pub fn open(language: Language, open: Vec<PathBuf>) -> Self {
        let ctx = Context::default();
        let services = Services {
            picker: Box::new(NoPicker),
            settings_path: None,
            sample: None,
            question: redline::gui::question().expect("the built-in rules"),
            language: Some(language),
            open,
        };
        let wake = Arc::new(Mutex::new(None));
        let asked = Arc::clone(&wake);
        ctx.set_request_repaint_callback(move |info| {
            let at = Instant::now() + info.delay.min(LONGEST_REST);
            let mut wake = asked.lock().unwrap_or_else(PoisonError::into_inner);
            *wake = Some(wake.map_or(at, |earlier: Instant| earlier.min(at)));
        });
        let screen = Screen::from_environment([WIDTH.into(), HEIGHT.into()]);
        println!("painted by {}", screen.name());
        Self {
            app: App::new(&ctx, services),
            frames: Vec::new(),
            painted: Vec::new(),
            start: Instant::now(),
            ctx,
            screen,
            wake,
        }
    }

    /// Waits as a window does for the frame that was asked for.
    pub fn rest(&self) {
        let begin = Instant::now();
        loop {
            std::thread::sleep(Duration::from_millis(1));
            let wake = *self.wake.lock().unwrap_or_else(PoisonError::into_inner);
            let is_time = wake.is_some_and(|at| at <= Instant::now());
            if is_time || begin.elapsed() >= LONGEST_REST {
                return;
            }
        }
    }

    pub fn frame(&mut self, events: Vec<Event>) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(WIDTH.into(), HEIGHT.into()))),
            time: Some(self.start.elapsed().as_secs_f64()),
            events,
            ..RawInput::default()
        };
        *self.wake.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let begin = Instant::now();
        let app = &mut self.app;
        let output = self.ctx.run_ui(input, |ui| app.frame(ui));
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        self.frames.push(begin.elapsed());
        let begin = Instant::now();
        let per_point = output.pixels_per_point;
        self.screen.paint(output.textures_delta, &triangles, per_point);
        self.painted.push(begin.elapsed());
    }

    /// Frames as they come until all jobs are done and the map is whole; yields how long that took.
    pub fn settle(&mut self) -> Duration {
        let begin = Instant::now();
        let mut still = 0;
        while still < 3 {
            self.frame(Vec::new());
            let busy = !self.app.workspace().jobs.running().is_empty();
            let is_whole = self.app.map_cache().is_complete();
            if busy || !is_whole {
                still = 0;
                self.rest();
            } else {
                still += 1;
            }
        }
        begin.elapsed()
    }

    /// Forgets the times of earlier frames.
    pub fn clear(&mut self) {
        self.frames.clear();
        self.painted.clear();
    }

    /// Prints what the frames cost.
    pub fn report(&self, name: &str) {
        percentiles(name, &self.frames);
        percentiles("    painted", &self.painted);
        let both = self.frames.iter().zip(&self.painted);
        let together: Vec<Duration> = both.map(|(frame, painted)| *frame + *painted).collect();
        percentiles("    together", &together);
    }
}

fn percentiles(name: &str, times: &[Duration]) {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = |share: usize| sorted[(sorted.len() - 1) * share / 1000].as_secs_f64() * 1e3;
    println!(
        "{name}: {} frames, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, most {:.2} ms",
        sorted.len(),
        at(500),
        at(950),
        at(990),
        at(1000)
    );
}
