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
pub mod renderer;
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
use crate::workspace::settings::{RendererChoice, Settings};
use shell::{App, Services, SystemPicker};

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum GuiError {
    /// No way of drawing one worked.
    #[error("no window could be opened: {}", .0.join("; "))]
    NoWindow(Vec<String>),
    /// The built-in rules could not be put together.
    #[error("{0}")]
    Rules(String),
}

/// What the window is opened with.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Plans or data files.
    pub files: Vec<PathBuf>,
    /// The language, before the one that is remembered.
    pub language: Option<Language>,
    /// How the window is to be drawn from now on, before what is remembered.
    pub renderer: Option<RendererChoice>,
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When no renderer works on this machine, or there is no display.
pub fn run(opening: Opening) -> Result<(), GuiError> {
    let asked = opening.renderer;
    let mut app = App::detached(services(opening.files, opening.language)?);
    let choice = app.choose_renderer(asked);
    renderer::run(app, choice).map_err(GuiError::NoWindow)
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
