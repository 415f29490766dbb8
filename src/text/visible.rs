//! Making characters visible that a reader could not see.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with invisible and direction-changing characters written out, such as `[U+202E]`: two
/// names that differ must also look different, and a name must not turn the words around it.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "[U+{:04X}]", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Controls other than tab and line ends, zero-width characters, and bidirectional controls.
fn is_hidden(c: char) -> bool {
    let is_mark = matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    );
    let is_format = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    let is_tag = matches!(c, '\u{e0000}'..='\u{e007f}');
    is_mark || is_format || is_tag || c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_written_out_and_plain_names_are_untouched() {
        assert_eq!(visible("地块\u{202e}07\u{200b}"), "地块[U+202E]07[U+200B]");
        assert_eq!(visible("a\0b"), "a[U+0000]b");
        assert!(matches!(visible("地块 B-017\t①"), Cow::Borrowed(_)));
    }
}
