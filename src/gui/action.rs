//! Every intent of the user as one value, and the registry of commands.
//!
//! Meaning: whatever is pressed, typed, dropped or picked becomes an [`Action`]; actions enter the
//! program at one place, [`super::shell::dispatch`]. The registry [`commands`] gives those that have a
//! name their text id, shortcut and menu; menus, toolbar, shortcuts and the command palette are made
//! from it, and so are the tests that walk it.
//!
//! Deliberately not here: what an action does.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::inbox::{Filter, ItemKey};
use super::map::{DraftStep, Viewport};
use super::view_state::{BottomTab, LayerKey, ToolKind};
use crate::geometry::Bounds;
use crate::layer::ParcelId;
use crate::rules::Activity;
use crate::text::Language;
use crate::workspace::document::LayerId;
use crate::workspace::jobs::JobId;
use crate::workspace::settings::ThemeChoice;
use crate::workspace::task::Part;

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
    /// Imports files with these parts.
    Import(Vec<(PathBuf, Part)>),
    /// Asks for a directory and writes all reports there.
    Export,
    /// Writes all reports into a directory.
    ExportTo(PathBuf),
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
    /// Moves the view.
    View(Viewport),
    /// Shows or hides the panel at the left.
    ToggleLeft,
    /// Shows or hides the panel at the right.
    ToggleRight,
    /// Opens or closes a tab of the strip at the bottom.
    ToggleBottom(BottomTab),
    /// Chooses the colours.
    Theme(ThemeChoice),
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
    /// Checks everything again.
    Check,
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
    /// Parcels to check.
    Parcels,
    /// A result of the document as it is now.
    Result,
    /// Items in the inbox.
    Items,
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
            Self::Parcels => "need-parcels",
            Self::Result => "need-result",
            Self::Items => "need-items",
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

fn keys(list: &[(Modifiers, Key)]) -> Vec<KeyboardShortcut> {
    list.iter()
        .map(|(modifiers, key)| KeyboardShortcut::new(*modifiers, *key))
        .collect()
}

/// All commands that have a name, in menu order.
#[must_use]
pub fn commands() -> Vec<Command> {
    let mut list = Vec::new();
    let mut menu = |menu: Menu, rows: Vec<(u8, Action, &'static str, Need, Vec<KeyboardShortcut>)>| {
        for (group, action, text_id, need, keys) in rows {
            list.push(Command {
                action,
                text_id,
                menu,
                group,
                keys,
                need,
            });
        }
    };
    let shift = CTRL | Modifiers::SHIFT;
    menu(
        Menu::File,
        vec![
            (
                0,
                Action::Open,
                "action-open",
                Need::Nothing,
                keys(&[(CTRL, Key::O)]),
            ),
            (0, Action::OpenSample, "action-open-sample", Need::Nothing, vec![]),
            (
                0,
                Action::AddData,
                "action-add-data",
                Need::Nothing,
                keys(&[(shift, Key::O)]),
            ),
            (
                0,
                Action::TypePath,
                "action-type-path",
                Need::Nothing,
                keys(&[(CTRL, Key::L)]),
            ),
            (
                1,
                Action::CloseProject,
                "action-close-project",
                Need::Map,
                keys(&[(CTRL, Key::W)]),
            ),
            (
                2,
                Action::Quit,
                "action-quit",
                Need::Nothing,
                keys(&[(CTRL, Key::Q)]),
            ),
        ],
    );
    menu(
        Menu::Edit,
        vec![
            (
                0,
                Action::Undo,
                "action-undo",
                Need::Undo,
                keys(&[(CTRL, Key::Z)]),
            ),
            (
                0,
                Action::Redo,
                "action-redo",
                Need::Redo,
                keys(&[(CTRL, Key::Y), (shift, Key::Z)]),
            ),
            (
                1,
                Action::Tool(ToolKind::Select),
                "action-tool-select",
                Need::Nothing,
                keys(&[(PLAIN, Key::V)]),
            ),
            (
                1,
                Action::Tool(ToolKind::Draw),
                "action-tool-draw",
                Need::Plane,
                keys(&[(PLAIN, Key::D)]),
            ),
            (
                2,
                Action::DeleteParcel,
                "action-delete-parcel",
                Need::Parcel,
                keys(&[(PLAIN, Key::Delete)]),
            ),
        ],
    );
    menu(Menu::View, view_rows());
    menu(
        Menu::Layer,
        vec![
            (0, Action::AddData, "action-add-data", Need::Nothing, vec![]),
            (
                1,
                Action::ZoomToLayer(LayerKey::Parcels),
                "action-zoom-to-parcels",
                Need::Parcels,
                vec![],
            ),
        ],
    );
    menu(
        Menu::Check,
        vec![
            (
                0,
                Action::Check,
                "action-check",
                Need::Parcels,
                keys(&[(PLAIN, Key::F5)]),
            ),
            (
                1,
                Action::NextItem,
                "action-next-item",
                Need::Items,
                keys(&[(PLAIN, Key::N)]),
            ),
            (
                1,
                Action::PreviousItem,
                "action-previous-item",
                Need::Items,
                keys(&[(PLAIN, Key::P)]),
            ),
            (
                1,
                Action::FirstItem,
                "action-first-item",
                Need::Items,
                keys(&[(CTRL, Key::Home)]),
            ),
            (
                1,
                Action::ZoomToSelection,
                "action-zoom-to-selection",
                Need::Parcel,
                keys(&[(PLAIN, Key::Z)]),
            ),
        ],
    );
    menu(
        Menu::Report,
        vec![(
            0,
            Action::Export,
            "action-export",
            Need::Result,
            keys(&[(CTRL, Key::E)]),
        )],
    );
    menu(
        Menu::Help,
        vec![
            (
                0,
                Action::Palette,
                "action-palette",
                Need::Nothing,
                keys(&[(CTRL, Key::K), (shift, Key::P), (PLAIN, Key::F1)]),
            ),
            (1, Action::About, "action-about", Need::Nothing, vec![]),
        ],
    );
    list
}

type Row = (u8, Action, &'static str, Need, Vec<KeyboardShortcut>);

fn view_rows() -> Vec<Row> {
    let language = |language: Language, id| (3, Action::Language(language), id, Need::Nothing, vec![]);
    let theme = |choice: ThemeChoice, id| (4, Action::Theme(choice), id, Need::Nothing, vec![]);
    vec![
        (
            0,
            Action::Fit,
            "action-fit",
            Need::Map,
            keys(&[(PLAIN, Key::Home)]),
        ),
        (
            0,
            Action::ZoomIn,
            "action-zoom-in",
            Need::Map,
            keys(&[(PLAIN, Key::Plus), (PLAIN, Key::Equals), (PLAIN, Key::PageUp)]),
        ),
        (
            0,
            Action::ZoomOut,
            "action-zoom-out",
            Need::Map,
            keys(&[(PLAIN, Key::Minus), (PLAIN, Key::PageDown)]),
        ),
        (
            1,
            Action::ToggleLeft,
            "action-toggle-left",
            Need::Nothing,
            keys(&[(PLAIN, Key::F9)]),
        ),
        (
            1,
            Action::ToggleRight,
            "action-toggle-right",
            Need::Nothing,
            keys(&[(PLAIN, Key::F10)]),
        ),
        (
            1,
            Action::ToggleBottom(BottomTab::Messages),
            "action-toggle-messages",
            Need::Nothing,
            keys(&[(PLAIN, Key::F11)]),
        ),
        (
            1,
            Action::ToggleBottom(BottomTab::Jobs),
            "action-toggle-jobs",
            Need::Nothing,
            vec![],
        ),
        language(Language::ZhCn, "language-zh-CN"),
        language(Language::En, "language-en"),
        theme(ThemeChoice::System, "action-theme-system"),
        theme(ThemeChoice::Light, "action-theme-light"),
        theme(ThemeChoice::Dark, "action-theme-dark"),
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
                for id in [command.text_id, command.menu.text_id(), command.need.reason_id()] {
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
