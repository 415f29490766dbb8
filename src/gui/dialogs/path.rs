//! Typing a path: works on every machine, with or without a system dialog.

use std::path::PathBuf;

use egui::{Key, RichText, TextEdit, Ui};

use super::buttons_ui;
use crate::gui::action::{Action, BackgroundStep, SymbolStep};
use crate::gui::scene::Scene;
use crate::gui::theme::HEADING;
use crate::gui::view_state::{PathDialog, PathPurpose};
use crate::gui::widgets::secondary;

pub(super) fn path_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut PathDialog, out: &mut Vec<Action>) {
    let (title, hint, verb) = match dialog.purpose {
        PathPurpose::Open | PathPurpose::Shift => ("path-title-open", "path-hint-open", "path-verb-open"),
        PathPurpose::Symbols(_) => ("path-title-symbols", "path-hint-symbols", "path-verb-open"),
        PathPurpose::Background => ("path-title-background", "path-hint-background", "path-verb-open"),
        PathPurpose::Export => ("path-title-export", "path-hint-export", "path-verb-export"),
        PathPurpose::Layer(_) => ("path-title-layer", "path-hint-layer", "path-verb-layer"),
    };
    ui.label(RichText::new(scene.text(title)).size(HEADING));
    if dialog.no_system_dialog {
        secondary(ui, scene.text("path-no-system-dialog"));
    }
    ui.add_space(8.0);
    let field = TextEdit::singleline(&mut dialog.text)
        .desired_width(520.0)
        .hint_text(scene.text(hint));
    let response = ui.add(field).accessible_name(scene.text(title));
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    secondary(ui, scene.text(hint));
    let typed = typed_paths(&dialog.text);
    let pressed = buttons_ui(ui, scene, &scene.text(verb), !typed.is_empty(), out);
    if (entered || pressed) && !typed.is_empty() {
        let first = || typed.first().cloned().unwrap_or_default();
        out.push(match dialog.purpose {
            PathPurpose::Export => Action::ExportTo(first()),
            PathPurpose::Layer(key) => Action::ExportLayerAs(key, first()),
            PathPurpose::Symbols(layer) => Action::Symbols(SymbolStep::Read(layer, first())),
            PathPurpose::Background => Action::Background(BackgroundStep::Add(typed)),
            PathPurpose::Open | PathPurpose::Shift => Action::OpenPaths(typed),
        });
    }
}

/// One path per line or `;`; quotes and `file://` as they come from a file manager are taken off.
fn typed_paths(text: &str) -> Vec<PathBuf> {
    text.split(['\n', ';'])
        .map(|part| part.trim().trim_matches(['"', '\'']))
        .map(|part| part.strip_prefix("file://").unwrap_or(part))
        .filter(|part| !part.is_empty())
        .map(PathBuf::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_as_a_file_manager_gives_them() {
        let paths = typed_paths("\"/a/生态 红线.geojson\"; file:///b.toml\n\n");
        assert_eq!(
            paths,
            [PathBuf::from("/a/生态 红线.geojson"), PathBuf::from("/b.toml")]
        );
        assert!(typed_paths("  ;\n").is_empty());
    }
}
