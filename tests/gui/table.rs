//! The attribute table, linked with map and inbox.

use std::fs;
use std::path::Path;

use egui::accesskit::Role as AccessRole;
use egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use redline::geometry::{Bounds, Point};
use redline::gui::action::Action;
use redline::gui::map::{Choice, MapAction};
use redline::gui::table::{Picking, TableStep};
use redline::gui::view_state::{BottomTab, LayerKey};
use redline::layer::table::{Arranged, ColumnId};
use redline::layer::{ParcelId, Role};
use redline::text::Language;
use redline::workspace::document::LayerId;
use redline::workspace::settings::{Preset, ThemeChoice};
use redline::workspace::task::{Addition, Part};

use super::{Start, Window, click_at, on_screen, press, request, settle, text};

/// A square in the 3° zone 39, metres from a corner, with its fields.
fn square(x: f64, fields: &str) -> String {
    let ring: Vec<String> = [(x, 0.0), (x + 80.0, 0.0), (x + 80.0, 80.0), (x, 80.0), (x, 0.0)]
        .iter()
        .map(|(x, y)| format!("[{},{}]", 39_369_000.0 + x, 3_283_000.0 + y))
        .collect();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{{fields}}},\"geometry\":{{\"type\":\"Polygon\",\
         \"coordinates\":[[{}]]}}}}",
        ring.join(",")
    )
}

fn write(path: &Path, features: &[String]) {
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:4527\"}}}},\
         \"features\":[{}]}}",
        features.join(",")
    );
    fs::write(path, text).unwrap();
}

/// Three parcels and a red line of two features, the table open.
fn window(language: Language, theme: ThemeChoice) -> (Window, tempfile::TempDir) {
    let mut start = Start::new(language);
    start.theme = theme;
    let (mut window, home) = start.window();
    let [parcels, red] = ["地块.geojson", "红线.geojson"].map(|name| home.path().join(name));
    let names = [
        r#""DKMC":"B-17","面积":12.5,"备注":"a\t\"b\"\nc""#,
        r#""DKMC":"B-9","面积":"7""#,
        r#""DKMC":"甲","面积":100"#,
    ];
    let features: Vec<String> = (0..)
        .zip(names)
        .map(|(number, fields)| square(100.0 * f64::from(number), fields))
        .collect();
    write(&parcels, &features);
    let red_fields = [r#""HXMC":"北""#, r#""HXMC":"南""#];
    let features: Vec<String> = [40.0, 240.0]
        .iter()
        .zip(red_fields)
        .map(|(x, fields)| square(*x, fields))
        .collect();
    write(&red, &features);
    let additions = vec![
        Addition::of_path(parcels, Part::Parcels),
        Addition::of_path(red, Part::Layer(Role::EcoRedline)),
    ];
    request(&mut window, Action::Import(additions));
    press(&mut window, Key::F6);
    assert_eq!(window.state().view().bottom, Some(BottomTab::Table));
    (window, home)
}

fn table(window: &Window) -> &Arranged {
    window.state().view().table.arranged.as_ref().unwrap()
}

/// The rows in the order in which they are shown.
fn rows(window: &Window) -> Vec<u32> {
    let table = table(window);
    (0..table.len()).filter_map(|place| table.row_at(place)).collect()
}

fn picked(window: &Window) -> Vec<u32> {
    let state = &window.state().view().table;
    (0..20).filter(|row| state.picked.contains(*row)).collect()
}

fn click_row(window: &mut Window, part: &str) {
    window
        .get_all_by_role(AccessRole::Row)
        .find(|row| {
            row.accesskit_node()
                .label()
                .is_some_and(|label| label.contains(part))
        })
        .unwrap()
        .click();
    // A pause, so that two clicks are not one double click.
    window.run_steps(30);
    settle(window);
}

fn step(window: &mut Window, step: TableStep) {
    request(window, Action::Table(step));
}

fn has_header(window: &Window, name: &str) -> bool {
    window
        .query_by_role_and_label(AccessRole::ColumnHeader, name)
        .is_some()
}

fn click_header(window: &mut Window, name: &str) {
    window
        .get_by_role_and_label(AccessRole::ColumnHeader, name)
        .click();
    settle(window);
}

#[test]
fn rows_are_sorted_by_the_header_and_filtered_by_what_is_typed_in_both_languages() {
    for (language, theme) in [
        (Language::ZhCn, ThemeChoice::Light),
        (Language::En, ThemeChoice::Dark),
    ] {
        let (mut window, _home) = window(language, theme);
        let count = |window: &Window, shown: &str| {
            let args = [("shown", shown.to_owned()), ("all", "3".to_owned())];
            let said = window.state().texts().get_with("table-count", &args);
            window.get_by_label(&said);
        };
        count(&window, "3");
        for (mark, order) in [("", [1, 0, 2]), (" ▲", [2, 0, 1]), (" ▼", [0, 1, 2])] {
            click_header(&mut window, &format!("面积{mark}"));
            assert_eq!(rows(&window), order);
        }
        click_header(&mut window, "DKMC");
        assert_eq!(rows(&window), [1, 0, 2]);
        let field = text(&window, "table-filter");
        let input = window.get_by_role_and_label(AccessRole::TextInput, &field);
        input.focus();
        input.type_text("面积 < 50");
        settle(&mut window);
        assert_eq!(rows(&window), [1, 0]);
        count(&window, "2");
        step(&mut window, TableStep::Filter("b-1".to_owned()));
        assert_eq!(rows(&window), [0]);
        step(&mut window, TableStep::Filter("没有 = 1".to_owned()));
        let args = [("name", "没有".to_owned())];
        let said = window.state().texts().get_with("table-unknown-field", &args);
        window.get_by_label(&said);
        assert!(rows(&window).is_empty());
    }
}

#[test]
fn a_row_selects_its_parcel_on_the_map_and_the_map_and_the_inbox_select_the_row() {
    for language in Language::ALL {
        let (mut window, _home) = window(language, ThemeChoice::Light);
        click_row(&mut window, "B-9");
        let view = window.state().view();
        assert_eq!((view.parcel, picked(&window)), (Some(ParcelId(1)), vec![1]));
        // The map selects.
        let bounds = window.state().derived().parcel_box(ParcelId(2)).unwrap();
        let at = on_screen(&window, bounds.center());
        click_at(&mut window, at, PointerButton::Primary);
        assert_eq!(window.state().view().parcel, Some(ParcelId(2)));
        assert_eq!(
            (picked(&window), window.state().view().table.current),
            (vec![2], Some(2))
        );
        // The inbox selects.
        press(&mut window, Key::N);
        let item = window.state().view().item.clone().unwrap();
        let row = table(&window).rows.row_of(item.parcel).unwrap();
        assert_eq!(picked(&window), [row]);
        press(&mut window, Key::Escape);
        assert!(picked(&window).is_empty());
        // A double click shows it.
        request(&mut window, Action::ZoomOut);
        let before = window.state().view().viewport.metres_per_pixel;
        let row = window
            .get_all_by_role(AccessRole::Row)
            .find(|row| {
                row.accesskit_node()
                    .label()
                    .is_some_and(|label| label.contains("甲"))
            })
            .unwrap();
        let at = row.rect().center();
        for pressed in [true, false, true, false] {
            window.hover_at(at);
            window.event(super::button(at, PointerButton::Primary, pressed));
        }
        settle(&mut window);
        assert!(window.state().view().viewport.metres_per_pixel < before);
        assert_eq!(window.state().view().parcel, Some(ParcelId(2)));
    }
}

#[test]
fn a_constraint_layer_has_a_table_linked_with_the_map_and_the_finding() {
    let (mut window, _home) = window(Language::ZhCn, ThemeChoice::Dark);
    let id = window.state().workspace().document.layers[0].id;
    window.get_by_label("红线 2").click_secondary();
    settle(&mut window);
    let entry = text(&window, "layer-table");
    window.get_by_label(&entry).click();
    settle(&mut window);
    assert_eq!(table(&window).rows.len(), 2);
    click_row(&mut window, "南");
    let view = window.state().view();
    assert_eq!((view.feature, view.parcel), (Some((id, 1)), None));
    // Where no parcel lies, the map selects a feature of the layer in the table.
    let layer = window.state().workspace().document.layers[0].layer.clone();
    let bounds = layer.bounds_of(0);
    let at = on_screen(&window, bounds.center()) - Vec2::new(0.0, 2.0);
    click_at(&mut window, at, PointerButton::Primary);
    assert_eq!(window.state().view().feature, Some((id, 0)));
    assert_eq!(picked(&window), [0]);
    // The row of the feature that a finding is about.
    request(&mut window, Action::SelectParcel(Some(ParcelId(2))));
    assert_eq!((window.state().view().feature, picked(&window)), (None, vec![1]));
    // When the layer goes, the table shows what is left.
    request(&mut window, Action::RemoveLayer(id));
    assert_eq!(window.state().view().table.layer, Some(LayerKey::Parcels));
    assert_eq!(table(&window).rows.len(), 3);
}

#[test]
fn rows_are_picked_with_keys_and_copied_as_a_table() {
    let (mut window, _home) = window(Language::En, ThemeChoice::Light);
    step(&mut window, TableStep::Sort(ColumnId::Field("DKMC".to_owned())));
    click_row(&mut window, "B-9");
    press(&mut window, Key::ArrowDown);
    assert_eq!(
        (picked(&window), window.state().view().parcel),
        (vec![0], Some(ParcelId(0)))
    );
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    settle(&mut window);
    assert_eq!(picked(&window), [0, 1]);
    step(&mut window, TableStep::Pick(2, Picking::Toggle));
    assert_eq!(picked(&window), [0, 1, 2]);
    step(&mut window, TableStep::Pick(2, Picking::Toggle));
    assert_eq!(picked(&window), [0, 1]);
    window.event(Event::Copy);
    let copied = copied(&mut window);
    assert_eq!(
        copied,
        "#\tVerdict\tConflict area (largest role, m²)\tDKMC\t面积\t备注\n\
         2\tInvolved · Prohibited\t1599.32\tB-9\t7\t\n\
         1\tInvolved · Prohibited\t3198.65\tB-17\t12.5\t\"a\t\"\"b\"\"\nc\"\n"
    );
    // A hidden column is not copied, and comes back.
    let menu = text(&window, "table-columns");
    window.get_by_label(&menu).click();
    settle(&mut window);
    window.get_by_role_and_label(AccessRole::CheckBox, "备注").click();
    settle(&mut window);
    press(&mut window, Key::Escape);
    assert!(!has_header(&window, "备注"));
    step(&mut window, TableStep::PickAll);
    step(&mut window, TableStep::Copy);
    assert_eq!(window.state().view().table.picked.len(), 3);
    step(&mut window, TableStep::ShowAllColumns);
    assert!(has_header(&window, "备注"));
}

/// Runs frames until a text goes to the clipboard.
fn copied(window: &mut Window) -> String {
    for _ in 0..2000 {
        window.step();
        let commands = &window.output().platform_output.commands;
        for command in commands {
            if let OutputCommand::CopyText(text) = command {
                return text.clone();
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("nothing was copied")
}

#[test]
fn an_edit_keeps_the_table_true_and_a_closed_table_keeps_nothing() {
    let (mut window, _home) = window(Language::ZhCn, ThemeChoice::Light);
    click_row(&mut window, "B-9");
    press(&mut window, Key::Delete);
    assert_eq!(table(&window).rows.len(), 2);
    assert!(picked(&window).is_empty());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(table(&window).rows.len(), 3);
    press(&mut window, Key::F6);
    assert!(window.state().view().table.arranged.is_none());
    press(&mut window, Key::F6);
    step(&mut window, TableStep::Show(LayerKey::Layer(LayerId(0))));
    request(&mut window, Action::CloseProject);
    assert!(window.state().view().table.arranged.is_none());
    let said = text(&window, "table-none");
    window.get_by_label(&said);
}

#[test]
fn thousands_of_rows_scroll_to_the_selected_one_and_idle_draws_nothing() {
    let (mut window, home) = Start::new(Language::ZhCn).window();
    let path = home.path().join("很多.geojson");
    let features: Vec<String> = (0..3000)
        .map(|number| square(100.0 * f64::from(number), &format!(r#""BSM":"{number}""#)))
        .collect();
    write(&path, &features);
    let part = Part::Layer(Role::LandUse);
    request(&mut window, Action::Import(vec![Addition::of_path(path, part)]));
    press(&mut window, Key::F6);
    let n_drawn = |window: &Window| window.get_all_by_role(AccessRole::Row).count();
    assert!((2..40).contains(&n_drawn(&window)));
    let id = window.state().workspace().document.layers[0].id;
    request(&mut window, Action::SelectFeature(id, 2500));
    assert_eq!(picked_far(&window), Some(2500));
    let is_selected = |row: &egui_kittest::Node<'_>| {
        let label = row.accesskit_node().label();
        label.is_some_and(|label| label.contains("2501 · 2500"))
    };
    assert!(
        window
            .get_all_by_role(AccessRole::Row)
            .any(|row| is_selected(&row))
    );
    assert!(window.state().view().table.top > 2000.0);
    click_row(&mut window, "2501 · 2500");
    press(&mut window, Key::Home);
    assert_eq!(
        (picked_far(&window), window.state().view().table.top),
        (Some(0), 0.0)
    );
    press(&mut window, Key::End);
    assert_eq!(picked_far(&window), Some(2999));
    window.remove_cursor();
    window.run_steps(400);
    let mut outputs = window.output().viewport_output.values();
    assert!(outputs.all(|output| output.repaint_delay > std::time::Duration::from_secs(10)));
}

fn picked_far(window: &Window) -> Option<u32> {
    window.state().view().table.current
}

fn pick_box(window: &mut Window, bounds: Bounds, crossing: bool, choice: Choice) {
    let step = MapAction::ChooseBox {
        bounds,
        crossing,
        choice,
    };
    request(window, Action::Map(step));
}

#[test]
fn a_box_on_the_map_picks_rows_of_the_layer_in_the_table() {
    for language in Language::ALL {
        let (mut window, _home) = window(language, ThemeChoice::Light);
        let id = window.state().workspace().document.layers[0].id;
        step(&mut window, TableStep::Show(LayerKey::Layer(id)));
        let layer = window.state().workspace().document.layers[0].layer.clone();
        let (north, south) = (layer.bounds_of(0), layer.bounds_of(1));
        let around = north.union(south).grown(5.0, 5.0);
        // A real drag with the hand, in the preset where the left button draws a box.
        request(&mut window, Action::Map(MapAction::Preset(Preset::Cad)));
        request(&mut window, Action::ZoomTo(around.grown(60.0, 60.0)));
        let at = |window: &Window, x, y| on_screen(window, Point { x, y });
        let (from, to) = (
            at(&window, around.min_x, around.max_y),
            at(&window, around.max_x, around.min_y),
        );
        super::drag(&mut window, from, to, PointerButton::Primary);
        assert_eq!(picked(&window), [0, 1]);
        assert_eq!(window.state().view().parcel, None);
        assert_eq!(window.state().view().feature, Some((id, 0)));
        // Half of the first one: inside it is nothing, crossed it is one.
        let half = Bounds {
            max_x: north.center().x,
            ..north.grown(3.0, 3.0)
        };
        pick_box(&mut window, half, false, Choice::Replace);
        assert_eq!((picked(&window), window.state().view().feature), (vec![], None));
        pick_box(&mut window, half, true, Choice::Replace);
        assert_eq!(picked(&window), [0]);
        pick_box(&mut window, south.grown(3.0, 3.0), false, Choice::Add);
        assert_eq!(picked(&window), [0, 1]);
        pick_box(&mut window, half, true, Choice::Toggle);
        assert_eq!(
            (picked(&window), window.state().view().feature),
            (vec![1], Some((id, 1)))
        );
        pick_box(&mut window, around, false, Choice::Remove);
        assert!(picked(&window).is_empty());
        // A row that the filter hides is not picked.
        step(&mut window, TableStep::Filter("南".to_owned()));
        pick_box(&mut window, around, false, Choice::Replace);
        assert_eq!(picked(&window), [1]);
        // With the table closed, and with that of the parcels, a box selects parcels, and their rows.
        step(&mut window, TableStep::Show(LayerKey::Parcels));
        pick_box(&mut window, around.grown(200.0, 9.0), false, Choice::Replace);
        assert_eq!(
            (picked(&window), window.state().view().selected().count()),
            (vec![0, 1, 2], 3)
        );
        request(&mut window, Action::SelectParcel(Some(ParcelId(0))));
        assert_eq!(picked(&window), [0]);
    }
}

#[test]
fn verdict_and_conflict_area_stand_in_the_table_sorted_by_severity_and_follow_the_check() {
    for language in Language::ALL {
        let (mut window, _home) = super::opened(language);
        press(&mut window, Key::F6);
        step(&mut window, TableStep::Show(LayerKey::Parcels));
        let verdict = |window: &Window, row| {
            table(window)
                .rows
                .value(row, &ColumnId::Verdict)
                .text()
                .to_owned()
        };
        let title = text(&window, "table-verdict");
        click_header(&mut window, &title);
        let result = window.state().workspace().result().unwrap().clone();
        let texts = window.state().texts();
        let severities: Vec<u8> = rows(&window)
            .into_iter()
            .map(|row| {
                let said = &result.parcels[row as usize];
                let words = redline::gui::text::verdict_words(texts, said.verdict, said.outcome);
                assert_eq!(verdict(&window, row), words);
                redline::gui::inbox::severity(said.verdict, said.outcome)
            })
            .collect();
        assert_eq!(severities.len(), 41);
        assert!(severities.is_sorted() && severities.first() < severities.last());
        // Numbers sort as numbers, the largest on top at the second click.
        step(&mut window, TableStep::Sort(ColumnId::ConflictArea));
        step(&mut window, TableStep::Sort(ColumnId::ConflictArea));
        let area = |row| {
            table(&window)
                .rows
                .value(row, &ColumnId::ConflictArea)
                .text()
                .parse::<f64>()
                .ok()
        };
        let areas: Vec<f64> = rows(&window).into_iter().filter_map(area).collect();
        assert!(areas.len() > 30 && areas[0] > 0.0 && areas.is_sorted_by(|a, b| a >= b));
        // No conflict stands there with no ground.
        for row in rows(&window) {
            let said = &result.parcels[row as usize];
            if said.verdict == redline::check::Verdict::Conflict {
                assert!(area(row).is_some_and(|area| area > 0.0), "row {row}");
            }
        }
        // A filter names the column as it is called.
        let word = verdict(&window, rows(&window)[0]);
        step(&mut window, TableStep::Filter(format!("{title} = {word}")));
        assert!(!rows(&window).is_empty() && rows(&window).len() < 41);
        assert!(rows(&window).into_iter().all(|row| verdict(&window, row) == word));
        // What was picked stays picked when the check says something else.
        step(&mut window, TableStep::Filter(String::new()));
        step(&mut window, TableStep::Pick(0, Picking::Only));
        let current = window.state().view().table.current;
        let layers: Vec<LayerId> = window
            .state()
            .workspace()
            .document
            .layers
            .iter()
            .map(|entry| entry.id)
            .collect();
        for id in layers {
            request(&mut window, Action::RemoveLayer(id));
        }
        assert_eq!(window.state().view().table.current, current);
        // Nothing was checked, so nothing is clear.
        let clear = window.state().texts().verdict(redline::check::Verdict::Clear);
        for row in 0..41 {
            assert_ne!(verdict(&window, row), clear);
        }
    }
}

#[test]
fn columns_are_hidden_and_widened_in_the_next_run_too_and_chinese_stands_by_its_sound() {
    let home = {
        let (mut window, home) = window(Language::ZhCn, ThemeChoice::Light);
        let column = |name: &str| ColumnId::Field(name.to_owned());
        step(&mut window, TableStep::ToggleColumn(column("备注")));
        step(&mut window, TableStep::Widen(column("DKMC"), 222.0));
        let id = window.state().workspace().document.layers[0].id;
        step(&mut window, TableStep::Show(LayerKey::Layer(id)));
        step(&mut window, TableStep::Sort(column("HXMC")));
        // 北 before 南.
        assert_eq!(rows(&window), [0, 1]);
        step(&mut window, TableStep::ToggleColumn(column("HXMC")));
        window.state_mut().save();
        home
    };
    let mut start = Start::new(Language::ZhCn);
    start.home = home;
    let (mut window, home) = start.window();
    let paths = ["地块.geojson", "红线.geojson"].map(|name| home.path().join(name));
    let [parcels, red] = paths;
    request(
        &mut window,
        Action::Import(vec![
            Addition::of_path(parcels, Part::Parcels),
            Addition::of_path(red, Part::Layer(Role::EcoRedline)),
        ]),
    );
    press(&mut window, Key::F6);
    assert!(!has_header(&window, "备注") && has_header(&window, "DKMC"));
    let state = &window.state().view().table;
    assert_eq!(state.width(&ColumnId::Field("DKMC".to_owned())), Some(222.0));
    let id = window.state().workspace().document.layers[0].id;
    step(&mut window, TableStep::Show(LayerKey::Layer(id)));
    assert!(!has_header(&window, "HXMC"));
    step(&mut window, TableStep::ShowAllColumns);
    assert!(has_header(&window, "HXMC"));
}
