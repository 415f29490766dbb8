//! A card for each conflict: its map beside everything that explains it.

use super::Context;
use super::html::Html;
use super::map::Scene;
use crate::check::{CheckResult, Finding, FindingKind, Verdict};
use crate::report::summary::{Standing, has_expired_basis, is_unverified, standing};
use crate::report::words;
use crate::rules::Outcome;
use crate::text::number;

/// Maps in one report; a browser still prints that many.
const MAX_FIGURES: usize = 300;

/// Which findings get a map, in the order in which the report speaks of them.
pub struct Figures<'a> {
    chosen: Vec<&'a Finding>,
    left_out: usize,
}

impl<'a> Figures<'a> {
    /// All conflicts and all ground in doubt, or of too many the most serious: worst outcome first, then the largest.
    pub fn choose(result: &'a CheckResult) -> Self {
        let mut chosen: Vec<(usize, &Finding)> = result
            .findings
            .iter()
            .filter(|finding| matches!(standing(result, finding), Standing::Conflict | Standing::Doubtful))
            .enumerate()
            .collect();
        let left_out = chosen.len().saturating_sub(MAX_FIGURES);
        if left_out > 0 {
            chosen.sort_by(|(i, a), (j, b)| {
                let area = b.areas.plane_m2.total_cmp(&a.areas.plane_m2);
                b.outcome().cmp(&a.outcome()).then(area).then(i.cmp(j))
            });
            chosen.truncate(MAX_FIGURES);
        }
        chosen.sort_by(|(i, a), (j, b)| a.role.cmp(&b.role).then(i.cmp(j)));
        Self {
            chosen: chosen.into_iter().map(|(_, finding)| finding).collect(),
            left_out,
        }
    }

    /// The number of a finding's map, counted from 1; `None` when it has none.
    pub fn number_of(&self, finding: &Finding) -> Option<usize> {
        let at = self
            .chosen
            .iter()
            .position(|chosen| std::ptr::eq(*chosen, finding))?;
        Some(at + 1)
    }
}

/// The maps, and how many conflicts have none.
pub fn figures(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let figures = &context.figures;
    if figures.chosen.is_empty() {
        html.leaf("p", "", &texts.get("report-text-no-conflict"));
        return;
    }
    if figures.left_out > 0 {
        let counts = [
            ("shown", figures.chosen.len().to_string()),
            ("left_out", figures.left_out.to_string()),
        ];
        html.leaf("p", "note", &texts.get_with("report-text-figures-cut", &counts));
    }
    for (number, finding) in (1..).zip(&figures.chosen) {
        figure(html, context, number, finding);
    }
}

fn figure(html: &mut Html, context: &Context<'_>, number: usize, finding: &Finding) {
    let input = &context.input;
    let texts = input.texts;
    let scene = Scene {
        finding,
        parcel: input.parcels.find(finding.parcel_id).map(AsRef::as_ref),
        layer: input.layers.get(finding.input as usize).map(AsRef::as_ref),
        plane: &input.result.plane,
        texts,
        look: Look::of(context, finding),
    };
    html.open("figure", &[("id", &format!("figure-{number}"))]);
    html.tag("figcaption", "", |html| {
        html.leaf(
            "b",
            "",
            &texts.get_with("report-text-figure", &[("number", number.to_string())]),
        );
        html.leaf("span", "title", &title(context, finding));
        html.leaf("span", &format!("badge {}", scene.look.class), &scene.look.word);
    });
    html.tag("div", "plate", |html| {
        html.tag("div", "drawing", |html| {
            scene.draw(html);
        });
        html.tag("div", "facts", |html| {
            html.tag("dl", "", |html| facts(html, context, finding));
            if scene.draw_locator(html) {
                html.leaf("p", "small", &texts.get("report-map-locator"));
            }
        });
    });
    html.close("figure");
}

/// How a finding is marked: by its outcome, or as undetermined.
pub struct Look {
    /// Class of badge and hatch.
    pub class: &'static str,
    /// Class of a cell.
    pub mark: &'static str,
    /// The word beside it.
    pub word: String,
}

impl Look {
    /// The look of a finding.
    pub fn of(context: &Context<'_>, finding: &Finding) -> Self {
        let texts = context.input.texts;
        if standing(context.input.result, finding) == Standing::Doubtful {
            return Self {
                class: "doubtful",
                mark: "mark doubtful",
                word: texts.verdict(Verdict::Undetermined),
            };
        }
        let (class, mark) = match finding.outcome() {
            Outcome::Notice => ("outcome-notice", "mark outcome-notice"),
            Outcome::Conditional => ("outcome-conditional", "mark outcome-conditional"),
            Outcome::Restricted => ("outcome-restricted", "mark outcome-restricted"),
            Outcome::Prohibited => ("outcome-prohibited", "mark outcome-prohibited"),
        };
        Self {
            class,
            mark,
            word: texts.outcome(finding.outcome()),
        }
    }
}

fn title(context: &Context<'_>, finding: &Finding) -> String {
    let texts = context.input.texts;
    let parcel = context.input.result.parcels.get(finding.parcel as usize);
    let parcel = parcel.map_or_else(String::new, |parcel| words::parcel_label(texts, parcel));
    format!("{parcel} × {}", texts.role(&finding.role))
}

/// What the card says, as heading and text, in the order in which one would say it.
fn facts(html: &mut Html, context: &Context<'_>, finding: &Finding) {
    let texts = context.input.texts;
    let mut fact = |heading: &str, value: &str| {
        if !value.is_empty() {
            html.leaf("dt", "", &texts.get(heading));
            html.leaf("dd", "", value);
        }
    };
    let is_doubtful = standing(context.input.result, finding) == Standing::Doubtful;
    let heading = match finding.kind {
        _ if is_doubtful => "report-card-doubtful",
        FindingKind::Outside => "report-card-outside",
        _ => "report-card-shared",
    };
    fact(heading, &texts.amount(finding.areas.plane_m2));
    fact("report-card-shares", &shares(context, finding));
    fact("report-card-widths", &widths(context, finding));
    let bow = finding.chord_bow_m.map(|bow| [("bow", number::metres(bow))]);
    let chord = bow.map_or_else(String::new, |bow| texts.get_with("report-text-chord", &bow));
    fact("report-card-chord", &chord);
    fact("report-card-feature", &feature(context, finding));
    let resolution = finding.resolution.as_ref();
    let rule = resolution.and_then(|resolution| resolution.deciding.as_deref());
    let missing = || texts.get("report-text-no-rule");
    fact(
        "report-card-rule",
        &rule.map_or_else(missing, |rule| words::rule(texts, rule)),
    );
    let basis = resolution.map_or_else(String::new, |resolution| {
        resolution.basis.join(&texts.get("clause-separator"))
    });
    fact("report-card-basis", &basis);
    fact(
        "report-card-verification",
        &words::verification(texts, is_unverified(finding), has_expired_basis(finding)),
    );
    let documents = resolution.map_or_else(String::new, |r| words::documents(texts, &r.documents));
    fact(
        "report-card-documents",
        &documents.replace('\n', &texts.get("list-separator")),
    );
    fact("report-card-approved", &approved(context, finding));
    fact("report-card-doubt", &doubts(context, finding));
    fact("report-card-other-areas", &other_areas(context, finding));
    if finding.from_invalid && !is_doubtful {
        fact("report-card-from-invalid", &texts.get("report-text-from-invalid"));
    }
    if let Some(position) = finding.centroid_lonlat {
        fact(
            "report-card-center",
            &format!(
                "B {} L {}",
                words::degrees(position.lat),
                words::degrees(position.lon)
            ),
        );
    }
}

fn shares(context: &Context<'_>, finding: &Finding) -> String {
    let id = if finding.feature.is_some() {
        "report-text-shares"
    } else {
        "report-text-share-parcel"
    };
    let texts = context.input.texts;
    texts.get_with(
        id,
        &[
            (
                "parcel",
                words::share(texts, finding.share_of_parcel, finding.areas.plane_m2),
            ),
            (
                "feature",
                words::share(
                    texts,
                    finding.share_of_feature(context.input.layers),
                    finding.areas.plane_m2,
                ),
            ),
        ],
    )
}

fn widths(context: &Context<'_>, finding: &Finding) -> String {
    context.input.texts.get_with(
        "report-text-widths",
        &[
            ("mean", number::metres(finding.widths().mean_m)),
            ("max", number::metres(finding.widths().greatest_m)),
            (
                "error",
                number::metres(
                    context
                        .input
                        .result
                        .tolerances_against(finding.input)
                        .combined_error_m(),
                ),
            ),
        ],
    )
}

/// The feature and the file in which it stands.
fn feature(context: &Context<'_>, finding: &Finding) -> String {
    let texts = context.input.texts;
    let label = words::feature_label(texts, finding);
    let Some(layer) = context.input.result.inputs.get(finding.input as usize) else {
        return label;
    };
    let path = words::file(texts, layer);
    let place = match finding.feature {
        None => path,
        Some(feature) => texts.get_with(
            "report-text-file-feature",
            &[("path", path), ("feature", feature.to_string())],
        ),
    };
    texts.get_with(
        "report-text-sentence-place",
        &[("sentence", label), ("place", place)],
    )
}

fn approved(context: &Context<'_>, finding: &Finding) -> String {
    let texts = context.input.texts;
    finding.approved.map_or_else(String::new, |approved| {
        texts.get_with(
            "report-text-approved",
            &[
                ("inside", words::m2(texts, approved.inside_m2)),
                ("outside", words::m2(texts, approved.outside_m2)),
            ],
        )
    })
}

/// Why the ground is in doubt, and what would settle it.
fn doubts(context: &Context<'_>, finding: &Finding) -> String {
    if standing(context.input.result, finding) != Standing::Doubtful {
        return String::new();
    }
    let texts = context.input.texts;
    let parcel = context.input.result.parcels.get(finding.parcel as usize);
    let reasons = parcel.map_or(&[][..], |parcel| &parcel.reasons);
    let sentences = reasons
        .iter()
        .flat_map(|reason| [Some(texts.reason(reason)), texts.remedy(reason)]);
    let mut sentences: Vec<String> = sentences.flatten().collect();
    sentences.dedup();
    sentences.join(&texts.get("clause-separator"))
}

fn other_areas(context: &Context<'_>, finding: &Finding) -> String {
    let texts = context.input.texts;
    let (Some(official), Some(planar)) = (finding.areas.official_m2, finding.areas.gauss_kruger_m2) else {
        return String::new();
    };
    texts.get_with(
        "report-text-other-areas",
        &[
            ("official", words::m2(texts, official)),
            ("planar", words::m2(texts, planar)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::Fixture;

    #[test]
    fn of_too_many_conflicts_the_most_serious_are_drawn() {
        let mut fixture = Fixture::sample();
        let mut small = fixture.result.findings[0].clone();
        small.areas.plane_m2 = 1.0;
        fixture
            .result
            .findings
            .extend(std::iter::repeat_n(small, MAX_FIGURES + 10));
        let figures = Figures::choose(&fixture.result);
        assert_eq!(figures.chosen.len(), MAX_FIGURES);
        assert_eq!(figures.left_out, 16);
        assert!(figures.number_of(&fixture.result.findings[0]).is_some());
        let mild = fixture
            .result
            .findings
            .iter()
            .find(|f| f.kind == FindingKind::Outside)
            .unwrap();
        assert_eq!(
            figures.number_of(mild),
            None,
            "a notice gives way to prohibitions"
        );
    }
}
