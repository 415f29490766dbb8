//! SHA-256 of files: the fingerprint that a report keeps of its inputs.
//!
//! Input: bytes in any number of pieces. Output: 64 lower-case hexadecimal digits.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::error::ReadErrorKind;
use crate::progress::Ticket;

/// Bytes read at once: they stay in the processor's cache until they are summed.
const BLOCK: usize = 256 << 10;

/// The SHA-256 of bytes that come in pieces.
#[derive(Debug, Clone, Default)]
pub struct Sha256Sum {
    state: Sha256,
}

impl Sha256Sum {
    /// The sum of no bytes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
    }

    /// The sum as lower-case hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        let digest = self.state.finalize();
        digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing into a `String` cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The SHA-256 of a whole file, read in pieces.
///
/// # Errors
/// What the system says when the file cannot be read.
pub fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut sum = Sha256Sum::new();
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(sum.finish()),
            count => sum.update(&block[..count]),
        }
    }
}

/// The SHA-256 of a whole file, until the ticket is cancelled.
pub(super) fn sha256_with_ticket(path: &Path, ticket: &Ticket) -> Result<String, ReadErrorKind> {
    let mut file = File::open(path)?;
    let mut sum = Sha256Sum::new();
    let mut block = vec![0; BLOCK];
    loop {
        ticket.check()?;
        match file.read(&mut block)? {
            0 => return Ok(sum.finish()),
            count => sum.update(&block[..count]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_give_the_published_sum() {
        let mut sum = Sha256Sum::new();
        sum.update(b"a");
        sum.update(b"bc");
        assert_eq!(
            sum.finish(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
