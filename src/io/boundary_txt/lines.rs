//! A text as lines, and lines as fields.
//!
//! Meaning: line ends may be CR LF, LF, CR or any mixture; commas may be full-width; spaces of any kind around
//! fields do not count. Values keep their characters: `H50－G－002` is a sheet number as it stands.

use memchr::memchr2;

/// The lines of a text with their numbers, as an editor counts them: from 1, CR LF as one end.
pub(super) struct Lines<'a> {
    rest: &'a str,
    number: u64,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            number: 0,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u64, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let bytes = self.rest.as_bytes();
        let end = memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
        let line = &self.rest[..end];
        let skipped = if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        self.rest = &self.rest[(end + skipped).min(bytes.len())..];
        Some((self.number, line))
    }
}

/// A text without spaces and marks that are not seen at its ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{1a}' | '\u{200b}' | '\u{feff}'))
}

/// The fields of a line: between commas, or between spaces where there is no comma. Empty fields at the end do
/// not count.
pub(super) fn fields(line: &str) -> Vec<&str> {
    let mut fields: Vec<&str> = if line.contains([',', '，']) {
        line.split([',', '，']).map(trim).collect()
    } else {
        line.split(|c: char| c.is_whitespace() || c == ';')
            .map(trim)
            .filter(|field| !field.is_empty())
            .collect()
    };
    while fields.last().is_some_and(|field| field.is_empty()) {
        fields.pop();
    }
    fields
}

/// The name in a section line such as `[地块坐标]`.
pub(super) fn section_name(line: &str) -> Option<&str> {
    let inside = line
        .strip_prefix(['[', '［', '【'])?
        .strip_suffix([']', '］', '】'])?;
    (!inside.contains([',', '，'])).then(|| trim(inside))
}

/// Key and value of a header line, split at the first equals sign, else at the first colon; and whether the mark
/// was another one than `=`.
pub(super) fn key_value(line: &str) -> Option<(&str, &str, bool)> {
    let marks: [&[char]; 2] = [&['=', '＝'], &[':', '：']];
    let at = marks.iter().find_map(|mark| line.find(*mark))?;
    let mark = line[at..].chars().next()?;
    let value = &line[at + mark.len_utf8()..];
    Some((trim(&line[..at]), trim(value), mark != '='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_line_ends_are_ends() {
        let lines: Vec<_> = Lines::new("a\r\nb\nc\rd\r\r\ne").collect();
        assert_eq!(lines, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, ""), (6, "e")]);
        assert_eq!(Lines::new("a\r").count(), 1);
        assert_eq!(Lines::new("").count(), 0);
    }

    #[test]
    fn fields_are_trimmed_and_split_at_any_comma() {
        assert_eq!(
            fields("J1 ,\t1，\u{a0}3.5\u{3000}, 4.5,"),
            ["J1", "1", "3.5", "4.5"]
        );
        assert_eq!(fields("J1  1\t3.5 4.5"), ["J1", "1", "3.5", "4.5"]);
        assert_eq!(fields(",,,"), [""; 0]);
    }

    #[test]
    fn header_lines_are_split_at_the_first_mark() {
        assert_eq!(key_value("转换参数=,,,=,"), Some(("转换参数", ",,,=,", false)));
        assert_eq!(key_value("带号 ＝ 39"), Some(("带号", "39", true)));
        assert_eq!(key_value("单位：米"), Some(("单位", "米", true)));
        assert_eq!(key_value("米"), None);
        assert_eq!(section_name("［ 地块坐标 ］"), Some("地块坐标"));
        assert_eq!(section_name("[1,2]"), None);
    }
}
