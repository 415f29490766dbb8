//! The open project as a value: what the user made or brought, and nothing derived from it.
//!
//! Meaning: a [`Document`] holds the plane, the parcels, the constraint layers and the question that
//! is asked of the rules. It is `Arc` all the way down, so a clone is a snapshot and a job can keep
//! one for as long as it likes. Every change is a [`Delta`](super::delta::Delta).
//!
//! Input: what an import yields. Output: a [`CheckRequest`].
//!
//! Deliberately not here: findings (derived), visibility and selection (view), files.

use std::sync::Arc;

use super::dossier::system::Whereabouts;
use crate::check::{CheckRequest, RuleRecord, Tolerances};
use crate::crs::Plane;
use crate::geometry::{Bounds, Point};
use crate::layer::{ConstraintLayer, ProposalLayer};
use crate::rules::{Activity, Phase, RuleSet};

/// Counts the changes of a document; results say which one they were computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Revision(pub u64);

/// Number of a constraint layer that stays its own while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(pub u64);

/// A constraint layer with its place in the document.
#[derive(Debug, Clone)]
pub struct MapLayer {
    /// Its number, given once.
    pub id: LayerId,
    /// The layer.
    pub layer: Arc<ConstraintLayer>,
}

/// What is asked of the rules, beside the ground itself.
#[derive(Debug, Clone)]
pub struct Question {
    /// The rules.
    pub rules: Arc<RuleSet>,
    /// What a report says about them.
    pub rule_records: Vec<RuleRecord>,
    /// Widths and areas below which shared ground is boundary error or noise.
    pub tolerances: Tolerances,
    /// What is to be done on the ground, when it is known.
    pub activity: Option<Activity>,
    /// Stage of the procedure, when it is known.
    pub phase: Option<Phase>,
    /// The day for which the rules are asked.
    pub as_of: jiff::civil::Date,
    /// Codes of the places whose rules hold.
    pub jurisdiction: Vec<String>,
}

/// The open project.
#[derive(Debug, Clone)]
pub struct Document {
    /// The plane in which everything lies; `None` before the first layer.
    pub plane: Option<Plane>,
    /// The parcels; `None` before the first one was opened or drawn.
    pub parcels: Option<ProposalLayer>,
    /// Constraint layers in the order in which they were added.
    pub layers: Vec<MapLayer>,
    /// What is asked of the rules.
    pub question: Question,
    pub(super) revision: Revision,
    pub(super) next_layer: u64,
}

impl Document {
    /// Where its layers lie on the Earth; `None` when it is empty or in local coordinates.
    #[must_use]
    pub fn whereabouts(&self) -> Option<Whereabouts> {
        let plane = self.plane.as_ref().filter(|plane| !plane.is_local())?;
        let of_parcels = self
            .parcels
            .iter()
            .flat_map(|layer| layer.parcels().map(|parcel| parcel.bounds()));
        let of_layers = self.layers.iter().map(|entry| entry.layer.bounds());
        let bounds = of_parcels.chain(of_layers).fold(Bounds::EMPTY, Bounds::union);
        if bounds.is_empty() {
            return None;
        }
        // Meridians and parallels are straight on the plane, so two corners say it all.
        let corner = |x, y| plane.inverse(Point { x, y });
        let (low, high) = (
            corner(bounds.min_x, bounds.min_y),
            corner(bounds.max_x, bounds.max_y),
        );
        Some(Whereabouts {
            degrees: [low.lon, low.lat, high.lon, high.lat],
        })
    }

    /// A document without layers.
    #[must_use]
    pub fn empty(question: Question) -> Self {
        Self {
            plane: None,
            parcels: None,
            layers: Vec::new(),
            question,
            revision: Revision(0),
            next_layer: 0,
        }
    }

    /// The document that a check request describes.
    #[must_use]
    pub fn of_request(request: CheckRequest) -> Self {
        let question = Question {
            rules: request.rules,
            rule_records: request.rule_records,
            tolerances: request.tolerances,
            activity: request.activity,
            phase: request.phase,
            as_of: request.as_of,
            jurisdiction: request.jurisdiction,
        };
        let mut document = Self::empty(question);
        document.plane = Some(request.plane);
        document.parcels = Some(request.parcels);
        for layer in request.layers {
            let id = document.new_layer_id();
            document.layers.push(MapLayer { id, layer });
        }
        document
    }

    /// Which state of the document this is.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Whether there is neither a parcel nor a layer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty() && self.parcels.is_none()
    }

    /// Gives out a layer number.
    pub fn new_layer_id(&mut self) -> LayerId {
        let id = LayerId(self.next_layer);
        self.next_layer += 1;
        id
    }

    /// The layer with a number.
    #[must_use]
    pub fn layer(&self, id: LayerId) -> Option<&MapLayer> {
        self.layers.iter().find(|layer| layer.id == id)
    }

    /// What the check is asked; `None` while there is no parcel layer or no plane.
    #[must_use]
    pub fn request(&self) -> Option<CheckRequest> {
        Some(CheckRequest {
            plane: self.plane.clone()?,
            parcels: self.parcels.clone()?,
            layers: self.layers.iter().map(|entry| Arc::clone(&entry.layer)).collect(),
            rules: Arc::clone(&self.question.rules),
            rule_records: self.question.rule_records.clone(),
            tolerances: self.question.tolerances,
            activity: self.question.activity,
            phase: self.question.phase,
            as_of: self.question.as_of,
            jurisdiction: self.question.jurisdiction.clone(),
        })
    }
}
