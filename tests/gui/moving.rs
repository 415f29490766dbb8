//! Moving about the map and selecting on it, as each preset has it.

use super::*;
use redline::gui::map::{Choice, MapAction};
use redline::layer::ParcelId;
use redline::workspace::settings::Preset;

fn with_preset(language: Language, theme: ThemeChoice, preset: Preset) -> (Window, TempDir) {
    let (mut window, home) = opened_in(language, theme);
    request(&mut window, Action::Map(MapAction::Preset(preset)));
    (window, home)
}

fn selected(window: &Window) -> Vec<ParcelId> {
    let mut ids: Vec<ParcelId> = window.state().view().selected().collect();
    ids.sort_unstable();
    ids
}

/// Lets so much time pass that what follows is another movement.
fn pause(window: &mut Window) {
    window.run_steps(70);
    settle(window);
}

fn drag_with(window: &mut Window, from: Pos2, to: Pos2, modifiers: Modifiers) {
    let press = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    };
    window.hover_at(from);
    window.event_modifiers(press(from, true), modifiers);
    window.run_steps(2);
    for step in 1..=4_u8 {
        window.event_modifiers(
            Event::PointerMoved(from.lerp(to, f32::from(step) / 4.0)),
            modifiers,
        );
        window.step();
    }
    window.event_modifiers(press(to, false), modifiers);
    window.step();
    settle(window);
}

/// Screen boxes of the parcels in order of their ids.
fn boxes(window: &Window) -> Vec<(ParcelId, egui::Rect)> {
    let corners = |bounds: &Bounds| {
        let low = on_screen(
            window,
            Point {
                x: bounds.min_x,
                y: bounds.min_y,
            },
        );
        let high = on_screen(
            window,
            Point {
                x: bounds.max_x,
                y: bounds.max_y,
            },
        );
        egui::Rect::from_two_pos(low, high)
    };
    let parcels = window.state().derived().parcels.iter();
    parcels
        .filter(|(_, bounds)| !bounds.is_empty())
        .map(|(id, bounds)| (*id, corners(bounds)))
        .collect()
}

#[test]
fn every_preset_pans_in_every_tool_and_the_ground_stays_under_the_hand_without_jitter() {
    for (language, theme, preset) in [
        (Language::ZhCn, ThemeChoice::Light, Preset::Gis),
        (Language::En, ThemeChoice::Dark, Preset::Cad),
        (Language::ZhCn, ThemeChoice::Dark, Preset::Web),
    ] {
        let (mut window, _home) = with_preset(language, theme, preset);
        let at = center(&window) + Vec2::new(120.0, 80.0);
        for tool in [ToolKind::Select, ToolKind::Draw] {
            request(&mut window, Action::Tool(tool));
            let held = under(&window, at);
            window.hover_at(at);
            window.event(button(at, PointerButton::Middle, true));
            window.run_steps(2);
            let mut here = at;
            for step in 0..40_u8 {
                here += Vec2::new(f32::from(step % 7) - 3.3, f32::from(step % 5) - 1.7);
                window.hover_at(here);
                window.step();
                window.step();
                if (here - at).length() > 12.0 {
                    assert!(
                        on_screen(&window, held).distance(here) < 0.5,
                        "{preset:?} {tool:?}"
                    );
                }
            }
            window.event(button(here, PointerButton::Middle, false));
            settle(&mut window);
            assert!(on_screen(&window, held).distance(here) < 0.5);
            let held = under(&window, at);
            window.key_down(Key::Space);
            drag(
                &mut window,
                at,
                at - Vec2::new(70.0, 35.0),
                PointerButton::Primary,
            );
            window.key_up(Key::Space);
            settle(&mut window);
            assert!(on_screen(&window, held).distance(at - Vec2::new(70.0, 35.0)) < 0.5);
            assert_eq!(window.state().view().tool, tool);
            assert!(window.state().view().draft.corners.is_empty() && selected(&window).is_empty());
        }
    }
}

#[test]
fn the_left_button_pans_or_selects_as_the_preset_says_and_the_choice_is_remembered() {
    let (mut window, home) = with_preset(Language::ZhCn, ThemeChoice::Light, Preset::Gis);
    let all = boxes(&window);
    let union = all.iter().fold(all[0].1, |union, (_, rect)| union.union(*rect));
    let (from, to) = (union.min - Vec2::splat(6.0), union.max + Vec2::splat(6.0));
    let before = window.state().view().viewport;
    let at = center(&window);
    drag(&mut window, at, at + Vec2::new(40.0, 0.0), PointerButton::Primary);
    assert_ne!(window.state().view().viewport, before);
    assert!(selected(&window).is_empty());
    press(&mut window, Key::Home);
    request(&mut window, Action::Map(MapAction::Preset(Preset::Cad)));
    let before = window.state().view().viewport;
    drag(&mut window, from, to, PointerButton::Primary);
    assert_eq!(window.state().view().viewport, before);
    assert_eq!(selected(&window).len(), all.len());
    let written = fs::read_to_string(home.path().join("settings.toml")).unwrap();
    assert!(written.contains("preset = \"cad\""), "{written}");
}

#[test]
fn a_box_takes_what_lies_inside_from_the_left_and_what_it_crosses_from_the_right() {
    for (language, theme) in [
        (Language::ZhCn, ThemeChoice::Light),
        (Language::En, ThemeChoice::Dark),
    ] {
        let (mut window, _home) = with_preset(language, theme, Preset::Cad);
        let (id, rect) = boxes(&window)[0];
        let around = window.state().derived().parcel_box(id).unwrap();
        request(
            &mut window,
            Action::ZoomTo(around.grown(around.width(), around.width())),
        );
        let rect = boxes(&window)
            .into_iter()
            .find(|(known, _)| *known == id)
            .map_or(rect, |found| found.1);
        // The box covers the left half only.
        let (left, right) = (
            rect.left_top() - Vec2::splat(9.0),
            rect.center_bottom() + Vec2::new(0.0, 9.0),
        );
        drag(&mut window, left, right, PointerButton::Primary);
        assert!(!selected(&window).contains(&id));
        drag(&mut window, right, left, PointerButton::Primary);
        assert!(selected(&window).contains(&id));
        // Ctrl takes it out again, Shift adds it.
        drag_with(&mut window, right, left, Modifiers::COMMAND);
        assert!(!selected(&window).contains(&id));
        drag_with(
            &mut window,
            rect.min - Vec2::splat(9.0),
            rect.max + Vec2::splat(9.0),
            Modifiers::SHIFT,
        );
        assert!(selected(&window).contains(&id));
        drag_with(&mut window, right, left, Modifiers::ALT);
        assert!(!selected(&window).contains(&id));
    }
}

#[test]
fn several_selected_parcels_are_summed_shown_and_deleted_together() {
    let (mut window, _home) = with_preset(Language::ZhCn, ThemeChoice::Light, Preset::Gis);
    let ids: Vec<ParcelId> = boxes(&window).iter().take(3).map(|(id, _)| *id).collect();
    for id in &ids {
        request(&mut window, Action::Map(MapAction::Choose(*id, Choice::Add)));
    }
    assert_eq!(selected(&window), ids);
    assert!(window.query_all_by_label_contains("已选 3 宗").next().is_some());
    press(&mut window, Key::Z);
    let map = window.state().view().map_rect;
    let shown = boxes(&window);
    assert!(ids.iter().all(|id| {
        shown
            .iter()
            .any(|(known, rect)| known == id && map.contains_rect(*rect))
    }));
    let before = n_parcels(&window);
    press(&mut window, Key::Delete);
    assert_eq!(n_parcels(&window), before - 3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(n_parcels(&window), before);
}

#[test]
fn repeated_clicks_go_down_the_stack() {
    let (mut window, _home) = with_preset(Language::En, ThemeChoice::Light, Preset::Gis);
    let (id, bounds) = window.state().derived().parcels[0];
    request(
        &mut window,
        Action::ZoomTo(bounds.grown(bounds.width(), bounds.width())),
    );
    let middle = on_screen(&window, bounds.center());
    // A small parcel over the middle of the other one.
    press(&mut window, Key::D);
    for (x, y) in [(-15.0, -15.0), (15.0, -15.0), (15.0, 15.0), (-15.0, 15.0)] {
        click_at(&mut window, middle + Vec2::new(x, y), PointerButton::Primary);
    }
    press(&mut window, Key::Enter);
    let small = window.state().view().parcel.unwrap();
    press(&mut window, Key::Escape);
    for expected in [small, id] {
        click_at(&mut window, middle, PointerButton::Primary);
        let view = window.state().view();
        assert_eq!((view.parcel, &view.focus), (Some(expected), &None));
    }
    // Then what else lies there, and the small one again; a click somewhere else begins at the top.
    let mut n_others = 0;
    loop {
        click_at(&mut window, middle, PointerButton::Primary);
        let view = window.state().view();
        if view.focus.is_none() && view.feature.is_none() {
            assert_eq!(view.parcel, Some(small));
            break;
        }
        n_others += 1;
        assert!(n_others < 20);
    }
    click_at(&mut window, middle - Vec2::new(8.0, 8.0), PointerButton::Primary);
    assert_eq!(window.state().view().parcel, Some(small));
}

#[test]
fn views_are_gone_back_to_and_forward_again() {
    let (mut window, _home) = with_preset(Language::ZhCn, ThemeChoice::Dark, Preset::Gis);
    let first = window.state().view().viewport;
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    settle(&mut window);
    assert_eq!(window.state().view().viewport, first);
    pause(&mut window);
    let at = center(&window);
    window.hover_at(at);
    for _ in 0..3 {
        window.event(Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: Vec2::new(0.0, 1.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        window.step();
    }
    settle(&mut window);
    let second = window.state().view().viewport;
    pause(&mut window);
    drag(
        &mut window,
        at,
        at + Vec2::new(200.0, 50.0),
        PointerButton::Middle,
    );
    let third = window.state().view().viewport;
    for (key, view) in [
        (Key::ArrowLeft, second),
        (Key::ArrowLeft, first),
        (Key::ArrowRight, second),
        (Key::ArrowRight, third),
    ] {
        window.key_press_modifiers(Modifiers::ALT, key);
        settle(&mut window);
        assert_eq!(window.state().view().viewport, view, "{key:?}");
    }
}

#[test]
fn the_selected_conflict_fills_the_map() {
    let (mut window, _home) = with_preset(Language::En, ThemeChoice::Light, Preset::Web);
    press(&mut window, Key::N);
    press(&mut window, Key::Home);
    window.key_press_modifiers(Modifiers::SHIFT, Key::Z);
    settle(&mut window);
    let item = window.state().view().item.clone().unwrap();
    let result = window.state().workspace().result().unwrap().clone();
    let findings = result
        .findings
        .iter()
        .zip(window.state().derived().findings.iter());
    let shown = findings
        .filter(|(finding, _)| {
            finding.parcel_id == item.parcel && item.role.as_ref().is_none_or(|role| *role == finding.role)
        })
        .fold(Bounds::EMPTY, |all, (_, bounds)| all.union(*bounds));
    let visible = window
        .state()
        .view()
        .viewport
        .visible(window.state().view().map_rect);
    assert!(visible.contains(shown.center()) && visible.width() > shown.width());
    assert!(shown.width().max(shown.height()) > 0.25 * visible.width().min(visible.height()));
}

#[test]
fn enter_takes_the_last_tool_again_in_the_cad_preset_only() {
    for (preset, tool) in [(Preset::Cad, ToolKind::Draw), (Preset::Gis, ToolKind::Select)] {
        let (mut window, _home) = with_preset(Language::ZhCn, ThemeChoice::Light, preset);
        press(&mut window, Key::D);
        press(&mut window, Key::Escape);
        press(&mut window, Key::Enter);
        assert_eq!(window.state().view().tool, tool);
    }
}

#[test]
fn the_choices_of_the_view_menu_are_reached_by_the_mouse() {
    for language in Language::ALL {
        let (mut window, home) = opened(language);
        for id in ["menu-view", "menu-preset", "preset-cad"] {
            let entry = text(&window, id);
            window.query_all_by_label_contains(&entry).last().unwrap().click();
            settle(&mut window);
        }
        let written = fs::read_to_string(home.path().join("settings.toml")).unwrap();
        assert!(written.contains("preset = \"cad\""), "{written}");
    }
}
