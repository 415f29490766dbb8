//! The import dossier (导入档案): what a file is, what is wrong with it, and what was decided for the user.
//!
//! Meaning: a file is read once and looked at from all sides: its counts, its role ([`role`]), its system with the
//! evidence ([`system`]), the areas that it declares against those that are computed ([`areas`]). What is certain is
//! decided; what is likely is proposed with its evidence; what is unknown is asked, never guessed in silence. The
//! command line prints a dossier, the window shows it before it adds a layer.
//!
//! Input: an input as it was named, and where the open project lies. Output: one [`Dossier`] per layer of the file.
//!
//! Deliberately not here: adding the layer ([`super::task`]), and changing anything in it.

pub mod areas;
pub mod crossing;
pub mod outline;
mod overlap;
pub mod role;
pub mod sketch;
pub mod surroundings;
pub mod system;

use std::ops::Deref;
use std::sync::Arc;

use rayon::prelude::*;

use self::areas::AreaReport;
use self::crossing::{Crossing, crossings};
use self::outline::Outline;
use self::role::RoleGuess;
use self::sketch::Sketch;
use self::system::{SystemProposal, Whereabouts, propose};
use super::frame::{Extent, PlaneInput, choose_plane};
use super::import::{ImportError, swap_by_hand};
use super::input::InputSpec;
use super::place::projected;
use super::task::Part;
use crate::check::Tolerances;
use crate::crs::{Crs, CrsId, Plane, Projector};
use crate::geometry::PolygonColumn;
use crate::io::{self, ALTERED_FEATURES};
use crate::layer::{FeatureState, Note, Notes, Place, Severity, SourceLayer};
use crate::progress::Ticket;

/// Name of the argument in which a note names an encoding.
const ENCODING: &str = "encoding";

/// What is known of one layer of a file.
#[derive(Debug)]
pub struct Dossier {
    /// The input: the file, the layer where it holds several, and what was given by hand.
    pub spec: InputSpec,
    /// The layer in the frame of its file.
    pub layer: SourceLayer,
    /// What it probably is in a check.
    pub role: RoleGuess,
    /// Its coordinate reference system, or what it may be.
    pub system: SystemProposal,
    /// What became of its features.
    pub counts: Counts,
    /// Declared against computed areas; `None` where nothing is declared or the system is not known.
    pub areas: Option<AreaReport>,
    /// Notes of the reading, and of the features that would not find their place.
    pub notes: Notes,
    /// The encoding of its text.
    pub encoding: EncodingFact,
    /// What it looks like.
    pub sketch: Sketch,
    /// Where it lies on the Earth, when its system is certain.
    pub outline: Option<Outline>,
    /// Features whose boundary crosses itself, with what each repair would give; the first of them.
    pub crossings: Vec<Crossing>,
    /// Polygons of which a ring was closed or left out on reading.
    altered: usize,
    /// The system in which it was tried out.
    tried: Option<CrsId>,
}

/// A dossier in several hands.
#[derive(Debug, Clone)]
pub struct SharedDossier(Arc<Dossier>);

impl SharedDossier {
    /// The layer, without a copy where nobody else holds it.
    #[must_use]
    pub fn into_layer(self) -> SourceLayer {
        Arc::try_unwrap(self.0).map_or_else(|shared| shared.layer.clone(), |dossier| dossier.layer)
    }
}

impl From<Dossier> for SharedDossier {
    fn from(dossier: Dossier) -> Self {
        Self(Arc::new(dossier))
    }
}

impl Deref for SharedDossier {
    type Target = Dossier;

    fn deref(&self) -> &Dossier {
        &self.0
    }
}

/// Two are equal when they are one: layers are not compared vertex by vertex.
impl PartialEq for SharedDossier {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// In which encoding a file's text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingFact {
    /// Its name.
    pub name: String,
    /// Why.
    pub basis: EncodingBasis,
}

/// Why an encoding was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingBasis {
    /// It was given by hand.
    ByHand,
    /// The format knows no other.
    Format,
    /// The file says so, or its bytes do; the note of this code tells how.
    Noted(&'static str),
}

impl EncodingBasis {
    /// Stable code; text id `encoding-basis-` and the code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Format => "format",
            Self::Noted(_) => "noted",
        }
    }
}

/// What became of the features. `read` is the sum of `kept`, `altered`, `no_geometry`, `not_polygon` and
/// `quarantined`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Features of the file.
    pub read: usize,
    /// Polygons that stand as they were.
    pub kept: usize,
    /// Polygons of which a ring was closed or left out.
    pub altered: usize,
    /// Features without geometry.
    pub no_geometry: usize,
    /// Points and lines.
    pub not_polygon: usize,
    /// Set aside (隔离): nothing near them may be called clear.
    pub quarantined: usize,
}

impl Counts {
    fn of(states: impl Fn(FeatureState) -> usize, altered: usize) -> Self {
        let polygons = states(FeatureState::Polygon);
        let no_geometry = states(FeatureState::NoGeometry);
        let not_polygon = states(FeatureState::NotPolygon);
        let quarantined = states(FeatureState::Unreadable);
        let altered = altered.min(polygons);
        Self {
            read: polygons + no_geometry + not_polygon + quarantined,
            kept: polygons - altered,
            altered,
            no_geometry,
            not_polygon,
            quarantined,
        }
    }

    /// Features with polygons.
    #[must_use]
    pub fn polygons(&self) -> usize {
        self.kept + self.altered
    }
}

/// Looks at all layers of a file, or at the one that is named; `around` is where the open project lies.
///
/// # Errors
/// When the file cannot be read.
pub fn inspect(
    spec: &InputSpec,
    around: Option<&Whereabouts>,
    ticket: &Ticket,
) -> Result<Vec<Dossier>, ImportError> {
    let layers = io::read_with(&spec.path, &spec.read_options(), ticket)?;
    let are_several = layers.len() > 1;
    let of_layer = |layer: SourceLayer| {
        let mut spec = spec.clone();
        if are_several {
            spec.layer = Some(layer.name.clone());
        }
        look_at(spec, layer, around, ticket)
    };
    layers.into_iter().map(of_layer).collect()
}

/// Looks at a layer that was read; what `spec` gives by hand is applied.
///
/// # Errors
/// When the ticket is cancelled.
pub fn look_at(
    spec: InputSpec,
    mut layer: SourceLayer,
    around: Option<&Whereabouts>,
    ticket: &Ticket,
) -> Result<Dossier, ImportError> {
    let encoding = encoding_of(&spec, &layer);
    if spec.swap_axes {
        swap_by_hand(&mut layer);
    }
    let system = propose(&spec, &layer, around);
    if let Some(sign) = system::web_map_sign(&layer) {
        let note = Note::new("note-web-map-suspected", Severity::Warning, Place::default());
        layer.notes.push(note.with("sign", sign));
    }
    let altered = layer
        .notes
        .iter()
        .filter(|note| note.code == ALTERED_FEATURES)
        .filter_map(|note| note.args.iter().find(|(name, _)| *name == "count"))
        .filter_map(|(_, count)| count.parse::<usize>().ok())
        .sum();
    let mut dossier = Dossier {
        role: role::guess(&layer),
        counts: Counts::default(),
        areas: None,
        notes: Notes::default(),
        sketch: Sketch::of(&layer),
        outline: None,
        crossings: Vec::new(),
        altered,
        tried: None,
        encoding,
        spec,
        layer,
        system,
    };
    dossier.follow_system(ticket)?;
    Ok(dossier)
}

/// What trying a chunk out told.
struct Tried {
    states: Vec<FeatureState>,
    rejections: Notes,
    areas: Vec<areas::Measured>,
    crossings: Vec<Crossing>,
    /// The chunk on the plane, where parcels are compared with each other.
    on_plane: Option<PolygonColumn>,
}

impl Dossier {
    /// Proposes the system anew where it is not certain, because more is known of what lies around.
    ///
    /// # Errors
    /// When the ticket is cancelled.
    pub fn look_around(&mut self, around: &Whereabouts, ticket: &Ticket) -> Result<(), ImportError> {
        if matches!(self.system, SystemProposal::Certain(_)) {
            return Ok(());
        }
        self.system = propose(&self.spec, &self.layer, Some(around));
        if self.system.likely().map(|crs| crs.id) == self.tried {
            return Ok(());
        }
        self.follow_system(ticket)
    }

    /// Tells what depends on the system.
    fn follow_system(&mut self, ticket: &Ticket) -> Result<(), ImportError> {
        self.notes = self.layer.notes.clone();
        self.counts = Counts::of(|state| self.layer.n_in_state(state), self.altered);
        self.areas = None;
        self.crossings.clear();
        if let SystemProposal::Certain(decided) = &self.system {
            self.outline = Outline::of(&self.layer, &decided.crs);
            let of_system = decided.note(self.layer.declared_crs);
            for note in of_system.into_iter().chain(decided.shift_notes()) {
                self.notes.push(note);
            }
        }
        let likely = self.system.likely().cloned();
        self.tried = likely.as_ref().map(|crs| crs.id);
        match likely {
            Some(crs) => self.try_out(&crs, ticket),
            None => Ok(()),
        }
    }

    /// Places the layer as it would be placed, to tell which features find no place and how large they are.
    fn try_out(&mut self, crs: &Crs, ticket: &Ticket) -> Result<(), ImportError> {
        let extent = Extent::of(&self.layer, crs);
        let input = PlaneInput {
            spec: &self.spec,
            crs,
            extent: &extent,
        };
        let Ok(plane) = choose_plane(&[input]) else {
            return Ok(());
        };
        let Ok(projector) = Projector::new(crs, &plane, Tolerances::default().edge_tolerance_m) else {
            return Ok(());
        };
        let tried = self.try_chunks(crs, &plane, &projector, ticket)?;
        let mut states = Vec::new();
        let mut measured = Vec::new();
        let mut columns = Vec::new();
        for tried in tried {
            columns.extend(tried.on_plane);
            states.extend(tried.states);
            self.notes.append(tried.rejections);
            measured.extend(tried.areas);
            self.crossings.extend(tried.crossings);
        }
        self.crossings.truncate(crossing::LISTED);
        let count = |wanted| states.iter().filter(|state| **state == wanted).count();
        self.counts = Counts::of(count, self.altered);
        self.areas = areas::report(&self.layer, &measured);
        self.notes_of_areas();
        if let Some(note) = overlap::note(&self.layer, &columns, ticket)? {
            self.notes.push(note);
        }
        Ok(())
    }

    fn try_chunks(
        &self,
        crs: &Crs,
        plane: &Plane,
        projector: &Projector,
        ticket: &Ticket,
    ) -> Result<Vec<Tried>, ImportError> {
        let chunks = &self.layer.chunks;
        let firsts = chunks.iter().scan(0, |next, chunk| {
            let first = *next;
            *next += chunk.states.len();
            Some(first)
        });
        let numbered: Vec<_> = firsts.zip(chunks).collect();
        let is_declared = areas::declares_areas(&self.layer);
        let is_looked_through = crossing::is_looked_through(&self.layer);
        // Protected land lies over other land as a rule.
        let is_compared = is_looked_through && !matches!(self.role.part, Some(Part::Layer(_)));
        numbered
            .into_par_iter()
            .map(|(first, chunk)| {
                ticket.check()?;
                let (on_plane, rejections) = projected(first, chunk, projector);
                let areas = if is_declared {
                    areas::measure(chunk, &on_plane.geometry, crs, plane)
                } else {
                    Vec::new()
                };
                let crossings = if is_looked_through {
                    crossings(first, chunk, &on_plane.geometry)
                } else {
                    Vec::new()
                };
                Ok(Tried {
                    on_plane: is_compared.then_some(on_plane.geometry),
                    crossings,
                    states: on_plane.states,
                    rejections,
                    areas,
                })
            })
            .collect()
    }

    fn notes_of_areas(&mut self) {
        if let Some(areas) = &self.areas {
            areas.notes().into_iter().for_each(|note| self.notes.push(note));
        }
    }
}

/// The encoding that was used, as the notes of the reading tell it.
fn encoding_of(spec: &InputSpec, layer: &SourceLayer) -> EncodingFact {
    let named = |note: &Note| {
        let arg = note.args.iter().find(|(name, _)| *name == ENCODING)?;
        Some((arg.1.clone(), note.code))
    };
    match (spec.encoding, layer.notes.iter().find_map(named)) {
        (Some(encoding), _) => EncodingFact {
            name: encoding.name().to_owned(),
            basis: EncodingBasis::ByHand,
        },
        (None, Some((name, code))) => EncodingFact {
            name,
            basis: EncodingBasis::Noted(code),
        },
        (None, None) => EncodingFact {
            name: io::Encoding::UTF_8.name().to_owned(),
            basis: EncodingBasis::Format,
        },
    }
}

#[cfg(test)]
mod tests;
