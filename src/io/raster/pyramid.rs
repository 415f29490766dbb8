//! Tiles in levels of powers of two, as web maps have them.
//!
//! Meaning: at zoom z the world is a square of 2^z × 2^z tiles, rows counted from the north. In Web Mercator the square is
//! the world; in longitude and latitude it is 360° wide and only its upper half has ground: a tile is 360°/2^z wide, from
//! 180° W, 90° N.

use super::pixels::{self, Packing, Pixels};
use super::{Affine, Damage, Level, RasterError, System};
use crate::crs::CrsId;

/// The finest zoom that is read.
pub(super) const FINEST_ZOOM: u32 = 26;
/// Most pixels of a tile.
pub(super) const TILE_PIXELS: u64 = 2048 * 2048;
/// Most bytes of a packed tile.
pub(super) const TILE_BYTES: u64 = 16 << 20;
/// Half the side of Web Mercator's square in metres: half the circumference of its sphere.
const HALF_SIDE_M: f64 = 20_037_508.342_789_244;

/// How the world is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Web Mercator.
    Mercator,
    /// Longitude and latitude on the datum with this EPSG code.
    Degrees(u32),
}

impl Scheme {
    pub fn system(self) -> System {
        System::Known(CrsId::Epsg(match self {
            Self::Mercator => 3857,
            Self::Degrees(code) => code,
        }))
    }
}

/// Levels of tiles from `finest` to `coarsest` zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pyramid {
    pub scheme: Scheme,
    pub coarsest: u32,
    pub finest: u32,
    /// Pixels along the side of a tile.
    pub side: u32,
}

impl Pyramid {
    pub fn zoom(&self, level: usize) -> u32 {
        self.finest
            .saturating_sub(u32::try_from(level).unwrap_or(u32::MAX))
    }

    pub fn levels(&self) -> Vec<Level> {
        (self.coarsest..=self.finest)
            .rev()
            .map(|zoom| Level {
                size: [u64::from(self.side) << zoom; 2],
                block: [u64::from(self.side); 2],
                scale: [1.0 / super::as_f64(1 << (self.finest - zoom)); 2],
            })
            .collect()
    }

    /// From pixels of the finest level to positions.
    pub fn place(&self) -> Result<Affine, RasterError> {
        let across = super::as_f64(u64::from(self.side) << self.finest);
        match self.scheme {
            Scheme::Mercator => {
                let pixel = 2.0 * HALF_SIDE_M / across;
                Affine::north_up([-HALF_SIDE_M, HALF_SIDE_M], [pixel, pixel])
            }
            Scheme::Degrees(_) => Affine::north_up([-180.0, 90.0], [360.0 / across, 360.0 / across]),
        }
    }

    /// The pixels of the finest level inside a box of degrees: west, south, east, north.
    pub fn extent_of_degrees(&self, [west, south, east, north]: [f64; 4]) -> [f64; 4] {
        let across = super::as_f64(u64::from(self.side) << self.finest);
        let column = |lon: f64| (lon.clamp(-180.0, 180.0) + 180.0) / 360.0 * across;
        let row = |lat: f64| match self.scheme {
            Scheme::Degrees(_) => (90.0 - lat.clamp(-90.0, 90.0)) / 360.0 * across,
            Scheme::Mercator => {
                let lat = lat.clamp(-85.051_128_779, 85.051_128_779).to_radians();
                let north = libm::asinh(libm::tan(lat)) / std::f64::consts::PI;
                (1.0 - north) / 2.0 * across
            }
        };
        [column(west), row(north), column(east), row(south)]
    }

    /// The pixels of the finest level inside a range of its tiles, ends included.
    pub fn extent_of_tiles(&self, columns: [u64; 2], rows: [u64; 2]) -> [f64; 4] {
        let side = u64::from(self.side);
        [
            super::as_f64(columns[0] * side),
            super::as_f64(rows[0] * side),
            super::as_f64((columns[1] + 1) * side),
            super::as_f64((rows[1] + 1) * side),
        ]
    }

    pub fn name(&self, level: usize, column: u64, row: u64) -> String {
        format!("{}/{column}/{row}", self.zoom(level))
    }
}

/// Four numbers of degrees that make a box: west, south, east, north.
pub(super) fn is_box([west, south, east, north]: [f64; 4]) -> bool {
    (-180.0..180.0).contains(&west)
        && east > west
        && east <= 180.0
        && (-90.0..90.0).contains(&south)
        && north > south
        && north <= 90.0
}

/// Decodes a tile.
pub(super) fn decode_tile(bytes: &[u8]) -> Result<Pixels, Damage> {
    pixels::decode(bytes, TILE_PIXELS).map_err(Damage::from)
}

/// The side of the tiles of a file, by one of them: 256 where it does not decode, for the others may.
pub(super) fn side_of(bytes: &[u8]) -> Result<u32, RasterError> {
    if Packing::of(bytes).is_none() && is_vector(bytes) {
        return Err(RasterError::VectorTiles);
    }
    let side = decode_tile(bytes).map_or(256, |pixels| pixels.width);
    Ok(side.clamp(64, 2048))
}

/// Vector tiles are packed with gzip, or begin with the field of a layer.
fn is_vector(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B]) || bytes.starts_with(&[0x1A])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_lie_where_web_maps_have_them() {
        let mercator = Pyramid {
            scheme: Scheme::Mercator,
            coarsest: 0,
            finest: 2,
            side: 256,
        };
        let place = mercator.place().unwrap();
        assert_eq!(place.apply([512.0, 512.0]), [0.0, 0.0]);
        let [left, top, right, bottom] = mercator.extent_of_degrees([0.0, 0.0, 90.0, 66.513_260_443]);
        assert!((left - 512.0).abs() < 1e-6 && (right - 768.0).abs() < 1e-6);
        assert!(
            (top - 256.0).abs() < 1e-3 && (bottom - 512.0).abs() < 1e-6,
            "{top} {bottom}"
        );
        assert_eq!(mercator.levels()[2].size, [256, 256]);
        let degrees = Pyramid {
            scheme: Scheme::Degrees(4490),
            ..mercator
        };
        assert_eq!(degrees.place().unwrap().apply([512.0, 256.0]), [0.0, 0.0]);
        assert_eq!(
            degrees.extent_of_degrees([0.0, 0.0, 90.0, 90.0]),
            [512.0, 0.0, 768.0, 256.0]
        );
        assert_eq!(degrees.name(1, 3, 4), "1/3/4");
    }
}
