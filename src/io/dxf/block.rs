//! Blocks (图块) and their insertions.
//!
//! Meaning: a block is a drawing within the drawing, with a system of its own; an INSERT puts it somewhere, scaled
//! and turned, once or in columns and rows. Blocks may hold insertions of other blocks.
//!
//! A few lines can ask for billions of copies. So insertions are resolved and counted before anything is copied:
//! one whose block contains itself, is missing, lies in another file or is nested deeper than [`DEPTH_LIMIT`] is one
//! feature that could not be read; more copies than [`super::read`] allows are refused as a whole.

use std::collections::HashMap;

use super::super::fault::Fault;
use super::common::Common;
use super::entity::Area;
use super::record::Record;
use super::transform::{Affine, UP, sin_cos_degrees};

/// Deepest nesting of blocks.
pub(super) const DEPTH_LIMIT: usize = 64;

/// Flags of a block (group 70): its content stands in another file.
const EXTERNAL: i64 = 4 | 8 | 32;

/// A block.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    /// Its name.
    pub name: Vec<u8>,
    /// The point of the block that comes to lie at the insertion.
    pub base: [f64; 3],
    /// Its content stands in another file (xref, 外部参照).
    pub is_external: bool,
    /// Its features.
    pub areas: Vec<Area>,
    /// Insertions in it.
    pub inserts: Vec<Insert>,
    /// Features of one copy, those of insertions included.
    pub n_features: u64,
    height: usize,
}

/// An insertion.
#[derive(Debug, Clone)]
pub(super) struct Insert {
    /// What all entities have.
    pub common: Common,
    /// Name of the block.
    pub block: Vec<u8>,
    /// Where it leads.
    pub target: Target,
    /// Columns and rows.
    pub counts: [u64; 2],
    spacing: [f64; 2],
    frame: Affine,
    at: [f64; 3],
    scale: [f64; 3],
    sin_cos: (f64, f64),
}

/// Where an insertion leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Not looked for yet.
    Open,
    /// A block, by its number.
    Block(usize),
    /// Nowhere, with the reason as a code.
    Broken(&'static str),
}

impl Block {
    /// A block without content, by its record.
    pub fn of_record(record: &Record) -> Self {
        Self {
            name: record.text(2).unwrap_or_default().trim_ascii().to_vec(),
            base: record.point(10, [0.0; 3]).unwrap_or([f64::NAN; 3]),
            is_external: record.whole(70).unwrap_or(0) & EXTERNAL != 0,
            ..Self::default()
        }
    }
}

impl Insert {
    /// An insertion by its record.
    pub fn of_record(record: &Record) -> Result<Self, Fault> {
        let scale = |code| record.real(code).map(|scale| scale.unwrap_or(1.0));
        let number = |code| record.real(code).map(|number| number.unwrap_or(0.0));
        let count = |code| {
            record
                .whole(code)
                .and_then(|count| u64::try_from(count).ok())
                .unwrap_or(1)
                .max(1)
        };
        Ok(Self {
            common: Common::of_record(record),
            block: record.text(2).unwrap_or_default().trim_ascii().to_vec(),
            target: Target::Open,
            counts: [count(70), count(71)],
            spacing: [number(44)?, number(45)?],
            frame: Affine::of_record(record)?,
            at: record.point(10, [0.0; 3])?,
            scale: [scale(41)?, scale(42)?, scale(43)?],
            sin_cos: sin_cos_degrees(number(50)?),
        })
    }

    /// Number of copies.
    pub fn n_copies(&self) -> u64 {
        self.counts[0].saturating_mul(self.counts[1])
    }

    /// The map from the block to what is around the insertion, for the copy in a column and row.
    pub fn map(&self, base: [f64; 3], column: u64, row: u64) -> Affine {
        let (sin, cos) = self.sin_cos;
        let [sx, sy, sz] = self.scale;
        let axes = [
            [cos * sx, sin * sx, 0.0],
            [-sin * sy, cos * sy, 0.0],
            UP.map(|part| part * sz),
        ];
        #[expect(clippy::cast_precision_loss, reason = "columns and rows are few")]
        let (dx, dy) = (column as f64 * self.spacing[0], row as f64 * self.spacing[1]);
        let at = [
            self.at[0] + dx * cos - dy * sin,
            self.at[1] + dx * sin + dy * cos,
            self.at[2],
        ];
        let to_base = Affine::new(Affine::IDENTITY_AXES, base.map(|part| -part));
        let map = Affine::new(axes, at).after(&to_base);
        self.frame.after(&map)
    }
}

/// The blocks of a drawing.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    list: Vec<Block>,
    by_name: HashMap<Vec<u8>, usize>,
}

impl Blocks {
    /// Adds a block; of several with one name the first counts.
    pub fn push(&mut self, block: Block) {
        let name = block.name.to_ascii_uppercase();
        let number = self.list.len();
        self.by_name.entry(name).or_insert(number);
        self.list.push(block);
    }

    /// A block by its number.
    pub fn get(&self, number: usize) -> Option<&Block> {
        self.list.get(number)
    }

    /// Where an insertion in the drawing itself leads.
    pub fn find(&self, name: &[u8]) -> Target {
        match self.by_name.get(&name.to_ascii_uppercase()) {
            Some(number) if self.list[*number].is_external => Target::Broken("external"),
            Some(number) => Target::Block(*number),
            None => Target::Broken("missing"),
        }
    }

    /// Features of one copy of an insertion.
    pub fn n_features(&self, target: Target) -> u64 {
        match target {
            Target::Block(number) => self.list[number].n_features,
            Target::Open | Target::Broken(_) => 1,
        }
    }

    /// Finds the blocks of all insertions in blocks, and counts. Walks depth first without recursion: an insertion
    /// that leads back into a block on the way there closes a circle.
    pub fn resolve(&mut self) {
        let mut states = vec![State::New; self.list.len()];
        for start in 0..self.list.len() {
            let mut way = vec![(start, 0)];
            while let Some((number, next)) = way.pop() {
                if states[number] == State::Done {
                    continue;
                }
                states[number] = State::OnTheWay;
                let Some(insert) = self.list[number].inserts.get(next) else {
                    self.count(number);
                    states[number] = State::Done;
                    continue;
                };
                let target = match self.find(&insert.block) {
                    Target::Block(inner) => match states[inner] {
                        State::New => {
                            way.push((number, next));
                            way.push((inner, 0));
                            continue;
                        }
                        State::OnTheWay => Target::Broken("cycle"),
                        State::Done if self.list[inner].height >= DEPTH_LIMIT => Target::Broken("depth"),
                        State::Done => Target::Block(inner),
                    },
                    broken => broken,
                };
                self.list[number].inserts[next].target = target;
                way.push((number, next + 1));
            }
        }
    }

    /// Counts a block whose insertions are resolved. Those that copy nothing are forgotten: passing them by for every
    /// copy of the block would take time without end.
    fn count(&mut self, number: usize) {
        let mut inserts = std::mem::take(&mut self.list[number].inserts);
        inserts.retain(|insert| self.n_features(insert.target) > 0);
        self.list[number].inserts = inserts;
        let block = &self.list[number];
        let mut n_features = block.areas.len() as u64;
        let mut height = 1;
        for insert in &block.inserts {
            let copies = match insert.target {
                Target::Block(inner) => {
                    height = height.max(self.list[inner].height + 1);
                    insert.n_copies()
                }
                Target::Open | Target::Broken(_) => 1,
            };
            n_features = n_features.saturating_add(copies.saturating_mul(self.n_features(insert.target)));
        }
        let block = &mut self.list[number];
        block.n_features = n_features;
        block.height = height;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnTheWay,
    Done,
}
