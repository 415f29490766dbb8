//! Shared ground of two layers summed up by class and by administrative unit.
//!
//! Input: pairs of two layers with their pieces. Output: rows in the order of their names, so that two runs give
//! the same table. What lies in no unit is a row of its own, and so is what has no class.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::ground::{Meeting, PreparedParcel, meet};
use super::layers::{LayerOverlap, LayerQuestion};
use super::parcel::{CATEGORY_FIELDS, NAME_FIELDS};
use crate::geometry::Overlayer;
use crate::layer::ConstraintLayer;
use crate::progress::{Cancelled, Ticket};

/// Shared ground of one class of the first layer and one of the second.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassTotal {
    /// Class in the first layer; `None` where a feature has none.
    pub a: Option<String>,
    /// Class in the second layer.
    pub b: Option<String>,
    /// Number of pairs.
    pub pairs: usize,
    /// Their sum in m².
    pub area_m2: f64,
}

/// Shared ground inside one administrative unit (行政区).
#[derive(Debug, Clone, PartialEq)]
pub struct UnitTotal {
    /// Number of the unit's feature; `None` for ground in no unit.
    pub unit: Option<u32>,
    /// Its name.
    pub name: Option<String>,
    /// Number of pairs that have ground in it.
    pub pairs: usize,
    /// Their ground in it, in m².
    pub area_m2: f64,
}

/// Sums pairs up by the classes of their features: those of the fields given, else of the fields in which the
/// standards keep a class.
#[must_use]
pub fn totals_by_class(
    overlap: &LayerOverlap,
    layers: [&ConstraintLayer; 2],
    fields: [Option<&str>; 2],
) -> Vec<ClassTotal> {
    let class = |side: usize, feature: u32| match fields[side] {
        Some(field) => layers[side].attribute(feature, &[field]),
        None => layers[side].attribute(feature, &CATEGORY_FIELDS),
    };
    let mut rows: BTreeMap<[Option<String>; 2], (usize, f64)> = BTreeMap::new();
    for pair in &overlap.pairs {
        let row = rows.entry([class(0, pair.a), class(1, pair.b)]).or_default();
        row.0 += 1;
        row.1 += pair.area_m2;
    }
    rows.into_iter()
        .map(|([a, b], (pairs, area_m2))| ClassTotal { a, b, pairs, area_m2 })
        .collect()
}

/// Sums pairs up by the unit in which their ground lies; the pairs must have their pieces.
///
/// # Errors
/// [`Cancelled`] when the ticket asks for it.
pub fn totals_by_unit(
    overlap: &LayerOverlap,
    units: &ConstraintLayer,
    question: LayerQuestion<'_>,
    ticket: &Ticket,
) -> Result<Vec<UnitTotal>, Cancelled> {
    ticket.begin(overlap.pairs.len() as u64);
    let shares: Vec<Vec<(Option<u32>, f64)>> = overlap
        .pairs
        .par_iter()
        .map_init(Overlayer::new, |engine, pair| {
            ticket.check()?;
            ticket.advance(1);
            let bounds = pair.pieces.feature(0).bounds();
            let stretch = question.plane.stretch_at(bounds.center());
            let prepared = PreparedParcel::new(&pair.pieces, pair.pieces.feature(0).bounds(), stretch);
            let mut rest = pair.area_m2;
            let mut shares = Vec::new();
            for unit in units.candidates(bounds) {
                let met = meet(&prepared, units, unit, 0.0, &question.tolerances, engine);
                let area = match met.meeting {
                    Meeting::Ground(ground) => ground.area_m2,
                    Meeting::Noise(area) => area,
                    _ => continue,
                };
                rest -= area;
                shares.push((Some(unit), area));
            }
            if rest > question.tolerances.noise_area_m2 {
                shares.push((None, rest));
            }
            Ok(shares)
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut rows: BTreeMap<Option<u32>, (usize, f64)> = BTreeMap::new();
    for (unit, area) in shares.into_iter().flatten() {
        let row = rows.entry(unit).or_default();
        row.0 += 1;
        row.1 += area;
    }
    let total = |(unit, (pairs, area_m2)): (Option<u32>, (usize, f64))| UnitTotal {
        unit,
        name: unit.and_then(|unit| units.attribute(unit, &NAME_FIELDS)),
        pairs,
        area_m2,
    };
    Ok(rows.into_iter().map(total).collect())
}

#[cfg(test)]
mod tests {
    use super::super::layers::overlap_layers;
    use super::super::{Tolerances, scene::read_scene};
    use super::*;
    use crate::crs::Plane;

    #[test]
    fn ground_is_shared_out_among_units_and_the_rest_is_said() {
        let layers = read_scene(
            "eco_redline R1 rect 0 0 100 10
             basic_farmland F1 rect 0 0 100 10
             admin_unit U1 rect 0 0 30 100
             admin_unit U2 rect 30 0 90 100
             parcel P rect 0 0 1 1",
        )
        .0
        .layers;
        let plane = Plane::local();
        let question = LayerQuestion {
            plane: &plane,
            tolerances: Tolerances::default(),
            pieces: true,
        };
        let ticket = Ticket::new();
        let overlap = overlap_layers(&layers[0], &layers[1], question, &ticket).unwrap();
        let units = totals_by_unit(&overlap, &layers[2], question, &ticket).unwrap();
        let listed: Vec<_> = units
            .iter()
            .map(|row| (row.unit, row.pairs, row.area_m2))
            .collect();
        assert_eq!(
            listed,
            [(None, 1, 100.0), (Some(0), 1, 300.0), (Some(1), 1, 600.0)]
        );
        let classes = totals_by_class(&overlap, [&layers[0], &layers[1]], [None, None]);
        assert_eq!(classes.len(), 1);
        assert_eq!((classes[0].pairs, classes[0].area_m2), (1, 1000.0));
    }
}
