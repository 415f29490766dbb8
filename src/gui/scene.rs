//! What map, panels and dialogs look at: everything by reference, nothing to change.

use super::action::Need;
use super::derived::Derived;
use super::inbox::Item;
use super::view_state::{LayerKey, ViewState};
use crate::text::Texts;
use crate::workspace::settings::Settings;
use crate::workspace::state::Workspace;

/// What is shown in this frame.
pub struct Scene<'a> {
    /// Project, result and jobs.
    pub workspace: &'a Workspace,
    /// Where the user stands.
    pub view: &'a ViewState,
    /// What was computed for drawing.
    pub derived: &'a Derived,
    /// Words.
    pub texts: &'a Texts,
    /// What is remembered about the user.
    pub settings: &'a Settings,
}

impl Scene<'_> {
    /// Whether a layer is shown.
    #[must_use]
    pub fn shows(&self, key: LayerKey) -> bool {
        !self.view.hidden.contains(&key)
    }

    /// The text with an id.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.texts.get(id)
    }

    /// The selected item.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.view
            .item
            .as_ref()
            .and_then(|key| self.derived.inbox.find(key))
    }

    /// The items that are shown, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let shown = |item: &&Item| {
            self.view
                .filters
                .contains(&super::inbox::Filter::of(item.verdict))
        };
        self.derived.inbox.items.iter().filter(shown)
    }

    /// Whether what a command needs is there.
    #[must_use]
    pub fn meets(&self, need: Need) -> bool {
        let document = &self.workspace.document;
        let has_parcels = || {
            document
                .parcels
                .as_ref()
                .is_some_and(|parcels| !parcels.is_empty())
        };
        match need {
            Need::Nothing => true,
            Need::Map => !document.is_empty() || !self.workspace.backgrounds.list().is_empty(),
            Need::Plane => document.plane.is_some(),
            Need::Undo => self.workspace.history.next_undo().is_some(),
            Need::Redo => self.workspace.history.next_redo().is_some(),
            Need::Parcel => self.view.parcel.is_some(),
            Need::Selection => self.view.parcel.is_some() || self.view.feature.is_some(),
            Need::Parcels => has_parcels(),
            Need::Result => self.workspace.is_current(),
            Need::Items => self.items().next().is_some(),
            Need::Conflict => self.derived.has_ground(self.workspace, self.view.parcel),
            Need::Conflicts => self.derived.findings.iter().any(|bounds| !bounds.is_empty()),
            Need::PreviousView => self.view.trail.has_past(),
            Need::NextView => self.view.trail.has_future(),
        }
    }
}
