//! GeoTIFF: pictures in strips or tiles, with overviews, tied to the ground.
//!
//! Meaning: the directories of the file are read at once, strips and tiles when they are asked for. Strips are taken
//! several at a time, so that they make blocks of some height. Directories that are marked as reduced pictures become
//! coarser levels, those marked as masks say which pixels of their picture are holes.
//!
//! Read are grey, colours and palettes of up to 16 bits, and numbers of 32 and 64 bits stretched to grey; unpacked,
//! LZW, deflate, PackBits and JPEG; chunky and planar. Others are refused by name. Where the file itself does not say
//! where it lies, a world file and a definition beside it do.
//!
//! A library for TIFF exists; what is here beside it are palettes, masks, sparse tiles and limits for files from others.

mod chunk;
mod color;
mod directory;
mod geo;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use chunk::{Compression, Layout, SampleKind};
use color::{Alpha, Look, Meaning};
use directory::{Bytes, Directory, damaged, tag};
use geo::GeoKeys;

use super::pixels::{Pixels, Rgba};
use super::{Blocks, Damage, Level, Parts, RasterError, RasterFormat, System, world_file};
use crate::progress::Ticket;

/// Most pixels of a strip, a tile or a block.
const BLOCK_PIXELS: u64 = 32 << 20;
/// Most pixels along a side.
const SIDE: u64 = 1 << 30;
/// Rows of a block made of strips, at least and a multiple of.
const BLOCK_ROWS: u64 = 256;
const ROWS_STEP: u64 = 64;
/// Most samples of a pixel.
const MOST_SAMPLES: u64 = 64;
/// Strips or tiles that are looked at to find out how values are stretched.
const LOOKED_AT: usize = 16;

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct GeoTiff;

impl RasterFormat for GeoTiff {
    fn code(&self) -> &'static str {
        "geotiff"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tif", "tiff"]
    }

    fn matches(&self, head: &[u8]) -> bool {
        [b"II\x2A\0", b"II\x2B\0", b"MM\0\x2A", b"MM\0\x2B"]
            .iter()
            .any(|magic| head.starts_with(*magic))
    }

    fn open(&self, path: &Path, ticket: &Ticket) -> Result<Parts, RasterError> {
        let (bytes, directories) = directory::open(File::open(path)?)?;
        let bytes = Arc::new(bytes);
        let is_of = |directory: &Directory, bits: u64| {
            let kind = directory.number(&bytes, tag::NEW_SUBFILE_TYPE, 0).unwrap_or(0);
            kind & 5 == bits
        };
        let main = directories
            .iter()
            .find(|directory| is_of(directory, 0))
            .ok_or_else(|| RasterError::damaged("there is no picture"))?;
        let mut pictures = vec![Picture::read(&bytes, main)?];
        let full = [pictures[0].width, pictures[0].height];
        for reduced in directories.iter().filter(|directory| is_of(directory, 1)) {
            ticket.check()?;
            // An overview that cannot be read is done without.
            if let Ok(picture) = Picture::read(&bytes, reduced)
                && picture.width < full[0]
            {
                pictures.push(picture);
            }
        }
        pictures.sort_by_key(|picture| std::cmp::Reverse(picture.width));
        let masks = directories
            .iter()
            .filter(|directory| is_of(directory, 4) || is_of(directory, 5));
        for mask in masks.filter_map(|directory| Picture::read(&bytes, directory).ok()) {
            let own = |picture: &&mut Picture| picture.grid() == mask.grid();
            if let Some(picture) = pictures.iter_mut().find(own) {
                picture.mask = Some(Box::new(mask));
            }
        }
        stretch(&bytes, &mut pictures, ticket)?;
        let keys = GeoKeys::read(&bytes, main).map_err(damaged)?;
        let mut system = keys.system();
        let place = geo::place(&bytes, main, keys.is_point())?;
        if let System::Unknown(_) = system {
            system = world_file::system_beside(path).unwrap_or(system);
        }
        let place = match place {
            Some(place) => place,
            None => world_file::place_beside(path)?.ok_or(RasterError::NoPlace)?,
        };
        Ok(Parts {
            levels: pictures.iter().map(|picture| picture.level(full)).collect(),
            place,
            system,
            extent: [0.0, 0.0, super::as_f64(full[0]), super::as_f64(full[1])],
            ends_there: true,
            attribution: None,
            blocks: Box::new(TiffBlocks { bytes, pictures }),
        })
    }
}

/// One picture of the file.
#[derive(Debug)]
struct Picture {
    width: u64,
    height: u64,
    /// Pixels of a strip or tile along x and y.
    chunk: [u64; 2],
    is_striped: bool,
    /// Strips that make a block; 1 for tiles.
    per_block: u64,
    offsets: Vec<u64>,
    lengths: Vec<u64>,
    samples: usize,
    is_planar: bool,
    compression: Compression,
    predictor: u64,
    tables: Vec<u8>,
    /// JPEG whose samples are colours as they are.
    is_rgb: bool,
    look: Look,
    mask: Option<Box<Picture>>,
}

impl Picture {
    fn read(bytes: &Bytes, directory: &Directory) -> Result<Self, RasterError> {
        let number = |tag: u16, otherwise: u64| directory.number(bytes, tag, otherwise).map_err(damaged);
        let numbers = |tag: u16| directory.numbers(bytes, tag).map_err(damaged);
        let (width, height) = (number(tag::WIDTH, 0)?, number(tag::HEIGHT, 0)?);
        if !(1..=SIDE).contains(&width) || !(1..=SIDE).contains(&height) {
            return Err(RasterError::damaged(format!("{width} × {height} pixels")));
        }
        let is_tiled = directory.has(tag::TILE_WIDTH);
        let chunk = if is_tiled {
            [number(tag::TILE_WIDTH, 0)?, number(tag::TILE_HEIGHT, 0)?]
        } else {
            [width, number(tag::ROWS_PER_STRIP, height)?.min(height)]
        };
        let held = chunk[0].saturating_mul(chunk[1]);
        if held == 0 {
            return Err(RasterError::damaged("a strip or tile has no pixels"));
        }
        if held > BLOCK_PIXELS {
            return Err(RasterError::TooLarge {
                pixels: held,
                limit: BLOCK_PIXELS,
            });
        }
        let samples = number(tag::SAMPLES, 1)?;
        if !(1..=MOST_SAMPLES).contains(&samples) {
            return Err(RasterError::damaged(format!("{samples} samples")));
        }
        let look = look(bytes, directory, samples)?;
        let (offsets, lengths) = if is_tiled {
            (numbers(tag::TILE_OFFSETS)?, numbers(tag::TILE_BYTES)?)
        } else {
            (numbers(tag::STRIP_OFFSETS)?, numbers(tag::STRIP_BYTES)?)
        };
        let compression = Compression::of(number(tag::COMPRESSION, 1)?)?;
        let is_planar = number(tag::PLANAR, 1)? == 2;
        if compression == Compression::Jpeg && !is_planar && !matches!(samples, 1 | 3 | 4) {
            return Err(RasterError::Unsupported {
                what: format!("JPEG, {samples} samples"),
            });
        }
        Ok(Self {
            width,
            height,
            chunk,
            is_striped: !is_tiled,
            per_block: if is_tiled { 1 } else { strips_per_block(chunk) },
            offsets,
            lengths,
            samples: usize::try_from(samples).unwrap_or(1),
            is_planar,
            compression,
            predictor: number(tag::PREDICTOR, 1)?,
            tables: directory.raw(bytes, tag::JPEG_TABLES).map_err(damaged)?,
            is_rgb: number(tag::PHOTOMETRIC, 1)? == 2,
            look,
            mask: None,
        })
    }

    /// The level that the picture is, beside the full one.
    fn level(&self, full: [u64; 2]) -> Level {
        let size = [self.width, self.height];
        let share = |axis: usize| super::as_f64(size[axis]) / super::as_f64(full[axis]);
        Level {
            size,
            block: [self.chunk[0], self.chunk[1] * self.per_block],
            scale: [share(0), share(1)],
        }
    }

    /// What two pictures share whose blocks cover each other.
    fn grid(&self) -> [u64; 5] {
        [
            self.width,
            self.height,
            self.chunk[0],
            self.chunk[1],
            self.per_block,
        ]
    }

    /// The samples of one strip or tile, pixel by pixel; `None` when the file leaves it out.
    fn samples(&self, bytes: &Bytes, column: u64, row: u64) -> Result<Option<Vec<u8>>, Damage> {
        let across = self.width.div_ceil(self.chunk[0]);
        let number = row * across + column;
        if !self.is_planar {
            return self.unpack(bytes, number, row, self.samples);
        }
        let per_plane = across * self.height.div_ceil(self.chunk[1]);
        // Those that are shown: the colours, and the opacity behind them.
        let shown = self.look.meaning.n_samples() + usize::from(self.look.alpha.is_some());
        let mut planes = Vec::new();
        for plane in 0..shown as u64 {
            match self.unpack(bytes, plane * per_plane + number, row, 1)? {
                Some(plane) => planes.push(plane),
                None => return Ok(None),
            }
        }
        if planes.len() == 1 {
            return Ok(planes.pop());
        }
        let size = self.look.bits / 8;
        if size == 0 {
            return Err(Damage("planes of less than a byte".to_owned()));
        }
        let length = planes.iter().map(Vec::len).min().unwrap_or(0);
        let mut joined = Vec::with_capacity(length * planes.len());
        for at in (0..length / size).map(|number| number * size) {
            for plane in &planes {
                joined.extend_from_slice(&plane[at..at + size]);
            }
        }
        Ok(Some(joined))
    }

    /// Samples of a pixel as [`Self::samples`] gives them.
    fn n_samples(&self) -> usize {
        if self.is_planar {
            self.look.meaning.n_samples() + usize::from(self.look.alpha.is_some())
        } else {
            self.samples
        }
    }

    fn unpack(
        &self,
        bytes: &Bytes,
        number: u64,
        row: u64,
        samples: usize,
    ) -> Result<Option<Vec<u8>>, Damage> {
        let at = usize::try_from(number)?;
        let (Some(offset), Some(length)) = (self.offsets.get(at), self.lengths.get(at)) else {
            return Err(Damage("the file does not say where it lies".to_owned()));
        };
        if *length == 0 || *offset == 0 {
            return Ok(None);
        }
        // The last strip ends with the picture; a tile is always whole.
        let rows = if self.is_striped {
            self.chunk[1].min(self.height - row * self.chunk[1])
        } else {
            self.chunk[1]
        };
        let layout = Layout {
            width: usize::try_from(self.chunk[0])?,
            rows: usize::try_from(rows)?,
            samples,
            bits: self.look.bits,
            is_big_endian: bytes.is_big_endian,
            predictor: self.predictor,
        };
        let most = (layout.bytes() as u64).saturating_mul(2).saturating_add(1 << 20);
        if *length > most {
            return Err(Damage(format!(
                "{length} bytes for {} pixels",
                layout.width * layout.rows
            )));
        }
        let packed = bytes.read(*offset, *length)?;
        let unpacked = if self.compression == Compression::Jpeg {
            chunk::jpeg(&packed, &self.tables, &layout, self.is_rgb)?
        } else {
            chunk::unpack(&packed, self.compression, &layout)?
        };
        Ok(Some(unpacked))
    }

    fn block(&self, bytes: &Bytes, column: u64, row: u64) -> Result<Pixels, Damage> {
        let [width, height] = [self.chunk[0], self.chunk[1] * self.per_block].map(usize::try_from);
        let (width, height) = (width?, height?);
        let chunk_rows = usize::try_from(self.chunk[1])?;
        let rows = self.height.div_ceil(self.chunk[1]);
        let first = row * self.per_block;
        let mut colors: Vec<Rgba> = Vec::new();
        let mut is_blank = true;
        for chunk_row in first..(first + self.per_block).min(rows) {
            let from = usize::try_from(chunk_row - first)? * chunk_rows * width;
            let Some(samples) = self.samples(bytes, column, chunk_row)? else {
                continue;
            };
            is_blank = false;
            colors.resize(width * height, [0; 4]);
            let to = from + chunk_rows * width;
            self.paint(&samples, &mut colors[from..to]);
        }
        if is_blank {
            return Ok(Pixels::blank());
        }
        let mut pixels = Pixels {
            width: u32::try_from(width)?,
            height: u32::try_from(height)?,
            colors,
        };
        if let Some(mask) = &self.mask {
            mask.cut(bytes, [column, row], &mut pixels)?;
        }
        self.cut_beyond(column, row, &mut pixels);
        Ok(pixels)
    }

    /// Samples to colours; rows that the samples lack stay as they are.
    fn paint(&self, samples: &[u8], colors: &mut [Rgba]) {
        let n_samples = self.n_samples();
        let (bits, kind) = (self.look.bits, self.look.kind);
        let is_plain = self.look.is_plain() && bits == 8 && self.look.nodata.is_none();
        if is_plain && self.look.meaning == Meaning::Rgb && self.look.alpha.is_none() {
            for (color, pixel) in colors.iter_mut().zip(samples.chunks_exact(n_samples)) {
                *color = [pixel[0], pixel[1], pixel[2], 255];
            }
            return;
        }
        let width = usize::try_from(self.chunk[0]).unwrap_or(1);
        let row_bytes = (width * n_samples * bits).div_ceil(8);
        for (row, line) in samples
            .chunks_exact(row_bytes.max(1))
            .zip(colors.chunks_mut(width))
        {
            for (column, color) in line.iter_mut().enumerate() {
                *color = self
                    .look
                    .color(|sample| color::value(row, column * n_samples + sample, bits, kind));
            }
        }
    }

    /// Makes pixels transparent where the mask has none.
    fn cut(&self, bytes: &Bytes, [column, row]: [u64; 2], pixels: &mut Pixels) -> Result<(), Damage> {
        let mask = self.block(bytes, column, row)?;
        if mask.colors.len() != pixels.colors.len() {
            return Ok(());
        }
        for (color, mask) in pixels.colors.iter_mut().zip(&mask.colors) {
            if mask[0] == 0 {
                *color = [0; 4];
            }
        }
        Ok(())
    }

    /// Makes the padding of the last blocks transparent.
    fn cut_beyond(&self, column: u64, row: u64, pixels: &mut Pixels) {
        let left = |length: u64, from: u64, side: u32| {
            usize::try_from(length.saturating_sub(from).min(u64::from(side))).unwrap_or(0)
        };
        let width = pixels.width as usize;
        let [columns, rows] = [
            left(self.width, column * self.chunk[0], pixels.width),
            left(self.height, row * self.chunk[1] * self.per_block, pixels.height),
        ];
        for (number, line) in pixels.colors.chunks_mut(width.max(1)).enumerate() {
            let kept = if number < rows { columns } else { 0 };
            line[kept..].fill([0; 4]);
        }
    }
}

/// How many strips make a block: some height, in steps in which it can be reduced, within the limit.
fn strips_per_block([width, rows]: [u64; 2]) -> u64 {
    let step = ROWS_STEP / gcd(ROWS_STEP, rows);
    let wanted = BLOCK_ROWS.div_ceil(rows).next_multiple_of(step);
    let most = BLOCK_PIXELS / (width * rows);
    if wanted <= most { wanted } else { 1 }
}

fn gcd(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// How the samples of a picture become colours.
fn look(bytes: &Bytes, directory: &Directory, samples: u64) -> Result<Look, RasterError> {
    let numbers = |tag: u16| directory.numbers(bytes, tag).map_err(damaged);
    let all_bits = numbers(tag::BITS)?;
    let bits = all_bits.first().copied().unwrap_or(1);
    let unsupported = |what: String| RasterError::Unsupported { what };
    if all_bits.iter().any(|other| *other != bits) {
        return Err(unsupported(format!("samples of {all_bits:?} bits")));
    }
    let kind = match numbers(tag::SAMPLE_FORMAT)?.first().copied().unwrap_or(1) {
        1 | 4 => SampleKind::Unsigned,
        2 => SampleKind::Signed,
        3 => SampleKind::Float,
        other => return Err(unsupported(format!("sample format {other}"))),
    };
    let fits = match kind {
        SampleKind::Unsigned => [1, 2, 4, 8, 16, 32].contains(&bits),
        SampleKind::Signed => [8, 16, 32].contains(&bits),
        SampleKind::Float => [32, 64].contains(&bits),
    };
    if !fits || (bits < 8 && samples > 1) {
        return Err(unsupported(format!("{samples} samples of {bits} bits")));
    }
    let is_jpeg = directory.number(bytes, tag::COMPRESSION, 1).map_err(damaged)? == 7;
    let photometric = directory.number(bytes, tag::PHOTOMETRIC, 1).map_err(damaged)?;
    let meaning = match photometric {
        0 => Meaning::Grey { is_inverted: true },
        // Satellite pictures are told as grey of many samples: the first three are shown.
        1 | 2 if samples >= 3 => Meaning::Rgb,
        1 | 4 => Meaning::Grey { is_inverted: false },
        3 => Meaning::Palette(palette(&numbers(tag::COLOR_MAP)?, bits)?),
        // The JPEG library makes colours of it; nothing else here does.
        6 if samples == 3 && is_jpeg => Meaning::Rgb,
        6 => return Err(unsupported("YCbCr".to_owned())),
        5 => return Err(unsupported("CMYK".to_owned())),
        8..=10 => return Err(unsupported("CIELab".to_owned())),
        other => return Err(unsupported(format!("colours of kind {other}"))),
    };
    let n_colors = meaning.n_samples() as u64;
    let extra = numbers(tag::EXTRA_SAMPLES)?;
    let alpha = match extra.first() {
        Some(1) if samples > n_colors => Some(Alpha::Associated),
        Some(2) if samples > n_colors => Some(Alpha::Unassociated),
        // Four samples of colour about which nothing is said.
        None if photometric == 2 && samples == 4 => Some(Alpha::Unassociated),
        _ => None,
    };
    let nodata = directory.text(bytes, tag::NODATA).unwrap_or_default();
    Ok(Look {
        meaning,
        bits: usize::try_from(bits).unwrap_or(8),
        kind,
        alpha,
        nodata: nodata.trim().parse().ok(),
        stretch: [0.0, 1.0],
    })
}

/// The colours of a palette: all reds, all greens, all blues.
fn palette(map: &[u64], bits: u64) -> Result<Vec<[u8; 3]>, RasterError> {
    let length = 1_usize << bits.min(16);
    if bits > 16 || map.len() < 3 * length {
        return Err(RasterError::damaged("the palette is too short"));
    }
    // Of 16 bits; some programs write 8.
    let shift = if map.iter().any(|value| *value > 255) {
        8
    } else {
        0
    };
    let byte = |at: usize| u8::try_from((map[at] >> shift).min(255)).unwrap_or(u8::MAX);
    Ok((0..length)
        .map(|at| [byte(at), byte(at + length), byte(at + 2 * length)])
        .collect())
}

/// Finds out which values are shown darkest and lightest: one answer for all levels, from the coarsest.
fn stretch(bytes: &Bytes, pictures: &mut [Picture], ticket: &Ticket) -> Result<(), RasterError> {
    let Some(coarsest) = pictures.last() else {
        return Ok(());
    };
    let is_palette = matches!(coarsest.look.meaning, Meaning::Palette(_));
    if coarsest.look.is_plain() || is_palette {
        return Ok(());
    }
    let columns = coarsest.width.div_ceil(coarsest.chunk[0]);
    let all = columns * coarsest.height.div_ceil(coarsest.chunk[1]);
    let step = usize::try_from(all / LOOKED_AT as u64).unwrap_or(1).max(1);
    let mut values = Vec::new();
    for number in (0..all).step_by(step).take(LOOKED_AT) {
        ticket.check()?;
        // A damaged one is told of when it is drawn.
        let samples = coarsest.samples(bytes, number % columns, number / columns);
        let Ok(Some(samples)) = samples else { continue };
        values.extend(coarsest.values(&samples));
    }
    let range = color::stretch_of(values);
    for picture in pictures {
        picture.look.stretch = range;
    }
    Ok(())
}

impl Picture {
    /// Some of the values that make colours, without holes.
    fn values(&self, samples: &[u8]) -> Vec<f64> {
        let (bits, kind, n_samples) = (self.look.bits, self.look.kind, self.n_samples());
        let n_pixels = samples.len() * 8 / bits / n_samples.max(1);
        let step = (n_pixels / 20_000).max(1);
        (0..n_pixels)
            .step_by(step)
            .flat_map(|pixel| {
                (0..self.look.meaning.n_samples()).map(move |sample| pixel * n_samples + sample)
            })
            .map(|number| color::value(samples, number, bits, kind))
            .filter(|value| self.look.nodata != Some(*value))
            .collect()
    }
}

struct TiffBlocks {
    bytes: Arc<Bytes>,
    pictures: Vec<Picture>,
}

impl Blocks for TiffBlocks {
    fn block(&self, level: usize, column: u64, row: u64) -> Result<Option<Pixels>, Damage> {
        self.pictures[level].block(&self.bytes, column, row).map(Some)
    }

    fn name(&self, level: usize, column: u64, row: u64) -> String {
        format!("{level}/{column}/{row}")
    }
}
