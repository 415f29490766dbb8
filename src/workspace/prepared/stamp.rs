//! Whether a file is still the one that was seen.
//!
//! Meaning: size, time of modification, time of the last change of status and file number. Programs can set the
//! first time back, but not the second. Two changes within one tick of the clock look alike, so a stamp counts
//! only when the file had been at rest for a while when it was taken (the "racy" case of version control
//! systems).
//!
//! Where the system keeps no time of status change (Windows through the standard library) a stamp never counts,
//! and the file is hashed.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A file at rest for less than this may change again without a trace in its times.
const REST: Duration = Duration::from_secs(2);

/// What the system says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    bytes: u64,
    modified_ns: u128,
    changed_ns: u128,
    number: [u64; 2],
    /// When this was looked at.
    seen_ns: u128,
}

impl Stamp {
    /// The stamp of a file now.
    pub fn of(metadata: &Metadata) -> Self {
        let ns = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let (changed_ns, number) = of_system(metadata);
        Self {
            bytes: metadata.len(),
            modified_ns: metadata.modified().map_or(0, ns),
            changed_ns,
            number,
            seen_ns: ns(SystemTime::now()),
        }
    }

    /// The stamp of a file that was read at some time before: it proves nothing, because the file may have been
    /// replaced since, and a replaced file has been at rest for as long as anybody likes.
    pub fn unproven(metadata: &Metadata) -> Self {
        Self {
            seen_ns: 0,
            ..Self::of(metadata)
        }
    }

    /// Whether two looks at a file saw the same, when they were taken aside.
    pub fn same_file_state(&self, other: &Self) -> bool {
        let seen = |stamp: &Self| Self { seen_ns: 0, ..*stamp };
        seen(self) == seen(other)
    }

    /// Whether a file that looks like this now certainly has the content that it had then.
    pub fn proves(&self, now: &Self) -> bool {
        let last_change = self.modified_ns.max(self.changed_ns);
        self.changed_ns > 0 && self.same_file_state(now) && self.seen_ns >= last_change + REST.as_nanos()
    }
}

#[cfg(unix)]
fn of_system(metadata: &Metadata) -> (u128, [u64; 2]) {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = u128::try_from(metadata.ctime()).unwrap_or_default();
    let changed = seconds * 1_000_000_000 + u128::try_from(metadata.ctime_nsec()).unwrap_or_default();
    (changed, [metadata.dev(), metadata.ino()])
}

#[cfg(not(unix))]
fn of_system(_: &Metadata) -> (u128, [u64; 2]) {
    (0, [0, 0])
}
