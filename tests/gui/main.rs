//! The real window, driven by clicks and keys, without a display.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod background;
mod dossier;
mod export;
mod finding;
mod import;
mod moving;
mod picking;
mod renderer;
mod symbols;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::accesskit::Role as AccessRole;
use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, TouchPhase, Vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, LazyRenderer, TestRenderer};
use redline::check::Verdict;
use redline::geometry::{Bounds, Point};
use redline::gui::action::{Action, commands};
use redline::gui::inbox::Filter;
use redline::gui::shell::{App, FixedPicker, NoPicker, Picker, Services};
use redline::gui::view_state::{BottomTab, ToolKind};
use redline::layer::{ProposalLayer, Role};
use redline::text::Language;
use redline::workspace::consistency::{Comparison, Side};
use redline::workspace::document::LayerId;
use redline::workspace::settings::{Settings, ThemeChoice};
use redline::workspace::task::{Addition, Part};
use tempfile::TempDir;

type Window = Harness<'static, App>;

const PATIENCE: Duration = Duration::from_mins(2);

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/plan.toml")
}

struct Start {
    language: Language,
    theme: ThemeChoice,
    open: Vec<PathBuf>,
    picker: Box<dyn Picker>,
    home: TempDir,
}

impl Start {
    fn new(language: Language) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self {
            language,
            theme: ThemeChoice::Light,
            open: Vec::new(),
            picker: Box::new(NoPicker),
            home,
        }
    }

    fn with(mut self, path: PathBuf) -> Self {
        self.open.push(path);
        self
    }

    fn window(self) -> (Window, TempDir) {
        self.window_with(LazyRenderer::default())
    }

    fn window_with(self, renderer: impl TestRenderer + 'static) -> (Window, TempDir) {
        let settings_path = self.home.path().join("settings.toml");
        if !settings_path.exists() {
            Settings {
                theme: self.theme,
                ..Settings::default()
            }
            .write(&settings_path)
            .unwrap();
        }
        let services = Services {
            picker: self.picker,
            settings_path: Some(settings_path),
            sample: Some(sample()),
            question: redline::gui::question().unwrap(),
            language: Some(self.language),
            open: self.open,
        };
        let window = Harness::builder()
            .with_size(Vec2::new(1440.0, 900.0))
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(60)
            // The harness sets a theme of its own after the program has chosen.
            .with_theme(match self.theme {
                ThemeChoice::Dark => egui::Theme::Dark,
                ThemeChoice::Light | ThemeChoice::System => egui::Theme::Light,
            })
            .renderer(renderer)
            .build_eframe(move |cc| App::new(&cc.egui_ctx, services));
        (window, self.home)
    }
}

/// Runs frames until nothing works any more.
fn settle(window: &mut Window) {
    let start = Instant::now();
    loop {
        window.run();
        if is_still(window) {
            window.run();
            if is_still(window) {
                return;
            }
        }
        assert!(
            start.elapsed() < PATIENCE,
            "still running: {:?}",
            window.state().workspace().jobs.running()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether no job runs and the map shows all there is.
fn is_still(window: &Window) -> bool {
    window.state().workspace().jobs.running().is_empty() && window.state().map_cache().is_complete()
}

fn opened(language: Language) -> (Window, TempDir) {
    opened_in(language, ThemeChoice::Light)
}

/// The window with the sample, when nothing works any more.
fn opened_in(language: Language, theme: ThemeChoice) -> (Window, TempDir) {
    let mut start = Start::new(language).with(sample());
    start.theme = theme;
    let (mut window, home) = start.window();
    settle(&mut window);
    (window, home)
}

fn text(window: &Window, id: &str) -> String {
    window.state().texts().get(id)
}

fn click_label(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    settle(window);
}

fn request(window: &mut Window, action: Action) {
    window.state_mut().request(action);
    settle(window);
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn button(pos: Pos2, button: PointerButton, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn click_at(window: &mut Window, pos: Pos2, which: PointerButton) {
    window.hover_at(pos);
    window.event(button(pos, which, true));
    window.event(button(pos, which, false));
    // A pause, so that two clicks are not one double click.
    window.run_steps(30);
    settle(window);
}

fn drag(window: &mut Window, from: Pos2, to: Pos2, which: PointerButton) {
    window.hover_at(from);
    window.event(button(from, which, true));
    window.run_steps(2);
    for step in 1..=4_u8 {
        window.hover_at(from.lerp(to, f32::from(step) / 4.0));
        window.step();
    }
    window.event(button(to, which, false));
    settle(window);
}

fn on_screen(window: &Window, point: Point) -> Pos2 {
    let view = window.state().view();
    view.viewport.screen_from_plane(view.map_rect, point)
}

fn under(window: &Window, position: Pos2) -> Point {
    let view = window.state().view();
    view.viewport.plane_from_screen(view.map_rect, position)
}

fn center(window: &Window) -> Pos2 {
    window.state().view().map_rect.center()
}

fn n_parcels(window: &Window) -> usize {
    window
        .state()
        .workspace()
        .document
        .parcels
        .as_ref()
        .map_or(0, ProposalLayer::len)
}

/// Shows a place in the middle of a red line, and gives it.
fn go_into_red_line(window: &mut Window) -> Point {
    let layers = &window.state().workspace().document.layers;
    let red = layers
        .iter()
        .find(|entry| entry.layer.role == Role::EcoRedline)
        .unwrap();
    let inside = red.layer.geometry(0);
    let inside = inside.feature(0);
    let bounds = inside.bounds();
    let middle = (1..100)
        .map(|step| Point {
            x: bounds.min_x + bounds.width() * f64::from(step) / 100.0,
            y: bounds.center().y,
        })
        .find(|point| {
            [(-150.0, 0.0), (150.0, 0.0), (0.0, 150.0), (0.0, -150.0)]
                .iter()
                .all(|(x, y)| {
                    redline::gui::map::hit::contains(
                        &inside,
                        Point {
                            x: point.x + x,
                            y: point.y + y,
                        },
                    )
                })
        })
        .unwrap();
    let around = Bounds {
        min_x: middle.x,
        max_x: middle.x,
        min_y: middle.y,
        max_y: middle.y,
    }
    .grown(300.0, 300.0);
    request(window, Action::ZoomTo(around));
    middle
}

#[test]
fn the_empty_window_invites_and_opens_the_sample() {
    for language in Language::ALL {
        let (mut window, _home) = Start::new(language).window();
        settle(&mut window);
        window.get_by_label(&text(&window, "welcome-drop"));
        window.get_by_label(&text(&window, "action-type-path"));
        let label = text(&window, "action-open-sample");
        click_label(&mut window, &label);
        assert_eq!(n_parcels(&window), 41);
        assert!(window.state().workspace().is_current());
    }
}

#[test]
fn the_inbox_is_walked_by_keys_and_the_card_explains() {
    for (language, theme) in [
        (Language::ZhCn, ThemeChoice::Light),
        (Language::En, ThemeChoice::Dark),
    ] {
        let (mut window, _home) = opened_in(language, theme);
        let result = window.state().workspace().result().unwrap().clone();
        let conflicts = result.n_with(Verdict::Conflict);
        window.get_by_label(&format!("{} {conflicts}", text(&window, "inbox-conflict")));
        press(&mut window, Key::N);
        let first = window.state().view().item.clone().unwrap();
        press(&mut window, Key::ArrowDown);
        press(&mut window, Key::N);
        assert_ne!(window.state().view().item.as_ref(), Some(&first));
        press(&mut window, Key::P);
        press(&mut window, Key::ArrowUp);
        assert_eq!(window.state().view().item.as_ref(), Some(&first));
        press(&mut window, Key::N);
        press(&mut window, Key::Home);
        assert_eq!(window.state().view().item.as_ref(), Some(&first));
        let item = window.state().derived().inbox.find(&first).unwrap().clone();
        let finding = &result.findings[item.findings[0]];
        let rule = finding.resolution.as_ref().unwrap().deciding.clone().unwrap();
        assert!(
            window.query_all_by_label_contains(&rule).next().is_some(),
            "{rule}"
        );
        let area = redline::gui::widgets::unbroken(&redline::text::Amount(finding.areas.plane_m2).m2());
        assert!(
            window.query_all_by_label_contains(&area).next().is_some(),
            "{area}"
        );
        let tau = redline::text::number::metres(result.tolerances.combined_error_m());
        assert!(window.query_all_by_label_contains(&tau).next().is_some(), "{tau}");
        request(&mut window, Action::Fit);
        let before = window.state().view().viewport;
        press(&mut window, Key::Enter);
        assert_ne!(window.state().view().viewport, before);
    }
}

#[test]
fn what_could_not_be_settled_stands_beside_the_conflicts_and_says_why() {
    let (mut window, _home) = opened(Language::ZhCn);
    let inbox = &window.state().derived().inbox;
    let item = inbox
        .items
        .iter()
        .find(|item| item.verdict == Verdict::Undetermined)
        .unwrap()
        .clone();
    let first_mild = inbox
        .items
        .iter()
        .position(|item| item.verdict == Verdict::WithinError)
        .unwrap();
    assert!(inbox.items.iter().position(|known| *known == item).unwrap() < first_mild);
    request(&mut window, Action::SelectItem(item.key.clone()));
    window.get_by_label(&text(&window, "verdict-undetermined"));
    window.get_by_label(&text(&window, "card-undetermined"));
    // Hiding the conflicts leaves it in the list.
    request(&mut window, Action::ToggleFilter(Filter::Conflict));
    press(&mut window, Key::Home);
    let shown = window.state().view().item.clone().unwrap();
    assert_eq!(
        window.state().derived().inbox.find(&shown).unwrap().verdict,
        Verdict::Undetermined
    );
}

#[test]
fn a_parcel_is_drawn_checked_by_itself_undone_and_deleted() {
    let (mut window, _home) = opened(Language::ZhCn);
    let middle = go_into_red_line(&mut window);
    let before = window.state().workspace().result().unwrap().findings.len();
    press(&mut window, Key::D);
    assert_eq!(window.state().view().tool, ToolKind::Draw);
    let at = on_screen(&window, middle);
    for offset in [(-60.0, -60.0), (60.0, -60.0), (200.0, 200.0)] {
        click_at(
            &mut window,
            at + Vec2::new(offset.0, offset.1),
            PointerButton::Primary,
        );
    }
    press(&mut window, Key::Backspace);
    click_at(&mut window, at + Vec2::new(60.0, 60.0), PointerButton::Primary);
    click_at(&mut window, at + Vec2::new(-60.0, 60.0), PointerButton::Primary);
    assert_eq!(window.state().view().draft.corners.len(), 4);
    press(&mut window, Key::Enter);
    assert_eq!(n_parcels(&window), 42);
    let side = 120.0 * window.state().view().viewport.metres_per_pixel;
    let result = window.state().workspace().result().unwrap().clone();
    assert!(window.state().workspace().is_current());
    assert!(result.findings.len() > before);
    let drawn = result.parcels.last().unwrap();
    assert_eq!(drawn.verdict, Verdict::Conflict);
    assert!(
        (drawn.areas.plane_m2 / (side * side) - 1.0).abs() < 0.02,
        "{} and {}",
        drawn.areas.plane_m2,
        side * side
    );
    // The card of the new parcel stands open.
    let name = drawn.name.clone().unwrap();
    assert!(window.query_all_by_label_contains(&name).next().is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(n_parcels(&window), 41);
    assert_eq!(
        window.state().workspace().result().unwrap().findings.len(),
        before
    );
    let undone = format!("{}{name}", "已撤销：绘制地块 ");
    window.get_by_label(&undone);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Y);
    settle(&mut window);
    assert_eq!(n_parcels(&window), 42);
    click_at(&mut window, at, PointerButton::Primary);
    press(&mut window, Key::Delete);
    assert_eq!(n_parcels(&window), 41);
    assert_eq!(
        window.state().workspace().result().unwrap().findings.len(),
        before
    );
}

#[test]
fn a_drawing_ends_in_four_ways_and_escape_asks_once() {
    let (mut window, _home) = opened(Language::En);
    let middle = go_into_red_line(&mut window);
    let at = on_screen(&window, middle);
    let corners = [(-60.0, -60.0), (60.0, -60.0), (60.0, 60.0)].map(|(x, y)| at + Vec2::new(x, y));
    let start = |window: &mut Window| {
        request(window, Action::Tool(ToolKind::Draw));
        for corner in corners {
            click_at(window, corner, PointerButton::Primary);
        }
    };
    start(&mut window);
    click_at(&mut window, corners[2], PointerButton::Secondary);
    assert_eq!(n_parcels(&window), 42);
    start(&mut window);
    click_at(&mut window, corners[0], PointerButton::Primary);
    assert_eq!(n_parcels(&window), 43);
    start(&mut window);
    let last = at + Vec2::new(-60.0, 60.0);
    for _ in 0..2 {
        window.hover_at(last);
        window.event(button(last, PointerButton::Primary, true));
        window.event(button(last, PointerButton::Primary, false));
        window.step();
    }
    settle(&mut window);
    assert_eq!(n_parcels(&window), 44);
    start(&mut window);
    click_at(&mut window, last, PointerButton::Primary);
    press(&mut window, Key::Escape);
    assert_eq!(window.state().view().draft.corners.len(), 4);
    press(&mut window, Key::Escape);
    assert!(window.state().view().draft.corners.is_empty());
    // Two corners make no parcel, and stay in the hand.
    for corner in &corners[..2] {
        click_at(&mut window, *corner, PointerButton::Primary);
    }
    press(&mut window, Key::Enter);
    assert_eq!(
        (n_parcels(&window), window.state().view().draft.corners.len()),
        (44, 2)
    );
}

#[test]
fn the_wheel_zooms_about_the_pointer_and_every_pan_keeps_the_ground_under_the_hand() {
    let (mut window, _home) = opened(Language::ZhCn);
    let at = center(&window) + Vec2::new(170.0, -90.0);
    let held = under(&window, at);
    window.hover_at(at);
    for notches in [1.0, 1.0, -1.0, 1.0, 1.0, -2.0, 3.0] {
        window.event(Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: Vec2::new(0.0, notches),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        settle(&mut window);
        assert!(on_screen(&window, held).distance(at) < 0.5);
    }
    let to = at + Vec2::new(-210.0, 95.0);
    for (tool, which) in [
        (ToolKind::Select, PointerButton::Primary),
        (ToolKind::Select, PointerButton::Middle),
        (ToolKind::Draw, PointerButton::Middle),
    ] {
        request(&mut window, Action::Tool(tool));
        let held = under(&window, at);
        drag(&mut window, at, to, which);
        assert!(on_screen(&window, held).distance(to) < 0.5, "{tool:?} {which:?}");
        assert_eq!(window.state().view().tool, tool);
        assert!(window.state().view().draft.corners.is_empty());
    }
    let held = under(&window, at);
    press(&mut window, Key::ArrowRight);
    assert!(on_screen(&window, held).x < at.x);
    press(&mut window, Key::Home);
    let all = window
        .state()
        .view()
        .viewport
        .visible(window.state().view().map_rect);
    let boxes = window.state().derived().parcels.iter().map(|(_, bounds)| *bounds);
    assert!(
        boxes
            .filter(|bounds| !bounds.is_empty())
            .all(|bounds| all.intersects(bounds))
    );
}

#[test]
fn panning_draws_no_layer_anew_and_an_idle_window_no_frame() {
    let (mut window, _home) = opened(Language::ZhCn);
    let before = window.state().map_cache().n_drawn();
    let at = center(&window);
    drag(
        &mut window,
        at,
        at + Vec2::new(120.0, 60.0),
        PointerButton::Primary,
    );
    drag(
        &mut window,
        at,
        at - Vec2::new(120.0, 60.0),
        PointerButton::Primary,
    );
    assert_eq!(window.state().map_cache().n_drawn(), before);
    window.remove_cursor();
    window.run_steps(400);
    let delays: Vec<Duration> = window
        .output()
        .viewport_output
        .values()
        .map(|output| output.repaint_delay)
        .collect();
    assert!(
        delays.iter().all(|delay| *delay > Duration::from_secs(10)),
        "{delays:?}"
    );
}

/// Real data, coarse and fine: the map is drawn once per zoom, and panning reuses it.
#[test]
fn a_city_of_real_polygons_opens_and_pans_from_kept_triangles() {
    let (mut window, _home) = Start::new(Language::En).window();
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/case-trafford");
    let own = |name: &str| Part::Layer(Role::Other(name.to_owned()));
    let files = vec![
        Addition::of_path(case.join("trafford_allotments.geojson"), Part::Parcels),
        Addition::of_path(case.join("trafford_oa_generalised.geojson"), own("areas")),
        Addition::of_path(
            case.join("trafford_agricultural_land_classification.geojson"),
            Part::Layer(Role::Farmland),
        ),
    ];
    request(&mut window, Action::Import(files));
    assert!(window.state().workspace().is_current());
    assert!(window.state().workspace().result().unwrap().findings.len() > 20);
    let before = window.state().map_cache().n_drawn();
    let at = center(&window);
    for _ in 0..3 {
        drag(&mut window, at, at + Vec2::new(90.0, 40.0), PointerButton::Middle);
    }
    assert_eq!(window.state().map_cache().n_drawn(), before);
    // A window and a half further, everything was drawn anew a few times only.
    for _ in 0..12 {
        drag(&mut window, at, at + Vec2::new(90.0, 40.0), PointerButton::Middle);
    }
    let layers = 4;
    assert!(window.state().map_cache().n_drawn() <= before + 8 * layers);
}

#[test]
fn a_click_picks_a_parcel_and_hiding_layers_hides_what_can_be_picked() {
    let (mut window, _home) = opened(Language::ZhCn);
    let (id, bounds) = window.state().derived().parcels[0];
    request(
        &mut window,
        Action::ZoomTo(bounds.grown(bounds.width(), bounds.width())),
    );
    let at = on_screen(&window, bounds.center());
    click_at(&mut window, at, PointerButton::Primary);
    assert_eq!(window.state().view().parcel, Some(id));
    press(&mut window, Key::Escape);
    assert_eq!(window.state().view().parcel, None);
    let name = window
        .state()
        .workspace()
        .document
        .parcels
        .as_ref()
        .unwrap()
        .name
        .clone();
    let eye = window
        .state()
        .texts()
        .get_with("layer-visible", &[("name", name)]);
    click_label(&mut window, &eye);
    click_at(&mut window, at, PointerButton::Primary);
    assert_eq!(window.state().view().parcel, None);
}

#[test]
fn the_language_changes_while_the_window_is_open_and_is_remembered() {
    let (mut window, home) = opened(Language::ZhCn);
    press(&mut window, Key::N);
    window.get_by_label(&text(&window, "tool-export"));
    click_label(&mut window, "English");
    assert_eq!(window.state().texts().language(), Language::En);
    window.get_by_label("Export");
    assert!(window.query_by_label("导出报告").is_none());
    assert!(n_parcels(&window) > 0 && window.state().view().item.is_some());
    click_label(&mut window, "简体中文");
    window.get_by_label("导出报告");
    let kept = Settings::read(&home.path().join("settings.toml")).settings;
    assert_eq!(kept.language.as_deref(), Some("zh-CN"));
    assert_eq!(kept.recent, [sample()]);
}

#[test]
fn all_reports_are_written_where_the_user_says() {
    let target = tempfile::tempdir().unwrap();
    let mut start = Start::new(Language::ZhCn).with(sample());
    start.picker = Box::new(FixedPicker(vec![target.path().to_owned()]));
    let (mut window, _home) = start.window();
    settle(&mut window);
    click_label(&mut window, "导出报告");
    settle(&mut window);
    let mut names: Vec<String> = fs::read_dir(target.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for wanted in ["conflicts.geojson", "findings.json", "overlaps.csv"] {
        assert!(names.iter().any(|name| name == wanted), "{names:?}");
    }
    assert_eq!(names.len(), redline::report::FORMS.len(), "{names:?}");
    let said = target.path().display().to_string();
    assert!(window.query_all_by_label_contains(&said).next().is_some());
}

#[test]
fn a_broken_file_is_a_problem_and_nothing_is_lost() {
    let (mut window, home) = opened(Language::ZhCn);
    let broken = home.path().join("broken.toml");
    fs::write(&broken, "format = \"redline.plan/1\"\nparcels = ").unwrap();
    request(&mut window, Action::OpenPaths(vec![broken]));
    assert_eq!(n_parcels(&window), 41);
    assert_eq!(window.state().workspace().messages.n_problems(), 1);
    assert!(window.query_all_by_label_contains("broken.toml").next().is_some());
    let truncated = home.path().join("生态保护红线.geojson");
    fs::write(
        &truncated,
        r#"{"type":"FeatureCollection","features":[{"type":"Fea"#,
    )
    .unwrap();
    request(&mut window, Action::OpenPaths(vec![truncated]));
    window.get_by_label(&text(&window, "add-unreadable"));
    click_label(&mut window, "不了");
    assert_eq!(
        (
            n_parcels(&window),
            window.state().workspace().messages.n_problems()
        ),
        (41, 2)
    );
    assert!(window.state().workspace().is_current());
}

#[test]
fn layers_are_compared_with_each_other_and_a_pair_is_shown_on_the_map() {
    let (mut window, _home) = opened(Language::En);
    request(&mut window, Action::CompareLayers);
    settle(&mut window);
    let (label, names) = {
        let known = window.state().workspace().consistency().unwrap();
        assert_eq!(known.revision, window.state().workspace().document.revision());
        let twice = |found: &&Comparison| found.n_duplicates > 0;
        let found = known.comparisons.iter().find(twice).unwrap();
        let Side::Layer(id) = found.sides[0] else {
            panic!("a layer")
        };
        let name = window
            .state()
            .workspace()
            .document
            .layer(id)
            .unwrap()
            .layer
            .name
            .clone();
        let names = found.largest[0].names.clone();
        (name, format!("{} × {}", names[0], names[1]))
    };
    assert_eq!(window.state().view().bottom, Some(BottomTab::Consistency));
    window
        .get_by_label_contains(&format!("{label} with itself"))
        .click();
    window.run();
    // The header unfolds over several frames.
    window.run();
    let before = window.state().view().viewport.metres_per_pixel;
    window.get_by_label(&names).click();
    window.run();
    assert!(window.state().view().viewport.metres_per_pixel < before);

    request(&mut window, Action::RemoveLayer(LayerId(0)));
    settle(&mut window);
    window.get_by_label(&text(&window, "consistency-outdated"));
}

#[test]
fn every_command_is_in_the_palette_and_the_menus_open() {
    for language in Language::ALL {
        let (mut window, _home) = opened(language);
        window.key_press_modifiers(Modifiers::COMMAND, Key::K);
        settle(&mut window);
        let hint = text(&window, "palette-hint");
        for command in commands()
            .into_iter()
            .filter(|command| command.action != Action::Palette)
        {
            request(&mut window, Action::Palette);
            let name = text(&window, command.text_id);
            window
                .get_by_role_and_label(AccessRole::TextInput, &hint)
                .type_text(&name);
            settle(&mut window);
            let entry = format!("{name}  ·  ");
            assert!(
                window.query_all_by_label_contains(&entry).next().is_some(),
                "{name}"
            );
        }
        press(&mut window, Key::Escape);
        assert!(window.state().view().dialog.is_none());
        for menu in redline::gui::action::Menu::ALL {
            let name = text(&window, menu.text_id());
            window
                .get_all_by_role_and_label(AccessRole::Button, &name)
                .next()
                .unwrap()
                .click();
            settle(&mut window);
            for inside in commands().iter().filter(|command| command.menu == menu) {
                let entry = menu.submenu(inside.group).unwrap_or(inside.text_id);
                let entry = text(&window, entry);
                assert!(
                    window.query_all_by_label_contains(&entry).next().is_some(),
                    "{entry}"
                );
            }
            press(&mut window, Key::Escape);
        }
    }
}

#[test]
fn keys_belong_to_a_text_field_and_to_the_input_method() {
    let (mut window, _home) = opened(Language::ZhCn);
    request(&mut window, Action::TypePath);
    press(&mut window, Key::D);
    assert_eq!(window.state().view().tool, ToolKind::Select);
    press(&mut window, Key::Escape);
    let preedit = |text: &str| {
        Event::Ime(egui::ImeEvent::Preedit {
            text: text.to_owned(),
            active_range_chars: None,
        })
    };
    window.event(preedit("xian"));
    window.key_press(Key::D);
    settle(&mut window);
    assert_eq!(window.state().view().tool, ToolKind::Select);
    window.event(preedit(""));
    settle(&mut window);
    press(&mut window, Key::D);
    assert_eq!(window.state().view().tool, ToolKind::Draw);
}

#[test]
fn the_map_and_both_side_panels_have_names_and_fold() {
    let (mut window, _home) = opened(Language::En);
    let map = window.get_by_role(AccessRole::Canvas);
    assert!(map.accesskit_node().label().unwrap().contains("41 parcels"));
    let before = window.state().view().map_rect.width();
    press(&mut window, Key::F9);
    press(&mut window, Key::F10);
    assert!(window.state().view().map_rect.width() > before + 400.0);
    click_label(&mut window, "Layer panel");
    assert!(window.state().view().left);
}

#[test]
fn broken_settings_do_not_stop_the_start() {
    let start = Start::new(Language::ZhCn);
    fs::write(start.home.path().join("settings.toml"), "theme = [").unwrap();
    let (mut window, home) = start.window();
    settle(&mut window);
    assert_eq!(window.state().workspace().messages.list().len(), 1);
    assert!(home.path().join("settings.toml.broken-0").exists());
}
