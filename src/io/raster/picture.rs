//! A PNG or JPEG picture with a world file beside it.
//!
//! Such a picture can only be decoded whole. It is, once, and kept with its reductions for as long as the background is
//! open; one that is too large for that is refused, with the advice to make a GeoTIFF of it.

use std::path::Path;

use super::pixels::{Packing, Pixels, Unpack, decode};
use super::{Blocks, Damage, Level, Parts, RasterError, RasterFormat, System, world_file};
use crate::progress::Ticket;

/// Most pixels of a picture that is held whole: 192 MiB, and a third more for its reductions.
const PICTURE_PIXELS: u64 = 48 << 20;
/// Most bytes of its file.
const FILE_BYTES: u64 = 512 << 20;
/// Side of the blocks into which it is cut.
const BLOCK: u32 = 256;

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct WorldPicture;

impl RasterFormat for WorldPicture {
    fn code(&self) -> &'static str {
        "picture"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["png", "jpg", "jpeg"]
    }

    fn matches(&self, head: &[u8]) -> bool {
        matches!(Packing::of(head), Some(Packing::Png | Packing::Jpeg))
    }

    fn open(&self, path: &Path, ticket: &Ticket) -> Result<Parts, RasterError> {
        let place = world_file::place_beside(path)?.ok_or(RasterError::NoPlace)?;
        let system = world_file::system_beside(path).unwrap_or(System::Unknown(String::new()));
        let length = std::fs::metadata(path)?.len();
        if length > FILE_BYTES {
            return Err(RasterError::damaged(format!("{length} bytes")));
        }
        let bytes = std::fs::read(path)?;
        ticket.check()?;
        let full = decode(&bytes, PICTURE_PIXELS).map_err(|error| match error {
            Unpack::Damaged(reason) => RasterError::Damaged { reason },
            Unpack::TooLarge(pixels) => RasterError::TooLarge {
                pixels,
                limit: PICTURE_PIXELS,
            },
        })?;
        drop(bytes);
        let mut levels = vec![full];
        while let Some(last) = levels.last()
            && last.width.max(last.height) > BLOCK
            && last.width.min(last.height) > 1
        {
            ticket.check()?;
            let reduced = last.reduced(1);
            levels.push(reduced);
        }
        let size = [u64::from(levels[0].width), u64::from(levels[0].height)];
        // The last column and row of a reduction may reach beyond the picture; its pixels still have twice the side.
        let level = |number: usize| Level {
            size: size.map(|length| length.div_ceil(1 << number)),
            block: [u64::from(BLOCK); 2],
            scale: [1.0 / super::as_f64(1 << number); 2],
        };
        Ok(Parts {
            levels: (0..levels.len()).map(level).collect(),
            place,
            system,
            extent: [0.0, 0.0, super::as_f64(size[0]), super::as_f64(size[1])],
            ends_there: true,
            attribution: None,
            blocks: Box::new(Whole { levels }),
        })
    }
}

struct Whole {
    levels: Vec<Pixels>,
}

impl Blocks for Whole {
    fn block(&self, level: usize, column: u64, row: u64) -> Result<Option<Pixels>, Damage> {
        let whole = &self.levels[level];
        let (left, top) = (u32::try_from(column)? * BLOCK, u32::try_from(row)? * BLOCK);
        let columns = whole.width.saturating_sub(left).min(BLOCK) as usize;
        let side = BLOCK as usize;
        let mut colors = vec![[0; 4]; side * side];
        for (number, line) in colors.chunks_exact_mut(side).enumerate() {
            let row = top as usize + number;
            if row < whole.height as usize {
                let from = row * whole.width as usize + left as usize;
                line[..columns].copy_from_slice(&whole.colors[from..from + columns]);
            }
        }
        Ok(Some(Pixels {
            width: BLOCK,
            height: BLOCK,
            colors,
        }))
    }

    fn name(&self, level: usize, column: u64, row: u64) -> String {
        format!("{level}/{column}/{row}")
    }
}
