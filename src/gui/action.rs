//! Every intent of the user as one value, and the registry of commands.
//!
//! Meaning: whatever is pressed, typed, dropped or picked becomes an [`Action`]; actions enter the
//! program at one place, `gui::shell::dispatch`. The registry [`commands`] gives those that have a
//! name their text id, shortcut and menu; menus, toolbar, shortcuts and the command palette are made
//! from it, and so are the tests that walk it.
//!
//! Deliberately not here: what an action does.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::dialogs::RowKey;
use super::inbox::{Filter, ItemKey};
use super::map::{DraftStep, MapAction, Quantity, Viewport};
use super::table::TableStep;
use super::view_state::{BottomTab, LayerKey, ToolKind};
use crate::geometry::{Bounds, Repair};
use crate::io::WriteOptions;
use crate::layer::ParcelId;
use crate::rules::Activity;
use crate::text::Language;
use crate::workspace::background::BackgroundId;
use crate::workspace::document::LayerId;
use crate::workspace::input::InputSpec;
use crate::workspace::jobs::JobId;
use crate::workspace::settings::{Preset, RendererChoice, ThemeChoice};
use crate::workspace::symbology::SetName;
use crate::workspace::task::Addition;

/// One intent of the user.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Asks for a project or files to open.
    Open,
    /// Opens these files, as if they had been dropped.
    OpenPaths(Vec<PathBuf>),
    /// Opens the sample project.
    OpenSample,
    /// Asks for files to add.
    AddData,
    /// Shows the field for typing a path.
    TypePath,
    /// Looks at files once more, with what is given by hand.
    Inspect(Vec<InputSpec>),
    /// Asks for the file with the datum shift of a layer in the import dialog.
    PickShift(RowKey),
    /// Adds layers.
    Import(Vec<Addition>),
    /// Asks for a directory and writes all reports there.
    Export,
    /// Writes all reports into a directory.
    ExportTo(PathBuf),
    /// Asks for a file and writes a layer there.
    ExportLayer(LayerKey),
    /// Asks how a layer is to be written into this file.
    ExportLayerAs(LayerKey, PathBuf),
    /// Writes a layer into a file.
    ExportLayerTo {
        /// The layer.
        layer: LayerKey,
        /// The file; its extension names the format.
        path: PathBuf,
        /// How it is written.
        options: WriteOptions,
    },
    /// Closes the project.
    CloseProject,
    /// Ends the program.
    Quit,
    /// Takes the last change back.
    Undo,
    /// Does it again.
    Redo,
    /// Deletes the selected parcel.
    DeleteParcel,
    /// Repairs a parcel whose rings cross or overlap.
    Repair(ParcelId, Repair),
    /// Does one step in the attribute table.
    Table(TableStep),
    /// Selects a feature of a constraint layer.
    SelectFeature(LayerId, u32),
    /// Does one step of drawing a parcel.
    Draft(DraftStep),
    /// Takes a tool in the hand.
    Tool(ToolKind),
    /// Shows everything.
    Fit,
    /// Zooms in about the middle.
    ZoomIn,
    /// Zooms out about the middle.
    ZoomOut,
    /// Shows the selection.
    ZoomToSelection,
    /// Shows this extent.
    ZoomTo(Bounds),
    /// Moves the view by hand.
    View(Viewport),
    /// What concerns the map alone.
    Map(MapAction),
    /// Shows or hides the panel at the left.
    ToggleLeft,
    /// Shows or hides the panel at the right.
    ToggleRight,
    /// Opens or closes a tab of the strip at the bottom.
    ToggleBottom(BottomTab),
    /// Chooses the colours.
    Theme(ThemeChoice),
    /// Shows or hides the times of frames.
    ToggleFrameTimes,
    /// Chooses how the window is drawn, and draws it anew.
    Renderer(RendererChoice),
    /// Chooses the language.
    Language(Language),
    /// Shows or hides a layer.
    ToggleLayer(LayerKey),
    /// Shows only this layer, or all again.
    SoloLayer(LayerKey),
    /// Shows the extent of a layer.
    ZoomToLayer(LayerKey),
    /// Takes a layer out.
    RemoveLayer(LayerId),
    /// Does something with what lies under the map.
    Background(BackgroundStep),
    /// Does something with the symbols of a layer.
    Symbols(SymbolStep),
    /// Checks everything again.
    Check,
    /// Compares the layers with each other.
    CompareLayers,
    /// Stops a job.
    Cancel(JobId),
    /// Says what is to be done on the ground.
    Activity(Option<Activity>),
    /// Goes to the next item of the inbox.
    NextItem,
    /// Goes to the previous item of the inbox.
    PreviousItem,
    /// Goes to the first item of the inbox.
    FirstItem,
    /// Selects an item of the inbox.
    SelectItem(ItemKey),
    /// Selects a parcel, or nothing.
    SelectParcel(Option<ParcelId>),
    /// Goes to one piece of the selected item, by its finding id.
    Focus(String),
    /// Shows or hides a kind of items.
    ToggleFilter(Filter),
    /// Copies a text.
    Copy(String),
    /// Shows all commands with their shortcuts.
    Palette,
    /// Says what the program is.
    About,
    /// Closes what lies on top: dialog, drawing, selection.
    Escape,
    /// Forgets the toast.
    DismissToast,
}

/// What is done with a picture under the map.
#[derive(Debug, Clone, PartialEq)]
pub enum BackgroundStep {
    /// Asks for files.
    Ask,
    /// Adds files on top.
    Add(Vec<PathBuf>),
    /// Shows it, or not.
    Toggle(BackgroundId),
    /// Shows so much of it, in hundredths.
    Opacity(BackgroundId, u8),
    /// Moves it one place up.
    Raise(BackgroundId),
    /// Moves it one place down.
    Lower(BackgroundId),
    /// Shows its extent.
    ZoomTo(BackgroundId),
    /// Takes the system of the project for one whose file names none.
    UseProjectSystem(BackgroundId),
    /// Takes it out.
    Remove(BackgroundId),
}

/// What is done with the symbols of a layer.
#[derive(Debug, Clone, PartialEq)]
pub enum SymbolStep {
    /// Asks for a symbol file for a layer.
    Ask(LayerId),
    /// Reads a symbol file for a layer.
    Read(LayerId, PathBuf),
    /// Gives a layer a set that is there.
    Choose(LayerId, SetName),
    /// Shows all classes of a layer in the legend, or only the first.
    Unfold(LayerId),
    /// Shows the legend of the marks, or not.
    UnfoldMarks,
}

/// The menus, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// 文件.
    File,
    /// 编辑.
    Edit,
    /// 视图.
    View,
    /// 图层.
    Layer,
    /// 核查.
    Check,
    /// 报告.
    Report,
    /// 帮助.
    Help,
}

impl Menu {
    /// All menus in order.
    pub const ALL: [Self; 7] = [
        Self::File,
        Self::Edit,
        Self::View,
        Self::Layer,
        Self::Check,
        Self::Report,
        Self::Help,
    ];

    /// The title under which a group of choices stands in a menu of its own; `None` for commands that stand in the menu
    /// itself.
    #[must_use]
    pub fn submenu(self, group: u8) -> Option<&'static str> {
        match (self, group) {
            (Self::View, 3) => Some("menu-language"),
            (Self::View, 4) => Some("menu-theme"),
            (Self::View, 5) => Some("menu-renderer"),
            (Self::View, 6) => Some("menu-preset"),
            _ => None,
        }
    }

    /// Text id.
    #[must_use]
    pub fn text_id(self) -> &'static str {
        match self {
            Self::File => "menu-file",
            Self::Edit => "menu-edit",
            Self::View => "menu-view",
            Self::Layer => "menu-layer",
            Self::Check => "menu-check",
            Self::Report => "menu-report",
            Self::Help => "menu-help",
        }
    }
}

/// What must be there for a command to make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// Something to show on the map.
    Map,
    /// A plane to draw on.
    Plane,
    /// A change that can be taken back.
    Undo,
    /// A change that was taken back.
    Redo,
    /// A selected parcel.
    Parcel,
    /// A selected parcel or feature.
    Selection,
    /// Parcels to check.
    Parcels,
    /// A result of the document as it is now.
    Result,
    /// Items in the inbox.
    Items,
    /// Conflicts of the selected parcel.
    Conflict,
    /// Conflicts.
    Conflicts,
    /// A view that was left.
    PreviousView,
    /// A view that was gone back from.
    NextView,
}

impl Need {
    /// Id of the text that says why a command cannot be used.
    #[must_use]
    pub fn reason_id(self) -> &'static str {
        match self {
            Self::Nothing => "need-nothing",
            Self::Map => "need-map",
            Self::Plane => "need-plane",
            Self::Undo => "need-undo",
            Self::Redo => "need-redo",
            Self::Parcel => "need-parcel",
            Self::Selection => "need-selection",
            Self::Parcels => "need-parcels",
            Self::Result => "need-result",
            Self::Items => "need-items",
            Self::Conflict => "need-conflict",
            Self::Conflicts => "need-conflicts",
            Self::PreviousView => "need-previous-view",
            Self::NextView => "need-next-view",
        }
    }
}

/// A command of the registry.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// What it does.
    pub action: Action,
    /// Id of its name.
    pub text_id: &'static str,
    /// In which menu it stands.
    pub menu: Menu,
    /// Number of its group in the menu; groups are parted by a line.
    pub group: u8,
    /// Keys that call it.
    pub keys: Vec<KeyboardShortcut>,
    /// What must be there.
    pub need: Need,
}

const PLAIN: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// A command of the registry, without keys.
fn row(menu: Menu, group: u8, action: Action, text_id: &'static str, need: Need) -> Command {
    Command {
        action,
        text_id,
        menu,
        group,
        keys: Vec::new(),
        need,
    }
}

impl Command {
    /// The command with one more shortcut.
    fn on(mut self, modifiers: Modifiers, key: Key) -> Self {
        self.keys.push(KeyboardShortcut::new(modifiers, key));
        self
    }
}

/// All commands that have a name, in menu order.
#[must_use]
pub fn commands() -> Vec<Command> {
    [
        file_rows(),
        edit_rows(),
        view_rows(),
        choice_rows(),
        layer_rows(),
        check_rows(),
        help_rows(),
    ]
    .concat()
}

fn file_rows() -> Vec<Command> {
    let row = |group, action, id, need| row(Menu::File, group, action, id, need);
    vec![
        row(0, Action::Open, "action-open", Need::Nothing).on(CTRL, Key::O),
        row(0, Action::OpenSample, "action-open-sample", Need::Nothing),
        row(0, Action::AddData, "action-add-data", Need::Nothing).on(CTRL_SHIFT, Key::O),
        row(
            0,
            Action::Background(BackgroundStep::Ask),
            "action-add-background",
            Need::Nothing,
        ),
        row(0, Action::TypePath, "action-type-path", Need::Nothing).on(CTRL, Key::L),
        row(1, Action::CloseProject, "action-close-project", Need::Map).on(CTRL, Key::W),
        row(2, Action::Quit, "action-quit", Need::Nothing).on(CTRL, Key::Q),
    ]
}

fn edit_rows() -> Vec<Command> {
    let row = |group, action, id, need| row(Menu::Edit, group, action, id, need);
    let measure = |quantity| Action::Tool(ToolKind::Measure(quantity));
    vec![
        row(0, Action::Undo, "action-undo", Need::Undo).on(CTRL, Key::Z),
        row(0, Action::Redo, "action-redo", Need::Redo)
            .on(CTRL, Key::Y)
            .on(CTRL_SHIFT, Key::Z),
        row(
            1,
            Action::Tool(ToolKind::Select),
            "action-tool-select",
            Need::Nothing,
        )
        .on(PLAIN, Key::V),
        row(1, Action::Tool(ToolKind::Draw), "action-tool-draw", Need::Plane).on(PLAIN, Key::D),
        row(1, measure(Quantity::Length), "action-measure-length", Need::Plane).on(PLAIN, Key::M),
        row(1, measure(Quantity::Area), "action-measure-area", Need::Plane).on(Modifiers::SHIFT, Key::M),
        row(1, measure(Quantity::Angle), "action-measure-angle", Need::Plane),
        row(2, Action::DeleteParcel, "action-delete-parcel", Need::Parcel).on(PLAIN, Key::Delete),
    ]
}

fn view_rows() -> Vec<Command> {
    let row = |group, action, id, need| row(Menu::View, group, action, id, need);
    let tab = Action::ToggleBottom;
    let map = Action::Map;
    vec![
        row(0, Action::Fit, "action-fit", Need::Map).on(PLAIN, Key::Home),
        row(0, Action::ZoomIn, "action-zoom-in", Need::Map)
            .on(PLAIN, Key::Plus)
            .on(PLAIN, Key::Equals)
            .on(PLAIN, Key::PageUp),
        row(0, Action::ZoomOut, "action-zoom-out", Need::Map)
            .on(PLAIN, Key::Minus)
            .on(PLAIN, Key::PageDown),
        row(
            0,
            map(MapAction::PreviousView),
            "action-previous-view",
            Need::PreviousView,
        )
        .on(Modifiers::ALT, Key::ArrowLeft),
        row(0, map(MapAction::NextView), "action-next-view", Need::NextView)
            .on(Modifiers::ALT, Key::ArrowRight),
        row(0, map(MapAction::AskPlace), "action-go-to", Need::Plane).on(CTRL, Key::G),
        row(0, map(MapAction::AskHere(None)), "action-here", Need::Plane).on(PLAIN, Key::I),
        row(
            2,
            map(MapAction::ToggleGraticule),
            "action-graticule",
            Need::Nothing,
        ),
        row(
            2,
            map(MapAction::ToggleKilometreGrid),
            "action-kilometre-grid",
            Need::Nothing,
        ),
        row(
            2,
            map(MapAction::ToggleDegrees),
            "action-decimal-degrees",
            Need::Nothing,
        ),
        row(2, Action::ToggleFrameTimes, "action-frame-times", Need::Nothing),
        row(1, Action::ToggleLeft, "action-toggle-left", Need::Nothing).on(PLAIN, Key::F9),
        row(1, Action::ToggleRight, "action-toggle-right", Need::Nothing).on(PLAIN, Key::F10),
        row(1, tab(BottomTab::Table), "action-toggle-table", Need::Nothing).on(PLAIN, Key::F6),
        row(
            1,
            tab(BottomTab::Messages),
            "action-toggle-messages",
            Need::Nothing,
        )
        .on(PLAIN, Key::F11),
        row(1, tab(BottomTab::Jobs), "action-toggle-jobs", Need::Nothing),
        row(
            1,
            tab(BottomTab::Sensitivity),
            "action-toggle-sensitivity",
            Need::Nothing,
        ),
        row(
            1,
            tab(BottomTab::Consistency),
            "action-toggle-consistency",
            Need::Nothing,
        ),
    ]
}

fn choice_rows() -> Vec<Command> {
    let row = |group, action, id| row(Menu::View, group, action, id, Need::Nothing);
    let preset = |preset| Action::Map(MapAction::Preset(preset));
    vec![
        row(3, Action::Language(Language::ZhCn), "language-zh-CN"),
        row(3, Action::Language(Language::En), "language-en"),
        row(4, Action::Theme(ThemeChoice::System), "action-theme-system"),
        row(4, Action::Theme(ThemeChoice::Light), "action-theme-light"),
        row(4, Action::Theme(ThemeChoice::Dark), "action-theme-dark"),
        row(6, preset(Preset::Gis), "preset-gis"),
        row(6, preset(Preset::Cad), "preset-cad"),
        row(6, preset(Preset::Web), "preset-web"),
        row(5, Action::Renderer(RendererChoice::Auto), "action-renderer-auto"),
        row(5, Action::Renderer(RendererChoice::Gpu), "action-renderer-gpu"),
        row(
            5,
            Action::Renderer(RendererChoice::Software),
            "action-renderer-software",
        ),
        row(
            5,
            Action::Renderer(RendererChoice::OpenGl),
            "action-renderer-opengl",
        ),
        row(5, Action::Renderer(RendererChoice::Cpu), "action-renderer-cpu"),
    ]
}

fn layer_rows() -> Vec<Command> {
    let parcels = Action::ZoomToLayer(LayerKey::Parcels);
    let export = Action::ExportLayer(LayerKey::Parcels);
    vec![
        row(Menu::Layer, 0, Action::AddData, "action-add-data", Need::Nothing),
        row(Menu::Layer, 1, parcels, "action-zoom-to-parcels", Need::Parcels),
        row(
            Menu::Layer,
            1,
            Action::ZoomToLayer(LayerKey::Findings),
            "action-zoom-to-conflicts",
            Need::Conflicts,
        ),
        row(Menu::Layer, 1, export, "action-export-parcels", Need::Parcels),
    ]
}

fn check_rows() -> Vec<Command> {
    let row = |group, action, id, need| row(Menu::Check, group, action, id, need);
    vec![
        row(0, Action::Check, "action-check", Need::Parcels).on(PLAIN, Key::F5),
        row(0, Action::CompareLayers, "action-compare-layers", Need::Map),
        row(1, Action::NextItem, "action-next-item", Need::Items).on(PLAIN, Key::N),
        row(1, Action::PreviousItem, "action-previous-item", Need::Items).on(PLAIN, Key::P),
        row(1, Action::FirstItem, "action-first-item", Need::Items).on(CTRL, Key::Home),
        row(
            1,
            Action::ZoomToSelection,
            "action-zoom-to-selection",
            Need::Selection,
        )
        .on(PLAIN, Key::Z),
        row(
            1,
            Action::Map(MapAction::ZoomToConflict),
            "action-zoom-to-conflict",
            Need::Conflict,
        )
        .on(Modifiers::SHIFT, Key::Z),
    ]
}

fn help_rows() -> Vec<Command> {
    vec![
        row(Menu::Report, 0, Action::Export, "action-export", Need::Result).on(CTRL, Key::E),
        row(Menu::Help, 0, Action::Palette, "action-palette", Need::Nothing)
            .on(CTRL, Key::K)
            .on(CTRL_SHIFT, Key::P)
            .on(PLAIN, Key::F1),
        row(Menu::Help, 1, Action::About, "action-about", Need::Nothing),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Texts;

    #[test]
    fn every_command_has_a_text_in_both_languages_and_no_key_is_taken_twice() {
        let commands = commands();
        for language in Language::ALL {
            let texts = Texts::new(language);
            for command in &commands {
                let submenu = command.menu.submenu(command.group);
                for id in [command.text_id, command.menu.text_id(), command.need.reason_id()]
                    .into_iter()
                    .chain(submenu)
                {
                    assert!(texts.find(id, &[]).is_some(), "{id} in {}", language.code());
                }
            }
        }
        let mut taken: Vec<KeyboardShortcut> =
            commands.iter().flat_map(|command| command.keys.clone()).collect();
        let all = taken.len();
        taken.sort_by_key(|shortcut| format!("{shortcut:?}"));
        taken.dedup();
        assert_eq!(taken.len(), all);
    }

    #[test]
    fn every_menu_has_a_command() {
        for menu in Menu::ALL {
            assert!(commands().iter().any(|command| command.menu == menu), "{menu:?}");
        }
    }
}
