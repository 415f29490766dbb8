//! From the plane into a coordinate reference system, and from there onto the plane, point by point.
//!
//! Meaning: pictures are drawn by asking for each place of the screen where it lies in them. Systems are let in and
//! refused as [`super::Projector`] lets layers in: a transformation that PROJ only guesses is none.
//!
//! Input and output: pairs in place; metres of the plane on one side, numbers as files of the system store them on the
//! other, x first. What cannot be transformed becomes infinite.
//!
//! Deliberately not here: edges, the grid, and what is computed with. Nothing of this reaches a check.

use std::sync::{Arc, Mutex, PoisonError};

use super::ffi::Transformation;
use super::project::degrees_on;
use super::{BoundShift, Crs, CrsError, CrsId, CrsKind, LonLat, Plane, SourceXy};
use crate::geometry::Point;

/// Radius of the sphere of Web Mercator in metres.
const SPHERE_M: f64 = 6_378_137.0;

/// Carries points between one plane and one system; shared freely between threads.
#[derive(Debug)]
pub struct WayBack {
    plane: Plane,
    route: Route,
}

#[derive(Debug)]
enum Route {
    /// Engineering coordinates.
    Identity,
    /// Degrees on the datum of the plane.
    Degrees,
    /// Web Mercator, by its closed formulas: the system of nearly all tiles.
    Mercator,
    /// Through a shift that somebody gave.
    Shift(Arc<BoundShift>),
    /// Through PROJ, to degrees on `to`.
    Library {
        from: u32,
        to: u32,
        /// Transformations no thread is using.
        idle: Mutex<Vec<Transformation>>,
    },
}

impl WayBack {
    /// The way between a plane and a system.
    ///
    /// # Errors
    /// [`CrsError::LocalMix`] when one of them is local and the other is not, [`CrsError::NoTransformation`] when no
    /// datum transformation better than a guess is known.
    pub fn new(system: &Crs, plane: &Plane) -> Result<Self, CrsError> {
        let route = match (&system.shift, system.id, plane.ellipsoid()) {
            (Some(shift), _, Some(_)) => Route::Shift(Arc::clone(shift)),
            (None, CrsId::Local, None) => Route::Identity,
            (None, CrsId::Epsg(3857), Some(_)) => Route::Mercator,
            (None, CrsId::Epsg(_), Some(_))
                if system.kind == CrsKind::Geographic && system.datum.is_modern() =>
            {
                Route::Degrees
            }
            (None, CrsId::Epsg(from), Some(ellipsoid)) => {
                let targets = if system.datum.is_historic_chinese() {
                    Vec::new()
                } else {
                    degrees_on(&system.datum, ellipsoid)
                };
                let known = targets
                    .into_iter()
                    .find_map(|to| Some((to, Transformation::between_epsg(from, to)?)));
                let (to, first) = known.ok_or(CrsError::NoTransformation {
                    from: system.id,
                    to: ellipsoid.geographic(),
                })?;
                Route::Library {
                    from,
                    to,
                    idle: Mutex::new(vec![first]),
                }
            }
            (_, id, _) => return Err(CrsError::LocalMix { id }),
        };
        Ok(Self {
            plane: plane.clone(),
            route,
        })
    }

    /// The plane.
    #[must_use]
    pub fn plane(&self) -> &Plane {
        &self.plane
    }

    /// Points of the plane become positions in the system.
    pub fn to_system(&self, points: &mut [[f64; 2]]) {
        match &self.route {
            Route::Identity => return,
            Route::Shift(shift) => {
                for point in points {
                    let [x, y] = *point;
                    let stored = shift.source_of(self.plane.inverse(Point { x, y }));
                    *point = stored.map_or([f64::INFINITY; 2], |at| [at.x, at.y]);
                }
                return;
            }
            Route::Degrees | Route::Mercator | Route::Library { .. } => {}
        }
        for point in points.iter_mut() {
            let [x, y] = *point;
            let LonLat { lon, lat } = self.plane.inverse(Point { x, y });
            *point = [lon, lat];
        }
        match &self.route {
            Route::Mercator => points.iter_mut().for_each(|point| *point = mercator(*point)),
            Route::Library { .. } => self.with_transformation(points, Transformation::inverse),
            Route::Identity | Route::Degrees | Route::Shift(_) => {}
        }
    }

    /// Positions in the system become points of the plane, not rounded to its grid.
    pub fn to_plane(&self, points: &mut [[f64; 2]]) {
        match &self.route {
            Route::Identity => return,
            Route::Degrees => {}
            Route::Mercator => points.iter_mut().for_each(|point| *point = of_mercator(*point)),
            Route::Shift(shift) => {
                for point in points.iter_mut() {
                    let [x, y] = *point;
                    let degrees = shift.degrees(SourceXy { x, y });
                    *point = degrees.map_or([f64::INFINITY; 2], |at| [at.lon, at.lat]);
                }
            }
            Route::Library { .. } => self.with_transformation(points, Transformation::forward),
        }
        for point in points {
            let [lon, lat] = *point;
            *point = if lon.is_finite() && lat.abs() <= 90.0 {
                self.plane.forward(LonLat { lon, lat }).into()
            } else {
                [f64::INFINITY; 2]
            };
        }
    }

    fn with_transformation(&self, points: &mut [[f64; 2]], carry: impl Fn(&Transformation, &mut [[f64; 2]])) {
        let Route::Library { from, to, idle } = &self.route else {
            return;
        };
        let waiting = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(transformation) = waiting.or_else(|| Transformation::between_epsg(*from, *to)) else {
            points.fill([f64::INFINITY; 2]);
            return;
        };
        carry(&transformation, points);
        idle.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(transformation);
    }
}

/// Web Mercator of degrees; the poles lie at infinity.
fn mercator([lon, lat]: [f64; 2]) -> [f64; 2] {
    let x = SPHERE_M * lon.to_radians();
    if lat.abs() >= 90.0 {
        return [f64::INFINITY; 2];
    }
    [x, SPHERE_M * libm::asinh(libm::tan(lat.to_radians()))]
}

/// Degrees of Web Mercator.
fn of_mercator([x, y]: [f64; 2]) -> [f64; 2] {
    [
        (x / SPHERE_M).to_degrees(),
        libm::atan(libm::sinh(y / SPHERE_M)).to_degrees(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{Ellipsoid, Projector};
    use crate::geometry::PolygonColumn;

    fn plane() -> Plane {
        Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0)
    }

    /// What carries layers onto the plane carries single positions to the same places.
    #[test]
    fn points_lie_where_the_projector_puts_them_and_come_back() {
        for (epsg, [x, y]) in [
            (4490, [115.66, 29.67]),
            (4326, [-71.25, 46.5]),
            (3857, [12_875_220.0, 3_459_000.0]),
            (4527, [39_370_000.0, 3_284_000.0]),
            (32650, [370_000.0, 3_284_000.0]),
            (2154, [700_000.0, 6_600_000.0]),
        ] {
            let crs = Crs::resolve(CrsId::Epsg(epsg)).unwrap();
            let way = WayBack::new(&crs, &plane()).unwrap();
            let mut ours = [[x, y]];
            way.to_plane(&mut ours);
            let column = PolygonColumn::from_polygons(&[vec![vec![SourceXy { x, y }; 4]]]);
            let (placed, rejected) = Projector::new(&crs, &plane(), 1.0).unwrap().column(&column);
            assert!(rejected.is_empty());
            let there = placed.positions()[0];
            assert!(
                (ours[0][0] - there.x).abs() < 1e-6 && (ours[0][1] - there.y).abs() < 1e-6,
                "EPSG:{epsg}: {ours:?} {there:?}"
            );
            way.to_system(&mut ours);
            let unit = if crs.kind == CrsKind::Geographic {
                1e-9
            } else {
                1e-4
            };
            assert!(
                (ours[0][0] - x).abs() < unit && (ours[0][1] - y).abs() < unit,
                "EPSG:{epsg}: {ours:?}"
            );
        }
    }

    #[test]
    fn local_numbers_stay_and_nothing_is_guessed() {
        let local = WayBack::new(&Crs::local(), &Plane::local()).unwrap();
        let mut points = [[3.0, 4.0]];
        local.to_system(&mut points);
        local.to_plane(&mut points);
        assert_eq!(points, [[3.0, 4.0]]);
        let xian = Crs::resolve(CrsId::Epsg(2359)).unwrap();
        assert!(matches!(
            WayBack::new(&xian, &plane()),
            Err(CrsError::NoTransformation { .. })
        ));
        let degrees = Crs::resolve(CrsId::Epsg(4490)).unwrap();
        assert!(matches!(
            WayBack::new(&degrees, &Plane::local()),
            Err(CrsError::LocalMix { .. })
        ));
        assert!(matches!(
            WayBack::new(&Crs::local(), &plane()),
            Err(CrsError::LocalMix { .. })
        ));
    }

    #[test]
    fn the_poles_of_mercator_are_nowhere() {
        let way = WayBack::new(&Crs::resolve(CrsId::Epsg(3857)).unwrap(), &plane()).unwrap();
        let mut points = [[0.0, 1e9]];
        way.to_system(&mut points);
        assert!(points[0][1].is_infinite());
    }
}
