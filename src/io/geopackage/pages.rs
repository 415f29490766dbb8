//! The rows of a table straight from the pages of its database.
//!
//! Meaning: a province is a table of hundreds of thousands of rows and nothing is asked of it but all of them in
//! order. Then its B-tree is walked here: the leaves are listed from the pages above them, and threads read
//! them with the pages on which long rows go on, in large blocks. SQLite copies every row through its page cache
//! and its virtual machine for the same bytes.
//!
//! Input: a file whose schema SQLite has read, and the number of a table's root page. Output: the payload of each
//! row with its number ([`super::record`] cuts it into values), or [`NotPlain`].
//!
//! Source: <https://www.sqlite.org/fileformat2.html>, §1.2 the header, §1.6 B-tree pages, §1.7 overflow pages.
//!
//! Deliberately not here: writing, indices, tables without row numbers, write-ahead logs, and what is wrong with
//! a file. Whatever is not as the format says is [`NotPlain`]; then SQLite reads the table and says what it finds.

use std::io;
use std::path::Path;

use super::super::data::Data;
use super::SQLITE_MAGIC;

/// The table cannot be read this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotPlain;

impl From<io::Error> for NotPlain {
    /// SQLite meets the same error and tells it.
    fn from(_: io::Error) -> Self {
        Self
    }
}

/// Pages above the leaves of a tree: each has two children at least, and there are 2³² pages at most.
const DEPTH_LIMIT: u32 = 32;

/// Pages read at once: few where they lie apart, more and more while they follow each other.
const FEWEST_PAGES: u32 = 4;
const BLOCK_BYTES: u32 = 128 << 10;

/// The page kinds of a table's tree.
const INTERIOR: u8 = 0x05;
const LEAF: u8 = 0x0D;
const INTERIOR_HEAD: usize = 12;
const LEAF_HEAD: usize = 8;
/// Bytes that a cell takes at least, so that a free block fits where it stood.
const LEAST_CELL: usize = 4;

/// A database file as pages, numbered from 1.
#[derive(Debug)]
pub(super) struct PageFile {
    data: Data,
    page_bytes: u32,
    /// Bytes of a page that the format uses.
    usable: usize,
    n_pages: u32,
}

impl PageFile {
    /// Opens a database whose texts are UTF-8.
    pub fn open(path: &Path) -> Result<Self, NotPlain> {
        let data = Data::open(path)?;
        let head = data.head(100)?;
        let head: &[u8; 100] = head.first_chunk().ok_or(NotPlain)?;
        let page_bytes = match u16::from_be_bytes([head[16], head[17]]) {
            1 => 65_536,
            size => u32::from(size),
        };
        let usable = page_bytes.checked_sub(u32::from(head[20])).ok_or(NotPlain)? as usize;
        let is_utf8 = head[56..60] == [0, 0, 0, 1];
        let sizes_fit = page_bytes.is_power_of_two() && (512..=65_536).contains(&page_bytes) && usable >= 480;
        if !head.starts_with(SQLITE_MAGIC) || !is_utf8 || !sizes_fit {
            return Err(NotPlain);
        }
        let n_pages = u32::try_from(data.len() / u64::from(page_bytes)).map_err(|_| NotPlain)?;
        Ok(Self {
            data,
            page_bytes,
            usable,
            n_pages,
        })
    }

    /// Bytes of the file.
    pub fn n_bytes(&self) -> u64 {
        self.data.len()
    }

    /// The leaves of a table in the order of its rows.
    pub fn leaves(&self, root: u32) -> Result<Vec<u32>, NotPlain> {
        let mut pages = PageReader::new(self);
        let depth = pages.depth_of(root)?;
        let mut level = vec![root];
        for _ in 0..depth {
            let mut below = Vec::new();
            for page in level {
                pages.children(page, &mut below)?;
                // A tree has no page twice.
                if below.len() > self.n_pages as usize {
                    return Err(NotPlain);
                }
            }
            level = below;
        }
        Ok(level)
    }
}

/// One thread's view of the pages.
#[derive(Debug)]
pub(super) struct PageReader<'a> {
    file: &'a PageFile,
    block: Vec<u8>,
    /// The first page in `block`, and how many there are.
    first: u32,
    count: u32,
    /// The present leaf: its rows go on in pages that take its place in `block`.
    leaf: Vec<u8>,
    /// The present row, where it does not stand in one piece.
    payload: Vec<u8>,
    /// The number of the present row: numbers ascend.
    last_number: Option<i64>,
}

impl<'a> PageReader<'a> {
    pub fn new(file: &'a PageFile) -> Self {
        Self {
            file,
            block: Vec::new(),
            first: 0,
            count: 0,
            leaf: Vec::new(),
            payload: Vec::new(),
            last_number: None,
        }
    }

    /// The number of the last row that was read.
    pub fn last_number(&self) -> Option<i64> {
        self.last_number
    }

    /// Hands every row of a leaf, its number and its payload, to `visit`, until that fails.
    pub fn rows<E: From<NotPlain>>(
        &mut self,
        leaf: u32,
        mut visit: impl FnMut(i64, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut page = std::mem::take(&mut self.leaf);
        page.clear();
        page.extend_from_slice(self.page(leaf)?);
        let walked = self.rows_of(&page, &mut visit);
        self.leaf = page;
        walked
    }

    fn rows_of<E: From<NotPlain>>(
        &mut self,
        page: &[u8],
        visit: &mut impl FnMut(i64, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        if page.first() != Some(&LEAF) {
            return Err(NotPlain.into());
        }
        let mut used = 0;
        for cell in cells(page, LEAF_HEAD)? {
            let cell = page.get(cell..).ok_or(NotPlain)?;
            let mut rest = cell;
            let length = varint(&mut rest).ok_or(NotPlain)?;
            let number = varint(&mut rest).ok_or(NotPlain)?.cast_signed();
            if self
                .last_number
                .replace(number)
                .is_some_and(|last| last >= number)
            {
                return Err(NotPlain.into());
            }
            let length = usize::try_from(length).map_err(|_| NotPlain)?;
            if length as u64 > self.file.n_bytes() {
                return Err(NotPlain.into());
            }
            let local = local_bytes(length, self.file.usable);
            let here = rest.get(..local).ok_or(NotPlain)?;
            let head = cell.len() - rest.len();
            if local == length {
                used += (head + local).max(LEAST_CELL);
                visit(number, here)?;
            } else {
                used += head + local + 4;
                let next = rest
                    .get(local..)
                    .and_then(|rest| rest.first_chunk())
                    .ok_or(NotPlain)?;
                let mut payload = std::mem::take(&mut self.payload);
                payload.clear();
                payload.extend_from_slice(here);
                let gathered = self.gather(u32::from_be_bytes(*next), length, &mut payload);
                let visited = gathered.map_err(E::from).and_then(|()| visit(number, &payload));
                self.payload = payload;
                visited?;
            }
        }
        if holds_nothing_else(page, used)? {
            Ok(())
        } else {
            Err(NotPlain.into())
        }
    }

    /// Appends what a row has on the pages from `next` on, until it is `length` bytes long.
    fn gather(&mut self, mut next: u32, length: usize, payload: &mut Vec<u8>) -> Result<(), NotPlain> {
        payload.reserve(length - payload.len());
        while payload.len() < length {
            let page = self.page(next)?;
            let (head, content) = page.split_first_chunk().ok_or(NotPlain)?;
            next = u32::from_be_bytes(*head);
            let left = length - payload.len();
            payload.extend_from_slice(content.get(..left).unwrap_or(content));
        }
        if next == 0 { Ok(()) } else { Err(NotPlain) }
    }

    /// Number of pages between a root and its leaves, itself included.
    fn depth_of(&mut self, root: u32) -> Result<u32, NotPlain> {
        let mut page = root;
        for depth in 0..DEPTH_LIMIT {
            if self.page(page)?.first() == Some(&LEAF) {
                return Ok(depth);
            }
            let mut children = Vec::new();
            self.children(page, &mut children)?;
            page = *children.first().ok_or(NotPlain)?;
        }
        Err(NotPlain)
    }

    /// Appends the children of a page above the leaves.
    fn children(&mut self, number: u32, children: &mut Vec<u32>) -> Result<(), NotPlain> {
        let page = self.page(number)?;
        if page.first() != Some(&INTERIOR) {
            return Err(NotPlain);
        }
        let child = |at: usize| Some(u32::from_be_bytes(*page.get(at..)?.first_chunk()?));
        let mut used = 0;
        for cell in cells(page, INTERIOR_HEAD)? {
            children.push(child(cell).ok_or(NotPlain)?);
            let mut rest = page.get(cell + 4..).ok_or(NotPlain)?;
            let before = rest.len();
            varint(&mut rest).ok_or(NotPlain)?;
            used += 4 + before - rest.len();
        }
        children.push(child(8).ok_or(NotPlain)?);
        if holds_nothing_else(page, used)? {
            Ok(())
        } else {
            Err(NotPlain)
        }
    }

    /// The used part of a page.
    fn page(&mut self, number: u32) -> Result<&[u8], NotPlain> {
        // The first page begins with the head of the file and is no page of a user's table.
        if number < 2 || number > self.file.n_pages {
            return Err(NotPlain);
        }
        if !(self.first..self.first + self.count).contains(&number) {
            self.load(number)?;
        }
        let start = (number - self.first) as usize * self.file.page_bytes as usize;
        self.block.get(start..start + self.file.usable).ok_or(NotPlain)
    }

    fn load(&mut self, number: u32) -> Result<(), NotPlain> {
        let follows = self.first + self.count == number;
        let most = (BLOCK_BYTES / self.file.page_bytes).max(FEWEST_PAGES);
        let wanted = if follows {
            (self.count * 2).min(most)
        } else {
            FEWEST_PAGES
        };
        let count = wanted.min(self.file.n_pages - number + 1);
        let at = u64::from(number - 1) * u64::from(self.file.page_bytes);
        self.count = 0;
        let bytes = count as usize * self.file.page_bytes as usize;
        if self.file.data.read(at, bytes, &mut self.block)?.len() < bytes {
            return Err(NotPlain);
        }
        (self.first, self.count) = (number, count);
        Ok(())
    }
}

/// Where the cells of a page begin, in their order.
fn cells(page: &[u8], head: usize) -> Result<impl Iterator<Item = usize>, NotPlain> {
    let count = usize::from(u16::from_be_bytes([
        *page.get(3).ok_or(NotPlain)?,
        *page.get(4).ok_or(NotPlain)?,
    ]));
    let pointers = page.get(head..head + 2 * count).ok_or(NotPlain)?;
    let (pairs, _) = pointers.as_chunks::<2>();
    Ok(pairs.iter().map(|pair| usize::from(u16::from_be_bytes(*pair))))
}

/// Whether cells of `used` bytes, free blocks and fragments fill the cell area of a page (§1.6): a cell that the page
/// has lost leaves a gap.
fn holds_nothing_else(page: &[u8], used: usize) -> Result<bool, NotPlain> {
    let number = |at: usize| Some(usize::from(u16::from_be_bytes(*page.get(at..)?.first_chunk()?)));
    let start = match number(5).ok_or(NotPlain)? {
        0 => 65_536,
        start => start,
    };
    let mut free = usize::from(*page.get(7).ok_or(NotPlain)?);
    let mut block = number(1).ok_or(NotPlain)?;
    let mut last = 0;
    while block != 0 {
        if block <= last {
            return Err(NotPlain);
        }
        last = block;
        free += number(block + 2).ok_or(NotPlain)?;
        block = number(block).ok_or(NotPlain)?;
    }
    Ok(start + used + free == page.len())
}

/// Bytes of a row's payload that stand on its leaf (§1.6).
fn local_bytes(length: usize, usable: usize) -> usize {
    let most = usable - 35;
    if length <= most {
        return length;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let kept = least + (length - least) % (usable - 4);
    if kept <= most { kept } else { least }
}

/// A number of one to nine bytes, high bits first (§1.6); `bytes` then begins behind it.
pub(super) fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for index in 0..8 {
        let byte = *bytes.get(index)?;
        value = value << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            *bytes = &bytes[index + 1..];
            return Some(value);
        }
    }
    let last = *bytes.get(8)?;
    *bytes = &bytes[9..];
    Some(value << 8 | u64::from(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_to_nine_bytes() {
        let read = |bytes: &[u8]| {
            let mut rest = bytes;
            varint(&mut rest).map(|value| (value, rest.len()))
        };
        assert_eq!(read(&[0x7F, 9]), Some((127, 1)));
        assert_eq!(read(&[0x81, 0x00]), Some((128, 0)));
        assert_eq!(read(&[0xFF; 9]), Some((u64::MAX, 0)));
        assert_eq!(read(&[0xFF; 10]), Some((u64::MAX, 1)));
        assert_eq!(read(&[0xFF; 8]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn short_rows_stay_on_their_leaf() {
        assert_eq!(local_bytes(4061, 4096), 4061);
        assert_eq!(local_bytes(4062, 4096), 489);
        assert_eq!(local_bytes(489 + 4092, 4096), 489);
        assert_eq!(local_bytes(489 + 4092 + 100, 4096), 589);
    }
}
