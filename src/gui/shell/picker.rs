//! The system's file dialog, behind a trait.
//!
//! The dialog runs in a job: it never holds up the window. On Linux the system may have none to
//! offer, and the library cannot tell that from a dialog that was closed; so it is asked before, and
//! then the typed path takes its place.

use std::path::{Path, PathBuf};

use crate::io::FORMATS;
use crate::io::raster::RASTER_FORMATS;
use crate::workspace::jobs::Work;
use crate::workspace::task::Yield;

/// What is to be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// Files to open or add.
    Files {
        /// Title of the dialog.
        title: String,
        /// Name of the filter for files that can be read.
        filter: String,
    },
    /// A file with a datum shift.
    Shift {
        /// Title of the dialog.
        title: String,
        /// Name of the filter for such files.
        filter: String,
    },
    /// Files that are to lie under the map.
    Backgrounds {
        /// Title of the dialog.
        title: String,
        /// Name of the filter for such files.
        filter: String,
    },
    /// A symbol file.
    Symbols {
        /// Title of the dialog.
        title: String,
        /// Name of the filter for such files.
        filter: String,
    },
    /// A directory for the reports.
    Directory {
        /// Title of the dialog.
        title: String,
    },
    /// A file to be written.
    NewFile {
        /// Title of the dialog.
        title: String,
        /// Where it may be written.
        path: PathBuf,
        /// Names of the formats with their extensions.
        kinds: Vec<(String, Vec<&'static str>)>,
    },
}

/// Lets the user pick files.
pub trait Picker {
    /// The work that asks and yields [`Yield::Picked`], or [`Yield::NoPicker`] when there is no
    /// dialog to offer.
    fn pick(&self, pick: Pick) -> Work<Yield>;
}

/// The dialog of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemPicker;

/// Endings of files that can be opened: plans, archives, and all that is read.
fn endings() -> Vec<&'static str> {
    let of_formats = FORMATS
        .iter()
        .flat_map(|format| format.extensions().iter().copied());
    let of_backgrounds = background_endings();
    let plans = ["toml", "zip"].into_iter();
    let mut endings: Vec<&str> = plans.chain(of_formats).chain(of_backgrounds).collect();
    endings.sort_unstable();
    endings.dedup();
    endings
}

/// Endings of files that can lie under the map.
fn background_endings() -> Vec<&'static str> {
    let formats = RASTER_FORMATS.iter();
    formats
        .flat_map(|format| format.extensions().iter().copied())
        .collect()
}

impl Picker for SystemPicker {
    fn pick(&self, pick: Pick) -> Work<Yield> {
        Box::new(move |_| {
            if !is_there() {
                return Ok(Yield::NoPicker);
            }
            let dialog = rfd::FileDialog::new();
            Ok(Yield::Picked(match pick {
                Pick::Files { title, filter } => dialog
                    .set_title(title)
                    .add_filter(filter, &endings())
                    .pick_files()
                    .unwrap_or_default(),
                Pick::Backgrounds { title, filter } => dialog
                    .set_title(title)
                    .add_filter(filter, &background_endings())
                    .pick_files()
                    .unwrap_or_default(),
                Pick::Shift { title, filter } => dialog
                    .set_title(title)
                    .add_filter(filter, &["toml"])
                    .pick_file()
                    .into_iter()
                    .collect(),
                Pick::Symbols { title, filter } => dialog
                    .set_title(title)
                    .add_filter(filter, &["toml", "json", "qml", "sld", "xml"])
                    .pick_file()
                    .into_iter()
                    .collect(),
                Pick::Directory { title } => dialog.set_title(title).pick_folder().into_iter().collect(),
                Pick::NewFile { title, path, kinds } => new_file(dialog.set_title(title), &path, kinds),
            }))
        })
    }
}

fn new_file(
    mut dialog: rfd::FileDialog,
    path: &Path,
    kinds: Vec<(String, Vec<&'static str>)>,
) -> Vec<PathBuf> {
    // A relative directory means another one to the dialog.
    if let Some(directory) = path.parent().and_then(|directory| directory.canonicalize().ok()) {
        dialog = dialog.set_directory(directory);
    }
    if let Some(name) = path.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    for (name, extensions) in kinds {
        dialog = dialog.add_filter(name, &extensions);
    }
    dialog.save_file().into_iter().collect()
}

/// Whether a dialog can be shown: a desktop portal needs the session bus, otherwise `zenity` must be
/// there.
#[cfg(target_os = "linux")]
fn is_there() -> bool {
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let paths = std::env::var_os("PATH").unwrap_or_default();
    has_bus || std::env::split_paths(&paths).any(|directory| directory.join("zenity").is_file())
}

#[cfg(not(target_os = "linux"))]
fn is_there() -> bool {
    true
}

/// A machine without a dialog.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPicker;

impl Picker for NoPicker {
    fn pick(&self, _: Pick) -> Work<Yield> {
        Box::new(|_| Ok(Yield::NoPicker))
    }
}

/// A picker that always answers the same, for tests.
#[derive(Debug, Clone, Default)]
pub struct FixedPicker(pub Vec<PathBuf>);

impl Picker for FixedPicker {
    fn pick(&self, _: Pick) -> Work<Yield> {
        let paths = self.0.clone();
        Box::new(move |_| Ok(Yield::Picked(paths)))
    }
}
