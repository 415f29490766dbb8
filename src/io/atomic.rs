//! Files that are written whole or not at all.
//!
//! Meaning: the bytes go to a temporary file in the directory of the target; only when all of them
//! are on the disk does a rename put it in the target's place. Whatever stood there before stays
//! whole until then. A symbolic link at the target is replaced, and what it led to is left alone.
//!
//! Input: a path and a function that writes. Output: the file, or the error of the first step that
//! failed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file atomically: `fill` writes the content, then it is flushed, synced and renamed.
///
/// # Errors
/// The first error of `fill` or of the file system; the target is untouched then.
pub fn write_atomically<E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<(), E> {
    let directory = directory_of(path);
    let temporary = filled(path, directory, fill)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    sync_directory(directory);
    Ok(())
}

/// The same for libraries that open files themselves: `fill` is given the path of an empty file.
///
/// # Errors
/// As [`write_atomically`].
pub(super) fn write_atomically_by_path<E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let directory = directory_of(path);
    let temporary = create_beside(path, directory)?;
    fill(temporary.path())?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    sync_directory(directory);
    Ok(())
}

/// The same without waiting for the disk: for files that can be made again and carry checksums. After a power
/// cut one may be damaged under its name.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_atomically_unsynced<E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<(), E> {
    let temporary = filled(path, directory_of(path), fill)?;
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file that is written and not yet in its place, so that several can take theirs together.
#[derive(Debug)]
pub(super) struct Pending {
    path: PathBuf,
    temporary: NamedTempFile,
}

impl Pending {
    /// Writes the content beside its place and waits until it is on the disk.
    pub fn write<E: From<io::Error>>(
        path: &Path,
        fill: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let temporary = filled(path, directory_of(path), fill)?;
        temporary.as_file().sync_all()?;
        Ok(Self {
            path: path.to_owned(),
            temporary,
        })
    }

    /// Puts the file in its place.
    pub fn put_in_place(self) -> io::Result<()> {
        self.temporary.persist(&self.path).map_err(|error| error.error)?;
        sync_directory(directory_of(&self.path));
        Ok(())
    }
}

fn filled<E: From<io::Error>>(
    path: &Path,
    directory: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<NamedTempFile, E> {
    let temporary = create_beside(path, directory)?;
    let mut writer = BufWriter::with_capacity(1 << 18, temporary.as_file());
    fill(&mut writer)?;
    writer.flush()?;
    drop(writer);
    Ok(temporary)
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The temporary file gets the rights of the file it replaces, else those that a new file gets.
fn create_beside(path: &Path, directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".redline-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temporary = builder.tempfile_in(directory)?;
    if let Ok(known) = fs::metadata(path)
        && known.is_file()
    {
        temporary.as_file().set_permissions(known.permissions())?;
    }
    Ok(temporary)
}

/// Makes the rename itself durable. Some file systems cannot sync a directory; the content is safe
/// without it, so a failure is no error.
fn sync_directory(directory: &Path) {
    if let Ok(handle) = File::open(directory) {
        let _ = handle.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.txt");
        write_atomically::<io::Error>(&path, |w| w.write_all(b"old")).unwrap();
        let failed = write_atomically(&path, |w| {
            w.write_all(b"half")?;
            Err(io::Error::other("stop"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_readable_as_any_other_and_an_old_one_keeps_its_rights() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let plain = directory.path().join("plain.txt");
        fs::write(&plain, b"x").unwrap();
        let ours = directory.path().join("ours.txt");
        write_atomically::<io::Error>(&ours, |w| w.write_all(b"x")).unwrap();
        assert_eq!(mode(&ours), mode(&plain));
        fs::set_permissions(&ours, fs::Permissions::from_mode(0o640)).unwrap();
        write_atomically::<io::Error>(&ours, |w| w.write_all(b"y")).unwrap();
        assert_eq!(mode(&ours), 0o640);
    }
}
