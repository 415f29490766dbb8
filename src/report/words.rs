//! Sentences that several documents share.

use super::{ReportInput, Summary};
use crate::check::{Finding, InputRecord, Noise, ParcelResult, Reason, Tolerances, Verdict};
use crate::crs::Plane;
use crate::layer::Place;
use crate::text::number::{self, Unit};
use crate::text::{Amount, Texts};

/// The conclusion in one sentence: 经套合分析，…
pub fn verdict_line(texts: &Texts, summary: &Summary) -> String {
    let total: usize = summary.verdicts.iter().map(|(_, count)| count).sum();
    let of = |verdict| summary.n_with(verdict).to_string();
    texts.get_with(
        "report-text-verdict-line",
        &[
            ("total", total.to_string()),
            ("conflict", of(Verdict::Conflict)),
            ("undetermined", of(Verdict::Undetermined)),
            ("within_error", of(Verdict::WithinError)),
            ("clear", of(Verdict::Clear)),
        ],
    )
}

/// What was to be done on the ground.
pub fn activity(texts: &Texts, code: Option<&str>) -> String {
    code.map_or_else(
        || texts.get("report-text-activity-unknown"),
        |code| texts.activity(code),
    )
}

/// The computing plane with its parameters.
pub fn plane(texts: &Texts, plane: &Plane) -> String {
    let parameters = plane.parameters();
    let Some(ellipsoid) = parameters.ellipsoid else {
        return texts.get("report-text-plane-local");
    };
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    texts.get_with(
        "report-text-plane",
        &[
            ("ellipsoid", ellipsoid.to_owned()),
            ("a", number(parameters.semi_major_m)),
            ("f", number(parameters.inverse_flattening)),
            ("lon", number(parameters.lon_0)),
            ("lat", number(parameters.lat_ts)),
        ],
    )
}

/// All tolerances of the check.
pub fn tolerances(texts: &Texts, tolerances: &Tolerances) -> String {
    texts.get_with(
        "report-text-tolerances",
        &[
            ("parcel", Unit::MILLIMETRE.print(tolerances.parcel_accuracy_m)),
            ("layer", Unit::MILLIMETRE.print(tolerances.layer_accuracy_m)),
            ("combined", Unit::MILLIMETRE.print(tolerances.combined_error_m())),
            ("noise_area", tolerances.noise_area_m2.to_string()),
            ("noise_width", (tolerances.noise_width_m * 1000.0).to_string()),
            ("edge", (tolerances.edge_tolerance_m * 1000.0).to_string()),
        ],
    )
}

/// What was too small to mean anything.
pub fn noise(texts: &Texts, noise: Noise) -> String {
    texts.get_with(
        "report-text-noise",
        &[
            ("count", noise.count.to_string()),
            ("m2", Unit::SMALL_M2.print(noise.area_m2)),
        ],
    )
}

/// The names of documents, one per line.
pub fn documents(texts: &Texts, codes: &[String]) -> String {
    codes
        .iter()
        .map(|code| texts.document(code))
        .collect::<Vec<_>>()
        .join("\n")
}

/// 待核实 and 依据可能已到期, where they apply.
pub fn verification(texts: &Texts, unverified: bool, expired: bool) -> String {
    let marks = [
        (unverified, "report-text-unverified"),
        (expired, "report-text-basis-expired"),
    ];
    let shown = marks
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, id)| texts.get(id));
    shown.collect::<Vec<_>>().join(&texts.get("clause-separator"))
}

/// A place in a file, in words.
pub fn place(texts: &Texts, place: &Place) -> String {
    let number = |value: Option<u64>| value.map(|value| value.to_string());
    let parts = [
        ("place-feature", number(place.feature)),
        ("place-id", place.feature_id.clone()),
        ("place-ring", number(place.ring.map(u64::from))),
        ("place-vertex", number(place.vertex.map(u64::from))),
        ("place-line", number(place.line)),
        ("place-column", number(place.column)),
        ("place-byte", number(place.byte)),
    ];
    let shown = parts
        .into_iter()
        .filter_map(|(id, value)| Some(texts.get_with(id, &[("value", value?)])));
    shown.collect::<Vec<_>>().join(&texts.get("list-separator"))
}

/// The file of an input, or that it was drawn.
pub fn file(texts: &Texts, layer: &InputRecord) -> String {
    let path = layer
        .source
        .as_ref()
        .map(|source| source.path.display().to_string());
    path.unwrap_or_else(|| texts.get("report-text-drawn"))
}

/// A reason with the input and feature that it concerns.
pub fn place_of_reason(input: &ReportInput<'_>, reason: &Reason) -> String {
    let texts = input.texts;
    let sentence = texts.reason(reason);
    let Some(layer) = reason
        .input
        .and_then(|number| input.result.inputs.get(number as usize))
    else {
        return sentence;
    };
    let path = file(texts, layer);
    let place = match reason.feature {
        None => path,
        Some(feature) => texts.get_with(
            "report-text-file-feature",
            &[("path", path), ("feature", feature.to_string())],
        ),
    };
    texts.get_with(
        "report-text-sentence-place",
        &[("sentence", sentence), ("place", place)],
    )
}

/// A rule by its title and id.
pub fn rule(texts: &Texts, id: &str) -> String {
    let title = texts.rule(id);
    if title == id {
        return title;
    }
    texts.get_with(
        "report-text-sentence-place",
        &[("sentence", title), ("place", id.to_owned())],
    )
}

/// What a person would call a parcel: identifier and name, else its number counted from 1.
pub fn parcel_label(texts: &Texts, parcel: &ParcelResult) -> String {
    match (&parcel.id, &parcel.name) {
        (Some(id), Some(name)) if id != name => format!("{id} {name}"),
        (Some(only), _) | (None, Some(only)) => only.clone(),
        (None, None) => texts.get_with(
            "report-text-parcel-number",
            &[("number", (parcel.index + 1).to_string())],
        ),
    }
}

/// Whether a parcel has polygons that were measured.
pub fn is_measured(input: &ReportInput<'_>, parcel: &ParcelResult) -> bool {
    input
        .parcels
        .find(parcel.parcel_id)
        .is_none_or(|known| !known.bounds().is_empty())
}

/// What a person would call the feature of a finding.
pub fn feature_label(texts: &Texts, finding: &Finding) -> String {
    let Some(feature) = finding.feature else {
        return texts.role(&finding.role);
    };
    let parts = [
        finding.feature_id.as_deref(),
        finding.feature_name.as_deref(),
        finding.category.as_deref(),
    ];
    let mut shown: Vec<&str> = parts.into_iter().flatten().collect();
    shown.dedup();
    if shown.is_empty() {
        return texts.get_with("report-text-feature-number", &[("number", feature.to_string())]);
    }
    shown.join(" · ")
}

/// A share in percent; a dash where the whole has no area, so that the share says nothing.
pub fn share(texts: &Texts, share: f64, part_m2: f64) -> String {
    if share == 0.0 && part_m2 > 0.0 {
        texts.get("word-dash")
    } else {
        number::percent(share)
    }
}

/// An area in m² with its unit.
pub fn m2(texts: &Texts, value: f64) -> String {
    texts.get_with("amount-m2", &Amount(value).args())
}

/// Degrees, minutes and seconds of a longitude or latitude, to a hundredth of a second.
pub fn degrees(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 180·360000"
    )]
    let hundredths = libm::round(value.abs() * 360_000.0) as u64;
    let (seconds, rest) = (hundredths / 100, hundredths % 100);
    let sign = if value < 0.0 { "-" } else { "" };
    format!(
        "{sign}{}°{:02}′{:02}.{rest:02}″",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// A count with its thousands apart.
pub fn count(value: usize) -> String {
    number::count(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_carry_over_full_seconds() {
        assert_eq!(degrees(29.999_999_999), "30°00′00.00″");
        assert_eq!(degrees(-0.5), "-0°30′00.00″");
        assert_eq!(degrees(115.855_555_6), "115°51′20.00″");
    }
}
