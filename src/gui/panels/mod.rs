//! The panels around the map. Each looks at the [`Scene`](super::scene::Scene) and yields actions.

mod backgrounds;
mod bottom;
mod card;
mod card_facts;
mod consistency;
mod inbox;
mod layers;
mod legend;
mod repair;
mod ruler;
mod status_bar;
mod table;
mod welcome;

pub use bottom::bottom_ui;
pub use card::card_ui;
pub use inbox::inbox_ui;
pub use layers::layers_ui;
pub use ruler::ruler_ui;
pub use status_bar::status_bar_ui;
pub use welcome::welcome_ui;
