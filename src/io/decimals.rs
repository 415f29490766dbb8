//! Coordinates at a number of decimals, for formats that write them as text.
//!
//! Meaning: a coordinate becomes the double that its text at so many decimals means, so that what is read back is
//! what was written. A ring whose vertices fall together so far that it encloses nothing any more is refused: ground
//! would be lost.

use super::error::WriteErrorKind;
use crate::crs::SourceXy;
use crate::geometry::{PackedColumn, PolygonColumn};
use crate::layer::SourceLayer;
use crate::progress::Ticket;

/// The layer with its coordinates rounded.
pub(super) fn rounded(
    layer: &SourceLayer,
    decimals: u8,
    format: &'static str,
    ticket: &Ticket,
) -> Result<SourceLayer, WriteErrorKind> {
    let mut layer = layer.clone();
    let mut feature = 0;
    for chunk in &mut layer.chunks {
        let mut column = PolygonColumn::new();
        for polygons in chunk.geometry.unpack::<SourceXy>().features() {
            ticket.check()?;
            for polygon in polygons.polygons() {
                for ring in polygon.rings() {
                    let at = |value| at_decimals(value, decimals);
                    let ring_at: Vec<SourceXy> = ring
                        .iter()
                        .map(|position| SourceXy {
                            x: at(position.x),
                            y: at(position.y),
                        })
                        .collect();
                    if encloses(ring) && !encloses(&ring_at) {
                        return Err(WriteErrorKind::NotExpressible {
                            format,
                            what: "decimals",
                            value: feature.to_string(),
                        });
                    }
                    column.push_ring(&ring_at);
                }
                column.end_polygon();
            }
            column.end_feature();
            feature += 1;
        }
        chunk.geometry = PackedColumn::pack(&column);
    }
    Ok(layer)
}

/// The double that a number's text at so many decimals means.
fn at_decimals(value: f64, decimals: u8) -> f64 {
    let digits = usize::from(decimals);
    let read: f64 = format!("{value:.digits$}").parse().unwrap_or(value);
    // A negative zero would be written with its sign.
    if read == 0.0 { 0.0 } else { read }
}

/// Whether a ring has an area, by the vector product summed about its first vertex.
fn encloses(ring: &[SourceXy]) -> bool {
    let Some(origin) = ring.first() else {
        return false;
    };
    let from = |position: &SourceXy| (position.x - origin.x, position.y - origin.y);
    let doubled: f64 = ring
        .windows(2)
        .map(|edge| {
            let (a, b) = (from(&edge[0]), from(&edge[1]));
            a.0 * b.1 - b.0 * a.1
        })
        .sum();
    doubled != 0.0
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::format::{WriteOptions, read, write};
    use super::*;

    fn written(coordinates: &str, decimals: u8, name: &str) -> Result<SourceLayer, &'static str> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.geojson");
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{coordinates}]}}}}]}}"
        );
        fs::write(&path, text).unwrap();
        let ticket = Ticket::new();
        let layer = read(&path, None, &ticket).unwrap().remove(0);
        let options = WriteOptions {
            decimals: Some(decimals),
            ..WriteOptions::default()
        };
        let target = dir.path().join(name);
        write(&target, &layer, &options, &ticket).map_err(|error| error.code())?;
        Ok(read(&target, None, &ticket).unwrap().remove(0))
    }

    const RING: &str = "[[115.123456789,29.1],[115.2,29.1],[115.2,29.987654321],[115.123456789,29.1]]";

    #[test]
    fn what_is_read_back_has_the_decimals() {
        for name in ["b.geojson", "b.geojsonl", "b.kml", "b.csv"] {
            let layer = written(RING, 6, name).expect(name);
            let bounds = layer.bounds().unwrap();
            assert_eq!(bounds, [115.123_457, 29.1, 115.2, 29.987_654], "{name}");
        }
    }

    #[test]
    fn a_ring_that_would_enclose_nothing_is_refused() {
        let small = "[[115.1,29.1],[115.10001,29.1],[115.10001,29.10001],[115.1,29.1]]";
        assert_eq!(written(small, 3, "b.geojson"), Err("write-not-expressible"));
        assert!(written(small, 5, "b.geojson").is_ok());
    }

    #[test]
    fn there_is_no_negative_zero() {
        assert!(at_decimals(-0.0001, 3).is_sign_positive());
        assert!((at_decimals(1.0005, 3) - 1.0).abs() < 0.0011);
    }
}
