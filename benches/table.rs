//! What a frame with the attribute table of a million features costs the processor.
//!
//! `cargo bench --bench table`; `REDLINE_BENCH_ROWS=N` for another number. A layer of that many small fields is written
//! and opened in the window, 1920 × 1080, without a renderer. Printed are percentiles of the frames while the table
//! scrolls by wheel and by bar, while a filter is typed and while a column is sorted; and how long sorting and filtering
//! take on their thread.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

mod stage;

use std::io::Write;
use std::path::Path;

use egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, TouchPhase, Vec2};
use redline::gui::action::Action;
use redline::gui::table::TableStep;
use redline::gui::view_state::{BottomTab, LayerKey};
use redline::layer::Role;
use redline::layer::table::ColumnId;
use redline::text::Language;
use redline::workspace::task::{Addition, Part};
use stage::Stage;

const IN_TABLE: Pos2 = Pos2::new(700.0, 980.0);

/// Does a step and says how long it took until its rows were there, and what the frames cost meanwhile.
fn arrange(stage: &mut Stage, name: &str, step: TableStep) {
    stage.clear();
    stage.app.request(Action::Table(step));
    let took = stage.settle();
    let table = stage.app.view().table.arranged.as_ref();
    let n_rows = table.map_or(0, |table| table.len());
    println!("{name}: {n_rows} rows after {took:?}");
    stage.report(&format!("  {name}"));
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
    let mut bench = Stage::open(Language::ZhCn, Vec::new());
    let land = Part::Layer(Role::LandUse);
    bench
        .app
        .request(Action::Import(vec![Addition::of_path(path, land)]));
    println!("layer there after {:?}", bench.settle());
    bench.app.request(Action::ToggleBottom(BottomTab::Table));
    bench.settle();
    let key = bench.app.view().table.layer;
    assert!(matches!(key, Some(LayerKey::Layer(_))), "a table is shown");

    bench.clear();
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
    bench.report("  scrolled by wheel");
    bench.clear();
    for step in 0..400_u32 {
        // As the bar does it: every frame shows rows that were never laid out.
        let top = f64::from(step) * f64::from(u32::try_from(n_rows).expect("fewer than 2^32")) / 400.0;
        bench.app.request(Action::Table(TableStep::Scroll(top)));
        bench.frame(Vec::new());
    }
    bench.report("  scrolled by bar");
    let field = |name: &str| ColumnId::Field(name.to_owned());
    arrange(&mut bench, "sorted by a number", TableStep::Sort(field("TBMJ")));
    arrange(&mut bench, "sorted by a text", TableStep::Sort(field("QSDWMC")));
    arrange(
        &mut bench,
        "filtered by text",
        TableStep::Filter("示例县3镇".to_owned()),
    );
    arrange(
        &mut bench,
        "filtered by a condition",
        TableStep::Filter("TBMJ > 90000".to_owned()),
    );
}
