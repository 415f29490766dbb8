//! The conflicts as an inbox: counts on top, then one row per parcel and role.

use egui::accesskit::Role as AccessRole;
use egui::{EventFilter, FontId, Pos2, Rect, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use crate::check::{CheckResult, Verdict};
use crate::gui::action::Action;
use crate::gui::inbox::{Filter, Item};
use crate::gui::scene::Scene;
use crate::gui::text::verdict_words;
use crate::gui::theme::{BODY, NEAR, Palette, SECONDARY, faded};
use crate::gui::widgets::{Icon, Mark, icon_button, paint_mark, secondary};
use crate::rules::Outcome;
use crate::text::Amount;
use crate::text::number::{count, percent};
use crate::workspace::jobs::JobKind;

/// Height of a row.
const ROW: f32 = 48.0;

/// Draws the inbox.
pub fn inbox_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    head_ui(ui, scene, out);
    ui.separator();
    let Some(result) = scene.workspace.result() else {
        let id = if scene.workspace.jobs.has(JobKind::Check) {
            "inbox-first-run"
        } else {
            "inbox-nothing-checked"
        };
        secondary(ui, scene.text(id));
        return;
    };
    if !scene.workspace.is_current() {
        secondary(ui, scene.text("inbox-recomputing"));
    }
    let items: Vec<&Item> = scene.items().collect();
    if items.is_empty() {
        empty_ui(ui, scene, result);
        return;
    }
    let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("inbox-rows");
    let selected = scene
        .view
        .item
        .as_ref()
        .and_then(|key| items.iter().position(|item| item.key == *key));
    if let Some(at) = selected.filter(|_| scene.view.reveal) {
        area = area.vertical_scroll_offset(offset_for(ui, at, items.len()));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, ROW, items.len(), |ui, range| {
        if !scene.workspace.is_current() {
            ui.set_opacity(0.55);
        }
        for number in range {
            row_ui(ui, scene, result, items[number], out);
        }
    });
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an offset in pixels; a list of millions of rows may be off by one"
)]
/// Where the list must stand so that a row is in sight. Not beyond its end: from there it would spring back for seconds.
fn offset_for(ui: &Ui, row: usize, n_rows: usize) -> f32 {
    let height = ui.available_height();
    let above = (height * 0.4).max(0.0);
    let last = (n_rows as f32 * ROW - height).max(0.0);
    (row as f32 * ROW - above).clamp(0.0, last)
}

fn head_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for filter in Filter::ALL {
            chip_ui(ui, scene, filter, out);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Close, &scene.text("action-toggle-right")).clicked() {
                out.push(Action::ToggleRight);
            }
        });
    });
}

/// A count that shows or hides its kind.
fn chip_ui(ui: &mut Ui, scene: &Scene<'_>, filter: Filter, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let on = scene.view.filters.contains(&filter);
    let word = scene.text(filter.text_id());
    // A zero would say that something was checked.
    let number = match scene.workspace.result() {
        Some(_) => count(scene.derived.inbox.count(filter)),
        None => scene.text("word-dash"),
    };
    let color = if on { colors.text } else { colors.secondary };
    let galley =
        ui.painter()
            .layout_no_wrap(format!("{word} {number}"), FontId::proportional(SECONDARY), color);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(galley.size().x + 12.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(AccessRole::CheckBox, true, on, format!("{word} {number}")));
    let ground = if on {
        colors.selected
    } else if response.hovered() {
        colors.hover
    } else {
        colors.panel
    };
    ui.painter().rect_filled(rect, 5.0, ground);
    ui.painter().galley(
        Pos2::new(rect.left() + 6.0, rect.center().y - 0.5 * galley.size().y),
        galley,
        color,
    );
    if response.clicked() {
        out.push(Action::ToggleFilter(filter));
    }
    response.on_hover_text(scene.text(&format!("{}-hint", filter.text_id())));
}

/// 不涉及 is said only with the list of what was checked.
fn empty_ui(ui: &mut Ui, scene: &Scene<'_>, result: &CheckResult) {
    let nothing_wrong = Filter::DEFAULT
        .into_iter()
        .all(|filter| scene.derived.inbox.count(filter) == 0);
    if !nothing_wrong {
        secondary(ui, scene.text("inbox-all-hidden"));
        return;
    }
    ui.label(
        scene
            .texts
            .get_with("inbox-all-clear", &[("count", count(result.parcels.len()))]),
    );
    for input in &result.inputs {
        let role = input
            .role
            .as_ref()
            .map_or_else(String::new, |role| scene.texts.role(role));
        secondary(
            ui,
            format!("✓ {role} · {} · {}", input.layer, count(input.read as usize)),
        );
    }
    secondary(
        ui,
        scene
            .texts
            .get_with("question-as-of", &[("date", result.as_of.to_string())]),
    );
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, result: &CheckResult, item: &Item, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let selected = scene.view.item.as_ref() == Some(&item.key);
    let [first, said, second] = words(scene, result, item);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::click());
    let label = format!("{first} · {said}, {second}");
    response.widget_info(|| WidgetInfo::selected(AccessRole::ListItem, true, selected, &label));
    let field = rect.shrink2(Vec2::new(0.0, 1.0));
    if selected {
        ui.painter().rect_filled(field, 5.0, colors.selected);
        let bar = Rect::from_min_size(field.min, Vec2::new(3.0, field.height()));
        ui.painter().rect_filled(bar, 1.0, colors.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(field, 5.0, colors.hover);
    }
    if response.has_focus() {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    let mark = Mark {
        verdict: item.verdict,
        outcome: item.outcome,
    };
    let mark_at = Rect::from_center_size(rect.left_top() + Vec2::new(18.0, 16.0), Vec2::splat(14.0));
    paint_mark(ui.painter(), colors, mark_at, mark);
    let left = rect.left() + 34.0;
    // What is said is never cut off; the names beside it may be, and hovering shows them whole.
    let said = ui
        .painter()
        .layout_no_wrap(said, FontId::proportional(BODY), colors.text);
    let said_at = Pos2::new(rect.right() - NEAR - said.size().x, rect.top() + 6.0);
    ui.painter().galley(said_at, said, colors.text);
    let lines = [
        (first, 6.0, BODY, colors.text, said_at.x - NEAR),
        (second, 26.0, SECONDARY, colors.secondary, rect.right() - NEAR),
    ];
    for (text, top, size, color, end) in lines {
        let mut job = egui::text::LayoutJob::simple_singleline(text, FontId::proportional(size), color);
        job.wrap = egui::text::TextWrapping::truncate_at_width((end - left).max(20.0));
        let galley = ui.painter().layout_job(job);
        ui.painter()
            .galley(Pos2::new(left, rect.top() + top), galley, color);
    }
    let line = egui::Stroke::new(1.0, faded(colors.hairline, 160));
    ui.painter()
        .hline(rect.x_range().shrink(6.0), rect.bottom(), line);
    if response.clicked() {
        out.push(Action::SelectItem(item.key.clone()));
    }
    if response.double_clicked() {
        out.push(Action::ZoomToSelection);
    }
    let response = response.on_hover_text(label);
    response.context_menu(|ui| {
        if ui.button(scene.text("action-zoom-to-selection")).clicked() {
            out.push(Action::SelectItem(item.key.clone()));
            out.push(Action::ZoomToSelection);
            ui.close();
        }
    });
}

/// The words of a row: `B-017 × 永久基本农田`, `禁止` and `3 处 · 1 204.36 m² · 12 %`.
fn words(scene: &Scene<'_>, result: &CheckResult, item: &Item) -> [String; 3] {
    let parcel = &result.parcels[item.parcel];
    let name = parcel
        .name
        .clone()
        .or_else(|| parcel.id.clone())
        .unwrap_or_else(|| format!("#{}", parcel.index + 1));
    let said = match item.outcome.filter(|_| item.verdict == Verdict::Conflict) {
        Some(outcome) => scene.texts.outcome(outcome),
        None => verdict_words(scene.texts, item.verdict, None::<Outcome>),
    };
    let said = if item.unverified {
        format!("{said} · {}", scene.text("card-unverified"))
    } else {
        said
    };
    let first = match &item.key.role {
        Some(role) => format!("{name} × {}", scene.texts.role(role)),
        None => name,
    };
    let second = match item.verdict {
        Verdict::Undetermined => parcel
            .reasons
            .first()
            .map_or_else(String::new, |reason| scene.texts.reason(reason)),
        Verdict::Clear => scene
            .texts
            .get_with("amount-m2", &[("m2", Amount(parcel.areas.plane_m2).m2())]),
        Verdict::Conflict | Verdict::WithinError => {
            let pieces = scene
                .texts
                .get_with("count-findings", &[("count", count(item.findings.len()))]);
            let area = scene
                .texts
                .get_with("amount-m2", &[("m2", Amount(item.area_m2).m2())]);
            format!("{pieces} · {area} · {}\u{2009}%", percent(item.share))
        }
    };
    [first, said, second]
}
