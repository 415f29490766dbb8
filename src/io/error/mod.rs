//! Why a file was not read or not written.
//!
//! Meaning: an error is a kind and a path. The kind has a stable code, which is also the id of its
//! text in `assets/texts`, and the facts of the sentence as arguments. `Display` gives an English
//! line for logs, with the path last, so that it can be cut off.
//!
//! Deliberately not here: faults of single features. Those are notes; the reading goes on.

mod read;
mod write;

pub use read::{ReadError, ReadErrorKind};
pub use write::{WriteError, WriteErrorKind};
