//! The coordinate reference system that a `.prj` names.
//!
//! Meaning: the text is WKT, mostly in the dialect of Esri, which has names and parameters and no codes. What it
//! means is found out by [`crate::crs::wkt`]; what nobody understands is noted with its name, and the layer names no
//! system. Nothing is guessed from the numbers.

use super::super::tally::shorten;
use crate::crs::CrsId;
use crate::crs::wkt::{Recognised, recognise};
use crate::layer::{Note, Place, Severity};

/// The system, and a note where the text does not name one.
pub(super) fn declared(prj: Option<&[u8]>, notes: &mut Vec<Note>) -> Option<CrsId> {
    let warning = |code| Note::new(code, Severity::Warning, Place::default());
    let Some(prj) = prj else {
        notes.push(warning("note-prj-missing"));
        return None;
    };
    let text = String::from_utf8_lossy(prj);
    match recognise(&text) {
        Recognised::Known(crs) => Some(crs),
        Recognised::Contradiction { name, crs, other } => {
            let note = warning("note-prj-contradiction").with("name", shorten(&name));
            notes.push(note.with("crs", crs).with("other", other));
            None
        }
        Recognised::Unknown { name } => {
            notes.push(warning("note-prj-unknown").with("name", shorten(&name)));
            None
        }
    }
}
