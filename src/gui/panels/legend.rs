//! What the symbols on the map mean: the classes of a layer under its row, the marks of the check, and the choice of
//! another set.

use egui::accesskit::Role as AccessRole;
use egui::{Align2, FontId, Pos2, Rect, RichText, Sense, Ui, Vec2, WidgetInfo};

use crate::gui::action::{Action, SymbolStep};
use crate::gui::scene::Scene;
use crate::gui::theme::{HIT, NEAR, Palette, SECONDARY, paper_of};
use crate::gui::view_state::LayerKey;
use crate::gui::widgets::{secondary, swatch};
use crate::symbols::marks::Mark;
use crate::symbols::{Classes, Rule, Symbol, SymbolSet};
use crate::text::number::count;
use crate::workspace::document::{LayerId, MapLayer};
use crate::workspace::symbology::KnownSet;

/// Classes that a legend shows before it is unfolded, and after: beyond, nobody finds one by looking.
const FIRST: usize = 8;
const MOST: usize = 200;
/// Height of a row of a legend.
const LINE: f32 = 20.0;

/// Draws the symbol of a whole layer; of one whose features are told apart, that of its first class.
pub(super) fn layer_swatch(ui: &Ui, scene: &Scene<'_>, entry: &MapLayer, field: Rect) {
    if let Some(rule) = drawn_rules(scene, entry).first() {
        swatch(ui, field, rule.symbol(paper_of(ui.ctx().theme())));
    }
}

/// Whether nothing of a layer is drawn at the present scale.
pub(super) fn is_out_of_scale(scene: &Scene<'_>, key: LayerKey) -> bool {
    let LayerKey::Layer(id) = key else { return false };
    let Some(entry) = scene.workspace.document.layer(id) else {
        return false;
    };
    let denominator = scene.view.viewport.scale_denominator();
    let rules = drawn_rules(scene, entry);
    rules.iter().all(|rule| !rule.scales.holds(denominator))
}

/// The rules by which a layer is drawn.
fn drawn_rules<'s>(scene: &Scene<'s>, entry: &MapLayer) -> Vec<&'s Rule> {
    let symbology = &scene.workspace.symbology;
    let of_role = symbology.rule_of_role(entry);
    let chosen = symbology.classes(entry);
    let Some(classes) = chosen.filter(|classes| classes.set().is_by_value()) else {
        return of_role.into_iter().collect();
    };
    let numbers = shown_rules(classes).into_iter();
    let rules = numbers.filter_map(|number| classes.set().rules().get(usize::from(number)));
    let rest = of_role.filter(|_| classes.n_without() > 0);
    rules.chain(rest).collect()
}

/// Numbers of the rules that occur in a layer, all while nobody has looked.
fn shown_rules(classes: &Classes) -> Vec<u16> {
    let all = 0..u16::try_from(classes.set().rules().len()).unwrap_or(u16::MAX);
    match classes.counts() {
        None => all.collect(),
        Some(counts) => all
            .filter(|number| counts.get(usize::from(*number)).is_some_and(|n| *n > 0))
            .collect(),
    }
}

/// Draws the classes of a layer that has any.
pub(super) fn classes_ui(ui: &mut Ui, scene: &Scene<'_>, entry: &MapLayer, out: &mut Vec<Action>) {
    let Some(classes) = scene.workspace.symbology.classes(entry) else {
        return;
    };
    let set = classes.set();
    ui.push_id(("legend", entry.id.0), |ui| {
        indented(ui, |ui| {
            set_line(ui, scene, set);
            if set.is_by_value() {
                if classes.field().is_none() {
                    let args = [("fields", set.fields.join(", "))];
                    secondary(
                        ui,
                        format!("⚠ {}", scene.texts.get_with("symbols-no-field", &args)),
                    );
                }
                rules_ui(ui, scene, entry, classes, out);
            }
        });
    });
}

fn indented(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.add_space(HIT + 4.0);
        ui.vertical(content);
    });
}

/// Name and status of a set.
fn set_line(ui: &mut Ui, scene: &Scene<'_>, set: &SymbolSet) {
    let language = scene.texts.language().code();
    let words = format!("{} · {}", set.title.of(language), status_words(scene, set));
    let label = egui::Label::new(
        RichText::new(words)
            .size(SECONDARY)
            .color(Palette::of(ui.ctx()).secondary),
    );
    ui.add(label.truncate()).on_hover_text(source_words(scene, set));
}

fn status_words(scene: &Scene<'_>, set: &SymbolSet) -> String {
    set.status
        .map(|status| scene.text(status.text_id()))
        .unwrap_or_default()
}

fn source_words(scene: &Scene<'_>, set: &SymbolSet) -> String {
    let language = scene.texts.language().code();
    format!(
        "{}\n{}\n{}",
        set.title.of(language),
        status_words(scene, set),
        set.source.of(language)
    )
}

fn rules_ui(ui: &mut Ui, scene: &Scene<'_>, entry: &MapLayer, classes: &Classes, out: &mut Vec<Action>) {
    let theme = paper_of(ui.ctx().theme());
    let language = scene.texts.language().code();
    let shown = shown_rules(classes);
    let is_unfolded = scene.view.unfolded.contains(&entry.id);
    let room = if is_unfolded { MOST } else { FIRST };
    for number in shown.iter().take(room) {
        let Some(rule) = classes.set().rules().get(usize::from(*number)) else {
            continue;
        };
        let n = classes
            .counts()
            .and_then(|counts| counts.get(usize::from(*number)));
        let n = n.map(|n| count(*n as usize)).unwrap_or_default();
        line_ui(ui, rule.symbol(theme), rule.label.of(language), &n);
    }
    let of_role = scene.workspace.symbology.rule_of_role(entry);
    if let Some(rule) = of_role.filter(|_| classes.n_without() > 0) {
        let n = count(classes.n_without() as usize);
        line_ui(ui, rule.symbol(theme), &scene.text("symbols-by-role"), &n);
    }
    if shown.len() > FIRST {
        let (id_of_text, n) = if is_unfolded {
            ("symbols-fewer", shown.len())
        } else {
            ("symbols-all", shown.len())
        };
        let words = scene.texts.get_with(id_of_text, &[("count", count(n))]);
        if ui.link(RichText::new(words).size(SECONDARY)).clicked() {
            out.push(Action::Symbols(SymbolStep::Unfold(entry.id)));
        }
        if is_unfolded && shown.len() > MOST {
            let args = [("count", count(shown.len() - MOST))];
            secondary(ui, scene.texts.get_with("symbols-more", &args));
        }
    }
}

/// One symbol with its words and a number.
fn line_ui(ui: &mut Ui, symbol: &Symbol, words: &str, number: &str) {
    let colors = Palette::of(ui.ctx());
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, LINE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Label, true, format!("{words} {number}")));
    let field = Rect::from_center_size(
        Pos2::new(rect.left() + 10.0, rect.center().y),
        Vec2::new(20.0, 13.0),
    );
    swatch(ui, field, symbol);
    let font = FontId::proportional(SECONDARY);
    let galley = ui
        .painter()
        .layout_no_wrap(number.to_owned(), font.clone(), colors.secondary);
    let number_left = rect.right() - NEAR - galley.size().x;
    let top = Align2::LEFT_CENTER.anchor_size(Pos2::new(number_left, rect.center().y), galley.size());
    ui.painter().galley(top.min, galley, colors.secondary);
    let left = field.right() + NEAR;
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, colors.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((number_left - NEAR - left).max(20.0));
    let galley = ui.painter().layout_job(job);
    let at = Align2::LEFT_CENTER.anchor_size(Pos2::new(left, rect.center().y), galley.size());
    ui.painter().galley(at.min, galley, colors.text);
    if !words.is_empty() {
        response.on_hover_text(words);
    }
}

/// Draws what the marks of the check look like, once that is asked for.
pub(super) fn marks_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    indented(ui, |ui| {
        let shows = scene.view.shows_marks;
        let words = scene.text(if shows {
            "symbols-hide-marks"
        } else {
            "symbols-show-marks"
        });
        if ui.link(RichText::new(words).size(SECONDARY)).clicked() {
            out.push(Action::Symbols(SymbolStep::UnfoldMarks));
        }
        if shows {
            let theme = paper_of(ui.ctx().theme());
            let language = scene.texts.language().code();
            for mark in Mark::ALL {
                line_ui(ui, mark.symbol(theme), mark.label(language), "");
            }
        }
    });
}

/// The menu of sets for a layer.
pub(super) fn choice_ui(ui: &mut Ui, scene: &Scene<'_>, id: LayerId, out: &mut Vec<Action>) {
    ui.menu_button(scene.text("layer-symbols"), |ui| {
        let language = scene.texts.language().code();
        let chosen = scene.workspace.symbology.name_of(id);
        for KnownSet { name, set } in scene.workspace.symbology.sets() {
            let is_chosen = name == chosen;
            let words = format!("{}  ·  {}", set.title.of(language), status_words(scene, &set));
            let response = ui
                .radio(is_chosen, words)
                .on_hover_text(source_words(scene, &set));
            if response.clicked() {
                out.push(Action::Symbols(SymbolStep::Choose(id, name)));
                ui.close();
            }
        }
        ui.separator();
        if ui.button(scene.text("layer-symbols-file")).clicked() {
            out.push(Action::Symbols(SymbolStep::Ask(id)));
            ui.close();
        }
    });
}
