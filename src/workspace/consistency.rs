//! The loaded layers against each other (图层一致性).
//!
//! Meaning: before a check is worth anything, its inputs must make sense together: do parcels lie on each other, does
//! a layer hold ground twice, do 红线, 农田 and 开发边界 share ground (多规合一)? Every layer of a document is compared
//! with itself and with every later one, the parcels with themselves.
//!
//! Input: a document. Output: one [`Comparison`] for each pair, in the order of the layers.
//!
//! Deliberately not here: parcels against layers, which is the check; administrative units and extents of approvals;
//! land-use patches against other layers, because they cover everything.

use std::path::PathBuf;

use super::document::{Document, LayerId, MapLayer, Revision};
use crate::check::{FindingKind, LayerOverlap, LayerQuestion, overlap_layers, overlap_within};
use crate::geometry::{Bounds, PolygonColumn};
use crate::layer::{ChunkGeometry, ConstraintLayer, FeatureChunk, Notes, ProposalLayer, Role, Source};
use crate::progress::{Cancelled, Ticket};

/// Pairs that a comparison names one by one; the largest.
const LISTED: usize = 200;

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The parcels.
    Parcels,
    /// A layer.
    Layer(LayerId),
}

/// Two features that share ground.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPair {
    /// What the features are called: name or identifier, else the number from 0.
    pub names: [String; 2],
    /// `Overlap` or `WithinError`.
    pub kind: FindingKind,
    /// Shared ground in m².
    pub area_m2: f64,
    /// Whether both are the same ground.
    pub is_duplicate: bool,
    /// Where it lies on the plane.
    pub bounds: Bounds,
}

/// Two layers, or one with itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What was compared; twice the same for a layer with itself.
    pub sides: [Side; 2],
    /// Number of pairs wider than the boundary error, and their ground in m².
    pub overlap: (usize, f64),
    /// Number of pairs within the boundary error, and their ground in m².
    pub within_error: (usize, f64),
    /// Features that are there twice.
    pub n_duplicates: usize,
    /// Features and pairs that could not be settled.
    pub n_doubts: usize,
    /// The largest pairs, largest first.
    pub largest: Vec<NamedPair>,
}

impl Comparison {
    /// Whether a layer was compared with itself.
    #[must_use]
    pub fn is_self(&self) -> bool {
        self.sides[0] == self.sides[1]
    }

    /// Whether nothing is to be said: no shared ground, and nothing unsettled.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.overlap.0 == 0 && self.within_error.0 == 0 && self.n_doubts == 0
    }

    /// Number of pairs that share ground.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.overlap.0 + self.within_error.0
    }
}

/// How the layers of a document lie to each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Consistency {
    /// The state of the document.
    pub revision: Revision,
    /// All comparisons.
    pub comparisons: Vec<Comparison>,
}

/// Compares everything in a document; on a document without a plane there is nothing to compare.
///
/// # Errors
/// [`Cancelled`] when the ticket asks for it.
pub fn consistency(document: &Document, ticket: &Ticket) -> Result<Consistency, Cancelled> {
    let mut comparisons = Vec::new();
    if let Some(plane) = &document.plane {
        let question = LayerQuestion {
            plane,
            tolerances: document.question.tolerances,
            pieces: true,
        };
        if let Some(parcels) = document.parcels.as_ref().filter(|parcels| !parcels.is_empty()) {
            let layer = layer_of(parcels);
            let found = overlap_within(&layer, question, ticket)?;
            comparisons.push(summed(
                [Side::Parcels; 2],
                [&layer; 2],
                &found,
                parcel_name(parcels),
            ));
        }
        compare_layers(document, question, ticket, &mut comparisons)?;
    }
    Ok(Consistency {
        revision: document.revision(),
        comparisons,
    })
}

fn compare_layers(
    document: &Document,
    question: LayerQuestion<'_>,
    ticket: &Ticket,
    comparisons: &mut Vec<Comparison>,
) -> Result<(), Cancelled> {
    let compared = |role: &Role| !matches!(role, Role::AdminUnit | Role::ApprovalExtent);
    let entries = document.layers.iter().filter(|entry| compared(&entry.layer.role));
    let entries: Vec<_> = entries.collect();
    for (at, a) in entries.iter().enumerate() {
        for b in &entries[at..] {
            let covers_all = |entry: &MapLayer| entry.layer.role == Role::LandUse;
            if a.id != b.id && (covers_all(a) || covers_all(b)) {
                continue;
            }
            let (a_layer, b_layer) = (&*a.layer, &*b.layer);
            let found = if a.id == b.id {
                overlap_within(a_layer, question, ticket)?
            } else {
                overlap_layers(a_layer, b_layer, question, ticket)?
            };
            let sides = [Side::Layer(a.id), Side::Layer(b.id)];
            comparisons.push(summed(sides, [a_layer, b_layer], &found, feature_name));
        }
    }
    Ok(())
}

fn feature_name(layer: &ConstraintLayer, feature: u32) -> String {
    let id = layer.feature_id(feature);
    id.or_else(|| layer.attribute(feature, &["ZRBHDMC", "HXMC", "MC", "name", "NAME"]))
        .unwrap_or_else(|| feature.to_string())
}

fn parcel_name(parcels: &ProposalLayer) -> impl Fn(&ConstraintLayer, u32) -> String {
    let names: Vec<String> = parcels.parcels().map(|parcel| parcel.label()).collect();
    move |_, feature| names.get(feature as usize).cloned().unwrap_or_default()
}

fn summed(
    sides: [Side; 2],
    layers: [&ConstraintLayer; 2],
    found: &LayerOverlap,
    name: impl Fn(&ConstraintLayer, u32) -> String,
) -> Comparison {
    let mut largest: Vec<_> = found.pairs.iter().collect();
    // Stable: pairs of one size stay in the order of their features.
    largest.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
    largest.truncate(LISTED);
    let largest = largest.into_iter().map(|pair| NamedPair {
        names: [name(layers[0], pair.a), name(layers[1], pair.b)],
        kind: pair.kind,
        area_m2: pair.area_m2,
        is_duplicate: pair.is_duplicate,
        bounds: Bounds::of(pair.pieces.positions().iter().copied()),
    });
    Comparison {
        sides,
        overlap: found.of_kind(FindingKind::Overlap),
        within_error: found.of_kind(FindingKind::WithinError),
        n_duplicates: found.pairs.iter().filter(|pair| pair.is_duplicate).count(),
        n_doubts: found.doubts.len(),
        largest: largest.collect(),
    }
}

/// Parcels as a layer that can be compared: their ground on the plane and nothing else.
fn layer_of(parcels: &ProposalLayer) -> ConstraintLayer {
    let mut column = PolygonColumn::new();
    for parcel in parcels.parcels() {
        for polygon in parcel.geometry().polygons() {
            for ring in polygon.rings() {
                column.push_ring(ring);
            }
            column.end_polygon();
        }
        column.end_feature();
    }
    let chunk = FeatureChunk {
        geometry: ChunkGeometry::on_plane(&column),
        states: parcels.parcels().map(|parcel| parcel.state).collect(),
        ..FeatureChunk::default()
    };
    let source = parcels.source.clone().unwrap_or_else(|| Source {
        path: PathBuf::new(),
        layer: None,
        sha256: String::new(),
        bytes: 0,
        format: "",
    });
    let role = Role::Other(String::new());
    ConstraintLayer::new(
        parcels.name.clone(),
        role,
        source,
        parcels.crs.clone(),
        Notes::default(),
        vec![chunk],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::compare::{CompareTask, compare};
    use crate::workspace::input::InputSpec;
    use crate::workspace::plan::CheckPlan;
    use crate::workspace::session::prepare;
    use std::path::Path;

    fn sample() -> (CheckPlan, Document) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/plan.toml");
        let plan = CheckPlan::read(&file).expect("the sample plan");
        let request = prepare(&plan, &Ticket::new()).expect("readable");
        (plan, Document::of_request(request))
    }

    fn of_files(plan: &CheckPlan, a: &InputSpec, b: Option<&InputSpec>) -> LayerOverlap {
        let task = CompareTask {
            a: a.clone(),
            b: b.cloned(),
            units: None,
            class_fields: [None, None],
            gap_m: None,
            tolerances: plan.tolerances(),
        };
        compare(&task, None, &Ticket::new()).expect("readable").0.overlap
    }

    #[test]
    fn loaded_layers_lie_to_each_other_as_their_files_do() {
        let (plan, document) = sample();
        let all = consistency(&document, &Ticket::new()).expect("not cancelled");
        assert_eq!(all.revision, document.revision());
        let input = |side: Side| match side {
            Side::Parcels => &plan.parcels,
            Side::Layer(id) => {
                let at = document.layers.iter().position(|entry| entry.id == id);
                &plan.layers[at.expect("a layer of the document")].1
            }
        };
        for found in &all.comparisons {
            let [a, b] = found.sides.map(input);
            let expected = of_files(&plan, a, (!found.is_self()).then_some(b));
            assert_eq!(found.overlap, expected.of_kind(FindingKind::Overlap), "{a} × {b}");
            assert_eq!(
                found.within_error,
                expected.of_kind(FindingKind::WithinError),
                "{a} × {b}"
            );
            assert_eq!(found.n_doubts, expected.doubts.len(), "{a} × {b}");
        }
    }

    #[test]
    fn parcels_are_compared_first_and_a_field_that_is_there_twice_is_found() {
        let (_, document) = sample();
        let all = consistency(&document, &Ticket::new())
            .expect("not cancelled")
            .comparisons;
        assert_eq!(all[0].sides, [Side::Parcels; 2]);
        let farmland = document
            .layers
            .iter()
            .find(|entry| entry.layer.role == Role::BasicFarmland);
        let side = Side::Layer(farmland.expect("farmland").id);
        let own = all
            .iter()
            .find(|found| found.sides == [side; 2])
            .expect("compared");
        assert_eq!(own.n_duplicates, 1);
        let twice = own.largest.iter().find(|pair| pair.is_duplicate).expect("listed");
        assert!(!twice.bounds.is_empty() && twice.names[0] != twice.names[1]);
        let compared = |role: &Role| {
            let id = document
                .layers
                .iter()
                .find(|entry| entry.layer.role == *role)
                .expect("a layer")
                .id;
            all.iter().any(|found| found.sides.contains(&Side::Layer(id)))
        };
        assert!(compared(&Role::EcoRedline) && !compared(&Role::AdminUnit));
    }

    #[test]
    fn who_stops_gets_nothing() {
        let (_, document) = sample();
        let ticket = Ticket::new();
        ticket.cancel();
        assert!(consistency(&document, &ticket).is_err());
    }
}
