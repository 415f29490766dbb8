//! `redline info`: the import dossier of files, as text or JSON.
//!
//! Meaning: format, layers, coordinate reference system and encoding with the reason for each, role with its
//! evidence, counts that add up, bounds, SHA-256, declared against computed areas, and every note with its place.
//! A layer whose system is known is also placed on a plane, so that features which a check would set aside are
//! listed here already.

use std::ffi::OsString;
use std::path::Path;

use super::args::InfoArgs;
use super::console::Console;
use super::exit::Exit;
use super::info_json::as_json;
use super::notes::note_lines;
use super::plan::input;
use crate::layer::Place;
use crate::progress::Ticket;
use crate::report::place_words;
use crate::report::shift::shift_facts;
use crate::text::{Amount, Texts, number, visible};
use crate::workspace::dossier::areas::AreaReport;
use crate::workspace::dossier::crossing::Crossing;
use crate::workspace::dossier::system::{Candidate, SystemProposal};
use crate::workspace::dossier::{Dossier, inspect};
use crate::workspace::input::InputSpec;
use crate::workspace::problem::Problem;
use crate::workspace::shift::shift_of;
use crate::workspace::task::Part;

/// Describes files; each is described or told as a problem, and one problem does not stop the others.
pub fn run(args: &InfoArgs, console: &Console) -> Exit {
    let mut exit = Exit::Done;
    let mut layers = Vec::new();
    for text in &args.files {
        match describe(text, args.shift.as_deref()) {
            Ok(described) => layers.extend(described),
            Err(problem) => {
                console.problem(&problem);
                exit = Exit::NotDone;
            }
        }
    }
    let printed = if args.json {
        as_json(&layers, console.texts())
    } else {
        Ok(as_text(&layers, console.texts()))
    };
    match printed {
        Ok(bytes) => console.result(&bytes, exit),
        Err(error) => {
            console.problem(&Problem::new("cli-stdout").with("message", error));
            Exit::NotDone
        }
    }
}

fn describe(text: &OsString, shift: Option<&Path>) -> Result<Vec<Dossier>, Problem> {
    let spec = InputSpec {
        shift: shift.map(Path::to_owned),
        ..input(text)?
    };
    shift_of(&spec)?;
    Ok(inspect(&spec, None, &Ticket::new())?)
}

fn as_text(layers: &[Dossier], texts: &Texts) -> Vec<u8> {
    let blocks: Vec<String> = layers.iter().map(|layer| text_of(layer, texts)).collect();
    blocks.join("\n").into_bytes()
}

fn text_of(dossier: &Dossier, texts: &Texts) -> String {
    let mut text = format!("{}\n", visible(&dossier.layer.source.path.display().to_string()));
    let rows = file_rows(dossier, texts)
        .into_iter()
        .chain(layer_rows(dossier, texts))
        .chain(note_lines(&dossier.notes, texts));
    text.extend(rows.map(|row| format!("  {row}\n")));
    text
}

/// What is known of the file.
fn file_rows(dossier: &Dossier, texts: &Texts) -> Vec<String> {
    let source = &dossier.layer.source;
    let size = usize::try_from(source.bytes).map_or_else(|_| source.bytes.to_string(), number::count);
    let format = [("format", source.format.to_owned()), ("bytes", size)];
    let encoding = [
        ("encoding", dossier.encoding.name.clone()),
        (
            "why",
            texts.get(&format!("encoding-basis-{}", dossier.encoding.basis.code())),
        ),
    ];
    vec![
        texts.get_with("info-format", &format),
        texts.get_with("info-sha256", &[("sha256", source.sha256.clone())]),
        texts.get_with("info-encoding", &encoding),
    ]
}

/// What is known of the layer.
fn layer_rows(dossier: &Dossier, texts: &Texts) -> Vec<String> {
    let layer = [("layer", visible(&dossier.layer.name).into_owned())];
    let mut rows = vec![
        texts.get_with("info-layer", &layer),
        texts.get_with("info-role", &[("role", role_text(dossier, texts))]),
        texts.get_with("info-crs", &[("crs", crs_text(dossier, texts))]),
    ];
    rows.extend(shift_rows(dossier, texts));
    if let SystemProposal::Likely(candidates) = &dossier.system {
        rows.extend(
            candidates
                .iter()
                .map(|candidate| candidate_text(candidate, texts)),
        );
    }
    let counts = [
        ("features", dossier.counts.read),
        ("kept", dossier.counts.kept),
        ("altered", dossier.counts.altered),
        ("no_geometry", dossier.counts.no_geometry),
        ("not_polygon", dossier.counts.not_polygon),
        ("unreadable", dossier.counts.quarantined),
    ]
    .map(|(name, count)| (name, number::count(count)));
    rows.push(texts.get_with("info-counts", &counts));
    let bounds = dossier.layer.bounds();
    let bounds = bounds.map(|b| format!("x {} … {}, y {} … {}", b[0], b[2], b[1], b[3]));
    let bounds = [("bounds", bounds.unwrap_or_else(|| texts.get("word-none")))];
    rows.push(texts.get_with("info-bounds", &bounds));
    if let Some(areas) = &dossier.areas {
        rows.push(areas_text(areas, texts));
    }
    rows.extend(
        dossier
            .crossings
            .iter()
            .map(|crossing| crossing_text(crossing, texts)),
    );
    rows
}

/// A feature whose boundary crosses itself, and what each repair would give.
fn crossing_text(crossing: &Crossing, texts: &Texts) -> String {
    let place = Place {
        feature_id: crossing.id.clone(),
        ..Place::feature(crossing.feature)
    };
    let told = crossing.offers.iter().map(|offer| {
        let repair = texts.get(&format!("repair-{}", offer.repair.code()));
        let facts = [("repair", repair), ("after", Amount(offer.after_m2).m2())];
        texts.get_with("dossier-crossing-repair", &facts)
    });
    let repairs: Vec<String> = told.collect();
    let before = crossing.offers.first().map_or(0.0, |offer| offer.before_m2);
    let facts = [
        ("place", visible(&place_words(texts, &place)).into_owned()),
        ("before", Amount(before).m2()),
        ("repairs", repairs.join(&texts.get("clause-separator"))),
    ];
    texts.get_with("info-crossing", &facts)
}

fn role_text(dossier: &Dossier, texts: &Texts) -> String {
    let evidence = &dossier.role.evidence;
    let why = texts.get_with(&format!("role-evidence-{}", evidence.code()), &evidence.args());
    let role = match &dossier.role.part {
        Some(Part::Parcels) => texts.get("role-parcels"),
        Some(Part::Layer(role)) => texts.role(role),
        Some(Part::Skip) | None => texts.get("word-none"),
    };
    texts.get_with("info-role-known", &[("role", role), ("why", why)])
}

fn crs_text(dossier: &Dossier, texts: &Texts) -> String {
    match &dossier.system {
        SystemProposal::Certain(decided) => {
            let why = texts.get(&format!("crs-basis-{}", decided.basis.code()));
            let facts = [
                ("crs", decided.crs.id.to_string()),
                ("name", decided.crs.name.clone()),
                ("why", why),
            ];
            texts.get_with("info-crs-known", &facts)
        }
        SystemProposal::Likely(_) => texts.get("info-crs-likely"),
        SystemProposal::Unknown(problem) => texts.get_with(
            "info-crs-refused",
            &[("why", texts.coded(&problem.code, &problem.args))],
        ),
    }
}

/// The datum shift and what is left at its control points.
fn shift_rows(dossier: &Dossier, texts: &Texts) -> Vec<String> {
    let bound = match &dossier.system {
        SystemProposal::Certain(decided) => decided.crs.shift.as_ref(),
        SystemProposal::Likely(_) | SystemProposal::Unknown(_) => None,
    };
    let Some(bound) = bound else {
        return Vec::new();
    };
    let fact = |(heading, value): (&str, String)| {
        let args = [
            ("heading", texts.get(heading)),
            ("value", visible(&value).into_owned()),
        ];
        texts.get_with("info-fact", &args)
    };
    let mut rows: Vec<String> = shift_facts(texts, bound).into_iter().map(fact).collect();
    rows.extend(bound.shift.accuracy.points.iter().map(|point| {
        let args = [
            ("point", visible(&point.name).into_owned()),
            ("east", format!("{:+.4}", point.east_m)),
            ("north", format!("{:+.4}", point.north_m)),
            ("length", format!("{:.4}", point.length_m())),
        ];
        texts.get_with("info-residual", &args)
    }));
    rows.iter().map(|row| format!("  {row}")).collect()
}

/// A system that the layer may be in, as it is to be typed after `@`.
fn candidate_text(candidate: &Candidate, texts: &Texts) -> String {
    let evidence: Vec<String> = candidate
        .evidence
        .iter()
        .map(|evidence| texts.get_with(&format!("system-evidence-{}", evidence.code()), &evidence.args()))
        .collect();
    let axes = if candidate.swap_axes { ",yx" } else { "" };
    let facts = [
        ("crs", format!("@{}{axes}", candidate.crs.id)),
        ("name", candidate.crs.name.clone()),
        ("why", evidence.join(texts.get("word-list-separator").as_str())),
    ];
    texts.get_with("info-crs-candidate", &facts)
}

fn areas_text(areas: &AreaReport, texts: &Texts) -> String {
    let Some(unit) = areas.unit else {
        return texts.get_with("info-areas-unclear", &[("field", areas.field.clone())]);
    };
    let m2 = |value: f64| Amount(value).m2();
    let facts = [
        ("field", areas.field.clone()),
        ("unit", texts.get(&format!("area-unit-{}", unit.code()))),
        ("declared", m2(areas.sums_m2[0])),
        ("plane", m2(areas.sums_m2[1])),
        (
            "official",
            areas
                .survey_sums_m2
                .map_or_else(|| "—".to_owned(), |sums| m2(sums[0])),
        ),
        (
            "planar",
            areas
                .survey_sums_m2
                .map_or_else(|| "—".to_owned(), |sums| m2(sums[1])),
        ),
        ("compared", number::count(areas.compared)),
        ("differing", number::count(areas.differing)),
    ];
    texts.get_with("info-areas", &facts)
}
