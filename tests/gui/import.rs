//! The import dossier: what files are, said before they are added.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role as AccessRole;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use redline::check::Verdict;
use redline::crs::CrsId;
use redline::gui::action::Action;
use redline::gui::dialogs::{ImportDialog, ImportRow, SystemChoice};
use redline::gui::view_state::Dialog;
use redline::io::{self, Encoding, WriteOptions};
use redline::layer::Role;
use redline::progress::Ticket;
use redline::text::Language;
use redline::workspace::settings::ThemeChoice;
use redline::workspace::task::Part;

use super::{Start, Window, click_label, n_parcels, press, request, settle, text};

pub(super) fn square(lon: f64, lat: f64, side: f64, properties: &str) -> String {
    let (east, north) = (lon + side, lat + side);
    format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::4490"}}}},
        "features":[{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":
        [[[{lon},{lat}],[{east},{lat}],[{east},{north}],[{lon},{north}],[{lon},{lat}]]]}}}}]}}"#
    )
}

#[test]
fn without_a_system_dialog_a_typed_path_leads_to_layers_with_guessed_roles() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let parcels = home.path().join("拟用地块.geojson");
    let farmland = home.path().join("data.geojson");
    fs::write(&parcels, square(115.66, 29.67, 0.002, r#"{"DKMC":"甲"}"#)).unwrap();
    fs::write(&farmland, square(115.661, 29.671, 0.01, r#"{"YJJBNTTBBH":"1"}"#)).unwrap();
    settle(&mut window);
    window.get_by_label("打开…").click();
    settle(&mut window);
    window.get_by_label(&text(&window, "path-no-system-dialog"));
    let typed = format!("{}; file://{}", parcels.display(), farmland.display());
    let title = text(&window, "path-title-open");
    let field = window.get_by_role_and_label(AccessRole::TextInput, &title);
    field.type_text(&typed);
    settle(&mut window);
    press(&mut window, Key::Enter);
    let Some(Dialog::Import(dialog)) = &window.state().view().dialog else {
        panic!("no import dialog")
    };
    assert!(dialog.rows.iter().all(|row| row.guessed));
    click_label(&mut window, "添加");
    let document = &window.state().workspace().document;
    assert_eq!(
        (n_parcels(&window), document.layers[0].layer.role.clone()),
        (1, Role::BasicFarmland)
    );
    let result = window.state().workspace().result().unwrap();
    assert_eq!(result.parcels[0].verdict, Verdict::Conflict);
    // Adding is a change like any other.
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert!(window.state().workspace().document.is_empty());
    window.get_by_label(&text(&window, "action-open-sample"));
}

pub(super) fn dialog(window: &Window) -> &ImportDialog {
    match &window.state().view().dialog {
        Some(Dialog::Import(dialog)) => dialog,
        other => panic!("no import dialog but {other:?}"),
    }
}

/// A boundary file as offices send it: GBK, northing first, zone number in front.
const BOUNDARY: &str = "[属性描述]\r\n坐标系=2000国家大地坐标系\r\n几度分带=3\r\n投影类型=高斯克吕格\r\n\
    计量单位=米\r\n带号=39\r\n精度=0.001\r\n转换参数=,,,,,,\r\n[地块坐标]\r\n\
    5,1.0000,赣2026-1,城西小学,面,,教育用地,,@\r\n\
    J1,1,3283000.000,39369000.000\r\nJ2,1,3283000.000,39369100.000\r\n\
    J3,1,3282900.000,39369100.000\r\nJ4,1,3282900.000,39369000.000\r\nJ1,1,3283000.000,39369000.000\r\n";

/// Polygons in the 3° zone 39, as GeoJSON text.
pub(super) fn in_zone(squares: &[(f64, f64, f64)], properties: &str) -> String {
    let features: Vec<String> = squares
        .iter()
        .map(|(x, y, side)| {
            format!(
                "{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{{\"type\":\"Polygon\",\
                 \"coordinates\":[[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]]}}}}",
                x + side,
                x + side,
                y + side,
                y + side
            )
        })
        .collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:4527\"}}}},\
         \"features\":[{}]}}",
        features.join(",")
    )
}

/// A boundary file, a shapefile without its system, and a drawing: what lies on a surveyor's table in the morning.
pub(super) fn a_surveyors_day(home: &Path) -> Vec<PathBuf> {
    let ticket = Ticket::new();
    let written = |text: &str, name: &str| {
        let source = home.join("source.geojson");
        fs::write(&source, text).unwrap();
        let layer = &io::read(&source, None, &ticket).unwrap()[0];
        let path = home.join(name);
        let options = WriteOptions {
            encoding: Some(Encoding::GBK),
            ..WriteOptions::default()
        };
        io::write(&path, layer, &options, &ticket).unwrap();
        fs::remove_file(source).unwrap();
        path
    };
    let boundary = home.join("城西小学界址点.txt");
    fs::write(&boundary, Encoding::GBK.encode(BOUNDARY).0).unwrap();
    let farmland = in_zone(
        &[
            (39_369_050.0, 3_282_950.0, 400.0),
            (39_369_600.0, 3_282_950.0, 200.0),
        ],
        "{\"YJJBNTTBBH\":\"3604\",\"DLMC\":\"水田\"}",
    );
    let shapefile = written(&farmland, "YJJBNTTB.shp");
    fs::remove_file(home.join("YJJBNTTB.prj")).unwrap();
    let drawing = written(
        &in_zone(&[(39_368_000.0, 3_282_000.0, 300.0)], "{}"),
        "生态保护红线.dxf",
    );
    vec![boundary, shapefile, drawing]
}

/// Every text that can be seen in the open dialog is in the accessibility tree under the same words.
pub(super) fn labels(window: &Window) -> BTreeSet<String> {
    let labels = window.root().children_recursive().filter_map(|node| {
        let node = node.accesskit_node();
        node.label().or_else(|| node.value())
    });
    labels.collect()
}

#[test]
fn the_three_files_of_a_surveyors_day_are_added_together() {
    for language in Language::ALL {
        for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
            let mut start = Start::new(language);
            start.theme = theme;
            let (mut window, home) = start.window();
            let files = a_surveyors_day(home.path());
            request(&mut window, Action::OpenPaths(files));
            let rows = &dialog(&window).rows;
            let parts: Vec<&Part> = rows.iter().map(|row| &row.part).collect();
            assert_eq!(
                parts,
                [
                    &Part::Parcels,
                    &Part::Layer(Role::BasicFarmland),
                    &Part::Layer(Role::EcoRedline)
                ]
            );
            let settled: Vec<bool> = rows.iter().map(ImportRow::is_settled).collect();
            assert_eq!(
                settled,
                [true, false, false],
                "a drawing and a shapefile without .prj name no system"
            );
            let seen = labels(&window);
            for id in [
                "add-title",
                "add-hint",
                "dossier-system",
                "dossier-counts",
                "dossier-preview",
                "dossier-rows",
            ] {
                assert!(seen.contains(&text(&window, id)), "{id} in {seen:?}");
            }
            let has = |part: &str| seen.iter().any(|label| label.contains(part));
            assert!(has("GBK") && has("EPSG:4527") && has("城西小学"), "{seen:?}");
            // The open question is asked, and the likeliest answer is one click.
            assert!(!dialog(&window).can_add());
            for name in ["YJJBNTTB.shp", "生态保护红线.dxf"] {
                window.get_by_label(name).click();
                settle(&mut window);
                let candidate = labels(&window)
                    .into_iter()
                    .find(|label| label.starts_with("EPSG:4527"))
                    .unwrap();
                window
                    .get_by_role_and_label(AccessRole::RadioButton, &candidate)
                    .click();
                settle(&mut window);
            }
            assert!(dialog(&window).can_add());
            let add = text(&window, "add-verb");
            click_label(&mut window, &add);
            assert_eq!(
                (
                    n_parcels(&window),
                    window.state().workspace().document.layers.len()
                ),
                (1, 2)
            );
            let result = window.state().workspace().result().unwrap();
            assert_eq!(result.parcels[0].verdict, Verdict::Conflict);
            assert!((result.findings[0].areas.gauss_kruger_m2.unwrap() - 2500.0).abs() < 0.01);
        }
    }
}

#[test]
fn a_code_can_be_typed_and_nonsense_is_not_taken() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    request(&mut window, Action::OpenPaths(files[1..2].to_vec()));
    let name = text(&window, "dossier-system-type");
    let field = window.get_by_role_and_label(AccessRole::TextInput, &name);
    field.focus();
    settle(&mut window);
    window
        .get_by_role_and_label(AccessRole::TextInput, &name)
        .type_text("EPSG:45x");
    settle(&mut window);
    assert!(!dialog(&window).can_add());
    window.get_by_label(&text(&window, "dossier-system-no-code"));
    let field = window.get_by_role_and_label(AccessRole::TextInput, &name);
    field.focus();
    settle(&mut window);
    press(&mut window, Key::Backspace);
    window
        .get_by_role_and_label(AccessRole::TextInput, &name)
        .type_text("27");
    settle(&mut window);
    let row = &dialog(&window).rows[0];
    assert_eq!(row.system, SystemChoice::Typed("EPSG:4527".to_owned()));
    assert_eq!(row.settled_spec().unwrap().crs, Some(CrsId::Epsg(4527)));
    assert!(dialog(&window).can_add());
}

#[test]
fn a_file_that_cannot_be_read_stands_in_the_dialog_and_stops_nothing() {
    let (mut window, home) = Start::new(Language::En).window();
    let broken = home.path().join("broken.shp");
    fs::write(&broken, b"\x00\x00\x27\x0a not a shapefile").unwrap();
    let mut files = vec![broken];
    files.extend(a_surveyors_day(home.path()).into_iter().take(1));
    request(&mut window, Action::OpenPaths(files));
    assert!(dialog(&window).rows[0].known.is_err());
    window.get_by_label(&text(&window, "add-unreadable"));
    assert!(dialog(&window).can_add());
    click_label(&mut window, "Add");
    assert_eq!(n_parcels(&window), 1);
}

#[test]
fn what_was_said_of_a_file_is_proposed_for_the_next_of_its_name() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    let next = home.path().join("2027");
    fs::create_dir(&next).unwrap();
    let layer = &io::read(&files[1], None, &Ticket::new()).unwrap()[0];
    let again = next.join("YJJBNTTB.shp");
    io::write(&again, layer, &WriteOptions::default(), &Ticket::new()).unwrap();
    fs::remove_file(next.join("YJJBNTTB.prj")).ok();
    request(&mut window, Action::OpenPaths(vec![files[1].clone()]));
    let candidate = labels(&window)
        .into_iter()
        .find(|label| label.starts_with("EPSG:4527"))
        .unwrap();
    window
        .get_by_role_and_label(AccessRole::RadioButton, &candidate)
        .click();
    settle(&mut window);
    click_label(&mut window, "添加");
    request(&mut window, Action::OpenPaths(vec![again]));
    let row = &dialog(&window).rows[0];
    let candidate = SystemChoice::Candidate {
        crs: CrsId::Epsg(4527),
        swap_axes: false,
    };
    assert_eq!((row.is_remembered, &row.system), (true, &candidate));
    assert!(labels(&window).contains("同上次"));
    assert!(dialog(&window).can_add());
    // It is proposed; what is certain is something else.
    assert!(dialog(&window).certain().is_empty());
}

#[test]
fn an_older_datum_asks_for_its_shift_before_anything_is_added() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    request(&mut window, Action::OpenPaths(vec![files[1].clone()]));
    let candidate = labels(&window)
        .into_iter()
        .find(|label| label.starts_with("EPSG:2363"))
        .unwrap();
    window
        .get_by_role_and_label(AccessRole::RadioButton, &candidate)
        .click();
    settle(&mut window);
    assert!(!dialog(&window).can_add());
    let name = text(&window, "dossier-shift");
    window.get_by_label(&text(&window, "dossier-shift-needed"));
    window.get_by_role_and_label(AccessRole::TextInput, &name).focus();
    settle(&mut window);
    let shift = home.path().join("西安80.shift.toml");
    window
        .get_by_role_and_label(AccessRole::TextInput, &name)
        .type_text(&shift.display().to_string());
    settle(&mut window);
    let row = &dialog(&window).rows[0];
    assert_eq!(row.settled_spec().unwrap().shift, Some(shift));
    // A file that is not there is said to be missing, nothing is added, and what was chosen stands there still.
    click_label(&mut window, "添加");
    assert!(window.state().workspace().document.is_empty());
    assert_eq!(window.state().workspace().messages.n_problems(), 1);
    let row = &dialog(&window).rows[0];
    assert_eq!(row.refused.as_ref().unwrap().code, "shift-unreadable");
    assert!(row.known.is_ok() && row.settled_spec().is_some());
}
