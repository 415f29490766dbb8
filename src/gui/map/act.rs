//! What the user asks of the map alone: where it looks, what lies over it, what is selected on it.
//!
//! Deliberately not here: what is done about it (`gui::shell::moves`).

use super::ruler::RulerStep;
use super::stack::Hit;
use crate::geometry::{Bounds, Point};
use crate::layer::ParcelId;
use crate::workspace::find::Target;
use crate::workspace::settings::Preset;

/// One intent that concerns the map.
#[derive(Debug, Clone, PartialEq)]
pub enum MapAction {
    /// Chooses what mouse, wheel and keys do.
    Preset(Preset),
    /// Goes back to the view before.
    PreviousView,
    /// Goes forward to the view after.
    NextView,
    /// Shows the selected conflict: the piece that is looked at, or all of the selected item's.
    ZoomToConflict,
    /// Shows the map at the scale 1 : n.
    Scale(f64),
    /// Shows latitude and longitude as decimals, or as degrees, minutes and seconds.
    ToggleDegrees,
    /// Shows or hides the lines of longitude and latitude.
    ToggleGraticule,
    /// Shows or hides the kilometre grid.
    ToggleKilometreGrid,
    /// Asks where to go.
    AskPlace,
    /// Looks for a place by its name.
    FindNames(String),
    /// Goes to a place.
    GoTo {
        /// The place.
        target: Target,
        /// What was typed for it.
        typed: String,
    },
    /// Lists what lies at a place; without one, under the pointer or else in the middle of the map.
    AskHere(Option<Point>),
    /// Closes that list.
    CloseHere,
    /// Selects something on the map; with the place that was clicked for it.
    Pick(Hit, Option<Point>),
    /// Does one step of measuring.
    Ruler(RulerStep),
    /// Selects one parcel more, or less.
    Choose(ParcelId, Choice),
    /// Selects by a box.
    ChooseBox {
        /// The box.
        bounds: Bounds,
        /// Whether a parcel that only crosses the box counts, or only one that lies inside.
        crossing: bool,
        /// What becomes of the selection.
        choice: Choice,
    },
}

/// What becomes of the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// It is the new one.
    #[default]
    Replace,
    /// The new one is added.
    Add,
    /// What was selected is not, and the reverse.
    Toggle,
    /// The new one is taken away.
    Remove,
}

impl Choice {
    /// The choice that keys ask for: Shift adds, Ctrl toggles, Alt takes away.
    #[must_use]
    pub fn of(modifiers: egui::Modifiers) -> Self {
        if modifiers.alt {
            Self::Remove
        } else if modifiers.command {
            Self::Toggle
        } else if modifiers.shift {
            Self::Add
        } else {
            Self::Replace
        }
    }
}
