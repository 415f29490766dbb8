//! Drawing a parcel.
//!
//! A corner that is drawn lies on the plane; it is stored in the frame of the parcel layer, and the
//! plane geometry is then computed from what is stored, exactly as if the parcel had come from a
//! file: an edge is straight where it is stored.

use std::sync::Arc;

use super::Planned;
use crate::crs::ffi::Transformation;
use crate::crs::{
    Crs, CrsId, CrsKind, Datum, EastNorth, Ellipsoid, GaussKruger, LonLat, Plane, Projector, SourceXy,
};
use crate::geometry::{Point, PolygonColumn};
use crate::layer::{FeatureState, LandMode, Notes, Parcel, ParcelId, ProposalLayer};
use crate::workspace::delta::{Change, Delta};
use crate::workspace::document::Document;
use crate::workspace::history::Label;
use crate::workspace::problem::Problem;

/// A new parcel with the given corners; the ring is closed as needed. `name` is what it is called,
/// `layer_name` what a parcel layer is called when there was none.
///
/// # Errors
/// When there are fewer than three corners, no plane yet, or a corner cannot be stored in the
/// frame of the parcel layer.
pub fn draw_parcel(
    document: &Document,
    corners: &[Point],
    name: String,
    layer_name: &str,
) -> Result<(Planned, ParcelId), Problem> {
    let mut corners = corners.to_vec();
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    if corners.len() < 3 {
        return Err(Problem::new("problem-too-few-corners"));
    }
    let plane = document
        .plane
        .as_ref()
        .ok_or_else(|| Problem::new("problem-no-plane"))?;
    let mut changes = Vec::new();
    let (crs, id) = if let Some(parcels) = &document.parcels {
        (parcels.crs.clone(), parcels.next_id())
    } else {
        let layer = empty_layer(plane, layer_name)?;
        let crs = layer.crs.clone();
        changes.push(Change::SetParcels(Some(Box::new(layer))));
        (crs, ParcelId(0))
    };
    let stored = stored_corners(plane, &crs, &corners)?;
    let source = PolygonColumn::from_polygons(&[vec![stored]]);
    let tolerance = document.question.tolerances.edge_tolerance_m;
    let projector = Projector::new(&crs, plane, tolerance).map_err(|error| Problem {
        code: error.code().to_owned(),
        args: error.args(),
    })?;
    let (on_plane, rejected) = projector.column(&source);
    if !rejected.is_empty() {
        return Err(Problem::new("problem-corner-out-of-range"));
    }
    let label = Label::new("undo-draw-parcel").with("name", &name);
    let parcel = Parcel {
        id,
        feature_id: None,
        name: Some(name),
        land_mode: LandMode::Occupy,
        state: FeatureState::Polygon,
        source,
        plane: on_plane,
        attributes: Vec::new(),
        verbatim_id: None,
        foreign: None,
        edits: Vec::new(),
    };
    changes.push(Change::PutParcel(Arc::new(parcel)));
    Ok(((Delta { changes }, label), id))
}

/// A parcel layer begun by drawing: in degrees on the datum of the plane.
fn empty_layer(plane: &Plane, name: &str) -> Result<ProposalLayer, Problem> {
    let id = plane.ellipsoid().map_or(CrsId::Local, Ellipsoid::geographic);
    let crs = Crs::resolve(id).map_err(|error| Problem {
        code: error.code().to_owned(),
        args: error.args(),
    })?;
    Ok(ProposalLayer::new(
        name.to_owned(),
        None,
        crs,
        Notes::default(),
        Vec::<Parcel>::new(),
    ))
}

pub(super) fn stored_corners(plane: &Plane, crs: &Crs, corners: &[Point]) -> Result<Vec<SourceXy>, Problem> {
    if let Some(shift) = &crs.shift {
        let stored = corners
            .iter()
            .map(|corner| shift.source_of(plane.inverse(*corner)));
        let stored: Option<Vec<SourceXy>> = stored.collect();
        return stored.ok_or_else(|| Problem::new("problem-corner-out-of-range"));
    }
    let stored: Vec<SourceXy> = match (crs.kind, crs.zone, plane.ellipsoid()) {
        (CrsKind::Local, ..) => corners
            .iter()
            .map(|corner| SourceXy {
                x: corner.x,
                y: corner.y,
            })
            .collect(),
        (CrsKind::Geographic, ..) => corners
            .iter()
            .map(|corner| plane.inverse(*corner).into())
            .collect(),
        (CrsKind::Projected, Some(zone), Some(ellipsoid)) => {
            let projection = GaussKruger::new(ellipsoid, zone.central_meridian_deg);
            let store = |corner: &Point| {
                let position = projection.forward(plane.inverse(*corner));
                EastNorth {
                    east: position.east + zone.false_easting_m,
                    north: position.north,
                }
                .into()
            };
            corners.iter().map(store).collect()
        }
        (CrsKind::Projected, ..) => through_library(plane, crs, corners)?,
    };
    let finite = stored
        .iter()
        .all(|position| position.x.is_finite() && position.y.is_finite());
    if finite {
        Ok(stored)
    } else {
        Err(Problem::new("problem-corner-out-of-range"))
    }
}

fn through_library(plane: &Plane, crs: &Crs, corners: &[Point]) -> Result<Vec<SourceXy>, Problem> {
    let refused = || Problem::new("problem-corner-out-of-range");
    // Degrees on CGCS2000 and on WGS 84 are taken as equal, so the file's own datum comes first.
    let own = Some(&crs.datum)
        .filter(|datum| datum.is_modern())
        .and_then(Datum::geographic_epsg)
        .map(CrsId::Epsg);
    let geographic = own.or_else(|| plane.ellipsoid().map(Ellipsoid::geographic));
    let (Some(CrsId::Epsg(from)), CrsId::Epsg(to)) = (geographic, crs.id) else {
        return Err(refused());
    };
    let operation = Transformation::between_epsg(from, to).ok_or_else(refused)?;
    let mut pairs: Vec<[f64; 2]> = corners
        .iter()
        .map(|corner| {
            let LonLat { lon, lat } = plane.inverse(*corner);
            [lon, lat]
        })
        .collect();
    operation.forward(&mut pairs);
    Ok(pairs.into_iter().map(|[x, y]| SourceXy { x, y }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Bounds;
    use crate::workspace::scene;

    fn square(center: Point, half: f64) -> Vec<Point> {
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .into_iter()
            .filter_map(|(x, y)| Point::on_grid(center.x + x * half, center.y + y * half))
            .collect()
    }

    #[test]
    fn a_drawn_parcel_lies_where_it_was_drawn_in_every_frame() {
        let plane = Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0);
        let (x, y) = plane.forward(LonLat {
            lon: 115.66,
            lat: 29.67,
        });
        let corners = square(Point { x, y }, 40.0);
        for epsg in [4490, 4527, 4548, 32650] {
            let mut document = scene::document_in(plane.clone(), CrsId::Epsg(epsg));
            let ((delta, _), id) = draw_parcel(&document, &corners, "新".into(), "p").unwrap();
            document.apply(delta);
            let drawn = document
                .parcels
                .as_ref()
                .and_then(|parcels| parcels.find(id))
                .unwrap()
                .bounds();
            let wanted = Bounds::of(corners.iter().copied());
            for (a, b) in [
                (drawn.min_x, wanted.min_x),
                (drawn.max_y, wanted.max_y),
                (drawn.max_x, wanted.max_x),
            ] {
                assert!((a - b).abs() < 1e-3, "EPSG:{epsg}: {a} and {b}");
            }
        }
    }

    #[test]
    fn the_first_parcel_brings_its_layer_and_undo_takes_both() {
        let mut document = scene::document(0);
        document.parcels = None;
        let corners = square(Point { x: 100.0, y: 100.0 }, 10.0);
        let ((delta, _), _) = draw_parcel(&document, &corners, "A".into(), "p").unwrap();
        let back = document.apply(delta);
        assert_eq!(document.parcels.as_ref().map(ProposalLayer::len), Some(1));
        document.apply(back);
        assert!(document.parcels.is_none());
    }

    #[test]
    fn two_corners_are_refused() {
        let document = scene::document(0);
        let corners = square(Point { x: 0.0, y: 0.0 }, 1.0);
        let twice = [corners[0], corners[1], corners[1], corners[0]];
        let problem = draw_parcel(&document, &twice, "A".into(), "p").unwrap_err();
        assert_eq!(problem.code, "problem-too-few-corners");
    }
}
