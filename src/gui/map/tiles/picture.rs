//! What tiles show: layers from the bottom up, each with its look.

use std::fmt;
use std::sync::Arc;

use egui::{Color32, Stroke};

use crate::geometry::{Bounds, MultiPolygonRef};
use crate::gui::theme::{TRANSPARENT, color_of};
use crate::io::raster::PlacedRaster;
use crate::layer::ConstraintLayer;
use crate::symbols::{Classes, Line, PIXELS_PER_MM, Pattern, Symbol};

/// Everything that tiles of one kind show.
#[derive(Debug)]
pub(in super::super) struct Picture {
    /// Differs when anything that is shown differs.
    pub identity: u64,
    /// From the bottom up.
    pub layers: Vec<PictureLayer>,
}

/// One layer of a picture.
#[derive(Debug)]
pub(in super::super) struct PictureLayer {
    pub source: Source,
    /// Looks by class, the last for features of no class; one look where nothing tells features apart. What has none is not
    /// drawn.
    pub styles: Vec<Option<Style>>,
}

impl PictureLayer {
    /// A layer of one look.
    pub fn new(source: Source, style: Style) -> Self {
        Self {
            source,
            styles: vec![Some(style)],
        }
    }
}

/// Where the polygons or pixels of a layer come from.
pub(in super::super) enum Source {
    /// Protected land of one look.
    Layer(Arc<ConstraintLayer>),
    /// Protected land whose features are told apart.
    Classes(Arc<Classes>),
    /// Anything else that lies on the plane.
    Pieces(Arc<dyn Pieces>),
    /// A background, of which this share is seen.
    Raster(Arc<PlacedRaster>, f32),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(layer) => f.debug_tuple("Layer").field(&layer.name).finish(),
            Self::Classes(classes) => f.debug_tuple("Classes").field(&classes.layer().name).finish(),
            Self::Pieces(_) => f.write_str("Pieces"),
            Self::Raster(placed, share) => f
                .debug_tuple("Raster")
                .field(&placed.raster().path())
                .field(share)
                .finish(),
        }
    }
}

/// Polygons on the plane that threads may look at.
pub(in super::super) trait Pieces: Send + Sync {
    /// Hands those whose boxes meet a window to `visit`.
    fn each(&self, window: Bounds, visit: &mut dyn FnMut(&MultiPolygonRef<'_>));
}

/// How polygons look; lengths are logical pixels.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Style {
    /// A line under the boundary that sets it off.
    pub casing: Stroke,
    /// Tint of the inside.
    pub tint: Color32,
    /// Patterns of the inside.
    pub hatches: Vec<HatchStyle>,
    /// The boundary.
    pub line: Stroke,
    /// Lengths of its strokes and gaps in turn; empty for an unbroken line.
    pub dash: Vec<f32>,
}

/// A pattern of the inside; lengths are logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct HatchStyle {
    pub pattern: Pattern,
    /// Direction, counter-clockwise from east.
    pub degrees: f32,
    pub step: f32,
    /// Width of a line or diameter of a dot, and its colour.
    pub stroke: Stroke,
}

/// Nothing at all.
impl Default for Style {
    fn default() -> Self {
        Self {
            casing: Stroke::NONE,
            tint: TRANSPARENT,
            hatches: Vec::new(),
            line: Stroke::NONE,
            dash: Vec::new(),
        }
    }
}

impl Style {
    /// The look of a symbol.
    pub fn of(symbol: &Symbol) -> Self {
        let stroke = |line: &Line| Stroke::new(line.width_mm * PIXELS_PER_MM, color_of(line.color));
        let hatch = |hatch: &crate::symbols::Hatch| HatchStyle {
            pattern: hatch.pattern,
            degrees: hatch.degrees,
            step: hatch.step_mm * PIXELS_PER_MM,
            stroke: Stroke::new(hatch.width_mm * PIXELS_PER_MM, color_of(hatch.color)),
        };
        let dash = symbol.line.as_ref().map(|line| line.dash_mm.iter());
        Self {
            casing: symbol.casing.as_ref().map_or(Stroke::NONE, stroke),
            tint: symbol.fill.map_or(TRANSPARENT, color_of),
            hatches: symbol.hatches.iter().map(hatch).collect(),
            line: symbol.line.as_ref().map_or(Stroke::NONE, stroke),
            dash: dash.into_iter().flatten().map(|mm| mm * PIXELS_PER_MM).collect(),
        }
    }

    /// Pixels beyond a polygon that its boundary colours.
    pub fn reach(&self) -> f32 {
        0.5 * self.line.width.max(self.casing.width) + 1.0
    }
}
