//! Where the pixels of a GeoTIFF lie, and in which system (OGC 19-008r4).

use super::directory::{Bytes, Directory, tag};
use crate::crs::CrsId;
use crate::crs::ffi::{WktDialect, wkt};
use crate::crs::wkt::{Recognised, recognise};
use crate::io::raster::{Affine, Damage, RasterError, System};

/// Doubles that keys refer to.
const GEO_DOUBLES: u16 = 34_736;

/// Keys that are read; names as in the standard.
mod key {
    pub const MODEL_TYPE: u64 = 1024;
    pub const RASTER_TYPE: u64 = 1025;
    pub const CITATION: u64 = 1026;
    pub const GEODETIC_CRS: u64 = 2048;
    pub const GEODETIC_CITATION: u64 = 2049;
    pub const PROJECTED_CRS: u64 = 3072;
    pub const PROJECTED_CITATION: u64 = 3073;
    pub const METHOD: u64 = 3075;
    pub const ORIGIN_LONGITUDE: u64 = 3080;
    pub const ORIGIN_LATITUDE: u64 = 3081;
    pub const FALSE_EASTING: u64 = 3082;
    pub const FALSE_NORTHING: u64 = 3083;
    pub const SCALE: u64 = 3092;
}

/// Stands for "defined by the user" in place of a code.
const USER_DEFINED: u64 = 32_767;
const MODEL_GEOGRAPHIC: u64 = 2;
const RASTER_IS_POINT: u64 = 2;
const TRANSVERSE_MERCATOR: u64 = 1;

/// What a key holds.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Code(u64),
    Number(f64),
    Text(String),
}

/// The keys of a picture.
#[derive(Debug, Default)]
pub(super) struct GeoKeys(Vec<(u64, Value)>);

impl GeoKeys {
    pub fn read(bytes: &Bytes, directory: &Directory) -> Result<Self, Damage> {
        let list = directory.numbers(bytes, tag::GEO_KEYS)?;
        let doubles = directory.doubles(bytes, GEO_DOUBLES).unwrap_or_default();
        let text = directory.raw(bytes, tag::GEO_ASCII).unwrap_or_default();
        let mut keys = Vec::new();
        for entry in list.chunks_exact(4).skip(1) {
            let [name, kept_in, count, value] = [entry[0], entry[1], entry[2], entry[3]];
            let found = if kept_in == 0 {
                Some(Value::Code(value))
            } else if kept_in == u64::from(GEO_DOUBLES) {
                usize::try_from(value)
                    .ok()
                    .and_then(|at| doubles.get(at))
                    .map(|number| Value::Number(*number))
            } else if kept_in == u64::from(tag::GEO_ASCII) {
                let (from, to) = (
                    usize::try_from(value)?,
                    usize::try_from(value.saturating_add(count))?,
                );
                text.get(from..to.min(text.len()))
                    .map(|part| {
                        String::from_utf8_lossy(part)
                            .trim_end_matches(['|', '\0'])
                            .to_owned()
                    })
                    .map(Value::Text)
            } else {
                None
            };
            keys.extend(found.map(|value| (name, value)));
        }
        Ok(Self(keys))
    }

    fn value(&self, key: u64) -> Option<&Value> {
        self.0
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    fn code(&self, key: u64) -> Option<u64> {
        match self.value(key) {
            Some(Value::Code(code)) => Some(*code),
            _ => None,
        }
    }

    fn number(&self, key: u64) -> Option<f64> {
        match self.value(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    fn text(&self, key: u64) -> Option<&str> {
        match self.value(key) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Whether positions are those of the middle of a pixel.
    pub fn is_point(&self) -> bool {
        self.code(key::RASTER_TYPE) == Some(RASTER_IS_POINT)
    }

    /// The system: by its code, else by the definition or the parameters that stand in its place.
    pub fn system(&self) -> System {
        let own = if self.code(key::MODEL_TYPE) == Some(MODEL_GEOGRAPHIC) {
            key::GEODETIC_CRS
        } else {
            key::PROJECTED_CRS
        };
        match self.code(own) {
            Some(code) if code != USER_DEFINED && code != 0 => {
                return System::Known(CrsId::Epsg(u32::try_from(code).unwrap_or(0)));
            }
            _ => {}
        }
        let citations = [key::PROJECTED_CITATION, key::CITATION, key::GEODETIC_CITATION];
        let names: Vec<&str> = citations.into_iter().filter_map(|name| self.text(name)).collect();
        // Some programs write the whole definition where its name belongs.
        let definitions = names.iter().filter_map(|name| {
            name.find("PROJCS[")
                .or_else(|| name.find("GEOGCS["))
                .map(|at| name[at..].to_owned())
        });
        for definition in definitions.chain(self.by_parameters()) {
            if let Recognised::Known(id) = recognise(&definition) {
                return System::Known(id);
            }
        }
        let name = names.first().map_or_else(String::new, |name| (*name).to_owned());
        System::Unknown(name.chars().take(120).collect())
    }

    /// The definition that the parameters of a Gauss-Krüger projection make.
    fn by_parameters(&self) -> Option<String> {
        let datum = u32::try_from(self.code(key::GEODETIC_CRS)?).ok()?;
        if self.code(key::METHOD) != Some(TRANSVERSE_MERCATOR) {
            return None;
        }
        let geographic = wkt(datum, WktDialect::Esri)?;
        let or = |key: u64, otherwise: f64| self.number(key).unwrap_or(otherwise);
        Some(format!(
            "PROJCS[\"GeoTIFF\",{geographic},PROJECTION[\"Transverse_Mercator\"],\
             PARAMETER[\"False_Easting\",{}],PARAMETER[\"False_Northing\",{}],\
             PARAMETER[\"Central_Meridian\",{}],PARAMETER[\"Scale_Factor\",{}],\
             PARAMETER[\"Latitude_Of_Origin\",{}],UNIT[\"Meter\",1.0]]",
            or(key::FALSE_EASTING, 0.0),
            or(key::FALSE_NORTHING, 0.0),
            self.number(key::ORIGIN_LONGITUDE)?,
            or(key::SCALE, 1.0),
            or(key::ORIGIN_LATITUDE, 0.0),
        ))
    }
}

/// From pixels to positions; `None` when the file does not say.
pub(super) fn place(
    bytes: &Bytes,
    directory: &Directory,
    is_point: bool,
) -> Result<Option<Affine>, RasterError> {
    let read = |tag: u16| {
        directory
            .doubles(bytes, tag)
            .map_err(|Damage(reason)| RasterError::BadPlace { reason })
    };
    let matrix = read(tag::TRANSFORMATION)?;
    let (scale, ties) = (read(tag::PIXEL_SCALE)?, read(tag::TIEPOINT)?);
    let named = match (matrix.as_slice(), scale.as_slice(), ties.as_slice()) {
        (rows, ..) if rows.len() >= 8 => {
            Affine::new([rows[0], rows[1], rows[3]], [rows[4], rows[5], rows[7]])?
        }
        (_, [width, height, ..], [column, row, _, x, y, ..]) => Affine::new(
            [*width, 0.0, x - column * width],
            [0.0, -height, y + row * height],
        )?,
        // Corners alone, as from scanned sheets.
        (_, [], [_, _, _, _, _, _, ..]) if ties.len() >= 18 => of_ties(&ties)?,
        _ => return Ok(None),
    };
    // A point is the middle of its pixel: it lies half a pixel from the corner from which pixels are counted.
    Ok(Some(if is_point {
        named.shifted([-0.5, -0.5])?
    } else {
        named
    }))
}

/// The affine map through the first three points that tie pixels to positions; the others must lie within a pixel of it.
fn of_ties(ties: &[f64]) -> Result<Affine, RasterError> {
    let points: Vec<[f64; 4]> = ties
        .chunks_exact(6)
        .map(|tie| [tie[0], tie[1], tie[3], tie[4]])
        .collect();
    let part = |from: usize| -> Result<Affine, RasterError> {
        let [one, two, three] = [0, 1, 2].map(|number| [points[number][from], points[number][from + 1]]);
        Affine::through(one, two, three)
    };
    let (back, ground) = (part(0)?.inverse()?, part(2)?);
    let at = |column: f64, row: f64| ground.apply(back.apply([column, row]));
    let map = Affine::through(at(0.0, 0.0), at(1.0, 0.0), at(0.0, 1.0))?;
    let back = map.inverse()?;
    for [column, row, x, y] in &points {
        let [u, v] = back.apply([*x, *y]);
        if libm::hypot(u - column, v - row) > 1.0 {
            return Err(RasterError::BadPlace {
                reason: "the points that tie the picture to the ground do not lie on one straight grid"
                    .to_owned(),
            });
        }
    }
    Ok(map)
}
