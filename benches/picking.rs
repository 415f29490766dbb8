//! What picking costs on a layer of hundreds of thousands of features: what lies at a place, what lies in a box, and
//! places by name.
//!
//! `cargo bench --bench picking`; `REDLINE_BENCH_ROWS=N` for another number than 343 000. A layer of that many small
//! fields with a name each is written and opened in the window, without a renderer.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

#[allow(dead_code, reason = "shared with the other benches")]
mod stage;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use redline::geometry::{Bounds, Point};
use redline::gui::action::Action;
use redline::gui::map::{Choice, MapAction, stack};
use redline::gui::table::TableStep;
use redline::gui::view_state::{BottomTab, LayerKey};
use redline::layer::Role;
use redline::text::Language;
use redline::workspace::task::{Addition, Part};
use stage::Stage;

/// A layer of small fields in rows of a thousand, and over them one field with many corners.
fn write(path: &Path, n_rows: usize) {
    let file = std::fs::File::create(path).expect("a file");
    let mut file = std::io::BufWriter::new(file);
    file.write_all(r#"{"type":"FeatureCollection","features":["#.as_bytes())
        .expect("written");
    let villages = ["石岭", "东岭", "重庆", "河口", "张家", "李家"];
    for number in 0..n_rows {
        let small = |number: usize| f64::from(u32::try_from(number).expect("small"));
        let (west, south) = (
            115.0 + small(number % 1000) * 1e-3,
            28.0 + small(number / 1000) * 1e-3,
        );
        let (east, north) = (west + 8e-4, south + 8e-4);
        write!(
            file,
            r#"{{"type":"Feature","properties":{{"BSM":"{number}","MC":"{}{number}号"}},"geometry":{{"type":"Polygon","coordinates":[[[{west:.6},{south:.6}],[{east:.6},{south:.6}],[{east:.6},{north:.6}],[{west:.6},{north:.6}],[{west:.6},{south:.6}]]]}}}},"#,
            villages[number % 6],
        )
        .expect("written");
    }
    let corners: Vec<String> = (0..=200_000_u32)
        .map(|at| {
            let angle = std::f64::consts::TAU * f64::from(at % 200_000) / 200_000.0;
            let radius = 0.2 + 0.001 * (f64::from(at % 2));
            format!(
                "[{:.7},{:.7}]",
                115.5 + radius * angle.cos(),
                28.17 + radius * angle.sin()
            )
        })
        .collect();
    write!(
        file,
        r#"{{"type":"Feature","properties":{{"BSM":"big","MC":"大红线"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}]}}"#,
        corners.join(",")
    )
    .expect("written");
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!(
        "{name}: {:.3} ms in the middle, {:.3} ms 99 of 100, {:.3} ms longest",
        at(50),
        at(99),
        at(100)
    );
}

fn main() {
    let rows = std::env::var("REDLINE_BENCH_ROWS").ok();
    let n_rows = rows.and_then(|rows| rows.parse().ok()).unwrap_or(343_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("管控.geojson");
    write(&path, n_rows);
    let mut bench = Stage::open(Language::ZhCn, Vec::new());
    let land = Part::Layer(Role::EcoRedline);
    bench
        .app
        .request(Action::Import(vec![Addition::of_path(path, land)]));
    println!("{n_rows} features there after {:?}", bench.settle());

    let document = &bench.app.workspace().document;
    let (id, bounds) = (document.layers[0].id, document.layers[0].layer.bounds());
    let mut n_found = 0;
    let times = (0..2000_u32).map(|at| {
        let share = |by: u32| f64::from((at * by) % 1999) / 1999.0;
        let point = Point {
            x: bounds.min_x + share(611) * bounds.width(),
            y: bounds.min_y + share(977) * bounds.height(),
        };
        let begin = Instant::now();
        let app = &bench.app;
        n_found += stack::stack_at(app.workspace(), app.derived(), &app.view().hidden, point).len();
        begin.elapsed()
    });
    report("what lies at a place", times.collect());
    println!("  {n_found} found");

    bench
        .app
        .request(Action::Table(TableStep::Show(LayerKey::Layer(id))));
    bench.settle();
    let quarter = Bounds {
        max_x: bounds.center().x,
        max_y: bounds.center().y,
        ..bounds
    };
    for (name, bounds) in [("all", bounds), ("a quarter", quarter)] {
        bench.clear();
        bench.app.request(Action::Map(MapAction::ChooseBox {
            bounds,
            crossing: true,
            choice: Choice::Replace,
        }));
        let took = bench.settle();
        println!(
            "box around {name}: {} rows after {took:?}",
            bench.app.view().table.picked.len()
        );
        bench.report("  meanwhile");
    }
    // A frame with the outline of the large field would be what is measured.
    bench.app.request(Action::SelectParcel(None));
    bench.app.request(Action::ToggleBottom(BottomTab::Table));
    bench.settle();
    bench.app.request(Action::Map(MapAction::AskPlace));
    println!("names indexed after {:?}", bench.settle());
    for typed in ["石岭3", "sl342", "dhx", "没有", "1", "h"] {
        bench
            .app
            .request(Action::Map(MapAction::FindNames(typed.to_owned())));
        let begin = Instant::now();
        while bench
            .app
            .view()
            .found
            .as_ref()
            .is_none_or(|found| found.text != typed)
        {
            bench.frame(Vec::new());
        }
        let found = bench
            .app
            .view()
            .found
            .as_ref()
            .map_or(0, |found| found.targets.len());
        println!("{typed}: {found} listed after {:?}", begin.elapsed());
    }
}
