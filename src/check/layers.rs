//! Layer against layer (图层套合), and one layer against itself.
//!
//! Meaning: every pair of features of two layers that share ground, with the same classes as a check of parcels:
//! shared ground, ground within the boundary error, noise, touch. That answers whether 生态保护红线, 永久基本农田 and
//! 城镇开发边界 are consistent with one another (多规合一), and before a check whether a layer overlaps itself, holds
//! a feature twice, or leaves gaps between neighbours.
//!
//! Input: layers on one plane. Output: pairs in the order of their feature numbers, whatever the number of
//! threads; what could not be settled stands beside them with its reason, and is never left out.
//!
//! Method: the features of the layer with more of them are taken one by one, as parcels are, against the other
//! layer; so a polygon of a million vertices is only ever looked at near one small feature.
//!
//! Deliberately not here: rules and verdicts, which are about parcels.

use rayon::prelude::*;

use super::ground::{Meeting, PreparedParcel, meet};
use super::run::apart;
use super::{FindingKind, Reason, Tolerances};
use crate::crs::Plane;
use crate::geometry::{Overlayer, PolygonColumn};
use crate::layer::ConstraintLayer;
use crate::progress::{Cancelled, Ticket};

/// Features that one task takes at a time.
const TASK: usize = 256;
/// Two features whose shared ground leaves less than this of either are one feature twice, in m².
const SAME_M2: f64 = 1e-6;

/// What is asked about two layers.
#[derive(Debug, Clone, Copy)]
pub struct LayerQuestion<'a> {
    /// The plane on which both lie.
    pub plane: &'a Plane,
    /// What counts as noise and as boundary error.
    pub tolerances: Tolerances,
    /// Whether the shared ground itself is wanted, or only its area.
    pub pieces: bool,
}

/// Two features that share ground.
#[derive(Debug, Clone, PartialEq)]
pub struct FeaturePair {
    /// Feature of the first layer, from 0.
    pub a: u32,
    /// Feature of the second layer; of the same layer, the later one.
    pub b: u32,
    /// `Overlap` or `WithinError`.
    pub kind: FindingKind,
    /// Shared ground in m².
    pub area_m2: f64,
    /// Whether the two cover the same ground but for less than a grid can tell.
    pub is_duplicate: bool,
    /// The shared ground on the plane: one feature, empty when only the area was asked for.
    pub pieces: PolygonColumn,
}

/// A pair that could not be settled.
#[derive(Debug, Clone, PartialEq)]
pub struct PairDoubt {
    /// Feature of the first layer; `None` when the doubt is about the second layer alone, or about both as wholes.
    pub a: Option<u32>,
    /// Feature of the second layer; `None` when the first cannot be compared with anything.
    pub b: Option<u32>,
    /// Why.
    pub reason: Reason,
}

/// How two layers lie to each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LayerOverlap {
    /// Pairs that share ground, by number of the first and then of the second feature.
    pub pairs: Vec<FeaturePair>,
    /// Pairs that touch without area.
    pub n_touching: u64,
    /// Pairs with shared ground too small to mean anything, and its sum in m².
    pub noise: (u64, f64),
    /// What could not be settled.
    pub doubts: Vec<PairDoubt>,
}

impl LayerOverlap {
    /// Sum of the shared ground over all pairs, in m².
    #[must_use]
    pub fn sum_m2(&self) -> f64 {
        self.pairs.iter().fold(0.0, |sum, pair| sum + pair.area_m2)
    }

    /// Pairs of one kind, and their sum in m².
    #[must_use]
    pub fn of_kind(&self, kind: FindingKind) -> (usize, f64) {
        let pairs = self.pairs.iter().filter(|pair| pair.kind == kind);
        pairs.fold((0, 0.0), |(count, sum), pair| (count + 1, sum + pair.area_m2))
    }

    fn append(&mut self, mut later: Self) {
        self.pairs.append(&mut later.pairs);
        self.n_touching += later.n_touching;
        self.noise.0 += later.noise.0;
        self.noise.1 += later.noise.1;
        self.doubts.append(&mut later.doubts);
    }

    /// Brings what was found in the order of tasks into the order of features.
    fn settled(mut self, swapped: bool) -> Self {
        if swapped {
            for pair in &mut self.pairs {
                std::mem::swap(&mut pair.a, &mut pair.b);
            }
            for doubt in &mut self.doubts {
                std::mem::swap(&mut doubt.a, &mut doubt.b);
            }
        }
        self.pairs.sort_by_key(|pair| (pair.a, pair.b));
        self.doubts.sort_by_key(|doubt| (doubt.a, doubt.b));
        self
    }
}

/// Compares two layers.
///
/// # Errors
/// [`Cancelled`] when the ticket asks for it.
pub fn overlap_layers(
    a: &ConstraintLayer,
    b: &ConstraintLayer,
    question: LayerQuestion<'_>,
    ticket: &Ticket,
) -> Result<LayerOverlap, Cancelled> {
    let swapped = a.n_features() < b.n_features();
    let (outer, inner) = if swapped { (b, a) } else { (a, b) };
    let compare = Comparison {
        outer,
        inner,
        question,
        is_self: false,
    };
    let mut found = compare.all(ticket)?.settled(swapped);
    found
        .doubts
        .extend(doubts_of(a).map(|(feature, reason)| PairDoubt {
            a: feature,
            b: None,
            reason,
        }));
    found
        .doubts
        .extend(doubts_of(b).map(|(feature, reason)| PairDoubt {
            a: None,
            b: feature,
            reason,
        }));
    found.doubts.extend(apart(a, b.bounds()).map(|reason| PairDoubt {
        a: None,
        b: None,
        reason,
    }));
    Ok(found)
}

/// Compares the features of one layer with each other.
///
/// # Errors
/// [`Cancelled`] when the ticket asks for it.
pub fn overlap_within(
    layer: &ConstraintLayer,
    question: LayerQuestion<'_>,
    ticket: &Ticket,
) -> Result<LayerOverlap, Cancelled> {
    let compare = Comparison {
        outer: layer,
        inner: layer,
        question,
        is_self: true,
    };
    let mut found = compare.all(ticket)?.settled(false);
    found
        .doubts
        .extend(doubts_of(layer).map(|(feature, reason)| PairDoubt {
            a: feature,
            b: None,
            reason,
        }));
    Ok(found)
}

/// What can be settled with no other layer: features that could not be read or enclose nothing, with their number,
/// and a layer without any polygon.
fn doubts_of(layer: &ConstraintLayer) -> impl Iterator<Item = (Option<u32>, Reason)> {
    let empty = layer
        .has_no_polygon()
        .then(|| (None, Reason::new("reason-empty-layer")));
    let unreadable = layer.unreadable().iter().map(|feature| {
        let reason = Reason::new("reason-unreadable-feature").with("count", 1);
        (Some(*feature), reason)
    });
    let all = 0..u32::try_from(layer.n_features()).unwrap_or(u32::MAX);
    let collapsed = all
        .filter(|feature| layer.has_collapsed_shell(*feature, &layer.bounds_of(*feature)))
        .map(|feature| (Some(feature), Reason::new("reason-feature-without-ground")));
    empty.into_iter().chain(unreadable).chain(collapsed)
}

struct Comparison<'a> {
    outer: &'a ConstraintLayer,
    inner: &'a ConstraintLayer,
    question: LayerQuestion<'a>,
    is_self: bool,
}

impl Comparison<'_> {
    fn all(&self, ticket: &Ticket) -> Result<LayerOverlap, Cancelled> {
        let n = u32::try_from(self.outer.n_features()).unwrap_or(u32::MAX);
        ticket.begin(u64::from(n));
        let starts: Vec<u32> = (0..n).step_by(TASK).collect();
        let parts: Vec<LayerOverlap> = starts
            .into_par_iter()
            .map_init(Overlayer::new, |engine, start| {
                ticket.check()?;
                let end = n.min(start + u32::try_from(TASK).unwrap_or(u32::MAX));
                let mut found = LayerOverlap::default();
                for feature in start..end {
                    self.one(feature, engine, &mut found);
                }
                ticket.advance(u64::from(end - start));
                Ok(found)
            })
            .collect::<Result<_, Cancelled>>()?;
        let mut all = LayerOverlap::default();
        for part in parts {
            all.append(part);
        }
        Ok(all)
    }

    fn one(&self, feature: u32, engine: &mut Overlayer, found: &mut LayerOverlap) {
        let bounds = self.outer.bounds_of(feature);
        if bounds.is_empty() {
            return;
        }
        let mut candidates = self.inner.candidates(bounds);
        if self.is_self {
            candidates.retain(|other| *other > feature);
        }
        if candidates.is_empty() {
            return;
        }
        let column = self.outer.geometry(feature);
        let bounds = column.feature(0).bounds();
        let center = bounds.center();
        let prepared = PreparedParcel::new(&column, bounds, self.question.plane.stretch_at(center));
        for other in candidates {
            self.pair([feature, other], &prepared, engine, found);
        }
    }

    fn pair(
        &self,
        [a, b]: [u32; 2],
        prepared: &PreparedParcel<'_>,
        engine: &mut Overlayer,
        found: &mut LayerOverlap,
    ) {
        let shifts = [self.outer, self.inner].map(|layer| layer.crs.shift.as_deref());
        let tolerances = self.question.tolerances.with_shifts(shifts[0], shifts[1]);
        let met = meet(prepared, self.inner, b, 0.0, &tolerances, engine);
        if let Some(reason) = met.doubt {
            found.doubts.push(PairDoubt {
                a: Some(a),
                b: Some(b),
                reason,
            });
        }
        match met.meeting {
            Meeting::Apart | Meeting::Near(_) => {}
            Meeting::Touch => found.n_touching += 1,
            Meeting::Noise(area_m2) => {
                found.noise.0 += 1;
                found.noise.1 += area_m2;
            }
            Meeting::Ground(ground) => {
                let is_whole = |layer: &ConstraintLayer, feature: u32| {
                    (layer.area_m2(feature) - ground.area_m2).abs() <= SAME_M2
                };
                found.pairs.push(FeaturePair {
                    a,
                    b,
                    kind: ground.kind,
                    area_m2: ground.area_m2,
                    is_duplicate: self.is_self && is_whole(self.outer, a) && is_whole(self.inner, b),
                    pieces: if self.question.pieces {
                        ground.pieces
                    } else {
                        PolygonColumn::new()
                    },
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::read_scene;
    use super::*;

    fn layers(scene: &str) -> Vec<std::sync::Arc<ConstraintLayer>> {
        read_scene(scene).0.layers
    }

    fn question(plane: &Plane) -> LayerQuestion<'_> {
        LayerQuestion {
            plane,
            tolerances: Tolerances::default(),
            pieces: true,
        }
    }

    fn listed(overlap: &LayerOverlap) -> Vec<(u32, u32, &'static str, f64)> {
        overlap
            .pairs
            .iter()
            .map(|pair| (pair.a, pair.b, pair.kind.code(), pair.area_m2))
            .collect()
    }

    const TWO: &str = "eco_redline R1 rect 0 0 100 100
        eco_redline R2 rect 200 0 300 100
        basic_farmland F1 rect 90 10 120 20
        basic_farmland F2 rect 100 50 200 60
        basic_farmland F3 rect 99.9 70 110 80
        basic_farmland F4 rect 10 10 20 20
        basic_farmland F5 rect 290 -10 310 200
        parcel P rect 0 0 1 1";

    #[test]
    fn pairs_of_two_layers_do_not_depend_on_which_comes_first() {
        let layers = layers(TWO);
        let plane = Plane::local();
        let ticket = Ticket::new();
        let found = overlap_layers(&layers[0], &layers[1], question(&plane), &ticket).unwrap();
        let narrow = found.pairs[1].area_m2;
        assert!((narrow - 1.0).abs() < 1e-6, "{narrow}");
        assert_eq!(
            listed(&found),
            [
                (0, 0, "overlap", 100.0),
                (0, 2, "within_error", narrow),
                (0, 3, "overlap", 100.0),
                (1, 4, "overlap", 1000.0)
            ]
        );
        assert_eq!(found.n_touching, 2);
        let back = overlap_layers(&layers[1], &layers[0], question(&plane), &ticket).unwrap();
        let mut swapped: Vec<_> = listed(&back)
            .into_iter()
            .map(|(a, b, kind, area)| (b, a, kind, area))
            .collect();
        swapped.sort_by_key(|(a, b, ..)| (*a, *b));
        assert_eq!(swapped, listed(&found));
        assert_eq!(found.of_kind(FindingKind::WithinError).0, 1);
        assert!((found.sum_m2() - 1201.0).abs() < 1e-6);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let alone =
            pool.install(|| overlap_layers(&layers[0], &layers[1], question(&plane), &ticket).unwrap());
        assert_eq!(alone, found);
    }

    #[test]
    fn a_layer_against_itself_shows_doubles_and_overlaps_once() {
        let layers = layers(
            "basic_farmland F1 rect 0 0 10 10
             basic_farmland F2 rect 10 0 20 10
             basic_farmland F3 rect 5 5 15 15
             basic_farmland F4 rect 0 0 10 10
             basic_farmland F5 unreadable
             parcel P rect 0 0 1 1",
        );
        let plane = Plane::local();
        let found = overlap_within(&layers[0], question(&plane), &Ticket::new()).unwrap();
        assert_eq!(
            listed(&found),
            [
                (0, 2, "overlap", 25.0),
                (0, 3, "overlap", 100.0),
                (1, 2, "overlap", 25.0),
                (2, 3, "overlap", 25.0)
            ]
        );
        let doubles: Vec<_> = found
            .pairs
            .iter()
            .filter(|pair| pair.is_duplicate)
            .map(|pair| (pair.a, pair.b))
            .collect();
        assert_eq!(doubles, [(0, 3)]);
        assert_eq!(found.n_touching, 2);
        assert_eq!((found.doubts.len(), found.doubts[0].a), (1, Some(4)));
    }

    fn doubts(scene: &str) -> Vec<(Option<u32>, Option<u32>, &'static str)> {
        let layers = layers(scene);
        let plane = Plane::local();
        let found = overlap_layers(&layers[0], &layers[1], question(&plane), &Ticket::new()).unwrap();
        let back = overlap_layers(&layers[1], &layers[0], question(&plane), &Ticket::new()).unwrap();
        let listed = |found: &LayerOverlap| -> Vec<_> {
            let doubts = found.doubts.iter();
            doubts
                .map(|doubt| (doubt.a, doubt.b, doubt.reason.code))
                .collect()
        };
        let mut swapped: Vec<_> = listed(&back)
            .into_iter()
            .map(|(a, b, code)| (b, a, code))
            .collect();
        let mut found = listed(&found);
        found.sort_unstable();
        swapped.sort_unstable();
        assert_eq!(found, swapped);
        found
    }

    #[test]
    fn what_a_layer_alone_leaves_open_is_said_whichever_comes_first() {
        let many = "eco_redline R1 rect 0 0 10 10
            eco_redline R2 rect 20 0 30 10
            parcel P rect 0 0 1 1
            ";
        assert_eq!(
            doubts(&format!("{many}basic_farmland F1 unreadable")),
            [
                (None, None, "reason-empty-layer"),
                (None, Some(0), "reason-unreadable-feature")
            ]
        );
        assert_eq!(
            doubts(&format!("{many}basic_farmland F1 null")),
            [(None, None, "reason-empty-layer")]
        );
        let collapsed = doubts(&format!("{many}basic_farmland F1 ring 100 100 110 100 105 100"));
        assert!(
            collapsed.contains(&(None, Some(0), "reason-feature-without-ground")),
            "{collapsed:?}"
        );
        assert_eq!(
            doubts(&format!("{many}basic_farmland F1 rect 900000 0 900010 10")),
            [(None, None, "reason-layers-apart")]
        );
        assert!(doubts(&format!("{many}basic_farmland F1 rect 100 0 110 10")).is_empty());
    }

    #[test]
    fn what_cannot_be_settled_is_said() {
        let layers = layers(
            "eco_redline R1 ring 0 0 100 0 100 100 0 100 0 0 100 0 100 100 0 100
             basic_farmland F1 rect 10 10 20 20
             parcel P rect 0 0 1 1",
        );
        let plane = Plane::local();
        let found = overlap_layers(&layers[0], &layers[1], question(&plane), &Ticket::new()).unwrap();
        assert_eq!(found.doubts.len(), 1);
        assert_eq!(found.doubts[0].reason.code, "reason-readings-differ");
    }
}
