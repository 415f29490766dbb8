//! From the packed bytes of a strip or tile to its samples.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use weezl::BitOrder;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::io::raster::{Damage, RasterError};

/// How strips and tiles are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Lzw,
    Jpeg,
    Deflate,
    PackBits,
}

impl Compression {
    pub fn of(code: u64) -> Result<Self, RasterError> {
        let name = match code {
            1 => return Ok(Self::None),
            5 => return Ok(Self::Lzw),
            7 => return Ok(Self::Jpeg),
            8 | 32_946 => return Ok(Self::Deflate),
            32_773 => return Ok(Self::PackBits),
            2..=4 => "CCITT fax".to_owned(),
            6 => "JPEG of old files".to_owned(),
            34_712 => "JPEG 2000".to_owned(),
            34_887 => "LERC".to_owned(),
            34_925 => "LZMA".to_owned(),
            50_000 => "ZSTD".to_owned(),
            50_001 => "WebP".to_owned(),
            50_002 => "JPEG XL".to_owned(),
            other => format!("compression {other}"),
        };
        Err(RasterError::Unsupported { what: name })
    }
}

/// What a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SampleKind {
    Unsigned,
    Signed,
    Float,
}

/// How the samples of a strip or tile lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Pixels in a row.
    pub width: usize,
    pub rows: usize,
    /// Samples of a pixel that lie together.
    pub samples: usize,
    pub bits: usize,
    pub is_big_endian: bool,
    pub predictor: u64,
}

impl Layout {
    pub fn row_bytes(&self) -> usize {
        (self.width * self.samples * self.bits).div_ceil(8)
    }

    pub fn bytes(&self) -> usize {
        self.row_bytes() * self.rows
    }
}

/// Unpacks to exactly the bytes of the layout, each number with its lowest byte first.
pub(super) fn unpack(packed: &[u8], compression: Compression, layout: &Layout) -> Result<Vec<u8>, Damage> {
    let length = layout.bytes();
    let mut bytes = match compression {
        Compression::None => packed.get(..length).map(<[u8]>::to_vec).ok_or_else(short)?,
        Compression::Lzw => lzw(packed, length)?,
        Compression::Deflate => {
            let mut bytes = vec![0; length];
            ZlibDecoder::new(packed).read_exact(&mut bytes)?;
            bytes
        }
        Compression::PackBits => pack_bits(packed, length)?,
        Compression::Jpeg => return Err(Damage("JPEG is decoded elsewhere".to_owned())),
    };
    let size = layout.bits / 8;
    if layout.predictor == 3 && size > 1 {
        undo_float_differences(&mut bytes, layout, size);
        return Ok(bytes);
    }
    if layout.is_big_endian && size > 1 {
        bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    }
    if layout.predictor == 2 && size > 0 {
        undo_differences(&mut bytes, layout, size);
    }
    Ok(bytes)
}

fn short() -> Damage {
    Damage("fewer pixels than it should have".to_owned())
}

fn lzw(packed: &[u8], length: usize) -> Result<Vec<u8>, Damage> {
    let mut bytes = vec![0; length];
    let mut decoder = weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8);
    let (mut read, mut written) = (0, 0);
    while written < length {
        let step = decoder.decode_bytes(&packed[read..], &mut bytes[written..]);
        read += step.consumed_in;
        written += step.consumed_out;
        match step.status {
            Ok(weezl::LzwStatus::Ok) if step.consumed_in + step.consumed_out > 0 => {}
            Ok(_) => break,
            Err(error) => return Err(error.into()),
        }
    }
    if written < length { Err(short()) } else { Ok(bytes) }
}

fn pack_bits(packed: &[u8], length: usize) -> Result<Vec<u8>, Damage> {
    let mut bytes = Vec::with_capacity(length);
    let mut rest = packed;
    while bytes.len() < length {
        let (head, after) = rest.split_first().ok_or_else(short)?;
        rest = after;
        match usize::from(*head) {
            128 => {}
            count if count < 128 => {
                let run = rest.get(..=count).ok_or_else(short)?;
                bytes.extend_from_slice(run);
                rest = &rest[run.len()..];
            }
            count => {
                let (value, after) = rest.split_first().ok_or_else(short)?;
                bytes.resize(bytes.len() + 257 - count, *value);
                rest = after;
            }
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Samples hold the difference from the same sample of the pixel before.
fn undo_differences(bytes: &mut [u8], layout: &Layout, size: usize) {
    let step = layout.samples * size;
    for row in bytes.chunks_exact_mut(layout.row_bytes().max(1)) {
        for at in (step..row.len()).step_by(size) {
            let mut carry = 0_u16;
            for byte in 0..size {
                let sum = u16::from(row[at + byte]) + u16::from(row[at - step + byte]) + carry;
                row[at + byte] = sum.to_le_bytes()[0];
                carry = sum >> 8;
            }
        }
    }
}

/// Numbers with fractions: the bytes of a row lie apart by their weight, the highest first, and hold differences.
fn undo_float_differences(bytes: &mut [u8], layout: &Layout, size: usize) {
    let n_values = layout.width * layout.samples;
    for row in bytes.chunks_exact_mut(layout.row_bytes().max(1)) {
        for at in layout.samples..row.len() {
            row[at] = row[at].wrapping_add(row[at - layout.samples]);
        }
        let apart = row.to_vec();
        for value in 0..n_values {
            for byte in 0..size {
                row[value * size + byte] = apart[(size - 1 - byte) * n_values + value];
            }
        }
    }
}

/// Unpacks a JPEG strip or tile to bytes of one, three or four samples. `tables` come from the directory; `is_rgb` when the
/// samples are colours as they are.
pub(super) fn jpeg(packed: &[u8], tables: &[u8], layout: &Layout, is_rgb: bool) -> Result<Vec<u8>, Damage> {
    // The tables end where the picture begins.
    let joined;
    let stream = match (
        tables.strip_suffix(&[0xFF, 0xD9]),
        packed.strip_prefix(&[0xFF, 0xD8]),
    ) {
        (Some(head), Some(body)) if head.len() > 2 => {
            joined = [head, body].concat();
            joined.as_slice()
        }
        _ => packed,
    };
    let options = DecoderOptions::new_safe()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(stream), options);
    decoder.decode_headers()?;
    let (width, height) = decoder.dimensions().ok_or_else(short)?;
    if width < layout.width
        || height < layout.rows
        || width * height > 4 * (layout.width * layout.rows).max(1 << 16)
    {
        return Err(Damage(format!("{width} × {height} pixels inside")));
    }
    let target = match (layout.samples, is_rgb) {
        (1, _) => ColorSpace::Luma,
        (3, true) => decoder.input_colorspace().unwrap_or(ColorSpace::YCbCr),
        (3, false) => ColorSpace::RGB,
        // Colours and opacity as they are; the library takes four samples for inks and hands them through.
        (4, true) => decoder.input_colorspace().unwrap_or(ColorSpace::CMYK),
        (samples, _) => return Err(Damage(format!("JPEG of {samples} samples"))),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(target));
    let decoded = decoder.decode()?;
    let (from, to) = (width * layout.samples, layout.width * layout.samples);
    if decoded.len() < from * height {
        return Err(short());
    }
    let mut bytes = Vec::with_capacity(to * layout.rows);
    for row in decoded.chunks_exact(from).take(layout.rows) {
        bytes.extend_from_slice(&row[..to]);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(bits: usize, predictor: u64) -> Layout {
        Layout {
            width: 3,
            rows: 1,
            samples: 1,
            bits,
            is_big_endian: false,
            predictor,
        }
    }

    #[test]
    fn runs_of_bytes_are_unpacked() {
        // The example of the specification.
        let packed = [
            0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA,
        ];
        let bytes = pack_bits(&packed, 24).unwrap();
        assert_eq!(bytes[..6], [0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A]);
        assert_eq!(bytes[14..], [0xAA; 10]);
        assert!(pack_bits(&packed, 25).is_err());
    }

    #[test]
    fn differences_are_added_up() {
        let mut bytes = vec![250, 10, 255];
        undo_differences(&mut bytes, &layout(8, 2), 1);
        assert_eq!(bytes, [250, 4, 3]);
        let mut bytes = [300_u16, 65_535, 700].map(u16::to_le_bytes).concat();
        undo_differences(&mut bytes, &layout(16, 2), 2);
        assert_eq!(bytes, [300_u16, 299, 999].map(u16::to_le_bytes).concat());
        // 1, 2 and 0.5 as floats, high bytes first, then differences.
        let mut bytes: Vec<u8> = (0..4)
            .flat_map(|byte| [1.0_f32, 2.0, 0.5].map(|value| value.to_be_bytes()[byte]))
            .collect();
        for at in (1..bytes.len()).rev() {
            bytes[at] = bytes[at].wrapping_sub(bytes[at - 1]);
        }
        undo_float_differences(&mut bytes, &layout(32, 3), 4);
        assert_eq!(bytes, [1.0_f32, 2.0, 0.5].map(f32::to_le_bytes).concat());
    }
}
