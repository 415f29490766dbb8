//! Arrays that are either held or borrowed from a kept file.
//!
//! Meaning: a column is built in memory once and lies ready in a file afterwards; everything that reads it
//! sees a slice and cannot tell which. A borrowed array keeps the bytes it lies in alive.
//!
//! Deliberately not here: where the bytes come from, and whether they are what was written.

use std::ops::Deref;
use std::sync::Arc;

use bytemuck::Pod;

/// Bytes that outlive every array that lies in them, such as a mapped file.
pub type SharedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// An array of plain numbers.
#[derive(Clone)]
pub struct Cells<T: Pod>(Kept<T>);

#[derive(Clone)]
enum Kept<T> {
    Held(Vec<T>),
    /// `start` and `end` in bytes; the range was checked for length and alignment.
    Borrowed {
        bytes: SharedBytes,
        start: usize,
        end: usize,
    },
}

impl<T: Pod> Cells<T> {
    /// The array that lies in a range of shared bytes; `None` when the range is outside of them, not a
    /// whole number of elements, or not aligned.
    #[must_use]
    pub fn borrowed(bytes: &SharedBytes, range: std::ops::Range<usize>) -> Option<Self> {
        let all: &[u8] = (**bytes).as_ref();
        bytemuck::try_cast_slice::<u8, T>(all.get(range.clone())?).ok()?;
        Some(Self(Kept::Borrowed {
            bytes: Arc::clone(bytes),
            start: range.start,
            end: range.end,
        }))
    }

    /// The array as one that can grow; a borrowed one is copied.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        if let Kept::Borrowed { .. } = self.0 {
            self.0 = Kept::Held(self.to_vec());
        }
        match &mut self.0 {
            Kept::Held(values) => values,
            Kept::Borrowed { .. } => unreachable!("held since the line above"),
        }
    }

    /// Gives back memory that was reserved and not used. Allocators leave a block as it is when more than half of it
    /// stays in use, so the elements move into a new one.
    pub fn shrink_to_fit(&mut self) {
        if let Kept::Held(values) = &mut self.0
            && values.capacity() - values.len() > values.len() / 16
        {
            *values = values.as_slice().to_vec();
        }
    }

    /// The array as bytes, in the byte order of this machine.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self)
    }
}

impl<T: Pod> Deref for Cells<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::Held(values) => values,
            Kept::Borrowed { bytes, start, end } => {
                let all: &[u8] = (**bytes).as_ref();
                all.get(*start..*end)
                    .and_then(|part| bytemuck::try_cast_slice(part).ok())
                    .unwrap_or_default()
            }
        }
    }
}

impl<T: Pod> From<Vec<T>> for Cells<T> {
    fn from(values: Vec<T>) -> Self {
        let mut cells = Self(Kept::Held(values));
        cells.shrink_to_fit();
        cells
    }
}

impl<T: Pod> Default for Cells<T> {
    fn default() -> Self {
        Self(Kept::Held(Vec::new()))
    }
}

impl<T: Pod + PartialEq> PartialEq for Cells<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Pod + std::fmt::Debug> std::fmt::Debug for Cells<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Held by words, so that the bytes are aligned.
    struct Words(Vec<u64>);

    impl AsRef<[u8]> for Words {
        fn as_ref(&self) -> &[u8] {
            bytemuck::cast_slice(&self.0)
        }
    }

    #[test]
    fn a_borrowed_array_is_the_one_that_was_written() {
        let held: Cells<[u32; 2]> = vec![[1, 2], [3, 4]].into();
        let mut words = vec![0_u64; 3];
        bytemuck::cast_slice_mut::<u64, u8>(&mut words)[8..24].copy_from_slice(held.as_bytes());
        let bytes: SharedBytes = Arc::new(Words(words));
        let borrowed = Cells::<[u32; 2]>::borrowed(&bytes, 8..24).expect("aligned");
        assert_eq!(borrowed, held);
        assert!(Cells::<[u32; 2]>::borrowed(&bytes, 8..23).is_none());
        assert!(Cells::<[u32; 2]>::borrowed(&bytes, 16..32).is_none());
        assert!(Cells::<f64>::borrowed(&bytes, 4..12).is_none());
    }
}
