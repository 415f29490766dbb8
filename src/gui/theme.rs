//! Colours, sizes and symbols of the window, for light and dark.
//!
//! Meaning: neutral greys for the frame, one accent for selection and the primary action, and colours
//! with a meaning for outcomes only, always beside a glyph and a word.
//!
//! This is the only place that names a colour of the frame; those of the map are data ([`crate::symbols`]).

#![expect(clippy::unreadable_literal, reason = "colours are written as in style sheets")]

use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Theme, Vec2, Visuals,
};

use crate::rules::Outcome;
use crate::symbols::Color;
use crate::symbols::marks::Mark;
use crate::workspace::settings::ThemeChoice;

/// Size of body text.
pub const BODY: f32 = 13.0;
/// Size of secondary text.
pub const SECONDARY: f32 = 12.0;
/// Size of headings.
pub const HEADING: f32 = 16.0;
/// Space between things that belong together.
pub const NEAR: f32 = 8.0;
/// Space between groups.
pub const FAR: f32 = 16.0;
/// Height of a row.
pub const ROW: f32 = 28.0;
/// Least size of anything that can be hit.
pub const HIT: f32 = 24.0;

/// The colours of one theme.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Ground of the panels.
    pub panel: Color32,
    /// Ground of cards, menus and fields.
    pub raised: Color32,
    /// Ground of a row under the pointer.
    pub hover: Color32,
    /// Ground of the selected row.
    pub selected: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub secondary: Color32,
    /// Lines between groups.
    pub hairline: Color32,
    /// Selection and the primary action.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Ground of the map.
    pub paper: Color32,
    /// Casing that lifts a symbol off the map.
    pub halo: Color32,
    /// Outline of parcels.
    pub parcel: Color32,
    /// Outline and hatch of what could not be settled.
    pub undetermined: Color32,
    /// Ground that is clear.
    pub clear: Color32,
    /// A problem.
    pub problem: Color32,
    outcomes: [Color32; 4],
}

/// A colour as it is written in style sheets.
const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

static LIGHT: Palette = Palette {
    panel: rgb(0xFAFAFA),
    raised: rgb(0xFFFFFF),
    hover: rgb(0xF0F2F4),
    selected: rgb(0xE2ECFB),
    text: rgb(0x1F2328),
    secondary: rgb(0x57606A),
    hairline: rgb(0xDDE1E5),
    accent: rgb(0x1F6FEB),
    on_accent: rgb(0xFFFFFF),
    paper: rgb(0xFFFFFF),
    halo: rgb(0xFFFFFF),
    parcel: rgb(0x071126),
    undetermined: rgb(0x57606A),
    clear: rgb(0x2E8B57),
    problem: rgb(0xB0102A),
    outcomes: [rgb(0x57606A), rgb(0xB08800), rgb(0xD9730D), rgb(0xC8102E)],
};

static DARK: Palette = Palette {
    panel: rgb(0x1B1D21),
    raised: rgb(0x24272C),
    hover: rgb(0x2A2E34),
    selected: rgb(0x263A57),
    text: rgb(0xE6E8EB),
    secondary: rgb(0x9AA4AF),
    hairline: rgb(0x343A41),
    accent: rgb(0x58A6FF),
    on_accent: rgb(0x0D1117),
    paper: rgb(0x15181C),
    halo: rgb(0x0B0D10),
    parcel: rgb(0xFCFDFF),
    undetermined: rgb(0xA6AFB9),
    clear: rgb(0x56B881),
    problem: rgb(0xFF7B88),
    outcomes: [rgb(0x9AA4AF), rgb(0xD4A72C), rgb(0xF0883E), rgb(0xFF5C6C)],
};

impl Palette {
    /// The colours of the theme in use.
    #[must_use]
    pub fn of(ctx: &Context) -> &'static Self {
        match ctx.theme() {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The colour of an outcome.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> Color32 {
        self.outcomes[outcome as usize]
    }
}

/// A colour of a symbol.
#[must_use]
pub fn color_of(color: Color) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}

/// The ground of symbols in a theme.
#[must_use]
pub fn paper_of(theme: Theme) -> crate::symbols::Theme {
    match theme {
        Theme::Light => crate::symbols::Theme::Light,
        Theme::Dark => crate::symbols::Theme::Dark,
    }
}

/// The mark of an outcome on the map.
#[must_use]
pub fn mark_of(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Notice => Mark::Notice,
        Outcome::Conditional => Mark::Conditional,
        Outcome::Restricted => Mark::Restricted,
        Outcome::Prohibited => Mark::Prohibited,
    }
}

/// The colour with another opacity, 0 to 255.
#[must_use]
pub fn faded(color: Color32, alpha: u8) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r(), color.g(), color.b(), alpha)
}

/// Nothing.
pub const TRANSPARENT: Color32 = Color32::TRANSPARENT;

/// Shows the theme that was chosen.
pub fn apply_choice(ctx: &Context, choice: ThemeChoice) {
    ctx.set_theme(match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    });
}

/// Puts sizes and colours of both themes into egui.
pub fn install(ctx: &Context) {
    // Where the system does not say, paper is white.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    ctx.all_styles_mut(|style| {
        let font = |size| FontId::new(size, FontFamily::Proportional);
        style.text_styles = [
            (TextStyle::Body, font(BODY)),
            (TextStyle::Button, font(BODY)),
            (TextStyle::Small, font(SECONDARY)),
            (TextStyle::Heading, font(HEADING)),
            (TextStyle::Monospace, FontId::new(BODY, FontFamily::Monospace)),
        ]
        .into();
        let spacing = &mut style.spacing;
        spacing.item_spacing = Vec2::new(NEAR, 4.0);
        spacing.button_padding = Vec2::new(8.0, 3.0);
        spacing.interact_size = Vec2::new(HIT, HIT);
        spacing.menu_margin = Margin::same(6);
        spacing.menu_width = 260.0;
        spacing.window_margin = Margin::same(16);
        spacing.tooltip_width = 360.0;
        spacing.icon_width = 16.0;
        // A list stands where it was put: with the rubber band a row that is brought into sight is thrown on for seconds.
        spacing.scroll.kinetic.rubber_band = false;
        style.animation_time = 0.12;
        style.interaction.tooltip_delay = 0.35;
        style.interaction.selectable_labels = false;
    });
    ctx.set_visuals_of(Theme::Light, visuals(Visuals::light(), &LIGHT));
    ctx.set_visuals_of(Theme::Dark, visuals(Visuals::dark(), &DARK));
}

fn visuals(mut visuals: Visuals, colors: &Palette) -> Visuals {
    visuals.panel_fill = colors.panel;
    visuals.window_fill = colors.raised;
    visuals.extreme_bg_color = colors.raised;
    visuals.faint_bg_color = colors.hover;
    visuals.window_stroke = Stroke::new(1.0, colors.hairline);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.selection.bg_fill = colors.selected;
    visuals.selection.stroke = Stroke::new(1.0, colors.accent);
    visuals.hyperlink_color = colors.accent;
    visuals.error_fg_color = colors.problem;
    visuals.warn_fg_color = colors.outcome(Outcome::Restricted);
    visuals.weak_text_color = Some(colors.secondary);
    visuals.striped = false;
    let radius = CornerRadius::same(5);
    let widgets = &mut visuals.widgets;
    let states = [
        (
            &mut widgets.noninteractive,
            colors.panel,
            colors.hairline,
            colors.text,
        ),
        (&mut widgets.inactive, colors.raised, colors.hairline, colors.text),
        (&mut widgets.hovered, colors.hover, colors.secondary, colors.text),
        (&mut widgets.active, colors.selected, colors.accent, colors.text),
        (&mut widgets.open, colors.hover, colors.hairline, colors.text),
    ];
    for (widget, fill, line, text) in states {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, line);
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: Color32, b: Color32) -> f64 {
        let [a, b] = [a, b].map(|color| Color::rgb(color.r(), color.g(), color.b()));
        a.contrast(b)
    }

    #[test]
    fn text_and_symbols_stand_out_in_both_themes() {
        for colors in [&LIGHT, &DARK] {
            for ground in [colors.panel, colors.raised, colors.hover, colors.selected] {
                assert!(contrast(colors.text, ground) >= 4.5);
                assert!(contrast(colors.secondary, ground) >= 4.5, "{ground:?}");
            }
            for outcome in Outcome::ALL {
                assert!(
                    contrast(colors.outcome(outcome), colors.raised) >= 3.0,
                    "{outcome:?}"
                );
            }
            assert!(contrast(colors.on_accent, colors.accent) >= 4.5);
            assert!(contrast(colors.problem, colors.raised) >= 4.5);
            assert!(contrast(colors.parcel, colors.paper) >= 4.5);
        }
    }

    #[test]
    fn what_stands_in_panels_has_the_colour_of_its_mark_on_the_map() {
        for (theme, colors) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
            let parcel = Mark::Parcel.symbol(paper_of(theme));
            assert_eq!(
                parcel.line.as_ref().map(|line| color_of(line.color)),
                Some(colors.parcel)
            );
            assert_eq!(color_of(paper_of(theme).paper()), colors.paper);
        }
    }
}
