//! Repairing a parcel whose rings cross or overlap.
//!
//! Meaning: what a repair would give is shown before it is chosen, and nothing is chosen for the user. The repaired
//! ground goes back into the frame of the parcel layer: vertices that stood in the file keep their numbers to the
//! bit, only points where edges cross are new. Points that lie on an edge of the file because it bends on the plane
//! are not stored. The parcel's file stays as it is; a note tells the report what was done.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Planned;
use super::draw::stored_corners;
use crate::crs::{Crs, Plane, Projector, SourceXy};
use crate::geometry::{
    MultiPolygonRef, Overlayer, Point, PolygonColumn, Repair, Stretch, area_m2, is_sound, is_tangled,
    perimeter_m,
};
use crate::layer::{FeatureState, Note, Parcel, ParcelId, Place, Severity};
use crate::workspace::delta::{Change, Delta};
use crate::workspace::document::Document;
use crate::workspace::history::Label;
use crate::workspace::problem::Problem;

/// Code of the note on a repaired parcel.
const REPAIRED: &str = "note-parcel-repaired";
/// Difference between what a repair promised and what its stored vertices give, in m², beside what the bow of
/// edges within their tolerance comes to.
const NO_DIFFERENCE_M2: f64 = 0.01;
/// Greatest sine of the turn at a point that was only inserted where an edge bends.
const STRAIGHT: f64 = 1e-3;

/// A repair and what it would give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepairOffer {
    /// The repair.
    pub repair: Repair,
    /// The parcel's area as its boundary gives it now, summed along its rings, in m².
    pub before_m2: f64,
    /// The area that the repair gives, in m².
    pub after_m2: f64,
}

/// The repairs of a parcel; none when its rings make sense, cross too often, or enclose nothing.
#[must_use]
pub fn repairs(parcel: &Parcel) -> Vec<RepairOffer> {
    if parcel.state == FeatureState::Polygon {
        offers_of(&parcel.geometry())
    } else {
        Vec::new()
    }
}

/// The repairs of a boundary on the plane; none when its rings make sense, cross too often, or enclose nothing.
#[must_use]
pub fn offers_of(geometry: &MultiPolygonRef<'_>) -> Vec<RepairOffer> {
    if !is_repairable(geometry) {
        return Vec::new();
    }
    let mut engine = Overlayer::new();
    let offers = Repair::ALL.into_iter().filter_map(|repair| {
        let ground = ground_of(geometry, repair, &mut engine)?;
        Some(offer(geometry, repair, &ground))
    });
    offers.collect()
}

fn is_repairable(geometry: &MultiPolygonRef<'_>) -> bool {
    !geometry.is_empty() && !is_tangled(geometry) && !is_sound(geometry)
}

fn ground_of(
    geometry: &MultiPolygonRef<'_>,
    repair: Repair,
    engine: &mut Overlayer,
) -> Option<PolygonColumn> {
    let ground = repair.apply(geometry, engine).ok()?;
    (area_m2(&ground.feature(0)) > 0.0).then_some(ground)
}

fn offer(geometry: &MultiPolygonRef<'_>, repair: Repair, ground: &PolygonColumn) -> RepairOffer {
    RepairOffer {
        repair,
        before_m2: area_m2(geometry),
        after_m2: area_m2(&ground.feature(0)),
    }
}

/// The parcel with its rings put in order.
///
/// # Errors
/// When there is no such parcel, nothing to repair, or when the repaired boundary cannot be stored in the frame of
/// the parcel layer so that it gives the same ground.
pub fn repair_parcel(document: &Document, id: ParcelId, repair: Repair) -> Result<Planned, Problem> {
    let not_possible = || Problem::new("problem-not-repairable");
    let layer = document.parcels.as_ref().ok_or_else(not_possible)?;
    let parcel = layer.find(id).ok_or_else(not_possible)?;
    let plane = document.plane.as_ref().ok_or_else(not_possible)?;
    if parcel.state != FeatureState::Polygon || !is_repairable(&parcel.geometry()) {
        return Err(not_possible());
    }
    let ground = ground_of(&parcel.geometry(), repair, &mut Overlayer::new()).ok_or_else(not_possible)?;
    let tolerance = document.question.tolerances.edge_tolerance_m;
    let projector = Projector::new(&layer.crs, plane, tolerance).map_err(|error| Problem {
        code: error.code().to_owned(),
        args: error.args(),
    })?;
    let promised = offer(&parcel.geometry(), repair, &ground);
    let known = KnownVertices::of(parcel, &projector);
    let frame = Frame {
        plane,
        crs: &layer.crs,
        projector: &projector,
    };
    let (source, on_plane) = frame
        .stored(&known, &ground, promised.after_m2)
        .ok_or_else(|| Problem::new("problem-repair-not-stored"))?;
    let mut repaired = Parcel {
        source,
        plane: on_plane,
        ..parcel.as_ref().clone()
    };
    repaired.edits.push(note(parcel, promised));
    let label = Label::new("undo-repair-parcel").with("name", parcel.label());
    Ok((Delta::one(Change::PutParcel(Arc::new(repaired))), label))
}

/// Several parcels with their rings put in order, as one change; what could not be done stands beside it. `None`
/// when nothing could.
#[must_use]
pub fn repair_parcels(
    document: &Document,
    wanted: impl IntoIterator<Item = (ParcelId, Repair)>,
) -> (Option<Planned>, Vec<Problem>) {
    let (mut changes, mut problems) = (Vec::new(), Vec::new());
    for (id, repair) in wanted {
        match repair_parcel(document, id, repair) {
            Ok((delta, _)) => changes.extend(delta.changes),
            Err(problem) => problems.push(problem),
        }
    }
    let label = Label::new("undo-repair-parcels").with("count", changes.len());
    let planned = (!changes.is_empty()).then(|| (Delta { changes }, label));
    (planned, problems)
}

fn note(parcel: &Parcel, offer: RepairOffer) -> Note {
    let place = Place {
        feature_id: parcel.feature_id.clone(),
        ..Place::feature(parcel.id.0)
    };
    Note::new(REPAIRED, Severity::Warning, place)
        .with("name", parcel.label())
        .with("how", offer.repair.code())
        .with("before", format!("{:.2}", offer.before_m2))
        .with("after", format!("{:.2}", offer.after_m2))
}

/// The vertices of a parcel as stored, by where they lie on the plane.
struct KnownVertices {
    stored: HashMap<Key, SourceXy>,
    /// Points on the plane that were inserted along edges.
    inserted: HashSet<Key>,
}

/// A point by its units on the grid.
type Key = (i64, i64);

fn key(point: Point) -> Key {
    let units = point.to_grid();
    (units.x, units.y)
}

impl KnownVertices {
    fn of(parcel: &Parcel, projector: &Projector) -> Self {
        let vertices = parcel.source.positions();
        let mut alone = PolygonColumn::new();
        for vertex in vertices {
            alone.push_ring(&[*vertex]);
            alone.end_polygon();
            alone.end_feature();
        }
        let (placed, _) = projector.column(&alone);
        let mut stored = HashMap::new();
        for (vertex, place) in vertices.iter().zip(placed.features()) {
            let first = place.rings().next().and_then(|ring| ring.first());
            if let Some(point) = first {
                stored.entry(key(*point)).or_insert(*vertex);
            }
        }
        let on_plane = parcel.plane.positions().iter().map(|point| key(*point));
        let inserted = on_plane.filter(|point| !stored.contains_key(point)).collect();
        Self { stored, inserted }
    }

    /// A ring without the points that only follow an edge which bends.
    fn without_inserted(&self, ring: &[Point]) -> Vec<Point> {
        let open = &ring[..ring.len().saturating_sub(1)];
        let at = |index: usize| open[index % open.len()];
        let kept: Vec<Point> = (0..open.len())
            .filter(|index| {
                let point = open[*index];
                let is_inserted = self.inserted.contains(&key(point));
                !(is_inserted && is_straight(at(index + open.len() - 1), point, at(index + 1)))
            })
            .map(|index| open[index])
            .collect();
        if kept.len() < 3 { open.to_vec() } else { kept }
    }
}

/// Whether the way over three points goes on almost without a turn.
fn is_straight(before: Point, at: Point, after: Point) -> bool {
    let (a, b) = (
        (at.x - before.x, at.y - before.y),
        (after.x - at.x, after.y - at.y),
    );
    let cross = a.0 * b.1 - a.1 * b.0;
    let along = a.0 * b.0 + a.1 * b.1;
    along > 0.0 && cross.abs() <= STRAIGHT * along
}

/// The frame into which repaired ground goes back.
struct Frame<'a> {
    plane: &'a Plane,
    crs: &'a Crs,
    projector: &'a Projector,
}

impl Frame<'_> {
    /// The ground as it is stored, and where that lies on the plane: with the vertices of the file alone where that
    /// gives the same ground, else with all points.
    fn stored(
        &self,
        known: &KnownVertices,
        ground: &PolygonColumn,
        area: f64,
    ) -> Option<(PolygonColumn<SourceXy>, PolygonColumn)> {
        let few = |ring: &[Point]| known.without_inserted(ring);
        let all = |ring: &[Point]| ring.to_vec();
        let bow_m2 = 2.0 * self.projector.tolerance_m() * perimeter_m(&ground.feature(0), Stretch::NONE);
        let as_promised = |column: &PolygonColumn| {
            let geometry = column.feature(0);
            let difference_m2 = (area_m2(&geometry) - area).abs();
            difference_m2 <= NO_DIFFERENCE_M2 + bow_m2 && is_sound(&geometry)
        };
        let few = self.stored_with(known, ground, few);
        few.filter(|(_, column)| as_promised(column)).or_else(|| {
            self.stored_with(known, ground, all)
                .filter(|(_, column)| as_promised(column))
        })
    }

    fn stored_with(
        &self,
        known: &KnownVertices,
        ground: &PolygonColumn,
        points: impl Fn(&[Point]) -> Vec<Point>,
    ) -> Option<(PolygonColumn<SourceXy>, PolygonColumn)> {
        let mut source = PolygonColumn::new();
        for polygon in ground.feature(0).polygons() {
            for ring in polygon.rings() {
                let points = points(ring);
                let mut stored = stored_corners(self.plane, self.crs, &points).ok()?;
                for (position, point) in stored.iter_mut().zip(&points) {
                    if let Some(exact) = known.stored.get(&key(*point)) {
                        *position = *exact;
                    }
                }
                source.push_ring(&stored);
            }
            source.end_polygon();
        }
        source.end_feature();
        let (on_plane, rejected) = self.projector.column(&source);
        rejected.is_empty().then_some((source, on_plane))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::crs::{CrsId, Ellipsoid, LonLat};
    use crate::geometry::Bounds;
    use crate::layer::LandMode;
    use crate::progress::Ticket;
    use crate::report::FORMS;
    use crate::text::{Language, Texts};
    use crate::workspace::{scene, session};

    /// A document with one parcel whose ring is given in degrees about a place, stored in a frame.
    fn crossed(epsg: u32, offsets: &[(f64, f64)]) -> Document {
        let plane = Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0);
        let mut document = scene::document_in(plane.clone(), CrsId::Epsg(epsg));
        let crs = Crs::resolve(CrsId::Epsg(epsg)).unwrap();
        let corners: Vec<Point> = offsets
            .iter()
            .map(|(lon, lat)| {
                let (x, y) = plane.forward(LonLat {
                    lon: 115.66 + lon,
                    lat: 29.67 + lat,
                });
                Point::on_grid(x, y).unwrap()
            })
            .collect();
        let stored = stored_corners(&plane, &crs, &corners).unwrap();
        let source = PolygonColumn::from_polygons(&[vec![stored]]);
        let projector = Projector::new(&crs, &plane, 2e-5).unwrap();
        let (on_plane, _) = projector.column(&source);
        let parcel = Parcel {
            source,
            plane: on_plane,
            land_mode: LandMode::Occupy,
            ..scene::named_parcel(0, "甲")
        };
        document.apply(Delta::one(Change::PutParcel(Arc::new(parcel))));
        document
    }

    fn parcel(document: &Document) -> &Arc<Parcel> {
        document.parcels.as_ref().unwrap().find(ParcelId(0)).unwrap()
    }

    const BOW_TIE: [(f64, f64); 4] = [(0.0, 0.0), (0.02, 0.02), (0.02, 0.0), (0.0, 0.02)];

    #[test]
    fn a_bow_tie_goes_back_into_every_frame_and_undo_brings_it_back() {
        for epsg in [4490, 4527, 4548, 32650] {
            let mut document = crossed(epsg, &BOW_TIE);
            let before = parcel(&document).clone();
            let offers = repairs(&before);
            assert_eq!(offers.len(), 2, "EPSG:{epsg}");
            let (delta, label) = repair_parcel(&document, ParcelId(0), Repair::EvenOdd).unwrap();
            assert_eq!(label.id, "undo-repair-parcel");
            let back = document.apply(delta);
            let after = parcel(&document).clone();
            assert!(is_sound(&after.geometry()), "EPSG:{epsg}");
            assert!((area_m2(&after.geometry()) - offers[0].after_m2).abs() < 0.2);
            // Two triangles: four vertices of the file to the bit, and the crossing in each.
            assert_eq!(after.source.all_rings().count(), 2);
            assert_eq!(after.source.positions().len(), 8, "EPSG:{epsg}");
            for vertex in before.source.positions() {
                assert!(after.source.positions().contains(vertex), "EPSG:{epsg}");
            }
            assert_eq!(after.edits.len(), 1);
            assert!(repairs(&after).is_empty());
            document.apply(back);
            assert_eq!(*parcel(&document), before);
        }
    }

    #[test]
    fn the_report_tells_of_a_repaired_parcel_that_was_only_drawn() {
        let mut document = crossed(4490, &BOW_TIE);
        assert!(document.parcels.as_ref().unwrap().source.is_none());
        let (planned, problems) = repair_parcels(&document, [(ParcelId(0), Repair::EvenOdd)]);
        assert!(problems.is_empty());
        document.apply(planned.unwrap().0);
        let request = document.request().unwrap();
        let result = check::run(&request, &Ticket::new()).unwrap();
        assert_eq!(result.parcel_input.as_ref().unwrap().notes.count(REPAIRED), 1);
        let dir = tempfile::tempdir().unwrap();
        session::export(&result, &request, &FORMS, dir.path(), Language::ZhCn).unwrap();
        let said = std::fs::read_to_string(dir.path().join("findings.json")).unwrap();
        assert!(said.contains(REPAIRED), "{said}");
        let page = std::fs::read_to_string(dir.path().join("report.html")).unwrap();
        assert!(page.contains("（绘制，无文件）") && page.contains("甲"));
    }

    #[test]
    fn a_repair_stays_where_the_parcel_was() {
        let twice = [
            (0.0, 0.0),
            (0.004, 0.0),
            (0.004, 0.003),
            (0.001, 0.003),
            (0.001, -0.001),
            (0.002, -0.001),
            (0.002, 0.004),
            (0.0, 0.004),
        ];
        let mut document = crossed(4527, &twice);
        let before = parcel(&document).bounds();
        let offers = repairs(parcel(&document));
        assert!(offers[0].after_m2 < offers[1].after_m2, "{offers:?}");
        let (delta, _) = repair_parcel(&document, ParcelId(0), Repair::Union).unwrap();
        document.apply(delta);
        let after = parcel(&document).bounds();
        let off = |a: Bounds, b: Bounds| (a.min_x - b.min_x).abs().max((a.max_y - b.max_y).abs());
        assert!(off(before, after) < 1e-6);
    }

    #[test]
    fn what_makes_sense_or_is_not_there_is_not_repaired() {
        let document = scene::document(1);
        assert!(repairs(parcel(&document)).is_empty());
        for id in [0, 7] {
            let problem = repair_parcel(&document, ParcelId(id), Repair::Union).unwrap_err();
            assert_eq!(problem.code, "problem-not-repairable");
        }
    }

    #[test]
    fn the_note_and_the_problems_have_texts() {
        let document = crossed(4490, &BOW_TIE);
        let note = note(parcel(&document), repairs(parcel(&document))[0]);
        for language in Language::ALL {
            let texts = Texts::new(language);
            let said = texts.note(&note);
            assert!(said.contains("甲") && !said.contains("even-odd"), "{said}");
            for code in ["problem-not-repairable", "problem-repair-not-stored"] {
                assert!(texts.find(code, &[]).is_some(), "{code}");
            }
        }
    }
}
