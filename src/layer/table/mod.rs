//! The attribute table (属性表): the features of a layer as rows, in an order and behind a filter.
//!
//! Meaning: [`Rows`] is a snapshot of a layer, parcels or protected land; [`Wish`] says what a person wants to see of
//! it; `arrange` finds out which rows these are, and in which order. That may take seconds for millions of rows,
//! so it runs on a thread, counts on a ticket and stops when asked.
//!
//! Fields with personal data, where an import was told to keep them, are columns whose values nobody sees: they are
//! neither searched nor sorted nor copied.
//!
//! Deliberately not here: what is selected, how wide a column is, and anything else of a screen.

mod arrange;
mod filter;
mod judged;
mod rows;
mod sound;
mod value;

pub use arrange::{Arranged, Direction, Wish, arrange};
pub use filter::Filter;
pub use judged::{Judged, Judgement};
pub use rows::{Column, ColumnId, Rows};
pub use sound::by_sound;
pub use value::{Value, natural};
