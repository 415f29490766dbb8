//! Writing HTML so that data can never become markup.

use std::fmt::Write;

use crate::text::visible;

/// An HTML text that grows. Names of tags, classes and attributes are constants of the program;
/// everything else is escaped on its way in.
pub struct Html {
    text: String,
}

/// Elements that have no end tag.
const VOID: [&str; 3] = ["meta", "br", "col"];

impl Html {
    pub fn new() -> Self {
        Self {
            text: String::with_capacity(64 * 1024),
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Markup that is part of the program; the lifetime keeps data out.
    pub fn markup(&mut self, markup: &'static str) {
        self.text.push_str(markup);
    }

    /// A text from anywhere.
    pub fn text(&mut self, text: &str) {
        self.escape(text);
    }

    /// An element with a class (none when empty) and content.
    pub fn tag(&mut self, tag: &'static str, class: &str, content: impl FnOnce(&mut Self)) {
        if class.is_empty() {
            self.open(tag, &[]);
        } else {
            self.open(tag, &[("class", class)]);
        }
        content(self);
        self.close(tag);
    }

    /// An element that holds only a text.
    pub fn leaf(&mut self, tag: &'static str, class: &str, text: &str) {
        self.tag(tag, class, |html| html.text(text));
    }

    /// A start tag with attributes.
    pub fn open(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        self.text.push('<');
        self.text.push_str(tag);
        self.attributes(attributes);
        self.text.push('>');
        if matches!(
            tag,
            "meta" | "tr" | "table" | "section" | "tbody" | "thead" | "figure" | "svg"
        ) {
            self.text.push('\n');
        }
    }

    /// An end tag.
    pub fn close(&mut self, tag: &'static str) {
        debug_assert!(!VOID.contains(&tag), "{tag} has no end");
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push('>');
        if !matches!(
            tag,
            "td" | "th" | "span" | "b" | "strong" | "a" | "text" | "title"
        ) {
            self.text.push('\n');
        }
    }

    /// An SVG element without content.
    pub fn shape(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        self.text.push('<');
        self.text.push_str(tag);
        self.attributes(attributes);
        self.text.push_str("/>\n");
    }

    fn attributes(&mut self, attributes: &[(&'static str, &str)]) {
        for (name, value) in attributes {
            // Writing to a string cannot fail.
            let _ = write!(self.text, " {name}=\"");
            self.escape(value);
            self.text.push('"');
        }
    }

    fn escape(&mut self, text: &str) {
        for c in visible(text).chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                other => self.text.push(other),
            }
        }
    }
}

/// A cell of a table.
pub enum Cell {
    /// Text that may wrap.
    Text(String),
    /// A number, aligned right.
    Number(String),
    /// Text with a class.
    Marked(String, &'static str),
    /// The number of a figure, leading to it.
    Figure(Option<usize>),
}

/// A table with a heading that repeats on every printed page.
pub struct Table<'a> {
    pub class: &'static str,
    /// Headings: text and whether the column holds numbers.
    pub columns: &'a [(String, bool)],
}

impl Table<'_> {
    /// Writes the table: rows, then total rows set off below.
    pub fn write(
        &self,
        html: &mut Html,
        rows: impl Iterator<Item = Vec<Cell>>,
        totals: impl Iterator<Item = Vec<Cell>>,
    ) {
        html.tag("table", self.class, |html| {
            html.tag("thead", "", |html| {
                html.tag("tr", "", |html| {
                    for (heading, is_number) in self.columns {
                        html.leaf("th", if *is_number { "n" } else { "" }, heading);
                    }
                });
            });
            html.tag("tbody", "", |html| rows.for_each(|cells| row(html, "", &cells)));
            // Not a table foot: a foot would be repeated on every printed page.
            html.tag("tbody", "totals", |html| {
                totals.for_each(|cells| row(html, "", &cells));
            });
        });
    }
}

/// One row of cells.
pub fn row(html: &mut Html, class: &str, cells: &[Cell]) {
    html.tag("tr", class, |html| {
        for cell in cells {
            match cell {
                Cell::Text(text) => html.leaf("td", "t", text),
                Cell::Number(number) => html.leaf("td", "n", number),
                Cell::Marked(text, class) => html.leaf("td", class, text),
                Cell::Figure(None) => html.leaf("td", "n", "—"),
                Cell::Figure(Some(number)) => html.tag("td", "n", |html| {
                    html.open("a", &[("href", &format!("#figure-{number}"))]);
                    html.text(&number.to_string());
                    html.close("a");
                }),
            }
        }
    });
}

/// Panics unless every start tag has its end tag.
#[cfg(test)]
pub fn assert_balanced(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in page.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        let name = tag
            .trim_start_matches('/')
            .split([' ', '\n'])
            .next()
            .unwrap()
            .trim_end_matches('/');
        if tag.starts_with('!') || tag.ends_with('/') || VOID.contains(&name) {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_never_becomes_markup() {
        for attack in [
            "<script>alert(1)</script>",
            "\" onmouseover=\"alert(1)",
            "' onfocus='alert(1)",
            "</style><svg onload=alert(1)>",
            "]]><x>",
            "&#60;b&#62;",
            "\u{202e}<b>",
        ] {
            let mut html = Html::new();
            html.leaf("td", attack, attack);
            html.shape("path", &[("d", attack)]);
            let text = String::from_utf8(html.as_bytes().to_vec()).unwrap();
            assert_eq!(text.matches('<').count(), 3, "{text}");
            assert_eq!(text.matches('"').count(), 4, "{text}");
            assert!(!text.contains('\u{202e}'));
            assert_balanced(&text);
        }
    }
}
