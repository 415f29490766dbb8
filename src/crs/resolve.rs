//! From the name of a CRS to what it is.
//!
//! Meaning: PROJ's EPSG data say whether a code exists, what kind of coordinates it has and on which
//! datum; the catalogue adds the zone.
//!
//! Deliberately not here: CRSs that no EPSG code names.

use std::sync::Arc;

use super::{BoundShift, CrsError, CrsId, Datum, Zone, ffi, zone_of_epsg};

/// What kind of numbers a CRS has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrsKind {
    /// Longitude and latitude in degrees.
    Geographic,
    /// Plane coordinates of a map projection.
    Projected,
    /// Engineering coordinates in metres, without an ellipsoid.
    Local,
}

/// A coordinate reference system that this program can use.
#[derive(Debug, Clone, PartialEq)]
pub struct Crs {
    /// Its code.
    pub id: CrsId,
    /// Its name in the EPSG data, `local` for engineering coordinates.
    pub name: String,
    /// Kind of its numbers.
    pub kind: CrsKind,
    /// Its datum; `Other("")` for engineering coordinates.
    pub datum: Datum,
    /// Its Gauss-Krüger zone, when it is one of the Chinese system.
    pub zone: Option<Zone>,
    /// The way from it to CGCS2000 that somebody gave, for systems without a public one.
    pub shift: Option<Arc<BoundShift>>,
}

impl Crs {
    /// Looks a CRS up.
    ///
    /// # Errors
    /// [`CrsError::Unknown`] when the code does not exist, [`CrsError::Unsupported`] when it does not
    /// name plane or geographic coordinates in two dimensions, [`CrsError::Library`] when the EPSG
    /// data cannot be read.
    pub fn resolve(id: CrsId) -> Result<Self, CrsError> {
        let CrsId::Epsg(epsg) = id else {
            return Ok(Self::local());
        };
        let Some(description) = ffi::describe(epsg) else {
            return Err(if ffi::is_working() {
                CrsError::Unknown { id }
            } else {
                CrsError::Library
            });
        };
        let kind = match description.kind {
            ffi::ObjectKind::Geographic2d => CrsKind::Geographic,
            ffi::ObjectKind::Projected => CrsKind::Projected,
            ffi::ObjectKind::Other(kind) => {
                return Err(CrsError::Unsupported {
                    id,
                    name: description.name,
                    kind,
                });
            }
        };
        let datum = description.geographic_epsg.and_then(Datum::of_geographic);
        Ok(Self {
            id,
            name: description.name,
            kind,
            datum: datum.unwrap_or(Datum::Other(description.datum_name)),
            zone: zone_of_epsg(epsg).map(|(_, zone)| zone),
            shift: None,
        })
    }

    /// Engineering coordinates in metres.
    #[must_use]
    pub fn local() -> Self {
        Self {
            id: CrsId::Local,
            name: "local".to_owned(),
            kind: CrsKind::Local,
            datum: Datum::Other(String::new()),
            zone: None,
            shift: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(epsg: u32) -> Result<Crs, CrsError> {
        Crs::resolve(CrsId::Epsg(epsg))
    }

    #[test]
    fn usable_systems_are_resolved() {
        let zone = resolve(4527).expect("known");
        assert_eq!(
            (zone.kind, zone.datum.clone()),
            (CrsKind::Projected, Datum::Cgcs2000)
        );
        assert_eq!(zone.zone.map(|zone| zone.number), Some(39));
        assert_eq!(resolve(4490).expect("known").kind, CrsKind::Geographic);
        assert_eq!(resolve(3857).expect("known").datum, Datum::Wgs84);
        assert_eq!(resolve(2359).expect("known").datum, Datum::Xian1980);
        assert_eq!(resolve(4214).expect("known").datum, Datum::Beijing1954);
        assert!(matches!(resolve(31370).expect("known").datum, Datum::Other(name) if name.contains("Belge")));
        assert_eq!(Crs::resolve(CrsId::Local), Ok(Crs::local()));
    }

    #[test]
    fn the_datum_of_every_zone_is_that_of_the_catalogue() {
        for code in super::super::zone_codes() {
            let (datum, zone) = zone_of_epsg(code).expect("in the catalogue");
            let crs = resolve(code).expect("known");
            assert_eq!(
                (crs.datum, crs.zone, crs.kind),
                (datum, Some(zone), CrsKind::Projected),
                "{code}"
            );
        }
    }

    #[test]
    fn unusable_systems_are_refused_with_their_kind() {
        assert_eq!(
            resolve(999_999),
            Err(CrsError::Unknown {
                id: CrsId::Epsg(999_999)
            })
        );
        for (code, expected) in [
            (4480, "geographic-3d"),
            (4979, "geographic-3d"),
            (4479, "geocentric"),
            (5773, "vertical"),
            (7415, "compound"),
            (4807, "geographic-not-degrees"),
        ] {
            let error = resolve(code).expect_err("unusable");
            assert!(
                matches!(&error, CrsError::Unsupported { kind, .. } if *kind == expected),
                "{error}"
            );
            assert_eq!(error.code(), "crs-unsupported");
            assert_eq!(error.args().len(), 3);
        }
    }
}
