//! The window without a display, for benchmarks: frames of 1920 × 1080 as they come, and what they cost.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Context, Event, Pos2, RawInput, Rect, Vec2, vec2};
use redline::gui::renderer::CpuPainter;
use redline::gui::shell::{App, NoPicker, Services};
use redline::text::Language;

const SIZE: Vec2 = vec2(1920.0, 1080.0);

/// The window, and the times of its frames since somebody cleared them.
pub struct Stage {
    /// The application.
    pub app: App,
    /// The program's own part of each frame, and cutting shapes into triangles.
    pub frames: Vec<Duration>,
    /// Painting each frame without a graphics processor.
    pub painted: Vec<Duration>,
    /// When the window opened.
    pub start: Instant,
    ctx: Context,
    painter: CpuPainter,
    pixels: Vec<u32>,
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
        Self {
            app: App::new(&ctx, services),
            frames: Vec::new(),
            painted: Vec::new(),
            start: Instant::now(),
            ctx,
            painter: CpuPainter::default(),
            pixels: vec![0; SIZE.x as usize * SIZE.y as usize],
        }
    }

    pub fn frame(&mut self, events: Vec<Event>) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
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
        let (width, per_point) = (SIZE.x as usize, output.pixels_per_point);
        self.painter.take_textures(output.textures_delta);
        self.painter.paint(&mut self.pixels, width, &triangles, per_point);
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
        percentiles("    painted without a graphics processor", &self.painted);
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
