//! The pictures that meshes are painted with: the glyphs of the fonts, tiles of the map.

use std::collections::HashMap;

use egui::epaint::ImageDelta;
use egui::{Color32, ImageData, TextureFilter, TextureId, TexturesDelta};

/// A picture, rows from the top, colours premultiplied.
#[derive(Debug, Default)]
pub(super) struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
    is_smooth: bool,
}

impl Texture {
    /// Width and height in texels.
    pub fn size(&self) -> [f32; 2] {
        #[expect(clippy::cast_precision_loss, reason = "no texture is wider than 2²⁴ texels")]
        [self.width as f32, self.height as f32]
    }

    /// Whether texels between which a pixel lies are mixed.
    pub fn is_smooth(&self) -> bool {
        self.is_smooth
    }

    /// The texel in which a place lies, in texels; places outside take the nearest.
    #[inline]
    pub fn nearest(&self, u: f32, v: f32) -> Color32 {
        self.texel(u, v)
    }

    /// As many texels as asked for of a row, from a place in texels on; `None` where the row has no such texels.
    pub fn row(&self, u: f32, v: f32, count: usize) -> Option<&[Color32]> {
        if !(u >= 0.0 && v >= 0.0) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not below 0, and what is too large is no row"
        )]
        let (column, row) = (u as usize, v as usize);
        let end = column.checked_add(count).filter(|end| *end <= self.width)?;
        let start = row.checked_mul(self.width)?;
        self.pixels
            .get(start.checked_add(column)?..start.checked_add(end)?)
    }

    /// The mixture of the four texels around a place, in texels.
    pub fn mixed(&self, u: f32, v: f32) -> Color32 {
        let (u, v) = (u - 0.5, v - 0.5);
        let (left, top) = (u.floor(), v.floor());
        let (x, y) = (u - left, v - top);
        let upper = self
            .texel(left, top)
            .lerp_to_gamma(self.texel(left + 1.0, top), x);
        let lower = self
            .texel(left, top + 1.0)
            .lerp_to_gamma(self.texel(left + 1.0, top + 1.0), x);
        upper.lerp_to_gamma(lower, y)
    }

    #[inline]
    fn texel(&self, column: f32, row: f32) -> Color32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float below 0 becomes 0, and what is too large is taken back"
        )]
        let (column, row) = (
            (column as usize).min(self.width.saturating_sub(1)),
            (row as usize).min(self.height.saturating_sub(1)),
        );
        self.pixels
            .get(row * self.width + column)
            .copied()
            .unwrap_or(Color32::TRANSPARENT)
    }

    fn apply(&mut self, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        self.is_smooth = delta.options.magnification == TextureFilter::Linear;
        let [width, height] = image.size;
        let Some([left, top]) = delta.pos else {
            *self = Self {
                width,
                height,
                pixels: image.pixels.clone(),
                is_smooth: self.is_smooth,
            };
            return;
        };
        if left + width > self.width || width == 0 {
            return;
        }
        let rows = self.pixels.chunks_exact_mut(self.width).skip(top);
        for (row, new) in rows.zip(image.pixels.chunks_exact(width)) {
            row[left..left + width].copy_from_slice(new);
        }
    }
}

/// All pictures by their ids.
#[derive(Debug, Default)]
pub(super) struct Textures(HashMap<TextureId, Texture>);

impl Textures {
    /// Takes over what is new or changed, before a frame is painted. Gives what may be dropped after it.
    pub fn take_new(&mut self, mut delta: TexturesDelta) -> Vec<TextureId> {
        #[expect(clippy::iter_over_hash_type, reason = "pictures do not know of each other")]
        for (id, changes) in std::mem::take(&mut delta.set) {
            let texture = self.0.entry(id).or_default();
            for change in &changes {
                texture.apply(change);
            }
        }
        std::mem::take(&mut delta.free).into_iter().collect()
    }

    /// Drops what is no longer used.
    pub fn drop_old(&mut self, old: &[TextureId]) {
        for id in old {
            self.0.remove(id);
        }
    }

    /// The picture of an id.
    pub fn get(&self, id: TextureId) -> Option<&Texture> {
        self.0.get(&id)
    }
}
