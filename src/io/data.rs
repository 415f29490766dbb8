//! The bytes of a file that is read here and there: on the disk, or out of an archive.

use std::fs::File;
use std::io;
use std::path::Path;

/// Bytes that may be read at any place, by several threads.
#[derive(Debug)]
pub(super) enum Data {
    /// A file, and its length when it was opened.
    File(File, u64),
    /// Bytes in memory.
    Memory(Vec<u8>),
}

impl Data {
    /// Opens a file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self::File(file, bytes))
    }

    /// Number of bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::File(_, bytes) => *bytes,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// `count` bytes from `at` on, fewer at the end; `buffer` holds them when they come from the disk.
    pub fn read<'a>(&'a self, at: u64, count: usize, buffer: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        let left = usize::try_from(self.len().saturating_sub(at)).unwrap_or(usize::MAX);
        let count = count.min(left);
        match self {
            Self::File(file, _) => {
                buffer.clear();
                buffer.resize(count, 0);
                read_exact_at(file, buffer, at)?;
                Ok(buffer)
            }
            Self::Memory(bytes) => {
                let start = usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                Ok(&bytes[start..start + count])
            }
        }
    }

    /// The first bytes, at most `limit`.
    pub fn head(&self, limit: usize) -> io::Result<Vec<u8>> {
        let mut buffer = Vec::new();
        Ok(self.read(0, limit, &mut buffer)?.to_vec())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut at: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = &mut buffer[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

/// A number of four bytes, the high one first.
pub(super) fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A number of four bytes, the low one first.
pub(super) fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A number of two bytes, the low one first.
pub(super) fn le_u16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
