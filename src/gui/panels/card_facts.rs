//! The facts of one finding: widths, rule, basis, documents, areas, source; and what else is possible.

use egui::Ui;

use crate::check::{CheckResult, Finding};
use crate::gui::action::Action;
use crate::gui::inbox::Item;
use crate::gui::scene::Scene;
use crate::gui::text::input_name;
use crate::gui::widgets::{fact, group_heading, secondary};
use crate::rules::Outcome;
use crate::text::Amount;
use crate::text::number::metres;

/// Pieces that are listed.
const LISTED: usize = 60;
/// Digits of a hash that are shown.
const SHORT_HASH: usize = 12;

/// Widths, rule, basis, documents, areas and source of a finding.
pub(super) fn finding_facts_ui(ui: &mut Ui, scene: &Scene<'_>, result: &CheckResult, finding: &Finding) {
    let texts = scene.texts;
    ui.add_space(4.0);
    let tau = result.tolerances_against(finding.input).combined_error_m();
    let args = [
        ("max", metres(finding.widths().greatest_m)),
        ("mean", metres(finding.widths().mean_m)),
        ("tau", metres(tau)),
    ];
    let wide = if finding.widths().greatest_m > tau {
        "card-width-beyond"
    } else {
        "card-width-within"
    };
    fact(ui, &scene.text("card-width"), &texts.get_with(wide, &args));
    if let Some(bow) = finding.chord_bow_m {
        let text = texts.get_with("card-chord-is", &[("bow", metres(bow))]);
        fact(ui, &scene.text("card-chord"), &text);
    }
    rule_ui(ui, scene, finding);
    let dash = || scene.text("word-dash");
    let areas = [
        ("plane", Amount(finding.areas.plane_m2).m2()),
        (
            "official",
            finding.areas.official_m2.map_or_else(dash, |m2| Amount(m2).m2()),
        ),
        (
            "gk",
            finding
                .areas
                .gauss_kruger_m2
                .map_or_else(dash, |m2| Amount(m2).m2()),
        ),
    ];
    fact(
        ui,
        &scene.text("card-area"),
        &texts.get_with("card-areas", &areas),
    );
    if let Some(approved) = finding.approved {
        let args = [
            ("inside", Amount(approved.inside_m2).m2()),
            ("outside", Amount(approved.outside_m2).m2()),
        ];
        fact(
            ui,
            &scene.text("card-approved"),
            &texts.get_with("card-approved-value", &args),
        );
    }
    if let Some(category) = &finding.category {
        fact(ui, &scene.text("card-category"), category);
    }
    source_ui(ui, scene, result, finding);
    if finding.from_invalid {
        secondary(ui, scene.text("card-from-invalid"));
    }
}

fn rule_ui(ui: &mut Ui, scene: &Scene<'_>, finding: &Finding) {
    let texts = scene.texts;
    let Some(resolution) = &finding.resolution else {
        return;
    };
    let rule = resolution
        .deciding
        .clone()
        .unwrap_or_else(|| scene.text("word-none"));
    fact(ui, &scene.text("card-rule"), &rule);
    let list = |items: &[String]| match items {
        [] => scene.text("word-dash"),
        items => items.join(&scene.text("list-separator")),
    };
    fact(ui, &scene.text("card-basis"), &list(&resolution.basis));
    let documents: Vec<String> = resolution
        .documents
        .iter()
        .map(|id| document_name(scene, id))
        .collect();
    fact(ui, &scene.text("card-documents"), &list(&documents));
    if let Some(authority) = &resolution.authority {
        let name = texts
            .find(&format!("authority-{authority}"), &[])
            .unwrap_or_else(|| authority.clone());
        fact(ui, &scene.text("card-authority"), &name);
    }
    for note in &resolution.notes {
        secondary(
            ui,
            format!("⚠ {}", texts.coded(&format!("rule-note-{note}"), &[])),
        );
    }
}

/// A document's name; rule files may also name one in plain words.
fn document_name(scene: &Scene<'_>, id: &str) -> String {
    scene
        .texts
        .find(&format!("document-{id}"), &[])
        .unwrap_or_else(|| id.to_owned())
}

/// 来源：永久基本农田.geojson，第 123 个要素（SHA-256 9f2c…）
fn source_ui(ui: &mut Ui, scene: &Scene<'_>, result: &CheckResult, finding: &Finding) {
    let Some(input) = result.inputs.get(finding.input as usize) else {
        return;
    };
    let Some(source) = &input.source else { return };
    let hash: String = source.sha256.chars().take(SHORT_HASH).collect();
    let file = input_name(result, finding.input);
    let text = match finding.feature {
        Some(feature) => {
            let number = (feature + 1).to_string();
            scene.texts.get_with(
                "card-source-feature",
                &[("file", file), ("number", number), ("hash", hash)],
            )
        }
        None => scene
            .texts
            .get_with("card-source-layer", &[("file", file), ("hash", hash)]),
    };
    let full = format!("{}\nSHA-256 {}", source.path.display(), source.sha256);
    fact(ui, &scene.text("card-source"), &text).on_hover_text(full);
}

/// While the activity is unknown: what each would lead to.
pub(super) fn possible_ui(ui: &mut Ui, scene: &Scene<'_>, finding: &Finding) {
    let Some(resolution) = finding
        .resolution
        .as_ref()
        .filter(|resolution| !resolution.possible.is_empty())
    else {
        return;
    };
    group_heading(ui, &scene.text("card-possible"));
    for outcome in Outcome::ALL.into_iter().rev() {
        let activities: Vec<String> = resolution
            .possible
            .iter()
            .filter(|possible| possible.outcome == outcome)
            .map(|possible| {
                let name = scene.texts.coded(&possible.activity.text_id(), &[]);
                let mark = if possible.unverified { "*" } else { "" };
                format!("{name}{mark}")
            })
            .collect();
        if !activities.is_empty() {
            fact(
                ui,
                &scene.texts.outcome(outcome),
                &activities.join(&scene.text("list-separator")),
            );
        }
    }
    if resolution.possible.iter().any(|possible| possible.unverified) {
        secondary(ui, format!("* {}", scene.text("card-unverified-hint")));
    }
}

/// The pieces of the item, largest first; a click goes there.
pub(super) fn pieces_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    result: &CheckResult,
    item: &Item,
    shown: usize,
    out: &mut Vec<Action>,
) {
    if item.findings.len() < 2 {
        return;
    }
    let args = [("count", item.findings.len().to_string())];
    group_heading(ui, &scene.texts.get_with("card-pieces", &args));
    for at in item.findings.iter().take(LISTED) {
        let finding = &result.findings[*at];
        let feature = finding
            .feature_name
            .clone()
            .or_else(|| finding.feature_id.clone());
        let feature = feature.unwrap_or_else(|| {
            finding
                .feature
                .map_or_else(String::new, |n| format!("#{}", n + 1))
        });
        let area = scene
            .texts
            .get_with("amount-m2", &[("m2", Amount(finding.areas.plane_m2).m2())]);
        let kind = scene.texts.kind(finding.kind);
        let text = format!("{feature} · {kind} · {area}");
        if ui.selectable_label(*at == shown, text).clicked() {
            out.push(Action::Focus(finding.id.clone()));
        }
    }
    if item.findings.len() > LISTED {
        let rest = [("count", (item.findings.len() - LISTED).to_string())];
        secondary(ui, scene.texts.get_with("card-more-pieces", &rest));
    }
}
