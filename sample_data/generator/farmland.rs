//! Permanent basic farmland: fields that share their edges exactly.

use super::feature::{Feature, Layer, Value, area, counter_clockwise, outer_area, text};
use super::ground::{Metres, Point, Ring, at, ring_at};
use super::random::Random;
use super::terrain::{COUNTY, river, square};

/// Index of a field by block, column and row.
pub(crate) struct Farmland {
    /// The layer.
    pub(crate) layer: Layer,
    places: Vec<(Block, u8, u8)>,
}

/// A run of fields of one village.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Block {
    /// Along the south bank.
    South,
    /// Along the north bank, west of the town.
    NorthWest,
    /// Along the south bank in the east.
    SouthEast,
    /// Along the north bank, east of the town.
    NorthEast,
    /// Inside the town, edges along meridians and parallels.
    Town,
    /// One field alone inside the town.
    Single,
    /// Two fields that share an edge, alone inside the town.
    Pair,
}

/// A block of warped fields along the river.
struct Bank {
    block: Block,
    west: f64,
    columns: u8,
    rows: u8,
    /// +1 north of the river, −1 south.
    side: f64,
}

const BANKS: [Bank; 4] = [
    Bank {
        block: Block::South,
        west: -4400.0,
        columns: 27,
        rows: 6,
        side: -1.0,
    },
    Bank {
        block: Block::NorthWest,
        west: -4400.0,
        columns: 12,
        rows: 6,
        side: 1.0,
    },
    Bank {
        block: Block::SouthEast,
        west: 2500.0,
        columns: 17,
        rows: 5,
        side: -1.0,
    },
    Bank {
        block: Block::NorthEast,
        west: 3400.0,
        columns: 13,
        rows: 4,
        side: 1.0,
    },
];

/// Size of a warped field in metres.
const CELL: Metres = (230.0, 150.0);
/// From the river's middle to the first field.
const BANK_GAP: f64 = 190.0;
/// Fields that parcels need; the others may be left out at random.
const KEPT: [(u8, u8); 5] = [(4, 2), (12, 2), (13, 2), (12, 3), (13, 3)];
/// The field that the layer holds twice.
pub(crate) const DOUBLED: (u8, u8) = (4, 2);

/// South-west corner of the town's block.
pub(crate) const TOWN_BLOCK: Metres = (200.0, 800.0);
/// Size of a field of the town's block in metres.
pub(crate) const TOWN_CELL: Metres = (200.0, 130.0);

impl Farmland {
    /// The layer with all blocks, the doubled field last.
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut fields = Vec::new();
        for bank in &BANKS {
            bank.fields(random, &mut fields);
        }
        town_fields(&mut fields);
        fields.push((Block::Single, 0, 0, square((-500.0, 1900.0), (-340.0, 2020.0))));
        fields.push((Block::Pair, 0, 0, square((-200.0, 2200.0), (-50.0, 2300.0))));
        fields.push((Block::Pair, 1, 0, square((-50.0, 2200.0), (100.0, 2300.0))));
        let doubled = fields
            .iter()
            .find(|field| (field.0, field.1, field.2) == (Block::South, DOUBLED.0, DOUBLED.1));
        let doubled = doubled.cloned();
        fields.extend(doubled);
        let places = fields.iter().map(|field| (field.0, field.1, field.2)).collect();
        let features = fields
            .into_iter()
            .enumerate()
            .map(|(i, field)| feature(i, field.0, field.3, random));
        let layer = Layer {
            role: "basic_farmland",
            title: "永久基本农田",
            key: "YJJBNTTBBH",
            features: features.collect(),
        };
        Self { layer, places }
    }

    /// Number of a field in the file.
    pub(crate) fn index(&self, block: Block, column: u8, row: u8) -> usize {
        self.places
            .iter()
            .position(|place| *place == (block, column, row))
            .expect("the field is kept")
    }

    /// The outer ring of a field.
    pub(crate) fn ring(&self, block: Block, column: u8, row: u8) -> &[Point] {
        &self.layer.features[self.index(block, column, row)].shape[0][0]
    }

    /// Rough outlines of the blocks in county metres, for what must keep away from them.
    pub(crate) fn outlines() -> Vec<Vec<Metres>> {
        BANKS.iter().map(Bank::outline).collect()
    }
}

/// A corner of four warped fields on the south bank, in county metres.
pub(crate) fn south_corner(column: u8, row: u8) -> Metres {
    BANKS[0].vertex(2 * column, 2 * row)
}

type Placed = (Block, u8, u8, Ring);

impl Bank {
    fn fields(&self, random: &mut Random, fields: &mut Vec<Placed>) {
        for row in 0..self.rows {
            for column in 0..self.columns {
                let left_out = random.chance(0.1);
                if !left_out || (self.block == Block::South && KEPT.contains(&(column, row))) {
                    fields.push((
                        self.block,
                        column,
                        row,
                        counter_clockwise(self.field(column, row)),
                    ));
                }
            }
        }
    }

    fn field(&self, column: u8, row: u8) -> Ring {
        let around = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)];
        ring_at(&around.map(|(i, j)| self.vertex(2 * column + i, 2 * row + j)))
    }

    /// A vertex of the block in county metres, in half fields: corners have even numbers. It depends on
    /// nothing else, so neighbours agree on it.
    fn vertex(&self, i: u8, j: u8) -> Metres {
        let seed = (u64::from(i) << 32) | (u64::from(j) << 16) | u64::from(self.columns);
        let mut random = Random::new(seed);
        if i.is_multiple_of(2) && j.is_multiple_of(2) {
            let east = self.west + CELL.0 * f64::from(i) / 2.0 + random.between(-16.0, 16.0);
            let away = BANK_GAP + CELL.1 * f64::from(j) / 2.0 + random.between(-10.0, 10.0);
            return (east, river(east) + self.side * away);
        }
        let (p, q) = if i % 2 == 1 {
            (self.vertex(i - 1, j), self.vertex(i + 1, j))
        } else {
            (self.vertex(i, j - 1), self.vertex(i, j + 1))
        };
        let sway = (random.between(-5.0, 5.0), random.between(-5.0, 5.0));
        (f64::midpoint(p.0, q.0) + sway.0, f64::midpoint(p.1, q.1) + sway.1)
    }

    fn outline(&self) -> Vec<Metres> {
        let (right, bottom) = (2 * self.columns, 2 * self.rows);
        let there = (0..=right).map(|i| (i, 0));
        let back = (0..=right).rev().map(|i| (i, bottom));
        let corners = there.chain(back).filter(|(i, _)| i % 2 == 0);
        corners.map(|(i, j)| self.vertex(i, j)).collect()
    }
}

/// Five by three fields whose edges lie on five meridians and four parallels.
fn town_fields(fields: &mut Vec<Placed>) {
    let corner = at(TOWN_BLOCK);
    for row in 0..3_u8 {
        for column in 0..5_u8 {
            let line = |i: u8, j: u8| corner.moved(f64::from(i) * TOWN_CELL.0, f64::from(j) * TOWN_CELL.1);
            let (low, high) = (line(column, row), line(column + 1, row + 1));
            let ring = vec![
                low,
                Point { lon: high.lon, ..low },
                high,
                Point { lat: high.lat, ..low },
            ];
            fields.push((Block::Town, column, row, ring));
        }
    }
}

fn feature(number: usize, block: Block, ring: Ring, random: &mut Random) -> Feature {
    let (village, name) = match block {
        Block::South => ("202001", "南坪乡沿河村"),
        Block::NorthWest => ("201001", "西湖乡长滩村"),
        Block::SouthEast => ("203001", "东岭乡下湾村"),
        Block::NorthEast => ("203002", "东岭乡上湾村"),
        Block::Town | Block::Single | Block::Pair => ("101001", "示例镇城郊村"),
    };
    let dry = random.chance(0.2);
    let ridges = if dry { 0.1120 } else { 0.0835 };
    let polygon = vec![ring];
    let whole = outer_area(&polygon);
    let fields = vec![
        text("BSM", format!("{COUNTY}2040{:08}", number + 1)),
        text("YSDM", "2005010100"),
        text("YJJBNTTBBH", format!("{COUNTY}{village}{:06}", number + 1)),
        text("DLBM", if dry { "0103" } else { "0101" }),
        text("DLMC", if dry { "旱地" } else { "水田" }),
        text("QSXZ", "30"),
        text("QSDWMC", name),
        text("ZLDWDM", format!("{COUNTY}{village}0000000")),
        text("ZLDWMC", name),
        area("YJJBNTTBMJ", whole),
        ("KCXS", Value::Decimal(ridges, 4)),
        area("YJJBNTMJ", whole * (1.0 - ridges)),
        text("GDPDJB", if dry { "2" } else { "1" }),
        text("GDLX", if dry { "PD" } else { "TT" }),
        ("SJNF", Value::Whole(2024)),
    ];
    Feature::new(fields, polygon)
}
