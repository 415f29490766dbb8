//! What is done about the symbols of layers.

use super::dispatch::Desk;
use super::picker::Pick;
use crate::gui::action::SymbolStep;
use crate::gui::view_state::PathPurpose;
use crate::workspace::document::LayerId;
use crate::workspace::symbology::SetName;

impl Desk {
    pub(super) fn symbols(&mut self, step: SymbolStep) {
        match step {
            SymbolStep::Ask(layer) => {
                let pick = Pick::Symbols {
                    title: self.texts.get("pick-symbols"),
                    filter: self.texts.get("pick-symbols-filter"),
                };
                self.pick(pick, PathPurpose::Symbols(layer));
            }
            SymbolStep::Read(layer, path) => {
                self.view.dialog = None;
                self.remember_symbols(layer, &SetName::File(path.clone()));
                self.workspace.read_symbols(path, vec![layer]);
            }
            SymbolStep::Choose(layer, name) => {
                self.remember_symbols(layer, &name);
                self.workspace.choose_symbols(vec![layer], name);
            }
            SymbolStep::Unfold(layer) => {
                if !self.view.unfolded.remove(&layer) {
                    self.view.unfolded.insert(layer);
                }
            }
            SymbolStep::UnfoldMarks => self.view.shows_marks = !self.view.shows_marks,
        }
    }

    /// Files of one role come month after month: the next one looks the same.
    fn remember_symbols(&mut self, layer: LayerId, name: &SetName) {
        if let Some(entry) = self.workspace.document.layer(layer) {
            let role = entry.layer.role.code();
            self.settings.symbols.insert(role, name.text());
            self.save_settings();
        }
    }

    /// Gives layers that are new the symbols that were chosen for their roles before.
    pub(super) fn recall_symbols(&mut self) {
        let mut wanted = Vec::new();
        for entry in &self.workspace.document.layers {
            let habit = self.settings.symbols.get(&entry.layer.role.code());
            if let Some(habit) = habit.filter(|_| self.workspace.symbology.is_open(entry.id)) {
                let name = SetName::parse(habit, std::path::Path::new(""));
                wanted.push((entry.id, name));
            }
        }
        for (layer, name) in wanted {
            self.workspace.choose_symbols(vec![layer], name);
        }
    }
}
