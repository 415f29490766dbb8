//! How long it takes to bring vertices into the plane, per kind of source frame.
#![allow(missing_docs, clippy::expect_used)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use redline::crs::{Crs, CrsId, Ellipsoid, Plane, Projector, SourceXy};
use redline::geometry::PolygonColumn;

/// 100 rings of 500 vertices, about 20 m apart, given a corner and the size of 20 m in the frame.
fn rings(x: f64, y: f64, size: f64) -> PolygonColumn<SourceXy> {
    let mut column = PolygonColumn::new();
    for ring in 0..100 {
        let center = x + f64::from(ring) * size;
        let radius = size * 500.0 / std::f64::consts::TAU;
        let point = |step: i32| {
            let angle = f64::from(step) / 500.0 * std::f64::consts::TAU;
            SourceXy {
                x: center + radius * libm::cos(angle),
                y: y + radius * libm::sin(angle),
            }
        };
        column.push_ring(&(0..500).map(point).collect::<Vec<_>>());
        column.end_polygon();
        column.end_feature();
    }
    column
}

fn project(criterion: &mut Criterion) {
    let plane = Plane::choose(Ellipsoid::Cgcs2000, [115.0, 27.0, 117.0, 29.0]);
    let sources = [
        (4490, 115.0, 28.0, 2e-4),
        (4527, 39_400_000.0, 3.1e6, 20.0),
        (32650, 400_000.0, 3.1e6, 20.0),
    ];
    let mut group = criterion.benchmark_group("project");
    for (epsg, x, y, size) in sources {
        let column = rings(x, y, size);
        let crs = Crs::resolve(CrsId::Epsg(epsg)).expect("a known code");
        let projector = Projector::new(&crs, &plane, 1e-4).expect("a known transformation");
        group.throughput(Throughput::Elements(column.positions().len() as u64));
        group.bench_function(format!("EPSG:{epsg}"), |bencher| {
            bencher.iter(|| projector.column(&column));
        });
    }
    group.finish();
}

criterion_group!(benches, project);
criterion_main!(benches);
