//! One symbol: fill, hatches, casing and line.

use super::Color;

/// The ground on which a map is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Theme {
    /// White paper.
    Light,
    /// A dark screen.
    Dark,
}

impl Theme {
    /// The colour of the ground.
    #[must_use]
    pub const fn paper(self) -> Color {
        match self {
            Self::Light => Color::WHITE,
            Self::Dark => Color::rgb(0x15, 0x18, 0x1C),
        }
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Colour.
    pub color: Color,
    /// Width in millimetres.
    pub width_mm: f32,
    /// Lengths of strokes and gaps in turn, in millimetres; empty for an unbroken line.
    pub dash_mm: Vec<f32>,
}

/// What a hatch is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Parallel lines.
    Lines,
    /// Dots in rows and columns.
    Dots,
}

/// A pattern in the inside of polygons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hatch {
    /// What it is made of.
    pub pattern: Pattern,
    /// Direction of the lines or rows, counter-clockwise from east, in degrees.
    pub degrees: f32,
    /// Distance from line to line in millimetres.
    pub step_mm: f32,
    /// Width of a line, or diameter of a dot, in millimetres.
    pub width_mm: f32,
    /// Colour.
    pub color: Color,
}

/// How a polygon is drawn, from the bottom up: casing, fill, hatches, line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Symbol {
    /// A wider line under the line, which sets it off from what lies below.
    pub casing: Option<Line>,
    /// Colour of the inside.
    pub fill: Option<Color>,
    /// Patterns of the inside.
    pub hatches: Vec<Hatch>,
    /// The boundary.
    pub line: Option<Line>,
}

/// Least contrast of a line with the ground (WCAG 2.2, success criterion 1.4.11).
const LEAST_CONTRAST: f64 = 3.0;
/// From this opacity on a fill is the ground of its line.
const OPAQUE: u8 = 128;

impl Symbol {
    /// Whether nothing of it would be seen.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let line = |line: &Option<Line>| {
            line.as_ref()
                .is_some_and(|line| line.color.a > 0 && line.width_mm > 0.0)
        };
        let fill = self.fill.is_some_and(|fill| fill.a > 0);
        let hatch = self.hatches.iter().any(|hatch| hatch.color.a > 0);
        !(fill || hatch || line(&self.casing) || line(&self.line))
    }

    /// The symbol for a dark ground, of one that was made for paper: lines and hatches that would drown in it are
    /// lightened, a white casing becomes a dark one, and what lies on an opaque fill of its own stays as it is.
    #[must_use]
    pub fn darkened(&self) -> Self {
        if self.fill.is_some_and(|fill| fill.a >= OPAQUE) {
            return self.clone();
        }
        let paper = Theme::Dark.paper();
        let lift = |line: &Line| Line {
            color: lightened(line.color, paper),
            ..line.clone()
        };
        let casing = |line: &Line| Line {
            color: if line.color.luminance() > 0.5 {
                paper.faded(f32::from(line.color.a) / 255.0)
            } else {
                line.color
            },
            ..line.clone()
        };
        let hatch = |hatch: &Hatch| Hatch {
            color: lightened(hatch.color, paper),
            ..*hatch
        };
        Self {
            fill: self.fill.map(|fill| lightened(fill, paper)),
            hatches: self.hatches.iter().map(hatch).collect(),
            casing: self.casing.as_ref().map(casing),
            line: self.line.as_ref().map(lift),
        }
    }
}

/// The colour with as much white as it takes to be seen on a dark ground.
fn lightened(color: Color, ground: Color) -> Color {
    let mixed = |share: f32| Color {
        a: color.a,
        ..Color::WHITE.faded(share).over(Color { a: 255, ..color })
    };
    let steps = (0_u8..=20).map(|step| mixed(f32::from(step) / 20.0));
    let mut seen = steps.filter(|step| Color { a: 255, ..*step }.contrast(ground) >= LEAST_CONTRAST);
    seen.next().unwrap_or(Color {
        a: color.a,
        ..Color::WHITE
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(color: Color) -> Line {
        Line {
            color,
            width_mm: 0.4,
            dash_mm: Vec::new(),
        }
    }

    #[test]
    fn dark_lines_are_lightened_on_a_dark_ground_and_keep_their_hue() {
        let navy = Color::rgb(0, 32, 128);
        let symbol = Symbol {
            line: Some(line(navy)),
            casing: Some(line(Color::WHITE)),
            ..Symbol::default()
        };
        let dark = symbol.darkened();
        let color = dark.line.unwrap().color;
        assert!(color.contrast(Theme::Dark.paper()) >= 3.0);
        assert!(color.b > color.r && color.b > color.g, "{color:?}");
        assert_eq!(dark.casing.unwrap().color, Theme::Dark.paper());
        let on_fill = Symbol {
            fill: Some(Color::rgb(245, 248, 220)),
            ..symbol
        };
        assert_eq!(on_fill.darkened(), on_fill);
    }

    #[test]
    fn a_symbol_of_nothing_is_blank() {
        assert!(Symbol::default().is_blank());
        let invisible = Symbol {
            fill: Some(Color { a: 0, ..Color::WHITE }),
            ..Symbol::default()
        };
        assert!(invisible.is_blank());
        let lined = Symbol {
            line: Some(line(Color::BLACK)),
            ..Symbol::default()
        };
        assert!(!lined.is_blank());
    }
}
