//! Frames as types: a pair of numbers always says what it is.
//!
//! Meaning: Chinese surveying writes north first, GIS files write x (east or longitude) first, and
//! geodesy writes latitude first. Each convention has its own type here, so none can be taken for
//! another.
//!
//! Deliberately not here: which CRS the numbers belong to; that is [`super::Crs`].

/// A geographic position on some ellipsoid, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    /// Longitude in degrees, east positive.
    pub lon: f64,
    /// Latitude in degrees, north positive.
    pub lat: f64,
}

/// A projected position with the easting first, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EastNorth {
    /// Easting in metres, with false easting and zone prefix where the CRS has them.
    pub east: f64,
    /// Northing in metres.
    pub north: f64,
}

/// A projected position with the northing first, as surveyors write it (X 北, Y 东), in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NorthEast {
    /// Northing in metres (the surveyor's X).
    pub north: f64,
    /// Easting in metres (the surveyor's Y).
    pub east: f64,
}

/// A position as a GIS file stores it, x first: longitude and latitude in degrees, or easting and
/// northing in the unit of the CRS.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SourceXy {
    /// Longitude or easting.
    pub x: f64,
    /// Latitude or northing.
    pub y: f64,
}

impl crate::geometry::Xy for SourceXy {
    fn xy(&self) -> [f64; 2] {
        [self.x, self.y]
    }

    fn of([x, y]: [f64; 2]) -> Self {
        Self { x, y }
    }
}

impl From<NorthEast> for EastNorth {
    fn from(position: NorthEast) -> Self {
        Self {
            east: position.east,
            north: position.north,
        }
    }
}

impl From<EastNorth> for NorthEast {
    fn from(position: EastNorth) -> Self {
        Self {
            north: position.north,
            east: position.east,
        }
    }
}

impl From<EastNorth> for SourceXy {
    fn from(position: EastNorth) -> Self {
        Self {
            x: position.east,
            y: position.north,
        }
    }
}

impl From<LonLat> for SourceXy {
    fn from(position: LonLat) -> Self {
        Self {
            x: position.lon,
            y: position.lat,
        }
    }
}
