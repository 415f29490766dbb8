//! Gaps between the features of one layer (缝隙).
//!
//! Meaning: layers that should fit together, such as administrative units or parcels of one plan, leave narrow
//! strips that belong to nobody. A *gap* is ground that features of the layer enclose together and none of them
//! covers, narrower than a limit. A hole of a single feature is none.
//!
//! Method: features whose boxes touch form a cluster; each cluster is united once, and the holes of the union that
//! no single feature has are measured.
//!
//! Input: a layer. Output: gaps in the order of their place, and the clusters that were too large to unite, which
//! are named and not passed over.
//!
//! Deliberately not here: strips that are open to the outside, which no boundary closes.

use rayon::prelude::*;

use super::layers::LayerQuestion;
use crate::geometry::{
    GridPoint, Overlayer, PolygonColumn, Reading, Region, Widths, area_m2, doubled_grid_area, oriented_rings,
    widths,
};
use crate::layer::ConstraintLayer;
use crate::progress::{Cancelled, Ticket};

/// Vertices of a cluster beyond which it is not united.
const MOST_VERTICES: usize = 2_000_000;

/// Ground between features that belongs to none.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// One of the features beside it, the first.
    pub feature: u32,
    /// Its area in m².
    pub area_m2: f64,
    /// Its widths on the ground.
    pub widths: Widths,
    /// The ground itself on the plane: one feature.
    pub ground: PolygonColumn,
}

/// What was found between the features of a layer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gaps {
    /// The gaps, by first feature and area.
    pub gaps: Vec<Gap>,
    /// First features of clusters that were too large, or could not be united.
    pub unexamined: Vec<u32>,
}

/// Looks for gaps narrower than `limit_m` metres.
///
/// # Errors
/// [`Cancelled`] when the ticket asks for it.
pub fn gaps_within(
    layer: &ConstraintLayer,
    limit_m: f64,
    question: LayerQuestion<'_>,
    ticket: &Ticket,
) -> Result<Gaps, Cancelled> {
    let clusters = clusters(layer, ticket)?;
    ticket.begin(clusters.len() as u64);
    let parts: Vec<Gaps> = clusters
        .into_par_iter()
        .map_init(Overlayer::new, |engine, cluster| {
            ticket.check()?;
            let found = in_cluster(layer, &cluster, limit_m, question, engine);
            ticket.advance(1);
            Ok(found)
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut all = Gaps::default();
    for mut part in parts {
        all.gaps.append(&mut part.gaps);
        all.unexamined.append(&mut part.unexamined);
    }
    Ok(all)
}

/// Groups of at least two features whose boxes touch one another, each in ascending order.
fn clusters(layer: &ConstraintLayer, ticket: &Ticket) -> Result<Vec<Vec<u32>>, Cancelled> {
    let n = layer.n_features();
    let mut parent: Vec<u32> = (0..u32::try_from(n).unwrap_or(u32::MAX)).collect();
    for feature in 0..parent.len() {
        ticket.check()?;
        let number = u32::try_from(feature).unwrap_or(u32::MAX);
        let bounds = layer.bounds_of(number);
        if bounds.is_empty() {
            continue;
        }
        for other in layer.candidates(bounds) {
            let (a, b) = (root(&mut parent, number), root(&mut parent, other));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); parent.len()];
    for feature in 0..parent.len() {
        let number = u32::try_from(feature).unwrap_or(u32::MAX);
        let root = root(&mut parent, number);
        members[root as usize].push(number);
    }
    members.retain(|cluster| cluster.len() > 1);
    Ok(members)
}

fn root(parent: &mut [u32], mut feature: u32) -> u32 {
    while parent[feature as usize] != feature {
        let above = parent[feature as usize];
        parent[feature as usize] = parent[above as usize];
        feature = above;
    }
    feature
}

fn in_cluster(
    layer: &ConstraintLayer,
    cluster: &[u32],
    limit_m: f64,
    question: LayerQuestion<'_>,
    engine: &mut Overlayer,
) -> Gaps {
    let unexamined = || Gaps {
        unexamined: vec![cluster[0]],
        ..Gaps::default()
    };
    let vertices: usize = cluster.iter().map(|feature| layer.n_positions(*feature)).sum();
    if vertices > MOST_VERTICES {
        return unexamined();
    }
    let mut regions: Vec<Region> = Vec::with_capacity(cluster.len());
    let mut own_holes: Vec<i128> = Vec::new();
    for feature in cluster {
        let column = layer.geometry(*feature);
        match engine.read(&oriented_rings(&column.feature(0)), Reading::EvenOdd) {
            Ok(region) => {
                own_holes.extend(
                    region
                        .iter()
                        .map(|ring| doubled_grid_area(ring))
                        .filter(|area| *area < 0),
                );
                regions.push(region);
            }
            Err(_) => return unexamined(),
        }
    }
    let Ok(union) = engine.union(&regions) else {
        return unexamined();
    };
    let mut found = Gaps::default();
    for ring in union {
        let area = doubled_grid_area(&ring);
        if area >= 0 || own_holes.contains(&area) {
            continue;
        }
        let ground = column_of(ring);
        let stretch = question.plane.stretch_at(ground.feature(0).bounds().center());
        let widths = widths(&ground.feature(0), stretch);
        if widths.greatest_m < limit_m {
            found.gaps.push(Gap {
                feature: first_beside(layer, &ground).unwrap_or(cluster[0]),
                area_m2: area_m2(&ground.feature(0)),
                widths,
                ground,
            });
        }
    }
    found
        .gaps
        .sort_by(|a, b| a.feature.cmp(&b.feature).then(a.area_m2.total_cmp(&b.area_m2)));
    found
}

fn column_of(mut ring: Vec<GridPoint>) -> PolygonColumn {
    ring.reverse();
    let points: Vec<_> = ring.into_iter().map(crate::geometry::Point::from_grid).collect();
    PolygonColumn::from_polygons(&[vec![points]])
}

fn first_beside(layer: &ConstraintLayer, ground: &PolygonColumn) -> Option<u32> {
    layer.candidates(ground.feature(0).bounds()).first().copied()
}

#[cfg(test)]
mod tests {
    use super::super::Tolerances;
    use super::super::scene::read_scene;
    use super::*;
    use crate::crs::Plane;

    #[test]
    fn narrow_ground_that_neighbours_enclose_is_a_gap_and_a_hole_is_none() {
        let layers = read_scene(
            "admin_unit A rect 0 0 50 100
             admin_unit B rect 50.2 0 100 100
             admin_unit C rect 50 0 50.2 10
             admin_unit D rect 50 90 50.2 100
             admin_unit E rect 200 0 300 100
             hole 250 10 250.5 10 250.5 90 250 90
             admin_unit F rect 300 0 310 100
             parcel P rect 0 0 1 1",
        )
        .0
        .layers;
        let plane = Plane::local();
        let question = LayerQuestion {
            plane: &plane,
            tolerances: Tolerances::default(),
            pieces: false,
        };
        let found = gaps_within(&layers[0], 1.0, question, &Ticket::new()).unwrap();
        assert_eq!(found.gaps.len(), 1);
        assert!((found.gaps[0].area_m2 - 16.0).abs() < 1e-6);
        assert!((found.gaps[0].widths.greatest_m - 0.2).abs() < 0.01);
        assert!(
            gaps_within(&layers[0], 0.1, question, &Ticket::new())
                .unwrap()
                .gaps
                .is_empty()
        );
    }
}
