//! Polygons as well-known binary, and the head that a GeoPackage puts before it.
//!
//! Meaning: little-endian, two ordinates, every bit of a coordinate kept, rings in the direction and the order in which
//! they are stored. A feature is a polygon or a multipolygon as the layer asks, so that all of one column are alike.
//!
//! Source: OGC 06-103r4, clause 8; OGC 12-128r17, clause 2.1.3.1.1.

use crate::crs::SourceXy;
use crate::geometry::{MultiPolygonRef, PolygonRef};

/// Little-endian with an envelope of two ordinates.
const FLAGS: u8 = 0b0000_0011;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// Appends a feature as well-known binary; `as_multi` makes a single polygon a multipolygon. False when a coordinate
/// is not finite.
pub(in super::super) fn wkb(
    out: &mut Vec<u8>,
    polygons: &MultiPolygonRef<'_, SourceXy>,
    as_multi: bool,
) -> bool {
    if as_multi {
        head(out, MULTI_POLYGON, polygons.polygons().count());
    }
    let mut is_finite = true;
    for part in polygons.polygons() {
        is_finite &= polygon(out, &part);
    }
    is_finite
}

/// Appends a feature as a geometry blob with its box; false when a coordinate is not finite.
pub(super) fn blob(
    out: &mut Vec<u8>,
    polygons: &MultiPolygonRef<'_, SourceXy>,
    bounds: [f64; 4],
    srs_id: i32,
    as_multi: bool,
) -> bool {
    let [min_x, min_y, max_x, max_y] = bounds;
    out.extend_from_slice(&[b'G', b'P', 0, FLAGS]);
    out.extend_from_slice(&srs_id.to_le_bytes());
    for ordinate in [min_x, max_x, min_y, max_y] {
        out.extend_from_slice(&ordinate.to_le_bytes());
    }
    wkb(out, polygons, as_multi)
}

fn polygon(out: &mut Vec<u8>, polygon: &PolygonRef<'_, SourceXy>) -> bool {
    let mut is_finite = true;
    head(out, POLYGON, polygon.rings().count());
    for ring in polygon.rings() {
        count(out, ring.len());
        for position in ring {
            is_finite &= position.x.is_finite() && position.y.is_finite();
            out.extend_from_slice(&position.x.to_le_bytes());
            out.extend_from_slice(&position.y.to_le_bytes());
        }
    }
    is_finite
}

fn head(out: &mut Vec<u8>, kind: u32, parts: usize) {
    out.push(1);
    out.extend_from_slice(&kind.to_le_bytes());
    count(out, parts);
}

/// Columns count their positions in 32 bits, so no part has more.
fn count(out: &mut Vec<u8>, parts: usize) {
    out.extend_from_slice(&u32::try_from(parts).unwrap_or(u32::MAX).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::super::ground::Ground;
    use super::super::{header, wkb as reader};
    use super::*;
    use crate::geometry::PolygonColumn;

    #[test]
    fn what_is_written_reads_back() {
        let at = |x: f64, y: f64| SourceXy { x, y };
        let ring = vec![at(0.1, 0.2), at(9.3, 0.0), at(9.0, 9.0), at(0.1, 0.2)];
        let hole = vec![at(5.0, 3.0), at(6.0, 3.0), at(6.0, 4.0), at(5.0, 3.0)];
        let one = vec![ring.clone(), hole];
        let two = vec![one.clone(), vec![ring]];
        for (polygons, as_multi) in [(vec![one.clone()], false), (vec![one], true), (two, true)] {
            let column = PolygonColumn::from_polygons(&polygons);
            let mut bytes = Vec::new();
            assert!(blob(
                &mut bytes,
                &column.feature(0),
                [0.1, 0.0, 9.3, 9.0],
                4527,
                as_multi
            ));
            let cut = header::split(&bytes).unwrap();
            assert_eq!((cut.srs_id, cut.is_empty), (4527, false));
            let mut ground = Ground::default();
            ground.begin();
            reader::read(cut.wkb, &mut ground).unwrap();
            ground.end_feature(false, false);
            assert_eq!(ground.column, column);
        }
    }
}
