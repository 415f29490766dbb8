//! Layers that lie ready from an earlier time (备妥图层).
//!
//! Meaning: reading a province takes seconds, and its files change a few times a year. After the first time a
//! constraint layer lies in the user's cache directory as it is in memory: packed coordinates with their boxes,
//! attributes, notes and index. Opening it again maps that file and parses nothing. Two kinds of file:
//!
//! - a **card** for each input as it was named: size, times and SHA-256 of the source, the decided system and the
//!   extent in degrees, from which the plane is chosen;
//! - a **layer** for each content on each plane, named by the source's SHA-256, the importer's version, the plane
//!   and the edge tolerance, and by the datum shift's SHA-256 where there is one.
//!
//! What is never done: answering from a file whose source may have changed. Size, modification and status times
//! and file number must all be as they were, and old enough that a later change would show; else the source is
//! hashed again, and where the hash differs the card is worth nothing. A database whose latest changes stand in a
//! file beside it is read each time. Files that are read together with the source are hashed at each
//! look, and so are all files of a source that is a directory. Every byte of a kept layer is covered by
//! a checksum that is compared before it is used. Anything odd means: read the source.
//!
//! Everything here may be deleted at any time. The directory is kept below a limit; what was used longest ago
//! goes first.
//!
//! Deliberately not here: parcels, which are few and edited; and anything a user made.

mod card;
mod file;
mod notes;
mod stamp;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use card::Card;

use super::frame::{DecidedCrs, Extent};
use super::input::InputSpec;
use super::place::Target;
use crate::io::{Sha256Sum, has_pending_changes, write_atomically_unsynced};
use crate::layer::{ConstraintLayer, Role};

/// Changes whenever the same source would give other bytes.
const IMPORTER: &str = concat!(env!("CARGO_PKG_VERSION"), "/2");

/// Smaller files are read as fast as a prepared layer is opened.
const WORTHWHILE: u64 = 4 << 20;

/// The directory in which prepared layers lie.
#[derive(Debug, Clone)]
pub struct Cache {
    dir: PathBuf,
    limit_bytes: u64,
    least_bytes: u64,
}

impl Cache {
    /// Bytes that the directory may hold unless said otherwise: 8 GiB.
    pub const DEFAULT_LIMIT: u64 = 8 << 30;

    /// The cache of the user who runs the program; `None` where the system has no place for one.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let directories = directories::ProjectDirs::from("", "", "redline")?;
        Some(Self::at(
            directories.cache_dir().join("layers"),
            Self::DEFAULT_LIMIT,
        ))
    }

    /// The cache that a command line asks for: none, one in a directory, or that of the user.
    #[must_use]
    pub fn chosen(dir: Option<PathBuf>, none: bool) -> Option<Self> {
        match dir {
            _ if none => None,
            Some(dir) => Some(Self::at(dir, Self::DEFAULT_LIMIT)),
            None => Self::of_user(),
        }
    }

    /// A cache in a directory of its own, which is made when something is kept.
    #[must_use]
    pub fn at(dir: PathBuf, limit_bytes: u64) -> Self {
        Self {
            dir,
            limit_bytes,
            least_bytes: WORTHWHILE,
        }
    }

    /// The same that keeps layers whose file has at least so many bytes.
    #[must_use]
    pub fn from_bytes(self, least_bytes: u64) -> Self {
        Self { least_bytes, ..self }
    }

    /// The directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What is known of an input from an earlier time, if its file is still the same.
    #[must_use]
    pub fn find(&self, spec: &InputSpec) -> Option<Card> {
        if spec.is_read_otherwise() || has_pending_changes(&spec.path) {
            return None;
        }
        let path = self.card_path(spec)?;
        let mut card = Card::read(&path, spec)?;
        if !card.has_same_companions(&spec.path) {
            return None;
        }
        match card.still_holds(&spec.path)? {
            card::Holds::ByStamp => {}
            card::Holds::ByHash => {
                // A later look may then go by the stamp; a card that cannot be written is written next time.
                let _ = self.write_card(&path, &card);
            }
        }
        Some(card)
    }

    /// The prepared layer of a card on a plane; `None` when there is none that can be believed.
    #[must_use]
    pub fn layer(
        &self,
        card: &Card,
        role: Role,
        spec: &InputSpec,
        target: Target<'_>,
    ) -> Option<ConstraintLayer> {
        let path = self.layer_path(card, target);
        let found = file::read(&path, card, role, spec, target);
        if found.is_none() && path.exists() {
            let _ = fs::remove_file(&path);
        }
        // The time of last use decides what goes first when the directory is full.
        if found.is_some()
            && let Ok(kept) = fs::File::options().append(true).open(&path)
        {
            let _ = kept.set_modified(std::time::SystemTime::now());
        }
        found
    }

    /// Keeps a layer that was read and placed just now. A layer whose file is changing under the reader is not
    /// kept.
    ///
    /// # Errors
    /// What the system says when the directory or a file in it cannot be written.
    pub fn keep(
        &self,
        spec: &InputSpec,
        (decided, extent): (&DecidedCrs, &Extent),
        layer: &ConstraintLayer,
        target: Target<'_>,
    ) -> io::Result<()> {
        if layer.source.bytes < self.least_bytes {
            return Ok(());
        }
        // What was read is more than what the fingerprint covers.
        if spec.is_read_otherwise() || layer.notes.count("note-wal") > 0 || has_pending_changes(&spec.path) {
            return Ok(());
        }
        let Some(card) = Card::of(spec, decided, extent, layer) else {
            return Ok(());
        };
        let Some(card_path) = self.card_path(spec) else {
            return Ok(());
        };
        fs::create_dir_all(&self.dir)?;
        file::write(&self.layer_path(&card, target), &card, layer, target)?;
        self.write_card(&card_path, &card)?;
        self.prune()
    }

    /// Deletes everything and says how many bytes that were.
    ///
    /// # Errors
    /// What the system says when a file cannot be deleted.
    pub fn clear(&self) -> io::Result<u64> {
        let mut freed = 0;
        for (_, bytes, path) in self.files()? {
            fs::remove_file(&path)?;
            freed += bytes;
        }
        Ok(freed)
    }

    /// Bytes that lie in the directory.
    #[must_use]
    pub fn n_bytes(&self) -> u64 {
        let files = self.files().unwrap_or_default();
        files.into_iter().map(|(_, bytes, _)| bytes).sum()
    }

    fn prune(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort();
        let mut total: u64 = files.iter().map(|(_, bytes, _)| *bytes).sum();
        for (_, bytes, path) in files {
            if total <= self.limit_bytes {
                break;
            }
            if fs::remove_file(&path).is_ok() {
                total -= bytes;
            }
        }
        Ok(())
    }

    /// Files of ours with time of last use and size.
    fn files(&self) -> io::Result<Vec<(std::time::SystemTime, u64, PathBuf)>> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let ours = path
                .extension()
                .is_some_and(|extension| extension == "card" || extension == "layer" || extension == "part");
            if let Some(metadata) = fs::metadata(&path).ok().filter(|known| ours && known.is_file()) {
                files.push((metadata.modified()?, metadata.len(), path));
            }
        }
        Ok(files)
    }

    fn write_card(&self, path: &Path, card: &Card) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        write_atomically_unsynced(path, |writer| card.write(writer))
    }

    /// Where the card of an input lies; `None` for a file that cannot be found.
    fn card_path(&self, spec: &InputSpec) -> Option<PathBuf> {
        let path = fs::canonicalize(&spec.path).ok()?;
        let named = spec.path.file_name().unwrap_or_default();
        let key = [
            IMPORTER.as_bytes(),
            path.as_os_str().as_encoded_bytes(),
            named.as_encoded_bytes(),
            spec.layer.as_deref().unwrap_or_default().as_bytes(),
            spec.crs.map(|crs| crs.to_string()).unwrap_or_default().as_bytes(),
            spec.shift
                .as_deref()
                .map(Path::as_os_str)
                .unwrap_or_default()
                .as_encoded_bytes(),
        ]
        .join(&0);
        Some(self.dir.join(format!("{}.card", &hash_of(&key)[..32])))
    }

    fn layer_path(&self, card: &Card, target: Target<'_>) -> PathBuf {
        let key = file::key(&card.facts(), target);
        let name = format!("{}-{}.layer", &card.sha256[..32], &hash_of(key.as_bytes())[..16]);
        self.dir.join(name)
    }
}

fn hash_of(bytes: &[u8]) -> String {
    let mut sum = Sha256Sum::new();
    sum.update(bytes);
    sum.finish()
}

#[cfg(test)]
mod tests;
