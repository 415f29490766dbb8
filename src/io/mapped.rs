//! A file as memory.
//!
//! Meaning: the system brings in pages when they are looked at, so a file of hundreds of megabytes is open in
//! microseconds and costs only what is read of it.
//!
//! Input: a path below this program's own cache directory. Output: bytes that live as long as anything that
//! lies in them.
//!
//! Why it is safe to say `unsafe` here: the contents of a mapped file must not change while it is mapped. The
//! files mapped here are this program's own: written under another name, renamed once they are whole, opened
//! read-only and never written again; deleting one leaves the mapped bytes as they are. Nobody's source file is
//! ever mapped, because others may write to it at any time.
//!
//! Deliberately not here: whether the bytes are what was written; the caller compares checksums before it
//! believes anything.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use memmap2::Mmap;

use crate::geometry::SharedBytes;

/// Maps a whole file.
///
/// # Errors
/// What the system says when the file cannot be opened or mapped.
pub fn map(path: &Path) -> io::Result<SharedBytes> {
    let file = File::open(path)?;
    // SAFETY: see the module: the file is never written to after it got its name.
    let mapped = unsafe { Mmap::map(&file)? };
    Ok(Arc::new(mapped))
}
