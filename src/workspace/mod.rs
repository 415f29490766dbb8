//! The open project and every way in which it may change; no screen.
//!
//! Meaning: what the command line and the window share. A check plan names files ([`plan`],
//! [`input`]); [`import`] turns them into layers on one plane ([`frame`], [`place`]); [`session`]
//! makes a check request of them and documents of its result. Constraint layers that were read before lie
//! [`prepared`]; [`layer_input`] takes them or reads.
//!
//! Deliberately not here: words, widgets and the layout of a report.

pub mod compare;
pub mod frame;
pub mod import;
pub mod input;
pub mod layer_input;
pub mod place;
pub mod plan;
pub mod prepared;
pub mod problem;
pub mod session;
pub mod shift;

pub mod attributes;
pub mod background;
pub mod command;
pub mod consistency;
pub mod delta;
pub mod document;
pub mod dossier;
pub mod export;
pub mod find;
pub mod habit;
pub mod history;
pub mod jobs;
pub mod message;
pub mod names;
#[cfg(test)]
mod scene;
pub mod settings;
pub mod state;
pub mod symbology;
pub mod table_habit;
pub mod task;
pub mod trial;
