//! Features and layers as they are written.

use super::ground::{Point, Polygon, Ring, ring_area, signed_area};

/// A value of a field.
pub(crate) enum Value {
    /// A text.
    Text(String),
    /// A number with so many decimals.
    Decimal(f64, usize),
    /// A whole number.
    Whole(usize),
}

/// Fields in the order in which they are written.
pub(crate) type Fields = Vec<(&'static str, Value)>;

/// A feature; without polygons its geometry is null.
pub(crate) struct Feature {
    /// Identifier of the feature in the file; layers name theirs in a field.
    pub(crate) id: Option<String>,
    /// Its fields.
    pub(crate) fields: Fields,
    /// Its polygons.
    pub(crate) shape: Vec<Polygon>,
}

/// A file of features.
pub(crate) struct Layer {
    /// Role in the check, and name of the file; `parcels` for the parcels.
    pub(crate) role: &'static str,
    /// Name in Chinese.
    pub(crate) title: &'static str,
    /// Field that identifies a feature.
    pub(crate) key: &'static str,
    /// Features in file order.
    pub(crate) features: Vec<Feature>,
}

impl Feature {
    /// A feature of one polygon.
    pub(crate) fn new(fields: Fields, polygon: Polygon) -> Self {
        Self {
            id: None,
            fields,
            shape: vec![polygon],
        }
    }

    /// The text of a field; empty when it has none.
    pub(crate) fn text(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| *field == name);
        match found {
            Some((_, Value::Text(text))) => text,
            _ => "",
        }
    }
}

/// A field with a text.
pub(crate) fn text(name: &'static str, value: impl Into<String>) -> (&'static str, Value) {
    (name, Value::Text(value.into()))
}

/// A field with an area in m², two decimals as the data standards ask.
pub(crate) fn area(name: &'static str, value_m2: f64) -> (&'static str, Value) {
    (name, Value::Decimal(value_m2, 2))
}

/// The ring counter-clockwise, as GeoJSON asks of outer rings.
pub(crate) fn counter_clockwise(mut ring: Ring) -> Ring {
    let base = ring[0];
    let relative: Vec<_> = ring.iter().map(|point: &Point| point.relative_to(base)).collect();
    if signed_area(&relative, base) < 0.0 {
        ring.reverse();
    }
    ring
}

/// Area in m² inside the outer ring alone; the survey's own figure for a unit without islands.
pub(crate) fn outer_area(polygon: &Polygon) -> f64 {
    ring_area(&polygon[0])
}
