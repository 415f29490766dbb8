//! Finds the end of one JSON value in text that comes in pieces, by counting brackets.
//!
//! Meaning: no recursion, no copy and no grammar: only strings, escapes and brackets, so that a
//! value of a gigabyte, or one that is not quite JSON inside, has an end too. Depth is limited. Runs
//! of 64 bytes without a quotation mark whose brackets cannot end the value are stepped over at once;
//! coordinates are nearly all such runs.

use memchr::memchr2;

use super::cursor::is_space;

/// The deepest nesting that is read, the top-level object counted as one.
pub(super) const DEPTH_LIMIT: u32 = 64;

/// Bytes that are looked at together.
const RUN: usize = 64;

/// Where in a value the scan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Before its first byte.
    Start,
    /// In an array or object, outside of strings.
    Brackets,
    /// In a string.
    Text,
    /// In a string, behind a backslash.
    Escape,
    /// In a number or word.
    Word,
}

/// The state of a scan over one value.
#[derive(Debug)]
pub(super) struct Scan {
    inside: Inside,
    /// Depth of what holds the value.
    base: u32,
    /// Depth at this place.
    depth: u32,
    /// Closing bracket that the value must end with.
    closing: u8,
}

/// How far one piece of text led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// The value ends before this byte of the piece.
    Ended(usize),
    /// The whole piece belongs to the value, which goes on.
    GoesOn,
}

/// Why a value has no end, with the byte of the piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoEnd {
    /// Brackets are nested too deeply.
    TooDeep(usize),
    /// The value is closed by the wrong bracket.
    WrongBracket(usize),
}

impl Scan {
    /// A scan of a value that stands in something at depth `base`.
    pub fn new(base: u32) -> Self {
        Self {
            inside: Inside::Start,
            base,
            depth: base,
            closing: 0,
        }
    }

    /// Goes through the next piece of text.
    pub fn run(&mut self, piece: &[u8]) -> Result<Progress, NoEnd> {
        let mut at = 0;
        while at < piece.len() {
            let ended = match self.inside {
                Inside::Start => {
                    self.start(piece[at]);
                    if self.inside == Inside::Word {
                        continue;
                    }
                    false
                }
                Inside::Word => {
                    at += word_length(&piece[at..]);
                    if at < piece.len() {
                        return Ok(Progress::Ended(at));
                    }
                    break;
                }
                Inside::Escape => {
                    self.inside = Inside::Text;
                    false
                }
                Inside::Text => {
                    at += memchr2(b'"', b'\\', &piece[at..]).unwrap_or(piece.len() - at);
                    if at == piece.len() {
                        break;
                    }
                    self.text_mark(piece[at])
                }
                Inside::Brackets => {
                    at = self.step_over_runs(piece, at);
                    if at == piece.len() {
                        break;
                    }
                    self.bracket(piece[at], at)?
                }
            };
            at += 1;
            if ended {
                return Ok(Progress::Ended(at));
            }
        }
        Ok(Progress::GoesOn)
    }

    fn start(&mut self, first: u8) {
        self.inside = match first {
            b'"' => Inside::Text,
            b'[' | b'{' => {
                self.depth += 1;
                self.closing = if first == b'[' { b']' } else { b'}' };
                Inside::Brackets
            }
            _ => Inside::Word,
        };
    }

    /// Takes a quotation mark or backslash inside a string; true when the value ends with it.
    fn text_mark(&mut self, byte: u8) -> bool {
        if byte == b'\\' {
            self.inside = Inside::Escape;
            return false;
        }
        self.inside = Inside::Brackets;
        self.depth == self.base
    }

    /// Takes a bracket or quotation mark outside of strings; true when the value ends with it.
    fn bracket(&mut self, byte: u8, at: usize) -> Result<bool, NoEnd> {
        match byte {
            b'"' => self.inside = Inside::Text,
            b'[' | b'{' => {
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    return Err(NoEnd::TooDeep(at));
                }
            }
            _ => {
                self.depth -= 1;
                if self.depth == self.base {
                    return if byte == self.closing {
                        Ok(true)
                    } else {
                        Err(NoEnd::WrongBracket(at))
                    };
                }
            }
        }
        Ok(false)
    }

    /// The next byte that has to be looked at: a bracket or quotation mark, or the end of the piece.
    /// Everything before it has been counted.
    fn step_over_runs(&mut self, piece: &[u8], mut at: usize) -> usize {
        while let Some(run) = piece[at..].first_chunk::<RUN>() {
            let tally = Tally::of(run);
            let cannot_end = self.depth.saturating_sub(tally.closing) > self.base;
            if tally.quotes > 0 || !cannot_end || self.depth + tally.opening > DEPTH_LIMIT {
                break;
            }
            self.depth = self.depth + tally.opening - tally.closing;
            at += RUN;
        }
        at + piece[at..]
            .iter()
            .position(|byte| is_mark(*byte))
            .unwrap_or(piece.len() - at)
    }
}

/// What is in a run of bytes.
struct Tally {
    quotes: u32,
    opening: u32,
    closing: u32,
}

impl Tally {
    /// Three sums without a branch, which the compiler turns into vector code. `[` and `{`, and `]`
    /// and `}`, differ in one bit only.
    #[inline]
    fn of(run: &[u8; RUN]) -> Self {
        let (mut quotes, mut opening, mut closing) = (0_u8, 0_u8, 0_u8);
        for byte in run {
            quotes += u8::from(*byte == b'"');
            opening += u8::from(byte | 0x20 == b'{');
            closing += u8::from(byte | 0x20 == b'}');
        }
        Self {
            quotes: quotes.into(),
            opening: opening.into(),
            closing: closing.into(),
        }
    }
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'"' | b'[' | b']' | b'{' | b'}')
}

/// Length of a number or word: up to what can only stand behind it.
fn word_length(text: &[u8]) -> usize {
    let ends = |byte: &u8| is_space(*byte) || is_mark(*byte) || matches!(byte, b',' | b':');
    text.iter().position(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scans a text cut into pieces of one length; yields the byte where the value ends.
    fn end_of(text: &str, piece: usize) -> Option<usize> {
        let mut scan = Scan::new(2);
        let mut done = 0;
        for part in text.as_bytes().chunks(piece) {
            match scan.run(part).unwrap() {
                Progress::Ended(at) => return Some(done + at),
                Progress::GoesOn => done += part.len(),
            }
        }
        None
    }

    #[test]
    fn values_end_where_they_end_however_the_text_is_cut() {
        let ring = "[115.12345678,27.12345678],".repeat(40);
        let long = format!("{{\"a\":[[{ring}[1,2]]],\"b\":\"}}]\\\"\\\\\"}}");
        for value in [
            "null",
            "-1.5e7",
            "\"a,\\\"]\"",
            "[]",
            "{\"a\":[{}]}",
            long.as_str(),
        ] {
            for rest in [",1", "]", " ", "}"] {
                for piece in [1, 2, 7, 64, 65, 5000] {
                    assert_eq!(
                        end_of(&format!("{value}{rest}"), piece),
                        Some(value.len()),
                        "{value}{rest}"
                    );
                }
            }
        }
        assert_eq!(end_of("[[1,2]", 3), None);
        assert_eq!(end_of("\"abc", 9), None);
    }

    #[test]
    fn depth_is_limited_inside_runs_and_beside_them() {
        for padding in ["", " "] {
            let fits = format!("[{padding}").repeat(61) + &"1,".repeat(80);
            assert_eq!(Scan::new(2).run(fits.as_bytes()), Ok(Progress::GoesOn));
            let deeper = format!("[{padding}").repeat(1_000_000);
            let at = 62 * (1 + padding.len());
            assert_eq!(Scan::new(2).run(deeper.as_bytes()), Err(NoEnd::TooDeep(at)));
        }
    }

    #[test]
    fn the_outermost_bracket_must_fit() {
        assert_eq!(Scan::new(2).run(b"{\"a\":1]"), Err(NoEnd::WrongBracket(6)));
    }
}
