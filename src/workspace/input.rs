//! One input as a person names it: a file, a layer in it, a coordinate reference system.
//!
//! Meaning: `path`, `path#layer`, `path@EPSG:4527`, `path@local` and `path#layer@EPSG:4490`. What
//! stands after the last `@` overrides what the file says about its coordinates; what stands after
//! `#` names one layer of a file that holds several. After `@` may also stand, with commas between, `yx` for
//! a file that holds northing before easting (or latitude before longitude) where its format says otherwise,
//! `text=GBK` for the encoding of its text, and, for tables of points, `en` or `ne` for the order of their columns
//! where neither names nor numbers decide, `packed` for angles as d.mmss and `decimal` for angles that are not.
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
use crate::io::{AxisOrder, Encoding, ReadOptions};

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
    /// The two numbers of each position change places.
    pub swap_axes: bool,
    /// The encoding of the file's text given by hand.
    pub encoding: Option<Encoding>,
    /// Which of two columns comes first, given by hand.
    pub axis_order: Option<AxisOrder>,
    /// Whether numbers in degrees are packed (d.mmss), given by hand.
    pub packed_degrees: Option<bool>,
}

/// Why a text does not name an input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// The text is empty.
    #[error("no file is named")]
    Empty,
    /// No encoding has this name.
    #[error("{encoding:?} is not a text encoding: {input}")]
    Encoding {
        /// The name.
        encoding: String,
        /// The whole text.
        input: String,
    },
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
    pub const CODES: [&'static str; 3] = ["input-empty", "input-crs", "input-encoding"];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "input-empty",
            Self::Crs { .. } => "input-crs",
            Self::Encoding { .. } => "input-encoding",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty => Vec::new(),
            Self::Crs { crs, input } => vec![("crs", crs.clone()), ("file", input.clone())],
            Self::Encoding { encoding, input } => {
                vec![("encoding", encoding.clone()), ("file", input.clone())]
            }
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
            swap_axes: false,
            encoding: None,
            axis_order: None,
            packed_degrees: None,
        }
    }

    /// A layer of a file with what [`Self::given`] told of it; a text that tells nothing is passed over.
    #[must_use]
    pub fn with_given(path: &Path, layer: Option<&str>, given: &str) -> Self {
        let text = format!("x@{given}");
        let given = split_given(&text).map_or_else(|_| Given::default(), |(_, given)| given);
        Self {
            path: path.to_owned(),
            layer: layer.map(str::to_owned),
            crs: given.crs,
            shift: None,
            swap_axes: given.swap_axes,
            encoding: given.encoding,
            axis_order: given.axis_order,
            packed_degrees: given.packed_degrees,
        }
    }

    /// What is given by hand, as it is written after `@`; empty without anything.
    #[must_use]
    pub fn given(&self) -> String {
        let crs = self.crs.map(|crs| crs.to_string());
        let axes = self.swap_axes.then(|| SWAPPED.to_owned());
        let encoding = self.encoding.map(|encoding| format!("{TEXT}{encoding}"));
        let order = self.axis_order.map(|order| {
            match order {
                AxisOrder::EastFirst => EAST_FIRST,
                AxisOrder::NorthFirst => NORTH_FIRST,
            }
            .to_owned()
        });
        let packed = self
            .packed_degrees
            .map(|is_packed| if is_packed { PACKED } else { DECIMAL }.to_owned());
        let given: Vec<String> = [crs, axes, encoding, order, packed]
            .into_iter()
            .flatten()
            .collect();
        given.join(",")
    }

    /// What a reader is told.
    #[must_use]
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            layer: self.layer.clone(),
            crs_is_given: self.crs.is_some(),
            encoding: self.encoding,
            axis_order: self.axis_order,
            packed_degrees: self.packed_degrees,
            ..ReadOptions::default()
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
        let (rest, given) = if base.join(text).exists() {
            (text, Given::default())
        } else {
            split_given(text)?
        };
        let (path, layer) = split_layer(rest, base);
        Ok(Self {
            path: base.join(path),
            layer: layer.map(str::to_owned),
            crs: given.crs,
            swap_axes: given.swap_axes,
            encoding: given.encoding,
            axis_order: given.axis_order,
            packed_degrees: given.packed_degrees,
            shift: None,
        })
    }

    /// Whether what is given by hand changes how the file is read, not only what its numbers mean.
    #[must_use]
    pub fn is_read_otherwise(&self) -> bool {
        self.swap_axes
            || self.encoding.is_some()
            || self.axis_order.is_some()
            || self.packed_degrees.is_some()
    }
}

impl fmt::Display for InputSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(layer) = &self.layer {
            write!(f, "#{layer}")?;
        }
        match self.given().as_str() {
            "" => Ok(()),
            given => write!(f, "@{given}"),
        }
    }
}

/// The word for swapped axes.
const SWAPPED: &str = "yx";
/// What stands before the name of an encoding.
const TEXT: &str = "text=";
/// The words for the order of columns.
const EAST_FIRST: &str = "en";
const NORTH_FIRST: &str = "ne";
/// The words for how angles are written.
const PACKED: &str = "packed";
const DECIMAL: &str = "decimal";

/// What is given by hand after `@`.
#[derive(Default)]
struct Given {
    crs: Option<CrsId>,
    swap_axes: bool,
    encoding: Option<Encoding>,
    axis_order: Option<AxisOrder>,
    packed_degrees: Option<bool>,
}

impl Given {
    /// Takes a word that is none with a value of its own; `false` when it means nothing.
    fn take_word(&mut self, word: &str) -> bool {
        match word.to_ascii_lowercase().as_str() {
            SWAPPED => self.swap_axes = true,
            EAST_FIRST => self.axis_order = Some(AxisOrder::EastFirst),
            NORTH_FIRST => self.axis_order = Some(AxisOrder::NorthFirst),
            PACKED => self.packed_degrees = Some(true),
            DECIMAL => self.packed_degrees = Some(false),
            _ => return false,
        }
        true
    }
}

/// Takes what is given by hand off the end. An `@` in front of anything that cannot be meant so belongs to the
/// name of the file.
fn split_given(text: &str) -> Result<(&str, Given), InputError> {
    let Some((rest, tail)) = text.rsplit_once('@') else {
        return Ok((text, Given::default()));
    };
    if rest.is_empty() || tail.contains(['/', '\\']) {
        return Ok((text, Given::default()));
    }
    let mut given = Given::default();
    let mut unknown = None;
    let mut is_some = false;
    for word in tail.split(',').map(str::trim) {
        if let Some(crs) = CrsId::parse(word) {
            given.crs = Some(crs);
        } else if let Some(label) = word.strip_prefix(TEXT) {
            given.encoding = Some(Encoding::of_label(label).ok_or_else(|| InputError::Encoding {
                encoding: label.to_owned(),
                input: text.to_owned(),
            })?);
        } else if !given.take_word(word) {
            unknown.get_or_insert(word);
            continue;
        }
        is_some = true;
    }
    match unknown {
        None => Ok((rest, given)),
        Some(word) if is_some || is_meant_as_code(word) => Err(InputError::Crs {
            crs: word.to_owned(),
            input: text.to_owned(),
        }),
        Some(_) => Ok((text, Given::default())),
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
    fn axes_and_encoding_are_given_beside_the_system() {
        let read = |text: &str| InputSpec::parse(OsStr::new(text));
        let spec = read("a.txt@EPSG:4527,yx,text=gb2312").expect("an input");
        assert_eq!((spec.crs, spec.swap_axes), (Some(CrsId::Epsg(4527)), true));
        assert_eq!(spec.encoding, Some(Encoding::GBK));
        assert_eq!(spec.to_string(), "a.txt@EPSG:4527,yx,text=GBK");
        assert_eq!(read(&spec.to_string()).as_ref(), Ok(&spec));
        assert!(read("a.shp@text=UTF-8").expect("an input").is_read_otherwise());
        assert!(!read("a.shp@4527").expect("an input").is_read_otherwise());
        assert_eq!(read("a@text=klingon").expect_err("none").code(), "input-encoding");
        assert_eq!(read("a@4527,xx").expect_err("none").code(), "input-crs");
        assert_eq!(read("a@b,c").expect("a name").path, Path::new("a@b,c"));
    }

    #[test]
    fn what_tables_leave_open_is_given_too() {
        let read = |text: &str| InputSpec::parse(OsStr::new(text));
        let spec = read("a.csv@NE,packed").expect("an input");
        assert_eq!(spec.axis_order, Some(AxisOrder::NorthFirst));
        assert_eq!(spec.packed_degrees, Some(true));
        assert_eq!(spec.to_string(), "a.csv@ne,packed");
        let options = spec.read_options();
        assert_eq!(
            (options.axis_order, options.packed_degrees),
            (spec.axis_order, Some(true))
        );
        let other = read("a.csv@en,decimal,EPSG:4490").expect("an input");
        assert_eq!(other.to_string(), "a.csv@EPSG:4490,en,decimal");
        assert!(other.is_read_otherwise() && other.read_options().crs_is_given);
        assert_eq!(read("a.csv@ne,up").expect_err("none").code(), "input-crs");
    }

    #[test]
    fn what_was_given_is_given_again() {
        let spec = InputSpec::parse(OsStr::new("a#b@EPSG:4527,yx,text=GBK,en,packed")).expect("an input");
        let path = Path::new("d@local/x#1.csv");
        let again = InputSpec::with_given(path, Some("t"), &spec.given());
        assert_eq!((again.path.as_path(), again.layer.as_deref()), (path, Some("t")));
        assert_eq!(again.given(), spec.given());
        assert_eq!(InputSpec::with_given(path, None, ""), InputSpec::of_path(path));
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        let spec = InputSpec::parse(OsStr::new("d/a.gpkg#t@EPSG:4490")).expect("an input");
        assert_eq!(spec.to_string(), "d/a.gpkg#t@EPSG:4490");
    }
}
