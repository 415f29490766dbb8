//! On what the report rests: rules and texts, data, methods; and what they ask for.

use super::Context;
use super::html::{Cell, Html, Table, row};
use crate::check::{Finding, InputRecord};
use crate::report::summary::{Standing, standing};
use crate::report::words;
use crate::rules::{Matched, Outcome, Possible};
use crate::text::Texts;

/// Something found once or more, with the parcels it was found for; in order of first occurrence.
struct Gathered<K> {
    key: K,
    parcels: Vec<u32>,
}

/// Gathers keys of findings: order of first occurrence, each with its parcels once.
fn gather<K: PartialEq>(pairs: impl Iterator<Item = (K, u32)>) -> Vec<Gathered<K>> {
    let mut gathered: Vec<Gathered<K>> = Vec::new();
    for (key, parcel) in pairs {
        match gathered.iter_mut().find(|known| known.key == key) {
            Some(known) if known.parcels.last() == Some(&parcel) => {}
            Some(known) => known.parcels.push(parcel),
            None => gathered.push(Gathered {
                key,
                parcels: vec![parcel],
            }),
        }
    }
    gathered
}

/// Rules that spoke, with their texts, and the rule sets they come from.
pub fn basis(html: &mut Html, context: &Context<'_>) {
    let (texts, result) = (context.input.texts, context.input.result);
    let matched = result
        .findings
        .iter()
        .filter_map(|finding| Some((finding, finding.resolution.as_ref()?)));
    let rules = gather(
        matched.flat_map(|(finding, resolution)| resolution.matched.iter().map(|m| (m, finding.parcel))),
    );
    if rules.is_empty() {
        html.leaf("p", "", &texts.get("report-text-no-rule-spoke"));
    } else {
        let columns = [
            ("report-col-rule", false),
            ("report-col-outcome", false),
            ("report-col-basis", false),
            ("report-col-verification", false),
            ("report-col-parcels", true),
        ]
        .map(|(id, number)| (texts.get(id), number));
        let rows = rules
            .iter()
            .map(|rule| rule_row(texts, rule.key, rule.parcels.len()));
        Table {
            class: "",
            columns: &columns,
        }
        .write(html, rows, std::iter::empty());
    }
    html.leaf("h3", "", &texts.get("report-section-rule-sets"));
    let columns = [
        "report-col-rule-set",
        "report-col-version",
        "report-col-last-verified",
        "report-col-sha256",
    ]
    .map(|id| (texts.get(id), false));
    let rows = result.rules.iter().map(|set| {
        vec![
            Cell::Text(set.name.clone()),
            Cell::Text(set.version.clone()),
            Cell::Text(set.last_verified.clone()),
            Cell::Marked(set.sha256.clone(), "hash"),
        ]
    });
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
    html.leaf("p", "note", &texts.get("report-text-basis-disclaimer"));
}

fn rule_row(texts: &Texts, rule: &Matched, parcels: usize) -> Vec<Cell> {
    let cited = rule.basis.iter().map(|citation| {
        let mark = if citation.possibly_expired {
            texts.get("report-text-expired-mark")
        } else {
            String::new()
        };
        format!("{}{mark}", citation.text)
    });
    let basis: Vec<String> = cited.collect();
    vec![
        Cell::Text(words::rule(texts, &rule.rule)),
        Cell::Marked(texts.outcome(rule.outcome), "nowrap"),
        Cell::Text(basis.join(&texts.get("clause-separator"))),
        Cell::Text(words::verification(texts, rule.unverified, rule.expired_basis)),
        Cell::Number(words::count(parcels)),
    ]
}

/// Each input with its file, reference system, counts and hash.
pub fn data(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    html.tag("table", "data", |html| {
        html.tag("thead", "", |html| {
            html.tag("tr", "", |html| {
                for (id, class) in [
                    ("report-col-role", ""),
                    ("report-col-layer-file", ""),
                    ("report-col-crs", ""),
                    ("report-col-features", "n"),
                    ("report-col-read", "n"),
                    ("report-col-quarantined", "n"),
                ] {
                    html.leaf("th", class, &texts.get(id));
                }
            });
        });
        for layer in context
            .input
            .result
            .parcel_input
            .iter()
            .chain(&context.input.result.inputs)
        {
            html.tag("tbody", "input", |html| input_rows(html, texts, layer));
        }
    });
    html.leaf("p", "note", &texts.get("report-text-numbering"));
    super::shifts::shifts(html, context);
}

fn input_rows(html: &mut Html, texts: &Texts, layer: &InputRecord) {
    let role = layer
        .role
        .as_ref()
        .map_or_else(|| texts.get("role-parcels"), |role| texts.role(role));
    let path = words::file(texts, layer);
    let inner = layer.source.as_ref().and_then(|source| source.layer.as_ref());
    let file = inner.map_or_else(|| path.clone(), |inner| format!("{path}#{inner}"));
    let count = |value: u32| Cell::Number(words::count(value as usize));
    let quarantined = if layer.quarantined > 0 { "n strong" } else { "n" };
    row(
        html,
        "",
        &[
            Cell::Text(role),
            Cell::Text(file),
            Cell::Text(format!("{} {}", layer.crs, layer.crs_name)),
            count(layer.features),
            count(layer.read),
            Cell::Marked(words::count(layer.quarantined as usize), quarantined),
        ],
    );
    let Some(source) = &layer.source else { return };
    html.tag("tr", "second", |html| {
        html.leaf("td", "", "");
        html.open("td", &[("colspan", "5"), ("class", "hash")]);
        let bytes = usize::try_from(source.bytes).map_or_else(|_| source.bytes.to_string(), words::count);
        let args = [
            ("format", source.format.to_owned()),
            ("bytes", bytes),
            ("sha256", source.sha256.clone()),
        ];
        html.text(&texts.get_with("report-text-file-trace", &args));
        html.close("td");
    });
}

/// How it was computed.
pub fn methods(html: &mut Html, context: &Context<'_>) {
    let (texts, result) = (context.input.texts, context.input.result);
    let local = result.plane.is_local();
    html.tag("dl", "wide", |html| {
        let mut fact = |heading: &str, value: &str| {
            html.leaf("dt", "", &texts.get(heading));
            html.leaf("dd", "", value);
        };
        fact("report-fact-plane", &words::plane(texts, &result.plane));
        fact(
            "report-fact-areas",
            &texts.get(if local {
                "report-text-areas-local"
            } else {
                "report-text-areas"
            }),
        );
        fact("report-fact-edges", &texts.get("report-text-edges"));
        fact(
            "report-fact-tolerances",
            &words::tolerances(texts, &result.tolerances),
        );
        fact("report-fact-kinds", &texts.get("report-text-kinds"));
        fact("report-fact-undetermined", &texts.get("report-text-undetermined"));
        fact("report-fact-rounding", &texts.get("report-text-rounding"));
        let software = format!("{} {}", context.input.product, context.input.version);
        fact("report-fact-software", &software);
    });
}

/// Documents that the rules ask for, and outcomes by activity where none was given.
pub fn materials(html: &mut Html, context: &Context<'_>) {
    let (texts, result) = (context.input.texts, context.input.result);
    let ground = || {
        result
            .findings
            .iter()
            .filter(|finding| standing(result, finding) == Standing::Conflict)
    };
    let documents = gather(ground().flat_map(|finding| {
        let codes = finding
            .resolution
            .as_ref()
            .map_or(&[][..], |resolution| &resolution.documents);
        codes
            .iter()
            .map(move |code| ((code.as_str(), authority_of(finding)), finding.parcel))
    }));
    if documents.is_empty() {
        html.leaf("p", "", &texts.get("report-text-no-documents"));
    } else {
        let columns = [
            ("report-col-document", false),
            ("report-col-authority", false),
            ("report-col-parcels", true),
            ("report-col-for-parcels", false),
        ]
        .map(|(id, number)| (texts.get(id), number));
        let rows = documents.iter().map(|needed| {
            let (code, authority) = needed.key;
            vec![
                Cell::Text(texts.document(code)),
                Cell::Text(authority.map_or_else(|| texts.get("word-dash"), |code| texts.authority(code))),
                Cell::Number(words::count(needed.parcels.len())),
                Cell::Text(labels(context, &needed.parcels)),
            ]
        });
        Table {
            class: "",
            columns: &columns,
        }
        .write(html, rows, std::iter::empty());
    }
    let prohibited = gather(
        ground()
            .filter(|f| f.outcome() == Outcome::Prohibited)
            .map(|f| ((), f.parcel)),
    );
    if let Some(parcels) = prohibited.first() {
        let args = [
            ("count", parcels.parcels.len().to_string()),
            ("parcels", labels(context, &parcels.parcels)),
        ];
        html.leaf("p", "", &texts.get_with("report-text-prohibited-parcels", &args));
    }
    possible(html, context);
}

fn authority_of(finding: &Finding) -> Option<&str> {
    finding.resolution.as_ref()?.authority.as_deref()
}

/// Names of parcels; of many the first, and how many more there are.
fn labels(context: &Context<'_>, parcels: &[u32]) -> String {
    const SHOWN: usize = 12;
    let texts = context.input.texts;
    let known = parcels
        .iter()
        .filter_map(|index| context.input.result.parcels.get(*index as usize));
    let names: Vec<String> = known
        .take(SHOWN)
        .map(|parcel| words::parcel_label(texts, parcel))
        .collect();
    let names = names.join(&texts.get("list-separator"));
    if parcels.len() <= SHOWN {
        return names;
    }
    texts.get_with(
        "report-text-and-more",
        &[("names", names), ("count", (parcels.len() - SHOWN).to_string())],
    )
}

/// What each activity would lead to, for findings whose activity nobody gave.
fn possible(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let resolved = context
        .input
        .result
        .findings
        .iter()
        .filter_map(|f| Some((f, f.resolution.as_ref()?)));
    let open = resolved.filter(|(finding, r)| !r.possible.is_empty() && finding.kind.is_conflict());
    let cases = gather(open.map(|(finding, r)| ((&finding.role, &r.possible), finding.parcel)));
    if cases.is_empty() {
        return;
    }
    html.leaf("h3", "", &texts.get("report-section-possible"));
    html.leaf("p", "note", &texts.get("report-text-possible"));
    let columns = [
        ("report-col-role", false),
        ("outcome-prohibited", false),
        ("outcome-restricted", false),
        ("outcome-conditional", false),
        ("outcome-notice", false),
        ("report-col-parcels", true),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let rows = cases.iter().map(|case| {
        let (role, possible) = case.key;
        let mut cells = vec![Cell::Text(texts.role(role))];
        cells.extend(
            Outcome::ALL
                .into_iter()
                .rev()
                .map(|outcome| Cell::Text(activities(texts, possible, outcome))),
        );
        cells.push(Cell::Number(words::count(case.parcels.len())));
        cells
    });
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
}

fn activities(texts: &Texts, possible: &[Possible], outcome: Outcome) -> String {
    let named: Vec<&str> = possible
        .iter()
        .filter(|p| p.outcome == outcome)
        .map(|p| p.activity.code())
        .collect();
    if named.is_empty() {
        texts.get("word-dash")
    } else {
        named.join(" ")
    }
}
