//! Reports: from what a check found to documents that can be defended years later.
//!
//! Meaning: a [`ReportForm`] writes one document (findings as JSON, a table, pieces as geodata, a
//! workbook, a page). All forms take the same [`ReportInput`] and add nothing of their own: a number
//! that stands in two documents comes from the same value. [`write_all`] puts documents into a
//! directory so that a failure leaves the old ones whole.
//!
//! Input: a check result, the parcels and layers it was computed from, and a text catalogue.
//! Output: bytes; the same input gives the same bytes. There is no clock here: the only date in a
//! report is the day for which the rules were asked.
//!
//! Deliberately not here: any judgement (that is `check`), attributes of the source features beyond
//! name, identifier and class (the sources may hold personal data), and choosing a directory.

mod compared;
mod conflicts_geojson;
mod error;
mod findings_json;
#[cfg(test)]
mod fixture;
mod overlaps_csv;
mod page;
pub mod shift;
mod summary;
mod words;
mod workbook;
mod write;

use std::io::Write;
use std::sync::Arc;

pub use compared::{Compared, write_compared, write_json as write_compared_json};
pub use conflicts_geojson::ConflictsGeoJson;
pub use error::ReportError;
pub use findings_json::{FindingsJson, SCHEMA};
pub use overlaps_csv::OverlapsCsv;
pub use page::Page;
pub use summary::{Ground, Pairs, RoleSummary, Summary};
pub use words::{file as input_file, place as place_words};
pub use workbook::WorkbookForm;
pub use write::write_all;

use crate::check::CheckResult;
use crate::layer::{ConstraintLayer, ProposalLayer};
use crate::text::Texts;

/// Everything that a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// What the check found.
    pub result: &'a CheckResult,
    /// The parcels that were checked, for their outlines.
    pub parcels: &'a ProposalLayer,
    /// The layers that were checked, numbered as in [`CheckResult::inputs`], for the maps.
    pub layers: &'a [Arc<ConstraintLayer>],
    /// The language of the documents.
    pub texts: &'a Texts,
    /// Name of the program.
    pub product: &'a str,
    /// Its version.
    pub version: &'a str,
}

/// A kind of document.
pub trait ReportForm: Sync {
    /// The word for it on the command line, such as `json`.
    fn name(&self) -> &'static str;

    /// The file it is written to.
    fn file_name(&self) -> &'static str;

    /// Writes the document.
    ///
    /// # Errors
    /// When the stream refuses the bytes or the document cannot be put together.
    fn write(&self, input: &ReportInput<'_>, out: &mut dyn Write) -> Result<(), ReportError>;
}

/// The registry of forms, in the order in which they are offered; a new form is one line here.
pub static FORMS: [&dyn ReportForm; 5] = [
    &FindingsJson,
    &OverlapsCsv,
    &ConflictsGeoJson,
    &WorkbookForm,
    &Page,
];

/// The forms of a comma-separated list of names, each once, in registry order.
///
/// # Errors
/// [`ReportError::UnknownForm`] for a name that no form has.
pub fn forms_named(list: &str) -> Result<Vec<&'static dyn ReportForm>, ReportError> {
    let names: Vec<&str> = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    if let Some(unknown) = names
        .iter()
        .find(|name| FORMS.iter().all(|form| form.name() != **name))
    {
        return Err(ReportError::UnknownForm {
            name: (*unknown).to_owned(),
        });
    }
    Ok(FORMS
        .into_iter()
        .filter(|form| names.contains(&form.name()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::fixture::Fixture;
    use super::*;
    use crate::text::Language;

    #[test]
    fn every_form_has_its_own_name_and_file_and_gives_the_same_bytes_twice() {
        let fixture = Fixture::sample();
        for language in Language::ALL {
            for form in FORMS {
                let same = |other: &&&dyn ReportForm| {
                    other.name() == form.name() || other.file_name() == form.file_name()
                };
                assert_eq!(FORMS.iter().filter(same).count(), 1, "{}", form.name());
                let first = fixture.bytes(form, language);
                assert_eq!(first, Fixture::sample().bytes(form, language), "{}", form.name());
                assert!(!first.is_empty());
            }
        }
    }

    #[test]
    fn forms_are_chosen_by_name_and_unknown_names_are_refused() {
        let names =
            |list| forms_named(list).map(|forms| forms.iter().map(|form| form.name()).collect::<Vec<_>>());
        assert_eq!(names("csv, json,csv").unwrap(), ["json", "csv"]);
        assert!(matches!(names("json,pdf"), Err(ReportError::UnknownForm { name }) if name == "pdf"));
    }
}
