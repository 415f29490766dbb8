//! What a frame of the window costs the processor, and how long the map takes to be all there.
//!
//! `REDLINE_BENCH_PLAN=FILE cargo bench --bench frame` opens a check plan of your own; without it the sample county. The
//! window is 1920 × 1080 and has no display. `REDLINE_BENCH_RENDERER` says what paints it: `gpu` (a graphics processor),
//! `software` (a graphics library that computes on the processor), else our own painter. A hand pans and zooms over
//! the map at several scales. Printed are percentiles of all frames (the program's own part and cutting shapes into
//! triangles; painting until the picture stands; both together), the time from the first frame with layers to a whole map, the time to draw the whole extent anew, and memory.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

mod stage;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::{Event, Modifiers, PointerButton, Pos2, pos2, vec2};
use redline::gui::action::Action;
use redline::text::Language;
use redline::workspace::settings::ThemeChoice;
use stage::Stage;

const MIDDLE: Pos2 = pos2(900.0, 540.0);

fn request(stage: &mut Stage, action: Action) -> Duration {
    stage.app.request(action);
    stage.frame(Vec::new());
    stage.settle()
}

fn zoom(stage: &mut Stage, notches: f32) {
    stage.frame(vec![
        Event::PointerMoved(MIDDLE),
        Event::Zoom(1.25_f32.powf(notches)),
    ]);
}

/// Drags the map by steps of a quick hand, one a frame at 60 frames a second.
fn pan(stage: &mut Stage, steps: u8) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Middle,
        pressed,
        modifiers: Modifiers::NONE,
    };
    stage.frame(vec![Event::PointerMoved(MIDDLE), button(MIDDLE, true)]);
    let mut at = MIDDLE;
    for step in 0..steps {
        at += if step % 40 < 20 {
            vec2(14.0, 9.0)
        } else {
            vec2(-14.0, -9.0)
        };
        stage.frame(vec![Event::PointerMoved(at)]);
        std::thread::sleep(Duration::from_millis(10));
    }
    stage.frame(vec![button(at, false)]);
}

/// Frames as they come until the map is whole; yields how long that took.
fn until_whole(stage: &mut Stage) -> Duration {
    let begin = Instant::now();
    loop {
        stage.frame(Vec::new());
        if stage.app.map_cache().is_complete() {
            return begin.elapsed();
        }
        stage.rest();
    }
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
    let mut bench = Stage::open(Language::En, vec![plan]);
    while bench.app.workspace().document.layers.is_empty() {
        bench.frame(Vec::new());
        std::thread::sleep(Duration::from_millis(2));
    }
    println!("layers there after {:?}", bench.start.elapsed());
    println!("map whole after another {:?}", until_whole(&mut bench));
    println!("everything checked after another {:?}", bench.settle());
    println!("memory: {}", resident());

    let mut redraws: Vec<Duration> = Vec::new();
    for number in 0..6 {
        // Another theme is another picture: everything is drawn anew.
        let theme = if number % 2 == 0 {
            ThemeChoice::Dark
        } else {
            ThemeChoice::Light
        };
        redraws.push(request(&mut bench, Action::Theme(theme)));
    }
    redraws.sort_unstable();
    // The first draws all tiles; later ones find those of the other theme kept.
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
        zoom(&mut bench, notches);
        let whole = bench.settle();
        bench.clear();
        pan(&mut bench, 160);
        let metres = bench.app.view().viewport.metres_per_pixel;
        bench.report(&format!(
            "pan, {name} ({metres:.3} m a pixel, whole after {whole:?})"
        ));
    }
    bench.clear();
    for _ in 0..30 {
        zoom(&mut bench, -1.0);
        std::thread::sleep(Duration::from_millis(10));
    }
    bench.report("zoom out, a notch a frame");
    println!(
        "map whole again after {:?}; memory: {}",
        bench.settle(),
        resident()
    );
    println!("tiles drawn: {}", bench.app.map_cache().n_tiles_drawn());
}
