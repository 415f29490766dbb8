//! Small documents for tests.

use std::sync::Arc;

use super::document::{Document, Question};
use crate::check::Tolerances;
use crate::crs::{Crs, CrsId, Plane, SourceXy};
use crate::geometry::{Point, PolygonColumn};
use crate::layer::{FeatureState, LandMode, Notes, Parcel, ParcelId, ProposalLayer};
use crate::rules::RuleSet;

pub(super) fn question() -> Question {
    Question {
        rules: Arc::new(RuleSet::builtin()),
        rule_records: Vec::new(),
        tolerances: Tolerances::default(),
        activity: None,
        phase: None,
        as_of: jiff::civil::date(2026, 11, 23),
        jurisdiction: vec!["CN".to_owned()],
    }
}

pub(super) fn named_parcel(id: u64, name: &str) -> Parcel {
    let at = 20.0 * f64::from(u32::try_from(id).expect("a small number"));
    let ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
    let source: Vec<SourceXy> = ring.iter().map(|(x, y)| SourceXy { x: at + x, y: *y }).collect();
    let plane: Vec<Point> = ring.iter().map(|(x, y)| Point { x: at + x, y: *y }).collect();
    Parcel {
        id: ParcelId(id),
        feature_id: None,
        name: Some(name.to_owned()),
        land_mode: LandMode::Occupy,
        state: FeatureState::Polygon,
        source: PolygonColumn::from_polygons(&[vec![source]]),
        plane: PolygonColumn::from_polygons(&[vec![plane]]),
        attributes: Vec::new(),
        verbatim_id: None,
        foreign: None,
        edits: Vec::new(),
    }
}

/// Local coordinates with `count` square parcels in a row.
pub(super) fn document(count: u64) -> Document {
    let mut document = Document::empty(question());
    document.plane = Some(Plane::local());
    let parcels = (0..count).map(|id| named_parcel(id, &format!("P{id}"))).collect();
    document.parcels = Some(ProposalLayer::new(
        "p".into(),
        None,
        Crs::local(),
        Notes::default(),
        parcels,
    ));
    document
}

/// An empty parcel layer in a frame.
pub(super) fn document_in(plane: Plane, crs: CrsId) -> Document {
    let mut document = Document::empty(question());
    document.plane = Some(plane);
    let crs = Crs::resolve(crs).expect("a known code");
    document.parcels = Some(ProposalLayer::new(
        "p".into(),
        None,
        crs,
        Notes::default(),
        Vec::<Parcel>::new(),
    ));
    document
}
