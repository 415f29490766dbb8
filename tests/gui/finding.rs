//! Furniture of the map, going to a place, and measuring, as a person does it.

use super::*;
use redline::crs::{EastNorth, GaussKruger, LonLat, Plane};
use redline::gui::map::Quantity;
use redline::workspace::settings::Preset;

fn plane(window: &Window) -> Plane {
    window.state().workspace().document.plane.clone().unwrap()
}

fn denominator(window: &Window) -> f64 {
    window.state().view().viewport.scale_denominator()
}

/// Types into the field with a name and presses Enter.
fn type_into(window: &mut Window, name: &str, typed: &str) {
    let field = window.get_by_role_and_label(AccessRole::TextInput, name);
    field.focus();
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    window
        .get_by_role_and_label(AccessRole::TextInput, name)
        .type_text(typed);
    window.run();
    press(window, Key::Enter);
}

fn go_to(window: &mut Window, typed: &str) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    settle(window);
    let title = text(window, "go-to-title");
    type_into(window, &title, typed);
}

/// Where the middle of the map is, in degrees.
fn middle(window: &Window) -> LonLat {
    plane(window).inverse(window.state().view().viewport.center)
}

#[test]
fn the_scale_is_typed_over_and_nonsense_changes_nothing() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        let name = text(&window, "status-scale");
        let looked_at = window.state().view().viewport.center;
        type_into(&mut window, &name, "1:2000");
        assert!((denominator(&window) - 2000.0).abs() < 1e-6);
        type_into(&mut window, &name, "１：５ ０００");
        assert!((denominator(&window) - 5000.0).abs() < 1e-6);
        type_into(&mut window, &name, "very near");
        assert!((denominator(&window) - 5000.0).abs() < 1e-6);
        assert_eq!(window.state().view().viewport.center, looked_at);
    }
}

#[test]
fn degrees_are_shown_in_two_ways_and_the_choice_is_remembered() {
    let (mut window, home) = opened(Language::ZhCn);
    let shown = |window: &Window, what: &str| window.query_all_by_label_contains(what).next().is_some();
    assert!(shown(&window, "″  L "));
    window
        .query_all_by_label_contains("″  L ")
        .next()
        .unwrap()
        .click();
    settle(&mut window);
    assert!(!shown(&window, "″  L ") && shown(&window, "°  L "));
    let written = fs::read_to_string(home.path().join("settings.toml")).unwrap();
    assert!(written.contains("decimal_degrees = true"), "{written}");
}

#[test]
fn grids_are_switched_on_in_the_menu_and_change_the_picture() {
    for (language, theme) in [
        (Language::ZhCn, ThemeChoice::Light),
        (Language::En, ThemeChoice::Dark),
    ] {
        let (mut window, home) = opened_in(language, theme);
        window.remove_cursor();
        window.run();
        let plain = window.render().unwrap();
        for id in ["action-graticule", "action-kilometre-grid"] {
            let menu = text(&window, "menu-view");
            click_label(&mut window, &menu);
            let entry = text(&window, id);
            window.query_all_by_label_contains(&entry).next().unwrap().click();
            settle(&mut window);
            window.remove_cursor();
            settle(&mut window);
        }
        assert_ne!(window.render().unwrap(), plain);
        let written = fs::read_to_string(home.path().join("settings.toml")).unwrap();
        assert!(written.contains("graticule = true") && written.contains("kilometre_grid = true"));
        for scale in [1.0, 500.0, 2e6, 1e8] {
            request(
                &mut window,
                Action::Map(redline::gui::map::MapAction::Scale(scale)),
            );
        }
    }
}

#[test]
fn a_typed_place_is_gone_to_exactly() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        for typed in [
            "115.6543 29.6789",
            "B 29°40′44.04″ L 115°39′15.48″",
            "29.6789N, 115.6543E",
        ] {
            request(&mut window, Action::Fit);
            go_to(&mut window, typed);
            let LonLat { lon, lat } = middle(&window);
            assert!(
                (lon - 115.6543).abs() < 1e-9 && (lat - 29.6789).abs() < 1e-9,
                "{typed}: {lon} {lat}"
            );
            assert!(window.state().view().dialog.is_none() && window.state().view().mark.is_some());
        }
        let zone = GaussKruger::new(plane(&window).ellipsoid().unwrap(), 117.0);
        let expected = zone.inverse(EastNorth {
            east: 388_512.334 - 500_000.0,
            north: 3_284_450.12,
        });
        for typed in [
            "3284450.12 39388512.334",
            "X 3\u{202f}284\u{202f}450.120  Y 39\u{202f}388\u{202f}512.334",
            "39388512.334, 3284450.12 @EPSG:4527",
            "3284450.12 39388512.334 @4527",
        ] {
            request(&mut window, Action::Fit);
            go_to(&mut window, typed);
            let LonLat { lon, lat } = middle(&window);
            assert!(
                (lon - expected.lon).abs() < 1e-8 && (lat - expected.lat).abs() < 1e-8,
                "{typed}"
            );
        }
        press(&mut window, Key::Escape);
        assert!(window.state().view().mark.is_none());
    }
}

#[test]
fn a_system_that_leads_here_by_a_guess_only_is_refused_in_words() {
    let (mut window, _home) = opened(Language::En);
    let before = window.state().view().viewport;
    go_to(&mut window, "3284450 39388512 @EPSG:2363");
    assert_eq!(window.state().view().viewport, before);
    assert!(
        window
            .state()
            .view()
            .toast
            .as_ref()
            .unwrap()
            .text
            .contains("EPSG:2363")
    );
}

#[test]
fn a_sheet_is_shown_whole() {
    let (mut window, _home) = opened(Language::ZhCn);
    for typed in ["H50E004008", "h-50-16-d"] {
        request(&mut window, Action::Fit);
        go_to(&mut window, typed);
        let mark = window.state().view().mark.unwrap();
        let view = window.state().view();
        let visible = view.viewport.visible(view.map_rect);
        assert!(visible.contains(Point {
            x: mark.min_x,
            y: mark.min_y
        }));
        assert!(visible.contains(Point {
            x: mark.max_x,
            y: mark.max_y
        }));
        let corner = plane(&window).inverse(Point {
            x: mark.min_x,
            y: mark.max_y,
        });
        assert!(
            (corner.lon - 115.75).abs() < 1e-9 && (corner.lat - 31.5).abs() < 1e-9,
            "{typed}: {corner:?}"
        );
    }
}

#[test]
fn a_parcel_is_found_by_name_and_by_its_initials_and_what_was_typed_is_offered_again() {
    let (mut window, _home) = opened(Language::ZhCn);
    let parcels = window.state().workspace().document.parcels.clone().unwrap();
    let parcel = parcels.parcels().nth(5).unwrap();
    go_to(&mut window, &parcel.label());
    assert_eq!(window.state().view().parcel, Some(parcel.id));
    // A drawn parcel is called 新地块 and its number: xdk.
    let at = center(&window);
    press(&mut window, Key::D);
    for (x, y) in [(-25.0, -25.0), (25.0, -25.0), (25.0, 25.0)] {
        click_at(&mut window, at + Vec2::new(x, y), PointerButton::Primary);
    }
    press(&mut window, Key::Enter);
    let drawn = window.state().view().parcel.unwrap();
    let name = window
        .state()
        .workspace()
        .document
        .parcels
        .as_ref()
        .unwrap()
        .find(drawn)
        .unwrap()
        .label();
    let initials: String = name
        .chars()
        .map(|c| match c {
            '新' => 'x',
            '地' => 'd',
            '块' => 'k',
            other => other,
        })
        .filter(char::is_ascii_alphanumeric)
        .collect();
    assert!(initials.len() > 2, "{name}");
    press(&mut window, Key::Escape);
    go_to(&mut window, &initials);
    assert_eq!(window.state().view().parcel, Some(drawn), "{name} by {initials}");
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    settle(&mut window);
    assert!(window.query_all_by_label(&initials).next().is_some());
}

#[test]
fn what_means_nothing_is_said_and_the_field_stays() {
    let (mut window, _home) = opened(Language::En);
    let before = window.state().view().viewport;
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    settle(&mut window);
    let title = text(&window, "go-to-title");
    window
        .get_by_role_and_label(AccessRole::TextInput, &title)
        .type_text("nowhere at all");
    settle_dialog(&mut window);
    window.get_by_label(&text(&window, "go-to-nothing"));
    press(&mut window, Key::Enter);
    assert_eq!(window.state().view().viewport, before);
}

#[test]
fn length_area_and_angle_are_measured_in_three_ways() {
    for (language, theme, preset) in [
        (Language::ZhCn, ThemeChoice::Light, Preset::Gis),
        (Language::En, ThemeChoice::Dark, Preset::Cad),
    ] {
        let (mut window, _home) = opened_in(language, theme);
        request(
            &mut window,
            Action::Map(redline::gui::map::MapAction::Preset(preset)),
        );
        let name = text(&window, "status-scale");
        type_into(&mut window, &name, "1:2000");
        let at = center(&window);
        let corners =
            [(-90.0, 60.0), (90.0, 60.0), (90.0, -60.0), (-90.0, -60.0)].map(|(x, y)| at + Vec2::new(x, y));
        let metre = window.state().view().viewport.metres_per_pixel;

        press(&mut window, Key::M);
        assert_eq!(window.state().view().tool, ToolKind::Measure(Quantity::Length));
        window.get_by_label(&text(&window, "ruler-hint-length"));
        click_at(&mut window, corners[0], PointerButton::Primary);
        click_at(&mut window, corners[1], PointerButton::Primary);
        press(&mut window, Key::Enter);
        let ruler = window.state().view().ruler.clone();
        assert!(ruler.is_done && ruler.points.len() == 2);
        let length = ruler
            .figures(None, Quantity::Length, &plane(&window))
            .unwrap()
            .value;
        assert!((length.plane / (180.0 * metre) - 1.0).abs() < 1e-3, "{length:?}");
        assert!((length.geodesic.unwrap() / length.plane - 1.0).abs() < 1e-5);
        for way in ["ruler-plane", "ruler-zone", "ruler-geodesic"] {
            let label = format!("{} · {}", text(&window, "ruler-length"), text(&window, way));
            window.get_by_label(&label);
        }
        let copy = text(&window, "ruler-copy");
        click_label(&mut window, &copy);
        assert!(window.state().view().ruler.is_done);

        window.key_press_modifiers(Modifiers::SHIFT, Key::M);
        settle(&mut window);
        for corner in corners {
            click_at(&mut window, corner, PointerButton::Primary);
        }
        click_at(&mut window, at, PointerButton::Secondary);
        let ruler = window.state().view().ruler.clone();
        assert!(ruler.is_done && ruler.points.len() == 4);
        let area = ruler
            .figures(None, Quantity::Area, &plane(&window))
            .unwrap()
            .value;
        assert!(
            (area.plane / (180.0 * 120.0 * metre * metre) - 1.0).abs() < 2e-3,
            "{area:?}"
        );
        assert!((area.geodesic.unwrap() / area.plane - 1.0).abs() < 1e-6);
        assert!((area.gauss_kruger.unwrap() / area.plane - 1.0).abs() < 1e-3);

        request(&mut window, Action::Tool(ToolKind::Measure(Quantity::Angle)));
        for corner in &corners[..3] {
            click_at(&mut window, *corner, PointerButton::Primary);
        }
        let ruler = window.state().view().ruler.clone();
        let angle = ruler
            .figures(None, Quantity::Angle, &plane(&window))
            .unwrap()
            .value;
        assert!(ruler.is_done && (angle.plane - 90.0).abs() < 0.1, "{angle:?}");
        press(&mut window, Key::Escape);
        press(&mut window, Key::Escape);
        assert_eq!(window.state().view().tool, ToolKind::Select);
        assert_eq!(n_parcels(&window), 41);
    }
}

fn settle_dialog(window: &mut Window) {
    // The pause before names are looked for.
    window.run_steps(20);
    settle(window);
    window.run_steps(20);
    settle(window);
}

#[test]
fn a_place_is_found_by_its_name_and_by_its_initials_while_its_layer_is_hidden() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        let units = window
            .state()
            .workspace()
            .document
            .layers
            .iter()
            .find(|entry| entry.layer.role == Role::AdminUnit)
            .unwrap()
            .clone();
        let n_units = u32::try_from(units.layer.n_features()).unwrap();
        let named = |feature: &u32| {
            let name = units.layer.attribute(*feature, &["XZQMC", "MC"]);
            name.is_some_and(|name| name == "东岭乡")
        };
        let unit = (0..n_units).find(named).unwrap();
        request(
            &mut window,
            Action::ToggleLayer(redline::gui::view_state::LayerKey::Layer(units.id)),
        );
        for typed in ["东岭乡", "dlx"] {
            request(&mut window, Action::Fit);
            press(&mut window, Key::Escape);
            go_to(&mut window, typed);
            settle_dialog(&mut window);
            assert!(window.state().view().dialog.is_none(), "{typed}");
            assert_eq!(window.state().view().feature, Some((units.id, unit)), "{typed}");
            let visible = window
                .state()
                .view()
                .viewport
                .visible(window.state().view().map_rect);
            assert!(visible.contains(units.layer.bounds_of(unit).center()));
        }
        // Without Enter, what is found is listed after a moment, and pressed.
        window.key_press_modifiers(Modifiers::COMMAND, Key::G);
        settle(&mut window);
        let title = text(&window, "go-to-title");
        let field = window.get_by_role_and_label(AccessRole::TextInput, &title);
        field.focus();
        field.type_text("东岭");
        settle_dialog(&mut window);
        let label = units.layer.name.clone();
        let row = format!("东岭乡 · {label}");
        window.get_by_label(&row).click();
        settle(&mut window);
        assert_eq!(window.state().view().feature, Some((units.id, unit)));
        // Nothing of that name: the dialog says so and stays.
        go_to(&mut window, "没有这个地方");
        settle_dialog(&mut window);
        let nothing = text(&window, "go-to-nothing");
        window.get_by_label(&nothing);
        press(&mut window, Key::Escape);
    }
}

#[test]
fn a_town_sheet_is_gone_to_by_its_corner() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        let plane = plane(&window);
        let projection = GaussKruger::new(plane.ellipsoid().unwrap(), 117.0);
        go_to(&mut window, "3283.25-39369.50");
        settle_dialog(&mut window);
        let mark = window.state().view().mark.unwrap();
        let (x, y) = plane.forward(projection.inverse(EastNorth {
            east: 369_625.0 - 500_000.0,
            north: 3_283_375.0,
        }));
        assert!((mark.center().x - x).abs() < 1.0 && (mark.center().y - y).abs() < 1.0);
        // A square of 250 m, seen askew by the convergence of the meridians.
        assert!((62_500.0..66_000.0).contains(&(mark.width() * mark.height())));
        press(&mut window, Key::Escape);
        // Without the zone both are listed, and whole kilometres can be either scale.
        window.key_press_modifiers(Modifiers::COMMAND, Key::G);
        settle(&mut window);
        let title = text(&window, "go-to-title");
        let field = window.get_by_role_and_label(AccessRole::TextInput, &title);
        field.focus();
        field.type_text("3283.0-369.0");
        settle_dialog(&mut window);
        let word = if language == Language::En {
            "Town sheet 1:"
        } else {
            "矩形分幅 1:"
        };
        assert_eq!(window.query_all_by_label_contains(word).count(), 4);
    }
}
