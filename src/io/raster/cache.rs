//! Decoded blocks of all backgrounds, within a limit: those that nobody has needed for longest go first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::pixels::Pixels;

/// Bytes of decoded blocks that are kept.
const LIMIT_BYTES: usize = 192 << 20;
/// What a block costs beside its pixels.
const ENTRY_BYTES: usize = 96;

/// A block of a background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct BlockKey {
    /// Number of the raster.
    pub raster: u64,
    /// View of it: a level, reduced by a power of two.
    pub view: usize,
    pub column: u64,
    pub row: u64,
}

/// What is known of a block.
#[derive(Debug, Clone)]
pub(super) enum Held {
    Pixels(Arc<Pixels>),
    /// The file has no such block.
    Missing,
    /// It cannot be decoded.
    Damaged,
}

/// The blocks.
#[derive(Debug)]
pub struct BlockCache {
    blocks: Mutex<Blocks>,
    limit: usize,
}

#[derive(Debug, Default)]
struct Blocks {
    held: HashMap<BlockKey, (Held, u64)>,
    bytes: usize,
    clock: u64,
}

impl Default for BlockCache {
    fn default() -> Self {
        Self::with_limit(LIMIT_BYTES)
    }
}

impl BlockCache {
    /// A cache that keeps at most so many bytes.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self {
            blocks: Mutex::default(),
            limit,
        }
    }

    /// Bytes that are held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    pub(super) fn get(&self, key: &BlockKey) -> Option<Held> {
        let mut blocks = self.lock();
        blocks.clock += 1;
        let now = blocks.clock;
        let (held, used) = blocks.held.get_mut(key)?;
        *used = now;
        Some(held.clone())
    }

    pub(super) fn put(&self, key: BlockKey, held: Held) {
        let mut blocks = self.lock();
        blocks.clock += 1;
        let now = blocks.clock;
        blocks.bytes += cost(&held);
        if let Some((before, _)) = blocks.held.insert(key, (held, now)) {
            blocks.bytes -= cost(&before);
        }
        if blocks.bytes > self.limit {
            blocks.shrink(self.limit / 4 * 3);
        }
    }

    /// Forgets the blocks of a raster that is gone.
    pub(super) fn forget(&self, raster: u64) {
        let mut blocks = self.lock();
        blocks.held.retain(|key, _| key.raster != raster);
        blocks.bytes = blocks.held.values().map(|(held, _)| cost(held)).sum();
    }

    fn lock(&self) -> MutexGuard<'_, Blocks> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Blocks {
    fn shrink(&mut self, most: usize) {
        let mut by_age: Vec<(u64, BlockKey)> =
            self.held.iter().map(|(key, (_, used))| (*used, *key)).collect();
        by_age.sort_unstable_by_key(|(used, _)| *used);
        for (_, key) in by_age {
            if self.bytes <= most {
                return;
            }
            if let Some((held, _)) = self.held.remove(&key) {
                self.bytes -= cost(&held);
            }
        }
    }
}

fn cost(held: &Held) -> usize {
    match held {
        Held::Pixels(pixels) => pixels.bytes() + ENTRY_BYTES,
        Held::Missing | Held::Damaged => ENTRY_BYTES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(column: u64) -> BlockKey {
        BlockKey {
            raster: 1,
            view: 0,
            column,
            row: 0,
        }
    }

    #[test]
    fn the_limit_holds_and_what_was_used_last_stays() {
        let block = || {
            Held::Pixels(Arc::new(Pixels {
                width: 16,
                height: 16,
                colors: vec![[1; 4]; 256],
            }))
        };
        let cache = BlockCache::with_limit(20_000);
        cache.put(key(0), block());
        for column in 1..500 {
            assert!(matches!(cache.get(&key(0)), Some(Held::Pixels(_))));
            cache.put(key(column), block());
            assert!(cache.bytes() <= 20_000);
        }
        assert!(cache.get(&key(1)).is_none());
        // The same block twice counts once.
        let before = cache.bytes();
        cache.put(key(0), block());
        assert_eq!(cache.bytes(), before);
        cache.forget(1);
        assert_eq!(cache.bytes(), 0);
    }
}
