//! Notes of an import, as lines for a terminal.

use crate::layer::Notes;
use crate::text::{Texts, visible};

/// Notes of one code before the rest is only counted.
const MAX_PER_CODE: u64 = 10;

/// One line per note: severity, sentence, place. Many of the same kind are counted.
#[must_use]
pub fn note_lines(notes: &Notes, texts: &Texts) -> Vec<String> {
    let mut lines = Vec::new();
    for (code, count) in notes.counts() {
        let of_code = notes.iter().filter(|note| note.code == *code);
        for note in of_code.take(usize::try_from(MAX_PER_CODE).unwrap_or(usize::MAX)) {
            let place = note.place.to_string();
            let facts = [
                (
                    "severity",
                    texts.get(&format!("severity-{}", note.severity.code())),
                ),
                ("note", visible(&texts.note(note)).into_owned()),
                ("place", visible(&place).into_owned()),
            ];
            let id = if place.is_empty() {
                "cli-note"
            } else {
                "cli-note-at"
            };
            lines.push(texts.get_with(id, &facts));
        }
        if *count > MAX_PER_CODE {
            let facts = [
                ("count", (count - MAX_PER_CODE).to_string()),
                ("code", (*code).to_owned()),
            ];
            lines.push(texts.get_with("cli-note-more", &facts));
        }
    }
    lines
}
