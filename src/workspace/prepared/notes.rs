//! Notes in a file.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::layer::{Note, Notes, Place, Severity};

/// Codes and argument names that are remembered; a file that names more is not one of ours.
const MOST_WORDS: usize = 2000;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NotesFile {
    notes: Vec<NoteFile>,
    counts: Vec<(String, u64)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct NoteFile {
    code: String,
    severity: String,
    feature: Option<u64>,
    feature_id: Option<String>,
    ring: Option<u32>,
    vertex: Option<u32>,
    line: Option<u64>,
    column: Option<u64>,
    byte: Option<u64>,
    args: Vec<(String, String)>,
}

impl NotesFile {
    pub fn of(notes: &Notes) -> Self {
        let one = |note: &Note| NoteFile {
            code: note.code.to_owned(),
            severity: note.severity.code().to_owned(),
            feature: note.place.feature,
            feature_id: note.place.feature_id.clone(),
            ring: note.place.ring,
            vertex: note.place.vertex,
            line: note.place.line,
            column: note.place.column,
            byte: note.place.byte,
            args: note
                .args
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        };
        Self {
            notes: notes.iter().map(one).collect(),
            counts: notes
                .counts()
                .iter()
                .map(|(code, count)| ((*code).to_owned(), *count))
                .collect(),
        }
    }

    /// The notes; `None` when a word in them is none of this program's.
    pub fn notes(self) -> Option<Notes> {
        let one = |note: NoteFile| {
            let args: Option<Vec<_>> = note
                .args
                .into_iter()
                .map(|(name, value)| Some((word(&name)?, value)))
                .collect();
            Some(Note {
                code: word(&note.code)?,
                severity: Severity::of_code(&note.severity)?,
                place: Place {
                    feature: note.feature,
                    feature_id: note.feature_id,
                    ring: note.ring,
                    vertex: note.vertex,
                    line: note.line,
                    column: note.column,
                    byte: note.byte,
                },
                args: args?,
            })
        };
        let notes: Option<Vec<Note>> = self.notes.into_iter().map(one).collect();
        let counts: Option<Vec<_>> = self
            .counts
            .into_iter()
            .map(|(code, count)| Some((word(&code)?, count)))
            .collect();
        Some(Notes::of_parts(notes?, counts?))
    }
}

/// A word that lives as long as the program: codes are few, and each is kept once.
pub(super) fn word(text: &str) -> Option<&'static str> {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let plain = !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if !plain {
        return None;
    }
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(text) {
        return Some(known);
    }
    if words.len() >= MOST_WORDS {
        return None;
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    words.insert(kept);
    Some(kept)
}
