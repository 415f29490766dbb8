//! The window: everything that needs a screen.
//!
//! Meaning: a planner sees parcels, protected land and conflicts on a map, walks the conflicts as an
//! inbox, and reads on a card why each is one. Whatever the user does becomes an [`action::Action`];
//! one place performs it ([`shell`]); everything else only looks.
//!
//! Input: files to open and a language. Output: a window, until it is closed.
//!
//! Deliberately not here: reading, checking, writing. The window starts jobs of
//! [`crate::workspace`] and shows what they yield.

pub mod action;
pub mod derived;
pub mod dialogs;
pub mod fonts;
pub mod inbox;
pub mod map;
pub mod panels;
pub mod scene;
pub mod shell;
pub mod table;
pub mod text;
pub mod theme;
pub mod view_state;
pub mod widgets;

use std::path::PathBuf;

use crate::text::Language;
use crate::workspace::document::Question;
use crate::workspace::plan::DEFAULT_JURISDICTION;
use crate::workspace::session;
use crate::workspace::settings::Settings;
use shell::{App, Services, SystemPicker};

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum GuiError {
    /// Neither the graphics library nor its replacement could open one.
    #[error("no window could be opened: {first}; {second}")]
    NoWindow {
        /// What wgpu said.
        first: String,
        /// What OpenGL said.
        second: String,
    },
    /// The built-in rules could not be put together.
    #[error("{0}")]
    Rules(String),
}

/// Least and first size of the window, in logical pixels.
const LEAST_SIZE: [f32; 2] = [960.0, 600.0];
const FIRST_SIZE: [f32; 2] = [1440.0, 900.0];

/// Opens the window and stays until it is closed. `open` are plans or data files; `language` goes
/// before the one that is remembered.
///
/// # Errors
/// When no renderer works on this machine, or there is no display.
pub fn run(open: Vec<PathBuf>, language: Option<Language>) -> Result<(), GuiError> {
    let first = match run_with(eframe::Renderer::Wgpu, open.clone(), language)? {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    match run_with(eframe::Renderer::Glow, open, language)? {
        Ok(()) => Ok(()),
        Err(second) => Err(GuiError::NoWindow {
            first: first.to_string(),
            second: second.to_string(),
        }),
    }
}

fn run_with(
    renderer: eframe::Renderer,
    open: Vec<PathBuf>,
    language: Option<Language>,
) -> Result<eframe::Result, GuiError> {
    let services = services(open, language)?;
    let viewport = egui::ViewportBuilder::default()
        .with_title("redline 红线核查")
        .with_app_id("redline")
        .with_inner_size(FIRST_SIZE)
        .with_min_inner_size(LEAST_SIZE)
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions {
        viewport,
        renderer,
        centered: true,
        ..eframe::NativeOptions::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |cc| Ok(Box::new(App::new(&cc.egui_ctx, services))));
    Ok(eframe::run_native("redline", options, create))
}

fn services(open: Vec<PathBuf>, language: Option<Language>) -> Result<Services, GuiError> {
    Ok(Services {
        picker: Box::new(SystemPicker),
        settings_path: Settings::default_path(),
        sample: sample_plan(),
        question: question()?,
        language,
        open,
    })
}

/// What a new project asks of the rules: the built-in ones, today.
///
/// # Errors
/// When they cannot be put together.
pub fn question() -> Result<Question, GuiError> {
    let rules = session::rules_of(None).map_err(|error| GuiError::Rules(error.to_string()))?;
    Ok(Question {
        rules: rules.set,
        rule_records: rules.records,
        tolerances: crate::check::Tolerances::default(),
        activity: None,
        phase: None,
        as_of: session::today(),
        jurisdiction: vec![DEFAULT_JURISDICTION.to_owned()],
    })
}

/// The sample project: beside the program when it was installed, else in the working directory or
/// where the program was built.
fn sample_plan() -> Option<PathBuf> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.to_owned()));
    let built = option_env!("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let places = beside.into_iter().chain([PathBuf::new()]).chain(built);
    places
        .map(|place| place.join("sample_data/plan.toml"))
        .find(|plan| plan.is_file())
}
