//! The bundled typeface: one family for everything, so that every machine shows the same.
//!
//! Noto Sans SC is the first family for proportional text and the fallback for fixed-width text; egui's
//! own faces follow for symbols it lacks.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

const NAME: &str = "noto-sans-sc";
static NOTO_SANS_SC: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular.ttf");

/// The fonts of the window.
#[must_use]
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    fonts
        .font_data
        .insert(NAME.to_owned(), Arc::new(FontData::from_static(NOTO_SANS_SC)));
    fonts
        .families
        .entry(FontFamily::Proportional)
        .or_default()
        .insert(0, NAME.to_owned());
    let fixed = fonts.families.entry(FontFamily::Monospace).or_default();
    fixed.insert(fixed.len().min(1), NAME.to_owned());
    fonts
}
