//! What a frame of the window costs the processor, and how long the map takes to be all there.
//!
//! `REDLINE_BENCH_PLAN=FILE cargo bench --bench frame` opens a check plan of your own; without it the sample county. The
//! window is 1920 × 1080, without a renderer: everything but the graphics card's work. A hand pans and zooms over
//! the map at several scales. Printed are percentiles of all frames (the program's own part and cutting shapes into triangles),
//! the time from the first frame with layers to a whole map, the time to draw the whole extent anew, and memory.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::{Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2, pos2, vec2};
use redline::gui::action::Action;
use redline::gui::renderer::CpuPainter;
use redline::gui::shell::{App, NoPicker, Services};
use redline::text::Language;
use redline::workspace::settings::ThemeChoice;

const SIZE: Vec2 = vec2(1920.0, 1080.0);
const MIDDLE: Pos2 = pos2(900.0, 540.0);

struct Bench {
    ctx: Context,
    app: App,
    start: Instant,
    frames: Vec<Duration>,
    /// The painter of windows without a graphics processor, and how long it takes.
    painter: CpuPainter,
    pixels: Vec<u32>,
    painted: Vec<Duration>,
}

impl Bench {
    fn open(plan: PathBuf) -> Self {
        let ctx = Context::default();
        let services = Services {
            picker: Box::new(NoPicker),
            settings_path: None,
            sample: None,
            question: redline::gui::question().expect("the built-in rules"),
            language: Some(Language::En),
            open: vec![plan],
        };
        let app = App::new(&ctx, services);
        Self {
            ctx,
            app,
            start: Instant::now(),
            frames: Vec::new(),
            painter: CpuPainter::default(),
            pixels: vec![0; SIZE.x as usize * SIZE.y as usize],
            painted: Vec::new(),
        }
    }

    fn frame(&mut self, events: Vec<Event>) {
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
        self.painter.take_textures(output.textures_delta);
        self.painter.paint(
            &mut self.pixels,
            SIZE.x as usize,
            &triangles,
            output.pixels_per_point,
        );
        self.painted.push(begin.elapsed());
    }

    /// Frames as they come until the jobs are done and the map is whole; yields how long that took.
    fn settle(&mut self) -> Duration {
        let begin = Instant::now();
        let mut still = 0;
        while still < 3 {
            self.frame(Vec::new());
            let busy = !self.app.workspace().jobs.running().is_empty();
            still = if busy || !self.app.map_cache().is_complete() {
                0
            } else {
                still + 1
            };
            std::thread::sleep(Duration::from_millis(2));
        }
        begin.elapsed()
    }

    fn request(&mut self, action: Action) -> Duration {
        self.app.request(action);
        self.frame(Vec::new());
        self.settle()
    }

    fn zoom(&mut self, notches: f32) {
        self.frame(vec![
            Event::PointerMoved(MIDDLE),
            Event::Zoom(1.25_f32.powf(notches)),
        ]);
    }

    /// Drags the map by steps of a quick hand, one a frame at 60 frames a second.
    fn pan(&mut self, steps: u8) {
        let button = |pos, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Middle,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(MIDDLE), button(MIDDLE, true)]);
        let mut at = MIDDLE;
        for step in 0..steps {
            at += if step % 40 < 20 {
                vec2(14.0, 9.0)
            } else {
                vec2(-14.0, -9.0)
            };
            self.frame(vec![Event::PointerMoved(at)]);
            std::thread::sleep(Duration::from_millis(10));
        }
        self.frame(vec![button(at, false)]);
    }
}

fn percentiles(name: &str, frames: &[Duration]) {
    let mut sorted = frames.to_vec();
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

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |key: &str| {
        status
            .lines()
            .find(|line| line.starts_with(key))
            .unwrap_or_default()
            .to_owned()
    };
    format!("{} {}", line("VmRSS"), line("VmHWM"))
}

fn main() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/plan.toml");
    let plan = std::env::var_os("REDLINE_BENCH_PLAN").map_or(sample, PathBuf::from);
    let mut bench = Bench::open(plan);
    while bench.app.workspace().document.layers.is_empty() {
        bench.frame(Vec::new());
        std::thread::sleep(Duration::from_millis(2));
    }
    println!("layers there after {:?}", bench.start.elapsed());
    println!(
        "map whole and everything checked after another {:?}",
        bench.settle()
    );
    println!("memory: {}", resident());

    let mut redraws: Vec<Duration> = Vec::new();
    for number in 0..6 {
        // Another theme is another picture: everything is drawn anew.
        let theme = if number % 2 == 0 {
            ThemeChoice::Dark
        } else {
            ThemeChoice::Light
        };
        redraws.push(bench.request(Action::Theme(theme)));
    }
    redraws.sort_unstable();
    println!(
        "whole extent drawn anew: median {:?}, most {:?}",
        redraws[3], redraws[5]
    );

    for (name, notches) in [
        ("whole extent", 0.0),
        ("region", 6.0),
        ("county", 6.0),
        ("village", 10.0),
        ("parcel", 8.0),
    ] {
        bench.zoom(notches);
        let whole = bench.settle();
        bench.frames.clear();
        bench.painted.clear();
        bench.pan(160);
        let metres = bench.app.view().viewport.metres_per_pixel;
        percentiles(
            &format!("pan, {name} ({metres:.3} m a pixel, whole after {whole:?})"),
            &bench.frames,
        );
        percentiles("    painted without a graphics processor", &bench.painted);
    }
    bench.frames.clear();
    for _ in 0..30 {
        bench.zoom(-1.0);
        std::thread::sleep(Duration::from_millis(10));
    }
    percentiles("zoom out, a notch a frame", &bench.frames);
    println!(
        "map whole again after {:?}; memory: {}",
        bench.settle(),
        resident()
    );
    println!("tiles drawn: {}", bench.app.map_cache().n_tiles_drawn());
}
