//! Commands: from what the user wants to the delta that does it.
//!
//! Meaning: each command looks at a document and yields a [`Delta`] with the
//! label under which it can be undone. It changes nothing itself, so it can be tested without a
//! window and run as well by a script.
//!
//! Deliberately not here: performing the delta ([`super::history`]) and asking the user anything.

mod draw;
mod layers;
mod parcels;
mod repair;

pub use draw::draw_parcel;
pub use layers::{NewLayers, import_layers, remove_layer};
pub use parcels::delete_parcels;
pub use repair::{RepairOffer, offers_of, repair_parcel, repair_parcels, repairs};

use super::delta::Delta;
use super::history::Label;

/// What a command yields: what to do, and what to call it.
pub type Planned = (Delta, Label);
