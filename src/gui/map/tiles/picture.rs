//! What tiles show: layers from the bottom up, each with its look.

use std::fmt;
use std::sync::Arc;

use egui::{Color32, Stroke};

use crate::geometry::{Bounds, MultiPolygonRef};
use crate::gui::theme::{Hatch, Symbol, TRANSPARENT};
use crate::io::raster::PlacedRaster;
use crate::layer::ConstraintLayer;

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
    pub style: Style,
}

/// Where the polygons or pixels of a layer come from.
pub(in super::super) enum Source {
    /// Protected land.
    Layer(Arc<ConstraintLayer>),
    /// Anything else that lies on the plane.
    Pieces(Arc<dyn Pieces>),
    /// A background, of which this share is seen.
    Raster(Arc<PlacedRaster>, f32),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(layer) => f.debug_tuple("Layer").field(&layer.name).finish(),
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

/// How polygons look; widths and steps are logical pixels.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Style {
    /// A line under the boundary that sets it off.
    pub casing: Stroke,
    /// Tint of the inside.
    pub tint: Color32,
    /// Direction, step, width and colour of the lines inside.
    pub hatches: Vec<(f32, f32, Stroke)>,
    /// The boundary.
    pub line: Stroke,
}

/// Width of hatch lines in pixels.
const HATCH_WIDTH: f32 = 0.8;

/// Nothing at all.
impl Default for Style {
    fn default() -> Self {
        Self {
            casing: Stroke::NONE,
            tint: TRANSPARENT,
            hatches: Vec::new(),
            line: Stroke::NONE,
        }
    }
}

impl Style {
    /// The look of a symbol.
    pub fn of(symbol: &Symbol) -> Self {
        Self {
            tint: symbol.tint,
            hatches: hatches(symbol.hatch, Stroke::new(HATCH_WIDTH, symbol.hatch_color)),
            line: Stroke::new(symbol.width, symbol.line),
            ..Self::default()
        }
    }

    /// Pixels beyond a polygon that its boundary colours.
    pub fn reach(&self) -> f32 {
        0.5 * self.line.width.max(self.casing.width) + 1.0
    }
}

/// The lines of a hatch.
pub(in super::super) fn hatches(hatch: Hatch, stroke: Stroke) -> Vec<(f32, f32, Stroke)> {
    match hatch {
        Hatch::None => Vec::new(),
        Hatch::Lines { degrees, step } => vec![(degrees, step, stroke)],
        Hatch::Cross { degrees, step } => vec![(degrees, step, stroke), (degrees + 90.0, step, stroke)],
    }
}
