//! From samples to colours.

use super::chunk::SampleKind;
use crate::io::raster::pixels::{Rgba, premultiplied};

/// What the samples of a pixel mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// One sample, dark to light or the other way round.
    Grey { is_inverted: bool },
    /// Three samples.
    Rgb,
    /// A number into a list of colours.
    Palette(Vec<[u8; 3]>),
}

impl Meaning {
    /// Samples that make the colour.
    pub fn n_samples(&self) -> usize {
        match self {
            Self::Grey { .. } | Self::Palette(_) => 1,
            Self::Rgb => 3,
        }
    }
}

/// How the opacity is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alpha {
    /// Colours are multiplied by it already.
    Associated,
    Unassociated,
}

/// How samples become colours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look {
    pub meaning: Meaning,
    pub bits: usize,
    pub kind: SampleKind,
    pub alpha: Option<Alpha>,
    /// Pixels whose samples all have this value are holes.
    pub nodata: Option<f64>,
    /// Values that are shown darkest and lightest, where a sample is no byte.
    pub stretch: [f64; 2],
}

impl Look {
    /// The colour of a pixel, whose samples are given by `sample`; the opacity comes after the colours.
    pub fn color(&self, sample: impl Fn(usize) -> f64) -> Rgba {
        let n_colors = self.meaning.n_samples();
        let is_hole = |value: f64| value.is_nan() || self.nodata == Some(value);
        if (self.nodata.is_some() || self.kind == SampleKind::Float)
            && (0..n_colors).all(|number| is_hole(sample(number)))
        {
            return [0; 4];
        }
        let alpha = match self.alpha {
            Some(_) => self.opacity(sample(n_colors)),
            None => 255,
        };
        let [red, green, blue] = match &self.meaning {
            Meaning::Grey { is_inverted } => {
                let grey = self.byte(sample(0));
                [if *is_inverted { 255 - grey } else { grey }; 3]
            }
            Meaning::Rgb => [0, 1, 2].map(|number| self.byte(sample(number))),
            Meaning::Palette(colors) => {
                let Some(color) = colors.get(index(sample(0))) else {
                    return [0; 4];
                };
                *color
            }
        };
        match self.alpha {
            Some(Alpha::Associated) => [red.min(alpha), green.min(alpha), blue.min(alpha), alpha],
            _ => premultiplied([red, green, blue, alpha]),
        }
    }

    /// Whether samples are bytes or less, and need no stretching.
    pub fn is_plain(&self) -> bool {
        self.bits <= 8 && self.kind == SampleKind::Unsigned
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "cut to 0..=255 before"
    )]
    fn byte(&self, value: f64) -> u8 {
        let [low, high] = if self.is_plain() {
            [0.0, self.greatest()]
        } else {
            self.stretch
        };
        ((value - low) / (high - low) * 255.0).clamp(0.0, 255.0).round() as u8
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "cut to 0..=255 before"
    )]
    fn opacity(&self, value: f64) -> u8 {
        (value / self.greatest() * 255.0).clamp(0.0, 255.0).round() as u8
    }

    /// The greatest value of a sample.
    fn greatest(&self) -> f64 {
        match self.kind {
            SampleKind::Unsigned => libm::exp2(f64::from(u8::try_from(self.bits).unwrap_or(64))) - 1.0,
            SampleKind::Signed => libm::exp2(f64::from(u8::try_from(self.bits).unwrap_or(64)) - 1.0) - 1.0,
            SampleKind::Float => 1.0,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sample of at most 16 bits"
)]
fn index(value: f64) -> usize {
    value.clamp(0.0, 65_535.0) as usize
}

/// The value of a sample; bytes have the lowest first.
pub(super) fn value(bytes: &[u8], number: usize, bits: usize, kind: SampleKind) -> f64 {
    if bits < 8 {
        let per_byte = 8 / bits;
        let byte = bytes.get(number / per_byte).copied().unwrap_or(0);
        let shift = 8 - bits * (number % per_byte + 1);
        return f64::from((byte >> shift) & ((1 << bits) - 1));
    }
    let size = bits / 8;
    let Some(part) = bytes.get(number * size..(number + 1) * size) else {
        return 0.0;
    };
    let mut eight = [0; 8];
    eight[..size].copy_from_slice(part);
    let whole = u64::from_le_bytes(eight);
    #[expect(clippy::cast_possible_truncation, reason = "the upper bytes are nothing")]
    match (kind, bits) {
        (SampleKind::Unsigned, 8 | 16 | 32) => f64::from(whole as u32),
        (SampleKind::Signed, 8) => f64::from((whole as u8).cast_signed()),
        (SampleKind::Signed, 16) => f64::from((whole as u16).cast_signed()),
        (SampleKind::Signed, 32) => f64::from((whole as u32).cast_signed()),
        (SampleKind::Float, 32) => f64::from(f32::from_bits(whole as u32)),
        (SampleKind::Float, 64) => f64::from_bits(whole),
        _ => 0.0,
    }
}

/// The values shown darkest and lightest: but for two in a hundred at either end, all differences are seen.
pub(super) fn stretch_of(mut values: Vec<f64>) -> [f64; 2] {
    values.retain(|value| value.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    let (Some(first), Some(last)) = (
        values.get(values.len() * 2 / 100),
        values.get((values.len() * 98 / 100).min(values.len().saturating_sub(1))),
    ) else {
        return [0.0, 1.0];
    };
    if last > first {
        [*first, *last]
    } else {
        [*first, *first + 1.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(meaning: Meaning, bits: usize) -> Look {
        Look {
            meaning,
            bits,
            kind: SampleKind::Unsigned,
            alpha: None,
            nodata: None,
            stretch: [1000.0, 3000.0],
        }
    }

    #[test]
    fn samples_become_colours() {
        let grey = look(Meaning::Grey { is_inverted: false }, 16);
        assert_eq!(grey.color(|_| 2000.0), [128, 128, 128, 255]);
        assert_eq!(grey.color(|_| 9000.0), [255; 4]);
        let holes = Look {
            nodata: Some(0.0),
            ..look(Meaning::Rgb, 8)
        };
        assert_eq!(holes.color(|_| 0.0), [0; 4]);
        assert_eq!(
            holes.color(|number| if number == 1 { 9.0 } else { 0.0 }),
            [0, 9, 0, 255]
        );
        let palette = look(Meaning::Palette(vec![[1, 2, 3], [4, 5, 6]]), 1);
        assert_eq!(palette.color(|_| 1.0), [4, 5, 6, 255]);
        assert_eq!(palette.color(|_| 2.0), [0; 4]);
        let inverted = look(Meaning::Grey { is_inverted: true }, 1);
        assert_eq!(inverted.color(|_| 0.0), [255; 4]);
        let veiled = Look {
            alpha: Some(Alpha::Unassociated),
            ..look(Meaning::Rgb, 8)
        };
        assert_eq!(
            veiled.color(|number| if number == 3 { 0.0 } else { 200.0 }),
            [0; 4]
        );
    }

    #[test]
    fn values_are_read_in_every_width() {
        assert_eq!(value(&[0b1010_0000], 2, 1, SampleKind::Unsigned), 1.0);
        assert_eq!(value(&[0x1F], 1, 4, SampleKind::Unsigned), 15.0);
        assert_eq!(value(&(-7_i16).to_le_bytes(), 0, 16, SampleKind::Signed), -7.0);
        assert_eq!(value(&1.5_f32.to_le_bytes(), 0, 32, SampleKind::Float), 1.5);
        assert_eq!(value(&[], 5, 16, SampleKind::Unsigned), 0.0);
    }

    #[test]
    fn the_ends_of_the_values_do_not_decide() {
        let mut values: Vec<f64> = (0..1000).map(f64::from).collect();
        values.push(1e9);
        values.push(f64::NAN);
        let [low, high] = stretch_of(values);
        assert!(
            (15.0..25.0).contains(&low) && (970.0..990.0).contains(&high),
            "{low} {high}"
        );
        assert_eq!(stretch_of(vec![5.0; 9]), [5.0, 6.0]);
        assert_eq!(stretch_of(Vec::new()), [0.0, 1.0]);
    }
}
