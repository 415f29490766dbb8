//! What the check said of each parcel, for the attribute table.
//!
//! Only what was said of the parcels as they are now: while a new check runs, nothing is said.

use std::sync::Arc;

use crate::check::{CheckResult, ParcelResult, RoleStatus, Verdict};
use crate::gui::inbox::severity;
use crate::gui::text::{column_name, verdict_words};
use crate::layer::table::{ColumnId, Judged, Judgement};
use crate::text::{Language, Texts};
use crate::workspace::state::Workspace;

/// What was said, made once for each result and language.
#[derive(Default)]
pub(super) struct JudgedCache(Option<(Option<Arc<CheckResult>>, Language, Arc<Judged>)>);

impl JudgedCache {
    /// What is said now.
    pub fn of(&mut self, workspace: &Workspace, texts: &Texts) -> Arc<Judged> {
        let result = workspace.result().filter(|_| workspace.is_current());
        if let Some((of, language, judged)) = &self.0 {
            let is_same = match (of, result) {
                (Some(of), Some(result)) => Arc::ptr_eq(of, result),
                (None, None) => true,
                _ => false,
            };
            if is_same && *language == texts.language() {
                return Arc::clone(judged);
            }
        }
        let judged = Arc::new(judged(result.map(Arc::as_ref), texts));
        self.0 = Some((result.cloned(), texts.language(), Arc::clone(&judged)));
        judged
    }
}

fn judged(result: Option<&CheckResult>, texts: &Texts) -> Judged {
    let mut words: Vec<String> = Vec::new();
    let parcels = result
        .into_iter()
        .flat_map(|result| result.parcels.iter().map(move |parcel| (result, parcel)));
    // Where no layer was checked, nothing is known.
    let checked = parcels.filter(|(_, parcel)| {
        let mut roles = parcel.roles.iter();
        parcel.verdict != Verdict::Clear || roles.any(|role| matches!(role.status, RoleStatus::Checked(_)))
    });
    let judgements = checked.map(|(result, parcel)| {
        let said = verdict_words(texts, parcel.verdict, parcel.outcome);
        let word = words.iter().position(|known| *known == said).unwrap_or_else(|| {
            words.push(said);
            words.len() - 1
        });
        Judgement {
            parcel: parcel.parcel_id,
            severity: severity(parcel.verdict, parcel.outcome),
            word: u8::try_from(word).unwrap_or(u8::MAX),
            area_m2: conflict_area(result, parcel),
        }
    });
    let judgements = judgements.collect();
    let titles = [ColumnId::Verdict, ColumnId::ConflictArea].map(|id| column_name(texts, &id));
    Judged::new(titles, words, texts.get("state-unchecked"), judgements)
}

/// Ground in conflict with the role that takes most of it: grounds of several roles may be the same. With a layer to stay
/// inside, ground can also be in conflict with a zone within it.
fn conflict_area(result: &CheckResult, parcel: &ParcelResult) -> Option<f64> {
    let from = result
        .findings
        .partition_point(|finding| finding.parcel < parcel.index);
    let own = result.findings[from..]
        .iter()
        .take_while(|finding| finding.parcel == parcel.index);
    let in_zones = own
        .filter(|finding| finding.kind.is_conflict())
        .map(|finding| finding.areas.plane_m2);
    let of_roles = parcel
        .roles
        .iter()
        .filter(|role| role.status == RoleStatus::Checked(Verdict::Conflict))
        .map(|role| role.outside_m2.unwrap_or(role.dissolved_m2));
    let most = of_roles.chain(in_zones).reduce(f64::max);
    most.or_else(|| (parcel.verdict != Verdict::Undetermined).then_some(0.0))
}
