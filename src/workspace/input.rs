//! One input as a person names it: a file, a layer in it, a coordinate reference system.
//!
//! Meaning: `path`, `path#layer`, `path@EPSG:4527`, `path@local` and `path#layer@EPSG:4490`. What
//! stands after the last `@` overrides what the file says about its coordinates; what stands after
//! `#` names one layer of a file that holds several.
//!
//! Input: the text, and the directory against which relative paths are meant. Output: an
//! [`InputSpec`], or an [`InputError`] when the text after `@` names a system that is none.
//!
//! `@` and `#` are legal in file names, so a file that exists under the whole text always wins, and
//! neither sign is looked for in the directory part.
//!
//! Deliberately not here: opening the file.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::crs::CrsId;

/// A file, and what of it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputSpec {
    /// The file.
    pub path: PathBuf,
    /// The layer inside the file; `None` for its only or first one.
    pub layer: Option<String>,
    /// The coordinate reference system given by hand.
    pub crs: Option<CrsId>,
    /// The file of the datum shift that leads from its system to CGCS2000.
    pub shift: Option<PathBuf>,
}

/// Why a text does not name an input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// The text is empty.
    #[error("no file is named")]
    Empty,
    /// What stands after `@` looks like a code and is none.
    #[error("{crs:?} is not a coordinate reference system: {input}")]
    Crs {
        /// The text after `@`.
        crs: String,
        /// The whole text.
        input: String,
    },
}

impl InputError {
    /// All codes, for the test that each has a text.
    pub const CODES: [&'static str; 2] = ["input-empty", "input-crs"];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "input-empty",
            Self::Crs { .. } => "input-crs",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty => Vec::new(),
            Self::Crs { crs, input } => vec![("crs", crs.clone()), ("file", input.clone())],
        }
    }
}

impl InputSpec {
    /// The whole of a file, with what the file says about itself.
    #[must_use]
    pub fn of_path(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            layer: None,
            crs: None,
            shift: None,
        }
    }

    /// Reads an input as it is typed; relative paths stay relative to the working directory.
    ///
    /// # Errors
    /// When the text is empty, or names a coordinate reference system that is none.
    pub fn parse(text: &OsStr) -> Result<Self, InputError> {
        match text.to_str() {
            Some(text) => Self::parse_in(text, Path::new("")),
            None => Ok(Self::of_path(text)),
        }
    }

    /// Reads an input whose path is meant relative to `base`.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_in(text: &str, base: &Path) -> Result<Self, InputError> {
        if text.trim().is_empty() {
            return Err(InputError::Empty);
        }
        let (rest, crs) = if base.join(text).exists() {
            (text, None)
        } else {
            split_crs(text)?
        };
        let (path, layer) = split_layer(rest, base);
        Ok(Self {
            path: base.join(path),
            layer: layer.map(str::to_owned),
            crs,
            shift: None,
        })
    }
}

impl fmt::Display for InputSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(layer) = &self.layer {
            write!(f, "#{layer}")?;
        }
        self.crs.map_or(Ok(()), |crs| write!(f, "@{crs}"))
    }
}

/// Takes `@CRS` off the end. An `@` in front of anything that cannot be meant as a code belongs to
/// the name of the file.
fn split_crs(text: &str) -> Result<(&str, Option<CrsId>), InputError> {
    let Some((rest, tail)) = text.rsplit_once('@') else {
        return Ok((text, None));
    };
    if rest.is_empty() || tail.contains(['/', '\\']) {
        return Ok((text, None));
    }
    match CrsId::parse(tail) {
        Some(crs) => Ok((rest, Some(crs))),
        None if is_meant_as_code(tail) => Err(InputError::Crs {
            crs: tail.to_owned(),
            input: text.to_owned(),
        }),
        None => Ok((text, None)),
    }
}

fn is_meant_as_code(tail: &str) -> bool {
    let lower = tail.trim().to_ascii_lowercase();
    lower.is_empty()
        || ["epsg", "esri:", "ogc:", "urn:", "cgcs"]
            .iter()
            .any(|prefix| lower.starts_with(prefix))
        || lower.bytes().all(|byte| byte.is_ascii_digit())
}

/// Takes `#layer` off the end: at the `#` that leaves the name of an existing file, else at the
/// last one that is not part of a directory's name.
fn split_layer<'a>(text: &'a str, base: &Path) -> (&'a str, Option<&'a str>) {
    if base.join(text).exists() {
        return (text, None);
    }
    let splits = || {
        let parts = text
            .match_indices('#')
            .map(|(at, _)| (&text[..at], &text[at + 1..]));
        parts.filter(|(path, layer)| !path.is_empty() && !layer.is_empty())
    };
    let of_existing = splits().rfind(|(path, _)| base.join(path).is_file());
    let of_name = || splits().rfind(|(_, layer)| !layer.contains(['/', '\\']));
    of_existing
        .or_else(of_name)
        .map_or((text, None), |(path, layer)| (path, Some(layer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Option<String>, Option<String>) {
        let spec = InputSpec::parse(OsStr::new(text)).expect("an input");
        let path = spec.path.to_string_lossy().into_owned();
        (path, spec.layer, spec.crs.map(|crs| crs.to_string()))
    }

    fn expected(
        path: &str,
        layer: Option<&str>,
        crs: Option<&str>,
    ) -> (String, Option<String>, Option<String>) {
        (path.to_owned(), layer.map(str::to_owned), crs.map(str::to_owned))
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(parsed("a.geojson"), expected("a.geojson", None, None));
        assert_eq!(
            parsed("a.gpkg#red line"),
            expected("a.gpkg", Some("red line"), None)
        );
        assert_eq!(
            parsed("a.geojson@EPSG:4527"),
            expected("a.geojson", None, Some("EPSG:4527"))
        );
        assert_eq!(
            parsed("a.geojson@local"),
            expected("a.geojson", None, Some("local"))
        );
        assert_eq!(
            parsed("a.gpkg#x@epsg:4490"),
            expected("a.gpkg", Some("x"), Some("EPSG:4490"))
        );
    }

    #[test]
    fn signs_in_directory_and_file_names_are_left_alone() {
        assert_eq!(
            parsed("me@local/a#1/b.geojson"),
            expected("me@local/a#1/b.geojson", None, None)
        );
        assert_eq!(
            parsed("d@x/a.gpkg#t@4490"),
            expected("d@x/a.gpkg", Some("t"), Some("EPSG:4490"))
        );
        assert_eq!(parsed("v@2.geojson"), expected("v@2.geojson", None, None));
        assert_eq!(parsed("@local"), expected("@local", None, None));
        assert_eq!(parsed("#x"), expected("#x", None, None));
    }

    #[test]
    fn a_file_that_exists_under_the_whole_text_wins() {
        let dir = tempfile::tempdir().expect("a directory");
        for name in ["a@EPSG:4527", "b#1.gpkg", "c.geojson"] {
            std::fs::write(dir.path().join(name), "").expect("written");
        }
        let read = |text: &str| InputSpec::parse_in(text, dir.path()).expect("an input");
        assert_eq!(
            read("a@EPSG:4527"),
            InputSpec::of_path(dir.path().join("a@EPSG:4527"))
        );
        assert_eq!(read("b#1.gpkg#x#y@local").layer.as_deref(), Some("x#y"));
        assert_eq!(read("b#1.gpkg@local").path, dir.path().join("b#1.gpkg"));
        assert_eq!(read("c.geojson#a/b").layer.as_deref(), Some("a/b"));
    }

    #[test]
    fn what_looks_like_a_code_and_is_none_is_refused() {
        for text in [
            "a.geojson@EPSG:",
            "a.geojson@EPSG:45x",
            "a.geojson@",
            "a.geojson@99999999999",
        ] {
            let error = InputSpec::parse(OsStr::new(text)).expect_err(text);
            assert_eq!(error.code(), "input-crs", "{text}");
        }
        assert_eq!(InputSpec::parse(OsStr::new(" ")), Err(InputError::Empty));
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        let spec = InputSpec::parse(OsStr::new("d/a.gpkg#t@EPSG:4490")).expect("an input");
        assert_eq!(spec.to_string(), "d/a.gpkg#t@EPSG:4490");
    }
}
