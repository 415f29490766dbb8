//! Every symbol as it is drawn, to every kind of eye and in grey print, against kept pictures.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --lib chart` draws the kept pictures anew.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Color32;
use image::{Rgb, RgbImage};

use super::draw::{Brushes, draw};
use super::grid::{Grid, TILE};
use super::{Picture, PictureLayer, Pieces, Source, Style};
use crate::geometry::{Bounds, MultiPolygonRef, Point, PolygonColumn};
use crate::gui::map::Viewport;
use crate::gui::map::cache::Place;
use crate::layer::{NAMED_ROLES, Role};
use crate::symbols::marks::Mark;
use crate::symbols::vision::Vision;
use crate::symbols::{Color, Symbol, Theme, builtin};

/// Size of the field of one symbol in pixels.
const WIDTH: u32 = 72;
const HEIGHT: u32 = 48;
/// How far a channel may be off: sines differ in their last bits from machine to machine.
const SLACK: u8 = 6;
/// Share of the pixels of two fields that must differ clearly in grey print.
const LEAST_SHARE: f64 = 0.015;

struct Ground(PolygonColumn);

impl Pieces for Ground {
    fn each(&self, _: Bounds, visit: &mut dyn FnMut(&MultiPolygonRef<'_>)) {
        self.0.features().for_each(|feature| visit(&feature));
    }
}

/// The shape that is drawn: not a square, so that edges of many directions are seen.
fn ground() -> PolygonColumn {
    let corners = [
        (8.0, 8.0),
        (60.0, 6.0),
        (66.0, 22.0),
        (58.0, 42.0),
        (30.0, 38.0),
        (12.0, 42.0),
        (8.0, 8.0),
    ];
    let points = corners.map(|(x, y)| Point { x, y: 48.0 - y }).to_vec();
    PolygonColumn::from_polygons(&[vec![points]])
}

fn symbols(theme: Theme) -> Vec<(String, Symbol)> {
    let other = Role::Other(String::new());
    let of_role = |role: &Role| {
        let rule = builtin::rule_of_role(role).unwrap();
        (role.name().to_owned(), rule.symbol(theme).clone())
    };
    let roles = NAMED_ROLES.iter().chain([&other]).map(of_role);
    let marks = Mark::ALL
        .iter()
        .map(|mark| (mark.code().to_owned(), mark.symbol(theme).clone()));
    roles.chain(marks).collect()
}

/// A symbol in its field, over the paper.
fn field(symbol: &Symbol, theme: Theme) -> Vec<Color> {
    let place = Place {
        rect: egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(72.0, 48.0)),
        viewport: Viewport {
            center: Point { x: 36.0, y: 24.0 },
            metres_per_pixel: 1.0,
            stretch: 1.0,
        },
        pixels_per_point: 1.0,
    };
    let picture = Picture {
        identity: 0,
        layers: vec![PictureLayer::new(
            Source::Pieces(Arc::new(Ground(ground()))),
            Style::of(symbol),
        )],
    };
    let grid = Grid::of(&place);
    let mut brushes = Brushes::default();
    let mut pixels = vec![theme.paper(); (WIDTH * HEIGHT) as usize];
    for at in grid.in_sight(&place) {
        let tile = draw(&picture, &grid, at, 1.0, &mut brushes);
        let corner = grid.rect(at, &place).min;
        for (index, color) in tile.into_iter().enumerate() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_possible_wrap,
                reason = "a place in a small field"
            )]
            let (x, y) = (
                corner.x as i64 + (index % TILE) as i64,
                corner.y as i64 + (index / TILE) as i64,
            );
            let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
                continue;
            };
            if x < WIDTH && y < HEIGHT {
                pixels[(y * WIDTH + x) as usize] = over(color, theme.paper());
            }
        }
    }
    pixels
}

fn over(top: Color32, below: Color) -> Color {
    let rest = 255 - u32::from(top.a());
    let mix =
        |top: u8, below: u8| u8::try_from(u32::from(top) + u32::from(below) * rest / 255).unwrap_or(255);
    Color::rgb(
        mix(top.r(), below.r),
        mix(top.g(), below.g),
        mix(top.b(), below.b),
    )
}

fn chart(theme: Theme) -> RgbImage {
    let symbols = symbols(theme);
    let rows = u32::try_from(symbols.len()).unwrap();
    let mut chart = RgbImage::new(WIDTH * 5, HEIGHT * rows);
    for (row, (_, symbol)) in (0..).zip(&symbols) {
        let pixels = field(symbol, theme);
        for (column, vision) in (0..).zip(Vision::ALL) {
            for (index, color) in (0..).zip(&pixels) {
                let seen = vision.seen(*color);
                let at = (column * WIDTH + index % WIDTH, row * HEIGHT + index / WIDTH);
                chart.put_pixel(at.0, at.1, Rgb([seen.r, seen.g, seen.b]));
            }
        }
    }
    chart
}

#[test]
fn every_symbol_looks_as_it_did_to_every_eye() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let drawn = chart(theme);
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/symbols_{name}.png"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            drawn.save(&path).unwrap();
            continue;
        }
        let kept = image::open(&path).unwrap().into_rgb8();
        assert_eq!(drawn.dimensions(), kept.dimensions(), "{name}");
        let differs = |(one, other): &(&Rgb<u8>, &Rgb<u8>)| {
            one.0.iter().zip(other.0).any(|(a, b)| a.abs_diff(b) > SLACK)
        };
        let n_off = drawn.pixels().zip(kept.pixels()).filter(differs).count();
        assert_eq!(n_off, 0, "{name}: {n_off} pixels differ from {}", path.display());
    }
}

#[test]
fn in_grey_print_no_two_symbols_look_alike() {
    for theme in [Theme::Light, Theme::Dark] {
        let fields: Vec<(String, Vec<u8>)> = symbols(theme)
            .into_iter()
            .map(|(name, symbol)| {
                let grey = field(&symbol, theme)
                    .into_iter()
                    .map(|color| Vision::Grey.seen(color).r);
                (name, grey.collect())
            })
            .collect();
        for (index, (name, one)) in fields.iter().enumerate() {
            for (other_name, other) in &fields[index + 1..] {
                let n = one
                    .iter()
                    .zip(other)
                    .filter(|(a, b)| a.abs_diff(**b) > 32)
                    .count();
                #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
                let share = n as f64 / one.len() as f64;
                assert!(
                    share >= LEAST_SHARE,
                    "{theme:?}: {name} and {other_name} differ in {share:.3} of their pixels"
                );
            }
        }
    }
}
