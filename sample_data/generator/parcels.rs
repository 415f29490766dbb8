//! The parcels: each shows one thing that a check must tell.

use super::eco::space;
use super::farmland::{Block, DOUBLED, Farmland, TOWN_BLOCK, TOWN_CELL, south_corner};
use super::ground::{Metres, Point, Ring, at, metres_of, rectangle, ring_at};
use super::outline::{corridor, crossings};
use super::parcel::{Mark, Parcel};
use super::terrain::{GROVE_EDGE, Hill, enclave_hole, hill, river, square, town};

const ECO: &str = "eco_redline";
const FARM: &str = "basic_farmland";
const URBAN: &str = "urban_boundary";

/// What parcels are placed by.
pub(crate) struct Places<'a> {
    /// Units of the red line.
    pub(crate) hills: &'a [Hill],
    /// Farmland.
    pub(crate) farmland: &'a Farmland,
    /// Polygons of the fixed ecological spaces.
    pub(crate) spaces: Vec<Vec<Metres>>,
    /// The scenic area and the forest park in the town.
    pub(crate) reserves: &'a [Vec<Metres>],
    /// Rings of the urban boundary.
    pub(crate) urban: Vec<Ring>,
}

impl Places<'_> {
    /// All parcels, numbered from `P-01`.
    pub(crate) fn parcels(&self) -> Vec<Parcel> {
        let groups = [
            self.in_town(),
            self.at_town_fields(),
            odd(),
            self.at_hills(),
            self.in_valley(),
            self.passing(),
        ];
        let mut parcels: Vec<Parcel> = groups.into_iter().flatten().collect();
        for (i, parcel) in parcels.iter_mut().enumerate() {
            parcel.id = format!("P-{:02}", i + 1);
        }
        parcels
    }

    /// The extent of an approval: all the ground that one parcel shares with a unit of the red line, and
    /// a part of what its neighbour shares.
    pub(crate) fn approval(&self) -> Vec<Point> {
        let north = self.northern_edge(hill::APPROVED, 2600.0);
        square((2450.0, north - 200.0), (2800.0, north + 160.0))
    }

    fn in_town(&self) -> Vec<Parcel> {
        let grove = at((GROVE_EDGE, 1500.0)).moved(-25.0 - 90.0, 0.0);
        let pond = &self.spaces[space::POND];
        let park = self.reserves[1].as_slice();
        vec![
            Parcel::new("中心小学", "教育用地", block((1500.0, 600.0), 180.0, 140.0))
                .shows("plain, inside the town"),
            angular().shows("L-shaped, inside the town"),
            Parcel::new("城东安置房", "居住用地", block((2140.0, 1480.0), 150.0, 110.0))
                .shows("lies over the shared edge of two urban features; nothing is outside"),
            Parcel::new("鹭林路停车场", "交通运输用地", rectangle(grove, 90.0, 70.0))
                .shows("25 m from a core zone; `rules.toml` asks for 50 m")
                .mark(Mark::Near(ECO, hill::GROVE, 25.0)),
            Parcel::new(
                "滨河驿站",
                "公共管理与公共服务用地",
                block((200.0, 80.0), 160.0, 100.0),
            )
            .shows("inside 特别用途区"),
            Parcel::new(
                "滨河文化馆",
                "公共管理与公共服务用地",
                block((800.0, 240.0), 100.0, 120.0),
            )
            .shows("partly inside 特别用途区"),
            Parcel::new("塘边商业", "商业服务业用地", beside(pond, -700.0, (90.0, 70.0)))
                .shows("over the edge of a pond in the town"),
            Parcel::new(
                "公园游客中心",
                "商业服务业用地",
                beside(park, 1700.0, (120.0, 90.0)),
            )
            .shows("over the edge of a forest park in the town"),
            Parcel::new(
                "乡卫生院",
                "公共管理与公共服务用地",
                block((-5700.0, -2700.0), 100.0, 80.0),
            )
            .shows("inside the boundary of a township seat"),
        ]
    }

    /// Along the northern edge of the town's fields, one column each, and around single fields.
    fn at_town_fields(&self) -> Vec<Parcel> {
        let strip = |column: u8, south_m: f64| {
            let from = self.field(column, 2)[3].moved(40.0, 0.0);
            // South of the field's edge by so many metres, with the far side fixed.
            let low = from.moved(0.0, -south_m);
            rectangle(low, 120.0, 60.0 + south_m)
        };
        let touch = |column: u8| Mark::Touch(FARM, self.farmland.index(Block::Town, column, 2));
        let single = self.farmland.ring(Block::Single, 0, 0).to_vec();
        let pair = self.farmland.ring(Block::Pair, 0, 0).to_vec();
        vec![
            Parcel::new("农贸市场", "商业服务业用地", strip(0, 0.0))
                .shows("shares 120 m of a field's edge exactly")
                .mark(touch(0)),
            Parcel::new("公交首末站", "交通运输用地", strip(1, 0.000_554))
                .shows("reaches 0.5 mm over a field's edge: noise")
                .mark(Mark::Noise(FARM)),
            Parcel::new("社区服务站", "公共管理与公共服务用地", strip(2, 0.08))
                .shows("reaches 8 cm over 120 m of a field's edge, below τ = 0.1414 m")
                .mark(Mark::WithinError(FARM)),
            Parcel::new("沿街商铺", "商业服务业用地", strip(3, 0.30))
                .shows("reaches 30 cm over 120 m of a field's edge"),
            Parcel::new("配电房", "公用设施用地", strip(4, -0.005))
                .shows("stops 5 mm short of a field's edge"),
            Parcel::new("新村环路", "居住用地", square((-570.0, 1840.0), (-270.0, 2080.0)))
                .without(single)
                .shows("its hole is exactly a field")
                .mark(Mark::Touch(FARM, self.farmland.index(Block::Single, 0, 0))),
            Parcel::new("蔬菜批发部", "商业服务业用地", pair)
                .shows("is exactly a field, beside another")
                .mark(Mark::Touch(FARM, self.farmland.index(Block::Pair, 1, 0))),
            Parcel::new(
                "铁塔基座",
                "公用设施用地",
                rectangle(town_point(100.0, 60.0), 2.0, 2.0),
            )
            .shows("4 m² inside a field: small and real"),
            islands(town_point(440.0, 0.0)).shows("two polygons, one of them over a field"),
        ]
    }

    fn at_hills(&self) -> Vec<Parcel> {
        let edge = |unit: usize, east: f64| self.northern_edge(unit, east);
        let low = |unit: usize, east: f64| crossings(&self.hills[unit].outline, east)[0];
        let core = low(hill::CORE, -3300.0);
        let scenic = crossings(&self.reserves[0], 4600.0)[1];
        vec![
            Parcel::new("飞地集镇", "居住用地", ring_at(&enclave_hole()))
                .shows("is exactly the hole of a red-line unit")
                .mark(Mark::Touch(ECO, hill::ENCLAVE)),
            Parcel::new(
                "北山度假村",
                "商业服务业用地",
                block((1840.0, low(hill::NORTH, 1900.0) - 60.0), 160.0, 130.0),
            )
            .shows("over the edge of the red line"),
            Parcel::new(
                "山顶观景台",
                "商业服务业用地",
                block((-3380.0, core - 60.0), 160.0, 120.0),
            )
            .shows("over the border of core and general zone"),
            Parcel::new("南坪采石场", "工矿用地", block((-1500.0, -5950.0), 220.0, 160.0))
                .shows("inside the red line"),
            Parcel::new(
                "南岭隧道口",
                "交通运输用地",
                block((2600.0, edge(hill::APPROVED, 2660.0) - 70.0), 120.0, 120.0),
            )
            .shows("what it shares with the red line lies inside the approved extent"),
            Parcel::new(
                "南岭弃土场",
                "交通运输用地",
                block((2330.0, edge(hill::APPROVED, 2430.0) - 80.0), 200.0, 140.0),
            )
            .shows("what it shares with the red line lies partly inside the approved extent"),
            Parcel::new(
                "湿地科普馆",
                "公共管理与公共服务用地",
                block((-5960.0, edge(hill::WETLAND, -5900.0) - 70.0), 120.0, 110.0),
            )
            .shows("over the edge of a wetland park that the red line holds"),
            Parcel::new(
                "景区酒店",
                "商业服务业用地",
                block((4530.0, scenic - 70.0), 140.0, 120.0),
            )
            .shows("over the edge of a scenic area, outside the red line"),
            Parcel::new("独山产业园", "工矿用地", estate(river(25.0) - 800.0))
                .shows("large: red line, farmland and ecological space"),
        ]
    }

    fn in_valley(&self) -> Vec<Parcel> {
        let doubled = centre(self.farmland.ring(Block::South, DOUBLED.0, DOUBLED.1));
        let corner = south_corner(13, 3);
        let meadow = self.spaces[space::GRASS].as_slice();
        let town = self.urban[0].iter().copied().map(metres_of).collect::<Vec<_>>();
        let roof = crossings(&town, -60.0)[1];
        let seat = self.urban[town::SOUTH_WEST][1]
            .moved(0.0, 150.0)
            .moved(-80.0, 0.0);
        vec![
            Parcel::new(
                "农机服务中心",
                "工矿用地",
                block((doubled.0 - 30.0, doubled.1 - 20.0), 60.0, 40.0),
            )
            .shows("inside a field that the layer holds twice: ground counted once and twice"),
            Parcel::new(
                "食品加工厂",
                "工矿用地",
                block((corner.0 - 90.0, corner.1 - 55.0), 180.0, 110.0),
            )
            .shows("over the common corner of four fields"),
            Parcel::new(
                "垃圾转运站",
                "公用设施用地",
                block((-3000.0, 2600.0), 140.0, 100.0),
            )
            .shows("outside the urban boundary and nothing else"),
            Parcel::new(
                "城北住宅区",
                "居住用地",
                block((-160.0, roof - 90.0), 200.0, 150.0),
            )
            .shows("over the urban boundary"),
            Parcel::new(
                "乡文化站",
                "公共管理与公共服务用地",
                rectangle(seat, 80.08, 100.0),
            )
            .shows("reaches 8 cm over 100 m of the urban boundary, below τ")
            .mark(Mark::WithinError(URBAN)),
            Parcel::new(
                "草场驿站",
                "商业服务业用地",
                beside(meadow, -5200.0, (110.0, 90.0)),
            )
            .shows("over the edge of a meadow"),
        ]
    }

    /// Corridors: roads, tunnels, wires.
    fn passing(&self) -> Vec<Parcel> {
        let line = |from, to, width| ring_at(&corridor(from, to, width));
        let bottom = metres_of(self.field(3, 0)[0]);
        vec![
            Parcel::new(
                "滨江连接线",
                "交通运输用地",
                line((1750.0, 700.0), (2950.0, -1500.0), 24.0),
            )
            .shows("a road out of the town, over the river and through fields"),
            Parcel::new(
                "独山隧道",
                "交通运输用地",
                line((-900.0, -2640.0), (900.0, -2560.0), 22.0),
            )
            .mode("under")
            .shows("a tunnel below a red-line unit"),
            Parcel::new(
                "220kV送电线路",
                "公用设施用地",
                line((-2900.0, 150.0), (-2700.0, -1850.0), 30.0),
            )
            .mode("over")
            .shows("a wire above fields and the river"),
            Parcel::new(
                "综合管廊",
                "公用设施用地",
                line(
                    (bottom.0 + 70.0, bottom.1 - 100.0),
                    (bottom.0 + 110.0, bottom.1 + 80.0),
                    8.0,
                ),
            )
            .mode("under")
            .shows("a pipe below a field inside the town"),
        ]
    }

    fn field(&self, column: u8, row: u8) -> &[Point] {
        self.farmland.ring(Block::Town, column, row)
    }

    fn northern_edge(&self, unit: usize, east: f64) -> f64 {
        crossings(&self.hills[unit].outline, east)
            .pop()
            .expect("the unit lies there")
    }
}

/// Polygons that are not as they should be.
fn odd() -> Vec<Parcel> {
    let cross = town_point(-3.0, 195.0);
    let twice = rectangle(town_point(5.0 * TOWN_CELL.0 - 40.0, 165.0), 100.0, 65.0);
    let wound: Ring = twice.iter().chain(&twice).copied().collect();
    vec![
        bow_tie(cross)
            .shows("a bow-tie: all readings agree, the finding stands with a note")
            .mark(Mark::FromInvalid),
        Parcel::new("物流仓库", "工矿用地", twice)
            .written_as(vec![vec![wound]])
            .shows("wound twice over a field: readings differ")
            .mark(Mark::OwnReadingsDiffer)
            .mark(Mark::Undetermined(FARM))
            .mark(Mark::FromInvalid),
        Parcel {
            parts: Vec::new(),
            shape: Vec::new(),
            ..Parcel::new("待补测地块", "居住用地", Vec::new())
        }
        .shows("null geometry"),
        Parcel::new(
            "乡敬老院",
            "公共管理与公共服务用地",
            square((6050.0, 7180.0), (6130.0, 7240.0)),
        )
        .shows("meets a red-line unit that is wound twice: readings differ")
        .mark(Mark::Undetermined(ECO))
        .mark(Mark::FromInvalid),
    ]
}

/// A point by metres east and north of the south-western corner of the town's fields.
fn town_point(east_m: f64, north_m: f64) -> Point {
    at(TOWN_BLOCK).moved(east_m, north_m)
}

/// A rectangle half over the northern edge of an outline.
fn beside(outline: &[Metres], east: f64, (width, height): Metres) -> Ring {
    let north = crossings(outline, east).pop().expect("the outline lies there");
    block((east - width / 2.0, north - height / 2.0), width, height)
}

/// A rectangle from its south-western corner.
fn block(low: Metres, east_m: f64, north_m: f64) -> Ring {
    rectangle(at(low), east_m, north_m)
}

/// A large convex site south of a northing.
fn estate(north: f64) -> Ring {
    ring_at(&[
        (-280.0, -2330.0),
        (180.0, -2400.0),
        (420.0, -2150.0),
        (390.0, north - 120.0),
        (60.0, north),
        (-310.0, north - 60.0),
    ])
}

fn centre(ring: &[Point]) -> Metres {
    let metres: Vec<Metres> = ring.iter().copied().map(metres_of).collect();
    let (low, high) = (metres[0], metres[metres.len() / 2]);
    (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1))
}

/// An L of two rectangles that share an edge.
fn angular() -> Parcel {
    let (low, mid, high) = (at((-300.0, 500.0)), at((-200.0, 580.0)), at((-100.0, 700.0)));
    let p = |lon: Point, lat: Point| Point {
        lon: lon.lon,
        lat: lat.lat,
    };
    let foot = vec![low, p(high, low), p(high, mid), p(low, mid)];
    let shaft = vec![p(low, mid), mid, p(mid, high), p(low, high)];
    let outline = vec![low, p(high, low), p(high, mid), mid, p(mid, high), p(low, high)];
    Parcel::new("县人民医院", "公共管理与公共服务用地", foot)
        .and(shaft)
        .written_as(vec![vec![outline]])
}

/// One rectangle over the southern edge of the town's fields, and one further south.
fn islands(edge: Point) -> Parcel {
    let over = rectangle(edge.moved(0.0, -40.0), 80.0, 70.0);
    let clear = rectangle(edge.moved(0.0, -180.0), 80.0, 80.0);
    let shape = vec![vec![over.clone()], vec![clear.clone()]];
    Parcel::new("污水处理设施", "公用设施用地", over)
        .and(clear)
        .written_as(shape)
}

/// Two triangles that meet in a crossing, the western one outside the fields.
fn bow_tie(cross: Point) -> Parcel {
    let corner = |east: f64, north: f64| cross.moved(east, north);
    let (low, high) = (corner(-40.0, -30.0), corner(40.0, 30.0));
    let p = |lon: Point, lat: Point| Point {
        lon: lon.lon,
        lat: lat.lat,
    };
    let west = vec![low, cross, p(low, high)];
    let east = vec![cross, p(high, low), high];
    let ring = vec![low, high, p(high, low), p(low, high)];
    Parcel::new("交叉路口绿地", "绿地与开敞空间用地", west)
        .and(east)
        .written_as(vec![vec![ring]])
}
