//! `overlaps.csv`: one line per shared ground, for spreadsheets and scripts.
//!
//! Findings of kind `overlap` and `within_error`, in the order of the result, with all digits that a
//! number needs to read back. UTF-8 without mark, `\n` at line ends, no quotes where none are needed.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write;

use rayon::prelude::*;

use super::{ReportError, ReportForm, ReportInput};
use crate::check::{Finding, FindingKind};
use crate::text::spreadsheet::looks_like_formula;

const HEADER: &str = "parcel,role,input,feature,kind,area_m2,official_area_m2,planar_area_m2\n";

/// Findings that a thread writes at once: the digits of their areas are most of the work.
const LINES_OF_A_TASK: usize = 512;

/// The form `csv`.
#[derive(Debug, Clone, Copy)]
pub struct OverlapsCsv;

impl ReportForm for OverlapsCsv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn file_name(&self) -> &'static str {
        "overlaps.csv"
    }

    fn write(&self, input: &ReportInput<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
        out.write_all(HEADER.as_bytes())?;
        let listed =
            |finding: &&Finding| matches!(finding.kind, FindingKind::Overlap | FindingKind::WithinError);
        let parts: Vec<String> = input
            .result
            .findings
            .par_chunks(LINES_OF_A_TASK)
            .map(|part| part.iter().filter(listed).fold(String::new(), with_line))
            .collect();
        for part in parts {
            out.write_all(part.as_bytes())?;
        }
        Ok(())
    }
}

fn with_line(mut text: String, finding: &Finding) -> String {
    let role = finding.role.code();
    let feature = finding
        .feature
        .map_or_else(String::new, |feature| feature.to_string());
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    // Writing to a `String` does not fail.
    let _ = writeln!(
        text,
        "{},{},{},{},{},{},{},{}",
        finding.parcel,
        text_cell(&role),
        finding.input,
        feature,
        finding.kind.code(),
        finding.areas.plane_m2,
        number(finding.areas.official_m2),
        number(finding.areas.gauss_kruger_m2),
    );
    text
}

/// A text as a cell: quoted where commas, quotes or line ends ask for it, and with an apostrophe in
/// front where a spreadsheet would take it for a formula.
fn text_cell(text: &str) -> Cow<'_, str> {
    let guarded = if looks_like_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    };
    if guarded.contains([',', '"', '\n', '\r', '\t', '\'']) {
        return Cow::Owned(format!("\"{}\"", guarded.replace('"', "\"\"")));
    }
    guarded
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;
    use crate::layer::Role;
    use crate::text::Language;

    #[test]
    fn one_line_per_shared_ground_with_all_digits() {
        let fixture = Fixture::sample();
        let text = String::from_utf8(fixture.bytes(&OverlapsCsv, Language::ZhCn)).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(HEADER.trim_end()));
        let listed: Vec<&Finding> = fixture
            .result
            .findings
            .iter()
            .filter(|finding| matches!(finding.kind, FindingKind::Overlap | FindingKind::WithinError))
            .collect();
        assert!(listed.len() < fixture.result.findings.len());
        for finding in listed {
            let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
            assert_eq!(cells.len(), 8);
            assert_eq!(cells[0], finding.parcel.to_string());
            assert_eq!(cells[4], finding.kind.code());
            assert_eq!(cells[5].parse(), Ok(finding.areas.plane_m2));
        }
        assert_eq!(lines.next(), None);
        assert!(text.ends_with('\n') && !text.contains('\r'));
    }

    #[test]
    fn own_names_are_quoted_and_never_become_formulas() {
        let mut fixture = Fixture::sample();
        let finding = fixture
            .result
            .findings
            .iter_mut()
            .find(|finding| finding.kind == FindingKind::Overlap)
            .unwrap();
        finding.role = Role::Other("a,\"b\"\nc".into());
        let text = String::from_utf8(fixture.bytes(&OverlapsCsv, Language::ZhCn)).unwrap();
        assert!(text.contains(",\"other:a,\"\"b\"\"\nc\","), "{text}");
        for formula in ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", " =1", "\"=1", "\r=1"] {
            assert!(text_cell(formula).contains('\''), "{formula:?}");
        }
        assert_eq!(text_cell("eco_redline"), "eco_redline");
    }
}
