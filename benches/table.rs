//! What a frame with the attribute table of a million features costs the processor.
//!
//! `cargo bench --bench table`; `REDLINE_BENCH_ROWS=N` for another number. A layer of that many small fields is written
//! and opened in the window, 1920 × 1080, without a renderer. Printed are percentiles of the frames while the table
//! scrolls by wheel and by bar, while a filter is typed and while a column is sorted; and how long sorting and filtering
//! take on their thread.
#![allow(missing_docs, clippy::expect_used, clippy::print_stdout)]

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use egui::{
    Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2,
};
use redline::gui::action::Action;
use redline::gui::shell::{App, NoPicker, Services};
use redline::gui::table::TableStep;
use redline::gui::view_state::{BottomTab, LayerKey};
use redline::layer::Role;
use redline::layer::table::ColumnId;
use redline::text::Language;
use redline::workspace::task::{Addition, Part};

const SIZE: Vec2 = Vec2::new(1920.0, 1080.0);
const IN_TABLE: Pos2 = Pos2::new(700.0, 980.0);

struct Bench {
    ctx: Context,
    app: App,
    start: Instant,
    frames: Vec<Duration>,
}

impl Bench {
    fn new() -> Self {
        let ctx = Context::default();
        let services = Services {
            picker: Box::new(NoPicker),
            settings_path: None,
            sample: None,
            question: redline::gui::question().expect("the built-in rules"),
            language: Some(Language::ZhCn),
            open: Vec::new(),
        };
        Self {
            app: App::new(&ctx, services),
            ctx,
            start: Instant::now(),
            frames: Vec::new(),
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
        let mut output = self.ctx.run_ui(input, |ui| app.frame(ui));
        output.textures_delta.clear();
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        self.frames.push(begin.elapsed());
        drop(triangles);
    }

    /// Frames as they come until all jobs are done and the map is whole; yields how long that took.
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
            std::thread::sleep(Duration::from_millis(5));
        }
        begin.elapsed()
    }

    /// Does a step and says how long it took until its rows were there, and what the frames cost meanwhile.
    fn step(&mut self, name: &str, step: TableStep) {
        self.frames.clear();
        self.app.request(Action::Table(step));
        let took = self.settle();
        let n_rows = self
            .app
            .view()
            .table
            .arranged
            .as_ref()
            .map_or(0, |table| table.len());
        println!("{name}: {n_rows} rows after {took:?}");
        self.percentiles(name);
    }

    fn percentiles(&self, name: &str) {
        let mut sorted = self.frames.clone();
        sorted.sort_unstable();
        let at = |share: usize| sorted[(sorted.len() - 1) * share / 1000].as_secs_f64() * 1e3;
        println!(
            "  {name}: {} frames, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, most {:.2} ms",
            sorted.len(),
            at(500),
            at(950),
            at(990),
            at(1000)
        );
    }
}

/// A layer of small fields in rows of a thousand, with the attributes of a survey layer.
fn write(path: &Path, n_rows: usize) {
    let file = std::fs::File::create(path).expect("a file");
    let mut file = std::io::BufWriter::new(file);
    let head = r#"{"type":"FeatureCollection","features":["#;
    file.write_all(head.as_bytes()).expect("written");
    let kinds = ["水田", "旱地", "水浇地", "果园", "林地"];
    for number in 0..n_rows {
        let (column, row) = (number % 1000, number / 1000);
        let (west, south) = (
            115.0 + f64::from(u32::try_from(column).expect("small")) * 1e-3,
            28.0 + f64::from(u32::try_from(row).expect("small")) * 1e-3,
        );
        let (east, north) = (west + 8e-4, south + 8e-4);
        let area = (number * 7919) % 100_003;
        let comma = if number > 0 { "," } else { "" };
        write!(
            file,
            r#"{comma}{{"type":"Feature","properties":{{"BSM":"3604810000{number:09}","YSDM":"2001010100","TBBH":"{}","DLBM":"0{}01","DLMC":"{}","QSXZ":"30","QSDWMC":"示例县{}镇{}村","TBMJ":{area}.{:02},"PDJB":"{}","BZ":null}},"geometry":{{"type":"Polygon","coordinates":[[[{west:.6},{south:.6}],[{east:.6},{south:.6}],[{east:.6},{north:.6}],[{west:.6},{north:.6}],[{west:.6},{south:.6}]]]}}}}"#,
            number % 997,
            number % 4,
            kinds[number % 5],
            number % 17,
            number % 211,
            number % 100,
            number % 5,
        )
        .expect("written");
    }
    file.write_all(b"]}").expect("written");
}

fn main() {
    let rows = std::env::var("REDLINE_BENCH_ROWS").ok();
    let n_rows = rows.and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("三调地类图斑.geojson");
    write(&path, n_rows);
    let mut bench = Bench::new();
    let land = Part::Layer(Role::LandUse);
    bench
        .app
        .request(Action::Import(vec![Addition::of_path(path, land)]));
    println!("layer there after {:?}", bench.settle());
    bench.app.request(Action::ToggleBottom(BottomTab::Table));
    bench.settle();
    let key = bench.app.view().table.layer;
    assert!(matches!(key, Some(LayerKey::Layer(_))), "a table is shown");

    bench.frames.clear();
    let wheel = |notches: f32| Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: Vec2::new(0.0, notches),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    };
    for _ in 0..400 {
        bench.frame(vec![Event::PointerMoved(IN_TABLE), wheel(-3.0)]);
    }
    bench.percentiles("scrolled by wheel");
    bench.frames.clear();
    for step in 0..400_u32 {
        // As the bar does it: every frame shows rows that were never laid out.
        let top = f64::from(step) * f64::from(u32::try_from(n_rows).expect("fewer than 2^32")) / 400.0;
        bench.app.request(Action::Table(TableStep::Scroll(top)));
        bench.frame(Vec::new());
    }
    bench.percentiles("scrolled by bar");
    let field = |name: &str| ColumnId::Field(name.to_owned());
    bench.step("sorted by a number", TableStep::Sort(field("TBMJ")));
    bench.step("sorted by a text", TableStep::Sort(field("QSDWMC")));
    bench.step("filtered by text", TableStep::Filter("示例县3镇".to_owned()));
    bench.step(
        "filtered by a condition",
        TableStep::Filter("TBMJ > 90000".to_owned()),
    );
}
