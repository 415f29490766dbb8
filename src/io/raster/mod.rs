//! Backgrounds: pictures and sets of tiles that lie under the map.
//!
//! Meaning: [`open`] finds out by its first bytes what a file is and gives a [`Raster`]: levels of different fineness,
//! each cut into blocks that are decoded when they are asked for, and where its pixels lie in a coordinate reference
//! system. [`PlacedRaster`] puts one onto a plane and draws any window of it. A new kind of file is one module and one
//! line in [`RASTER_FORMATS`].
//!
//! Input: a path. Output: colours, or a [`RasterError`] with a stable code. A block that is missing or damaged is a hole
//! in the picture, and [`Raster::take_faults`] tells of it once.
//!
//! Files come from others: sizes are held against limits before anything is allocated, and nothing in a file leads the
//! reader deeper than a fixed depth. Nothing that is drawn here reaches a check.
//!
//! Deliberately not here: the network but in `online`, threads, and how it looks on the screen.

mod affine;
mod cache;
mod error;
#[cfg(test)]
mod fixture;
mod mbtiles;
mod online;
mod picture;
mod pixels;
mod placed;
mod pmtiles;
mod pyramid;
mod tiff;
mod world_file;

use std::fs::{self, File};
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub use affine::Affine;
pub use cache::BlockCache;
use cache::{BlockKey, Held};
pub use error::RasterError;
pub use mbtiles::MbTiles;
pub use online::{OnlineTiles, is_online};
pub use picture::WorldPicture;
pub use pixels::{Pixels, Rgba};
pub use placed::{PlacedRaster, RasterWindow};
pub use pmtiles::PmTiles;
pub use tiff::GeoTiff;

use crate::crs::{Crs, CrsId};
use crate::progress::Ticket;

/// All kinds of files that can lie under the map; a new one is one line here.
pub static RASTER_FORMATS: &[&dyn RasterFormat] =
    &[&MbTiles, &PmTiles, &GeoTiff, &WorldPicture, &OnlineTiles];

/// Bytes at the start of a file that a format may look at.
const HEAD_BYTES: u64 = 64;
/// Reductions leave at least so many pixels along the side of a block.
const LEAST_REDUCED: u64 = 16;
/// The coarsest view serves down to so many of its pixels in one pixel of the screen; beyond, nothing is drawn.
const COARSEST: f64 = 2.0;

/// A kind of file that can lie under the map.
pub trait RasterFormat: Sync {
    /// Stable code, part of the id of its name.
    fn code(&self) -> &'static str;

    /// Endings of such files, in lower case.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether the first bytes of a file are those of this kind.
    fn matches(&self, head: &[u8]) -> bool;

    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be used.
    fn open(&self, path: &Path, ticket: &Ticket) -> Result<Parts, RasterError>;
}

/// Whether a file is meant to lie under the map, by its ending.
#[must_use]
pub fn is_raster(path: &Path) -> bool {
    extension(path).is_some_and(|ending| {
        RASTER_FORMATS
            .iter()
            .any(|format| format.extensions().contains(&ending.as_str()))
    })
}

/// Whether a file only says where the picture of another lies: a world file or a definition beside it.
#[must_use]
pub fn lies_beside(path: &Path, raster: &Path) -> bool {
    world_file::candidates(raster)
        .into_iter()
        .chain([raster.with_extension("prj")])
        .any(|beside| beside.as_os_str().eq_ignore_ascii_case(path.as_os_str()))
}

fn extension(path: &Path) -> Option<String> {
    path.extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
}

/// Opens a file. `system` is the coordinate reference system that somebody chose for it; it counts only where the file
/// says nothing that is understood.
///
/// # Errors
/// When the file is missing, of another kind or damaged, or nobody knows where it lies.
pub fn open(
    path: &Path,
    system: Option<&Crs>,
    cache: &Arc<BlockCache>,
    ticket: &Ticket,
) -> Result<Raster, RasterError> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(RasterError::NotAFile);
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    let format = RASTER_FORMATS
        .iter()
        .find(|format| format.matches(&head))
        .ok_or(RasterError::NotRecognised)?;
    let opened = catch_unwind(AssertUnwindSafe(|| format.open(path, ticket)));
    let parts = opened.unwrap_or_else(|_| Err(RasterError::damaged("the reader failed")))?;
    let crs = match (&parts.system, system) {
        (System::Known(id), _) => Crs::resolve(*id)?,
        (System::Unknown(_), Some(chosen)) => chosen.clone(),
        (System::Unknown(name), None) => return Err(RasterError::NoSystem { name: name.clone() }),
    };
    Raster::new(path, format.code(), crs, parts, Arc::clone(cache))
}

/// What a file says about its coordinate reference system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum System {
    /// One that is known.
    Known(CrsId),
    /// Nothing that is understood; the name that stands there, if any.
    Unknown(String),
}

/// A level: the whole picture in pixels of one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Pixels along x and y.
    pub size: [u64; 2],
    /// Pixels of a block along x and y.
    pub block: [u64; 2],
    /// Pixels for one of the finest level, along x and y.
    pub scale: [f64; 2],
}

/// What a format gives.
pub struct Parts {
    /// Its blocks.
    pub blocks: Box<dyn Blocks>,
    /// From the finest to the coarsest.
    pub levels: Vec<Level>,
    /// From pixels of the finest level to positions.
    pub place: Affine,
    /// In which system.
    pub system: System,
    /// The part that has something to show, in pixels of the finest level: least column and row, greatest column and
    /// row.
    pub extent: [f64; 4],
    /// Whether pixels lie nowhere but in the extent, so that nothing outside need be looked at.
    pub ends_there: bool,
    /// Whom the picture is owed to, as the file says.
    pub attribution: Option<String>,
}

/// A block that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage(pub String);

impl<E: std::fmt::Display> From<E> for Damage {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// The blocks of a file; threads ask for them at the same time.
pub trait Blocks: Send + Sync {
    /// Decodes a block; `None` when the file has none there.
    ///
    /// # Errors
    /// When it is damaged.
    fn block(&self, level: usize, column: u64, row: u64) -> Result<Option<Pixels>, Damage>;

    /// Whether hundreds of blocks may be asked for to show a coarser picture than the coarsest there is.
    fn are_cheap(&self) -> bool {
        true
    }

    /// The name of a block for people, such as `12/3372/1650`.
    fn name(&self, level: usize, column: u64, row: u64) -> String;
}

/// Something about a background that is told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The file has no block where one should be.
    Missing {
        /// Its name.
        block: String,
    },
    /// A block cannot be decoded.
    Damaged {
        /// Its name.
        block: String,
        /// Why, for whoever looks at the bytes.
        reason: String,
    },
}

/// The first fault of each kind, until it was told.
#[derive(Debug, Default)]
struct Faults {
    missing: Option<String>,
    damaged: Option<(String, String)>,
    untold: Vec<Fault>,
}

/// A level as it is drawn: as the file has it, or reduced.
#[derive(Debug, Clone, Copy)]
struct View {
    level: usize,
    /// Reduced by this power of two.
    shift: u32,
    /// Pixels of the view for one of the finest level.
    scale: [f64; 2],
    size: [f64; 2],
    block: [u64; 2],
}

/// A background that can be drawn.
pub struct Raster {
    path: PathBuf,
    format: &'static str,
    crs: Crs,
    number: u64,
    blocks: Box<dyn Blocks>,
    views: Vec<View>,
    place: Affine,
    extent: [f64; 4],
    size: [f64; 2],
    ends_there: bool,
    attribution: Option<String>,
    cache: Arc<BlockCache>,
    faults: Mutex<Faults>,
}

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raster")
            .field("path", &self.path)
            .field("format", &self.format)
            .field("views", &self.views.len())
            .finish_non_exhaustive()
    }
}

impl Drop for Raster {
    fn drop(&mut self) {
        self.cache.forget(self.number);
    }
}

impl Raster {
    fn new(
        path: &Path,
        format: &'static str,
        crs: Crs,
        parts: Parts,
        cache: Arc<BlockCache>,
    ) -> Result<Self, RasterError> {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let finest = *parts
            .levels
            .first()
            .ok_or_else(|| RasterError::damaged("there is no picture"))?;
        let views = views(&parts.levels, parts.blocks.are_cheap());
        // Wrong numbers are found out now.
        parts.place.inverse()?;
        Ok(Self {
            path: path.to_owned(),
            format,
            crs,
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            blocks: parts.blocks,
            views,
            place: parts.place,
            extent: parts.extent,
            size: finest.size.map(as_f64),
            ends_there: parts.ends_there,
            attribution: parts.attribution,
            cache,
            faults: Mutex::default(),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Code of its kind.
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// The system in which its pixels lie.
    #[must_use]
    pub fn crs(&self) -> &Crs {
        &self.crs
    }

    /// Whom the picture is owed to, as the file says.
    #[must_use]
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// From pixels of the finest level to positions in its system.
    #[must_use]
    pub fn place(&self) -> &Affine {
        &self.place
    }

    /// The position in its system of the middle of what it shows.
    #[must_use]
    pub fn middle(&self) -> [f64; 2] {
        let [left, top, right, bottom] = self.extent;
        self.place
            .apply([f64::midpoint(left, right), f64::midpoint(top, bottom)])
    }

    /// What has come up since the last call: the first missing and the first damaged block, each once.
    #[must_use]
    pub fn take_faults(&self) -> Vec<Fault> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut faults.untold)
    }

    /// The view whose pixels are nearest in size to those of a screen of which one covers `footprint` pixels of the
    /// finest level; `None` when even the coarsest is far too fine.
    fn view_for(&self, footprint: f64) -> Option<usize> {
        let per_pixel = |view: &View| footprint * libm::sqrt(view.scale[0] * view.scale[1]);
        let off = |view: &View| libm::log2(per_pixel(view)).abs();
        let (best, view) = self
            .views
            .iter()
            .enumerate()
            .min_by(|(_, one), (_, other)| off(one).total_cmp(&off(other)))?;
        (per_pixel(view) <= COARSEST).then_some(best)
    }

    /// Pixels of the finest level in one of the screen beyond which nothing is drawn.
    fn most_per_pixel(&self) -> f64 {
        let coarsest = self
            .views
            .iter()
            .map(|view| 1.0 / libm::sqrt(view.scale[0] * view.scale[1]))
            .fold(1.0, f64::max);
        COARSEST * coarsest
    }

    /// A block of a view, decoded when nobody holds it.
    fn fetch(&self, view: usize, column: u64, row: u64) -> Held {
        let key = BlockKey {
            raster: self.number,
            view,
            column,
            row,
        };
        if let Some(held) = self.cache.get(&key) {
            return held;
        }
        let View { level, shift, .. } = self.views[view];
        let decoded = catch_unwind(AssertUnwindSafe(|| self.blocks.block(level, column, row)));
        let decoded = decoded.unwrap_or_else(|_| Err(Damage("the decoder failed".to_owned())));
        let held = match decoded {
            Ok(Some(pixels)) if shift == 0 => Held::Pixels(Arc::new(pixels)),
            Ok(Some(pixels)) => Held::Pixels(Arc::new(pixels.reduced(shift))),
            Ok(None) => Held::Missing,
            Err(Damage(reason)) => {
                self.note_damaged(self.blocks.name(level, column, row), reason);
                Held::Damaged
            }
        };
        self.cache.put(key, held.clone());
        held
    }

    fn note_damaged(&self, block: String, reason: String) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.damaged.is_none() {
            faults.damaged = Some((block.clone(), reason.clone()));
            faults.untold.push(Fault::Damaged { block, reason });
        }
    }

    /// Notes a hole, when it lies in the part that has something to show.
    fn note_missing(&self, view: usize, column: u64, row: u64) {
        let View {
            level, scale, block, ..
        } = self.views[view];
        let edge = |number: u64, axis: usize| as_f64(number) * as_f64(block[axis]) / scale[axis];
        let [left, top, right, bottom] = self.extent;
        let apart = edge(column + 1, 0) <= left
            || edge(column, 0) >= right
            || edge(row + 1, 1) <= top
            || edge(row, 1) >= bottom;
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if !apart && faults.missing.is_none() {
            let block = self.blocks.name(level, column, row);
            faults.missing = Some(block.clone());
            faults.untold.push(Fault::Missing { block });
        }
    }
}

/// The levels, and where blocks are cheap the coarsest of them reduced.
fn views(levels: &[Level], are_cheap: bool) -> Vec<View> {
    let view = |level: usize, shift: u32| {
        let Level { size, block, scale } = levels[level];
        let part = as_f64(1 << shift);
        View {
            level,
            shift,
            scale: scale.map(|scale| scale / part),
            size: size.map(|length| as_f64(length) / part),
            block: block.map(|length| length.div_ceil(1 << shift)),
        }
    };
    let mut views: Vec<View> = (0..levels.len()).map(|level| view(level, 0)).collect();
    let last = levels
        .iter()
        .copied()
        .enumerate()
        .next_back()
        .filter(|_| are_cheap);
    let Some((coarsest, Level { size, block, .. })) = last else {
        return views;
    };
    let can_reduce = |shift: u32| {
        [0, 1].into_iter().all(|axis| {
            let side = 1_u64 << shift;
            // A block that is not cut evenly would shift those after it.
            (block[axis] % side == 0 || size[axis] <= block[axis]) && block[axis] >> shift >= LEAST_REDUCED
        })
    };
    let shifts = (1..16).take_while(|shift| can_reduce(*shift));
    views.extend(shifts.map(|shift| view(coarsest, shift)));
    views
}

#[expect(clippy::cast_precision_loss, reason = "pixels stay far below 2^53")]
fn as_f64(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_decide_what_is_meant_to_lie_below() {
        for name in [
            "a.mbtiles",
            "b.PMTiles",
            "c.TIF",
            "d.tiff",
            "e.png",
            "f.JPG",
            "g.jpeg",
        ] {
            assert!(is_raster(Path::new(name)), "{name}");
        }
        for name in ["a.gpkg", "b.shp", "c", "d.zip", "e.tfw"] {
            assert!(!is_raster(Path::new(name)), "{name}");
        }
        let picture = Path::new("d/影像.png");
        for beside in ["d/影像.pgw", "d/影像.PNGW", "d/影像.wld", "d/影像.prj"] {
            assert!(lies_beside(Path::new(beside), picture), "{beside}");
        }
        assert!(!lies_beside(Path::new("d/other.pgw"), picture));
    }

    #[test]
    fn what_is_no_raster_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Arc::new(BlockCache::default());
        let ticket = Ticket::new();
        let open = |path: &Path| open(path, None, &cache, &ticket).err();
        assert_eq!(open(&dir.path().join("no.tif")), Some(RasterError::Missing));
        assert_eq!(open(dir.path()), Some(RasterError::NotAFile));
        let text = dir.path().join("text.tif");
        fs::write(&text, "not a picture").unwrap();
        assert_eq!(open(&text), Some(RasterError::NotRecognised));
        fs::write(&text, "").unwrap();
        assert_eq!(open(&text), Some(RasterError::NotRecognised));
    }

    #[test]
    fn the_nearest_view_is_taken() {
        let level = |size: u16| Level {
            size: [u64::from(size); 2],
            block: [256, 256],
            scale: [f64::from(size) / 4096.0; 2],
        };
        let views = views(&[level(4096), level(1024)], true);
        let shifts: Vec<(usize, u32)> = views.iter().map(|view| (view.level, view.shift)).collect();
        assert_eq!(shifts, [(0, 0), (1, 0), (1, 1), (1, 2), (1, 3), (1, 4)]);
        assert_eq!(views[2].scale, [0.125; 2]);
        assert_eq!(views[5].block, [16; 2]);
    }
}
