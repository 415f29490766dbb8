//! The file as blocks of checked text.
//!
//! Meaning: one pass over the bytes, in which the fingerprint is taken, UTF-8 is checked, lines are
//! counted and progress is told. Only one block is in memory.
//!
//! Input: any reader. Output: the bytes not yet consumed, and the [`Position`] of the first of them.

use std::io::Read;

use super::super::error::ReadErrorKind;
use super::super::hash::Sha256Sum;
use super::super::looks::is_utf16;
use super::position::Position;
use crate::progress::Ticket;

/// Bytes read at once: large enough for the system, small enough for the processor's cache.
const BLOCK: usize = 1 << 20;

/// UTF-8 byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text that is still to come.
pub(super) struct Input<'t> {
    reader: Box<dyn Read + Send + 't>,
    ticket: &'t Ticket,
    sum: Sha256Sum,
    block: Vec<u8>,
    /// Consumed up to here.
    at: usize,
    /// Valid UTF-8 up to here; behind it at most the beginning of one character.
    valid: usize,
    /// Bytes in the block.
    filled: usize,
    /// Place of the byte `counted` in the block.
    position: Position,
    counted: usize,
    /// Whether the text began with a byte order mark.
    pub had_bom: bool,
}

impl<'t> Input<'t> {
    /// The beginning of a text.
    pub fn new(reader: impl Read + Send + 't, ticket: &'t Ticket) -> Self {
        Self {
            reader: Box::new(reader),
            ticket,
            sum: Sha256Sum::new(),
            block: Vec::new(),
            at: 0,
            valid: 0,
            filled: 0,
            position: Position::START,
            counted: 0,
            had_bom: false,
        }
    }

    /// The bytes at hand; empty when [`Self::fill`] has to be called or the text has ended.
    pub fn rest(&self) -> &[u8] {
        &self.block[self.at..self.valid]
    }

    /// Takes bytes from the front of [`Self::rest`].
    pub fn consume(&mut self, count: usize) {
        self.at += count;
    }

    /// The place of the byte `ahead` bytes behind the front of [`Self::rest`].
    pub fn position(&mut self, ahead: usize) -> Position {
        let at = self.at + ahead;
        self.position = self.position.after(&self.block[self.counted..at]);
        self.counted = at;
        self.position
    }

    /// Reads the next block once all bytes at hand are consumed; false at the end of the text.
    pub fn fill(&mut self) -> Result<bool, ReadErrorKind> {
        self.ticket.check()?;
        let first_block = self.block.is_empty();
        if first_block {
            self.block.resize(BLOCK, 0);
        }
        self.position(0);
        self.block.copy_within(self.valid..self.filled, 0);
        let kept = self.filled - self.valid;
        let read = self.read_full(kept)?;
        (self.at, self.counted, self.filled) = (0, 0, kept + read);
        self.sum.update(&self.block[kept..self.filled]);
        self.ticket.advance(read as u64);
        if first_block {
            self.look_at_head()?;
        }
        self.check_utf8(read == 0)?;
        Ok(self.at < self.valid)
    }

    /// Size and fingerprint of all that was read.
    pub fn finish(mut self) -> (u64, String) {
        let end = self.position(0);
        (end.byte, self.sum.finish())
    }

    /// Fills the block from `start`, or up to the end of the text.
    fn read_full(&mut self, start: usize) -> Result<usize, ReadErrorKind> {
        let mut end = start;
        while end < BLOCK {
            match self.reader.read(&mut self.block[end..]) {
                Ok(0) => break,
                Ok(count) => end += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(end - start)
    }

    fn look_at_head(&mut self) -> Result<(), ReadErrorKind> {
        let head = &self.block[..self.filled];
        if is_utf16(head) {
            return Err(ReadErrorKind::Utf16);
        }
        if head.starts_with(BOM) {
            self.had_bom = true;
            (self.at, self.counted) = (BOM.len(), BOM.len());
            self.position = self.position.after_mark(BOM.len() as u64);
        }
        Ok(())
    }

    /// Checks the block; the beginning of a character at its end waits for the next block.
    fn check_utf8(&mut self, at_end: bool) -> Result<(), ReadErrorKind> {
        self.valid = match std::str::from_utf8(&self.block[..self.filled]) {
            Ok(_) => self.filled,
            Err(error) if error.error_len().is_none() && !at_end => error.valid_up_to(),
            Err(error) => {
                let bad = self
                    .position
                    .after(&self.block[self.counted..error.valid_up_to()]);
                return Err(ReadErrorKind::NotUtf8 {
                    byte: bad.byte,
                    line: bad.line,
                });
            }
        };
        Ok(())
    }
}
