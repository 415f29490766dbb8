//! Lines and columns of a text that goes by in pieces.
//!
//! A line ends at LF, at CR LF (one end, also when a piece ends between the two) or at a CR alone.
//! Columns count characters, not bytes. The work is done on whole pieces, not byte by byte, because
//! every byte of a file passes through here once.

use memchr::memchr2_iter;

/// A place in a text: byte from 0, line and column from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// Bytes before this place.
    pub byte: u64,
    /// Line.
    pub line: u64,
    /// Column in characters.
    pub column: u64,
    /// Whether the last byte was a CR, so that a LF now belongs to it.
    after_cr: bool,
}

impl Position {
    /// The start of a text.
    pub const START: Self = Self {
        byte: 0,
        line: 1,
        column: 1,
        after_cr: false,
    };

    /// The place after a byte order mark, which has no width.
    pub fn after_mark(self, bytes: u64) -> Self {
        Self {
            byte: self.byte + bytes,
            ..self
        }
    }

    /// The place behind `text`, which begins at this place.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let Some(last) = text.last() else { return self };
        let mut line = self.line;
        let mut line_start = None;
        for at in memchr2_iter(b'\n', b'\r', text) {
            let before = if at == 0 {
                self.after_cr
            } else {
                text[at - 1] == b'\r'
            };
            if text[at] == b'\r' || !before {
                line += 1;
            }
            line_start = Some(at + 1);
        }
        let column = match line_start {
            Some(start) => 1 + characters(&text[start..]),
            None => self.column + characters(text),
        };
        Self {
            byte: self.byte + text.len() as u64,
            line,
            column,
            after_cr: *last == b'\r',
        }
    }
}

/// Number of characters: bytes that do not continue a UTF-8 sequence. Summed in short runs, so that
/// the compiler can count many bytes at once.
fn characters(text: &[u8]) -> u64 {
    let starts = |byte: &u8| byte & 0xC0 != 0x80;
    text.chunks(128)
        .map(|run| u64::from(run.iter().map(|byte| u8::from(starts(byte))).sum::<u8>()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_end(pieces: &[&str]) -> (u64, u64) {
        let end = pieces
            .iter()
            .fold(Position::START, |p, piece| p.after(piece.as_bytes()));
        (end.line, end.column)
    }

    #[test]
    fn all_line_ends_count_once_however_the_text_is_cut() {
        assert_eq!(at_end(&["a\nb\r\nc\rde"]), (4, 3));
        assert_eq!(at_end(&["a\nb\r", "\nc\rde"]), (4, 3));
        assert_eq!(at_end(&["\r", "\r", "\n", "\n"]), (4, 1));
        assert_eq!(at_end(&["地块", "x"]), (1, 4));
        assert_eq!(Position::START.after("é\n".as_bytes()).byte, 3);
    }

    #[test]
    fn long_runs_are_counted_whole() {
        let text = "地a".repeat(500);
        assert_eq!(characters(text.as_bytes()), 1000);
    }
}
