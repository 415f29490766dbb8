//! The frame loop: take what the jobs did → perform actions → draw → collect new actions.
//!
//! Drawing only looks. What it collects is performed at the start of the next frame, which is asked
//! for at once; without a cause no frame is drawn at all.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui, Vec2};

use super::dispatch::{self, Desk};
use super::judged::JudgedCache;
use super::keys;
use super::menu;
use super::pace::Pace;
use super::picker::Picker;
use crate::gui::action::Action;
use crate::gui::derived::Derived;
use crate::gui::dialogs::dialog_ui;
use crate::gui::fonts;
use crate::gui::map::{MapCache, map_ui};
use crate::gui::panels::{bottom_ui, card_ui, inbox_ui, layers_ui, ruler_ui, status_bar_ui, welcome_ui};
use crate::gui::renderer::{Renderer, noted};
use crate::gui::scene::Scene;
use crate::gui::theme::{self, Palette};
use crate::gui::view_state::{BottomTab, ViewState};
use crate::gui::widgets::{Icon, icon_button};
use crate::text::{Language, Texts};
use crate::workspace::document::Question;
use crate::workspace::settings::{RendererChoice, Settings, WindowPlace};
use crate::workspace::state::Workspace;
use crate::workspace::trial::Trials;

/// What the window needs from outside; tests give their own.
pub struct Services {
    /// Asks the user for files.
    pub picker: Box<dyn Picker>,
    /// Where the settings live; `None` to remember nothing.
    pub settings_path: Option<PathBuf>,
    /// The plan of the sample project; `None` where it is not installed.
    pub sample: Option<PathBuf>,
    /// What a new project asks of the rules; holds the present day.
    pub question: Question,
    /// The language asked for, over the one that is remembered.
    pub language: Option<Language>,
    /// What to open at once.
    pub open: Vec<PathBuf>,
}

/// A window that has shown as many frames works.
const FRAMES_OF_TRIAL: u32 = 3;

/// The window.
pub struct App {
    desk: Desk,
    derived: Derived,
    map: MapCache,
    outbox: Vec<Action>,
    composing: bool,
    pace: Pace,
    /// Frames in this window, as far as they count.
    frames_here: u32,
    /// The window that jobs wake.
    wakes: Arc<Mutex<Option<Context>>>,
}

impl App {
    /// A window's application in its window: [`App::detached`], then [`App::attach`].
    #[must_use]
    pub fn new(ctx: &Context, services: Services) -> Self {
        let mut app = Self::detached(services);
        app.attach(ctx);
        app
    }

    /// Reads the settings and opens what was asked for; there is no window yet.
    #[must_use]
    pub fn detached(services: Services) -> Self {
        let read = services.settings_path.as_deref().map(Settings::read);
        let (settings, kept_aside) = read.map_or_else(
            || (Settings::default(), None),
            |read| (read.settings, read.kept_aside),
        );
        let remembered = settings.language.as_deref().and_then(Language::parse);
        let texts = Texts::new(services.language.or(remembered).unwrap_or_default());
        let wakes = Arc::new(Mutex::new(None));
        let waker = Arc::clone(&wakes);
        let wake = move || {
            if let Some(ctx) = waker.lock().as_deref().ok().and_then(Option::as_ref) {
                Context::request_repaint(ctx);
            }
        };
        let workspace = Workspace::new(services.question.clone(), Arc::new(wake));
        let mut outbox = Vec::new();
        if !services.open.is_empty() {
            outbox.push(Action::OpenPaths(services.open.clone()));
        }
        let mut desk = Desk {
            workspace,
            view: ViewState::default(),
            texts,
            settings,
            trials: Trials::beside(services.settings_path.as_deref()),
            services,
            judged: JudgedCache::default(),
            names: Vec::new(),
        };
        if let Some(path) = kept_aside {
            desk.say_kept_aside(&path);
        }
        Self {
            desk,
            derived: Derived::default(),
            map: MapCache::default(),
            outbox,
            composing: false,
            pace: Pace::default(),
            frames_here: 0,
            wakes,
        }
    }

    /// Moves into a window: puts fonts and theme in place. What an earlier window remembered of scrolling and the like
    /// goes along; its pictures do not.
    pub fn attach(&mut self, ctx: &Context) {
        let earlier = self
            .wakes
            .lock()
            .ok()
            .and_then(|mut wakes| wakes.replace(ctx.clone()));
        if let Some(earlier) = earlier {
            let memory = earlier.memory(Clone::clone);
            ctx.memory_mut(|own| *own = memory);
        }
        ctx.set_fonts(fonts::definitions());
        theme::install(ctx);
        theme::apply_choice(ctx, self.desk.settings.theme);
        self.map = MapCache::default();
        self.composing = false;
        self.frames_here = 0;
    }

    /// What a window is drawn by: what is asked for now, and what is remembered otherwise.
    pub fn choose_renderer(&mut self, asked: Option<RendererChoice>) -> RendererChoice {
        self.desk.choose_renderer(asked)
    }

    /// Takes note of what is about to draw, and of whether something better did not.
    pub fn drawn_by(&mut self, way: Renderer, is_second_choice: bool) {
        self.desk.drawn_by(way, is_second_choice);
    }

    /// How the user wants a new window in place of this one to be drawn.
    pub fn renderer_wanted(&self) -> Option<RendererChoice> {
        self.desk.view.renderer_wanted
    }

    /// The same, and forgets it.
    pub fn take_renderer_wanted(&mut self) -> Option<RendererChoice> {
        self.desk.view.renderer_wanted.take()
    }

    /// Where the window stood last.
    #[must_use]
    pub fn window_place(&self) -> Option<WindowPlace> {
        self.desk.settings.window
    }

    /// Writes the settings at the end: the program did not die of its window.
    pub fn save(&mut self) {
        self.desk.end_renderer_trial(true);
        self.desk.save_settings();
    }

    /// Project, result and jobs.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.desk.workspace
    }

    /// Where the user stands.
    #[must_use]
    pub fn view(&self) -> &ViewState {
        &self.desk.view
    }

    /// What was computed for drawing.
    #[must_use]
    pub fn derived(&self) -> &Derived {
        &self.derived
    }

    /// Triangles of the map that are kept.
    #[must_use]
    pub fn map_cache(&self) -> &MapCache {
        &self.map
    }

    /// The words in use.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.desk.texts
    }

    /// Performs an action as if the user had asked for it.
    pub fn request(&mut self, action: Action) {
        self.outbox.push(action);
    }

    /// Draws one frame into the root of the window.
    pub fn frame(&mut self, ui: &mut Ui) {
        let begin = Instant::now();
        let ctx = ui.ctx().clone();
        let now = ctx.input(|input| input.time);
        self.take_jobs(now);
        self.take_drops(&ctx);
        let composed = self.composing;
        self.composing = keys::composes(&ctx, composed);
        if !composed && !self.composing {
            let scene = scene(&self.desk, &self.derived);
            self.outbox.extend(keys::actions(&ctx, &scene));
        }
        for action in std::mem::take(&mut self.outbox) {
            dispatch::dispatch(&ctx, &mut self.desk, &self.derived, action, now);
            self.derived.follow(&self.desk.workspace);
        }
        if self.frames_here < FRAMES_OF_TRIAL {
            self.frames_here += 1;
            self.desk.end_renderer_trial(self.frames_here == FRAMES_OF_TRIAL);
            ctx.request_repaint();
        } else {
            // By now the system has placed it.
            let (zoom, before) = (ctx.zoom_factor(), self.desk.settings.window);
            self.desk.settings.window = ctx.input(|input| noted(input.viewport(), zoom, before));
        }
        self.desk.forget_old_names();
        self.desk.follow_table(&self.derived);
        self.derived
            .follow_selection(&self.desk.workspace, self.desk.view.parcel);
        self.draw(ui);
        if !self.outbox.is_empty() {
            ctx.request_repaint();
        }
        self.pace.note(begin.elapsed());
    }

    fn take_jobs(&mut self, now: f64) {
        let events = self.desk.workspace.take_reports(self.desk.view.saved());
        self.derived.follow(&self.desk.workspace);
        for event in events {
            dispatch::follow(&mut self.desk, &self.derived, event, now, &mut self.outbox);
        }
    }

    fn take_drops(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !dropped.is_empty() {
            self.outbox.push(Action::OpenPaths(dropped));
        }
    }

    fn draw(&mut self, ui: &mut Ui) {
        let mut out = Vec::new();
        let mut dialog = self.desk.view.dialog.take();
        let (map_rect, [left, right]) = {
            let scene = scene(&self.desk, &self.derived);
            bars_ui(ui, &scene, &mut out);
            let widths = sides_ui(ui, &scene, &mut out);
            (middle_ui(ui, &scene, &mut self.map, &mut out), widths)
        };
        self.desk.view.map_rect = map_rect;
        self.desk.settings.left_width = left.unwrap_or(self.desk.settings.left_width);
        self.desk.settings.right_width = right.unwrap_or(self.desk.settings.right_width);
        self.desk.view.reveal = false;
        let scene = scene(&self.desk, &self.derived);
        toast_ui(ui, &scene, &mut out);
        ruler_ui(ui, &scene, &mut out);
        drop_hint_ui(ui, &scene);
        self.pace.show(ui, &scene);
        dialog_ui(ui.ctx(), &scene, &mut dialog, &mut out);
        self.desk.view.dialog = dialog;
        if self.desk.view.fit_pending && self.desk.view.map_rect.width() > 1.0 {
            self.desk.view.fit_pending = false;
            out.push(Action::Fit);
        }
        self.outbox.extend(out);
    }
}

/// For the test harness; the program's own windows are in [`crate::gui::renderer`].
impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.save();
    }
}

fn scene<'a>(desk: &'a Desk, derived: &'a Derived) -> Scene<'a> {
    Scene {
        workspace: &desk.workspace,
        view: &desk.view,
        derived,
        texts: &desk.texts,
        settings: &desk.settings,
    }
}

fn bars_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let bar = Frame::new()
        .fill(colors.panel)
        .inner_margin(Margin::symmetric(8, 3));
    Panel::top("menu")
        .frame(bar)
        .show(ui, |ui| menu::menu_bar_ui(ui, scene, out));
    Panel::top("toolbar")
        .frame(bar)
        .exact_size(38.0)
        .show(ui, |ui| menu::toolbar_ui(ui, scene, out));
    Panel::bottom("status")
        .frame(bar)
        .exact_size(28.0)
        .show(ui, |ui| status_bar_ui(ui, scene, out));
    if let Some(tab) = scene.view.bottom {
        let frame = Frame::new().fill(colors.panel).inner_margin(Margin::same(8));
        // The table lives on its height; what is told in words does with less.
        let (id, height) = match tab {
            BottomTab::Table => ("bottom-table", 280.0),
            _ => ("bottom", 190.0),
        };
        Panel::bottom(id)
            .frame(frame)
            .resizable(true)
            .default_size(height)
            .size_range(90.0..=600.0)
            .show(ui, |ui| bottom_ui(ui, scene, tab, out));
    }
}

/// Draws the panels at both sides and gives the widths of those that are open.
fn sides_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) -> [Option<f32>; 2] {
    let mut widths = [None, None];
    let colors = Palette::of(ui.ctx());
    let frame = Frame::new().fill(colors.panel).inner_margin(Margin::same(8));
    if scene.view.left {
        let panel = Panel::left("left")
            .frame(frame)
            .default_size(scene.settings.left_width)
            .size_range(180.0..=420.0)
            .show(ui, |ui| layers_ui(ui, scene, out));
        widths[0] = Some(panel.response.rect.width());
    } else {
        strip_ui(
            ui,
            Panel::left("left-strip"),
            (Icon::Layers, "action-toggle-left"),
            scene,
            Action::ToggleLeft,
            out,
        );
    }
    if scene.view.right {
        let panel = Panel::right("right")
            .frame(frame)
            .default_size(scene.settings.right_width)
            .size_range(260.0..=560.0)
            .show(ui, |ui| right_ui(ui, scene, out));
        widths[1] = Some(panel.response.rect.width());
    } else {
        strip_ui(
            ui,
            Panel::right("right-strip"),
            (Icon::Inbox, "action-toggle-right"),
            scene,
            Action::ToggleRight,
            out,
        );
    }
    widths
}

fn right_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    if scene.item().is_some() {
        let frame = Frame::new().inner_margin(Margin {
            left: 0,
            right: 0,
            top: 8,
            bottom: 0,
        });
        let height = (0.58 * ui.available_height()).max(120.0);
        Panel::bottom("card")
            .frame(frame)
            .resizable(true)
            .default_size(height)
            .size_range(120.0..=f32::max(121.0, ui.available_height() - 120.0))
            .show(ui, |ui| card_ui(ui, scene, out));
    }
    inbox_ui(ui, scene, out);
}

/// A collapsed panel: one icon that brings it back.
fn strip_ui(
    ui: &mut Ui,
    panel: Panel,
    (icon, id): (Icon, &str),
    scene: &Scene<'_>,
    action: Action,
    out: &mut Vec<Action>,
) {
    let frame = Frame::new()
        .fill(Palette::of(ui.ctx()).panel)
        .inner_margin(Margin::same(4));
    panel
        .frame(frame)
        .resizable(false)
        .exact_size(34.0)
        .show(ui, |ui| {
            if icon_button(ui, icon, &scene.text(id)).clicked() {
                out.push(action);
            }
        });
}

fn middle_ui(ui: &mut Ui, scene: &Scene<'_>, map: &mut MapCache, out: &mut Vec<Action>) -> egui::Rect {
    CentralPanel::default()
        .frame(Frame::new())
        .show(ui, |ui| {
            let workspace = scene.workspace;
            if workspace.document.is_empty() && workspace.backgrounds.list().is_empty() {
                let rect = ui.available_rect_before_wrap();
                welcome_ui(ui, scene, out);
                return rect;
            }
            map_ui(ui, scene, map, out)
        })
        .inner
}

/// A short notice over the map, with undo where something was done.
fn toast_ui(ui: &Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let Some(toast) = &scene.view.toast else { return };
    let now = ui.input(|input| input.time);
    if now >= toast.until {
        out.push(Action::DismissToast);
        return;
    }
    ui.ctx()
        .request_repaint_after(std::time::Duration::from_secs_f64((toast.until - now).max(0.05)));
    let at = scene.view.map_rect.center_bottom() - Vec2::new(0.0, 64.0);
    egui::Area::new(egui::Id::unique("toast"))
        .fixed_pos(at)
        .pivot(egui::Align2::CENTER_BOTTOM)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| ui.label(&toast.text));
        });
}

/// While files hang over the window, says what will happen.
fn drop_hint_ui(ui: &Ui, scene: &Scene<'_>) {
    let n_files = ui.input(|input| input.raw.hovered_files.len());
    if n_files == 0 {
        return;
    }
    let at = scene.view.map_rect.center();
    egui::Area::new(egui::Id::unique("drop-hint"))
        .fixed_pos(at)
        .pivot(egui::Align2::CENTER_CENTER)
        .show(ui.ctx(), |ui| {
            let text = scene
                .texts
                .get_with("drop-hint", &[("count", n_files.to_string())]);
            Frame::popup(ui.style()).show(ui, |ui| ui.label(text));
        });
}
