//! How colours look in grey print and to colour-blind eyes, and how far apart two of them are.
//!
//! Meaning: about one man in twelve sees red and green alike, and files are printed in grey. A set of symbols is fit
//! only when its colours stay apart in every [`Vision`]; where they do not, pattern must tell them apart.
//!
//! Sources: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model for simulation of color
//! vision deficiency", IEEE TVCG 15(6), 2009 (severity 1.0); CIE 15:2004 for L*a*b* and the colour difference of 1976,
//! with the D65 white point of sRGB.

use super::Color;

/// An eye, or a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vision {
    /// All three kinds of cones.
    Normal,
    /// No cones for long waves (红色盲).
    Protan,
    /// No cones for middle waves (绿色盲).
    Deutan,
    /// No cones for short waves (蓝色盲).
    Tritan,
    /// Luminance only: grey print.
    Grey,
}

impl Vision {
    /// The four in which colours must differ.
    pub const COLORED: [Self; 4] = [Self::Normal, Self::Protan, Self::Deutan, Self::Tritan];

    /// All.
    pub const ALL: [Self; 5] = [Self::Normal, Self::Protan, Self::Deutan, Self::Tritan, Self::Grey];

    /// What becomes of light, row by row.
    fn matrix(self) -> [[f64; 3]; 3] {
        match self {
            Self::Normal => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Self::Protan => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Self::Deutan => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Self::Tritan => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
            Self::Grey => [[0.2126, 0.7152, 0.0722]; 3],
        }
    }

    /// Light as it is seen, for light in proportion to red, green and blue, 0 to 1.
    fn seen_light(self, light: [f64; 3]) -> [f64; 3] {
        self.matrix().map(|row| {
            let sum: f64 = row.iter().zip(light).map(|(share, light)| share * light).sum();
            sum.clamp(0.0, 1.0)
        })
    }

    /// A colour as it is seen.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255"
    )]
    pub fn seen(self, color: Color) -> Color {
        let [r, g, b] = self.seen_light(color.linear()).map(|light| {
            let share = if light <= 0.003_130_8 {
                light * 12.92
            } else {
                1.055 * libm::pow(light, 1.0 / 2.4) - 0.055
            };
            (share * 255.0).round() as u8
        });
        Color { r, g, b, a: color.a }
    }

    /// How far apart two opaque colours are to this eye (ΔE*ab of 1976): about 2.3 is the least that is noticed side by
    /// side.
    #[must_use]
    pub fn difference(self, one: Color, other: Color) -> f64 {
        let [a, b] = [one, other].map(|color| lab(self.seen_light(color.linear())));
        let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f64>().sqrt()
    }
}

/// L*, a*, b* of light.
fn lab(light: [f64; 3]) -> [f64; 3] {
    // The rows of sRGB to X, Y and Z, and each of them for white.
    const TO_XYZ: [([f64; 3], f64); 3] = [
        ([0.412_456_4, 0.357_576_1, 0.180_437_5], 0.950_47),
        ([0.212_672_9, 0.715_152_2, 0.072_175_0], 1.0),
        ([0.019_333_9, 0.119_192_0, 0.950_304_1], 1.088_83),
    ];
    let [x, y, z] = TO_XYZ.map(|(row, white)| {
        let sum: f64 = row.iter().zip(light).map(|(share, light)| share * light).sum();
        let share = sum / white;
        if share > 216.0 / 24389.0 {
            libm::cbrt(share)
        } else {
            (24389.0 / 27.0 * share + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_stay_what_they_are_to_every_eye() {
        for value in [0, 64, 128, 200, 255] {
            let grey = Color::rgb(value, value, value);
            for vision in Vision::ALL {
                let seen = vision.seen(grey);
                for channel in [seen.r, seen.g, seen.b] {
                    assert!(channel.abs_diff(value) <= 1, "{vision:?} {value}: {seen:?}");
                }
            }
        }
    }

    #[test]
    fn red_and_green_run_together_where_they_should() {
        let (red, green) = (Color::rgb(190, 60, 0), Color::rgb(110, 110, 0));
        let apart = |vision: Vision| vision.difference(red, green);
        assert!(apart(Vision::Normal) > 50.0);
        assert!(apart(Vision::Deutan) < 0.5 * apart(Vision::Normal));
        assert!((Vision::Normal.difference(Color::WHITE, Color::BLACK) - 100.0).abs() < 0.01);
    }
}
