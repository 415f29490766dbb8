//! Whole frames of egui as pixels.

use egui::epaint::ClippedPrimitive;
use egui::{TextureId, TexturesDelta};

use super::canvas;
use super::textures::Textures;

/// Paints what egui wants to show, without a graphics library. Pixels are `0x00RRGGBB`, rows from the top.
#[derive(Debug, Default)]
pub struct CpuPainter {
    textures: Textures,
    /// Pictures that the last frame was the last to use.
    old: Vec<TextureId>,
}

impl CpuPainter {
    /// Takes over the pictures of a frame; comes before it is painted.
    pub fn take_textures(&mut self, delta: TexturesDelta) {
        self.textures.drop_old(&self.old);
        self.old = self.textures.take_new(delta);
    }

    /// Paints a frame over whatever was there; `width` is that of a row in pixels.
    pub fn paint(
        &self,
        pixels: &mut [u32],
        width: usize,
        primitives: &[ClippedPrimitive],
        pixels_per_point: f32,
    ) {
        canvas::paint(pixels, width, primitives, pixels_per_point, &self.textures);
    }
}
