//! The card of the selected item: everything that is needed to explain the verdict to somebody else,
//! in the order in which one would say it.

use egui::{RichText, ScrollArea, Ui};

use super::card_facts::{finding_facts_ui, pieces_ui, possible_ui};
use super::repair::repairs_ui;
use crate::check::{CheckResult, Finding, ParcelResult, RoleStatus, Verdict};
use crate::gui::action::Action;
use crate::gui::inbox::Item;
use crate::gui::scene::Scene;
use crate::gui::text::verdict_words;
use crate::gui::theme::{HEADING, Palette};
use crate::gui::widgets::{Icon, Mark, fact, group_heading, icon_button, paint_mark, secondary, unbroken};
use crate::text::Amount;
use crate::text::number::percent;

/// Draws the card of the selected item, or of the selected parcel.
pub fn card_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let (Some(result), Some(item)) = (scene.workspace.result(), scene.item()) else {
        secondary(ui, scene.text("card-nothing-selected"));
        return;
    };
    let parcel = &result.parcels[item.parcel];
    steps_ui(ui, scene, out);
    ScrollArea::vertical()
        .auto_shrink(false)
        .id_salt("card")
        .show(ui, |ui| {
            if !scene.workspace.is_current() {
                ui.set_opacity(0.55);
            }
            heading_ui(ui, scene, parcel, item);
            repairs_ui(ui, scene, parcel, out);
            match item.verdict {
                Verdict::Undetermined => undetermined_ui(ui, scene, result, parcel),
                Verdict::Clear => clear_ui(ui, scene, result, parcel),
                Verdict::Conflict | Verdict::WithinError => conflict_ui(ui, scene, result, item, out),
            }
            parcel_ui(ui, scene, parcel);
        });
}

/// Previous and next.
fn steps_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let step = |ui: &mut Ui, text: String, hover: &str| {
            ui.button(text).on_hover_text(scene.text(hover)).clicked()
        };
        if step(
            ui,
            format!("◀ {} (P)", scene.text("card-previous")),
            "action-previous-item",
        ) {
            out.push(Action::PreviousItem);
        }
        if step(
            ui,
            format!("{} (N) ▶", scene.text("card-next")),
            "action-next-item",
        ) {
            out.push(Action::NextItem);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Close, &scene.text("card-close")).clicked() {
                out.push(Action::SelectParcel(None));
            }
            if icon_button(ui, Icon::Search, &scene.text("action-zoom-to-selection")).clicked() {
                out.push(Action::ZoomToSelection);
            }
        });
    });
    ui.add_space(4.0);
}

fn heading_ui(ui: &mut Ui, scene: &Scene<'_>, parcel: &ParcelResult, item: &Item) {
    ui.horizontal(|ui| {
        let (field, _) = ui.allocate_exact_size(egui::Vec2::new(18.0, 22.0), egui::Sense::hover());
        let mark = Mark {
            verdict: item.verdict,
            outcome: item.outcome,
        };
        paint_mark(ui.painter(), Palette::of(ui.ctx()), field, mark);
        let words = verdict_words(scene.texts, item.verdict, item.outcome);
        ui.add(egui::Label::new(RichText::new(words).size(HEADING).strong()).wrap());
        if item.unverified {
            flag_ui(
                ui,
                &scene.text("card-unverified"),
                &scene.text("card-unverified-hint"),
            );
        }
        if parcel.land_mode != crate::layer::LandMode::Occupy {
            flag_ui(
                ui,
                &scene.texts.land_mode(parcel.land_mode),
                &scene.text("card-land-mode-hint"),
            );
        }
    });
}

/// A short word in a frame.
pub(super) fn flag_ui(ui: &mut Ui, word: &str, hover: &str) {
    let colors = Palette::of(ui.ctx());
    egui::Frame::new()
        .stroke(egui::Stroke::new(1.0, colors.secondary))
        .corner_radius(4)
        .inner_margin(egui::Margin::symmetric(5, 0))
        .show(ui, |ui| secondary(ui, word).on_hover_text(hover));
}

fn conflict_ui(ui: &mut Ui, scene: &Scene<'_>, result: &CheckResult, item: &Item, out: &mut Vec<Action>) {
    let focus = item
        .findings
        .iter()
        .copied()
        .find(|at| scene.view.focus.as_deref() == Some(result.findings[*at].id.as_str()));
    let Some(at) = focus.or_else(|| item.findings.first().copied()) else {
        secondary(ui, scene.text("card-no-pieces"));
        return;
    };
    let finding = &result.findings[at];
    ui.add(
        egui::Label::new(unbroken(&sentence(scene, result, finding)))
            .wrap()
            .selectable(true),
    );
    finding_facts_ui(ui, scene, result, finding);
    possible_ui(ui, scene, finding);
    pieces_ui(ui, scene, result, item, at, out);
    role_total_ui(ui, scene, &result.parcels[item.parcel], item);
}

/// 地块 B-017 与永久基本农田 360481…0123 重叠 812.40 m²（0.0812 公顷，1.22 亩），占地块 8.1 %。
fn sentence(scene: &Scene<'_>, result: &CheckResult, finding: &Finding) -> String {
    let parcel = result
        .parcels
        .iter()
        .find(|parcel| parcel.index == finding.parcel);
    let name = parcel.and_then(|parcel| parcel.name.clone().or_else(|| parcel.id.clone()));
    let feature = finding
        .feature_name
        .clone()
        .or_else(|| finding.feature_id.clone());
    let feature = feature.or_else(|| finding.feature.map(|number| format!("#{}", number + 1)));
    let args = [
        (
            "parcel",
            name.unwrap_or_else(|| format!("#{}", finding.parcel + 1)),
        ),
        ("role", scene.texts.role(&finding.role)),
        ("feature", feature.unwrap_or_default()),
        ("amount", scene.texts.amount(finding.areas.plane_m2)),
        ("share", percent(finding.share_of_parcel)),
    ];
    scene
        .texts
        .get_with(&format!("card-sentence-{}", finding.kind.code()), &args)
}

fn undetermined_ui(ui: &mut Ui, scene: &Scene<'_>, result: &CheckResult, parcel: &ParcelResult) {
    ui.add(egui::Label::new(scene.text("card-undetermined")).wrap());
    for reason in parcel.reasons.iter().chain(&result.reasons) {
        ui.add_space(4.0);
        ui.add(
            egui::Label::new(format!("· {}", scene.texts.reason(reason)))
                .wrap()
                .selectable(true),
        );
        if let Some(input) = reason.input {
            let mut place = crate::gui::text::input_name(result, input);
            if let Some(feature) = reason.feature {
                let number = [("number", (feature + 1).to_string())];
                place = format!(
                    "{place} · {}",
                    scene.texts.get_with("card-feature-number", &number)
                );
            }
            secondary(ui, place);
        }
        if let Some(remedy) = scene.texts.remedy(reason) {
            secondary(ui, format!("→ {remedy}"));
        }
    }
}

/// What was checked, and against what; never only the word.
fn clear_ui(ui: &mut Ui, scene: &Scene<'_>, result: &CheckResult, parcel: &ParcelResult) {
    let args = [
        ("count", result.inputs.len().to_string()),
        ("date", result.as_of.to_string()),
    ];
    ui.add(egui::Label::new(scene.texts.get_with("card-clear", &args)).wrap());
    if parcel.noise.count > 0 {
        let args = [
            ("count", parcel.noise.count.to_string()),
            ("m2", Amount(parcel.noise.area_m2).m2()),
        ];
        secondary(ui, scene.texts.get_with("card-noise", &args));
    }
}

fn role_total_ui(ui: &mut Ui, scene: &Scene<'_>, parcel: &ParcelResult, item: &Item) {
    let Some(total) = parcel
        .roles
        .iter()
        .find(|role| Some(&role.role) == item.key.role.as_ref())
    else {
        return;
    };
    if item.findings.len() > 1 || total.counted_twice_m2() > 0.005 {
        let args = [
            ("dissolved", Amount(total.dissolved_m2).m2()),
            ("sum", Amount(total.pair_sum_m2).m2()),
            ("twice", Amount(total.counted_twice_m2()).m2()),
        ];
        fact(
            ui,
            &scene.text("card-total"),
            &scene.texts.get_with("card-total-value", &args),
        );
    }
}

/// The parcel itself, and what every role says about it.
fn parcel_ui(ui: &mut Ui, scene: &Scene<'_>, parcel: &ParcelResult) {
    group_heading(ui, &scene.text("card-parcel"));
    fact(
        ui,
        &scene.text("card-area"),
        &scene.texts.amount(parcel.areas.plane_m2),
    );
    for role in &parcel.roles {
        let said = match role.status {
            RoleStatus::Checked(verdict) => verdict_words(scene.texts, verdict, role.outcome),
            RoleStatus::NotChecked => scene.texts.status(role.status),
        };
        fact(ui, "", &format!("{} — {said}", scene.texts.role(&role.role)));
    }
}
