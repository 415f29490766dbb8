//! How long one step of a drag takes with everything loaded: the parcel is moved, its findings are refreshed.
//!
//! `REDLINE_BENCH_DATA=DIR cargo bench --bench drag` takes `parcels.geojson`, `redline.geojson`, `farmland.geojson`
//! and `ecospace.geojson` from a folder; without it the sample county is used. Prints percentiles of the single
//! steps, because a drag is as smooth as its slowest step.
#![allow(missing_docs, clippy::expect_used, clippy::print_stdout)]

use std::path::Path;
use std::time::Instant;

use redline::check::LiveCheck;
use redline::geometry::{Point, PolygonColumn};
use redline::layer::{Parcel, Role};
use redline::progress::Ticket;
use redline::workspace::input::InputSpec;
use redline::workspace::plan::CheckPlan;
use redline::workspace::session::prepare;

/// Parcels that are dragged, and steps of each drag.
const DRAGGED: usize = 200;
const STEPS: i32 = 50;

fn plan() -> CheckPlan {
    let Some(dir) = std::env::var_os("REDLINE_BENCH_DATA") else {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/plan.toml");
        return CheckPlan::read(&sample).expect("the sample plan");
    };
    let file = |name: &str| InputSpec::of_path(Path::new(&dir).join(name));
    let mut plan = CheckPlan::new(file("parcels.geojson"));
    plan.layers = vec![
        (Role::EcoRedline, file("redline.geojson")),
        (Role::BasicFarmland, file("farmland.geojson")),
        (Role::EcoSpace, file("ecospace.geojson")),
    ];
    plan
}

fn moved(parcel: &Parcel, by: f64) -> Parcel {
    let mut plane = PolygonColumn::new();
    for polygon in parcel.geometry().polygons() {
        for ring in polygon.rings() {
            for point in ring {
                plane.push(Point::on_grid(point.x + by, point.y + by * 0.7).expect("in the plane"));
            }
            plane.end_ring();
        }
        plane.end_polygon();
    }
    plane.end_feature();
    Parcel {
        plane,
        ..parcel.clone()
    }
}

fn main() {
    let request = prepare(&plan(), &Ticket::new()).expect("readable");
    let parcels: Vec<Parcel> = request
        .parcels
        .parcels()
        .map(|parcel| parcel.as_ref().clone())
        .collect();
    let every = (parcels.len() / DRAGGED).max(1);
    let mut took = Vec::new();
    let mut findings = 0;
    for parcel in parcels.iter().step_by(every) {
        let mut live = LiveCheck::new(request.clone(), parcel.id);
        for step in 0..STEPS {
            let now = moved(parcel, f64::from(step) * 2.0);
            let began = Instant::now();
            findings += live.check(&now).1.len();
            took.push(began.elapsed());
        }
    }
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 1000];
    println!(
        "{} steps, {findings} findings: p50 {:?}, p95 {:?}, p99 {:?}, p99.9 {:?}, longest {:?}",
        took.len(),
        at(500),
        at(950),
        at(990),
        at(999),
        at(1000)
    );
}
