//! Colours in sRGB, as they are written in symbol files.

use serde::{Deserialize, Deserializer, de};

/// A colour in sRGB with its opacity, 0 to 255 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity, 255 for opaque.
    pub a: u8,
}

impl Color {
    /// White.
    pub const WHITE: Self = Self::rgb(255, 255, 255);
    /// Black.
    pub const BLACK: Self = Self::rgb(0, 0, 0);

    /// An opaque colour.
    #[must_use]
    pub const fn rgb(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b, a: 255 }
    }

    /// The colour with this share of its opacity, 0 to 1.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255"
    )]
    pub fn faded(self, share: f32) -> Self {
        let a = (f32::from(self.a) * share.clamp(0.0, 1.0)).round() as u8;
        Self { a, ..self }
    }

    /// The colour that is written as `#RRGGBB`, `#RRGGBBAA`, or as three or four numbers up to 255 between commas.
    /// Blanks, full-width commas and brackets, as printed tables have them, are taken.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.strip_prefix('#') {
            Some(hex) => Self::of_hex(hex),
            None => Self::of_list(text),
        }
    }

    fn of_hex(hex: &str) -> Option<Self> {
        if !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(hex, 16).ok()?;
        let [r, g, b, a] = match hex.len() {
            6 => (value << 8 | 0xFF).to_be_bytes(),
            8 => value.to_be_bytes(),
            _ => return None,
        };
        Some(Self { r, g, b, a })
    }

    fn of_list(text: &str) -> Option<Self> {
        let inner = text.trim_matches(['(', ')', '（', '）']);
        let numbers: Vec<u8> = inner
            .split([',', '，'])
            .map(|number| number.trim().parse().ok())
            .collect::<Option<_>>()?;
        match numbers[..] {
            [r, g, b] => Some(Self::rgb(r, g, b)),
            [r, g, b, a] => Some(Self { r, g, b, a }),
            _ => None,
        }
    }

    /// The colour over a ground that is opaque.
    #[must_use]
    pub fn over(self, ground: Self) -> Self {
        let mix = |top: u8, below: u8| {
            let (top, below, a) = (u32::from(top), u32::from(below), u32::from(self.a));
            u8::try_from((top * a + below * (255 - a) + 127) / 255).unwrap_or(u8::MAX)
        };
        Self::rgb(
            mix(self.r, ground.r),
            mix(self.g, ground.g),
            mix(self.b, ground.b),
        )
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, definition of "relative luminance").
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, definition of "contrast ratio").
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Red, green and blue in proportion to light, 0 to 1 (IEC 61966-2-1).
    #[must_use]
    pub fn linear(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|byte| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                libm::pow((share + 0.055) / 1.055, 2.4)
            }
        })
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom(format!("{text:?} is no colour: #RRGGBB or r,g,b")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_people_write_them() {
        for (text, color) in [
            ("#A80000", Color::rgb(168, 0, 0)),
            (" 168, 0,0 ", Color::rgb(168, 0, 0)),
            ("（0，99，128）", Color::rgb(0, 99, 128)),
            (
                "#a8000080",
                Color {
                    r: 168,
                    g: 0,
                    b: 0,
                    a: 128,
                },
            ),
            (
                "1,2,3,4",
                Color {
                    r: 1,
                    g: 2,
                    b: 3,
                    a: 4,
                },
            ),
        ] {
            assert_eq!(Color::parse(text), Some(color), "{text}");
        }
        for text in [
            "",
            "#A8",
            "#GG0000",
            "#+A8000",
            "1,2",
            "256,0,0",
            "1,2,3,4,5",
            "red",
            "#红红",
        ] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_has_the_published_ends() {
        assert!((Color::WHITE.contrast(Color::BLACK) - 21.0).abs() < 1e-9);
        // #767676 on white is the well-known least grey for text.
        let grey = Color::rgb(0x76, 0x76, 0x76);
        assert!((grey.contrast(Color::WHITE) - 4.54).abs() < 0.01);
        assert_eq!(
            Color::BLACK.faded(0.5).over(Color::WHITE),
            Color::rgb(127, 127, 127)
        );
    }
}
