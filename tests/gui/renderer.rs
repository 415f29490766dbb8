//! Our own painter beside a graphics library: the same window, pixel by pixel.

use egui::{Context, FullOutput, TexturesDelta};
use egui_kittest::TestRenderer;
use image::RgbaImage;
use redline::gui::renderer::CpuPainter;

use super::*;

#[derive(Default)]
struct OwnPainter(CpuPainter);

impl TestRenderer for OwnPainter {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.take_textures(std::mem::take(delta));
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let size = ctx.content_rect().size() * output.pixels_per_point;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the size of a window"
        )]
        let (width, height) = (size.x.round() as u32, size.y.round() as u32);
        let primitives = ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
        let mut pixels = vec![0; (width * height) as usize];
        self.0
            .paint(&mut pixels, width as usize, &primitives, output.pixels_per_point);
        let colors = pixels.iter().flat_map(|pixel| {
            let [_, red, green, blue] = pixel.to_be_bytes();
            [red, green, blue, 255]
        });
        RgbaImage::from_raw(width, height, colors.collect()).ok_or_else(|| "no picture".to_owned())
    }
}

fn picture(mut window: Window) -> RgbaImage {
    settle(&mut window);
    window.render().unwrap()
}

#[test]
fn our_own_painter_shows_what_a_graphics_library_shows() {
    for (language, theme) in [
        (Language::ZhCn, ThemeChoice::Light),
        (Language::En, ThemeChoice::Dark),
    ] {
        let start = || {
            let mut start = Start::new(language).with(sample());
            start.theme = theme;
            start
        };
        let (theirs, _home) = start().window();
        let (ours, _home) = start().window_with(OwnPainter::default());
        let (theirs, ours) = (picture(theirs), picture(ours));
        assert_eq!(theirs.dimensions(), ours.dimensions());
        let colors: std::collections::HashSet<_> = ours.pixels().map(|pixel| pixel.0).collect();
        assert!(colors.len() > 200, "{} colours", colors.len());
        let off = |(a, b): (&image::Rgba<u8>, &image::Rgba<u8>)| {
            let channels = a.0.iter().zip(&b.0).map(|(a, b)| a.abs_diff(*b));
            channels.max().unwrap_or(0)
        };
        let worst: Vec<u8> = theirs.pixels().zip(ours.pixels()).map(off).collect();
        let visible = worst.iter().filter(|off| **off > 12).count();
        assert!(
            visible * 1000 < worst.len(),
            "{language:?}: {visible} of {} pixels differ",
            worst.len()
        );
    }
}

#[test]
fn the_place_of_the_window_is_remembered_and_that_of_a_hidden_one_is_not() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    settle(&mut window);
    let set = |window: &mut Window, rect: egui::Rect, maximized: bool, minimized: bool| {
        let viewports = &mut window.input_mut().viewports;
        let info = viewports.entry(egui::ViewportId::ROOT).or_default();
        info.inner_rect = Some(rect);
        info.outer_rect = Some(rect.expand(4.0));
        info.maximized = Some(maximized);
        info.minimized = Some(minimized);
        window.run_steps(5);
    };
    let rect = egui::Rect::from_min_size(Pos2::new(104.0, 54.0), Vec2::new(1300.0, 800.0));
    set(&mut window, rect, false, false);
    let place = window.state().window_place().unwrap();
    assert_eq!(
        (place.size, place.position, place.maximized),
        ([1300.0, 800.0], Some([100.0, 50.0]), false)
    );
    let screen = egui::Rect::from_min_size(Pos2::ZERO, Vec2::new(1920.0, 1080.0));
    set(&mut window, screen, true, false);
    set(
        &mut window,
        egui::Rect::from_min_size(Pos2::ZERO, Vec2::splat(1.0)),
        false,
        true,
    );
    window.state_mut().save();
    let kept = Settings::read(&home.path().join("settings.toml"))
        .settings
        .window
        .unwrap();
    assert_eq!(
        (kept.size, kept.position, kept.maximized),
        ([1300.0, 800.0], Some([100.0, 50.0]), true)
    );
}
