//! The import dialog under the hands of somebody who changes his mind, and over files that are not in order.

use std::fs;
use std::path::Path;

use egui::accesskit::Role as AccessRole;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use redline::crs::CrsId;
use redline::gui::action::Action;
use redline::gui::dialogs::{ImportRow, SystemChoice};
use redline::gui::shell::FixedPicker;
use redline::gui::view_state::Dialog;
use redline::io::{self, Encoding, WriteOptions};
use redline::layer::{Note, ParcelId, Role};
use redline::progress::Ticket;
use redline::text::Language;
use redline::workspace::dossier::system::SystemProposal;
use redline::workspace::jobs::JobId;
use redline::workspace::settings::Settings;
use redline::workspace::task::Part;

use super::import::{a_surveyors_day, dialog, in_zone, labels, square};
use super::{Start, Window, click_label, n_parcels, press, request, sample, settle, text};

fn row<'a>(window: &'a Window, name: &str) -> &'a ImportRow {
    let rows = &dialog(window).rows;
    rows.iter().find(|row| row.name() == name).unwrap()
}

fn choose_candidate(window: &mut Window, name: &str, code: &str) {
    window.get_by_label(name).click();
    settle(window);
    let label = labels(window)
        .into_iter()
        .find(|label| label.starts_with(code))
        .unwrap();
    window
        .get_by_role_and_label(AccessRole::RadioButton, &label)
        .click();
    settle(window);
}

fn type_into(window: &mut Window, name: &str, typed: &str) {
    window.get_by_role_and_label(AccessRole::TextInput, name).focus();
    settle(window);
    window
        .get_by_role_and_label(AccessRole::TextInput, name)
        .type_text(typed);
    settle(window);
}

fn n_layers(window: &Window) -> usize {
    window.state().workspace().document.layers.len()
}

#[test]
fn a_layer_that_cannot_be_added_stays_with_its_choices_and_the_others_are_added() {
    for language in Language::ALL {
        let (mut window, home) = Start::new(language).window();
        let files = a_surveyors_day(home.path());
        request(&mut window, Action::OpenPaths(files));
        choose_candidate(&mut window, "生态保护红线.dxf", "EPSG:4527");
        choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:2363");
        let name = text(&window, "dossier-shift");
        let missing = home.path().join("没有.shift.toml");
        type_into(&mut window, &name, &missing.display().to_string());
        let add = text(&window, "add-verb");
        click_label(&mut window, &add);
        assert_eq!((n_parcels(&window), n_layers(&window)), (1, 1));
        let rows = &dialog(&window).rows;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].refused.as_ref().unwrap().code, "shift-unreadable");
        assert_eq!(rows[0].part, Part::Layer(Role::BasicFarmland));
        assert_eq!(rows[0].settled_spec().unwrap().shift, Some(missing));
        window.get_by_label(&text(&window, "add-refused"));
        // Put right, it is added too.
        choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:4527");
        click_label(&mut window, &add);
        assert_eq!((n_parcels(&window), n_layers(&window)), (1, 2));
        assert!(window.state().view().dialog.is_none());
    }
}

#[test]
fn files_dropped_on_the_open_dialog_join_the_others_and_no_file_stands_twice() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    request(&mut window, Action::OpenPaths(files[..2].to_vec()));
    choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:4527");
    // The same file by another path, with what always lies beside it.
    let again = home.path().join(".").join("YJJBNTTB.shp");
    let beside = again.with_extension("dbf");
    request(
        &mut window,
        Action::OpenPaths(vec![again.clone(), again, beside, files[2].clone()]),
    );
    let names: Vec<String> = dialog(&window).rows.iter().map(ImportRow::name).collect();
    assert_eq!(names, ["城西小学界址点.txt", "YJJBNTTB.shp", "生态保护红线.dxf"]);
    assert!(row(&window, "YJJBNTTB.shp").settled_spec().is_some());
}

#[test]
fn files_that_come_with_a_plan_are_looked_at_when_it_is_open() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    let other = home.path().join("other.toml");
    request(
        &mut window,
        Action::OpenPaths(vec![files[0].clone(), sample(), other]),
    );
    assert_eq!(n_parcels(&window), 41);
    assert_eq!(dialog(&window).rows.len(), 1);
    assert!(!dialog(&window).surroundings.parcels.is_empty());
    // A plan that cannot be opened does not take the files with it.
    request(&mut window, Action::Escape);
    request(&mut window, Action::CloseProject);
    let broken = home.path().join("broken.toml");
    fs::write(&broken, "not a plan").unwrap();
    request(&mut window, Action::OpenPaths(vec![broken, files[0].clone()]));
    assert_eq!(dialog(&window).rows.len(), 1);
    assert!(window.state().workspace().messages.n_problems() > 0);
}

#[test]
fn a_file_that_reads_only_as_it_is_told_is_read_so() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let rows = "点号,x,y\n甲,450000,400000\n甲,450100,400000\n甲,450100,400100\n甲,450000,400100\n";
    let table = home.path().join("points.csv");
    fs::write(&table, Encoding::GBK.encode(rows).0).unwrap();
    request(&mut window, Action::OpenPaths(vec![table]));
    assert!(row(&window, "points.csv").known.is_err());
    window.get_by_label(&text(&window, "otherwise-hint"));
    for (field, choice) in [
        ("export-axes", "export-axes-east-first"),
        ("otherwise-degrees", "otherwise-decimal"),
    ] {
        let field = text(&window, field);
        window.get_by_role_and_label(AccessRole::ComboBox, &field).click();
        settle(&mut window);
        let choice = text(&window, choice);
        click_label(&mut window, &choice);
    }
    let field = text(&window, "dossier-encoding");
    window.get_by_role_and_label(AccessRole::ComboBox, &field).click();
    settle(&mut window);
    click_label(&mut window, "GBK");
    let field = text(&window, "dossier-system-type");
    type_into(&mut window, &field, "4548");
    let again = text(&window, "otherwise-again");
    click_label(&mut window, &again);
    let row = row(&window, "points.csv");
    let dossier = row.known.as_ref().unwrap();
    assert_eq!((row.spec.encoding, dossier.counts.read), (Some(Encoding::GBK), 1));
    assert!(
        matches!(&dossier.system, SystemProposal::Certain(decided) if decided.crs.id == CrsId::Epsg(4548))
    );
    click_label(&mut window, "添加");
    assert_eq!(n_parcels(&window), 1);
}

#[test]
fn a_system_is_found_by_its_meridian_and_shows_what_it_gives() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    request(&mut window, Action::OpenPaths(files[1..2].to_vec()));
    let field = text(&window, "dossier-system-type");
    type_into(&mut window, &field, "cgcs2000 117 39");
    let suggestion = labels(&window)
        .into_iter()
        .find(|label| label.starts_with("EPSG:4527") && label.contains("带带号"))
        .unwrap();
    click_label(&mut window, &suggestion);
    let look = text(&window, "dossier-system-look");
    click_label(&mut window, &look);
    let as_said = row(&window, "YJJBNTTB.shp");
    assert_eq!(as_said.spec.crs, Some(CrsId::Epsg(4527)));
    assert!(as_said.known.as_ref().unwrap().outline.is_some());
    let back = text(&window, "dossier-system-as-file");
    click_label(&mut window, &back);
    assert!(!row(&window, "YJJBNTTB.shp").is_settled());
}

/// A file with two layers, neither with a system.
fn two_layers(home: &Path) -> std::path::PathBuf {
    let path = home.join("两层.zip");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, x) in [("甲", 39_369_050.0), ("乙", 39_369_600.0)] {
        let source = home.join("source.geojson");
        fs::write(
            &source,
            in_zone(&[(x, 3_282_950.0, 200.0)], "{\"名称\":\"水田\"}"),
        )
        .unwrap();
        let layer = &io::read(&source, None, &Ticket::new()).unwrap()[0];
        let shapefile = home.join(name).with_extension("shp");
        let options = WriteOptions {
            encoding: Some(Encoding::GBK),
            ..WriteOptions::default()
        };
        io::write(&shapefile, layer, &options, &Ticket::new()).unwrap();
        for ending in ["shp", "shx", "dbf"] {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(format!("{name}.{ending}"), options).unwrap();
            let bytes = fs::read(shapefile.with_extension(ending)).unwrap();
            std::io::Write::write_all(&mut archive, &bytes).unwrap();
        }
    }
    archive.finish().unwrap();
    path
}

#[test]
fn looking_at_one_layer_anew_leaves_what_was_chosen_for_the_others() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let file = two_layers(home.path());
    request(&mut window, Action::OpenPaths(vec![file]));
    choose_candidate(&mut window, "两层.zip · 甲", "EPSG:4527");
    window.get_by_label("两层.zip · 乙").click();
    settle(&mut window);
    let field = text(&window, "dossier-system-type");
    type_into(&mut window, &field, "4549");
    press(&mut window, Key::Enter);
    let candidate = SystemChoice::Candidate {
        crs: CrsId::Epsg(4527),
        swap_axes: false,
    };
    assert_eq!(row(&window, "两层.zip · 甲").system, candidate);
    assert_eq!(row(&window, "两层.zip · 乙").spec.crs, Some(CrsId::Epsg(4549)));
    // Another encoding is for the whole file; what was said of each layer is said again for it.
    let field = text(&window, "dossier-encoding");
    window.get_by_role_and_label(AccessRole::ComboBox, &field).click();
    settle(&mut window);
    click_label(&mut window, "GB18030");
    let rows = &dialog(&window).rows;
    assert!(
        rows.iter()
            .all(|row| row.spec.encoding == Some(Encoding::GB18030))
    );
    assert_eq!(row(&window, "两层.zip · 甲").system, candidate);
    let typed = SystemChoice::Typed("EPSG:4549".to_owned());
    assert_eq!(row(&window, "两层.zip · 乙").system, typed);
}

#[test]
fn a_habit_is_formed_when_the_file_was_added_and_not_before() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    let shapefile = files[1].clone();
    let remembered = |home: &Path| {
        let settings = Settings::read(&home.join("settings.toml")).settings;
        settings.habits.find(&shapefile, None).is_some()
    };
    request(&mut window, Action::OpenPaths(vec![files[1].clone()]));
    choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:2363");
    let name = text(&window, "dossier-shift");
    type_into(&mut window, &name, "nowhere.shift.toml");
    click_label(&mut window, "添加");
    assert!(!remembered(home.path()));
    choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:4527");
    click_label(&mut window, "添加");
    assert!(remembered(home.path()));
}

#[test]
fn what_was_asked_before_a_project_was_closed_does_not_come_after_it() {
    let (mut window, home) = super::opened(Language::ZhCn);
    let files = a_surveyors_day(home.path());
    window
        .state_mut()
        .request(Action::OpenPaths(vec![files[0].clone()]));
    window.step();
    window.state_mut().request(Action::CloseProject);
    settle(&mut window);
    assert!(window.state().workspace().document.is_empty());
    assert!(window.state().view().dialog.is_none());
    assert!(window.state().workspace().result().is_none());
}

const SHIFT: &str = r#"format = "redline.shift/1"
method = "plane_4"
source = "EPSG:2363"
target = "EPSG:4527"
point_order = "east_north"

[provenance]
given_by = "示例县自然资源局"
given_on = 2019-05-20

[[control_point]]
name = "K1"
x1 = 39368000.0
y1 = 3282000.0
x2 = 39368117.01
y2 = 3281994.0

[[control_point]]
name = "K2"
x1 = 39371000.0
y1 = 3282000.0
x2 = 39371117.0
y2 = 3281994.01

[[control_point]]
name = "K3"
x1 = 39371000.0
y1 = 3285000.0
x2 = 39371117.0
y2 = 3284994.0

[[control_point]]
name = "K4"
x1 = 39368000.0
y1 = 3285000.0
x2 = 39368117.0
y2 = 3284994.0
"#;

#[test]
fn a_datum_shift_is_picked_or_dropped_and_tells_what_it_is() {
    for language in Language::ALL {
        let mut start = Start::new(language);
        let shift = start.home.path().join("西安80.shift.toml");
        fs::write(&shift, SHIFT).unwrap();
        start.picker = Box::new(FixedPicker(vec![shift.clone()]));
        let (mut window, home) = start.window();
        let files = a_surveyors_day(home.path());
        // Without a layer that asks for it, it is of no use, and that is said.
        request(&mut window, Action::OpenPaths(vec![shift.clone()]));
        assert_eq!(window.state().workspace().messages.n_problems(), 1);
        request(&mut window, Action::OpenPaths(files[1..2].to_vec()));
        choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:2363");
        let pick = text(&window, "dossier-shift-pick");
        click_label(&mut window, &pick);
        let shifted = row(&window, "YJJBNTTB.shp");
        assert_eq!(shifted.spec.shift, Some(shift.clone()));
        let seen = labels(&window);
        for id in ["shift-fact-method", "shift-fact-accuracy", "shift-col-length"] {
            assert!(seen.contains(&text(&window, id)), "{id} in {seen:?}");
        }
        assert!(seen.contains("K3") && seen.iter().any(|label| label.contains("RMS")));
        request(&mut window, Action::Escape);
        // Dropped on the dialog it does the same.
        request(&mut window, Action::OpenPaths(files[1..2].to_vec()));
        choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:2363");
        request(&mut window, Action::OpenPaths(vec![shift.clone()]));
        assert_eq!(row(&window, "YJJBNTTB.shp").spec.shift, Some(shift));
        assert!(dialog(&window).can_add());
    }
}

#[test]
fn what_is_certain_is_added_with_one_click_while_the_rest_waits() {
    for language in Language::ALL {
        let (mut window, home) = Start::new(language).window();
        let files = a_surveyors_day(home.path());
        request(&mut window, Action::OpenPaths(files));
        // The others lie where the boundary file says for certain that it lies, and are shown there.
        let drawing = row(&window, "生态保护红线.dxf").known.as_ref().unwrap().clone();
        let SystemProposal::Likely(candidates) = &drawing.system else {
            panic!("{:?}", drawing.system)
        };
        let evidence: Vec<&str> = candidates[0].evidence.iter().map(|one| one.code()).collect();
        assert!(evidence.contains(&"at-project"), "{evidence:?}");
        let place = candidates[0].outline.as_ref().unwrap().bounds().unwrap();
        assert!(
            (115.6..115.7).contains(&place[0]) && (29.6..29.7).contains(&place[1]),
            "{place:?}"
        );
        window.get_by_label("生态保护红线.dxf").click();
        settle(&mut window);
        assert!(labels(&window).contains(&text(&window, "dossier-place")));
        let verb = window
            .state()
            .texts()
            .get_with("add-certain", &[("count", "1".to_owned())]);
        click_label(&mut window, &verb);
        assert_eq!((n_parcels(&window), n_layers(&window)), (1, 0));
        assert_eq!(dialog(&window).rows.len(), 2);
        // What was added is what the others are shown beside.
        assert_eq!(dialog(&window).surroundings.parcels.len(), 1);
        choose_candidate(&mut window, "生态保护红线.dxf", "EPSG:4527");
        choose_candidate(&mut window, "YJJBNTTB.shp", "EPSG:4527");
        let add = text(&window, "add-verb");
        click_label(&mut window, &add);
        assert_eq!((n_parcels(&window), n_layers(&window)), (1, 2));
    }
}

/// Parcels of which one crosses itself, one is not closed, one declares another area, and one cannot be read.
fn troubled(home: &Path) -> std::path::PathBuf {
    let feature = |name: &str, area: &str, ring: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"DKMC\":\"{name}\",\"YDMJ\":{area}}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}"
        )
    };
    let at = |dx: f64, dy: f64| format!("[{},{}]", 39_369_000.0 + dx, 3_282_900.0 + dy);
    let ring = |corners: &[(f64, f64)]| {
        let corners: Vec<String> = corners.iter().map(|(dx, dy)| at(*dx, *dy)).collect();
        format!("[{}]", corners.join(","))
    };
    let sound = |dx: f64| {
        ring(&[
            (dx, 0.0),
            (dx + 100.0, 0.0),
            (dx + 100.0, 100.0),
            (dx, 100.0),
            (dx, 0.0),
        ])
    };
    let bow_tie = [
        (0.0, 200.0),
        (100.0, 300.0),
        (100.0, 200.0),
        (0.0, 250.0),
        (0.0, 200.0),
    ];
    let open = [(200.0, 200.0), (300.0, 200.0), (300.0, 300.0), (200.0, 300.0)];
    let mut features: Vec<String> = (0..6)
        .map(|number| {
            feature(
                &format!("地块{number}"),
                "10000",
                &sound(150.0 * f64::from(number)),
            )
        })
        .collect();
    features.push(feature("蝴蝶结", "2500", &ring(&bow_tie)));
    features.push(feature("未闭合", "10000", &ring(&open)));
    features.push(feature("面积不符", "12500", &sound(1000.0)));
    features.push(feature("读不出", "10000", "[[\"x\",0],[1,1],[2,2],[\"x\",0]]"));
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:4527\"}}}},\
         \"features\":[{}]}}",
        features.join(",")
    );
    let path = home.join("拟用地块.geojson");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn everything_that_is_wrong_with_a_file_can_be_seen_and_repaired_before_it_is_added() {
    for language in Language::ALL {
        let (mut window, home) = Start::new(language).window();
        let file = troubled(home.path());
        let before = fs::read(&file).unwrap();
        request(&mut window, Action::OpenPaths(vec![file.clone()]));
        let dossier = row(&window, "拟用地块.geojson").known.as_ref().unwrap().clone();
        let counts = dossier.counts;
        assert_eq!(
            (counts.read, counts.kept, counts.altered, counts.quarantined),
            (10, 8, 1, 1)
        );
        let seen = labels(&window);
        let has = |part: &str| seen.iter().any(|label| label.contains(part));
        for part in [
            "10",
            "note-ring-closed",
            "note-ordinate-not-number",
            "note-area-differs",
            "YDMJ",
            "25.0",
        ] {
            assert!(has(part), "{part} in {seen:?}");
        }
        let feature = text_of_place(&window, &dossier.notes.iter().next().unwrap().clone());
        assert!(has(&feature), "{feature} in {seen:?}");
        // 833.33 m² and 3333.33 m²; along the boundary one is subtracted from the other.
        let crossing = &dossier.crossings[0];
        assert_eq!((dossier.crossings.len(), crossing.feature), (1, 6));
        assert!((crossing.offers[0].after_m2 / (12_500.0 / 3.0) - 1.0).abs() < 1e-3);
        let name = seen
            .iter()
            .find(|label| label.contains("498.94"))
            .unwrap_or_else(|| panic!("{seen:?}"));
        window.get_by_role_and_label(AccessRole::ComboBox, name).click();
        settle(&mut window);
        let repair = text(&window, "repair-even-odd");
        let repair = labels(&window)
            .into_iter()
            .find(|label| label.starts_with(&repair))
            .unwrap();
        click_label(&mut window, &repair);
        let add = text(&window, "add-verb");
        click_label(&mut window, &add);
        let parcels = window.state().workspace().document.parcels.as_ref().unwrap();
        assert_eq!(parcels.find(ParcelId(6)).unwrap().edits.len(), 1);
        let result = window.state().workspace().result().unwrap();
        let notes = &result.parcel_input.as_ref().unwrap().notes;
        assert_eq!(notes.count("note-parcel-repaired"), 1);
        // It is a change of its own, and the file is as it was.
        window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        settle(&mut window);
        let parcels = window.state().workspace().document.parcels.as_ref().unwrap();
        assert!(parcels.find(ParcelId(6)).unwrap().edits.is_empty());
        assert_eq!(fs::read(file).unwrap(), before);
    }
}

fn text_of_place(window: &Window, note: &Note) -> String {
    redline::report::place_words(window.state().texts(), &note.place)
}

#[test]
fn a_click_beside_the_dialog_does_not_throw_its_choices_away() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let file = home.path().join("a.geojson");
    fs::write(&file, square(115.66, 29.67, 0.002, "{}")).unwrap();
    request(&mut window, Action::OpenPaths(vec![file]));
    super::click_at(
        &mut window,
        egui::Pos2::new(5.0, 895.0),
        egui::PointerButton::Primary,
    );
    assert!(matches!(window.state().view().dialog, Some(Dialog::Import(_))));
}

#[test]
fn an_import_that_is_stopped_loses_nothing() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let files = a_surveyors_day(home.path());
    request(&mut window, Action::OpenPaths(files));
    let additions = dialog(&window).certain();
    window.state_mut().request(Action::Import(additions));
    // The first job looked at the files; this is the second.
    window.state_mut().request(Action::Cancel(JobId(1)));
    settle(&mut window);
    // It may have been done before it could be stopped. Else it stands there again, as it was chosen.
    let boundary = dialog(&window)
        .rows
        .iter()
        .find(|row| row.name() == "城西小学界址点.txt");
    assert_eq!(boundary.is_some(), n_parcels(&window) == 0);
    if let Some(row) = boundary {
        assert_eq!(row.refused.as_ref().unwrap().code, "import-cancelled");
        assert!(row.part == Part::Parcels && row.settled_spec().is_some());
    }
}

#[test]
fn the_likeliest_system_is_taken_with_one_click_from_the_list() {
    for language in Language::ALL {
        let (mut window, home) = Start::new(language).window();
        let files = a_surveyors_day(home.path());
        request(&mut window, Action::OpenPaths(files));
        for name in ["YJJBNTTB.shp", "生态保护红线.dxf"] {
            let crs = [("crs", "EPSG:4527".to_owned())];
            let verb = window.state().texts().get_with("add-take-likely", &crs);
            click_label(&mut window, &format!("{verb} · {name}"));
            // What was taken is shown.
            let shown = dialog(&window);
            assert_eq!(shown.rows[shown.selected].name(), name);
            let settled = shown.rows.iter().filter(|row| row.is_settled()).count();
            assert_eq!(shown.certain().len(), settled);
        }
        let add = text(&window, "add-verb");
        click_label(&mut window, &add);
        assert_eq!((n_parcels(&window), n_layers(&window)), (1, 2));
    }
}
