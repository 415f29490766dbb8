//! The names of a layer's features, to be found by name or pinyin initials.
//!
//! Meaning: features of one name are one entry: a village in three pieces is one place, and a hundred thousand fields
//! that are called 水田 are no list. An index is made once for a layer, on a thread, and kept while the layer is.
//!
//! Input: layers. Output: places, best first. Deliberately not here: parcels and coordinates ([`super::find`]).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rayon::prelude::*;

use super::document::{Document, LayerId};
use super::find::{self, Rank, Target};
use super::jobs::Work;
use super::task::Yield;
use crate::geometry::Bounds;
use crate::layer::{ConstraintLayer, NAME_FIELDS, Role};
use crate::progress::{Cancelled, Ticket};
use crate::text::initials::Typed;

/// Places that are listed at most.
pub const MOST: usize = 50;
/// Names that are looked at between two looks at the ticket.
const RUN: usize = 4096;

/// A name, and the features that have it.
#[derive(Debug)]
struct Name {
    /// In small letters.
    lower: Box<str>,
    /// The first feature with it.
    first: u32,
    n_features: u32,
    bounds: Bounds,
}

/// The names of a layer.
#[derive(Debug)]
pub struct LayerNames {
    layer: Arc<ConstraintLayer>,
    names: Vec<Name>,
}

impl LayerNames {
    /// Collects the names of a layer.
    ///
    /// # Errors
    /// When somebody asks the ticket to stop.
    pub fn of(layer: Arc<ConstraintLayer>, ticket: &Ticket) -> Result<Self, Cancelled> {
        ticket.begin(layer.n_features() as u64);
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut names: Vec<Name> = Vec::new();
        for feature in 0..u32::try_from(layer.n_features()).unwrap_or(u32::MAX) {
            ticket.check()?;
            ticket.advance(1);
            let bounds = layer.bounds_of(feature);
            let Some(name) = layer
                .attribute(feature, &NAME_FIELDS)
                .filter(|_| !bounds.is_empty())
            else {
                continue;
            };
            match known.entry(name.to_lowercase()) {
                Entry::Occupied(at) => {
                    let name = &mut names[*at.get()];
                    name.n_features += 1;
                    name.bounds = name.bounds.union(bounds);
                }
                Entry::Vacant(free) => {
                    names.push(Name {
                        lower: free.key().as_str().into(),
                        first: feature,
                        n_features: 1,
                        bounds,
                    });
                    free.insert(names.len() - 1);
                }
            }
        }
        Ok(Self { layer, names })
    }

    /// Whether these are the names of a layer as it is now.
    #[must_use]
    pub fn is_of(&self, layer: &Arc<ConstraintLayer>) -> bool {
        Arc::ptr_eq(&self.layer, layer)
    }

    fn is_of_units(&self) -> bool {
        self.layer.role == Role::AdminUnit
    }
}

/// The indexes of layers.
pub type Indexes = Vec<(LayerId, Arc<LayerNames>)>;

/// What a search by name gave.
#[derive(Debug)]
pub struct Found {
    /// What was looked for.
    pub text: String,
    /// What it can mean, likeliest first.
    pub targets: Vec<Target>,
    /// Whether all layers were searched; otherwise some are not ready yet.
    pub is_complete: bool,
}

/// Makes the indexes of some layers.
#[must_use]
pub fn index(layers: Vec<(LayerId, Arc<ConstraintLayer>)>) -> Work<Yield> {
    Box::new(move |ticket| {
        let mut indexes = Vec::with_capacity(layers.len());
        for (id, layer) in layers {
            indexes.push((id, Arc::new(LayerNames::of(layer, ticket)?)));
        }
        Ok(Yield::NamesIndexed(indexes))
    })
}

/// Looks for parcels and for features by their names.
#[must_use]
pub fn search(text: String, document: Document, indexes: Indexes, is_complete: bool) -> Work<Yield> {
    Box::new(move |ticket| {
        let targets = named(&text, &document, &indexes, ticket)?;
        Ok(Yield::NamesFound(Box::new(Found {
            text,
            targets,
            is_complete,
        })))
    })
}

/// The best of all places that a name can mean: equal ones, those that begin so, those that contain it, those with such
/// initials; of these parcels first, then administrative units, then other land.
fn named(
    text: &str,
    document: &Document,
    indexes: &Indexes,
    ticket: &Ticket,
) -> Result<Vec<Target>, Cancelled> {
    let wanted = text.trim().to_lowercase();
    let typed = Typed::of(&wanted);
    let mut best: Vec<(Rank, u8, Target)> = find::parcels(&wanted, typed.as_ref(), document)
        .into_iter()
        .map(|(rank, target)| (rank, 0, target))
        .collect();
    for (id, index) in indexes {
        let kind = if index.is_of_units() { 1 } else { 2 };
        let ranked = |(at, name): (usize, &Name)| {
            let rank = find::rank(&name.lower, &wanted, typed.as_ref())?;
            Some((rank, at))
        };
        let found: Result<Vec<Vec<(Rank, usize)>>, Cancelled> = index
            .names
            .par_chunks(RUN)
            .enumerate()
            .map(|(run, names)| {
                ticket.check()?;
                let numbered = names.iter().enumerate();
                Ok(numbered
                    .filter_map(|(at, name)| ranked((run * RUN + at, name)))
                    .collect())
            })
            .collect();
        let mut found: Vec<(Rank, usize)> = found?.into_iter().flatten().collect();
        found.sort_unstable();
        found.truncate(MOST);
        best.extend(found.into_iter().map(|(rank, at)| {
            let name = &index.names[at];
            let label = index.layer.attribute(name.first, &NAME_FIELDS);
            let target = Target::Feature {
                layer: *id,
                feature: name.first,
                label: label.unwrap_or_default(),
                layer_name: index.layer.name.clone(),
                n_features: name.n_features,
                bounds: name.bounds,
            };
            (rank, kind, target)
        }));
    }
    best.sort_by_key(|(rank, kind, _)| (*rank, *kind));
    best.truncate(MOST);
    Ok(best.into_iter().map(|(_, _, target)| target).collect())
}
