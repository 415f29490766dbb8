//! Marks of windows that are being tried, so that a driver that takes the program down is not trusted again.
//!
//! Meaning: while a window has not shown anything, a small file beside the settings says how it is drawn. Whoever finds
//! such a file at the start and nobody holds it any more knows that its program died then. A program that lives holds
//! its file by a lock, which the system lets go whatever the end: two programs that start in the same second do not take
//! each other for a crash, and a process number that is used again deceives nobody.
//!
//! Where the file system knows no locks no mark is left: better to try a driver once too often than to distrust it for
//! no reason.
//!
//! Deliberately not here: what is drawn and by what.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::settings::RendererChoice;

/// Beginning and end of a mark's file name.
const NAME: [&str; 2] = ["renderer-trial-", ".mark"];
/// Longest content that is read, in bytes.
const LONGEST: u64 = 64;

/// The marks in a directory, and the own one.
#[derive(Debug, Default)]
pub struct Trials {
    directory: Option<PathBuf>,
    own: Option<Mark>,
}

#[derive(Debug)]
struct Mark {
    path: PathBuf,
    /// Keeps the lock.
    _file: File,
}

impl Trials {
    /// The marks beside a file of settings; without one nothing is marked.
    #[must_use]
    pub fn beside(settings: Option<&Path>) -> Self {
        Self {
            directory: settings.and_then(Path::parent).map(Path::to_owned),
            own: None,
        }
    }

    /// Marks a trial; what cannot be written is no reason not to try.
    pub fn begin(&mut self, choice: RendererChoice) {
        self.end();
        self.own = self
            .directory
            .as_deref()
            .and_then(|directory| mark(directory, choice).ok());
    }

    /// Takes the own mark away.
    pub fn end(&mut self) {
        if let Some(mark) = self.own.take() {
            // Should it stay, it says of a window that worked that it did not.
            let _ = fs::remove_file(&mark.path);
        }
    }

    /// What was tried when an earlier program died; its marks are taken away.
    pub fn take_crashed(&self) -> Option<RendererChoice> {
        let entries = fs::read_dir(self.directory.as_deref()?).ok()?;
        let marks = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let mut marks: Vec<PathBuf> = marks.filter(|path| is_mark(path)).collect();
        marks.sort();
        let crashed = marks.iter().filter_map(|path| abandoned(path));
        // All of them, so that none is found again at the next start.
        crashed.fold(None, |first, choice| first.or(Some(choice)))
    }
}

fn is_mark(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(NAME[0]) && name.ends_with(NAME[1]))
}

/// Locks and writes the mark before it has its name, so that nobody ever finds one that is not held.
fn mark(directory: &Path, choice: RendererChoice) -> std::io::Result<Mark> {
    fs::create_dir_all(directory)?;
    let mut file = tempfile::Builder::new()
        .prefix(NAME[0])
        .suffix(".part")
        .tempfile_in(directory)?;
    file.as_file().try_lock()?;
    file.write_all(choice.code().as_bytes())?;
    let path = file.path().with_extension("mark");
    let file = file.persist(&path).map_err(|error| error.error)?;
    Ok(Mark { path, _file: file })
}

/// What a mark says that nobody holds; takes it away.
fn abandoned(path: &Path) -> Option<RendererChoice> {
    let file = File::options().read(true).write(true).open(path).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
    }
    let mut code = String::new();
    let read = (&file).take(LONGEST).read_to_string(&mut code);
    let _ = fs::remove_file(path);
    read.ok()?;
    RendererChoice::parse(code.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trials(directory: &Path) -> Trials {
        Trials::beside(Some(&directory.join("settings.toml")))
    }

    fn n_marks(directory: &Path) -> usize {
        let entries = fs::read_dir(directory).expect("a directory");
        entries
            .filter(|entry| is_mark(&entry.as_ref().expect("an entry").path()))
            .count()
    }

    #[test]
    fn a_program_that_lives_is_no_crash_and_one_that_died_is() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut one = trials(directory.path());
        one.begin(RendererChoice::Gpu);
        // Another program starts in the same second, and tries too.
        let mut other = trials(directory.path());
        assert_eq!(other.take_crashed(), None);
        other.begin(RendererChoice::OpenGl);
        assert_eq!((one.take_crashed(), n_marks(directory.path())), (None, 2));
        other.end();
        assert_eq!(n_marks(directory.path()), 1);
        // The first one dies: its lock goes, its file stays.
        drop(one);
        let next = trials(directory.path());
        assert_eq!(next.take_crashed(), Some(RendererChoice::Gpu));
        assert_eq!((next.take_crashed(), n_marks(directory.path())), (None, 0));
    }

    #[test]
    fn a_window_that_showed_something_leaves_no_mark() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut trials = trials(&directory.path().join("deep"));
        trials.begin(RendererChoice::Gpu);
        trials.begin(RendererChoice::Software);
        assert_eq!(n_marks(&directory.path().join("deep")), 1);
        trials.end();
        assert_eq!(trials.take_crashed(), None);
        assert_eq!(n_marks(&directory.path().join("deep")), 0);
        fs::write(directory.path().join("deep/renderer-trial-x.mark"), "nonsense").expect("written");
        assert_eq!(trials.take_crashed(), None);
        let mut nowhere = Trials::beside(None);
        nowhere.begin(RendererChoice::Gpu);
        assert_eq!(nowhere.take_crashed(), None);
    }
}
