//! Names of coordinate reference systems, and the catalogue of Chinese Gauss-Krüger zones.
//!
//! Meaning: the EPSG codes of the Chinese zones follow four formulas per datum, so the catalogue is
//! arithmetic and not a table of 192 rows. A test compares every code with the EPSG data.
//!
//! Deliberately not here: CRSs outside the catalogue; [`super::Crs::resolve`] asks PROJ about them.

use std::fmt;

/// The name of a coordinate reference system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrsId {
    /// A code of the EPSG data.
    Epsg(u32),
    /// Engineering coordinates in metres, without an ellipsoid.
    Local,
}

impl CrsId {
    /// Reads `EPSG:4527`, `4527`, `local`, and the URN and URL forms of OGC. `CRS84` in any form is
    /// [`CrsId::Epsg`]`(4326)`, because positions are kept x first anyway.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("local") {
            return Some(Self::Local);
        }
        if let Some(code) = parse_code(text) {
            return Some(Self::Epsg(code));
        }
        let (authority, code) = split_authority(text)?;
        if authority.eq_ignore_ascii_case("EPSG") {
            parse_code(code).map(Self::Epsg)
        } else if authority.eq_ignore_ascii_case("OGC") && code.eq_ignore_ascii_case("CRS84") {
            Some(Self::Epsg(4326))
        } else {
            None
        }
    }
}

impl fmt::Display for CrsId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Epsg(code) => write!(f, "EPSG:{code}"),
            Self::Local => f.write_str("local"),
        }
    }
}

/// A positive decimal number without sign.
fn parse_code(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|code| *code > 0)
}

/// Authority and code of `AUTH:CODE`, `urn:ogc:def:crs:AUTH:VERSION:CODE` and
/// `http://www.opengis.net/def/crs/AUTH/VERSION/CODE`.
fn split_authority(text: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = if let Some(rest) = strip_prefix(text, "urn:ogc:def:crs:") {
        rest.split(':').collect()
    } else if let Some(rest) = strip_prefix(text, "http://").or_else(|| strip_prefix(text, "https://")) {
        strip_prefix(rest, "www.opengis.net/def/crs/")?
            .trim_end_matches('/')
            .split('/')
            .collect()
    } else {
        return text.split_once(':');
    };
    match parts[..] {
        [authority, _, code] | [authority, code] => Some((authority, code)),
        _ => None,
    }
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// The geodetic datum (大地基准) of a CRS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// China Geodetic Coordinate System 2000 (2000国家大地坐标系).
    Cgcs2000,
    /// WGS 84; treated as equal to CGCS2000.
    Wgs84,
    /// Xi'an 1980 (1980西安坐标系).
    Xian1980,
    /// Beijing 1954 (1954北京坐标系).
    Beijing1954,
    /// Another datum, with its name in the EPSG data.
    Other(String),
}

impl Datum {
    /// The datum of a geographic CRS, when it is one of the four that are named.
    #[must_use]
    pub fn of_geographic(epsg: u32) -> Option<Self> {
        Some(match epsg {
            4490 => Self::Cgcs2000,
            4326 => Self::Wgs84,
            4610 => Self::Xian1980,
            4214 => Self::Beijing1954,
            _ => return None,
        })
    }

    /// EPSG code of the two-dimensional geographic CRS on this datum, for the four named ones.
    #[must_use]
    pub fn geographic_epsg(&self) -> Option<u32> {
        match self {
            Self::Cgcs2000 => Some(4490),
            Self::Wgs84 => Some(4326),
            Self::Xian1980 => Some(4610),
            Self::Beijing1954 => Some(4214),
            Self::Other(_) => None,
        }
    }

    /// Whether positions on this datum are used as they are, whichever of the two ellipsoids the
    /// plane has: true for CGCS2000 and WGS 84, between which PROJ too knows only the null
    /// transformation.
    #[must_use]
    pub fn is_modern(&self) -> bool {
        matches!(self, Self::Cgcs2000 | Self::Wgs84)
    }

    /// Whether this is a historic Chinese datum, for which only restricted local parameters exist.
    #[must_use]
    pub fn is_historic_chinese(&self) -> bool {
        matches!(self, Self::Xian1980 | Self::Beijing1954)
    }
}

/// Width of a Gauss-Krüger zone (几度分带).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ZoneWidth {
    /// 3° zones 25 to 45, central meridian 3·number.
    Three,
    /// 6° zones 13 to 23, central meridian 6·number − 3.
    Six,
}

impl ZoneWidth {
    /// Width in degrees.
    #[must_use]
    pub fn degrees(self) -> f64 {
        match self {
            Self::Three => 3.0,
            Self::Six => 6.0,
        }
    }

    /// First and last zone number in use in China.
    #[must_use]
    pub fn numbers(self) -> (u32, u32) {
        match self {
            Self::Three => (25, 45),
            Self::Six => (13, 23),
        }
    }
}

/// One Gauss-Krüger zone (投影带) of the Chinese system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// Width of the zone.
    pub width: ZoneWidth,
    /// Zone number (带号): 25–45 or 13–23.
    pub number: u32,
    /// Whether eastings carry the zone number in front.
    pub prefixed: bool,
    /// Central meridian in degrees.
    pub central_meridian_deg: f64,
    /// False easting in metres, the prefix included.
    pub false_easting_m: f64,
}

impl Zone {
    /// The zone with this number, `None` when China has no such zone.
    #[must_use]
    pub fn new(width: ZoneWidth, number: u32, prefixed: bool) -> Option<Self> {
        let (first, last) = width.numbers();
        if !(first..=last).contains(&number) {
            return None;
        }
        let central_meridian_deg = match width {
            ZoneWidth::Three => 3.0 * f64::from(number),
            ZoneWidth::Six => 6.0 * f64::from(number) - 3.0,
        };
        let prefix = if prefixed { f64::from(number) * 1e6 } else { 0.0 };
        Some(Self {
            width,
            number,
            prefixed,
            central_meridian_deg,
            false_easting_m: prefix + 500_000.0,
        })
    }

    /// The zone whose number stands in front of an easting in metres: 25–45 are 3° zones, 13–23 are
    /// 6° zones, so the prefix alone settles the width.
    #[must_use]
    pub fn of_prefix(number: u32) -> Option<Self> {
        Self::new(ZoneWidth::Three, number, true).or_else(|| Self::new(ZoneWidth::Six, number, true))
    }
}

/// A run of codes: all zones of one width, on one datum, with or without prefix.
struct Block {
    datum: Datum,
    width: ZoneWidth,
    prefixed: bool,
    first: u32,
}

const fn block(datum: Datum, width: ZoneWidth, prefixed: bool, first: u32) -> Block {
    Block {
        datum,
        width,
        prefixed,
        first,
    }
}

static BLOCKS: [Block; 12] = [
    block(Datum::Cgcs2000, ZoneWidth::Three, true, 4513),
    block(Datum::Cgcs2000, ZoneWidth::Three, false, 4534),
    block(Datum::Cgcs2000, ZoneWidth::Six, true, 4491),
    block(Datum::Cgcs2000, ZoneWidth::Six, false, 4502),
    block(Datum::Xian1980, ZoneWidth::Three, true, 2349),
    block(Datum::Xian1980, ZoneWidth::Three, false, 2370),
    block(Datum::Xian1980, ZoneWidth::Six, true, 2327),
    block(Datum::Xian1980, ZoneWidth::Six, false, 2338),
    block(Datum::Beijing1954, ZoneWidth::Three, true, 2401),
    block(Datum::Beijing1954, ZoneWidth::Three, false, 2422),
    block(Datum::Beijing1954, ZoneWidth::Six, true, 21413),
    block(Datum::Beijing1954, ZoneWidth::Six, false, 21453),
];

impl Block {
    fn codes(&self) -> std::ops::RangeInclusive<u32> {
        let (first, last) = self.width.numbers();
        self.first..=self.first + (last - first)
    }
}

/// Datum and zone of an EPSG code, `None` outside the catalogue.
#[must_use]
pub fn zone_of_epsg(epsg: u32) -> Option<(Datum, Zone)> {
    let block = BLOCKS.iter().find(|block| block.codes().contains(&epsg))?;
    let number = block.width.numbers().0 + (epsg - block.first);
    Some((
        block.datum.clone(),
        Zone::new(block.width, number, block.prefixed)?,
    ))
}

/// EPSG code of a zone on a datum, `None` when the datum has none.
#[must_use]
pub fn epsg_of_zone(datum: &Datum, zone: Zone) -> Option<u32> {
    let fits = |block: &&Block| {
        block.datum == *datum && block.width == zone.width && block.prefixed == zone.prefixed
    };
    let block = BLOCKS.iter().find(fits)?;
    Some(block.first + zone.number.checked_sub(zone.width.numbers().0)?)
}

/// All 192 EPSG codes of the catalogue.
pub fn zone_codes() -> impl Iterator<Item = u32> {
    BLOCKS.iter().flat_map(Block::codes)
}

#[cfg(test)]
mod tests {
    use super::super::ffi::Transformation;
    use super::*;

    #[test]
    fn every_written_form_of_a_code_is_read() {
        for text in [
            "EPSG:4527",
            "epsg:4527",
            " 4527 ",
            "urn:ogc:def:crs:EPSG::4527",
            "URN:OGC:DEF:CRS:EPSG:9.9.1:4527",
            "http://www.opengis.net/def/crs/EPSG/0/4527",
            "https://www.opengis.net/def/crs/epsg/0/4527/",
        ] {
            assert_eq!(CrsId::parse(text), Some(CrsId::Epsg(4527)), "{text}");
        }
        for text in [
            "OGC:CRS84",
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        ] {
            assert_eq!(CrsId::parse(text), Some(CrsId::Epsg(4326)), "{text}");
        }
        assert_eq!(CrsId::parse("Local"), Some(CrsId::Local));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "",
            "EPSG:",
            "EPSG:0",
            "EPSG:-1",
            "EPSG:+4527",
            "4527.0",
            "OGC:CRS83",
            "urn:ogc:def:crs:",
            "北京",
            "99999999999",
        ] {
            assert_eq!(CrsId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ids_are_written_as_they_are_read() {
        for id in [CrsId::Epsg(4490), CrsId::Local] {
            assert_eq!(CrsId::parse(&id.to_string()), Some(id));
        }
    }

    #[test]
    fn all_192_codes_agree_with_proj() {
        let codes: Vec<u32> = zone_codes().collect();
        assert_eq!(codes.len(), 192);
        for code in codes {
            let (datum, zone) = zone_of_epsg(code).expect("in the catalogue");
            assert_eq!(epsg_of_zone(&datum, zone), Some(code));
            let geographic = datum.geographic_epsg().expect("named datum");
            let to_zone = Transformation::between_epsg(geographic, code).expect("pure conversion");
            let mut points = [
                [zone.central_meridian_deg, 30.0],
                [zone.central_meridian_deg + 1.0, 30.0],
            ];
            to_zone.forward(&mut points);
            assert!(
                (points[0][0] - zone.false_easting_m).abs() < 1e-6,
                "EPSG:{code}: {points:?}"
            );
            assert!(
                (points[1][0] - zone.false_easting_m - 96_490.0).abs() < 20.0,
                "EPSG:{code}: {points:?}"
            );
        }
    }

    #[test]
    fn codes_beside_the_blocks_are_not_zones() {
        for code in [4490, 4555, 4326, 3857, 2391, 21_424, 21_412, 0] {
            assert_eq!(zone_of_epsg(code), None, "{code}");
        }
    }
}
