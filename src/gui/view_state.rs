//! What the window shows and where the user stands: not undoable, not part of the project.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use egui::Rect;

use super::dialogs::{ExportDialog, GoToDialog, ImportDialog, ImportRow};
use super::inbox::{Filter, ItemKey};
use super::map::{Draft, Here, Quantity, Ruler, Trail, Viewport};
use super::table::TableState;
use crate::geometry::{Bounds, Point};
use crate::layer::ParcelId;
use crate::workspace::document::LayerId;
use crate::workspace::history::SavedView;
use crate::workspace::input::InputSpec;
use crate::workspace::names::Found;
use crate::workspace::settings::RendererChoice;

/// A layer as the window names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerKey {
    /// The parcels.
    Parcels,
    /// A constraint layer.
    Layer(LayerId),
    /// The conflicts.
    Findings,
}

/// What the hand can do on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToolKind {
    /// Selects and moves the map.
    #[default]
    Select,
    /// Draws a parcel.
    Draw,
    /// Measures.
    Measure(Quantity),
}

/// The tabs of the strip at the bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BottomTab {
    /// The attributes of a layer's features.
    Table,
    /// Notes and problems.
    Messages,
    /// What runs.
    Jobs,
    /// How the conflicts depend on the tolerance.
    Sensitivity,
    /// How the layers lie to each other.
    Consistency,
}

/// A dialog that lies on top.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// Types a path.
    Path(PathDialog),
    /// Says what each file is.
    Import(ImportDialog),
    /// Says how a layer is written.
    Export(ExportDialog),
    /// Finds a command.
    Palette(String),
    /// Finds a place.
    GoTo(GoToDialog),
    /// Says what the program is.
    About,
}

/// What a typed path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathPurpose {
    /// Files or a project to open.
    Open,
    /// A directory for the reports.
    Export,
    /// A file for a layer.
    Layer(LayerKey),
    /// A file with a datum shift.
    Shift,
    /// Files that are to lie under the map.
    Background,
    /// A symbol file for a layer.
    Symbols(LayerId),
}

/// The dialog for typing a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathDialog {
    /// What is typed.
    pub text: String,
    /// What it is for.
    pub purpose: PathPurpose,
    /// Whether it came because the system has no dialog to offer.
    pub no_system_dialog: bool,
}

/// The name of a layer of the user's own: the file's without its extension.
#[must_use]
pub fn own_name(path: &Path) -> String {
    path.file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// A short notice over the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// The sentence, in the language in which it was said.
    pub text: String,
    /// When it goes, in seconds of the window's clock.
    pub until: f64,
}

/// What the window shows and where the user stands.
#[derive(Debug)]
pub struct ViewState {
    /// Whether the times of frames are shown over the map.
    pub frame_times: bool,
    /// How a new window in place of this one is to be drawn, once somebody asks for one.
    pub renderer_wanted: Option<RendererChoice>,
    /// Where the map looks.
    pub viewport: Viewport,
    /// Where it looked before.
    pub trail: Trail,
    /// Where the map lies in the window; from the last frame.
    pub map_rect: Rect,
    /// Whether the map still has to show everything, because it has no size yet.
    pub fit_pending: bool,
    /// What the hand does.
    pub tool: ToolKind,
    /// The tool other than Select that was taken last.
    pub last_tool: Option<ToolKind>,
    /// The parcel being drawn.
    pub draft: Draft,
    /// The points that are measured.
    pub ruler: Ruler,
    /// The place that was gone to, marked until Escape.
    pub mark: Option<Bounds>,
    /// The name that is looked for to go somewhere.
    pub finding: Option<String>,
    /// What was found for it, or for the one before.
    pub found: Option<Found>,
    /// What was typed to go somewhere, newest first.
    pub went: Vec<String>,
    /// The selected item of the inbox.
    pub item: Option<ItemKey>,
    /// The selected parcel; of several, the one whose card is open.
    pub parcel: Option<ParcelId>,
    /// How many times the selection of parcels changed.
    pub selections: u64,
    /// Parcels that are selected beside it.
    pub others: BTreeSet<ParcelId>,
    /// The selected feature of a constraint layer; never together with a parcel.
    pub feature: Option<(LayerId, u32)>,
    /// The piece of the selected item that is looked at, by its finding id.
    pub focus: Option<String>,
    /// The place where something was picked last: a click there goes on down the stack.
    pub picked_at: Option<Point>,
    /// What lies at a place, while it is listed.
    pub here: Option<Here>,
    /// Layers that are not shown.
    pub hidden: BTreeSet<LayerKey>,
    /// Layers whose legend shows all classes.
    pub unfolded: BTreeSet<LayerId>,
    /// Whether the marks of the check stand in the legend.
    pub shows_marks: bool,
    /// Kinds of items that are shown.
    pub filters: BTreeSet<Filter>,
    /// Whether the arrow keys walk the inbox, because it was touched last.
    pub inbox_active: bool,
    /// Whether the selected row must be brought into sight.
    pub reveal: bool,
    /// Whether the panel at the left is open.
    pub left: bool,
    /// Whether the panel at the right is open.
    pub right: bool,
    /// Where the user stands in the attribute table.
    pub table: TableState,
    /// The open tab at the bottom.
    pub bottom: Option<BottomTab>,
    /// The dialog on top.
    pub dialog: Option<Dialog>,
    /// Layers that are being added, as they were asked for, with what was chosen for them.
    pub importing: Vec<(InputSpec, ImportRow)>,
    /// Files that came with a plan, to be looked at when it is open.
    pub after_plan: Vec<PathBuf>,
    /// The notice over the map.
    pub toast: Option<Toast>,
    /// What the system's dialog was asked for.
    pub pending_purpose: PathPurpose,
}

impl Default for ViewState {
    fn default() -> Self {
        Self {
            frame_times: false,
            renderer_wanted: None,
            viewport: Viewport::default(),
            trail: Trail::default(),
            map_rect: Rect::NOTHING,
            fit_pending: false,
            tool: ToolKind::Select,
            last_tool: None,
            draft: Draft::default(),
            ruler: Ruler::default(),
            mark: None,
            finding: None,
            found: None,
            went: Vec::new(),
            item: None,
            parcel: None,
            selections: 0,
            others: BTreeSet::new(),
            feature: None,
            focus: None,
            picked_at: None,
            here: None,
            hidden: BTreeSet::new(),
            unfolded: BTreeSet::new(),
            shows_marks: false,
            filters: Filter::DEFAULT.into_iter().collect(),
            inbox_active: false,
            reveal: false,
            left: true,
            right: true,
            table: TableState::default(),
            bottom: None,
            dialog: None,
            importing: Vec::new(),
            after_plan: Vec::new(),
            toast: None,
            pending_purpose: PathPurpose::Open,
        }
    }
}

impl ViewState {
    /// Where the user stands, for the history.
    #[must_use]
    pub fn saved(&self) -> SavedView {
        SavedView {
            center: [self.viewport.center.x, self.viewport.center.y],
            metres_per_pixel: self.viewport.metres_per_pixel,
            parcel: self.parcel,
        }
    }

    /// Selects one parcel, or none.
    pub fn select(&mut self, parcel: Option<ParcelId>) {
        self.parcel = parcel;
        self.others.clear();
        self.selections += 1;
    }

    /// Selects these parcels; the one whose card is open stays so when it is among them.
    pub fn select_all(&mut self, parcels: BTreeSet<ParcelId>) {
        let kept = self.parcel.filter(|id| parcels.contains(id));
        self.parcel = kept.or(parcels.first().copied());
        self.others = parcels;
        self.selections += 1;
        if let Some(id) = self.parcel {
            self.others.remove(&id);
        }
    }

    /// All selected parcels, the one with the card first.
    pub fn selected(&self) -> impl Iterator<Item = ParcelId> {
        self.parcel.into_iter().chain(self.others.iter().copied())
    }

    /// Forgets what belonged to a project that was closed.
    pub fn forget_project(&mut self) {
        self.tool = ToolKind::Select;
        self.draft = Draft::default();
        self.forget_selection();
        self.table = TableState::default();
        self.hidden.clear();
        self.unfolded.clear();
        self.trail = Trail::default();
        self.ruler = Ruler::default();
        self.mark = None;
        self.picked_at = None;
        self.here = None;
    }

    /// Selects nothing.
    pub fn forget_selection(&mut self) {
        self.item = None;
        self.select(None);
        self.feature = None;
        self.focus = None;
    }
}
