//! The window without a display, for benchmarks: frames of 1920 × 1080 as they come, and what they cost.

mod screen;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Context, Event, Pos2, RawInput, Rect, vec2};
use redline::gui::shell::{App, NoPicker, Services};
use redline::text::Language;
use screen::Screen;

const WIDTH: u16 = 1920;
const HEIGHT: u16 = 1080;

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
        let screen = Screen::from_environment([WIDTH.into(), HEIGHT.into()]);
        println!("painted by {}", screen.name());
        Self {
            app: App::new(&ctx, services),
            frames: Vec::new(),
            painted: Vec::new(),
            start: Instant::now(),
            ctx,
            screen,
        }
    }

    pub fn frame(&mut self, events: Vec<Event>) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(WIDTH.into(), HEIGHT.into()))),
            time: Some(self.start.elapsed().as_secs_f64()),
            events,
            ..RawInput::default()
        };
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
            still = if busy || !is_whole { 0 } else { still + 1 };
            std::thread::sleep(Duration::from_millis(2));
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
