//! Decoded pixels, and from packed pictures to them.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A colour with its opacity, multiplied by it.
pub type Rgba = [u8; 4];

/// A rectangle of decoded pixels, row by row from the upper left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width` × `height` colours.
    pub colors: Vec<Rgba>,
}

impl Pixels {
    /// One transparent pixel, which stands for a block of any size.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            width: 1,
            height: 1,
            colors: vec![[0; 4]],
        }
    }

    /// The same ground in pixels of `2^shift` times the side: each is the mean of those that it covers.
    #[must_use]
    pub fn reduced(&self, shift: u32) -> Self {
        let (width, height) = (
            self.width.div_ceil(1 << shift).max(1),
            self.height.div_ceil(1 << shift).max(1),
        );
        if (self.width, self.height) == (1, 1) {
            return self.clone();
        }
        let side = 1_usize << shift;
        let (row_length, rows) = (self.width as usize, self.height as usize);
        let share = 1_u64 << (2 * shift);
        let mut colors = Vec::with_capacity(width as usize * height as usize);
        for row in 0..height as usize {
            for column in 0..width as usize {
                let mut sum = [0_u64; 4];
                for y in row * side..((row + 1) * side).min(rows) {
                    let first = y * row_length + column * side;
                    let last = y * row_length + ((column + 1) * side).min(row_length);
                    for color in &self.colors[first..last] {
                        for (sum, channel) in sum.iter_mut().zip(color) {
                            *sum += u64::from(*channel);
                        }
                    }
                }
                // Ground beyond the edge counts as transparent.
                colors.push(sum.map(|sum| u8::try_from((sum + share / 2) / share).unwrap_or(u8::MAX)));
            }
        }
        Self {
            width,
            height,
            colors,
        }
    }

    /// Bytes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.colors.len() * size_of::<Rgba>() + size_of::<Self>()
    }
}

/// A colour multiplied by its opacity.
#[must_use]
pub fn premultiplied([red, green, blue, alpha]: [u8; 4]) -> Rgba {
    let by = |channel: u8| {
        let product = u16::from(channel) * u16::from(alpha) + 127;
        u8::try_from(product / 255).unwrap_or(u8::MAX)
    };
    [by(red), by(green), by(blue), alpha]
}

/// What a packed picture is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

impl Packing {
    /// Looks at the first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if bytes.len() >= 12 && bytes.starts_with(b"RIFF") && &bytes[8..12] == b"WEBP" {
            Some(Self::WebP)
        } else {
            None
        }
    }
}

/// Why a packed picture was not decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpack {
    /// It is none, or damaged; a sentence for whoever looks at the bytes.
    Damaged(String),
    /// It has more pixels than asked for.
    TooLarge(u64),
}

impl Unpack {
    fn damaged(error: impl std::fmt::Display) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl std::fmt::Display for Unpack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Damaged(reason) => f.write_str(reason),
            Self::TooLarge(pixels) => write!(f, "{pixels} pixels"),
        }
    }
}

/// Decodes a PNG, JPEG or WebP picture of at most `limit` pixels. The size is known before anything is allocated.
///
/// # Errors
/// When it is damaged, of another kind, or larger.
pub fn decode(bytes: &[u8], limit: u64) -> Result<Pixels, Unpack> {
    match Packing::of(bytes) {
        Some(Packing::Png) => png(bytes, limit),
        Some(Packing::Jpeg) => jpeg(bytes, limit),
        Some(Packing::WebP) => webp(bytes, limit),
        None => Err(Unpack::Damaged("not a PNG, JPEG or WebP picture".to_owned())),
    }
}

fn within(width: u32, height: u32, limit: u64) -> Result<usize, Unpack> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(Unpack::Damaged("the picture has no pixels".to_owned()));
    }
    usize::try_from(pixels)
        .ok()
        .filter(|_| pixels <= limit)
        .ok_or(Unpack::TooLarge(pixels))
}

fn png(bytes: &[u8], limit: u64) -> Result<Pixels, Unpack> {
    // Four channels of two bytes, and what the decoder needs beside the picture.
    let most = usize::try_from(limit.saturating_mul(8).saturating_add(8 << 20)).unwrap_or(usize::MAX);
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: most });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(Unpack::damaged)?;
    let (width, height) = (reader.info().width, reader.info().height);
    within(width, height, limit)?;
    let length = reader
        .output_buffer_size()
        .ok_or_else(|| Unpack::damaged("too large"))?;
    let mut buffer = vec![0; length];
    let frame = reader.next_frame(&mut buffer).map_err(Unpack::damaged)?;
    buffer.truncate(frame.buffer_size());
    let channels = match frame.color_type {
        png::ColorType::Grayscale => 1,
        png::ColorType::GrayscaleAlpha => 2,
        png::ColorType::Rgb => 3,
        png::ColorType::Rgba => 4,
        png::ColorType::Indexed => return Err(Unpack::damaged("palette without colours")),
    };
    of_channels(width, height, &buffer, channels)
}

fn jpeg(bytes: &[u8], limit: u64) -> Result<Pixels, Unpack> {
    let options = DecoderOptions::new_safe()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        // A picture that ends too early is damaged, and not grey.
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(Unpack::damaged)?;
    let (width, height) = decoder.dimensions().ok_or_else(|| Unpack::damaged("no size"))?;
    let side = |length: usize| u32::try_from(length).map_err(Unpack::damaged);
    let (width, height) = (side(width)?, side(height)?);
    within(width, height, limit)?;
    let buffer = decoder.decode().map_err(Unpack::damaged)?;
    of_channels(width, height, &buffer, 3)
}

fn webp(bytes: &[u8], limit: u64) -> Result<Pixels, Unpack> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(Unpack::damaged)?;
    let (width, height) = decoder.dimensions();
    within(width, height, limit)?;
    decoder.set_memory_limit(usize::try_from(limit.saturating_mul(8)).unwrap_or(usize::MAX));
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let length = decoder
        .output_buffer_size()
        .ok_or_else(|| Unpack::damaged("too large"))?;
    let mut buffer = vec![0; length];
    decoder.read_image(&mut buffer).map_err(Unpack::damaged)?;
    of_channels(width, height, &buffer, channels)
}

/// Pixels of grey, grey and opacity, colours, or colours and opacity.
pub fn of_channels(width: u32, height: u32, samples: &[u8], channels: usize) -> Result<Pixels, Unpack> {
    let color = |sample: &[u8]| match *sample {
        [grey] => [grey, grey, grey, 255],
        [grey, alpha] => premultiplied([grey, grey, grey, alpha]),
        [red, green, blue] => [red, green, blue, 255],
        [red, green, blue, alpha, ..] => premultiplied([red, green, blue, alpha]),
        [] => [0; 4],
    };
    let colors: Vec<Rgba> = samples.chunks_exact(channels.max(1)).map(color).collect();
    if colors.len() as u64 != u64::from(width) * u64::from(height) {
        return Err(Unpack::damaged("the picture has not as many pixels as it says"));
    }
    Ok(Pixels {
        width,
        height,
        colors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::raster::fixture;

    #[test]
    fn a_png_keeps_its_colours_and_its_holes() {
        let bytes = fixture::png(3, 2, |x, y| {
            if (x, y) == (2, 1) {
                [9, 9, 9, 0]
            } else {
                [10, 20, 30, 255]
            }
        });
        let pixels = decode(&bytes, 100).unwrap();
        assert_eq!((pixels.width, pixels.height), (3, 2));
        assert_eq!(pixels.colors[0], [10, 20, 30, 255]);
        assert_eq!(pixels.colors[5], [0, 0, 0, 0]);
        assert_eq!(decode(&bytes, 5), Err(Unpack::TooLarge(6)));
    }

    #[test]
    fn every_cut_and_every_flipped_byte_ends_well() {
        let colors = |x: u32, y: u32| {
            [
                u8::try_from(x * 7 % 256).unwrap(),
                u8::try_from(y * 5 % 256).unwrap(),
                90,
                255,
            ]
        };
        for bytes in [fixture::png(40, 30, colors), fixture::jpeg()] {
            decode(&bytes, 10_000).unwrap();
            for cut in 0..bytes.len() - 12 {
                assert!(decode(&bytes[..cut], 10_000).is_err(), "cut at {cut}");
            }
            for at in 0..bytes.len() {
                let mut broken = bytes.clone();
                broken[at] ^= 0xA5;
                if let Ok(pixels) = decode(&broken, 10_000) {
                    assert!(pixels.colors.len() <= 10_000);
                }
            }
        }
    }

    #[test]
    fn a_reduced_picture_is_the_mean() {
        let pixels = Pixels {
            width: 3,
            height: 2,
            colors: vec![
                [100, 0, 0, 255],
                [200, 0, 0, 255],
                [8, 8, 8, 255],
                [0, 0, 0, 0],
                [100, 0, 0, 255],
                [8, 8, 8, 255],
            ],
        };
        let reduced = pixels.reduced(1);
        assert_eq!((reduced.width, reduced.height), (2, 1));
        assert_eq!(reduced.colors, [[100, 0, 0, 191], [4, 4, 4, 128]]);
    }
}
