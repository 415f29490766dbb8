//! World files: six numbers beside a picture that say where its pixels lie, and the definition of the system.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{Affine, RasterError, System, extension};
use crate::crs::wkt::{LENGTH_LIMIT, Recognised, recognise};

/// Most bytes of a world file.
const WORLD_BYTES: u64 = 64 << 10;

/// Where the world file of a picture may lie: `.pgw` or `.pngw` beside a `.png`, `.wld` beside any.
pub(super) fn candidates(picture: &Path) -> Vec<PathBuf> {
    let ending = extension(picture).unwrap_or_default();
    let mut endings = Vec::new();
    let letters: Vec<char> = ending.chars().collect();
    if let [first, .., last] = letters.as_slice() {
        endings.push(format!("{first}{last}w"));
        endings.push(format!("{ending}w"));
    }
    match ending.as_str() {
        "jpeg" => endings.push("jgw".to_owned()),
        "tiff" => endings.push("tfw".to_owned()),
        _ => {}
    }
    endings.push("wld".to_owned());
    endings
        .iter()
        .map(|ending| picture.with_extension(ending))
        .collect()
}

/// The file beside a picture that has one of these names in any case.
fn beside(picture: &Path, names: &[PathBuf]) -> Option<PathBuf> {
    if let Some(found) = names.iter().find(|name| name.is_file()) {
        return Some(found.clone());
    }
    let folder = picture.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let mut found: Vec<PathBuf> = entries
        .take(crate::io::format::MEMBER_LIMIT)
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            names.iter().any(|name| {
                let wanted = name.file_name().unwrap_or_default();
                path.file_name()
                    .is_some_and(|file| file.eq_ignore_ascii_case(wanted))
            })
        })
        .collect();
    found.sort();
    found.into_iter().find(|path| path.is_file())
}

fn text(path: &Path, limit: u64) -> Result<String, RasterError> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Where the pixels of a picture lie, by its world file; `None` when there is none.
pub(super) fn place_beside(picture: &Path) -> Result<Option<Affine>, RasterError> {
    let Some(path) = beside(picture, &candidates(picture)) else {
        return Ok(None);
    };
    parse(&text(&path, WORLD_BYTES)?).map(Some)
}

/// The system that the definition beside a picture names; `None` when there is none.
pub(super) fn system_beside(picture: &Path) -> Option<System> {
    let path = beside(picture, &[picture.with_extension("prj")])?;
    let text = text(&path, LENGTH_LIMIT as u64).ok()?;
    Some(match recognise(&text) {
        Recognised::Known(id) => System::Known(id),
        Recognised::Contradiction { name, .. } | Recognised::Unknown { name } => System::Unknown(name),
    })
}

/// The map of the six numbers: A, D, B, E, and the middle of the first pixel.
fn parse(text: &str) -> Result<Affine, RasterError> {
    let numbers: Option<Vec<f64>> = text
        .trim_start_matches('\u{feff}')
        .split_whitespace()
        // Some programs write a comma where others write a point.
        .map(|word| word.replace(',', ".").parse().ok())
        .take(6)
        .collect();
    let Some(six) = numbers.and_then(|numbers| <[f64; 6]>::try_from(numbers).ok()) else {
        return Err(RasterError::BadPlace {
            reason: "a world file has six numbers".to_owned(),
        });
    };
    Affine::new([six[0], six[2], six[4]], [six[1], six[3], six[5]])?.shifted([-0.5, -0.5])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_middle_of_the_first_pixel() {
        let place = parse("2.0\n0\n0\n-2.0\n101\n499\n").unwrap();
        assert_eq!(place.apply([0.0, 0.0]), [100.0, 500.0]);
        assert_eq!(place.apply([0.5, 0.5]), [101.0, 499.0]);
        assert_eq!(parse("\u{feff}2,0 0 0 -2,0 101 499").unwrap(), place);
        for bad in ["", "1 2 3", "a b c d e f", "0 0 0 0 1 1", "1 0 0 -1 NaN 0"] {
            assert!(matches!(parse(bad), Err(RasterError::BadPlace { .. })), "{bad}");
        }
    }

    #[test]
    fn world_files_are_found_in_any_case() {
        let dir = tempfile::tempdir().unwrap();
        let picture = dir.path().join("影像.jpeg");
        assert_eq!(place_beside(&picture), Ok(None));
        for name in ["影像.JGW", "影像.jpegw", "影像.wld"] {
            let path = dir.path().join(name);
            fs::write(&path, "1\n0\n0\n-1\n0\n0\n").unwrap();
            assert!(place_beside(&picture).unwrap().is_some(), "{name}");
            fs::remove_file(path).unwrap();
        }
    }
}
