//! Symbols of layers: another set from the menu, its legend, files of the user, and what is said of those that are bad.

use image::RgbaImage;
use redline::gui::action::SymbolStep;
use redline::gui::map::MapAction;
use redline::gui::view_state::LayerKey;
use redline::workspace::symbology::SetName;

use super::*;

/// Side of a field of the checkerboard, in metres of its own system.
const SIDE: f64 = 100.0;

/// Fields in a row, each with a land class, in the system of the sample's county.
fn write_land_use(path: &Path, classes: &[&str]) {
    let feature = |(number, class): (usize, &&str)| {
        #[expect(clippy::cast_precision_loss, reason = "a few fields")]
        let west = 39_420_000.0 + SIDE * number as f64;
        let (east, south, north) = (west + SIDE, 3_284_000.0, 3_284_000.0 + SIDE);
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"DLBM\":\"{class}\"}},\"geometry\":{{\"type\":\"Polygon\",\
             \"coordinates\":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"
        )
    };
    let features: Vec<String> = classes.iter().enumerate().map(feature).collect();
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:4527\"}}}},\
         \"features\":[{}]}}",
        features.join(",")
    );
    fs::write(path, text).unwrap();
}

const CLASSES: [&str; 4] = ["0101", "0301", "0301K", "7777"];

/// The window with a plan of one layer of land use, its symbols as the plan says.
fn with_land_use(mut start: Start, symbols: &str, theme: ThemeChoice) -> (Window, TempDir, LayerId) {
    let home = start.home.path();
    for name in ["地类.geojson", "地块.geojson"] {
        write_land_use(&home.join(name), &CLASSES);
    }
    let plan = format!(
        "format = \"redline.plan/1\"\nparcels = \"地块.geojson\"\nas_of = 2026-11-23\n\
         [[layer]]\nrole = \"land_use\"\nfile = \"地类.geojson\"\n{symbols}"
    );
    fs::write(home.join("plan.toml"), plan).unwrap();
    let path = home.join("plan.toml");
    start.theme = theme;
    let (mut window, home) = start.with(path).window();
    settle(&mut window);
    // The parcels are the same ground: without them the layer is seen.
    request(&mut window, Action::ToggleLayer(LayerKey::Parcels));
    request(&mut window, Action::ToggleLayer(LayerKey::Findings));
    let layer = window.state().workspace().document.layers[0].id;
    (window, home, layer)
}

/// The colour in the middle of a field of the row.
fn color_of_field(window: &Window, image: &RgbaImage, number: u8) -> [u8; 3] {
    let bounds = window.state().workspace().document.layers[0].layer.bounds();
    let share = (f64::from(number) + 0.5) / 4.0;
    let at = on_screen(
        window,
        Point {
            x: bounds.min_x + share * (bounds.max_x - bounds.min_x),
            y: 0.5 * (bounds.min_y + bounds.max_y),
        },
    );
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the window"
    )]
    let pixel = image.get_pixel(at.x as u32, at.y as u32);
    [pixel[0], pixel[1], pixel[2]]
}

/// A colour of a symbol with this share of it over the paper.
fn over_paper([r, g, b]: [u8; 3], share: f32, paper: [u8; 3]) -> [u8; 3] {
    let mut mixed = [r, g, b];
    for (top, below) in mixed.iter_mut().zip(paper) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 255"
        )]
        let value = (f32::from(*top) * share + f32::from(below) * (1.0 - share)) as u8;
        *top = value;
    }
    mixed
}

fn assert_near(found: [u8; 3], wanted: [u8; 3], what: &str) {
    let off = found.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max();
    assert!(off.unwrap() <= 4, "{what}: {found:?} and {wanted:?}");
}

fn messages(window: &Window) -> Vec<String> {
    let list = window.state().workspace().messages.list();
    list.iter().map(|message| message.id.clone()).collect()
}

fn has_label(window: &Window, part: &str) -> bool {
    window.query_all_by_label_contains(part).next().is_some()
}

#[test]
fn another_set_is_chosen_from_the_menu_and_its_legend_counts_the_classes() {
    for (language, theme, paper) in [
        (Language::ZhCn, ThemeChoice::Light, [255; 3]),
        (Language::En, ThemeChoice::Dark, [0x15, 0x18, 0x1C]),
    ] {
        let (mut window, home, layer) = with_land_use(Start::new(language), "", theme);
        let plain = window.render().unwrap();
        let nothing_inside = color_of_field(&window, &plain, 0);
        assert_near(nothing_inside, paper, "land use has no fill by itself");
        window.get_by_label("地类 4").click_secondary();
        settle(&mut window);
        let label = text(&window, "layer-symbols");
        click_label(&mut window, &label);
        let status = text(&window, "symbols-status-unverified");
        let title = match language {
            Language::ZhCn => "三调地类（DLBM）",
            Language::En => "Third land survey, classes (DLBM)",
        };
        click_label(&mut window, &format!("{title}  ·  {status}"));
        let shown = window.render().unwrap();
        assert_near(
            color_of_field(&window, &shown, 0),
            over_paper([248, 208, 114], 0.85, paper),
            "paddy",
        );
        let forest = over_paper([49, 173, 105], 0.85, paper);
        assert_near(color_of_field(&window, &shown, 1), forest, "forest");
        assert_near(color_of_field(&window, &shown, 2), forest, "forest with a suffix");
        let (paddy, forest) = match language {
            Language::ZhCn => ("0101 水田 1", "0301 乔木林地 2"),
            Language::En => ("0101 Paddy field 1", "0301 Arbor forest 2"),
        };
        assert!(has_label(&window, paddy) && has_label(&window, forest));
        // A class that does not occur does not stand in the legend.
        assert!(!has_label(&window, "0103"));
        // What was chosen is chosen again for the next layer of the role.
        let written = fs::read_to_string(home.path().join("settings.toml")).unwrap();
        assert!(written.contains("land_use = \"land-survey-2019\""), "{written}");
        let name = window.state().workspace().symbology.name_of(layer);
        assert_eq!(name, SetName::Shipped("land-survey-2019".to_owned()));
        let mut again = Start::new(language);
        again.home = home;
        let (window, _home, layer) = with_land_use(again, "", theme);
        let name = window.state().workspace().symbology.name_of(layer);
        assert_eq!(name, SetName::Shipped("land-survey-2019".to_owned()));
        assert!(has_label(&window, paddy));
    }
}

#[test]
fn a_plan_names_symbols_and_scales_are_kept() {
    let style = r##"format = "redline.symbols/1"
fields = ["DLBM"]
[[symbol]]
prefixes = ["03"]
label = "林"
below_scale = 20000
look = { fill = "#00AA00" }
"##;
    let start = Start::new(Language::ZhCn);
    fs::write(start.home.path().join("林.toml"), style).unwrap();
    let (mut window, home, layer) = with_land_use(start, "symbols = \"林.toml\"\n", ThemeChoice::Light);
    let name = window.state().workspace().symbology.name_of(layer);
    assert_eq!(name, SetName::File(home.path().join("林.toml")));
    assert!(messages(&window).contains(&"message-symbols-read".to_owned()));
    let look = |window: &mut Window, denominator: f64| {
        request(window, Action::Map(MapAction::Scale(denominator)));
        let image = window.render().unwrap();
        [0, 1].map(|number| color_of_field(window, &image, number))
    };
    assert_eq!(look(&mut window, 3000.0), [[255; 3], [0, 0xAA, 0]]);
    let hidden = text(&window, "symbols-out-of-scale");
    assert!(!has_label(&window, &hidden));
    // Two features have no symbol of their own: they are drawn by the role of the layer, and the legend says so.
    assert!(has_label(
        &window,
        &format!("{} 2", text(&window, "symbols-by-role"))
    ));
    assert_eq!(look(&mut window, 30_000.0)[1], [255; 3]);
    assert!(!has_label(&window, &hidden), "the others are still drawn");
    let all = style.replace("prefixes = [\"03\"]\n", "");
    let path = home.path().join("全部.toml");
    fs::write(&path, all).unwrap();
    request(&mut window, Action::Symbols(SymbolStep::Read(layer, path)));
    assert!(has_label(&window, &hidden));
    assert_eq!(look(&mut window, 3000.0), [[0, 0xAA, 0]; 2]);
    assert!(!has_label(&window, &hidden));
}

/// A set that says nothing of a layer does not make its land vanish.
#[test]
fn land_that_a_set_leaves_out_is_drawn_by_the_role_of_its_layer() {
    let style =
        r#"{"format": "redline.symbols/1", "symbol": [{"role": "eco_redline", "look": {"fill": "1,2,3"}}]}"#;
    let start = Start::new(Language::En);
    fs::write(start.home.path().join("红线.json"), style).unwrap();
    let (mut window, _home, layer) = with_land_use(start, "symbols = \"红线.json\"\n", ThemeChoice::Light);
    let workspace = window.state().workspace();
    let rule = workspace.symbology.rule_of_role(&workspace.document.layers[0]);
    assert_eq!(rule.unwrap().label.of("en"), "Land-use patches");
    let hidden = text(&window, "symbols-out-of-scale");
    assert!(!has_label(&window, &hidden));
    let rect = window.state().view().map_rect;
    let ink = |window: &mut Window| {
        let image = window.render().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "a place in the window")]
        let on_map = |x: u32, y: u32| rect.contains(Pos2::new(x as f32, y as f32));
        let pixels = image.enumerate_pixels().filter(|(x, y, _)| on_map(*x, *y));
        pixels.filter(|(_, _, pixel)| pixel.0[..3] != [255; 3]).count()
    };
    let drawn = ink(&mut window);
    request(&mut window, Action::ToggleLayer(LayerKey::Layer(layer)));
    let without = ink(&mut window);
    assert!(drawn > without + 500, "{drawn} and {without}");
}

#[test]
fn bad_files_are_told_and_the_layer_keeps_its_symbols() {
    let (mut window, home, layer) = with_land_use(
        Start::new(Language::ZhCn),
        "symbols = \"land-survey-2019\"\n",
        ThemeChoice::Light,
    );
    let chosen = window.state().workspace().symbology.name_of(layer);
    let slip = "format = \"redline.symbols/1\"\n\n[[symbol]]\ncolour = 3\n";
    for (name, content, code) in [
        ("a.toml", slip, "symbols-syntax"),
        ("b.qml", "<qgis><renderer-v2", "symbols-xml"),
        ("c.sld", "<kml/>", "symbols-not-recognised"),
        ("d.json", "{\"format\": \"other\"}", "symbols-format"),
    ] {
        let path = home.path().join(name);
        fs::write(&path, content).unwrap();
        request(&mut window, Action::Symbols(SymbolStep::Read(layer, path)));
        let last = window
            .state()
            .workspace()
            .messages
            .last_problem()
            .unwrap()
            .clone();
        assert_eq!(last.id, code);
        let sentence = window.state().texts().coded(&last.id, &last.args);
        assert!(sentence.contains(name), "{sentence}");
        assert_eq!(window.state().view().bottom, Some(BottomTab::Messages));
        assert_eq!(window.state().workspace().symbology.name_of(layer), chosen);
    }
    let sentence = window
        .state()
        .workspace()
        .messages
        .list()
        .iter()
        .find(|message| message.id == "symbols-syntax");
    let sentence = sentence.map(|message| window.state().texts().coded(&message.id, &message.args));
    assert!(sentence.unwrap().contains("第 4 行"));
    let missing = home.path().join("none.qml");
    request(&mut window, Action::Symbols(SymbolStep::Read(layer, missing)));
    assert!(messages(&window).contains(&"symbols-unreadable".to_owned()));
}

#[test]
fn a_field_that_is_not_there_and_a_label_without_end_are_notes() {
    let long = "长".repeat(10_000);
    let style = format!(
        "format = \"redline.symbols/1\"\nfields = [\"NICHT\"]\n[[symbol]]\nvalues = [\"1\"]\nlabel = \"{long}\"\n\
         look = {{ fill = \"#112233\" }}\n[[symbol]]\nlabel = \"{long}\"\nlook = {{ fill = \"#445566\" }}\n"
    );
    let start = Start::new(Language::ZhCn);
    fs::write(start.home.path().join("s.toml"), style).unwrap();
    let (mut window, _home, _layer) = with_land_use(start, "symbols = \"s.toml\"\n", ThemeChoice::Light);
    assert!(messages(&window).contains(&"note-symbols-label-cut".to_owned()));
    assert!(has_label(&window, "图层没有字段 NICHT"));
    let image = window.render().unwrap();
    assert_eq!(color_of_field(&window, &image, 2), [0x44, 0x55, 0x66]);
}

#[test]
fn a_hundred_thousand_categories_are_read_beside_the_window() {
    let start = Start::new(Language::En);
    let category =
        |number: u32| format!("<category value='{number:04}' label='{number}' symbol='{number}'/>");
    let symbol = |number: u32| {
        let shade = number % 200;
        format!(
            "<symbol name='{number}'><layer class='SimpleFill'><prop k='color' v='{shade},2,3,255'/>\
             <prop k='outline_style' v='no'/></layer></symbol>"
        )
    };
    let all = |of: &dyn Fn(u32) -> String| (0..100_000).map(of).collect::<Vec<_>>().concat();
    let style = format!(
        "<qgis><renderer-v2 type='categorizedSymbol' attr='DLBM'><categories>{}</categories><symbols>{}</symbols>\
         </renderer-v2></qgis>",
        all(&category),
        all(&symbol)
    );
    fs::write(start.home.path().join("many.qml"), style).unwrap();
    let (mut window, _home, _layer) = with_land_use(start, "symbols = \"many.qml\"\n", ThemeChoice::Light);
    assert!(messages(&window).contains(&"note-symbols-too-many".to_owned()));
    let image = window.render().unwrap();
    // 0101 is one of the first thousand; 7777 is not, and there is no symbol for the rest.
    assert_eq!(color_of_field(&window, &image, 0), [101, 2, 3]);
    assert_eq!(color_of_field(&window, &image, 3), [255; 3]);
}

#[test]
fn the_marks_of_the_check_stand_in_a_legend_in_both_languages() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        let words = match language {
            Language::ZhCn => ["冲突：禁止", "误差范围内", "接边", "无法判定"],
            Language::En => [
                "Conflict: prohibited",
                "Within the boundary error",
                "Boundaries meet",
                "Undetermined",
            ],
        };
        let labels = |window: &Window| {
            let is_there = |label: &&&str| {
                let mut nodes = window.query_all_by_label_contains(label);
                nodes.any(|node| node.accesskit_node().role() == AccessRole::Label)
            };
            words.iter().filter(is_there).count()
        };
        let label = text(&window, "symbols-show-marks");
        click_label(&mut window, &label);
        assert_eq!(labels(&window), words.len());
        let label = text(&window, "symbols-hide-marks");
        click_label(&mut window, &label);
        assert!(!window.state().view().shows_marks);
    }
}
