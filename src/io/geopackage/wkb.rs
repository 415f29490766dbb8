//! Well-known binary straight into the polygon column (OGC 06-103r4, clause 8; ISO 13249-3).
//!
//! Meaning: polygons are kept, points and lines counted, collections walked. There is no object per
//! geometry: positions go from the bytes into the column. Heights and measures are counted and left
//! out, as they are written in ISO (type + 1000 …) or by PostGIS (high bits, with an SRID that is
//! stepped over). Each geometry brings its own byte order.
//!
//! A number of parts is believed only when the bytes that are left can hold so many; bytes that are
//! left over at the end mean that a number was too small and ground is missing: the feature is
//! unreadable then, as it is with curves, surfaces made of patches, and unknown types.
//!
//! Input: bytes. Output: rings in a [`Ground`], or the [`Fault`].

use super::super::fault::Fault;
use super::super::ground::{Ground, HoleWithoutShell, not_finite};
use crate::crs::SourceXy;

/// Deepest nesting of collections.
const DEPTH_LIMIT: u32 = 16;

/// Byte order, type, and a number of parts: less has no geometry but a point, which has more.
const LEAST_BYTES: usize = 9;

/// Reads a geometry into the feature that `ground` has begun. After a fault `ground` may hold a part
/// of it.
pub(in super::super) fn read(wkb: &[u8], ground: &mut Ground) -> Result<(), Fault> {
    let mut reader = Reader {
        bytes: wkb,
        at: 0,
        ground,
    };
    reader.geometry(0, None)?;
    match wkb.len() - reader.at {
        0 => Ok(()),
        left => Err(Fault::new("note-wkb-trailing").with("count", left)),
    }
}

/// Which of the two byte orders, and how many ordinates a position has.
#[derive(Debug, Clone, Copy)]
struct Layout {
    is_little: bool,
    ordinates: usize,
}

impl Layout {
    fn position_bytes(self) -> usize {
        self.ordinates * 8
    }
}

/// Types by their number in ISO 13249-3; the ones that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point,
    Line,
    Polygon,
    MultiPoint,
    MultiLine,
    MultiPolygon,
    Collection,
}

struct Reader<'a, 'g> {
    bytes: &'a [u8],
    at: usize,
    ground: &'g mut Ground,
}

impl<'a> Reader<'a, '_> {
    /// Reads one geometry; `parent` is what it is a member of.
    fn geometry(&mut self, depth: u32, parent: Option<Kind>) -> Result<(), Fault> {
        if depth > DEPTH_LIMIT {
            return Err(Fault::new("note-wkb-too-deep").with("limit", DEPTH_LIMIT));
        }
        let (kind, layout) = self.head()?;
        let fits = match parent {
            None | Some(Kind::Collection) => true,
            Some(Kind::MultiPoint) => kind == Kind::Point,
            Some(Kind::MultiLine) => kind == Kind::Line,
            Some(Kind::MultiPolygon) => kind == Kind::Polygon,
            Some(_) => false,
        };
        if !fits {
            return Err(Fault::new("note-wkb-member").with("byte", self.at));
        }
        match kind {
            Kind::Point => self.point(layout),
            Kind::Line => self.line(layout),
            Kind::Polygon => self.polygon(layout),
            Kind::MultiPoint | Kind::MultiLine | Kind::MultiPolygon | Kind::Collection => {
                for _ in 0..self.count(layout, LEAST_BYTES)? {
                    self.geometry(depth + 1, Some(kind))?;
                }
                Ok(())
            }
        }
    }

    /// Reads byte order and type.
    fn head(&mut self) -> Result<(Kind, Layout), Fault> {
        let is_little = match self.take(1)? {
            [0] => false,
            [1] => true,
            other => {
                let found = other.first().copied().unwrap_or_default();
                return Err(Fault::new("note-wkb-byte-order").with("found", found));
            }
        };
        let code = self.u32(is_little)?;
        let (kind, dimension) = match code & 0x0FFF_FFFF {
            iso if iso < 4000 => (iso % 1000, iso / 1000),
            _ => return Err(unknown(code)),
        };
        let has_z = code & 0x8000_0000 != 0 || dimension == 1 || dimension == 3;
        let has_m = code & 0x4000_0000 != 0 || dimension >= 2;
        if code & 0x2000_0000 != 0 {
            self.take(4)?;
        }
        let layout = Layout {
            is_little,
            ordinates: 2 + usize::from(has_z) + usize::from(has_m),
        };
        Ok((kind_of(kind).ok_or_else(|| refused(kind, code))?, layout))
    }

    fn point(&mut self, layout: Layout) -> Result<(), Fault> {
        let bytes = self.take(layout.position_bytes())?;
        let position = positions(bytes, layout)[0];
        // A point without a place is written with NaN.
        if position.x.is_nan() && position.y.is_nan() {
            return Ok(());
        }
        if let Some((vertex, found)) = not_finite(&[position]) {
            return Err(bad_ordinate(vertex, found));
        }
        self.ground.found.points += 1;
        self.count_heights(1, layout);
        Ok(())
    }

    fn line(&mut self, layout: Layout) -> Result<(), Fault> {
        let count = self.count(layout, layout.position_bytes())?;
        let bytes = self.take(count * layout.position_bytes())?;
        if let Some((vertex, found)) = not_finite(&positions(bytes, layout)) {
            return Err(bad_ordinate(vertex, found));
        }
        self.ground.found.lines += u64::from(count > 0);
        self.count_heights(count, layout);
        Ok(())
    }

    fn polygon(&mut self, layout: Layout) -> Result<(), Fault> {
        let rings = self.count(layout, 4)?;
        for _ in 0..rings {
            self.ring(layout)?;
        }
        if rings > 0 {
            self.ground.end_polygon();
        }
        Ok(())
    }

    fn ring(&mut self, layout: Layout) -> Result<(), Fault> {
        let count = self.count(layout, layout.position_bytes())?;
        let bytes = self.take(count * layout.position_bytes())?;
        let number = self.ground.rings;
        push_positions(self.ground, bytes, layout);
        if let Some((vertex, found)) = not_finite(self.ground.column.open_ring()) {
            return Err(Fault {
                ring: Some(number),
                ..bad_ordinate(vertex, found)
            });
        }
        self.count_heights(count, layout);
        let ended = self.ground.end_ring();
        ended.map_err(|HoleWithoutShell { ring }| Fault {
            ring: Some(ring),
            ..Fault::new(HoleWithoutShell::CODE)
        })
    }

    fn count_heights(&mut self, positions: usize, layout: Layout) {
        if layout.ordinates > 2 {
            self.ground.found.with_height += positions as u64;
        }
    }

    /// Reads a number of parts of at least `least` bytes each.
    fn count(&mut self, layout: Layout, least: usize) -> Result<usize, Fault> {
        let count = self.u32(layout.is_little)? as usize;
        if count > (self.bytes.len() - self.at) / least {
            return Err(self.truncated());
        }
        Ok(count)
    }

    fn u32(&mut self, is_little: bool) -> Result<u32, Fault> {
        let bytes = self.take(4)?;
        let bytes = bytes.first_chunk().copied().unwrap_or_default();
        Ok(if is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let taken = self.bytes[self.at..]
            .get(..count)
            .ok_or_else(|| self.truncated())?;
        self.at += count;
        Ok(taken)
    }

    fn truncated(&self) -> Fault {
        Fault::new("note-wkb-truncated").with("byte", self.at)
    }
}

fn kind_of(number: u32) -> Option<Kind> {
    Some(match number {
        1 => Kind::Point,
        2 => Kind::Line,
        3 => Kind::Polygon,
        4 => Kind::MultiPoint,
        5 => Kind::MultiLine,
        6 => Kind::MultiPolygon,
        7 => Kind::Collection,
        _ => return None,
    })
}

/// The fault of a type that is known and not read, or not known.
fn refused(number: u32, code: u32) -> Fault {
    let name = match number {
        8 => "CIRCULARSTRING",
        9 => "COMPOUNDCURVE",
        10 => "CURVEPOLYGON",
        11 => "MULTICURVE",
        12 => "MULTISURFACE",
        13 => "CURVE",
        14 => "SURFACE",
        15 => "POLYHEDRALSURFACE",
        16 => "TIN",
        17 => "TRIANGLE",
        _ => return unknown(code),
    };
    Fault::new("note-curve").with("found", name)
}

fn unknown(code: u32) -> Fault {
    Fault::new("note-wkb-type").with("found", code)
}

fn bad_ordinate(vertex: usize, found: f64) -> Fault {
    Fault {
        vertex: u32::try_from(vertex).ok(),
        ..Fault::new("note-ordinate-not-finite").with("found", found)
    }
}

fn push_positions(ground: &mut Ground, bytes: &[u8], layout: Layout) {
    let column = &mut ground.column;
    match (layout.is_little, layout.ordinates) {
        (true, 2) => column.extend(decoded::<16, true>(bytes)),
        (true, 3) => column.extend(decoded::<24, true>(bytes)),
        (true, _) => column.extend(decoded::<32, true>(bytes)),
        (false, 2) => column.extend(decoded::<16, false>(bytes)),
        (false, 3) => column.extend(decoded::<24, false>(bytes)),
        (false, _) => column.extend(decoded::<32, false>(bytes)),
    }
}

/// The positions in bytes of which only a look is taken.
fn positions(bytes: &[u8], layout: Layout) -> Vec<SourceXy> {
    let mut ground = Ground::default();
    push_positions(&mut ground, bytes, layout);
    ground.column.positions().to_vec()
}

/// Positions of `BYTES` bytes each, of which the first two ordinates are taken.
fn decoded<const BYTES: usize, const LITTLE: bool>(bytes: &[u8]) -> impl Iterator<Item = SourceXy> {
    let ordinate = |bytes: &[u8; BYTES], at: usize| {
        let bytes = bytes[at..].first_chunk().copied().unwrap_or_default();
        if LITTLE {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        }
    };
    bytes.as_chunks::<BYTES>().0.iter().map(move |position| SourceXy {
        x: ordinate(position, 0),
        y: ordinate(position, 8),
    })
}
