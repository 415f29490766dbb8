//! What holds the window together: the frame loop, the one place that changes things, menus, keys,
//! and the system's file dialog.

mod app;
mod background;
mod dispatch;
mod export;
mod here;
mod import;
mod judged;
mod keys;
mod look;
mod menu;
mod moves;
mod names;
mod pace;
mod picker;
mod renderer;
mod repair;
mod symbols;
mod table;

pub use app::{App, Services};
pub use picker::{FixedPicker, NoPicker, Pick, Picker, SystemPicker};
