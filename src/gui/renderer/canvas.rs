//! Triangles with colours and pictures, painted on the processor.
//!
//! Meaning: what egui hands to a graphics library, painted without one. A pixel belongs to a triangle when its centre
//! lies in it, its left and upper edge included; triangles that share an edge neither leave a gap nor paint a pixel
//! twice. Colours are premultiplied and mixed as they are stored, as egui's own painters do.
//!
//! Input: clipped meshes in logical pixels, textures. Output: pixels `0x00RRGGBB`, rows from the top.
//!
//! Deliberately not here: paint callbacks, of which the program has none; the window.

use super::textures::{Texture, Textures};
use egui::epaint::{ClippedPrimitive, Mesh, Primitive, Vertex};
use egui::{Color32, Rect};

/// Rows of a part.
const BAND: usize = 64;

/// The picture in parts that threads may paint at once; `width` is that of a row in pixels.
pub(super) fn bands(pixels: &mut [u32], width: usize) -> Vec<Band<'_>> {
    if width == 0 {
        return Vec::new();
    }
    let parts = pixels.chunks_mut(width * BAND).enumerate();
    parts
        .map(|(index, rows)| Band {
            height: rows.len() / width,
            rows,
            width,
            top: index * BAND,
        })
        .collect()
}

/// Some rows of the picture.
pub(super) struct Band<'a> {
    rows: &'a mut [u32],
    width: usize,
    height: usize,
    /// Number of the first row.
    top: usize,
}

/// Pixels that may be painted: columns and rows, ends excluded.
struct Clip {
    columns: [f32; 2],
    rows: [f32; 2],
}

/// A corner of a triangle: place in pixels, place in the texture in texels, colour from 0 to 255.
#[derive(Clone, Copy)]
struct Corner {
    at: [f32; 2],
    values: [f32; 6],
}

impl Corner {
    fn new(vertex: &Vertex, pixels_per_point: f32, texture: [f32; 2]) -> Self {
        let [red, green, blue, alpha] = vertex.color.to_array().map(f32::from);
        Self {
            at: [vertex.pos.x * pixels_per_point, vertex.pos.y * pixels_per_point],
            values: [
                vertex.uv.x * texture[0],
                vertex.uv.y * texture[1],
                red,
                green,
                blue,
                alpha,
            ],
        }
    }
}

/// Values that change evenly over a triangle.
struct Slope {
    /// At the first corner.
    origin: Corner,
    /// Change per column and per row.
    across: [f32; 6],
    down: [f32; 6],
}

impl Slope {
    /// `None` for triangles without area, and for those with places that are no numbers.
    fn of(corners: &[Corner; 3]) -> Option<Self> {
        let [a, b, c] = corners;
        let (ux, uy) = (b.at[0] - a.at[0], b.at[1] - a.at[1]);
        let (vx, vy) = (c.at[0] - a.at[0], c.at[1] - a.at[1]);
        let doubled = ux * vy - uy * vx;
        if !doubled.is_finite() || doubled.abs() < 1e-6 {
            return None;
        }
        let mut slope = Self {
            origin: *a,
            across: [0.0; 6],
            down: [0.0; 6],
        };
        for index in 0..6 {
            let (du, dv) = (
                b.values[index] - a.values[index],
                c.values[index] - a.values[index],
            );
            slope.across[index] = (du * vy - dv * uy) / doubled;
            slope.down[index] = (dv * ux - du * vx) / doubled;
        }
        Some(slope)
    }

    fn at(&self, x: f32, y: f32) -> [f32; 6] {
        let (dx, dy) = (x - self.origin.at[0], y - self.origin.at[1]);
        std::array::from_fn(|index| {
            self.origin.values[index] + dx * self.across[index] + dy * self.down[index]
        })
    }

    fn is_level(&self, values: std::ops::Range<usize>) -> bool {
        values
            .into_iter()
            .all(|index| self.across[index].abs() < 1e-7 && self.down[index].abs() < 1e-7)
    }

    /// Whether a texel is as large as a pixel, so that nothing needs to be mixed.
    fn is_natural(&self) -> bool {
        let near = |value: f32, wanted: f32| (value.abs() - wanted).abs() < 1e-3;
        near(self.across[0], 1.0)
            && near(self.down[1], 1.0)
            && near(self.across[1], 0.0)
            && near(self.down[0], 0.0)
    }
}

/// How the pixels of a triangle come to their colour.
enum Paint<'a> {
    Solid(Color32),
    /// Colour alone changes; the texel is the same.
    Shaded(Color32),
    /// A picture at its own size in one colour: rows of texels become rows of pixels.
    Rows(&'a Texture, Color32),
    /// A picture at its own size, in several colours.
    Picture(&'a Texture),
    /// A picture at another size.
    Scaled(&'a Texture),
}

impl Band<'_> {
    /// Paints its part of a frame over whatever was there.
    pub fn paint(&mut self, primitives: &[ClippedPrimitive], pixels_per_point: f32, textures: &Textures) {
        self.rows.fill(0);
        for primitive in primitives {
            let Primitive::Mesh(mesh) = &primitive.primitive else {
                continue;
            };
            let Some(texture) = textures.get(mesh.texture_id) else {
                continue;
            };
            if let Some(clip) = self.clip(primitive.clip_rect, pixels_per_point) {
                self.mesh(mesh, texture, &clip, pixels_per_point);
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "no screen is wider than 2²⁴ pixels")]
    fn clip(&self, rect: Rect, pixels_per_point: f32) -> Option<Clip> {
        let edge = |value: f32| (value * pixels_per_point).round();
        let clip = Clip {
            columns: [edge(rect.min.x).max(0.0), edge(rect.max.x).min(self.width as f32)],
            rows: [
                edge(rect.min.y).max(self.top as f32),
                edge(rect.max.y).min((self.top + self.height) as f32),
            ],
        };
        (clip.columns[0] < clip.columns[1] && clip.rows[0] < clip.rows[1]).then_some(clip)
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: &Clip, pixels_per_point: f32) {
        let size = texture.size();
        for triangle in mesh.indices.chunks_exact(3) {
            let vertices = [0, 1, 2].map(|corner| mesh.vertices.get(triangle[corner] as usize));
            let [Some(a), Some(b), Some(c)] = vertices else {
                continue;
            };
            let (least, most) = (
                a.pos.y.min(b.pos.y).min(c.pos.y) * pixels_per_point,
                a.pos.y.max(b.pos.y).max(c.pos.y) * pixels_per_point,
            );
            if most > clip.rows[0] && least < clip.rows[1] {
                let corners = [a, b, c].map(|vertex| Corner::new(vertex, pixels_per_point, size));
                self.triangle(&corners, texture, clip);
            }
        }
    }

    fn triangle(&mut self, corners: &[Corner; 3], texture: &Texture, clip: &Clip) {
        let Some(slope) = Slope::of(corners) else { return };
        let paint = paint_of(&slope, texture);
        if matches!(paint, Paint::Solid(Color32::TRANSPARENT)) {
            return;
        }
        let ys = corners.map(|corner| corner.at[1]);
        let first = (ys[0].min(ys[1]).min(ys[2]) - 0.5).ceil().max(clip.rows[0]);
        let end = (ys[0].max(ys[1]).max(ys[2]) - 0.5).ceil().min(clip.rows[1]);
        let mut row = first;
        while row < end {
            let y = row + 0.5;
            if let Some([left, right]) = crossings(corners, y) {
                let from = (left - 0.5).ceil().max(clip.columns[0]);
                let to = (right - 0.5).ceil().min(clip.columns[1]);
                if from < to {
                    let start = slope.at(from + 0.5, y);
                    span(self.span(row, from, to), &paint, start, &slope.across);
                }
            }
            row += 1.0;
        }
    }

    /// The pixels of a row between two columns; all within the clip.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clipped to the picture"
    )]
    fn span(&mut self, row: f32, from: f32, to: f32) -> &mut [u32] {
        let start = (row as usize - self.top) * self.width;
        &mut self.rows[start + from as usize..start + to as usize]
    }
}

fn paint_of<'a>(slope: &Slope, texture: &'a Texture) -> Paint<'a> {
    let values = &slope.origin.values;
    if slope.is_level(0..2) {
        let texel = texture.nearest(values[0], values[1]);
        if slope.is_level(2..6) {
            return Paint::Solid(tinted(texel, color(values)));
        }
        return Paint::Shaded(texel);
    }
    if slope.is_natural() && slope.across[0] > 0.0 && slope.is_level(2..6) {
        return Paint::Rows(texture, color(values));
    }
    if slope.is_natural() || !texture.is_smooth() {
        Paint::Picture(texture)
    } else {
        Paint::Scaled(texture)
    }
}

/// Where a row of pixel centres enters and leaves a triangle.
fn crossings(corners: &[Corner; 3], y: f32) -> Option<[f32; 2]> {
    let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        let (mut a, mut b) = (corners[from].at, corners[to].at);
        // Both triangles at an edge compute it from the same end, and so to the same bit.
        if (b[1], b[0]) < (a[1], a[0]) {
            std::mem::swap(&mut a, &mut b);
        }
        if a[1] <= y && y < b[1] {
            let x = a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]);
            least = least.min(x);
            most = most.max(x);
        }
    }
    (least < most).then_some([least, most])
}

fn span(pixels: &mut [u32], paint: &Paint<'_>, start: [f32; 6], step: &[f32; 6]) {
    match paint {
        Paint::Solid(color) if color.a() == 255 => pixels.fill(over(0, *color)),
        Paint::Solid(color) => {
            for pixel in pixels {
                *pixel = over(*pixel, *color);
            }
        }
        Paint::Shaded(texel) => walk(pixels, start, step, |values| tinted(*texel, color(values))),
        Paint::Rows(texture, tint) => match texture.row(start[0], start[1], pixels.len()) {
            Some(texels) => copy(pixels, texels, *tint),
            // At the rim, where places beside the picture take the nearest texel.
            None => walk(pixels, start, step, |values| {
                tinted(texture.nearest(values[0], values[1]), *tint)
            }),
        },
        Paint::Picture(texture) => walk(pixels, start, step, |values| {
            tinted(texture.nearest(values[0], values[1]), color(values))
        }),
        Paint::Scaled(texture) => walk(pixels, start, step, |values| {
            tinted(texture.mixed(values[0], values[1]), color(values))
        }),
    }
}

fn copy(pixels: &mut [u32], texels: &[Color32], tint: Color32) {
    for (pixel, texel) in pixels.iter_mut().zip(texels) {
        // Most of a glyph and of a tile of the map is empty.
        if *texel != Color32::TRANSPARENT {
            *pixel = over(*pixel, tinted(*texel, tint));
        }
    }
}

fn walk(pixels: &mut [u32], mut values: [f32; 6], step: &[f32; 6], source: impl Fn(&[f32; 6]) -> Color32) {
    for pixel in pixels {
        *pixel = over(*pixel, source(&values));
        for (value, step) in values.iter_mut().zip(step) {
            *value += step;
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float outside 0 to 255 becomes the nearest of these"
)]
fn color(values: &[f32; 6]) -> Color32 {
    let [red, green, blue, alpha] = [2, 3, 4, 5].map(|index: usize| (values[index] + 0.5) as u8);
    Color32::from_rgba_premultiplied(red, green, blue, alpha)
}

/// A texel in a colour.
fn tinted(texel: Color32, color: Color32) -> Color32 {
    if texel == Color32::WHITE {
        return color;
    }
    if color == Color32::WHITE {
        return texel;
    }
    texel * color
}

/// A premultiplied colour over a pixel.
#[inline]
fn over(pixel: u32, color: Color32) -> u32 {
    let [red, green, blue, alpha] = color.to_array().map(u32::from);
    let source = red << 16 | green << 8 | blue;
    if alpha == 255 {
        return source;
    }
    // Two channels at once; 255 divides as (x + 128 + (x + 128) / 256) / 256 does.
    let rest = 255 - alpha;
    let divided =
        |pair: u32| ((pair + 0x0080_0080 + ((pair + 0x0080_0080) >> 8 & 0x00ff_00ff)) >> 8) & 0x00ff_00ff;
    let red_blue = divided((pixel & 0x00ff_00ff) * rest);
    let green = divided((pixel >> 8 & 0xff) * rest);
    // A colour may shine beyond its own coverage; no channel runs into its neighbour.
    let sum = |below: u32, above: u32| (below + above).min(255);
    sum(red_blue >> 16, red) << 16 | sum(green, channel(source, 8)) << 8 | sum(red_blue & 0xff, blue)
}

fn channel(pixel: u32, shift: u32) -> u32 {
    pixel >> shift & 0xff
}

#[cfg(test)]
mod tests {
    use egui::epaint::{ClippedPrimitive, ImageDelta, Mesh, Primitive};
    use egui::{ColorImage, Pos2, TextureId, TextureOptions, TexturesDelta, pos2};
    use proptest::prelude::*;

    use super::*;

    const SIDE: usize = 96;

    fn white() -> Textures {
        picture(ColorImage::filled([1, 1], Color32::WHITE))
    }

    fn picture(image: ColorImage) -> Textures {
        let mut textures = Textures::default();
        let mut delta = TexturesDelta::default();
        let new = ImageDelta::full(image, TextureOptions::LINEAR);
        delta.set.entry(TextureId::default()).or_default().push(new);
        assert!(textures.take_new(delta).is_empty());
        textures
    }

    fn painted(mesh: Mesh, clip: Rect, textures: &Textures) -> Vec<u32> {
        let mut pixels = vec![0; SIDE * SIDE];
        let primitive = ClippedPrimitive {
            clip_rect: clip,
            primitive: Primitive::Mesh(mesh),
        };
        for mut band in bands(&mut pixels, SIDE) {
            band.paint(std::slice::from_ref(&primitive), 1.0, textures);
        }
        pixels
    }

    fn everything() -> Rect {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        Rect::from_min_max(Pos2::ZERO, pos2(SIDE as f32, SIDE as f32))
    }

    proptest! {
        /// A fan over any convex outline paints each pixel inside once: with a colour that covers half, twice would
        /// be seen.
        #[test]
        fn triangles_that_share_edges_leave_no_gap_and_paint_nothing_twice(
            middle in (20.0f32..75.0, 20.0f32..75.0),
        ) {
            let half = Color32::from_rgba_premultiplied(100, 100, 100, 128);
            let mut mesh = Mesh::default();
            mesh.colored_vertex(pos2(middle.0, middle.1), half);
            for at in [pos2(0.0, 0.0), pos2(95.0, 0.0), pos2(95.0, 95.0), pos2(0.0, 95.0)] {
                mesh.colored_vertex(at, half);
            }
            for (a, b) in [(1, 2), (2, 3), (3, 4), (4, 1)] {
                mesh.add_triangle(0, a, b);
            }
            let pixels = painted(mesh, everything(), &white());
            for (index, pixel) in pixels.iter().enumerate() {
                let (column, row) = (index % SIDE, index / SIDE);
                let wanted = if column < 95 && row < 95 { 0x0064_6464 } else { 0 };
                prop_assert_eq!(*pixel, wanted, "{} {}", column, row);
            }
        }

        /// Two channels at once give what each alone gives.
        #[test]
        fn mixing_is_exact(below in 0u32..0x0100_0000, alpha in 0u8..=255, share in 0.0f32..=1.0) {
            let shade = Color32::from_rgba_unmultiplied(200, 120, 40, alpha).gamma_multiply(share);
            let mixed = over(below, shade);
            for (shift, own) in [(16, shade.r()), (8, shade.g()), (0, shade.b())] {
                let exact = f64::from(own)
                    + f64::from(below >> shift & 0xff) * f64::from(255 - shade.a()) / 255.0;
                let got = f64::from(mixed >> shift & 0xff);
                prop_assert!((got - exact.min(255.0)).abs() <= 0.51, "{} {}", got, exact);
            }
        }
    }

    #[test]
    fn a_picture_at_its_own_size_comes_out_pixel_by_pixel() {
        let image = ColorImage::new(
            [8, 4],
            (0u8..32).map(|n| Color32::from_rgb(n * 7, 255 - n, n)).collect(),
        );
        let mut mesh = Mesh::default();
        let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        let at = Rect::from_min_max(pos2(10.0, 60.0), pos2(18.0, 64.0));
        mesh.add_rect_with_uv(at, uv, Color32::WHITE);
        let pixels = painted(mesh, everything(), &picture(image.clone()));
        for (index, texel) in image.pixels.iter().enumerate() {
            let place = (60 + index / 8) * SIDE + 10 + index % 8;
            assert_eq!(pixels[place], over(0, *texel), "{index}");
        }
        assert_eq!(pixels.iter().filter(|pixel| **pixel != 0).count(), 32);
    }

    #[test]
    fn nothing_is_painted_outside_the_clip_and_no_number_breaks_it() {
        let wild = [f32::NAN, f32::INFINITY, -1e30, 1e30, 40.0];
        let clip = Rect::from_min_max(pos2(10.0, 20.0), pos2(30.0, 70.0));
        for x in wild {
            for y in wild {
                let mut mesh = Mesh::default();
                mesh.colored_vertex(pos2(x, y), Color32::RED);
                mesh.colored_vertex(pos2(-500.0, y), Color32::RED);
                mesh.colored_vertex(pos2(40.0, 9000.0), Color32::RED);
                mesh.add_triangle(0, 1, 2);
                let pixels = painted(mesh, clip, &white());
                for (index, pixel) in pixels.iter().enumerate() {
                    let (column, row) = (index % SIDE, index / SIDE);
                    let inside = (10..30).contains(&column) && (20..70).contains(&row);
                    assert!(*pixel == 0 || inside, "{x} {y}");
                }
            }
        }
    }

    #[test]
    fn a_shade_runs_evenly_from_corner_to_corner() {
        let mut mesh = Mesh::default();
        mesh.colored_vertex(pos2(0.0, 0.0), Color32::BLACK);
        mesh.colored_vertex(pos2(90.0, 0.0), Color32::WHITE);
        mesh.colored_vertex(pos2(0.0, 90.0), Color32::BLACK);
        mesh.add_triangle(0, 1, 2);
        let pixels = painted(mesh, everything(), &white());
        for (column, pixel) in pixels.iter().enumerate().take(88) {
            let got = pixel & 0xff;
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let wanted = (column as f32 + 0.5) / 90.0 * 255.0;
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let off = (got as f32 - wanted).abs();
            assert!(off <= 1.0, "{column}: {got} {wanted}");
        }
    }
}
