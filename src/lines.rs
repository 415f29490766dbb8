//! Lines of a text, for messages that say where something stands.

/// The line of a byte, counted from 1; that of the end for a byte beyond it.
#[must_use]
pub fn line_of(text: impl AsRef<[u8]>, byte: usize) -> usize {
    let text = text.as_ref();
    let before = &text[..byte.min(text.len())];
    memchr::memchr_iter(b'\n', before).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let text = "一\nb\n\nd";
        assert_eq!([0, 3, 4, 6, 7].map(|byte| line_of(text, byte)), [1, 1, 2, 3, 4]);
        assert_eq!((line_of("", 0), line_of(text, 99)), (1, 4));
    }
}
