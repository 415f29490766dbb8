//! What is remembered of an input.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::IMPORTER;
use super::stamp::Stamp;
use crate::crs::{Crs, CrsId, DatumShift};
use crate::io::{companions, sha256_of_directory, sha256_of_file};
use crate::layer::{ConstraintLayer, Notes};
use crate::workspace::frame::{CrsBasis, DecidedCrs, Extent};
use crate::workspace::input::InputSpec;
use crate::workspace::shift::shift_of;

const SCHEMA: &str = "redline.card/1";

/// What is remembered of an input: its source, its system and where it lies.
#[derive(Debug, Clone)]
pub struct Card {
    /// SHA-256 of the source.
    pub sha256: String,
    /// The decided system, and why.
    pub decided: DecidedCrs,
    /// Where it lies, in degrees.
    pub extent: Extent,
    /// Number of features.
    pub n_features: u32,
    layer: Option<String>,
    name: String,
    /// Fingerprints of the files that were read with the source; empty without any.
    companions: String,
    stamp: Stamp,
}

/// How a card was found to hold.
pub(super) enum Holds {
    ByStamp,
    ByHash,
}

#[derive(Clone, Serialize, Deserialize)]
struct CardFile {
    schema: String,
    importer: String,
    layer: Option<String>,
    crs_by_hand: Option<String>,
    stamp: Stamp,
    sha256: String,
    crs: String,
    basis: String,
    /// Bits of the numbers, because an empty extent has infinite ones.
    extent: [u64; 8],
    n_features: u32,
    name: String,
    /// SHA-256 of the datum shift's files, and bits of how far the layer lies outside its control points.
    shift: Option<(String, Option<u64>)>,
    #[serde(default)]
    companions: String,
    /// Of everything else: a card that was altered decides a plane.
    #[serde(default)]
    checksum: u32,
}

impl CardFile {
    fn checksum_of_rest(&self) -> io::Result<u32> {
        let rest = serde_json::to_vec(&Self {
            checksum: 0,
            ..self.clone()
        })?;
        Ok(crc32fast::hash(&rest))
    }
}

impl Card {
    /// The card of a layer that was just read; `None` when its file is no longer as large as what was read.
    pub(super) fn of(
        spec: &InputSpec,
        decided: &DecidedCrs,
        extent: &Extent,
        layer: &ConstraintLayer,
    ) -> Option<Self> {
        let metadata = fs::metadata(&spec.path).ok()?;
        if metadata.is_file() && metadata.len() != layer.source.bytes {
            return None;
        }
        Some(Self {
            sha256: layer.source.sha256.clone(),
            decided: decided.clone(),
            extent: *extent,
            n_features: layer.index().n_features(),
            layer: spec.layer.clone(),
            name: layer.name.clone(),
            companions: companions_of(&layer.notes),
            // Whatever happened to the file between reading and now is found by hashing it at the first look.
            stamp: Stamp::unproven(&metadata),
        })
    }

    /// What tells layers of one source apart.
    pub(super) fn facts(&self) -> String {
        let DecidedCrs { crs, basis } = &self.decided;
        let Self {
            name,
            layer,
            companions,
            ..
        } = self;
        let shift = crs.shift.as_ref().map(|bound| content_of(&bound.shift));
        format!(
            "{name}\n{layer:?}\n{}\n{}\n{companions}\n{shift:?}",
            crs.id,
            basis.code()
        )
    }

    /// Reads a card; `None` when it is none, or one of another importer or input.
    pub(super) fn read(path: &Path, spec: &InputSpec) -> Option<Self> {
        let text = fs::read(path).ok()?;
        let file: CardFile = serde_json::from_slice(&text).ok()?;
        let same_input = file.layer == spec.layer && file.crs_by_hand == spec.crs.map(|crs| crs.to_string());
        let is_whole = file.checksum_of_rest().is_ok_and(|sum| sum == file.checksum);
        if !is_whole || file.schema != SCHEMA || file.importer != IMPORTER || !same_input {
            return None;
        }
        let is_hash = file.sha256.len() == 64 && file.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash {
            return None;
        }
        let crs = Crs::resolve(CrsId::parse(&file.crs)?).ok()?;
        Some(Self {
            sha256: file.sha256,
            decided: DecidedCrs {
                crs: with_shift(spec, crs, file.shift)?,
                basis: CrsBasis::of_code(&file.basis)?,
            },
            extent: Extent::of_numbers(file.extent.map(f64::from_bits)),
            n_features: file.n_features,
            layer: file.layer,
            name: file.name,
            companions: file.companions,
            stamp: file.stamp,
        })
    }

    pub(super) fn write(&self, writer: &mut impl Write) -> io::Result<()> {
        let mut file = CardFile {
            schema: SCHEMA.to_owned(),
            importer: IMPORTER.to_owned(),
            layer: self.layer.clone(),
            crs_by_hand: (self.decided.basis == CrsBasis::ByHand).then(|| self.decided.crs.id.to_string()),
            stamp: self.stamp,
            sha256: self.sha256.clone(),
            crs: self.decided.crs.id.to_string(),
            basis: self.decided.basis.code().to_owned(),
            extent: self.extent.numbers().map(f64::to_bits),
            n_features: self.n_features,
            name: self.name.clone(),
            shift: self
                .decided
                .crs
                .shift
                .as_ref()
                .map(|bound| (content_of(&bound.shift), bound.outside_m.map(f64::to_bits))),
            companions: self.companions.clone(),
            checksum: 0,
        };
        file.checksum = file.checksum_of_rest()?;
        serde_json::to_writer(writer, &file).map_err(io::Error::from)
    }

    /// Whether the files that were read with the source are still the same and no others.
    pub(super) fn has_same_companions(&self, source: &Path) -> bool {
        companions(source).unwrap_or_default() == self.companions
    }

    /// Whether the source is still what it was; `None` when it is not, or cannot be read.
    pub(super) fn still_holds(&mut self, source: &Path) -> Option<Holds> {
        let metadata = fs::metadata(source).ok()?;
        if metadata.is_dir() {
            // Its state says nothing of the files in it.
            return (sha256_of_directory(source)? == self.sha256).then_some(Holds::ByHash);
        }
        let now = Stamp::of(&metadata);
        if self.stamp.proves(&now) {
            return Some(Holds::ByStamp);
        }
        if sha256_of_file(source).ok()? != self.sha256 {
            return None;
        }
        // A change while it was hashed shows in the times.
        let after = Stamp::of(&fs::metadata(source).ok()?);
        if !now.same_file_state(&after) {
            return None;
        }
        self.stamp = now;
        Some(Holds::ByHash)
    }
}

/// What tells the content of shifts apart.
fn content_of(shift: &DatumShift) -> String {
    let points = shift.provenance.points_file.as_ref();
    let points = points.map_or("", |(_, sha256)| sha256.as_str());
    format!("{}{points}", shift.provenance.sha256)
}

/// The system with the shift that the input names, if that is still the one which was remembered.
fn with_shift(spec: &InputSpec, crs: Crs, known: Option<(String, Option<u64>)>) -> Option<Crs> {
    match (shift_of(spec).ok()?, known) {
        (None, None) => Some(crs),
        (Some(shift), Some((content, outside))) if content_of(&shift) == content => {
            let bound = crs.bound_to(&shift, None).ok()?;
            Some(bound.reaching(outside.map(f64::from_bits)))
        }
        _ => None,
    }
}

/// The fingerprints of the files that were read with the source, as the reader told them.
fn companions_of(notes: &Notes) -> String {
    let told = notes.iter().filter(|note| note.code == "note-companions");
    let files = told
        .flat_map(|note| &note.args)
        .find(|(name, _)| *name == "files");
    files.map(|(_, files)| files.clone()).unwrap_or_default()
}
