//! The user's keys for map services.
//!
//! A TOML file `keys.toml` beside the user's settings, one line for each service: `tianditu = "…"`. It is read when a
//! service is opened and never written, shown or copied by the program.

use std::path::PathBuf;
#[cfg(feature = "online")]
use std::{collections::BTreeMap, path::Path};

#[cfg(feature = "online")]
use super::super::RasterError;

/// Where the keys of this user lie; `None` when the system names no home.
pub(super) fn default_path() -> Option<PathBuf> {
    let directories = directories::ProjectDirs::from("", "", "redline")?;
    Some(directories.config_dir().join("keys.toml"))
}

/// A key that is not shown when it is printed for a programmer.
#[cfg(feature = "online")]
#[derive(Clone)]
pub(super) struct Key(String);

#[cfg(feature = "online")]
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(feature = "online")]
impl Key {
    /// The key itself, to be put into an address.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// The key with a name.
#[cfg(feature = "online")]
pub(super) fn find(path: Option<&Path>, name: &str) -> Result<Key, RasterError> {
    let place = || path.map_or_else(String::new, |path| path.display().to_string());
    let missing = || RasterError::NoKey {
        name: name.to_owned(),
        place: place(),
    };
    let text = path
        .and_then(|path| std::fs::read_to_string(path).ok())
        .ok_or_else(missing)?;
    // What is wrong with the file is not told in the parser's words: they quote the line.
    let keys: BTreeMap<String, String> = toml::from_str(&text).map_err(|_| missing())?;
    let plain = |key: &String| {
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    keys.get(name)
        .filter(|key| plain(key))
        .cloned()
        .map(Key)
        .ok_or_else(missing)
}
