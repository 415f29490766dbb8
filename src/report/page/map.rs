//! The drawing of one conflict: parcel, layer, shared ground, scale bar, north, graticule.
//!
//! Lines carry a white casing and areas a hatch, so that the drawing can be read in grey print; the
//! colours stand in `assets/report/page.css` under the classes used here.

use super::figures::Look;
use super::html::Html;
use super::view::{View, whole};
use crate::check::Finding;
use crate::crs::{LonLat, Plane};
use crate::geometry::{Bounds, Point};
use crate::layer::{ConstraintLayer, Parcel};
use crate::report::words;
use crate::text::{Texts, number};

/// Size of the main drawing and of the locator, in hundredths of a millimetre.
const MAIN: (f64, f64) = (11_400.0, 9400.0);
const LOCATOR: (f64, f64) = (6000.0, 4000.0);
/// Strip below the main drawing for scale bar and legend.
const STRIP: f64 = 1250.0;
/// A finding smaller than this share of its parcel gets a drawing of its own and a locator.
const ENLARGE_BELOW: f64 = 0.4;
/// Neighbours drawn for orientation: so many, none with more positions than that.
const MAX_NEIGHBOURS: usize = 60;
const MAX_NEIGHBOUR_POSITIONS: usize = 5000;
/// Steps of the graticule in seconds of arc.
const GRATICULE: [f64; 16] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 18_000.0,
];
/// Least distance between two lines of the graticule on paper.
const GRATICULE_GAP: f64 = 2600.0;

/// What a drawing shows.
pub struct Scene<'a> {
    pub finding: &'a Finding,
    pub parcel: Option<&'a Parcel>,
    pub layer: Option<&'a ConstraintLayer>,
    pub plane: &'a Plane,
    pub texts: &'a Texts,
    /// How the shared ground is marked.
    pub look: Look,
}

impl Scene<'_> {
    /// The main drawing; its scale denominator is given back.
    pub fn draw(&self, html: &mut Html) -> f64 {
        let view = View::fit(self.main_bounds(), self.plane, MAIN.0, MAIN.1);
        let size = [whole(MAIN.0).to_string(), whole(MAIN.1 + STRIP).to_string()];
        html.open(
            "svg",
            &[
                ("class", "map"),
                ("viewBox", &format!("0 0 {} {}", size[0], size[1])),
                ("role", "img"),
                ("aria-label", &self.texts.get("report-map-label")),
            ],
        );
        self.ground(html, &view);
        self.graticule(html, &view);
        self.area_label(html, &view);
        north_arrow(html, &view);
        frame(html, &view);
        self.strip(html, &view);
        html.close("svg");
        view.scale
    }

    /// A small drawing of the whole parcel with the frame of the main one; `false` when the main one
    /// shows it already.
    pub fn draw_locator(&self, html: &mut Html) -> bool {
        if !self.is_enlarged() {
            return false;
        }
        let main = View::fit(self.main_bounds(), self.plane, MAIN.0, MAIN.1).bounds();
        let view = View::fit(
            self.parcel_bounds().union(self.piece_bounds()),
            self.plane,
            LOCATOR.0,
            LOCATOR.1,
        );
        html.open(
            "svg",
            &[
                ("class", "map locator"),
                (
                    "viewBox",
                    &format!("0 0 {} {}", whole(LOCATOR.0), whole(LOCATOR.1)),
                ),
                ("role", "img"),
                ("aria-label", &self.texts.get("report-map-locator")),
            ],
        );
        self.ground(html, &view);
        let (left, top) = view.spot(Point {
            x: main.min_x,
            y: main.max_y,
        });
        let (right, bottom) = view.spot(Point {
            x: main.max_x,
            y: main.min_y,
        });
        // A frame too small to be seen is drawn as one that can be.
        let (width, height) = ((right - left).max(250.0), (bottom - top).max(180.0));
        let (x, y) = (
            f64::midpoint(left, right) - width / 2.0,
            f64::midpoint(top, bottom) - height / 2.0,
        );
        rect(html, "window", [x, y, width, height]);
        frame(html, &view);
        html.close("svg");
        true
    }

    fn piece_bounds(&self) -> Bounds {
        Bounds::of(self.finding.pieces.positions().iter().copied())
    }

    fn parcel_bounds(&self) -> Bounds {
        self.parcel.map_or(Bounds::EMPTY, Parcel::bounds)
    }

    fn is_enlarged(&self) -> bool {
        let (piece, parcel) = (self.piece_bounds(), self.parcel_bounds());
        !parcel.is_empty()
            && piece.width() < parcel.width() * ENLARGE_BELOW
            && piece.height() < parcel.height() * ENLARGE_BELOW
            || parcel.width().max(parcel.height()) * ENLARGE_BELOW * 0.5 > piece.width().max(piece.height())
    }

    fn main_bounds(&self) -> Bounds {
        let piece = self.piece_bounds();
        if self.is_enlarged() {
            let margin = 0.35 * piece.width().max(piece.height()).max(2.0);
            return piece.grown(margin, margin);
        }
        piece.union(self.parcel_bounds())
    }

    /// Layer, parcel and shared ground.
    fn ground(&self, html: &mut Html, view: &View) {
        // A drawing in the drawing: what lies outside its box is not shown.
        let [width, height] = [view.width, view.height].map(|units| whole(units).to_string());
        html.open("svg", &[("width", &width), ("height", &height)]);
        rect(html, "paper", [0.0, 0.0, view.width, view.height]);
        self.layer_ground(html, view);
        let parcel = self
            .parcel
            .map(|parcel| view.area_path(parcel.geometry().rings()))
            .unwrap_or_default();
        path(html, "casing", &parcel);
        let class = format!("piece {}", self.look.class);
        for piece in self.finding.pieces.features() {
            let area = view.area_path(piece.rings());
            path(html, "halo", &area);
            path(html, &class, &area);
        }
        // The parcel's edge lies on top: it is what the report speaks of.
        path(html, "parcel-line", &parcel);
        html.close("svg");
    }

    fn layer_ground(&self, html: &mut Html, view: &View) {
        let Some(layer) = self.layer else { return };
        let role = layer.role.name();
        let own = self.finding.feature;
        let around = layer
            .candidates(view.bounds())
            .into_iter()
            .filter(|feature| Some(*feature) != own);
        // Ground outside a layer has no feature of its own: all around it is what it is outside of.
        let class = if own.is_some() { "land neighbour" } else { "land" };
        let drawable = |feature: &u32| layer.n_positions(*feature) <= MAX_NEIGHBOUR_POSITIONS;
        for feature in around
            .filter(|feature| own.is_none() || drawable(feature))
            .take(MAX_NEIGHBOURS)
        {
            path(
                html,
                &format!("{class} role-{role}"),
                &view.area_path(layer.geometry(feature).feature(0).rings()),
            );
        }
        if let Some(feature) = own {
            path(
                html,
                &format!("land role-{role}"),
                &view.area_path(layer.geometry(feature).feature(0).rings()),
            );
        }
    }

    /// The area beside the shared ground, or on it where there is room.
    fn area_label(&self, html: &mut Html, view: &View) {
        let bounds = self.piece_bounds();
        let (left, top) = view.spot(Point {
            x: bounds.min_x,
            y: bounds.max_y,
        });
        let (right, bottom) = view.spot(Point {
            x: bounds.max_x,
            y: bounds.min_y,
        });
        let is_roomy = right - left > 2600.0 && bottom - top > 900.0;
        let above = if top > 700.0 { top - 180.0 } else { bottom + 420.0 };
        let y = if is_roomy {
            f64::midpoint(top, bottom) + 110.0
        } else {
            above.clamp(400.0, view.height - 500.0)
        };
        let x = f64::midpoint(left, right).clamp(1300.0, view.width - 1300.0);
        label(
            html,
            "area-label",
            (x, y),
            &words::m2(self.texts, self.finding.areas.plane_m2),
        );
    }

    fn graticule(&self, html: &mut Html, view: &View) {
        if self.plane.is_local() {
            return;
        }
        let center = self
            .plane
            .inverse(view.point((view.width / 2.0, view.height / 2.0)));
        let corner = |spot| self.plane.inverse(view.point(spot));
        let (west, east) = (corner((0.0, view.height)).lon, corner((view.width, 0.0)).lon);
        let (south, north) = (corner((0.0, view.height)).lat, corner((view.width, 0.0)).lat);
        for lon in ticks(west, east, view.width) {
            let (x, _) = self.spot(view, LonLat { lon, lat: center.lat });
            tick(html, [(x, view.height), (x, view.height - 160.0)]);
            tick(html, [(x, 0.0), (x, 160.0)]);
            if (700.0..view.width - 700.0).contains(&x) {
                label(html, "tick", (x, view.height - 220.0), &short_degrees(lon));
            }
        }
        for lat in ticks(south, north, view.height) {
            let (_, y) = self.spot(view, LonLat { lon: center.lon, lat });
            tick(html, [(0.0, y), (160.0, y)]);
            tick(html, [(view.width, y), (view.width - 160.0, y)]);
            if (400.0..view.height - 700.0).contains(&y) {
                label(html, "tick start", (220.0, y + 70.0), &short_degrees(lat));
            }
        }
    }

    fn spot(&self, view: &View, position: LonLat) -> (f64, f64) {
        let (x, y) = self.plane.forward(position);
        view.spot(Point { x, y })
    }

    /// Scale bar, numeric scale and legend.
    fn strip(&self, html: &mut Html, view: &View) {
        let (metres, length) = bar(view);
        let top = view.height + 430.0;
        rect(html, "bar", [60.0, top, length / 2.0, 130.0]);
        rect(html, "bar open", [60.0 + length / 2.0, top, length / 2.0, 130.0]);
        label(html, "strip start", (60.0, top - 90.0), "0");
        label(
            html,
            "strip",
            (60.0 + length, top - 90.0),
            &format!("{} m", trim(metres)),
        );
        let scale = self.texts.get_with(
            "report-map-scale",
            &[("scale", number::count(as_count(view.scale)))],
        );
        label(html, "strip start", (60.0, top + 480.0), &scale);
        self.legend(html, view);
    }

    /// What the three kinds of ground in the drawing are.
    fn legend(&self, html: &mut Html, view: &View) {
        let role = self.layer.map_or("other", |layer| layer.role.name());
        let layer_name = self.texts.role(&self.finding.role);
        let shared = format!("{} · {}", self.texts.kind(self.finding.kind), self.look.word);
        let parcel = self.texts.get("role-parcels");
        let x = 4300.0;
        for (row, class, text) in [
            (0.0, "parcel-line", parcel.as_str()),
            (1.0, &*format!("land role-{role}"), layer_name.as_str()),
            (2.0, &*format!("piece {}", self.look.class), shared.as_str()),
        ] {
            let y = view.height + 190.0 + row * 350.0;
            rect(html, class, [x, y, 620.0, 230.0]);
            label(html, "strip start", (x + 780.0, y + 200.0), text);
        }
    }
}

/// Values of the graticule between two degrees, at a step that leaves room on paper.
fn ticks(from: f64, to: f64, length: f64) -> Vec<f64> {
    let span = (to - from) * 3600.0;
    // Nothing fits a span that is empty or no number.
    let fits = |step: &&f64| span > 0.0 && **step / span * length >= GRATICULE_GAP;
    let Some(step) = GRATICULE.iter().find(fits) else {
        return Vec::new();
    };
    let first = libm::ceil(from * 3600.0 / step);
    (0..8_u8)
        .map(|index| (first + f64::from(index)) * step / 3600.0)
        .take_while(|value| *value < to)
        .collect()
}

/// Degrees without the parts that are zero at the end.
fn short_degrees(value: f64) -> String {
    let full = words::degrees(value);
    let Some((head, _)) = full.split_once(".00″") else {
        return full;
    };
    format!("{head}″")
}

/// A round length for the scale bar: metres and paper units.
fn bar(view: &View) -> (f64, f64) {
    let most = 3300.0;
    let mut best = (0.1, view.length(0.1));
    let mut decade = 0.1;
    while decade < 1e7 {
        for step in [1.0, 2.0, 5.0] {
            let metres = step * decade;
            if view.length(metres) <= most {
                best = (metres, view.length(metres));
            }
        }
        decade *= 10.0;
    }
    best
}

/// Metres of a scale bar without needless decimals.
fn trim(metres: f64) -> String {
    if metres >= 1.0 {
        number::count(as_count(metres))
    } else {
        format!("{metres:.1}")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scales and lengths are small and positive"
)]
fn as_count(value: f64) -> usize {
    libm::round(value) as usize
}

fn north_arrow(html: &mut Html, view: &View) {
    let (x, y) = (view.width - 480.0, 260.0);
    let at = |dx: f64, dy: f64| format!("{} {}", whole(x + dx), whole(y + dy));
    let arrow = format!(
        "M{}L{}L{}L{}Z",
        at(0.0, 0.0),
        at(190.0, 620.0),
        at(0.0, 480.0),
        at(-190.0, 620.0)
    );
    path(html, "halo", &arrow);
    path(html, "north", &arrow);
    label(html, "tick", (x, y + 920.0), "N");
}

fn frame(html: &mut Html, view: &View) {
    rect(html, "neatline", [0.0, 0.0, view.width, view.height]);
}

fn path(html: &mut Html, class: &str, data: &str) {
    if !data.is_empty() {
        html.shape("path", &[("class", class), ("d", data)]);
    }
}

fn rect(html: &mut Html, class: &str, [x, y, width, height]: [f64; 4]) {
    let [x, y, width, height] = [x, y, width, height].map(|units| whole(units).to_string());
    html.shape(
        "rect",
        &[
            ("class", class),
            ("x", &x),
            ("y", &y),
            ("width", &width),
            ("height", &height),
        ],
    );
}

fn tick(html: &mut Html, [from, to]: [(f64, f64); 2]) {
    path(
        html,
        "tick-line",
        &format!(
            "M{} {}L{} {}",
            whole(from.0),
            whole(from.1),
            whole(to.0),
            whole(to.1)
        ),
    );
}

fn label(html: &mut Html, class: &str, (x, y): (f64, f64), text: &str) {
    html.open(
        "text",
        &[
            ("class", class),
            ("x", &whole(x).to_string()),
            ("y", &whole(y).to_string()),
        ],
    );
    html.text(text);
    html.close("text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graticule_is_round_and_leaves_room() {
        let values = ticks(115.6512, 115.6558, 11_400.0);
        assert!((1..=5).contains(&values.len()), "{values:?}");
        for value in &values {
            let seconds = value * 3600.0;
            assert!((seconds - libm::round(seconds)).abs() < 1e-6);
        }
        assert!(ticks(1.0, 1.0, 1e4).is_empty() && ticks(f64::NAN, 1.0, 1e4).is_empty());
        assert_eq!(short_degrees(29.5), "29°30′00″");
    }

    #[test]
    fn the_scale_bar_is_round() {
        let bounds = Bounds {
            min_x: 0.0,
            min_y: 0.0,
            max_x: 700.0,
            max_y: 10.0,
        };
        let view = View::fit(bounds, &Plane::local(), MAIN.0, MAIN.1);
        let (metres, length) = bar(&view);
        assert!([1.0, 2.0, 5.0].contains(&(metres / 100.0)), "{metres}");
        assert!(length <= 3300.0 && length > 1000.0);
    }
}
