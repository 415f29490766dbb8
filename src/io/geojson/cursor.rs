//! A place in one piece of JSON text, and the steps that can be taken from it.
//!
//! Meaning: the grammar of JSON without building values: keys are yielded, values are stepped over
//! and yielded as the text that they are. Values are checked as strictly as serde does; the common
//! ones (plain strings, numbers, words) here, the others by serde itself.
//!
//! Input: text whose nesting the splitter has limited; so nothing here can recurse without end.

use std::borrow::Cow;

use memchr::{memchr2, memchr3};
use serde_json::value::RawValue;

use super::super::tally::shorten;
use super::number::number_end;

/// A break of JSON grammar inside a piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Byte in the piece.
    pub at: usize,
    /// What should stand there, as a code.
    pub expected: &'static str,
}

/// A place in a text.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    /// The whole piece.
    pub text: &'a str,
    /// Byte in the piece.
    pub at: usize,
    /// Behind an object's opening brace, where a key needs no comma before it.
    at_first_key: bool,
}

impl<'a> Cursor<'a> {
    /// The start of a piece.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            at_first_key: false,
        }
    }

    /// The byte at this place.
    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over white space and yields the byte behind it.
    #[inline]
    pub fn peek_token(&mut self) -> Option<u8> {
        while let Some(byte) = self.peek() {
            if !is_space(byte) {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// A break of grammar at this place.
    pub fn broken(&self, expected: &'static str) -> Broken {
        Broken {
            at: self.at,
            expected,
        }
    }

    /// Steps over an object's opening brace.
    pub fn open_object(&mut self) -> Result<(), Broken> {
        match self.peek_token() {
            Some(b'{') => {
                self.at += 1;
                self.at_first_key = true;
                Ok(())
            }
            _ => Err(self.broken("object")),
        }
    }

    /// The next key of the object, with its text as written, leaving the cursor before the value;
    /// `None` behind the closing brace.
    pub fn next_key(&mut self) -> Result<Option<Key<'a>>, Broken> {
        match (self.peek_token(), std::mem::take(&mut self.at_first_key)) {
            (Some(b'}'), _) => {
                self.at += 1;
                return Ok(None);
            }
            (Some(b','), false) => self.at += 1,
            (_, false) => return Err(self.broken("comma-or-brace")),
            (_, true) => {}
        }
        if self.peek_token() != Some(b'"') {
            return Err(self.broken("key"));
        }
        let raw = self.value()?;
        let name = decode(raw).ok_or_else(|| self.broken("key"))?;
        if self.peek_token() != Some(b':') {
            return Err(self.broken("colon"));
        }
        self.at += 1;
        self.peek_token();
        Ok(Some(Key { name, raw }))
    }

    /// Steps over a value and yields its text.
    pub fn value(&mut self) -> Result<&'a str, Broken> {
        let first = self.peek_token().ok_or_else(|| self.broken("value"))?;
        let bytes = self.text.as_bytes();
        let end = match first {
            b'"' => plain_string_end(bytes, self.at + 1),
            b'-' | b'0'..=b'9' => number_end(bytes, self.at),
            b'n' => word_end(bytes, self.at, b"null"),
            b't' => word_end(bytes, self.at, b"true"),
            b'f' => word_end(bytes, self.at, b"false"),
            _ => None,
        };
        let end = match end {
            Some(end) => end,
            None => self.value_end_by_serde()?,
        };
        let start = std::mem::replace(&mut self.at, end);
        Ok(&self.text[start..end])
    }

    /// Steps over a bracketed or plain value by counting brackets only: for text that may hold what
    /// JSON does not know, such as NaN.
    pub fn skip_balanced(&mut self) -> Result<(), Broken> {
        let bytes = self.text.as_bytes();
        let mut depth = 0_u32;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at = string_end(bytes, self.at + 1).ok_or_else(|| self.broken("string"))?;
                    if depth == 0 {
                        return Ok(());
                    }
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b',' | b']' | b'}' if depth == 0 => return Ok(()),
                b']' | b'}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 && matches!(byte, b']' | b'}') {
                return Ok(());
            }
        }
        if depth == 0 {
            Ok(())
        } else {
            Err(self.broken("value"))
        }
    }

    /// A short piece of the text at a place, for messages.
    pub fn snippet(&self, at: usize) -> String {
        let rest = self.text.get(at..).unwrap_or_default();
        let end = memchr3(b',', b']', b'}', rest.as_bytes()).unwrap_or(rest.len());
        shorten(rest[..end].lines().next().unwrap_or_default().trim())
    }

    fn value_end_by_serde(&self) -> Result<usize, Broken> {
        let rest = &self.text[self.at..];
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match stream.next() {
            Some(Ok(_)) => Ok(self.at + stream.byte_offset()),
            Some(Err(error)) => Err(Broken {
                at: self.at + offset_of(rest, &error),
                expected: "value",
            }),
            None => Err(self.broken("value")),
        }
    }
}

/// The key of an object's member.
#[derive(Debug)]
pub(super) struct Key<'a> {
    /// The key itself.
    pub name: Cow<'a, str>,
    /// The key as written, with quotes.
    pub raw: &'a str,
}

/// The string that a JSON text stands for; `None` when it is no string.
pub(super) fn decode(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str(json).ok().map(Cow::Owned)
}

/// Whether JSON takes a byte as white space.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// Where a string ends that has neither escapes nor control characters; `None` when it has.
fn plain_string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let length = memchr2(b'"', b'\\', bytes.get(start..)?)?;
    let end = start + length;
    let plain = bytes[end] == b'"' && bytes[start..end].iter().all(|byte| *byte >= 0x20);
    plain.then_some(end + 1)
}

/// Where a string ends, whatever it holds.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

fn word_end(bytes: &[u8], start: usize, word: &[u8]) -> Option<usize> {
    let end = start + word.len();
    (bytes.get(start..end) == Some(word)).then_some(end)
}

/// Byte offset of a serde error in the text that it read.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_value_is_accepted_as_serde_accepts_it(text in r#"[\[\]{},:"\\ a0-9.eEnrtuls\-\n\x01é]{1,10}"#) {
            let mut cursor = Cursor::new(&text);
            let ours = cursor.value().is_ok() && cursor.peek_token().is_none();
            prop_assert_eq!(ours, serde_json::from_str::<&RawValue>(&text).is_ok());
        }
    }

    #[test]
    fn members_come_with_their_text_as_written() {
        let mut cursor = Cursor::new("{ \"a\\u0062\" : 1.50 , \"b\":[1, {\"c\":\"}\"}]}");
        cursor.open_object().unwrap();
        let key = cursor.next_key().unwrap().unwrap();
        assert_eq!((key.name.as_ref(), key.raw), ("ab", "\"a\\u0062\""));
        assert_eq!(cursor.value(), Ok("1.50"));
        assert_eq!(cursor.next_key().unwrap().unwrap().name, "b");
        assert_eq!(cursor.value(), Ok("[1, {\"c\":\"}\"}]"));
        assert!(cursor.next_key().unwrap().is_none());
    }

    #[test]
    fn a_trailing_comma_and_a_missing_one_are_broken() {
        let mut cursor = Cursor::new("{\"a\":1,}");
        cursor.open_object().unwrap();
        cursor.next_key().unwrap();
        cursor.value().unwrap();
        assert_eq!(
            cursor.next_key().unwrap_err(),
            Broken {
                at: 7,
                expected: "key"
            }
        );
        let mut cursor = Cursor::new("{\"a\":1 \"b\":2}");
        cursor.open_object().unwrap();
        cursor.next_key().unwrap();
        cursor.value().unwrap();
        assert_eq!(
            cursor.next_key().unwrap_err(),
            Broken {
                at: 7,
                expected: "comma-or-brace"
            }
        );
    }

    #[test]
    fn balanced_text_is_stepped_over_whatever_it_holds() {
        for (text, end) in [
            ("{\"a\":[NaN,\"]}\"]},1", 16),
            ("NaN,1", 3),
            ("\"a,\\\"b\",1", 7),
            ("x}", 1),
            ("[", 1),
        ] {
            let mut cursor = Cursor::new(text);
            assert_eq!(cursor.skip_balanced().is_ok(), text != "[");
            assert_eq!(cursor.at, end, "{text}");
        }
    }
}
