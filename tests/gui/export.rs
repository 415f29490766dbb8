//! Layers on their way into files, and repairs of parcels.

use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role as AccessRole;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use redline::check::Verdict;
use redline::gui::action::Action;
use redline::gui::dialogs::ExportDialog;
use redline::gui::shell::FixedPicker;
use redline::gui::view_state::{BottomTab, Dialog, LayerKey};
use redline::io::{self, Encoding};
use redline::layer::{Role, SourceLayer};
use redline::progress::Ticket;
use redline::text::Language;
use redline::workspace::task::{Addition, Part};

use super::{Start, Window, click_label, press, request, settle, text};

/// A polygon in the 3° zone 39, metres from a corner.
fn polygon(name: &str, ring: &[(f64, f64)]) -> String {
    let positions: Vec<String> = ring
        .iter()
        .chain(ring.first())
        .map(|(x, y)| format!("[{},{}]", 39_369_000.0 + x, 3_283_000.0 + y))
        .collect();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"DKMC\":\"{name}\"}},\"geometry\":{{\"type\":\"Polygon\",\
         \"coordinates\":[[{}]]}}}}",
        positions.join(",")
    )
}

fn collection(features: &[String]) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:4527\"}}}},\
         \"features\":[{}]}}",
        features.join(",")
    )
}

fn square(name: &str, x: f64, side: f64) -> String {
    polygon(name, &[(x, 0.0), (x + side, 0.0), (x + side, side), (x, side)])
}

/// Parcels and a red line that covers everything about them.
fn import(window: &mut Window, home: &Path, parcels: &[String]) -> PathBuf {
    let [own, red] = ["拟用地块.geojson", "红线.geojson"].map(|name| home.join(name));
    fs::write(&own, collection(parcels)).unwrap();
    fs::write(&red, collection(&[square("红线", -500.0, 2000.0)])).unwrap();
    let additions = vec![
        Addition::of_path(own, Part::Parcels),
        Addition::of_path(red.clone(), Part::Layer(Role::EcoRedline)),
    ];
    request(window, Action::Import(additions));
    red
}

fn read(path: &Path) -> SourceLayer {
    io::read(path, None, &Ticket::new()).unwrap().remove(0)
}

fn dialog(window: &Window) -> &ExportDialog {
    match &window.state().view().dialog {
        Some(Dialog::Export(dialog)) => dialog,
        other => panic!("no export dialog but {other:?}"),
    }
}

fn last_message(window: &Window) -> String {
    let messages = window.state().workspace().messages.list();
    let ids: Vec<&str> = messages.iter().map(|message| message.id.as_str()).collect();
    ids.join(" ")
}

#[test]
fn parcels_are_exported_to_a_typed_path_in_both_languages() {
    for language in Language::ALL {
        let (mut window, home) = Start::new(language).window();
        import(&mut window, home.path(), &[square("甲", 0.0, 100.0)]);
        request(&mut window, Action::ExportLayer(LayerKey::Parcels));
        // A name is offered that replaces nothing.
        let Some(Dialog::Path(path)) = &window.state().view().dialog else {
            panic!("no path dialog")
        };
        assert!(path.text.ends_with("拟用地块-2.geojson"), "{}", path.text);
        window.get_by_label(&text(&window, "path-verb-layer"));
        press(&mut window, Key::Enter);
        assert!(!dialog(&window).replaces);
        for id in ["export-file", "export-decimals"] {
            let name = text(&window, id);
            assert!(window.query_all_by_label_contains(&name).next().is_some(), "{id}");
        }
        let verb = text(&window, "export-verb");
        window.get_by_role_and_label(AccessRole::Button, &verb).click();
        settle(&mut window);
        let written = read(&home.path().join("拟用地块-2.geojson"));
        assert_eq!(written.chunks, read(&home.path().join("拟用地块.geojson")).chunks);
        assert!(last_message(&window).contains("message-layer-exported"));
        assert_eq!(window.state().view().bottom, Some(BottomTab::Messages));
        assert!(
            window
                .query_all_by_label_contains("拟用地块-2.geojson")
                .next()
                .is_some()
        );
    }
}

#[test]
fn a_constraint_layer_is_exported_from_its_menu_as_a_shapefile_in_gbk() {
    let mut start = Start::new(Language::ZhCn);
    let target = start.home.path().join("导出.shp");
    start.picker = Box::new(FixedPicker(vec![target.clone()]));
    let (mut window, home) = start.window();
    let red = import(&mut window, home.path(), &[square("甲", 0.0, 100.0)]);
    window.get_by_label("红线 1").click_secondary();
    settle(&mut window);
    click_label(&mut window, "导出图层…");
    assert_eq!(dialog(&window).path, target);
    window
        .get_by_role_and_label(AccessRole::ComboBox, "文本编码")
        .click();
    settle(&mut window);
    click_label(&mut window, "GBK");
    assert_eq!(dialog(&window).options.encoding, Some(Encoding::GBK));
    window
        .get_by_role_and_label(AccessRole::Button, "写出图层")
        .click();
    settle(&mut window);
    let geometry = |layer: &SourceLayer| layer.chunks[0].geometry.clone();
    assert_eq!(read(&target).bounds(), read(&red).bounds());
    assert_eq!(geometry(&read(&target)).len(), geometry(&read(&red)).len());
    assert!(fs::read(target.with_extension("cpg")).is_ok());
}

#[test]
fn a_layer_whose_file_changed_is_not_exported() {
    let (mut window, home) = Start::new(Language::En).window();
    let red = import(&mut window, home.path(), &[square("甲", 0.0, 100.0)]);
    fs::write(&red, collection(&[square("红线", -400.0, 2000.0)])).unwrap();
    let id = window.state().workspace().document.layers[0].id;
    let target = home.path().join("out.geojson");
    request(
        &mut window,
        Action::ExportLayerAs(LayerKey::Layer(id), target.clone()),
    );
    let verb = text(&window, "export-verb");
    window.get_by_role_and_label(AccessRole::Button, &verb).click();
    settle(&mut window);
    assert!(!target.exists());
    let problem = window.state().workspace().messages.last_problem().unwrap();
    assert_eq!(problem.id, "export-source-changed");
}

#[test]
fn an_unknown_extension_is_said_before_anything_is_written() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    import(&mut window, home.path(), &[square("甲", 0.0, 100.0)]);
    let target = home.path().join("a.xyz");
    request(&mut window, Action::ExportLayerAs(LayerKey::Parcels, target));
    assert!(window.query_all_by_label_contains(".xyz").next().is_some());
    window
        .get_by_role_and_label(AccessRole::Button, "写出图层")
        .click();
    settle(&mut window);
    assert!(matches!(window.state().view().dialog, Some(Dialog::Export(_))));
    press(&mut window, Key::Escape);
    assert!(window.state().view().dialog.is_none());
}

/// Verdict and area of the only parcel, and how many notes on repairs are in the report.
fn only_parcel(window: &Window) -> (Verdict, f64, u64) {
    let result = window.state().workspace().result().unwrap();
    let notes = &result.parcel_input.as_ref().unwrap().notes;
    (
        result.parcels[0].verdict,
        result.parcels[0].areas.gauss_kruger_m2().unwrap_or_default(),
        notes.count("note-parcel-repaired"),
    )
}

/// Selects the first item and repairs its parcel by a click on its card.
fn repair_on_card(window: &mut Window, verb: &str) {
    let key = window.state().derived().inbox.items[0].key.clone();
    request(window, Action::SelectItem(key));
    window.get_by_label("修复");
    click_label(window, verb);
}

#[test]
fn ground_enclosed_twice_is_undetermined_until_it_is_repaired_and_undo_brings_it_back() {
    // 4 100 m², of which 2 000 m² are enclosed twice.
    let ring = [
        (0.0, 0.0),
        (60.0, 0.0),
        (60.0, 60.0),
        (-10.0, 60.0),
        (-10.0, 10.0),
        (50.0, 10.0),
        (50.0, 50.0),
        (0.0, 50.0),
    ];
    let (mut window, home) = Start::new(Language::ZhCn).window();
    import(&mut window, home.path(), &[polygon("重叠", &ring)]);
    for (verb, wanted) in [("交叠处扣除", 2100.0), ("交叠处合并", 4100.0)] {
        let (verdict, _, notes) = only_parcel(&window);
        assert_eq!((verdict, notes), (Verdict::Undetermined, 0));
        repair_on_card(&mut window, verb);
        let (verdict, area, notes) = only_parcel(&window);
        assert_eq!((verdict, notes), (Verdict::Conflict, 1));
        assert!((area - wanted).abs() < 0.001, "{verb}: {area}");
        assert!(window.query_by_label("修复").is_none());
        window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        settle(&mut window);
    }
    assert_eq!(only_parcel(&window).0, Verdict::Undetermined);
    let file = fs::read_to_string(home.path().join("拟用地块.geojson")).unwrap();
    assert_eq!(file, collection(&[polygon("重叠", &ring)]));
}

#[test]
fn a_bow_tie_becomes_its_two_triangles() {
    // The crossing lies at x = y = 100/3: triangles of 833.33 m² and 3333.33 m².
    let ring = [(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 50.0)];
    let (mut window, home) = Start::new(Language::ZhCn).window();
    import(&mut window, home.path(), &[polygon("蝴蝶结", &ring)]);
    repair_on_card(&mut window, "交叠处扣除");
    let (verdict, area, notes) = only_parcel(&window);
    assert_eq!((verdict, notes), (Verdict::Conflict, 1));
    assert!((area - 12_500.0 / 3.0).abs() < 0.001, "{area}");
    let parcels = window.state().workspace().document.parcels.as_ref().unwrap();
    let parcel = parcels.parcels().next().unwrap();
    assert_eq!(parcel.source.all_rings().count(), 2);
    // The report tells it too.
    let result = window.state().workspace().result().unwrap();
    let notes = &result.parcel_input.as_ref().unwrap().notes;
    let note = notes
        .iter()
        .find(|note| note.code == "note-parcel-repaired")
        .unwrap();
    let said = window.state().texts().note(note);
    assert!(said.contains("蝴蝶结") && said.contains("交叠处扣除"), "{said}");
    request(&mut window, Action::Undo);
    assert_eq!(only_parcel(&window).2, 0);
}
