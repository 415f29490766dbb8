//! All parcels at once, and the few that changed.

use std::sync::Arc;

use rayon::prelude::*;

use crate::geometry::{Bounds, Overlayer};
use crate::layer::{ConstraintLayer, FeatureState, LandMode, Parcel, ParcelId, Role, Sense};
use crate::progress::{Cancelled, Ticket};
use crate::rules::{LayerRules, Query, Side};

use super::areas::SurveyFrame;
use super::parcel::{ParcelOutcome, check_parcel};
use super::{CheckRequest, CheckResult, InputRecord, Reason};

/// Layers further from the parcels than this do not meet them: wrong zone or wrong county, in metres.
const APART_M: f64 = 50_000.0;

/// More than a thread takes at once.
const MOST_PARCELS_OF_A_TASK: usize = 64;

/// What concerns all parcels of a run.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// Per input: what the rules say about its features.
    pub rules: Vec<LayerRules>,
    /// Per input: why nothing may be called clear of it.
    pub layer_doubts: Vec<Vec<Reason>>,
    /// Why nothing may be called clear at all.
    pub run_doubts: Vec<Reason>,
    /// Per input: the greatest distance for which a rule about its role asks, in metres.
    pub near_m: Vec<f64>,
    /// The roles that take part, in order of first input, each once.
    pub checked_roles: Vec<Role>,
    /// Where the parcels' areas beside the plane's are measured.
    pub survey_frame: Arc<SurveyFrame>,
}

impl Surroundings {
    fn of(request: &CheckRequest) -> Self {
        let parcels: Vec<&Arc<Parcel>> = request.parcels.parcels().collect();
        Self::around(request, around_all(&boxes_of(&parcels)))
    }

    /// The same when the box around all parcels is known.
    pub fn around(request: &CheckRequest, parcels: Bounds) -> Self {
        let layer_doubts = (0..)
            .zip(&request.layers)
            .map(|(input, _)| layer_doubts(request, input, parcels))
            .collect();
        let nothing_checked = !request
            .layers
            .iter()
            .any(|layer| layer.role.sense() != Sense::Describe);
        let run_doubts = if nothing_checked {
            vec![Reason::new("reason-no-layer-checked")]
        } else {
            Vec::new()
        };
        Self {
            rules: request
                .layers
                .iter()
                .map(|layer| rules_of(request, layer))
                .collect(),
            layer_doubts,
            run_doubts,
            near_m: request
                .layers
                .iter()
                .map(|layer| request.rules.near_distance_m(&layer.role))
                .collect(),
            checked_roles: checked_roles(request),
            survey_frame: Arc::new(SurveyFrame::of(request)),
        }
    }
}

fn boxes_of(parcels: &[&Arc<Parcel>]) -> Vec<Bounds> {
    parcels.par_iter().map(|parcel| parcel.bounds()).collect()
}

fn around_all(boxes: &[Bounds]) -> Bounds {
    boxes.iter().copied().fold(Bounds::EMPTY, Bounds::union)
}

fn checked_roles(request: &CheckRequest) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    for layer in &request.layers {
        if layer.role.sense() != Sense::Describe && !roles.contains(&layer.role) {
            roles.push(layer.role.clone());
        }
    }
    roles
}

fn rules_of(request: &CheckRequest, layer: &ConstraintLayer) -> LayerRules {
    let jurisdiction: Vec<&str> = request.jurisdiction.iter().map(String::as_str).collect();
    let query = Query {
        role: &layer.role,
        attributes: &|_| None,
        activity: request.activity,
        phase: request.phase,
        jurisdiction: &jurisdiction,
        as_of: request.as_of,
        land_mode: LandMode::Occupy,
        side: Side::Inside,
    };
    LayerRules::new(Arc::clone(&request.rules), &query)
}

fn layer_doubts(request: &CheckRequest, input: u32, parcels: Bounds) -> Vec<Reason> {
    let layer = &request.layers[input as usize];
    let mut doubts = Vec::new();
    if layer.role.sense() == Sense::Describe {
        return doubts;
    }
    if !layer.unreadable().is_empty() {
        let first = layer.unreadable()[0];
        let reason = Reason::new("reason-unreadable-feature").at(input, Some(first));
        doubts.push(reason.with("count", layer.unreadable().len()));
    }
    if layer.has_no_polygon() {
        doubts.push(Reason::new("reason-empty-layer").at(input, None));
    } else {
        doubts.extend(apart(layer, parcels).map(|reason| reason.at(input, None)));
    }
    doubts
}

/// The reason why ground so far from a layer is not settled by it.
pub(super) fn apart(layer: &ConstraintLayer, ground: Bounds) -> Option<Reason> {
    let gap = layer.bounds().distance(ground);
    let is_apart = !ground.is_empty() && !layer.has_no_polygon() && gap > APART_M;
    is_apart.then(|| Reason::new("reason-layers-apart").with("distance_km", format!("{:.0}", gap / 1000.0)))
}

/// Answers a request.
///
/// # Errors
/// [`Cancelled`] when the ticket asks for it.
pub fn run(request: &CheckRequest, ticket: &Ticket) -> Result<CheckResult, Cancelled> {
    let parcels: Vec<&Arc<Parcel>> = request.parcels.parcels().collect();
    let boxes = boxes_of(&parcels);
    let surroundings = Surroundings::around(request, around_all(&boxes));
    ticket.begin(parcels.len() as u64);
    let outcomes = check_all(request, &surroundings, &parcels, &boxes, ticket)?;
    Ok(assembled(request, surroundings, outcomes))
}

/// Answers a request when only some parcels differ from an earlier answer to the same question; the result
/// equals that of [`run`].
///
/// # Errors
/// [`Cancelled`] when the ticket asks for it.
pub fn recheck(
    request: &CheckRequest,
    previous: &CheckResult,
    changed: &[ParcelId],
    ticket: &Ticket,
) -> Result<CheckResult, Cancelled> {
    if !same_question(request, previous) {
        return run(request, ticket);
    }
    let surroundings = Surroundings::of(request);
    let mut outcomes = Vec::with_capacity(request.parcels.len());
    let mut engine = Overlayer::new();
    ticket.begin(changed.len() as u64);
    for (index, parcel) in (0..).zip(request.parcels.parcels()) {
        ticket.check()?;
        let known = previous
            .parcels
            .binary_search_by_key(&parcel.id, |result| result.parcel_id)
            .ok();
        if let Some(at) = known.filter(|_| !changed.contains(&parcel.id)) {
            outcomes.push(renumbered(previous, at, index));
        } else {
            outcomes.push(check_parcel(request, &surroundings, index, parcel, &mut engine));
            ticket.advance(1);
        }
    }
    let n_findings = outcomes.iter().map(|(_, findings)| findings.len()).sum();
    Ok(assembled(request, surroundings, (n_findings, outcomes)))
}

/// Whether an earlier result answers the same question about the same layers, parcels aside.
fn same_question(request: &CheckRequest, previous: &CheckResult) -> bool {
    let asked = assembled(request, Surroundings::of(request), (0, None));
    asked.plane == previous.plane
        && asked.as_of == previous.as_of
        && asked.activity == previous.activity
        && asked.tolerances == previous.tolerances
        && asked.rules == previous.rules
        && asked.inputs == previous.inputs
        && asked.reasons == previous.reasons
}

fn renumbered(previous: &CheckResult, at: usize, index: u32) -> ParcelOutcome {
    let mut result = previous.parcels[at].clone();
    let mut findings: Vec<_> = previous.findings_of(result.index).cloned().collect();
    for finding in &mut findings {
        finding.parcel = index;
    }
    result.index = index;
    (result, findings)
}

/// The outcomes of all parcels in file order, and how many findings they have.
fn check_all(
    request: &CheckRequest,
    surroundings: &Surroundings,
    parcels: &[&Arc<Parcel>],
    boxes: &[Bounds],
    ticket: &Ticket,
) -> Result<(usize, impl Iterator<Item = ParcelOutcome> + use<>), Cancelled> {
    let order = neighbours_together(boxes);
    // Short tasks, so that no thread waits at the end for another's long one; outcomes are written where they stay.
    let mut outcomes: Vec<Option<ParcelOutcome>> = order
        .par_iter()
        .with_max_len(MOST_PARCELS_OF_A_TASK)
        .map_init(Overlayer::new, |engine, index| {
            ticket.check().ok()?;
            let outcome = check_parcel(request, surroundings, *index, parcels[*index as usize], engine);
            ticket.advance(1);
            Some(outcome)
        })
        .collect();
    if outcomes.iter().any(Option::is_none) {
        return Err(Cancelled);
    }
    let mut places = vec![0; order.len()];
    for (place, index) in order.into_iter().enumerate() {
        places[index as usize] = place;
    }
    let n_findings = outcomes
        .iter()
        .flatten()
        .map(|(_, findings)| findings.len())
        .sum();
    let in_order = places.into_iter().filter_map(move |place| outcomes[place].take());
    Ok((n_findings, in_order))
}

/// Numbers of parcels in an order in which neighbours follow each other (Z-order, G. M. Morton 1966), so that what one
/// looks at lies at hand for the next. The result does not depend on it.
fn neighbours_together(boxes: &[Bounds]) -> Vec<u32> {
    let all = around_all(boxes);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of 65535, and what is no number becomes 0"
    )]
    let cell = |at: f64, from: f64, width: f64| ((at - from) / width * 65535.0) as u16;
    let key = |bounds: &Bounds| {
        if bounds.is_empty() {
            return 0;
        }
        let center = bounds.center();
        let x = cell(center.x, all.min_x, all.width());
        let y = cell(center.y, all.min_y, all.height());
        spread(x) | spread(y) << 1
    };
    let mut order: Vec<(u32, u32)> = (0..)
        .zip(boxes)
        .map(|(index, bounds)| (key(bounds), index))
        .collect();
    order.par_sort_unstable();
    order.into_iter().map(|(_, index)| index).collect()
}

/// The bits of a number with a gap after each.
fn spread(bits: u16) -> u32 {
    let mut wide = u32::from(bits);
    for (shift, mask) in [
        (8, 0x00FF_00FF),
        (4, 0x0F0F_0F0F),
        (2, 0x3333_3333),
        (1, 0x5555_5555),
    ] {
        wide = (wide | wide << shift) & mask;
    }
    wide
}

fn assembled(
    request: &CheckRequest,
    surroundings: Surroundings,
    (n_findings, outcomes): (usize, impl IntoIterator<Item = ParcelOutcome>),
) -> CheckResult {
    let mut parcels = Vec::with_capacity(request.parcels.len());
    let mut findings = Vec::with_capacity(n_findings);
    for (result, mut own) in outcomes {
        parcels.push(result);
        findings.append(&mut own);
    }
    let layer_reasons = surroundings.layer_doubts.into_iter().flatten();
    CheckResult {
        plane: request.plane.clone(),
        as_of: request.as_of,
        activity: request.activity.map(|activity| activity.code().to_owned()),
        tolerances: request.tolerances,
        rules: request.rule_records.clone(),
        parcel_input: Some(parcel_record(request)),
        inputs: request.layers.iter().map(|layer| layer_record(layer)).collect(),
        parcels,
        findings,
        reasons: surroundings.run_doubts.into_iter().chain(layer_reasons).collect(),
    }
}

fn parcel_record(request: &CheckRequest) -> InputRecord {
    let layer = &request.parcels;
    let in_state = |state| layer.parcels().filter(|parcel| parcel.state == state).count();
    InputRecord {
        source: layer.source.clone(),
        role: None,
        layer: layer.name.clone(),
        crs: layer.crs.id.to_string(),
        crs_name: layer.crs.name.clone(),
        shift: layer.crs.shift.clone(),
        features: to_u32(layer.len()),
        read: to_u32(in_state(FeatureState::Polygon)),
        quarantined: to_u32(in_state(FeatureState::Unreadable)),
        notes: layer.all_notes(),
    }
}

fn layer_record(layer: &ConstraintLayer) -> InputRecord {
    let states = layer.chunks().iter().flat_map(|chunk| &chunk.states);
    InputRecord {
        source: Some(layer.source.clone()),
        role: Some(layer.role.clone()),
        layer: layer.name.clone(),
        crs: layer.crs.id.to_string(),
        crs_name: layer.crs.name.clone(),
        shift: layer.crs.shift.clone(),
        features: to_u32(layer.n_features()),
        read: to_u32(states.filter(|state| **state == FeatureState::Polygon).count()),
        quarantined: to_u32(layer.unreadable().len()),
        notes: layer.notes.clone(),
    }
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
