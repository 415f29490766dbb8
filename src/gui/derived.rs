//! What is computed from document and result for drawing; deletable at any time.

use std::sync::Arc;

use super::inbox::Inbox;
use crate::check::{CheckResult, FindingKind, Verdict};
use crate::geometry::Bounds;
use crate::layer::{ParcelId, ProposalLayer};
use crate::workspace::command::{RepairOffer, repairs};
use crate::workspace::document::{Document, Revision};
use crate::workspace::state::Workspace;

/// What is computed for drawing.
#[derive(Default)]
pub struct Derived {
    /// The items of the last result.
    pub inbox: Inbox,
    /// Boxes of the parcels, in order of their ids.
    pub parcels: Arc<Vec<(ParcelId, Bounds)>>,
    /// Boxes of the findings, by number in the result.
    pub findings: Arc<Vec<Bounds>>,
    /// Parcels that could not be settled, in order.
    pub undetermined: Vec<ParcelId>,
    /// Parcels that only touch protected land, in order.
    pub touching: Vec<ParcelId>,
    repairs: Option<(Revision, ParcelId, Vec<RepairOffer>)>,
    of_result: Option<Arc<CheckResult>>,
    of_document: Option<Revision>,
}

impl Derived {
    /// Brings everything up to date.
    pub fn follow(&mut self, workspace: &Workspace) {
        let revision = workspace.document.revision();
        if self.of_document != Some(revision) {
            self.of_document = Some(revision);
            self.parcels = Arc::new(boxes(&workspace.document));
        }
        let result = workspace.result();
        let is_same = match (&self.of_result, result) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (None, None) => true,
            _ => false,
        };
        if !is_same {
            self.of_result = result.cloned();
            self.inbox = result.map(|result| Inbox::of(result)).unwrap_or_default();
            let findings = result.iter().flat_map(|result| &result.findings);
            let boxes = findings.map(|finding| Bounds::of(finding.pieces.positions().iter().copied()));
            self.findings = Arc::new(boxes.collect());
            let of_verdict = |verdict| result.map_or_else(Vec::new, |result| with_verdict(result, verdict));
            self.undetermined = of_verdict(Verdict::Undetermined);
            let clear = of_verdict(Verdict::Clear);
            self.touching = result.map_or_else(Vec::new, |result| touching(result, &clear));
        }
    }

    /// Looks what the selected parcel's repairs would give, once for each state of the document.
    pub fn follow_selection(&mut self, workspace: &Workspace, selected: Option<ParcelId>) {
        let revision = workspace.document.revision();
        let is_known = |id: ParcelId| {
            let known = self.repairs.as_ref();
            known.is_some_and(|(of, parcel, _)| (*of, *parcel) == (revision, id))
        };
        let Some(id) = selected.filter(|id| !is_known(*id)) else {
            return;
        };
        let parcel = workspace
            .document
            .parcels
            .as_ref()
            .and_then(|layer| layer.find(id));
        let offers = parcel.map_or_else(Vec::new, |parcel| repairs(parcel));
        self.repairs = Some((revision, id, offers));
    }

    /// The repairs of a parcel, when it is the selected one.
    #[must_use]
    pub fn repairs_of(&self, id: ParcelId) -> &[RepairOffer] {
        match &self.repairs {
            Some((_, parcel, offers)) if *parcel == id => offers,
            _ => &[],
        }
    }

    /// Whether a parcel shares ground with anything.
    #[must_use]
    pub fn has_ground(&self, workspace: &Workspace, parcel: Option<ParcelId>) -> bool {
        let (Some(id), Some(result)) = (parcel, workspace.result()) else {
            return false;
        };
        result
            .findings
            .iter()
            .zip(self.findings.iter())
            .any(|(finding, bounds)| finding.parcel_id == id && !bounds.is_empty())
    }

    /// The box of a parcel.
    #[must_use]
    pub fn parcel_box(&self, id: ParcelId) -> Option<Bounds> {
        let at = self.parcels.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.parcels[at].1).filter(|bounds| !bounds.is_empty())
    }
}

/// The parcels with a verdict, in order.
fn with_verdict(result: &CheckResult, verdict: Verdict) -> Vec<ParcelId> {
    let parcels = result.parcels.iter().filter(|parcel| parcel.verdict == verdict);
    let mut ids: Vec<ParcelId> = parcels.map(|parcel| parcel.parcel_id).collect();
    ids.sort_unstable();
    ids
}

/// Those of some parcels that touch protected land, in order.
fn touching(result: &CheckResult, among: &[ParcelId]) -> Vec<ParcelId> {
    let touches = result
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::Touch);
    let mut ids: Vec<ParcelId> = touches
        .map(|finding| finding.parcel_id)
        .filter(|id| among.binary_search(id).is_ok())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn boxes(document: &Document) -> Vec<(ParcelId, Bounds)> {
    let parcels = document.parcels.iter().flat_map(ProposalLayer::parcels);
    parcels.map(|parcel| (parcel.id, parcel.bounds())).collect()
}

/// The extent of everything on the map.
#[must_use]
pub fn extent(workspace: &Workspace, derived: &Derived) -> Bounds {
    let document = &workspace.document;
    let parcels = derived
        .parcels
        .iter()
        .fold(Bounds::EMPTY, |all, (_, bounds)| all.union(*bounds));
    if !parcels.is_empty() {
        return parcels;
    }
    if document.layers.is_empty() {
        return workspace.backgrounds.bounds();
    }
    document
        .layers
        .iter()
        .fold(Bounds::EMPTY, |all, entry| all.union(entry.layer.bounds()))
}
