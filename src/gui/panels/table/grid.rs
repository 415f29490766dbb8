//! The rows that are in sight under the names of the columns. Nothing is laid out that is not seen: what a frame costs
//! does not depend on the number of rows.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels on a screen; rows stay far below 2^53 and places are never negative"
)]

use egui::accesskit::Role as AccessRole;
use egui::{
    CursorIcon, EventFilter, Id, Rect, Response, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2,
    vec2,
};

use super::bar::{self, Scroll, bar_ui};
use super::cell::{cell_text, paint_text, whole_text};
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::table::{Picking, TableStep};
use crate::gui::text::column_name;
use crate::gui::theme::{HIT, NEAR, Palette};
use crate::layer::table::{Arranged, Column, ColumnId, Direction};

/// Height of a row and of the names of the columns.
const ROW: f32 = HIT;
/// Width of half a Chinese character.
const HALF: f32 = 7.0;
/// Least and most width of a column that nobody widened.
const WIDTHS: std::ops::RangeInclusive<f32> = 52.0..=300.0;
/// Cells that a row is called by where it is read out.
const SPOKEN: usize = 6;

/// A column that is shown, from its left end to its right.
struct Strip<'a> {
    column: &'a Column,
    left: f32,
    right: f32,
}

impl Strip<'_> {
    fn of(&self, line: Rect) -> Rect {
        Rect::from_min_max(
            pos2(line.left() + self.left, line.top()),
            pos2(line.left() + self.right, line.bottom()),
        )
    }
}

pub(super) fn grid_ui(ui: &mut Ui, scene: &Scene<'_>, table: &Arranged, out: &mut Vec<Action>) {
    let whole = ui.available_rect_before_wrap();
    let strips = strips(scene, table);
    let width = strips.last().map_or(0.0, |strip| strip.right);
    let is_wide = width > whole.width() - bar::WIDTH;
    // Room for the bar under the columns.
    let below = if is_wide { 12.0 } else { 0.0 };
    let height = (whole.height() - ROW - below).max(ROW);
    let scroll = scroll(ui, scene, table, whole, height, out);
    let body = Rect::from_min_max(whole.min, pos2(whole.right() - bar::WIDTH, whole.bottom()));
    ui.scope_builder(UiBuilder::new().max_rect(body), |ui| {
        ScrollArea::horizontal()
            .auto_shrink(false)
            .id_salt("table")
            .show(ui, |ui| {
                let size = vec2(width.max(ui.available_width()), height + ROW);
                let (field, _) = ui.allocate_exact_size(size, Sense::hover());
                head_ui(
                    ui,
                    scene,
                    &strips,
                    Rect::from_min_size(field.min, vec2(size.x, ROW)),
                    out,
                );
                let rows = Rect::from_min_max(field.min + vec2(0.0, ROW), field.max);
                rows_ui(ui, scene, table, &strips, rows, scroll, out);
            });
    });
    let track = Rect::from_min_size(
        pos2(body.right(), whole.top() + ROW),
        Vec2::new(bar::WIDTH, height),
    );
    let moved = bar_ui(ui, track, scroll, &scene.text("table-bar"));
    if moved.top != scene.view.table.top {
        out.push(Action::Table(TableStep::Scroll(moved.top)));
    }
    ui.advance_cursor_after_rect(whole);
}

/// Where the table stands in this frame: moved by the wheel, and to the row that has to come into sight.
fn scroll(
    ui: &Ui,
    scene: &Scene<'_>,
    table: &Arranged,
    whole: Rect,
    height: f32,
    out: &mut Vec<Action>,
) -> Scroll {
    let state = &scene.view.table;
    let mut scroll = Scroll {
        top: 0.0,
        n_visible: f64::from(height / ROW),
        n_rows: table.len(),
    }
    .at(state.top);
    if ui.rect_contains_pointer(whole) {
        let by = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
        scroll = scroll.at(scroll.top - f64::from(by / ROW));
    }
    if let Some(place) = state.reveal {
        scroll = scroll.showing(place);
        out.push(Action::Table(TableStep::Scroll(scroll.top)));
    }
    scroll
}

fn strips<'a>(scene: &Scene<'_>, table: &'a Arranged) -> Vec<Strip<'a>> {
    let state = &scene.view.table;
    let hidden = state.wish().hidden;
    let mut left = 0.0;
    let shown = table.columns.iter().filter(|column| !hidden.contains(&column.id));
    shown
        .map(|column| {
            let wide = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
            let name: f32 = column_name(scene.texts, &column.id).chars().map(wide).sum();
            let own = HALF * (column.width as f32).max(name + 2.0) + 2.0 * NEAR;
            let own = own.clamp(*WIDTHS.start(), *WIDTHS.end());
            let right = left + state.width(&column.id).unwrap_or(own);
            let strip = Strip { column, left, right };
            left = right;
            strip
        })
        .collect()
}

/// The strips that are in sight.
fn in_sight<'a, 'b>(ui: &Ui, strips: &'a [Strip<'b>], field: Rect) -> impl Iterator<Item = &'a Strip<'b>> {
    let clip = ui.clip_rect();
    strips.iter().filter(move |strip| {
        field.left() + strip.right >= clip.left() && field.left() + strip.left <= clip.right()
    })
}

/// The names of the columns: pressed, they sort; their right ends widen the column.
fn head_ui(ui: &mut Ui, scene: &Scene<'_>, strips: &[Strip<'_>], line: Rect, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let sort = scene.view.table.wish().sort;
    for strip in in_sight(ui, strips, line) {
        let field = strip.of(line);
        let id = &strip.column.id;
        let direction = sort.as_ref().filter(|(sorted, _)| sorted == id);
        let mark = match direction.map(|(_, direction)| direction) {
            Some(Direction::Ascending) => " ▲",
            Some(Direction::Descending) => " ▼",
            None => "",
        };
        let name = format!("{}{mark}", column_name(scene.texts, id));
        let response = ui.interact(field, Id::unique(("table-head", id)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(AccessRole::ColumnHeader, true, &name));
        if response.hovered() {
            ui.painter().rect_filled(field, 3.0, colors.hover);
        }
        paint_text(ui, field, name.clone(), colors.secondary, strip.column.is_numeric);
        let widen = widen_ui(ui, strip, field, out);
        if response.clicked() && !strip.column.is_personal {
            out.push(Action::Table(TableStep::Sort(id.clone())));
        }
        response.context_menu(|ui| {
            if ui.button(scene.text("table-hide")).clicked() {
                out.push(Action::Table(TableStep::ToggleColumn(id.clone())));
                ui.close();
            }
        });
        let hint = if strip.column.is_personal {
            "table-personal"
        } else {
            "table-sort"
        };
        if !widen {
            response.on_hover_text(format!("{}\n{}", column_name(scene.texts, id), scene.text(hint)));
        }
    }
    ui.painter()
        .hline(line.x_range(), line.bottom() - 0.5, (1.0, colors.hairline));
}

/// The right end of a column's name, which the hand takes to widen it; yields whether the hand is there.
fn widen_ui(ui: &Ui, strip: &Strip<'_>, field: Rect, out: &mut Vec<Action>) -> bool {
    let id = &strip.column.id;
    let grip = Rect::from_center_size(pos2(field.right() - 2.0, field.center().y), vec2(8.0, ROW));
    let response = ui
        .interact(grip, Id::unique(("table-grip", id)), Sense::drag())
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let color = Palette::of(ui.ctx()).hairline;
    ui.painter()
        .vline(field.right() - 0.5, field.shrink(5.0).y_range(), (1.0, color));
    if response.dragged() {
        let width = (strip.right - strip.left + response.drag_delta().x).max(32.0);
        out.push(Action::Table(TableStep::Widen(id.clone(), width)));
    }
    response.hovered() || response.dragged()
}

fn rows_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    table: &Arranged,
    strips: &[Strip<'_>],
    field: Rect,
    scroll: Scroll,
    out: &mut Vec<Action>,
) {
    let clip = ui.clip_rect().intersect(field);
    ui.set_clip_rect(clip);
    let first = scroll.top.floor() as usize;
    let last = ((scroll.top + scroll.n_visible).ceil() as usize).min(table.len());
    for place in first..last {
        let Some(row) = table.row_at(place) else { continue };
        let top = field.top() + ((place as f64 - scroll.top) as f32) * ROW;
        let line = Rect::from_min_size(pos2(field.left(), top), vec2(field.width(), ROW));
        row_ui(ui, scene, table, strips, (place, row, line), out);
    }
}

fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    table: &Arranged,
    strips: &[Strip<'_>],
    (place, row, line): (usize, u32, Rect),
    out: &mut Vec<Action>,
) {
    let colors = Palette::of(ui.ctx());
    let state = &scene.view.table;
    let is_picked = state.picked.contains(row);
    let response = ui.interact(line, Id::unique(("table-row", row)), Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(AccessRole::Row, true, is_picked, spoken(table, row, strips)));
    if is_picked {
        ui.painter().rect_filled(line, 0.0, colors.selected);
    } else if response.hovered() {
        ui.painter().rect_filled(line, 0.0, colors.hover);
    }
    if state.current == Some(row) {
        let bar = Rect::from_min_size(line.min, vec2(3.0, line.height()));
        ui.painter().rect_filled(bar, 1.0, colors.accent);
    }
    if response.has_focus() {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    let pointer = response.hover_pos();
    let mut under = None;
    for strip in in_sight(ui, strips, line) {
        let cell = strip.of(line);
        let text = cell_text(table, row, strip.column);
        let color = if strip.column.id == ColumnId::Number {
            colors.secondary
        } else {
            colors.text
        };
        let is_cut = !text.is_empty() && paint_text(ui, cell, text, color, strip.column.is_numeric);
        if pointer.is_some_and(|pointer| cell.contains(pointer)) {
            under = Some((strip.column, is_cut));
        }
    }
    pick_ui(ui, &response, place, out);
    context_ui(
        &response,
        scene,
        table,
        (place, row),
        under.map(|(column, _)| column),
        out,
    );
    if let Some((column, true)) = under {
        response.on_hover_text_at_pointer(whole_text(table, row, column));
    }
}

/// What a row is called where it is read out: its first cells.
fn spoken(table: &Arranged, row: u32, strips: &[Strip<'_>]) -> String {
    let cells = strips.iter().map(|strip| cell_text(table, row, strip.column));
    let cells: Vec<String> = cells.filter(|text| !text.is_empty()).take(SPOKEN).collect();
    cells.join(" · ")
}

fn pick_ui(ui: &Ui, response: &Response, place: usize, out: &mut Vec<Action>) {
    if !response.clicked() {
        return;
    }
    let modifiers = ui.input(|input| input.modifiers);
    let picking = if modifiers.shift {
        Picking::Through
    } else if modifiers.command {
        Picking::Toggle
    } else {
        Picking::Only
    };
    out.push(Action::Table(TableStep::Pick(place, picking)));
    if response.double_clicked() && picking == Picking::Only {
        out.push(Action::ZoomToSelection);
    }
}

fn context_ui(
    response: &Response,
    scene: &Scene<'_>,
    table: &Arranged,
    (place, row): (usize, u32),
    column: Option<&Column>,
    out: &mut Vec<Action>,
) {
    if response.secondary_clicked() && !scene.view.table.picked.contains(row) {
        out.push(Action::Table(TableStep::Pick(place, Picking::Only)));
    }
    // The menu stays on the cell on which it was opened.
    let id = response.id.with("cell");
    if response.secondary_clicked() {
        let cell = column
            .filter(|column| !column.is_personal)
            .map(|column| column.id.clone());
        response.ctx.data_mut(|data| data.insert_temp(id, cell));
    }
    response.context_menu(|ui| {
        let mut entry = |ui: &mut Ui, id: &str, action: Action| {
            if ui.button(scene.text(id)).clicked() {
                out.push(action);
                ui.close();
            }
        };
        entry(ui, "table-zoom", Action::ZoomToSelection);
        entry(ui, "table-copy", Action::Table(TableStep::Copy));
        let cell: Option<ColumnId> = ui.data(|data| data.get_temp(id)).flatten();
        if let Some(cell) = cell {
            let text = table.rows.value(row, &cell).text().to_owned();
            entry(ui, "table-copy-cell", Action::Copy(text));
        }
    });
}
