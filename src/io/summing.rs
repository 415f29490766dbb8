//! A file whose fingerprint is taken while it is read, for formats that are read once from the front.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};

use super::error::ReadErrorKind;
use super::hash::Sha256Sum;
use crate::progress::Ticket;

/// A file whose bytes are summed, counted, and told as progress.
pub(super) struct Summing<'t> {
    file: File,
    ticket: &'t Ticket,
    sum: Sha256Sum,
    bytes: u64,
}

impl<'t> Summing<'t> {
    /// Nothing read yet.
    pub fn new(file: File, ticket: &'t Ticket) -> Self {
        Self {
            file,
            ticket,
            sum: Sha256Sum::new(),
            bytes: 0,
        }
    }
}

impl Read for Summing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.sum.update(&buffer[..count]);
        self.bytes += count as u64;
        self.ticket.advance(count as u64);
        Ok(count)
    }
}

/// Reads to the end; yields the fingerprint and the number of bytes of the whole file.
pub(super) fn drain(
    mut input: BufReader<Summing<'_>>,
    ticket: &Ticket,
) -> Result<(String, u64), ReadErrorKind> {
    loop {
        ticket.check()?;
        let length = input.fill_buf()?.len();
        if length == 0 {
            let summing = input.into_inner();
            return Ok((summing.sum.finish(), summing.bytes));
        }
        input.consume(length);
    }
}
