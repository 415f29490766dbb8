//! Tiles of a map service (在线底图), described by a small file of the user's own.
//!
//! Meaning: a file that ends in `.tiles` says where the tiles of a service are and how they are cut; it is opened like any
//! other background. Opening it asks nobody anything: the network is touched when the map draws a tile that is in sight
//! and shown. The user's key for the service stands in a file of the user's ([`keys`]), never in the description, in a
//! project or in a message. Answers are held against limits before they are believed: size, time, kind and measure of the
//! picture; a service that fails time after time is left alone for a while.
//!
//! Input: a description ([`description`]). Output: blocks, asked for by the threads that draw.
//!
//! The network is only there with the cargo feature `online`; without it such a file is refused with the reason.
//!
//! Deliberately not here: asking a service what it has (capabilities are not fetched), keeping tiles on the disk.

mod description;
mod keys;
#[cfg(feature = "online")]
mod service;

use std::path::Path;

use super::{Parts, RasterError, RasterFormat};
use crate::progress::Ticket;

/// Ending of the files.
const ENDING: &str = "tiles";

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct OnlineTiles;

/// Whether a file describes a map service, by its ending: what a plan names so is not shown before somebody asks for it.
#[must_use]
pub fn is_online(path: &Path) -> bool {
    super::extension(path).is_some_and(|ending| ending == ENDING)
}

impl RasterFormat for OnlineTiles {
    fn code(&self) -> &'static str {
        "online"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[ENDING]
    }

    fn matches(&self, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head);
        let text = head.trim_start_matches('\u{feff}').trim_start();
        text.starts_with("format") && text.contains(description::FORMAT)
    }

    fn open(&self, path: &Path, ticket: &Ticket) -> Result<Parts, RasterError> {
        ticket.check()?;
        open_with(path, keys::default_path().as_deref())
    }
}

#[cfg(feature = "online")]
fn open_with(path: &Path, keys: Option<&Path>) -> Result<Parts, RasterError> {
    let description = description::read(path)?;
    let key = match &description.key {
        None => None,
        Some(name) => Some(keys::find(keys, name)?),
    };
    let pyramid = description.pyramid;
    Ok(Parts {
        levels: pyramid.levels(),
        place: pyramid.place()?,
        system: pyramid.scheme.system(),
        extent: pyramid.extent_of_degrees(description.bounds),
        ends_there: true,
        attribution: description.attribution.clone(),
        blocks: Box::new(service::Service::new(description, key)),
    })
}

#[cfg(not(feature = "online"))]
fn open_with(path: &Path, _: Option<&Path>) -> Result<Parts, RasterError> {
    // A slip in the description is told in every build.
    description::read(path)?;
    Err(RasterError::NoNetwork)
}

#[cfg(all(test, feature = "online"))]
pub(super) mod tests;

#[cfg(all(test, not(feature = "online")))]
mod tests {
    use super::*;
    use crate::io::raster::fixture::Probe;

    #[test]
    fn without_the_network_a_service_is_refused_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.tiles");
        std::fs::write(
            &path,
            "format = \"redline.tiles/1\"\nurl = \"http://127.0.0.1:9/{z}/{x}/{y}\"\nscheme = \"mercator\"\n",
        )
        .unwrap();
        assert_eq!(Probe::open(&path).unwrap_err(), RasterError::NoNetwork);
        std::fs::write(&path, "format = \"redline.tiles/1\"\nurl = 3\n").unwrap();
        assert_eq!(Probe::open(&path).unwrap_err().code(), "background-description");
        assert!(is_online(&path) && !is_online(Path::new("a.mbtiles")));
    }
}
