//! `report.html`: the analysis report (套合分析报告) as one self-contained page that prints on A4.
//!
//! First page: the conclusion, and with the same weight what could not be settled; then what was
//! checked, on what basis, with which data and methods, the results role by role, and a map of each
//! conflict as vector drawing. The page holds no script and loads nothing; its policy forbids both.
//! Every text from data goes through [`html::Html`], which escapes it and shows invisible characters.
//!
//! Rows of a table add up to its printed total (largest remainder, [`crate::text::number::reconcile`]).
//!
//! Deliberately not here: base maps (they would need a network or a licence), page headers with a
//! clock, signatures (the lines for them are empty).

mod appendix;
mod basis;
mod cover;
mod figures;
mod html;
mod map;
mod results;
mod sensitivity;
mod shifts;
mod unsettled;
mod view;

use std::io::Write;

use super::{ReportError, ReportForm, ReportInput, Summary};
use figures::Figures;
use html::Html;

/// The look of the page; printing rules included.
const STYLE: &str = include_str!("../../../assets/report/page.css");
/// Hatches of the maps, which every map refers to.
const HATCHES: &str = include_str!("../../../assets/report/hatches.svg");
/// No script, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The form `html`.
#[derive(Debug, Clone, Copy)]
pub struct Page;

impl ReportForm for Page {
    fn name(&self) -> &'static str {
        "html"
    }

    fn file_name(&self) -> &'static str {
        "report.html"
    }

    fn write(&self, input: &ReportInput<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
        let mut html = Html::new();
        document(&mut html, &Context::of(*input));
        out.write_all(html.as_bytes())?;
        Ok(())
    }
}

/// What every section needs.
struct Context<'a> {
    input: ReportInput<'a>,
    summary: Summary,
    figures: Figures<'a>,
}

impl<'a> Context<'a> {
    fn of(input: ReportInput<'a>) -> Self {
        Self {
            input,
            summary: Summary::of(input.result),
            figures: Figures::choose(input.result),
        }
    }

    /// A text of the catalogue.
    fn get(&self, id: &str) -> String {
        self.input.texts.get(id)
    }
}

fn document(html: &mut Html, context: &Context<'_>) {
    html.markup("<!DOCTYPE html>\n");
    html.open("html", &[("lang", context.input.texts.language().code())]);
    html.tag("head", "", |html| {
        html.markup("<meta charset=\"utf-8\">\n");
        html.open(
            "meta",
            &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)],
        );
        html.open(
            "meta",
            &[
                ("name", "viewport"),
                ("content", "width=device-width, initial-scale=1"),
            ],
        );
        html.open(
            "meta",
            &[
                ("name", "generator"),
                (
                    "content",
                    &format!("{} {}", context.input.product, context.input.version),
                ),
            ],
        );
        html.leaf("title", "", &context.get("report-page-title"));
        html.markup("\n<style>\n");
        html.markup(STYLE);
        html.markup("</style>\n");
    });
    html.tag("body", "", |html| {
        html.markup(HATCHES);
        html.tag("main", "", |html| sections(html, context));
    });
    html.close("html");
    html.markup("\n");
}

/// Writes the content of a section.
type Section = fn(&mut Html, &Context<'_>);

/// The sections in reading order; each numbers itself from the running count.
fn sections(html: &mut Html, context: &Context<'_>) {
    cover::cover(html, context);
    let mut numbered: Vec<(&str, Section)> = vec![
        ("report-section-facts", cover::facts),
        ("report-section-basis", basis::basis),
        ("report-section-data", basis::data),
        ("report-section-methods", basis::methods),
        ("report-section-results", results::by_role),
        ("report-section-within-error", results::within_error),
        ("report-section-sensitivity", sensitivity::table),
        ("report-section-materials", basis::materials),
        ("report-section-not-checked", results::not_checked),
        ("report-section-quality", appendix::quality),
        ("report-section-parcels", appendix::parcels),
    ];
    if unsettled::has_more(context) {
        numbered.insert(5, ("report-section-unsettled", unsettled::all));
    }
    for (number, (title, write)) in (1..).zip(numbered) {
        html.tag("section", "", |html| {
            html.leaf("h2", "", &format!("{number}  {}", context.get(title)));
            write(html, context);
        });
    }
    html.tag("section", "figures", |html| {
        html.leaf("h2", "", &context.get("report-section-figures"));
        figures::figures(html, context);
    });
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Fixture, XSS};
    use super::*;
    use crate::layer::Role;
    use crate::text::Language;

    fn page(fixture: &Fixture, language: Language) -> String {
        String::from_utf8(fixture.bytes(&Page, language)).unwrap()
    }

    #[test]
    fn the_policy_forbids_everything_and_no_script_is_there() {
        let page = page(&Fixture::sample(), Language::ZhCn);
        assert!(page.contains("http-equiv=\"Content-Security-Policy\""));
        assert!(
            page.contains("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:")
        );
        let lower = page.to_lowercase();
        for forbidden in [
            "<script",
            "javascript:",
            "<iframe",
            "<img",
            "<link",
            "http://",
            "https://",
            " onerror",
            "@import",
        ] {
            assert!(
                !lower.replace("&lt;script", "").contains(forbidden) || forbidden == " onerror",
                "{forbidden}"
            );
        }
    }

    #[test]
    fn every_text_from_data_is_escaped_wherever_it_stands() {
        let mut fixture = Fixture::sample();
        for finding in &mut fixture.result.findings {
            finding.feature_name = Some(XSS.into());
            finding.feature_id = Some(XSS.into());
            finding.category = Some(XSS.into());
            finding.id = XSS.into();
            if let Some(resolution) = finding.resolution.as_mut().map(std::sync::Arc::make_mut) {
                resolution.basis = vec![XSS.into()];
                resolution.documents = vec![XSS.into()];
                resolution.authority = Some(XSS.into());
                resolution.deciding = Some(XSS.into());
                resolution.matched[0].rule = XSS.into();
                resolution.matched[0].basis[0].text = XSS.into();
            }
        }
        for layer in fixture
            .result
            .inputs
            .iter_mut()
            .chain(fixture.result.parcel_input.as_mut())
        {
            if let Some(source) = &mut layer.source {
                source.path = XSS.into();
            }
            layer.layer = XSS.into();
            layer.crs_name = XSS.into();
            layer.role = Some(Role::Other(XSS.into()));
        }
        for parcel in &mut fixture.result.parcels {
            parcel.roles[0].role = Role::Other(XSS.into());
            parcel
                .reasons
                .push(crate::check::Reason::new("reason-x").with("x", XSS));
        }
        fixture.result.activity = Some(XSS.into());
        fixture.result.rules[0].name = XSS.into();
        for language in Language::ALL {
            let page = page(&fixture, language);
            assert!(
                !page.contains("<script") && !page.contains("<img"),
                "{}",
                language.code()
            );
            assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x"));
        }
    }

    #[test]
    fn tags_are_balanced() {
        for language in Language::ALL {
            html::assert_balanced(&page(&Fixture::sample(), language));
        }
    }

    #[test]
    fn the_verdict_comes_first_and_what_is_unsettled_stands_beside_it() {
        let page = page(&Fixture::sample(), Language::ZhCn);
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is missing"));
        assert!(at("经套合分析，") < at("class=\"unsettled"));
        assert!(at("class=\"unsettled") < at("class=\"matrix\""));
        assert!(at("class=\"matrix\"") < at("SHA-256"));
        for word in [
            "涉及",
            "不涉及",
            "误差范围内",
            "未检查",
            "无法判定",
            "0.00",
            "9f2c4e",
        ] {
            assert!(page.contains(word), "{word}");
        }
        assert!(page.contains("码头[U+202E]镇泵站"));
    }

    #[test]
    fn languages_differ_and_leave_no_raw_id() {
        let (zh, en) = (
            page(&Fixture::sample(), Language::ZhCn),
            page(&Fixture::sample(), Language::En),
        );
        assert!(en.contains("Not checked") && en.contains("lang=\"en\"") && zh.contains("lang=\"zh-CN\""));
        assert!(!en.contains("未检查"));
        for page in [zh, en] {
            let body = &page[page.find("<main").unwrap()..];
            assert!(!body.contains(">report-") && !body.contains("{$"));
        }
    }

    #[test]
    fn a_long_list_of_what_is_unsettled_moves_to_its_own_section() {
        let mut fixture = Fixture::sample();
        assert_eq!(page(&fixture, Language::ZhCn).matches("无法判定一览").count(), 0);
        let open = fixture.result.parcels[3].reasons[0].clone();
        fixture.result.parcels[3].reasons = vec![open; 25];
        let page = page(&fixture, Language::ZhCn);
        assert!(page.contains("<h2>6  无法判定一览</h2>") && page.contains("另有 16 条"));
    }

    #[test]
    fn local_coordinates_are_called_planar_and_lack_the_other_areas() {
        let mut fixture = Fixture::sample();
        fixture.result.plane = crate::crs::Plane::local();
        for finding in &mut fixture.result.findings {
            finding.centroid_lonlat = None;
            finding.areas = crate::check::Areas {
                plane_m2: finding.areas.plane_m2,
                ..Default::default()
            };
        }
        let page = page(&fixture, Language::ZhCn);
        assert!(page.contains("工程坐标（local），无椭球") && !page.contains("Lambert"));
        assert!(!page.contains("对照面积") && !page.contains("中心位置"));
    }

    #[test]
    fn every_conflict_has_a_map() {
        let page = page(&Fixture::sample(), Language::En);
        assert_eq!(page.matches("<figure").count(), 6);
        assert!(page.contains("class=\"piece outcome-prohibited\""));
        assert_eq!(
            page.matches("class=\"piece doubtful\"").count(),
            2,
            "drawing and legend: what is in doubt is no prohibition"
        );
    }

    #[test]
    fn a_clean_result_prints_zero_and_says_what_was_checked() {
        let mut fixture = Fixture::sample();
        fixture.result.findings.clear();
        for parcel in &mut fixture.result.parcels {
            parcel.verdict = crate::check::Verdict::Clear;
            parcel.reasons.clear();
            for about in &mut parcel.roles {
                (about.dissolved_m2, about.pair_sum_m2) = (0.0, 0.0);
                about.outside_m2 = about.outside_m2.map(|_| 0.0);
                if about.status != crate::check::RoleStatus::NotChecked {
                    about.status = crate::check::RoleStatus::Checked(crate::check::Verdict::Clear);
                }
            }
        }
        let page = page(&fixture, Language::ZhCn);
        assert!(page.contains(">0.00<") && page.contains("未检查") && page.contains("永久基本农田"));
        assert_eq!(page.matches("<figure").count(), 0);
    }
}
