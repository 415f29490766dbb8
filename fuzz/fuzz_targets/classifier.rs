//! A feature from bytes: what calls it sound must be right, and nothing may panic over what is not.
//!
//! A sound feature has one meaning: shells less holes, the even-odd reading and the reading by direction must give the
//! same area to the last square grid unit, because rings that do not cross need no cut point.
//!
//! The first byte says how far the lattice is spread. Each further pair of bytes is a vertex; a pair of equal bytes
//! 0x80 ends a ring, a pair 0x81 ends a polygon.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::geometry::{
    Bounds, GridPoint, Overlayer, Point, PolygonColumn, Reading, Stretch, centroid, doubled_area,
    doubled_grid_area, first_fault, is_tangled, oriented_rings, widths,
};

/// More vertices than this make an input slow and no harder.
const MOST_VERTICES: usize = 120;

fn column(bytes: &[u8]) -> Option<PolygonColumn> {
    let (first, rest) = bytes.split_first()?;
    let spread = i64::from(first % 33);
    let mut column = PolygonColumn::new();
    let mut ring = Vec::new();
    for [x, y] in rest.as_chunks::<2>().0.iter().take(MOST_VERTICES) {
        match (x, y) {
            (0x80 | 0x81, same) if same == x => {
                column.push_ring(&ring);
                ring.clear();
                if *x == 0x81 {
                    column.end_polygon();
                }
            }
            _ => ring.push(Point::from_grid(GridPoint::new(
                i64::from(x.cast_signed()) << spread,
                i64::from(y.cast_signed()) << spread,
            ))),
        }
    }
    column.push_ring(&ring);
    column.end_polygon();
    column.end_feature();
    Some(column)
}

fuzz_target!(|bytes: &[u8]| {
    let Some(column) = column(bytes) else { return };
    let feature = column.feature(0);
    let bounds = Bounds::of(feature.rings().flatten().copied());
    if let Some(center) = centroid(&feature) {
        assert!(bounds.contains(center));
    }
    if let Some(fault) = first_fault(&feature) {
        assert!((fault.ring as usize) < feature.rings().count());
        let _ = is_tangled(&feature);
        return;
    }
    let rings = oriented_rings(&feature);
    let mut engine = Overlayer::new();
    for reading in [Reading::EvenOdd, Reading::NonZero] {
        let region = engine.read(&rings, reading).expect("the engine reads every ring");
        let area: i128 = region.iter().map(|ring| doubled_grid_area(ring)).sum();
        assert_eq!(area, doubled_area(&feature), "{reading:?}");
    }
    let found = widths(&feature, Stretch::NONE);
    assert!(found.mean_m >= 0.0 && found.greatest_m >= 0.0);
});
