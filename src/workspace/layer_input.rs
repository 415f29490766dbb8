//! A constraint layer on its way into a project: read from its file, or found prepared.
//!
//! Meaning: what is asked of an input before it is placed (its system, where it lies, how many features) is known
//! either way, so the plane is chosen the same way and the result is the same layer.
//!
//! Input: an input as it was named, and the cache if there is one. Output: a layer on the plane, and what may be
//! kept for the next time.
//!
//! Deliberately not here: how prepared layers are kept ([`super::prepared`]).

use std::sync::Arc;

use super::frame::{DecidedCrs, Extent, PlaneInput};
use super::import::{ImportError, ReadInput, read_one};
use super::input::InputSpec;
use super::place::{Target, place_constraint};
use super::prepared::{Cache, Card};
use crate::crs::{CrsError, Plane};
use crate::layer::{ConstraintLayer, Role};
use crate::progress::Ticket;

/// A constraint layer before it is placed.
#[derive(Debug)]
pub enum LayerInput {
    /// It was read.
    Read(Box<ReadInput>),
    /// It lies prepared.
    Prepared(Box<PreparedInput>),
}

/// An input that lies prepared.
#[derive(Debug)]
pub struct PreparedInput {
    spec: InputSpec,
    card: Card,
    extent: Result<Extent, CrsError>,
}

/// A layer that was read and placed just now, with what has to be remembered of it.
#[derive(Debug, Clone)]
pub struct Fresh {
    spec: InputSpec,
    decided: DecidedCrs,
    extent: Extent,
    layer: Arc<ConstraintLayer>,
}

impl LayerInput {
    /// Finds an input prepared, or reads it.
    ///
    /// # Errors
    /// As [`read_one`].
    pub fn find(spec: &InputSpec, cache: Option<&Cache>, ticket: &Ticket) -> Result<Self, ImportError> {
        if let Some(card) = cache.and_then(|cache| cache.find(spec)) {
            let extent = Ok(card.extent);
            return Ok(Self::Prepared(Box::new(PreparedInput {
                spec: spec.clone(),
                card,
                extent,
            })));
        }
        read_one(spec, ticket).map(|input| Self::Read(Box::new(input)))
    }

    /// What it has to say about the plane.
    #[must_use]
    pub fn plane_input(&self) -> PlaneInput<'_> {
        match self {
            Self::Read(input) => input.plane_input(),
            Self::Prepared(input) => PlaneInput {
                spec: &input.spec,
                crs: &input.card.decided.crs,
                extent: &input.extent,
            },
        }
    }

    /// Number of features.
    #[must_use]
    pub fn n_features(&self) -> usize {
        match self {
            Self::Read(input) => input.layer.n_features(),
            Self::Prepared(input) => input.card.n_features as usize,
        }
    }

    /// Brings the layer onto a plane. A prepared one that cannot be believed, or lies on another plane, is read
    /// after all.
    ///
    /// # Errors
    /// As [`read_one`] and [`place_constraint`].
    pub fn place(
        self,
        role: Role,
        target: Target<'_>,
        cache: Option<&Cache>,
        ticket: &Ticket,
    ) -> Result<(Arc<ConstraintLayer>, Option<Fresh>), ImportError> {
        let input = match self {
            Self::Read(input) => *input,
            Self::Prepared(input) => {
                let PreparedInput { spec, card, .. } = *input;
                let found = cache.and_then(|cache| cache.layer(&card, role.clone(), &spec, target));
                if let Some(mut layer) = found {
                    layer.given = spec.given();
                    ticket.advance(layer.n_features() as u64);
                    return Ok((Arc::new(layer), None));
                }
                read_one(&spec, ticket)?
            }
        };
        let ReadInput {
            spec,
            layer,
            decided,
            extent,
        } = input;
        let mut placed = place_constraint(role, layer, &decided.crs, target, ticket)
            .map_err(|error| ImportError::of_placing(&spec, error))?;
        placed.given = spec.given();
        let layer = Arc::new(placed);
        let fresh = extent.ok().map(|extent| Fresh {
            spec,
            decided,
            extent,
            layer: Arc::clone(&layer),
        });
        Ok((layer, fresh))
    }
}

/// Keeps layers for the next time. What cannot be kept is read again then, so a full disk is no error here.
pub fn keep(cache: &Cache, fresh: &[Fresh], plane: &Plane, tolerance_m: f64) {
    let target = Target { plane, tolerance_m };
    for layer in fresh {
        let known = (&layer.decided, &layer.extent);
        if cache.keep(&layer.spec, known, &layer.layer, target).is_err() {
            return;
        }
    }
}

/// The same beside other work, on a thread of its own.
pub fn keep_in_background(cache: Cache, fresh: Vec<Fresh>, plane: Plane, tolerance_m: f64) {
    if fresh.is_empty() {
        return;
    }
    // Without a thread the layers are read again next time.
    let _ = std::thread::Builder::new()
        .name("keep-layers".to_owned())
        .spawn(move || keep(&cache, &fresh, &plane, tolerance_m));
}
