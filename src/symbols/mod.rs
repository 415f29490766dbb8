//! Symbols as data: how layers look on a map (符号).
//!
//! Meaning: a [`SymbolSet`] (符号集) says how polygons are drawn, by the role of their layer or by the value of an
//! attribute (land class, zone), between which scales, and under which words they stand in a legend. It also says where
//! its values come from and whether anybody has checked them against the official text. Sets are shipped
//! ([`builtin`]) or brought by the user in the program's own format ([`own`], TOML or JSON) or in one of another program.
//! [`Classes`] is a set laid over a layer: the number of the rule for each feature.
//!
//! Input: texts of symbol files, layers. Output: lengths in millimetres on paper, colours in sRGB, scales as
//! denominators (1 : n). A screen has [`PIXELS_PER_MM`] logical pixels a millimetre.
//!
//! Deliberately not here: drawing; the files of other programs; and the marks of a check (conflict, boundary error,
//! contact, undetermined). Those are the program's own in [`marks`], and no file changes them: a style must not be able
//! to hide a conflict.

pub mod builtin;
mod classes;
mod color;
pub mod marks;
pub mod own;
mod set;
mod symbol;
#[cfg(test)]
pub(crate) mod vision;

pub use classes::Classes;
pub use color::Color;
pub use set::{MOST_RULES, Rule, ScaleRange, Status, SymbolSet, When, Words};
pub use symbol::{Hatch, Line, Pattern, Symbol, Theme};

/// Logical pixels of a screen a millimetre: 96 dots an inch, to which every desktop scales.
pub const PIXELS_PER_MM: f32 = 96.0 / 25.4;
