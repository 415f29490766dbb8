//! Features that are called sound, against what their rings enclose.

use redline::geometry::{
    GridPoint, Overlayer, Point, PolygonColumn, Reading, doubled_area, doubled_grid_area, is_sound,
    oriented_rings,
};

use crate::effort;
use crate::pairs::Random;

/// Two small rings of which the second takes some vertices of the first, as two polygons or as shell and hole.
fn ring_pair(random: &mut Random) -> PolygonColumn {
    let corner = |random: &mut Random| {
        Point::from_grid(GridPoint::new(
            random.whole(-4, 4) << 28,
            random.whole(-4, 4) << 28,
        ))
    };
    let first: Vec<Point> = (0..random.whole(3, 5)).map(|_| corner(random)).collect();
    let second: Vec<Point> = (0..random.whole(3, 5))
        .map(|_| {
            let taken = first[random.index(first.len())];
            if random.chance(40) { taken } else { corner(random) }
        })
        .collect();
    let polygons = if random.chance(50) {
        vec![vec![first], vec![second]]
    } else {
        vec![vec![first, second]]
    };
    PolygonColumn::from_polygons(&polygons)
}

/// Rings that do not cross need no cut point: what is sound has the same area by every reading of its rings, to the
/// last square grid unit.
#[test]
fn what_is_called_sound_has_one_meaning() {
    let mut engine = Overlayer::new();
    let mut random = Random(15);
    let pairs = effort(100_000);
    let mut sound = 0_usize;
    for _ in 0..pairs {
        let column = ring_pair(&mut random);
        let feature = column.feature(0);
        if !is_sound(&feature) {
            continue;
        }
        sound += 1;
        let rings = oriented_rings(&feature);
        for reading in [Reading::EvenOdd, Reading::NonZero] {
            let region = engine
                .read(&rings, reading)
                .unwrap_or_else(|failure| panic!("{failure}: {rings:?}"));
            let area: i128 = region.iter().map(|ring| doubled_grid_area(ring)).sum();
            assert_eq!(area, doubled_area(&feature), "{reading:?}: {rings:?}");
        }
    }
    assert!(sound > pairs / 50, "{sound} of {pairs} are sound");
}
