//! Texts and numbers for people: zh-CN and en.
//!
//! Meaning: everything below this module speaks in codes and arguments; here they become sentences.
//! A [`Texts`] holds the catalogue of one [`Language`]. The sentences stand in
//! `assets/texts/<language>/*.ftl` (Fluent), one file per part of the program, embedded in the binary.
//!
//! Input: a text id and the facts of the sentence, or a value of the domain (role, verdict, reason,
//! note). Output: a string in the language of the catalogue. Numbers are rounded once, here, from
//! the exact value.
//!
//! Deliberately not here: choosing the language (that is a setting or an argument), layout, and any
//! judgement: a word never depends on more than the value it stands for.

mod catalogue;
pub mod initials;
pub mod number;
pub mod spreadsheet;
mod visible;
mod words;

pub use catalogue::{Language, Texts};
pub use number::Amount;
pub use visible::visible;
