//! Pictures under the map: where they lie, how they are shown, and what is said of those that cannot be.

use image::RgbaImage;
use redline::crs::{CrsId, LonLat};
use redline::gui::action::BackgroundStep;
use redline::gui::map::Viewport;
use redline::gui::view_state::{Dialog, PathPurpose};
use redline::workspace::background::{Background, BackgroundState};
use redline::workspace::find::place_in;
use rusqlite::Connection;

use super::*;

/// Half a pixel by which all tiles of the map move to whole pixels, and what reading an edge from mixed colours costs.
const HALF_A_PIXEL: f32 = 0.6;
/// The corner that four tiles share, in the county of the sample.
const ZOOM: u32 = 14;
const CORNER: [u32; 2] = [13_456, 6_779];
/// Easting and northing of the corner in the GeoTIFF: on the central meridian, where grid north is true north.
const GROUND: [f64; 2] = [39_500_000.0, 3_284_000.0];
const DARK: [u8; 3] = [0, 0, 0];
const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];

fn png_of(color: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 256, 256);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let data = color.repeat(256 * 256);
    encoder.write_header().unwrap().write_image_data(&data).unwrap();
    bytes
}

/// Four tiles around the corner: three of one colour, the south-eastern one of another.
fn four(rest: [u8; 3], corner: [u8; 3]) -> Vec<([u32; 2], Vec<u8>)> {
    let [column, row] = CORNER;
    vec![
        ([column - 1, row - 1], png_of(rest)),
        ([column, row - 1], png_of(rest)),
        ([column - 1, row], png_of(rest)),
        ([column, row], png_of(corner)),
    ]
}

fn write_mbtiles(path: &Path, tiles: &[([u32; 2], Vec<u8>)]) {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE metadata (name text, value text);
             INSERT INTO metadata VALUES ('attribution', '© 测绘成果');
             CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);",
        )
        .unwrap();
    for ([column, row], data) in tiles {
        let row = (1 << ZOOM) - 1 - row;
        connection
            .execute(
                "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)",
                rusqlite::params![ZOOM, column, row, data],
            )
            .unwrap();
    }
}

fn varint(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7F).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
}

/// The number of a tile along the curve of the format.
fn along_curve([column, row]: [u32; 2]) -> u64 {
    let side = 1_i64 << ZOOM;
    let (mut x, mut y) = (i64::from(column), i64::from(row));
    let mut along = (side * side - 1) / 3;
    let mut half = side / 2;
    while half > 0 {
        let (right, lower) = (i64::from(x & half > 0), i64::from(y & half > 0));
        along += half * half * ((3 * right) ^ lower);
        if lower == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    u64::try_from(along).unwrap()
}

fn write_pmtiles(path: &Path, tiles: &[([u32; 2], Vec<u8>)]) {
    let mut sorted: Vec<(u64, &Vec<u8>)> = tiles.iter().map(|(at, data)| (along_curve(*at), data)).collect();
    sorted.sort_unstable_by_key(|(number, _)| *number);
    let mut root = Vec::new();
    varint(sorted.len() as u64, &mut root);
    let mut before = 0;
    for (number, _) in &sorted {
        varint(number - before, &mut root);
        before = *number;
    }
    for _ in &sorted {
        varint(1, &mut root);
    }
    for (_, data) in &sorted {
        varint(data.len() as u64, &mut root);
    }
    for number in 0..sorted.len() {
        // The first begins at 0, the others follow.
        varint(u64::from(number == 0), &mut root);
    }
    let data: Vec<u8> = sorted.iter().flat_map(|(_, data)| (*data).clone()).collect();
    let mut bytes = b"PMTiles\x03".to_vec();
    let root_end = 127 + root.len() as u64;
    for (offset, length) in [
        (127, root.len()),
        (root_end, 0),
        (root_end, 0),
        (root_end, data.len()),
    ] {
        bytes.extend(offset.to_le_bytes());
        bytes.extend((length as u64).to_le_bytes());
    }
    bytes.extend([0; 24]);
    let zoom = u8::try_from(ZOOM).unwrap();
    bytes.extend([1, 1, 1, 2, zoom, zoom]);
    for corner in [1_156_000_000_i32, 296_000_000, 1_157_000_000, 297_000_000] {
        bytes.extend(corner.to_le_bytes());
    }
    bytes.resize(127, 0);
    fs::write(path, [bytes, root, data].concat()).unwrap();
}

/// Pixels of 2 m around the corner on the ground, 512 × 512.
fn write_geotiff(path: &Path) {
    use tiff::encoder::colortype::RGB8;
    use tiff::encoder::{Compression, TiffEncoder};
    use tiff::tags::Tag;
    let mut encoder = TiffEncoder::new(fs::File::create(path).unwrap())
        .unwrap()
        .with_compression(Compression::Lzw);
    let mut image = encoder.new_image::<RGB8>(512, 512).unwrap();
    image.rows_per_strip(16).unwrap();
    let [east, north] = GROUND;
    let tie = [256.0, 256.0, 0.0, east, north, 0.0];
    let keys: [u16; 12] = [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 4527];
    let directory = image.encoder();
    directory
        .write_tag(Tag::Unknown(33_550), &[2.0, 2.0, 0.0][..])
        .unwrap();
    directory.write_tag(Tag::Unknown(33_922), &tie[..]).unwrap();
    directory.write_tag(Tag::Unknown(34_735), &keys[..]).unwrap();
    let color = |number: u32| {
        let (x, y) = (number % 512, number / 512);
        if x >= 256 && y >= 256 { RED } else { DARK }
    };
    let data: Vec<u8> = (0..512 * 512).flat_map(color).collect();
    image.write_data(&data).unwrap();
}

/// The corner of the four tiles in degrees.
fn corner_degrees() -> LonLat {
    let n = f64::from(1_u32 << ZOOM);
    let [column, row] = CORNER.map(f64::from);
    LonLat {
        lon: column / n * 360.0 - 180.0,
        lat: (std::f64::consts::PI * (1.0 - 2.0 * row / n))
            .sinh()
            .atan()
            .to_degrees(),
    }
}

fn on_plane(window: &Window, place: LonLat) -> Point {
    let plane = window.state().workspace().document.plane.clone().unwrap();
    let (x, y) = plane.forward(place);
    Point { x, y }
}

fn look_at(window: &mut Window, point: Point, metres_per_pixel: f64) {
    let plane = window.state().workspace().document.plane.clone().unwrap();
    let mut view = Viewport {
        metres_per_pixel,
        ..window.state().view().viewport
    };
    view.look_at(point, Some(&plane));
    request(window, Action::View(view));
}

fn pixel(picture: &RgbaImage, at: Pos2) -> [u8; 3] {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the window"
    )]
    let image::Rgba([red, green, blue, _]) = *picture.get_pixel(at.x as u32, at.y as u32);
    [red, green, blue]
}

/// Where red begins to the right of and below a place that lies near the corner.
fn edges(picture: &RgbaImage, near: Pos2) -> Pos2 {
    let start = near.floor();
    let red = |x: f32, y: f32| f32::from(pixel(picture, Pos2::new(x, y))[0]) / 255.0;
    let steps = (-12..12_i8).map(f32::from);
    let across: f32 = steps
        .clone()
        .map(|step| red(start.x + step + 0.5, start.y + 12.5))
        .sum();
    let down: f32 = steps.map(|step| red(start.x + 12.5, start.y + step + 0.5)).sum();
    Pos2::new(start.x + 12.0 - across, start.y + 12.0 - down)
}

fn backgrounds(window: &Window) -> &[Background] {
    window.state().workspace().backgrounds.list()
}

fn said(window: &Window, id: &str) -> Vec<Vec<(&'static str, String)>> {
    let messages = window.state().workspace().messages.list();
    let with_id = messages.iter().filter(|message| message.id == id);
    with_id.map(|message| message.args.clone()).collect()
}

fn has_argument(args: &[(&'static str, String)], name: &str, part: &str) -> bool {
    args.iter()
        .any(|(known, value)| *known == name && value.contains(part))
}

#[test]
fn a_known_corner_lies_where_its_coordinates_say() {
    for language in Language::ALL {
        for name in ["底图 一.mbtiles", "底图.pmtiles", "正射影像.tif"] {
            let start = Start::new(language);
            let path = start.home.path().join(name);
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("mbtiles") => write_mbtiles(&path, &four(DARK, RED)),
                Some("pmtiles") => write_pmtiles(&path, &four(DARK, RED)),
                _ => write_geotiff(&path),
            }
            // Nothing else is open: the background brings the plane, and is seen at once.
            let (mut window, _home) = start.with(path).window();
            settle(&mut window);
            assert!(
                matches!(backgrounds(&window), [one] if one.placed().is_some()),
                "{name}"
            );
            let corner = if name.ends_with("tif") {
                let document = &window.state().workspace().document;
                place_in(document, CrsId::Epsg(4527), GROUND).unwrap().unwrap()
            } else {
                on_plane(&window, corner_degrees())
            };
            let visible = window.state().view().viewport;
            let map = window.state().view().map_rect;
            assert!(visible.visible(map).contains(corner), "{name}: shown at once");
            for metres_per_pixel in [0.37, 2.0, 6.1, 14.0] {
                for shift in [0.0, 0.3, 0.71] {
                    let view = Point {
                        x: corner.x + shift * metres_per_pixel,
                        y: corner.y + 40.4 * metres_per_pixel,
                    };
                    look_at(&mut window, view, metres_per_pixel);
                    let wanted = on_screen(&window, corner);
                    let found = edges(&window.render().unwrap(), wanted);
                    let off = (found - wanted).abs().max_elem();
                    assert!(
                        off <= HALF_A_PIXEL,
                        "{name} at {metres_per_pixel} m: {found} and {wanted}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_background_lies_under_the_layers_and_is_faded_ordered_hidden_and_removed() {
    for language in Language::ALL {
        let (mut window, home) = opened(language);
        let middle = go_into_red_line(&mut window);
        let plane = window.state().workspace().document.plane.clone().unwrap();
        let place = plane.inverse(middle);
        let at = on_screen(&window, middle) + Vec2::new(7.0, 5.0);
        let plain = window.render().unwrap();
        let (blue, red) = (home.path().join("蓝.png"), home.path().join("红.png"));
        for (path, color) in [(&blue, BLUE), (&red, RED)] {
            fs::write(path, png_of(color)).unwrap();
            // A quarter of a degree around the place.
            let (side, half) = (0.25 / 256.0, 0.125 - 0.125 / 256.0);
            let world = format!(
                "{side}\n0\n0\n-{side}\n{}\n{}\n",
                place.lon - half,
                place.lat + half
            );
            fs::write(path.with_extension("pgw"), world).unwrap();
            fs::write(path.with_extension("prj"), "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]").unwrap();
        }
        let viewport = window.state().view().viewport;
        // Dropped together with their world files.
        let dropped = [&blue, &red]
            .map(|path| [path.clone(), path.with_extension("pgw")])
            .concat();
        request(&mut window, Action::OpenPaths(dropped));
        assert_eq!(backgrounds(&window).len(), 2);
        assert_eq!(window.state().view().viewport, viewport, "the view stays");
        assert!(window.state().view().dialog.is_none());
        let [bottom, top] = [backgrounds(&window)[0].id, backgrounds(&window)[1].id];
        let over = window.render().unwrap();
        assert_ne!(pixel(&over, at), pixel(&plain, at));
        // The red line is drawn over it.
        let land: Vec<LayerId> = {
            let layers = &window.state().workspace().document.layers;
            layers.iter().map(|entry| entry.id).collect()
        };
        let keys = land.into_iter().map(redline::gui::view_state::LayerKey::Layer);
        let keys = keys.chain([
            redline::gui::view_state::LayerKey::Parcels,
            redline::gui::view_state::LayerKey::Findings,
        ]);
        for key in keys {
            request(&mut window, Action::ToggleLayer(key));
        }
        let alone = window.render().unwrap();
        assert_eq!(pixel(&alone, at), RED);
        assert_ne!(pixel(&over, at), RED);
        let step = |window: &mut Window, step: BackgroundStep| {
            request(window, Action::Background(step));
            pixel(&window.render().unwrap(), at)
        };
        let [red_half, _, blue_half] = step(&mut window, BackgroundStep::Opacity(top, 50));
        assert!(
            red_half.abs_diff(128) <= 2 && blue_half.abs_diff(127) <= 2,
            "{red_half} {blue_half}"
        );
        assert_eq!(step(&mut window, BackgroundStep::Opacity(top, 100)), RED);
        assert_eq!(step(&mut window, BackgroundStep::Raise(bottom)), BLUE);
        assert_eq!(step(&mut window, BackgroundStep::Lower(bottom)), RED);
        // By hand, in the panel.
        let show = window
            .state()
            .texts()
            .get_with("layer-visible", &[("name", "红.png".to_owned())]);
        click_label(&mut window, &show);
        assert_eq!(pixel(&window.render().unwrap(), at), BLUE);
        click_label(&mut window, &show);
        assert_eq!(pixel(&window.render().unwrap(), at), RED);
        let remove = window
            .state()
            .texts()
            .get_with("background-remove-named", &[("name", "红.png".to_owned())]);
        click_label(&mut window, &remove);
        assert_eq!(pixel(&window.render().unwrap(), at), BLUE);
        assert_eq!(backgrounds(&window).len(), 1);
        request(&mut window, Action::CloseProject);
        assert!(backgrounds(&window).is_empty());
    }
}

#[test]
fn a_damaged_tile_is_a_hole_and_told_once() {
    for language in Language::ALL {
        let start = Start::new(language);
        let path = start.home.path().join("破损.mbtiles");
        let mut tiles = four(BLUE, RED);
        tiles[3].1.truncate(80);
        write_mbtiles(&path, &tiles);
        let (mut window, _home) = start.with(path).window();
        settle(&mut window);
        let corner = on_plane(&window, corner_degrees());
        look_at(&mut window, corner, 4.0);
        let picture = window.render().unwrap();
        let at = on_screen(&window, corner);
        assert_eq!(pixel(&picture, at + Vec2::new(-60.0, 60.0)), BLUE);
        let paper = pixel(&picture, at + Vec2::new(60.0, 60.0));
        assert!(paper != RED && paper != BLUE, "{paper:?}");
        for metres_per_pixel in [2.0, 8.0, 30.0] {
            look_at(&mut window, corner, metres_per_pixel);
        }
        let told = said(&window, "background-hole-damaged");
        let block = format!("{ZOOM}/{}/{}", CORNER[0], CORNER[1]);
        assert!(
            matches!(told.as_slice(), [args] if has_argument(args, "block", &block)
                && has_argument(args, "file", "破损.mbtiles") && has_argument(args, "reason", "")),
            "{told:?}"
        );
        // The whole sentence can be read.
        request(&mut window, Action::ToggleBottom(BottomTab::Messages));
        assert!(window.query_all_by_label_contains(&block).next().is_some());
    }
}

#[test]
fn a_file_that_cannot_be_shown_stays_in_the_list_with_the_reason() {
    for language in Language::ALL {
        let (mut window, home) = opened(language);
        let missing = home.path().join("没有.pmtiles");
        let alone = home.path().join("扫描图.png");
        fs::write(&alone, png_of(BLUE)).unwrap();
        fs::write(
            alone.with_extension("pgw"),
            "0.0001\n0\n0\n-0.0001\n115.6\n29.7\n",
        )
        .unwrap();
        let torn = home.path().join("影像.tif");
        fs::write(&torn, b"II\x2A\0\xFF\xFF\xFF\x7F").unwrap();
        request(&mut window, Action::OpenPaths(vec![missing, alone.clone(), torn]));
        let codes: Vec<&str> = backgrounds(&window)
            .iter()
            .map(|entry| match &entry.state {
                BackgroundState::Failed(problem) => problem.code.as_str(),
                _ => "",
            })
            .collect();
        assert_eq!(
            codes,
            ["background-missing", "background-no-system", "background-damaged"]
        );
        for code in codes {
            assert_eq!(said(&window, code).len(), 1, "{code}");
        }
        assert!(
            window
                .query_all_by_label_contains("没有.pmtiles")
                .next()
                .is_some()
        );
        // A picture that only lacks a system is placed in the project's.
        let system = {
            let crs = window.state().workspace().project_system().unwrap();
            redline::gui::text::system_words(window.state().texts(), crs)
        };
        let use_it = window
            .state()
            .texts()
            .get_with("background-use-system", &[("system", system)]);
        window.get_by_label(&use_it).scroll_to_me();
        settle(&mut window);
        click_label(&mut window, &use_it);
        let entry = backgrounds(&window).iter().find(|entry| entry.path == alone);
        assert!(entry.unwrap().placed().is_some(), "{entry:?}");
        // Without a dialog of the system a path is typed.
        request(&mut window, Action::Background(BackgroundStep::Ask));
        assert!(matches!(
            &window.state().view().dialog,
            Some(Dialog::Path(dialog)) if dialog.purpose == PathPurpose::Background
        ));
    }
}

#[test]
fn a_plan_names_its_backgrounds() {
    let home = tempfile::tempdir().unwrap();
    write_mbtiles(&home.path().join("底图.mbtiles"), &four(DARK, RED));
    let sample_folder = sample().parent().unwrap().to_owned();
    let text = fs::read_to_string(sample()).unwrap();
    for entry in fs::read_dir(&sample_folder).unwrap() {
        let from = entry.unwrap().path();
        if from.is_file() {
            fs::copy(&from, home.path().join(from.file_name().unwrap())).unwrap();
        }
    }
    let plan = home.path().join("plan.toml");
    let more = "\n[[background]]\nfile = \"底图.mbtiles\"\nopacity = 0.4\n\n[[background]]\nfile = \"没有.tif\"\nhidden = true\n";
    fs::write(&plan, format!("{text}{more}")).unwrap();
    let (mut window, _home) = Start::new(Language::ZhCn).with(plan).window();
    settle(&mut window);
    let shown: Vec<(bool, u8, bool)> = backgrounds(&window)
        .iter()
        .map(|entry| (entry.shown, entry.opacity, entry.placed().is_some()))
        .collect();
    assert_eq!(shown, [(true, 40, true), (false, 100, false)]);
    assert_eq!(n_parcels(&window), 41);
    // What was laid under the map before stays when a project is opened.
    let (mut window, home) = Start::new(Language::En).window();
    let path = home.path().join("a.mbtiles");
    write_mbtiles(&path, &four(DARK, RED));
    request(&mut window, Action::OpenPaths(vec![path, sample()]));
    assert_eq!((backgrounds(&window).len(), n_parcels(&window)), (1, 41));
    assert!(backgrounds(&window)[0].placed().is_some());
}
