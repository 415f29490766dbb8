//! Picking what lies over each other: by repeated clicks, and from a list.

use super::*;
use redline::gui::map::{Extent, Hit, MapAction, stack};
use redline::gui::view_state::LayerKey;

fn hits(window: &Window, at: Point) -> Vec<Hit> {
    let app = window.state();
    stack::stack_at(app.workspace(), app.derived(), &app.view().hidden, at)
}

/// A place in the shared ground of a finding, with that ground filling much of the map.
fn go_into_conflict(window: &mut Window) -> Point {
    let result = window.state().workspace().result().unwrap().clone();
    let boxes = window.state().derived().findings.clone();
    let inside = |at: usize| {
        let (pieces, bounds) = (result.findings[at].pieces.feature(0), boxes[at]);
        let along = |share: f64| Point {
            x: bounds.min_x + share * bounds.width(),
            y: bounds.center().y,
        };
        let steps = (1..40).map(|step| along(f64::from(step) / 40.0));
        let mut steps = steps.filter(|point| redline::gui::map::hit::contains(&pieces, *point));
        steps.next()
    };
    let found = (0..result.findings.len()).find_map(|at| {
        let wide = !boxes[at].is_empty() && boxes[at].width() > 20.0;
        let point = wide.then(|| inside(at)).flatten()?;
        // One of several kinds: all of them lie there.
        let stack = hits(window, point);
        let has = |is: fn(&Hit) -> bool| stack.iter().any(is);
        (has(|hit| matches!(hit, Hit::Finding(_))) && has(|hit| matches!(hit, Hit::Feature(..))))
            .then_some((point, boxes[at]))
    });
    let (point, bounds) = found.unwrap();
    request(
        window,
        Action::ZoomTo(bounds.grown(bounds.width(), bounds.width())),
    );
    point
}

fn right_click(window: &mut Window, at: Pos2) {
    click_at(window, at, PointerButton::Secondary);
}

fn entries(window: &Window) -> Vec<Hit> {
    window
        .state()
        .view()
        .here
        .as_ref()
        .map_or_else(Vec::new, |here| here.hits.clone())
}

#[test]
fn repeated_clicks_go_from_parcel_to_conflict_to_protected_land_and_begin_again() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        let point = go_into_conflict(&mut window);
        let at = on_screen(&window, point);
        let stack = hits(&window, under(&window, at));
        assert!(stack.len() >= 3, "{stack:?}");
        let rank = |hit: &Hit| match hit {
            Hit::Parcel(_) => 0,
            Hit::Finding(_) => 1,
            Hit::Feature(..) => 2,
        };
        assert!(stack.iter().map(rank).is_sorted());
        let before = window.state().view().viewport;
        for expected in stack.iter().chain(stack.first()) {
            click_at(&mut window, at, PointerButton::Primary);
            assert_eq!(Hit::selected(window.state().view()).as_ref(), Some(expected));
        }
        assert_eq!(window.state().view().viewport, before);
        // Elsewhere a click begins at the top.
        click_at(&mut window, at, PointerButton::Primary);
        let aside = at + Vec2::new(9.0, 0.0);
        let first = hits(&window, under(&window, aside)).first().cloned();
        click_at(&mut window, aside, PointerButton::Primary);
        assert_eq!(Hit::selected(window.state().view()), first);
    }
}

#[test]
fn protected_land_is_picked_with_one_click_and_named_while_its_layer_is_shown() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        let middle = go_into_red_line(&mut window);
        let at = on_screen(&window, middle);
        let Some(Hit::Feature(id, feature)) = hits(&window, under(&window, at)).first().cloned() else {
            panic!("nothing but protected land lies there");
        };
        click_at(&mut window, at, PointerButton::Primary);
        assert_eq!(window.state().view().feature, Some((id, feature)));
        let layer = window
            .state()
            .workspace()
            .document
            .layer(id)
            .unwrap()
            .layer
            .clone();
        let label = redline::gui::text::feature_label(&layer, feature);
        let said = format!("{} · {label}", layer.name);
        assert!(window.query_all_by_label(&said).next().is_some(), "{said}");
        press(&mut window, Key::Escape);
        for entry in window.state().workspace().document.layers.clone() {
            request(&mut window, Action::ToggleLayer(LayerKey::Layer(entry.id)));
        }
        click_at(&mut window, at, PointerButton::Primary);
        assert_eq!(window.state().view().feature, None);
    }
}

#[test]
fn the_right_button_lists_what_lies_there_and_an_entry_selects_it() {
    for (language, theme) in [
        (Language::ZhCn, ThemeChoice::Light),
        (Language::En, ThemeChoice::Dark),
    ] {
        let (mut window, _home) = opened_in(language, theme);
        let point = go_into_conflict(&mut window);
        let at = on_screen(&window, point);
        right_click(&mut window, at);
        let listed = entries(&window);
        assert_eq!(listed, hits(&window, under(&window, at)));
        let count = window
            .state()
            .texts()
            .get_with("here-count", &[("count", listed.len().to_string())]);
        window.get_by_label(&count);
        let here = window.state().view().here.clone().unwrap();
        // Everything is measured: protected land by a job.
        assert!(
            here.extents
                .iter()
                .all(|extent| matches!(extent, Extent::Known(m2) if *m2 > 0.0))
        );
        let Some(Hit::Feature(id, feature)) = listed.last().cloned() else {
            panic!("protected land is the last");
        };
        let layer = window
            .state()
            .workspace()
            .document
            .layer(id)
            .unwrap()
            .layer
            .clone();
        let name = redline::gui::text::feature_label(&layer, feature);
        let entry = |window: &Window| {
            let label = format!("{name}  ·  {}", layer.name);
            let found = window.query_all_by_label_contains(&label).next();
            found.map(|node| node.rect())
        };
        // Under the hand, it is outlined on the map.
        let drawn = window.state().map_cache().n_drawn();
        let place = entry(&window).unwrap().center();
        window.hover_at(place);
        window.run_steps(3);
        assert!(window.state().map_cache().n_drawn() > drawn);
        click_at(&mut window, place, PointerButton::Primary);
        assert_eq!(window.state().view().feature, Some((id, feature)));
        assert!(window.state().view().here.is_none());
    }
}

#[test]
fn the_list_opens_by_key_closes_by_escape_and_a_click_beside_it_selects_nothing() {
    let (mut window, _home) = opened(Language::ZhCn);
    let point = go_into_conflict(&mut window);
    let at = on_screen(&window, point);
    window.hover_at(at);
    press(&mut window, Key::I);
    assert!(!entries(&window).is_empty());
    // Keys of the map rest meanwhile.
    press(&mut window, Key::D);
    assert_eq!(window.state().view().tool, ToolKind::Select);
    press(&mut window, Key::Escape);
    assert!(window.state().view().here.is_none());
    right_click(&mut window, at);
    click_at(&mut window, at - Vec2::new(30.0, 30.0), PointerButton::Primary);
    assert!(window.state().view().here.is_none());
    assert_eq!(Hit::selected(window.state().view()), None);
    // An edit closes it: what it lists may be gone.
    right_click(&mut window, at);
    let parcel = window.state().derived().parcels[0].0;
    request(&mut window, Action::SelectParcel(Some(parcel)));
    request(&mut window, Action::DeleteParcel);
    assert!(window.state().view().here.is_none());
    request(&mut window, Action::Map(MapAction::AskHere(None)));
    assert!(window.state().view().here.is_some());
}
