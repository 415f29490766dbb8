//! What the targets share: bytes become a file, the file is read, and what comes out must be a layer.

#[path = "../../tests/mutation/layer_checks.rs"]
pub mod layer_checks;

use std::path::Path;

use redline::io::{Format, ReadOptions};
use redline::progress::Ticket;

/// Extensions of the files that a seed of the target `shapefile` holds one after the other.
pub const SHAPEFILE_PARTS: [&str; 4] = ["shp", "shx", "dbf", "prj"];

/// Reads bytes as a file of a format, whatever they look like.
pub fn read_as(format: &dyn Format, extension: &str, bytes: &[u8]) {
    let directory = tempfile::tempdir().expect("a folder");
    let path = directory.path().join(format!("a.{extension}"));
    std::fs::write(&path, bytes).expect("a file");
    format.sniff(&bytes[..bytes.len().min(8192)]);
    read_and_check(format, &path);
}

/// Reads a shapefile whose parts stand in `bytes`, see [`joined`].
pub fn read_parts(format: &dyn Format, bytes: &[u8]) {
    let directory = tempfile::tempdir().expect("a folder");
    let mut rest = bytes;
    for extension in SHAPEFILE_PARTS {
        let Some((length, behind)) = rest.split_first_chunk::<2>() else {
            break;
        };
        let length = usize::from(u16::from_le_bytes(*length)).min(behind.len());
        let (part, behind) = behind.split_at(length);
        rest = behind;
        let path = directory.path().join(format!("a.{extension}"));
        // A part without bytes is a file that is not there.
        if !part.is_empty() {
            std::fs::write(path, part).expect("a file");
        }
    }
    read_and_check(format, &directory.path().join("a.shp"));
}

/// Files one after the other, each with its length in two bytes before it.
#[must_use]
pub fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        let length = u16::try_from(part.len()).expect("a small file");
        bytes.extend(length.to_le_bytes());
        bytes.extend(*part);
    }
    bytes
}

fn read_and_check(format: &dyn Format, path: &Path) {
    if let Ok(layers) = format.read(path, &ReadOptions::default(), &Ticket::new()) {
        layers.iter().for_each(layer_checks::check);
    }
}
