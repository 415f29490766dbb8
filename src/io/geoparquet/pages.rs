//! The pages of a column, with their claims held against their bytes.
//!
//! Meaning: a page says how many bytes it has when it is not compressed, and how many values; the decoders of the crate
//! allocate as much as is said. Here a page is refused that says more than its bytes can come to: Snappy makes at
//! most [`SNAPPY_RATIO`] bytes of one, every value of a dictionary has a byte, and a list of lengths is no longer than
//! the page has values.
//!
//! Input: the bytes of a column of one row group. Output: pages for the crate's decoders.

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;

use super::thrift::{PageHeader, Reader};

/// More bytes than Snappy makes of one: a copy of 64 bytes takes three.
const SNAPPY_RATIO: usize = 32;
/// Values in a page of nested lists for each of its bytes: runs of equal levels take little space.
const NESTED_RATIO: usize = 64;
/// What small pages may claim on top of that.
const SLACK: usize = 4096;

/// The pages of a column of one row group.
pub(super) struct Pages {
    bytes: Vec<u8>,
    at: usize,
    is_snappy: bool,
    has_definition: bool,
    has_repetition: bool,
}

impl Pages {
    /// The pages in these bytes.
    pub fn new(bytes: Vec<u8>, is_snappy: bool, column: &ColumnDescriptor) -> Self {
        Self {
            bytes,
            at: 0,
            is_snappy,
            has_definition: column.max_def_level() > 0,
            has_repetition: column.max_rep_level() > 0,
        }
    }

    fn next_page(&mut self) -> Result<Option<Page>> {
        while self.at < self.bytes.len() {
            let mut reader = Reader::new(&self.bytes[self.at..]);
            let header = reader.page_header().map_err(|_| broken("page header"))?;
            let start = self.at + reader.position();
            let end = start.checked_add(header.bytes);
            let end = end
                .filter(|end| *end <= self.bytes.len())
                .ok_or_else(|| broken("page size"))?;
            self.at = end;
            if header.kind != 1 {
                return self.page(&header, start..end).map(Some);
            }
        }
        Ok(None)
    }

    fn page(&self, header: &PageHeader, range: std::ops::Range<usize>) -> Result<Page> {
        let stored = &self.bytes[range];
        let levels = match header.kind {
            3 => header.level_bytes.iter().map(|bytes| *bytes as usize).sum(),
            _ => 0,
        };
        if levels > stored.len() || levels > header.plain_bytes {
            return Err(broken("levels"));
        }
        let is_compressed = self.is_snappy && !header.is_plain;
        let buf = Self::plain(stored, levels, header.plain_bytes, is_compressed)?;
        let encoding = encoding(header.encoding)?;
        let n_values = header.n_values as usize;
        if self.has_repetition && n_values > SLACK + NESTED_RATIO * buf.len() {
            return Err(broken("number of values"));
        }
        match header.kind {
            2 => {
                if n_values > buf.len() {
                    return Err(broken("dictionary"));
                }
                Ok(Page::DictionaryPage {
                    num_values: header.n_values,
                    encoding,
                    is_sorted: false,
                    buf: buf.into(),
                })
            }
            0 => {
                let [definition, repetition] = header.level_encodings;
                let is_old = |is_there: bool, found: i32| is_there && found != 3;
                if is_old(self.has_definition, definition) || is_old(self.has_repetition, repetition) {
                    return Err(ParquetError::NYI("BIT_PACKED".to_owned()));
                }
                let behind = self.level_ends(&buf)?;
                check_lengths(header, &buf[behind..])?;
                Ok(Page::DataPage {
                    num_values: header.n_values,
                    encoding,
                    def_level_encoding: Encoding::RLE,
                    rep_level_encoding: Encoding::RLE,
                    statistics: None,
                    buf: buf.into(),
                })
            }
            3 => {
                check_lengths(header, &buf[levels..])?;
                Ok(Page::DataPageV2 {
                    num_values: header.n_values,
                    encoding,
                    num_nulls: header.n_nulls,
                    num_rows: header.n_rows,
                    def_levels_byte_len: header.level_bytes[0],
                    rep_levels_byte_len: header.level_bytes[1],
                    is_compressed,
                    statistics: None,
                    buf: buf.into(),
                })
            }
            _ => Err(broken("kind of page")),
        }
    }

    /// The bytes of a page; its levels, in version 2, are never compressed.
    fn plain(stored: &[u8], levels: usize, claimed: usize, is_compressed: bool) -> Result<Vec<u8>> {
        let values = &stored[levels..];
        if !is_compressed {
            return if claimed == stored.len() {
                Ok(stored.to_vec())
            } else {
                Err(broken("page size"))
            };
        }
        if claimed == levels {
            return Ok(stored[..levels].to_vec());
        }
        let length = snap::raw::decompress_len(values).map_err(|_| broken("compressed bytes"))?;
        if length != claimed - levels || length > SLACK + SNAPPY_RATIO * values.len() {
            return Err(broken("page size"));
        }
        let mut plain = stored[..levels].to_vec();
        plain.resize(claimed, 0);
        let written = snap::raw::Decoder::new()
            .decompress(values, &mut plain[levels..])
            .map_err(|_| broken("compressed bytes"))?;
        if written != length {
            return Err(broken("compressed bytes"));
        }
        Ok(plain)
    }

    /// Where the values of a page of version 1 begin: each kind of levels has its length before it.
    fn level_ends(&self, page: &[u8]) -> Result<usize> {
        let mut at = 0_usize;
        for is_there in [self.has_repetition, self.has_definition] {
            if is_there {
                let length = page.get(at..).and_then(|rest| rest.first_chunk());
                let length = u32::from_le_bytes(*length.ok_or_else(|| broken("levels"))?) as usize;
                at = at
                    .checked_add(4)
                    .and_then(|at| at.checked_add(length))
                    .filter(|at| *at <= page.len())
                    .ok_or_else(|| broken("levels"))?;
            }
        }
        Ok(at)
    }
}

/// Refuses a list of lengths that claims to be longer than the page has values.
fn check_lengths(header: &PageHeader, values: &[u8]) -> Result<()> {
    // DELTA_LENGTH_BYTE_ARRAY begins with block size, blocks in a block, and the number of lengths.
    if header.encoding != 6 || values.is_empty() {
        return Ok(());
    }
    let mut reader = Reader::new(values);
    let mut number = || reader.varint().map_err(|_| broken("lengths"));
    let (_, _, count) = (number()?, number()?, number()?);
    if count > u64::from(header.n_values) || count > 128 * values.len() as u64 {
        return Err(broken("lengths"));
    }
    Ok(())
}

/// The encodings that are decoded. Those that build each value on the one before can come to the square of a page.
fn encoding(number: i32) -> Result<Encoding> {
    Ok(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        4 => return Err(ParquetError::NYI("BIT_PACKED".to_owned())),
        7 => return Err(ParquetError::NYI("DELTA_BYTE_ARRAY".to_owned())),
        _ => return Err(broken("encoding")),
    })
}

fn broken(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.next_page()
    }

    /// Only asked for whether a page ends with a row: with the last page it does.
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let mut reader = Reader::new(&self.bytes[self.at..]);
        let header = reader.page_header().map_err(|_| broken("page header"))?;
        Ok(Some(PageMetadata {
            num_rows: (header.kind == 3).then_some(header.n_rows as usize),
            num_levels: Some(header.n_values as usize),
            is_dict: header.kind == 2,
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.next_page().map(|_| ())
    }
}
