//! Parcels of one file that lie over each other.
//!
//! Meaning: land that two parcels of a file both claim is counted twice in every sum, and is nearly always a slip. It is
//! told when the file is looked at; nothing is refused and nothing altered for it.
//!
//! Input: the parcels on the plane. Output: one note with how many pairs, how much, and the first pair. Parcels whose own
//! boundary makes no sense are told elsewhere ([`super::crossing`]) and are left out here.

use crate::geometry::{
    Bounds, Overlayer, PolygonColumn, Region, Stretch, column_region, is_as_wide_as, is_sound,
};
use crate::layer::{Note, Place, Severity, SourceLayer, plain_text};
use crate::progress::{Cancelled, Ticket};

/// Shared ground below this is rounding: square metres, and metres across.
const NOISE_M2: f64 = 0.01;
const NOISE_M: f64 = 0.001;

/// Points of a parcel, inserted ones included, beyond which it is none and is left out.
const MOST_POINTS: usize = 20_000;
/// Points of all pairs that are compared: parcels that all lie over each other would else take their square. The note
/// then tells of those that were found until then.
const MOST_COMPARED: usize = 2_000_000;

/// One parcel on the plane.
struct Lot {
    feature: u64,
    bounds: Bounds,
    region: Region,
    n_points: usize,
}

/// What there is to tell; `columns` are the chunks of the layer on the plane.
pub(super) fn note(
    layer: &SourceLayer,
    columns: &[PolygonColumn],
    ticket: &Ticket,
) -> Result<Option<Note>, Cancelled> {
    let mut lots = lots(columns);
    lots.sort_by(|a, b| a.bounds.min_x.total_cmp(&b.bounds.min_x));
    let mut engine = Overlayer::new();
    let (mut n_pairs, mut shared_m2, mut n_compared) = (0_u64, 0.0, 0);
    let mut first: Option<[u64; 2]> = None;
    'lots: for (at, lot) in lots.iter().enumerate() {
        ticket.check()?;
        let beside = lots[at + 1..]
            .iter()
            .take_while(|other| other.bounds.min_x <= lot.bounds.max_x);
        for other in beside.filter(|other| other.bounds.intersects(lot.bounds)) {
            n_compared += lot.n_points + other.n_points;
            if n_compared > MOST_COMPARED {
                break 'lots;
            }
            let area = shared(&mut engine, lot, other);
            if area > 0.0 {
                n_pairs += 1;
                shared_m2 += area;
                let pair = [lot.feature.min(other.feature), lot.feature.max(other.feature)];
                first = Some(first.map_or(pair, |known| known.min(pair)));
            }
        }
    }
    Ok(first.map(|[one, other]| {
        let place = Place {
            feature_id: id_of(layer, one),
            ..Place::feature(one)
        };
        Note::new("note-parcels-overlap", Severity::Warning, place)
            .with("count", n_pairs)
            .with("area", format!("{shared_m2:.2}"))
            .with(
                "other",
                id_of(layer, other).unwrap_or_else(|| (other + 1).to_string()),
            )
    }))
}

fn lots(columns: &[PolygonColumn]) -> Vec<Lot> {
    let mut lots = Vec::new();
    let mut number = 0;
    for column in columns {
        for feature in column.features() {
            let n_points = feature.n_positions();
            if (1..=MOST_POINTS).contains(&n_points) && is_sound(&feature) {
                let mut own = PolygonColumn::new();
                own.push_feature(&feature);
                lots.push(Lot {
                    feature: number,
                    bounds: feature.bounds(),
                    region: column_region(&own),
                    n_points,
                });
            }
            number += 1;
        }
    }
    lots
}

/// Ground that two parcels share in m²; 0 where it is rounding.
fn shared(engine: &mut Overlayer, lot: &Lot, other: &Lot) -> f64 {
    match engine.split(&lot.region, &other.region) {
        Ok(split)
            if split.shared_m2 >= NOISE_M2
                && is_as_wide_as(&split.shared.feature(0), Stretch::NONE, NOISE_M) =>
        {
            split.shared_m2
        }
        // Whatever the engine cannot settle is not told: the check tells it.
        _ => 0.0,
    }
}

fn id_of(layer: &SourceLayer, feature: u64) -> Option<String> {
    let mut row = usize::try_from(feature).ok()?;
    for chunk in &layer.chunks {
        if row < chunk.states.len() {
            return chunk.ids.get(row).and_then(plain_text);
        }
        row -= chunk.states.len();
    }
    None
}
