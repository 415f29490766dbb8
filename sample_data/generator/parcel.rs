//! A parcel, and what sets it apart from plain overlap.

use super::feature::{Feature, Layer, Value, text};
use super::ground::{Polygon, Ring, ring_area};
use super::outline::reversed;

/// A parcel.
pub(crate) struct Parcel {
    /// Its identifier, such as `P-01`.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is to be used for.
    pub(crate) purpose: &'static str,
    /// How it uses the ground: `occupy`, `under`, `over`.
    pub(crate) mode: &'static str,
    /// What it shows, for the README.
    pub(crate) shows: &'static str,
    /// Its polygons as written; none for a null geometry.
    pub(crate) shape: Vec<Polygon>,
    /// The same ground as convex rings to add and to take off: what areas are computed from.
    pub(crate) parts: Vec<(f64, Ring)>,
    /// What is not plain overlap.
    pub(crate) marks: Vec<Mark>,
}

/// What is not plain overlap about a parcel and a layer; places are role and feature number.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mark {
    /// Shares boundary and no ground.
    Touch(&'static str, usize),
    /// Comes within so many metres; reported where a rule names a distance.
    Near(&'static str, usize, f64),
    /// Shared ground (ground outside, for the urban boundary) is narrower than the boundary error.
    WithinError(&'static str),
    /// Shared ground is noise.
    Noise(&'static str),
    /// The readings of an invalid polygon differ about the ground shared with a role.
    Undetermined(&'static str),
    /// The readings of the parcel differ about its own ground.
    OwnReadingsDiffer,
    /// An invalid polygon takes part.
    FromInvalid,
}

impl Parcel {
    /// A parcel of one convex ring for which land is applied for.
    pub(crate) fn new(name: &'static str, purpose: &'static str, ring: Ring) -> Self {
        Self {
            id: String::new(),
            name,
            purpose,
            mode: "occupy",
            shows: "",
            parts: vec![(1.0, ring.clone())],
            shape: vec![vec![ring]],
            marks: Vec::new(),
        }
    }

    /// What it shows.
    pub(crate) fn shows(mut self, shows: &'static str) -> Self {
        self.shows = shows;
        self
    }

    /// How it uses the ground.
    pub(crate) fn mode(mut self, mode: &'static str) -> Self {
        self.mode = mode;
        self
    }

    /// Something that is not plain overlap.
    pub(crate) fn mark(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }

    /// Other polygons to write than the one convex ring; the parts stay.
    pub(crate) fn written_as(mut self, shape: Vec<Polygon>) -> Self {
        self.shape = shape;
        self
    }

    /// One more convex ring of ground.
    pub(crate) fn and(mut self, ring: Ring) -> Self {
        self.parts.push((1.0, ring));
        self
    }

    /// A convex hole.
    pub(crate) fn without(mut self, hole: Ring) -> Self {
        self.shape[0].push(reversed(&hole));
        self.parts.push((-1.0, hole));
        self
    }

    /// Its area in m².
    pub(crate) fn area(&self) -> f64 {
        self.parts.iter().map(|(sign, ring)| sign * ring_area(ring)).sum()
    }

    fn feature(&self) -> Feature {
        let fields = vec![
            text("DKBH", self.id.clone()),
            text("DKMC", self.name),
            text("XMMC", "示例县2026年度建设用地项目"),
            text("DKYTMC", self.purpose),
            ("DKMJ", Value::Decimal(self.area() / 10_000.0, 4)),
            text("land_mode", self.mode),
        ];
        Feature {
            id: Some(self.id.clone()),
            fields,
            shape: self.shape.clone(),
        }
    }
}

/// The layer of parcels.
pub(crate) fn layer(parcels: &[Parcel]) -> Layer {
    let features = parcels.iter().map(Parcel::feature).collect();
    Layer {
        role: "parcels",
        title: "拟用地块",
        key: "DKBH",
        features,
    }
}
