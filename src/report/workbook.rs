//! `report.xlsx`: the result as a workbook, for those who go on computing with it.
//!
//! Five sheets: summary, findings, parcels, layers with their hashes, notes; and one of datum shifts where an input
//! has one. Numbers are numbers in
//! full precision and rounded by their format only; texts are always text cells, so that a name such
//! as `=1+1` stays a name. The date in the file's properties is the day of the rules, not of the
//! writing.

mod sheet;
mod sheets;
mod shift_sheet;
#[cfg(test)]
mod unzip;

#[cfg(test)]
pub(super) use unzip::members;

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::{ReportError, ReportForm, ReportInput, Summary};

/// The form `xlsx`.
#[derive(Debug, Clone, Copy)]
pub struct WorkbookForm;

impl ReportForm for WorkbookForm {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn file_name(&self) -> &'static str {
        "report.xlsx"
    }

    fn write(&self, input: &ReportInput<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(input)?);
        let summary = Summary::of(input.result);
        sheets::summary(workbook.add_worksheet(), input, &summary)?;
        sheets::findings(workbook.add_worksheet(), input)?;
        sheets::parcels(workbook.add_worksheet(), input)?;
        sheets::layers(workbook.add_worksheet(), input)?;
        sheets::notes(workbook.add_worksheet(), input)?;
        if shift_sheet::has_shifts(input) {
            shift_sheet::shifts(workbook.add_worksheet(), input)?;
        }
        out.write_all(&workbook.save_to_buffer()?)?;
        Ok(())
    }
}

fn properties(input: &ReportInput<'_>) -> Result<DocProperties, ReportError> {
    let day = input.result.as_of;
    // Workbooks know no day before 1900; rules of such days are not law anywhere here.
    let year = u16::try_from(day.year()).unwrap_or(1900).clamp(1900, 9999);
    let month = u8::try_from(day.month()).unwrap_or(1);
    let created = ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).unwrap_or(1))?;
    Ok(DocProperties::new()
        .set_title(input.texts.get("report-page-title"))
        .set_author(format!("{} {}", input.product, input.version))
        .set_creation_datetime(&created))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;
    use crate::text::Language;

    /// All parts of the workbook as one text.
    fn parts(fixture: &Fixture, language: Language) -> String {
        members(&fixture.bytes(&WorkbookForm, language))
    }

    #[test]
    fn names_that_look_like_formulas_stay_text() {
        let text = parts(&Fixture::sample(), Language::ZhCn);
        assert!(text.contains("<t>=1+1</t>"), "kept as a shared string");
        assert!(!text.contains("<f>"), "no formula anywhere");
        assert!(text.contains("&lt;script&gt;") && !text.contains("<script>"));
        assert!(
            text.contains("码头[U+202E]镇泵站"),
            "invisible characters are shown"
        );
    }

    #[test]
    fn sheets_are_named_and_headed_in_the_language() {
        let zh = parts(&Fixture::sample(), Language::ZhCn);
        let en = parts(&Fixture::sample(), Language::En);
        for name in ["汇总", "核查结果", "地块", "图层", "说明"] {
            assert!(zh.contains(&format!("<sheet name=\"{name}\"")), "{name}");
        }
        assert!(en.contains("<sheet name=\"Findings\""));
        assert!(zh.contains("未检查") && en.contains("Not checked"));
        assert!(zh.contains("state=\"frozen\"") && zh.contains("<autoFilter"));
        assert!(
            zh.contains("2026-03-20T00:00:00Z"),
            "the only date is that of the rules"
        );
    }

    #[test]
    fn areas_are_numbers_with_all_digits() {
        let fixture = Fixture::sample();
        let text = parts(&fixture, Language::En);
        let area = fixture.result.findings[0].areas.official_m2.unwrap();
        assert!(text.contains(&format!("<v>{area}</v>")), "{area}");
    }
}
